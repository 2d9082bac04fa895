// The report as Markdown for the job summary. Whatever the caller wrote stands as code, where nothing is markup.

import { admitting, aligned, failureOf, headline, need, visible } from "./text.js";

const marks = { allowed: "✅", denied: "❌", undetermined: "❔", match: "✅", no_match: "❌" };

/** A code span that nothing in `text` can close; not for tables. */
export function span(text) {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const gap = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${gap}${visible(text)}${gap}${fence}`;
}

/** The same for the cell of a table. */
function code(text) {
  return span(text).replaceAll("|", "\\|");
}

/** A sentence of the library: what it quotes is in backticks already, the rest is made harmless. */
function prose(text) {
  // with two in a row the quoting is not Markdown's: then all of it is code
  if (text.includes("``")) return code(text);
  return visible(text)
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 ? part : part.replace(/[\\<>*_[\]#!]/g, "\\$&")))
    .join("")
    .replaceAll("|", "\\|");
}

export function summary({ subject, trust }, { policy }) {
  const out = [`### ${marks[trust.verdict]} ${headline(trust).replace(/ +/g, " ")}`, ""];
  if (subject.value !== undefined) out.push(`Subject: ${code(subject.value)}`, "");
  if (subject.segments.length > 0) {
    out.push("| segment | value |", "|---|---|");
    for (const { key, value } of subject.segments) out.push(`| ${code(key)} | ${code(value)} |`);
    out.push("");
  }
  for (const statement of trust.statements) {
    const { number, effect, line, tests } = statement;
    out.push(`Statement ${number} (${effect}, ${code(policy)}, line ${line})`, "", "| | test | |", "|---|---|---|");
    for (const { result, operator, element, key, message } of tests) {
      out.push(`| ${marks[result] ?? "❔"} | ${code([operator ?? element, key].filter(Boolean).join(" "))} | ${prose(message)} |`);
    }
    out.push("");
    for (const test of tests) {
      if (test.result === "match") continue;
      if (test.alignment) {
        const fence = "`".repeat(3);
        out.push(`${fence}text`, ...aligned(test.alignment).map((row) => visible(row).replaceAll(fence, "ˋˋˋ")), fence, "");
      }
      const { cause, admits } = failureOf(trust, statement, test);
      if (cause) out.push(prose(cause.message), "");
      if (admits) out.push(`${admitting} ${code(admits)}`, "");
    }
  }
  const lists = [
    ["Needs", trust.needs.map(need)],
    ["Warnings", trust.findings.map(({ message }) => message)],
    ["Assumptions", trust.premises.map(({ text, grade }) => `${text} (${grade})`)],
    ["Not examined", trust.not_examined],
  ];
  for (const [name, items] of lists) {
    if (items.length > 0) out.push(`**${name}**`, "", ...items.map((item) => `- ${prose(item)}`), "");
  }
  return `${out.join("\n")}\n`;
}
