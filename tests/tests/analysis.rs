//! Every witness of an exact answer, put to the operations for single tokens: GitHub mints it, and the policy says of it
//! what the answer says.
#![allow(clippy::panic, clippy::expect_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use assumable::Claims;
use assumable::analysis::{Class, TokenSet};
use assumable_conformance::vectors::{self, Case};
use serde_json::{Map, Value, json};

/// One answer, with its request.
struct Asked<'c> {
    case: &'c Case,
    request: Value,
    answer: Value,
}

fn ask(operation: &str, request: &Value) -> Value {
    let text = assumable::contract::call(operation, &request.to_string());
    serde_json::from_str(&text.unwrap_or_else(|error| panic!("{operation}: {error}")))
        .expect("an answer is JSON")
}

impl Asked<'_> {
    fn place(&self) -> String {
        format!("{} {}", self.case.file, self.case.name)
    }

    /// What `check_trust` takes of the world.
    fn options(&self, token: &Value) -> Value {
        let mut options = Map::new();
        for name in ["provider", "partition", "as_of", "role_session_name", "context", "rcp"] {
            let value = token.get(name).or_else(|| self.request["world"].get(name));
            options.extend(value.map(|value| (name.to_owned(), value.clone())));
        }
        Value::Object(options)
    }

    /// Asserts that `build_subject` gives the token's `sub`, and `check_trust` the verdict.
    fn confirm(&self, token: &Value, policy: &str, verdict: &str) {
        let place = self.place();
        let mut claims = token["claims"].clone();
        let sub =
            claims.as_object_mut().and_then(|claims| claims.remove("sub")).expect("a witness has a `sub`");
        let subject = ask("build_subject", &json!({"claims": claims, "settings": token["settings"]}));
        assert_eq!(subject["value"], sub, "{place}: {token}");
        let request = json!({
            "policy": self.request[policy], "claims": token["claims"], "options": self.options(token),
        });
        assert_eq!(ask("check_trust", &request)["verdict"], verdict, "{place}: {token}");
    }
}

/// Whether a token is in a set of classes.
fn is_in(classes: &Value, token: &Value) -> bool {
    let classes: Vec<Class> = serde_json::from_value(classes.clone()).expect("classes");
    let claims: Claims = token["claims"].to_string().parse().expect("claims");
    classes.into_iter().collect::<TokenSet>().holds(&claims)
}

/// Confirms the witnesses of an answer that is certain, and counts them.
fn confirmed(asked: &Asked<'_>) -> usize {
    let (answer, request, place) = (&asked.answer, &asked.request, asked.place());
    let result = answer.get("outcome").or_else(|| answer.get("relation")).and_then(Value::as_str);
    match result.expect("an answer has a result") {
        "fails" => {
            let token = &answer["counterexample"];
            asked.confirm(token, "policy", "allowed");
            assert!(!is_in(&request["intent"]["only"], token), "{place}: {token} is in the intent");
            1
        }
        "some" => {
            let token = &answer["witness"];
            asked.confirm(token, "policy", "allowed");
            let login = &token["claims"]["repository_owner"];
            let owners = request["world"]["owners"].as_array();
            let ours = owners.into_iter().flatten().any(|owner| &owner["login"] == login);
            assert!(!ours || request["world"]["recycled"] == true, "{place}: {token} is ours");
            1
        }
        "narrower" | "wider" | "incomparable" => {
            let sides = [("lost", "old", "new"), ("gained", "new", "old")];
            let mut count = 0;
            for (token, admits, refuses) in sides.map(|(side, a, r)| (answer.get(side), a, r)) {
                let Some(token) = token else { continue };
                asked.confirm(token, admits, "allowed");
                asked.confirm(token, refuses, "denied");
                count += 1;
            }
            assert_eq!(count, if result == Some("incomparable") { 2 } else { 1 }, "{place}");
            count
        }
        "somebody" => {
            let classes = answer["classes"].as_array().expect("classes");
            for class in classes {
                asked.confirm(&class["witness"], "policy", "allowed");
                assert!(is_in(&json!([class["where"]]), &class["witness"]), "{place}: {class}");
                assert!(
                    class["statements"].as_array().is_some_and(|list| !list.is_empty()),
                    "{place}: {class}"
                );
            }
            assert!(!classes.is_empty(), "{place}: nobody is somebody");
            classes.len()
        }
        "always" | "never" | "sometimes" => {
            let sides = [("admitted", "allowed"), ("refused", "denied")];
            let told = sides.into_iter().filter_map(|(side, verdict)| Some((answer.get(side)?, verdict)));
            let mut count = 0;
            for (token, verdict) in told {
                asked.confirm(token, "policy", verdict);
                assert!(is_in(&request["tokens"], token), "{place}: {token} is not in the set");
                count += 1;
            }
            count
        }
        _ => 0,
    }
}

#[test]
fn every_witness_is_minted_and_does_what_the_answer_says() {
    let mut count = 0;
    for case in vectors::load() {
        let exact = ["who_can_assume", "prove", "outsiders", "compare_policies", "decide"];
        if !exact.contains(&case.operation.as_str()) || case.expect.get("ok").is_none() {
            continue;
        }
        let request: Value = serde_json::from_str(&case.request).expect("a request is JSON");
        let answer = ask(&case.operation, &request);
        count += confirmed(&Asked { case: &case, request, answer });
    }
    assert!(count > 120, "{count} witnesses only");
}

/// The text that a pattern without wildcards fits.
fn plain(pattern: &Value) -> Value {
    let text = pattern.as_str().expect("a pattern");
    json!(text.replace("${*}", "*").replace("${?}", "?").replace("${$}", "$"))
}

/// The classes of a published policy hold the tokens that are published as let in, and none that is kept out.
#[test]
fn classes_hold_the_published_tokens() {
    let cases = vectors::load();
    let mut answers: Vec<(&str, Value)> = Vec::new();
    let mut count = 0;
    for probe in cases.iter().filter(|case| case.file.ends_with("published-probes.jsonl")) {
        let (row, inside) = match (probe.name.split_once("-inside-"), probe.name.split_once("-outside-")) {
            (Some((row, _)), _) => (row, true),
            (_, Some((row, _))) => (row, false),
            _ => panic!("{} is on neither side", probe.name),
        };
        if !answers.iter().any(|(known, _)| *known == row) {
            let who = cases.iter().find(|case| case.operation == "who_can_assume" && case.name == row);
            let request = serde_json::from_str(&who.expect("each row has its question").request);
            answers.push((row, ask("who_can_assume", &request.expect("a request is JSON"))));
        }
        let (_, answer) = answers.iter().find(|(known, _)| *known == row).expect("it was asked");
        let classes: Vec<Value> =
            answer["classes"].as_array().expect("classes").iter().map(|one| one["where"].clone()).collect();
        let request: Value = serde_json::from_str(&probe.request).expect("a request is JSON");
        let class = request["tokens"][0].as_object().expect("a class");
        let claims: Map<String, Value> =
            class.iter().map(|(name, patterns)| (name.clone(), plain(&patterns[0]))).collect();
        let held = is_in(&Value::Array(classes), &json!({"claims": claims}));
        assert!(held == inside || inside && answer["more"] == true, "{}: {claims:?}", probe.name);
        count += 1;
    }
    assert!(count > 100, "{count} tokens only");
}

/// The same question gives the same bytes, whatever was asked before.
#[test]
fn an_answer_does_not_depend_on_the_questions_before_it() {
    let cases: Vec<Case> =
        vectors::load().into_iter().filter(|case| case.file.ends_with("published-proofs.jsonl")).collect();
    let answer = |case: &Case| assumable::contract::answer(&case.operation, &case.request);
    let forth: Vec<String> = cases.iter().map(answer).collect();
    let mut back: Vec<String> = cases.iter().rev().map(answer).collect();
    back.reverse();
    assert!(cases.len() > 100);
    for ((case, one), other) in cases.iter().zip(&forth).zip(&back) {
        assert_eq!(one, other, "{}", case.name);
    }
}
