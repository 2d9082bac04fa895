//! Dated tables: what GitHub and AWS publish, as data, and how old each is.
//!
//! [`print`] gives them as a document; edited, [`replace`] takes it, so that facts can be newer than this library:
//!
//! ```
//! let document = assumable::knowledge::print();
//! assert!(document.starts_with(r#"{"form": 1, "tables": ["#));
//! assumable::knowledge::replace(&document)?;
//! # Ok::<(), assumable::Error>(())
//! ```
//!
//! The document is `{"form": 1, "tables": [{"name", "version", "day", "hash", "rows": […]}]}`. A table that it does not have
//! stays as it is. `hash` is FNV-1a with 64 bits, in hexadecimal, over the rows as [`print`] gives them: one JSON array in
//! UTF-8, without white space between its parts, members in the order of the printed rows, and without members that are
//! false, empty or null. The error for another hash names the right one.
//!
//! Tables are rows of facts. What is code, and so no table: the forms of issuers (`issuers.rs`), the calls of a push and
//! their order (`push_calls.rs`), single actions that rules speak of (`ecr_actions.rs`), the keys that STS fills by rules of
//! its own, and GitHub's syntax of workflow files.

pub(crate) mod claims;
pub(crate) mod context_keys;
mod document;
pub(crate) mod ecr;
pub(crate) mod ecr_actions;
pub(crate) mod events;
pub(crate) mod identity_providers;
pub(crate) mod issuers;
mod list;
pub(crate) mod managed_policies;
pub(crate) mod own_policies;
#[cfg(feature = "push")]
pub(crate) mod push_calls;
pub(crate) mod push_clients;
pub(crate) mod questions;
pub(crate) mod quotas;
mod row;
mod shelf;
mod store;
pub(crate) mod sts;

pub use store::{KnowledgeTable, ages, print, replace};

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
