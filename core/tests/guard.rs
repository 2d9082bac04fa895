//! Random organisations: behind the guard no stranger gets in, and nobody is locked out who got in before.
#![cfg(feature = "make")]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at a surprise")]

use assumable::analysis::{OutsidersOutcome, Owner, OwnerTemplate, SubjectForm, World};
use assumable::aws::{AccessPolicies, AccessRequest, Layer, PolicyKind, PolicyText, Provider, check_access};
use assumable::make::{GuardKey, GuardOptions, GuardedOutcome, guard_organization};
use assumable::read::{Documents, ReadOptions};
use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use proptest::prelude::{Strategy, any, prop};
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

const GITHUB: &str = "token.actions.githubusercontent.com";
const SERVER: &str = "ghes.octo.example/_services/token";
const OTHERS: [&str; 3] = [
    "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE",
    "oidc.circleci.com/org/11111111-2222-3333-4444-555555555555",
    "token.actions.githubusercontent.com/octo-corp",
];
const SAML: &str = "arn:aws:iam::123456789012:saml-provider/sso";
const COGNITO: &str = "cognito-identity.amazonaws.com";

fn arn(host: &str) -> String {
    format!("arn:aws:iam::123456789012:oidc-provider/{host}")
}

fn role(principal: &str, action: &str, condition: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Federated": principal}, "Action": action, "Condition": condition,
    }]})
    .to_string()
}

/// A role for an issuer of GitHub's, in one of the ways that people write it; open or not.
fn of_github(host: &'static str) -> impl Strategy<Value = String> {
    let subject = select(vec![
        "repo:octo-org*",
        "repo:octo-org/*",
        "*",
        "repo:*",
        "repo:octo-labs/app:*",
        "*:ref:refs/heads/main",
        "repo:octo-org@65/*",
        "*octo-org/app*",
        "repo:octo-???/*",
    ]);
    let more = select(vec![
        json!({}),
        json!({"StringEquals": {"ISSUER:aud": "sts.amazonaws.com"}}),
        json!({"StringLike": {"ISSUER:repository": "octo-*/*"}}),
        json!({"StringNotEquals": {"ISSUER:actor": "octocat"}}),
    ]);
    (subject, more).prop_map(move |(subject, more)| {
        let mut condition: Value =
            more.to_string().replace("ISSUER", host).parse().expect("the same with the issuer");
        condition["StringLike"][format!("{host}:sub")] = json!(subject);
        role(&arn(host), "sts:AssumeRoleWithWebIdentity", &condition)
    })
}

/// A role that others than GitHub's jobs assume.
fn of_others() -> impl Strategy<Value = String> {
    select((0..OTHERS.len() + 2).collect::<Vec<_>>()).prop_map(|index| match OTHERS.get(index) {
        Some(host) => role(
            &arn(host),
            "sts:AssumeRoleWithWebIdentity",
            &json!({"StringLike": {format!("{host}:sub"): "*"}}),
        ),
        None if index == OTHERS.len() => role(
            SAML,
            "sts:AssumeRoleWithSAML",
            &json!({"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}),
        ),
        None => {
            let audience = json!({"StringEquals": {format!("{COGNITO}:aud"): "eu-central-1:1"}});
            role(COGNITO, "sts:AssumeRoleWithWebIdentity", &audience)
        }
    })
}

fn owner(login: &'static str, id: &'static str) -> impl Strategy<Value = Owner> {
    let form = select(vec![SubjectForm::Legacy, SubjectForm::Immutable, SubjectForm::Either]);
    let template = select(vec![
        None,
        Some(vec!["repo", "context", "job_workflow_ref"]),
        Some(vec!["job_workflow_ref", "repo"]),
    ]);
    (form, template, any::<bool>()).prop_map(move |(form, template, has_id)| {
        let mut owner = Owner::new(login);
        owner.form = form;
        owner.id = (has_id || form != SubjectForm::Legacy).then(|| id.to_owned());
        owner.template =
            OwnerTemplate::Keys(template.map(|keys| keys.into_iter().map(str::to_owned).collect()));
        owner
    })
}

/// The tokens of a repository of this owner, as its template and form have them.
fn tokens(owner: &Owner, host: &str) -> Vec<Claims> {
    let (login, id) = (owner.login.as_str(), owner.id.as_deref().unwrap_or("7"));
    let plain = format!("{login}/app");
    let with_ids = format!("{login}@{id}/app@74");
    let names = match owner.form {
        // A server knows no ids in subjects.
        _ if host == SERVER => vec![plain.clone()],
        SubjectForm::Legacy => vec![plain.clone()],
        SubjectForm::Immutable => vec![with_ids],
        _ => vec![plain.clone(), with_ids],
    };
    let workflow = format!("{login}/app/.github/workflows/ci.yml@refs/heads/main");
    let default = ["repo".to_owned(), "context".to_owned()];
    let keys = match &owner.template {
        OwnerTemplate::Keys(Some(keys)) => keys.as_slice(),
        _ => &default,
    };
    let mut out = Vec::new();
    for name in names {
        for (context, event) in [("ref:refs/heads/main", "push"), ("pull_request", "pull_request")] {
            let segment = |key: &String| match key.as_str() {
                "repo" => format!("repo:{name}"),
                "context" => context.to_owned(),
                _ => format!("job_workflow_ref:{workflow}"),
            };
            let subject: Vec<String> = keys.iter().map(segment).collect();
            let subject = subject.join(":");
            let url = format!("https://{host}");
            let mut claims: Claims = [
                ("iss", url.as_str()),
                ("aud", "sts.amazonaws.com"),
                ("sub", subject.as_str()),
                ("repository", plain.as_str()),
                ("repository_owner", login),
                ("repository_owner_id", id),
                ("repository_id", "74"),
                ("ref", "refs/heads/main"),
                ("event_name", event),
                ("job_workflow_ref", workflow.as_str()),
                ("workflow_ref", workflow.as_str()),
                ("workflow", "CI"),
                ("actor", "mona"),
                ("actor_id", "8"),
            ]
            .into_iter()
            .collect();
            if event == "pull_request" {
                claims.set("ref", "refs/pull/1/merge".into());
            }
            out.push(claims);
        }
    }
    out
}

/// Strangers: logins that look like ours, ids that do not matter, templates of their own.
fn strangers(host: &str) -> Vec<Claims> {
    let mut out = Vec::new();
    for login in ["octo-evil", "octo-org-evil", "octo-labs2"] {
        for keys in [vec!["repo", "context"], vec!["job_workflow_ref", "repo"]] {
            let mut owner = Owner::new(login);
            owner.template = OwnerTemplate::Keys(Some(keys.into_iter().map(str::to_owned).collect()));
            out.extend(tokens(&owner, host));
        }
    }
    out
}

fn verdict(policy: &TrustPolicy, claims: &Claims, host: &str, guard: Option<&PolicyText>) -> Verdict {
    let provider = Provider::new(arn(host).parse().expect("a provider"));
    let mut options = TrustOptions::default().with_provider(provider);
    if let Some(guard) = guard {
        options = options.with_rcp(Layer::Given(vec![guard.clone()]));
    }
    policy.check(claims, &options).expect("a report").verdict
}

/// What the guard makes of a call by another federation, which has the keys of that one alone.
fn leaves(guard: &PolicyText, action: &str, key: &str) -> bool {
    let resource = "arn:aws:iam::123456789012:role/deploy";
    let keys = [(key, Some(vec!["x".to_owned()]))];
    let request = AccessRequest::new(None, action, resource, keys).expect("a request");
    let everything =
        r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    let identity = PolicyText::read(everything, PolicyKind::Identity).expect("a policy");
    let open = AccessPolicies::default().with_identity(Layer::Given(vec![identity]));
    let guarded = open.clone().with_rcp(Layer::Given(vec![guard.clone()]));
    let of = |policies: &AccessPolicies| check_access(&request, policies).expect("a report").verdict;
    of(&open) == of(&guarded)
}

/// Puts every token and every federation to one guard.
fn look(policies: &[String], world: &World, host: &str) -> (GuardKey, usize, usize) {
    let named = policies.iter().enumerate().map(|(index, text)| (format!("{index:02}.json"), text.clone()));
    let documents = Documents::read(named, ReadOptions::default()).expect("documents");
    let mut options = GuardOptions::default();
    options.issuer = format!("https://{host}").parse().expect("an issuer");
    let report =
        guard_organization(&documents, world, &options).unwrap_or_else(|error| panic!("{error} {world:?}"));
    assert_eq!(report.roles.len(), policies.len());
    let text = report.policy.to_string();
    assert!(text.chars().count() <= 5_120 && text.chars().count() == report.size);
    let guard = PolicyText::read(&text, PolicyKind::ResourceControl).expect("a control policy");
    let (mut kept_out, mut let_in) = (0, 0);
    for (role, text) in report.roles.iter().zip(policies) {
        let policy: TrustPolicy = text.parse().expect("a policy");
        let context = || format!("{text} {world:?} {guard:?}");
        for claims in strangers(host) {
            assert_eq!(
                verdict(&policy, &claims, host, Some(&guard)),
                Verdict::Denied,
                "{claims:?} {}",
                context()
            );
            kept_out += usize::from(verdict(&policy, &claims, host, None) == Verdict::Allowed);
        }
        for claims in world.owners.iter().flat_map(|owner| tokens(owner, host)) {
            let before = verdict(&policy, &claims, host, None);
            assert_eq!(verdict(&policy, &claims, host, Some(&guard)), before, "{claims:?} {}", context());
            let_in += usize::from(before == Verdict::Allowed);
        }
        for other in OTHERS {
            let claims: Claims = [
                ("iss", format!("https://{other}")),
                ("sub", "x".to_owned()),
                ("aud", "sts.amazonaws.com".to_owned()),
            ]
            .into_iter()
            .collect();
            let before = verdict(&policy, &claims, other, None);
            assert_eq!(verdict(&policy, &claims, other, Some(&guard)), before, "{other} {}", context());
        }
        let mut open = world.clone();
        open.provider = Some(Provider::new(arn(host).parse().expect("a provider")));
        let mut guarded = open.clone();
        guarded.rcp = Layer::Given(vec![guard.clone()]);
        assert_eq!(
            policy.outsiders(&guarded).expect("a world").outcome,
            OutsidersOutcome::None,
            "{}",
            context()
        );
        let today = policy.outsiders(&open).expect("a world").outcome;
        match role.outcome {
            GuardedOutcome::KeptOut => assert_ne!(today, OutsidersOutcome::None, "{}", context()),
            GuardedOutcome::Closed | GuardedOutcome::NotConcerned => {
                assert_eq!(today, OutsidersOutcome::None, "{}", context());
            }
            GuardedOutcome::OutOfReach => assert!(text.contains("octo-corp"), "{}", context()),
            other => panic!("{other:?} {}", context()),
        }
    }
    assert!(leaves(&guard, "sts:AssumeRoleWithSAML", "saml:aud"), "{guard:?}");
    assert!(leaves(&guard, "sts:AssumeRoleWithWebIdentity", &format!("{COGNITO}:aud")), "{guard:?}");
    assert!(leaves(&guard, "sts:AssumeRole", "aws:PrincipalArn"), "{guard:?}");
    (report.by, kept_out, let_in)
}

#[test]
fn behind_a_guard_no_stranger_gets_in_and_nobody_is_locked_out() {
    let config = Config { cases: 16, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let cases = runner.config().cases;
    let owners = (owner("octo-org", "65"), prop::option::of(owner("octo-labs", "66")));
    let on_server = select(vec![GITHUB, GITHUB, SERVER]);
    let strategy = (owners, on_server).prop_flat_map(|((first, second), host)| {
        let roles = (prop::collection::vec(of_github(host), 1..4), prop::collection::vec(of_others(), 0..4));
        (proptest::strategy::Just((first, second, host)), roles)
    });
    let (mut by, mut kept_out, mut let_in) = ([0; 3], 0, 0);
    for _ in 0..cases {
        let ((first, second, host), (mut policies, others)) =
            strategy.new_tree(&mut runner).expect("a value").current();
        policies.extend(others);
        let mut world = World::of(core::iter::once(first).chain(second));
        world.audiences = vec!["sts.amazonaws.com".to_owned()];
        if host == SERVER {
            // Only a subject that begins with the repository can be told by the subject alone.
            for owner in &mut world.owners {
                owner.template = OwnerTemplate::Keys(None);
            }
        }
        let (key, out, inside) = look(&policies, &world, host);
        by[match key {
            GuardKey::RepositoryOwnerId => 0,
            GuardKey::Repository => 1,
            _ => 2,
        }] += 1;
        kept_out += out;
        let_in += inside;
    }
    assert!(by.iter().all(|count| *count > 1), "{by:?}");
    assert!(kept_out > 50 && let_in > 20, "{kept_out} kept out, {let_in} let in");
}
