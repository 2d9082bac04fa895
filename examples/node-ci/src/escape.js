// Text of others in a log, in a summary and in outputs: it is shown, and can be no command, no markup and no output of its own.

import { randomUUID } from "node:crypto";

/**
 * Characters that control, hide or turn text, as pictures. Nor may a text hold `##[`, the runner's older commands, which work
 * in the middle of a line.
 */
export function visible(text) {
  return String(text)
    .replaceAll("##[", "##\u2772")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (control) => {
      const code = control.codePointAt(0);
      return code < 0x20 ? String.fromCodePoint(0x2400 + code) : "\u2421";
    });
}

const data = (text) => visible(text).replaceAll("%", "%25");
const property = (text) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** A workflow command. */
export function command(name, properties, message) {
  const list = Object.entries(properties).filter(([, value]) => value !== undefined);
  const shown = list.map(([key, value]) => `${key}=${property(value)}`).join(",");
  return `::${name}${shown && ` ${shown}`}::${data(message)}\n`;
}

/** Text in which the runner looks for no commands. */
export function quoted(text) {
  const end = randomUUID();
  return `::stop-commands::${end}\n${text}\n::${end}::\n`;
}

/** An output. No value can know its delimiter. */
export function output(name, value) {
  const end = `end-${randomUUID()}`;
  return `${name}<<${end}\n${value}\n${end}\n`;
}

/** A text as code in a table of Markdown, which nothing in it can close. */
export function code(text) {
  const shown = visible(text);
  if (shown === "") return "";
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const gap = /^`|`$/.test(shown) ? " " : "";
  return `${fence}${gap}${shown}${gap}${fence}`.replaceAll("|", "\\|");
}

/** A sentence of the library in a table: what it quotes is code, and the rest is no markup. */
export function prose(text) {
  if (text.includes("``")) return code(text);
  return visible(text)
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 ? part : part.replace(/[\\<>*_[\]#!&~]/g, "\\$&")))
    .join("")
    .replaceAll("|", "\\|");
}
