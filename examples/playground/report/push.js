// Every call of a push, with the layer that decides it.

import { aligned } from "./aligned.js";
import { badge, capital, data, h, headline, lineButton, notExaminedList, part, premiseList, sentence, table, verdicts } from "./elements.js";

const reasons = {
  allowed: "The policies given allow every call of the push.",
  undetermined: "Something that decides is not known.",
};

export const pushBrief = ({ push }) => push && [push.verdict, verdicts[push.verdict][1]];

export function renderPush({ push }, go) {
  if (!push) return [];
  return [
    headline(push.verdict, verdicts[push.verdict][1], reasons[push.verdict] ?? deniedText(push.actions)),
    findings(push.findings, go),
    failures(push, go),
    actions(push),
    premiseList(push.premises),
    notExaminedList(push.not_examined),
    data(push),
  ];
}

/** The lines that findings are about. */
export function pushMarks({ push }) {
  const marks = {};
  for (const finding of push?.findings ?? []) {
    const place = placeOf(finding);
    if (place) (marks[place.field] ??= new Map()).set(place.line, "open");
  }
  return marks;
}

/** The field and the line that a finding is about: `/policies/identity/0` is a document of the field `identity`. */
function placeOf({ place: { document = "", line } = {} }) {
  const [, first, field] = document.split("/");
  return first === "policies" && line !== undefined ? { field, line } : undefined;
}

function deniedText(actions) {
  const denied = actions.filter(({ verdict }) => verdict === "denied").length;
  return `${denied === actions.length ? "Every call" : denied === 1 ? "One call" : `${denied} of ${actions.length} calls`} of the push ${denied === 1 || denied === actions.length ? "is" : "are"} denied.`;
}

function findings(all, go) {
  if (all.length === 0) return undefined;
  const items = all.map((finding) => {
    const place = placeOf(finding);
    return h("li", {}, sentence(finding.message), place ? [" ", lineButton(place.field, place.line, go)] : undefined);
  });
  return part("Worth a look", h("ul", {}, items));
}

/** For each call that is denied, the failure that shows most; calls that fail at the same place stand together. */
function failures({ actions }, go) {
  const shown = actions.filter(({ verdict }) => verdict === "denied").flatMap(({ action, failures }) => {
    const failure = failures.find(({ alignment }) => alignment) ?? failures[0];
    return failure ? [{ action, failure }] : [];
  });
  const places = Map.groupBy(shown, ({ failure: { layer, document, pointer, code } }) => JSON.stringify([layer, document, pointer, code]));
  if (places.size === 0) return undefined;
  return part("Where it fails", h("ul", {}, [...places.values()].map((calls) => h("li", {}, failed(calls, go)))));
}

function failed(calls, go) {
  const { layer, statement, line, message, alignment } = calls[0].failure;
  const names = calls.flatMap(({ action }, index) => [index > 0 ? ", " : "", h("code", {}, action)]);
  return [
    h("p", {}, sentence(capital(message)), statement ? ` (statement ${statement})` : "", line ? [" ", lineButton(layer, line, go)] : undefined),
    alignment ? aligned(alignment, "request") : undefined,
    h("p", { className: "quiet" }, "It concerns ", names, "."),
  ];
}

function actions({ actions, repository }) {
  const rows = actions.map((one) => [
    [h("code", {}, one.action), h("small", {}, one.resource === "*" ? "on *" : "on the repository")],
    badge(one.verdict),
    h("ul", { className: "bare" }, deciding(one).map((layer) => h("li", {}, said(layer)))),
  ]);
  return part(
    "Call by call",
    h("p", { className: "quiet" }, "The repository is ", h("code", { className: "long" }, repository), "."),
    table(["Call", "Verdict", "Why, by layer"], rows),
  );
}

/** The layer that decides a denial; otherwise every layer in force. */
function deciding({ layer, layers }) {
  return layer ? layers.filter((one) => one.layer === layer) : layers.filter(({ result }) => result !== "not_in_force");
}

function said({ layer, result, message, statements }) {
  const places = statements.map((one) => place(layer, one, statements)).join("; ");
  // Beside a Deny, statements that allow may apply as well.
  return [...sentence(message), places ? ` (${result === "explicit_deny" && statements.length > 1 ? "what applies: " : ""}${places})` : ""];
}

/** `document/statement`, for service control policies after the level, in words; the only document is not named. */
function place(layer, one, all) {
  const numbers = one.split("/");
  const statement = `statement ${numbers.pop()}`;
  if (layer === "scp") return `level ${numbers[0]}, ${statement}`;
  return all.some((other) => !other.startsWith("1/")) ? `document ${numbers[0]}, ${statement}` : statement;
}
