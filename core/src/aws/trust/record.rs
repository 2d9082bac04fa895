//! The recording sink: what each part of each statement came to, told for people.

use super::element::Element;
use super::report::{Condition, StatementReport, TestReport, TestResult, principals};
use super::token::PreparedToken;
use crate::aws::condition::context::Need as Missing;
use crate::aws::condition::{Comparison, Outcome, Test, Why};
use crate::aws::evaluate::{self, Sink};
use crate::aws::logic::Tri;
use crate::aws::pattern::align::align;
use crate::aws::policy::{Effect, Placed, Statement};
use crate::codes::{self, Code};
use crate::github::{IssuerPlatform, Platform, Segment, SubjectReadings};
use crate::knowledge::questions::Question;
use crate::knowledge::sts::{CLAIM_KEYS, CLAIM_KEYS_SOURCE};
use crate::limits::MAX_SHOWN;
use crate::premise::{Finding, Grade, Premise};
use crate::text::{cut, quote};

/// How many values of one test are aligned; a policy within AWS's quotas has fewer that differ.
const MAX_ALIGNED: usize = 64;

/// An open part: what it hangs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// This claim, and whether a token may lack it.
    Claim(String, bool),
    /// This condition key, and whether a request may lack it.
    Key(String, bool),
    /// The role.
    Role,
    Question(&'static Question),
}

impl Part {
    /// The stable code of a test that fails.
    pub(super) fn failure_code(test: &TestReport) -> &'static Code {
        match (test.element, &test.actual) {
            (Element::Principal, _) => codes::PRINCIPAL_MISMATCH,
            (Element::Action, _) => codes::ACTION_MISMATCH,
            (_, None) => codes::KEY_MISSING,
            _ => codes::VALUE_MISMATCH,
        }
    }
}

/// Notes what open statements hang on, each thing once.
#[derive(Default)]
pub(super) struct Hanging {
    /// Of the statement at hand, which may yet be settled.
    pending: Vec<Part>,
    pub(super) parts: Vec<Part>,
}

impl Sink for Hanging {
    const COMPLETE: bool = false;

    fn part(&mut self, _: &Statement, _: evaluate::Part, outcome: Outcome<'_>) {
        self.pending.extend(match outcome.why {
            _ if outcome.result != Tri::Unknown => None,
            Why::Open(question) => Some(Part::Question(question)),
            Why::Unknown(unknown) => Some(match &unknown.need {
                Missing::Claim(claim) => Part::Claim(claim.clone(), unknown.may_be_missing),
                Missing::Key(key) => Part::Key(key.clone(), unknown.may_be_missing),
                Missing::Role => Part::Role,
                Missing::Question(question) => Part::Question(question),
            }),
            Why::Compared | Why::Missing | Why::NoPolicyValues | Why::NoVariable => None,
        });
    }

    fn statement(&mut self, _: &Statement, whole: Tri) {
        for part in self.pending.drain(..) {
            if whole == Tri::Unknown && !self.parts.contains(&part) {
                self.parts.push(part);
            }
        }
    }
}

/// Records everything.
pub(super) struct Recorder<'t> {
    token: &'t PreparedToken,
    pub(super) statements: Vec<StatementReport>,
    open: Vec<TestReport>,
    hanging: Hanging,
    pub(super) premises: Vec<Premise>,
    pub(super) findings: Vec<Finding>,
}

impl<'t> Recorder<'t> {
    pub(super) fn new(token: &'t PreparedToken) -> Recorder<'t> {
        Recorder {
            token,
            statements: Vec::new(),
            open: Vec::new(),
            hanging: Hanging::default(),
            premises: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// What the open statements hang on.
    pub(super) fn parts(self) -> Vec<Part> {
        self.hanging.parts
    }

    fn premise(&mut self, premise: Premise) {
        if !self.premises.contains(&premise) {
            self.premises.push(premise);
        }
    }

    fn condition(&mut self, placed: &Placed<Test>, effect: Effect, outcome: &Outcome<'_>) -> TestReport {
        let test = &placed.value;
        let Some(door) = self.token.doors.first() else { return blank(Element::Condition, outcome, placed) };
        let actual = match door.context.values(&test.key) {
            _ if matches!(outcome.why, Why::Missing) => None,
            values => values.shown().map(|values| values.join(", ")),
        };
        let whole = actual.as_ref().is_some_and(|value| value.len() <= MAX_SHOWN);
        let actual = actual.map(|value| cut(value, MAX_SHOWN));
        let own = test.key.lower.strip_prefix(&self.token.issuer.condition_key("").to_ascii_lowercase());
        let mut message = test.sentence(outcome, &door.context);
        if let Some(claim) = own {
            match CLAIM_KEYS.iter().find(|row| row.claim == claim) {
                Some(row)
                    if self.token.issuer.platform() != IssuerPlatform::Other && !self.token.fills(row) =>
                {
                    let reason = if self.token.issuer.platform() == IssuerPlatform::Ghes {
                        "of an Enterprise Server AWS fills `sub` and `aud` alone".to_owned()
                    } else {
                        format!("AWS fills the key of the claim `{claim}` since {} only", row.since)
                    };
                    self.unfilled(placed, effect, &reason, outcome);
                    message = format!("{reason}, so {message}");
                }
                Some(_) if !door.provider.starts_with("arn:aws:") => {}
                Some(row) if self.token.fills(row) => self.premise(Premise {
                    date: Some(row.since),
                    ..Premise::sourced(
                        Grade::Documented,
                        format!("the claim `{claim}` is a condition key"),
                        CLAIM_KEYS_SOURCE,
                    )
                }),
                None if matches!(outcome.why, Why::Missing) && !EVERY_PROVIDERS.contains(&claim) => {
                    let reason = format!("AWS has no condition key for the claim `{}`", quote(claim));
                    self.unfilled(placed, effect, &reason, outcome);
                    message = format!("{reason}, so {message}");
                }
                Some(_) | None => {}
            }
        } else if matches!(outcome.why, Why::Missing) && of_some_issuer(&test.key.lower) {
            let known = self.token.issuer.condition_key("");
            message = format!("{message}; the keys of this token start with `{known}`");
            let reason = format!(
                "the key `{}` is none of this token's, which start with `{known}`",
                quote(&test.key.written)
            );
            self.unfilled(placed, effect, &reason, outcome);
        }
        let text = matches!(test.operator.comparison, Comparison::StringEquals | Comparison::StringLike);
        let alignment = match (&actual, test.written.as_slice()) {
            // A text too long to be shown is not laid beside another.
            (Some(value), written)
                if whole && text && outcome.result == Tri::No && !test.operator.negated =>
            {
                let like = test.operator.comparison == Comparison::StringLike;
                let cuts = segment_starts(value);
                // Of several values the one that goes furthest is shown.
                written
                    .iter()
                    .filter(|pattern| !pattern.contains("${") && pattern.len() <= MAX_SHOWN)
                    .take(MAX_ALIGNED)
                    .filter_map(|pattern| Some((pattern, align(pattern, value, like, &cuts)?)))
                    .max_by_key(|(_, alignment)| {
                        alignment.parting.as_ref().map(|parting| parting.value_offset)
                    })
            }
            _ => None,
        };
        let (nearest, alignment) = alignment.unzip();
        // Where an audience parts from another says nothing.
        if let (Some(nearest), Some(parting)) =
            (nearest, alignment.as_ref().and_then(|alignment| alignment.parting.as_ref()))
            && own != Some("aud")
        {
            if test.written.len() > 1 {
                message = format!("{message}; the nearest is `{}`", quote(nearest));
            }
            let end = |text: &str| {
                if text.is_empty() { "ends".to_owned() } else { format!("has `{}`", quote(text)) }
            };
            message = format!(
                "{message}; they part where the policy {} and the token {}",
                end(&parting.expected),
                end(&parting.found)
            );
        }
        if matches!(outcome.why, Why::NoVariable) {
            let about = Some(placed.pointer.clone());
            self.findings
                .push(Finding { about, ..Finding::new(codes::VARIABLE_WITHOUT_VALUE, message.clone()) });
        }
        let operator = test.name.clone();
        TestReport {
            condition: Some(Condition { operator, key: test.key.written.clone() }),
            message,
            expected: test.written.clone(),
            actual,
            alignment,
            ..blank(Element::Condition, outcome, placed)
        }
    }

    /// A key that AWS never fills: its test has one answer for every token.
    fn unfilled(&mut self, placed: &Placed<Test>, effect: Effect, reason: &str, outcome: &Outcome<'_>) {
        let what = match (effect, outcome.result) {
            (Effect::Deny, Tri::Yes) => "holds for every token, and keeps none from being denied",
            (_, Tri::Yes) => "holds for every token, and guards nothing",
            (Effect::Deny, _) => "can never hold, and the statement guards nothing",
            _ => "can never hold",
        };
        let message = format!("{reason}, so this condition {what}");
        let finding = Finding::new(codes::KEY_NOT_AVAILABLE, message).about(placed.pointer.clone());
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }
}

/// The claims of any provider that fill keys (IAM User Guide, "Keys available for AWS OIDC federation").
const EVERY_PROVIDERS: [&str; 5] = ["sub", "aud", "oaud", "amr", "email"];

/// Whether a key starts with the host of an identity provider, or with nothing at all, as no key does.
fn of_some_issuer(key: &str) -> bool {
    key.split_once(':').is_none_or(|(prefix, _)| prefix.contains('.'))
}

fn blank<T>(element: Element, outcome: &Outcome<'_>, placed: &Placed<T>) -> TestReport {
    TestReport {
        element,
        condition: None,
        result: result(outcome.result),
        message: String::new(),
        expected: Vec::new(),
        actual: None,
        line: placed.place.line,
        pointer: placed.pointer.clone(),
        alignment: None,
    }
}

fn result(result: Tri) -> TestResult {
    match result {
        Tri::Yes => TestResult::Match,
        Tri::No => TestResult::NoMatch,
        Tri::Unknown => TestResult::Undetermined,
    }
}

impl Sink for Recorder<'_> {
    const COMPLETE: bool = true;

    fn part(&mut self, statement: &Statement, part: evaluate::Part, outcome: Outcome<'_>) {
        self.hanging.part(statement, part, outcome);
        let report = match part {
            evaluate::Part::Principal => {
                let Some(placed) = &statement.principal else { return };
                let provider = self.token.doors.first().map_or("", |door| door.provider.as_str());
                let message = match (outcome.result, outcome.why) {
                    (Tri::Yes, _) => format!("the token comes through `{provider}`"),
                    (_, Why::Open(question)) => format!("not documented: {}", question.text),
                    _ => format!("the token comes through `{provider}`, which is not named"),
                };
                TestReport {
                    message,
                    expected: principals(&placed.value),
                    actual: Some(provider.to_owned()),
                    ..blank(Element::Principal, &outcome, placed)
                }
            }
            evaluate::Part::Action => {
                let placed = &statement.action;
                let action = "sts:AssumeRoleWithWebIdentity";
                let covers = if outcome.result == Tri::Yes { "covers" } else { "does not cover" };
                TestReport {
                    message: format!("the statement {covers} `{action}`"),
                    expected: placed.value.written.clone(),
                    actual: Some(action.to_owned()),
                    ..blank(Element::Action, &outcome, placed)
                }
            }
            evaluate::Part::Resource => return,
            evaluate::Part::Condition(index) => match statement.conditions.get(index) {
                Some(placed) => self.condition(placed, statement.effect, &outcome),
                None => return,
            },
        };
        self.open.push(report);
    }

    fn statement(&mut self, statement: &Statement, whole: Tri) {
        self.hanging.statement(statement, whole);
        self.statements.push(StatementReport {
            number: statement.index + 1,
            sid: statement.sid.clone(),
            effect: statement.effect,
            line: statement.place.line,
            result: result(whole),
            tests: core::mem::take(&mut self.open),
        });
    }
}

/// The offsets at which the segments of a subject start, by the names that GitHub gives them.
fn segment_starts(value: &str) -> Vec<usize> {
    let readings = SubjectReadings::of(value, None, Platform::GithubCom).unwrap_or_default();
    let first = readings.readings.first();
    let segments = first.map_or(&[] as &[Segment], |reading| &reading.segments);
    // The colon before a segment goes with it.
    segments.iter().filter_map(|segment| segment.range.start.checked_sub(1)).collect()
}

/// What an allowed token owes to the protection of a branch: a pattern that pins a workflow to a branch is worth as much
/// as the rules of that branch.
pub(super) fn branches(statements: &[StatementReport]) -> Vec<Premise> {
    let mut out = Vec::new();
    let holding = statements.iter().filter(|statement| statement.result == TestResult::Match);
    for text in holding.flat_map(|statement| &statement.tests).flat_map(|test| &test.expected) {
        let Some((before, branch)) = text.split_once("@refs/heads/") else { continue };
        let branch = branch.split(':').next().unwrap_or(branch);
        let path = before.rsplit(':').next().unwrap_or(before);
        let repository = path.split("/.github/").next().unwrap_or(path);
        let premise = Premise::new(
            Grade::Assumed,
            format!("the branch `{branch}` of `{repository}` is protected against changes without review"),
        );
        if !out.contains(&premise) {
            out.push(premise);
        }
    }
    out
}
