//! Policies as JSON.

use crate::github::ClaimValue;

/// A text.
pub(super) fn text(text: impl Into<String>) -> ClaimValue {
    ClaimValue::Text(text.into())
}

/// An object of these members.
pub(super) fn object<N: Into<String>>(members: impl IntoIterator<Item = (N, ClaimValue)>) -> ClaimValue {
    ClaimValue::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// One text stands for itself, several are a list.
pub(super) fn texts(texts: &[String]) -> ClaimValue {
    match texts {
        [only] => text(only),
        several => ClaimValue::List(several.iter().map(text).collect()),
    }
}

/// A document with these statements.
pub(super) fn document(statements: Vec<ClaimValue>) -> ClaimValue {
    object([("Version", text("2012-10-17")), ("Statement", ClaimValue::List(statements))])
}

/// The shortest JSON.
pub(super) fn compact(value: &ClaimValue) -> String {
    // A value of texts, lists and objects always has a JSON text.
    serde_json::to_string(value).unwrap_or_default()
}

/// The value with lists of one as the one.
pub(super) fn shortest(value: &ClaimValue) -> ClaimValue {
    match value {
        ClaimValue::Object(members) => {
            object(members.iter().map(|(name, value)| (name.as_str(), shortest(value))))
        }
        ClaimValue::List(items) => match items.as_slice() {
            [only] => shortest(only),
            several => ClaimValue::List(several.iter().map(shortest).collect()),
        },
        other => other.clone(),
    }
}

/// The value with the members of every object in the order of their names, and lists of one as the one: what two
/// documents that say the same have in common.
pub(super) fn sorted(value: &ClaimValue) -> ClaimValue {
    match value {
        ClaimValue::Object(members) => {
            let mut members: Vec<(String, ClaimValue)> =
                members.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            members.sort_by(|(one, _), (other, _)| one.cmp(other));
            ClaimValue::Object(members)
        }
        ClaimValue::List(items) if items.len() != 1 => ClaimValue::List(items.iter().map(sorted).collect()),
        ClaimValue::List(_) => sorted(&shortest(value)),
        other => other.clone(),
    }
}
