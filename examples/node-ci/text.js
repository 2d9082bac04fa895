// The report for a person: the verdict, then the place, then the reason; nothing twice.

const words = { match: "matches", no_match: "no match", undetermined: "open" };

export function text({ subject, trust }, { policy }) {
  const out = [];
  if (subject.value !== undefined) out.push(`subject   ${subject.value}`);
  for (const { key, value } of subject.segments) out.push(`          ${key.padEnd(18)} ${value}`);
  if (subject.reason) out.push(`subject   unknown: ${subject.reason}`);
  if (out.length > 0) out.push("");

  out.push(headline(trust));
  if (trust.verdict !== "allowed") {
    for (const failure of trust.failures) if (failure.statement === undefined) out.push("", `  ${failure.message}`);
    for (const statement of trust.statements) out.push("", ...statementLines(trust, statement, policy));
  }
  const lists = [
    ["needs", trust.needs.map(need)],
    ...trust.findings.map(({ severity, message }) => [severity, [message]]),
    ["assumes", trust.premises.map(({ text, grade }) => `${text} (${grade})`)],
    ["not seen", trust.not_examined],
  ];
  for (const [name, items] of lists) {
    if (items.length > 0) out.push("", ...items.map((item, index) => `${(index === 0 ? name : "").padEnd(10)}${item}`));
  }
  return `${out.map(visible).join("\n").replace(/\n{3,}/g, "\n\n")}\n`;
}

/**
 * Control characters, and those that hide or turn text, as pictures of the same width: a claim must not write lines of its
 * own into a log, nor look like another. Nor may it hold `##[`, the runner's older commands, which work in the middle of a line.
 */
export function visible(text) {
  return text.replaceAll("##[", "##\u2772").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (control) => {
    const code = control.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\u2421";
  });
}

export function headline({ verdict, stage, reason }) {
  const where = { "token-request": "GitHub", provider: "the provider", "trust-policy": "the trust policy" }[stage] ?? stage;
  const why = {
    allow: "a statement lets this token in",
    explicit_deny: "a statement denies this token",
    implicit_deny: "no statement allows this token",
    token_rejected: "STS turns this token away",
    open: "something that decides is not known",
  }[reason];
  return `${verdict.padEnd(8)}  ${where ? `by ${where}: ` : ""}${why}`;
}

export function need({ message, values, patterns = [], otherwise }) {
  const outcomes = values.map(({ value, verdict }) => `\`${value}\` gives ${verdict}`);
  outcomes.push(...patterns.map(({ pattern, verdict }) => `a value like \`${pattern}\` gives ${verdict}`));
  if (otherwise && outcomes.length > 0) outcomes.push(`anything else ${otherwise}`);
  return outcomes.length > 0 ? `${message}: ${outcomes.join(", ")}` : message;
}

export const admitting = "Lets in this token only:";

/** What the report says of a test beside the test itself: the cause of its failure, and the value that would let the token in. */
export function failureOf({ failures }, { number }, { element, key, line }) {
  return failures.find((one) => one.statement === number && one.element === element && one.key === key && one.line === line) ?? {};
}

function statementLines(trust, statement, policy) {
  const { number, sid, effect, line, result, tests } = statement;
  const name = sid ? `${number} (${sid})` : number;
  const out = [`  statement ${name}, ${effect}, ${policy}:${line}: ${words[result]}`];
  for (const test of tests) {
    const what = (test.operator ?? test.element).padEnd(22);
    const detail = test.result === "match" ? (test.key ?? test.actual ?? "") : (test.key ?? test.message);
    out.push(`    ${what} ${words[test.result].padEnd(9)} ${detail}`);
    if (test.result === "match") continue;
    if (test.alignment) out.push("", ...aligned(test.alignment).map((row) => `      ${row}`), "");
    else if (test.key) out.push(`      ${test.message}`);
    const { cause, admits } = failureOf(trust, statement, test);
    if (cause) out.push(`      ${cause.message}`);
    if (admits) out.push(`      ${admitting} \`${admits}\``);
  }
  return out;
}

/** Pattern over value, column under column, and a mark where they first differ. */
export function aligned({ columns, difference }) {
  const widths = columns.map(({ pattern, value }) => Math.max(length(pattern), length(value)));
  const row = (side) => columns.map((column, index) => column[side] + " ".repeat(widths[index] - length(column[side]))).join("");
  const rows = [`policy  ${row("pattern")}`.trimEnd(), `token   ${row("value")}`.trimEnd()];
  if (!difference) return rows;
  let before = 0;
  let at = 0;
  for (const [index, { value }] of columns.entries()) {
    const end = before + length(value);
    if (difference.value_offset < end || index === columns.length - 1) {
      at += difference.value_offset - before;
      break;
    }
    before = end;
    at += widths[index];
  }
  const side = (text) => (text === "" ? "nothing" : `\`${text}\``);
  return [...rows, `${" ".repeat(8 + at)}^ ${side(difference.expected)} expected, ${side(difference.found)} found`];
}

/** Characters as the offsets count them. */
function length(text) {
  return [...text].length;
}
