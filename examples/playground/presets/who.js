// Policies as they are met, with who gets in.

const issuer = "token.actions.githubusercontent.com";
function policy(conditions) {
  const statement = {
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: conditions,
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2);
}
const audience = { [`${issuer}:aud`]: "sts.amazonaws.com" };
const like = (pattern) => policy({ StringEquals: audience, StringLike: { [`${issuer}:sub`]: pattern } });
const exact = (sub) => policy({ StringEquals: { ...audience, [`${issuer}:sub`]: sub } });
const owners = { who_owners: "octo-org" };
const reusable = "octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main";

export const who = [
  {
    group: "Too wide",
    name: "The slash after the owner is missing",
    note: "`repo:octo-org*` also fits an owner that somebody else can register.",
    state: { ...owners, who_policy: like("repo:octo-org*:ref:refs/heads/main") },
  },
  {
    group: "Too wide",
    name: "Every job of a repository",
    note: "Pull requests and every branch get in with `:*`.",
    state: { ...owners, who_policy: like("repo:octo-org/app:*"), only_repository: "octo-org/app", only_ref: "refs/heads/main" },
  },
  {
    group: "Exact",
    name: "One branch of one repository",
    note: "The proof holds: nothing else gets in.",
    state: { ...owners, who_policy: exact("repo:octo-org/app:ref:refs/heads/main"), only_repository: "octo-org/app", only_ref: "refs/heads/main" },
  },
  {
    group: "Exact",
    name: "One reusable workflow for the whole organisation",
    note: "The template puts the workflow into the subject; the proof is about the workflow alone.",
    state: {
      ...owners,
      who_template: "keys",
      who_keys: "repo context job_workflow_ref",
      who_policy: like(`repo:octo-org/*:*:job_workflow_ref:${reusable}`),
      only_repository: "octo-org/*",
      only_workflow: reusable,
    },
  },
  {
    group: "A change",
    name: "From every branch to one environment",
    note: "Old against new: what is lost, and whether anything is gained.",
    state: { ...owners, who_policy: exact("repo:octo-org/app:environment:production"), old_policy: like("repo:octo-org/app:*") },
  },
];
