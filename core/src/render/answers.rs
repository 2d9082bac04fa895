//! What was asked of roles over every token, and what came out: `who_can_assume`, `prove` and a change of the documents.

use super::lines::{Line, entry, markdown, notes, text};
use super::sheet::Tone;
use super::{TextOptions, words};
use crate::analysis::{Ground, ProofOutcome, ProofReport, WhoOutcome, WhoReport, WitnessToken};
use crate::road::{RoleComparison, RoleRelation};

/// The answer about one role.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum RoleAnswer<'r> {
    /// Who can assume the role of this name.
    Who(&'r str, &'r WhoReport),
    /// Whether nobody but these can assume the role of this name.
    Proof(&'r str, &'r ProofReport),
    /// What a change does to it.
    Change(&'r RoleComparison),
}

/// The answers for a terminal; `open` says which roles could not be asked, and why.
#[must_use]
pub fn answers_text(answers: &[RoleAnswer<'_>], open: &[String], options: TextOptions) -> String {
    text(lines(answers, open), options)
}

/// The answers for a comment or a job summary on GitHub.
#[must_use]
pub fn answers_markdown(answers: &[RoleAnswer<'_>], open: &[String]) -> String {
    markdown(lines(answers, open), "answers")
}

fn lines(answers: &[RoleAnswer<'_>], open: &[String]) -> Vec<Line> {
    let mut out = Vec::new();
    for answer in answers {
        match answer {
            RoleAnswer::Who(name, report) => {
                out.push(heading(name));
                who(report, &mut out);
                ground(&report.ground, &mut out);
            }
            RoleAnswer::Proof(name, report) => {
                out.push(heading(name));
                proof(report, &mut out);
                ground(&report.ground, &mut out);
            }
            RoleAnswer::Change(report) => {
                out.push(heading(&report.role));
                change(report, &mut out);
                ground(&report.ground, &mut out);
            }
        }
    }
    if !open.is_empty() {
        out.push(Line::Heading(words::count(open.len(), "role cannot be asked", "roles cannot be asked")));
        out.extend(open.iter().map(|why| entry(Tone::Open, "not known", [why.as_str()])));
    }
    out
}

/// A name in a heading is text, and no markup.
fn heading(name: &str) -> Line {
    Line::Heading(name.to_owned())
}

fn example(what: &str, token: Option<&WitnessToken>) -> Option<String> {
    token.map(|token| format!("{what}: {}", token.text))
}

fn who(report: &WhoReport, out: &mut Vec<Line>) {
    match report.outcome {
        WhoOutcome::Somebody => {}
        WhoOutcome::Nobody => out.push(entry(Tone::Good, "nobody", [report.message])),
        WhoOutcome::Undetermined | WhoOutcome::GaveUp => {
            out.push(entry(Tone::Open, "not known", [report.message]));
        }
    }
    for class in &report.classes {
        let tone = if words::is_danger(class.severity) { Tone::Bad } else { Tone::Plain };
        let texts = core::iter::once(class.text.clone()).chain(example("example", Some(&class.witness)));
        out.push(entry(tone, class.severity.as_str(), texts));
    }
    if report.more {
        out.push(entry(Tone::Open, "more", ["there are others than these"]));
    }
}

fn proof(report: &ProofReport, out: &mut Vec<Line>) {
    let (tone, label) = match report.outcome {
        ProofOutcome::Holds if report.vacuous => (Tone::Open, "holds"),
        ProofOutcome::Holds => (Tone::Good, "holds"),
        ProofOutcome::Fails => (Tone::Bad, "fails"),
        ProofOutcome::Undetermined | ProofOutcome::GaveUp => (Tone::Open, "not known"),
    };
    let witness = example("example", report.counterexample.as_ref());
    out.push(entry(tone, label, core::iter::once(report.message.to_owned()).chain(witness)));
}

fn change(report: &RoleComparison, out: &mut Vec<Line>) {
    let (tone, label) = match report.relation {
        RoleRelation::Equal => (Tone::Good, "equal"),
        RoleRelation::Narrower => (Tone::Good, "narrower"),
        RoleRelation::Wider => (Tone::Bad, "wider"),
        RoleRelation::Incomparable => (Tone::Bad, "differs"),
        RoleRelation::New => (Tone::Plain, "new"),
        RoleRelation::Gone => (Tone::Plain, "gone"),
        RoleRelation::Undetermined | RoleRelation::GaveUp => (Tone::Open, "not known"),
    };
    let witnesses = example("lets in", report.gained.as_ref())
        .into_iter()
        .chain(example("locks out", report.lost.as_ref()));
    out.push(entry(tone, label, core::iter::once(report.message.clone()).chain(witnesses)));
}

/// What would settle an open answer, what is worth knowing, and what it rests on.
fn ground(ground: &Ground, out: &mut Vec<Line>) {
    out.extend(ground.unless.iter().map(|need| entry(Tone::Open, "unless", [need.message.as_str()])));
    notes(&ground.findings, &ground.premises, out);
}
