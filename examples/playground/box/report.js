// The answer: the road that matters first, then the others, then what concerns all documents.

import { badge, capital, h, list, part, sentence, weight } from "../report/elements.js";
import { classes } from "../report/who.js";
import { questions, refused } from "./answers.js";
import { codeLink, foremost, headlineOf, placeButton, roadParts, titleOf } from "./road.js";

/** The most roads that are written out at once. */
const ROADS = 12;
const ranks = { denied: 0, undetermined: 1, no_token: 2, allowed: 3 };
const rankOf = (road) => ranks[foremost(road)?.verdict] ?? 4;

function roadSection(road, index, tools, open) {
  const id = `road-${index + 1}`;
  const parts = [headlineOf(road, tools.go), ...roadParts(road, tools)].filter(Boolean);
  const place = placeButton(road.role_place, tools.go);
  if (open) return h("section", { className: "road", id, ariaLabel: titleOf(road) }, h("p", { className: "road-title" }, titleOf(road), " ", place), parts);
  const first = foremost(road);
  return h("details", { className: "road part", id }, h("summary", {}, titleOf(road), " ", first ? badge(first.verdict) : ""), h("div", { className: "report" }, place, parts));
}

/** A role that no job of the documents asks for: who gets in. */
function roleSection({ label, place, who, refused: message }, { go }) {
  return h(
    "section",
    { className: "road", ariaLabel: label ?? "The policy" },
    h("p", { className: "road-title" }, label ?? "The policy", " ", placeButton(place, go)),
    message ? h("p", { className: "error" }, sentence(message)) : undefined,
    who && who.classes.length === 0 ? part("Who gets in", h("p", {}, "Nobody, or it is not known.")) : who && classes(who),
  );
}

function findings(all, { go, apply, textOf }) {
  if (all.length === 0) return undefined;
  const tones = { error: "denied", danger: "denied", warning: "undetermined", info: "plain-weight" };
  const item = ({ code, severity, message, place, fix }) =>
    h(
      "li",
      {},
      h("div", { className: "head" }, h("p", {}, sentence(capital(message))), weight(tones[severity], severity)),
      h("p", { className: "where" }, placeButton(place, go), " ", codeLink(code), " ", fix && fix.edits.every((edit) => textOf(edit.place.document) !== undefined) ? h("button", { type: "button", onclick: () => apply(fix.edits, fix.message) }, "Fix") : undefined),
    );
  return part("Worth a look", h("ul", { className: "plain" }, all.map(item)));
}

const jobs = new Set(["workflow", "token", "claims", "cloudtrail"]);
const JOB = "A workflow, a token or a CloudTrail event: who is the job?";
const ROLE = "The role: Terraform, CloudFormation, a trust policy, or what `aws iam get-role` answers.";

/** What is still needed: what the roads need, or that which makes a road. */
export function needsOf({ known = [], report, roles = [] }) {
  if (report?.roads.length > 0) return [...new Set(report.roads.flatMap(({ scenarios }) => scenarios.flatMap(({ needs }) => needs)))].map(capital);
  if (roles.length > 0) return [JOB];
  return known.some(({ kind }) => jobs.has(kind)) ? [ROLE] : [JOB, ROLE];
}

/** The same as a part of the answer, where no road can be told. */
function missing(result) {
  if (result.report?.roads.length > 0 || result.roles?.length > 0) return undefined;
  return part("What is still needed", h("ul", {}, needsOf(result).map((need) => h("li", {}, sentence(need)))));
}

function unread(known) {
  const left = known.filter(({ is_read }) => !is_read);
  return list("Not read", left.map(({ name, title, why }) => [h("code", { className: "long" }, name), ` is ${title}: `, sentence(why)]));
}

const byRank = ([, one], [, other]) => rankOf(one) - rankOf(other);

/** The place that the answer is about first. */
export function firstPlace({ report }) {
  const [first] = [...(report?.roads ?? []).entries()].sort(byRank);
  return first && (foremost(first[1])?.place ?? first[1].dangers[0]?.place);
}

export function report(result, tools, form) {
  const { known, report: roads, roles = [], errors } = result;
  const faults = refused(errors);
  if (!roads) return [faults, unread(known), known.some(({ is_read }) => is_read) ? undefined : missing(result)];
  const sorted = [...roads.roads.entries()].sort(byRank);
  const shown = sorted.map(([index, road], at) => roadSection(road, index, tools, at === 0));
  const rest = shown.splice(ROADS);
  const more = rest.length > 0 ? h("details", { className: "part" }, h("summary", {}, `${rest.length} more`), rest) : undefined;
  return [
    ...shown.slice(0, 1),
    questions(roads.unresolved, form, (place) => placeButton(place, tools.go)),
    ...shown.slice(1),
    more,
    ...roles.map((role) => roleSection(role, tools)),
    missing(result),
    findings(roads.findings, tools),
    unread(known),
    faults,
  ];
}
