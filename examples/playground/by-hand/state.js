// What is typed, as plain data by tab: read from the form, written to it, and carried by a link where that is asked for.

import { holdsSecret } from "../secrets.js";

const form = document.getElementById("inputs");

/** The controls of a tab; those of the job and its settings belong to two. */
function controls(tab) {
  return [...form.elements].filter((one) => one.closest("[data-tabs]")?.dataset.tabs.split(" ").includes(tab) && (one.id || one.name));
}

export function readState(tab) {
  const state = { tab };
  for (const { type, id, name, value, checked } of controls(tab)) {
    if (type === "checkbox") state[id] = checked ? "yes" : "";
    else if (type !== "radio") state[id] = value;
    else if (checked) state[name] = value;
  }
  return state;
}

/** Fills a tab; what `state` does not name becomes what it was at first. */
export function writeState(tab, state) {
  const all = controls(tab);
  for (const one of all) {
    const value = state[one.id || one.name];
    const told = typeof value === "string";
    if (one.type === "checkbox") one.checked = told ? value === "yes" : one.defaultChecked;
    else if (one.type === "radio") one.checked = told && all.some(({ name, value: known }) => name === one.name && known === value) ? one.value === value : one.defaultChecked;
    else one.value = told && one.id !== "token" ? value : "";
  }
}

/** The fragment that carries the state, without the token; nothing where another field holds one. */
export function toFragment({ token, ...state }) {
  const json = JSON.stringify(state.mode === "token" ? { ...state, mode: "claims" } : state);
  if (holdsSecret(json)) return undefined;
  let bytes = "";
  for (const byte of new TextEncoder().encode(json)) bytes += String.fromCharCode(byte);
  return `#${btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

export function fromFragment(fragment) {
  if (fragment.length < 2) return undefined;
  try {
    const bytes = atob(fragment.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    const state = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes, (b) => b.charCodeAt(0))));
    return state !== null && typeof state === "object" ? state : undefined;
  } catch {
    return undefined;
  }
}
