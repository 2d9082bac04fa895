//! What may make a policy shorter. Whether it stays the same is for the comparison to say.

use super::Candidate;
use super::factor;
use super::statements::{Policy, Statement};
use crate::analysis::World;
use crate::aws::pattern::wildcard::Pattern;

/// Shorter policies to try, the best first.
pub(super) type Step = fn(&Policy, &World) -> Vec<Candidate>;

/// The steps, that which changes least first.
pub(super) const ALL: &[Step] = &[values, merged, statements, tests, factor::keys, names];

/// Whether a pattern fits all that another fits: each of its stars stands for whatever stands there in the other.
fn covers(pattern: &str, other: &str) -> bool {
    Pattern::new(pattern).matches(other)
}

fn candidate(policy: Policy, done: &'static str) -> Candidate {
    Candidate { policy, done, is_notation: false }
}

/// Without the values that another value of their list covers.
fn values(policy: &Policy, _: &World) -> Vec<Candidate> {
    let mut shorter = policy.clone();
    for statement in &mut shorter.statements {
        for test in statement.tests.iter_mut().filter(|test| test.is_list()) {
            let all = test.values.clone();
            if test.operator == "StringLike" {
                test.values.retain(|value| {
                    !all.iter().any(|other| other != value && covers(other, value) && !covers(value, other))
                });
            }
        }
    }
    vec![candidate(shorter, "left out values that others cover")]
}

const MERGED: &str = "merged statements that differ in the values of one key";

/// The policy with every two statements that differ in the values of one key as one.
pub(super) fn all_merged(policy: &Policy) -> Policy {
    let mut all: Vec<Statement> = Vec::new();
    for statement in &policy.statements {
        let found = all.iter_mut().find_map(|known| joined(known, statement).map(|both| (known, both)));
        match found {
            Some((known, both)) => *known = both,
            None => all.push(statement.clone()),
        }
    }
    policy.with(all)
}

/// Statements that differ in the values of one key as one: all of them, else two.
fn merged(policy: &Policy, _: &World) -> Vec<Candidate> {
    let mut out = vec![candidate(all_merged(policy), MERGED)];
    for (index, one) in policy.statements.iter().enumerate() {
        for (behind, other) in policy.statements.iter().skip(index + 1).enumerate() {
            let Some(both) = joined(one, other) else { continue };
            let mut statements = policy.statements.clone();
            statements.remove(index + 1 + behind);
            let shorter = policy.with(statements).with_at(index, vec![both]);
            out.push(candidate(shorter, MERGED));
        }
    }
    out
}

/// Both statements as one, where they differ in the values of one key only.
fn joined(one: &Statement, other: &Statement) -> Option<Statement> {
    if one.meaning() != other.meaning() || one.tests.len() != other.tests.len() {
        return None;
    }
    let own = one.tests.iter().position(|test| !other.tests.contains(test));
    let Some(own) = own else { return Some(one.clone()) };
    let theirs = other.tests.iter().find(|test| !one.tests.contains(test))?;
    let rest = one.tests.iter().enumerate().filter(|(index, _)| *index != own);
    if !rest.clone().all(|(_, test)| other.tests.contains(test)) {
        return None;
    }
    let mut statement = one.clone();
    *statement.tests.get_mut(own)? = one.tests.get(own)?.joined(theirs)?;
    Some(statement)
}

/// Without a test that the others of its statement say. The audience and the subject always stay: AWS asks for the subject,
/// and the audience guards against tokens that were meant for others.
fn tests(policy: &Policy, _: &World) -> Vec<Candidate> {
    let mut out = Vec::new();
    for (index, statement) in allowed(policy) {
        for (number, test) in statement.tests.iter().enumerate() {
            if test.key.ends_with(":sub") || test.key.ends_with(":aud") {
                continue;
            }
            let mut shorter = statement.clone();
            shorter.tests.remove(number);
            out.push(candidate(
                policy.with_at(index, vec![shorter]),
                "left out conditions that say nothing new",
            ));
        }
    }
    out
}

/// Without a statement that says nothing new.
fn statements(policy: &Policy, _: &World) -> Vec<Candidate> {
    if policy.statements.len() < 2 {
        return Vec::new();
    }
    let without =
        |(index, _)| candidate(policy.with_at(index, Vec::new()), "left out statements that say nothing new");
    allowed(policy).map(without).collect()
}

/// The statements that let somebody in, with their numbers: what is denied is left as it is, since it guards against more than
/// tokens that are known.
fn allowed(policy: &Policy) -> impl Iterator<Item = (usize, &Statement)> {
    policy.statements.iter().enumerate().filter(|(_, statement)| statement.is_allow())
}

/// Without the names of statements.
fn names(policy: &Policy, _: &World) -> Vec<Candidate> {
    vec![Candidate {
        policy: policy.without_names(),
        done: "left out the names of statements",
        is_notation: true,
    }]
}
