//! The page of policies that were made: each intent of the cases with the characters of its policy and its proof, and each policy
//! that was over its quota, before and after. `TABLES=write` writes the page anew, to be read again.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at a surprise")]

use std::fs;

use assumable::contract::call;
use serde_json::{Value, json};

fn cases(file: &str) -> Vec<Value> {
    let path = assumable_surface::root().join("tests/vectors/make").join(file);
    let text = fs::read_to_string(path).expect("the cases are there");
    text.lines().map(|line| serde_json::from_str(line).expect("a case")).collect()
}

fn ask(operation: &str, request: &Value) -> Value {
    let answer = call(operation, &request.to_string()).expect(operation);
    serde_json::from_str(&answer).expect("an answer")
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// The world in which the policy of an answer is put to the question again: its owners, and the keys that it changes.
fn world(request: &Value, answer: &Value) -> Value {
    let mut world = request.get("world").cloned().unwrap_or_else(|| json!({}));
    if world["owners"].as_array().is_none_or(Vec::is_empty) {
        let mut logins: Vec<&str> = Vec::new();
        for class in request["intent"]["only"].as_array().into_iter().flatten() {
            for name in ["repository", "repository_owner"] {
                let named = class[name].as_array().into_iter().flatten().filter_map(Value::as_str);
                logins.extend(named.filter_map(|name| name.split('/').next()));
            }
        }
        logins.sort_unstable();
        logins.dedup();
        world["owners"] = logins.iter().map(|login| json!({"login": login})).collect();
    }
    if let Some(keys) = answer.get("include_claim_keys") {
        for owner in world["owners"].as_array_mut().into_iter().flatten() {
            owner["include_claim_keys"] = keys.clone();
        }
    }
    if world.get("audiences").is_none() {
        world["audiences"] = answer["provider"]["client_ids"].clone();
    }
    world
}

/// Proves a policy again, by the operations that answer for any policy: all who are meant get in, and nobody else.
fn proved(request: &Value, answer: &Value) -> String {
    let world = world(request, answer);
    let policy = &answer["trust_policy"];
    let only = &request["intent"]["only"];
    let decided = ask("decide", &json!({"policy": policy, "tokens": only, "world": world}));
    assert_eq!(text(&decided, "outcome"), "always", "{request}");
    let intent = json!({"policy": policy, "intent": {"only": only}, "world": world});
    let proof = ask("prove", &intent);
    if text(answer, "outcome") == "exact" {
        assert_eq!((text(&proof, "outcome"), &proof["vacuous"]), ("holds", &json!(false)), "{request}");
        return "exact".to_owned();
    }
    assert_eq!(text(&proof, "outcome"), "fails", "{request}");
    let unsaid: Vec<&str> =
        answer["unsaid"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    format!("nearest: no policy can test `{}`", unsaid.join("`, `"))
}

#[test]
fn the_page_of_made_policies() {
    let mut page = String::from(
        "# Policies that were made\n\n\
         Made by a test from `tests/vectors/make`: the source of each case stands there. Every policy is put to `decide` and \
         `prove` again, which know nothing of how it was made: all tokens of the intent get in, and nobody else; where AWS cannot \
         tell them apart, the nearest policy is made, and what it cannot test is told.\n\n\
         ## From an intent\n\n\
         | intent | characters | proof |\n|---|---|---|\n",
    );
    let mut intents = 0;
    for case in cases("policies.jsonl") {
        if case["expect"].get("ok").is_none() {
            continue;
        }
        let answer = ask("make_policies", &case["request"]);
        let proof = proved(&case["request"], &answer);
        page.push_str(&format!(
            "| {} | {} of {} | {proof} |\n",
            text(&case, "name"),
            answer["size"],
            answer["quota"]
        ));
        intents += 1;
    }
    assert!(intents >= 20, "{intents} intents");
    page.push_str(
        "\n## Over the quota\n\n\
         Policies of the shapes that people met the quota with, rebuilt with other names. Those that fit afterwards admit the same \
         tokens, by `compare_policies`.\n\n\
         | policy | told in | before | after | how |\n|---|---|---|---|---|\n",
    );
    let oversized = cases("oversized.jsonl");
    assert_eq!(oversized.len(), 10);
    for case in oversized {
        let request = &case["request"];
        let answer = ask("shrink_policy", request);
        if answer["policy"] != request["policy"] {
            let pair = json!({"old": request["policy"], "new": answer["policy"], "world": request["world"]});
            assert_eq!(text(&ask("compare_policies", &pair), "relation"), "equal", "{case}");
        }
        let steps = answer["steps"].as_array().into_iter().flatten().map(|step| text(step, "done"));
        let mut how: Vec<String> = steps.map(str::to_owned).collect();
        let roles = answer["roles"].as_array().map_or(0, Vec::len);
        match (text(&answer, "outcome"), roles) {
            ("too_long", 0) => {
                how.push(format!(
                    "{} characters too many: no equal form and no split is proved",
                    answer["over_by"]
                ));
            }
            ("too_long", _) => {
                how.push(format!("{} characters too many: split over {roles} roles", answer["over_by"]));
            }
            _ => {}
        }
        page.push_str(&format!(
            "| {} | {} | {} | {} of {} | {} |\n",
            text(&case, "name"),
            text(&case, "source"),
            answer["before"],
            answer["size"],
            answer["limit"],
            how.join("; ")
        ));
    }
    let path = assumable_surface::root().join("core/docs/made.md");
    if std::env::var_os("TABLES").is_some() {
        fs::write(&path, &page).expect("the folder can be written to");
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), page, "`TABLES=write` writes the page anew");
}
