//! Members by their names, however a program spells them: `RoleName`, `roleName`, `role_name`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::read::placed::{self, Placed};
use crate::read::value::{Spot, Text, Value};
use crate::tree::json::{self as tree, Member, Node};

/// Where what is read stands.
#[derive(Debug, Clone, Copy)]
pub(in crate::read) enum Origin<'t> {
    /// In a document, given by its index and its text.
    Document(usize, &'t str),
    /// In a text within a document, which stands at these bytes.
    Within(&'t Spot),
}

impl Origin<'_> {
    pub(in crate::read) fn spot(self, node: &Node) -> Spot {
        match self {
            Origin::Document(document, _) => Spot { document, bytes: node.span.clone() },
            Origin::Within(spot) => spot.clone(),
        }
    }

    pub(in crate::read) fn value(self, node: &Node) -> Value {
        match self {
            Origin::Document(document, text) => Placed { document, text }.value(node),
            Origin::Within(_) => placed::value(node, None),
        }
    }
}

/// An object of an answer.
#[derive(Debug, Clone, Copy)]
pub(in crate::read) struct Fields<'t> {
    pub(in crate::read) node: &'t Node,
    members: &'t [Member],
    pub(in crate::read) origin: Origin<'t>,
}

/// Whether a name is this one, which is written small and without `_`.
fn is_named(name: &str, wanted: &str) -> bool {
    let letters = name.bytes().filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase());
    name.len() >= wanted.len() && letters.eq(wanted.bytes())
}

impl<'t> Fields<'t> {
    /// Those of an object; `None` of anything else.
    pub(in crate::read) fn of(node: &'t Node, origin: Origin<'t>) -> Option<Fields<'t>> {
        match &node.value {
            tree::Value::Object(members) => Some(Fields { node, members, origin }),
            _ => None,
        }
    }

    /// The member of the first of these names that is there and not `null`.
    pub(in crate::read) fn get(self, names: &[&str]) -> Option<&'t Node> {
        let named = |wanted: &&str| self.members.iter().find(|member| is_named(&member.name, wanted));
        let found = names.iter().find_map(named)?;
        (found.node.value != tree::Value::Null).then_some(&found.node)
    }

    pub(in crate::read) fn has(self, names: &[&str]) -> bool {
        self.get(names).is_some()
    }

    /// A text that is not empty.
    pub(in crate::read) fn text(self, names: &[&str]) -> Option<&'t str> {
        self.get(names)?.as_str().filter(|text| !text.is_empty())
    }

    /// A text that is not empty, with its place.
    pub(in crate::read) fn value(self, names: &[&str]) -> Option<Value> {
        let node = self.get(names)?;
        (node.as_str() != Some("")).then(|| self.origin.value(node))
    }

    pub(in crate::read) fn object(self, names: &[&str]) -> Option<Fields<'t>> {
        Fields::of(self.get(names)?, self.origin)
    }

    pub(in crate::read) fn list(self, names: &[&str]) -> Option<&'t [Node]> {
        match &self.get(names)?.value {
            tree::Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The objects of a list.
    pub(in crate::read) fn objects(self, names: &[&str]) -> impl Iterator<Item = Fields<'t>> + use<'t> {
        let origin = self.origin;
        self.list(names).unwrap_or_default().iter().filter_map(move |node| Fields::of(node, origin))
    }

    pub(in crate::read) fn spot(self) -> Spot {
        self.origin.spot(self.node)
    }

    pub(in crate::read) fn members(self) -> &'t [Member] {
        self.members
    }

    /// A policy document: an object, a text that holds one, or such a text URL-encoded.
    pub(in crate::read) fn document(self, names: &[&str]) -> Option<Value> {
        let node = self.get(names)?;
        Some(match node.as_str().and_then(decoded) {
            Some(text) => Value::Text(Text::literal(text)),
            None => self.origin.value(node),
        })
    }
}

/// What a URL-encoded text says, where it is one: `None` for JSON as it is, and for what decodes to no text. A plus stays
/// one, as in RFC 3986.
pub(in crate::read) fn decoded(text: &str) -> Option<String> {
    if !text.trim_start().get(..3)?.eq_ignore_ascii_case("%7b") {
        return None;
    }
    percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_every_spelling() {
        for name in ["AssumeRolePolicy", "assumeRolePolicy", "assume_role_policy", "ASSUME_ROLE_POLICY_"] {
            assert!(is_named(name, "assumerolepolicy"), "{name}");
        }
        assert!(!is_named("assume-role-policy", "assumerolepolicy"));
        assert!(!is_named("AssumeRolePolicyDocument", "assumerolepolicy"));
    }

    #[test]
    fn only_what_is_encoded_is_decoded() {
        assert_eq!(decoded("%7B%22a%22%3A%20%22b+c%2f%22%7d").as_deref(), Some("{\"a\": \"b+c/\"}"));
        assert_eq!(decoded("%7Ba%zz%4"), Some("{a%zz%4".to_owned()));
        assert_eq!(decoded("%7B%ff"), None);
        assert_eq!((decoded("{\"a\": \"%7B\"}"), decoded(""), decoded("%7")), (None, None, None));
    }
}
