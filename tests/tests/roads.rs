//! What holds of every case of `explain`, and how near the answers are to what is published of changes and dangers.
#![allow(clippy::panic, clippy::expect_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use std::collections::BTreeMap;

use assumable::contract::answer;
use assumable_conformance::vectors;
use serde_json::{Value, json};

#[test]
fn the_order_of_the_documents_changes_nothing() {
    let mut asked = 0;
    for case in vectors::load().iter().filter(|case| case.operation == "explain") {
        let request: Value = serde_json::from_str(&case.request).expect("a request");
        let files = request["files"].as_array().expect("documents");
        if files.len() < 2 {
            continue;
        }
        let first = answer("explain", &case.request);
        let mut reversed: Vec<Value> = files.clone();
        reversed.reverse();
        let mut rotated = files.clone();
        rotated.rotate_left(files.len() / 2);
        for files in [reversed, rotated] {
            let mut request = request.clone();
            request["files"] = Value::Array(files);
            let other = answer("explain", &request.to_string());
            assert_eq!(first, other, "{} {}", case.file, case.name);
            asked += 1;
        }
    }
    assert!(asked > 100, "{asked} orders");
}

fn file(name: &str) -> Value {
    let path = assumable_surface::root().join("tests/vectors").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("JSON")
}

/// The documents of a request by name.
fn texts(request: &Value) -> BTreeMap<String, String> {
    let text = |file: &Value, member: &str| file[member].as_str().expect("a text").to_owned();
    let files = request["files"].as_array().expect("documents");
    files.iter().map(|file| (text(file, "name"), text(file, "text"))).collect()
}

/// What the documents are after a published edit: the first `from` at or after the start of the line becomes `to`.
fn as_published(mut files: BTreeMap<String, String>, change: &Value) -> BTreeMap<String, String> {
    let member = |name: &str| change[name].as_str().expect("a text");
    let text = files.get_mut(member("document")).expect("the document");
    let line = change["line"].as_u64().expect("a line") - 1;
    let start: usize =
        text.split_inclusive('\n').take(usize::try_from(line).expect("a line")).map(str::len).sum();
    let at = start + text.get(start..).and_then(|rest| rest.find(member("from"))).expect("the old text");
    text.replace_range(at..at + member("from").len(), member("to"));
    files
}

/// What they are after a change of ours.
fn as_ours(mut files: BTreeMap<String, String>, change: &Value) -> BTreeMap<String, String> {
    let offset = |edit: &Value| {
        usize::try_from(edit["place"]["offset"].as_u64().expect("an offset")).expect("a number")
    };
    let mut edits: Vec<&Value> = change["edits"].as_array().into_iter().flatten().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(edit)));
    for edit in edits {
        let text = files.get_mut(edit["place"]["document"].as_str().expect("a name")).expect("the document");
        let (old, new) = (edit["old"].as_str().expect("a text"), edit["text"].as_str().expect("a text"));
        assert_eq!(text.get(offset(edit)..offset(edit) + old.len()), Some(old));
        text.replace_range(offset(edit)..offset(edit) + old.len(), new);
    }
    files
}

/// The published changes that are answered otherwise, and why.
const OTHERWISE: [(&str, &str); 5] = [
    (
        "old-issuer",
        "the published edit leaves the old provider in the statement: the job would still be denied",
    ),
    (
        "dormant-actor",
        "the job may run on any branch and tag, which the published edit denies: ours keeps its runs",
    ),
    (
        "ecr-action-typo",
        "the client asks for the manifest too: with the published edit the push is still denied",
    ),
    ("scp-region", "the new region stands at the end of the list, and not after the first"),
    (
        "customized-template",
        "the published pattern lets any workflow and actor in: ours lets in the job only",
    ),
];

#[test]
fn changes_are_the_published_ones_and_every_danger_is_told() {
    let published = file("documents/published-roads.told.json");
    let cases = vectors::load();
    let (mut same, mut all, mut dangers, mut otherwise) = (0, 0, 0, Vec::new());
    for (name, roads) in published.as_object().expect("an object") {
        let is_one =
            |case: &&vectors::Case| case.file == "documents/published-roads.jsonl" && case.name == *name;
        let case = cases.iter().find(is_one).expect("the case");
        let request: Value = serde_json::from_str(&case.request).expect("a request");
        let answered: Value = serde_json::from_str(&answer("explain", &case.request)).expect("an answer");
        let ours = answered["ok"]["roads"].as_array().expect("roads");
        for (index, road) in roads.as_array().expect("roads").iter().enumerate() {
            let told: Vec<&Value> = ours[index]["dangers"].as_array().into_iter().flatten().collect();
            for severity in road["dangers"].as_array().into_iter().flatten() {
                assert!(told.iter().any(|danger| danger["severity"] == *severity), "{name}: {severity}");
                dangers += 1;
            }
            for change in road["changes"].as_array().into_iter().flatten() {
                let wanted = as_published(texts(&request), change);
                let of_roads = ours.iter().flat_map(|road| road["changes"].as_array().into_iter().flatten());
                let found = of_roads
                    .filter(|own| own["kind"] == change["kind"])
                    .any(|own| as_ours(texts(&request), own) == wanted);
                all += 1;
                if found {
                    same += 1;
                } else {
                    otherwise.push(name.as_str());
                }
            }
        }
    }
    otherwise.sort_unstable();
    let mut known = OTHERWISE.map(|(name, _)| name);
    known.sort_unstable();
    assert_eq!(otherwise, known, "{same} of {all}");
    assert_eq!((same, all, dangers), (40, 45, 50));
}

#[test]
fn what_people_could_not_ask_is_answered_by_a_case() {
    let cases = vectors::load();
    let answers = file("field-answers.json");
    for (id, answer) in answers.as_object().expect("an object") {
        let named = answer["case"].as_str().expect("a case");
        assert!(cases.iter().any(|case| format!("{} {}", case.file, case.name) == named), "{id}: {named}");
    }
}

#[test]
fn a_safe_change_of_a_real_failure_lets_the_job_in() {
    let cases = vectors::load();
    let of_failures = cases.iter().filter(|case| case.file == "documents/published-failures.jsonl");
    let mut applied = 0;
    for case in of_failures {
        let request: Value = serde_json::from_str(&case.request).expect("a request");
        let answered: Value = serde_json::from_str(&answer("explain", &case.request)).expect("an answer");
        for (index, road) in answered["ok"]["roads"].as_array().into_iter().flatten().enumerate() {
            let is_denied = |one: &Value| one["verdict"] != "allowed";
            if !road["scenarios"].as_array().expect("scenarios").iter().any(is_denied) {
                continue;
            }
            let changes = road["changes"].as_array().into_iter().flatten();
            for change in changes.filter(|change| change["kind"] == "safe") {
                let changed = as_ours(texts(&request), change);
                let files = changed.iter().map(|(name, text)| json!({"name": name, "text": text}));
                let mut request = request.clone();
                request["files"] = files.collect();
                let after: Value =
                    serde_json::from_str(&answer("explain", &request.to_string())).expect("an answer");
                let mut scenarios = after["ok"]["roads"][index]["scenarios"].as_array().into_iter().flatten();
                assert!(scenarios.any(|one| one["verdict"] == "allowed"), "{}: {change}", case.name);
                applied += 1;
            }
        }
    }
    assert!(applied >= 29, "{applied} changes");
}
