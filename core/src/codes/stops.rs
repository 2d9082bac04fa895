//! Codes of what stops a job beside the tests of its policies: issuers, sessions, chains, repositories, names.

super::codes! {
    CHAIN_NOT_TRUSTED: Denial TrustPolicy Error,
        "the role assumed before may not assume this one",
        "IAM User Guide, Methods to assume a role: role chaining",
        why "The trust policy of the second role has to name the first, and the first has to be allowed the call.",
        example "a trust policy with `arn:aws:iam::123456789012:role/ci` for a job that comes as `role/gha`",
        help "Name the first role in the trust policy of the second, and allow the first role `sts:AssumeRole` on it.";
    CHAIN_TAG_SESSION: Denial TrustPolicy Error,
        "the step tags the session of a chained role, and `sts:TagSession` is not allowed",
        "aws-actions/configure-aws-credentials, README",
        why "With credentials the step sends session tags, which both roles have to allow beside `sts:AssumeRole`.",
        example "a trust policy with `\"Action\": \"sts:AssumeRole\"` and a step with `role-chaining: true`",
        help "Allow `sts:TagSession` on both sides, or write `role-skip-session-tagging: true`.";
    ECR_CROSS_ACCOUNT: Denial Permissions Error,
        "the repository is in another account, and its policy does not let the role in",
        "Amazon ECR User Guide, Private repository policies",
        why "Between accounts the role's policy and that of the repository both have to allow a call.",
        example "a push from `123456789012` to a repository of `210987654321` without a policy",
        help "Name the role in the policy of the repository.";
    ECR_REPOSITORY_MISSING: Denial Image Error,
        "the repository does not exist",
        "Amazon ECR User Guide, Troubleshooting Docker commands with Amazon ECR",
        why "ECR creates no repository on a push unless a creation template of the registry says so.",
        example "`name unknown: The repository with name 'app' does not exist in the registry`",
        help "Create the repository, or a creation template for its prefix.";
    ECR_TAG_IMMUTABLE: Denial Image Error,
        "the tag is there, and the repository does not let it be moved",
        "Amazon ECR User Guide, Image tag mutability",
        why "A second run pushes another digest under the same tag.",
        example "`latest` in a repository with `IMMUTABLE` tags",
        help "Push a tag of its own for each run, or name the tag as an exception of the repository.";
    ECR_WHOLE_ACCOUNT: Finding Permissions Info,
        "a repository's policy lets in a whole account",
        "IAM User Guide, AWS JSON policy elements: Principal",
        why "An account as principal stands for every principal in it that its own policies allow the call.",
        example "`{\"AWS\": \"arn:aws:iam::123456789012:root\"}`",
        help "Name the role that pushes.";
    KEYS_OF_TWO_ISSUERS: Denial TrustPolicy Error,
        "one statement tests keys of two issuers",
        "IAM User Guide, Keys available for AWS OIDC federation",
        why "A request has the keys of its token's issuer only, so the others are missing.",
        example "keys of github.com and of an Enterprise Server in one `StringEquals`",
        help "Write a statement for each issuer.";
    NAMING_MISSING: Denial Naming Error,
        "a name that the rules demand is not pushed",
        "project model",
        why "The rules make this name of the run, and the job does not push it.",
        example "a rule `production` for `main`, and a job that pushes the commit only",
        help "Push the name too, or make its rule `optional`.";
    NAMING_TAG_OF_REF: Denial Naming Error,
        "a tag is the name of the ref, which no rule makes",
        "project model",
        why "The tag follows the branch or the git tag, and the rules do not.",
        example "`type=ref,event=branch`",
        help "Push what the rules make, or add a rule for the ref.";
    NAMING_TAG_UNKNOWN: Denial Naming Error,
        "no rule names a tag that the job pushes",
        "project model",
        why "The rules say which names a run may push.",
        example "`latest`",
        help "Push what the rules make, or add a rule for the tag.";
    ROLE_AMBIGUOUS: Finding TrustPolicy Warning,
        "several roles of the documents fit the one that the job asks for",
        "project model",
        why "The name does not tell which account is meant.",
        example "`role/ci` in the folders of two accounts",
        help "Give the account of each folder, or ask for the role by its whole ARN.";
    SESSION_DURATION: Denial TrustPolicy Error,
        "the session is asked for longer than the role allows",
        "STS API Reference, AssumeRoleWithWebIdentity: DurationSeconds",
        why "A role has a longest session, one hour unless it says more; a chained session has one hour at most.",
        example "`role-duration-seconds: 7200` for a role without `max_session_duration`",
        help "Ask for less, or give the role a longer `max_session_duration`.";
    SUB_OWNER_RENAMED: Denial TrustPolicy Error,
        "the policy names the owner by a former login",
        "femiwiki/femiwiki#546",
        why "A subject has the login that the owner has now.",
        example "`repo:octo-old/app:*`",
        help "Write the present login; whoever takes the former one gets in until then.";
    SUB_UNDOCUMENTED_EVENT: Denial TrustPolicy Error,
        "GitHub does not document the subject of this event",
        "GitHub Docs, OpenID Connect reference",
        why "The subject may have `pull_request` or the ref.",
        example "a job of `pull_request_review`",
        help "Print the token's subject once, or name an environment in the job.";
    THUMBPRINT_OBSOLETE: Finding Provider Info,
        "the provider pins thumbprints that AWS does not read",
        "GitHub Changelog, 2023-06-27; IAM User Guide, Obtain the thumbprint for an OpenID Connect identity provider",
        why "AWS checks GitHub's certificates against its own list of authorities.",
        example "`thumbprint_list = [\"6938fd4d98bab03faadb97b34396831e3780aea1\"]`",
        help "Leave the thumbprints out.";
    TOKEN_DEPENDABOT: Denial Token Error,
        "the run is started by Dependabot, and what its token may do is not documented",
        "GitHub Docs, Troubleshooting Dependabot on GitHub Actions",
        why "Runs of Dependabot have read permissions by default, whatever is usual in the repository.",
        example "a pull request of `dependabot[bot]`",
        help "Do not rely on it: let the job leave out such runs, or try it once.";
}
