//! What a report tells, one after the other, for formats that are lists.

use std::collections::BTreeSet;

use super::words;
use crate::analysis::Exposure;
use crate::codes::{self, Code, Severity};
use crate::premise::{Fix, RelatedPlace, SourcePlace};
use crate::road::{
    PullRequestHead, Road, RoadChange, RoadDanger, RoadImage, RoadReport, RoadScenario, RoadVerdict,
};

/// How loud it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Error,
    Warning,
    Note,
    /// Not a fault: who the role is for.
    Known,
    /// Not known.
    Open,
}

impl Level {
    pub(super) fn of(severity: Severity) -> Level {
        match severity {
            Severity::Error | Severity::Danger => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Info => Level::Note,
        }
    }
}

/// One thing that is told.
#[derive(Debug)]
pub(super) struct Told<'r> {
    pub(super) level: Level,
    pub(super) code: &'static Code,
    /// `job → role`; empty for what is about the documents.
    pub(super) road: String,
    pub(super) message: String,
    /// Where; for what has no place of its own, the nearest that there is.
    pub(super) place: Option<SourcePlace>,
    /// What tells it from others of its code in its document, wherever in the document it is.
    pub(super) identity: String,
    pub(super) related: &'r [RelatedPlace],
    pub(super) changes: Vec<&'r RoadChange>,
    pub(super) fix: Option<&'r Fix>,
}

/// All that a report tells but for its questions and assumptions.
pub(super) fn told(report: &RoadReport) -> Vec<Told<'_>> {
    let mut out = Vec::new();
    let mut known = Known::default();
    for road in &report.roads {
        let mut own = of_road(road, &mut known);
        attach(road, &mut own, &mut known);
        out.append(&mut own);
    }
    out.extend(report.findings.iter().map(|finding| Told {
        level: Level::of(finding.severity),
        code: finding.code,
        road: String::new(),
        message: finding.message.clone(),
        place: finding.place.as_deref().cloned().or_else(|| {
            let pointer = finding.about.clone()?;
            Some(SourcePlace { pointer: Some(pointer), ..SourcePlace::default() })
        }),
        identity: finding.message.clone(),
        related: &finding.related,
        changes: Vec::new(),
        fix: finding.fix.as_deref(),
    }));
    out
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

fn of_road<'r>(road: &'r Road, known: &mut Known<'r>) -> Vec<Told<'r>> {
    let title = format!("{} → {}", words::job(road), words::role(road));
    let one = |level, code, message: String, place: Option<&SourcePlace>, identity: String| Told {
        level,
        code,
        road: title.clone(),
        message,
        place: place.cloned().or_else(|| fallback(road)),
        identity,
        related: &[],
        changes: Vec::new(),
        fix: None,
    };
    let mut out = Vec::new();
    for scenario in road.scenarios.iter().filter(|one| one.verdict != RoadVerdict::Allowed) {
        let runs = words::scenario(scenario);
        let images: Vec<String> = road
            .images
            .iter()
            .filter(|image| is_same(scenario, image))
            .map(|image| format!("`{}`", image.name))
            .collect();
        let subject =
            if images.is_empty() { runs.clone() } else { format!("{runs} of {}", images.join(", ")) };
        let from_fork = scenario.head == Some(PullRequestHead::Fork);
        let level = level(scenario.verdict, scenario.cause, from_fork);
        let code = scenario.cause.unwrap_or_else(|| code(scenario.verdict));
        let message = scenario.message.as_deref();
        let message = words::outcome(&subject, scenario.verdict, scenario.stage, message, &scenario.needs);
        out.push(one(level, code, message, scenario.place.as_ref(), runs));
    }
    let alone = |image: &&RoadImage| {
        image.verdict != RoadVerdict::Allowed && !road.scenarios.iter().any(|one| is_same(one, image))
    };
    for image in road.images.iter().filter(alone) {
        let code = image.cause.unwrap_or_else(|| code(image.verdict));
        let name = format!("`{}`", image.name);
        let message =
            words::outcome(&name, image.verdict, image.stage, image.message.as_deref(), &image.needs);
        let level = level(image.verdict, image.cause, false);
        out.push(one(level, code, message, image.place.as_ref(), image.name.clone()));
    }
    for danger in known.dangers(road).0 {
        let level = match danger.severity {
            Exposure::Critical | Exposure::High => Level::Error,
            Exposure::Medium => Level::Warning,
            Exposure::Low | Exposure::Info => Level::Known,
        };
        let code = danger.code.unwrap_or(codes::ROLE_ADMITS);
        let message = words::gets_in(&danger.message, &danger.witness.text);
        out.push(one(level, code, message, Some(&danger.place), danger.message.clone()));
    }
    out
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
fn attach<'r>(road: &'r Road, told: &mut Vec<Told<'r>>, known: &mut Known<'r>) {
    for change in &road.changes {
        let is_new = known.changes.insert(change_key(change));
        if let Some(answered) = told.iter_mut().find(|one| one.code == change.code) {
            answered.changes.push(change);
            continue;
        }
        if !is_new {
            continue;
        }
        told.push(Told {
            level: Level::Note,
            code: change.code,
            road: format!("{} → {}", words::job(road), words::role(road)),
            message: change.message.clone(),
            place: change.edits.first().map(|edit| edit.place.clone()).or_else(|| fallback(road)),
            identity: change.message.clone(),
            related: &[],
            changes: vec![change],
            fix: None,
        });
    }
}

fn level(verdict: RoadVerdict, cause: Option<&'static Code>, from_fork: bool) -> Level {
    match verdict {
        RoadVerdict::Undetermined => Level::Open,
        // GitHub's protection, and nothing to repair.
        RoadVerdict::NoToken if from_fork => Level::Note,
        _ => cause.map_or(Level::Error, |code| Level::of(code.severity)),
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
            jobs.insert((&road.workflow, &road.job));
            let has = |verdict: RoadVerdict| {
                road.scenarios
                    .iter()
                    .any(|one| one.verdict == verdict && one.head != Some(PullRequestHead::Fork))
                    || road.images.iter().any(|one| one.verdict == verdict)
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
    let all = report.roads.iter().flat_map(|road| &road.assumed).map(words::premise);
    all.filter(|text| seen.insert(text.clone())).collect()
}
