// Who else gets in: every class of tokens that a policy admits, the proof that only the wanted ones do, and the change.

import { comparePolicies, prove, whoCanAssume } from "../vendor/assumable-wasm/index.js";
import { words } from "./documents.js";

const clauses = { only_repository: "repository", only_ref: "ref", only_environment: "environment", only_workflow: "job_workflow_ref" };

export function evaluateWho(input, attempt) {
  const world = readWorld(input);
  const ask = (policy, work) => attempt((refusal) => fieldOf(refusal, policy), work);
  const who = ask("who_policy", () => whoCanAssume(input.who_policy, world));
  const intent = readIntent(input);
  const proof = who && intent && ask("who_policy", () => prove(input.who_policy, { only: [intent] }, world));
  const old = input.old_policy.trim() !== "";
  const comparison = who && old ? ask("who_policy", () => comparePolicies(input.old_policy, input.who_policy, world)) : undefined;
  return { who, proof, comparison };
}

/** Our owners, `login` or `login@id`, with what the settings of their repositories are. */
function readWorld(input) {
  const keys = words(input.who_keys);
  const settings = {};
  if (input.who_template === "unknown") settings.include_claim_keys = "unknown";
  if (input.who_template === "keys" && keys.length > 0) settings.include_claim_keys = keys;
  if (input.who_immutable) settings.immutable = { yes: true, no: false, either: "either" }[input.who_immutable];
  const owners = words(input.who_owners).map((text) => {
    const [login, id] = text.split("@");
    return { login, ...(id ? { id } : {}), ...settings };
  });
  return { owners, ...(input.who_callable === "own" ? { callable: "own" } : {}) };
}

/** The wanted tokens, where the form names any: a pattern for each claim, `none` for a claim that must be absent. */
function readIntent(input) {
  const named = Object.entries(clauses).filter(([field]) => input[field].trim() !== "");
  if (named.length === 0) return undefined;
  const patterns = (text) => words(text).map((pattern) => (pattern === "none" ? null : pattern));
  return Object.fromEntries(named.map(([field, claim]) => [claim, patterns(input[field])]));
}

function fieldOf({ path, document }, policy) {
  const [, first, ...rest] = (document ?? path).split("/");
  if (first === "old") return "old_policy";
  if (first === "world") return rest.includes("include_claim_keys") ? "who_keys" : "who_owners";
  if (first === "intent") return Object.keys(clauses).find((field) => rest.includes(clauses[field])) ?? "only_repository";
  return policy;
}
