//! What naming rules promise, whatever the rules and the run.

use std::collections::BTreeMap;

use assumable::image::{Digest, MutabilitySettings, PushOutcome, Tag, TagMutability};
use assumable::naming::{CheckedImages, LintReport, MadeName, MadeNames, NameVerdict, NamesOutcome};
use assumable::{ErrorKind, ImageReference, NamingRules, Run};
use serde_json::json;

use crate::draw::Draw;
use crate::rules::{self, Drawn};

/// Any rules and any run: what is made passes, what is known of a part of a run holds for the whole, and no exclusion
/// filter or lifecycle pattern that lint gives has a tag that it must not have.
///
/// A text that begins with `version` is a document of rules; other bytes make one.
pub fn naming(data: &[u8]) {
    let (drawn, mut draw) = match std::str::from_utf8(data) {
        Ok(text) if text.starts_with("version") => {
            let moving = Drawn { document: text.to_owned(), fixed: Vec::new(), own_images: true };
            (moving, Draw::new(b"\x01\x03\x05\x07\x0b\x0d\x11\x13\x17\x1d\x1f\x25"))
        }
        _ => {
            let mut draw = Draw::new(data);
            (rules::document(&mut draw), draw)
        }
    };
    let rules: NamingRules = match drawn.document.parse() {
        Ok(rules) => rules,
        Err(error) => {
            assert!(!error.to_string().is_empty() && error.kind() != ErrorKind::Internal);
            return;
        }
    };
    let runs: Vec<Run> = (0..3).map(|_| rules::run(&mut draw)).filter(|run| run.check().is_ok()).collect();
    let made: Vec<MadeNames> =
        runs.iter().map(|run| rules.make(run).expect("a run of short texts")).collect();
    let mut asked: Vec<String> =
        made.iter().flat_map(|made| &made.names).map(|name| name.name.clone()).collect();
    asked.extend(made.iter().flat_map(|made| &made.images).map(|image| format!("{image}:{}", draw.text(8))));
    for (run, made) in runs.iter().zip(&made) {
        passes(&rules, run, made);
        let known = check(&rules, run, &asked);
        let part = rules::partly(&mut draw, run);
        holds_for_the_whole(&check(&rules, &part, &asked), &known, &part);
    }
    linted(&rules, &drawn, &made);
}

fn check(rules: &NamingRules, run: &Run, images: &[String]) -> CheckedImages {
    let checked = rules.check(run, images).expect("few names");
    assert_eq!(checked.images.len(), images.len());
    for image in &checked.images {
        assert_eq!(image.code.is_none(), image.verdict == NameVerdict::Allowed, "{image:?}");
        if let Some(suggestion) = &image.suggestion {
            let again = rules.check(run, &[suggestion]).expect("one name");
            assert_eq!(again.images[0].verdict, NameVerdict::Allowed, "{image:?}");
        }
    }
    checked
}

/// Every name that is made is legal, and allowed.
fn passes(rules: &NamingRules, run: &Run, made: &MadeNames) {
    let names: Vec<String> = made.names.iter().map(|name| name.name.clone()).collect();
    for name in &names {
        assert!(name.parse::<ImageReference>().expect("a legal name").tag().is_some(), "{name}");
    }
    let checked = check(rules, run, &names);
    assert_eq!(checked.outcome, made.outcome);
    if made.outcome == NamesOutcome::Made {
        assert_eq!(checked.verdict, NameVerdict::Allowed, "{checked:?}");
        assert!(checked.missing.is_empty());
    }
    assert!(checked.images.iter().all(|image| image.verdict != NameVerdict::Denied), "{checked:?}");
}

/// A verdict on a run that is known in part is the verdict on the whole run.
fn holds_for_the_whole(part: &CheckedImages, whole: &CheckedImages, run: &Run) {
    if !part.premises.is_empty() {
        return;
    }
    for (part, whole) in part.images.iter().zip(&whole.images) {
        let same = part.verdict == NameVerdict::Undetermined || part.verdict == whole.verdict;
        assert!(same, "{part:?} where only {run:?} is known, then {whole:?}");
    }
    let same = part.verdict == NameVerdict::Undetermined || part.verdict == whole.verdict;
    assert!(same, "{} where only {run:?} is known, then {}", part.reason, whole.reason);
}

fn linted(rules: &NamingRules, drawn: &Drawn, made: &[MadeNames]) {
    let report = match rules.lint(None) {
        Ok(report) => report,
        Err(error) => return assert_eq!(error.kind(), ErrorKind::TooCostly),
    };
    let names: Vec<&MadeName> = made.iter().flat_map(|made| &made.names).collect();
    filters(&report, drawn, &names);
    patterns(&report, drawn, &names);
    expired(rules, &names);
}

/// No filter has a tag that must not move, and every tag that moves has one, or a finding.
fn filters(report: &LintReport, drawn: &Drawn, names: &[&MadeName]) {
    let settings = (!report.exclusion_filters.is_empty()).then(|| settings(&report.exclusion_filters));
    let told = |rule: &str| {
        report.findings.iter().any(|finding| match finding.code.name {
            "FIXED_TAG_MOVABLE" => finding.rules.iter().any(|name| name == rule),
            "TOO_MANY_FILTERS" => true,
            _ => false,
        })
    };
    for name in names {
        let is_fixed = !name.moving || name.rules.iter().any(|rule| drawn.fixed.contains(rule));
        let pushed = settings.as_ref().map_or(PushOutcome::Refused, |settings| push(settings, &name.tag));
        if is_fixed {
            assert_eq!(
                pushed,
                PushOutcome::Refused,
                "{name:?} must not move: {:?}",
                report.exclusion_filters
            );
        } else if pushed != PushOutcome::Accepted {
            let is_told = drawn.own_images || name.rules.iter().any(|rule| told(rule));
            assert!(is_told, "{name:?} cannot move: {:?}", report.exclusion_filters);
        }
    }
}

/// A pattern of one rule has all its tags, and none of another rule's.
fn patterns(report: &LintReport, drawn: &Drawn, names: &[&MadeName]) {
    for one in &report.lifecycle_patterns {
        // the copies of a rule with `for` have a pattern each
        let copies = report.lifecycle_patterns.iter().filter(|other| other.rule == one.rule).count();
        let Some(pattern) = &one.pattern else { continue };
        let settings = settings(&[pattern.clone()]);
        for name in names {
            let pushed = push(&settings, &name.tag);
            if copies == 1 && name.rules.contains(&one.rule) {
                assert_eq!(pushed, PushOutcome::Accepted, "{name:?} is not under {one:?}");
            }
            if !drawn.own_images && !name.rules.contains(&one.rule) {
                assert_eq!(pushed, PushOutcome::Refused, "{name:?} is under {one:?}");
            }
        }
    }
}

/// A lifecycle rule for a tag that was made is never said to match nothing.
fn expired(rules: &NamingRules, names: &[&MadeName]) {
    let one = |(index, name): (usize, &&MadeName)| {
        json!({"rulePriority": index + 1, "action": {"type": "expire"}, "selection": {"tagStatus": "tagged",
            "tagPatternList": [name.tag], "countType": "imageCountMoreThan", "countNumber": 1}})
    };
    let all: Vec<_> = names.iter().take(8).enumerate().map(one).collect();
    let policy = json!({ "rules": all }).to_string().parse().expect("a lifecycle policy");
    let Ok(report) = rules.lint_with(None, Some(&policy)) else { return };
    let nothing = report.findings.iter().find(|finding| finding.code.name == "LIFECYCLE_MATCHES_NOTHING");
    assert!(nothing.is_none(), "{nothing:?}");
}

fn settings(filters: &[String]) -> MutabilitySettings {
    let settings = MutabilitySettings::new(TagMutability::ImmutableWithExclusion, filters);
    settings.unwrap_or_else(|error| panic!("ECR takes no such filters, {filters:?}: {error}"))
}

/// Whether the tag, which exists, may be pushed with another digest.
fn push(settings: &MutabilitySettings, tag: &str) -> PushOutcome {
    let digest = |digit: &str| format!("sha256:{}", digit.repeat(64)).parse::<Digest>().expect("a digest");
    let tag: Tag = tag.parse().expect("a tag");
    let existing = BTreeMap::from([(tag.clone(), Some(digest("0")))]);
    settings.push(&tag, Some(&digest("1")), Some(&existing)).outcome
}
