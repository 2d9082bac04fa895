//! The claims that AWS defines for a token: the roles it may take, session tags, and a source identity.
//!
//! Source: IAM User Guide, "Passing session tags in AWS STS" and "Monitor and control actions taken with assumed roles".

use crate::aws::logic::Tri;
use crate::github::{ClaimValue, Claims};

pub(super) const ROLES: &str = "https://aws.amazon.com/roles";
pub(super) const TAGS: &str = "https://aws.amazon.com/tags";
pub(super) const SOURCE_IDENTITY: &str = "https://aws.amazon.com/source_identity";

/// Whether the token lists the roles that it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RoleList {
    /// It does not.
    None,
    /// It does, and the role is known.
    RoleKnown,
    /// It does, and the role is not known.
    RoleUnknown,
}

/// Whether the token asks for session tags: a claim without any asks for none.
pub(super) fn asks_for_tags(claims: &Claims) -> Tri {
    let filled = |(name, value): &(String, ClaimValue)| match value {
        ClaimValue::Object(tags) => name == "principal_tags" && !tags.is_empty(),
        ClaimValue::List(keys) => name == "transitive_tag_keys" && !keys.is_empty(),
        _ => true,
    };
    match claims.get(TAGS) {
        None | Some(ClaimValue::Absent) => Tri::No,
        Some(ClaimValue::Object(members)) => Tri::from(members.iter().any(filled)),
        Some(_) => Tri::Yes,
    }
}

/// Whether the token sets a source identity; AWS does not document what an empty one does.
pub(super) fn sets_source_identity(claims: &Claims) -> Tri {
    match claims.get(SOURCE_IDENTITY) {
        None | Some(ClaimValue::Absent) => Tri::No,
        Some(ClaimValue::Text(text)) if text.is_empty() => Tri::Unknown,
        Some(_) => Tri::Yes,
    }
}
