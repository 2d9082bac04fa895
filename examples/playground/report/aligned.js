// A pattern over the value that it was compared with.

import { h } from "./elements.js";

/** Pattern over value, piece over piece. The piece where they first differ is cut there, to put the marks over one another. */
export function aligned({ columns, difference }, other = "token") {
  const columnsOf = (pattern, value, kind) => h("div", { className: `column ${kind}` }, side(pattern), side(value));
  const side = (text) => h("code", {}, text === "" ? " " : text);
  const start = { pattern: 0, value: 0 };
  const pieces = [];
  let open = difference;
  for (const [index, { pattern, value, fits }] of columns.entries()) {
    const end = { pattern: start.pattern + length(pattern), value: start.value + length(value) };
    const inside = open && (open.value_offset < end.value || open.pattern_offset < end.pattern || index === columns.length - 1);
    if (fits || !inside) {
      pieces.push(columnsOf(pattern, value, fits ? "fits" : "parts"));
    } else {
      const [before, left] = split(pattern, open.pattern_offset - start.pattern);
      const [same, right] = split(value, open.value_offset - start.value);
      if (before || same) pieces.push(columnsOf(before, same, "fits"));
      const mark = (text) => h("code", {}, h("mark", {}, text === "" ? "∅" : text));
      pieces.push(h("div", { className: "column parts" }, mark(open.expected), mark(open.found)));
      const rest = [left.slice(open.expected.length), right.slice(open.found.length)];
      if (rest.some(Boolean)) pieces.push(columnsOf(...rest, "rest"));
      open = undefined;
    }
    Object.assign(start, end);
  }
  const name = (text) => (text === "" ? "nothing" : h("code", {}, text));
  const reason = difference
    ? h("p", { className: "why" }, "✕ here: the policy asks for ", name(difference.expected), `, the ${other} has `, name(difference.found))
    : undefined;
  const names = h("div", { className: "column names", ariaHidden: "true" }, h("span", {}, "policy"), h("span", {}, other));
  const rows = h("div", { className: "rows" }, names, pieces);
  return h("div", { className: "aligned", role: "group", ariaLabel: "The policy’s pattern over the value that it was compared with, piece by piece" }, rows, reason);
}

function split(text, at) {
  const characters = [...text];
  return [characters.slice(0, at).join(""), characters.slice(at).join("")];
}

/** Characters as the offsets count them. */
function length(text) {
  return [...text].length;
}
