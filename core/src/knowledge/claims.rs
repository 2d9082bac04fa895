//! Every claim that GitHub's tokens are known to carry, and how each fares as a key of a subject template.

use super::{KEY_SURVEY, OIDC_REFERENCE, Source};

/// When a token carries a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClaimPresence {
    /// In every token.
    Always,
    /// Only where the job names an environment.
    WithEnvironment,
    /// Only inside an enterprise.
    InEnterprise,
    /// Always, and empty outside pull requests.
    EmptyOutsidePullRequests,
    /// On github.com since the date of the row, not on Enterprise Server.
    NotOnServer,
}

/// How a claim fares as a key of `include_claim_keys`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AsKey {
    /// Prints `key:value`.
    Usable,
    /// Prints `key:value`; without an environment the token request fails.
    NeedsEnvironment,
    /// GitHub leaves it out or refuses it: no subject can hold it.
    Unusable,
    /// With it the token request fails.
    Fails,
    /// Sources disagree on whether it can be used.
    Disputed,
    /// Nothing is published.
    Unpublished,
}

/// One claim.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    pub(crate) name: &'static str,
    pub(crate) presence: ClaimPresence,
    pub(crate) as_key: AsKey,
    /// Whether someone who can push a branch or a workflow, or name an environment, chooses its text.
    pub(crate) user_controlled: bool,
    #[allow(dead_code, reason = "read by whoever keeps the table, and by nothing yet")]
    pub(crate) source: Source,
}

const fn row(name: &'static str, presence: ClaimPresence, as_key: AsKey, source: Source) -> Claim {
    Claim { name, presence, as_key, user_controlled: false, source }
}

const fn free(name: &'static str, presence: ClaimPresence, as_key: AsKey, source: Source) -> Claim {
    Claim { name, presence, as_key, user_controlled: true, source }
}

const DISPUTED: Source =
    Source { name: "github/docs#22283 against PaloAltoNetworks/github-oidc-utils", date: "2024" };
const CHECK_RUN: Source = Source { name: "GitHub changelog", date: "2025-11-13" };

/// The prefix of the claims that repository custom properties become (GitHub changelog, 2026-03-12).
pub(crate) const PROPERTY_PREFIX: &str = "repo_property_";

use AsKey::{Disputed, Fails, NeedsEnvironment, Unpublished, Unusable, Usable};
use ClaimPresence::{Always, EmptyOutsidePullRequests, InEnterprise, NotOnServer, WithEnvironment};

/// The claims, most used first.
pub(crate) const CLAIMS: &[Claim] = &[
    row("job_workflow_ref", Always, Usable, OIDC_REFERENCE),
    free("environment", WithEnvironment, NeedsEnvironment, OIDC_REFERENCE),
    free("ref", Always, Usable, OIDC_REFERENCE),
    row("repository_owner", Always, Usable, OIDC_REFERENCE),
    row("repository_owner_id", Always, Usable, OIDC_REFERENCE),
    row("repository_id", Always, Usable, OIDC_REFERENCE),
    row("repository_visibility", Always, Usable, OIDC_REFERENCE),
    row("repository", Always, Disputed, DISPUTED),
    row("job_workflow_sha", Always, Usable, KEY_SURVEY),
    row("workflow_ref", Always, Usable, KEY_SURVEY),
    row("workflow_sha", Always, Usable, KEY_SURVEY),
    free("workflow", Always, Usable, KEY_SURVEY),
    row("actor", Always, Usable, KEY_SURVEY),
    row("actor_id", Always, Usable, KEY_SURVEY),
    row("event_name", Always, Usable, KEY_SURVEY),
    row("ref_type", Always, Usable, KEY_SURVEY),
    row("runner_environment", Always, Usable, KEY_SURVEY),
    row("run_id", Always, Usable, KEY_SURVEY),
    row("run_number", Always, Usable, KEY_SURVEY),
    row("run_attempt", Always, Usable, KEY_SURVEY),
    free("head_ref", EmptyOutsidePullRequests, Usable, KEY_SURVEY),
    free("base_ref", EmptyOutsidePullRequests, Usable, KEY_SURVEY),
    row("environment_node_id", WithEnvironment, NeedsEnvironment, KEY_SURVEY),
    row("sha", Always, Unusable, KEY_SURVEY),
    row("ref_protected", Always, Unusable, KEY_SURVEY),
    row("enterprise", InEnterprise, Unusable, KEY_SURVEY),
    row("enterprise_id", InEnterprise, Unusable, KEY_SURVEY),
    row("aud", Always, Fails, KEY_SURVEY),
    row("check_run_id", NotOnServer, Unpublished, CHECK_RUN),
    row("sub", Always, Unpublished, OIDC_REFERENCE),
    row("iss", Always, Unpublished, OIDC_REFERENCE),
    row("jti", Always, Unpublished, OIDC_REFERENCE),
    row("exp", Always, Unpublished, OIDC_REFERENCE),
    row("iat", Always, Unpublished, OIDC_REFERENCE),
    row("nbf", Always, Unpublished, OIDC_REFERENCE),
];

/// The claim of this name.
pub(crate) fn find(name: &str) -> Option<&'static Claim> {
    CLAIMS.iter().find(|claim| claim.name == name)
}

/// The names that a template may list, `repo` and `context` first.
pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
    ["repo", "context"].into_iter().chain(CLAIMS.iter().map(|claim| claim.name))
}

/// The values that a claim can have, for those with few (GitHub Docs, "OpenID Connect reference").
pub(crate) fn values(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "ref_type" => Some(&["branch", "tag"]),
        "ref_protected" => Some(&["true", "false"]),
        "repository_visibility" => Some(&["public", "private", "internal"]),
        "runner_environment" => Some(&["github-hosted", "self-hosted"]),
        _ => None,
    }
}
