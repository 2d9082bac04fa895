// Each name with its verdict and rule, the names that the rules make, and what is wrong with the rules.

import { badge, capital, data, findingList, h, headline, lineButton, list, part, premiseList, sentence, table, verdicts } from "./elements.js";

const outcomes = {
  made: ["allowed", "Names made"],
  skipped: ["allowed", "Nothing to push"],
  refused: ["denied", "Refused"],
  undetermined: ["undetermined", "Undetermined"],
};
const fired = {
  yes: () => badge("allowed", "fires"),
  no: () => h("span", { className: "badge quiet" }, "– does not fire"),
  unknown: () => badge("undetermined", "not known"),
};

const state = ({ made, checked }) => (checked ? [checked.verdict, verdicts[checked.verdict][1], checked.reason] : [...outcomes[made.outcome], made.reason]);

export const imagesBrief = ({ made, checked }) => made && state({ made, checked });

export function renderImages({ made, checked, lint }, go, input) {
  if (!made) return [];
  const [verdict, word, reason] = state({ made, checked });
  const answer = checked ?? made;
  return [
    headline(verdict, word, sentence(capital(reason)), "."),
    checked && givenPart(checked.images),
    checked && list("Missing", checked.missing.map(name)),
    made.names.length > 0 && namesPart(made.names),
    list("What would settle it", answer.needs.map((need) => ["the run’s ", h("code", {}, need)])),
    made.rules.length > 0 && rulesPart(made),
    findingList(answer.findings),
    lintPart(lint, go),
    premiseList(answer.premises),
    part("Not enforced by AWS", h("p", {}, "No IAM condition key carries a tag, and ECR refuses none by pattern: the check belongs before the push.")),
    settingsPart(lint),
    data({ made, checked, lint, mutability: input.mutability || undefined }),
  ];
}

/** Lines of the rules with findings, and of the names that may not be pushed. */
export function imagesMarks({ checked, lint }, input) {
  const rules = new Map((lint?.findings ?? []).filter(({ line }) => line).map(({ line }) => [line, "open"]));
  const images = new Map();
  let at = 0;
  for (const [index, line] of input.images.split("\n").entries()) {
    if (line.trim() === "") continue;
    const verdict = checked?.images[at++]?.verdict;
    if (verdict === "denied") images.set(index + 1, "bad");
    if (verdict === "undetermined") images.set(index + 1, "open");
  }
  return { rules, images };
}

/** A name with its tag standing out. */
function name(text) {
  const slash = text.lastIndexOf("/");
  const cut = text.search(/(:[^:/@]*)?(@.*)?$/);
  return h("code", { className: "long" }, h("span", { className: "quiet" }, text.slice(0, slash + 1)), text.slice(slash + 1, cut), h("strong", {}, text.slice(Math.max(cut, slash + 1))));
}

function givenPart(images) {
  const items = images.map(({ image, verdict, code, reason, suggestion, findings }) =>
    h(
      "li",
      { className: `test ${{ allowed: "match", denied: "no_match" }[verdict] ?? verdict}` },
      h("p", { className: "what" }, badge(verdict), name(image)),
      h("p", { className: "why" }, sentence(capital(reason)), code ? [" ", h("span", { className: "grade" }, code)] : ""),
      suggestion ? h("p", { className: "why" }, "Probably meant: ", name(suggestion)) : undefined,
      findings.map(({ message }) => h("p", { className: "why quiet" }, sentence(message))),
    ),
  );
  return part("The names given", h("ul", { className: "tests" }, items));
}

function namesPart(names) {
  const rows = names.map(({ name: full, rules, moving, optional }) => [
    name(full),
    [...codes(rules), moving ? h("small", {}, "later runs move it") : undefined, optional ? h("small", {}, "may be left out") : undefined],
  ]);
  return part("What this run may push", table(["Name", "Rule"], rows));
}

function rulesPart({ rules }) {
  return part("Rule by rule", table(["Rule", "On this run", "Why"], rules.map(({ name, fires, reason }) => [h("code", {}, name), fired[fires](), sentence(reason)])));
}

function lintPart({ findings }, go) {
  if (findings.length === 0) return part("The rules, looked over", h("p", {}, "✓ Nothing was found."));
  const items = findings.map(({ message, code, line, help, runs, tag }) =>
    h(
      "li",
      { className: "test undetermined" },
      h("p", { className: "head" }, h("span", {}, sentence(capital(message)), help ? ["; ", ...sentence(help)] : ""), line ? lineButton("rules", line, go) : ""),
      h("p", {}, h("span", { className: "grade" }, code), tag ? [h("small", {}, " shows in the tag "), h("code", { className: "long" }, tag)] : ""),
      runs.length > 0 ? h("details", {}, h("summary", {}, runs.length > 1 ? `${runs.length} runs that show it` : "A run that shows it"), runs.map(run)) : undefined,
    ),
  );
  return part("The rules, looked over", h("ul", { className: "tests" }, items));
}

function run(facts) {
  return h("dl", { className: "pairs" }, Object.entries(facts).map(([field, value]) => [h("dt", {}, h("code", {}, field)), h("dd", {}, h("code", { className: "long" }, value))]));
}

/** What ECR should be told along with the rules. */
function settingsPart({ exclusion_filters, lifecycle_patterns }) {
  if (lifecycle_patterns.length === 0) return undefined;
  const filters = exclusion_filters.length > 0 ? ["with the exclusion filters ", ...codes(exclusion_filters)] : ["with no exclusion filter: no tag moves"];
  const patterns = lifecycle_patterns.map(({ rule, pattern }) => [h("code", {}, rule), h("code", { className: "long" }, pattern)]);
  return h(
    "details",
    {},
    h("summary", {}, "ECR settings that go with the rules"),
    h("p", {}, "Immutable tags, ", filters, "."),
    table(["Rule", "Its tags in a lifecycle policy"], patterns),
  );
}

const codes = (texts) => texts.flatMap((text, index) => [index > 0 ? ", " : "", h("code", {}, text)]);
