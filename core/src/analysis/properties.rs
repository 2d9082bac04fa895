//! Exact answers about random policies, beside random tokens that lie near them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::compile::options;
use super::report::{Decided, OutsidersOutcome, PolicyRelation, ProofOutcome, WhoOutcome};
use super::world::{Class, Intent, Owner, OwnerTemplate, SubjectForm, TokenSet, World};
use crate::aws::{Layer, PolicyKind, PolicyText, TrustPolicy, Verdict};
use crate::github::{Claims, Platform, SubjectTemplate};

pub(super) const ISSUER: &str = "token.actions.githubusercontent.com";

/// The issuer of an Enterprise Server.
const SERVER: &str = "github.example.com/_services/token";

/// How many cases each property is put to.
pub(super) const CASES: u32 = 60;

const OPERATORS: [&str; 6] = [
    "StringEquals",
    "StringLike",
    "StringNotEquals",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
];

/// Patterns for each claim that a test may look at; `event_name` is not a key of AWS.
const TESTS: [(&str, &[&str]); 11] = [
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
            "repo:octo-org@1/app@2:*",
            "*:repository_owner:octo-org-x:*",
            "repo_property_team:red:*",
            "repo:${token.actions.githubusercontent.com:repository_owner}/app:*",
            "*",
        ],
    ),
    ("repository", &["octo-org/app", "octo-org/*", "*/app", "octo-org-x/*"]),
    ("repository_owner", &["octo-org", "octo-*"]),
    ("repository_owner_id", &["1", "1?"]),
    ("repo_property_team", &["red", "*"]),
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

pub(super) fn statement(effect: &'static str) -> impl Strategy<Value = Value> {
    vec(test(), 1..4).prop_map(move |tests| {
        json!({
            "Effect": effect,
            "Principal": {"Federated": format!("arn:aws:iam::123456789012:oidc-provider/{ISSUER}")},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": tests.into_iter().collect::<serde_json::Map<_, _>>(),
        })
    })
}

pub(super) fn statements() -> impl Strategy<Value = Vec<Value>> {
    let other = prop_oneof![statement("Allow"), statement("Deny")];
    (statement("Allow"), vec(other, 0..2)).prop_map(|(first, rest)| [vec![first], rest].concat())
}

/// A policy of these statements, on the platform of the world.
pub(super) fn policy(statements: &[Value], world: &World) -> TrustPolicy {
    document(statements, world).parse().unwrap()
}

fn document(statements: &[Value], world: &World) -> String {
    let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    if world.platform.is_some() { text.replace(ISSUER, SERVER) } else { text }
}

fn keys(keys: &[&str]) -> Option<Vec<String>> {
    (!keys.is_empty()).then(|| keys.iter().map(|key| (*key).to_owned()).collect())
}

const TEMPLATES: [&[&str]; 6] = [
    &[],
    &["repo", "context", "job_workflow_ref"],
    &["job_workflow_ref"],
    &["workflow", "repo"],
    &["repo_property_team", "repo"],
    &["context", "repository_owner", "repo"],
];

/// A resource control policy that denies what meets a test.
fn control() -> impl Strategy<Value = Layer> {
    let denies = test().prop_map(|(operator, tests)| {
        let statement = json!({"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*",
            "Condition": {operator: tests}});
        let document = document(&[statement], &World::default());
        Layer::Given(vec![PolicyText::read(&document, PolicyKind::ResourceControl).unwrap()])
    });
    prop_oneof![8 => Just(Layer::Omitted), 2 => denies, 1 => Just(Layer::Unknown)]
}

pub(super) fn world() -> impl Strategy<Value = World> {
    let template = prop_oneof![
        3 => select(&TEMPLATES[..]).prop_map(|one| OwnerTemplate::Keys(keys(one))),
        1 => Just(OwnerTemplate::Unknown),
    ];
    let form =
        select(vec![SubjectForm::Legacy, SubjectForm::Legacy, SubjectForm::Immutable, SubjectForm::Either]);
    let seldom = || prop_oneof![3 => Just(false), 1 => Just(true)];
    let rest = (seldom(), seldom(), seldom(), seldom(), seldom());
    (template, form, control(), rest).prop_map(|(template, form, rcp, rest)| {
        let (recycled, own, listed, known, server) = rest;
        let repositories = if listed { vec!["app".to_owned()] } else { Vec::new() };
        let id = (recycled || known).then(|| "1".to_owned());
        let owner = Owner { id, template, form, repositories, ..Owner::new("octo-org") };
        World {
            callable: !own,
            recycled,
            rcp,
            platform: server.then_some(Platform::Ghes(None)),
            ..World::of([owner])
        }
    })
}

/// The free choices of a token.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    owner: &'static str,
    owner_id: &'static str,
    name: &'static str,
    reference: &'static str,
    environment: Option<&'static str>,
    called: Option<&'static str>,
    workflow: &'static str,
    actor: &'static str,
    template: &'static [&'static str],
    immutable: bool,
}

pub(super) fn draft() -> impl Strategy<Value = Draft> {
    any::<usize>().prop_map(Draft::numbered)
}

impl Draft {
    /// One of all drafts; numbers that follow one another differ much.
    fn numbered(number: usize) -> Draft {
        let mut rest = number.wrapping_mul(0x9e37_79b9) >> 7;
        let mut pick = |count: usize| {
            let chosen = rest % count;
            rest = (rest / count) ^ (rest << 3);
            chosen
        };
        let owners =
            [("octo-org", "1"), ("octo-org", "1"), ("octo-org", "9"), ("octo-org-x", "12"), ("evil", "7")];
        let (owner, owner_id) = owners[pick(owners.len())];
        let mut one = |texts: &[&'static str]| texts[pick(texts.len())];
        let some = |text: &'static str| (!text.is_empty()).then_some(text);
        Draft {
            owner,
            owner_id,
            name: one(&["app", "web"]),
            reference: one(&[
                "refs/heads/main",
                "refs/heads/ma\u{131}n",
                "refs/heads/dev",
                "refs/heads/x@refs/heads/main",
                "refs/tags/v1",
                "refs/pull/7/merge",
            ]),
            environment: some(one(&[
                "",
                "",
                "production",
                "prod:x",
                "straße",
                "STRASSE",
                "straẞe",
                "ref:refs/heads/main",
            ])),
            called: some(one(&[
                "",
                "octo-org/ci/.github/workflows/b.yml@refs/heads/main",
                "octo-org/ci/.github/workflows/b.yml@.yml@refs/heads/x",
                "evil/ci/.github/workflows/c.yml@refs/tags/v1",
            ])),
            workflow: one(&["CI", "deploy", "red", ":repo:octo-org/app:"]),
            actor: one(&["octocat", "eve"]),
            template: TEMPLATES[one(&["0", "1", "2", "3", "4", "5"]).parse::<usize>().unwrap()],
            immutable: one(&["", "x"]) == "x",
        }
    }
}

/// The token of a draft as this world has it; `None` where it has none.
pub(super) fn token(draft: &Draft, world: &World) -> Option<Claims> {
    let mut template = keys(draft.template);
    let mut immutable = draft.immutable;
    let owner = world.owners.iter().find(|owner| owner.login == draft.owner);
    let is_ours = owner.is_some_and(|owner| owner.id.as_deref().is_none_or(|id| id == draft.owner_id));
    if let Some(owner) = owner {
        if is_ours {
            if let OwnerTemplate::Keys(keys) = &owner.template {
                template.clone_from(keys);
            }
            immutable = match owner.form {
                SubjectForm::Legacy => false,
                SubjectForm::Immutable => true,
                SubjectForm::Either => immutable,
            };
            if !owner.repositories.is_empty() && !owner.repositories.iter().any(|name| name == draft.name) {
                return None;
            }
        } else if !world.recycled {
            return None;
        }
    }
    if !is_ours && !world.callable && draft.called.is_some_and(|called| called.starts_with("octo-org/")) {
        return None;
    }
    let repository = format!("{}/{}", draft.owner, draft.name);
    let workflow = format!("{repository}/.github/workflows/ci.yml@{}", draft.reference);
    let event = if draft.reference.starts_with("refs/pull/") { "pull_request" } else { "push" };
    let mut claims = Claims::new();
    for (name, value) in [
        ("repository", repository.as_str()),
        ("repository_owner", draft.owner),
        ("repository_owner_id", draft.owner_id),
        ("repository_id", "2"),
        ("ref", draft.reference),
        ("event_name", event),
        ("workflow_ref", &workflow),
        ("job_workflow_ref", draft.called.unwrap_or(&workflow)),
        ("workflow", draft.workflow),
        ("actor", draft.actor),
        ("actor_id", "3"),
        ("aud", "sts.amazonaws.com"),
        ("repo_property_team", draft.workflow),
    ] {
        claims.set(name, value.into());
    }
    if let Some(environment) = draft.environment {
        claims.set("environment", environment.into());
    }
    if world.platform.is_some() {
        claims.set("iss", format!("https://{SERVER}").as_str().into());
    }
    let settings = match template {
        None => SubjectTemplate::default(),
        Some(keys) => SubjectTemplate::new(keys).ok()?,
    };
    let settings = match world.platform {
        Some(platform) => settings.with_platform(platform),
        None => settings.with_immutable(immutable),
    };
    let subject = settings.build(&claims).ok()?.value?;
    claims.set("sub", subject.as_str().into());
    Some(claims)
}

pub(super) fn tokens(drafts: &[Draft], world: &World) -> Vec<Claims> {
    drafts.iter().filter_map(|draft| token(draft, world)).collect()
}

pub(super) fn verdict(policy: &TrustPolicy, claims: &Claims, world: &World) -> Verdict {
    policy.check(claims, &options(world)).unwrap().verdict
}

/// The tokens of our own, by login and by id where others may have the login.
fn ours(world: &World) -> Class {
    let id = world.owners.first().and_then(|owner| owner.id.as_deref()).filter(|_| world.recycled);
    Class::new([("repository_owner", "octo-org")].into_iter().chain(id.map(|id| ("repository_owner_id", id))))
}

pub(super) fn classes() -> impl Strategy<Value = Vec<Class>> {
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
        let (policy, intent) = (policy(&statements, &world), Intent::only(classes));
        let report = policy.prove(&intent, &world).unwrap();
        prop_assert_ne!(report.outcome, ProofOutcome::GaveUp);
        for claims in tokens(&drafts, &world) {
            let found = verdict(&policy, &claims, &world);
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
            prop_assert_eq!(verdict(&policy, &token.claims, &world), Verdict::Allowed);
        }
    }

    /// Outsiders are those outside of an intent that holds our own.
    #[test]
    fn outsiders_are_what_a_proof_finds(statements in statements(), world in world()) {
        let policy = policy(&statements, &world);
        let proof = policy.prove(&Intent::only([ours(&world)]), &world).unwrap().outcome;
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
        let (old, new) = (policy(&old, &world), policy(&new, &world));
        let relation = old.compare(&new, &world).unwrap().relation;
        let back = match new.compare(&old, &world).unwrap().relation {
            PolicyRelation::Narrower => PolicyRelation::Wider,
            PolicyRelation::Wider => PolicyRelation::Narrower,
            same => same,
        };
        prop_assert_eq!(relation, back);
        for claims in tokens(&drafts, &world) {
            let (before, after) = (verdict(&old, &claims, &world), verdict(&new, &claims, &world));
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
        let policy = policy(&statements, &world);
        prop_assert_eq!(policy.compare(&policy, &world).unwrap().relation, PolicyRelation::Equal);
    }

    #[test]
    fn one_more_allow_never_lets_in_less(
        statements in statements(), more in statement("Allow"), world in world()
    ) {
        let old = policy(&statements, &world);
        let new = policy(&[statements, vec![more]].concat(), &world);
        let relation = old.compare(&new, &world).unwrap().relation;
        let fine = matches!(relation, PolicyRelation::Equal | PolicyRelation::Wider | PolicyRelation::Undetermined);
        prop_assert!(fine, "{:?}", relation);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES / 20, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is proved holds for ten thousand tokens near the policy, and what is compared too.
    #[test]
    fn ten_thousand_tokens_break_no_answer(
        statements in statements(), more in statements(), world in world(), classes in classes(), start in any::<u32>()
    ) {
        let (old, new, intent) = (policy(&statements, &world), policy(&more, &world), Intent::only(classes));
        let proof = old.prove(&intent, &world).unwrap().outcome;
        let decided = old.decide_set(&intent.only, &world).unwrap().outcome;
        let relation = old.compare(&new, &world).unwrap().relation;
        let options = options(&world);
        let mut count = 0;
        for claims in (start as usize..).map(Draft::numbered).filter_map(|draft| token(&draft, &world)).take(10_000) {
            let decide = |policy: &TrustPolicy| policy.prepare(&claims, &options).unwrap().decide().verdict;
            let (before, after) = (decide(&old), decide(&new));
            let wanted = intent.only.holds(&claims);
            let fine = match proof {
                ProofOutcome::Holds => wanted || before == Verdict::Denied,
                ProofOutcome::Undetermined => wanted || before != Verdict::Allowed,
                _ => true,
            };
            prop_assert!(fine, "{:?} for {:?}, said to be {:?}", before, claims, proof);
            let fine = match decided {
                Decided::Always => !wanted || before == Verdict::Allowed,
                Decided::Never => !wanted || before == Verdict::Denied,
                _ => true,
            };
            prop_assert!(fine, "{:?} for {:?}, said to be {:?}", before, claims, decided);
            let lost = before == Verdict::Allowed && after == Verdict::Denied;
            let gained = before == Verdict::Denied && after == Verdict::Allowed;
            let fine = match relation {
                PolicyRelation::Equal => !lost && !gained,
                PolicyRelation::Narrower => !gained,
                PolicyRelation::Wider => !lost,
                _ => true,
            };
            prop_assert!(fine, "{:?} then {:?} for {:?}, said to be {:?}", before, after, claims, relation);
            count += 1;
        }
        prop_assert_eq!(count, 10_000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES / 3, failure_persistence: None, ..ProptestConfig::default() })]

    /// The classes hold every token that gets in, and of those that are exact no other.
    #[test]
    fn classes_hold_who_gets_in(
        statements in statements(), world in world(), drafts in vec(draft(), 60)
    ) {
        let policy = policy(&statements, &world);
        let report = policy.who_can_assume(&world).unwrap();
        let set: TokenSet = report.classes.iter().map(|class| class.tokens.clone()).collect();
        let exact: TokenSet =
            report.classes.iter().filter(|class| class.exact).map(|class| class.tokens.clone()).collect();
        for claims in tokens(&drafts, &world) {
            let found = verdict(&policy, &claims, &world);
            let told = set.holds(&claims) || report.more || report.outcome == WhoOutcome::Undetermined;
            prop_assert!(found != Verdict::Allowed || told, "no class holds {:?}", claims);
            prop_assert!(found == Verdict::Allowed || !exact.holds(&claims), "a class holds {:?}", claims);
        }
    }
}
