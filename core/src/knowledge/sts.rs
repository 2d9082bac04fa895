//! What STS fills into the request context of `AssumeRoleWithWebIdentity`.

/// A claim of GitHub's that STS copies into a condition key, since when, and whether every token carries it.
pub(crate) struct ClaimKey {
    pub(crate) claim: &'static str,
    /// First day on which the key was seen published.
    pub(crate) since: &'static str,
    pub(crate) always: bool,
}

/// Where [`CLAIM_KEYS`] is written.
pub(crate) const CLAIM_KEYS_SOURCE: &str =
    "AWS Service Authorization Reference, STS; IAM User Guide, \"Keys available for AWS OIDC federation\"";

/// The ten claims, all strings with one value (AWS What's New 2026-01; `repository_owner_id` in the Service
/// Authorization Reference from 2026-07-15).
pub(crate) const CLAIM_KEYS: &[ClaimKey] = &[
    ClaimKey { claim: "actor", since: "2026-02-02", always: true },
    ClaimKey { claim: "actor_id", since: "2026-02-02", always: true },
    ClaimKey { claim: "enterprise_id", since: "2026-02-02", always: false },
    ClaimKey { claim: "environment", since: "2026-02-02", always: false },
    ClaimKey { claim: "job_workflow_ref", since: "2026-02-02", always: true },
    ClaimKey { claim: "ref", since: "2026-02-02", always: true },
    ClaimKey { claim: "repository", since: "2026-02-02", always: true },
    ClaimKey { claim: "repository_id", since: "2026-02-02", always: true },
    ClaimKey { claim: "repository_owner_id", since: "2026-07-15", always: true },
    ClaimKey { claim: "workflow", since: "2026-02-02", always: true },
];

/// Claims of any provider that STS copies.
pub(crate) const COMMON_CLAIM_KEYS: [&str; 2] = ["amr", "email"];

/// Whether a request carries a key that no claim fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// In every request; the value depends on the caller's network or on the time.
    Always,
    /// In some requests.
    Sometimes,
    /// Never in this call (IAM User Guide, "AWS global condition context keys"; Service Authorization Reference, STS).
    Never,
}

/// Keys by lower-case name; one that ends in `/` stands for all that start so.
const KEYS: &[(&str, Presence)] = &[
    ("aws:currenttime", Presence::Always),
    ("aws:epochtime", Presence::Always),
    ("aws:principaltype", Presence::Always),
    ("aws:referer", Presence::Sometimes),
    ("aws:requestedregion", Presence::Always),
    ("aws:resourceaccount", Presence::Always),
    ("aws:resourceorgid", Presence::Sometimes),
    ("aws:resourceorgpaths", Presence::Sometimes),
    ("aws:resourcetag/", Presence::Sometimes),
    ("aws:sourceip", Presence::Sometimes),
    ("aws:sourcevpc", Presence::Sometimes),
    ("aws:sourcevpcarn", Presence::Sometimes),
    ("aws:sourcevpce", Presence::Sometimes),
    ("aws:useragent", Presence::Sometimes),
    ("aws:vpcsourceip", Presence::Sometimes),
    ("iam:resourcetag/", Presence::Sometimes),
];

/// Whether the call carries this key (lower-case).
pub(crate) fn presence(key: &str) -> Presence {
    KEYS.iter()
        .find(|(known, _)| *known == key || (known.ends_with('/') && key.starts_with(known)))
        .map_or(Presence::Never, |(_, presence)| *presence)
}

/// The session name of `configure-aws-credentials` (its README, v6.2.3).
pub(crate) const USUAL_SESSION_NAME: &str = "GitHubActions";
