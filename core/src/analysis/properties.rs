//! Exact answers about random policies, beside random tokens that lie near them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::report::{OutsidersOutcome, PolicyRelation, ProofOutcome, WhoOutcome};
use super::world::{Class, Intent, Owner, OwnerTemplate, SubjectForm, TokenSet, World};
use crate::aws::{TrustOptions, TrustPolicy, Verdict};
use crate::github::{Claims, SubjectTemplate};

const ISSUER: &str = "token.actions.githubusercontent.com";

/// How many cases each property is put to.
const CASES: u32 = 60;

const OPERATORS: [&str; 6] = [
    "StringEquals",
    "StringLike",
    "StringNotEquals",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
];

/// Patterns for each claim that a test may look at; `event_name` is not a key of AWS.
const TESTS: [(&str, &[&str]); 9] = [
    (
        "sub",
        &[
            "repo:octo-org/app:*",
            "repo:octo-org*",
            "repo:octo-org/*:ref:refs/heads/main",
            "*:environment:production",
            "repo:octo-org/app:ref:refs/heads/ma?n",
            "*:job_workflow_ref:octo-org/ci/.github/workflows/b.yml@*",
            "*:pull_request",
            "repo:Octo-Org/APP:*",
            "*",
        ],
    ),
    ("repository", &["octo-org/app", "octo-org/*", "*/app"]),
    ("repository_owner", &["octo-org", "octo-*"]),
    ("ref", &["refs/heads/main", "refs/heads/*", "refs/tags/v?", "*"]),
    ("environment", &["production", "prod*", "*", "straße", "STRASSE"]),
    ("job_workflow_ref", &["octo-org/ci/.github/workflows/b.yml@*", "octo-org/*@refs/heads/main"]),
    ("workflow", &["CI", "deploy", "*"]),
    ("actor", &["octocat", "octo*"]),
    ("event_name", &["push"]),
];

fn test() -> impl Strategy<Value = (String, Value)> {
    let name = (
        select(vec!["", "", "", "ForAllValues:", "ForAnyValue:"]),
        select(&OPERATORS[..]),
        select(vec!["", "", "IfExists"]),
    );
    let text = (select(&TESTS[..]), name).prop_flat_map(|((claim, values), (prefix, operator, suffix))| {
        vec(select(values), 1..3).prop_map(move |values| {
            (format!("{prefix}{operator}{suffix}"), json!({format!("{ISSUER}:{claim}"): values}))
        })
    });
    let null = (select(vec!["environment", "ref", "event_name"]), any::<bool>());
    let null = null.prop_map(|(claim, missing)| {
        ("Null".to_owned(), json!({format!("{ISSUER}:{claim}"): missing.to_string()}))
    });
    prop_oneof![6 => text, 1 => null]
}

fn statement(effect: &'static str) -> impl Strategy<Value = Value> {
    vec(test(), 1..4).prop_map(move |tests| {
        json!({
            "Effect": effect,
            "Principal": {"Federated": format!("arn:aws:iam::123456789012:oidc-provider/{ISSUER}")},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": tests.into_iter().collect::<serde_json::Map<_, _>>(),
        })
    })
}

fn statements() -> impl Strategy<Value = Vec<Value>> {
    let other = prop_oneof![statement("Allow"), statement("Deny")];
    (statement("Allow"), vec(other, 0..2)).prop_map(|(first, rest)| [vec![first], rest].concat())
}

fn policy(statements: &[Value]) -> TrustPolicy {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string().parse().unwrap()
}

fn keys(keys: &[&str]) -> Option<Vec<String>> {
    (!keys.is_empty()).then(|| keys.iter().map(|key| (*key).to_owned()).collect())
}

const TEMPLATES: [&[&str]; 4] =
    [&[], &["repo", "context", "job_workflow_ref"], &["job_workflow_ref"], &["workflow", "repo"]];

fn world() -> impl Strategy<Value = World> {
    let template = prop_oneof![
        3 => select(&TEMPLATES[..2]).prop_map(|one| OwnerTemplate::Keys(keys(one))),
        1 => Just(OwnerTemplate::Unknown),
    ];
    let form =
        select(vec![SubjectForm::Legacy, SubjectForm::Legacy, SubjectForm::Immutable, SubjectForm::Either]);
    (template, form)
        .prop_map(|(template, form)| World::of([Owner { template, form, ..Owner::new("octo-org") }]))
}

/// The free choices of a token.
#[derive(Debug, Clone)]
struct Draft {
    owner: &'static str,
    name: &'static str,
    reference: &'static str,
    environment: Option<&'static str>,
    called: Option<&'static str>,
    workflow: &'static str,
    actor: &'static str,
    template: &'static [&'static str],
    immutable: bool,
}

fn draft() -> impl Strategy<Value = Draft> {
    let names = (select(vec!["octo-org", "octo-org", "octo-org-x", "evil"]), select(vec!["app", "web"]));
    let refs = select(vec![
        "refs/heads/main",
        "refs/heads/ma\u{131}n",
        "refs/heads/dev",
        "refs/tags/v1",
        "refs/pull/7/merge",
    ]);
    let environments =
        select(vec!["production", "prod:x", "straße", "STRASSE", "straẞe", "ref:refs/heads/main"]);
    let called = select(vec![
        "octo-org/ci/.github/workflows/b.yml@refs/heads/main",
        "octo-org/ci/.github/workflows/b.yml@.yml@refs/heads/x",
        "evil/ci/.github/workflows/c.yml@refs/tags/v1",
    ]);
    let rest = (select(vec!["CI", "deploy", ":repo:octo-org/app:"]), select(vec!["octocat", "eve"]));
    let settings = (select(&TEMPLATES[..]), any::<bool>());
    (names, refs, option::of(environments), option::of(called), rest, settings).prop_map(
        |((owner, name), reference, environment, called, (workflow, actor), (template, immutable))| Draft {
            owner,
            name,
            reference,
            environment,
            called,
            workflow,
            actor,
            template,
            immutable,
        },
    )
}

/// The token of a draft as this world has it; `None` where GitHub does not mint it.
fn token(draft: &Draft, world: &World) -> Option<Claims> {
    let (mut template, mut immutable) = (keys(draft.template), draft.immutable);
    if let Some(owner) = world.owners.iter().find(|owner| owner.login == draft.owner) {
        if let OwnerTemplate::Keys(keys) = &owner.template {
            template.clone_from(keys);
        }
        immutable = match owner.form {
            SubjectForm::Legacy => false,
            SubjectForm::Immutable => true,
            SubjectForm::Either => immutable,
        };
    }
    let repository = format!("{}/{}", draft.owner, draft.name);
    let workflow = format!("{repository}/.github/workflows/ci.yml@{}", draft.reference);
    let event = if draft.reference.starts_with("refs/pull/") { "pull_request" } else { "push" };
    let mut claims = Claims::new();
    for (name, value) in [
        ("repository", repository.as_str()),
        ("repository_owner", draft.owner),
        ("repository_owner_id", "1"),
        ("repository_id", "2"),
        ("ref", draft.reference),
        ("event_name", event),
        ("workflow_ref", &workflow),
        ("job_workflow_ref", draft.called.unwrap_or(&workflow)),
        ("workflow", draft.workflow),
        ("actor", draft.actor),
        ("actor_id", "3"),
        ("aud", "sts.amazonaws.com"),
    ] {
        claims.set(name, value.into());
    }
    if let Some(environment) = draft.environment {
        claims.set("environment", environment.into());
    }
    let settings = match template {
        None => SubjectTemplate::default(),
        Some(keys) => SubjectTemplate::new(keys).ok()?,
    };
    let subject = settings.with_immutable(immutable).build(&claims).ok()?.value?;
    claims.set("sub", subject.as_str().into());
    Some(claims)
}

fn tokens(drafts: &[Draft], world: &World) -> Vec<Claims> {
    drafts.iter().filter_map(|draft| token(draft, world)).collect()
}

fn verdict(policy: &TrustPolicy, claims: &Claims) -> Verdict {
    policy.check(claims, &TrustOptions::default()).unwrap().verdict
}

fn ours() -> Class {
    Class::new([("repository_owner", "octo-org")])
}

fn classes() -> impl Strategy<Value = Vec<Class>> {
    let claims = vec!["repository", "ref", "environment", "job_workflow_ref", "event_name"];
    let one = select(claims).prop_flat_map(|claim| {
        let values = TESTS.iter().find(|(known, _)| *known == claim).map_or(&["*"][..], |(_, values)| values);
        select(values).prop_map(move |value| Class::new([(claim, value)]))
    });
    vec(one, 1..3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    /// A proof has no exception, and what is said to fail does.
    #[test]
    fn no_token_breaks_a_proof(
        statements in statements(), world in world(), classes in classes(), drafts in vec(draft(), 40)
    ) {
        let (policy, intent) = (policy(&statements), Intent::only(classes));
        let report = policy.prove(&intent, &world).unwrap();
        prop_assert_ne!(report.outcome, ProofOutcome::GaveUp);
        for claims in tokens(&drafts, &world) {
            let found = verdict(&policy, &claims);
            if !intent.only.holds(&claims) {
                let worst = match report.outcome {
                    ProofOutcome::Holds => found == Verdict::Denied,
                    ProofOutcome::Undetermined => found != Verdict::Allowed,
                    _ => true,
                };
                prop_assert!(worst, "{:?} for {:?}, said to be {:?}", found, claims, report.outcome);
            }
            prop_assert!(!report.vacuous || found != Verdict::Allowed, "vacuous, and {:?} gets in", claims);
        }
        if let (ProofOutcome::Fails, Some(token)) = (report.outcome, &report.counterexample) {
            prop_assert!(!intent.only.holds(&token.claims));
            prop_assert_eq!(verdict(&policy, &token.claims), Verdict::Allowed);
        }
    }

    /// Outsiders are those outside of an intent that holds our own.
    #[test]
    fn outsiders_are_what_a_proof_finds(statements in statements(), world in world()) {
        let policy = policy(&statements);
        let proof = policy.prove(&Intent::only([ours()]), &world).unwrap().outcome;
        let expected = match policy.outsiders(&world).unwrap().outcome {
            OutsidersOutcome::None => ProofOutcome::Holds,
            OutsidersOutcome::Some => ProofOutcome::Fails,
            OutsidersOutcome::Undetermined => ProofOutcome::Undetermined,
            OutsidersOutcome::GaveUp => ProofOutcome::GaveUp,
        };
        prop_assert_eq!(proof, expected);
    }

    /// A comparison is the same from either side, and no token says otherwise.
    #[test]
    fn no_token_breaks_a_comparison(
        old in statements(), new in statements(), world in world(), drafts in vec(draft(), 40)
    ) {
        let (old, new) = (policy(&old), policy(&new));
        let relation = old.compare(&new, &world).unwrap().relation;
        let back = match new.compare(&old, &world).unwrap().relation {
            PolicyRelation::Narrower => PolicyRelation::Wider,
            PolicyRelation::Wider => PolicyRelation::Narrower,
            same => same,
        };
        prop_assert_eq!(relation, back);
        for claims in tokens(&drafts, &world) {
            let (before, after) = (verdict(&old, &claims), verdict(&new, &claims));
            let lost = before == Verdict::Allowed && after == Verdict::Denied;
            let gained = before == Verdict::Denied && after == Verdict::Allowed;
            let denied = match relation {
                PolicyRelation::Equal => lost || gained,
                PolicyRelation::Narrower => gained,
                PolicyRelation::Wider => lost,
                _ => false,
            };
            prop_assert!(!denied, "{:?}: {:?} then {:?}, said to be {:?}", claims, before, after, relation);
        }
    }

    #[test]
    fn a_policy_is_equal_to_itself(statements in statements(), world in world()) {
        let policy = policy(&statements);
        prop_assert_eq!(policy.compare(&policy, &world).unwrap().relation, PolicyRelation::Equal);
    }

    #[test]
    fn one_more_allow_never_lets_in_less(
        statements in statements(), more in statement("Allow"), world in world()
    ) {
        let old = policy(&statements);
        let relation = old.compare(&policy(&[statements, vec![more]].concat()), &world).unwrap().relation;
        let fine = matches!(relation, PolicyRelation::Equal | PolicyRelation::Wider | PolicyRelation::Undetermined);
        prop_assert!(fine, "{:?}", relation);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES / 3, failure_persistence: None, ..ProptestConfig::default() })]

    /// The classes hold every token that gets in, and of those that are exact no other.
    #[test]
    fn classes_hold_who_gets_in(
        statements in statements(), world in world(), drafts in vec(draft(), 60)
    ) {
        let policy = policy(&statements);
        let report = policy.who_can_assume(&world).unwrap();
        let set: TokenSet = report.classes.iter().map(|class| class.tokens.clone()).collect();
        let exact: TokenSet =
            report.classes.iter().filter(|class| class.exact).map(|class| class.tokens.clone()).collect();
        for claims in tokens(&drafts, &world) {
            let found = verdict(&policy, &claims);
            let told = set.holds(&claims) || report.more || report.outcome == WhoOutcome::Undetermined;
            prop_assert!(found != Verdict::Allowed || told, "no class holds {:?}", claims);
            prop_assert!(found == Verdict::Allowed || !exact.holds(&claims), "a class holds {:?}", claims);
        }
    }
}
