// Policies as they are met, each with who gets in; what a team means beside what its policy says.

const issuer = "token.actions.githubusercontent.com";
const provider = `arn:aws:iam::123456789012:oidc-provider/${issuer}`;
const reusable = "octo-org/workflows/.github/workflows/build.yml@refs/heads/main";

function policy(...conditions) {
  const statement = (Condition) => ({ Effect: "Allow", Principal: { Federated: provider }, Action: "sts:AssumeRoleWithWebIdentity", Condition });
  return JSON.stringify({ Version: "2012-10-17", Statement: conditions.map(statement) }, null, 2);
}
const keys = (tests) => Object.fromEntries(Object.entries(tests).map(([claim, value]) => [`${issuer}:${claim}`, value]));
const audience = { aud: "sts.amazonaws.com" };
const like = (sub) => policy({ StringEquals: keys(audience), StringLike: keys({ sub }) });
const exact = (sub) => policy({ StringEquals: keys({ ...audience, sub }) });
const ours = { who_owners: "octo-org" };
const main = { only_repository: "octo-org/app", only_ref: "refs/heads/main" };

export const who = [
  {
    group: "Wider than meant",
    name: "The slash after the owner is missing",
    note: "`repo:octo-org*` also fits the login `octo-org-evil`, which anybody can register.",
    state: { ...ours, who_policy: like("repo:octo-org*:ref:refs/heads/main") },
  },
  {
    group: "Wider than meant",
    name: "Every job of a repository",
    note: "`:*` lets in pull requests and every branch; only `main` was meant.",
    state: { ...ours, ...main, who_policy: like("repo:octo-org/app:*") },
  },
  {
    group: "Wider than meant",
    name: "A loose value in the list",
    note: "The values of a list are alternatives: the last one lets in every environment of that name.",
    state: { ...ours, who_policy: like(["repo:octo-org/app:ref:refs/heads/main", "repo:octo-org/*:environment:production", "*:environment:production"]) },
  },
  {
    group: "Wider than meant",
    name: "A key that is missing where no environment is used",
    note: "`StringLikeIfExists` is true for a token without the claim, such as one of any other job.",
    state: {
      ...ours,
      who_policy: policy({ StringEquals: keys({ ...audience, repository: "octo-org/app" }), StringLikeIfExists: keys({ environment: "production" }) }),
      only_repository: "octo-org/app",
      only_environment: "production",
    },
  },
  {
    group: "Wider than meant",
    name: "Only the shared workflow",
    note: "Any organisation can call a public reusable workflow: its path alone keeps nobody out.",
    state: { ...ours, who_policy: policy({ StringEquals: keys({ ...audience, job_workflow_ref: reusable }) }), only_repository: "octo-org/*" },
  },
  {
    group: "As meant",
    name: "One branch of one repository",
    note: "The proof holds: no other token that GitHub can mint gets in.",
    state: { ...ours, ...main, who_policy: exact("repo:octo-org/app:ref:refs/heads/main"), only_without: "yes" },
  },
  {
    group: "As meant",
    name: "One reusable workflow for the whole organisation",
    note: "The template puts the workflow into the subject. The proof is about the workflow, and says nothing of branches.",
    state: {
      ...ours,
      who_template: "keys",
      who_keys: "repo context job_workflow_ref",
      who_policy: like(`repo:octo-org/*:*:job_workflow_ref:${reusable}`),
      only_repository: "octo-org/*",
      only_workflow: reusable,
    },
  },
  {
    group: "As meant",
    name: "A wildcard under StringEquals",
    note: "There `*` is a character like any other: the policy lets in nobody.",
    state: { ...ours, who_policy: exact("repo:octo-org/app:*") },
  },
  {
    group: "It depends",
    name: "A key of the request that is not known",
    note: "The statement also asks for an address, which no token tells.",
    state: {
      ...ours,
      who_policy: policy({ StringEquals: keys(audience), StringLike: keys({ sub: "repo:octo-org/app:*" }), IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }),
      ...main,
    },
  },
  {
    group: "A change of the policy",
    name: "From every job to one environment",
    note: "The policy after the change stands first, the one before it last.",
    state: {
      ...ours,
      who_policy: exact("repo:octo-org/app:environment:production"),
      old_policy: like("repo:octo-org/app:*"),
    },
  },
  {
    group: "A change of the policy",
    name: "Subjects with ids replace those without",
    note: "Before the repositories are moved, the new policy locks everybody out that the old one let in.",
    state: {
      who_owners: "octo-org@1234567",
      who_policy: exact("repo:octo-org@1234567/app@7654321:ref:refs/heads/main"),
      old_policy: exact("repo:octo-org/app:ref:refs/heads/main"),
    },
  },
];
