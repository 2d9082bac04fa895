// Who is ours, as the forms tell it.

import { words } from "./documents.js";

const forms = { yes: true, either: "either" };

/** `name@id`, where the id may be left out. */
export function named(text) {
  const [name, ...id] = text.split("@");
  return { name, ...(id.length > 0 ? { id: id.join("@") } : {}) };
}

/** What is known of the subjects of all their repositories; the fields start with the tab's name. */
export function subjects(input, tab) {
  const settings = {};
  if (input[`${tab}_template`] === "unknown") settings.include_claim_keys = "unknown";
  if (input[`${tab}_template`] === "keys") settings.include_claim_keys = words(input[`${tab}_keys`]);
  if (input[`${tab}_immutable`]) settings.immutable = forms[input[`${tab}_immutable`]];
  return settings;
}
