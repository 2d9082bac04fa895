//! One decision on a compiled policy, beside iam-rs, and how it grows with the statements.

use std::hint::black_box;

use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use assumable_benches::{ALLOWED, DENIED, POLICY, compare, contender, criterion};
use iam_rs::{
    Arn, Context, Decision, EvaluationOptions, IAMPolicy, IAMRequest, PolicyEvaluator, Principal, PrincipalId,
};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const KEYS: &str = "token.actions.githubusercontent.com";

fn claims(sub: &str) -> Claims {
    [("iss", "https://token.actions.githubusercontent.com"), ("aud", "sts.amazonaws.com"), ("sub", sub)]
        .into_iter()
        .collect()
}

/// The peer over the same text; it asks for a resource, which it is told to ignore.
fn peer(policy: &str) -> PolicyEvaluator {
    let policy: IAMPolicy = serde_json::from_str(policy).unwrap();
    let options = EvaluationOptions { ignore_resource_constraints: true, ..EvaluationOptions::default() };
    PolicyEvaluator::with_policies(vec![policy]).with_options(options)
}

fn request(sub: &str) -> IAMRequest {
    let context = Context::new()
        .with_string(format!("{KEYS}:aud"), "sts.amazonaws.com")
        .with_string(format!("{KEYS}:sub"), sub);
    IAMRequest::new_with_context(
        Principal::Federated(PrincipalId::String(PROVIDER.into())),
        "sts:AssumeRoleWithWebIdentity",
        Arn::parse("arn:aws:iam::123456789012:role/deploy").unwrap(),
        context,
    )
}

fn main() {
    let mut criterion = criterion();
    let options = TrustOptions::default();
    let policy: TrustPolicy = POLICY.parse().unwrap();
    let theirs = peer(POLICY);
    for (case, sub, verdict, decision) in [
        ("a decision that allows", ALLOWED, Verdict::Allowed, Decision::Allow),
        ("a decision that denies", DENIED, Verdict::Denied, Decision::NotApplicable),
    ] {
        let claims = claims(sub);
        let token = policy.prepare(&claims, &options).unwrap();
        let request = request(sub);
        assert_eq!(token.decide().verdict, verdict);
        assert_eq!(theirs.evaluate(&request).unwrap().decision, decision);
        compare(
            &mut criterion,
            case,
            vec![
                contender("decide", || black_box(&token).decide()),
                contender("iam-rs", || theirs.evaluate(black_box(&request)).unwrap().decision),
                contender("prepare and decide", || {
                    policy.prepare(black_box(&claims), &options).unwrap().decide()
                }),
                contender("check, with the explanation", || policy.check(black_box(&claims), &options)),
                contender("read the policy", || black_box(POLICY).parse::<TrustPolicy>()),
            ],
        );
    }

    let sizes = [1, 10, 100];
    let policies: Vec<TrustPolicy> = sizes.iter().map(|&size| repeated(size).parse().unwrap()).collect();
    let tokens: Vec<_> = policies.iter().map(|policy| policy.prepare(&claims(DENIED), &options).unwrap()).collect();
    let contenders = sizes.iter().zip(&tokens);
    compare(
        &mut criterion,
        "a decision by statements",
        contenders
            .map(|(size, token)| contender(format!("{size}"), move || black_box(token).decide()))
            .collect(),
    );
}

/// The article's statement so many times.
fn repeated(times: usize) -> String {
    let mut policy: serde_json::Value = serde_json::from_str(POLICY).unwrap();
    let statement = policy["Statement"][0].clone();
    policy["Statement"] = vec![statement; times].into();
    policy.to_string()
}
