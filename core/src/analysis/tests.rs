//! A few cheap questions, each with its answer; every witness is minted and put to the policy again.

use super::report::{ClassParty, Decided, OutsidersOutcome, PolicyRelation, ProofOutcome, WhoOutcome};
use super::token::WitnessToken;
use super::world::{Class, Intent, Owner, TokenSet, World};
use crate::aws::{TrustOptions, TrustPolicy, Verdict};
use crate::github::{ClaimValue, Claims};

/// A policy for the usual audience with one more operator and its test.
fn policy(operator: &str, claim: &str, value: &str) -> TrustPolicy {
    let issuer = "token.actions.githubusercontent.com";
    let text = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow",
            "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/{issuer}"}},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {{"ForAnyValue:StringEquals": {{"{issuer}:aud": "sts.amazonaws.com"}},
                "{operator}": {{"{issuer}:{claim}": "{value}"}}}}}}]}}"#
    );
    text.parse().unwrap()
}

fn any_of_app() -> TrustPolicy {
    policy("StringLike", "sub", "repo:octo-org/app:*")
}

fn main_of_app() -> TrustPolicy {
    policy("StringEquals", "sub", "repo:octo-org/app:ref:refs/heads/main")
}

fn world() -> World {
    World::of([Owner::new("octo-org")])
}

/// Asserts that GitHub mints the token and what the policy says of it, by what single tokens are asked with.
fn confirm(token: &WitnessToken, policy: &TrustPolicy, verdict: Verdict) {
    let mut claims = token.claims.clone();
    claims.set("sub", ClaimValue::Absent);
    let subject = token.template().unwrap().build(&claims).unwrap();
    assert_eq!(subject.value.as_deref(), token.claims.text("sub"), "{}", token.text);
    assert_eq!(policy.report(&token.claims, &TrustOptions::default()).verdict, verdict, "{}", token.text);
}

#[test]
fn only_the_repository_of_the_subject_gets_in() {
    let intent = Intent::only([Class::new([("repository", "octo-org/app")])]);
    let report = any_of_app().prove(&intent, &world()).unwrap();
    assert_eq!((report.outcome, report.vacuous), (ProofOutcome::Holds, false));
    assert_eq!(report.counterexample, None);
    assert!(report.ground.assumptions.contains(&"SUBJECT"));
}

#[test]
fn a_star_after_the_repository_is_more_than_one_branch() {
    let intent = Intent::only([Class::new([("repository", "octo-org/app"), ("ref", "refs/heads/main")])]);
    let report = any_of_app().prove(&intent, &world()).unwrap();
    assert_eq!(report.outcome, ProofOutcome::Fails);
    let token = report.counterexample.unwrap();
    confirm(&token, &any_of_app(), Verdict::Allowed);
    assert!(!intent.only.holds(&token.claims));
}

#[test]
fn a_star_within_the_login_lets_others_in() {
    let report = any_of_app().outsiders(&world()).unwrap();
    assert_eq!((report.outcome, report.witness), (OutsidersOutcome::None, None));

    let open = policy("StringLike", "sub", "repo:octo-org*");
    let report = open.outsiders(&world()).unwrap();
    assert_eq!(report.outcome, OutsidersOutcome::Some);
    let token = report.witness.unwrap();
    confirm(&token, &open, Verdict::Allowed);
    assert_ne!(token.claims.text("repository_owner"), Some("octo-org"));
}

#[test]
fn one_branch_is_narrower_than_all() {
    let report = any_of_app().compare(&main_of_app(), &world()).unwrap();
    assert_eq!((report.relation, report.gained), (PolicyRelation::Narrower, None));
    let lost = report.lost.unwrap();
    confirm(&lost, &any_of_app(), Verdict::Allowed);
    confirm(&lost, &main_of_app(), Verdict::Denied);
    assert_eq!(main_of_app().compare(&main_of_app(), &world()).unwrap().relation, PolicyRelation::Equal);
}

#[test]
fn who_may_push_to_one_branch() {
    let report = main_of_app().who_can_assume(&world()).unwrap();
    assert_eq!((report.outcome, report.more), (WhoOutcome::Somebody, false));
    assert!(!report.classes.is_empty());
    for class in &report.classes {
        confirm(&class.witness, &main_of_app(), Verdict::Allowed);
        assert_eq!(
            (class.party, class.statements.as_slice()),
            (ClassParty::Ours, [1].as_slice()),
            "{}",
            class.text
        );
        let set: TokenSet = [class.tokens.clone()].into_iter().collect();
        assert!(set.holds(&class.witness.claims), "{}", class.text);
    }
}

#[test]
fn a_set_gets_in_always_never_or_sometimes() {
    let aud = ("aud", "sts.amazonaws.com");
    let cases = [
        (Class::new([("repository", "octo-org/app"), aud]), Decided::Always, false),
        (Class::new([("repository", "octo-org/web")]), Decided::Never, false),
        // A token has one spelling of a login.
        (Class::new([("repository", "Octo-Org/app")]), Decided::Never, true),
        (Class::new([("repository", "octo-org/*"), aud]), Decided::Sometimes, false),
    ];
    for (class, outcome, empty) in cases {
        let set: TokenSet = [class].into_iter().collect();
        let report = any_of_app().decide_set(&set, &world()).unwrap();
        assert_eq!((report.outcome, report.empty), (outcome, empty), "{set:?}");
        for (token, verdict) in [(&report.admitted, Verdict::Allowed), (&report.refused, Verdict::Denied)] {
            let Some(token) = token else { continue };
            confirm(token, &any_of_app(), verdict);
            assert!(set.holds(&token.claims), "{}", token.text);
        }
        assert_eq!(report.admitted.is_some(), matches!(outcome, Decided::Always | Decided::Sometimes));
    }
}

#[test]
fn case_beyond_ascii_is_as_open_as_for_one_token() {
    for (wanted, found) in [
        ("Prod", "pROD"),
        ("k", "\u{212a}"),
        ("i", "İ"),
        ("strasse", "straße"),
        ("straße", "STRASSE"),
        ("straße", "straẞe"),
        ("ﬁrst", "first"),
        ("first", "ﬁrst"),
        ("first", "fırst"),
        ("σ", "ς"),
        ("é", "É"),
        ("é", "e"),
    ] {
        let policy = policy("StringEqualsIgnoreCase", "environment", wanted);
        let class = Class::new([("environment", found), ("aud", "sts.amazonaws.com")]);
        let outcome = policy.decide_set(&[class].into_iter().collect(), &world()).unwrap().outcome;
        let mut claims: Claims =
            [("repository", "octo-org/app"), ("aud", "sts.amazonaws.com")].into_iter().collect();
        claims.set("sub", format!("repo:octo-org/app:environment:{found}").as_str().into());
        claims.set("environment", found.into());
        let expected = match policy.check(&claims, &TrustOptions::default()).unwrap().verdict {
            Verdict::Allowed => Decided::Always,
            Verdict::Denied => Decided::Never,
            Verdict::Undetermined => Decided::Undetermined,
        };
        assert_eq!(outcome, expected, "{wanted} {found}");
    }
}

#[test]
fn a_claim_that_no_token_has_proves_nothing() {
    let intent = Intent::only([Class::new([("repositry", "octo-org/app")])]);
    let error = any_of_app().prove(&intent, &world()).unwrap_err();
    assert_eq!(error.found(), Some("repositry"));
    assert_eq!(error.help(), "write `repository` if that is meant");
}
