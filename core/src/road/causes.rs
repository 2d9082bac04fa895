//! Causes that take more than one test to tell: what the facts of the organisation or another test of the statement show.

use super::answer::Answer;
use super::facts::RoadFacts;
use super::report::RoadStage;
use crate::aws::pattern::wildcard::Pattern;
use crate::aws::{Element, Failure, StatementReport, TestResult, TrustReport};
use crate::codes::{self, Code};
use crate::premise::Finding;

/// The issuer that GitHub had before 2021-10.
const OLD_ISSUER: &str = "vstoken.actions.githubusercontent.com";

/// The cause of the first failure with what is known beside it.
pub(super) fn refined(answer: Answer, report: &TrustReport, facts: &RoadFacts) -> Answer {
    let Some(failure) = report.failures.first() else { return answer };
    let statement = report.statements.iter().find(|one| Some(one.number) == failure.statement);
    let with = |cause: &'static Code, message: String| Answer {
        cause: Some(cause),
        message: Some(message),
        ..answer.clone()
    };
    let named = |text: &String| text.contains(OLD_ISSUER);
    if failure.element == Element::Principal && failure.expected.iter().any(named) {
        let message = format!(
            "the statement trusts `{OLD_ISSUER}`, the issuer that GitHub left in 2021: tokens come from another host now"
        );
        return Answer { stage: Some(RoadStage::Provider), ..with(codes::ISSUER_MISMATCH, message) };
    }
    if answer.cause == Some(codes::KEY_PREFIX_WRONG) && statement.is_some_and(tests_own_keys) {
        let message = "the statement tests keys of two issuers, and a token has those of one";
        return with(codes::KEYS_OF_TWO_ISSUERS, message.to_owned());
    }
    let about = statement.and_then(|one| one.tests.iter().find(|test| test.key == failure.key));
    let never = |finding: &Finding| {
        finding.code == codes::KEY_NOT_AVAILABLE
            && about.is_some_and(|test| finding.about.as_ref() == Some(&test.pointer))
    };
    if failure.code == codes::KEY_MISSING && failure.cause.is_none() && report.findings.iter().any(never) {
        return with(codes::KEY_NOT_AVAILABLE, failure.message.clone());
    }
    if let Some(message) = statement.and_then(|statement| anded(failure, statement)) {
        return with(codes::SUB_OPERATORS_ANDED, message);
    }
    if let Some(login) = former_login(failure, facts) {
        let own = facts.split().map_or("", |(login, _)| login);
        let message =
            format!("the policy names the owner by its former login `{login}`, and it is `{own}` now");
        return with(codes::SUB_OWNER_RENAMED, message);
    }
    answer
}

/// Whether a statement tests a key of the token's issuer that holds.
fn tests_own_keys(statement: &StatementReport) -> bool {
    let mut tests = statement.tests.iter().filter(|test| test.element == Element::Condition);
    tests.any(|test| test.result == TestResult::Match && test.actual.is_some())
}

/// Two operators on the subject whose values no subject has together.
fn anded(failure: &Failure, statement: &StatementReport) -> Option<String> {
    let is_text = |operator: &str| {
        let plain = operator.strip_prefix("ForAnyValue:").unwrap_or(operator);
        matches!(plain, "StringEquals" | "StringLike")
    };
    let key = failure.key.as_ref().filter(|key| key.to_ascii_lowercase().ends_with(":sub"))?;
    let own = failure.operator.as_deref().filter(|operator| is_text(operator))?;
    let other = statement.tests.iter().find(|test| {
        let operator = test.operator.as_deref().filter(|operator| is_text(operator) && *operator != own);
        operator.is_some()
            && test.key.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(key))
            && failure.expected.iter().all(|one| test.expected.iter().all(|other| are_apart(one, other)))
    })?;
    Some(format!(
        "`{own}` and `{}` both test the subject, and both have to hold: no subject fits values of both",
        other.operator.as_deref().unwrap_or_default()
    ))
}

/// Whether certainly no text fits both patterns: their beginnings or their ends differ.
fn are_apart(one: &str, other: &str) -> bool {
    let is_wild = |c: char| matches!(c, '*' | '?');
    let (first, second) =
        (one.split(is_wild).next().unwrap_or(""), other.split(is_wild).next().unwrap_or(""));
    let (last, end) = (one.rsplit(is_wild).next().unwrap_or(""), other.rsplit(is_wild).next().unwrap_or(""));
    let starts = first.starts_with(second) || second.starts_with(first);
    let ends = last.ends_with(end) || end.ends_with(last);
    let both = one.contains(is_wild) && other.contains(is_wild);
    if both { !starts || !ends } else { !fits(one, other) && !fits(other, one) }
}

fn fits(pattern: &str, text: &str) -> bool {
    Pattern::new(pattern).matches(text)
}

/// The former login that a subject is expected to have.
fn former_login<'f>(failure: &Failure, facts: &'f RoadFacts) -> Option<&'f str> {
    if !failure.key.as_ref()?.to_ascii_lowercase().ends_with(":sub") {
        return None;
    }
    let names = |login: &String| {
        let starts = |text: &String| {
            let rest = text.strip_prefix("repo:").and_then(|rest| rest.strip_prefix(login.as_str()));
            rest.is_some_and(|rest| rest.starts_with(['/', '@']))
        };
        failure.expected.iter().any(starts)
    };
    facts.former_logins.iter().find(|login| names(login)).map(String::as_str)
}
