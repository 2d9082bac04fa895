//! What a condition asks, where it asks it plainly.

use super::compare::Comparison;
use super::functions::Function;
use super::syntax::{Expression, Kind, Step};

/// A condition.
#[derive(Debug)]
pub(crate) enum Condition<'e> {
    /// All of these.
    All(Vec<Condition<'e>>),
    /// One of these.
    Any(Vec<Condition<'e>>),
    /// Not this.
    Not(Box<Condition<'e>>),
    /// Whether a member of a context, such as `github.ref`, equals another value.
    Equals(Compared<'e>),
    /// Whether it begins so, and the whole question.
    StartsWith(Compared<'e>, &'e Expression),
    /// Anything else.
    Other(&'e Expression),
}

/// A question about a member of a context.
#[derive(Debug)]
pub(crate) struct Compared<'e> {
    /// The member by its name, in lower case.
    pub(crate) path: String,
    /// The member as it is written.
    pub(crate) member: &'e Expression,
    /// What it is compared with.
    pub(crate) other: &'e Expression,
}

/// The word `true` or `false` that an expression is.
pub(crate) fn word(expression: &Expression) -> Option<bool> {
    match &expression.kind {
        Kind::Bool(word) => Some(*word),
        _ => None,
    }
}

/// The condition that an expression is.
pub(crate) fn condition(expression: &Expression) -> Condition<'_> {
    match &expression.kind {
        Kind::And(items) => Condition::All(items.iter().map(condition).collect()),
        Kind::Or(items) => Condition::Any(items.iter().map(condition).collect()),
        Kind::Not(times, inner) if times % 2 == 1 => Condition::Not(Box::new(condition(inner))),
        Kind::Not(_, inner) => condition(inner),
        Kind::Compare(one, rest) => match rest.as_slice() {
            [(operator @ (Comparison::Equal | Comparison::NotEqual), other)] => {
                // The side that is not a member itself is what it is compared with.
                let (one, other): (&Expression, &Expression) = (one, other);
                let found = match (path(one), path(other)) {
                    (Some(path), _) if is_of_ref(&path) => Some((path, one, other)),
                    (_, Some(path)) if is_of_ref(&path) => Some((path, other, one)),
                    (Some(path), _) => Some((path, one, other)),
                    (None, Some(path)) => Some((path, other, one)),
                    (None, None) => None,
                };
                match found {
                    Some((path, member, other)) => {
                        let equals = Condition::Equals(Compared { path, member, other });
                        match operator {
                            Comparison::Equal => equals,
                            _ => Condition::Not(Box::new(equals)),
                        }
                    }
                    None => Condition::Other(expression),
                }
            }
            _ => Condition::Other(expression),
        },
        Kind::Call(Function::StartsWith, arguments) => match arguments.as_slice() {
            [member, other] => match path(member) {
                Some(path) => Condition::StartsWith(Compared { path, member, other }, expression),
                None => Condition::Other(expression),
            },
            _ => Condition::Other(expression),
        },
        _ => Condition::Other(expression),
    }
}

/// Whether a member says something of a run's event or ref.
fn is_of_ref(path: &str) -> bool {
    matches!(
        path,
        "github.ref" | "github.ref_name" | "github.ref_type" | "github.event.ref" | "github.event_name"
    )
}

/// The text that an expression is.
pub(crate) fn text(expression: &Expression) -> Option<&str> {
    match &expression.kind {
        Kind::Text(text) => Some(text),
        _ => None,
    }
}

/// A member of a context by its name, in lower case.
pub(crate) fn path(expression: &Expression) -> Option<String> {
    let Kind::Access(base, steps) = &expression.kind else { return None };
    let Kind::Context(context) = &base.kind else { return None };
    let mut out = context.clone();
    for step in steps {
        let name = match step {
            Step::Property(name) => name,
            Step::Index(index) => text(index)?,
            Step::All => return None,
        };
        out.push('.');
        out.push_str(&name.to_ascii_lowercase());
    }
    Some(out)
}
