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

function diffOf(edits, textOf) {
  const line = ([sign, text]) =>
    h("span", { className: `diff-line ${words[sign] ?? ""}` }, words[sign] ? h("span", { className: "hidden" }, `${words[sign]}: `) : undefined, h("span", { className: "diff-sign", ariaHidden: "true" }, sign), text || " ");
  const file = ({ name, hunks }) => [
    h("p", { className: "diff-name" }, name),
    h("pre", { className: "diff", tabIndex: 0, ariaLabel: `Diff of ${name}` }, hunks.map(({ lines }, index) => [index > 0 ? h("span", { className: "diff-gap" }, "⋯") : "", lines.map(line)])),
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
