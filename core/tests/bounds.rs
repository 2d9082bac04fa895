//! What is too much is refused with a code, before it is done; what is usual never comes near a limit.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at a surprise")]

use assumable::Error;
use assumable::contract::{Handle, call};
use assumable::limits::{MAX_ANSWER, MAX_SHOWN};
use serde_json::{Value, json};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const SUB: &str = "token.actions.githubusercontent.com:sub";

/// A trust policy of these conditions, a statement each.
fn trust(conditions: impl IntoIterator<Item = Value>) -> String {
    let statement = |condition| {
        json!({"Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition})
    };
    let statements: Vec<Value> = conditions.into_iter().map(statement).collect();
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn claims(length: usize) -> Value {
    json!({"aud": "sts.amazonaws.com", "sub": "a".repeat(length)})
}

fn check(policy: &str, claims: &Value) -> Result<Value, Error> {
    let request = json!({"policy": policy, "claims": claims, "options": {"over_quota": true}}).to_string();
    let answer = call("check_trust", &request)?;
    assert!(answer.len() < 16 * 1024 * 1024, "{} bytes", answer.len());
    Ok(serde_json::from_str(&answer).unwrap())
}

fn check_many(policy: &str, claims: &[Value], explain: bool) -> Result<String, Error> {
    let request = json!({"claims": claims, "options": {"over_quota": true}, "explain": explain}).to_string();
    Handle::open("TrustPolicy", policy).unwrap().call("check_many", &request)
}

#[track_caller]
fn refused(result: Result<impl Sized, Error>, code: &str, message: &str, path: &str) {
    let Err(error) = result else { panic!("{code} expected") };
    assert_eq!((error.kind().code(), error.to_string().as_str(), error.path()), (code, message, path));
    assert!(!error.help().is_empty(), "says what to do");
}

#[test]
fn a_long_value_is_cut_with_its_length_wherever_it_is_repeated() {
    let policy = trust((0..500).map(|index| json!({"StringEquals": {SUB: index.to_string()}})));
    let report = check(&policy, &claims(32_000)).unwrap();
    let shown = report["statements"][499]["tests"][2]["actual"].as_str().unwrap();
    assert_eq!(shown, format!("{}… (32000 bytes)", "a".repeat(256)));
    // As long as is shown.
    let report = check(&policy, &claims(MAX_SHOWN)).unwrap();
    assert_eq!(report["statements"][0]["tests"][2]["actual"], json!("a".repeat(MAX_SHOWN)));
}

#[test]
fn a_batch_has_a_limit() {
    let policy = trust([json!({"StringEquals": {SUB: "a"}})]);
    assert!(check_many(&policy, &vec![json!({}); 10_000], false).is_ok());
    let message = "the batch has 10001 tokens, at most 10000 are read";
    refused(check_many(&policy, &vec![json!({}); 10_001], false), "TOO_LARGE", message, "/claims");
}

#[test]
fn an_answer_has_a_limit() {
    let values: Vec<String> = (0..1_000).map(|index| format!("{index:0100}")).collect();
    let policy = trust([json!({"StringEquals": {SUB: values}})]);
    let usual = check_many(&policy, &vec![claims(100); 100], true).unwrap();
    assert!(usual.len() > 10_000_000 && usual.len() < MAX_ANSWER);
    let message = "the answer has more than 33554432 bytes";
    refused(check_many(&policy, &vec![claims(100); 10_000], true), "ANSWER_TOO_LARGE", message, "");
}

#[test]
fn an_evaluation_has_a_budget() {
    // Five words of 64 characters each, over every byte of the subject, in each of so many statements.
    let pattern = format!("*{}b*", "?".repeat(300));
    let policy = trust((0..242).map(|_| json!({"StringLike": {SUB: pattern}})));
    let message = "the evaluation would take up to 466 million steps, and the budget is 200 million";
    refused(check(&policy, &claims(32_000)), "TOO_COSTLY", message, "");
    assert_eq!(check(&policy, &claims(200)).unwrap()["verdict"], "denied");

    let values: Vec<String> = (0..25_000).map(|index| format!("{index:x}")).collect();
    let test = |values: &[String]| {
        let request = json!({"operator": "ForAnyValue:StringEquals", "key": "a", "values": values, "context": {"a": vec!["zz"; 255]}});
        call("match_condition", &request.to_string())
    };
    let message = "the test would take up to 205 million steps, and the budget is 200 million";
    refused(test(&values), "TOO_COSTLY", message, "");
    assert!(test(&values[..1_000]).is_ok());

    let request = json!({"patterns": ["*a".repeat(2_000)], "text": "a".repeat(4_000)});
    let message =
        "patterns of 4000 characters and wildcards against a text of 4000 characters take too many steps";
    refused(call("match_filter", &request.to_string()), "TOO_COSTLY", message, "/text");
}

#[test]
fn a_batch_has_a_budget_of_its_own() {
    let policy = trust([json!({"StringLike": {SUB: format!("*{}b*", "?".repeat(3_000))}})]);
    // Counted though the statement is about another action, and no test of it is made.
    let policy = policy.replace("sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML");
    let message = "the batch up to here would take up to 1005 million steps, and the budget is 1000 million";
    let tokens = vec![claims(32_000); 200];
    refused(check_many(&policy, &tokens, false), "TOO_COSTLY", message, "/claims/166");
    assert!(check_many(&policy, &tokens[..166], false).is_ok());
}

#[test]
fn a_layer_has_so_many_documents() {
    let small =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    let ask = |policies: Value| {
        let request = json!({"action": "ecr:PutImage", "resource": "arn:aws:ecr:us-east-1:123456789012:repository/app"});
        call("check_access", &json!({"request": request, "policies": policies}).to_string())
    };
    assert!(ask(json!({"identity": vec![small; 256]})).is_ok());
    let message = "a layer has 257 documents, at most 256 are read";
    refused(ask(json!({"identity": vec![small; 257]})), "TOO_LARGE", message, "/policies/identity");
    refused(ask(json!({"scp": vec![[small]; 257]})), "TOO_LARGE", message, "/policies/scp");
    refused(ask(json!({"scp": [vec![small; 200], vec![small; 57]]})), "TOO_LARGE", message, "/policies/scp");
}

#[test]
fn a_policy_that_names_many_providers_asks_for_the_role() {
    let provider = |account: usize| {
        format!("arn:aws:iam::{account:012}:oidc-provider/token.actions.githubusercontent.com")
    };
    let policy = |count: usize| {
        let providers: Vec<String> = (0..count).map(provider).collect();
        json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": providers}}}).to_string()
    };
    let message = "the policy names 65 providers, and without the role at most 64 are tried";
    refused(check(&policy(65), &claims(10)), "TOO_COSTLY", message, "/options");
    assert_eq!(check(&policy(64), &claims(10)).unwrap()["verdict"], "allowed");
    let request = json!({"policy": policy(1_000), "claims": claims(10),
        "options": {"over_quota": true, "role_arn": "arn:aws:iam::000000000007:role/deploy"}});
    let answer = call("check_trust", &request.to_string()).unwrap();
    assert!(answer.starts_with(r#"{"verdict":"allowed""#));
}

/// A policy at AWS's largest quota, everything unknown that can be, and the longest usual token.
#[test]
fn what_is_usual_keeps_every_budget() {
    let sub = format!("repo:{}/{}:ref:refs/heads/{}", "o".repeat(39), "r".repeat(100), "b".repeat(200));
    let values: Vec<String> =
        (0..150).map(|index| format!("repo:octo-org/app-{index}:ref:refs/heads/*?")).collect();
    let halves = values.chunks(75).map(|half| json!({"StringLike": {SUB: half}}));
    let policy = trust(halves.chain([
        json!({"StringEquals": {"token.actions.githubusercontent.com:actor": "a", "token.actions.githubusercontent.com:ref": "b"}}),
        json!({"StringEquals": {"token.actions.githubusercontent.com:environment": ["a", "b"]}}),
    ]));
    assert!(policy.len() > 5_000 && policy.len() < 8_192);
    let whole = json!({"aud": "sts.amazonaws.com", "sub": sub, "actor": "x", "ref": "refs/heads/main"});
    assert_eq!(check(&policy, &whole).unwrap()["verdict"], "denied");
    assert!(check_many(&policy, &vec![whole; 500], false).is_ok());
    let request = json!({"policy": policy, "claims": {}, "options": {"claims_scope": "partial"}});
    let answer: Value = serde_json::from_str(&call("check_trust", &request.to_string()).unwrap()).unwrap();
    assert_eq!(answer["verdict"], "undetermined");
    let needs = answer["needs"].as_array().unwrap();
    assert!(
        needs.iter().any(|need| need["claim"] == "sub" && need["patterns"].as_array().unwrap().len() > 20)
    );
}

/// Levels of control policies at their quota of 5,120 characters, five on each of seven levels.
#[test]
fn a_large_organization_keeps_every_budget() {
    let statement = |index: usize| {
        json!({"Sid": format!("S{index}"), "Effect": "Deny", "Action": [format!("ecr:Delete{index}*"), "iam:*"], "Resource": "*",
            "Condition": {"StringNotLike": {"aws:PrincipalArn": [format!("arn:aws:iam::*:role/admin-{index}-*"), "arn:aws:iam::*:role/a?b*"]}}})
    };
    let mut statements: Vec<Value> = (0..20).map(statement).collect();
    statements.push(json!({"Effect": "Allow", "Action": "*", "Resource": "*"}));
    let scp = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    assert!(scp.len() > 3_000);
    let identity: Vec<String> = (0..20)
        .map(|document| {
            let one = |index: usize| json!({"Effect": "Allow", "Action": format!("ecr:Put{document}x{index}*"), "Resource": format!("arn:aws:ecr:*:*:repository/{index}/*")});
            json!({"Version": "2012-10-17", "Statement": (0..40).map(one).chain([json!({"Effect": "Allow", "Action": "ecr:*", "Resource": "*"})]).collect::<Vec<_>>()}).to_string()
        })
        .collect();
    let request = json!({
        "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1",
        "principal": "arn:aws:sts::123456789012:assumed-role/push/GitHubActions",
        "policies": {"identity": identity, "scp": vec![vec![scp; 5]; 7]},
    });
    let answer: Value = serde_json::from_str(&call("check_push", &request.to_string()).unwrap()).unwrap();
    assert_eq!(answer["verdict"], "allowed");
}

#[test]
fn requests_have_the_budget_too() {
    let values: Vec<String> = (0..10_000).map(|index| format!("*b{index:x}*")).collect();
    let policy = |values: &[String]| {
        json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ecr:*", "Resource": "*",
            "Condition": {"StringLike": {"aws:x": values}}}})
        .to_string()
    };
    let ask = |documents: &[String], length: usize| {
        let request = json!({"action": "ecr:PutImage", "resource": "arn:aws:ecr:us-east-1:123456789012:repository/app",
            "context": {"aws:x": "a".repeat(length)}});
        call(
            "check_access",
            &json!({"request": request, "policies": {"identity": documents, "over_quota": true}}).to_string(),
        )
    };
    let message = "the evaluation would take up to 12813 million steps, and the budget is 200 million";
    refused(ask(&vec![policy(&values); 10], 32_000), "TOO_COSTLY", message, "");
    assert!(ask(&vec![policy(&values[..100]); 10], 500).is_ok());

    // Each missing key is told once: what is told apart is counted in pairs.
    let statement = |index: usize| json!({"Effect": "Allow", "Action": "ecr:*", "Resource": "*", "Condition": {"StringEquals": {format!("aws:RequestTag/{index}"): "x"}}});
    let keys = |document: usize| {
        let statements: Vec<Value> = (0..500).map(|index| statement(document * 500 + index)).collect();
        json!({"Version": "2012-10-17", "Statement": statements}).to_string()
    };
    let documents: Vec<String> = (0..10).map(keys).collect();
    let message = "the evaluation would take up to 409 million steps, and the budget is 200 million";
    refused(ask(&documents, 1), "TOO_COSTLY", message, "");
    assert!(ask(&documents[..1], 1).is_ok());
}
