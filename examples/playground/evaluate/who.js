// Who gets in, over every token that GitHub can mint; whether only the wanted ones do; what a change of the policy does.

import { comparePolicies, outsiders, prove, whoCanAssume } from "../vendor/assumable-wasm/index.js";
import { lines, words } from "./documents.js";
import { named, subjects } from "./world.js";

/** The fields of the intent, with the claims that they are patterns for. */
const wanted = {
  only_repository: "repository",
  only_ref: "ref",
  only_environment: "environment",
  only_event: "event_name",
  only_workflow: "job_workflow_ref",
};

export function evaluateWho(input, attempt) {
  const world = readWorld(input);
  const intent = readIntent(input);
  const policy = input.who_policy;
  const ask = (work) => attempt(fieldOf, work);
  const who = ask(() => whoCanAssume(policy, world));
  const others = who && ask(() => outsiders(policy, world));
  const proof = who && intent && ask(() => prove(policy, intent, world));
  if (!input.old_policy.trim()) return { who, others, proof };
  const comparison = ask(() => comparePolicies(input.old_policy, policy, world));
  const before = comparison && ask(() => whoCanAssume(input.old_policy, world));
  return { who, others, proof, comparison, before };
}

/** The owners, `login` or `login@id`, with what is known of all their repositories. */
function readWorld(input) {
  const owners = words(input.who_owners).map((text) => {
    const { name, ...id } = named(text);
    return { login: name, ...id, ...subjects(input, "who") };
  });
  const world = { owners };
  if (input.who_callable) world.callable = input.who_callable;
  if (input.who_recycled) world.recycled = true;
  if (input.who_undocumented) world.undocumented = true;
  return world;
}

/** The wanted tokens as one class, where the form names any. */
function readIntent(input) {
  const only = {};
  for (const [field, claim] of Object.entries(wanted)) {
    const patterns = lines(input[field]);
    if (field === "only_environment" && input.only_without) patterns.push(null);
    if (patterns.length > 0) only[claim] = patterns;
  }
  return Object.keys(only).length > 0 ? { only: [only] } : undefined;
}

function fieldOf({ path, document }) {
  const [, first, ...rest] = (document ?? path).split("/");
  if (first === "old") return "old_policy";
  if (first === "world") return rest.includes("include_claim_keys") ? "who_keys" : "who_owners";
  if (first === "intent") return Object.keys(wanted).find((field) => rest.includes(wanted[field])) ?? "only_repository";
  return "who_policy";
}
