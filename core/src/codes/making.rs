//! Codes of policies that are made.

super::codes! {
    INTENT_OPEN: Error Policy Error,
        "a class of the intent leaves open whose tokens belong to it",
        "GitHub Docs, OpenID Connect reference: anybody may own repositories, refs and environments",
        why "A policy for such a class would let in strangers.",
        example "`{\"ref\": [\"refs/heads/main\"]}` without a repository",
        help "Name the repositories or their owner.";
    INTENT_EMPTY: Error Policy Error,
        "no token belongs to the intent",
        "GitHub Docs, OpenID Connect reference",
        why "A policy that nobody can meet is never what is meant.",
        example "`pull_request` on `refs/heads/main` with a template that has no context",
        help "Correct the claims that cannot stand together in one token.";
    INTENT_UNSAYABLE: Error Policy Error,
        "no policy is proved to say the intent",
        "this library: nothing is returned that is not proved",
        why "A policy that only nearly says what is meant has to be shown as such; here not even the nearest is proved.",
        example "an owner with `include_claim_keys: unknown`",
        help "Say more of the world, or ask for less: the message names the token that stands in the way.";
    ID_MISSING: Error Subject Error,
        "an id is needed that is not given",
        "GitHub Docs, OpenID Connect reference, Immutable subject claims",
        why "A wildcard in the place of an id admits whoever takes over the name.",
        example "an owner with `immutable: true` and no `id`",
        help "Give the id; GitHub's REST API shows it.";
    GUARD_BY_NAME: Finding Policy Warning,
        "the guard knows an owner by its login",
        "GitHub Docs, Changing your username; Immutable subject claims",
        why "A login that is given up can be taken over by anybody, whose tokens then pass the guard.",
        example "owners without `id`, or an issuer whose ids AWS does not put into condition keys",
        help "Give the id of every owner; where AWS has no key for it, keep the login.";
    TEMPLATE_CHANGES: Finding Subject Warning,
        "the policy needs other keys in the subjects of its repositories",
        "GitHub Docs, OpenID Connect reference: a template changes the subject of the next job",
        why "Every role that these repositories assume sees the new subjects, and shuts them out unless its policy changes first.",
        example "a template with `event_name`",
        help "Change the policies of the other roles first, then make the calls.";
    TEMPLATE_WOULD_SAY: Finding Subject Info,
        "another template of subjects would say what no condition key does",
        "GitHub Docs, OpenID Connect reference",
        why "AWS has keys for ten claims; a template can put others into the subject.",
        example "an intent with `event_name`",
        help "Allow another template, and read what it changes.";
}
