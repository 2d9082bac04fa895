//! What STS fills into the request context of `AssumeRoleWithWebIdentity`.

use super::row::row;
use super::shelf::Shelf;
use crate::text::is_day;

row! {
    /// A claim of GitHub's that STS copies into a condition key, since when, and whether every token carries it.
    ClaimKey<'a> {
        claim: &'a str,
        /// First day on which the key was seen published.
        since: &'a str,
        always: bool,
    }

    fn fault(&self) -> Option<&'static str> {
        (!is_day(self.since)).then_some("write `since` as a day, such as `2026-11-22`")
    }
}

/// Where [`CLAIM_KEYS`] is written.
pub(crate) const CLAIM_KEYS_SOURCE: &str =
    "AWS Service Authorization Reference, STS; IAM User Guide, \"Keys available for AWS OIDC federation\"";

/// The ten claims, all strings with one value (AWS What's New 2026-01; `repository_owner_id` in the Service
/// Authorization Reference from 2026-07-15).
pub(super) const CLAIM_KEYS: &[ClaimKey<'static>] = &[
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

pub(super) static CLAIM_KEY_SHELF: Shelf<ClaimKey<'static>> = Shelf::new(CLAIM_KEYS);

row! {
    /// A claim of any provider that fills a key.
    ProviderClaim<'a> {
        claim: &'a str,
        /// Whether STS copies it as it is; the others go through rules of their own.
        copied: bool,
    }
}

const fn row(claim: &'static str, copied: bool) -> ProviderClaim<'static> {
    ProviderClaim { claim, copied }
}

/// The claims of any provider that fill keys (IAM User Guide, "Keys available for AWS OIDC federation").
pub(super) const PROVIDER_CLAIMS: &[ProviderClaim<'static>] =
    &[row("sub", false), row("aud", false), row("oaud", false), row("amr", true), row("email", true)];

pub(super) static PROVIDER_CLAIM_SHELF: Shelf<ProviderClaim<'static>> = Shelf::new(PROVIDER_CLAIMS);

/// The claims of GitHub's that fill keys.
pub(crate) fn claim_keys() -> &'static [ClaimKey<'static>] {
    CLAIM_KEY_SHELF.rows()
}

/// The claims that STS copies whatever the provider.
pub(crate) fn copied_claims() -> impl Iterator<Item = &'static str> {
    PROVIDER_CLAIM_SHELF.rows().iter().filter(|row| row.copied).map(|row| row.claim)
}

/// Whether this claim fills a key whatever the provider.
pub(crate) fn is_of_every_provider(claim: &str) -> bool {
    PROVIDER_CLAIM_SHELF.rows().iter().any(|row| row.claim == claim)
}

/// The session name of `configure-aws-credentials` (its README, v6.2.3).
pub(crate) const USUAL_SESSION_NAME: &str = "GitHubActions";
