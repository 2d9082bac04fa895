// Workflow commands: GitHub shows them beside the line of the policy.

import { headline, need } from "./text.js";

const data = (text) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text) => data(String(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** One workflow command; nothing in the properties or the message can end it or start another. */
export function command(name, properties, message) {
  const list = Object.entries(properties).filter(([, value]) => value !== undefined);
  return `::${name} ${list.map(([key, value]) => `${key}=${property(value)}`).join(",")}::${data(message)}\n`;
}

/** A finding beside its line, as GitHub weighs things: what is worth knowing is a notice, the rest a warning. */
export function noted({ severity, code, message, place }, file, cleaned = (text) => text) {
  return command(severity === "info" ? "notice" : "warning", { file, line: place?.line, title: code }, cleaned(message));
}

export function annotations({ trust }, { policy }) {
  const file = policy === "-" ? undefined : policy;
  const title = headline(trust).replace(/ +/g, " ");
  const notes = trust.findings.map((finding) => noted(finding, file));
  if (trust.verdict === "allowed") return notes.join("");
  if (trust.verdict === "undetermined") {
    return [...trust.needs.map((one) => command("warning", { file, title }, need(one))), ...notes].join("");
  }
  const failures = trust.failures.map(({ message, line, cause }) => command("error", { file, line, title }, cause ? `${message}; ${cause.message}` : message));
  return [...failures, ...notes].join("");
}
