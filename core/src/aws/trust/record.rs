//! The recording sink: what each part of each statement came to, in words.

use super::admit;
use super::cause::{self, Cause, Mismatch};
use super::element::Element;
use super::keys;
use super::report::{StatementReport, TestReport, TestResult};
use super::token::PreparedToken;
use crate::aws::condition::context::{Need as Missing, Values};
use crate::aws::condition::{Comparison, Outcome, Test, Why};
use crate::aws::evaluate::{self, Sink};
use crate::aws::logic::Tri;
use crate::aws::pattern::align::{Alignment, Column, Difference, Reading, nearest};
use crate::aws::policy::{Effect, Placed, Principal, Statement};
use crate::codes;
use crate::github::IssuerPlatform;
use crate::knowledge::questions::Question;
use crate::knowledge::sts::{CLAIM_KEYS, CLAIM_KEYS_SOURCE, EVERY_PROVIDERS};
use crate::limits::MAX_SHOWN;
use crate::premise::{Finding, Grade, Premise};
use crate::text::{cut, quote};

/// How many values of one test are aligned; a policy within AWS's quotas has fewer that differ.
const MAX_ALIGNED: usize = 64;

/// What an open statement depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Dependency {
    /// This claim, and whether a token may lack it.
    Claim(String, bool),
    /// This condition key, and whether a request may lack it.
    Key(String, bool),
    /// The role.
    Role,
    Question(&'static Question),
}

/// Notes what open statements depend on, each thing once.
#[derive(Default)]
pub(super) struct Dependencies {
    /// Of the statement at hand, which may yet be settled.
    pending: Vec<Dependency>,
    pub(super) all: Vec<Dependency>,
}

impl Sink for Dependencies {
    const COMPLETE: bool = false;

    fn part(&mut self, _: &Statement, _: evaluate::Part, outcome: Outcome<'_>) {
        self.pending.extend(match outcome.why {
            _ if outcome.result != Tri::Unknown => None,
            Why::Open(question) => Some(Dependency::Question(question)),
            Why::Unknown(unknown) => Some(match &unknown.need {
                Missing::Claim(claim) => Dependency::Claim(claim.clone(), unknown.may_be_missing),
                Missing::Key(key) => Dependency::Key(key.clone(), unknown.may_be_missing),
                Missing::Role => Dependency::Role,
                Missing::Question(question) => Dependency::Question(question),
            }),
            Why::Compared | Why::Missing | Why::NoPolicyValues | Why::NoVariable => None,
        });
    }

    fn statement(&mut self, _: &Statement, whole: Tri) {
        for one in self.pending.drain(..) {
            if whole == Tri::Unknown && !self.all.contains(&one) {
                self.all.push(one);
            }
        }
    }
}

/// Records everything.
pub(super) struct Recorder<'t> {
    token: &'t PreparedToken,
    /// The repository that the job runs in, where it is known.
    repository: Option<String>,
    pub(super) statements: Vec<StatementReport>,
    open: Vec<TestReport>,
    pub(super) dependencies: Dependencies,
    pub(super) premises: Vec<Premise>,
    pub(super) findings: Vec<Finding>,
}

impl<'t> Recorder<'t> {
    pub(super) fn new(token: &'t PreparedToken) -> Recorder<'t> {
        Recorder {
            token,
            repository: token.repository(),
            statements: Vec::new(),
            open: Vec::new(),
            dependencies: Dependencies::default(),
            premises: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn premise(&mut self, premise: Premise) {
        if !self.premises.contains(&premise) {
            self.premises.push(premise);
        }
    }

    fn condition(&mut self, placed: &Placed<Test>, effect: Effect, outcome: &Outcome<'_>) -> TestReport {
        let test = &placed.value;
        let Some(request) = self.token.requests.first() else {
            return blank(Element::Condition, outcome, placed);
        };
        let actual = match request.context.values(&test.key) {
            _ if matches!(outcome.why, Why::Missing) => None,
            values => values.shown().map(|values| values.join(", ")),
        };
        let whole = actual.as_ref().is_some_and(|value| value.len() <= MAX_SHOWN);
        let actual = actual.map(|value| cut(value, MAX_SHOWN));
        let own = test.key.lower.strip_prefix(&self.token.issuer.condition_key("").to_ascii_lowercase());
        let mut message = test.sentence(outcome, &request.context);
        if let Some(claim) = own {
            match CLAIM_KEYS.iter().find(|row| row.claim == claim) {
                Some(row)
                    if self.token.issuer.platform() != IssuerPlatform::Other && !self.token.fills(row) =>
                {
                    let reason = if self.token.issuer.platform() == IssuerPlatform::Ghes {
                        "AWS fills only `sub` and `aud` of an Enterprise Server".to_owned()
                    } else {
                        format!("AWS fills the key of the claim `{claim}` since {} only", row.since)
                    };
                    self.unfilled(placed, effect, &reason, outcome);
                    message = format!("{reason}, so {message}");
                }
                Some(_) if !request.provider.starts_with("arn:aws:") => {}
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
        } else if let Some(why) = keys::never(&test.key).filter(|_| matches!(outcome.why, Why::Missing)) {
            let reason = format!("no request with a token has the key `{}`: {why}", quote(&test.key.written));
            // A statement for other callers may well test it.
            if self.open.iter().all(|test| test.result != TestResult::NoMatch || test.key.is_some()) {
                self.unfilled(placed, effect, &reason, outcome);
            }
            message = format!("{message}: {why}");
        }
        let text = matches!(test.operator.comparison, Comparison::StringEquals | Comparison::StringLike);
        let mut cause = self.cause_of_missing(own, outcome, test);
        let aligned = match request.context.values(&test.key) {
            // A text too long to be shown is not laid beside another.
            Values::One(value) if whole && text && outcome.result == Tri::No && !test.operator.negated => {
                let like = test.operator.comparison == Comparison::StringLike;
                let written = test.written.iter().map(String::as_str);
                let plain = |pattern: &&str| !pattern.contains("${") && pattern.len() <= MAX_SHOWN;
                let plain = written.filter(plain).take(MAX_ALIGNED);
                let found = nearest(plain, value, Reading { like, subject: own == Some("sub") });
                if let (Some((pattern, _)), Some(claim)) = (&found, own) {
                    let (repository, workflow) =
                        (self.repository.as_deref(), self.token.claim("job_workflow_ref"));
                    cause = Mismatch { test, pattern, value, repository, workflow }.cause(claim);
                }
                found
            }
            _ => None,
        };
        let alignment = aligned.map(|(pattern, alignment)| {
            // Where an audience differs from another says nothing.
            if let Some(difference) = alignment.difference.as_ref().filter(|_| own != Some("aud")) {
                if test.written.len() > 1 {
                    message = format!("{message}; the nearest is `{}`", quote(pattern));
                }
                message = format!("{message}; {}", first_difference(&alignment, difference));
            }
            alignment
        });
        if matches!(outcome.why, Why::NoVariable) {
            let about = Some(placed.pointer.clone());
            self.findings
                .push(Finding { about, ..Finding::new(codes::VARIABLE_WITHOUT_VALUE, message.clone()) });
        }
        TestReport {
            operator: Some(test.name.clone()),
            key: Some(test.key.written.clone()),
            message,
            expected: test.written.clone(),
            actual,
            alignment,
            cause,
            ..blank(Element::Condition, outcome, placed)
        }
    }

    /// Why a key that the request lacks is missing.
    fn cause_of_missing(&self, own: Option<&str>, outcome: &Outcome<'_>, test: &Test) -> Option<Cause> {
        if !matches!(outcome.why, Why::Missing) || outcome.result != Tri::No {
            return None;
        }
        let known = self.token.issuer.condition_key("");
        match own {
            Some("environment") => Some(Cause::new(
                codes::KEY_ENVIRONMENT_ABSENT,
                "the policy tests the environment, and the job names none, so its token has no such claim",
            )),
            Some(_) => None,
            None if !test.key.lower.contains(':') => Some(Cause::new(
                codes::KEY_PREFIX_MISSING,
                format!("a key has the issuer before it: `{known}{}`", quote(&test.key.written)),
            )),
            None if of_some_issuer(&test.key.lower) => {
                let claim = test.key.written.rsplit(':').next().unwrap_or("");
                let message = format!(
                    "the key is that of another issuer; of this token's it is `{known}{}`",
                    quote(claim)
                );
                Some(Cause::new(codes::KEY_PREFIX_WRONG, message))
            }
            None => None,
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

/// Whether a key starts with the host of an identity provider, or with nothing at all, as no key does.
fn of_some_issuer(key: &str) -> bool {
    key.split_once(':').is_none_or(|(prefix, _)| prefix.contains('.'))
}

fn blank<T>(element: Element, outcome: &Outcome<'_>, placed: &Placed<T>) -> TestReport {
    TestReport {
        element,
        operator: None,
        key: None,
        result: result(outcome.result),
        message: String::new(),
        expected: Vec::new(),
        actual: None,
        line: placed.line(),
        pointer: placed.pointer.clone(),
        alignment: None,
        cause: None,
        admits: None,
    }
}

fn result(result: Tri) -> TestResult {
    match result {
        Tri::Yes => TestResult::Match,
        Tri::No => TestResult::NoMatch,
        Tri::Unknown => TestResult::Undetermined,
    }
}

impl Recorder<'_> {
    /// What would let this token in and no other: a value for the one test that does not hold, where the subject is then
    /// the only one that the statement newly admits.
    fn admit(&mut self, statement: &Statement) {
        let Some(request) = self.token.requests.first().filter(|_| statement.effect == Effect::Allow) else {
            return;
        };
        let mut failing = self.open.iter().enumerate().filter(|(_, test)| test.result != TestResult::Match);
        let (Some((at, lacking)), None) = (failing.next(), failing.next()) else { return };
        let placed = statement.conditions.iter().find(|placed| placed.pointer == lacking.pointer);
        let Some(test) = placed.map(|placed| &placed.value).filter(|_| lacking.result == TestResult::NoMatch)
        else {
            return;
        };
        let subject = self.token.issuer.condition_key("sub").to_ascii_lowercase();
        let own = test.key.lower.starts_with(&self.token.issuer.condition_key("").to_ascii_lowercase());
        let on_subject = |placed: &&Placed<Test>| placed.value.key.lower == subject;
        let pinned = test.key.lower == subject
            || statement
                .conditions
                .iter()
                .filter(on_subject)
                .any(|one| admit::pins(&one.value, &request.context));
        let Values::One(value) = request.context.values(&test.key) else { return };
        if value.len() > MAX_SHOWN {
            return;
        }
        let of_subject = (test.key.lower == subject).then_some(value);
        if !own || !pinned || cause::may_be_meant(lacking.cause.as_ref(), &test.written, of_subject) {
            return;
        }
        let text = admit::exact(test, value, &request.context);
        if let Some(open) = self.open.get_mut(at) {
            open.admits = text;
        }
    }
}

impl Sink for Recorder<'_> {
    const COMPLETE: bool = true;

    fn part(&mut self, statement: &Statement, part: evaluate::Part, outcome: Outcome<'_>) {
        self.dependencies.part(statement, part, outcome);
        let report = match part {
            evaluate::Part::Principal => {
                let Some(placed) = &statement.principal else { return };
                let provider = self.token.requests.first().map_or("", |request| request.provider.as_str());
                let message = match (outcome.result, outcome.why) {
                    (Tri::Yes, _) => format!("the token comes through `{provider}`"),
                    (_, Why::Open(question)) => format!("not documented: {}", question.text),
                    _ => format!("the token comes through `{provider}`, which is not named"),
                };
                TestReport {
                    message,
                    cause: (outcome.result == Tri::No && statement.effect == Effect::Allow)
                        .then(|| cause::of_principal(statement, &placed.value, provider))
                        .flatten(),
                    expected: placed.value.principals.iter().map(Principal::describe).collect(),
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
                    cause: (outcome.result == Tri::No && statement.effect == Effect::Allow)
                        .then(|| cause::of_action(statement))
                        .flatten(),
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
        self.dependencies.statement(statement, whole);
        self.admit(statement);
        self.statements.push(StatementReport {
            number: statement.index + 1,
            sid: statement.sid.clone(),
            effect: statement.effect,
            line: statement.line(),
            result: result(whole),
            tests: core::mem::take(&mut self.open),
        });
    }
}

/// Where pattern and value first differ, in one clause.
fn first_difference(alignment: &Alignment, difference: &Difference) -> String {
    let (expected, found) = (quote(&difference.expected), quote(&difference.found));
    let ends = |offset: usize, side: fn(&Column) -> &str| {
        offset == alignment.columns.iter().map(|column| side(column).chars().count()).sum::<usize>()
    };
    match (difference.expected.is_empty(), difference.found.is_empty()) {
        (true, _) if ends(difference.pattern_offset, |column| &column.pattern) => {
            format!("the policy ends where the token goes on with `{found}`")
        }
        (true, _) => format!("the policy has nothing where the token has `{found}`"),
        (_, true) if ends(difference.value_offset, |column| &column.value) => {
            format!("the token ends where the policy goes on with `{expected}`")
        }
        (_, true) => format!("the token has nothing where the policy has `{expected}`"),
        _ => format!("they first differ at `{expected}` in the policy and `{found}` in the token"),
    }
}

/// What an allowed token owes to the protection of a branch: a pattern that pins a workflow to a branch is worth as much
/// as the rules of that branch.
pub(super) fn protected_branches(statements: &[StatementReport]) -> Vec<Premise> {
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
