//! The notes on the cases: the mistake that each catches.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test stops at a surprise")]

use assumable_conformance::vectors::{Case, load};
use serde_json::{Map, Value};

fn text<'v>(note: &'v Value, member: &str) -> &'v str {
    note.get(member).and_then(Value::as_str).filter(|text| !text.is_empty()).unwrap()
}

fn selectors(note: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    note.get("select").and_then(Value::as_array).unwrap().iter().map(|selector| selector.as_object().unwrap())
}

/// Whether a selector fits a case.
fn fits(selector: &Map<String, Value>, case: &Case) -> bool {
    let expect = case.expect.to_string();
    selector.iter().all(|(member, text)| {
        let text = text.as_str().unwrap();
        match member.as_str() {
            "operation" => case.operation == text,
            "request" => case.request.contains(text),
            "expect" => expect.contains(text),
            "name" => case.name.contains(text),
            _ => panic!("`{member}` is not a member that a note selects by"),
        }
    })
}

#[test]
fn every_case_has_a_note_and_every_note_has_a_case() {
    let file = std::fs::read_to_string(assumable_surface::root().join("tests/vectors/notes.json")).unwrap();
    let file: Value = serde_json::from_str(&file).unwrap();
    let notes = file.get("notes").and_then(Value::as_object).unwrap();
    let cases = load();
    for (name, note) in notes {
        assert!(["more", "less", "either", "none"].contains(&text(note, "admits")), "{name}");
        assert!(text(note, "mistake") != text(note, "effect"), "{name}");
        for selector in selectors(note) {
            assert!(
                !selector.is_empty() && cases.iter().any(|case| fits(selector, case)),
                "{name}: {selector:?}"
            );
        }
    }
    let bare: Vec<String> = cases
        .iter()
        .filter(|case| !notes.values().any(|note| selectors(note).any(|selector| fits(selector, case))))
        .map(|case| format!("{} {}", case.file, case.name))
        .collect();
    assert!(bare.is_empty(), "{bare:#?}");
}
