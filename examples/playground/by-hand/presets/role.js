// Where to start from: the road of an organisation that lets one reusable workflow push images, and the usual denials.

const provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const issuer = "token.actions.githubusercontent.com";
const reusable = "octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main";
const own = "octo-org/app/.github/workflows/ci.yaml@refs/heads/main";

function policy(conditions, principal = provider) {
  const document = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Federated: principal }, Action: "sts:AssumeRoleWithWebIdentity", Condition: conditions },
    ],
  };
  return JSON.stringify(document, null, 2);
}
const audience = { [`${issuer}:aud`]: "sts.amazonaws.com" };
const subject = (pattern) => ({ [`${issuer}:sub`]: pattern });
const like = (pattern) => policy({ StringEquals: audience, StringLike: subject(pattern) });
const exact = (value) => policy({ StringEquals: { ...audience, ...subject(value) } });

function claims(sub, more = {}) {
  const base = {
    iss: `https://${issuer}`,
    aud: "sts.amazonaws.com",
    repository: "octo-org/app",
    event_name: "push",
    ref: "refs/heads/main",
    job_workflow_ref: own,
  };
  return JSON.stringify({ sub, ...base, ...more }, null, 2);
}

/** The settings of both levels, as GitHub's REST API prints them. */
export const inherited = {
  organization: '{\n  "include_claim_keys": ["repo", "context", "job_workflow_ref"]\n}',
  repository_settings: JSON.stringify({ use_default: false }, null, 2),
};
const pinned = "repo:octo-org/*:*:job_workflow_ref:" + reusable;
const main = "repo:octo-org/app:ref:refs/heads/main";

export const role = [
  {
    group: "One workflow for a whole organisation",
    name: "The caller runs its own workflow instead",
    note: "The policy admits every repository of octo-org, but only through one reusable workflow. This job runs a workflow of its own.",
    state: {
      ...inherited,
      claims: claims(`${main}:job_workflow_ref:${own}`),
      policy: like(pinned),
    },
  },
  {
    group: "One workflow for a whole organisation",
    name: "The reusable workflow gets in",
    note: "The same policy; the job runs the reviewed workflow from its main branch.",
    state: {
      ...inherited,
      claims: claims(`${main}:job_workflow_ref:${reusable}`, { job_workflow_ref: reusable }),
      policy: like(pinned),
    },
  },
  {
    group: "One workflow for a whole organisation",
    name: "The template is not in force",
    note: "The organisation’s template was never taken over by the repository: its subject has no job_workflow_ref.",
    state: { organization: inherited.organization, claims: claims(main, { job_workflow_ref: reusable }), policy: like(pinned) },
  },
  {
    group: "One workflow for a whole organisation",
    name: "The caller pins the workflow by commit",
    note: "Pinning is good advice, but then the subject ends in the commit, not in the branch that the policy asks for.",
    state: {
      ...inherited,
      claims: claims(`${main}:job_workflow_ref:octo-org/gh-actions/.github/workflows/build-and-push.yaml@0123456789abcdef0123456789abcdef01234567`, {
        job_workflow_ref: "octo-org/gh-actions/.github/workflows/build-and-push.yaml@0123456789abcdef0123456789abcdef01234567",
      }),
      policy: like(pinned),
    },
  },
  {
    group: "One workflow for a whole organisation",
    name: "A pull request gets in as well",
    note: "The middle * stands for any context, pull requests included: reviewed workflow, unreviewed Dockerfile.",
    state: {
      ...inherited,
      claims: claims(`repo:octo-org/app:pull_request:job_workflow_ref:${reusable}`, {
        event_name: "pull_request",
        ref: "refs/pull/7/merge",
        job_workflow_ref: reusable,
      }),
      policy: like(pinned),
    },
  },
  {
    group: "One workflow for a whole organisation",
    name: "The workflow as a claim of its own",
    note: "AWS has had a condition key for job_workflow_ref since 2026: no template is needed.",
    state: {
      claims: claims(main, { job_workflow_ref: reusable }),
      policy: policy({
        StringEquals: { ...audience, [`${issuer}:job_workflow_ref`]: reusable },
        StringLike: subject("repo:octo-org/*"),
      }),
    },
  },
  {
    group: "Usual denials",
    name: "The job has an environment",
    note: "With an environment the subject names it in the place of the branch.",
    state: { claims: claims("repo:octo-org/app:environment:production", { environment: "production" }), policy: exact(main) },
  },
  {
    group: "Usual denials",
    name: "A pull request against a branch’s policy",
    note: "A pull request’s subject has no branch.",
    state: {
      claims: claims("repo:octo-org/app:pull_request", { event_name: "pull_request", ref: "refs/pull/7/merge" }),
      policy: exact(main),
    },
  },
  {
    group: "Usual denials",
    name: "StringEquals with a wildcard",
    note: "StringEquals takes * as the character *.",
    state: { claims: claims(main), policy: exact("repo:octo-org/app:*") },
  },
  {
    group: "Usual denials",
    name: "A new repository: ids in the subject",
    note: "Repositories created or renamed since 2026-07-15 carry the ids of owner and repository in their subject.",
    state: {
      repository_settings: JSON.stringify({ use_default: true, use_immutable_subject: true, sub_claim_prefix: "repo:octo-org@65/app@74" }, null, 2),
      claims: claims("repo:octo-org@65/app@74:ref:refs/heads/main", { repository_id: "74", repository_owner_id: "65" }),
      policy: like("repo:octo-org/app:ref:refs/heads/*"),
    },
  },
  {
    group: "Usual denials",
    name: "Another audience",
    note: "Audience of the request, client IDs of the provider and the policy must agree.",
    state: { claims: claims(main, { aud: "https://github.com/octo-org" }), policy: exact(main) },
  },
  {
    group: "Usual denials",
    name: "Letter case",
    note: "StringEquals and StringLike compare letters as they are.",
    state: { claims: claims("repo:Octo-Org/app:ref:refs/heads/main", { repository: "Octo-Org/app" }), policy: exact(main) },
  },
  {
    group: "Usual denials",
    name: "A tag, where the policy asks for branches",
    note: "",
    state: { claims: claims("repo:octo-org/app:ref:refs/tags/v1.2.0", { ref: "refs/tags/v1.2.0" }), policy: like("repo:octo-org/app:ref:refs/heads/*") },
  },
  {
    group: "Before there is a token",
    name: "Only the repository is known",
    note: "A short form: what would settle the verdict is told.",
    state: {
      mode: "form",
      repository: "octo-org/app",
      policy: exact("repo:octo-org/app:environment:production"),
    },
  },
  {
    group: "Before there is a token",
    name: "A job with an environment, from the form",
    note: "",
    state: {
      mode: "form",
      repository: "octo-org/app", event_name: "push", ref: "refs/heads/main", environment: "production",
      policy: exact("repo:octo-org/app:environment:production"),
    },
  },
];
