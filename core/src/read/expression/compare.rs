//! Truth, equality and order, with GitHub's conversions.

use core::cmp::Ordering;
use std::sync::Arc;

use super::number;
use super::text::{ends_ignoring_case, order_ignoring_case, print, same_ignoring_case, starts_ignoring_case};
use crate::read::value::{Text, Unknown, Value, add_origins};

/// An operator that compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Whether it counts as true; `None` where that is not known.
pub(crate) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Null => Some(false),
        Value::Bool(value) => Some(*value),
        Value::Number(number) => Some(*number != 0.0 && !number.is_nan()),
        Value::Text(text) if text.len() > 0 => Some(true),
        Value::Text(text) => text.as_str().map(|_| false),
        Value::List(_) | Value::Object(_) => Some(true),
        Value::Unknown(unknown) => {
            let mut truths = unknown.candidates.iter().map(truth);
            let first = truths.next()??;
            truths.all(|truth| truth == Some(first)).then_some(first)
        }
    }
}

/// Whether it is neither a list nor an object.
pub(super) fn is_primitive(value: &Value) -> bool {
    !matches!(value, Value::List(_) | Value::Object(_))
}

/// A known value as a number.
fn to_number(value: &Value) -> f64 {
    match value {
        Value::Null => 0.0,
        Value::Bool(value) => f64::from(u8::from(*value)),
        Value::Number(number) => *number,
        Value::Text(_) => number::parse(&print(value)),
        Value::List(_) | Value::Object(_) | Value::Unknown(_) => f64::NAN,
    }
}

/// `==` of known values.
#[allow(clippy::float_cmp, reason = "GitHub compares doubles exactly")]
pub(super) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::Text(_), Value::Text(_)) => same_ignoring_case(&print(one), &print(other)),
        (Value::List(one), Value::List(other)) => Arc::ptr_eq(one, other),
        (Value::Object(one), Value::Object(other)) => Arc::ptr_eq(one, other),
        _ => to_number(one) == to_number(other),
    }
}

/// Whether two known values are the same, type and case included.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Text(one), Value::Text(other)) => one.pattern() == other.pattern(),
        (Value::Number(one), Value::Number(other)) => number::print(*one) == number::print(*other),
        (Value::Null, Value::Null) => true,
        (Value::Bool(one), Value::Bool(other)) => one == other,
        (Value::List(one), Value::List(other)) => Arc::ptr_eq(one, other),
        (Value::Object(one), Value::Object(other)) => Arc::ptr_eq(one, other),
        _ => false,
    }
}

fn ordered(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Text(_), Value::Text(_)) => Some(order_ignoring_case(&print(one), &print(other))),
        (Value::List(_) | Value::Object(_), _) | (_, Value::List(_) | Value::Object(_)) => None,
        _ => to_number(one).partial_cmp(&to_number(other)),
    }
}

/// A comparison of known values.
fn holds(operator: Comparison, one: &Value, other: &Value) -> bool {
    let order = || ordered(one, other);
    match operator {
        Comparison::Equal => equal(one, other),
        Comparison::NotEqual => !equal(one, other),
        Comparison::Less => order() == Some(Ordering::Less),
        Comparison::LessOrEqual => matches!(order(), Some(Ordering::Less | Ordering::Equal)),
        Comparison::Greater => order() == Some(Ordering::Greater),
        Comparison::GreaterOrEqual => matches!(order(), Some(Ordering::Greater | Ordering::Equal)),
    }
}

/// A comparison, of which a side may be unknown.
pub(super) fn compare(operator: Comparison, one: &Value, other: &Value) -> Value {
    let mut truths: Option<(bool, bool)> = None;
    if let (Some(ones), Some(others)) = (one.possible(), other.possible()) {
        let (mut yes, mut no) = (false, false);
        for one in &ones {
            for other in &others {
                match holds(operator, one, other) {
                    true => yes = true,
                    false => no = true,
                }
            }
        }
        truths = Some((yes, no));
    } else if matches!(operator, Comparison::Equal | Comparison::NotEqual) && differ(one, other) {
        truths = Some((operator == Comparison::NotEqual, operator == Comparison::Equal));
    }
    match truths {
        Some((true, false)) => Value::Bool(true),
        Some((false, _)) => Value::Bool(false),
        _ => undecided(&[one, other]),
    }
}

/// `==`, of which a side may be unknown.
pub(crate) fn equals(one: &Value, other: &Value) -> Value {
    compare(Comparison::Equal, one, other)
}

/// True or false, as these decide it.
pub(super) fn undecided(values: &[&Value]) -> Value {
    let mut sources = Vec::new();
    for value in values {
        add_origins(&mut sources, &value.origins());
    }
    Unknown::one_of(sources, vec![Value::Bool(true), Value::Bool(false)]).value()
}

/// Whether a text with holes can certainly not be another text.
fn differ(one: &Value, other: &Value) -> bool {
    let (Value::Text(one), Value::Text(other)) = (one, other) else { return false };
    let impossible = |text: &Text, whole: &str| {
        text.len() > whole.len()
            || !starts_ignoring_case(whole, text.prefix())
            || !ends_ignoring_case(whole, text.suffix())
    };
    match (one.as_str(), other.as_str()) {
        (None, Some(whole)) => impossible(one, whole),
        (Some(whole), None) => impossible(other, whole),
        _ => false,
    }
}
