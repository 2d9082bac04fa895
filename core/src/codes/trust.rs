//! Codes about whether a token may take a role.

super::codes! {
    ISSUER_INVALID: Denial Provider Error,
        "the token names no issuer that AWS can know",
        "AWS STS API Reference, AssumeRoleWithWebIdentity",
        why "STS looks the provider up by `iss`; without a usable one no role can be taken.",
        example "`{\"iss\": \"github\"}`",
        help "Give the token of a job; its `iss` is `https://token.actions.githubusercontent.com` on GitHub.com.";
    ISSUER_UNREACHABLE: Denial Provider Error,
        "STS cannot reach the issuer",
        "IAM User Guide, Create an OpenID Connect identity provider",
        why "STS fetches the issuer's keys over the internet for every token.",
        example "an Enterprise Server behind a firewall",
        help "Publish the issuer's two documents at an address that STS can reach.";
    ISSUER_MISMATCH: Denial Provider Error,
        "the provider is not the token's issuer",
        "AWS STS API Reference, AssumeRoleWithWebIdentity",
        why "STS accepts a token only through the provider of the same issuer.",
        example "a token of an enterprise issuer and the provider of `token.actions.githubusercontent.com`",
        help "Create the provider of the token's issuer, or request the token from the other issuer.";
    PROVIDER_IN_OTHER_ACCOUNT: Denial Provider Error,
        "the provider is in another account than the role",
        "IAM User Guide, Create a role for OpenID Connect federation",
        why "STS looks for the provider in the account of the role only.",
        example "a role in `111111111111`, a provider in `222222222222`",
        help "Create the provider in the role's account.";
    SUBJECT_MISSING: Denial Provider Error,
        "the token has no subject",
        "AWS STS API Reference, AssumeRoleWithWebIdentity",
        why "STS refuses a token without `sub`.",
        example "claims of an event rather than of a token",
        help "Give the token's claims; `build_subject` gives the subject of a run.";
    AUDIENCE_AMBIGUOUS: Denial Provider Error,
        "the token has several audiences",
        "IAM User Guide, Keys available for AWS OIDC federation",
        why "With several audiences and no `azp`, STS does not know which one the token is for.",
        example "`{\"aud\": [\"a\", \"b\"]}`",
        help "Request a token with one audience.";
    AUDIENCE_MISSING: Denial Provider Error,
        "the token has no audience",
        "IAM User Guide, Keys available for AWS OIDC federation",
        why "STS compares the audience with the provider's list and refuses a token that has none.",
        example "`{\"aud\": []}`",
        help "Request the token with an audience, usually `sts.amazonaws.com`.";
    AUDIENCE_NOT_REGISTERED: Denial Provider Error,
        "the provider does not register the token's audience",
        "IAM User Guide, Create an OpenID Connect identity provider",
        why "STS refuses an audience that the provider does not list.",
        example "the audience `https://github.com/octo-org`, and a provider with `sts.amazonaws.com`",
        help "Request the registered audience, or add this one to the provider.";
    ROLE_NOT_LISTED: Denial Provider Error,
        "the token lists the roles it is for, and this role is not one of them",
        "IAM User Guide, Keys available for AWS OIDC federation",
        why "A token that lists roles may be used for those only.",
        example "a token for the role `deploy`, used for `admin`",
        help "Ask for a listed role, or add the role where the token is made.";
    PRINCIPAL_MISMATCH: Denial TrustPolicy Error,
        "the statement does not name the token's provider",
        "IAM User Guide, AWS JSON policy elements: Principal",
        why "A statement applies only to the principals that it names.",
        example "a policy with the provider of another account",
        help "Name the ARN of the provider that the token comes through.";
    ACTION_MISMATCH: Denial TrustPolicy Error,
        "the statement does not cover the action",
        "IAM User Guide, IAM JSON policy elements: Action",
        why "A web identity comes with `sts:AssumeRoleWithWebIdentity`, and other actions do not cover it.",
        example "`\"Action\": \"sts:AssumeRole\"`",
        help "Use `sts:AssumeRoleWithWebIdentity`.";
    KEY_MISSING: Denial TrustPolicy Error,
        "the request lacks a key that the statement tests",
        "IAM User Guide, IAM JSON policy elements: Condition",
        why "A test of a key that the request lacks fails, except for negated and `IfExists` operators.",
        example "a condition on `token.actions.githubusercontent.com:environment` and a job without one",
        help "Give the job what the key needs, or test a key that it has.";
    VALUE_MISMATCH: Denial TrustPolicy Error,
        "a value is not one that the statement asks for",
        "IAM User Guide, IAM JSON policy elements: Condition operators",
        why "The condition is there to keep other jobs out; it also keeps out this one.",
        example "`repo:octo-org/app:ref:refs/heads/main` expected, `repo:octo-org/app:pull_request` found",
        help "Look at where the two first differ. If the denial is meant, change nothing; otherwise allow exactly this job.";
    EXPLICIT_DENY: Denial TrustPolicy Error,
        "a statement denies the request",
        "IAM User Guide, Policy evaluation logic",
        why "A Deny that matches decides, whatever other statements allow.",
        example "`\"Effect\": \"Deny\"` on all refs but `main`",
        help "Change what the Deny tests, if the job is meant to get in.";
    ACTION_MISSING: Denial TrustPolicy Error,
        "the policy does not allow a second action that the token needs",
        "IAM User Guide, Pass session tags in AWS STS",
        why "A token with session tags or a source identity needs a second action, and STS refuses it without.",
        example "session tags, and a policy without `sts:TagSession`",
        help "Allow the action named in `expected` in the same statement.";
    NO_ALLOW: Denial TrustPolicy Error,
        "no statement allows anything",
        "IAM User Guide, Policy evaluation logic",
        why "What no statement allows is denied.",
        example "a policy that has only Deny statements",
        help "Add a statement that allows exactly this job.";
    DENIED_IN_EVERY_CASE: Denial TrustPolicy Error,
        "whatever the unknown keys are, the policy denies",
        "IAM User Guide, Policy evaluation logic",
        why "The unknown claims make no difference: with each value the policy denies.",
        example "two conditions on one claim that exclude each other",
        help "Look at the statements; some condition cannot be met by this job.";
    KEY_NOT_AVAILABLE: Finding TrustPolicy Warning,
        "AWS never fills this key for this token",
        "IAM User Guide, Keys available for AWS OIDC federation",
        why "AWS fills only the keys on its list. A condition on another key can never hold; in a Deny it guards nothing.",
        example "a condition on `token.actions.githubusercontent.com:run_id`",
        help "Test a key that AWS fills, or put the claim into the subject.";
    VARIABLE_WITHOUT_VALUE: Finding Policy Warning,
        "a policy variable has no value in this request",
        "IAM User Guide, IAM policy elements: Variables and tags",
        why "A variable that has no value makes its pattern match nothing.",
        example "`repo:${aws:PrincipalTag/team}/*` for a token without that tag",
        help "Give the variable a default, or write the value out.";
    SUBJECT_LONG: Finding Provider Info,
        "the subject is longer than the response of STS holds",
        "AWS STS API Reference, AssumeRoleWithWebIdentity",
        why "What STS does with a longer subject is not documented, and CloudTrail may show it cut.",
        example "a subject of 300 characters",
        help "Use shorter names or fewer keys in the template.";
}
