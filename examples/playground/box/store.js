// What is typed stays in the tab: kept for a reload, carried by a link where that is asked for. Documents that hold a token or a
// secret are in neither.

import { holdsSecret } from "../secrets.js";

const KEY = "assumable.box";

/** `{ files, active, answers }` without the documents that hold secrets; `left` says how many there are. */
export function clean({ files, active, answers }) {
  const kept = files.filter(({ text }) => !holdsSecret(text));
  const known = Object.fromEntries(Object.entries(answers).filter(([, value]) => !holdsSecret(JSON.stringify(value))));
  return { state: { files: kept, active: Math.max(0, kept.indexOf(files[active])), answers: known }, left: files.length - kept.length };
}

export function keep(state) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(clean(state).state));
  } catch {
    // The browser keeps nothing, or not as much as this: the page works without.
  }
}

export function kept() {
  try {
    return checked(JSON.parse(sessionStorage.getItem(KEY)));
  } catch {
    return undefined;
  }
}

/** A state, if this is one. */
function checked(state) {
  const isText = (value) => typeof value === "string";
  if (!Array.isArray(state?.files) || !state.files.every((file) => isText(file?.name) && isText(file?.text))) return undefined;
  const answers = Object.entries(state.answers ?? {}).filter(([name, value]) => /^\/(options|facts)\//.test(name) && value !== null);
  return { files: state.files.map(({ name, text }) => ({ name, text })), active: Number.isInteger(state.active) ? state.active : 0, answers: Object.fromEntries(answers) };
}

const piped = async (bytes, stream) => new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

/** The fragment of a link. */
export async function toLink(state) {
  const { state: shared, left } = clean(state);
  const bytes = await piped(new TextEncoder().encode(JSON.stringify(shared)), new CompressionStream("deflate-raw"));
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return { fragment: `#f=${btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`, left, count: shared.files.length };
}

export async function fromLink(fragment) {
  if (!fragment.startsWith("#f=")) return undefined;
  try {
    const letters = atob(fragment.slice(3).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = await piped(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)), new DecompressionStream("deflate-raw"));
    return checked(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
}
