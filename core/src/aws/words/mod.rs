//! The facts of an evaluation in sentences.
//!
//! What happened is decided where the facts come from; here it is only worded. The sentence of a test by itself is
//! [`Test::sentence`](super::condition::Test::sentence), which `match_condition` gives too.

#[cfg(feature = "push")]
pub(super) mod access;
#[cfg(feature = "push")]
mod access_causes;
mod causes;
pub(super) mod trust;

use crate::text::quote;

/// The reasons of a Deny in one clause, behind a colon.
fn because(reasons: &[String]) -> String {
    if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) }
}

/// A name in brackets, where there is one.
fn in_brackets(name: Option<&String>) -> String {
    name.map_or_else(String::new, |name| format!(" (`{}`)", quote(name)))
}
