//! What a test costs, added up before it is made: see [`crate::limits`].

use super::Test;
use super::context::{RequestContext, Values};
use super::operand::{ArnPattern, Operand};
use super::operator::Comparison;
use super::template::TemplatePart;
use crate::aws::pattern::wildcard::holes_steps;

/// Comparing two texts.
const COMPARED: u64 = 16;
/// Comparing what has to be read, or has parts.
const READ: u64 = 64;

/// How many values a key has, and their bytes together. What is not known is tried with the values that policies name,
/// one after the other.
#[derive(Clone, Copy)]
struct Amount {
    values: u64,
    bytes: u64,
}

impl Amount {
    fn of(values: Values<'_>) -> Amount {
        let sum = |texts: &[String]| texts.iter().map(|text| text.len() as u64).sum();
        match values {
            Values::Missing | Values::Unknown(_) => Amount { values: 1, bytes: 0 },
            Values::One(text) => Amount { values: 1, bytes: text.len() as u64 },
            Values::Many(texts) => Amount { values: texts.len().max(1) as u64, bytes: sum(texts) },
            Values::Either(alternatives, _) => {
                let texts = || alternatives.iter().flatten();
                let values = texts().map(|texts| texts.len().max(1) as u64).sum::<u64>().max(1);
                Amount { values, bytes: texts().map(|texts| sum(texts)).sum() }
            }
        }
    }
}

impl Test {
    /// The steps of one evaluation, at most.
    pub(crate) fn steps(&self, context: &RequestContext) -> u64 {
        let amount = Amount::of(context.values(&self.key));
        self.operands.iter().map(|operand| operand.steps(amount, context)).sum::<u64>() + COMPARED
    }
}

impl Operand {
    fn steps(&self, amount: Amount, context: &RequestContext) -> u64 {
        let each = |once: u64, a_byte: u64| amount.values * once + amount.bytes * a_byte;
        match self {
            Operand::Equals(_) | Operand::Bool(_) => each(COMPARED, 0),
            Operand::EqualsIgnoreCase(text) => {
                // Three ways to ignore case, each up to the first difference.
                amount.values * COMPARED + 3 * amount.bytes.min(amount.values * text.len() as u64)
            }
            Operand::Binary(text, _) => each(READ + text.len() as u64, 1),
            Operand::Like(pattern) => each(pattern.steps(), pattern.steps_a_byte()),
            Operand::Arn(pattern) => each(READ + pattern.steps(), pattern.steps_a_byte()),
            Operand::Number(..) | Operand::Date(..) | Operand::Network(_) => each(READ, 0),
            Operand::Template(comparison, parts) => {
                let filled = filled(parts, context);
                let like = matches!(comparison, Comparison::StringLike | Comparison::Arn);
                let written = |c: char| {
                    parts.iter().any(|part| matches!(part, TemplatePart::Written(text) if text.contains(c)))
                };
                let a_byte = match (like && written('*'), written('?')) {
                    (false, _) => 0,
                    (true, false) => 1,
                    (true, true) => usize::try_from(filled).map_or(u64::MAX, holes_steps),
                };
                // It is made again for each value.
                (amount.values * (READ + 2 * filled)).saturating_add(amount.bytes.saturating_mul(a_byte))
            }
        }
    }
}

/// The bytes of a value once its variables are filled in, at most.
pub(crate) fn filled(parts: &[TemplatePart], context: &RequestContext) -> u64 {
    let of = |part: &TemplatePart| match part {
        TemplatePart::Written(text) => text.len() as u64,
        TemplatePart::Exact(_) | TemplatePart::Malformed => 1,
        TemplatePart::Variable { key, default } => {
            Amount::of(context.values(key)).bytes + default.as_ref().map_or(0, |text| text.len() as u64)
        }
    };
    parts.iter().map(of).sum()
}

impl ArnPattern {
    fn steps(&self) -> u64 {
        self.components.iter().map(crate::aws::pattern::wildcard::Pattern::steps).sum()
    }

    fn steps_a_byte(&self) -> u64 {
        self.components.iter().map(crate::aws::pattern::wildcard::Pattern::steps_a_byte).max().unwrap_or(0)
    }
}
