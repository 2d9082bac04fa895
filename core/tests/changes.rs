//! Changes of documents: a safe one lets the job in and nobody else, in each way to write a policy; every one leaves files
//! that read as well as before, with their comments and the ends of their lines.
//!
//!     CHANGES=10000 cargo test -p assumable --release --test changes random -- --nocapture
//!
//! makes that many random changes of JSON, Terraform, templates and workflows, the same in every run.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::string_slice,
    clippy::panic,
    clippy::format_collect,
    reason = "a test stops at a surprise"
)]

#[path = "changes/written.rs"]
mod written;

use assumable::analysis::{Owner, OwnerTemplate, SubjectForm, World};
use assumable::codes::FixKind;
use assumable::read::{Documents, ReadOptions, WorkflowJob};
use assumable::road::{ChangeSide, RoadChange, RoadFacts, RoadReport, RoadVerdict, explain};
use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use written::{Host, Test, file};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
/// A job, and the claims of the tokens of its runs.
#[derive(Debug, Clone, Copy)]
struct Job {
    on: &'static str,
    environment: Option<&'static str>,
    runs: &'static [&'static [(&'static str, &'static str)]],
}

const JOBS: [Job; 5] = [
    Job {
        on: "push:\n    branches: [main]",
        environment: None,
        runs: &[&[("event_name", "push"), ("ref", "refs/heads/main")]],
    },
    Job {
        on: "push:\n    branches: [main]",
        environment: Some("prod"),
        runs: &[&[("event_name", "push"), ("ref", "refs/heads/main"), ("environment", "prod")]],
    },
    Job {
        on: "push:\n    tags: ['v*']",
        environment: None,
        runs: &[&[("event_name", "push"), ("ref", "refs/tags/v1")]],
    },
    Job {
        on: "pull_request:",
        environment: None,
        runs: &[&[("event_name", "pull_request"), ("ref", "refs/pull/7/merge")]],
    },
    Job {
        on: "push:\n    branches: [main]\n    tags: ['v*']",
        environment: None,
        runs: &[
            &[("event_name", "push"), ("ref", "refs/heads/main")],
            &[("event_name", "push"), ("ref", "refs/tags/v1")],
        ],
    },
];

/// What is wrong with a workflow, besides what its role lets in.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Flaw {
    None,
    /// No permissions are written.
    NoPermissions,
    /// They are, without `id-token`: as a block, in braces, and for the job.
    Block,
    Braces,
    OfJob,
    /// Another job has the permission.
    OfOtherJob,
    /// The name of the session has a sign that STS refuses.
    SessionName,
}

const FLAWS: [Flaw; 7] = [
    Flaw::None,
    Flaw::NoPermissions,
    Flaw::Block,
    Flaw::Braces,
    Flaw::OfJob,
    Flaw::OfOtherJob,
    Flaw::SessionName,
];

fn workflow(job: Job, flaw: Flaw) -> String {
    let environment = job.environment.map(|name| format!("    environment: {name}\n")).unwrap_or_default();
    let permissions = match flaw {
        Flaw::None | Flaw::SessionName => "permissions:\n  id-token: write # kept as it is\n",
        Flaw::Block => "permissions:\n  # kept as it is\n  contents: read\n",
        Flaw::Braces => "permissions: {contents: read} # kept as it is\n",
        Flaw::NoPermissions | Flaw::OfJob | Flaw::OfOtherJob => "",
    };
    let of_job =
        if flaw == Flaw::OfJob { "    permissions:\n      contents: read # kept as it is\n" } else { "" };
    let other = if flaw == Flaw::OfOtherJob {
        "  other:\n    permissions: {id-token: write}\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n"
    } else {
        ""
    };
    let name = if flaw == Flaw::SessionName { "          role-session-name: Build no 1!\n" } else { "" };
    format!(
        "# kept as it is\non:\n  {}\n{permissions}\njobs:\n{other}  build: # kept as it is\n{of_job}    runs-on: ubuntu-latest\n{environment}    steps:\n      # kept as it is\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/push\n{name}          aws-region: us-east-1 # kept as it is\n",
        job.on
    )
}

/// A workflow and a role, and how they are written.
#[derive(Debug, Clone)]
struct Case {
    host: Host,
    job: Job,
    flaw: Flaw,
    /// Whether lines end by `\r\n`.
    crlf: bool,
    principal: &'static str,
    tests: Vec<Test>,
}

impl Case {
    fn files(&self) -> Vec<(String, String)> {
        let (name, text) = file(self.host, self.principal, &self.tests);
        let ended = |text: String| if self.crlf { text.replace('\n', "\r\n") } else { text };
        vec![
            (".github/workflows/ci.yml".to_owned(), ended(workflow(self.job, self.flaw))),
            (name.to_owned(), ended(text)),
        ]
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let flaw = prop_oneof![2 => Just(Flaw::None), 1 => select(FLAWS.to_vec())];
    (host(), select(JOBS.to_vec()), flaw, any::<bool>(), tests())
        .prop_map(|(host, job, flaw, crlf, tests)| Case { host, job, flaw, crlf, principal: PROVIDER, tests })
}

const SUBJECTS: [&str; 14] = [
    "repo:octo-org/app:ref:refs/heads/main",
    "repo:octo-org/app:environment:prod",
    "repo:octo-org/app:environment:production",
    "repo:octo-org/app:pull_request",
    "repo:octo-org/app:ref:refs/tags/v*",
    "repo:octo-org/app:*",
    "repo:octo-org/*",
    "repo:Octo-Org/app:*",
    "repo:octo-org*/app*",
    "repo:octo-org/app",
    "repo:octo-org/app:ref:refs/heads/main:environment:prod",
    "repo:octo-org/web:ref:refs/heads/main",
    "repo:*",
    "repo:octo-org/app:ref:refs/heads/*",
];

fn tests() -> impl Strategy<Value = Vec<Test>> {
    let subject = (
        select(vec!["StringEquals", "StringLike", "ForAnyValue:StringLike"]),
        select(vec![
            "token.actions.githubusercontent.com:sub",
            "token.actions.githubusercontent.com:sub",
            "token.actions.githubusercontent.com:sub",
            "sub",
            "token.actions.githubusercontent.com/:sub",
        ]),
        subsequence(SUBJECTS.to_vec(), 1..3),
    );
    let audience = prop::option::of((
        select(vec!["StringEquals", "StringLike"]),
        select(vec!["sts.amazonaws.com", "sts.amazonaws.com", "https://github.com/octo-org"]),
    ));
    let other = prop::option::weighted(
        0.3,
        select(vec![
            ("token.actions.githubusercontent.com:iss", "https://token.actions.githubusercontent.com"),
            ("token.actions.githubusercontent.com:environment", "prod"),
            ("token.actions.githubusercontent.com:ref", "refs/heads/main"),
            ("token.actions.githubusercontent.com:repository", "octo-org/app"),
        ]),
    );
    (subject, audience, other, any::<bool>()).prop_map(
        |((operator, key, values), audience, other, listed)| {
            let mut out = Vec::new();
            if let Some((operator, value)) = audience {
                out.push(Test {
                    operator,
                    key: "token.actions.githubusercontent.com:aud",
                    values: vec![value],
                    listed,
                });
            }
            out.push(Test { operator, key, values, listed });
            if let Some((key, value)) = other {
                out.push(Test { operator: "StringEquals", key, values: vec![value], listed });
            }
            out
        },
    )
}

fn host() -> impl Strategy<Value = Host> {
    select(vec![Host::Json, Host::Encoded, Host::Document, Host::Heredoc, Host::Template])
}

fn facts() -> RoadFacts {
    let mut facts = RoadFacts::default();
    facts.repository = Some("octo-org/app".to_owned());
    facts.default_branch = Some("main".to_owned());
    facts.owner_id = Some("123456".to_owned());
    facts.repository_id = Some("456789".to_owned());
    facts.immutable = Some(false);
    facts.account = Some("123456789012".parse().unwrap());
    facts
}

fn read(files: &[(String, String)]) -> Documents {
    let mut options = ReadOptions::default();
    options.repository = Some("octo-org/app".to_owned());
    options.default_branch = Some("main".to_owned());
    options.account = Some("123456789012".parse().unwrap());
    Documents::read(files.iter().cloned(), options).unwrap()
}

fn told(files: &[(String, String)]) -> RoadReport {
    explain(&read(files), &facts()).unwrap()
}

/// The files with the edits of a change.
fn applied(files: &[(String, String)], change: &RoadChange) -> Vec<(String, String)> {
    let mut out = files.to_vec();
    let mut edits: Vec<_> = change.edits.iter().collect();
    // From the end, so that the places before stay.
    edits.sort_by_key(|edit| core::cmp::Reverse((edit.place.offset, edit.place.length)));
    for edit in edits {
        let name = edit.place.document.as_deref().unwrap();
        let (_, text) = out.iter_mut().find(|(known, _)| known == name).unwrap();
        let byte = |at: usize| text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(at).unwrap();
        let start = byte(edit.place.offset.unwrap());
        let end = byte(edit.place.offset.unwrap() + edit.place.length.unwrap());
        assert_eq!(&text[start..end], edit.old, "an edit says what it replaces");
        text.replace_range(start..end, &edit.text);
    }
    out
}

fn policy(files: &[(String, String)]) -> TrustPolicy {
    let documents = read(files);
    let role = documents.inventory().roles.first().expect("the role is still there");
    let text = role.trust_policy.as_ref().unwrap().document.to_string();
    let text = text.replace("⟦aws.account_id⟧", "123456789012").replace("⟦aws.partition⟧", "aws");
    text.parse().unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Tokens near the policies: of each owner, repository and kind of run.
fn tokens() -> Vec<(bool, Claims)> {
    let mut out = Vec::new();
    for repository in ["octo-org/app", "octo-org/web", "octo-org/app-x", "octo-org-evil/app", "other/app"] {
        for (context, claims) in [
            ("ref:refs/heads/main", &[("event_name", "push"), ("ref", "refs/heads/main")][..]),
            ("ref:refs/heads/dev", &[("event_name", "push"), ("ref", "refs/heads/dev")]),
            ("ref:refs/tags/v1", &[("event_name", "push"), ("ref", "refs/tags/v1")]),
            ("pull_request", &[("event_name", "pull_request"), ("ref", "refs/pull/7/merge")]),
            (
                "environment:prod",
                &[("event_name", "push"), ("ref", "refs/heads/main"), ("environment", "prod")],
            ),
            (
                "environment:prod",
                &[("event_name", "push"), ("ref", "refs/heads/dev"), ("environment", "prod")],
            ),
            (
                "environment:dev",
                &[("event_name", "push"), ("ref", "refs/heads/main"), ("environment", "dev")],
            ),
        ] {
            for audience in ["sts.amazonaws.com", "https://github.com/octo-org"] {
                let mut all = vec![
                    ("iss", "https://token.actions.githubusercontent.com".to_owned()),
                    ("aud", audience.to_owned()),
                    ("sub", format!("repo:{repository}:{context}")),
                    ("repository", repository.to_owned()),
                    ("repository_owner", repository.split('/').next().unwrap().to_owned()),
                ];
                all.extend(claims.iter().map(|(name, value)| (*name, (*value).to_owned())));
                let own = repository == "octo-org/app";
                out.push((own, all.into_iter().collect()));
            }
        }
    }
    out
}

fn gets_in(policy: &TrustPolicy, claims: &Claims) -> bool {
    policy.check(claims, &TrustOptions::default()).unwrap().verdict == Verdict::Allowed
}

/// Whether a token is one of the job's runs, up to the event.
fn is_of(job: Job, claims: &Claims) -> bool {
    job.runs.iter().any(|run| is_run(run, claims))
}

fn is_run(run: &[(&str, &str)], claims: &Claims) -> bool {
    let wanted = |name: &str| run.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let is_tag = wanted("ref") == Some("refs/tags/v1");
    let fits = |name: &str| claims.text(name) == wanted(name);
    let pull = wanted("event_name") == Some("pull_request");
    if pull { fits("event_name") } else { (is_tag || fits("ref")) && fits("ref") && fits("environment") }
}

fn world() -> World {
    let mut owner = Owner::new("octo-org");
    owner.id = Some("123456".to_owned());
    owner.form = SubjectForm::Legacy;
    owner.template = OwnerTemplate::Keys(None);
    World::of([owner])
}

/// Checks that the files are still what they were beside what is meant to change.
fn check_kept(files: &[(String, String)], changed: &[(String, String)], change: &RoadChange) {
    let refused = |files: &[(String, String)]| -> Vec<bool> {
        read(files).inventory().documents.iter().map(|document| document.refused.is_some()).collect()
    };
    assert_eq!(refused(changed), refused(files), "the files read as before: {change:?}\n{changed:?}");
    let jobs = |files| -> Vec<String> {
        read(files).inventory().jobs.iter().map(|job: &WorkflowJob| job.job.clone()).collect()
    };
    assert_eq!(jobs(changed), jobs(files), "{change:?}\n{changed:?}");
    for ((_, old), (_, new)) in files.iter().zip(changed) {
        let comments = |text: &str| text.matches("kept as it is").count();
        assert_eq!(comments(new), comments(old), "{change:?}\n{new}");
        let ends = |text: &str| (text.matches('\r').count(), text.matches('\n').count());
        let (returns, lines) = ends(new);
        let paired = new.matches("\r\n").count();
        let wanted = if ends(old).0 == 0 { (0, 0) } else { (lines, lines) };
        assert_eq!((returns, paired), wanted, "lines end as before: {change:?}\n{new:?}");
    }
}

/// Checks every change of a repository; how many there were, and how many of them were safe.
fn check(case: &Case) -> (usize, usize) {
    let files = case.files();
    let report = told(&files);
    let Some(road) = report.roads.first() else { return (0, 0) };
    let before = policy(&files);
    let (mut all, mut safe) = (0, 0);
    for change in road.changes.iter().filter(|change| !change.edits.is_empty()) {
        let changed = applied(&files, change);
        check_kept(&files, &changed, change);
        all += 1;
        let after = policy(&changed);
        if change.side == ChangeSide::Workflow {
            assert_eq!(after, before, "a change of the workflow leaves the policy: {change:?}");
        }
        if change.kind != FixKind::Safe {
            continue;
        }
        safe += 1;
        for (own, claims) in tokens() {
            let is_new = gets_in(&after, &claims) && !gets_in(&before, &claims);
            let is_meant = own && is_of(case.job, &claims);
            assert!(!is_new || is_meant, "{change:?}\nlets in {claims:?}\n{changed:?}");
        }
        let again = told(&changed);
        if change.side == ChangeSide::Workflow {
            let is_left = |report: &RoadReport| {
                report.roads[0].scenarios.iter().any(|scenario| scenario.cause == Some(change.code))
            };
            assert!(is_left(&report) && !is_left(&again), "{change:?}\n{changed:?}");
            continue;
        }
        let scenario = |report: &RoadReport| -> Vec<RoadVerdict> {
            report.roads[0].scenarios.iter().map(|scenario| scenario.verdict).collect()
        };
        if case.job.runs.len() > 1 {
            // One change is for one cause: it lets more runs in, or fewer of others.
            let relation = before.compare(&after, &world()).unwrap();
            let gets_more = scenario(&again).contains(&RoadVerdict::Allowed);
            assert!(
                gets_more && (relation.gained.is_some() || relation.lost.is_some()),
                "{change:?}\n{changed:?}"
            );
            continue;
        }
        if scenario(&report).contains(&RoadVerdict::Denied) {
            assert!(!scenario(&again).contains(&RoadVerdict::Denied), "{change:?}\n{changed:?}");
        } else {
            let relation = before.compare(&after, &world()).unwrap();
            assert!(relation.gained.is_none() && relation.lost.is_some(), "{change:?}");
        }
        let more = again.roads[0]
            .changes
            .iter()
            .filter(|more| more.kind == FixKind::Safe && more.code == change.code);
        assert_eq!(more.count(), 0, "a change that is made is not told again: {change:?}\n{changed:?}");
    }
    (all, safe)
}

/// The others are made from this one.
const CASE: Case = Case {
    host: Host::Json,
    job: JOBS[0],
    flaw: Flaw::None,
    crlf: false,
    principal: PROVIDER,
    tests: Vec::new(),
};

#[test]
fn a_workflow_is_mended_in_each_way_to_write_it() {
    let aud = Test {
        operator: "StringEquals",
        key: "token.actions.githubusercontent.com:aud",
        values: vec!["sts.amazonaws.com"],
        listed: false,
    };
    let sub = Test {
        operator: "StringEquals",
        key: "token.actions.githubusercontent.com:sub",
        values: vec!["repo:octo-org/app:ref:refs/heads/main"],
        listed: false,
    };
    for flaw in FLAWS.into_iter().filter(|flaw| *flaw != Flaw::None) {
        for crlf in [false, true] {
            let case = Case { flaw, crlf, tests: vec![aud.clone(), sub.clone()], ..CASE };
            assert!(check(&case).1 > 0, "{case:?}");
        }
    }
}

/// As many random changes as `CHANGES` says.
#[test]
fn random_changes_keep_the_files_and_let_in_nobody_else() {
    let wanted = std::env::var("CHANGES").ok().and_then(|count| count.parse().ok()).unwrap_or(40);
    let mut runner = TestRunner::deterministic();
    let (mut repositories, mut all, mut safe) = (0, 0, 0);
    while all < wanted {
        let case = cases().new_tree(&mut runner).unwrap().current();
        let found = std::panic::catch_unwind(|| check(&case)).unwrap_or_else(|_| panic!("{case:?}"));
        repositories += 1;
        (all, safe) = (all + found.0, safe + found.1);
    }
    println!("{all} changes of {repositories} repositories, {safe} of them safe");
}

#[test]
fn a_loose_policy_is_bound_to_its_job_in_each_way_to_write_it() {
    let tests = [
        Test {
            operator: "StringEquals",
            key: "token.actions.githubusercontent.com:aud",
            values: vec!["sts.amazonaws.com"],
            listed: false,
        },
        Test {
            operator: "StringLike",
            key: "token.actions.githubusercontent.com:sub",
            values: vec!["repo:octo-org/*"],
            listed: false,
        },
    ];
    for host in [Host::Json, Host::Encoded, Host::Document, Host::Heredoc, Host::Template] {
        for job in JOBS {
            for crlf in [false, true] {
                let tests = tests.iter().map(|test| Test { listed: crlf, ..test.clone() }).collect();
                let case = Case { host, job, crlf, tests, ..CASE };
                assert!(check(&case).1 > 0, "{case:?}");
            }
        }
    }
}

#[test]
fn a_missing_test_is_added_in_each_way_to_write_it() {
    let tests = [Test {
        operator: "StringEquals",
        key: "token.actions.githubusercontent.com:aud",
        values: vec!["sts.amazonaws.com"],
        listed: false,
    }];
    for host in [Host::Json, Host::Encoded, Host::Document, Host::Heredoc, Host::Template] {
        for crlf in [false, true] {
            let case = Case { host, crlf, tests: tests.to_vec(), ..CASE };
            assert!(check(&case).1 > 0, "{case:?}");
        }
    }
}

#[test]
fn several_faults_are_mended_together() {
    let tests = [
        Test {
            operator: "StringEquals",
            key: "token.actions.githubusercontent.com/:aud",
            values: vec!["sts.amazonaws.com"],
            listed: false,
        },
        Test {
            operator: "StringEquals",
            key: "token.actions.githubusercontent.com/:sub",
            values: vec!["repo:octo-org/app:*"],
            listed: false,
        },
    ];
    let principal = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com/";
    for host in [Host::Json, Host::Encoded, Host::Document, Host::Heredoc, Host::Template] {
        let case = Case { host, principal, tests: tests.to_vec(), ..CASE };
        assert!(check(&case).1 > 0, "{case:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_safe_change_lets_in_the_job_and_nobody_else(case in cases()) {
        check(&case);
    }
}
