// The edits of one change as a patch, in the form that `git apply` takes.

const CONTEXT = 3;

/** The text after the edits, which do not overlap. */
function edited(text, edits) {
  let out = "";
  let end = 0;
  const letters = [...text];
  for (const { place, text: put } of [...edits].sort((one, other) => one.place.offset - other.place.offset)) {
    out += letters.slice(end, place.offset).join("") + put;
    end = place.offset + place.length;
  }
  return out + letters.slice(end).join("");
}

/** Groups of edits whose lines are near each other: the first and the last line that each replaces, from 0. */
function groups(text, edits) {
  const letters = [...text];
  const lineOf = (offset) => letters.slice(0, offset).filter((letter) => letter === "\n").length;
  const spans = edits
    .map((edit) => ({ from: lineOf(edit.place.offset), to: lineOf(edit.place.offset + edit.place.length), edits: [edit] }))
    .sort((one, other) => one.from - other.from);
  const out = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last && span.from <= last.to + 2 * CONTEXT) Object.assign(last, { to: Math.max(last.to, span.to), edits: [...last.edits, ...span.edits] });
    else out.push({ ...span });
  }
  return out;
}

/** Where two lists of lines begin and end to differ. */
function narrowed(old, now) {
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  return { start, end };
}

/** The hunks of one document: `{ head, lines: [sign, text][] }`. */
export function hunks(text, edits) {
  const lines = text.split("\n");
  let shift = 0;
  return groups(text, edits).map((group) => {
    const first = lines.slice(0, group.from).reduce((sum, line) => sum + [...line].length + 1, 0);
    const old = lines.slice(group.from, group.to + 1);
    const moved = group.edits.map((edit) => ({ ...edit, place: { ...edit.place, offset: edit.place.offset - first } }));
    const now = edited(old.join("\n"), moved).split("\n");
    const { start, end } = narrowed(old, now);
    const from = group.from + start;
    const to = group.to + 1 - end;
    const above = lines.slice(Math.max(0, from - CONTEXT), from);
    const below = lines.slice(to, to + CONTEXT).filter((line, index, all) => !(line === "" && to + index === lines.length - 1 && index === all.length - 1));
    const gone = old.slice(start, old.length - end);
    const come = now.slice(start, now.length - end);
    const at = from - above.length + 1;
    const around = above.length + below.length;
    const head = `@@ -${at},${around + gone.length} +${at + shift},${around + come.length} @@`;
    shift += come.length - gone.length;
    const signed = (sign, list) => list.map((line) => [sign, line]);
    return { head, lines: [...signed(" ", above), ...signed("-", gone), ...signed("+", come), ...signed(" ", below)] };
  });
}

const byDocument = (edits) => [...Map.groupBy(edits, ({ place }) => place.document)];

/** By document, the hunks of a change. `textOf` gives the text of a document. */
export const parts = (edits, textOf) => byDocument(edits).map(([name, list]) => ({ name, hunks: hunks(textOf(name), list) }));

export function patch(edits, textOf) {
  const body = ({ name, hunks }) => [
    `--- a/${name}`, `+++ b/${name}`,
    ...hunks.flatMap(({ head, lines }) => [head, ...lines.map(([sign, text]) => `${sign}${text}`)]),
  ];
  return `${parts(edits, textOf).flatMap(body).join("\n")}\n`;
}
