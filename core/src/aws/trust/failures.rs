//! What keeps a token out, in the order of the report.

use super::element::Element;
use super::rejection::Rejection;
use super::report::{Failure, Stage, StatementReport, TestReport, TestResult, TrustReason};
use super::token::{PreparedToken, ProviderRequest};
use super::{SET_SOURCE_IDENTITY, TAG_SESSION, TrustPolicy, resource_control};
use crate::aws::condition::Outcome;
use crate::aws::evaluate::{self, Sink};
use crate::aws::logic::{Tri, Verdict};
use crate::aws::policy::{Effect, Statement};
use crate::codes::{self, Code};
use crate::text::quote;

/// All that keeps a denied token out. `irrelevant` names the unknown keys that make no difference, if there are any.
pub(super) fn failures(
    policy: &TrustPolicy,
    token: &PreparedToken,
    statements: &[StatementReport],
    irrelevant: Option<&str>,
) -> Vec<Failure> {
    let mut failures: Vec<Failure> = token.rejections.iter().map(rejected).collect();
    let applies = |one: &&StatementReport| one.effect == Effect::Deny && one.result == TestResult::Match;
    failures.extend(statements.iter().filter(applies).map(denies));
    failures.extend(beside_the_statements(policy, token));
    let denied = !failures.is_empty();
    failures.extend(shortfalls(statements, denied));
    if failures.is_empty() {
        failures.push(match irrelevant {
            Some(keys) => {
                let message = format!("whatever {keys} may be, the policy does not let this token in");
                failure(codes::DENIED_IN_EVERY_CASE, message, Element::Policy)
            }
            None => {
                let message = "no statement of the policy allows anything: what is not allowed is denied";
                failure(codes::NO_ALLOW, message.to_owned(), Element::Policy)
            }
        });
    }
    failures
}

fn rejected(rejection: &Rejection) -> Failure {
    Failure {
        stage: Stage::Provider,
        code: rejection.code,
        message: rejection.message.clone(),
        element: rejection.element,
        operator: None,
        key: None,
        statement: None,
        line: None,
        expected: rejection.expected.clone(),
        actual: rejection.actual.clone(),
        cause: None,
        admits: None,
    }
}

fn failure(code: &'static Code, message: String, element: Element) -> Failure {
    Failure {
        stage: Stage::TrustPolicy,
        code,
        message,
        element,
        operator: None,
        key: None,
        statement: None,
        line: None,
        expected: Vec::new(),
        actual: None,
        cause: None,
        admits: None,
    }
}

/// How many tests of a Deny a message names.
const MOST_REASONS: usize = 3;

/// The reasons of a Deny in one clause, behind a colon.
fn because(mut reasons: Vec<String>) -> String {
    let more = reasons.len().saturating_sub(MOST_REASONS);
    reasons.truncate(MOST_REASONS);
    if more > 0 {
        reasons.push(format!("and {more} more tests hold"));
    }
    if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) }
}

fn denies(statement: &StatementReport) -> Failure {
    let tests: Vec<&TestReport> = statement.tests.iter().filter(|test| test.key.is_some()).collect();
    let why = because(tests.iter().map(|test| test.message.clone()).collect());
    let only = if let [only] = tests[..] { Some(only) } else { None };
    Failure {
        statement: Some(statement.number),
        line: only.map_or(statement.line, |test| test.line),
        operator: only.and_then(|test| test.operator.clone()),
        key: only.and_then(|test| test.key.clone()),
        expected: only.map_or(Vec::new(), |test| test.expected.clone()),
        actual: only.and_then(|test| test.actual.clone()),
        ..failure(
            codes::EXPLICIT_DENY,
            format!("statement {} denies this token{why}", statement.number),
            Element::Statement,
        )
    }
}

/// Denials that no statement shows by itself: a resource control policy, or a second action that a token with session
/// tags or a source identity needs.
fn beside_the_statements(policy: &TrustPolicy, token: &PreparedToken) -> Vec<Failure> {
    let Some(request) = token.requests.first() else { return Vec::new() };
    let mut out = Vec::new();
    let mut control = Denying::of(request);
    if resource_control(token, request, &mut control).verdict == Verdict::Denied {
        let which = control.name();
        let message = format!("a resource control policy denies this token{which}{}", because(control.why()));
        out.push(failure(codes::EXPLICIT_DENY, message, Element::Policy));
    }
    for (asked, action, name, what) in [
        (token.tags, &TAG_SESSION, "sts:TagSession", "session tags"),
        (token.source_identity, &SET_SOURCE_IDENTITY, "sts:SetSourceIdentity", "a source identity"),
    ] {
        if asked != Tri::Yes {
            continue;
        }
        let mut denying = Denying::of(request);
        let one = match policy.grants(request, action, &mut denying).reason {
            TrustReason::ExplicitDeny => Failure {
                statement: denying.first.as_ref().map(|statement| statement.index + 1),
                line: denying.first.as_ref().and_then(|statement| statement.line()),
                ..failure(
                    codes::EXPLICIT_DENY,
                    format!("the token carries {what}, and the policy denies `{name}`{}", denying.name()),
                    Element::Statement,
                )
            },
            TrustReason::ImplicitDeny => Failure {
                expected: vec![name.to_owned()],
                ..failure(
                    codes::ACTION_MISSING,
                    format!("the token carries {what}, and the policy does not allow `{name}`"),
                    Element::Action,
                )
            },
            _ => continue,
        };
        out.push(one);
    }
    out
}

/// Notes the first Deny statement that applies.
struct Denying<'d> {
    request: &'d ProviderRequest,
    first: Option<Statement>,
}

impl Denying<'_> {
    fn of(request: &ProviderRequest) -> Denying<'_> {
        Denying { request, first: None }
    }

    /// The statement in brackets, by its Sid or its number.
    fn name(&self) -> String {
        self.first.as_ref().map_or_else(String::new, |statement| match &statement.sid {
            Some(sid) => format!(" (`{}`)", quote(sid)),
            None => format!(" (statement {})", statement.index + 1),
        })
    }

    /// What each of its tests holds for.
    fn why(&self) -> Vec<String> {
        let conditions = self.first.iter().flat_map(|statement| &statement.conditions);
        let tests = conditions.map(|placed| &placed.value);
        tests
            .map(|test| test.sentence(&test.evaluate(&self.request.context), &self.request.context))
            .collect()
    }
}

impl Sink for Denying<'_> {
    const COMPLETE: bool = false;

    fn part(&mut self, _: &Statement, _: evaluate::Part, _: Outcome<'_>) {}

    fn statement(&mut self, statement: &Statement, whole: Tri) {
        if whole == Tri::Yes && statement.effect == Effect::Deny && self.first.is_none() {
            self.first = Some(statement.clone());
        }
    }
}

/// What each Allow statement lacks, the one that lacks least first. Where something else keeps the token out, no value lets
/// it in.
fn shortfalls(statements: &[StatementReport], denied: bool) -> Vec<Failure> {
    let mut near: Vec<(usize, Vec<Failure>)> = Vec::new();
    for statement in
        statements.iter().filter(|s| s.effect == Effect::Allow && s.result == TestResult::NoMatch)
    {
        let lacking: Vec<Failure> = statement
            .tests
            .iter()
            .filter(|test| test.result == TestResult::NoMatch)
            .map(|test| Failure {
                operator: test.operator.clone(),
                key: test.key.clone(),
                statement: Some(statement.number),
                line: test.line,
                expected: test.expected.clone(),
                actual: test.actual.clone(),
                cause: test.cause.clone(),
                admits: test.admits.clone().filter(|_| !denied),
                ..failure(code_of(test), test.message.clone(), test.element)
            })
            .collect();
        near.push((lacking.len(), lacking));
    }
    near.sort_by_key(|(count, _)| *count);
    near.into_iter().flat_map(|(_, lacking)| lacking).collect()
}

/// The stable code of a test that fails.
fn code_of(test: &TestReport) -> &'static Code {
    match (test.element, &test.actual) {
        (Element::Principal, _) => codes::PRINCIPAL_MISMATCH,
        (Element::Action, _) => codes::ACTION_MISMATCH,
        (_, None) => codes::KEY_MISSING,
        _ => codes::VALUE_MISMATCH,
    }
}
