//! An answer on paper: the verdict, the place, the reason, and the assumptions.

use assumable::Verdict;
use assumable::aws::{
    Alignment, Effect, Need, StatementReport, TestReport, TestResult, TrustReason, TrustReport,
};
use assumable::codes::Severity;
use assumable::github::{Issuer, Subject, SubjectOutcome, SubjectReadings, SubjectRefusal, SubjectSegment};
use assumable::premise::{Grade, Premise};

use super::aligned::aligned;
use super::ask::{Answer, Evaluation, SubjectSource};

const SEVERITIES: [(Severity, &str); 4] = [
    (Severity::Error, "error"),
    (Severity::Danger, "danger"),
    (Severity::Warning, "warning"),
    (Severity::Info, "info"),
];

/// Where text begins behind a label.
const MARGIN: usize = 10;

/// How many characters of a sentence stand on one line.
const PROSE: usize = 104;

pub(super) fn text(answer: &Answer) -> String {
    let mut page = Page::default();
    if let Some(role) = &answer.role {
        page.labelled("role", [role.to_string()]);
    }
    page.labelled("subject", subject(answer));
    page.gap();
    verdict(answer, &mut page);
    page.gap();
    page.prose("needs", needs(answer));
    // The heaviest first, each under its own label.
    for (severity, label) in SEVERITIES {
        let findings = answer.all_findings().into_iter().filter(|finding| finding.severity == severity);
        page.prose(label, findings.map(|finding| finding.message.clone()));
    }
    page.prose("assumes", answer.premises().into_iter().map(premise));
    page.prose("not seen", not_seen(answer));
    page.0
}

/// Text for a terminal: a control character, or one that turns the direction of writing, would change what is seen.
pub(super) fn clean(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().map(|c| if hidden(c) { '\u{fffd}' } else { c }).collect()
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn line(&mut self, indent: usize, text: &str) {
        self.0.push_str(format!("{:indent$}{}", "", clean(text)).trim_end());
        self.0.push('\n');
    }

    fn gap(&mut self) {
        if !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    /// A label, and its lines beside it; nothing for no lines.
    fn labelled(&mut self, label: &str, lines: impl IntoIterator<Item = String>) {
        let mut label = label;
        for line in lines {
            self.line(0, &format!("{label:<MARGIN$}{line}"));
            label = "";
        }
    }

    /// As [`Page::labelled`], with lines too long to read broken between words.
    fn prose(&mut self, label: &str, items: impl IntoIterator<Item = String>) {
        self.labelled(label, items.into_iter().flat_map(|item| wrapped(&item)));
    }

    /// Rows of cells in columns.
    fn table<const N: usize>(&mut self, indent: usize, rows: &[[String; N]]) {
        let width = |column: usize| {
            rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        for row in rows {
            let cells =
                row.iter().enumerate().map(|(at, cell)| format!("{cell:<width$}  ", width = width(at)));
            self.line(indent, &cells.collect::<String>());
        }
    }
}

/// Lines of at most [`PROSE`] characters where words allow; all but the first are set in.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let Some(line) = lines.last_mut() else { break };
        if line.trim().is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= PROSE {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(format!("  {word}"));
        }
    }
    lines
}

fn subject(answer: &Answer) -> Vec<String> {
    let mut lines = Vec::new();
    match &answer.told {
        SubjectSource::Not(why) => lines.push((*why).to_owned()),
        SubjectSource::Given(readings) => {
            lines.extend(answer.put.first().and_then(|put| put.sub.clone()));
            lines.extend(given(readings));
        }
        SubjectSource::Built(subject) => match subject.outcome {
            SubjectOutcome::Known => {
                lines.extend(subject.value.clone());
                lines.extend(segments(&subject.segments));
            }
            SubjectOutcome::Ambiguous => {
                let others = if subject.exhaustive == Some(true) { "" } else { ", or another" };
                let count = subject.candidates.len();
                lines.push(format!("one of {count}{others}: {}", reasons(subject)));
                let numbered = subject.candidates.iter().enumerate();
                lines.extend(numbered.map(|(at, candidate)| format!("{}  {}", at + 1, candidate.value)));
            }
            SubjectOutcome::Refused if has_no_token(subject) => {
                lines.push("none: there is no token".to_owned());
            }
            SubjectOutcome::Refused => lines.push("not known".to_owned()),
        },
    }
    lines
}

fn reasons(subject: &Subject) -> &str {
    subject.reason.as_deref().unwrap_or_default()
}

fn has_no_token(subject: &Subject) -> bool {
    subject.refusal == Some(SubjectRefusal::TokenRequestFails)
}

/// The segments of a subject, where there is one way to read it.
fn given(readings: &SubjectReadings) -> Vec<String> {
    match readings.readings.as_slice() {
        [] => vec!["not of a form that GitHub gives".to_owned()],
        [only] => segments(&only.segments),
        several => vec![format!("can be read in {} ways", several.len())],
    }
}

fn segments(segments: &[SubjectSegment]) -> Vec<String> {
    let width = segments.iter().map(|segment| segment.key.chars().count()).max().unwrap_or(0);
    segments.iter().map(|segment| format!("{:<width$}  {}", segment.key, segment.value)).collect()
}

fn verdict(answer: &Answer, page: &mut Page) {
    let label = format!("{:<width$}  ", answer.verdict.as_str(), width = MARGIN - 2);
    let headline = match (answer.put.as_slice(), &answer.told) {
        ([], SubjectSource::Built(subject)) if has_no_token(subject) => {
            format!("GitHub gives the job no token: {}", reasons(subject))
        }
        ([], SubjectSource::Built(subject)) => format!("the subject is not known: {}", reasons(subject)),
        ([], _) => "there is nothing to put to the policy".to_owned(),
        ([only], _) => why(&only.report),
        ([first, others @ ..], _)
            if others.iter().all(|other| other.report.verdict == first.report.verdict) =>
        {
            if answer.verdict == first.report.verdict {
                "whichever the subject is".to_owned()
            } else {
                format!("{} for each of these; another is not ruled out", first.report.verdict.as_str())
            }
        }
        _ => "the subject decides".to_owned(),
    };
    let mut indent = 0;
    for line in wrapped(&headline) {
        page.line(indent, &if indent == 0 { format!("{label}{line}") } else { line });
        indent = label.chars().count();
    }
    if let [only] = answer.put.as_slice() {
        return explain(&only.report, page);
    }
    let mut told: Vec<&TrustReport> = Vec::new();
    for (number, Evaluation { report, .. }) in (1..).zip(&answer.put) {
        page.gap();
        if told.iter().any(|known| results(known) == results(report)) {
            page.line(2, &format!("subject {number}: {}, likewise", report.verdict.as_str()));
            continue;
        }
        page.line(2, &format!("subject {number}: {} {}", report.verdict.as_str(), why(report)));
        explain(report, page);
        told.push(report);
    }
}

/// How every test of every statement came out.
fn results(report: &TrustReport) -> Vec<Vec<TestResult>> {
    report.statements.iter().map(|one| one.tests.iter().map(|test| test.result).collect()).collect()
}

/// The verdict in one line.
fn why(report: &TrustReport) -> String {
    let allowing = || report.statements.iter().find(|statement| statement.result == TestResult::Match);
    match (report.reason, report.failures.first()) {
        (TrustReason::Allow, _) => match allowing() {
            Some(statement) => {
                format!("by the trust policy: statement {} lets this token in", statement.number)
            }
            None => "by the trust policy".to_owned(),
        },
        (TrustReason::ImplicitDeny, _) => "by the trust policy: no statement allows this token".to_owned(),
        (TrustReason::ExplicitDeny, Some(failure)) => format!("by the trust policy: {}", failure.message),
        (TrustReason::ExplicitDeny, None) => "by the trust policy".to_owned(),
        (TrustReason::TokenRejected, Some(failure)) => {
            format!("before the trust policy: {}", failure.message)
        }
        (TrustReason::TokenRejected, None) => "before the trust policy".to_owned(),
        (TrustReason::Open, _) => "the trust policy asks for what is not known".to_owned(),
        (_, failure) => failure.map_or_else(String::new, |failure| failure.message.clone()),
    }
}

/// The failures that no statement shows, and the statements that led to the verdict.
fn explain(report: &TrustReport, page: &mut Page) {
    let told = usize::from(matches!(report.reason, TrustReason::ExplicitDeny | TrustReason::TokenRejected));
    let beside = report.failures.iter().skip(told).filter(|failure| failure.statement.is_none());
    for failure in beside {
        page.line(2, &format!("also: {}", failure.message));
    }
    let (shown, others): (Vec<_>, Vec<_>) =
        report.statements.iter().partition(|statement| is_shown(statement, report));
    for statement in &shown {
        page.gap();
        statement_block(statement, page);
    }
    if !shown.is_empty() && !others.is_empty() {
        let numbers: Vec<String> = others.iter().map(|other| other.number.to_string()).collect();
        let (statements, apply) =
            if others.len() == 1 { ("statement", "does") } else { ("statements", "do") };
        page.gap();
        page.line(2, &format!("{statements} {} {apply} not change this", numbers.join(", ")));
    }
}

/// Whether a statement is part of the reason.
fn is_shown(statement: &StatementReport, report: &TrustReport) -> bool {
    match report.reason {
        TrustReason::Allow => statement.effect == Effect::Allow && statement.result == TestResult::Match,
        TrustReason::ExplicitDeny => {
            statement.effect == Effect::Deny && statement.result == TestResult::Match
        }
        TrustReason::ImplicitDeny => statement.effect == Effect::Allow,
        TrustReason::TokenRejected => false,
        _ => statement.result != TestResult::NoMatch,
    }
}

fn statement_block(statement: &StatementReport, page: &mut Page) {
    let sid = statement.sid.as_ref().map_or(String::new(), |sid| format!(" `{sid}`"));
    let deny = if statement.effect == Effect::Deny { ", a Deny" } else { "" };
    let line = statement.line.map_or(String::new(), |line| format!(", line {line}"));
    page.line(2, &format!("statement {}{sid}{line}{deny}", statement.number));
    let rows: Vec<[String; 4]> = statement.tests.iter().map(row).collect();
    page.table(4, &rows);
    let failing = statement.tests.iter().filter(|test| test.result != TestResult::Match);
    let notes: Vec<(&TestReport, Vec<String>)> = failing.map(|test| (test, note(test))).collect();
    for (test, lines) in &notes {
        page.gap();
        if notes.len() > 1 {
            page.line(6, &format!("{}, {}", line_of(test), part(test).join(" ").trim_end()));
        }
        for line in lines {
            page.line(6, line);
        }
    }
}

fn line_of(test: &TestReport) -> String {
    test.line.map_or_else(|| test.pointer.clone(), |line| format!("line {line}"))
}

/// Why a test does not hold: what it compares, one under the other, or a sentence; then what is behind it.
fn note(test: &TestReport) -> Vec<String> {
    let mut lines = match &test.alignment {
        None => wrapped(&test.message),
        Some(alignment) => {
            let several = test.expected.len() > 1;
            let nearest = several.then(|| format!("the nearest of {} values:", test.expected.len()));
            nearest.into_iter().chain(aligned(alignment, &difference(alignment))).collect()
        }
    };
    let admits = test.admits.as_ref().map(|value| format!("lets in this token only: `{value}`"));
    let behind = test.cause.iter().map(|cause| cause.message.clone()).chain(admits);
    lines.extend(behind.flat_map(|text| wrapped(&text)));
    lines
}

fn row(test: &TestReport) -> [String; 4] {
    let result = match test.result {
        TestResult::Match => "matches",
        TestResult::NoMatch => "no match",
        TestResult::Undetermined => "open",
    };
    let detail = match (test.result, test.expected.as_slice()) {
        (TestResult::Match, [only]) => only.clone(),
        (TestResult::Match, _) => test.message.clone(),
        // A note below tells the rest.
        _ => line_of(test),
    };
    let [part, key] = part(test);
    [part, result.to_owned(), key, detail]
}

/// The part of the statement that a test is about.
fn part(test: &TestReport) -> [String; 2] {
    match (&test.operator, &test.key) {
        (Some(operator), Some(key)) => [operator.clone(), short(key)],
        _ => [test.element.as_str().to_owned(), String::new()],
    }
}

/// A key of github.com's issuer without its prefix; any other stands in full, since the prefix may be what is wrong.
fn short(key: &str) -> String {
    match key.strip_prefix(&Issuer::default().condition_key("")) {
        Some(claim) => format!("…:{claim}"),
        None => key.to_owned(),
    }
}

/// Where pattern and value first differ: the segment, what the policy has there, and what the token has.
fn place(alignment: &Alignment) -> Option<[String; 3]> {
    let difference = alignment.difference.as_ref()?;
    Some([
        difference.segment.clone().unwrap_or_default(),
        difference.expected.clone(),
        difference.found.clone(),
    ])
}

/// The same in words.
fn difference(alignment: &Alignment) -> String {
    let Some([segment, expected, found]) = place(alignment) else { return String::new() };
    let or_nothing = |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") };
    let segment = if segment.is_empty() { segment } else { format!("{segment}: ") };
    format!("{segment}{} expected, {} found", or_nothing(&expected), or_nothing(&found))
}

fn needs(answer: &Answer) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    if let SubjectSource::Built(subject) = &answer.told {
        lines.extend(subject.needs.iter().map(|claim| format!("the claim `{claim}`")));
    }
    for line in answer.put.iter().flat_map(|put| &put.report.needs).map(need) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn need(need: &Need) -> String {
    let name = need.claim.as_ref().or(need.key.as_ref());
    let (Some(name), Some(otherwise)) = (name, need.otherwise) else { return need.message.clone() };
    let gives = |verdict: Verdict| match verdict {
        Verdict::Allowed => "allows",
        Verdict::Denied => "denies",
        Verdict::Undetermined => "leaves it open",
    };
    let exact = need.values.iter().map(|one| format!("\"{}\" {}, ", one.value, gives(one.verdict)));
    let like =
        need.patterns.iter().map(|one| format!("a value like \"{}\" {}, ", one.pattern, gives(one.verdict)));
    let values: String = exact.chain(like).collect();
    format!("{name}: {values}anything else {}", gives(otherwise))
}

fn premise(premise: &Premise) -> String {
    let grade = match premise.grade {
        Grade::Given => "given",
        Grade::Assumed => "assumed",
        Grade::Documented => "documented",
        Grade::Observed => "observed",
        _ => "inferred",
    };
    let from = [premise.source, premise.date].into_iter().flatten();
    let note: Vec<&str> = [grade].into_iter().chain(from).collect();
    format!("{} ({})", premise.text, note.join(", "))
}

fn not_seen(answer: &Answer) -> Option<String> {
    let mut all: Vec<&str> =
        answer.put.iter().flat_map(|put| put.report.not_examined.iter().map(|one| one.as_str())).collect();
    all.dedup();
    let first = answer.put.first().map_or(0, |put| put.report.not_examined.len());
    all.truncate(first);
    (!all.is_empty()).then(|| all.join(" · "))
}
