//! Random intents and policies: what is made of them says the same, and is proved again here.
#![cfg(feature = "road")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at a surprise")]

use assumable::analysis::{
    Class, Decided, Intent, Owner, OwnerTemplate, PolicyRelation, ProofOutcome, SubjectForm, World,
};
use assumable::make::{
    MakeOptions, MakeOutcome, MigrationOutcome, ShrinkOutcome, make_policies, shrink_policy,
};
use assumable::read::{Documents, ReadOptions};
use assumable::road::plan_migration;
use assumable::{ErrorKind, TrustPolicy};
use proptest::prelude::{Strategy, any, prop};
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

type Claim = (String, Vec<Option<String>>);

fn claim(name: &str, values: &[Option<&str>]) -> Claim {
    (name.to_owned(), values.iter().map(|value| value.map(str::to_owned)).collect())
}

fn one_of(
    name: &'static str,
    choices: Vec<Vec<Option<&'static str>>>,
) -> impl Strategy<Value = Option<Claim>> {
    prop::option::of(select(choices)).prop_map(move |values| values.map(|values| claim(name, &values)))
}

/// A class of one owner: any mixture of what people restrict.
fn class() -> impl Strategy<Value = Class> {
    let repository = select(vec![
        vec![Some("octo-org/app")],
        vec![Some("octo-org/app"), Some("octo-org/web")],
        vec![Some("octo-org/*")],
        vec![Some("octo-org/app-*")],
    ])
    .prop_map(|values| claim("repository", &values));
    let reference = one_of(
        "ref",
        vec![
            vec![Some("refs/heads/main")],
            vec![Some("refs/heads/main"), Some("refs/tags/v*")],
            vec![Some("refs/tags/*")],
        ],
    );
    let environment = one_of(
        "environment",
        vec![
            vec![None],
            vec![Some("production")],
            vec![None, Some("prod:eu")],
            vec![Some("prod-*"), Some("staging")],
        ],
    );
    let event = one_of(
        "event_name",
        vec![vec![Some("push")], vec![Some("pull_request")], vec![Some("push"), Some("schedule")]],
    );
    let workflow = one_of(
        "job_workflow_ref",
        vec![vec![Some("octo-org/shared/.github/workflows/build.yml@refs/heads/main")]],
    );
    let actor = one_of("actor", vec![vec![Some("octocat")]]);
    let not = prop::option::of(select(vec![
        claim("event_name", &[Some("pull_request")]),
        claim("repository", &[Some("octo-org/sandbox")]),
        claim("actor", &[Some("dependabot*")]),
        claim("environment", &[Some("sandbox")]),
    ]));
    (repository, reference, environment, event, workflow, actor, not).prop_map(
        |(repository, reference, environment, event, workflow, actor, not)| {
            let mut class = Class::default();
            class.claims.push(repository);
            class.claims.extend([reference, environment, event, workflow, actor].into_iter().flatten());
            class.not.extend(not);
            class
        },
    )
}

fn world() -> impl Strategy<Value = World> {
    let form = select(vec![SubjectForm::Legacy, SubjectForm::Immutable, SubjectForm::Either]);
    let template = select(vec![
        None,
        Some(vec!["repo", "context", "job_workflow_ref"]),
        Some(vec!["job_workflow_ref", "repo", "context"]),
        Some(vec!["repo", "ref"]),
    ]);
    (form, template).prop_map(|(form, template)| {
        let mut owner = Owner::new("octo-org");
        owner.id = Some("65".to_owned());
        owner.form = form;
        owner.template =
            OwnerTemplate::Keys(template.map(|keys| keys.into_iter().map(str::to_owned).collect()));
        let mut world = World::of([owner]);
        world.audiences = vec!["sts.amazonaws.com".to_owned()];
        world.repository_ids =
            vec![("74".to_owned(), "octo-org/app".to_owned()), ("75".to_owned(), "octo-org/web".to_owned())];
        world
    })
}

fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn what_is_made_says_the_intent() {
    let mut runner = runner(24);
    let (mut exact, mut nearest) = (0, 0);
    let strategy = (prop::collection::vec(class(), 1..3), world(), any::<bool>());
    let cases = runner.config().cases;
    for _ in 0..cases {
        let (classes, world, change_template) = strategy.new_tree(&mut runner).expect("a value").current();
        let intent = Intent::only(classes);
        let mut options = MakeOptions::new("123456789012".parse().expect("an account"));
        options.world = world.clone();
        options.change_template = change_template;
        options.quota = Some(8192);
        let report = match make_policies(&intent, &options) {
            Ok(report) => report,
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::IntentEmpty, "{error}: {intent:?} {world:?}");
                continue;
            }
        };
        let mut world = world;
        if let Some(keys) = &report.include_claim_keys {
            for owner in &mut world.owners {
                owner.template = OwnerTemplate::Keys(Some(keys.clone()));
            }
        }
        let policy: TrustPolicy = report.trust_policy.to_string().parse().expect("a policy");
        let context = || format!("{intent:?} {world:?} {}", report.trust_policy);
        let decided = policy.decide_set(&intent.only, &world).expect("a world");
        assert!(decided.outcome == Decided::Always, "{:?} {}", decided.outcome, context());
        let proved = policy.prove(&Intent::only(report.admits.iter().cloned()), &world).expect("a world");
        assert!(proved.outcome == ProofOutcome::Holds && !proved.vacuous, "{}", context());
        let asked = policy.prove(&intent, &world).expect("a world");
        match report.outcome {
            MakeOutcome::Exact => {
                assert_eq!(asked.outcome, ProofOutcome::Holds, "{}", context());
                exact += 1;
            }
            _ => {
                assert_eq!(asked.outcome, ProofOutcome::Fails, "{}", context());
                assert!(!report.unsaid.is_empty(), "{}", context());
                let token = report.beyond.expect("a token beyond the intent");
                assert!(!intent.only.holds(&token.claims), "{}", token.text);
                nearest += 1;
            }
        }
    }
    assert!(exact > 2 && nearest > 2, "{exact} exact, {nearest} nearest");
}

/// A statement for some repositories and contexts, said in one of the ways in which people say it.
fn statement() -> impl Strategy<Value = Value> {
    let names = prop::sample::subsequence(vec!["app", "web", "api", "docs", "infra"], 1..5);
    let rests = select(vec![
        vec!["ref:refs/heads/main"],
        vec!["environment:production", "environment:staging"],
        vec!["ref:refs/heads/*"],
        vec!["*", "pull_request"],
    ]);
    let more = select(vec![
        json!({}),
        json!({"StringEquals": {"token.actions.githubusercontent.com:repository_owner_id": "65"}}),
        json!({"StringLike": {"token.actions.githubusercontent.com:ref": "refs/heads/*"}}),
        json!({"StringNotEquals": {"token.actions.githubusercontent.com:actor": "dependabot[bot]"}}),
    ]);
    let effect = select(vec!["Allow", "Allow", "Allow", "Deny"]);
    (names, rests, more, effect).prop_map(|(names, rests, more, effect)| {
        let subjects: Vec<String> = names
            .iter()
            .flat_map(|name| rests.iter().map(move |rest| format!("repo:octo-org/{name}:{rest}")))
            .collect();
        let mut condition = more;
        condition["StringLike"]["token.actions.githubusercontent.com:sub"] = json!(subjects);
        condition["StringEquals"]["token.actions.githubusercontent.com:aud"] = json!("sts.amazonaws.com");
        json!({
            "Effect": effect,
            "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
            "Action": ["sts:AssumeRoleWithWebIdentity"],
            "Condition": condition,
        })
    })
}

#[test]
fn what_is_shrunk_admits_the_same() {
    let mut runner = runner(24);
    let cases = runner.config().cases;
    let strategy = (prop::collection::vec(statement(), 1..4), 380_usize..1_000);
    let mut owner = Owner::new("octo-org");
    owner.id = Some("65".to_owned());
    let world = World::of([owner]);
    let mut outcomes = [0; 3];
    for _ in 0..cases {
        let (statements, limit) = strategy.new_tree(&mut runner).expect("a value").current();
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let report = shrink_policy(&text, limit, &world).expect("a policy");
        let shorter = report.policy.to_string();
        let (old, new): (TrustPolicy, TrustPolicy) =
            (text.parse().expect("a policy"), shorter.parse().expect("a policy"));
        let relation = old.compare(&new, &world).expect("a world").relation;
        assert_eq!(relation, PolicyRelation::Equal, "{text} {shorter}");
        assert_eq!(report.before - report.size, report.steps.iter().map(|step| step.saved).sum::<usize>());
        let again = shrink_policy(&shorter, limit, &world).expect("a policy");
        assert_eq!(again.policy, report.policy, "{text}");
        assert!(again.steps.is_empty(), "{text}");
        for role in &report.roles {
            let role = role.to_string();
            assert!(role.chars().count() <= limit, "{role}");
            let part = role.parse().expect("a policy");
            let relation = old.compare(&part, &world).expect("a world").relation;
            assert!(
                matches!(relation, PolicyRelation::Equal | PolicyRelation::Narrower),
                "{relation:?} {role}"
            );
        }
        outcomes[match report.outcome {
            ShrinkOutcome::Fits => 0,
            ShrinkOutcome::Shrunk => 1,
            _ => 2,
        }] += 1;
    }
    assert!(outcomes.iter().all(|count| *count > 1), "{outcomes:?}");
}

#[test]
fn an_interim_policy_admits_the_same_before_and_after() {
    let mut runner = runner(10);
    let cases = runner.config().cases;
    let mut owner = Owner::new("octo-org");
    owner.id = Some("65".to_owned());
    let mut before = World::of([owner.clone()]);
    before.audiences = vec!["sts.amazonaws.com".to_owned()];
    before.repository_ids =
        vec![("74".to_owned(), "octo-org/app".to_owned()), ("75".to_owned(), "octo-org/web".to_owned())];
    owner.form = SubjectForm::Immutable;
    let mut after = before.clone();
    after.owners = vec![owner.clone()];
    let mut either = before.clone();
    either.owners[0].form = SubjectForm::Either;
    let mut planned = 0;
    for _ in 0..cases {
        let intent = Intent::only([class().new_tree(&mut runner).expect("a value").current()]);
        let mut options = MakeOptions::new("123456789012".parse().expect("an account"));
        options.world = before.clone();
        let Ok(made) = make_policies(&intent, &options) else { continue };
        let old = made.trust_policy.to_string();
        let documents = Documents::read([("role.json", old.as_str())], ReadOptions::default());
        let report = plan_migration(&documents.expect("documents"), "octo-org", &owner, &before);
        let role = report.expect("a plan").roles.remove(0);
        // Sets that `who_can_assume` cannot name exactly are told, and nothing is planned for them.
        if role.outcome != MigrationOutcome::Planned {
            assert!(role.reason.is_some() && role.interim.is_none(), "{old}");
            continue;
        }
        planned += 1;
        let policy = |text: String| text.parse::<TrustPolicy>().expect("a policy");
        let admits = made.admits.clone();
        let interim = policy(role.interim.expect("an interim policy").to_string());
        let last = policy(role.last.expect("a last policy").to_string());
        let same = policy(old).compare(&interim, &before).expect("a world").relation;
        assert_eq!(same, PolicyRelation::Equal);
        let same = interim.compare(&last, &after).expect("a world").relation;
        assert_eq!(same, PolicyRelation::Equal);
        // Where a repository may have either form, the interim policy admits what both ends do, and nothing beside that.
        for end in [&policy(made.trust_policy.to_string()), &last] {
            let wider = end.compare(&interim, &either).expect("a world").relation;
            assert_eq!(wider, PolicyRelation::Wider, "{}", made.trust_policy);
        }
        let stated = interim.prove(&Intent::only(admits.iter().cloned()), &either).expect("a world");
        assert_eq!(stated.outcome, ProofOutcome::Holds, "{}", made.trust_policy);
        let all = interim.decide_set(&admits.into_iter().collect(), &either).expect("a world").outcome;
        assert_eq!(all, Decided::Always, "{}", made.trust_policy);
        let decided = last.decide_set(&intent.only, &after).expect("a world").outcome;
        assert_eq!(decided, Decided::Always);
        let admitted = Intent::only(made.admits);
        assert_eq!(last.prove(&admitted, &after).expect("a world").outcome, ProofOutcome::Holds);
    }
    assert!(planned > 2, "{planned} planned");
}
