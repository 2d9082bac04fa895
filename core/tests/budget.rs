//! No caller from Rust gets past the budget of an evaluation.
#![allow(clippy::unwrap_used, reason = "a test stops at a surprise")]

use assumable::aws::match_condition;
use assumable::{Claims, Error, ErrorKind, TrustOptions, TrustPolicy, Verdict};
use serde_json::{Value, json};

const PROVIDER: &str = "oidc-provider/token.actions.githubusercontent.com";

fn policy(providers: &[String], subjects: &[String]) -> TrustPolicy {
    let policy: Value = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"Federated": providers}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": subjects}},
    }});
    policy.to_string().parse().unwrap()
}

fn provider(account: usize) -> String {
    format!("arn:aws:iam::{account:012}:{PROVIDER}")
}

fn claims(sub: String) -> Claims {
    let text = |text: &str| text.to_owned();
    [(text("sub"), sub), (text("aud"), text("sts.amazonaws.com"))].into_iter().collect()
}

fn is_costly<T>(result: Result<T, Error>) {
    let error = result.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::TooCostly, "{error}");
    assert!(!error.help().is_empty());
}

#[test]
fn a_usual_token_is_within_the_budget() {
    let policy = policy(&[provider(1)], &["repo:octo-org/app:*".to_owned()]);
    let claims = claims("repo:octo-org/app:ref:refs/heads/main".to_owned());
    let options = TrustOptions::default();
    assert_eq!(policy.prepare(&claims, &options).unwrap().decide().verdict, Verdict::Allowed);
    assert_eq!(policy.check(&claims, &options).unwrap().verdict, Verdict::Allowed);
}

#[test]
fn a_token_that_costs_too_much_is_refused_before_it_is_put_to_the_policy() {
    let patterns: Vec<String> = (0..2_000).map(|index| format!("repo:*{index}b*")).collect();
    let policy = policy(&[provider(1)], &patterns);
    let claims = claims(format!("repo:{}", "a".repeat(500_000)));
    is_costly(policy.prepare(&claims, &TrustOptions::default()));
    is_costly(policy.check(&claims, &TrustOptions::default()));
}

/// A report costs more than a decision: what is past its budget may still be decided.
#[test]
fn a_report_has_the_budget_too() {
    let patterns: Vec<String> = (0..200).map(|index| format!("repo:*{index}b*")).collect();
    let policy = policy(&[provider(1)], &patterns);
    let claims = claims(format!("repo:{}", "a".repeat(500_000)));
    let options = TrustOptions::default();
    assert_eq!(policy.prepare(&claims, &options).unwrap().decide().verdict, Verdict::Denied);
    is_costly(policy.check(&claims, &options));
}

#[test]
fn a_policy_of_many_providers_asks_for_the_role() {
    let providers: Vec<String> = (1..=65).map(provider).collect();
    let claims = claims("repo:octo-org/app:ref:refs/heads/main".to_owned());
    let open = TrustOptions::default();
    is_costly(policy(&providers, &["*".to_owned()]).prepare(&claims, &open));
    is_costly(policy(&providers, &["*".to_owned()]).check(&claims, &open));
    let role = "arn:aws:iam::000000000007:role/deploy".parse().unwrap();
    let known = TrustOptions::default().with_role_arn(role);
    let report = policy(&providers, &["*".to_owned()]).check(&claims, &known).unwrap();
    assert_eq!(report.verdict, Verdict::Allowed);
}

#[test]
fn a_condition_has_the_budget_too() {
    let patterns: Vec<String> = (0..2_000).map(|index| format!("*{index}b*")).collect();
    let ask = |length: usize| {
        match_condition("StringLike", "k", &patterns, [("k", vec!["a".repeat(length)])], Some("2012-10-17"))
    };
    assert_eq!(ask(100).unwrap().holds, Some(false));
    is_costly(ask(500_000));
}

#[test]
fn a_condition_with_a_placeholder_is_not_compared_as_text() {
    let ask = |key: &str, values: &[&str], found: &str| {
        let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        match_condition("StringLike", key, &values, [("k", vec![found.to_owned()])], Some("2012-10-17"))
    };
    for (asked, path) in [
        (ask("${var.issuer}:sub", &["a"], "a"), "/key"),
        (ask("k", &["repo:${{ github.repository }}:*"], "a"), "/values"),
        (ask("k", &["a", "<org>"], "a"), "/values/1"),
        (ask("k", &["a"], "repo:${GITHUB_REPOSITORY}"), "/context/k"),
    ] {
        let error = asked.unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::PlaceholderUnfilled, path));
    }
    assert_eq!(ask("k", &["${aws:username}"], "a").unwrap().holds, Some(false));
    assert_eq!(ask("k", &["a*"], "ab").unwrap().holds, Some(true));
}
