//! What is made, account by account: what the printers print and the readers have to find again.

use super::json;
use super::report::{MadeProvider, MadeRepository, MadeRole};
use crate::github::ClaimValue;

/// What one account gets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Estate<'e> {
    pub(super) account: &'e str,
    /// The role with its trust policy and what it may do; none in the account of a repository.
    pub(super) role: Option<Role<'e>>,
    pub(super) repositories: &'e [MadeRepository],
    /// Whether the repositories are there already.
    pub(super) repositories_exist: bool,
}

/// A role with its policies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Role<'e> {
    pub(super) made: &'e MadeRole,
    pub(super) provider: &'e MadeProvider,
    pub(super) trust: &'e ClaimValue,
    pub(super) permissions: Option<&'e ClaimValue>,
}

impl<'e> Estate<'e> {
    /// The repositories of the account that a file can name: those that are one and no pattern.
    pub(super) fn own(&self) -> impl Iterator<Item = &'e MadeRepository> {
        let account = self.account;
        self.repositories
            .iter()
            .filter(move |one| one.account == account && one.image_tag_mutability.is_some())
    }
}

/// The name of what is pushed to, as a name within a file: letters, digits and what stands between them.
pub(super) fn identifier(name: &str, between: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(between)
}

/// The name of the inline policy that lets a role push.
pub(super) const PUSH_POLICY: &str = "ecr-push";

/// A policy in the order in which it was made.
pub(super) fn same(one: &ClaimValue, other: &ClaimValue) -> bool {
    json::sorted(one) == json::sorted(other)
}
