//! Every claim that GitHub's tokens are known to carry, and how each fares as a key of a subject template.

use super::list::List;
use super::row::{row, words};
use super::shelf::Shelf;
use super::{KEY_SURVEY, OIDC_REFERENCE, Source};

words! {
    /// When a token carries a claim.
    ClaimPresence {
        /// In every token.
        Always = "always",
        /// Only where the job names an environment.
        WithEnvironment = "with_environment",
        /// Only inside an enterprise.
        InEnterprise = "in_enterprise",
        /// Always, and empty outside pull requests.
        EmptyOutsidePullRequests = "empty_outside_pull_requests",
        /// On github.com since the date of the row, not on Enterprise Server.
        NotOnServer = "not_on_server",
    }
}

words! {
    /// How a claim fares as a key of `include_claim_keys`.
    AsKey {
        /// Prints `key:value`.
        Usable = "usable",
        /// Prints `key:value`; without an environment the token request fails.
        NeedsEnvironment = "needs_environment",
        /// GitHub leaves it out or refuses it: no subject can hold it.
        Unusable = "unusable",
        /// With it the token request fails.
        Fails = "fails",
        /// Sources disagree on whether it can be used.
        Disputed = "disputed",
        /// Nothing is published.
        Unpublished = "unpublished",
    }
}

row! {
    /// One claim.
    Claim<'a> {
        name: &'a str,
        presence: ClaimPresence,
        as_key: AsKey,
        /// Whether someone who can push a branch or a workflow, or name an environment, chooses its text.
        user_controlled: bool,
        /// The values that it can have, where these are few.
        values: List<'a, &'a str>,
        /// Where it is written.
        source: &'a str,
        /// When it was read or came into force.
        date: &'a str,
    }
}

impl Claim<'static> {
    /// Where the row is written.
    pub(crate) fn page(&self) -> Source {
        Source { name: self.source, date: self.date }
    }
}

const fn row(name: &'static str, presence: ClaimPresence, as_key: AsKey, source: Source) -> Claim<'static> {
    Claim {
        name,
        presence,
        as_key,
        user_controlled: false,
        values: List::NONE,
        source: source.name,
        date: source.date,
    }
}

/// One with few values (GitHub Docs, "OpenID Connect reference").
const fn few(
    name: &'static str,
    as_key: AsKey,
    values: &'static [&'static str],
    source: Source,
) -> Claim<'static> {
    Claim {
        name,
        presence: Always,
        as_key,
        user_controlled: false,
        values: List::Fixed(values),
        source: source.name,
        date: source.date,
    }
}

const fn free(name: &'static str, presence: ClaimPresence, as_key: AsKey, source: Source) -> Claim<'static> {
    Claim {
        name,
        presence,
        as_key,
        user_controlled: true,
        values: List::NONE,
        source: source.name,
        date: source.date,
    }
}

const DISPUTED: Source =
    Source { name: "github/docs#22283 against PaloAltoNetworks/github-oidc-utils", date: "2024" };
const CHECK_RUN: Source = Source { name: "GitHub changelog", date: "2025-11-13" };

/// The prefix of the claims that repository custom properties become (GitHub changelog, 2026-03-12).
pub(crate) const PROPERTY_PREFIX: &str = "repo_property_";

use AsKey::{Disputed, Fails, NeedsEnvironment, Unpublished, Unusable, Usable};
use ClaimPresence::{Always, EmptyOutsidePullRequests, InEnterprise, NotOnServer, WithEnvironment};

/// The claims, most used first.
pub(super) const ROWS: &[Claim<'static>] = &[
    row("job_workflow_ref", Always, Usable, OIDC_REFERENCE),
    free("environment", WithEnvironment, NeedsEnvironment, OIDC_REFERENCE),
    free("ref", Always, Usable, OIDC_REFERENCE),
    row("repository_owner", Always, Usable, OIDC_REFERENCE),
    row("repository_owner_id", Always, Usable, OIDC_REFERENCE),
    row("repository_id", Always, Usable, OIDC_REFERENCE),
    few("repository_visibility", Usable, &["public", "private", "internal"], OIDC_REFERENCE),
    row("repository", Always, Disputed, DISPUTED),
    row("job_workflow_sha", Always, Usable, KEY_SURVEY),
    row("workflow_ref", Always, Usable, KEY_SURVEY),
    row("workflow_sha", Always, Usable, KEY_SURVEY),
    free("workflow", Always, Usable, KEY_SURVEY),
    row("actor", Always, Usable, KEY_SURVEY),
    row("actor_id", Always, Usable, KEY_SURVEY),
    row("event_name", Always, Usable, KEY_SURVEY),
    few("ref_type", Usable, &["branch", "tag"], KEY_SURVEY),
    few("runner_environment", Usable, &["github-hosted", "self-hosted"], KEY_SURVEY),
    row("run_id", Always, Usable, KEY_SURVEY),
    row("run_number", Always, Usable, KEY_SURVEY),
    row("run_attempt", Always, Usable, KEY_SURVEY),
    free("head_ref", EmptyOutsidePullRequests, Usable, KEY_SURVEY),
    free("base_ref", EmptyOutsidePullRequests, Usable, KEY_SURVEY),
    row("environment_node_id", WithEnvironment, NeedsEnvironment, KEY_SURVEY),
    row("sha", Always, Unusable, KEY_SURVEY),
    few("ref_protected", Unusable, &["true", "false"], KEY_SURVEY),
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

pub(super) static CLAIMS: Shelf<Claim<'static>> = Shelf::new(ROWS);

/// Every claim.
pub(crate) fn rows() -> &'static [Claim<'static>] {
    CLAIMS.rows()
}

/// The claim of this name.
pub(crate) fn find(name: &str) -> Option<&'static Claim<'static>> {
    rows().iter().find(|claim| claim.name == name)
}

/// The names that a template may list, `repo` and `context` first.
pub(crate) fn keys() -> impl Iterator<Item = &'static str> {
    ["repo", "context"].into_iter().chain(rows().iter().map(|claim| claim.name))
}

/// The values that a claim can have, for those with few.
pub(crate) fn values(name: &str) -> Option<&'static [&'static str]> {
    find(name).map(|claim| &*claim.values).filter(|values| !values.is_empty())
}
