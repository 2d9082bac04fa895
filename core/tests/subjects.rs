//! Building a subject and reading it back agree, and no two inputs share a subject unseen.

#![allow(clippy::unwrap_used, reason = "a test stops at a surprise")]

use std::collections::BTreeMap;

use assumable::github::{
    ContextKind, GhesVersion, Platform, SubjectCandidate, SubjectReading, SubjectReadings, SubjectSegment,
};
use assumable::{Claims, SubjectTemplate};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Keys of templates; each is printed by some token.
const KEYS: &[&str] = &[
    "repo",
    "context",
    "environment",
    "ref",
    "job_workflow_ref",
    "repository_owner",
    "repository_id",
    "workflow",
    "actor",
    "event_name",
    "head_ref",
    "environment_node_id",
    "repository",
    "repo_property_team",
    "check_run_id",
];

fn platform() -> impl Strategy<Value = Platform> {
    select(vec![
        Platform::GithubCom,
        Platform::GheCom,
        Platform::Ghes(None),
        Platform::Ghes(Some(GhesVersion::new(3, 17))),
        Platform::Ghes(Some(GhesVersion::new(3, 19))),
    ])
}

/// Free text, rich in what subjects are made of.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ab:%]{1,4}",
        "(a|:|%|%3A|%25|ref|environment|pull_request|repo|workflow|actor|o/r|refs/heads/a){1,5}",
        "[a-z é日]{1,6}",
    ]
}

fn claims() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let either = |values: &[&str]| select(values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
    let claims = (
        either(&["o/r", "O/r.x", "octo-org/app"]),
        proptest::option::of(text()),
        either(&["refs/heads/a", "refs/tags/v%", "refs/pull/7/merge", ""]),
        proptest::option::of(either(&[
            "push",
            "pull_request",
            "pull_request_review",
            "schedule",
            "workflow_call",
        ])),
        text(),
        text(),
        proptest::option::of(text()),
        any::<u8>(),
    );
    claims.prop_map(|(repository, environment, reference, event, workflow, actor, head, id)| {
        let owner = repository.split('/').next().unwrap_or_default().to_owned();
        let mut claims = vec![
            ("repository", repository),
            ("repository_owner", owner),
            ("repository_owner_id", "65".to_owned()),
            ("repository_id", id.to_string()),
            ("ref", reference),
            ("workflow", workflow),
            ("actor", actor.replace(':', "")),
            ("job_workflow_ref", "o/r/.github/workflows/a.yml@refs/heads/a".to_owned()),
            ("repo_property_team", "a,b".to_owned()),
            ("check_run_id", "9".to_owned()),
            ("head_ref", head.unwrap_or_default().replace(':', "")),
        ];
        if let Some(environment) = environment {
            claims.push(("environment", environment));
            claims.push(("environment_node_id", "EN_x".to_owned()));
        }
        claims.extend(event.map(|event| ("event_name", event)));
        claims
    })
}

fn keys() -> impl Strategy<Value = Vec<String>> {
    let keys = prop_oneof![
        Just(vec!["repo", "context"]),
        Just(vec!["repo", "ref"]),
        subsequence(KEYS.to_vec(), 1..5).prop_shuffle(),
    ];
    keys.prop_map(|keys| keys.into_iter().map(str::to_owned).collect())
}

#[derive(Debug, Clone)]
struct Input {
    claims: Vec<(&'static str, String)>,
    keys: Vec<String>,
    immutable: bool,
}

fn input() -> impl Strategy<Value = Input> {
    (claims(), keys(), any::<bool>()).prop_map(|(claims, keys, immutable)| Input { claims, keys, immutable })
}

/// Every subject that the input may have.
fn subjects(input: &Input, platform: Platform) -> Vec<SubjectCandidate> {
    let immutable = input.immutable && !matches!(platform, Platform::Ghes(_));
    let template =
        SubjectTemplate::new(input.keys.clone()).unwrap().with_immutable(immutable).with_platform(platform);
    let claims: Claims = input.claims.iter().cloned().collect();
    template.build(&claims).unwrap().into_candidates()
}

/// What the segments print, by label.
fn printed<'a>(segments: impl IntoIterator<Item = &'a SubjectSegment>) -> BTreeMap<String, String> {
    let label = |segment: &SubjectSegment| match (&*segment.key, segment.value.split_once(':')) {
        ("context", Some((label, value))) => (label.to_owned(), value.to_owned()),
        ("context", None) => (segment.value.clone(), String::new()),
        (key, _) => (key.to_owned(), segment.value.clone()),
    };
    segments.into_iter().map(label).collect()
}

fn has_repo(input: &Input) -> bool {
    input.keys.iter().any(|key| key == "repo")
}

fn is_told(readings: &SubjectReadings) -> bool {
    !readings.only
}

/// The claims of a reading, with what the token must have besides.
fn rebuilt(reading: &SubjectReading, platform: Platform, sub: &str) -> bool {
    let mut claims = reading.claims.clone();
    if claims.text("environment_node_id").is_some() && claims.text("environment").is_none() {
        claims.set("environment", assumable::github::ClaimValue::Text("x".to_owned()));
    }
    if claims.text("event_name").is_some() && claims.text("ref").is_none() {
        claims.set("ref", assumable::github::ClaimValue::Text("refs/pull/7/merge".to_owned()));
    }
    // That a pull request was behind it may have been told by its branches alone, which the subject does not name.
    if reading.context == Some(ContextKind::PullRequest) && claims.get("head_ref").is_none() {
        claims.set("head_ref", assumable::github::ClaimValue::Text("b".to_owned()));
    }
    reading.templates.iter().all(|keys| {
        let template = SubjectTemplate::new(keys.iter().map(ToString::to_string))
            .unwrap()
            .with_immutable(reading.immutable.unwrap_or(false))
            .with_platform(platform);
        template.build(&claims).unwrap().into_candidates().iter().any(|candidate| candidate.value == sub)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_built_is_read(input in input(), platform in platform()) {
        for candidate in subjects(&input, platform) {
            let readings = SubjectReadings::of(&candidate.value, Some(&input.keys), platform).unwrap();
            prop_assert!(!readings.readings.is_empty(), "{candidate:?}");
            if let Some(only) = readings.single() {
                prop_assert_eq!(printed(&only.segments), printed(&candidate.segments));
            }
            let joined: Vec<&str> = candidate.segments.iter().map(|segment| segment.text.as_str()).collect();
            prop_assert_eq!(joined.join(":"), candidate.value.clone());
        }
    }

    #[test]
    fn what_is_read_is_built(input in input(), platform in platform(), by_keys in any::<bool>()) {
        for candidate in subjects(&input, platform) {
            let keys = by_keys.then_some(input.keys.as_slice());
            let readings = SubjectReadings::of(&candidate.value, keys, platform).unwrap();
            for reading in &readings.readings {
                // A reading with raw colons is one of the older servers, another is of those that escape.
                let platform = match platform {
                    Platform::Ghes(None) if reading.raw_colons => Platform::Ghes(Some(GhesVersion::new(3, 17))),
                    Platform::Ghes(_) if reading.immutable == Some(true) => continue,
                    other => other,
                };
                prop_assert!(rebuilt(reading, platform, &candidate.value), "{} {reading:?}", candidate.value);
            }
        }
    }

    #[test]
    fn any_text_is_read_and_built_again(parts in proptest::collection::vec(text(), 0..6)) {
        let sub = format!("repo:o/r:{}", parts.join(":"));
        let readings = SubjectReadings::of(&sub, None, Platform::GithubCom).unwrap();
        for reading in &readings.readings {
            prop_assert!(rebuilt(reading, Platform::GithubCom, &sub), "{sub} {reading:?}");
        }
    }

    #[test]
    fn one_subject_of_two_inputs_is_told(
        first in input(),
        second in input(),
        environments in proptest::option::of(("[ab]{0,1}(:|%|%3A|%25){1,2}", "[ab]{0,1}(:|%|%3A|%25){1,2}")),
        shares_claims in any::<bool>(),
        shares_keys in any::<bool>(),
        platform in platform(),
    ) {
        let mut second = second;
        if shares_claims {
            second.claims.clone_from(&first.claims);
        }
        if shares_keys {
            second.keys.clone_from(&first.keys);
            second.immutable = first.immutable;
        }
        let mut first = first;
        if let Some((one, two)) = environments {
            first.claims.push(("environment", one));
            second.claims.push(("environment", two));
        }
        for one in subjects(&first, platform) {
            for two in subjects(&second, platform).iter().filter(|two| two.value == one.value) {
                let keys = (first.keys == second.keys).then_some(first.keys.as_slice());
                let readings = SubjectReadings::of(&one.value, keys, platform).unwrap();
                if printed(&one.segments) != printed(&two.segments) {
                    prop_assert!(is_told(&readings), "{one:?} {two:?} {readings:?}");
                } else if has_repo(&first) == has_repo(&second) && first.keys != second.keys {
                    // An immutable subject may start with `repo` although its template has none: that is no other claim.
                    let several = readings.readings.iter().any(|reading| reading.templates.len() > 1);
                    prop_assert!(several || is_told(&readings), "{one:?} {two:?} {readings:?}");
                }
            }
        }
    }
}
