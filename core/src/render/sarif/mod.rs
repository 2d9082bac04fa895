//! A report as SARIF 2.1.0, as GitHub's code scanning and other viewers read it.

mod log;

use std::collections::BTreeMap;

use log::{
    ArtifactChange, ArtifactLocation, Configuration, Driver, Fingerprints, Fix, Invocation, Location, Log,
    Message, Notification, Replacement, Rule, RuleProperties, Run, RunProperties, RunResult, Tool, uri,
};

use super::preferences::Preferences;
use super::told::{Counts, EntryLevel, Told, assumed, told};
use super::words;
use crate::codes::{Code, Severity};
use crate::premise::Edit;
use crate::road::{RoadChange, RoadReport};
use crate::text::escape_hidden;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = env!("CARGO_PKG_REPOSITORY");

pub(super) fn sarif(report: &RoadReport, preferences: &Preferences) -> String {
    let told = told(report, preferences);
    // A rule for each code that has a result, by name.
    let codes: BTreeMap<&str, &'static Code> = told.iter().map(|one| (one.code.name, one.code)).collect();
    let index: BTreeMap<&str, usize> = codes.keys().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut seen = BTreeMap::new();
    let results = told
        .iter()
        .map(|one| result(one, index.get(one.code.name).copied().unwrap_or_default(), &mut seen))
        .collect();
    let questions = report.unresolved.iter().map(|question| {
        let detail = question.detail.as_deref().map_or_else(String::new, |detail| format!("\n{detail}"));
        Notification {
            level: "note",
            message: Message::new(&format!("{}: {}{detail}", question.name, question.question)),
            locations: question.places.iter().filter_map(|place| Location::of(place, None)).collect(),
        }
    });
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "assumable",
                semantic_version: env!("CARGO_PKG_VERSION"),
                information_uri: HOME,
                rules: codes.into_values().map(rule).collect(),
            },
        },
        invocations: [Invocation {
            execution_successful: true,
            tool_execution_notifications: questions.collect(),
        }],
        column_kind: "unicodeCodePoints",
        results,
        properties: RunProperties { assumed: assumed(report), summary: Counts::of(report).text() },
    };
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
    // It has only texts and numbers, which always can be written.
    let text = serde_json::to_string_pretty(&log).unwrap_or_default();
    escape_hidden(&text) + "\n"
}

fn rule(code: &'static Code) -> Rule {
    Rule {
        id: code.name,
        short_description: Message::new(code.title),
        help_uri: code.link(),
        default_configuration: Configuration { level: level(EntryLevel::of(code.severity)) },
        properties: RuleProperties {
            tags: ["security"],
            security_severity: (code.severity == Severity::Danger).then_some("8.0"),
        },
    }
}

const fn level(level: EntryLevel) -> &'static str {
    match level {
        EntryLevel::Error => "error",
        EntryLevel::Warning => "warning",
        EntryLevel::Note => "note",
        EntryLevel::Known | EntryLevel::Open => "none",
    }
}

const fn kind(level: EntryLevel) -> &'static str {
    match level {
        EntryLevel::Known => "informational",
        EntryLevel::Open => "open",
        _ => "fail",
    }
}

fn result(one: &Told<'_>, rule_index: usize, seen: &mut BTreeMap<String, usize>) -> RunResult {
    let mut message = one.message.clone();
    if !one.title().is_empty() {
        message = format!("{}: {message}", one.title());
    }
    for change in &one.changes {
        message.push_str(&format!("\nchange ({}): {}", words::fix_kind(change.kind), change.message));
        message.push_str(&change.command.as_deref().map_or_else(String::new, |run| format!("\nrun: {run}")));
    }
    let location = one.place.as_ref().and_then(|place| Location::of(place, None));
    if location.is_none() {
        let about = one.place.as_ref().map(words::place).filter(|place| !place.is_empty());
        message.push_str(&about.map_or_else(String::new, |place| format!("\nat {place}")));
    }
    let mut related = Vec::new();
    for (place, text) in &one.related {
        match place.and_then(|place| Location::of(place, Some(text))) {
            Some(location) => related.push(location),
            None => message.push_str(&format!(
                "
{text}"
            )),
        }
    }
    let fixes = one.changes.iter().filter_map(|change| fix(&described(change), &change.edits));
    let own = one.fix.and_then(|own| fix(&own.message, &own.edits));
    RunResult {
        rule_id: one.code.name,
        rule_index,
        kind: kind(one.level),
        level: level(one.level),
        message: Message::new(&message),
        locations: location.into_iter().collect(),
        related_locations: related,
        partial_fingerprints: Fingerprints { own: one.fingerprint(seen) },
        fixes: fixes.chain(own).collect(),
    }
}

/// A change in words.
fn described(change: &RoadChange) -> String {
    let question = change.question.as_deref().map_or_else(String::new, |asked| format!("; first: {asked}"));
    let kind = words::fix_kind(change.kind);
    format!("{} ({}, {kind}): {}{question}", change.message, words::side(change.side), change.effect)
}

/// A fix of texts; none where nothing is edited.
fn fix(description: &str, edits: &[Edit]) -> Option<Fix> {
    let mut changes: Vec<(&str, ArtifactChange)> = Vec::new();
    for edit in edits {
        let document = edit.place.document.as_deref().filter(|document| !document.is_empty())?;
        let replacement = Replacement::of(edit);
        match changes.iter_mut().find(|(known, _)| *known == document) {
            Some((_, change)) => change.replacements.push(replacement),
            None => {
                let artifact_location = ArtifactLocation { uri: uri(document) };
                changes
                    .push((document, ArtifactChange { artifact_location, replacements: vec![replacement] }));
            }
        }
    }
    let artifact_changes: Vec<ArtifactChange> = changes.into_iter().map(|(_, change)| change).collect();
    (!artifact_changes.is_empty()).then(|| Fix { description: Message::new(description), artifact_changes })
}
