//! A policy that does not fit, over several roles.

use super::statements::{Policy, Statement};

/// The most roles.
const MAX_ROLES: usize = 32;

/// Policies that fit, each with a part of what is allowed and all that is denied; `None` where there are none.
pub(super) fn over_roles(policy: &Policy, limit: usize) -> Option<Vec<Policy>> {
    let denied: Vec<Statement> =
        policy.statements.iter().filter(|statement| !statement.is_allow()).cloned().collect();
    let fits = |allowed: &[Statement]| {
        let all = allowed.iter().chain(&denied).cloned().collect();
        policy.with(all).size() <= limit
    };
    let mut open: Vec<Statement> =
        policy.statements.iter().filter(|statement| statement.is_allow()).rev().cloned().collect();
    let mut roles: Vec<Vec<Statement>> = Vec::new();
    while let Some(statement) = open.pop() {
        let with_last = roles.last().map(|last| {
            let mut last = last.clone();
            last.push(statement.clone());
            last
        });
        if let (Some(all), Some(last)) = (with_last.filter(|all| fits(all)), roles.last_mut()) {
            *last = all;
        } else if fits(core::slice::from_ref(&statement)) {
            roles.push(vec![statement]);
        } else {
            let (first, second) = halves(&statement)?;
            open.push(second);
            open.push(first);
        }
        if roles.len() > MAX_ROLES {
            return None;
        }
    }
    let whole = |allowed: Vec<Statement>| policy.with(allowed.into_iter().chain(denied.clone()).collect());
    Some(roles.into_iter().map(whole).collect())
}

/// The most subjects of a part.
#[cfg(feature = "road")]
const FEW: usize = 4;

/// Policies that together let in whom this one does, each with a few subjects of one of its statements.
#[cfg(feature = "road")]
pub(super) fn by_subjects(policy: &Policy) -> Vec<Policy> {
    let (allowed, denied): (Vec<&Statement>, Vec<&Statement>) =
        policy.statements.iter().partition(|statement| statement.is_allow());
    let with =
        |one: Statement| policy.with(core::iter::once(one).chain(denied.iter().copied().cloned()).collect());
    let mut out = Vec::new();
    for statement in allowed {
        let Some((index, _)) = statement.subject() else {
            out.push(with(statement.clone()));
            continue;
        };
        let subjects = statement.tests.get(index).map(|test| test.values.as_slice()).unwrap_or_default();
        for few in subjects.chunks(FEW) {
            let mut one = statement.clone();
            if let Some(test) = one.tests.get_mut(index) {
                test.values = few.to_vec();
            }
            out.push(with(one));
        }
    }
    out
}

/// A statement as two, each with half of its longest list.
fn halves(statement: &Statement) -> Option<(Statement, Statement)> {
    let (index, longest) = statement
        .tests
        .iter()
        .enumerate()
        .filter(|(_, test)| test.is_list())
        .max_by_key(|(_, test)| test.values.len())?;
    let half = longest.values.len().div_ceil(2);
    let (first, second) = longest.values.split_at_checked(half).filter(|(_, second)| !second.is_empty())?;
    let with = |values: &[String]| {
        let mut one = statement.clone();
        if let Some(test) = one.tests.get_mut(index) {
            test.values = values.to_vec();
        }
        one
    };
    Some((with(first), with(second)))
}

/// All that these policies allow, in one.
pub(super) fn joined(policies: &[Policy]) -> Policy {
    let mut statements: Vec<Statement> = Vec::new();
    for statement in policies.iter().flat_map(|policy| &policy.statements) {
        let mut statement = statement.clone();
        // A name may stand once only.
        statement.head.retain(|(name, _)| name != "Sid");
        if !statements.contains(&statement) {
            statements.push(statement);
        }
    }
    policies
        .first()
        .map_or_else(|| Policy::read(&crate::github::ClaimValue::Absent), |first| first.with(statements))
}
