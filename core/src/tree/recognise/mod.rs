//! What a document is, by its content: one that was passed where another is asked for is named, with what to pass.
//!
//! The signs of objects are one table, which the outlines of YAML texts are put to as well. An operation that asks for one
//! kind refuses the others by name; the readers of documents choose by it how each is read.

mod kind;
mod kinds;
mod objects;
mod outline;
mod texts;
mod wanted;
#[cfg(feature = "documents")]
mod whole;

#[cfg(feature = "documents")]
pub use kind::ReadKind;
pub(crate) use kinds::DocumentKind;
pub(crate) use wanted::Wanted;
#[cfg(feature = "documents")]
pub(crate) use whole::{Recognised, recognise, remote};

use crate::tree::json::{Node, Value};
use kinds::{CLAIMS, CLOUD_TRAIL, ENCODED_TWICE, JSON_TEXT, POLICY, RULES, SETTINGS, STATEMENT};
use objects::ObjectMembers;

/// How much of a text is looked at where another document is asked for, in bytes.
const MOST: usize = 65_536;

/// What this document is, where it is one that is known and not what is asked for.
pub(crate) fn document(node: &Node, wanted: Wanted) -> Option<DocumentKind> {
    match &node.value {
        Value::Object(members) => object(ObjectMembers(members), wanted),
        Value::Array(items) => {
            let (kind, _) = objects::find(objects::SIGNS, ObjectMembers::of(items.first()?)?)?;
            [STATEMENT, CLOUD_TRAIL].contains(kind).then_some(*kind)
        }
        Value::String(inner) if inner.trim_start().starts_with('{') => Some(match wanted {
            Wanted::Policy(_) => ENCODED_TWICE,
            _ => JSON_TEXT,
        }),
        Value::String(inner) => text(inner),
        _ => None,
    }
}

fn object(members: ObjectMembers<'_>, wanted: Wanted) -> Option<DocumentKind> {
    let (kind, _) = *objects::find(objects::SIGNS, members)?;
    let is_wanted = match wanted {
        Wanted::Policy(_) => kind == POLICY,
        Wanted::Claims => kind == CLAIMS,
        Wanted::Rules => kind == RULES,
        // A run has a `repository` as claims have, and a whole request is what it is.
        Wanted::Object(_) if kind == POLICY => false,
        Wanted::Object(name) => {
            name.ends_with("Request")
                || (kind == SETTINGS && matches!(name, "OrganizationSettings" | "RepositorySettings"))
                || (kind == CLAIMS && !members.any(&["sub", "iss"]))
        }
        _ => false,
    };
    (!is_wanted).then_some(kind)
}

/// What this text is, where it is one that is known. JSON and YAML are read first, and then asked of [`document`].
pub(crate) fn text(text: &str) -> Option<DocumentKind> {
    texts::text(text, MOST).map(|(kind, _)| kind)
}

/// As [`text`], for a text where an object is asked for: JSON is one of the kinds then.
pub(crate) fn text_for_object(given: &str) -> Option<DocumentKind> {
    text(given).or_else(|| given.trim_start().starts_with('{').then_some(JSON_TEXT))
}
