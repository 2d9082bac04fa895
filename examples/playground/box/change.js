// What to change: the change in a sentence, what it does, its diff, to apply or to copy.

import { badge, capital, h, part, sentence } from "../report/elements.js";
import { parts, patch } from "./diff.js";
import { codeLink, placeButton } from "./road.js";

const sides = {
  workflow: "in the workflow",
  settings: "in the settings on GitHub",
  provider: "in the identity provider",
  trust_policy: "in the trust policy",
  permissions: "in the permissions",
};
const kinds = { safe: ["allowed", "safe"], judgement: ["undetermined", "to decide"] };
const words = { "-": "removed", "+": "added" };

/** A line, with the part in bold in which it differs from the line in whose place it stands. */
function differing(text, other) {
  if (other === undefined) return text || " ";
  const [start, end] = common(text, other);
  return [text.slice(0, start), h("span", { className: "diff-part" }, text.slice(start, text.length - end)), text.slice(text.length - end)];
}

function common(one, other) {
  const least = Math.min(one.length, other.length);
  let start = 0;
  while (start < least && one[start] === other[start]) start++;
  let end = 0;
  while (end < least - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return [start, end];
}

/** Lines without the spaces that all of them begin with. */
function flush(lines) {
  const depth = Math.min(...lines.filter(([, text]) => text.trim() !== "").map(([, text]) => text.search(/\S/)));
  return lines.map(([sign, text]) => [sign, text.slice(depth)]);
}

function diffOf(edits, textOf) {
  const line = ([sign, text], index, all) => {
    const changed = ["-", "+"].map((other) => all.filter(([one]) => one === other));
    const isPair = words[sign] && changed.every(({ length }) => length === 1);
    const partner = isPair ? changed[sign === "-" ? 1 : 0][0][1] : undefined;
    const told = words[sign] ? h("span", { className: "hidden" }, `${words[sign]}: `) : undefined;
    return h("span", { className: `diff-line ${words[sign] ?? ""}` }, told, h("span", { className: "diff-sign", ariaHidden: "true" }, sign), differing(text, partner));
  };
  const file = ({ name, hunks }) => [
    h("p", { className: "diff-name" }, name),
    h("pre", { className: "diff", tabIndex: 0, ariaLabel: `Diff of ${name}` }, hunks.map(({ lines }, index) => [index > 0 ? h("span", { className: "diff-gap" }, "⋯") : "", flush(lines).map(line)])),
  ];
  return parts(edits, textOf).map(file);
}

function one(change, { go, apply, textOf, copy }) {
  const { kind, side, message, effect, question, edits, command, code } = change;
  const [tone, word] = kinds[kind];
  const here = edits.length > 0 && edits.every(({ place }) => textOf(place.document) !== undefined);
  return h(
    "li",
    { className: "change" },
    h("div", { className: "head" }, h("p", {}, h("strong", {}, sentence(capital(message))), ` ${sides[side]}`), badge(tone, word)),
    question ? h("p", { className: "why" }, "First: ", sentence(question)) : undefined,
    here ? diffOf(edits, textOf) : undefined,
    command ? h("pre", { tabIndex: 0, ariaLabel: "Command" }, command) : undefined,
    h("p", { className: "quiet" }, sentence(capital(effect))),
    h(
      "p",
      { className: "buttons" },
      here ? h("button", { type: "button", className: kind === "safe" ? "primary" : "", onclick: () => apply(edits, message) }, "Apply") : undefined,
      here ? h("button", { type: "button", onclick: () => copy(patch(edits, textOf), "The diff is copied: `git apply` takes it.") }, "Copy the diff") : undefined,
      command ? h("button", { type: "button", onclick: () => copy(command, "The command is copied.") }, "Copy the command") : undefined,
      " ",
      placeButton(edits[0]?.place, go),
      " ",
      codeLink(code),
    ),
  );
}

export function changePart(changes, tools) {
  if (changes.length === 0) return undefined;
  return part("What to change", h("ul", { className: "plain changes" }, changes.map((change) => one(change, tools))));
}
