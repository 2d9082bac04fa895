// The policies of an intent, and their proof by the operations that answer for any policy.

import { decide, makePolicies, prove, whoCanAssume } from "../vendor/assumable-wasm/index.js";
import { object } from "./attempt.js";
import { lines, words } from "./documents.js";
import { named, subjects } from "./world.js";

const claims = ["repository", "ref", "environment", "event_name", "job_workflow_ref"];
const texts = ["role_name", "region", "issuer"];
const lists = ["repositories", "mutable_tags"];
const flags = ["pull", "repositories_exist", "provider_exists", "change_template"];

export function evaluateWrite(input, attempt) {
  const further = input.write_further.trim() ? attempt("write_further", () => object(input.write_further)) : {};
  if (!further) return {};
  const repositories = lines(input.write_repository).map(readRepository);
  const intent = readIntent(input, repositories, further);
  const owners = readOwners(input, repositories, intent);
  const world = readWorld(input, repositories, owners);
  const ask = (work) => attempt((error) => fieldOf(error, further.only?.length ?? 0, owners), work);
  const made = ask(() => makePolicies(intent, readOptions(input), world));
  return made ? { made, ...proved(made, intent, world, ask) } : {};
}

/** Whether all of these get in and nobody else, and who does: of the policy alone, however it was made. */
function proved({ trust_policy: policy, provider, include_claim_keys: keys }, intent, world, ask) {
  const then = { ...world, audiences: provider.client_ids };
  if (keys) then.owners = world.owners?.map((owner) => ({ ...owner, include_claim_keys: keys }));
  const decided = ask(() => decide(policy, intent.only, then));
  const proof = decided && ask(() => prove(policy, intent, then));
  const who = proof && ask(() => whoCanAssume(policy, then));
  return { decided, proof, who };
}

/** `owner@id/name@id`, as subjects with ids have it; the ids may be left out. */
function readRepository(line) {
  const [owner, ...rest] = line.split("/");
  const [{ name: login, id: owner_id }, { name, id }] = [owner, rest.join("/")].map(named);
  return { pattern: rest.length > 0 ? `${login}/${name}` : login, login, owner_id, id };
}

/** The classes of the further intent, and that of the form where it names any claim. */
function readIntent(input, repositories, further) {
  const own = {};
  for (const claim of claims) {
    const patterns = claim === "repository" ? repositories.map(({ pattern }) => pattern) : lines(input[`write_${claim}`]);
    if (claim === "environment" && input.write_without) patterns.push(null);
    if (patterns.length > 0) own[claim] = patterns;
  }
  const never = words(input.write_not_event_name);
  if (never.length > 0) own.not = { event_name: never };
  const classes = Object.keys(own).length > 0 ? [own] : [];
  const { only = [] } = further;
  return { ...further, only: Array.isArray(only) ? [...only, ...classes] : only };
}

const hasWildcard = (text) => /[*?]/.test(text);

/** The owners that are told and those that the intent names, each with the field that tells it. */
function readOwners(input, repositories, { only }) {
  const told = words(input.write_owners).map((text) => ({ ...named(text), field: "write_owners" }));
  const listed = repositories.map(({ login, owner_id: id }) => ({ name: login, id, field: "write_repository" }));
  const values = Array.isArray(only) ? only.flatMap((one) => [one?.repository, one?.repository_owner].flat()) : [];
  const meant = values.filter((value) => typeof value === "string").map((value) => ({ name: value.split("/")[0], field: "write_further" }));
  const owners = [];
  for (const one of [...told, ...[...listed, ...meant].filter(({ name }) => name && !hasWildcard(name))]) {
    const known = owners.find(({ name }) => name.toLowerCase() === one.name.toLowerCase());
    if (!known || (known.id && one.id && known.id !== one.id)) owners.push(one);
    else known.id ??= one.id;
  }
  return owners;
}

function readWorld(input, repositories, owners) {
  const world = {};
  if (owners.length > 0) {
    world.owners = owners.map(({ name, id }) => ({ login: name, ...(id === undefined ? {} : { id }), ...subjects(input, "write") }));
  }
  const ids = repositories.filter(({ id }) => id !== undefined).map(({ id, pattern }) => [id, pattern]);
  if (ids.length > 0) world.our_repository_ids = Object.fromEntries(ids);
  for (const name of ["platform", "ghes_version", "partition"]) {
    const value = input[`write_${name}`].trim();
    if (value) world[name] = value;
  }
  return world;
}

function readOptions(input) {
  const options = { account: input.write_account.trim() };
  for (const name of texts) if (input[`write_${name}`].trim()) options[name] = input[`write_${name}`].trim();
  for (const name of lists) {
    const given = words(input[`write_${name}`]);
    if (given.length > 0) options[name] = given;
  }
  for (const name of flags) if (input[`write_${name}`]) options[name] = true;
  if (input.write_naming_rules.trim()) options.naming_rules = input.write_naming_rules;
  const quota = input.write_quota.trim();
  if (quota) options.quota = /^\d{1,9}$/.test(quota) ? Number(quota) : quota;
  return options;
}

/** Where a refusal belongs; `further` classes of the intent stand before the form's. */
function fieldOf({ path, document, code }, further, owners) {
  const [, first, second, third, ...rest] = (document ?? path).split("/");
  if (first === "options") return `write_${second}`;
  if (first === "world" && second === "owners") return rest[0] === "include_claim_keys" ? "write_keys" : owners[third].field;
  if (first === "world") return second === "our_repository_ids" ? "write_repository" : `write_${second}`;
  const isFurther = third === undefined ? second !== "only" || code === "WRONG_TYPE" : Number(third) < further;
  if (first === "intent" && isFurther) return "write_further";
  if (rest[0] === "not") return "write_not_event_name";
  if (claims.includes(rest[0])) return `write_${rest[0]}`;
  return ["INTENT_OPEN", "ID_MISSING"].includes(code) ? "write_repository" : "write_jobs";
}
