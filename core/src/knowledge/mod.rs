//! Dated tables: what GitHub and AWS publish, as data. An update there is a change of data here.

pub(crate) mod claims;
pub(crate) mod context_keys;
pub(crate) mod ecr;
pub(crate) mod ecr_actions;
pub(crate) mod events;
pub(crate) mod identity_providers;
pub(crate) mod issuers;
#[cfg(feature = "push")]
pub(crate) mod own_policies;
#[cfg(feature = "push")]
pub(crate) mod push_clients;
pub(crate) mod questions;
pub(crate) mod quotas;
pub(crate) mod sts;
pub(crate) mod tables;

/// Where a fact is written, and when it was read or came into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Source {
    /// The page, thread or token.
    pub(crate) name: &'static str,
    /// `YYYY-MM-DD` or `YYYY-MM`.
    pub(crate) date: &'static str,
}

impl core::fmt::Display for Source {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}, {}", self.name, self.date)
    }
}

/// The pages of most rows.
pub(crate) const OIDC_REFERENCE: Source =
    Source { name: "GitHub Docs, OpenID Connect reference", date: "2026-11-22" };
/// GitHub's list of events with the ref of each.
pub(crate) const EVENTS_PAGE: Source =
    Source { name: "GitHub Docs, Events that trigger workflows", date: "2026-11-22" };
/// Two tokens of one run: the environments `Production:V1` and `Production%3AV1` have the same subject.
pub(crate) const PERCENT_TOKEN: Source = Source {
    name: "tokens of github.com (Dashtid/subvectors, observations/2026-10-08/github-oidc-claims-env-percent.json)",
    date: "2026-10-08",
};
/// A hands-on survey of every key, by a third party.
pub(crate) const KEY_SURVEY: Source =
    Source { name: "PaloAltoNetworks/github-oidc-utils README", date: "2024" };

pub use tables::KnowledgeTable;
