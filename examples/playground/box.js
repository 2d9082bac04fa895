// The page: documents in, roads out. It ties the editor, the intake, the library and the answer together.

import { h } from "./report/elements.js";
import { toFragment } from "./by-hand/state.js";
import { library } from "./library.js";
import { holdsSecret } from "./secrets.js";
import { factsForm, request } from "./box/answers.js";
import { chips } from "./box/chips.js";
import { command, link, test } from "./box/copy.js";
import { Documents } from "./box/documents.js";
import { editor } from "./box/editor.js";
import { gallery } from "./box/gallery.js";
import { ofInput, ofTransfer } from "./box/intake.js";
import { languageOf } from "./box/languages.js";
import { notes } from "./box/notes.js";
import { firstPlace, needsOf, report } from "./box/report.js";
import { fromLink, keep, kept } from "./box/store.js";
import { toast } from "./box/toast.js";

const element = (id) => document.getElementById(id);
const code = editor(element("editor"), { changed: typed, hint: "Paste or drop anything: a workflow, Terraform, a policy, an event, a token, an error line" });
const documents = new Documents(code);
const told = toast();
/** What is known beside the documents, by the JSON pointer of its place in a request. */
let answers = {};
/** The last answer, what was loaded, and what the question was. */
let last;
let loadedState;
let asked;
/** Whether the next answer shows the place that it is about: that of an example does. */
let showsPlace = false;

const state = () => ({ files: documents.files, active: documents.active, answers });
const isOwn = () => !documents.isEmpty && JSON.stringify(documents.files) !== loadedState;
const examples = gallery({ hasOwn: isOwn, load });

const worker = library({
  loaded: (version) => {
    element("version").textContent = version;
  },
  answered: show,
  failed: (text) => {
    element("report").replaceChildren(h("p", { className: "error" }, text));
    element("answer").ariaBusy = "false";
  },
});

let keeping;
function typed() {
  ask();
  clearTimeout(keeping);
  keeping = setTimeout(() => keep(state()), 300);
}
addEventListener("pagehide", () => keep(state()));

function ask() {
  const files = documents.files;
  const open = (last?.report?.unresolved ?? []).map(({ option }) => option).filter(Boolean);
  asked = { files, ...request(answers, open) };
  element("answer").ariaBusy = "true";
  worker.ask({ tab: "files", ...asked });
}

/** Everything that was changed but by typing: shown, asked, kept. */
function changed() {
  ask();
  showDocuments();
  keep(state());
}

function load({ files, answers: given }, add = false) {
  const before = state();
  const had = isOwn();
  if (add) documents.add(files);
  else documents.reset(files);
  answers = add ? { ...given, ...answers } : { ...given };
  if (!add) loadedState = JSON.stringify(documents.files);
  showsPlace = !add;
  history.replaceState(null, "", location.pathname + location.search);
  changed();
  if (had) told.say(add ? "The example was added." : "Your documents were replaced.", () => restore(before));
}

function restore({ files, active, answers: given }) {
  documents.reset(files, active);
  answers = given;
  changed();
}

function add({ files, seen }) {
  if (files.length === 0) {
    if (seen > 0) told.say(seen === 1 ? "This file is no text that could be read." : `None of ${seen} files is a text that could be read.`);
    return;
  }
  const before = state();
  examples.end();
  documents.add(files);
  changed();
  const left = seen > files.length ? ` ${seen - files.length} of ${seen} files are no text, or too long.` : "";
  told.say(`${files.length === 1 ? "One document was" : `${files.length} documents were`} added.${left}`, () => restore(before));
}

function addEmpty() {
  documents.add([{ name: "", text: "" }]);
  changed();
  code.focus();
}

function showDocuments() {
  chips(element("chips"), documents, {
    choose: (index) => {
      documents.choose(index);
      changed();
    },
    remove: (index) => {
      const before = state();
      documents.remove(index);
      changed();
      told.say("The document was removed.", () => restore(before));
    },
    rename: (index, name) => {
      if (documents.rename(index, name)) changed();
    },
    refused: last?.refused ?? {},
    needs: last && !documents.isEmpty ? needsOf(last) : [],
    add: addEmpty,
    isKept: (index) => !holdsSecret(documents.files[index].text),
  });
  const form = { answers, errors: last?.errors ?? {}, files: documents.files, answer };
  // What is being typed there is not taken away, and what is folded away is not made.
  const isSeen = element("facts").open && !element("facts-form").contains(document.activeElement);
  if (isSeen) element("facts-form").replaceChildren(...factsForm(form));
  const count = Object.keys(answers).length;
  element("facts-count").textContent = count > 0 ? ` (${count})` : "";
}

function answer(option, value) {
  answers = { ...answers, [option]: value };
  if (value === undefined) delete answers[option];
  document.activeElement?.blur();
  changed();
}

function go(place) {
  if (documents.go(place)) showDocuments();
}

function apply(edits, message) {
  const before = state();
  if (!documents.apply(edits)) {
    told.say("The text is another one now; ask again.");
    return;
  }
  changed();
  told.say(message ? "The change was made." : "The fix was made.", () => restore(before));
}

async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    told.say(said);
  } catch {
    told.say("The browser does not let this page copy.");
  }
}

const textOf = (name) => documents.named.find((one) => one.name === name)?.text;

/** A link to the token of a danger and its policy, to be looked at test by test. */
function byHand({ witness }, { role_place: place }) {
  const policy = last.policies.find((one) => one.place.document === place?.document && one.place.offset === place?.offset);
  if (!policy) return undefined;
  const text = (value) => JSON.stringify(value, null, 2);
  const fragment = toFragment({ tab: "role", mode: "claims", scope: "token", claims: text(witness.claims), policy: text(policy.document) });
  return fragment && h("a", { href: `by-hand.html${fragment}`, target: "_blank", rel: "noopener" }, "test by test");
}

/** Puts a new answer in the place of the old one: what was opened stays open, and the focus stays near. */
function replace(parts) {
  const place = element("report");
  const inside = place.contains(document.activeElement);
  const summaries = () => [...place.querySelectorAll("details > summary")];
  const open = new Set(summaries().filter(({ parentElement }) => parentElement.open).map(({ textContent }) => textContent));
  place.replaceChildren(...parts);
  for (const summary of summaries()) if (open.has(summary.textContent)) summary.parentElement.open = true;
  if (inside) element("answer").focus({ preventScroll: true });
}

function show(result) {
  if (result.failure) {
    told.say(result.failure);
    element("answer").ariaBusy = "false";
    return;
  }
  last = result;
  documents.learn(result.known, languageOf);
  const place = showsPlace && firstPlace(result);
  showsPlace = false;
  if (place) documents.go(place, false);
  showDocuments();
  documents.mark(notes(result), (edits) => apply(edits));
  const tools = { go, apply, textOf, copy, byHand };
  const form = { answers, errors: result.errors, files: documents.files, answer };
  const parts = documents.isEmpty ? [examples.empty()] : report(result, tools, form);
  replace(parts.filter(Boolean));
  element("live").textContent = documents.isEmpty ? "" : element("report").querySelector("h2")?.textContent ?? "";
  element("share").hidden = !result.report;
  element("answer").ariaBusy = "false";
}

element("facts").addEventListener("toggle", showDocuments);
element("new").addEventListener("click", addEmpty);
element("clear").addEventListener("click", () => {
  const before = state();
  examples.end();
  documents.reset([]);
  answers = {};
  loadedState = undefined;
  changed();
  told.say("Everything was cleared.", () => restore(before));
});
for (const [button, input] of [["open-files", "files"], ["open-folder", "folder"]]) {
  element(button).addEventListener("click", () => element(input).click());
  element(input).addEventListener("change", async ({ target }) => {
    add(await ofInput(target));
    target.value = "";
  });
}

addEventListener("paste", async (event) => {
  const inside = event.composedPath().some((one) => one instanceof Element && one.matches("input, .cm-editor"));
  // Into the editor a text is pasted where the cursor stands, but a file becomes a document.
  if (inside && event.clipboardData.files.length === 0) return;
  event.preventDefault();
  add(await ofTransfer(event.clipboardData));
}, { capture: true });
addEventListener("dragover", (event) => {
  event.preventDefault();
  element("drop").hidden = false;
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) element("drop").hidden = true;
});
addEventListener("drop", async (event) => {
  event.preventDefault();
  event.stopPropagation();
  element("drop").hidden = true;
  add(await ofTransfer(event.dataTransfer));
}, { capture: true });

element("copy-markdown").addEventListener("click", async () => {
  const { text } = await worker.once({ tab: "text", ...asked, format: "markdown" });
  if (text !== undefined) copy(text, "The answer is copied as Markdown.");
});
element("copy-test").addEventListener("click", () => copy(test({ ...asked, names: last.known.filter(({ is_read }) => is_read).map(({ name }) => name), report: last.report }), "A test for pytest is copied."));
element("copy-command").addEventListener("click", () => copy(command(asked), "The command is copied; run it in the repository."));
element("copy-link").addEventListener("click", async () => {
  const { fragment, said } = await link({ ...state(), files: documents.named });
  if (!fragment) {
    told.say(said);
    return;
  }
  history.replaceState(null, "", fragment);
  copy(location.href, said);
});

async function start() {
  const shared = await fromLink(location.hash);
  const before = kept();
  const first = shared ?? before;
  if (first) restore(first);
  else changed();
  if (shared && before?.files.some(({ text }) => text.trim() !== "")) told.say("The link was opened in place of your documents.", () => restore(before));
}
addEventListener("hashchange", start);
start();
