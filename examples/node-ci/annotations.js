// Workflow commands: GitHub shows them beside the line of the policy.

import { headline, need } from "./text.js";

const data = (text) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text) => data(String(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** One workflow command; nothing in the properties or the message can end it or start another. */
export function command(name, properties, message) {
  const list = Object.entries(properties).filter(([, value]) => value !== undefined);
  return `::${name} ${list.map(([key, value]) => `${key}=${property(value)}`).join(",")}::${data(message)}\n`;
}

export function annotations({ trust }, { policy }) {
  const file = policy === "-" ? undefined : policy;
  const title = headline(trust).replace(/ +/g, " ");
  const notes = trust.findings.map(({ message }) => command("notice", { file, title: "odd" }, message));
  if (trust.verdict === "allowed") return notes.join("");
  if (trust.verdict === "undetermined") {
    return [...trust.needs.map((one) => command("warning", { file, title }, need(one))), ...notes].join("");
  }
  const failures = trust.failures.map(({ message, line }) => command("error", { file, line, title }, message));
  return [...failures, ...notes].join("");
}
