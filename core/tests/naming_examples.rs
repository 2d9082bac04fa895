//! The conventions under `examples/naming`: what each run may push, what must be refused, and what lint says.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test stops at a surprise"
)]

use std::fs;
use std::path::{Path, PathBuf};

use assumable::contract::call;
use serde_json::{Value, json};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/naming")
}

fn ask(operation: &str, request: &Value) -> Value {
    let answer = call(operation, &request.to_string()).unwrap_or_else(|error| panic!("{request}: {error}"));
    serde_json::from_str(&answer).unwrap()
}

#[test]
fn every_convention_allows_and_refuses_as_it_says() {
    let mut files = 0;
    let readme = fs::read_to_string(folder().join("README.md")).unwrap();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        files += 1;
        let rules = fs::read_to_string(&path).unwrap();
        let runs = fs::read_to_string(path.with_extension("runs.json")).unwrap();
        let runs: Value = serde_json::from_str(&runs).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let cases = runs["cases"].as_array().unwrap();
        assert!(cases.iter().any(|case| case["verdict"] == "denied"), "{name}: a run must be refused");
        for case in cases {
            check(name, &rules, case);
        }
        assert!(readme.contains(&row(name, &cases[0])), "README.md needs a row: {}", row(name, &cases[0]));
        let lint = ask("lint_rules", &json!({"rules": rules}));
        let codes: Vec<&Value> = lint["findings"].as_array().unwrap().iter().map(|f| &f["code"]).collect();
        assert_eq!(json!(codes), runs["lint"], "{name}: {lint:#}");
    }
    assert_eq!(files, 13);
}

/// The end of the row of a convention in the README: the tags of its first run.
fn row(name: &str, case: &Value) -> String {
    assert_eq!(case["verdict"], "allowed", "{name}: the first run is one that obeys");
    let tag = |image: &Value| format!("`{}`", image.as_str().unwrap().rsplit(':').next().unwrap());
    let tags: Vec<String> = case["images"].as_array().unwrap().iter().map(tag).collect();
    format!("| {} |\n", tags.join(", "))
}

fn check(name: &str, rules: &str, case: &Value) {
    let why = format!("{name}: {}", case["why"]);
    let answer = ask("check_images", &json!({"rules": rules, "run": case["run"], "images": case["images"]}));
    assert_eq!(answer["verdict"], case["verdict"], "{why}: {answer:#}");
    let images = answer["images"].as_array().unwrap();
    if let Some(codes) = case.get("codes") {
        let found: Vec<&Value> =
            images.iter().map(|image| image.get("code").unwrap_or(&Value::Null)).collect();
        assert_eq!(json!(found), *codes, "{why}: {answer:#}");
    }
    for field in ["missing", "reason"] {
        if let Some(expected) = case.get(field) {
            assert_eq!(answer[field], *expected, "{why}: {answer:#}");
        }
    }
    // what the rules make is what they allow
    if case["verdict"] == "allowed" && answer["outcome"] == "made" {
        let made = ask("make_tags", &json!({"rules": rules, "run": case["run"]}));
        let names: Vec<&Value> = made["names"].as_array().unwrap().iter().map(|name| &name["name"]).collect();
        let again = ask("check_images", &json!({"rules": rules, "run": case["run"], "images": names}));
        assert_eq!(again["verdict"], "allowed", "{why}: {again:#}");
    }
    // a suggestion passes, and nothing is left to suggest
    for image in images {
        if let Some(suggestion) = image.get("suggestion") {
            let request = json!({"rules": rules, "run": case["run"], "images": [suggestion]});
            let again = ask("check_images", &request);
            assert_eq!(again["images"][0]["verdict"], "allowed", "{why}: {again:#}");
            assert!(again["images"][0].get("suggestion").is_none(), "{why}");
        }
    }
}

#[test]
fn a_document_in_json_reads_the_same() {
    let rules = json!({
        "version": 1,
        "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}",
        "tags": [{"name": "sha", "tag": "{sha}", "sha": "event"}],
    });
    let run = json!({"sha": "860c1904a1ce19322e91ac35af1ab07466440c37", "repository": "octo-org/app"});
    let yaml = fs::read_to_string(folder().join("sha-only.yaml")).unwrap();
    let of_json = ask("make_tags", &json!({"rules": rules.to_string(), "run": run}));
    assert_eq!(of_json, ask("make_tags", &json!({"rules": yaml, "run": run})));
}
