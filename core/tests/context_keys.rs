//! A key that is not known: deciding without it agrees with deciding under each presence and value.
#![cfg(feature = "push")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

use assumable::aws::{AccessPolicies, AccessRequest, Layer, PolicyKind, PolicyText, check_access};
use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

type Values = Option<Vec<String>>;

/// A key, values that a request may hold under it, and whether it may lack the key.
const KEYS: [(&str, &[&[&str]], bool); 11] = [
    ("aws:PrincipalOrgID", &[&["a"], &["b"], &["c"]], true),
    ("aws:PrincipalTag/team", &[&["a"], &["b"], &["c"]], true),
    ("aws:ResourceOrgID", &[&["a"], &["b"], &["c"]], true),
    ("aws:userid", &[&["a"], &["ab"], &["c"]], false),
    ("aws:UserAgent", &[&["a"], &["ab"], &["c"]], false),
    ("aws:TokenIssueTime", &[&["2020-01-01T00:00:00Z"], &["2030-01-01T00:00:00Z"]], false),
    ("aws:MultiFactorAuthPresent", &[&["true"], &["false"]], true),
    ("aws:SourceIdentity", &[&["a"], &["b"], &["c"]], true),
    ("aws:Referer", &[&["a"], &["b"], &["c"]], true),
    ("aws:PrincipalOrgPaths", &[&["a"], &["b", "c"], &["a", "b"]], true),
    ("aws:SourceIp", &[&["10.0.0.1"], &["192.0.2.1"]], true),
];

/// Those that a request with a token may hold too.
const OF_TOKENS: [usize; 4] = [2, 4, 8, 10];

const OPERATORS: [&str; 15] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringEqualsIfExists",
    "StringNotEqualsIfExists",
    "StringNotLikeIfExists",
    "ForAllValues:StringLike",
    "ForAllValues:StringNotEquals",
    "ForAnyValue:StringEquals",
    "ForAnyValue:StringNotLike",
    "Null",
    "Bool",
    "NotIpAddressIfExists",
    "DateGreaterThan",
];

fn test(keys: Vec<usize>) -> impl Strategy<Value = (String, String, Value)> {
    let values =
        prop::collection::vec(select(vec!["a", "b", "ab", "a*", "*", "${aws:PrincipalTag/team}"]), 1..3);
    (select(OPERATORS.to_vec()), select(keys), values, any::<bool>()).prop_map(
        |(operator, key, values, flag)| {
            let values = match operator {
                "Null" | "Bool" => json!([flag.to_string()]),
                "NotIpAddressIfExists" => json!(["10.0.0.0/8"]),
                "DateGreaterThan" => json!(["2025-01-01T00:00:00Z"]),
                _ => json!(values),
            };
            (operator.to_owned(), KEYS[key].0.to_owned(), values)
        },
    )
}

fn conditions(keys: Vec<usize>) -> impl Strategy<Value = Value> {
    prop::collection::vec(test(keys), 0..3).prop_map(|tests| {
        let mut condition: Map<String, Value> = Map::new();
        for (operator, key, values) in tests {
            condition.entry(operator).or_insert_with(|| json!({}))[key] = values;
        }
        Value::Object(condition)
    })
}

fn statements(keys: Vec<usize>) -> impl Strategy<Value = Vec<(bool, Value)>> {
    prop::collection::vec((prop::bool::weighted(0.6), conditions(keys)), 1..3)
}

fn every() -> Vec<usize> {
    (0..KEYS.len()).collect()
}

/// The contexts in which this key has each presence and value, beside what is known already.
fn cases(known: &[(String, Values)], key: usize) -> Vec<Vec<(String, Values)>> {
    let (name, values, may_lack) = KEYS[key];
    let lists = values.iter().map(|list| Some(list.iter().map(|value| (*value).to_owned()).collect()));
    let with = |values: Values| [known, &[(name.to_owned(), values)]].concat();
    lists.chain(may_lack.then_some(None)).map(with).collect()
}

/// What deciding without the key has to be, by what deciding under each case gives.
fn agrees(without: Verdict, cases: &[Verdict]) -> bool {
    without == Verdict::Undetermined || cases.iter().all(|verdict| *verdict == without)
}

fn access(document: &Value, context: &[(String, Values)]) -> Verdict {
    let policy = PolicyText::read(&document.to_string(), PolicyKind::Identity).unwrap();
    let policies = AccessPolicies::default().with_identity(Layer::Given(vec![policy]));
    let principal = "arn:aws:sts::123456789012:assumed-role/push/GitHubActions".parse().unwrap();
    let repository = "arn:aws:ecr:us-east-1:123456789012:repository/a";
    let context = context.iter().map(|(key, values)| (key.as_str(), values.clone()));
    let request = AccessRequest::new(Some(principal), "ecr:PutImage", repository, context).unwrap();
    let report = check_access(&request, &policies).unwrap();
    assert_eq!(report.needs.is_empty(), report.verdict != Verdict::Undetermined, "an open verdict has needs");
    assert_eq!(report.failures.is_empty(), report.verdict != Verdict::Denied, "a denial has failures");
    report.verdict
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn an_unknown_key_of_a_request_agrees_with_each_presence_and_value(
        statements in statements(every()), key in select(every()), other in prop::option::of(select(every())),
    ) {
        let statements: Vec<Value> = statements.into_iter().map(|(allow, condition)| json!({
            "Effect": if allow { "Allow" } else { "Deny" }, "Action": "ecr:*", "Resource": "*", "Condition": condition,
        })).collect();
        let document = json!({"Version": "2012-10-17", "Statement": statements});
        // One account is in one organization: the two keys of it say the same.
        let organization = |key: usize| KEYS[key].0.ends_with("OrgID");
        let other = other.filter(|other| !(organization(*other) && organization(key)));
        let contexts = other.filter(|other| *other != key).map_or(vec![Vec::new()], |other| cases(&[], other));
        for known in contexts {
            let without = access(&document, &known);
            let with: Vec<Verdict> = cases(&known, key).iter().map(|context| access(&document, context)).collect();
            prop_assert!(agrees(without, &with), "{without:?} without {}, and then {with:?}", KEYS[key].0);
        }
    }

    #[test]
    fn an_unknown_key_of_a_token_agrees_with_each_presence_and_value(
        statements in statements(OF_TOKENS.to_vec()), key in select(OF_TOKENS.to_vec()),
    ) {
        let provider = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
        let statements: Vec<Value> = statements.into_iter().map(|(allow, condition)| json!({
            "Effect": if allow { "Allow" } else { "Deny" }, "Principal": {"Federated": provider},
            "Action": "sts:AssumeRoleWithWebIdentity", "Condition": condition,
        })).collect();
        let policy: TrustPolicy = json!({"Version": "2012-10-17", "Statement": statements}).to_string().parse().unwrap();
        let claims: Claims = [("sub", "x"), ("aud", "sts.amazonaws.com")].into_iter().collect();
        let decide = |context: &[(String, Values)]| {
            let options = TrustOptions::default().with_context(context.to_vec());
            policy.prepare(&claims, &options).unwrap().decide().verdict
        };
        let without = decide(&[]);
        let with: Vec<Verdict> = cases(&[], key).iter().map(|context| decide(context)).collect();
        prop_assert!(agrees(without, &with), "{without:?} without {}, and then {with:?}", KEYS[key].0);
    }
}
