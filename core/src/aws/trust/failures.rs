//! What keeps a token out, in the order of the report.

use super::element::Element;
use super::rejection::Rejection;
use super::report::{Failure, Stage, StatementReport, TestReport, TestResult, TrustReason};
use super::token::PreparedToken;
use super::{SET_SOURCE_IDENTITY, TAG_SESSION, TrustPolicy, resource_control};
use crate::aws::logic::{Tri, Verdict};
use crate::aws::policy::{Effect, Statement};
use crate::aws::trace::Trace;
use crate::aws::words::trust as words;
use crate::codes::{self, Code};
use crate::sort::sort_by_key;

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
            Some(keys) => failure(codes::DENIED_IN_EVERY_CASE, words::never_let_in(keys), Element::Policy),
            None => failure(codes::NO_ALLOW, words::ALLOWS_NOTHING.to_owned(), Element::Policy),
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

fn denies(statement: &StatementReport) -> Failure {
    let tests: Vec<&TestReport> = statement.tests.iter().filter(|test| test.key.is_some()).collect();
    let why = tests.iter().map(|test| test.message.clone()).collect();
    let only = if let [only] = tests[..] { Some(only) } else { None };
    Failure {
        statement: Some(statement.number),
        line: only.map_or(statement.line, |test| test.line),
        operator: only.and_then(|test| test.operator.clone()),
        key: only.and_then(|test| test.key.clone()),
        expected: only.map_or(Vec::new(), |test| test.expected.clone()),
        actual: only.and_then(|test| test.actual.clone()),
        ..failure(codes::EXPLICIT_DENY, words::denies(statement.number, why), Element::Statement)
    }
}

/// Denials that no statement shows by itself: a resource control policy, or a second action that a token with session
/// tags or a source identity needs.
fn beside_the_statements(policy: &TrustPolicy, token: &PreparedToken) -> Vec<Failure> {
    let Some(request) = token.requests.first() else { return Vec::new() };
    let mut out = Vec::new();
    let mut control = Trace::default();
    if resource_control(token, &token.rcp, token.role.as_deref(), request, Some(&mut control)).verdict
        == Verdict::Denied
    {
        let message = words::controlled(control.denying());
        out.push(failure(codes::EXPLICIT_DENY, message, Element::Policy));
    }
    for (asked, action, name, carries) in [
        (token.tags, &TAG_SESSION, "sts:TagSession", "session tags"),
        (token.source_identity, &SET_SOURCE_IDENTITY, "sts:SetSourceIdentity", "a source identity"),
    ] {
        if asked != Tri::Yes {
            continue;
        }
        let mut trace = Trace::default();
        let one = match policy.grants(request, action, Some(&mut trace)).reason {
            TrustReason::ExplicitDeny => {
                let by = trace.denying().map(|tested| tested.statement);
                let message = words::second_denied(carries, name, by);
                Failure {
                    statement: by.map(|statement| statement.index + 1),
                    line: by.and_then(Statement::line),
                    ..failure(codes::EXPLICIT_DENY, message, Element::Statement)
                }
            }
            TrustReason::ImplicitDeny => Failure {
                expected: vec![name.to_owned()],
                ..failure(codes::ACTION_MISSING, words::second_not_allowed(carries, name), Element::Action)
            },
            _ => continue,
        };
        out.push(one);
    }
    out
}

/// What each Allow statement lacks, the one that lacks least first. Where something else keeps the token out, no value lets
/// it in.
fn shortfalls(statements: &[StatementReport], denied: bool) -> Vec<Failure> {
    let mut near: Vec<((usize, bool), Vec<Failure>)> = Vec::new();
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
        // Of two that lack as much, the one that is written for this subject is meant.
        let of_others = lacking.iter().any(|one| one.key.as_ref().is_some_and(|key| key.ends_with(":sub")));
        near.push(((lacking.len(), of_others), lacking));
    }
    sort_by_key(&mut near, |(order, _)| *order);
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
