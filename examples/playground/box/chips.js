// The documents as chips: what each is called and what it is, the one that is shown, and how to take it away.

import { h, sentence } from "../report/elements.js";

/** How many chips are shown before the rest is folded away. */
const SHOWN = 12;
/** The most things that are asked for. */
const NEEDED = 3;

function chip({ name, known }, index, { active, choose, remove, rename, refused, isKept, last }) {
  const fault = refused[known?.name] ?? known?.refused;
  const what = fault ? "not accepted" : (known?.title.replace(/^(a|an|the) /, "") ?? "…");
  const state = fault ? "bad" : known && !known.is_read ? "open" : "";
  const title = [known?.why, fault?.message].filter(Boolean).join("; ");
  const shown = index === active;
  const renamed = h("input", {
    className: "chip-name", value: name, ariaLabel: `Name of ${name || "the document"}`, spellcheck: false,
    onchange: ({ target }) => rename(index, target.value.trim()),
  });
  const label = h("span", { className: "chip-label" }, h("span", { className: "chip-file" }, name || "new"), h("span", { className: "chip-kind" }, what, isKept(index) ? "" : " · not kept"));
  return h(
    "li",
    { className: `chip ${state} ${shown ? "shown" : ""}`, "data-name": name },
    shown && name
      ? h("span", { className: "chip-label" }, renamed, h("span", { className: "chip-kind", title }, what, isKept(index) ? "" : " · not kept"))
      : h("button", { type: "button", className: "chip-choose", ariaPressed: String(shown), title, onclick: () => choose(index) }, label),
    last ? undefined : h("button", { type: "button", className: "chip-remove", ariaLabel: `Remove ${name || "the new document"}`, onclick: () => remove(index) }, "×"),
  );
}

let open = false;

export function chips(list, documents, tools) {
  const all = documents.chips;
  if (list.contains(document.activeElement) && document.activeElement.matches("input")) return;
  const made = all.map((one, index) => chip(one, index, { ...tools, active: documents.active, last: all.length === 1 && documents.isEmpty }));
  const folded = !open && made.length > SHOWN;
  const shown = folded ? made.filter((_, index) => index < SHOWN || index === documents.active) : made;
  if (folded) {
    const more = () => {
      open = true;
      chips(list, documents, tools);
    };
    shown.push(h("li", {}, h("button", { type: "button", onclick: more }, `${made.length - shown.length} more`)));
  }
  const needed = tools.needs.slice(0, NEEDED).map((need) =>
    h("li", { className: "chip needed" }, h("button", { type: "button", onclick: tools.add }, h("span", { className: "chip-label" }, h("span", { className: "chip-kind" }, "needed"), h("span", { className: "chip-need" }, sentence(need))))),
  );
  list.replaceChildren(...shown, ...needed);
}
