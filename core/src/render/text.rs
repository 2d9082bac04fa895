//! A report for a terminal.

use anstyle::Style;

use super::page::{BOLD, DIM, GREEN, PLAIN, Page, RED, Styled, YELLOW, columns};
use super::told::{Counts, Known, assumed, is_same};
use super::{TextOptions, words};
use crate::codes::{Code, Severity};
use crate::premise::{Edit, Finding, SourcePlace};
use crate::road::{Road, RoadCall, RoadChange, RoadDanger, RoadImage, RoadReport, RoadVerdict};

/// Where everything but a heading begins.
const INDENT: usize = 2;
/// Columns of a label.
const LABEL: usize = 10;
/// Columns of a verdict.
const VERDICT: usize = 14;
/// The most assumptions that are told.
const ASSUMED: usize = 12;
/// The most columns of the runs that a verdict is about.
const RUNS: usize = 60;

pub(super) fn text(report: &RoadReport, options: TextOptions) -> String {
    let mut page = Page::new(options);
    let mut known = Known::default();
    for road in &report.roads {
        block(road, &mut page, &mut known);
    }
    page.gap();
    for finding in &report.findings {
        of_finding(finding, &mut page);
    }
    page.gap();
    for question in &report.unresolved {
        let places = places(&question.places);
        let detail = question.detail.as_deref().unwrap_or("");
        let lines = [(PLAIN, question.question.as_str()), (PLAIN, detail), (DIM, &places)];
        labelled(&mut page, (YELLOW, "question"), &filled(&lines));
    }
    page.gap();
    let mut assumed = assumed(report);
    if let Some(more) = assumed.len().checked_sub(ASSUMED).filter(|more| *more > 0) {
        assumed.truncate(ASSUMED);
        assumed.push(format!("{more} more, which `json` and `markdown` tell"));
    }
    if !assumed.is_empty() {
        labelled(&mut page, (DIM, "assumed"), &[(DIM, &assumed.join(" · "))]);
    }
    page.gap();
    page.heading(BOLD, &Counts::of(report).text());
    page.into_text()
}

fn block<'r>(road: &'r Road, page: &mut Page, known: &mut Known<'r>) {
    page.gap();
    let workflow = road.workflow.as_ref().map_or_else(String::new, |name| format!("{name} · "));
    let place = road.role_place.as_ref().map_or_else(String::new, |at| format!(" ({})", words::place(at)));
    page.heading(BOLD, &format!("{workflow}{} → {}{place}", words::job(road), words::role(road)));
    page.gap();
    of_runs(road, page);
    page.gap();
    for call in &road.calls {
        of_call(call, page);
    }
    for image in &road.images {
        of_image(image, road, page);
    }
    let (dangers, again) = known.dangers(road);
    for danger in dangers {
        of_danger(danger, page);
    }
    if again > 0 {
        let count = words::count(again, "entry", "entries");
        labelled(
            page,
            (DIM, "lets in"),
            &[(DIM, &format!("{count}, as told above for {}", words::role(road)))],
        );
    }
    let (changes, again) = known.changes(road);
    for change in changes {
        of_change(change, page);
    }
    if again > 0 {
        let told = format!("{}, as told above", words::count(again, "change", "changes"));
        labelled(page, (DIM, "change"), &[(DIM, &told)]);
    }
}

/// A row for each set of runs: which they are, what becomes of them, and why.
fn of_runs(road: &Road, page: &mut Page) {
    let runs: Vec<String> = road.scenarios.iter().map(|one| one.runs.clone()).collect();
    let width = runs.iter().map(|runs| columns(runs) + 2).max().unwrap_or(0).min(RUNS);
    for (scenario, runs) in road.scenarios.iter().zip(&runs) {
        let why = words::reason(scenario.stage, scenario.message.as_deref());
        let at = whereabouts(scenario.place.as_ref(), scenario.cause);
        let needs = needed(&scenario.needs);
        page.row(INDENT, &[(width, (PLAIN, runs))], &[of_verdict(scenario.verdict)]);
        below(page, &[(PLAIN, why.as_deref().unwrap_or("")), (PLAIN, &needs), (DIM, &at)]);
        for fault in &scenario.behind {
            let at = whereabouts(fault.place.as_ref(), Some(fault.code));
            below(page, &[(PLAIN, &words::behind(fault)), (DIM, &at)]);
        }
    }
}

/// Paragraphs under what they are about.
fn below(page: &mut Page, lines: &[Styled<'_>]) {
    let lines = filled(lines);
    if !lines.is_empty() {
        page.row(INDENT + LABEL, &[], &lines);
    }
}

fn of_verdict(verdict: RoadVerdict) -> Styled<'static> {
    let style = match verdict {
        RoadVerdict::Allowed => GREEN,
        RoadVerdict::Denied => RED,
        RoadVerdict::NoToken | RoadVerdict::Undetermined => YELLOW,
    };
    (style, words::verdict(verdict))
}

fn of_image(image: &RoadImage, road: &Road, page: &mut Page) {
    let same = road.scenarios.iter().any(|scenario| is_same(scenario, image));
    let why = match words::reason(image.stage, image.message.as_deref()) {
        _ if same => words::SAME.to_owned(),
        Some(why) => why,
        None => String::new(),
    };
    let at = if same { String::new() } else { whereabouts(image.place.as_ref(), image.cause) };
    let needs = needed(&image.needs);
    let cells = [(LABEL, (BOLD, "image")), (VERDICT, of_verdict(image.verdict))];
    if page.fits(INDENT + LABEL + VERDICT, &image.name) {
        page.row(INDENT, &cells, &[(PLAIN, &image.name)]);
    } else {
        page.row(INDENT, &cells, &[]);
        below(page, &[(PLAIN, &image.name)]);
    }
    below(page, &[(PLAIN, &why), (PLAIN, &needs), (DIM, &at)]);
}

/// A call of a chained role.
fn of_call(call: &RoadCall, page: &mut Page) {
    let cells = [(LABEL, (BOLD, "call")), (VERDICT, of_verdict(call.verdict))];
    page.row(INDENT, &cells, &[(PLAIN, &call.name)]);
    let why = words::reason(call.stage, call.message.as_deref()).unwrap_or_default();
    let at = whereabouts(call.place.as_ref(), call.cause);
    below(page, &[(PLAIN, &why), (PLAIN, &needed(&call.needs)), (DIM, &at)]);
}

fn of_danger(danger: &RoadDanger, page: &mut Page) {
    let at = whereabouts(Some(&danger.place), danger.code);
    if words::is_danger(danger.severity) {
        let message = format!("{}: {}", danger.severity.as_str(), danger.message);
        let example = format!("example: {}", danger.witness.text);
        labelled(page, (RED, "danger"), &[(PLAIN, &message), (PLAIN, &example), (DIM, &at)]);
    } else {
        labelled(page, (DIM, "lets in"), &[(PLAIN, &danger.message), (DIM, &at)]);
    }
}

fn of_change(change: &RoadChange, page: &mut Page) {
    let head = format!("{} ({}, {})", change.message, words::side(change.side), words::fix_kind(change.kind));
    let question = change.question.as_deref().map_or_else(String::new, |asked| format!("first: {asked}"));
    let command = change.command.as_deref().map_or_else(String::new, |run| format!("run: {run}"));
    let mut at: Vec<String> = change.edits.iter().map(|edit| words::place(&edit.place)).collect();
    at.dedup();
    let at = format!("{} {}", at.join(" "), change.code);
    let mut lines = vec![(BOLD, head)];
    lines.extend(diffs(&change.edits));
    lines.extend([(PLAIN, command), (PLAIN, question), (PLAIN, change.effect.clone())]);
    lines.push((DIM, at.trim_start().to_owned()));
    let lines: Vec<Styled<'_>> = lines.iter().map(|(style, line)| (*style, line.as_str())).collect();
    labelled(page, (GREEN, "change"), &filled(&lines));
}

fn diffs(edits: &[Edit]) -> Vec<(Style, String)> {
    let lines = edits.iter().flat_map(diff);
    lines.map(|(added, line)| (if added { GREEN } else { RED }, line)).collect()
}

/// The lines that go, and those that come in their place.
pub(super) fn diff(edit: &Edit) -> Vec<(bool, String)> {
    let old = edit.old.lines().map(|line| (false, format!("- {line}")));
    let new = edit.text.lines().map(|line| (true, format!("+ {line}")));
    old.chain(new).collect()
}

fn of_finding(finding: &Finding, page: &mut Page) {
    let style = match finding.severity {
        Severity::Error | Severity::Danger => RED,
        Severity::Warning => YELLOW,
        Severity::Info => DIM,
    };
    let at = match (finding.place.as_deref(), finding.about.as_deref()) {
        (Some(place), _) => whereabouts(Some(place), Some(finding.code)),
        (None, Some(about)) => format!("{about} {}", finding.code),
        (None, None) => finding.code.to_string(),
    };
    let fix =
        finding.fix.as_deref().map(|fix| format!("fix: {} ({})", fix.message, words::fix_kind(fix.kind)));
    let mut lines = vec![(PLAIN, finding.message.clone())];
    let also = |related: &crate::premise::RelatedPlace| {
        (DIM, format!("{}: {}", words::place(&related.place), related.message))
    };
    lines.extend(finding.related.iter().map(also));
    lines.extend(fix.map(|fix| (GREEN, fix)));
    lines.extend(finding.fix.iter().flat_map(|fix| diffs(&fix.edits)));
    lines.push((DIM, at));
    let lines: Vec<Styled<'_>> = lines.iter().map(|(style, line)| (*style, line.as_str())).collect();
    labelled(page, (style, words::severity(finding.severity)), &lines);
}

/// A label, and beside it the paragraphs.
fn labelled(page: &mut Page, label: Styled<'_>, lines: &[Styled<'_>]) {
    page.row(INDENT, &[(LABEL, label)], lines);
}

/// The paragraphs that say something.
fn filled<'t>(lines: &[Styled<'t>]) -> Vec<Styled<'t>> {
    lines.iter().filter(|(_, text)| !text.is_empty()).copied().collect()
}

fn needed(needs: &[String]) -> String {
    if needs.is_empty() { String::new() } else { format!("needed: {}", needs.join("; ")) }
}

/// A place and a code, in one line.
fn whereabouts(place: Option<&SourcePlace>, code: Option<&Code>) -> String {
    let parts = [place.map(words::place), code.map(Code::to_string)];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn places(places: &[SourcePlace]) -> String {
    places.iter().map(words::place).collect::<Vec<_>>().join(" · ")
}
