//! Parts of a policy, and the holes of its texts.

use crate::github::ClaimValue;

/// The steps of a JSON pointer.
pub(super) fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// The part of a value at a JSON pointer.
pub(super) fn get<'v>(value: &'v ClaimValue, pointer: &str) -> Option<&'v ClaimValue> {
    steps(pointer).iter().try_fold(value, |value, step| match value {
        ClaimValue::Object(members) => members.iter().find(|(name, _)| name == step).map(|(_, value)| value),
        ClaimValue::List(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// The statements of a policy, each with its pointer: one that stands in no list has a pointer without a number.
pub(super) fn statements(policy: &ClaimValue) -> Vec<(String, &ClaimValue)> {
    match get(policy, "/Statement") {
        Some(ClaimValue::List(items)) => {
            items.iter().enumerate().map(|(index, item)| (format!("/Statement/{index}"), item)).collect()
        }
        Some(one) => vec![("/Statement".to_owned(), one)],
        None => Vec::new(),
    }
}

/// The texts of a text or a list.
pub(super) fn texts(value: &ClaimValue) -> Vec<String> {
    match value {
        ClaimValue::Text(text) => vec![text.clone()],
        ClaimValue::List(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// The texts of a member of a statement.
pub(super) fn texts_of(statement: &ClaimValue, member: &str) -> Vec<String> {
    get(statement, &format!("/{member}")).map(texts).unwrap_or_default()
}

/// Every text of a value.
pub(super) fn all_texts(value: &ClaimValue) -> Vec<String> {
    match value {
        ClaimValue::Object(members) => members.iter().flat_map(|(_, value)| all_texts(value)).collect(),
        ClaimValue::List(items) => items.iter().flat_map(all_texts).collect(),
        other => texts(other),
    }
}

/// A piece of a text: what is written, or the name of a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Written(&'t str),
    Hole(&'t str),
}

/// The pieces of a text with `⟦name⟧` in it.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let inside = rest.strip_prefix('⟦');
        let (piece, more) = match inside {
            Some(inside) => {
                let (name, more) = inside.split_once('⟧').unwrap_or((inside, ""));
                (Piece::Hole(name), more)
            }
            None if rest.is_empty() => return None,
            None => {
                let end = rest.find('⟦').unwrap_or(rest.len());
                let (written, more) = rest.split_at_checked(end)?;
                (Piece::Written(written), more)
            }
        };
        rest = more;
        Some(piece)
    })
}

/// A text with `*` in the place of each hole.
pub(super) fn with_stars(text: &str) -> String {
    pieces(text)
        .map(|piece| match piece {
            Piece::Written(text) => text,
            Piece::Hole(_) => "*",
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_its_pieces() {
        use Piece::{Hole, Written};
        for (text, expected) in [
            ("", vec![]),
            ("plain", vec![Written("plain")]),
            ("⟦a⟧", vec![Hole("a")]),
            ("x⟦a⟧⟦b⟧y", vec![Written("x"), Hole("a"), Hole("b"), Written("y")]),
            ("x⟦open", vec![Written("x"), Hole("open")]),
        ] {
            assert_eq!(pieces(text).collect::<Vec<_>>(), expected, "{text}");
        }
        assert_eq!(with_stars("repo:⟦var.org⟧/app:*"), "repo:*/app:*");
    }
}
