// The policies of an intent: the proof, what AWS cannot say, and each document to take along.

import { assumptionList, badge, capital, data, findingList, h, headline, list, needList, part, premiseList, sentence } from "./elements.js";
import { sheet } from "./sheet.js";
import { classes, judged, proofs, token } from "./who.js";

const outcomes = {
  exact: ["allowed", "Just these jobs", "The policy lets in all of these tokens and nobody else."],
  nearest: ["denied", "More than these jobs", "The policy lets in all of these tokens, and more."],
};
const decisions = {
  always: ["allowed", "always"],
  never: ["denied", "never"],
  sometimes: ["denied", "sometimes"],
  undetermined: ["undetermined", "open"],
  gave_up: ["undetermined", "given up"],
};

export const writeBrief = ({ made }) => made && outcomes[made.outcome];

export function renderWrite({ made, decided, proof, who }) {
  if (!made || !who) return [];
  return [
    headline(...outcomes[made.outcome]),
    unsaidPart(made),
    proofPart(made, decided, proof),
    classes(who),
    callPart(made.requests),
    policyPart(made),
    repositoryList(made.repositories),
    filePart(made.files),
    findingList(made.findings),
    needList(proof.unless),
    premiseList(made.premises),
    assumptionList(made.assumptions),
    data({ made, decided, proof, who }),
  ];
}

const codes = (texts) => texts.flatMap((text, index) => [index > 0 ? ", " : "", h("code", {}, text)]);

function unsaidPart({ unsaid, beyond }) {
  if (unsaid.length === 0 && !beyond) return undefined;
  const claims = unsaid.length > 0 ? h("p", {}, "No policy can test: ", codes(unsaid)) : undefined;
  return part("What AWS cannot say", claims, beyond && token("Gets in, and is not meant", beyond));
}

function proofPart({ beyond }, decided, proof) {
  return part(
    "The proof, over every token that GitHub can mint",
    h("p", {}, badge(...decisions[decided.outcome]), " These jobs get in."),
    judged(proofs[proof.outcome], proof),
    !beyond && proof.counterexample && token("It is", proof.counterexample),
  );
}

function callPart(requests) {
  if (requests.length === 0) return undefined;
  const items = requests.map(({ method, path, body, permission, effect }) => {
    const note = [h("p", { className: "note" }, sentence(`${capital(effect)}.`)), h("p", { className: "note" }, "Needs ", sentence(permission))];
    const call = `${method} ${path}`;
    return sheet(h("code", { className: "long" }, call), `the body of ${call}`, JSON.stringify(body, null, 2), { open: true, note });
  });
  return part("First, at GitHub: the keys of subjects", h("ul", { className: "plain" }, items));
}

function policyPart({ trust_policy, size, quota, role, permissions, repositories }) {
  const json = (policy) => JSON.stringify(policy, null, 2);
  const arn = (text) => h("p", { className: "note" }, h("code", { className: "long" }, text));
  const items = [sheet("Trust policy", "the trust policy", json(trust_policy), { open: true, note: [arn(role.arn), h("p", { className: "note" }, `${size} of ${quota} characters`)] })];
  if (permissions) items.push(sheet("Permissions", "the permissions", json(permissions), { note: arn(role.arn) }));
  for (const repository of repositories.filter(({ policy }) => policy)) {
    const name = `the policy of ${repository.arn}`;
    items.push(sheet("Policy of the repository", name, json(repository.policy), { note: arn(repository.arn) }));
  }
  return part("Policies, as JSON", h("ul", { className: "plain" }, items));
}

const repositoryList = (repositories) =>
  list(
    "The role pushes to",
    repositories.map(({ arn, image_tag_mutability: tags, exclusion_filters: filters }) => [
      h("code", { className: "long" }, arn),
      tags ? [": tags ", h("code", {}, tags), filters.length > 0 ? [", but for ", codes(filters)] : ""] : "",
    ]),
  );

function filePart(files) {
  const items = files.flatMap(({ account, terraform, cloudformation }) => {
    const of = `account ${account}`;
    const template = cloudformation
      ? sheet(`CloudFormation, ${of}`, `CloudFormation for ${of}`, cloudformation)
      : h("li", { className: "note" }, `CloudFormation, ${of}: it cannot change what is there already.`);
    return [sheet(`Terraform, ${of}`, `Terraform for ${of}`, terraform), template];
  });
  return part("All of it, as files", h("ul", { className: "plain" }, items));
}
