// The road of a job: what becomes of its runs, where and why, its images, who else gets in, and what to change.

import { aligned } from "../report/aligned.js";
import { badge, capital, h, part, premise, sentence, verdicts, weight } from "../report/elements.js";
import { changePart } from "./change.js";

const stages = {
  "token-request": "the request for a token",
  provider: "the identity provider",
  "trust-policy": "the trust policy",
  session: "the session",
  "ecr-permission": "the permissions in ECR",
  push: "the push",
  naming: "the naming rules",
};
const severities = { critical: "denied", high: "denied", medium: "undetermined", low: "plain-weight", info: "plain-weight" };

/** The page of a code. */
export const codeLink = (code) => (code ? h("a", { className: "code-link", href: `docs/codes.html#${code.toLowerCase()}`, target: "_blank", rel: "noopener" }, code) : undefined);

/** A place, to click; as text where its document is not here. */
export function placeButton(place, go) {
  if (!place?.document && !place?.line) return undefined;
  const text = `${place.document}${place.line ? `:${place.line}${place.column ? `:${place.column}` : ""}` : ""}`;
  return h("button", { type: "button", className: "line place", onclick: () => go(place) }, text);
}

const ranks = { denied: 0, undetermined: 1, no_token: 2, allowed: 3 };
const rank = ({ verdict, head }) => (head === "fork" ? 4 : ranks[verdict]);

/** The runs that are told first: those that are denied; a fork's are GitHub's own protection. */
export const foremost = (road) => road.scenarios.reduce((best, one) => (!best || rank(one) < rank(best) ? one : best), undefined);

export const titleOf = ({ workflow, job, role }) => `${workflow ? `${workflow} · ` : ""}${job ?? "an observed token"} → ${role ?? "a role that is not known"}`;

/** Pattern over value: the runs' own, or that of the image that stops them. */
function rows(scenario, images) {
  const { message, alignment } = scenario;
  const image = images.find((one) => one.alignment && one.message === message);
  if (alignment) return aligned(alignment);
  return image ? aligned(image.alignment, "request") : undefined;
}

const needed = (needs) => (needs.length > 0 ? h("ul", { className: "needs" }, needs.map((need) => h("li", {}, sentence(capital(need))))) : undefined);

const where = ({ place, cause, code }, go) => (place || cause || code ? h("p", { className: "where" }, placeButton(place, go), " ", codeLink(cause ?? code)) : undefined);

/** Why, in the library's sentence, or where, if no more is known. */
function reason({ message, stage }) {
  if (message) return h("p", { className: "why" }, sentence(capital(message)));
  return stage ? h("p", { className: "why" }, `At ${stages[stage]}.`) : undefined;
}

/** The verdict, its place and the two rows, to be seen first. */
export function headlineOf(road, go) {
  const one = foremost(road);
  if (!one) return undefined;
  const { verdict, runs } = one;
  return h(
    "div",
    { className: `verdict road-verdict ${verdict}` },
    h("span", { className: "sign", ariaHidden: "true" }, verdicts[verdict][0]),
    h(
      "div",
      {},
      h("h2", {}, verdicts[verdict][1], h("span", { className: "runs" }, ` ${runs}`)),
      reason(one),
      where(one, go),
      rows(one, road.images),
      needed(one.needs),
    ),
  );
}

function scenario(one, { images }, go) {
  return h(
    "li",
    { className: `test ${tone[one.verdict]}` },
    h("p", { className: "head" }, h("strong", {}, capital(one.runs)), badge(one.verdict)),
    reason(one),
    where(one, go),
    rows(one, images),
    needed(one.needs),
    (one.behind ?? []).map((fault) => h("div", { className: "behind" }, h("p", { className: "why" }, "Behind it: ", sentence(fault.message)), where(fault, go))),
  );
}

const tone = { allowed: "match", denied: "no_match", undetermined: "undetermined", no_token: "undetermined" };

function runsPart(road, go) {
  const first = foremost(road);
  const rest = road.scenarios.filter((one) => one !== first || (one.behind ?? []).length > 0);
  return rest.length > 0 ? part("What becomes of its runs", h("ul", { className: "tests" }, road.scenarios.map((one) => scenario(one, road, go)))) : undefined;
}

/** Images, and the calls of a chained role: each with what becomes of it. */
function listPart(title, items, road, go) {
  if (items.length === 0) return undefined;
  const told = (one) => road.scenarios.some(({ message }) => message !== undefined && message === one.message);
  const item = (one) =>
    h(
      "li",
      { className: `test ${tone[one.verdict]}` },
      h("p", { className: "head" }, h("code", { className: "long" }, one.name), badge(one.verdict)),
      told(one) ? h("p", { className: "why quiet" }, "For the reason above.") : [reason(one), where(one, go), one.alignment ? aligned(one.alignment, "request") : undefined],
      needed(one.needs),
    );
  return part(title, h("ul", { className: "tests" }, items.map(item)));
}

function dangersPart(dangers, go, byHand) {
  if (dangers.length === 0) return undefined;
  const item = (danger) =>
    h(
      "li",
      {},
      h("div", { className: "head" }, h("p", {}, sentence(capital(danger.message))), weight(severities[danger.severity], danger.severity)),
      h("p", { className: "quiet" }, "For example ", h("code", { className: "long" }, danger.witness.text)),
      h("p", { className: "where" }, placeButton(danger.place, go), " ", codeLink(danger.code), " ", byHand(danger)),
    );
  return part("Who gets in, the most dangerous first", h("ul", { className: "plain classes" }, dangers.map(item)));
}

const assumedPart = (assumed) =>
  assumed.length > 0 ? h("details", { className: "part" }, h("summary", {}, `Assumed (${assumed.length})`), h("ul", {}, assumed.map((one) => h("li", {}, premise(one))))) : undefined;

/** All of a road. `tools`: go, apply, textOf, copy, byHand. */
export function roadParts(road, tools) {
  const { go } = tools;
  const cause = foremost(road)?.cause;
  // What answers the verdict comes before what answers a danger.
  const changes = [...(road.changes ?? [])].sort((one, other) => Number(other.code === cause) - Number(one.code === cause));
  return [
    changePart(changes, tools),
    runsPart(road, go),
    listPart("The calls of the chain", road.calls ?? [], road, go),
    listPart("Its images", road.images, road, go),
    dangersPart(road.dangers, go, (danger) => tools.byHand(danger, road)),
    assumedPart(road.assumed),
  ];
}
