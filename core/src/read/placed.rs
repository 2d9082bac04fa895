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

    /// A number; text where no number keeps what is written, such as an account's id that starts with zero.
    pub(super) fn number(&self, number: &str, span: &Range<usize>) -> Value {
        let is_plain = !number.trim_start_matches(['-', '+']).starts_with('0')
            || number.len() == 1
            || number.starts_with("0.");
        match number.parse::<f64>() {
            Ok(value) if value.is_finite() && is_plain => Value::Number(value),
            _ => self.scalar(number, span).value(),
        }
    }

    /// A whole value.
    pub(super) fn value(&self, node: &Node) -> Value {
        match &node.value {
            json::Value::Null => Value::Null,
            json::Value::Bool(value) => Value::Bool(*value),
            json::Value::Number(number) => self.number(number, &node.span),
            json::Value::String(text) => self.scalar(text, &node.span).value(),
            json::Value::Array(items) => {
                let items = items.iter().map(|item| self.value(item)).collect();
                List { spot: Some(self.spot(&node.span)), ..List::of(items) }.value()
            }
            json::Value::Object(members) => {
                let member = |member: &json::Member| Member {
                    name: member.name.clone(),
                    value: self.value(&member.node),
                    spot: Some(self.name(member)),
                };
                let members = members.iter().map(member).collect();
                Object { members, spot: Some(self.spot(&node.span)), ..Object::default() }.value()
            }
        }
    }
}
