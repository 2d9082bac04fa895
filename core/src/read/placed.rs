//! Values out of a tree, with the places that they have in their document.

use core::ops::Range;

use super::value::{List, Member, Object, Spot, Text, Value};
use crate::tree::json::{self, Node};
use crate::tree::written::pieces;

/// A document that is read as a tree.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'t> {
    /// Its index.
    pub(super) document: usize,
    /// What the places of the tree count in.
    pub(super) text: &'t str,
}

impl Placed<'_> {
    pub(super) fn spot(&self, bytes: &Range<usize>) -> Spot {
        Spot { document: self.document, bytes: bytes.clone() }
    }

    /// Where the name of a member is written, without its quotes.
    pub(super) fn name(&self, member: &json::Member) -> Spot {
        let found = pieces(self.text, &member.name_span, &member.name);
        match found.as_slice() {
            [(0, bytes)] if bytes.len() == member.name.len() => self.spot(bytes),
            _ => self.spot(&member.name_span),
        }
    }

    /// A scalar as text, with where it is written.
    pub(super) fn scalar(&self, scalar: &str, span: &Range<usize>) -> Text {
        let mut text = Text::default();
        let mut done = 0;
        for (at, bytes) in pieces(self.text, span, scalar) {
            text.push(scalar.get(done..at).unwrap_or(""));
            done = at + bytes.len();
            text.push_written(scalar.get(at..done).unwrap_or(""), self.spot(&bytes));
        }
        text.push(scalar.get(done..).unwrap_or(""));
        if scalar.is_empty() {
            // What is put there stands between the quotes.
            let inside = span.start + usize::from(span.len() == 2);
            text.push_written("", self.spot(&(inside..inside)));
        }
        text
    }

    /// A whole value.
    pub(super) fn value(self, node: &Node) -> Value {
        value(node, Some(self))
    }
}

/// The value of a node. Without a document no part of it has a place: it stands in a text that the document holds.
pub(super) fn value(node: &Node, document: Option<Placed<'_>>) -> Value {
    let spot = |bytes: &Range<usize>| document.map(|document| document.spot(bytes));
    match &node.value {
        json::Value::Null => Value::Null,
        json::Value::Bool(value) => Value::Bool(*value),
        json::Value::Number(written) => match number(written) {
            Some(number) => Value::Number(number),
            None => scalar(written, node, document),
        },
        json::Value::String(text) => scalar(text, node, document),
        json::Value::Array(items) => {
            let items = items.iter().map(|item| value(item, document)).collect();
            List { spot: spot(&node.span), ..List::of(items) }.value()
        }
        json::Value::Object(members) => {
            let member = |member: &json::Member| Member {
                name: member.name.clone(),
                value: value(&member.node, document),
                spot: document.map(|document| document.name(member)),
            };
            let members = members.iter().map(member).collect();
            Object { members, spot: spot(&node.span), ..Object::default() }.value()
        }
    }
}

fn scalar(text: &str, node: &Node, document: Option<Placed<'_>>) -> Value {
    document.map_or_else(|| Text::literal(text), |document| document.scalar(text, &node.span)).value()
}

/// A number; `None` where no number keeps what is written, such as an account's id that starts with zero.
fn number(written: &str) -> Option<f64> {
    let mut digits = written.trim_start_matches(['-', '+']).bytes();
    let is_plain = digits.next() != Some(b'0') || digits.next().is_none_or(|next| !next.is_ascii_digit());
    written.parse().ok().filter(|value: &f64| value.is_finite() && is_plain)
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used, clippy::string_slice, reason = "a test stops at a surprise")]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        Placed { document: 3, text }.value(&json::parse_foreign(text, 1_000).unwrap().node)
    }

    fn of(value: &Value, name: &str) -> Value {
        match value {
            Value::Object(object) => object.get(name).unwrap().clone(),
            _ => Value::Null,
        }
    }

    #[test]
    fn texts_know_their_places() {
        let text = r#"{"a": "b\"cé\u00e9\ud83d\ude00d", "e": [1, "f"], "e": "g"}"#;
        let read = read(text);
        let Value::Text(a) = of(&read, "a") else { panic!("no text") };
        assert_eq!(a.as_str(), Some("b\"céé😀d"));
        let piece = |bytes| a.spot_of(bytes).map(|spot| &text[spot.bytes]);
        assert_eq!(piece(0..1), Some("b"));
        assert_eq!(piece(1..2), None);
        assert_eq!(piece(2..5), Some("cé"));
        assert_eq!(piece(5..7), None);
        assert_eq!(piece(11..12), Some("d"));
        let e = of(&read, "e");
        assert_eq!((e.as_str(), e.spot().map(|spot| &text[spot.bytes.clone()])), (Some("g"), Some("g")));
    }

    #[test]
    fn halves_of_pairs_stay_in_step() {
        for text in [r#"{"a": "\ud83dx"}"#, r#"{"a": "\ud83d\u0041x"}"#, r#"{"a": "\ude00\u0000x"}"#] {
            let Value::Text(a) = of(&read(text), "a") else { panic!("no text") };
            let known = a.as_str().unwrap().to_owned();
            let at = known.len() - 1;
            assert_eq!(a.spot_of(at..at + 1).map(|spot| &text[spot.bytes]), Some("x"), "{text}");
        }
    }

    #[test]
    fn a_number_that_no_number_keeps_is_a_text() {
        for (written, kept) in
            [("0", true), ("-0.5", true), ("12e3", true), ("012345678901", false), ("1e999", false)]
        {
            assert_eq!(number(written).is_some(), kept, "{written}");
        }
    }

    #[test]
    fn the_name_of_a_member_stands_between_its_quotes() {
        let text = r#"{"a": 1, "b\u0063": 2}"#;
        let Value::Object(object) = read(text) else { panic!("no object") };
        let names: Vec<&str> =
            object.members.iter().map(|member| &text[member.spot.clone().unwrap().bytes]).collect();
        assert_eq!(names, ["a", r#""b\u0063""#]);
    }
}
