// The job, however it is told, the template in force, and the subject that comes of both.

import { buildSubject, decodeToken, parseSubject, resolveSettings } from "../vendor/assumable-wasm/index.js";
import { object } from "./attempt.js";

const formFields = ["repository", "event_name", "ref", "environment", "job_workflow_ref"];

/** `{ claims, scope, token? }`; nothing where it is half typed. */
export function readJob(input, attempt) {
  return attempt(input.mode, () => {
    switch (input.mode) {
      case "token": {
        const { kind, claims, findings } = decodeToken(input.token.trim());
        return { claims, scope: "token", token: { kind, findings } };
      }
      case "sub":
        return { claims: { sub: input.sub.trim() }, scope: "partial" };
      case "form": {
        const told = formFields.map((name) => [name, input[name].trim()]).filter(([, value]) => value !== "");
        return { claims: Object.fromEntries(told), scope: "partial" };
      }
      default:
        return { claims: object(input.claims), scope: input.scope };
    }
  });
}

/** What both levels come to: `resolved` is the library's answer, `settings` what builds and reads subjects. */
export function readSettings(input, attempt) {
  const level = (id) => attempt(id, () => (input[id].trim() === "" ? null : object(input[id])));
  const organization = level("organization");
  const repository = level("repository_settings");
  if (organization === undefined || repository === undefined) return undefined;
  const told = organization !== null || repository !== null;
  const resolved = attempt(
    ({ path }) => (path.startsWith("/organization") ? "organization" : "repository_settings"),
    () => resolveSettings(organization, repository),
  );
  if (!resolved) return undefined;
  // Without either body nothing is known of the settings, which is not the same as a 404 at both levels.
  const settings = told ? { include_claim_keys: ["repo", "context"], ...(resolved.settings ?? resolved.candidates[0]) } : {};
  if (input.platform) settings.platform = input.platform;
  if (input.platform === "ghes" && input.ghes_version.trim()) settings.ghes_version = input.ghes_version.trim();
  return { resolved: told ? resolved : undefined, settings };
}

/** The subject: read where the claims hold one, built where they do not. */
export function readSubject(input, { claims }, { settings, resolved }, attempt) {
  const { include_claim_keys = null, platform = null, ghes_version = null } = settings;
  return attempt(
    ({ path }) => (/^\/(settings\/)?ghes_version/.test(path) ? "ghes_version" : /^\/(settings|include_claim_keys)/.test(path) ? "repository_settings" : input.mode),
    () => {
      if (typeof claims.sub !== "string") return { built: true, ...buildSubject({ ...sameRepository(resolved, claims), ...claims }, settings) };
      const read = parseSubject(claims.sub, include_claim_keys, platform, ghes_version);
      return { built: false, value: claims.sub, segments: read.readings[0]?.segments ?? [], ...read };
    },
  );
}

/** What the prefix in the settings says of the repository, unless the job is another's. */
function sameRepository(resolved, { repository }) {
  const claims = resolved?.claims ?? {};
  return repository === undefined || repository === claims.repository ? claims : {};
}

/** The repository of the job, where its claims or its subject name it. */
export const repositoryOf = ({ claims }, subject) => claims.repository ?? subject?.readings?.[0]?.claims.repository;
