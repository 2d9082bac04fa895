//! Every case under `tests/vectors/`: `expect` is a part of what the operation answers.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

#[test]
fn every_case_is_answered_as_published() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors");
    let mut failures = Vec::new();
    let mut count = 0;
    for file in files(&root) {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let case: Value = serde_json::from_str(line).unwrap();
            let operation = case["operation"].as_str().unwrap();
            let answer = assumable::contract::answer(operation, &case["request"].to_string());
            let answer: Value = serde_json::from_str(&answer).unwrap();
            if let Err(difference) = contains(&answer, &case["expect"], "") {
                failures.push(format!("{} ({}): {difference}", case["name"], case["why"]));
            }
            count += 1;
        }
    }
    assert!(failures.is_empty(), "{} of {count} cases failed\n{}", failures.len(), failures.join("\n"));
    println!("{count} cases");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "jsonl") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Objects member by member, lists exactly in length and element by element.
fn contains(answer: &Value, expected: &Value, path: &str) -> Result<(), String> {
    match (answer, expected) {
        (Value::Object(answer), Value::Object(expected)) => {
            expected.iter().try_for_each(|(name, expected)| {
                contains(answer.get(name).unwrap_or(&Value::Null), expected, &format!("{path}/{name}"))
            })
        }
        (Value::Array(answer), Value::Array(expected)) if answer.len() == expected.len() => {
            answer.iter().zip(expected).enumerate().try_for_each(|(index, (answer, expected))| {
                contains(answer, expected, &format!("{path}/{index}"))
            })
        }
        _ if answer == expected => Ok(()),
        _ => Err(format!("at {path}: expected {expected}, found {answer}")),
    }
}
