// Ties the tabs, the form, the worker and the report together.

import { library } from "./library.js";
import { editor } from "./by-hand/editor.js";
import { errorPlaces } from "./by-hand/errors.js";
import { fromFragment, readState, toFragment, writeState } from "./by-hand/state.js";
import { tabs } from "./by-hand/tabs.js";
import { presets } from "./by-hand/presets/index.js";
import { reports } from "./report/index.js";
import { sentence, verdicts } from "./report/elements.js";
import { templateLine } from "./report/subject.js";

const element = (id) => document.getElementById(id);
const form = element("inputs");
const report = element("report");
const showErrors = errorPlaces(form);
const editors = Object.fromEntries([...form.querySelectorAll(".editor textarea")].map((area) => [area.id, editor(area)]));

let tab = "role";
let input;
/** By tab: the last whole answer, the preset it started from, and its note. */
const last = {};
const started = {};
/** The settings that an example brought along, and the repository that they are of. */
let example;

const { ask: question } = library({
  loaded: (version) => {
    element("version").textContent = version;
  },
  answered: show,
  failed: (text) => {
    report.replaceChildren(Object.assign(document.createElement("p"), { className: "error", textContent: text }));
    report.ariaBusy = "false";
  },
});

function ask() {
  clearTimeout(waiting);
  input = readState(tab);
  question(input);
}

let waiting;
function changed() {
  const state = readState(tab);
  for (const panel of form.querySelectorAll("[data-mode]")) panel.hidden = panel.dataset.mode !== state.mode;
  for (const panel of form.querySelectorAll("[data-run-mode]")) panel.hidden = panel.dataset.runMode !== state.run_mode;
  for (const one of Object.values(editors)) one.refresh();
  element("shared").textContent = "";
  clearTimeout(waiting);
  waiting = setTimeout(ask, 120);
}

/** An example's settings are not those of another repository: they go once the job is of one, unless they were edited. */
function dropSettings(repository) {
  if (!example || repository === undefined) return false;
  example.repository ??= repository;
  if (repository === example.repository) return false;
  const left = Object.entries(example.settings).filter(([id, text]) => text && element(id).value === text);
  example = undefined;
  for (const [id] of left) element(id).value = "";
  if (left.length > 0) {
    element("note").textContent = "The example’s subject settings were removed: the job is of another repository. Give its own, where it has any.";
  }
  return left.length > 0;
}

function show({ errors = {}, failure, ...result }) {
  if (dropSettings(result.repository)) {
    changed();
    return;
  }
  const { render, brief, marks } = reports[tab];
  showErrors(errors);
  const lines = marks?.(result, input) ?? {};
  for (const [field, one] of Object.entries(editors)) {
    const fault = errors[field]?.line;
    one.mark(fault ? new Map([...(lines[field] ?? []), [fault, "fault"]]) : (lines[field] ?? new Map()));
  }
  element("template").textContent = templateLine(result.resolved) || "not told";

  // While something is half typed the last answer stays, told to be old.
  const whole = !failure && Object.keys(errors).length === 0;
  if (whole) last[tab] = { result, input };
  const shown = last[tab];
  const parts = shown ? render(shown.result, go, shown.input).filter(Boolean) : [];
  if (!whole) {
    const told = failure ?? (shown ? "The input is not complete; this answers what stood there before." : "The input is not complete.");
    parts.unshift(Object.assign(document.createElement("p"), { className: "staleness", textContent: told }));
  }
  report.replaceChildren(...parts);
  const [className, word] = (whole && brief(shown.result)) || ["", whole ? "" : "…"];
  Object.assign(element("brief"), { className, textContent: className ? `${verdicts[className][0]} ${word}` : word });
  report.classList.toggle("stale", !whole);
  report.ariaBusy = "false";
}

/** Shows a line of a field. */
function go(field, line) {
  for (let box = element(field).closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  editors[field].go(line);
}

const bar = tabs(document.querySelector('[role="tablist"]'), element("panel"), (name) => {
  tab = name;
  for (const section of form.querySelectorAll("[data-tabs]")) section.hidden = !section.dataset.tabs.split(" ").includes(tab);
  if (tab === "subject") element("settings").open = true;
  offer();
  report.replaceChildren();
  Object.assign(element("brief"), { className: "", textContent: "" });
  changed();
  ask();
});

function offer() {
  const groups = Map.groupBy(presets[tab], ({ group }) => group);
  const options = [...groups].map(([group, list]) => {
    const made = Object.assign(document.createElement("optgroup"), { label: group });
    made.append(...list.map((preset) => new Option(preset.name, presets[tab].indexOf(preset))));
    return made;
  });
  element("preset").replaceChildren(...options);
  element("preset").selectedIndex = started[tab]?.index ?? -1;
  element("note").replaceChildren(...sentence(started[tab]?.note ?? ""));
}

/** The tabs that share the job forget what it was started from. */
function fill(name, state, from) {
  writeState(name, state);
  // What is filled in is not folded away; the settings tell what they come to in their summary.
  for (const box of form.querySelectorAll("details:not(#settings)")) {
    const filled = ({ type, checked, value }) => (type === "checkbox" ? checked : value !== "");
    box.open = [...box.querySelectorAll("input, textarea, select")].some(filled);
  }
  if (name === "subject" || name === "role") {
    delete started[name === "role" ? "subject" : "role"];
    const { organization, repository_settings } = state;
    example = from.index === undefined ? undefined : { settings: { organization, repository_settings } };
  }
  started[name] = from;
}

element("preset").addEventListener("change", ({ target }) => {
  history.replaceState(null, "", location.pathname + location.search);
  const index = Number(target.value);
  const { state, note } = presets[tab][index];
  fill(tab, state, { index, note });
  element("note").replaceChildren(...sentence(note));
  changed();
});
form.addEventListener("input", ({ target }) => {
  if (target.id !== "preset") changed();
});
form.addEventListener("submit", (event) => event.preventDefault());

element("share").addEventListener("click", async () => {
  const state = readState(tab);
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
  for (const [name, list] of Object.entries(presets)) fill(name, list[0].state, { index: 0, note: list[0].note });
  const name = typeof shared?.tab === "string" && Object.hasOwn(presets, shared.tab) ? shared.tab : "role";
  if (shared) fill(name, shared, { note: "From a link." });
  bar.choose(name);
}
open();
