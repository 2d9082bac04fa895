// Whether the job may assume the role.

import { checkCreate, checkTrust } from "../vendor/assumable-wasm/index.js";
import { object } from "./attempt.js";
import { documents, words } from "./documents.js";
import { readJob, readSettings, readSubject, repositoryOf } from "./job.js";

export function evaluateRole(input, attempt) {
  const job = readJob(input, attempt);
  const settings = readSettings(input, attempt);
  const options = readOptions(input, attempt);
  if (!job || !settings || !options) {
    // A policy is read even while the rest is half typed, so that its own faults show.
    attempt(({ document }) => document === "/policy" && "policy", () => checkTrust(input.policy, {}, { claims_scope: "partial" }));
    return { resolved: settings?.resolved };
  }
  const subject = readSubject(input, job, settings, attempt);
  // A form and partial claims tell the subject only through what it is built of.
  const told = subject?.built && subject.value !== undefined ? { ...job.claims, sub: subject.value } : job.claims;
  const trust = attempt(
    ({ document, path }) => (document === "/policy" ? "policy" : (optionField(document ?? path) ?? input.mode)),
    () => checkTrust(input.policy, told, { ...options, claims_scope: job.scope }),
  );
  // What IAM says when the policy is written is another question than what STS says when a token comes.
  const create = trust && attempt("policy", () => checkCreate(input.policy));
  return { resolved: settings.resolved, token: job.token, repository: repositoryOf(job, subject), subject, trust, create };
}

function readOptions(input, attempt) {
  const options = {};
  for (const id of ["role_arn", "role_session_name", "partition", "as_of"]) if (input[id].trim()) options[id] = input[id].trim();
  const client_ids = words(input.client_ids);
  if (input.provider_arn.trim() || client_ids.length > 0) {
    options.provider = {};
    if (input.provider_arn.trim()) options.provider.arn = input.provider_arn.trim();
    if (client_ids.length > 0) options.provider.client_ids = client_ids;
  }
  const rcp = documents(input.trust_rcp);
  if (rcp.length > 0) options.rcp = rcp;
  if (input.over_quota) options.over_quota = true;
  if (input.context.trim() === "") return options;
  const context = attempt("context", () => object(input.context));
  return context && { ...options, context };
}

const optionField = (path) => {
  const [, options, name] = path.split("/");
  if (options !== "options") return undefined;
  if (name === "rcp") return "trust_rcp";
  return name === "provider" ? (path.includes("client_ids") ? "client_ids" : "provider_arn") : name === "claims_scope" ? undefined : name;
};
