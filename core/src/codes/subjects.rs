//! Codes about subjects, the settings that shape them, workflow references and filters.

super::codes! {
    NO_READING: Finding Subject Warning, "no known template gives this subject", "GitHub Docs, OpenID Connect reference";
    NO_READING_FOUND: Finding Subject Info, "the subject can be split in too many ways to try all", "this library's limits";
    PERCENT_COLLISION: Finding Subject Warning, "an escaped colon and the text `%3A` look the same", "GitHub Docs, OpenID Connect reference";
    SEVERAL_READINGS: Finding Subject Warning, "the text can be read in more than one way", "GitHub Docs, OpenID Connect reference";
    KEYS_IGNORED: Finding Subject Warning, "the keys of the repository have no effect", "GitHub REST API, Actions OIDC";
    NOTHING_TO_INHERIT: Finding Subject Warning, "the repository opts in to a template that does not exist", "GitHub REST API, Actions OIDC";
    ORGANIZATION_NOT_ADOPTED: Finding Subject Info, "the organisation has a template that this repository does not use", "GitHub Docs, OpenID Connect reference";
    FLAG_AGAINST_PREFIX: Finding Subject Warning, "the flag and the prefix of the immutable subject disagree", "GitHub REST API, Actions OIDC; Azure/azure-dev#9382";
    PREFIX_UNREADABLE: Finding Subject Warning, "the subject's prefix cannot be read", "GitHub REST API, Actions OIDC";
    FLAG_ALONE: Finding Subject Warning, "the flag alone does not tell the form of the subject", "GitHub Changelog, immutable subject claims; Azure/azure-dev#9382";
    NOT_ON_PLATFORM: Finding Subject Warning, "the platform does not have this setting", "GitHub Enterprise Server documentation";
    CANNOT_OPT_OUT: Finding Subject Warning, "newer repositories cannot leave the immutable subject", "GitHub Changelog, immutable subject claims";
    KEYS_EMPTY: Finding Subject Warning, "the list of keys is empty", "GitHub REST API, Actions OIDC";
    KEY_REPEATED: Finding Subject Warning, "a key is listed twice", "GitHub REST API, Actions OIDC";
    KEY_UNUSABLE: Finding Subject Warning, "a claim cannot be part of a subject", "GitHub Docs, OpenID Connect reference";
    KEY_FAILS: Finding Subject Warning, "with this key every token request fails", "GitHub Docs, OpenID Connect reference";
    KEY_NEEDS_ENVIRONMENT: Finding Subject Warning, "with this key a job without an environment gets no token", "GitHub Docs, OpenID Connect reference";
    KEY_DISPUTED: Finding Subject Warning, "sources disagree on whether this claim can be a key", "GitHub Docs, OpenID Connect reference";
    KEY_UNPUBLISHED: Finding Subject Info, "GitHub does not say what this key gives", "GitHub Docs, OpenID Connect reference";
    KEY_UNKNOWN: Finding Subject Warning, "no claim of this name is known", "GitHub Docs, OpenID Connect reference";
    USER_CONTROLLED_FIRST: Finding Subject Danger, "the subject starts with text that a committer may choose", "GitHub Docs, OpenID Connect reference";
    NO_REPOSITORY: Finding Subject Danger, "no key of the template names the repository", "GitHub Docs, OpenID Connect reference";
    IMMUTABLE_WITHOUT_REPO: Finding Subject Info, "GitHub does not say what an immutable subject without `repo` is", "GitHub REST API, Actions OIDC";
    RESETS_ORGANIZATION: Finding Subject Warning, "the call resets the template of the organisation", "GitHub REST API, Actions OIDC";
    REF_OF_CALLER: Finding Workflow Info, "a local workflow runs at the commit of its caller", "GitHub Docs, Reuse workflows";
    TAG_OR_BRANCH: Finding Workflow Warning, "the text after `@` may be a tag or a branch", "GitHub Docs, Reuse workflows";
    FULL_REF: Finding Workflow Info, "patterns are compared with the name of a branch or tag", "GitHub Docs, Workflow syntax";
    NEVER_MATCHES: Finding Workflow Warning, "a pattern matches nothing", "GitHub Docs, Workflow syntax, Filter pattern cheat sheet";
}
