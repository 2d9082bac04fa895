// Who gets in: classes, each with a token that shows it; then the proof, and what a change of the policy does.

import { assumptionList, badge, capital, data, findingList, h, headline, needList, part, premiseList, sentence } from "./elements.js";

/** By the outcome of `who_can_assume`; where somebody gets in, by that of `outsiders`. */
const outcomes = {
  some: ["denied", "Outsiders get in"],
  none: ["allowed", "Only your own get in"],
  nobody: ["denied", "Nobody gets in"],
  undetermined: ["undetermined", "Undetermined"],
  gave_up: ["undetermined", "Given up"],
};
const open = { undetermined: ["undetermined", "open"], gave_up: ["undetermined", "given up"] };
export const proofs = { holds: ["allowed", "holds"], fails: ["denied", "fails"], ...open };
const relations = {
  equal: ["allowed", "equal"],
  narrower: ["allowed", "narrower"],
  wider: ["denied", "wider"],
  incomparable: ["denied", "incomparable"],
  ...open,
};
const severities = { critical: "denied", high: "denied", medium: "undetermined", low: "allowed", info: "allowed" };

/** The answer that the headline is about. */
const told = ({ who, others }) => (who.outcome === "somebody" ? others : who);
/** What the library says, as a sentence that starts a line. */
const said = ({ message }) => `${capital(message)}.`;

export const whoBrief = (result) => result.who && result.others && outcomes[told(result).outcome];

export function renderWho({ who, others, proof, comparison, before }) {
  if (!who || !others) return [];
  const first = told({ who, others });
  const answers = [who, others, proof, comparison, before].filter(Boolean);
  /** What several answers say is said once. */
  const once = (of) => [...new Map(answers.flatMap(of).map((one) => [JSON.stringify(one), one])).values()];
  return [
    headline(...outcomes[first.outcome], said(first)),
    classes(who),
    proof && proofPart(proof),
    comparison && before && comparisonPart(comparison, before, who),
    needList(once(({ unless }) => unless)),
    findingList(once(({ findings }) => findings)),
    premiseList(once(({ premises }) => premises)),
    assumptionList(once(({ assumptions }) => assumptions)),
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
export function token(title, { text, claims, settings, role_session_name }) {
  const shown = JSON.stringify({ claims, settings, role_session_name }, null, 2);
  return h(
    "div",
    { className: "token" },
    h("p", { className: "quiet" }, title, ": ", h("code", { className: "long" }, text)),
    h("details", {}, h("summary", {}, "its claims"), h("pre", { tabIndex: 0 }, shown)),
  );
}

export const judged = ([verdict, word], answer) => h("p", {}, badge(verdict, word), ` ${said(answer)}`);

function proofPart(proof) {
  return part("Only these jobs", judged(proofs[proof.outcome], proof), proof.counterexample && token("It is", proof.counterexample));
}

function comparisonPart(comparison, before, after) {
  const { relation, lost, gained } = comparison;
  return part(
    "The change",
    judged(relations[relation], comparison),
    gained && token("Gained, for example", gained),
    lost && token("Lost, for example", lost),
    h("div", { className: "sides" }, side("Before", before), side("After", after)),
  );
}

/** The classes of one policy, beside those of the other. */
function side(title, who) {
  const { outcome, classes, more } = who;
  const items = classes.map(({ text, severity }) => h("li", {}, badge(severities[severity], severity), " ", sentence(capital(text))));
  if (more) items.push(h("li", {}, "More than these."));
  if (outcome !== "somebody") items.push(h("li", {}, said(who)));
  return h("div", {}, h("h4", {}, title), h("ul", { className: "plain" }, items));
}
