//! Changes of documents: a safe one lets the job in and nobody else, in each way to write a policy.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::string_slice,
    clippy::panic,
    clippy::format_collect,
    reason = "a test stops at a surprise"
)]

use assumable::analysis::{Owner, OwnerTemplate, SubjectForm, World};
use assumable::codes::FixKind;
use assumable::read::{Documents, ReadOptions};
use assumable::road::{RoadChange, RoadFacts, RoadReport, RoadVerdict, explain};
use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";

/// How a policy is written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Host {
    Json,
    Encoded,
    Document,
    Heredoc,
    Template,
}

/// One test of a statement.
#[derive(Debug, Clone)]
struct Test {
    operator: &'static str,
    key: &'static str,
    values: Vec<&'static str>,
}

fn quoted(values: &[&str]) -> String {
    match values {
        [one] => format!("\"{one}\""),
        many => format!("[{}]", many.iter().map(|one| format!("\"{one}\"")).collect::<Vec<_>>().join(", ")),
    }
}

/// The tests by their operators, as objects have them.
fn grouped(tests: &[Test]) -> Vec<(&'static str, Vec<&Test>)> {
    let mut out: Vec<(&str, Vec<&Test>)> = Vec::new();
    for test in tests {
        match out.iter_mut().find(|(operator, _)| *operator == test.operator) {
            Some((_, all)) if all.iter().all(|known| known.key != test.key) => all.push(test),
            Some(_) => {}
            None => out.push((test.operator, vec![test])),
        }
    }
    out
}

fn json(principal: &str, tests: &[Test]) -> String {
    let operators: Vec<String> = grouped(tests)
        .into_iter()
        .map(|(operator, tests)| {
            let keys: Vec<String> = tests
                .iter()
                .map(|test| format!("            \"{}\": {}", test.key, quoted(&test.values)))
                .collect();
            format!("          \"{operator}\": {{\n{}\n          }}", keys.join(",\n"))
        })
        .collect();
    format!(
        "{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \"Effect\": \"Allow\",\n      \"Principal\": {{\"Federated\": \"{principal}\"}},\n      \"Action\": \"sts:AssumeRoleWithWebIdentity\",\n      \"Condition\": {{\n{}\n      }}\n    }}\n  ]\n}}\n",
        operators.join(",\n")
    )
}

/// The file that has the role.
fn file(host: Host, principal: &str, tests: &[Test]) -> (&'static str, String) {
    let head = "resource \"aws_iam_role\" \"push\" {\n  name = \"push\"\n  # kept as it is\n";
    match host {
        Host::Json => ("iam/trust.json", json(principal, tests)),
        Host::Heredoc => {
            ("main.tf", format!("{head}  assume_role_policy = <<EOF\n{}EOF\n}}\n", json(principal, tests)))
        }
        Host::Encoded => {
            let operators: Vec<String> = grouped(tests)
                .into_iter()
                .map(|(operator, tests)| {
                    let keys: Vec<String> = tests
                        .iter()
                        .map(|test| format!("          \"{}\" = {} # why", test.key, quoted(&test.values)))
                        .collect();
                    format!("        \"{operator}\" = {{\n{}\n        }}", keys.join("\n"))
                })
                .collect();
            let text = format!(
                "{head}  assume_role_policy = jsonencode({{\n    Version = \"2012-10-17\"\n    Statement = [{{\n      Effect = \"Allow\"\n      Principal = {{ Federated = \"{principal}\" }}\n      Action = \"sts:AssumeRoleWithWebIdentity\"\n      Condition = {{\n{}\n      }}\n    }}]\n  }})\n}}\n",
                operators.join("\n")
            );
            ("main.tf", text)
        }
        Host::Document => {
            let conditions: Vec<String> = tests
                .iter()
                .map(|test| {
                    let values: Vec<String> = test.values.iter().map(|one| format!("\"{one}\"")).collect();
                    format!(
                        "    condition {{\n      test     = \"{}\"\n      variable = \"{}\"\n      values   = [{}]\n    }}\n",
                        test.operator,
                        test.key,
                        values.join(", ")
                    )
                })
                .collect();
            let text = format!(
                "data \"aws_iam_policy_document\" \"trust\" {{\n  statement {{\n    actions = [\"sts:AssumeRoleWithWebIdentity\"]\n    principals {{\n      type        = \"Federated\"\n      identifiers = [\"{principal}\"]\n    }}\n{}  }}\n}}\n\n{head}  assume_role_policy = data.aws_iam_policy_document.trust.json\n}}\n",
                conditions.concat()
            );
            ("main.tf", text)
        }
        Host::Template => {
            let operators: Vec<String> = grouped(tests)
                .into_iter()
                .map(|(operator, tests)| {
                    let keys: Vec<String> = tests
                        .iter()
                        .map(|test| match test.values.as_slice() {
                            [one] => format!("                {}: {one}\n", test.key),
                            many => format!(
                                "                {}:\n{}",
                                test.key,
                                many.iter()
                                    .map(|one| format!("                  - \"{one}\"\n"))
                                    .collect::<String>()
                            ),
                        })
                        .collect();
                    format!("              {operator}:\n{}", keys.concat())
                })
                .collect();
            let text = format!(
                "AWSTemplateFormatVersion: \"2010-09-09\"\nResources:\n  Push:\n    Type: AWS::IAM::Role\n    Properties:\n      RoleName: push # kept as it is\n      AssumeRolePolicyDocument:\n        Version: \"2012-10-17\"\n        Statement:\n          - Effect: Allow\n            Principal:\n              Federated: {principal}\n            Action: sts:AssumeRoleWithWebIdentity\n            Condition:\n{}",
                operators.concat()
            );
            ("template.yaml", text)
        }
    }
}

/// A job, and the claims of its token.
#[derive(Debug, Clone, Copy)]
struct Job {
    on: &'static str,
    environment: Option<&'static str>,
    claims: &'static [(&'static str, &'static str)],
}

const JOBS: [Job; 4] = [
    Job {
        on: "push:\n    branches: [main]",
        environment: None,
        claims: &[("event_name", "push"), ("ref", "refs/heads/main")],
    },
    Job {
        on: "push:\n    branches: [main]",
        environment: Some("prod"),
        claims: &[("event_name", "push"), ("ref", "refs/heads/main"), ("environment", "prod")],
    },
    Job {
        on: "push:\n    tags: ['v*']",
        environment: None,
        claims: &[("event_name", "push"), ("ref", "refs/tags/v1")],
    },
    Job {
        on: "pull_request:",
        environment: None,
        claims: &[("event_name", "pull_request"), ("ref", "refs/pull/7/merge")],
    },
];

fn workflow(job: Job) -> String {
    let environment = job.environment.map(|name| format!("    environment: {name}\n")).unwrap_or_default();
    format!(
        "on:\n  {}\npermissions:\n  id-token: write\njobs:\n  build:\n    runs-on: ubuntu-latest\n{environment}    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          role-to-assume: arn:aws:iam::123456789012:role/push\n          aws-region: us-east-1\n",
        job.on
    )
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
    (subject, audience, other).prop_map(|((operator, key, values), audience, other)| {
        let mut out = Vec::new();
        if let Some((operator, value)) = audience {
            out.push(Test { operator, key: "token.actions.githubusercontent.com:aud", values: vec![value] });
        }
        out.push(Test { operator, key, values });
        if let Some((key, value)) = other {
            out.push(Test { operator: "StringEquals", key, values: vec![value] });
        }
        out
    })
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
    let wanted = |name: &str| job.claims.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
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

/// Checks every safe change of a repository; how many there were.
fn check(host: Host, job: Job, principal: &str, tests: &[Test]) -> usize {
    let (name, text) = file(host, principal, tests);
    let files = vec![(".github/workflows/ci.yml".to_owned(), workflow(job)), (name.to_owned(), text)];
    let report = told(&files);
    let Some(road) = report.roads.first() else { return 0 };
    let before = policy(&files);
    let mut count = 0;
    for change in road.changes.iter().filter(|change| !change.edits.is_empty()) {
        let changed = applied(&files, change);
        if change.kind != FixKind::Safe {
            continue;
        }
        count += 1;
        let after = policy(&changed);
        for (own, claims) in tokens() {
            let is_new = gets_in(&after, &claims) && !gets_in(&before, &claims);
            assert!(!is_new || own && is_of(job, &claims), "{change:?}\nlets in {claims:?}\n{changed:?}");
        }
        let again = told(&changed);
        let scenario = |report: &RoadReport| -> Vec<RoadVerdict> {
            report.roads[0].scenarios.iter().map(|scenario| scenario.verdict).collect()
        };
        if scenario(&report).contains(&RoadVerdict::Denied) {
            assert!(!scenario(&again).contains(&RoadVerdict::Denied), "{change:?}\n{changed:?}");
        } else {
            let relation = before.compare(&after, &world()).unwrap();
            assert!(relation.gained.is_none() && relation.lost.is_some(), "{change:?}");
        }
        // Nothing that was not meant is touched.
        let comments = |files: &[(String, String)]| files[1].1.matches("kept as it is").count();
        assert_eq!(comments(&changed), comments(&files));
        let more = again.roads[0]
            .changes
            .iter()
            .filter(|more| more.kind == FixKind::Safe && more.code == change.code);
        assert_eq!(more.count(), 0, "a change that is made is not told again: {change:?}\n{changed:?}");
    }
    count
}

#[test]
fn a_loose_policy_is_bound_to_its_job_in_each_way_to_write_it() {
    let tests = [
        Test {
            operator: "StringEquals",
            key: "token.actions.githubusercontent.com:aud",
            values: vec!["sts.amazonaws.com"],
        },
        Test {
            operator: "StringLike",
            key: "token.actions.githubusercontent.com:sub",
            values: vec!["repo:octo-org/*"],
        },
    ];
    for host in [Host::Json, Host::Encoded, Host::Document, Host::Heredoc, Host::Template] {
        for job in JOBS {
            assert!(check(host, job, PROVIDER, &tests) > 0, "{host:?} {job:?}");
        }
    }
}

#[test]
fn a_missing_test_is_added_in_each_way_to_write_it() {
    let tests = [Test {
        operator: "StringEquals",
        key: "token.actions.githubusercontent.com:aud",
        values: vec!["sts.amazonaws.com"],
    }];
    for host in [Host::Json, Host::Encoded, Host::Document, Host::Heredoc, Host::Template] {
        assert!(check(host, JOBS[0], PROVIDER, &tests) > 0, "{host:?}");
    }
}

#[test]
fn several_faults_are_mended_together() {
    let tests = [
        Test {
            operator: "StringEquals",
            key: "token.actions.githubusercontent.com/:aud",
            values: vec!["sts.amazonaws.com"],
        },
        Test {
            operator: "StringEquals",
            key: "token.actions.githubusercontent.com/:sub",
            values: vec!["repo:octo-org/app:*"],
        },
    ];
    let slash = format!("{PROVIDER}/");
    for host in [Host::Json, Host::Encoded, Host::Document, Host::Heredoc, Host::Template] {
        assert!(check(host, JOBS[0], &slash, &tests) > 0, "{host:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_safe_change_lets_in_the_job_and_nobody_else(
        host in host(),
        job in select(JOBS.to_vec()),
        tests in tests(),
    ) {
        check(host, job, PROVIDER, &tests);
    }
}
