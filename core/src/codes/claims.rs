//! Codes about the claims of a token.

super::codes! {
    REQUEST_TOKEN: Finding Token Warning, "this is the token with which a job asks for an OIDC token", "actions/toolkit, core/src/oidc-utils.ts; IAM User Guide, Identity-provider controls for shared OIDC providers";
    NO_ISSUER: Finding Token Warning, "the token names no issuer", "GitHub Docs, OpenID Connect reference";
    OTHER_ISSUER: Finding Token Info, "the issuer is not one of GitHub's", "GitHub Docs, OpenID Connect reference";
    CLAIM_NOT_A_STRING: Finding Token Warning, "a claim is not a string, and GitHub's tokens have a string there", "GitHub Docs, OpenID Connect reference";
    ID_MALFORMED: Finding Token Warning, "an id is not a decimal number", "GitHub Docs, OpenID Connect reference";
    COMMIT_MALFORMED: Finding Token Warning, "a commit id is not a full one", "git, object names";
    WORKFLOW_REF_MALFORMED: Finding Token Warning, "a workflow reference is malformed", "GitHub Docs, OpenID Connect reference";
    OWNER_DISAGREES: Finding Token Warning, "owner and repository do not go together", "GitHub Docs, OpenID Connect reference";
    REF_MALFORMED: Finding Token Warning, "the ref is malformed", "git-check-ref-format";
    REF_TYPE_DISAGREES: Finding Token Warning, "ref and ref type do not go together", "GitHub Docs, OpenID Connect reference";
    HEAD_REF_OUTSIDE_PULL_REQUEST: Finding Token Warning, "a head ref is given outside a pull request", "GitHub Docs, OpenID Connect reference";
    EVENT_UNKNOWN: Finding Token Warning, "no event of this name is known", "GitHub Docs, Events that trigger workflows";
    EVENT_OF_CALLER: Finding Token Warning, "a called workflow has the event of its caller", "GitHub Docs, Reuse workflows";
    REF_AGAINST_EVENT: Finding Token Warning, "the event does not run on this ref", "GitHub Docs, Events that trigger workflows";
    ENVIRONMENT_EMPTY: Finding Token Warning, "the environment is an empty text", "GitHub Docs, OpenID Connect reference";
    ENVIRONMENT_INCOMPLETE: Finding Token Warning, "the id of an environment comes without its name", "GitHub Docs, OpenID Connect reference";
    SUBJECT_CONTRADICTS_CLAIM: Finding Token Warning, "the subject and a claim say different things", "GitHub Docs, OpenID Connect reference";
    ENVIRONMENT_BESIDE_REF: Finding Token Warning, "the token names an environment, and its subject does not", "GitHub Docs, OpenID Connect reference";
    SUBJECT_DISAGREES: Finding Token Warning, "the subject is not the one that claims and settings give", "GitHub Docs, OpenID Connect reference";
}
