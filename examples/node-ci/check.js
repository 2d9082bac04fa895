// Asks the library. Claims are handed on as the text they were read from, so that members named twice are refused.

import { AssumableError, answer, buildSubject, checkTrust, decodeToken, parseSubject } from "assumable";

/** The report of `check_trust`, and the subject in segments where the claims tell one. */
export function check({ policy, claims, token, settings, options, partial }) {
  const payload = token
    ? named({ ...token, whole: true }, () => decodeToken(utf8(token).trim()).claims)
    : json(claims);
  const wanted = options ? json(options) : {};
  if (partial) wanted.claims_scope = "partial";
  const trust = named(policy, () => checkTrust(policy.bytes, payload, wanted));
  return { subject: subject(payload, settings && json(settings)), trust };
}

function subject(claims, settings) {
  if (typeof claims.sub === "string") {
    const { readings } = parseSubject(claims.sub, settings?.include_claim_keys);
    return { value: claims.sub, segments: readings[0]?.segments ?? [] };
  }
  const { value, segments, reason } = buildSubject(claims, settings);
  return { ...(value !== undefined && { value }), segments, ...(reason !== undefined && { reason }) };
}

/**
 * A JSON file, by the library's own reader, which tells what is wrong and where, and refuses members named twice, which
 * `JSON.parse` does not see. Any operation reads its request before it looks at it.
 */
export function json(input) {
  const text = utf8(input);
  const { error } = JSON.parse(answer("build_subject", text));
  const wrong = error?.code.startsWith("JSON_") || error?.code === "TOO_LARGE" || (error?.code === "WRONG_TYPE" && !error.path);
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
