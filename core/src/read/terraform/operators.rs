//! The operators, with three values of truth.

use super::stop::{Stop, fails};
use super::syntax::{Binary, Unary};
use super::types::{self, Type, derived};
use crate::read::value::{Shape, Text, Unknown, Value};

pub(super) fn unary(operator: Unary, value: &Value) -> Result<Value, Stop> {
    let kind = if operator == Unary::Not { Type::Bool } else { Type::Number };
    match (operator, types::convert(value, &kind)?) {
        (_, Value::Null) => fails("the operand is null"),
        (Unary::Not, Value::Bool(value)) => Ok(Value::Bool(!value)),
        (Unary::Minus, Value::Number(value)) => Ok(Value::Number(-value)),
        (Unary::Not, _) => Ok(open(&[value])),
        (Unary::Minus, _) => Ok(derived(&[value])),
    }
}

/// A truth value that depends on these.
fn open(of: &[&Value]) -> Value {
    match derived(of) {
        Value::Unknown(unknown) => {
            Unknown::one_of(unknown.sources.clone(), vec![Value::Bool(true), Value::Bool(false)]).value()
        }
        value => value,
    }
}

pub(super) fn binary(operator: Binary, left: &Value, right: &Value) -> Result<Value, Stop> {
    match operator {
        Binary::And | Binary::Or => logic(operator, left, right),
        Binary::Equal | Binary::Unequal => Ok(match equal(left, right) {
            Some(same) => Value::Bool(same == (operator == Binary::Equal)),
            None => open(&[left, right]),
        }),
        _ => arithmetic(operator, left, right),
    }
}

fn logic(operator: Binary, left: &Value, right: &Value) -> Result<Value, Stop> {
    let sides = [types::convert(left, &Type::Bool)?, types::convert(right, &Type::Bool)?];
    let decides = operator == Binary::Or;
    if sides.iter().any(|side| matches!(side, Value::Null)) {
        return fails("an operand is null");
    }
    let mut known = sides.iter().filter_map(|side| match side {
        Value::Bool(value) => Some(*value),
        _ => None,
    });
    if known.clone().any(|value| value == decides) {
        return Ok(Value::Bool(decides));
    }
    match known.next() {
        Some(_) if sides.iter().all(|side| matches!(side, Value::Bool(_))) => Ok(Value::Bool(!decides)),
        _ => Ok(open(&[left, right])),
    }
}

/// Whether two values are equal, where that is certain.
fn equal(left: &Value, right: &Value) -> Option<bool> {
    match (left, right) {
        (Value::Null, Value::Null) => Some(true),
        (Value::Unknown(one), other) | (other, Value::Unknown(one)) => {
            if one.candidates.is_empty() {
                // A text that begins with something is never null; else a hole may be anything.
                return None;
            }
            let all: Option<Vec<bool>> = one.candidates.iter().map(|value| equal(value, other)).collect();
            let all = all?;
            let first = *all.first()?;
            all.iter().all(|one| *one == first).then_some(first)
        }
        (Value::Null, _) | (_, Value::Null) => Some(false),
        (Value::Text(a), Value::Text(b)) => texts(a, b),
        (Value::List(a), Value::List(b)) => {
            let kind = |shape: Shape| shape;
            if kind(a.shape) != kind(b.shape) {
                return Some(false);
            }
            if a.more.is_some() || b.more.is_some() {
                return None;
            }
            if a.items.len() != b.items.len() {
                return Some(false);
            }
            all(a.items.iter().zip(&b.items).map(|(a, b)| equal(a, b)))
        }
        (Value::Object(a), Value::Object(b)) => {
            if a.shape != b.shape {
                return Some(false);
            }
            if a.more.is_some() || b.more.is_some() {
                return None;
            }
            if !a.members.iter().map(|one| &one.name).eq(b.members.iter().map(|one| &one.name)) {
                return Some(false);
            }
            all(a.members.iter().zip(&b.members).map(|(a, b)| equal(&a.value, &b.value)))
        }
        _ => Some(types::same(left, right)),
    }
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut open = false;
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => open = true,
        }
    }
    (!open).then_some(true)
}

/// Whether two texts are equal: certain too where what is known at their ends differs.
fn texts(a: &Text, b: &Text) -> Option<bool> {
    if let (Some(a), Some(b)) = (a.as_str(), b.as_str()) {
        return Some(a == b);
    }
    let (starts, ends) = ((a.prefix(), b.prefix()), (a.suffix(), b.suffix()));
    let apart = |a: &str, b: &str| !(a.starts_with(b) || b.starts_with(a));
    let apart_at_end = |a: &str, b: &str| !(a.ends_with(b) || b.ends_with(a));
    (apart(starts.0, starts.1) || apart_at_end(ends.0, ends.1)).then_some(false)
}

fn arithmetic(operator: Binary, left: &Value, right: &Value) -> Result<Value, Stop> {
    let sides = (types::convert(left, &Type::Number)?, types::convert(right, &Type::Number)?);
    let (a, b) = match sides {
        (Value::Number(a), Value::Number(b)) => (a, b),
        (Value::Null, _) | (_, Value::Null) => return fails("an operand is null"),
        _ if matches!(
            operator,
            Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual
        ) =>
        {
            return Ok(open(&[left, right]));
        }
        _ => return Ok(derived(&[left, right])),
    };
    Ok(match operator {
        Binary::Less => Value::Bool(a < b),
        Binary::LessEqual => Value::Bool(a <= b),
        Binary::Greater => Value::Bool(a > b),
        Binary::GreaterEqual => Value::Bool(a >= b),
        Binary::Divide if b == 0.0 => return fails("a number is divided by zero"),
        // As it is calculated there: nothing is taken away.
        Binary::Remainder if b == 0.0 => Value::Number(a),
        Binary::Divide => {
            let quotient = a / b;
            match exact(quotient, b, 2, i128::checked_mul) {
                Some(Some(product)) if product.total_cmp(&a).is_eq() => Value::Number(quotient),
                _ => return Err(LONG),
            }
        }
        Binary::Remainder => Value::Number(a % b),
        Binary::Multiply => held(exact(a, b, 2, i128::checked_mul))?,
        Binary::Add => held(exact(a, b, 1, i128::checked_add))?,
        _ => held(exact(a, b, 1, i128::checked_sub))?,
    })
}

/// Terraform calculates with more digits than are held here.
const LONG: Stop = Stop::NotRead("the number has more digits than are read");

/// A number, where it is held with all its digits.
fn held(value: Option<Option<f64>>) -> Result<Value, Stop> {
    value.flatten().map(Value::Number).ok_or(LONG)
}

/// The result in decimals, as Terraform calculates: `0.1 + 0.2` is `0.3`.
///
/// `None` where a digit would be lost on the way, `Some(None)` where the result has more than a number holds.
fn exact(a: f64, b: f64, times: u32, of: impl Fn(i128, i128) -> Option<i128>) -> Option<Option<f64>> {
    let ((a, a_places), (b, b_places)) = (decimal(a)?, decimal(b)?);
    let places = a_places.max(b_places);
    let scaled = |value: i128, own: u32| value.checked_mul(10_i128.checked_pow(places - own)?);
    let value = of(scaled(a, a_places)?, scaled(b, b_places)?)?;
    let places = usize::try_from(places * times).ok()?;
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = places + 1);
    let (whole, part) = digits.split_at_checked(digits.len() - places)?;
    let sign = if value < 0 { "-" } else { "" };
    let text = format!("{sign}{whole}.{part}0");
    let result: f64 = text.parse().ok()?;
    let shown = types::print_number(result);
    let plain = text.trim_end_matches('0').trim_end_matches('.');
    Some((shown == plain || plain == "-0" || plain == "-").then_some(result))
}

/// A number as a whole number and its decimal places.
fn decimal(value: f64) -> Option<(i128, u32)> {
    let text = format!("{value}");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    if text.len() > 30 {
        return None;
    }
    Some((format!("{whole}{part}").parse().ok()?, u32::try_from(part.len()).ok()?))
}
