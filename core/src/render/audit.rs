//! An audit as a text and as a page.

use super::lines::{self, Line, entry, named};
use super::sheet::Tone;
use super::{TextOptions, words};
use crate::analysis::PolicyRelation;
use crate::audit::{AuditReport, AuditRow, StrangersOutcome};

/// A text names so many roles of a kind; JSON has all.
const MOST: usize = 20;

/// An audit for a terminal.
#[must_use]
pub fn audit_text(report: &AuditReport, options: TextOptions) -> String {
    lines::text(told(report), options)
}

/// An audit for a job summary on GitHub.
#[must_use]
pub fn audit_markdown(report: &AuditReport) -> String {
    lines::markdown(told(report), "audit")
}

fn told(report: &AuditReport) -> Vec<Line> {
    let mut told = Told { report, lines: Vec::new() };
    told.all();
    told.lines
}

struct Told<'r> {
    report: &'r AuditReport,
    lines: Vec<Line>,
}

/// `1 role`, `2 roles`.
fn count(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// What a verb needs behind a number.
fn gets(number: u64) -> &'static str {
    if number == 1 { "gets" } else { "get" }
}

impl Told<'_> {
    fn all(&mut self) {
        self.strangers();
        self.changes();
        self.who();
        self.unused();
        self.open();
        self.totals();
    }

    fn entry(&mut self, tone: Tone, label: &'static str, texts: Vec<String>) {
        // A sentence is no name.
        self.lines.push(if tone == Tone::Quiet {
            entry(tone, label, texts)
        } else {
            named(tone, label, texts)
        });
    }

    /// A heading and an entry for each, up to the most that are named.
    fn list<T>(
        &mut self,
        heading: String,
        items: &[T],
        entry: impl Fn(&T) -> (Tone, &'static str, Vec<String>),
    ) {
        if items.is_empty() {
            return;
        }
        self.lines.push(Line::Heading(heading));
        for item in items.iter().take(MOST) {
            let (tone, label, texts) = entry(item);
            self.entry(tone, label, texts);
        }
        if let Some(more) = items.len().checked_sub(MOST).filter(|more| *more > 0) {
            self.entry(Tone::Quiet, "more", vec![format!("{more}, which the format `json` has")]);
        }
    }

    fn rows(&self, is_it: impl Fn(&&AuditRow) -> bool) -> Vec<AuditRow> {
        self.report.roles.iter().filter(is_it).cloned().collect()
    }

    fn strangers(&mut self) {
        let found = self.rows(|role| role.strangers == StrangersOutcome::Some);
        self.list(format!("strangers get into {}", count(found.len() as u64, "role")), &found, |role| {
            let example = role.stranger.as_ref().map(|text| format!("example: {text}"));
            (Tone::Bad, "strangers", core::iter::once(role.role.clone()).chain(example).collect())
        });
    }

    fn changes(&mut self) {
        let Some(changes) = &self.report.changes else { return };
        let (new, gone, changed) = (&changes.new, &changes.gone, &changes.changed);
        let several =
            format!("since the last time: {} new, {} gone, {} changed", new.len(), gone.len(), changed.len());
        self.lines.push(Line::Heading(several));
        for name in new.iter().take(MOST) {
            self.entry(Tone::Plain, "new", vec![name.clone()]);
        }
        for name in gone.iter().take(MOST) {
            self.entry(Tone::Plain, "gone", vec![name.clone()]);
        }
        for change in changed.iter().take(MOST) {
            let gained = change.gained.as_ref().map(|text| format!("lets in: {text}"));
            let lost = change.lost.as_ref().map(|text| format!("locks out: {text}"));
            let tone = if gained.is_some() { Tone::Bad } else { Tone::Good };
            let texts = core::iter::once(change.role.clone()).chain(gained).chain(lost).collect();
            self.entry(tone, relation(change.relation), texts);
        }
        let left: usize =
            [new.len(), gone.len(), changed.len()].iter().map(|all| all.saturating_sub(MOST)).sum();
        if left > 0 {
            self.entry(Tone::Quiet, "more", vec![format!("{left}, which the format `json` has")]);
        }
    }

    fn who(&mut self) {
        let used = self.rows(|role| role.tokens + role.undetermined + role.assumed + role.denied > 0);
        let heading = format!("tokens of the logs get into or ask for {}", count(used.len() as u64, "role"));
        self.list(heading, &used, |role| {
            let more = if role.more_subjects { "at least " } else { "" };
            let subjects = format!("{more}{}", count(role.subjects, "subject"));
            let mut texts = vec![role.role.clone()];
            if role.tokens > 0 {
                texts.push(format!("{} of {subjects} {} in", count(role.tokens, "row"), gets(role.tokens)));
            }
            if role.undetermined > 0 {
                texts.push(format!("{} may get in", count(role.undetermined, "row")));
            }
            if role.assumed + role.denied > 0 {
                texts.push(format!("by CloudTrail assumed {}, denied {}", times(role.assumed), times(role.denied)));
            }
            texts.extend(role.reasons.iter().map(|reason| format!("denied: {reason}")));
            if role.contradicted > 0 {
                texts.push(format!(
                    "AWS answered {} otherwise than the documents do: the account has another trust policy, or a \
                     layer that is not here",
                    count(role.contradicted, "event")
                ));
            }
            (if role.contradicted > 0 { Tone::Open } else { Tone::Good }, "role", texts)
        });
    }

    fn unused(&mut self) {
        if self.report.rows.answered == 0 {
            return;
        }
        let unused = self.rows(|role| role.unused);
        let heading = format!("nobody of the logs uses {}", count(unused.len() as u64, "role"));
        self.list(heading, &unused, |role| (Tone::Plain, "unused", vec![role.role.clone()]));
    }

    fn open(&mut self) {
        let open = self
            .rows(|role| matches!(role.strangers, StrangersOutcome::Undetermined | StrangersOutcome::GaveUp));
        self.list(
            format!("whether strangers get into {} is not known", count(open.len() as u64, "role")),
            &open,
            |role| {
                let example = role.stranger.as_ref().map(|text| format!("may get in: {text}"));
                (Tone::Open, "not known", core::iter::once(role.role.clone()).chain(example).collect())
            },
        );
        let closed = &self.report.not_asked;
        self.list(format!("{} cannot be asked", count(closed.len() as u64, "role")), closed, |role| {
            (Tone::Open, "not asked", vec![role.role.clone(), role.why.clone()])
        });
        let unread = &self.report.not_read;
        let heading = words::count(unread.len(), "document is not read", "documents are not read");
        self.list(heading, unread, |document| {
            (Tone::Open, "not read", vec![document.name.clone(), document.why.clone()])
        });
        let unknown = &self.report.unknown_roles;
        let heading =
            format!("events name {} that the documents do not have", count(unknown.len() as u64, "role"));
        self.list(heading, unknown, |(role, events)| {
            (Tone::Open, "no role", vec![role.clone(), count(*events, "event")])
        });
    }

    fn totals(&mut self) {
        let AuditReport { rows, roles, policies, .. } = self.report;
        let subjects = if self.report.more_subjects { "at least " } else { "" };
        self.lines.push(Line::Heading("in all".to_owned()));
        let mut told = format!(
            "{}: {} answered, {} refused, {} of other calls",
            count(rows.read, "row"),
            rows.answered,
            rows.refused,
            rows.other
        );
        if rows.repeated > 0 {
            told.push_str(&format!(", {} counted already", rows.repeated));
        }
        told.push_str(&format!("; {subjects}{}", count(self.report.subjects, "subject")));
        let mut told = vec![told];
        if rows.more_events {
            told.push("there are more events than are told apart: some may be counted twice".to_owned());
        }
        let others = self.report.other_roles as u64;
        let (roles, policies) = (
            count(roles.len() as u64, "role"),
            words::count(*policies, "different trust policy", "different trust policies"),
        );
        self.entry(Tone::Quiet, "rows", told);
        self.entry(
            Tone::Quiet,
            "roles",
            vec![format!("{roles} with {policies}; {} that no token assumes", count(others, "role"))],
        );
        if self.report.control_policies > 0 {
            let policies = self.report.control_policies;
            let told = words::count(policies, "resource control policy", "resource control policies");
            self.entry(Tone::Quiet, "in force", vec![told]);
        }
    }
}

fn relation(relation: PolicyRelation) -> &'static str {
    match relation {
        PolicyRelation::Equal => "equal",
        PolicyRelation::Narrower => "narrower",
        PolicyRelation::Wider => "wider",
        PolicyRelation::Incomparable => "differs",
        PolicyRelation::Undetermined | PolicyRelation::GaveUp => "not known",
    }
}

fn times(number: u64) -> String {
    count(number, "time")
}
