//! What the JSON boundary costs: the contract beside the typed call and beside parsing the request alone.

use std::hint::black_box;

use assumable::contract::{Handle, call};
use assumable::limits::MAX_REQUEST;
use assumable::{Claims, TrustOptions, TrustPolicy};
use assumable_benches::{CLAIMS, POLICY, compare, contender, criterion};
use serde_json::{Value, json};

fn main() {
    let mut criterion = criterion();
    let mut claims: Value = serde_json::from_str(CLAIMS).unwrap();
    claims["sub"] = assumable_benches::ALLOWED.into();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let typed: Claims =
        claims.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect();
    let options = TrustOptions::default();

    let request = json!({"policy": POLICY, "claims": claims}).to_string();
    compare(
        &mut criterion,
        "check_trust",
        vec![
            contender("typed: read the policy and check", || {
                black_box(POLICY).parse::<TrustPolicy>().unwrap().check(&typed, &options)
            }),
            contender("contract::call", || call("check_trust", black_box(&request)).unwrap()),
            contender("the strict reader, on the request", || {
                assumable::tree::json::parse(black_box(&request), MAX_REQUEST)
            }),
            contender("serde_json::Value, on the request", || {
                serde_json::from_str::<Value>(black_box(&request)).unwrap()
            }),
        ],
    );

    let sub = "token.actions.githubusercontent.com:sub";
    let values = [assumable_benches::PATTERN.to_owned()];
    let context = || [(sub, vec![assumable_benches::ALLOWED.to_owned()])];
    let condition = json!({
        "operator": "StringLike", "key": sub, "values": values, "context": {sub: assumable_benches::ALLOWED}
    })
    .to_string();
    compare(
        &mut criterion,
        "match_condition",
        vec![
            contender("typed", || {
                assumable::aws::match_condition(
                    "StringLike",
                    sub,
                    black_box(&values),
                    context(),
                    Some("2012-10-17"),
                )
            }),
            contender("contract::call", || call("match_condition", black_box(&condition)).unwrap()),
            contender("the strict reader, on the request", || {
                assumable::tree::json::parse(black_box(&condition), MAX_REQUEST)
            }),
            contender("serde_json::Value, on the request", || {
                serde_json::from_str::<Value>(black_box(&condition)).unwrap()
            }),
        ],
    );

    let policy: TrustPolicy = POLICY.parse().unwrap();
    let handle = Handle::open("TrustPolicy", POLICY).unwrap();
    let many = json!({"claims": vec![&claims; 1_000]}).to_string();
    let one = json!({"claims": claims}).to_string();
    let token = policy.prepare(&typed, &options).unwrap();
    compare(
        &mut criterion,
        "1,000 tokens on one policy",
        vec![
            contender("typed: decide", || (0..1_000).map(|_| black_box(&token).decide()).last()),
            contender("typed: prepare and decide", || {
                (0..1_000).map(|_| policy.prepare(black_box(&typed), &options).unwrap().decide()).last()
            }),
            contender("handle: check_many", || handle.call("check_many", black_box(&many)).unwrap()),
            contender("handle: check, 1,000 times", || {
                (0..1_000).map(|_| handle.call("check", black_box(&one)).unwrap().len()).sum::<usize>()
            }),
            contender("serde_json::Value, on check_many's request", || {
                serde_json::from_str::<Value>(black_box(&many)).unwrap()
            }),
        ],
    );
}
