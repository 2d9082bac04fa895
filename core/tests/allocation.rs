//! A decision on a compiled policy allocates nothing, counted.
#![allow(clippy::unwrap_used, reason = "a test stops at a surprise")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use assumable::aws::{ClaimsScope, Layer, PolicyKind, PolicyText};
use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};

/// The system's allocator, and how often this thread asked it.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What `work` gives, and how many allocations it made.
fn counted<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = ASKED.get();
    let result = work();
    (result, ASKED.get() - before)
}

const ARTICLE: &str = include_str!("../../examples/article/trust-policy.json");
const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
const WORKFLOW: &str =
    "job_workflow_ref:octo-org/gh-actions/.github/workflows/build-and-push.yaml@refs/heads/main";

fn decides(policy: &str, claims: &Claims, options: &TrustOptions, wanted: Verdict) {
    let policy: TrustPolicy = policy.parse().unwrap();
    let token = policy.prepare(claims, options).unwrap();
    let (decision, allocations) = counted(|| token.decide());
    assert_eq!((decision.verdict, allocations), (wanted, 0));
}

fn claims(sub: &str) -> Claims {
    [("sub", sub), ("aud", "sts.amazonaws.com"), ("repository", "octo-org/app"), ("actor", "Ünïcode")]
        .into_iter()
        .collect()
}

#[test]
fn the_counter_counts() {
    assert_eq!(counted(|| vec![1u8]).1, 1);
    assert_eq!(counted(|| ()).1, 0);
}

#[test]
fn the_articles_policy() {
    let options = TrustOptions::default();
    let allowed = format!("repo:octo-org/app:ref:refs/heads/main:{WORKFLOW}");
    decides(ARTICLE, &claims(&allowed), &options, Verdict::Allowed);
    decides(ARTICLE, &claims("repo:octo-org/app:ref:refs/heads/main"), &options, Verdict::Denied);
    let unknown = TrustOptions::default().with_claims_scope(ClaimsScope::Partial);
    decides(ARTICLE, &Claims::new(), &unknown, Verdict::Undetermined);
}

/// Every operator, set and plain, over keys that are known, missing and lists.
#[test]
fn every_operator() {
    let rows = [
        ("StringEquals", "a"),
        ("StringNotEquals", "a"),
        ("StringEqualsIgnoreCase", "ÜNÏ"),
        ("StringNotEqualsIgnoreCase", "ÜNÏ"),
        ("StringLike", "*x?y*"),
        ("StringNotLike", "*x?y*"),
        ("NumericEquals", "1.50"),
        ("NumericLessThan", "10"),
        ("DateEquals", "2026-01-01T00:00:00Z"),
        ("DateGreaterThan", "1767225600"),
        ("Bool", "true"),
        ("BinaryEquals", "aGk="),
        ("IpAddress", "10.0.0.0/8"),
        ("NotIpAddress", "2001:db8::/32"),
        ("ArnLike", "arn:aws:ecr:*:123456789012:repository/*"),
        ("ArnNotEquals", "arn:aws:ecr:us-east-1:123456789012:repository/a"),
        ("Null", "false"),
    ];
    let texts = [
        "a",
        "Üni",
        "1.5",
        "2026-01-01T00:00:00Z",
        "true",
        "10.1.2.3",
        "arn:aws:ecr:us-east-1:123456789012:repository/a",
    ];
    for (operator, value) in rows {
        for quantifier in ["", "ForAllValues:", "ForAnyValue:"] {
            for suffix in ["", "IfExists"] {
                let name = format!("{quantifier}{operator}{suffix}");
                if name.parse::<assumable::aws::ConditionOperator>().is_err() {
                    continue;
                }
                let policy = format!(
                    r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Principal": {{"Federated": "{PROVIDER}"}},
                        "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {{"{name}": {{"aws:Test": "{value}"}}}}}}}}"#
                );
                let policy: TrustPolicy = policy.parse().unwrap();
                let one = texts.map(|text| vec![text.to_owned()]);
                for values in one.into_iter().chain([texts.map(str::to_owned).to_vec()]) {
                    let context = vec![("aws:Test".to_owned(), Some(values.clone()))];
                    let token = policy
                        .prepare(&claims("repo:a/b:c"), &TrustOptions::default().with_context(context))
                        .unwrap();
                    let (_, allocations) = counted(|| token.decide());
                    assert_eq!(allocations, 0, "{name} {value} over {values:?}");
                }
                let token = policy.prepare(&claims("repo:a/b:c"), &TrustOptions::default()).unwrap();
                assert_eq!(counted(|| token.decide()).1, 0, "{name} over a missing key");
            }
        }
    }
}

#[test]
fn a_resource_control_policy_and_an_explicit_deny() {
    let control = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "sts:*",
        "Resource": "*", "Condition": {"StringNotEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}}"#;
    let options = TrustOptions::default()
        .with_rcp(Layer::Given(vec![PolicyText::read(control, PolicyKind::ResourceControl).unwrap()]))
        .with_role_arn("arn:aws:iam::123456789012:role/deploy".parse().unwrap());
    let sub = format!("repo:octo-org/app:ref:refs/heads/main:{WORKFLOW}");
    decides(ARTICLE, &claims(&sub), &options, Verdict::Allowed);
    let deny = ARTICLE.replace("Allow", "Deny");
    decides(&deny, &claims(&sub), &options, Verdict::Denied);
}
