// The verdict on image names: for people, for GitHub's log and for the job summary.

import { command, noted } from "./annotations.js";
import { span } from "./summary.js";
import { visible } from "./text.js";

const marks = { allowed: "✅", denied: "❌", undetermined: "❔" };

export function nameText({ verdict, reason, images, missing, needs, findings }) {
  const out = [row(verdict, reason)];
  for (const one of images) {
    out.push("", `  ${row(one.verdict, one.image)}`, `    ${why(one)}`);
    if (one.suggestion) out.push(`    probably meant: ${one.suggestion}`);
    for (const { severity, message } of one.findings) out.push(`    ${severity}: ${message}`);
  }
  out.push("", ...missing.map((name) => row("missing", name)), ...besides({ needs, findings }));
  return lines(out);
}

/** Why a run has no names. */
export function madeText({ outcome, reason, needs, findings }) {
  return lines([row(outcome, reason), ...besides({ needs, findings })]);
}

export function nameAnnotations({ verdict, reason, images, missing, needs, findings }, file) {
  const out = [];
  for (const one of images) {
    const level = { denied: "error", undetermined: "warning" }[one.verdict];
    if (level) out.push(command(level, { file, title: `image ${one.verdict}` }, visible(`${one.image}: ${why(one)}`)));
    for (const finding of one.findings) out.push(noted(finding, file, visible));
  }
  for (const name of missing) out.push(command("error", { file, title: "image missing" }, visible(name)));
  // the set can be refused though no name is
  const level = { denied: "error", undetermined: "warning" }[verdict];
  if (level && out.length === 0) out.push(command(level, { file, title: `images ${verdict}` }, visible(reason)));
  for (const need of needs) out.push(command("warning", { file, title: "not known of the run" }, visible(need)));
  for (const finding of findings) out.push(noted(finding, file, visible));
  return out.join("");
}

/** Only lists, and in them all that is not ours as code: in a table `|` would have a meaning too. */
export function nameSummary({ verdict, reason, images, missing, needs, findings }, allowed, file) {
  const out = [`### ${marks[verdict]} Images ${verdict} by ${span(file)}`, "", span(reason), ""];
  for (const one of images) {
    out.push(`- ${marks[one.verdict]} ${span(one.image)}`, `  - ${span(why(one))}`);
    if (one.suggestion) out.push(`  - probably meant: ${span(one.suggestion)}`);
    for (const { severity, message } of one.findings) out.push(`  - ${severity}: ${span(message)}`);
  }
  if (images.length > 0) out.push("");
  const lists = [
    ["Missing", missing],
    ["Not known of the run", needs],
    ["Warnings", findings.map(({ message }) => message)],
    ["This run may push", allowed],
  ];
  for (const [title, items] of lists) {
    if (items.length > 0) out.push(`**${title}**`, "", ...items.map((item) => `- ${span(item)}`), "");
  }
  return `${out.join("\n")}\n`;
}

const row = (word, text) => `${word.padEnd(8)}  ${text}`;
const why = ({ reason, code }) => (code ? `${reason} (${code})` : reason);
const lines = (out) => `${out.map(visible).join("\n").trimEnd()}\n`;

function besides({ needs, findings }) {
  return [...needs.map((need) => row("needs", need)), ...findings.map(({ severity, message }) => row(severity, message))];
}
