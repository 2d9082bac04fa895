// The gallery: the story in its steps, and examples by group. Nothing that somebody typed is replaced without being asked.

import { badge, h, sentence } from "../report/elements.js";
import { examples, story } from "../vendor/gallery.js";

const element = (id) => document.getElementById(id);

/** `hasOwn` says whether there is something to lose; `load(state, add)` puts an example in. */
export function gallery({ hasOwn, load }) {
  const dialog = element("gallery");
  const ask = element("ask");
  let step;

  /** Asks what becomes of the documents that are there: `replace`, `add` or nothing. */
  function asked() {
    if (!hasOwn()) return Promise.resolve("replace");
    return new Promise((resolve) => {
      ask.returnValue = "";
      ask.addEventListener("close", () => resolve(ask.returnValue), { once: true });
      ask.showModal();
    });
  }

  async function choose(example, at) {
    dialog.close();
    const how = await asked();
    if (how !== "replace" && how !== "add") return;
    step = how === "replace" ? at : undefined;
    load(example, how === "add");
    showStep();
  }

  function showStep() {
    const place = element("step");
    if (step === undefined) {
      place.replaceChildren();
      return;
    }
    const { title, text } = story[step];
    const move = (name, to) => h("button", { type: "button", disabled: to < 0 || to >= story.length, onclick: () => choose(story[to], to) }, name);
    place.replaceChildren(
      h(
        "section",
        { className: "step", ariaLabel: "The story" },
        h("h2", {}, `${step + 1} of ${story.length} · ${title}`),
        h("p", {}, sentence(text)),
        h("p", { className: "buttons" }, move("Back", step - 1), move("Next", step + 1), h("button", { type: "button", onclick: end }, "Leave the story")),
      ),
    );
  }

  function end() {
    step = undefined;
    showStep();
  }

  const card = (example, at) => h("button", { type: "button", className: "card", onclick: () => choose(example, at) }, h("strong", {}, sentence(example.title)), example.text ? h("span", {}, sentence(example.text)) : h("span", { className: "quiet" }, example.files.map(({ name }) => name.split("/").at(-1)).join(" · ")));
  const groups = [...Map.groupBy(examples, ({ group }) => group)];
  const parts = () => [
    h("h3", {}, "One role for a whole organisation, in seven steps"),
    h("ol", { className: "cards steps" }, story.map((one, index) => h("li", {}, card(one, index)))),
    groups.map(([name, list]) => [h("h3", {}, name), h("ul", { className: "cards" }, list.map((one) => h("li", {}, card(one))))]),
  ].flat(3);

  element("gallery-body").replaceChildren(...parts());
  element("examples").addEventListener("click", () => dialog.showModal());
  element("gallery-close").addEventListener("click", () => dialog.close());
  for (const how of ["replace", "add", "cancel"]) element(`ask-${how}`).addEventListener("click", () => ask.close(how));

  return {
    end,
    /** What a page without documents shows. */
    empty: () =>
      h(
        "div",
        { className: "empty" },
        h("h2", {}, "Paste or drop anything"),
        h("p", {}, "A workflow, Terraform, CloudFormation, a policy, an answer of AWS, a CloudTrail event, a token, an error line. Several files, or a whole folder."),
        h(
          "p",
          { className: "buttons" },
          h("button", { type: "button", className: "primary", onclick: () => choose(story[0], 0) }, "Start the story"),
          h("button", { type: "button", onclick: () => dialog.showModal() }, "See the examples"),
        ),
        h("p", { className: "quiet" }, badge("denied"), " ", badge("undetermined"), " ", badge("allowed"), " with the place, the reason, and the change."),
      ),
  };
}
