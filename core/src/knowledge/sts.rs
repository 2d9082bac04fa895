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

/// The claims of any provider that fill keys (IAM User Guide, "Keys available for AWS OIDC federation").
pub(crate) const EVERY_PROVIDERS: [&str; 5] = ["sub", "aud", "oaud", "amr", "email"];

/// The session name of `configure-aws-credentials` (its README, v6.2.3).
pub(crate) const USUAL_SESSION_NAME: &str = "GitHubActions";
