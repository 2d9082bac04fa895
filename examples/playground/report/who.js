// Who gets in: classes, most dangerous first, each with a token that the library minted and checked; then proof and change.

import { badge, data, h, headline, list, part, premiseList, sentence } from "./elements.js";

const outcomes = {
  somebody: ["denied", "Somebody gets in"],
  nobody: ["allowed", "Nobody gets in"],
  undetermined: ["undetermined", "Undetermined"],
  gave_up: ["undetermined", "Too large to decide"],
};
const proofs = {
  holds: ["allowed", "Proved: only these jobs get in."],
  fails: ["denied", "Not so: another job gets in as well."],
  undetermined: ["undetermined", "This depends on something that is not known."],
  gave_up: ["undetermined", "The question is too large to decide."],
};
const relations = {
  equal: ["allowed", "Both policies admit the same jobs."],
  narrower: ["allowed", "The new policy admits fewer jobs, and none that the old one did not."],
  wider: ["denied", "The new policy admits jobs that the old one did not."],
  incomparable: ["denied", "The new policy admits some jobs that the old one did not, and loses others."],
  undetermined: ["undetermined", "This depends on something that is not known."],
  gave_up: ["undetermined", "The question is too large to decide."],
};
const severities = { critical: "denied", high: "denied", medium: "undetermined", low: "allowed", info: "allowed" };

const outsiders = (who) => who.classes.some(({ party }) => party === "outsiders");

function first(who) {
  if (who.outcome !== "somebody") return outcomes[who.outcome];
  return outsiders(who) ? ["denied", "Outsiders get in"] : ["allowed", "Only yours get in"];
}

export const whoBrief = ({ who }) => who && first(who);

export function renderWho({ who, proof, comparison }) {
  if (!who) return [];
  const [verdict, word] = first(who);
  return [
    headline(verdict, word, counted(who)),
    who.classes.length > 0 ? part("Who gets in", h("ul", { className: "plain" }, who.classes.map(oneClass))) : undefined,
    proof && judged("The proof", proofs[proof.outcome], { "A token that gets in": proof.counterexample }, proof.vacuous, proof.unless),
    comparison && judged("The change", relations[comparison.relation], { "Gained": comparison.gained, "Lost": comparison.lost }, false, comparison.unless),
    list("Depends on", who.unless.map(({ message }) => sentence(message))),
    premiseList(who.premises),
    data({ who, proof, comparison }),
  ];
}

function counted({ outcome, classes }) {
  if (outcome === "nobody") return "In this world no token that GitHub can mint is admitted.";
  const count = classes.length;
  return `${count} ${count === 1 ? "class" : "classes"} of tokens, the most dangerous first.`;
}

function oneClass({ text, severity, exact, witness, statements }) {
  const where = statements.length === 1 ? `statement ${statements[0]}` : `statements ${statements.join(", ")}`;
  return h(
    "li",
    {},
    h("p", {}, badge(severities[severity], severity), " ", ...sentence(text)),
    witness ? h("p", {}, "for example ", h("code", { className: "long" }, witness.claims.sub)) : undefined,
    h("p", { className: "quiet" }, where, exact ? ", exactly these" : ", at most these"),
  );
}

function judged(title, [verdict, text], tokens, vacuous, unless) {
  const shown = Object.entries(tokens).filter(([, token]) => token);
  return part(
    title,
    h("p", {}, badge(verdict), " ", text, vacuous ? " The policy admits nobody, so that this says nothing." : ""),
    h("ul", { className: "plain" }, shown.map(([name, token]) => h("li", {}, `${name}: `, h("code", { className: "long" }, token.claims.sub), claims(token)))),
    h("ul", {}, (unless ?? []).map(({ message }) => h("li", {}, ...sentence(message)))),
  );
}

function claims({ claims }) {
  return h("details", {}, h("summary", {}, "all claims"), h("pre", { tabIndex: 0 }, JSON.stringify(claims, null, 2)));
}
