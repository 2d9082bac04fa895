// From what was typed to what is shown: the claims, the subject in segments, the verdict. Errors go to their field.

import { answer, buildSubject, checkTrust, decodeToken, isAssumableError, parseSubject } from "./vendor/assumable-wasm/index.js";

/** `{ claims?, subject?, trust?, errors: { [field]: refusal } }` */
export function evaluate(input) {
  const errors = {};
  const attempt = (field, work) => {
    try {
      return work();
    } catch (error) {
      if (!isAssumableError(error)) throw error;
      errors[typeof field === "function" ? field(error) : field] = error.toJSON();
      return undefined;
    }
  };

  const read = attempt(input.mode, () => job(input));
  if (!read) return { errors, ...policyAlone(input, attempt) };
  const { claims, token } = read;
  const settings = subjectSettings(input);
  const subject = attempt(
    ({ path }) => (path.startsWith("/settings") || path.startsWith("/include_claim_keys") ? "settings" : input.mode),
    () => subjectOf(claims, settings),
  );
  // A form and partial claims tell the subject only through what it is built of.
  const told = subject?.built && subject.value !== undefined ? { ...claims, sub: subject.value } : claims;
  const options = { claims_scope: input.mode === "form" ? "partial" : input.mode === "token" ? "token" : input.scope };
  if (input.role_arn) options.role_arn = input.role_arn;
  const trust = attempt(
    ({ document, path }) => (document === "/policy" ? "policy" : path.startsWith("/options") ? "settings" : input.mode),
    () => checkTrust(input.policy, told, options),
  );
  return { token, subject, trust, errors };
}

/** A policy is read even while the claims are half typed, so that its own faults show. */
function policyAlone({ policy }, attempt) {
  attempt("policy", () => {
    try {
      checkTrust(policy, {}, { claims_scope: "partial" });
    } catch (error) {
      if (isAssumableError(error) && error.document !== "/policy") return;
      throw error;
    }
  });
  return {};
}

function job({ mode, claims, token, form }) {
  if (mode === "token") {
    const { kind, claims, findings } = decodeToken(token.trim());
    return { claims, token: { kind, findings } };
  }
  if (mode === "form") return { claims: Object.fromEntries(Object.entries(form).filter(([, value]) => value !== "")) };
  return { claims: json(claims) };
}

/**
 * JSON as the library reads it: members named twice are refused, and places are told. Any operation reads its request
 * before it looks at it.
 */
function json(text) {
  const { error } = JSON.parse(answer("build_subject", text));
  if (error && (error.code.startsWith("JSON_") || error.code === "TOO_LARGE" || (error.code === "WRONG_TYPE" && !error.path))) {
    throw Object.assign(new Error(error.message), { name: "AssumableError", code: error.code, toJSON: () => error });
  }
  return JSON.parse(text);
}

function subjectSettings({ include_claim_keys, immutable, platform }) {
  const settings = {};
  const keys = include_claim_keys.split(/[\s,]+/).filter(Boolean);
  if (keys.length > 0) settings.include_claim_keys = keys;
  if (immutable) settings.immutable = immutable === "true";
  if (platform) settings.platform = platform;
  return settings;
}

function subjectOf(claims, settings) {
  if (typeof claims.sub !== "string") return { built: true, ...buildSubject(claims, settings) };
  const { readings, only } = parseSubject(claims.sub, settings.include_claim_keys ?? null, settings.platform ?? null);
  return { built: false, value: claims.sub, segments: readings[0]?.segments ?? [], readings: readings.length, only };
}
