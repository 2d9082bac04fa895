// The answer as elements. The eye finds the verdict, then the place, then the reason; no colour stands alone.

const verdicts = {
  allowed: ["✓", "Allowed"],
  denied: ["✕", "Denied"],
  undetermined: ["?", "Undetermined"],
};
const outcomes = { match: ["✓", "matches"], no_match: ["✕", "no match"], undetermined: ["?", "open"] };
const reasons = {
  allow: "A statement lets this token in.",
  explicit_deny: "A statement denies this token.",
  implicit_deny: "No statement allows this token.",
  token_rejected: "STS turns this token away before it reads the policy.",
  open: "Something that decides is not known.",
};
const stages = {
  "token-request": "GitHub issues no token",
  provider: "the identity provider",
  "trust-policy": "the trust policy",
};

/** An element with properties and children; text is only ever text. */
function h(name, properties, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (value === undefined) continue;
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return made;
}

/** A sentence of the library; what stands in backticks is code. */
function sentence(text) {
  return text.split("`").map((part, index) => (index % 2 ? h("code", {}, part) : part));
}

/** The verdict in one word, for where the rest is out of sight. */
export function brief({ trust, stale }) {
  if (stale || !trust) return { className: "", textContent: stale ? "…" : "" };
  const [sign, word] = verdicts[trust.verdict];
  return { className: trust.verdict, textContent: `${sign} ${word}` };
}

export function render({ subject, trust, token, stale }, { go }) {
  const out = [];
  if (stale) {
    const fault = stale.page?.message;
    out.push(h("p", { className: "staleness" }, fault ?? (trust ? "The input is not complete; this answers what stood there before." : "The input is not complete.")));
  }
  if (trust) out.push(verdict(trust));
  if (token && token.kind !== "job") {
    out.push(h("p", { className: "note" }, token.kind === "request" ? "This is the token that asks for a token, not a job’s own." : "This token is not GitHub’s."));
  }
  if (subject) out.push(subjectPart(subject));
  if (trust) {
    out.push(failures(trust), needs(trust), statements(trust, go), ...lists(trust, token));
    out.push(h("details", {}, h("summary", {}, "The answer as data"), h("pre", { tabIndex: 0 }, JSON.stringify(trust, null, 2))));
  }
  return out.filter(Boolean);
}

function verdict({ verdict, stage, reason }) {
  const [sign, word] = verdicts[verdict];
  return h(
    "div",
    { className: `verdict ${verdict}`, role: "status" },
    h("span", { className: "sign", ariaHidden: "true" }, sign),
    h("div", {}, h("h2", {}, word), h("p", {}, stage ? `At ${stages[stage] ?? stage}. ` : "", reasons[reason] ?? reason)),
  );
}

function subjectPart({ value, segments, candidates = [], reason, built, only, readings }) {
  const colours = new Map();
  const parts = segments.flatMap(({ key, text }, index) => {
    if (!colours.has(key)) colours.set(key, colours.size % 6);
    const separator = index > 0 ? [h("span", { className: "colon" }, ":")] : [];
    return [...separator, h("span", { className: `segment s${colours.get(key)}` }, h("small", {}, key), h("code", {}, text))];
  });
  return h(
    "section",
    { className: "part" },
    h("h3", {}, built ? "Subject, built from the job" : "Subject"),
    value !== undefined && parts.length > 0 ? h("p", { className: "subject" }, parts) : undefined,
    value !== undefined && parts.length === 0 ? h("p", {}, h("code", { className: "long" }, value), " is no subject of GitHub’s.") : undefined,
    readings > 1 ? h("p", { className: "note" }, `It can be read in ${readings} ways; this is the likeliest.`) : undefined,
    only === false && readings === 1 ? h("p", { className: "note" }, "Another job could carry the same subject.") : undefined,
    reason ? h("p", {}, sentence(reason)) : undefined,
    candidates.length > 0 ? h("ul", {}, candidates.map((one) => h("li", {}, h("code", { className: "long" }, one)))) : undefined,
  );
}

/** What fails outside of the statements; what fails in one stands there. */
function failures({ failures }) {
  const apart = failures.filter(({ statement }) => statement === undefined);
  return apart.length > 0 ? h("section", { className: "part" }, h("h3", {}, "Why"), h("ul", {}, apart.map(({ message }) => h("li", {}, sentence(message))))) : undefined;
}

function needs({ needs }) {
  if (needs.length === 0) return undefined;
  const items = needs.map(({ message, values, otherwise }) => {
    const rows = values.map(({ value, verdict }) => h("li", {}, h("code", { className: "long" }, value), " → ", badge(verdict)));
    if (otherwise && rows.length > 0) rows.push(h("li", {}, "anything else → ", badge(otherwise)));
    return h("li", {}, sentence(message), rows.length > 0 ? h("ul", {}, rows) : undefined);
  });
  return h("section", { className: "part" }, h("h3", {}, "What would settle it"), h("ul", {}, items));
}

function badge(verdict) {
  const [sign, word] = verdicts[verdict];
  return h("span", { className: `badge ${verdict}` }, `${sign} ${word.toLowerCase()}`);
}

function statements({ statements }, go) {
  const cards = statements.map(({ number, sid, effect, line, result, tests }) => {
    const [sign, word] = outcomes[result];
    return h(
      "li",
      { className: "statement" },
      h(
        "h4",
        {},
        `Statement ${number}${sid ? ` (${sid})` : ""}, ${effect} `,
        h("span", { className: `badge ${result}` }, `${sign} ${word}`),
        lineButton(line, go),
      ),
      h("ul", { className: "tests" }, tests.map((one) => test(one, go))),
    );
  });
  return cards.length > 0 ? h("section", { className: "part" }, h("h3", {}, "Statement by statement"), h("ol", { className: "plain" }, cards)) : undefined;
}

function lineButton(line, go) {
  return h("button", { type: "button", className: "line", onclick: () => go(line) }, `line ${line}`);
}

function test({ element, operator, key, result, message, line, alignment, actual }, go) {
  const [sign, word] = outcomes[result];
  const short = key ? key.replace(/^token\.actions\.githubusercontent\.com:/, "…:") : undefined;
  const held = result === "match";
  return h(
    "li",
    { className: `test ${result}` },
    h(
      "p",
      { className: "head" },
      h(
        "span",
        { className: "what" },
        h("span", { className: `badge ${result}` }, `${sign} ${word}`),
        h("strong", {}, operator ?? element),
        short ? h("code", { title: key }, short) : undefined,
        held && !key && actual ? h("code", { className: "long quiet" }, actual) : undefined,
      ),
      lineButton(line, go),
    ),
    held ? undefined : alignment ? aligned(alignment) : h("p", { className: "why" }, sentence(message)),
  );
}

/** Pattern over value, piece over piece. The piece where they part is cut there, so that the marks stand together. */
function aligned({ columns, parting }) {
  const columnsOf = (pattern, value, kind) => h("div", { className: `column ${kind}` }, side(pattern), side(value));
  const side = (text) => h("code", {}, text === "" ? " " : text);
  const start = { pattern: 0, value: 0 };
  const pieces = [];
  let open = parting;
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
  const name = (text) => (text === "" ? "nothing more" : h("code", {}, text));
  const reason = parting
    ? h("p", { className: "why" }, "✕ here: the policy asks for ", name(parting.expected), ", the token has ", name(parting.found))
    : undefined;
  const names = h("div", { className: "column names", ariaHidden: "true" }, h("span", {}, "policy"), h("span", {}, "token"));
  const rows = h("div", { className: "rows" }, names, pieces);
  return h("div", { className: "aligned", role: "group", ariaLabel: "The policy’s pattern over the token’s value, piece by piece" }, rows, reason);
}

function split(text, at) {
  const characters = [...text];
  return [characters.slice(0, at).join(""), characters.slice(at).join("")];
}

/** Characters as the offsets count them. */
function length(text) {
  return [...text].length;
}

function lists({ premises, findings, not_examined }, token) {
  const odd = [...(token?.findings ?? []), ...findings];
  const made = [];
  if (odd.length > 0) made.push(["Worth a look", odd.map(({ message }) => h("li", {}, sentence(message)))]);
  if (premises.length > 0) {
    made.push([
      "Rests on",
      premises.map(({ text, grade, source, date }) =>
        h("li", {}, sentence(text), " ", h("span", { className: "grade" }, grade), source ? h("small", {}, ` ${source}${date ? `, ${date}` : ""}`) : undefined),
      ),
    ]);
  }
  if (not_examined.length > 0) made.push(["Not examined", not_examined.map((text) => h("li", {}, sentence(text)))]);
  return made.map(([name, items]) => h("section", { className: "part" }, h("h3", {}, name), h("ul", {}, items)));
}
