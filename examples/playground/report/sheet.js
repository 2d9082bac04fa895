// A document to take along: it is shown whole, and its button copies just what is shown.

import { h } from "./elements.js";

/** `name` is what the button says that it copies. */
export function sheet(title, name, text, { open = false, note } = {}) {
  const shown = h("pre", { tabIndex: 0 }, text);
  const box = h("details", { open }, h("summary", {}, "Show"), shown);
  const told = h("span", { className: "note", role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      told.textContent = "Copied.";
    } catch {
      box.open = true;
      getSelection().selectAllChildren(shown);
      told.textContent = "The browser does not let this page copy. The text is selected.";
    }
  };
  const button = h("button", { type: "button", ariaLabel: `Copy ${name}`, onclick: copy }, "Copy");
  return h("li", { className: "document" }, h("div", { className: "head" }, h("h4", {}, title), h("div", { className: "take" }, told, button)), note, box);
}
