//! What a report tells, one after the other, for formats that are lists.

use std::collections::{BTreeMap, BTreeSet};

use super::preferences::{Preferences, SeverityLevel};
use super::words;
use crate::analysis::Exposure;
use crate::codes::{self, Code, Severity};
use crate::premise::{Fix, SourcePlace};
use crate::road::{
    PullRequestHead, Road, RoadChange, RoadDanger, RoadImage, RoadReport, RoadScenario, RoadVerdict,
};
use crate::text::hash;

/// How loud something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EntryLevel {
    /// A job is stopped, or strangers get in.
    Error,
    /// Probably not what its writer means.
    Warning,
    /// Worth knowing.
    Note,
    /// Not a fault: those for whom a role is.
    Known,
    /// It depends on what is not known.
    Open,
}

impl EntryLevel {
    pub(super) fn of(severity: Severity) -> EntryLevel {
        match severity {
            Severity::Error | Severity::Danger => EntryLevel::Error,
            Severity::Warning => EntryLevel::Warning,
            Severity::Info => EntryLevel::Note,
        }
    }
}

/// Which part of a report is told: by the index of its road, and its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    Scenario(usize, usize),
    Image(usize, usize),
    Call(usize, usize),
    Danger(usize, usize),
    Finding(usize),
}

/// One thing that is told.
#[derive(Debug)]
pub(super) struct Told<'r> {
    pub(super) level: EntryLevel,
    pub(super) code: &'static Code,
    /// The index of its road, and `job → role`; none for what is about the documents.
    pub(super) road: Option<(usize, String)>,
    pub(super) message: String,
    /// Where; for what has no place of its own, the nearest that there is.
    pub(super) place: Option<SourcePlace>,
    /// What tells it from others of its code in its document, wherever in the document it is.
    pub(super) identity: String,
    /// Other places that have to do with it, and how.
    pub(super) related: Vec<(Option<&'r SourcePlace>, String)>,
    pub(super) changes: Vec<&'r RoadChange>,
    pub(super) fix: Option<&'r Fix>,
    /// What it tells: several where one sentence tells several.
    pub(super) sources: Vec<Source>,
}

impl Told<'_> {
    /// `job → role`; empty for what is about the documents.
    pub(super) fn title(&self) -> &str {
        self.road.as_ref().map_or("", |(_, title)| title)
    }

    /// What stays the same while lines move: the code, the document, the job and the role, and what it is about. `seen` counts
    /// those that are alike.
    pub(super) fn fingerprint(&self, seen: &mut BTreeMap<String, usize>) -> String {
        let document = self.place.as_ref().and_then(|place| place.document.as_deref()).unwrap_or("");
        let sum = hash([self.code.name, document, self.title(), &self.identity].join("\u{0}").as_bytes());
        let number = seen.entry(sum.clone()).or_default();
        *number += 1;
        format!("{sum}:{number}")
    }
}

/// All that a report tells but for its questions and assumptions.
pub(super) fn told<'r>(report: &'r RoadReport, preferences: &Preferences) -> Vec<Told<'r>> {
    let mut out = Vec::new();
    let (mut dangers, mut known) = (BTreeMap::new(), Known::default());
    for (index, road) in report.roads.iter().enumerate() {
        let start = out.len();
        of_road(index, road, &mut out);
        of_calls(index, road, &mut out);
        of_dangers(index, road, &mut out, &mut dangers);
        attach(index, road, start, &mut out, &mut known);
    }
    out.extend(report.findings.iter().enumerate().map(|(at, finding)| Told {
        level: EntryLevel::of(finding.severity),
        code: finding.code,
        road: None,
        message: finding.message.clone(),
        place: finding.place.as_deref().cloned().or_else(|| {
            let pointer = finding.about.clone()?;
            Some(SourcePlace { pointer: Some(pointer), ..SourcePlace::default() })
        }),
        identity: finding.message.clone(),
        related: finding.related.iter().map(|at| (Some(&at.place), at.message.clone())).collect(),
        changes: Vec::new(),
        fix: finding.fix.as_deref(),
        sources: vec![Source::Finding(at)],
    }));
    for one in &mut out {
        weigh(one, preferences);
    }
    out
}

/// Tells it as loud as the settings say. What is not known stays so.
fn weigh(one: &mut Told<'_>, preferences: &Preferences) {
    if one.level == EntryLevel::Open {
        return;
    }
    if let Some(severity) = preferences.severity(one.code, one.place.as_ref()) {
        one.level = match severity {
            SeverityLevel::Error => EntryLevel::Error,
            SeverityLevel::Warning => EntryLevel::Warning,
            SeverityLevel::Note => EntryLevel::Note,
            SeverityLevel::Off => one.level,
        };
    }
}

/// What is told already, and not again: jobs of one role share its dangers and the changes of its policy.
#[derive(Default)]
pub(super) struct Known<'r> {
    dangers: BTreeSet<DangerKey<'r>>,
    changes: BTreeSet<ChangeKey<'r>>,
}

impl<'r> Known<'r> {
    /// The dangers that are new, and how many are not.
    pub(super) fn dangers(&mut self, road: &'r Road) -> (Vec<&'r RoadDanger>, usize) {
        let new = road.dangers.iter().filter(|danger| self.dangers.insert(danger_key(road, danger)));
        let new: Vec<&RoadDanger> = new.collect();
        let old = road.dangers.len() - new.len();
        (new, old)
    }

    /// The changes that are new, and how many are not.
    pub(super) fn changes(&mut self, road: &'r Road) -> (Vec<&'r RoadChange>, usize) {
        let new = road.changes.iter().filter(|change| self.changes.insert(change_key(change)));
        let new: Vec<&RoadChange> = new.collect();
        let old = road.changes.len() - new.len();
        (new, old)
    }
}

type DangerKey<'r> = (Option<&'r str>, Option<&'static str>, &'r str, String);

fn danger_key<'r>(road: &'r Road, danger: &'r RoadDanger) -> DangerKey<'r> {
    (road.role.as_deref(), danger.code.map(|code| code.name), &danger.message, words::place(&danger.place))
}

/// Something about a road, without what only some have.
fn about<'r>(index: usize, road: &Road, code: &'static Code, place: Option<&SourcePlace>) -> Told<'r> {
    Told {
        level: EntryLevel::Note,
        code,
        road: Some((index, format!("{} → {}", words::job(road), words::role(road)))),
        message: String::new(),
        place: place.cloned().or_else(|| fallback(road)),
        identity: String::new(),
        related: Vec::new(),
        changes: Vec::new(),
        fix: None,
        sources: Vec::new(),
    }
}

/// The runs and images that are stopped, and those of which it is not known.
fn of_road<'r>(index: usize, road: &'r Road, out: &mut Vec<Told<'r>>) {
    let images = || road.images.iter().enumerate();
    for (at, scenario) in road.scenarios.iter().enumerate() {
        if scenario.verdict == RoadVerdict::Allowed {
            continue;
        }
        let runs = &scenario.runs;
        let same = || images().filter(|(_, image)| is_same(scenario, image));
        let names: Vec<String> = same().map(|(_, image)| format!("`{}`", image.name)).collect();
        let subject = if names.is_empty() { runs.clone() } else { format!("{runs} of {}", names.join(", ")) };
        let code = scenario.cause.unwrap_or_else(|| code(scenario.verdict));
        let message = scenario.message.as_deref();
        let sources = same().map(|(image, _)| Source::Image(index, image));
        out.push(Told {
            level: level(scenario.verdict, scenario.cause, scenario.head == Some(PullRequestHead::Fork)),
            message: words::outcome(&subject, scenario.verdict, scenario.stage, message, &scenario.needs),
            identity: runs.clone(),
            related: scenario
                .behind
                .iter()
                .map(|fault| (fault.place.as_ref(), format!("{} {}", words::behind(fault), fault.code)))
                .collect(),
            sources: [Source::Scenario(index, at)].into_iter().chain(sources).collect(),
            ..about(index, road, code, scenario.place.as_ref())
        });
    }
    for (at, image) in images() {
        if image.verdict == RoadVerdict::Allowed || road.scenarios.iter().any(|one| is_same(one, image)) {
            continue;
        }
        let name = format!("`{}`", image.name);
        let message = image.message.as_deref();
        let code = image.cause.unwrap_or_else(|| code(image.verdict));
        out.push(Told {
            level: level(image.verdict, image.cause, false),
            message: words::outcome(&name, image.verdict, image.stage, message, &image.needs),
            identity: image.name.clone(),
            sources: vec![Source::Image(index, at)],
            ..about(index, road, code, image.place.as_ref())
        });
    }
}

/// The calls of a chained role that are stopped, and those of which it is not known.
fn of_calls<'r>(index: usize, road: &'r Road, out: &mut Vec<Told<'r>>) {
    for (at, call) in road.calls.iter().enumerate() {
        if call.verdict == RoadVerdict::Allowed {
            continue;
        }
        let name = format!("`{}`", call.name);
        let code = call.cause.unwrap_or_else(|| code(call.verdict));
        out.push(Told {
            level: level(call.verdict, call.cause, false),
            message: words::outcome(&name, call.verdict, call.stage, call.message.as_deref(), &call.needs),
            identity: call.name.clone(),
            sources: vec![Source::Call(index, at)],
            ..about(index, road, code, call.place.as_ref())
        });
    }
}

/// Who gets in. What is told of a role already is told once, and has one source more.
fn of_dangers<'r>(
    index: usize,
    road: &'r Road,
    out: &mut Vec<Told<'r>>,
    known: &mut BTreeMap<DangerKey<'r>, usize>,
) {
    for (at, danger) in road.dangers.iter().enumerate() {
        let source = Source::Danger(index, at);
        let place = *known.entry(danger_key(road, danger)).or_insert(out.len());
        if let Some(told) = out.get_mut(place) {
            told.sources.push(source);
            continue;
        }
        let level = match danger.severity {
            Exposure::Critical | Exposure::High => EntryLevel::Error,
            Exposure::Medium => EntryLevel::Warning,
            Exposure::Low | Exposure::Info => EntryLevel::Known,
        };
        out.push(Told {
            level,
            message: words::gets_in(&danger.message, &danger.witness.text),
            identity: danger.message.clone(),
            sources: vec![source],
            ..about(index, road, danger.code.unwrap_or(codes::ROLE_ADMITS), Some(&danger.place))
        });
    }
}

type ChangeKey<'r> = (&'static str, &'r str, &'r str, Vec<(String, &'r str)>);

fn change_key(change: &RoadChange) -> ChangeKey<'_> {
    let edits = change.edits.iter().map(|edit| (words::place(&edit.place), edit.text.as_str())).collect();
    (change.code.name, &change.message, change.command.as_deref().unwrap_or(""), edits)
}

/// Whether an image stops the runs, so that one sentence tells both.
pub(super) fn is_same(scenario: &RoadScenario, image: &RoadImage) -> bool {
    scenario.message.is_some()
        && (scenario.verdict, scenario.cause, &scenario.message, &scenario.place)
            == (image.verdict, image.cause, &image.message, &image.place)
}

/// Puts each change to what it answers; a change that answers nothing of what is told here is told itself, once.
fn attach<'r>(index: usize, road: &'r Road, start: usize, told: &mut Vec<Told<'r>>, known: &mut Known<'r>) {
    for change in &road.changes {
        let is_new = known.changes.insert(change_key(change));
        if let Some(answered) = told.iter_mut().skip(start).find(|one| one.code == change.code) {
            answered.changes.push(change);
            continue;
        }
        if is_new {
            told.push(Told {
                message: change.message.clone(),
                identity: change.message.clone(),
                changes: vec![change],
                ..about(index, road, change.code, change.edits.first().map(|edit| &edit.place))
            });
        }
    }
}

fn level(verdict: RoadVerdict, cause: Option<&'static Code>, from_fork: bool) -> EntryLevel {
    match verdict {
        RoadVerdict::Undetermined => EntryLevel::Open,
        // GitHub's protection, and nothing to repair.
        RoadVerdict::NoToken if from_fork => EntryLevel::Note,
        _ => cause.map_or(EntryLevel::Error, |code| EntryLevel::of(code.severity)),
    }
}

/// The code of what has no known cause.
fn code(verdict: RoadVerdict) -> &'static Code {
    match verdict {
        RoadVerdict::Undetermined => codes::ROAD_OPEN,
        _ => codes::ROAD_DENIED,
    }
}

/// Where to look for what has no place of its own.
fn fallback(road: &Road) -> Option<SourcePlace> {
    road.role_place.clone().or_else(|| {
        let document = road.workflow.clone()?;
        Some(SourcePlace { document: Some(document), ..SourcePlace::default() })
    })
}

/// How much there is of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    jobs: usize,
    denied: usize,
    undetermined: usize,
    dangers: usize,
    findings: usize,
    questions: usize,
}

impl Counts {
    pub(super) fn of(report: &RoadReport) -> Counts {
        let mut counts = Counts { questions: report.unresolved.len(), ..Counts::default() };
        counts.findings = report.findings.len();
        let mut jobs = BTreeSet::new();
        let mut dangers = BTreeSet::new();
        for road in &report.roads {
            jobs.extend(road.job.as_ref().map(|job| (&road.workflow, job)));
            let has = |verdict: RoadVerdict| {
                road.scenarios
                    .iter()
                    .any(|one| one.verdict == verdict && one.head != Some(PullRequestHead::Fork))
                    || road.images.iter().any(|one| one.verdict == verdict)
                    || road.calls.iter().any(|one| one.verdict == verdict)
            };
            if has(RoadVerdict::Denied) || has(RoadVerdict::NoToken) {
                counts.denied += 1;
            } else if has(RoadVerdict::Undetermined) {
                counts.undetermined += 1;
            }
            let grave = road.dangers.iter().filter(|danger| words::is_danger(danger.severity));
            dangers.extend(grave.map(|danger| danger_key(road, danger)));
        }
        counts.jobs = jobs.len();
        counts.dangers = dangers.len();
        counts
    }

    /// `3 jobs · 1 denied · …`.
    pub(super) fn text(self) -> String {
        let mut parts = vec![
            words::count(self.jobs, "job", "jobs"),
            format!("{} denied", self.denied),
            format!("{} undetermined", self.undetermined),
            words::count(self.dangers, "danger", "dangers"),
        ];
        if self.findings > 0 {
            parts.push(words::count(self.findings, "finding", "findings"));
        }
        if self.questions > 0 {
            parts.push(words::count(self.questions, "question", "questions"));
        }
        parts.join(" · ")
    }
}

/// The assumptions of all roads, each once.
pub(super) fn assumed(report: &RoadReport) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let all = report.roads.iter().flat_map(|road| &road.assumed).map(ToString::to_string);
    all.filter(|text| seen.insert(text.clone())).collect()
}
