//! Codes about the road of a job: what stops it before and behind its trust policy.

super::codes! {
    BOUNDARY_BLOCKS: Denial Permissions Error,
        "the permissions boundary does not cover a call",
        "IAM User Guide, Permissions boundaries for IAM entities",
        why "A boundary allows nothing by itself, and what it leaves out stays denied.",
        example "a boundary without `ecr:PutImage`",
        help "Add the call to the boundary, or let another role push.";
    CREDENTIALS_NOT_OIDC: Denial Token Error,
        "the step brings credentials of its own",
        "aws-actions/configure-aws-credentials, README and source",
        why "With access keys or a token file as input the step asks GitHub for no token and calls AWS as somebody else.",
        example "`aws-access-key-id` beside `role-to-assume`",
        help "Remove the keys, or look at what their owner may do.";
    ECR_ACTION_MISSING: Denial Permissions Error,
        "a call of a push is not allowed",
        "Amazon ECR User Guide, Pushing an image; check_push",
        why "A push makes several calls, and each of them has to be allowed.",
        example "`ecr:BatchCheckLayerAvailibility`",
        help "Add the call that the message names to the policy.";
    ECR_NO_AUTH_TOKEN: Denial Permissions Error,
        "the role may not log in to ECR",
        "Service Authorization Reference, Amazon ECR",
        why "`ecr:GetAuthorizationToken` has no resource: only `*` allows it.",
        example "a policy for one repository, and nothing else",
        help "Allow `ecr:GetAuthorizationToken` on `*` in a statement of its own.";
    EVENT_CONTRADICTS_FILES: Finding TrustPolicy Warning,
        "an event shows what the documents exclude",
        "project model",
        why "The account has another policy than the documents: one that is not applied yet, or was changed since.",
        example "an AccessDenied event beside a policy that lets its subject in",
        help "Compare the role in AWS with the documents: `aws iam get-role`.";
    PROVIDER_MISSING: Denial Provider Error,
        "the account has no identity provider of this issuer",
        "observed answers of STS",
        why "STS looks for the provider before it reads the trust policy, and says so.",
        example "`No OpenIDConnect provider found in your account`",
        help "Create the provider in the role's account, or look at whether the role is in another one.";
    RCP_BLOCKS: Denial TrustPolicy Error,
        "a resource control policy denies it",
        "IAM User Guide, Policy evaluation logic",
        why "What an organisation denies no policy of an account can allow.",
        example "a guard for `repository_owner_id` that lacks an owner",
        help "Ask who owns the organisation's policies.";
    ROAD_DENIED: Denial TrustPolicy Error,
        "a job is stopped, for none of the known causes",
        "project model",
        why "Where a job is stopped is known, and why it is written so is not.",
        example "a condition on a key that no other code is about",
        help "Read the statement that the place leads to.";
    ROAD_OPEN: Finding TrustPolicy Info,
        "whether a job gets in is not known",
        "project model",
        why "It depends on something that the documents do not tell.",
        example "a role whose trust policy is not among the documents",
        help "Give what the message asks for.";
    ROLE_ADMITS: Finding TrustPolicy Info,
        "somebody can assume the role",
        "project model",
        why "A role is as safe as those who can assume it: every one of them is told, with a token that gets in.",
        example "`repo:octo-org/app:ref:refs/heads/main`",
        help "Look at whether all of them are meant.";
    ROLE_NOT_FOUND: Denial TrustPolicy Error,
        "no role has the ARN that the job asks for",
        "observed answers of STS",
        why "AWS answers as it does when a condition does not hold.",
        example "`role/ci` where Terraform gives `name_prefix = \"ci\"`",
        help "Ask for the role by the name that it has.";
    SCP_BLOCKS: Denial Permissions Error,
        "a service control policy denies it or does not allow it",
        "AWS Organizations User Guide, Service control policies",
        why "What an organisation denies no policy of an account can allow.",
        example "a policy that denies all regions but one",
        help "Ask who owns the organisation's policies.";
    SESSION_NAME_ILLEGAL: Denial TrustPolicy Error,
        "STS refuses the name of the session",
        "STS API Reference, AssumeRoleWithWebIdentity",
        why "A session name has 2 to 64 of the characters `[\\w+=,.@-]`.",
        example "`role-session-name: ${{ github.workflow }}` of a workflow `Build and push`",
        help "Write a name without spaces.";
    SESSION_POLICY_BLOCKS: Denial Permissions Error,
        "the session policy does not cover a call",
        "IAM User Guide, Session policies",
        why "A session may do what both its role and the policy passed with it allow.",
        example "`inline-session-policy` without `ecr:PutImage`",
        help "Add the call to the policy that the step passes.";
    TOKEN_ENV_CLAIM_MISSING: Denial Token Error,
        "the subject is to name an environment, and the job has none",
        "observed answers of GitHub",
        why "GitHub fails the request for a token whose subject lacks a key.",
        example "`include_claim_keys: [repo, environment]` and a job without `environment`",
        help "Name an environment in the job, or use `context` in the place of `environment`.";
    TOKEN_FORK_PR: Denial Token Error,
        "a run for a fork's pull request gets no token",
        "GitHub Docs, Events that trigger workflows: pull_request",
        why "Such a run has read permissions only, whatever the file says.",
        example "`on: pull_request` and a pull request from a fork",
        help "Nothing is to be done where forks are not meant to get in.";
    TOKEN_NESTED_PERMISSION: Denial Token Error,
        "a called workflow asks for more than its caller allows",
        "GitHub Docs, Reusing workflow configurations",
        why "A called workflow can only lower permissions, and the run fails at the start.",
        example "a called job with `id-token: write` under a caller without permissions",
        help "Write `permissions` with `id-token: write` into the job that calls.";
    TOKEN_NO_PERMISSION: Denial Token Error,
        "the job may not ask for a token",
        "GitHub Docs, OpenID Connect reference",
        why "Without `id-token: write` the runner has no address to ask.",
        example "a job without `permissions`",
        help "Write `permissions: {id-token: write, contents: read}` into the job.";
}
