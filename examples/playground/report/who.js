// Who gets in: classes, each with a token that shows it; then the proof, and what a change of the policy does.

import { badge, capital, data, findingList, h, headline, list, needList, part, premiseList, sentence } from "./elements.js";

/** By the outcome of `who_can_assume`; where somebody gets in, by that of `outsiders`. */
const outcomes = {
  some: ["denied", "Outsiders get in"],
  none: ["allowed", "Only your own get in"],
  nobody: ["denied", "Nobody gets in"],
  undetermined: ["undetermined", "Undetermined"],
  gave_up: ["undetermined", "Given up"],
};
const reasons = {
  some: "Somebody else can mint a token that the policy lets in.",
  none: "No token of anybody else gets in.",
  nobody: "No token that GitHub can mint gets in.",
  undetermined: "Something that decides is not known.",
  gave_up: "The question needs more states than the limit.",
};
const proofs = {
  holds: ["allowed", "holds", "No other job gets in."],
  fails: ["denied", "fails", "Another job gets in."],
  undetermined: ["undetermined", "open", reasons.undetermined],
  gave_up: ["undetermined", "given up", reasons.gave_up],
};
const relations = {
  equal: ["allowed", "equal", "Both policies let in the same jobs."],
  narrower: ["allowed", "narrower", "The new policy lets in less."],
  wider: ["denied", "wider", "The new policy lets in more."],
  incomparable: ["denied", "incomparable", "Each policy lets in jobs that the other does not."],
  undetermined: proofs.undetermined,
  gave_up: proofs.gave_up,
};
const severities = { critical: "denied", high: "denied", medium: "undetermined", low: "allowed", info: "allowed" };

const outcome = ({ who, others }) => (who.outcome === "somebody" ? others.outcome : who.outcome);

export const whoBrief = (result) => result.who && result.others && outcomes[outcome(result)];

export function renderWho({ who, others, proof, comparison, before }) {
  if (!who || !others) return [];
  const first = outcome({ who, others });
  const answers = [who, others, proof, comparison, before].filter(Boolean);
  /** What several answers say is said once. */
  const once = (of) => [...new Map(answers.flatMap(of).map((one) => [JSON.stringify(one), one])).values()];
  const assumptions = once(({ assumptions }) => assumptions);
  return [
    headline(...outcomes[first], reasons[first]),
    classes(who),
    proof && proofPart(proof),
    comparison && before && comparisonPart(comparison, before, who),
    needList(once(({ unless }) => unless)),
    findingList(once(({ findings }) => findings)),
    premiseList(once(({ premises }) => premises)),
    list("Assumed of GitHub and AWS", assumptions.length > 0 ? [assumptions.flatMap((id, index) => [index > 0 ? ", " : "", h("code", {}, id)])] : []),
    data({ who, outsiders: others, proof, comparison, before }),
  ];
}

export function classes({ classes, more }) {
  if (classes.length === 0) return undefined;
  const left = more ? h("p", { className: "note" }, "More get in than these.") : undefined;
  return part("Who gets in, the most dangerous first", h("ol", { className: "plain classes" }, classes.map(oneClass)), left);
}

function oneClass({ text, severity, exact, witness, statements }) {
  const numbers = `${statements.length === 1 ? "statement" : "statements"} ${statements.join(", ")}`;
  return h(
    "li",
    {},
    h("div", { className: "head" }, h("p", {}, sentence(capital(text))), badge(severities[severity], severity)),
    token(`One of them, let in by ${numbers}`, witness),
    exact ? undefined : h("p", { className: "note" }, "Not every such token gets in."),
  );
}

/** A token in one line, with its claims where they are asked for. */
function token(title, { text, claims, settings, role_session_name }) {
  const shown = JSON.stringify({ claims, settings, role_session_name }, null, 2);
  return h(
    "div",
    { className: "token" },
    h("p", { className: "quiet" }, title, ": ", h("code", { className: "long" }, text)),
    h("details", {}, h("summary", {}, "its claims"), h("pre", { tabIndex: 0 }, shown)),
  );
}

const judged = ([verdict, word, text], more = "") => h("p", {}, badge(verdict, word), ` ${text}${more}`);

function proofPart({ outcome, vacuous, counterexample }) {
  const empty = vacuous && outcome === "holds" ? " But the policy lets in nobody at all." : "";
  return part("Only these jobs", judged(proofs[outcome], empty), counterexample && token("It is", counterexample));
}

function comparisonPart({ relation, lost, gained }, before, after) {
  return part(
    "The change",
    judged(relations[relation]),
    gained && token("Gained, for example", gained),
    lost && token("Lost, for example", lost),
    h("div", { className: "sides" }, side("Before", before), side("After", after)),
  );
}

/** The classes of one policy, beside those of the other. */
function side(title, { outcome, classes, more }) {
  const items = classes.map(({ text, severity }) => h("li", {}, badge(severities[severity], severity), " ", sentence(capital(text))));
  if (more) items.push(h("li", {}, "More than these."));
  if (outcome !== "somebody") items.push(h("li", {}, reasons[outcome]));
  return h("div", {}, h("h4", {}, title), h("ul", { className: "plain" }, items));
}
