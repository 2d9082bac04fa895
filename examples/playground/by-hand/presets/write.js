// What teams mean, as intents: most can be said to AWS, some cannot.

const account = { write_account: "123456789012" };
const one = { ...account, write_repository: "octo-org/app" };
/** A job without an environment; a pull request has the ref of its merge, and no reviewed code. */
const reviewed = { write_without: "yes", write_not_event_name: "pull_request" };
const workflow = "octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main";
const event = { ...one, write_ref: "refs/heads/main", write_without: "yes", write_event_name: "pull_request_target" };

export const write = [
  {
    group: "Who may",
    name: "Only the shared workflow",
    note: "Every repository of octo-org, but only through one reviewed workflow, and never by a pull request.",
    state: {
      ...account,
      ...reviewed,
      write_repository: "octo-org/*",
      write_job_workflow_ref: workflow,
      write_role_name: "push-images",
      write_repositories: "images/octo-org/*",
      write_region: "eu-central-1",
    },
  },
  {
    group: "Who may",
    name: "One environment",
    note: "The rules of the environment say which branches may use it, and who has to approve.",
    state: { ...one, write_environment: "production", write_role_name: "deploy" },
  },
  {
    group: "Who may",
    name: "Tags only",
    note: "Release tags; no pull request runs on a tag.",
    state: { ...one, write_ref: "refs/tags/v*", write_without: "yes", write_repositories: "app", write_region: "eu-central-1", write_role_name: "release" },
  },
  {
    group: "Who may",
    name: "Two kinds of branches",
    note: "Branches that are protected, of a repository that pushes to a folder of images; `latest` may move.",
    state: {
      ...one,
      ...reviewed,
      write_ref: "refs/heads/main\nrefs/heads/release/*",
      write_repositories: "app/*",
      write_region: "eu-central-1",
      write_mutable_tags: "latest",
    },
  },
  {
    group: "Who may",
    name: "Subjects with ids",
    note: "Ids stand behind `@`, as in the subjects; whoever takes the login over later has others.",
    state: { ...account, ...reviewed, write_repository: "octo-org@65/app@74", write_ref: "refs/heads/main", write_immutable: "yes" },
  },
  {
    group: "Who may",
    name: "Several sets of jobs",
    note: "An intent in JSON says what one set of patterns cannot: staging for one person, production for all.",
    state: {
      ...one,
      write_environment: "production",
      write_further: JSON.stringify({ only: [{ repository: ["octo-org/app"], environment: ["staging"], actor: ["octocat"] }] }, null, 2),
    },
  },
  {
    group: "What AWS cannot say",
    name: "pull_request_target, but no push",
    note: "Both have the same subject, and no condition key carries the event.",
    state: event,
  },
  {
    group: "What AWS cannot say",
    name: "The same, with other keys in the subject",
    note: "A template with `event_name` tells them apart. It changes every subject of the repository, so the calls come first.",
    state: { ...event, write_change_template: "yes" },
  },
  {
    group: "What AWS cannot say",
    name: "A workflow, on an Enterprise Server",
    note: "AWS has keys for further claims only for github.com and ghe.com.",
    state: {
      ...one,
      ...reviewed,
      write_ref: "refs/heads/main",
      write_job_workflow_ref: workflow,
      write_issuer: "https://ghes.example.com/_services/token",
      write_platform: "ghes",
      write_ghes_version: "3.19",
    },
  },
  {
    group: "Elsewhere",
    name: "An enterprise on ghe.com",
    note: "Its own issuer signs the tokens, so the account has a provider for it.",
    state: { ...one, write_environment: "production", write_issuer: "https://token.actions.octo.ghe.com" },
  },
  {
    group: "Elsewhere",
    name: "Images in another account",
    note: "Both sides have to allow the push: the role’s permissions, and the policy of the repository.",
    state: {
      ...one,
      write_environment: "production",
      write_role_name: "push",
      write_repositories: "arn:aws:ecr:us-east-1:210987654321:repository/app",
      write_pull: "yes",
      write_mutable_tags: "latest dev-*",
      write_provider_exists: "yes",
    },
  },
  {
    group: "Elsewhere",
    name: "GovCloud",
    note: "ARNs of another partition.",
    state: { ...one, write_environment: "production", write_repositories: "app", write_region: "us-gov-west-1", write_partition: "aws-us-gov" },
  },
];
