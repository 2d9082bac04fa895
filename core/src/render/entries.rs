//! What a report tells, one by one, for those who leave out a part of it: what is known already, what is meant.

use std::collections::{BTreeMap, BTreeSet};

use super::preferences::Preferences;
use super::told::{EntryLevel, Source, Told, told};
use crate::codes::Code;
use crate::premise::SourcePlace;
use crate::road::{Road, RoadChange, RoadReport};

/// One thing that a report tells.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportEntry {
    /// How loud it is told.
    pub level: EntryLevel,
    /// Its code.
    pub code: &'static Code,
    /// Where it is.
    pub place: Option<SourcePlace>,
    /// What stays the same while lines move, as in a SARIF log.
    pub fingerprint: String,
    /// The index of its road; none for a finding about the documents.
    pub road: Option<usize>,
}

/// What a report tells, in the order of its SARIF results.
#[must_use]
pub fn entries(report: &RoadReport) -> Vec<ReportEntry> {
    entries_with(report, &Preferences::default())
}

/// The same, as loud as the settings of a repository say.
#[must_use]
pub fn entries_with(report: &RoadReport, preferences: &Preferences) -> Vec<ReportEntry> {
    let mut seen = BTreeMap::new();
    told(report, preferences).iter().map(|one| entry(one, &mut seen)).collect()
}

fn entry(one: &Told<'_>, seen: &mut BTreeMap<String, usize>) -> ReportEntry {
    ReportEntry {
        level: one.level,
        code: one.code,
        place: one.place.clone(),
        fingerprint: one.fingerprint(seen),
        road: one.road.as_ref().map(|(index, _)| *index),
    }
}

/// The report without the entries that `keep` turns down, and without the changes that answer nothing else.
///
/// Runs that are allowed are no entries, and stay.
#[must_use]
pub fn retain(report: &RoadReport, mut keep: impl FnMut(&ReportEntry) -> bool) -> RoadReport {
    let mut seen = BTreeMap::new();
    let (kept, dropped): (Vec<Told<'_>>, Vec<Told<'_>>) =
        told(report, &Preferences::default()).into_iter().partition(|one| keep(&entry(one, &mut seen)));
    let gone: BTreeSet<Source> = dropped.iter().flat_map(|one| one.sources.iter().copied()).collect();
    let road = |(index, road): (usize, &Road)| {
        let answered = |list: &[Told<'_>], change: &RoadChange| {
            let of_road = |one: &&Told<'_>| one.road.as_ref().is_some_and(|(other, _)| *other == index);
            list.iter().filter(of_road).any(|one| one.changes.contains(&change))
        };
        let mut out = road.clone();
        out.scenarios = left(&road.scenarios, |at, _| !gone.contains(&Source::Scenario(index, at)));
        out.images = left(&road.images, |at, _| !gone.contains(&Source::Image(index, at)));
        out.calls = left(&road.calls, |at, _| !gone.contains(&Source::Call(index, at)));
        out.dangers = left(&road.dangers, |at, _| !gone.contains(&Source::Danger(index, at)));
        out.changes = left(&road.changes, |_, change| answered(&kept, change) || !answered(&dropped, change));
        out
    };
    let mut out = report.clone();
    out.roads = report.roads.iter().enumerate().map(road).collect();
    out.findings = left(&report.findings, |at, _| !gone.contains(&Source::Finding(at)));
    out
}

fn left<T: Clone>(all: &[T], stays: impl Fn(usize, &T) -> bool) -> Vec<T> {
    all.iter().enumerate().filter(|(at, one)| stays(*at, one)).map(|(_, one)| one.clone()).collect()
}
