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
    /// Whether a member of a context, such as `github.ref`, equals a text.
    Equals(String, &'e str),
    /// Whether it begins so.
    StartsWith(String, &'e str),
    /// Anything else.
    Other(&'e Expression),
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
                let found = path(one).zip(text(other)).or_else(|| path(other).zip(text(one)));
                match found {
                    Some((path, text)) if *operator == Comparison::Equal => Condition::Equals(path, text),
                    Some((path, text)) => Condition::Not(Box::new(Condition::Equals(path, text))),
                    None => Condition::Other(expression),
                }
            }
            _ => Condition::Other(expression),
        },
        Kind::Call(Function::StartsWith, arguments) => match arguments.as_slice() {
            [whole, part] => match path(whole).zip(text(part)) {
                Some((path, text)) => Condition::StartsWith(path, text),
                None => Condition::Other(expression),
            },
            _ => Condition::Other(expression),
        },
        _ => Condition::Other(expression),
    }
}

fn text(expression: &Expression) -> Option<&str> {
    match &expression.kind {
        Kind::Text(text) => Some(text),
        _ => None,
    }
}

/// A member of a context by its name, in lower case.
fn path(expression: &Expression) -> Option<String> {
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
