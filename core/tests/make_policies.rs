//! Random intents: what is made says them, and is proved again here.
#![cfg(feature = "make")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops at a surprise")]

use assumable::analysis::{Class, Decided, Intent, Owner, OwnerTemplate, ProofOutcome, SubjectForm, World};
use assumable::make::{MakeOptions, MakeOutcome, make_policies};
use assumable::{ErrorKind, TrustPolicy};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

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

#[test]
fn what_is_made_says_the_intent() {
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
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
