// What every answer is made of. The eye finds the verdict, then the place, then the reason; no colour stands alone.

export const verdicts = {
  allowed: ["✓", "Allowed"],
  denied: ["✕", "Denied"],
  undetermined: ["?", "Undetermined"],
  no_token: ["–", "No token"],
};

/** An element with properties and children; text is only ever text. */
export function h(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined) continue;
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== false && child !== ""));
  return made;
}

/** A sentence of the library; what stands in backticks is code. */
export function sentence(text) {
  return text.split("`").map((part, index) => (index % 2 ? h("code", { className: "long" }, part) : part));
}

/** A sentence that starts a line. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** The first thing to be seen. */
export function headline(verdict, word, ...text) {
  return h(
    "div",
    { className: `verdict ${verdict}`, role: "status" },
    h("span", { className: "sign", ariaHidden: "true" }, verdicts[verdict][0]),
    h("div", {}, h("h2", {}, word), h("p", {}, ...text)),
  );
}

export function badge(verdict, word = verdicts[verdict][1].toLowerCase()) {
  return h("span", { className: `badge ${verdict}` }, `${verdicts[verdict][0]} ${word}`);
}

/** How much something weighs: the word says it, the colour helps. */
export const weight = (tone, word) => h("span", { className: `badge ${tone}` }, word);

export function part(title, ...content) {
  return h("section", { className: "part" }, h("h3", {}, title), ...content);
}

/** A part with a list; nothing where there is nothing to list. */
export function list(title, items) {
  return items.length > 0 ? part(title, h("ul", {}, items.map((item) => h("li", {}, item)))) : undefined;
}

/** A table; its first column names the row. Roles are spelled out, since narrow screens lay the rows out as blocks. */
export function table(head, rows) {
  const cells = ([first, ...rest]) => [
    h("th", { scope: "row", role: "rowheader" }, first),
    ...rest.map((cell) => h("td", { role: "cell" }, cell)),
  ];
  return h(
    "table",
    { role: "table" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head.map((name) => h("th", { scope: "col", role: "columnheader" }, name)))),
    h("tbody", { role: "rowgroup" }, rows.map((row) => h("tr", { role: "row" }, cells(row)))),
  );
}

export const findingList = (findings) => list("Worth a look", findings.map(({ message }) => sentence(message)));

export const premiseList = (premises) => list("Assumptions", premises.map(premise));

/** Assumptions by their ids. */
export const assumptionList = (ids) =>
  list("Assumed of GitHub and AWS", ids.length > 0 ? [ids.flatMap((id, index) => [index > 0 ? ", " : "", h("code", {}, id)])] : []);

export function premise({ text, grade, source, date }) {
  return [...sentence(text), " ", h("span", { className: "grade" }, grade), source ? h("small", {}, ` ${source}${date ? `, ${date}` : ""}`) : undefined];
}

export const notExaminedList = (texts) => list("Not examined", texts.map(sentence));

/** What would settle an answer that is open, with what each value would give. */
export function needList(needs) {
  if (needs.length === 0) return undefined;
  const items = needs.map(({ message, values, patterns = [], otherwise }) => {
    const row = (before, text, verdict) => h("li", {}, before, h("code", { className: "long" }, text), " → ", badge(verdict));
    const rows = values.map(({ value, verdict }) => row("", value, verdict));
    rows.push(...patterns.map(({ pattern, verdict }) => row("a value like ", pattern, verdict)));
    if (otherwise && rows.length > 0) rows.push(h("li", {}, "anything else → ", badge(otherwise)));
    return h("li", {}, sentence(message), rows.length > 0 ? h("ul", {}, rows) : undefined);
  });
  return part("What would settle it", h("ul", {}, items));
}

export function lineButton(field, line, go) {
  return h("button", { type: "button", className: "line", onclick: () => go(field, line) }, `line ${line}`);
}

export function data(answer) {
  return h("details", {}, h("summary", {}, "The answer as data"), h("pre", { tabIndex: 0 }, JSON.stringify(answer, null, 2)));
}

export function tokenNote(token) {
  if (!token || token.kind === "job") return undefined;
  return h("p", { className: "note" }, token.kind === "request" ? "This is the token that asks for a token, not a job’s own." : "This token is not GitHub’s.");
}
