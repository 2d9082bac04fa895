// What documents say together: what each is, the road of each job, and who gets in at a role that no job asks for.

import { explain, readDocuments, recognize, render, whoCanAssume } from "../vendor/assumable-wasm/index.js";

/** How many roles without a job are looked at. */
const ROLES = 8;

/** Names for documents that were pasted: those of the programs that read them. */
const names = {
  workflow: [".github/workflows/", "workflow", ".yml"],
  composite_action: ["", "action", ".yml"],
  action: ["", "action", ".yml"],
  terraform: ["", "main", ".tf"],
  terraform_variables: ["", "terraform", ".tfvars"],
  naming_rules: ["", "naming", ".yaml"],
  token: ["", "token", ""],
  log: ["", "error", ".txt"],
  not_read: ["", "document", ""],
};

function nameOf(kind, taken) {
  const [folder, stem, end] = names[kind] ?? ["", kind.replaceAll("_", "-"), ".json"];
  for (let number = 1; ; number++) {
    const name = `${folder}${stem}${number > 1 ? `-${number}` : ""}${end}`;
    if (!taken.has(name)) return name;
  }
}

/** What was answered last time, since a key changes one document of many. */
function remembered() {
  let known = new Map();
  let next = new Map();
  return {
    get(key, ask) {
      const answer = known.has(key) ? known.get(key) : ask();
      next.set(key, answer);
      return answer;
    },
    /** What was not asked for since is forgotten. */
    turn() {
      known = next;
      next = new Map();
    },
  };
}

const kinds = remembered();
const classes = remembered();

/** The documents with their kinds; one without a name gets one. */
function named(files) {
  const taken = new Set(files.map(({ name }) => name).filter(Boolean));
  kinds.turn();
  return files.map(({ name, text }) => {
    const recognized = kinds.get(`${name}\n${text}`, () => recognize(name, text));
    const own = name || nameOf(recognized.kind, taken);
    taken.add(own);
    return { ...recognized, name: own, text };
  });
}

export function evaluateFiles({ files, options, facts }, attempt) {
  const all = named(files);
  const documents = all.filter(({ is_read }) => is_read).map(({ name, text }) => ({ name, text }));
  const known = all.map(({ text, ...rest }) => rest);
  if (documents.length === 0) return { known };
  const report = attempt(fieldOf, () => explain(documents, options, facts));
  if (!report) return { known };
  const inventory = readDocuments(documents, options);
  const refused = Object.fromEntries(inventory.documents.filter((one) => one.refused).map((one) => [one.name, one.refused]));
  return { known, report, refused, roles: alone(inventory, report, options), policies: policies(inventory) };
}

const labelOf = ({ address, arn, name }) => address ?? arn?.value ?? name?.value;
const samePlace = (one, other) => one?.document === other?.document && one?.offset === other?.offset;

/** The roles that no road leads to, with who gets in. */
function alone({ roles }, { roads }, { repository }) {
  const asked = ({ place }) => roads.some(({ role_place }) => samePlace(place, role_place));
  const world = repository ? { owners: [{ login: repository.split("/")[0] }] } : null;
  const open = roles.filter((role) => role.trust_policy && role.trust_policy.unknown.length === 0 && !asked(role));
  classes.turn();
  return open.slice(0, ROLES).map((role) => {
    const found = { label: labelOf(role), place: role.place };
    const policy = role.trust_policy.document;
    try {
      return { ...found, who: classes.get(JSON.stringify([policy, world]), () => whoCanAssume(policy, world)) };
    } catch ({ message }) {
      return { ...found, refused: message };
    }
  });
}

/** The trust policies that are known whole, by the place of their role. */
function policies({ roles }) {
  const whole = roles.filter(({ trust_policy: policy }) => policy && policy.unknown.length === 0 && typeof policy.document === "object");
  return whole.map(({ place, trust_policy }) => ({ place, document: trust_policy.document }));
}

/** What was refused: one of the options, or the documents as a whole. */
function fieldOf({ path }) {
  const option = /^\/(options|facts)\/[^/]+(\/[^/]+)?/.exec(path);
  return option ? option[0] : "files";
}

/** The same answer as a text that others read. */
export function evaluateText({ files, options, facts, format }, attempt) {
  const documents = named(files).filter(({ is_read }) => is_read).map(({ name, text }) => ({ name, text }));
  return { documents, ...attempt("files", () => render(documents, format, options, facts)) };
}
