//! Policies that are written, as a text and as a page: what is made of an intent, a shorter policy, a migration, a guard.

use std::borrow::Cow;

use super::lines::{self, Line, entry, named, notes};
use super::sheet::Tone;
use super::{TextOptions, json};
use crate::make::{
    GuardReport, GuardedOutcome, GuardedRole, MakeOutcome, MakeReport, MigratedRole, MigrationOutcome,
    MigrationReport, MigrationStep, ShrinkOutcome, ShrinkReport,
};

/// What `make_policies` made, for a terminal.
#[must_use]
pub fn make_text(report: &MakeReport, options: TextOptions) -> String {
    lines::text(of_made(report), options)
}

/// The same for GitHub.
#[must_use]
pub fn make_markdown(report: &MakeReport) -> String {
    lines::markdown(of_made(report), "policies")
}

/// What `shrink_policy` made of the policy of this name, for a terminal.
#[must_use]
pub fn shrink_text(name: &str, report: &ShrinkReport, options: TextOptions) -> String {
    lines::text(of_shrunk(name, report), options)
}

/// The same for GitHub.
#[must_use]
pub fn shrink_markdown(name: &str, report: &ShrinkReport) -> String {
    lines::markdown(of_shrunk(name, report), "policy")
}

/// What `plan_migration` plans, for a terminal.
#[must_use]
pub fn migration_text(report: &MigrationReport, options: TextOptions) -> String {
    lines::text(of_migration(report), options)
}

/// The same for GitHub.
#[must_use]
pub fn migration_markdown(report: &MigrationReport) -> String {
    lines::markdown(of_migration(report), "migration")
}

/// What `guard_organization` made, for a terminal.
#[must_use]
pub fn guard_text(report: &GuardReport, options: TextOptions) -> String {
    lines::text(of_guard(report), options)
}

/// The same for GitHub.
#[must_use]
pub fn guard_markdown(report: &GuardReport) -> String {
    lines::markdown(of_guard(report), "guard")
}

fn size(size: usize, quota: usize) -> String {
    format!("{size} of {quota} characters")
}

fn of_made(report: &MakeReport) -> Vec<Line> {
    let mut out = vec![Line::Heading(report.role.arn.clone())];
    out.push(match report.outcome {
        MakeOutcome::Exact => {
            entry(Tone::Good, "exact", ["the policy lets in all of these tokens and nobody else"])
        }
        MakeOutcome::Nearest => {
            let unsaid = format!("no policy can test: {}", report.unsaid.join(", "));
            let text = "the policy lets in all of these tokens, and more".to_owned();
            entry(Tone::Bad, "nearest", [text, unsaid])
        }
    });
    if let Some(token) = &report.beyond {
        out.push(entry(Tone::Bad, "beyond", [format!("lets in: {}", token.text)]));
    }
    out.push(entry(Tone::Plain, "size", [size(report.size, report.quota)]));
    for repository in &report.repositories {
        let mut texts = vec![repository.arn.clone()];
        texts.extend(repository.image_tag_mutability.map(|kind| {
            let moves = match repository.exclusion_filters.as_slice() {
                [] => String::new(),
                filters => format!(", but for `{}`", filters.join("`, `")),
            };
            format!("tags: `{}`{moves}", kind.as_str())
        }));
        out.push(named(Tone::Plain, "pushes to", texts));
    }
    for call in &report.requests {
        let text = format!("{} {}", call.method, call.path);
        out.push(named(Tone::Open, "first", vec![text, call.effect.to_owned()]));
    }
    notes(&report.findings, &report.premises, &mut out);
    out.push(Line::Code("json", json(&report.trust_policy)));
    out
}

fn of_shrunk(name: &str, report: &ShrinkReport) -> Vec<Line> {
    let mut out = vec![Line::Heading(name.to_owned())];
    let size = size(report.size, report.limit);
    out.push(match report.outcome {
        ShrinkOutcome::Fits => entry(Tone::Good, "fits", ["as it is".to_owned(), size]),
        ShrinkOutcome::Shrunk => {
            let text = format!("from {} characters, and admits the same tokens", report.before);
            entry(Tone::Good, "shrunk", [size, text])
        }
        ShrinkOutcome::TooLong => {
            let text = format!("{} characters too many: no equal policy is found that fits", report.over_by);
            entry(Tone::Bad, "too long", [size, text])
        }
    });
    for step in &report.steps {
        out.push(entry(Tone::Plain, "step", [format!("{}: {} characters less", step.done, step.saved)]));
    }
    if !report.roles.is_empty() {
        let text = format!("over {} roles it fits: see the format `json`", report.roles.len());
        out.push(entry(Tone::Open, "split", [text]));
    }
    notes(&[], &report.premises, &mut out);
    out.push(Line::Code("json", json(&report.policy)));
    out
}

fn of_migration(report: &MigrationReport) -> Vec<Line> {
    let mut out = Vec::new();
    for role in &report.roles {
        of_migrated(role, &mut out);
    }
    for (title, steps) in [("steps", &report.steps), ("to go back", &report.back)] {
        if !steps.is_empty() {
            out.push(Line::Heading(title.to_owned()));
            out.extend(steps.iter().enumerate().map(|(index, step)| of_step(index + 1, step)));
        }
    }
    if !report.premises.is_empty() {
        out.push(Line::Heading("what it rests on".to_owned()));
        notes(&[], &report.premises, &mut out);
    }
    for role in &report.roles {
        for (when, policy) in [("before", &role.interim), ("after", &role.last)] {
            if let Some(policy) = policy {
                out.push(Line::Heading(format!("{}, {when} the change", role.name)));
                out.push(Line::Code("json", json(policy)));
            }
        }
    }
    out
}

fn of_migrated(role: &MigratedRole, out: &mut Vec<Line>) {
    out.push(Line::Heading(role.name.clone()));
    let why = || role.reason.clone().unwrap_or_default();
    out.push(match role.outcome {
        MigrationOutcome::Unaffected => entry(Tone::Good, "same", ["the same jobs get in afterwards"]),
        MigrationOutcome::Planned if role.locked_out.is_empty() => {
            entry(Tone::Bad, "lets in", ["others than today get in, unless the policy changes first"])
        }
        MigrationOutcome::Planned => {
            entry(Tone::Bad, "locks out", ["jobs that get in today, unless the policy changes first"])
        }
        MigrationOutcome::Unproved => entry(Tone::Open, "not proved", [why()]),
        MigrationOutcome::Unread => entry(Tone::Open, "not known", [why()]),
    });
    for job in &role.jobs {
        let mut texts = vec![format!("{} of {}", job.job, job.workflow), job.runs.clone()];
        texts.extend(job.subject.iter().map(|subject| format!("today: `{subject}`")));
        texts.extend(job.subject_then.iter().map(|subject| format!("from the change on: `{subject}`")));
        out.push(named(Tone::Bad, "job", texts));
    }
}

fn of_step(number: usize, step: &MigrationStep) -> Line {
    let call = step.request.as_ref().map(|call| format!("`{} {}`", call.method, call.path));
    let texts = core::iter::once(step.text.clone()).chain(call).collect();
    Line::Entry(Tone::Plain, Cow::Owned(number.to_string()), texts)
}

fn of_guard(report: &GuardReport) -> Vec<Line> {
    let mut out = Vec::new();
    for role in &report.roles {
        out.push(Line::Heading(role.name.clone()));
        out.push(of_guarded(role));
    }
    out.push(Line::Heading("the guard".to_owned()));
    out.push(entry(Tone::Plain, "size", [size(report.size, report.quota)]));
    for other in &report.federations {
        let text = format!("{}, which {} trusts", other.principal, other.roles.join(", "));
        out.push(entry(Tone::Good, "leaves", [text]));
    }
    notes(&report.findings, &report.premises, &mut out);
    out.push(Line::Code("json", json(&report.policy)));
    out
}

fn of_guarded(role: &GuardedRole) -> Line {
    let (tone, label, text) = match role.outcome {
        GuardedOutcome::KeptOut => {
            (Tone::Bad, "kept out", "strangers get in today, and none does with the guard")
        }
        GuardedOutcome::Closed => (Tone::Good, "closed", "no stranger gets in"),
        GuardedOutcome::NotConcerned => (Tone::Quiet, "others", "no token of this issuer gets in"),
        GuardedOutcome::OutOfReach => (Tone::Bad, "open", "the guard does not close this role"),
        GuardedOutcome::Unproved | GuardedOutcome::Unread => {
            (Tone::Open, "not known", "whether the guard closes this role")
        }
    };
    let example = role.stranger.as_ref().map(|token| format!("example: {}", token.text));
    let lines = [Some(text.to_owned()), role.reason.clone(), example];
    entry(tone, label, lines.into_iter().flatten())
}
