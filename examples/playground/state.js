// What is typed, as plain data: read from the form, written to it, and carried by a link where that is asked for.

const texts = ["claims", "policy", "include_claim_keys", "immutable", "platform", "role_arn"];
export const formFields = ["repository", "event_name", "ref", "environment", "job_workflow_ref"];

const field = (id) => document.getElementById(id);
const chosen = (name) => document.querySelector(`input[name="${name}"]:checked`).value;

export function readState() {
  return {
    mode: chosen("mode"),
    scope: chosen("scope"),
    token: field("token").value,
    form: Object.fromEntries(formFields.map((id) => [id, field(id).value.trim()])),
    ...Object.fromEntries(texts.map((id) => [id, field(id).value])),
  };
}

/** Fills the form; what `state` does not name is emptied. */
export function writeState(state) {
  for (const id of texts) field(id).value = text(state[id]);
  for (const id of formFields) field(id).value = text(state.form?.[id]);
  field("token").value = "";
  for (const [name, fallback] of [["mode", "claims"], ["scope", "token"]]) {
    const radios = [...document.querySelectorAll(`input[name="${name}"]`)];
    (radios.find(({ value }) => value === state[name]) ?? radios.find(({ value }) => value === fallback)).checked = true;
  }
}

const text = (value) => (typeof value === "string" ? value : "");

/** Three runs of base64url, the first of which opens a JSON object: a token, wherever it was pasted. */
const tokenLike = /eyJ[\w-]*\.[\w-]+\.[\w-]*/;

/** The fragment that carries the state, without the token; nothing where another field holds one. */
export function toFragment({ token, ...state }) {
  const json = JSON.stringify(state.mode === "token" ? { ...state, mode: "claims" } : state);
  if (tokenLike.test(json)) return undefined;
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
