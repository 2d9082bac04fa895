// Subjects to be built from a job and its settings, and subjects to be read.

import { inherited } from "./role.js";

const print = (body) => JSON.stringify(body, null, 2);
const reusable = "octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main";
const job = { mode: "form", repository: "octo-org/app", event_name: "push", ref: "refs/heads/main" };
const built = "Built from a job and its settings";
const read = "Read";

export const subject = [
  {
    group: built,
    name: "The repository takes its organisation’s template",
    note: "The organisation sets a template; `use_default` false, without keys, takes it over.",
    state: { ...job, ...inherited, job_workflow_ref: reusable },
  },
  {
    group: built,
    name: "The organisation’s template is not taken over",
    note: "Setting it at the organisation changes no repository by itself.",
    state: { ...job, organization: inherited.organization, repository_settings: print({ use_default: true }), job_workflow_ref: reusable },
  },
  {
    group: built,
    name: "Immutable: with the ids of owner and repository",
    note: "`sub_claim_prefix` shows the ids.",
    state: { ...job, repository_settings: print({ use_default: true, use_immutable_subject: true, sub_claim_prefix: "repo:octo-org@65/app@74" }) },
  },
  {
    group: built,
    name: "A key that the job has no claim for",
    note: "",
    state: { ...job, repository_settings: print({ use_default: false, include_claim_keys: ["repo", "environment"] }) },
  },
  {
    group: built,
    name: "Opted in, and there is nothing to take over",
    note: "",
    state: { ...job, organization: "{}", repository_settings: inherited.repository_settings },
  },
  {
    group: read,
    name: "A branch of a repository",
    note: "",
    state: { mode: "sub", sub: "repo:octo-org/app:ref:refs/heads/main" },
  },
  {
    group: read,
    name: "An environment, immutable",
    note: "",
    state: { mode: "sub", sub: "repo:octo-org@65/app@74:environment:production" },
  },
  {
    group: read,
    name: "An environment with a colon in its name",
    note: "Colons in values are written `%3A`; a name that holds `%3A` itself may look the same.",
    state: { mode: "sub", sub: "repo:octo-org/app:environment:eu%3Aproduction" },
  },
  {
    group: read,
    name: "Two readings, on an older Enterprise Server",
    note: "Up to 3.18 colons in values are not escaped: the environment may hold the rest.",
    state: { mode: "sub", sub: "repo:octo-org/app:environment:a:ref:refs/heads/main", platform: "ghes", ghes_version: "3.17" },
  },
  {
    group: read,
    name: "No subject of GitHub’s",
    note: "",
    state: { mode: "sub", sub: "project_path:group/app:ref_type:branch:ref:main" },
  },
];
