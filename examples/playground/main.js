// Ties the form, the worker and the report together.

import { editor } from "./editor.js";
import { presets } from "./presets.js";
import { fromFragment, readState, toFragment, writeState } from "./state.js";
import { brief, render } from "./report.js";

const element = (id) => document.getElementById(id);
const form = element("inputs");
const report = element("report");
const editors = { claims: editor(element("claims")), token: editor(element("token")), policy: editor(element("policy")) };

// A worker made from a blob lives under this page's content security policy, one made from a file under its own.
const start = `import ${JSON.stringify(new URL("worker.js", import.meta.url).href)};`;
const worker = new Worker(URL.createObjectURL(new Blob([start], { type: "text/javascript" })), { type: "module" });
let asked = 0;
let last;

worker.addEventListener("message", ({ data }) => {
  if (data.version) {
    element("version").textContent = data.version;
    ask();
  } else if (data.id === asked) {
    show(data.result);
  }
});
worker.addEventListener("error", () => {
  report.replaceChildren(Object.assign(document.createElement("p"), { className: "error", textContent: "The library could not be loaded." }));
  report.ariaBusy = "false";
});

function ask() {
  worker.postMessage({ id: ++asked, input: readState() });
}

let waiting;
function changed() {
  for (const panel of document.querySelectorAll("[data-mode]")) panel.hidden = panel.dataset.mode !== readState().mode;
  for (const one of Object.values(editors)) one.refresh();
  element("shared").textContent = "";
  clearTimeout(waiting);
  waiting = setTimeout(ask, 120);
}

function show({ errors = {}, failure, ...result }) {
  for (const field of ["claims", "token", "form", "settings", "policy"]) showError(field, errors[field]);
  if (failure) errors.page = { message: failure };
  const marks = new Map();
  for (const { result: held, tests } of result.trust?.statements ?? []) {
    if (held === "match") continue;
    for (const { result: outcome, line } of tests) if (outcome !== "match") marks.set(line, outcome === "undetermined" ? "open" : "bad");
  }
  if (errors.policy?.line) marks.set(errors.policy.line, "fault");
  editors.policy.mark(marks);
  editors.claims.mark(errors.claims?.line ? new Map([[errors.claims.line, "fault"]]) : new Map());

  // While something is half typed the last answer stays, told to be old.
  const whole = Object.keys(errors).length === 0;
  if (whole) last = result;
  const shown = whole ? result : { ...last, stale: errors };
  report.replaceChildren(...render(shown, { go: (line) => editors.policy.go(line) }));
  Object.assign(element("brief"), brief(shown));
  report.classList.toggle("stale", !whole);
  report.ariaBusy = "false";
}

function showError(field, error) {
  const place = element(`${field}-error`);
  const text = element(field);
  text?.setAttribute("aria-invalid", String(Boolean(error)));
  if (!error) {
    place.textContent = "";
    return;
  }
  const at = error.line ? `line ${error.line}, column ${error.column}: ` : error.path ? `${error.path}: ` : "";
  place.textContent = `${at}${error.message}${error.help ? `; ${error.help}` : ""}`;
}

function fill(state, note = "") {
  writeState(state);
  element("note").textContent = note;
  changed();
}

for (const [group, list] of Object.entries(Object.groupBy(presets, ({ group }) => group))) {
  const options = document.createElement("optgroup");
  options.label = group;
  for (const preset of list) options.append(new Option(preset.name, presets.indexOf(preset)));
  element("preset").append(options);
}
element("preset").addEventListener("change", ({ target }) => {
  history.replaceState(null, "", location.pathname + location.search);
  fill(presets[target.value].state, presets[target.value].note);
});
form.addEventListener("input", ({ target }) => {
  if (target.id !== "preset") changed();
});
form.addEventListener("submit", (event) => event.preventDefault());

element("share").addEventListener("click", async () => {
  const state = readState();
  const fragment = toFragment(state);
  const told = element("shared");
  if (!fragment) {
    told.textContent = "A field holds a token; take it out first. No link was made.";
    return;
  }
  history.replaceState(null, "", fragment);
  const left = state.mode === "token" ? " The token is not in it." : "";
  try {
    await navigator.clipboard.writeText(location.href);
    told.textContent = `The link is copied: all it holds stands after its #.${left}`;
  } catch {
    told.textContent = `The link is in the address bar: all it holds stands after its #.${left}`;
  }
});
addEventListener("hashchange", open);

function open() {
  const shared = fromFragment(location.hash);
  if (shared) fill(shared, "From a link.");
  else fill(presets[0].state, presets[0].note);
}
open();
