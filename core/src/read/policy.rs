//! A policy out of a value: an object as it is, or a text that holds JSON, with its holes and its places.

use core::ops::Range;
use std::sync::Arc;

use super::expression::to_text;
use super::value::{List, Member, Object, Part, Shape, Spot, Text, Unknown, Value};
use crate::limits::MAX_POLICY;
use crate::tree::json::{self, Node};

/// Why there is no policy.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The text is not JSON: why, and where.
    NotJson(String, Option<Spot>),
    /// It is JSON, and not an object.
    NotAnObject(Value),
}

/// The first of the characters that stand for holes while a text is read as JSON: the last private plane of Unicode, which
/// no policy uses.
const FIRST: u32 = 0x10_0000;
const MOST: usize = 0xFFFD;

/// The policy that a value is or holds: an object, or a hole.
///
/// # Errors
/// Where it is known and is no policy.
pub(crate) fn policy(value: &Value) -> Result<Value, Fault> {
    let found = match value {
        Value::Text(text) => match text.encoded() {
            Some(value) => value.clone(),
            None => from_text(text)?,
        },
        other => other.clone(),
    };
    match found {
        Value::Object(_) | Value::Unknown(_) => Ok(found),
        other => Err(Fault::NotAnObject(other)),
    }
}

/// The value that a text holds as JSON; a hole where holes stand so that it cannot be read.
fn from_text(text: &Text) -> Result<Value, Fault> {
    let has_holes = text.holes().next().is_some();
    let unreadable = || Unknown::of(Value::Text(text.clone()).origins()).value();
    let Some(marked) = Marked::of(text) else { return Ok(unreadable()) };
    // A marker has four bytes, and quotes.
    match json::parse(&marked.text, MAX_POLICY + marked.holes.len() * 6) {
        Ok(node) => Ok(marked.value(&node)),
        Err(_) if has_holes && text.len() == 0 => Ok(unreadable()),
        Err(error) => {
            let at = error.span().map(|span| marked.known(span.start));
            let spot = at.and_then(|at| text.spot_of(at..at)).or_else(|| text_spot(text));
            Err(Fault::NotJson(error.to_string(), spot))
        }
    }
}

fn text_spot(text: &Text) -> Option<Spot> {
    Value::Text(text.clone()).spot().cloned()
}

/// A text with a character in the place of each hole.
struct Marked<'t> {
    from: &'t Text,
    text: String,
    holes: Vec<Arc<Unknown>>,
    /// From which byte on how many bytes are no part of the known text.
    added: Vec<(usize, usize)>,
}

impl<'t> Marked<'t> {
    /// `None` where the text has characters that stand for holes.
    fn of(from: &'t Text) -> Option<Marked<'t>> {
        let mut marked = Marked { from, text: String::new(), holes: Vec::new(), added: vec![(0, 0)] };
        let mut quotes = Quotes::default();
        for part in from.parts() {
            match part {
                Part::Literal(text) => {
                    if text.chars().any(|c| u32::from(c) >= FIRST) {
                        return None;
                    }
                    quotes.pass(text);
                    marked.text.push_str(text);
                }
                Part::Hole(hole) => {
                    let index = marked.holes.len();
                    let marker =
                        char::from_u32(FIRST + u32::try_from(index).ok()?).filter(|_| index < MOST)?;
                    marked.holes.push(Arc::clone(hole));
                    // Outside of a string a hole is a whole value.
                    let quote = if quotes.inside { "" } else { "\"" };
                    marked.text.push_str(quote);
                    marked.text.push(marker);
                    marked.text.push_str(quote);
                    let before = marked.added.last().map_or(0, |(_, added)| *added);
                    marked.added.push((marked.text.len(), before + marker.len_utf8() + 2 * quote.len()));
                }
            }
        }
        Some(marked)
    }

    /// The byte of the known text that this byte is.
    fn known(&self, at: usize) -> usize {
        let index = self.added.partition_point(|(from, _)| *from <= at);
        let added =
            index.checked_sub(1).and_then(|index| self.added.get(index)).map_or(0, |(_, added)| *added);
        at.saturating_sub(added)
    }

    fn spot(&self, span: &Range<usize>) -> Option<Spot> {
        self.from.spot_of(self.known(span.start)..self.known(span.end))
    }

    fn value(&self, node: &Node) -> Value {
        match &node.value {
            json::Value::Null => Value::Null,
            json::Value::Bool(value) => Value::Bool(*value),
            json::Value::Number(number) => Value::Number(number.parse().unwrap_or(f64::NAN)),
            json::Value::String(text) => self.string(text, &node.span),
            json::Value::Array(items) => List {
                items: items.iter().map(|item| self.value(item)).collect(),
                more: None,
                spot: self.spot(&node.span),
                shape: Shape::Fixed,
            }
            .value(),
            json::Value::Object(members) => Object {
                members: members.iter().map(|member| self.member(member)).collect(),
                more: None,
                spot: self.spot(&node.span),
                shape: Shape::Fixed,
            }
            .value(),
        }
    }

    fn member(&self, member: &json::Member) -> Member {
        // A name with a hole in it is written with its name: no such policy is evaluated.
        let name = match self.string(&member.name, &member.name_span) {
            Value::Text(text) => text.pattern(),
            hole => to_text(&hole).pattern(),
        };
        Member { name, value: self.value(&member.node), spot: self.spot(&inner(&member.name_span)) }
    }

    /// A string, cut at its holes; a whole hole is the hole itself.
    fn string(&self, text: &str, span: &Range<usize>) -> Value {
        let mut out = Text::default();
        let inside = inner(span);
        // Without escapes the string stands in the text as it is.
        let plain = self.text.get(inside.clone()) == Some(text);
        let mut at = inside.start;
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest.find(|c: char| u32::from(c) >= FIRST).unwrap_or(rest.len());
            let (piece, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            if !piece.is_empty() || after.is_empty() {
                let bytes = if plain { at..at + piece.len() } else { inside.clone() };
                match self.spot(&bytes) {
                    Some(spot) => out.push_written(piece, spot),
                    None => out.push(piece),
                }
            }
            at += piece.len();
            let mut chars = after.chars();
            if let Some(marker) = chars.next() {
                let index = usize::try_from(u32::from(marker) - FIRST).unwrap_or(usize::MAX);
                if let Some(hole) = self.holes.get(index) {
                    out.push_hole(Arc::clone(hole));
                }
                at += marker.len_utf8();
            }
            rest = chars.as_str();
        }
        if text.is_empty()
            && let Some(spot) = self.spot(&inside)
        {
            out.push_written("", spot);
        }
        match out.parts() {
            [Part::Hole(hole)] => Value::Unknown(Arc::clone(hole)),
            _ => Value::Text(out),
        }
    }
}

/// What is between the quotes.
fn inner(span: &Range<usize>) -> Range<usize> {
    let start = span.start + 1;
    start..span.end.saturating_sub(1).max(start)
}

/// Whether the end of a text is within a string of JSON.
#[derive(Default)]
struct Quotes {
    inside: bool,
    escaped: bool,
}

impl Quotes {
    fn pass(&mut self, text: &str) {
        for byte in text.bytes() {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' if self.inside => self.escaped = true,
                b'"' => self.inside = !self.inside,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hole(name: &str) -> Arc<Unknown> {
        Arc::new(Unknown::source(name, None))
    }

    fn spot(bytes: Range<usize>) -> Spot {
        Spot { document: 0, bytes }
    }

    #[test]
    fn a_text_with_holes_is_read_around_them() {
        let mut text = Text::written(r#"{"sub": "repo:"#, spot(100..114));
        text.push_hole(hole("var.org"));
        text.push_written(r#"/*", "all": "#, spot(124..136));
        text.push_hole(hole("var.all"));
        text.push_written("}", spot(147..148));
        let Ok(Value::Object(read)) = policy(&Value::Text(text)) else { panic!("an object") };
        let Some(Value::Text(sub)) = read.get("sub") else { panic!("a text") };
        assert_eq!(sub.pattern(), "repo:⟦var.org⟧/*");
        assert_eq!(sub.spot_of(0..5), Some(spot(109..114)));
        assert_eq!(sub.spot_of(5..7), Some(spot(124..126)));
        assert!(matches!(read.get("all"), Some(Value::Unknown(_))));
        assert_eq!(read.members[1].spot, Some(spot(130..133)));
    }

    #[test]
    fn what_is_encoded_is_read_back_with_its_places() {
        let inner = Object { spot: Some(spot(5..9)), ..Object::default() }.value();
        let text = Text::literal("{}").encoding(inner);
        let Ok(read) = policy(&Value::Text(text)) else { panic!("a policy") };
        assert_eq!(read.spot(), Some(&spot(5..9)));
    }

    #[test]
    fn what_is_no_policy_is_told() {
        assert!(matches!(policy(&Value::text("[]")), Err(Fault::NotAnObject(_))));
        let Err(Fault::NotJson(_, at)) = policy(&Value::Text(Text::written("{'a'", spot(7..11)))) else {
            panic!("not JSON")
        };
        assert_eq!(at, Some(spot(8..8)));
        let whole = policy(&Unknown::source("local.a", None).value());
        assert!(matches!(whole, Ok(Value::Unknown(_))));
    }
}
