// The job summary: the roads as the library writes them, and beside them the claims, the images and the changes.

import { code, prose } from "./escape.js";

/** GitHub takes no more than a mebibyte for a step. */
const MOST = 1_000_000;

export function summary({ verdict, job, markdown, claims, images, change, notes }) {
  const parts = [`## assumable: this job is ${verdict === "none" ? "asking for no role" : `**${verdict.replace("_", " ")}**`}`];
  if (job) parts.push(`job ${code(job)}`);
  if (notes.length > 0) parts.push(notes.map((note) => `- ${prose(note)}`).join("\n"));
  parts.push(markdown.trimEnd());
  if (claims.length > 0) parts.push(claimTable(claims));
  if (images) parts.push(imageTable(images));
  if (change) parts.push(changeTable(change));
  const text = `${parts.join("\n\n")}\n`;
  if (Buffer.byteLength(text) <= MOST) return text;
  const lines = [];
  let size = 0;
  for (const line of text.split("\n")) {
    size += Buffer.byteLength(line) + 1;
    if (size > MOST) break;
    lines.push(line);
  }
  return `${lines.join("\n")}\n\n**This summary is cut off at ${MOST} bytes.** The input \`sarif\` writes all of it.\n`;
}

const table = (head, rows) => [`| ${head.join(" | ")} |`, `|${"---|".repeat(head.length)}`, ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
const cell = (value) => (value === undefined ? "" : code(value));

function claimTable(claims) {
  const real = claims.some((claim) => claim.real !== undefined);
  const rows = claims.map(({ name, predicted, real: found }) => {
    const row = [code(name), cell(predicted)];
    return real ? [...row, cell(found), predicted !== undefined && found !== undefined && predicted !== found ? "**differs**" : ""] : row;
  });
  const title = real ? "Claims, as predicted from the files and as the token has them" : "Claims, as predicted from the files";
  return `### ${title}\n\n${table(real ? ["claim", "predicted", "token", ""] : ["claim", "predicted"], rows)}`;
}

function imageTable({ made, checked }) {
  const parts = [`### Images\n\n${prose(checked?.reason ?? made.reason)}`];
  if (checked && checked.images.length > 0) {
    const rows = checked.images.map(({ image, verdict, reason, code: rule, suggestion }) => [
      cell(image),
      `**${verdict}**`,
      `${prose(reason)}${rule ? ` ${code(rule)}` : ""}${suggestion ? `<br>allowed: ${code(suggestion)}` : ""}`,
    ]);
    parts.push(table(["image", "verdict", "why"], rows));
  }
  const lists = { missing: checked?.missing ?? [], "not known of the run": (checked ?? made).needs, "may be pushed": made.names.map(({ name }) => name) };
  for (const [title, items] of Object.entries(lists)) {
    if (items.length > 0) parts.push(`${title}: ${items.map(cell).join(", ")}`);
  }
  for (const { severity, message } of (checked ?? made).findings) parts.push(`${severity}: ${prose(message)}`);
  return parts.join("\n\n");
}

function changeTable({ roles }) {
  const changed = roles.filter(({ relation }) => relation !== "equal");
  if (changed.length === 0) return "### Trust policies\n\nno trust policy lets in others than before";
  const rows = changed.map(({ role, relation, message, gained, lost, unless }) => [
    cell(role),
    `**${relation}**: ${prose(message)}`,
    cell(gained?.text),
    cell(lost?.text),
    unless.map((need) => prose(need.message)).join("<br>"),
  ]);
  return `### Trust policies that this change touches\n\n${table(["role", "", "lets in", "locks out", "not known"], rows)}`;
}
