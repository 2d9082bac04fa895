//! Every case, answered in Rust; the answers are left for the other runners to compare theirs with.
#![allow(clippy::panic, clippy::expect_used, reason = "a test stops at a surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::sync::LazyLock;

use assumable::contract::{OPERATIONS, answer};
use assumable_conformance::compare::contains;
use assumable_conformance::coverage::Coverage;
use assumable_conformance::parallel::on_all_cores;
use assumable_conformance::vectors::{self, Case};
use assumable_surface::model::Contract;
use serde_json::{Value, json};

/// Every case with its answer, made once for all tests, on all cores.
static ANSWERS: LazyLock<Vec<(Case, String)>> = LazyLock::new(|| {
    let cases = vectors::load();
    let answers = on_all_cores(&cases, |case| answer(&case.operation, &case.request));
    cases.into_iter().zip(answers).collect()
});

#[test]
fn every_case_is_answered_as_published() {
    let contract = Contract::read();
    let mut coverage = Coverage::default();
    let mut failures = Vec::new();
    let mut pending: BTreeMap<&str, usize> = BTreeMap::new();
    let mut answers = Vec::new();
    for (case, text) in &*ANSWERS {
        // A case may ask for an operation that never was; one that is expected to be answered waits for it to land.
        let known = OPERATIONS.iter().any(|operation| operation.name == case.operation);
        if !known && case.expect.pointer("/error/code") != Some(&json!("UNKNOWN_OPERATION")) {
            *pending.entry(&case.operation).or_default() += 1;
            continue;
        }
        let value: Value = serde_json::from_str(text).expect("an envelope is JSON");
        let held = contains(&value, &case.expect)
            .and_then(|()| coverage.note(&contract, &case.operation, &case.request, &value));
        if let Err(difference) = held {
            failures.push(format!("{} {} ({}): {difference}", case.file, case.name, case.why));
        }
        let line = json!({
            "file": case.file, "name": case.name, "operation": case.operation, "request": case.request, "answer": text,
        });
        answers.push(line.to_string());
    }
    let count = answers.len();
    leave(&answers);
    for (operation, count) in &pending {
        println!("pending: {count} cases of {operation}");
    }
    println!(
        "conformance rust (text): {count} ran, {} passed, {} failed",
        count - failures.len(),
        failures.len()
    );
    assert!(failures.is_empty(), "{} of {count} cases failed\n{}", failures.len(), failures.join("\n"));
    uncovered(&coverage, &contract, !pending.is_empty());
}

/// Whole or not at all, so that no runner reads half of it.
fn leave(answers: &[String]) {
    let path = vectors::answers();
    fs::create_dir_all(path.parent().expect("a folder")).expect("the folder of the answers");
    let part = path.with_extension("part");
    let mut file = fs::File::create(&part).expect("the file of the answers");
    for line in answers {
        writeln!(file, "{line}").expect("the answers are written");
    }
    fs::rename(&part, &path).expect("the answers are in place");
}

/// Every operation, error code and enum value appears in a case, or in `tests/contract/uncovered.txt` with a reason.
fn uncovered(coverage: &Coverage, contract: &Contract, landing: bool) {
    let wanted = Coverage::wanted(contract);
    let list = include_str!("../contract/uncovered.txt");
    let excused: BTreeMap<&str, &str> = list
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(": ").unwrap_or_else(|| panic!("`{line}` has no reason")))
        .collect();
    let missing: Vec<&String> = wanted
        .iter()
        .filter(|item| !coverage.seen.contains(*item) && !excused.contains_key(item.as_str()))
        .collect();
    let needless: BTreeSet<&&str> =
        excused.keys().filter(|item| coverage.seen.contains(**item) || !wanted.contains(**item)).collect();
    // A new operation may come before its cases; when every case has its operation, so must every value its case.
    if landing {
        println!("in no case yet: {missing:?}");
        return;
    }
    assert!(missing.is_empty(), "in no case, and not excused in tests/contract/uncovered.txt: {missing:#?}");
    assert!(needless.is_empty(), "excused in tests/contract/uncovered.txt without need: {needless:#?}");
}

/// The findings of a road are told beside its case: a published row names some, and an answer may have more.
#[test]
fn roads_have_the_findings_of_their_rows() {
    let path = assumable_surface::root().join("tests/vectors/documents/published-roads.findings.json");
    let text = fs::read_to_string(path).expect("the findings");
    let wanted: BTreeMap<String, Vec<String>> = serde_json::from_str(&text).expect("codes by row");
    let mut seen = 0;
    for (case, text) in ANSWERS.iter().filter(|(case, _)| case.file == "documents/published-roads.jsonl") {
        let Some(codes) = wanted.get(&case.name) else { continue };
        let answer: Value = serde_json::from_str(text).expect("JSON");
        let found: Vec<&Value> =
            answer["ok"]["findings"].as_array().expect("findings").iter().map(|one| &one["code"]).collect();
        for code in codes {
            assert!(found.contains(&&json!(code)), "{}: no {code} in {found:?}", case.name);
        }
        seen += 1;
    }
    assert!(seen > 5, "{seen} rows with findings");
}

/// The type asks for help; this asks that it says something, in the form of all messages.
#[test]
fn every_error_of_a_case_says_what_to_do() {
    let mut told = 0;
    for (case, answered) in &*ANSWERS {
        let value: Value = serde_json::from_str(answered).expect("an envelope");
        let Some(error) = value.get("error") else { continue };
        let text = |member: &str| error.get(member).and_then(Value::as_str).unwrap_or_default();
        let (message, help) = (text("message"), text("help"));
        let place = format!("{} {}: `{message}`, `{help}`", case.file, case.name);
        assert!(help.len() > 4 && !help.ends_with('.') && help.trim() == help, "{place}");
        assert!(help != message && !message.contains(" is no "), "{place}");
        told += 1;
    }
    assert!(told > 300, "{told} errors only");
}

/// The documented example of each operation.
#[test]
fn every_documented_request_gives_the_documented_response() {
    for operation in OPERATIONS {
        let given: Value =
            serde_json::from_str(&answer(operation.name, operation.request)).expect("an envelope");
        let documented: Value = serde_json::from_str(operation.response).expect("an example is JSON");
        assert_eq!(given, json!({"ok": documented}), "the example of {}", operation.name);
    }
}
