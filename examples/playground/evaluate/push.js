// Whether a principal may push an image.

import { checkPush } from "../vendor/assumable-wasm/index.js";
import { object } from "./attempt.js";
import { documents } from "./documents.js";

const layers = ["identity", "resource", "registry", "boundary", "session", "scp", "rcp"];

export function evaluatePush(input, attempt) {
  const policies = {};
  for (const layer of layers) {
    const given = documents(input[layer]);
    if (given.length > 0) policies[layer] = given;
  }
  if (input.registry_scope) policies.registry_scope = input.registry_scope;
  if (input.push_over_quota) policies.over_quota = true;
  const options = { pull: input.pull === "yes", ...(input.client && { client: input.client }) };
  if (input.push_context.trim() !== "") {
    options.context = attempt("push_context", () => object(input.push_context));
    if (!options.context) return {};
  }
  const push = attempt(fieldOf, () => checkPush(input.image.trim(), input.principal.trim(), policies, options));
  return { push };
}

function fieldOf({ path, document }) {
  const [, first, second] = (document ?? path).split("/");
  if (first === "policies") return second;
  return first === "options" ? "push_context" : first;
}
