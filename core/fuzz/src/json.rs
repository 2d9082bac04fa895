//! The reader, and everything behind the contract.

use assumable::contract::{self, OPERATIONS};
use assumable::limits::{MAX_DEPTH, MAX_REQUEST};
use assumable::tree::json::{Node, Value};
use assumable::{Error, ErrorKind};
use serde::de::IgnoredAny;

/// The reader accepts what `serde_json` accepts, but for the refusals that it documents, and reads the same.
pub fn json(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let usual = serde_json::from_str::<IgnoredAny>(text);
    match assumable::tree::json::parse(text, MAX_REQUEST) {
        Ok(node) => {
            assert!(usual.is_ok(), "accepted, though `serde_json` says: {}", usual.unwrap_err());
            // serde_json's own tree refuses numbers beyond a double, which are kept as text here.
            if let Ok(tree) = serde_json::from_str::<serde_json::Value>(text) {
                same(&node, &tree);
            }
            places(text, &node, 0);
        }
        Err(error) => {
            told(&error, text);
            let stricter = matches!(
                error.kind(),
                ErrorKind::JsonDuplicateMember
                    | ErrorKind::JsonTooDeep
                    | ErrorKind::JsonLoneSurrogate
                    | ErrorKind::JsonNul
            );
            // A control character or another fault may still come behind one of these, so they say nothing of the rest.
            assert!(stricter || usual.is_err(), "refused with `{error}`, though `serde_json` accepts it");
        }
    }
}

fn same(node: &Node, tree: &serde_json::Value) {
    match (&node.value, tree) {
        (Value::Null, serde_json::Value::Null) => {}
        (Value::Bool(ours), serde_json::Value::Bool(theirs)) => assert_eq!(ours, theirs),
        (Value::Number(ours), serde_json::Value::Number(theirs)) => {
            // serde_json reads a long number only nearly.
            let (ours, theirs) = (ours.parse::<f64>().unwrap(), theirs.as_f64().unwrap());
            assert!((ours - theirs).abs() <= ours.abs() * 1e-14, "{ours} {theirs}");
        }
        (Value::String(ours), serde_json::Value::String(theirs)) => assert_eq!(ours, theirs),
        (Value::Array(ours), serde_json::Value::Array(theirs)) => {
            assert_eq!(ours.len(), theirs.len());
            ours.iter().zip(theirs).for_each(|(ours, theirs)| same(ours, theirs));
        }
        (Value::Object(ours), serde_json::Value::Object(theirs)) => {
            assert_eq!(ours.len(), theirs.len());
            ours.iter().for_each(|member| same(&member.node, &theirs[&member.name]));
        }
        _ => panic!("{} beside {tree}", node.kind()),
    }
}

/// The text at each value's place is that value.
fn places(text: &str, node: &Node, depth: usize) {
    assert!(depth <= MAX_DEPTH);
    let first = text[node.span.clone()].chars().next();
    let begins = match &node.value {
        Value::Null => first == Some('n'),
        Value::Bool(value) => first == Some(if *value { 't' } else { 'f' }),
        Value::Number(number) => &text[node.span.clone()] == number,
        Value::String(_) => first == Some('"') && text[node.span.clone()].ends_with('"'),
        Value::Array(_) => first == Some('[') && text[node.span.clone()].ends_with(']'),
        Value::Object(_) => first == Some('{') && text[node.span.clone()].ends_with('}'),
    };
    assert!(begins, "{:?} is not {}", &text[node.span.clone()], node.kind());
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| places(text, item, depth + 1)),
        Value::Object(members) => members.iter().for_each(|member| {
            assert!(text[member.name_span.clone()].starts_with('"'));
            places(text, &member.node, depth + 1);
        }),
        _ => {}
    }
}

/// An error is whole: a message, and a place within the text where it has one.
fn told(error: &Error, text: &str) {
    assert!(!error.to_string().is_empty());
    assert_ne!(error.kind(), ErrorKind::Internal);
    if let Some(place) = error.place() {
        assert!(place.offset <= text.chars().count() && place.line >= 1 && place.column >= 1, "{place:?}");
    }
    if let Some(span) = error.span() {
        assert!(span.start <= span.end && text.get(..span.start).is_some(), "{span:?} of {}", text.len());
    }
}

/// Any operation and any bytes: an answer or one coded error, both JSON, and the same again for the same bytes.
///
/// The first byte names the operation, or the handle where it is past the last.
pub fn call(data: &[u8]) {
    let Some((&first, request)) = data.split_first() else { return };
    let ask = || match OPERATIONS.get(usize::from(first)) {
        Some(operation) => contract::call_bytes(operation.name, request),
        None => handle(first, request),
    };
    let answer = ask();
    assert_eq!(answer, ask());
    match answer {
        Ok(answer) => {
            serde_json::from_str::<IgnoredAny>(&answer).expect("an answer is JSON");
        }
        Err(error) => {
            assert!(!error.to_string().is_empty() && error.to_string().len() < 4096, "{error}");
            assert_ne!(error.kind(), ErrorKind::Internal);
            assert!(error.path().is_empty() || error.path().starts_with('/'), "{}", error.path());
            let envelope = contract::envelope(Err(error));
            serde_json::from_str::<IgnoredAny>(&envelope).expect("an envelope is JSON");
        }
    }
}

/// A handle: its document up to a NUL, then the request.
fn handle(first: u8, rest: &[u8]) -> Result<String, Error> {
    let kinds = contract::HANDLES;
    let methods: Vec<_> =
        kinds.iter().flat_map(|kind| kind.methods.iter().map(move |method| (kind, method))).collect();
    let (kind, method) = methods[usize::from(first) % methods.len()];
    let mut parts = rest.splitn(2, |byte| *byte == 0);
    let document = contract::utf8(parts.next().unwrap_or_default())?;
    let request = contract::utf8(parts.next().unwrap_or_default())?;
    contract::Handle::open(kind.name, document)?.call(method.name, request)
}
