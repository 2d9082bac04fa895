// Refusals of the library go to the field that they are about; anything else is a fault of the page.

import { answer, isAssumableError } from "../vendor/assumable-wasm/index.js";

/** Collects refusals in `errors`, by field. `field` is its id, or tells it from the refusal. */
export function attempts(errors) {
  return (field, work) => {
    try {
      return work();
    } catch (error) {
      if (!isAssumableError(error) || error.code === "NOT_LOADED") throw error;
      const id = typeof field === "function" ? field(error) : field;
      if (id) errors[id] ??= error.toJSON();
      return undefined;
    }
  };
}

/**
 * A JSON object as the library reads it: members named twice are refused, and places are told. Any operation reads its
 * request before it looks at it.
 */
export function object(text) {
  const { error } = JSON.parse(answer("build_subject", text));
  if (error && (error.code.startsWith("JSON_") || error.code === "TOO_LARGE" || (["WRONG_TYPE", "WRONG_DOCUMENT"].includes(error.code) && !error.path))) {
    refuse(error);
  }
  return JSON.parse(text);
}

/** A refusal of the page's own, in the library's form. */
export function refuse(refusal) {
  throw Object.assign(new Error(refusal.message), { name: "AssumableError", path: "", toJSON: () => refusal }, { code: refusal.code });
}
