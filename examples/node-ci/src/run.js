// The run, as its runner knows it, and the claims of its token: as they are to be expected, and as they are.

import { readFileSync } from "node:fs";

import { buildSubject, decodeToken, parseSubject, resolveSettings } from "assumable-wasm";

import { given } from "./inputs.js";

/** The claims that are shown where the input `claims` names none: no person, no run and no time. */
const SHOWN = [
  ...["sub", "aud", "iss", "repository", "repository_id", "repository_owner", "repository_owner_id", "repository_visibility"],
  ...["ref", "ref_type", "ref_protected", "event_name", "base_ref", "head_ref", "environment"],
  ...["workflow_ref", "job_workflow_ref", "runner_environment"],
];

/** Claims that the runner's environment has, by its variable. */
const OF_ENVIRONMENT = {
  repository: "GITHUB_REPOSITORY",
  repository_id: "GITHUB_REPOSITORY_ID",
  repository_owner: "GITHUB_REPOSITORY_OWNER",
  repository_owner_id: "GITHUB_REPOSITORY_OWNER_ID",
  ref: "GITHUB_REF",
  ref_type: "GITHUB_REF_TYPE",
  ref_protected: "GITHUB_REF_PROTECTED",
  event_name: "GITHUB_EVENT_NAME",
  base_ref: "GITHUB_BASE_REF",
  head_ref: "GITHUB_HEAD_REF",
  sha: "GITHUB_SHA",
  actor: "GITHUB_ACTOR",
  actor_id: "GITHUB_ACTOR_ID",
  run_id: "GITHUB_RUN_ID",
  run_number: "GITHUB_RUN_NUMBER",
  run_attempt: "GITHUB_RUN_ATTEMPT",
  workflow: "GITHUB_WORKFLOW",
  workflow_ref: "GITHUB_WORKFLOW_REF",
  workflow_sha: "GITHUB_WORKFLOW_SHA",
  runner_environment: "RUNNER_ENVIRONMENT",
};

/** The event that started the run; empty where its file is not there. */
export function eventOf(env) {
  if (!env.GITHUB_EVENT_PATH) return { text: undefined, event: {} };
  const text = readFileSync(env.GITHUB_EVENT_PATH, "utf8");
  return { text, event: JSON.parse(text) };
}

/** The run and its job, as `explain` takes them. */
export function askedRun(env, event, claims) {
  const run = { job: env.GITHUB_JOB, event_name: env.GITHUB_EVENT_NAME, ref: env.GITHUB_REF };
  if (env.GITHUB_ACTOR) run.actor = env.GITHUB_ACTOR;
  if (env.GITHUB_BASE_REF) run.base_ref = env.GITHUB_BASE_REF;
  const pull = event.pull_request;
  if (pull?.head) run.head = pull.head.repo?.full_name === env.GITHUB_REPOSITORY ? "same_repository" : "fork";
  for (const name of ["environment", "job_workflow_ref"]) if (typeof claims?.[name] === "string") run[name] = claims[name];
  return run;
}

/** The path of the workflow that was started. */
export function workflowOf(env) {
  const reference = env.GITHUB_WORKFLOW_REF ?? "";
  const start = `${env.GITHUB_REPOSITORY}/`;
  const end = reference.indexOf("@");
  return reference.startsWith(start) && end > 0 ? reference.slice(start.length, end) : undefined;
}

/** Where GitHub runs, as `explain` takes it; nothing for github.com. */
export function platformOf(env) {
  const host = URL.canParse(env.GITHUB_SERVER_URL ?? "") ? new URL(env.GITHUB_SERVER_URL).host : "github.com";
  if (host === "github.com") return {};
  return host.endsWith(".ghe.com") ? { platform: "ghe.com", host } : { platform: "ghes", host };
}

/** The claims of the token, as they are to be expected by the environment and the job's place in the files. */
export function predicted(env, job, { audience, settings }) {
  const claims = { aud: audience };
  for (const [name, variable] of Object.entries(OF_ENVIRONMENT)) if (env[variable]) claims[name] = env[variable];
  if (job?.environment?.value) claims.environment = job.environment.value;
  const place = job?.job_workflow_ref?.value ?? (job?.called_workflow ? undefined : env.GITHUB_WORKFLOW_REF);
  if (place) claims.job_workflow_ref = place;
  // Whether there is an environment decides the subject: without the job nothing is known of it.
  const isKnown = job !== undefined && (job.environment === undefined || job.environment.value !== undefined);
  const subject = isKnown ? buildSubject(claims, settings) : undefined;
  const candidates = subject?.candidates ?? [];
  if (subject?.value !== undefined) claims.sub = subject.value;
  return { claims, candidates };
}

/** The settings of the repository's subjects: those of the inputs, else those that the files tell. */
export function settingsOf(inventory, inputs) {
  const told = (scope) => inventory.settings.find((one) => one.scope === scope && one.unknown.length === 0);
  const keys = (one) => one?.include_claim_keys?.map((key) => key.value);
  const [organization, repository] = [told("organization"), told("repository")];
  const resolved = resolveSettings(
    organization && given({ include_claim_keys: keys(organization), use_immutable_subject: organization.use_immutable_subject }),
    repository &&
      given({
        use_default: repository.use_default ?? false,
        include_claim_keys: keys(repository),
        use_immutable_subject: repository.use_immutable_subject,
        sub_claim_prefix: repository.sub_claim_prefix,
      }),
  );
  const settings = { ...resolved.settings };
  if (inputs.includeClaimKeys) settings.include_claim_keys = inputs.includeClaimKeys;
  if (inputs.immutable !== undefined) settings.immutable = inputs.immutable;
  return settings;
}

/** What the subject of a token tells of the repository's settings. */
export function settingsOfSubject(sub) {
  const [reading] = parseSubject(sub).readings;
  if (reading === undefined) return {};
  const { templates, immutable } = reading;
  return { ...(templates.length > 0 && { include_claim_keys: templates[0] }), ...(immutable !== undefined && { immutable }) };
}

/** Whether the runner gives this job tokens. */
export function mayAsk(env) {
  return Boolean(env.ACTIONS_ID_TOKEN_REQUEST_URL && env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
}

/** The claims of the job's token. The token itself is masked, and leaves this function in no way. */
export async function realClaims(env, audience, mask) {
  const address = new URL(env.ACTIONS_ID_TOKEN_REQUEST_URL);
  address.searchParams.set("audience", audience);
  const headers = { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}`, accept: "application/json" };
  const response = await fetch(address, { headers, redirect: "error", signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
  const { value } = await response.json();
  if (typeof value !== "string" || value === "") throw new Error("GitHub answered without a token");
  mask(value);
  return decodeToken(value).claims;
}

/** The claims that are shown, side by side. */
export function shownClaims(names, expected, real) {
  const rows = [];
  for (const name of names.length > 0 ? names : SHOWN) {
    const [before, after] = [expected.claims[name], real?.[name]].map((value) => (value == null ? undefined : String(value)));
    if (before !== undefined || after !== undefined) rows.push({ name, predicted: before, real: after });
    else if (name === "sub" && expected.candidates.length > 0) rows.push({ name, predicted: expected.candidates.join(" or ") });
  }
  return rows;
}
