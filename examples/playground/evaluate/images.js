// Which image names a run may push, whether given ones are among them, and what is wrong with the rules.

import { checkImages, lintRules, makeTags } from "../vendor/assumable-wasm/index.js";
import { refuse } from "./attempt.js";
import { lines } from "./documents.js";

const byHand = ["event", "ref", "sha", "repository", "run_number", "number", "head_sha", "head_ref", "base_ref"];
const besides = ["default_branch", "time"];

export function evaluateImages(input, attempt) {
  const names = lines(input.images);
  const run = attempt("env", () => readRun(input));
  const field = ({ document, path }) => fieldOf(document ?? path, input.run_mode);
  const lint = attempt("rules", () => lintRules(input.rules, input.mutability ? { mutability: input.mutability } : null));
  if (!run || !lint) return {};
  const made = attempt(field, () => makeTags(input.rules, run));
  const checked = made && names.length > 0 ? attempt(field, () => checkImages(input.rules, run, names)) : undefined;
  return { made, checked, lint };
}

function readRun(input) {
  const run = {};
  const told = (names) => {
    for (const name of names) if (input[`run_${name}`].trim()) run[name] = input[`run_${name}`].trim();
  };
  told(besides);
  if (input.run_mode === "form") {
    told(byHand);
    return run;
  }
  run.env = environment(input.env);
  if (input.event_json.trim()) run.event_json = input.event_json;
  return run;
}

/** `NAME=value` by line, as `env` prints it. */
function environment(text) {
  const env = {};
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const equals = line.indexOf("=");
    if (equals < 1) {
      refuse({ code: "INVALID_VALUE", message: "`NAME=value` expected, one a line", path: "", line: index + 1, column: 1 });
    }
    env[line.slice(0, equals).trim()] = line.slice(equals + 1);
  }
  return env;
}

function fieldOf(path, mode) {
  const [, first, second] = path.split("/");
  if (first !== "run") return first;
  if (besides.includes(second)) return `run_${second}`;
  return second === "event_json" ? second : mode === "env" ? "env" : `run_${second}`;
}
