//! From a tree of JSON to a value whose texts know where they stand.

use super::placed::Placed;
use super::value::{List, Member, Object, Spot, Text, Value};
use crate::tree::json::{self, Node};

/// The value of a node of a document, given by its index and its text; without them no part of it has a place.
pub(super) fn value(node: &Node, document: Option<(usize, &str)>) -> Value {
    let spot = |bytes: &core::ops::Range<usize>| {
        document.map(|(document, _)| Spot { document, bytes: bytes.clone() })
    };
    match &node.value {
        json::Value::Null => Value::Null,
        json::Value::Bool(value) => Value::Bool(*value),
        // Every number that the reader takes is one of these.
        json::Value::Number(number) => Value::Number(number.parse().unwrap_or_default()),
        json::Value::String(inner) => Value::Text(match document {
            Some((document, text)) => Placed { document, text }.scalar(inner, &node.span),
            None => Text::literal(inner),
        }),
        json::Value::Array(items) => {
            let items = items.iter().map(|item| value(item, document)).collect();
            List { spot: spot(&node.span), ..List::of(items) }.value()
        }
        json::Value::Object(members) => {
            let member = |member: &json::Member| Member {
                name: member.name.clone(),
                value: value(&member.node, document),
                spot: spot(&member.name_span),
            };
            let members = members.iter().map(member).collect();
            Object { members, spot: spot(&node.span), ..Object::default() }.value()
        }
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used, clippy::string_slice, reason = "a test stops at a surprise")]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        value(&json::parse_foreign(text, 1_000).unwrap().node, Some((3, text)))
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
}
