// What a change of the files makes of the roles' trust policies.

import { comparePolicies, readDocuments, whoCanAssume } from "assumable-wasm";

/** From the most telling relation to the least. */
const RELATIONS = ["incomparable", "wider", "gave_up", "undetermined", "new", "narrower", "gone", "equal"];

/** The trust policies that differ between two sets of documents: who gets in by the change, and who no longer does. */
export function changes(before, after, options, world) {
  const [old, now] = [before, after].map((files) => roles(readDocuments(files, options).roles));
  const out = [];
  const known = new Set();
  for (const role of now) {
    const was = counterpart(role, old, now);
    known.add(was);
    if (was && text(was) === text(role)) continue;
    out.push({ role: role.label, place: placeOf(role), ...(was ? compared(was, role, world) : added(role, world)) });
  }
  for (const role of old) {
    if (!known.has(role)) out.push({ role: role.label, place: undefined, relation: "gone" });
  }
  return out;
}

/** What a role was: the one of its name in its folder; or the only one of its name, which has moved. */
function counterpart(role, old, now) {
  const named = (list) => list.filter(({ label }) => label === role.label);
  const before = named(old);
  const moved = before.length === 1 && named(now).length === 1 ? before[0] : undefined;
  return before.find(({ folder }) => folder === role.folder) ?? moved;
}

/** The relation of all changes together: the most telling one. */
export function worst(all) {
  const found = all.map(({ relation }) => relation);
  return RELATIONS.find((relation) => found.includes(relation)) ?? "equal";
}

/** The roles with a trust policy, each with its name and its folder. */
function roles(list) {
  return list
    .filter((role) => role.trust_policy)
    .map((role) => ({
      ...role,
      label: role.address ?? role.arn?.value ?? role.name?.value ?? role.place.document,
      folder: (role.place.document ?? "").split("/").slice(0, -1).join("/"),
    }));
}

const text = (role) => JSON.stringify(role.trust_policy.document);
/** Where a change is told: at the subjects that the policy names, else where it begins. */
function placeOf({ trust_policy: { places }, place }) {
  return (places.find(({ pointer }) => pointer.includes(":sub")) ?? places[0])?.place ?? place;
}

const openOf = (role) => role.trust_policy.unknown;

function compared(old, now, world) {
  const unknown = [...new Set([...openOf(old), ...openOf(now)])];
  if (unknown.length > 0) return { relation: "undetermined", unless: unknown };
  const { relation, gained, lost, unless } = comparePolicies(text(old), text(now), world);
  return { relation, gained: gained?.text, lost: lost?.text, unless: unless.map((need) => need.message) };
}

/** A role that is new: the most dangerous of those who get in. */
function added(role, world) {
  if (openOf(role).length > 0) return { relation: "new", unless: openOf(role) };
  const { classes, unless } = whoCanAssume(text(role), world);
  return { relation: "new", gained: classes[0]?.witness.text, unless: unless.map((need) => need.message) };
}
