//! Statements that admit sets of tokens.

use super::intent::{Context, Part};
use super::json::{object, text, texts};
use super::means::{Means, is_literal};
use super::subjects;
use crate::error::Error;
use crate::github::ClaimValue;

/// How much a statement says twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// What the subject says is not said again.
    Short,
    /// Every claim that has a key is tested by it, beside the subject.
    Full,
}

/// The tests of one statement: claim and patterns.
#[derive(Debug, Clone, Default, PartialEq)]
struct Tests {
    like: Vec<(String, Vec<String>)>,
    not_like: Vec<(String, Vec<String>)>,
    /// Whether the claim has to be missing.
    null: Vec<(String, bool)>,
}

/// The statements that admit these parts.
pub(super) fn statements(
    parts: &[Part],
    means: &Means<'_>,
    care: Care,
    provider: &str,
    audience: Option<&str>,
) -> Result<Vec<ClaimValue>, Error> {
    let mut all: Vec<(Tests, Vec<String>)> = Vec::new();
    for part in parts {
        let subjects = subjects::of(part, means)?;
        if subjects.is_empty() {
            continue;
        }
        let tests = tests(part, means, care, audience)?;
        match all.iter_mut().find(|(known, _)| *known == tests) {
            Some((_, known)) => {
                for subject in subjects {
                    if !known.contains(&subject) {
                        known.push(subject);
                    }
                }
            }
            None => all.push((tests, subjects)),
        }
    }
    Ok(all.into_iter().map(|(tests, subjects)| statement(tests, subjects, means, provider)).collect())
}

fn tests(part: &Part, means: &Means<'_>, care: Care, audience: Option<&str>) -> Result<Tests, Error> {
    let template = means.template(means.owner(&part.login)?)?;
    let shows = |key: &str| template.contains(&key);
    let mut out = Tests::default();
    let audiences: Vec<String> = match part.patterns("aud") {
        Some(given) => given.iter().flatten().cloned().collect(),
        None => audience.map(str::to_owned).into_iter().collect(),
    };
    if !audiences.is_empty() {
        out.like.push(("aud".to_owned(), audiences));
    }
    let wants = |claim: &str, said: bool| means.has_key(claim) && (care == Care::Full || !said);
    if wants("repository", shows("repo")) && part.repositories.iter().any(|name| !name.ends_with("/*")) {
        out.like.push(("repository".to_owned(), part.repositories.clone()));
    }
    let in_context = shows("context");
    match &part.context {
        Context::Environment(names) if wants("environment", in_context || shows("environment")) => {
            if names.iter().any(|name| name == "*") {
                out.null.push(("environment".to_owned(), false));
            } else {
                out.like.push(("environment".to_owned(), names.clone()));
            }
        }
        Context::PullRequest | Context::Ref | Context::NoEnvironment if wants("environment", in_context) => {
            out.null.push(("environment".to_owned(), true));
        }
        _ => {}
    }
    for (claim, patterns) in &part.claims {
        let said = shows(claim) || claim == "ref" && part.context == Context::Ref && in_context;
        if claim == "aud" || !wants(claim, said) {
            continue;
        }
        let values: Vec<String> = patterns.iter().flatten().cloned().collect();
        if values.is_empty() {
            out.null.push((claim.clone(), true));
        } else {
            out.like.push((claim.clone(), values));
        }
    }
    for (claim, patterns) in &part.not {
        let values: Vec<String> = patterns.iter().flatten().cloned().collect();
        if patterns.contains(&None) && means.has_key(claim) {
            out.null.push((claim.clone(), false));
        }
        if values.is_empty() {
            continue;
        }
        if means.has_key(claim) || claim == "aud" {
            out.not_like.push((claim.clone(), values));
        } else if shows(claim) {
            // The values of a subject have no colons of their own, so that a label cannot be feigned.
            let is_last = template.last() == Some(&claim.as_str());
            let end = if is_last { "" } else { ":*" };
            let one = |value: &String| format!("*:{claim}:{}{end}", means.in_subject(value));
            let values = values.iter().map(one);
            match out.not_like.iter_mut().find(|(known, _)| known == "sub") {
                Some((_, known)) => known.extend(values),
                None => out.not_like.push(("sub".to_owned(), values.collect())),
            }
        }
    }
    Ok(out)
}

fn statement(tests: Tests, subjects: Vec<String>, means: &Means<'_>, provider: &str) -> ClaimValue {
    let key = |claim: &str| means.issuer.condition_key(claim);
    let mut operators: Vec<(&str, Vec<(String, ClaimValue)>)> = Vec::new();
    let mut add = |operator: &'static str, claim: &str, value: ClaimValue| match operators
        .iter_mut()
        .find(|(known, _)| *known == operator)
    {
        Some((_, keys)) => keys.push((key(claim), value)),
        None => operators.push((operator, vec![(key(claim), value)])),
    };
    let is_plain = |values: &[String]| values.iter().all(|value| is_literal(value));
    for (claim, values) in tests.like.into_iter().chain([("sub".to_owned(), subjects)]) {
        let operator = if is_plain(&values) { "StringEquals" } else { "StringLike" };
        add(operator, &claim, texts(&values));
    }
    for (claim, values) in tests.not_like {
        let operator = if is_plain(&values) { "StringNotEquals" } else { "StringNotLike" };
        add(operator, &claim, texts(&values));
    }
    for (claim, missing) in tests.null {
        add("Null", &claim, text(if missing { "true" } else { "false" }));
    }
    object([
        ("Effect", text("Allow")),
        ("Principal", object([("Federated", text(provider))])),
        ("Action", text("sts:AssumeRoleWithWebIdentity")),
        ("Condition", object(operators.into_iter().map(|(operator, keys)| (operator, object(keys))))),
    ])
}
