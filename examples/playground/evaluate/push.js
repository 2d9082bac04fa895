// Whether a principal may push an image.

import { checkPush } from "../vendor/assumable-wasm/index.js";
import { object } from "./attempt.js";

const layers = ["identity", "resource", "boundary", "session", "scp", "rcp"];

export function evaluatePush(input, attempt) {
  const policies = {};
  for (const layer of layers) {
    const given = documents(input[layer]);
    if (given.length > 0) policies[layer] = given;
  }
  const options = { pull: input.pull === "yes" };
  if (input.push_context.trim() !== "") {
    options.context = attempt("push_context", () => object(input.push_context));
    if (!options.context) return {};
  }
  const push = attempt(fieldOf, () => checkPush(input.image.trim(), input.principal.trim(), policies, options));
  return { push };
}

/** Documents between lines of `---`, each after as many empty lines as stood before it, so that its lines keep their numbers. */
function documents(text) {
  const found = [];
  let document = "";
  let above = "";
  for (const line of [...text.split("\n"), "---"]) {
    if (line.trim() === "---") {
      if (document.trim() !== "") found.push(document.trim() === "unknown" ? "unknown" : above + document);
      above += document.replace(/[^\n]/g, "") + "\n";
      document = "";
    } else {
      document += `${line}\n`;
    }
  }
  return found;
}

function fieldOf({ path, document }) {
  const [, first, second] = (document ?? path).split("/");
  if (first === "policies") return second;
  return first === "options" ? "push_context" : first;
}
