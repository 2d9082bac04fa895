//! Documents and condition tests.

use assumable::aws::{ClaimsScope, Layer};
use assumable::github::ClaimValue;
use assumable::{Claims, ErrorKind, TrustOptions, TrustPolicy, Verdict};
use serde_json::Value;

/// Any policy and any claims: the fast decision and the report agree, and one more Deny never lets more in.
///
/// Lines of `name=value` are claims; the first line that starts with `{` begins the policy.
pub fn policy(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let at = if text.starts_with('{') { Some(0) } else { text.find("\n{").map(|at| at + 1) };
    let (lines, document) = text.split_at(at.unwrap_or(text.len()));
    let mut claims = Claims::new();
    let mut options = TrustOptions::default();
    for line in lines.lines() {
        match line.split_once('=') {
            Some((name, value)) => claims.set(name, ClaimValue::Text(value.to_owned())),
            None if line == "partial" => options.claims_scope = ClaimsScope::Partial,
            None if line == "rcp" => options.rcp = Layer::Unknown,
            None if line == "role" => options.role_arn = "arn:aws:iam::123456789012:role/deploy".parse().ok(),
            None => claims.set(line, ClaimValue::Absent),
        }
    }
    let policy: TrustPolicy = match document.parse() {
        Ok(policy) => policy,
        Err(error) => {
            assert_ne!(error.kind(), ErrorKind::Internal);
            return;
        }
    };
    let Ok(report) = policy.check(&claims, &options) else { return };
    let decide = |policy: &TrustPolicy| policy.prepare(&claims, &options).map(|token| token.decide());
    let decision = decide(&policy).unwrap();
    assert_eq!((decision.verdict, decision.reason), (report.verdict, report.reason));
    assert_eq!(Ok(&report), policy.check(&claims, &options).as_ref());
    match report.verdict {
        Verdict::Allowed => assert!(report.failures.is_empty() && report.stage.is_none()),
        Verdict::Denied => assert!(!report.failures.is_empty() && report.stage.is_some()),
        Verdict::Undetermined => {}
    }
    if let Some(denied) = with_deny(document).and_then(|denying| decide(&denying).ok()) {
        assert!(
            rank(denied.verdict) <= rank(decision.verdict),
            "{:?}, and with a Deny {:?}",
            decision.verdict,
            denied.verdict
        );
    }
    if options.claims_scope == ClaimsScope::Partial {
        completed(&policy, &claims, options, decision.verdict);
    }
}

/// What is said under partial claims holds when the rest turns out not to be in the token.
fn completed(policy: &TrustPolicy, claims: &Claims, options: TrustOptions, verdict: Verdict) {
    // Claims that every token has are told by name; the others may indeed be missing.
    const EVERY: [&str; 20] = [
        "aud",
        "sub",
        "iss",
        "jti",
        "ref",
        "sha",
        "repository",
        "repository_owner",
        "run_id",
        "run_number",
        "run_attempt",
        "actor",
        "workflow",
        "event_name",
        "ref_type",
        "job_workflow_ref",
        "repository_id",
        "repository_owner_id",
        "actor_id",
        "runner_environment",
    ];
    if EVERY.iter().any(|name| claims.text(name).is_none()) {
        return;
    }
    let whole = options.with_claims_scope(ClaimsScope::Token);
    let Ok(token) = policy.prepare(claims, &whole) else { return };
    let known = token.decide().verdict;
    assert!(
        verdict == Verdict::Undetermined || known == verdict,
        "{verdict:?} under partial claims, {known:?} for the whole token"
    );
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Denied => 0,
        Verdict::Undetermined => 1,
        Verdict::Allowed => 2,
    }
}

/// The document with the Deny twin of its first statement behind it.
fn with_deny(document: &str) -> Option<TrustPolicy> {
    let mut tree: Value = serde_json::from_str(document).ok()?;
    let statements = tree.get_mut("Statement")?;
    if !statements.is_array() {
        *statements = Value::Array(vec![statements.take()]);
    }
    let list = statements.as_array_mut()?;
    let mut deny = list.first()?.clone();
    deny.as_object_mut()?.insert("Effect".into(), "Deny".into());
    deny.as_object_mut()?.remove("Sid");
    list.push(deny);
    tree.to_string().parse().ok()
}

const PAIRS: [(&str, &str); 8] = [
    ("StringEquals", "StringNotEquals"),
    ("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
    ("StringLike", "StringNotLike"),
    ("NumericEquals", "NumericNotEquals"),
    ("DateEquals", "DateNotEquals"),
    ("IpAddress", "NotIpAddress"),
    ("ArnLike", "ArnNotLike"),
    ("ArnEquals", "ArnNotEquals"),
];

/// Any operator, key, value and context: always an answer, and a negated operator is the complement wherever the key is
/// present and both are decided.
///
/// Lines: operator, key, the request's values (parted by `|`), then the policy's values.
pub fn condition(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let mut lines = text.split('\n');
    let (Some(operator), Some(key), Some(found)) = (lines.next(), lines.next(), lines.next()) else { return };
    let values: Vec<String> = lines.map(str::to_owned).collect();
    let found: Vec<String> =
        if found.is_empty() { Vec::new() } else { found.split('|').map(str::to_owned).collect() };
    let context = [(key, found), ("aws:username", vec!["al*ice".to_owned()])];
    let ask = |operator: &str, version| {
        let report =
            assumable::aws::match_condition(operator, key, &values, context.clone(), version).ok()?;
        assert!(!report.reason.is_empty());
        report.holds
    };
    ask(operator, None);
    let version = Some("2012-10-17");
    if operator.parse::<assumable::aws::ConditionOperator>().is_ok() {
        ask(operator, version);
    }
    for (positive, negative) in PAIRS {
        if let (Some(yes), Some(no)) = (ask(positive, version), ask(negative, version)) {
            // The two agree only where the context or the policy has no value at all, or several, and on a key that IAM
            // refuses to store.
            if let [(_, one), _] = &context
                && one.len() == 1
                && !values.is_empty()
                && key.matches(':').count() < 2
            {
                assert_ne!(yes, no, "{positive} and {negative}");
            }
        }
    }
}
