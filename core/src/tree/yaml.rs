//! YAML as the same tree that the JSON reader gives, so that one decoder and one kind of place serve both.
//!
//! Read is what a configuration file needs: one document of mappings, lists and scalars by the YAML 1.2 core schema
//! (`yes`, `on` and `1_000` are text). Anchors, aliases and tags are refused: the first two are the stuff of alias
//! bombs, and a tag changes what is read without a reader's notice.

use core::ops::Range;
use std::collections::BTreeSet;

use granit_parser::{Event, Parser, ScalarStyle, Span};

use crate::error::{Error, ErrorKind, FLATTEN, PASS_LESS, REMOVE_NUL};
use crate::limits::MAX_DEPTH;
use crate::text::quote;
use crate::tree::json::{Member, Node, Value};

/// Reads one YAML document of at most `max` bytes.
///
/// # Errors
/// `TOO_LARGE`, `YAML_SYNTAX`, `JSON_DUPLICATE_MEMBER`, `JSON_TOO_DEEP` or `JSON_NUL`, each with its place.
pub(crate) fn parse(text: &str, max: usize) -> Result<Node, Error> {
    if text.len() > max {
        let message = format!("the document has {} bytes, at most {max} are read", text.len());
        return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS));
    }
    read(text).map_err(|error| error.locate(text))
}

/// A mapping or a list that is not yet closed.
enum OpenNode {
    List(usize, Vec<Node>),
    Mapping {
        start: usize,
        members: Vec<Member>,
        /// Every name so far.
        names: BTreeSet<String>,
        name: Option<(String, Range<usize>)>,
    },
}

fn read(text: &str) -> Result<Node, Error> {
    if let Some(at) = text.find('\0') {
        return Err(Error::new(ErrorKind::JsonNul, "the text holds U+0000")
            .with_help(REMOVE_NUL)
            .span_or(at..at + 1));
    }
    let mut open: Vec<OpenNode> = Vec::new();
    let mut root: Option<Node> = None;
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
            Error::new(ErrorKind::YamlSyntax, format!("this is not YAML: {}", error.info()))
                .with_help("check the indentation and the quotes up to here")
                .span_or(at..at)
        })?;
        let range = range(&span, text);
        let syntax = |message: &str, help: &str| {
            Err(Error::new(ErrorKind::YamlSyntax, message).with_help(help).span_or(range.clone()))
        };
        let node = match event {
            Event::DocumentStart(..) => {
                documents += 1;
                if documents > 1 {
                    return syntax(
                        "a second document starts here, one is read",
                        "pass each document by itself",
                    );
                }
                continue;
            }
            Event::Alias(_) | Event::Anchor(..) | Event::UnresolvedAlias(_) => {
                return syntax("anchors and aliases are not read", "write the value out");
            }
            Event::Scalar(_, _, anchor, ref tag)
            | Event::SequenceStart(_, anchor, ref tag)
            | Event::MappingStart(_, anchor, ref tag)
                if anchor != 0 || tag.is_some() =>
            {
                return syntax("anchors, aliases and tags are not read", "write the value plainly");
            }
            Event::Scalar(value, style, ..) => Node { value: scalar(&value, style), span: range },
            Event::SequenceStart(..) => {
                push(&mut open, OpenNode::List(range.start, Vec::new()), &range)?;
                continue;
            }
            Event::MappingStart(..) => {
                push(
                    &mut open,
                    OpenNode::Mapping {
                        start: range.start,
                        members: Vec::new(),
                        names: BTreeSet::new(),
                        name: None,
                    },
                    &range,
                )?;
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(OpenNode::List(start, items)) => {
                    Node { value: Value::Array(items), span: start..range.end }
                }
                Some(OpenNode::Mapping { start, members, .. }) => {
                    Node { value: Value::Object(members), span: start..range.end }
                }
                None => continue,
            },
            _ => continue,
        };
        match open.last_mut() {
            None => root = Some(node),
            Some(OpenNode::List(_, items)) => items.push(node),
            Some(OpenNode::Mapping { members, names, name, .. }) => match name.take() {
                None => *name = Some(key(node, names)?),
                Some((name, name_span)) => members.push(Member { name, name_span, node }),
            },
        }
    }
    root.ok_or_else(|| {
        Error::new(ErrorKind::YamlSyntax, "the document is empty")
            .with_help("pass what is in the file")
            .span_or(0..0)
    })
}

fn push(open: &mut Vec<OpenNode>, next: OpenNode, range: &Range<usize>) -> Result<(), Error> {
    if open.len() >= MAX_DEPTH {
        let message = format!("the document nests deeper than {MAX_DEPTH}");
        return Err(Error::new(ErrorKind::JsonTooDeep, message).with_help(FLATTEN).span_or(range.clone()));
    }
    open.push(next);
    Ok(())
}

/// The name of a member: a string, or a plain scalar as it is written.
fn key(node: Node, names: &mut BTreeSet<String>) -> Result<(String, Range<usize>), Error> {
    let kind = node.kind();
    let (Value::String(name) | Value::Number(name)) = node.value else {
        let message = format!("the name of a member is a string, found {kind}");
        return Err(Error::new(ErrorKind::YamlSyntax, message)
            .with_help("write the name as text")
            .span_or(node.span));
    };
    if !names.insert(name.clone()) {
        let message = format!("the member `{}` is named twice", quote(&name));
        return Err(Error::new(ErrorKind::JsonDuplicateMember, message)
            .with_found(&name)
            .with_help("keep one of them")
            .span_or(node.span));
    }
    Ok((name, node.span))
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    match text {
        _ if style != ScalarStyle::Plain => Value::String(text.to_owned()),
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::String(text.to_owned()),
    }
}

/// A number of the core schema: decimal, with fraction and exponent, or `0x…` and `0o…`.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(hex) = text.strip_prefix("0x") {
        return !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit());
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|b| (b'0'..=b'7').contains(&b));
    }
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    let numeric = match mantissa.split_once('.') {
        Some((whole, part)) => {
            (whole.is_empty() || digits(whole)) && (digits(part) || (digits(whole) && part.is_empty()))
        }
        None => digits(mantissa),
    };
    numeric && exponent.is_none_or(digits)
}

/// The bytes of an event; the parser gives them for every text.
fn range(span: &Span, text: &str) -> Range<usize> {
    let range = span.byte_range().unwrap_or(0..0);
    range.start.min(text.len())..range.end.min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, code: &str, message: &str, line: usize, column: usize) {
        let error = parse(text, 10_000).unwrap_err();
        assert_eq!((error.kind().code(), error.to_string().as_str()), (code, message));
        let place = error.place().unwrap();
        assert_eq!((place.line, place.column), (line, column), "{message}");
    }

    #[test]
    fn the_same_tree_as_json() {
        let strip = |text: &str| format!("{:?}", shape(&parse(text, 1000).unwrap()));
        let json = |text: &str| format!("{:?}", shape(&crate::tree::json::parse(text, 1000).unwrap()));
        assert_eq!(
            strip("a: 1\nb: [x, 'y', true, ~, 1.10]\nc:\n  - {d: \"{sha}\"} # comment\n  - yes\n"),
            json(r#"{"a": 1, "b": ["x", "y", true, null, 1.10], "c": [{"d": "{sha}"}, "yes"]}"#)
        );
    }

    fn shape(node: &Node) -> Node {
        let value = match &node.value {
            Value::Array(items) => Value::Array(items.iter().map(shape).collect()),
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|m| Member { name: m.name.clone(), name_span: 0..0, node: shape(&m.node) })
                    .collect(),
            ),
            other => other.clone(),
        };
        Node { value, span: 0..0 }
    }

    #[test]
    fn places_are_of_the_text() {
        let node = parse("é: x\nlist:\n  - one\n  - 'two'\n", 1000).unwrap();
        let Value::Object(members) = &node.value else { panic!() };
        let Value::Array(items) = &members[1].node.value else { panic!() };
        assert_eq!(members[0].name_span, 0..2);
        assert_eq!(items[1].span, 24..29);
    }

    #[test]
    fn what_is_not_read() {
        refused("a: 1\na: 2\n", "JSON_DUPLICATE_MEMBER", "the member `a` is named twice", 2, 1);
        refused("a: &x 1\nb: *x\n", "YAML_SYNTAX", "anchors, aliases and tags are not read", 1, 7);
        refused("a: !!str 1\n", "YAML_SYNTAX", "anchors, aliases and tags are not read", 1, 10);
        refused("a: 1\n---\nb: 2\n", "YAML_SYNTAX", "a second document starts here, one is read", 2, 1);
        refused("", "YAML_SYNTAX", "the document is empty", 1, 1);
        refused("? [a]\n: 1\n", "YAML_SYNTAX", "the name of a member is a string, found a list", 1, 3);
        let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
        refused(&deep, "JSON_TOO_DEEP", "the document nests deeper than 64", 1, 65);
        assert_eq!(parse("a: [", 100).unwrap_err().kind().code(), "YAML_SYNTAX");
        let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n";
        assert_eq!(parse(bomb, 1000).unwrap_err().kind().code(), "YAML_SYNTAX");
        assert_eq!(parse("aaa", 2).unwrap_err().kind().code(), "TOO_LARGE");
    }
}
