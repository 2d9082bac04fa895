//! A value that a denial offers lets in the token at hand, and none that is near to it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may")]

use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};

const PREFIX: &str = "token.actions.githubusercontent.com:";

/// A statement with these tests: operator, claim, values.
fn policy(version: &str, tests: &[(&str, &str, Vec<String>)]) -> Value {
    let mut condition = json!({});
    for (operator, claim, values) in tests {
        condition[operator][format!("{PREFIX}{claim}")] = json!(values);
    }
    json!({"Version": version, "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": condition,
    }]})
}

fn token(sub: &str, repository: &str) -> Claims {
    [("aud", "sts.amazonaws.com"), ("sub", sub), ("repository", repository)].into_iter().collect()
}

/// What differs from the token in one respect each.
fn near(sub: &str, repository: &str) -> Vec<Claims> {
    let swapped: String = sub
        .chars()
        .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
        .collect();
    let mut subs = vec![
        swapped,
        format!("{sub}x"),
        format!("x{sub}"),
        format!("{sub}:workflow:x"),
        sub.chars().skip(1).collect(),
        sub.chars().take(sub.chars().count() - 1).collect(),
        sub.replace('*', "x").replace('?', "y"),
        sub.replace('*', "").replace("${", "$"),
        sub.replace('*', "**"),
        sub.replacen('/', "-evil/", 1),
        sub.replacen("app", "app-evil", 1),
        sub.replace("@65", ""),
        sub.replace("@65", "@66"),
        sub.replacen("octo-org/", "octo-org@65/", 1),
    ];
    for context in
        ["pull_request", "environment:prod", "environment:dev", "ref:refs/heads/main", "ref:refs/tags/v1"]
    {
        let start: Vec<&str> = sub.splitn(3, ':').take(2).collect();
        subs.push(format!("{}:{context}", start.join(":")));
    }
    subs.retain(|one| one != sub && !one.is_empty());
    let mut tokens: Vec<Claims> = subs.iter().map(|sub| token(sub, repository)).collect();
    // The job of another repository with the very subject cannot be; with another one it can.
    tokens.push(token("repo:octo-org/other:ref:refs/heads/main", "octo-org/other"));
    tokens.push(token("repo:evil/app:ref:refs/heads/main", "evil/app"));
    tokens
}

fn verdict(policy: &Value, claims: &Claims) -> Verdict {
    policy
        .to_string()
        .parse::<TrustPolicy>()
        .unwrap()
        .check(claims, &TrustOptions::default())
        .unwrap()
        .verdict
}

/// The policy with every value that the denial offers, and how many these are.
fn mended(policy: &Value, claims: &Claims) -> (Value, usize) {
    let report =
        policy.to_string().parse::<TrustPolicy>().unwrap().check(claims, &TrustOptions::default()).unwrap();
    let (mut mended, mut offered) = (policy.clone(), 0);
    for failure in &report.failures {
        let (Some(text), Some(operator), Some(key)) = (&failure.admits, &failure.operator, &failure.key)
        else {
            continue;
        };
        let at = failure.statement.unwrap() - 1;
        let values = &mut mended["Statement"][at]["Condition"][operator][key];
        values.as_array_mut().unwrap().push(json!(text));
        offered += 1;
    }
    (mended, offered)
}

const SUB: &str = "repo:(octo-org|Octo-Org|octo-org@65)/(app|app@74|App)\
    (:(pull_request|environment:(prod|p\\*d|a\\?b|\\$\\{x\\}|\\$|é|日)|ref:refs/(heads/(main|dev)|tags/v1)))";
const PATTERN: &str = "repo:(github\\.com/)?(octo-org|octo|\\*)/(app|ap\\*|\\*)\
    (:(pull_request|environment:(prod|dev|\\*)|ref:refs/(heads/(main|\\*)|tags/v1|\\*)|\\*))?";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_offered_lets_in_this_token_and_no_near_one(
        sub in SUB,
        patterns in proptest::collection::vec(PATTERN, 1..3),
        like in any::<bool>(),
        version in prop_oneof![Just("2012-10-17"), Just("2008-10-17")],
        repositories in proptest::option::of(proptest::collection::vec("octo-org/(app|web)", 1..3)),
        pinned in any::<bool>(),
    ) {
        let repository = "octo-org/app";
        let operator = if like { "StringLike" } else { "StringEquals" };
        let subs = if pinned && !sub.contains("${") { vec![sub.clone()] } else { patterns };
        let mut tests = vec![(operator, "sub", subs)];
        tests.extend(repositories.map(|values| ("StringEquals", "repository", values)));
        let policy = policy(version, &tests);
        let claims = token(&sub, repository);
        let (mended, offered) = mended(&policy, &claims);
        prop_assert!(offered <= 1);
        if offered == 1 {
            prop_assert_eq!(verdict(&mended, &claims), Verdict::Allowed);
            for other in near(&sub, repository) {
                prop_assert_eq!(verdict(&mended, &other), verdict(&policy, &other), "{:?}", other);
            }
        }
    }
}

#[test]
fn a_wildcard_of_the_token_is_offered_as_itself() {
    let sub = "repo:octo-org/app:environment:p*d${x}?";
    let policy_of = |version: &str, operator: &str| {
        policy(version, &[(operator, "sub", vec!["repo:octo-org/app:environment:prod".to_owned()])])
    };
    let offered = |policy: &Value| {
        let policy: TrustPolicy = policy.to_string().parse().unwrap();
        policy.check(&token(sub, "octo-org/app"), &TrustOptions::default()).unwrap().failures[0]
            .admits
            .clone()
    };
    let like = offered(&policy_of("2012-10-17", "StringLike"));
    assert_eq!(like.as_deref(), Some("repo:octo-org/app:environment:p${*}d${$}{x}${?}"));
    let exact = offered(&policy_of("2012-10-17", "StringEquals"));
    assert_eq!(exact.as_deref(), Some("repo:octo-org/app:environment:p*d${$}{x}?"));
    // Without policy variables a wildcard cannot be written as itself.
    assert_eq!(offered(&policy_of("2008-10-17", "StringLike")), None);
    assert_eq!(offered(&policy_of("2008-10-17", "StringEquals")), None);
}

#[test]
fn nothing_is_offered_that_lets_in_more() {
    let jwr = "octo-org/ci/.github/workflows/b.yml@refs/heads/main";
    let sub = "repo:octo-org/app:ref:refs/heads/main";
    let offered = |tests: &[(&str, &str, Vec<String>)]| {
        let mut claims = token(sub, "octo-org/app");
        claims.set("job_workflow_ref", jwr.into());
        mended(&policy("2012-10-17", tests), &claims).1
    };
    let one = |value: &str| vec![value.to_owned()];
    // The audience, with the subject open; two tests, whose values would cross.
    assert_eq!(offered(&[("StringEquals", "aud", one("x"))]), 0);
    assert_eq!(
        offered(&[("StringEquals", "aud", one("x")), ("StringLike", "sub", one("repo:octo-org/*"))]),
        0
    );
    assert_eq!(
        offered(&[("StringEquals", "aud", one("x")), ("StringLike", "sub", one("repo:octo-org/web:*"))]),
        0
    );
    assert_eq!(offered(&[("StringEquals", "aud", one("x")), ("StringLike", "sub", one(sub))]), 1);
    // Another owner than the policy names.
    assert_eq!(offered(&[("StringEquals", "sub", one("repo:other/app:ref:refs/heads/main"))]), 0);
}
