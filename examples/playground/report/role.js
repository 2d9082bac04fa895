// Whether the job may assume the role: verdict, statements, and pattern over value where they part.

import { badge, capital, data, findingList, h, headline, lineButton, list, needList, notExaminedList, part, premise, premiseList, sentence, tokenNote, verdicts } from "./elements.js";
import { aligned } from "./aligned.js";
import { segmented } from "./subject.js";

const outcomes = { match: ["✓", "matches"], no_match: ["✕", "no match"], undetermined: ["?", "open"] };
const reasons = {
  allow: "A statement lets this token in.",
  explicit_deny: "A statement denies this token.",
  implicit_deny: "No statement allows this token.",
  token_rejected: "STS turns this token away before it reads the policy.",
  open: "Something that decides is not known.",
};
const stages = {
  "token-request": "GitHub issues no token",
  provider: "the identity provider",
  "trust-policy": "the trust policy",
};

export const roleBrief = ({ trust }) => trust && [trust.verdict, verdicts[trust.verdict][1]];

/** The lines of the policy that keep the token out, or leave it open. */
export function roleMarks({ trust }) {
  const policy = new Map();
  for (const { result: held, tests } of trust?.statements ?? []) {
    if (held === "match") continue;
    for (const { result, line } of tests) if (result !== "match") policy.set(line, result === "undetermined" ? "open" : "bad");
  }
  return { policy };
}

export function renderRole({ subject, trust, create, token }, go) {
  return [
    trust && verdict(trust),
    tokenNote(token),
    subject && subjectPart(subject),
    ...(trust
      ? [
          failures(trust),
          needList(trust.needs),
          statements(trust, go),
          findingList([...(token?.findings ?? []), ...trust.findings]),
          written(create, go),
          premiseList(trust.premises),
          notExaminedList(trust.not_examined),
          data(trust),
        ]
      : []),
  ];
}

function verdict({ verdict, stage, reason }) {
  return headline(verdict, verdicts[verdict][1], stage ? `At ${stages[stage] ?? stage}. ` : "", reasons[reason] ?? reason);
}

function subjectPart({ value, segments, candidates = [], reason, built, only, readings = [] }) {
  return part(
    built ? "Subject, built from the job" : "Subject",
    value !== undefined && segments.length > 0 ? segmented(segments) : undefined,
    value !== undefined && segments.length === 0 ? h("p", {}, h("code", { className: "long" }, value), " is not a subject that GitHub makes.") : undefined,
    readings.length > 1 ? h("p", { className: "note" }, `It can be read in ${readings.length} ways; this is the likeliest.`) : undefined,
    only === false && readings.length === 1 ? h("p", { className: "note" }, "Another job could carry the same subject.") : undefined,
    reason ? h("p", {}, sentence(reason)) : undefined,
    candidates.length > 0 ? h("ul", {}, candidates.map((one) => h("li", {}, h("code", { className: "long" }, one)))) : undefined,
  );
}

/** What fails outside of the statements; what fails in one stands there. */
function failures({ failures }) {
  const apart = failures.filter(({ statement }) => statement === undefined);
  return list("Why", apart.map(({ message }) => sentence(message)));
}

const answers = {
  accepted: ["allowed", "accepted", "IAM would store this policy."],
  rejected: ["denied", "rejected", "IAM would refuse this policy. One that stands is not checked again."],
  undetermined: ["undetermined", "open", "Whether IAM would store this policy is not known."],
};

/** What IAM would answer to the policy if it were written today. */
function written(create, go) {
  if (!create) return undefined;
  const [verdict, word, text] = answers[create.outcome];
  const items = create.reasons.map(({ message, line }) =>
    h("li", {}, sentence(message), line === undefined ? undefined : [" ", lineButton("policy", line, go)]),
  );
  const observed = create.premises.map((one) => h("li", {}, premise(one)));
  return part(
    "If it were written today",
    h("p", {}, badge(verdict, word), ` ${text} `, h("small", {}, `${create.size} of ${create.quota} characters`)),
    items.length + observed.length > 0 ? h("ul", {}, items, observed) : undefined,
  );
}

function statements({ statements, failures }, go) {
  const cards = statements.map(({ number, sid, effect, line, result, tests }) => {
    const [sign, word] = outcomes[result];
    return h(
      "li",
      { className: "statement" },
      h(
        "h4",
        {},
        `Statement ${number}${sid ? ` (${sid})` : ""}, ${effect} `,
        h("span", { className: `badge ${result}` }, `${sign} ${word}`),
        lineButton("policy", line, go),
      ),
      h("ul", { className: "tests" }, tests.map((one) => test(one, failures.find((failure) => about(failure, number, one)), go))),
    );
  });
  return cards.length > 0 ? part("Statement by statement", h("ol", { className: "plain" }, cards)) : undefined;
}

/** Whether a failure is what this test of this statement says. */
function about(failure, number, { line, element, key }) {
  return failure.statement === number && failure.line === line && failure.element === element && failure.key === key;
}

function test({ element, operator, key, result, message, line, alignment, actual }, { cause, admits } = {}, go) {
  const [sign, word] = outcomes[result];
  const short = key ? key.replace(/^token\.actions\.githubusercontent\.com:/, "…:") : undefined;
  const held = result === "match";
  return h(
    "li",
    { className: `test ${result}` },
    h(
      "p",
      { className: "head" },
      h(
        "span",
        { className: "what" },
        h("span", { className: `badge ${result}` }, `${sign} ${word}`),
        h("strong", {}, operator ?? element),
        short ? h("code", { title: key }, short) : undefined,
        held && !key && actual ? h("code", { className: "long quiet" }, actual) : undefined,
      ),
      lineButton("policy", line, go),
    ),
    held ? undefined : alignment ? aligned(alignment) : h("p", { className: "why" }, sentence(message)),
    cause ? h("p", { className: "why" }, sentence(capital(cause.message))) : undefined,
    admits ? h("p", { className: "why" }, "Lets in this token only: ", h("code", { className: "long" }, admits)) : undefined,
  );
}
