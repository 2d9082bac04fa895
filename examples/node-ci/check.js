// Asks the library. Claims are handed on as the text they were read from, so that members named twice are refused.

import { AssumableError, answer, buildSubject, checkTrust, decodeToken, parseSubject } from "assumable";

/** The report of `check_trust`, and the subject in segments where the claims tell one. */
export function check({ policy, claims, token, settings, options, partial }) {
  const payload = token
    ? named({ ...token, whole: true }, () => decodeToken(utf8(token).trim()).claims)
    : json(claims);
  const wanted = options ? json(options) : {};
  if (partial) wanted.claims_scope = "partial";
  const job = subject(payload, settings && json(settings));
  const trust = named(policy, () => decide(policy.bytes, payload, job, wanted));
  return { subject: job.shown, trust };
}

/**
 * The report for the subject that the claims hold, or that is built of them. Where GitHub leaves several open, the verdict is
 * theirs if they agree; where the claims do not tell it, `sub` is unknown, which is not the same as a token without it.
 */
function decide(policy, claims, { values, open }, options) {
  const put = (sub, more) => checkTrust(policy, sub === undefined ? claims : { ...claims, sub }, { ...options, ...more });
  // Where claims that are not named are unknown, an environment may be one of them, and it would be the context.
  const unsure = options.claims_scope === "partial" && typeof claims.sub !== "string" && !("environment" in claims);
  if (open || unsure) return put(undefined, { claims_scope: "partial" });
  const reports = values.map((value) => put(value));
  if (reports.length === 0) return put();
  return reports.every(({ verdict }) => verdict === reports[0].verdict) ? reports[0] : put(undefined, { claims_scope: "partial" });
}

/** What is shown of the subject, what it may be, and whether it may be yet another. */
function subject(claims, settings) {
  if (typeof claims.sub === "string") {
    const { readings } = parseSubject(claims.sub, settings?.include_claim_keys);
    return { shown: { value: claims.sub, segments: readings[0]?.segments ?? [] }, values: [claims.sub], open: false };
  }
  // A token that is known not to have one.
  if (claims.sub === null) return { shown: { segments: [] }, values: [], open: false };
  const { value, segments, reason, candidates, exhaustive, refusal } = buildSubject(claims, settings);
  const shown = { ...(value !== undefined && { value }), segments, ...(reason !== undefined && { reason }) };
  if (value !== undefined) return { shown, values: [value], open: false };
  // Without a token there is nothing to put to the policy: STS has no `sub` to read.
  const noToken = refusal === "token_request_fails";
  return { shown, values: candidates, open: !noToken && !exhaustive };
}

/**
 * A JSON file, by the library's own reader, which tells what is wrong and where, and refuses members named twice, which
 * `JSON.parse` does not see. Any operation reads its request before it looks at it.
 */
export function json(input) {
  const text = utf8(input);
  const { error } = JSON.parse(answer("build_subject", text));
  const wrong = error?.code.startsWith("JSON_") || error?.code === "TOO_LARGE" || (["WRONG_TYPE", "WRONG_DOCUMENT"].includes(error?.code) && !error.path);
  if (wrong) throw refused(input, error);
  return JSON.parse(text);
}

export function utf8(input) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(input.bytes);
  } catch {
    throw refused(input, { code: "NOT_UTF8", message: "the text is not UTF-8", path: "", help: "save it as UTF-8" });
  }
}

export function refused(input, refusal) {
  return Object.assign(new AssumableError(refusal), { file: input.file });
}

/** Adds the name of the file to what it is refused with. */
export function named(input, work) {
  try {
    return work();
  } catch (error) {
    if (error.document !== undefined || input.whole) error.file = input.file;
    throw error;
  }
}
