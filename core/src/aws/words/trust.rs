//! What a trust policy came to for a token, in sentences.

use super::{because, in_brackets};
use crate::aws::condition::Outcome;
use crate::aws::condition::Why;
use crate::aws::logic::Tri;
use crate::aws::pattern::{Alignment, Column, Difference};
use crate::aws::policy::{Effect, Statement};
use crate::aws::trace::Tested;
use crate::aws::trust::standing::Standing;
use crate::knowledge::sts::{CLAIM_KEYS_SOURCE, ClaimKey};
use crate::premise::{Grade, Premise};
use crate::text::quote;

/// Whether the statement is for the provider that the token comes through.
pub(in crate::aws) fn principal(outcome: &Outcome<'_>, provider: &str) -> String {
    match (outcome.result, outcome.why) {
        (Tri::Yes, _) => format!("the token comes through `{provider}`"),
        (_, Why::Open(question)) => format!("not documented: {}", question.text),
        _ => format!("the token comes through `{provider}`, which is not named"),
    }
}

pub(in crate::aws) fn action(outcome: &Outcome<'_>, action: &str) -> String {
    let covers = if outcome.result == Tri::Yes { "covers" } else { "does not cover" };
    format!("the statement {covers} `{action}`")
}

/// Why a key is not filled.
fn unfilled(standing: Standing<'_>) -> Option<String> {
    Some(match standing {
        Standing::Filled(_) | Standing::Usual => return None,
        Standing::NotOfServer => "AWS fills only `sub` and `aud` of an Enterprise Server".to_owned(),
        Standing::FilledLater(row) => {
            format!("AWS fills the key of the claim `{}` since {} only", row.claim, row.since)
        }
        Standing::NotAKey(claim) => format!("AWS has no condition key for the claim `{}`", quote(claim)),
        Standing::OtherIssuer { key, prefix } => {
            format!("the key `{}` is not one of this token's, which start with `{prefix}`", quote(key))
        }
        Standing::Never { key, why } => {
            format!("no request with a token has the key `{}`: {why}", quote(key))
        }
    })
}

/// The sentence of a test, with what its key is to the token.
pub(in crate::aws) fn condition(sentence: String, standing: Standing<'_>) -> String {
    match standing {
        Standing::OtherIssuer { prefix, .. } => {
            format!("{sentence}; the keys of this token start with `{prefix}`")
        }
        Standing::Never { why, .. } => format!("{sentence}: {why}"),
        _ => match unfilled(standing) {
            Some(reason) => format!("{reason}, so {sentence}"),
            None => sentence,
        },
    }
}

/// That a test has one answer for every token, since AWS never fills its key.
pub(in crate::aws) fn one_answer(standing: Standing<'_>, effect: Effect, result: Tri) -> String {
    let what = match (effect, result) {
        (Effect::Deny, Tri::Yes) => "holds for every token, and keeps none from being denied",
        (_, Tri::Yes) => "holds for every token, and guards nothing",
        (Effect::Deny, _) => "can never hold, and the statement guards nothing",
        _ => "can never hold",
    };
    format!("{}, so this condition {what}", unfilled(standing).unwrap_or_default())
}

pub(in crate::aws) fn claim_is_a_key(row: &'static ClaimKey<'static>) -> Premise {
    let text = format!("the claim `{}` is a condition key", row.claim);
    Premise { date: Some(row.since), ..Premise::sourced(Grade::Documented, text, CLAIM_KEYS_SOURCE) }
}

pub(in crate::aws) fn protected(branch: &str, repository: &str) -> Premise {
    let text = format!("the branch `{branch}` of `{repository}` is protected against changes without review");
    Premise::new(Grade::Assumed, text)
}

/// The sentence of a test with the nearest of the policy's values, and where it and the token's first differ.
pub(in crate::aws) fn compared(
    mut sentence: String,
    nearest: Option<&str>,
    alignment: &Alignment,
    difference: &Difference,
) -> String {
    if let Some(pattern) = nearest {
        sentence = format!("{sentence}; the nearest is `{}`", quote(pattern));
    }
    format!("{sentence}; {}", first_difference(alignment, difference))
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

/// How many tests of a Deny a message names.
const MOST_REASONS: usize = 3;

/// The reasons of a Deny in one clause, the first few of them.
fn first_reasons(mut reasons: Vec<String>) -> String {
    let more = reasons.len().saturating_sub(MOST_REASONS);
    reasons.truncate(MOST_REASONS);
    if more > 0 {
        reasons.push(format!("and {more} more tests hold"));
    }
    because(&reasons)
}

/// That a statement denies the token; `tests` says what its tests hold for.
pub(in crate::aws) fn denies(number: usize, tests: Vec<String>) -> String {
    format!("statement {number} denies this token{}", first_reasons(tests))
}

/// That a resource control policy denies the token, by this statement.
pub(in crate::aws) fn controlled(denying: Option<&Tested<'_>>) -> String {
    let tests = denying.into_iter().flat_map(|tested| {
        tested.conditions().map(|(placed, outcome)| placed.value.sentence(outcome, tested.request.context))
    });
    let which = which(denying.map(|tested| tested.statement));
    format!("a resource control policy denies this token{which}{}", first_reasons(tests.collect()))
}

/// The statement in brackets, by its Sid or its number.
fn which(statement: Option<&Statement>) -> String {
    match statement {
        Some(Statement { sid: None, index, .. }) => format!(" (statement {})", index + 1),
        statement => in_brackets(statement.and_then(|statement| statement.sid.as_ref())),
    }
}

/// That the policy denies a second action, which the token needs for what it carries.
pub(in crate::aws) fn second_denied(carries: &str, action: &str, by: Option<&Statement>) -> String {
    format!("the token carries {carries}, and the policy denies `{action}`{}", which(by))
}

pub(in crate::aws) fn second_not_allowed(carries: &str, action: &str) -> String {
    format!("the token carries {carries}, and the policy does not allow `{action}`")
}

/// That the policy allows nothing; `irrelevant` names the unknown keys that make no difference.
pub(in crate::aws) fn never_let_in(irrelevant: &str) -> String {
    format!("whatever {irrelevant} may be, the policy does not let this token in")
}

pub(in crate::aws) const ALLOWS_NOTHING: &str =
    "no statement of the policy allows anything: what is not allowed is denied";
