//! A caller's text in an answer: people see every character of it, and no signature of a token.
#![allow(clippy::panic, clippy::expect_used, reason = "a test stops at a surprise")]
#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "a path leads to what is there")]

use std::collections::{BTreeMap, BTreeSet};

use assumable_conformance::parallel::on_all_cores;
use serde_json::{Map, Value};

/// Members of answers that hold sentences, or texts cut to be shown to people.
const FOR_PEOPLE: &[&str] =
    &["message", "help", "found", "reason", "question", "effect", "depends_on", "error"];

/// Hidden, changing the direction, breaking the line; and a token whose signature is `c2VjcmV0`.
const HIDDEN: &[char] = &['\u{202e}', '\u{2028}', '\u{200b}'];
const SIGNATURE: &str = "c2VjcmV0";
const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2VjcmV0";

/// How many requests each text of an operation is tried in.
const SEEDS: usize = 2;

/// A request with one text changed.
struct Asked {
    /// The operation, and what it is about.
    about: String,
    /// Which text is changed.
    kind: String,
    operation: String,
    request: String,
}

/// Each text of each operation, in its forms.
fn all() -> Vec<Asked> {
    let mut tried: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut out = Vec::new();
    for case in assumable_conformance::vectors::load() {
        let Ok(request) = serde_json::from_str::<Value>(&case.request) else { continue };
        if case.request.len() > 4_000 {
            continue;
        }
        // A request that says what kind of thing it is about is an operation of its own.
        let about = request
            .get("kind")
            .map_or_else(|| case.operation.clone(), |of| format!("{} {of}", case.operation));
        let mut texts = Vec::new();
        find(&request, &mut Vec::new(), &mut String::new(), &mut texts);
        for (path, kind) in texts {
            let seeds = tried.entry((about.clone(), kind.clone())).or_default();
            if *seeds == SEEDS {
                continue;
            }
            *seeds += 1;
            for form in 0..FORMS {
                let mut changed = request.clone();
                change(&mut changed, &path, form);
                let (operation, request) = (case.operation.clone(), changed.to_string());
                out.push(Asked { about: about.clone(), kind: kind.clone(), operation, request });
            }
        }
    }
    out
}

/// What is wrong with an answer.
fn faults(asked: &Asked) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let Asked { about, kind, operation, request } = asked;
    let answer = assumable::contract::answer(operation, request);
    let answer: Value = serde_json::from_str(&answer).expect("an answer is JSON");
    if answer.to_string().contains(SIGNATURE) {
        out.insert(format!("{about}, {kind}: a signature in {answer}"));
    }
    // What `render` writes is for people, and has lines; a SARIF log escapes as JSON does.
    hidden(&answer, "", operation == "render", &mut |place, text| {
        out.insert(format!("{about}, {kind}: {place}: {}", text.escape_debug()));
    });
    out
}

#[test]
fn every_text_of_a_caller_is_made_visible() {
    let all = all();
    let found: BTreeSet<String> = on_all_cores(&all, faults).into_iter().flatten().collect();
    let shown: Vec<&str> = found.iter().map(String::as_str).take(200).collect();
    assert!(found.is_empty(), "{} of {}:\n{}", found.len(), all.len(), shown.join("\n"));
    assert!(all.len() > 5_000, "{}", all.len());
}

/// A step to a text in a request: into a member or an element, into a document that stands as text, or to the name of a
/// member.
#[derive(Clone)]
enum Step {
    Member(String),
    Element(usize),
    Document,
    Name(String),
}

/// Every text of a request, and the path of its kind, without numbers.
fn find(value: &Value, path: &mut Vec<Step>, kind: &mut String, out: &mut Vec<(Vec<Step>, String)>) {
    let length = kind.len();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                path.push(Step::Name(name.clone()));
                out.push((path.clone(), format!("{kind}/{name} (name)")));
                path.pop();
                path.push(Step::Member(name.clone()));
                kind.push('/');
                kind.push_str(name);
                find(member, path, kind, out);
                kind.truncate(length);
                path.pop();
            }
        }
        Value::Array(elements) => {
            kind.push_str("/*");
            for (index, element) in elements.iter().enumerate() {
                path.push(Step::Element(index));
                find(element, path, kind, out);
                path.pop();
            }
            kind.truncate(length);
        }
        Value::String(text) => {
            out.push((path.clone(), kind.clone()));
            if let Ok(document @ Value::Object(_)) = serde_json::from_str(text) {
                path.push(Step::Document);
                find(&document, path, kind, out);
                path.pop();
            }
        }
        _ => {}
    }
}

/// How many forms [`wrong`] knows.
const FORMS: usize = 4;

fn wrong(text: &str, form: usize) -> String {
    let hidden: String = HIDDEN.iter().collect();
    let middle = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    match form {
        0 => format!("{text}{hidden}"),
        1 => format!("{}{hidden}{}", &text[..middle], &text[middle..]),
        2 => TOKEN.to_owned(),
        _ => format!("{text}:{TOKEN}"),
    }
}

fn change(value: &mut Value, path: &[Step], form: usize) {
    match (path.split_first(), value) {
        (None, Value::String(text)) => *text = wrong(text, form),
        (Some((Step::Member(name), rest)), Value::Object(members)) => {
            change(members.get_mut(name).expect("a member"), rest, form);
        }
        (Some((Step::Element(index), rest)), Value::Array(elements)) => {
            change(&mut elements[*index], rest, form);
        }
        (Some((Step::Document, rest)), Value::String(text)) => {
            let mut document: Value = serde_json::from_str(text).expect("a document");
            change(&mut document, rest, form);
            *text = document.to_string();
        }
        (Some((Step::Name(name), _)), Value::Object(members)) => {
            let changed: Map<String, Value> = core::mem::take(members)
                .into_iter()
                .map(|(key, value)| (if key == *name { wrong(&key, form) } else { key }, value))
                .collect();
            *members = changed;
        }
        _ => panic!("a path leads to a text"),
    }
}

/// Tells each text for people that holds a character which they do not see.
fn hidden(value: &Value, place: &str, shown: bool, tell: &mut impl FnMut(&str, &str)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let place = format!("{place}/{name}");
                let premise = name == "text" && members.contains_key("grade");
                hidden(member, &place, premise || FOR_PEOPLE.contains(&name.as_str()), tell);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                hidden(element, &format!("{place}/*"), shown, tell);
            }
        }
        Value::String(text) if shown && text.contains(HIDDEN) => tell(place, text),
        _ => {}
    }
}
