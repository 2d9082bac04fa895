// The subject in segments, every way to read it, and the template in force.

import { capital, data, findingList, h, headline, list, part, premise, premiseList, sentence, tokenNote } from "./elements.js";

const contexts = { environment: "an environment", pull_request: "a pull request", ref: "a branch or a tag" };
const levels = { default: "GitHub’s default", organization: "the organisation’s", repository: "the repository’s own" };

export function subjectBrief({ subject }) {
  if (!subject) return undefined;
  const [verdict, word] = state(subject);
  return [verdict, word];
}

export function renderSubject({ subject, resolved, token }) {
  return [
    subject && headline(...state(subject)),
    tokenNote(token),
    subject && (subject.built ? builtPart(subject) : readingsPart(subject)),
    subject && list("What is missing", (subject.needs ?? []).map((claim) => h("code", {}, claim))),
    subject && list("The same subject for others", (subject.collisions ?? []).map(({ message }) => sentence(capital(message)))),
    templatePart(resolved),
    subject && findingList([...(token?.findings ?? []), ...subject.findings]),
    subject && premiseList(subject.premises ?? []),
    subject && data(resolved ? { subject, settings: resolved } : { subject }),
  ];
}

/** Verdict, headline and what stands below it. */
function state({ built, outcome, reason, readings, only, complete, collisions }) {
  if (built) {
    if (outcome === "known") return ["allowed", "Known", "The claims and the settings give one subject."];
    const text = reason ? sentence(capital(reason)) : "";
    return outcome === "ambiguous" ? ["undetermined", "Ambiguous", text] : ["denied", "No subject", text];
  }
  if (readings.length === 0) return ["denied", "No reading", "This is not a subject that GitHub gives."];
  const count = readings.length === 1 ? "One reading" : `${readings.length}${complete ? "" : " or more"} readings`;
  if (only) return ["allowed", count, "It is the only one: no other values give this subject."];
  const why = collisions.length > 0 && readings.length === 1 ? "Other values may give the same subject." : "The text does not tell which of them is meant.";
  return ["undetermined", count, why];
}

/** The subject as one line of coloured segments; each says what it is. */
export function segmented(segments) {
  const colours = new Map();
  const parts = segments.flatMap(({ key, text }, index) => {
    if (!colours.has(key)) colours.set(key, colours.size % 6);
    const separator = index > 0 ? [h("span", { className: "colon" }, ":")] : [];
    return [...separator, h("span", { className: `segment s${colours.get(key)}` }, h("small", {}, key), h("code", {}, text))];
  });
  return h("p", { className: "subject" }, parts);
}

function builtPart({ value, segments, candidates, outcome }) {
  if (outcome === "refused") return undefined;
  return part(
    "Subject, built from the job",
    value !== undefined ? [segmented(segments), h("p", { className: "whole" }, h("code", { className: "long" }, value))] : undefined,
    candidates.length > 0 ? h("ul", {}, candidates.map((one) => h("li", {}, h("code", { className: "long" }, one)))) : undefined,
  );
}

function readingsPart({ readings, value }) {
  if (readings.length === 0) return part("Subject", h("p", {}, h("code", { className: "long" }, value)));
  return part(readings.length > 1 ? "Every reading, the likeliest first" : "Subject, read", h("ol", { className: "plain readings" }, readings.map(reading)));
}

function reading({ segments, templates, claims, context, immutable, raw_colons }, index, { length }) {
  const notes = [
    context ? `The context is ${contexts[context]}.` : "There is no context.",
    immutable === undefined ? "" : immutable ? "Immutable: with the ids of owner and repository." : "Legacy form: names without ids.",
    raw_colons ? "Only on Enterprise Server up to 3.18, where colons in values are not escaped." : "",
  ];
  return h(
    "li",
    {},
    length > 1 ? h("h4", {}, `Reading ${index + 1}`) : undefined,
    segmented(segments),
    h("p", { className: "why" }, notes.filter(Boolean).join(" ")),
    h("dl", { className: "pairs" }, Object.entries(claims).map(([name, value]) => [h("dt", {}, h("code", {}, name)), h("dd", {}, value === null ? "not in the token" : h("code", { className: "long" }, String(value)))])),
    h("p", { className: "quiet" }, templates.length > 1 ? "Templates that print it: " : "Template that prints it: ", templates.map((keys, place) => [place > 0 ? " · " : "", h("code", { className: "long" }, keys.join(", "))])),
  );
}

const keysOf = ({ include_claim_keys }) => include_claim_keys?.join(", ") ?? "repo, context";

/** The template in one line, for where the settings are folded away. */
export function templateLine(resolved) {
  if (!resolved) return "";
  const settings = resolved.settings ?? resolved.candidates[0];
  return `${settings ? keysOf(settings) : "not known"} (${levels[resolved.level]}${resolved.outcome === "known" ? "" : ", likely"})`;
}

export function templatePart(resolved) {
  if (!resolved) return undefined;
  const { outcome, settings, candidates, reason, level, premises, findings } = resolved;
  const shown = (one) => h("p", {}, h("code", { className: "long" }, keysOf(one)), one.immutable === undefined ? "" : one.immutable ? ", immutable" : ", legacy form");
  return part(
    outcome === "known" ? "Template in force" : "Template, likely",
    (settings ? [settings] : candidates).map(shown),
    h("p", { className: "why" }, h("span", { className: "grade" }, levels[level]), " ", sentence(capital(reason)), "."),
    findings.length > 0 ? h("ul", { className: "notes" }, findings.map(({ message }) => h("li", {}, h("strong", { ariaHidden: "true" }, "! "), sentence(message)))) : undefined,
    premises.length > 0 ? h("ul", { className: "notes quiet" }, premises.map((one) => h("li", {}, premise(one)))) : undefined,
  );
}
