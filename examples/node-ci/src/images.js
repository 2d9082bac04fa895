// Which image names the run may push, and whether those that it is about to push are among them.

import { NamingRules } from "assumable-wasm";

import { git, readInput } from "./files.js";

const VARIABLES = ["EVENT_NAME", "REF", "SHA", "HEAD_REF", "BASE_REF", "REPOSITORY", "RUN_NUMBER", "RUN_ID", "RUN_ATTEMPT"];

/** What the rules make of the run, and what they say of the images. */
export function imagesOf(env, root, event, inputs) {
  const rules = new NamingRules(readInput(root, inputs.rules));
  try {
    const run = factsOf(env, root, event, inputs);
    const made = rules.make(run);
    return { made, checked: inputs.images.length > 0 ? rules.check(run, inputs.images) : undefined };
  } finally {
    rules.free();
  }
}

function factsOf(env, root, event, inputs) {
  const names = VARIABLES.map((name) => `GITHUB_${name}`).filter((name) => env[name] !== undefined);
  const facts = { env: Object.fromEntries(names.map((name) => [name, env[name]])), values: inputs.ruleValues };
  facts.time = `${new Date().toISOString().slice(0, 19)}Z`;
  if (event !== undefined) facts.event_json = event;
  const asked = (args) => {
    try {
      return git(root, args).toString("utf8").trim();
    } catch {
      return undefined;
    }
  };
  const commit = asked(["rev-parse", "HEAD"]);
  if (commit) facts.checkout_sha = commit;
  // A shallow clone does not have the tags.
  if (asked(["rev-parse", "--is-shallow-repository"]) === "false") facts.existing_tags = (asked(["tag"]) ?? "").split("\n").filter((tag) => tag !== "");
  return facts;
}
