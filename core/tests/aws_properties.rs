//! Properties of the evaluator, over policies and tokens of a small alphabet.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use assumable::aws::{ClaimsScope, CreateOptions, check_create, match_condition};
use assumable::github::ClaimValue;
use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const KEY: &str = "token.actions.githubusercontent.com:";

fn holds(operator: &str, values: &[String], found: &str) -> Option<bool> {
    match_condition(operator, "key", values, [("key", vec![found.to_owned()])], Some("2012-10-17"))
        .unwrap()
        .holds
}

/// `StringLike` by its definition.
fn naive(pattern: &[char], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => (0..=text.len()).any(|used| naive(rest, &text[used..])),
        Some((wanted, rest)) => text
            .split_first()
            .is_some_and(|(found, text)| (*wanted == '?' || wanted == found) && naive(rest, text)),
    }
}

/// Positive operators, their negations, and values that are of their type.
const COMPLEMENTS: [(&str, &str, &[&str]); 7] = [
    ("StringEquals", "StringNotEquals", &["", "a", "A", "a*", "*", "é"]),
    ("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", &["", "a", "A", "É", "é"]),
    ("StringLike", "StringNotLike", &["", "a", "ab", "a*", "?", "*", "a?b*"]),
    ("NumericEquals", "NumericNotEquals", &["0", "-1", "1", "1.0", "01", "10", "1.5"]),
    (
        "DateEquals",
        "DateNotEquals",
        &["2020", "2020-01-01", "1577836800", "2019-12-31T19:00:00-05:00", "2021"],
    ),
    ("IpAddress", "NotIpAddress", &["10.0.0.1", "10.0.0.2", "::1", "2001:db8::1"]),
    (
        "ArnLike",
        "ArnNotLike",
        &[
            "arn:aws:iam::1:role/a",
            "arn:aws:iam::1:role/*",
            "arn:aws:iam::*:role/a",
            "arn:aws:iam::2:role/a:b",
        ],
    ),
];

const OPERATORS: [&str; 12] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIfExists",
    "StringNotLikeIfExists",
    "StringEqualsIgnoreCase",
    "ForAllValues:StringLike",
    "ForAllValues:StringNotEquals",
    "ForAnyValue:StringEquals",
    "ForAnyValue:StringNotLike",
    "Null",
];

/// A claim of the alphabet, the values it may have, and whether a token may lack it. `event_name` is no condition key.
const CLAIMS: [(&str, &[&str], bool); 5] = [
    ("environment", &["a", "b", "ab"], true),
    ("actor", &["a", "b", "ab"], false),
    ("ref", &["a", "refs/heads/a", "b"], false),
    ("repository", &["a", "o/r"], false),
    ("event_name", &["a", "b"], false),
];

fn test() -> impl Strategy<Value = (String, String, Value)> {
    let claim = select(CLAIMS.map(|(claim, ..)| claim).to_vec());
    let values = prop::collection::vec(
        select(vec!["a", "b", "ab", "a*", "*", "?", "o/r", "${aws:username, 'a'}", "${*}"]),
        1..3,
    );
    (select(OPERATORS.to_vec()), claim, values, any::<bool>()).prop_map(|(operator, claim, values, flag)| {
        let values = if operator == "Null" { json!([flag.to_string()]) } else { json!(values) };
        (operator.to_owned(), format!("{KEY}{claim}"), values)
    })
}

fn statement() -> impl Strategy<Value = Value> {
    (prop::bool::weighted(0.7), prop::collection::vec(test(), 0..4)).prop_map(|(allow, tests)| {
        let mut condition: Map<String, Value> = Map::new();
        for (operator, key, values) in tests {
            condition.entry(operator).or_insert_with(|| json!({}))[key] = values;
        }
        json!({
            "Effect": if allow { "Allow" } else { "Deny" },
            "Principal": {"Federated": PROVIDER},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition,
        })
    })
}

/// A statement whose tests tell no more values apart than they name.
fn exact_statement() -> impl Strategy<Value = Value> {
    let operators =
        ["StringEquals", "StringNotEquals", "StringEqualsIfExists", "ForAnyValue:StringEquals", "Null"];
    let test = (
        select(operators.to_vec()),
        select(vec!["environment", "actor"]),
        prop::collection::vec(select(vec!["a", "b"]), 1..3),
        any::<bool>(),
    );
    (any::<bool>(), prop::collection::vec(test, 0..3)).prop_map(|(allow, tests)| {
        let mut condition: Map<String, Value> = Map::new();
        for (operator, claim, values, flag) in tests {
            let values = if operator == "Null" { json!([flag.to_string()]) } else { json!(values) };
            condition.entry(operator).or_insert_with(|| json!({}))[format!("{KEY}{claim}")] = values;
        }
        json!({
            "Effect": if allow { "Allow" } else { "Deny" },
            "Principal": {"Federated": PROVIDER},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition,
        })
    })
}

fn statements() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(statement(), 1..4)
}

fn document(statements: &[Value]) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn policy(statements: &[Value]) -> TrustPolicy {
    document(statements).to_string().parse().unwrap()
}

/// What is told of each claim: nothing, that it is absent, or its value.
fn told() -> impl Strategy<Value = Vec<Option<Option<&'static str>>>> {
    let one = |(_, values, may_lack): (&str, &'static [&'static str], bool)| {
        let mut choices: Vec<Option<Option<&'static str>>> = vec![None, None];
        choices.extend(values.iter().map(|value| Some(Some(*value))));
        choices.extend(may_lack.then_some(Some(None)));
        select(choices)
    };
    CLAIMS.map(one).to_vec()
}

fn claims<'c>(subject: &str, told: impl IntoIterator<Item = (&'c str, Option<Option<&'c str>>)>) -> Claims {
    let mut claims: Claims = [("sub", subject), ("aud", "sts.amazonaws.com")].into_iter().collect();
    for (claim, value) in told {
        match value {
            None => {}
            Some(None) => claims.set(claim, ClaimValue::Absent),
            Some(Some(text)) => claims.set(claim, ClaimValue::Text(text.to_owned())),
        }
    }
    claims
}

fn token(told: &[Option<Option<&'static str>>]) -> Claims {
    claims("x", CLAIMS.iter().zip(told).map(|((claim, ..), value)| (*claim, *value)))
}

fn decide(policy: &TrustPolicy, claims: &Claims, scope: ClaimsScope) -> Verdict {
    let options = TrustOptions::default().with_claims_scope(scope);
    let decision = policy.prepare(claims, &options).unwrap().decide();
    let report = policy.check(claims, &options).unwrap();
    assert_eq!((decision.verdict, decision.reason), (report.verdict, report.reason));
    assert_eq!(report.needs.is_empty(), report.verdict != Verdict::Undetermined, "an open verdict has needs");
    assert_eq!(report.failures.is_empty(), report.verdict != Verdict::Denied, "a denial has failures");
    decision.verdict
}

/// Every way to tell what was not told.
fn completions(told: &[Option<Option<&'static str>>]) -> Vec<Vec<Option<Option<&'static str>>>> {
    let mut all = vec![Vec::new()];
    for ((_, values, may_lack), value) in CLAIMS.iter().zip(told) {
        let choices: Vec<Option<Option<&'static str>>> = match value {
            Some(_) => vec![*value],
            None => {
                let some = values.iter().chain(&["something else"]).map(|value| Some(Some(*value)));
                some.chain(may_lack.then_some(Some(None))).collect()
            }
        };
        all = all
            .into_iter()
            .flat_map(|head: Vec<_>| choices.iter().map(move |choice| [head.as_slice(), &[*choice]].concat()))
            .collect();
    }
    all
}

/// How much a verdict lets in.
fn freedom(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Denied => 0,
        Verdict::Undetermined => 1,
        Verdict::Allowed => 2,
    }
}

proptest! {
    #[test]
    fn string_like_is_its_definition(pattern in "[ab*?é:/]{0,8}", text in "[abé:/\n]{0,10}") {
        // GitHub's log writes `***` for a secret, so that it is refused.
        prop_assume!(!pattern.contains("***"));
        let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
        prop_assert_eq!(holds("StringLike", &[pattern], &text), Some(naive(&p, &t)));
    }

    #[test]
    fn a_negated_operator_is_the_complement(
        (positive, negated, values, found) in select(COMPLEMENTS.to_vec()).prop_flat_map(|(positive, negated, texts)| {
            let text = select(texts.to_vec()).prop_map(str::to_owned);
            (Just(positive), Just(negated), prop::collection::vec(text.clone(), 1..4), text)
        }),
        suffix in select(vec!["", "IfExists"]),
    ) {
        let yes = holds(&format!("{positive}{suffix}"), &values, &found);
        let no = holds(&format!("{negated}{suffix}"), &values, &found);
        prop_assert!(yes.is_some());
        prop_assert_eq!(yes, no.map(|no| !no));
    }

    #[test]
    fn the_order_of_statements_and_values_never_matters(
        statements in statements(), told in told(), seed in any::<prop::sample::Index>(), partial in any::<bool>(),
    ) {
        let scope = if partial { ClaimsScope::Partial } else { ClaimsScope::Token };
        let mut other = statements.clone();
        other.rotate_left(seed.index(statements.len()));
        other.reverse();
        for statement in &mut other {
            for block in statement["Condition"].as_object_mut().unwrap().values_mut() {
                for values in block.as_object_mut().unwrap().values_mut() {
                    values.as_array_mut().unwrap().reverse();
                }
            }
        }
        let claims = token(&told);
        prop_assert_eq!(decide(&policy(&statements), &claims, scope), decide(&policy(&other), &claims, scope));
    }

    #[test]
    fn another_deny_never_allows_more(statements in statements(), mut deny in statement(), told in told()) {
        deny["Effect"] = json!("Deny");
        let claims = token(&told);
        let with = [statements.clone(), vec![deny]].concat();
        for scope in [ClaimsScope::Token, ClaimsScope::Partial] {
            let (before, after) = (decide(&policy(&statements), &claims, scope), decide(&policy(&with), &claims, scope));
            prop_assert!(freedom(after) <= freedom(before), "{before:?} became {after:?}");
        }
    }

    #[test]
    fn printing_changes_no_decision(statements in statements(), told in told()) {
        let document = document(&statements);
        let compact: TrustPolicy = document.to_string().parse().unwrap();
        let pretty: TrustPolicy = serde_json::to_string_pretty(&document).unwrap().parse().unwrap();
        let claims = token(&told);
        for scope in [ClaimsScope::Token, ClaimsScope::Partial] {
            prop_assert_eq!(decide(&compact, &claims, scope), decide(&pretty, &claims, scope));
        }
        let create = check_create(&document.to_string(), &CreateOptions::default()).unwrap();
        prop_assert_eq!(create.size, document.to_string().chars().filter(|c| *c != ' ').count());
    }

    #[test]
    fn no_completion_contradicts_a_decision_under_partial_claims(statements in statements(), told in told()) {
        let policy = policy(&statements);
        let partial = decide(&policy, &token(&told), ClaimsScope::Partial);
        let mut seen = Vec::new();
        for whole in completions(&told) {
            let verdict = decide(&policy, &token(&whole), ClaimsScope::Token);
            prop_assert_ne!(verdict, Verdict::Undetermined, "a whole token of this alphabet is always decided");
            prop_assert!(partial == Verdict::Undetermined || partial == verdict, "{partial:?}, then {verdict:?} for {whole:?}");
            if !seen.contains(&verdict) {
                seen.push(verdict);
            }
        }
    }

    #[test]
    fn a_verdict_is_open_only_where_completions_part(
        statements in prop::collection::vec(exact_statement(), 1..4), told in told(),
    ) {
        let policy = policy(&statements);
        let partial = decide(&policy, &token(&told), ClaimsScope::Partial);
        let mut seen: Vec<Verdict> = Vec::new();
        for whole in completions(&told) {
            let verdict = decide(&policy, &token(&whole), ClaimsScope::Token);
            if !seen.contains(&verdict) {
                seen.push(verdict);
            }
        }
        let agreed = if let [one] = seen[..] { one } else { Verdict::Undetermined };
        prop_assert_eq!(partial, agreed);
    }

    #[test]
    fn what_the_subject_tells_is_never_contradicted(statements in statements(), actor in select(vec!["a", "b"])) {
        let policy = policy(&statements);
        let subject = "repo:o/r:environment:a";
        let partial = decide(&policy, &claims(subject, []), ClaimsScope::Partial);
        for reference in ["a", "refs/heads/a", "b"] {
            let whole = [("environment", "a"), ("repository", "o/r"), ("actor", actor), ("ref", reference)];
            let whole = claims(subject, whole.map(|(claim, text)| (claim, Some(Some(text)))));
            let verdict = decide(&policy, &whole, ClaimsScope::Token);
            prop_assert!(partial == Verdict::Undetermined || partial == verdict, "{partial:?}, then {verdict:?}");
        }
    }
}
