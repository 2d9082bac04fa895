//! Codes about the claims of a token.

super::codes! {
    REQUEST_TOKEN: Finding Token Warning,
        "this is the token with which a job asks for an OIDC token",
        "actions/toolkit, core/src/oidc-utils.ts; IAM User Guide, Identity-provider controls for shared OIDC providers",
        why "AWS does not accept the token that a runner uses to ask for the OIDC token.",
        example "the value of `ACTIONS_ID_TOKEN_REQUEST_TOKEN`",
        help "Request a token from `ACTIONS_ID_TOKEN_REQUEST_URL` and give the `value` of the response.";
    NO_ISSUER: Finding Token Warning,
        "the token names no issuer",
        "GitHub Docs, OpenID Connect reference",
        why "Without `iss` AWS cannot find the provider, and it is not clear whose token this is.",
        example "`{\"sub\": \"repo:octo-org/app:pull_request\"}` as a token",
        help "Give the whole payload.";
    OTHER_ISSUER: Finding Token Info,
        "the issuer is not one of GitHub's",
        "GitHub Docs, OpenID Connect reference",
        why "Claims and subjects are known for GitHub's issuers only.",
        example "`iss` of GitLab",
        help "Nothing, if the token is meant to be of another issuer.";
    CLAIM_NOT_A_STRING: Finding Token Warning,
        "a claim is not a string, and GitHub's tokens have a string there",
        "GitHub Docs, OpenID Connect reference",
        why "GitHub sends text even for ids, so this payload was probably written by hand and AWS may compare it differently.",
        example "`{\"repository_id\": 123}`",
        help "Write `\"123\"`.";
    ID_MALFORMED: Finding Token Warning,
        "an id is not a decimal number",
        "GitHub Docs, OpenID Connect reference",
        why "GitHub's ids are decimal numbers; a test of this claim can never hold for a real token.",
        example "`{\"repository_id\": \"app\"}`",
        help "Give the id as `gh api repos/OWNER/NAME --jq .id` prints it.";
    COMMIT_MALFORMED: Finding Token Warning,
        "a commit id is not a full one",
        "git, object names",
        why "Tokens carry full commit ids of 40 or 64 hexadecimal digits.",
        example "`{\"sha\": \"860c190\"}`",
        help "Give the full id.";
    WORKFLOW_REF_MALFORMED: Finding Token Warning,
        "a workflow reference is malformed",
        "GitHub Docs, OpenID Connect reference",
        why "The claim has the form `OWNER/NAME/PATH@REF`; in another form no condition on it holds.",
        example "`{\"job_workflow_ref\": \"build.yml\"}`",
        help "Write `octo-org/app/.github/workflows/build.yml@refs/heads/main`.";
    OWNER_DISAGREES: Finding Token Warning,
        "owner and repository do not go together",
        "GitHub Docs, OpenID Connect reference",
        why "`repository_owner` is always the first part of `repository` in a real token.",
        example "owner `octo-org` beside `other/app`",
        help "Correct one of the two claims.";
    REF_MALFORMED: Finding Token Warning,
        "the ref is malformed",
        "git-check-ref-format",
        why "A token's `ref` is a full ref, and git does not accept others.",
        example "`{\"ref\": \"main\"}`",
        help "Write `refs/heads/main`, `refs/tags/v1` or `refs/pull/1/merge`.";
    REF_TYPE_DISAGREES: Finding Token Warning,
        "ref and ref type do not go together",
        "GitHub Docs, OpenID Connect reference",
        why "`ref_type` follows from `ref`, so no token has this pair.",
        example "`ref_type` `tag` beside `refs/heads/main`",
        help "Correct one of the two claims.";
    HEAD_REF_OUTSIDE_PULL_REQUEST: Finding Token Warning,
        "a head ref is given outside a pull request",
        "GitHub Docs, OpenID Connect reference",
        why "Only the events of pull requests have a head ref.",
        example "`head_ref` beside the event `push`",
        help "Leave `head_ref` out, or correct the event.";
    EVENT_UNKNOWN: Finding Token Warning,
        "no event of this name is known",
        "GitHub Docs, Events that trigger workflows",
        why "No workflow starts on it, so no token carries it; often it is a misspelled name.",
        example "`{\"event_name\": \"pushed\"}`",
        help "Use the name of an event that starts workflows.";
    EVENT_OF_CALLER: Finding Token Warning,
        "a called workflow has the event of its caller",
        "GitHub Docs, Reuse workflows",
        why "A called workflow runs under the event of the workflow that calls it.",
        example "`{\"event_name\": \"workflow_call\"}`",
        help "Give the event of the caller, such as `push`.";
    REF_AGAINST_EVENT: Finding Token Warning,
        "the event does not run on this ref",
        "GitHub Docs, Events that trigger workflows",
        why "Each event runs on certain refs only, so no token has this pair.",
        example "the event `pull_request` with `refs/tags/v1`",
        help "Correct the ref or the event.";
    ENVIRONMENT_EMPTY: Finding Token Warning,
        "the environment is an empty text",
        "GitHub Docs, OpenID Connect reference",
        why "A job without an environment has no such claim at all.",
        example "`{\"environment\": \"\"}`",
        help "Leave the claim out, or give the name.";
    ENVIRONMENT_INCOMPLETE: Finding Token Warning,
        "the id of an environment comes without its name",
        "GitHub Docs, OpenID Connect reference",
        why "A token has both claims or neither.",
        example "`environment_node_id` without `environment`",
        help "Add the name of the environment.";
    SUBJECT_CONTRADICTS_CLAIM: Finding Token Warning,
        "the subject and a claim say different things",
        "GitHub Docs, OpenID Connect reference",
        why "In a real token `sub` is made from the claims, so one of the two was changed.",
        example "`sub` of `octo-org/app` beside `repository` `octo-org/web`",
        help "Take all claims from one token.";
    ENVIRONMENT_BESIDE_REF: Finding Token Warning,
        "the token names an environment, and its subject does not",
        "GitHub Docs, OpenID Connect reference",
        why "A job with an environment has it in its subject in place of the ref; policies that expect the ref do not match.",
        example "`environment` `prod` beside `sub` `repo:octo-org/app:ref:refs/heads/main`",
        help "Expect `repo:octo-org/app:environment:prod`, or remove the environment from the job.";
    SUBJECT_DISAGREES: Finding Token Warning,
        "the subject is not the one that claims and settings give",
        "GitHub Docs, OpenID Connect reference",
        why "Either the settings given are not those in force, or the token belongs to another job.",
        example "settings with `job_workflow_ref`, and a subject without it",
        help "Compare the settings with those that GitHub's API returns.";
}
