//! What a value must have for a test to hold, so that tests can be found by values.

use super::Test;
use super::operand::Operand;
use super::operator::{Comparison, Quantifier};

/// What every value that fits is, starts with or ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Necessary<'t> {
    Whole(&'t str),
    /// Whole, with letters of ASCII in any case.
    WholeInAnyCase(&'t str),
    Head(&'t str),
    Tail(&'t str),
}

impl Test {
    /// What a value has to be, to start with or to end with, one of these, for the test not to fail; a missing key fails it
    /// too. `None` where it may hold without.
    pub(crate) fn necessary(&self) -> Option<Vec<Necessary<'_>>> {
        let operator = self.operator;
        let narrows = !operator.negated
            && !operator.if_exists
            && operator.quantifier != Quantifier::ForAllValues
            && !self.operands.is_empty();
        narrows.then(|| self.operands.iter().map(of_operand).collect()).flatten()
    }

    /// What one value has to be, to start with or to end with, one of these, for a negated test to fail, each with whether it
    /// then always does; with a missing key such a test holds. `None` for any other test, and where a value may fail it
    /// without.
    pub(crate) fn leaves_out(&self) -> Option<Vec<(Necessary<'_>, bool)>> {
        let operator = self.operator;
        let compares = matches!(operator.comparison, Comparison::StringEquals | Comparison::StringLike);
        let leaves_out = compares
            && operator.negated
            && operator.quantifier == Quantifier::None
            && !self.operands.is_empty();
        let certain = |operand: &Operand| match operand {
            Operand::Like(pattern) => pattern.literal().is_some() || pattern.is_one_end(),
            _ => true,
        };
        let with_certainty = |operand| Some((of_operand(operand)?, certain(operand)));
        leaves_out.then(|| self.operands.iter().map(with_certainty).collect()).flatten()
    }
}

fn of_operand(operand: &Operand) -> Option<Necessary<'_>> {
    match operand {
        Operand::Equals(text) => Some(Necessary::Whole(text)),
        Operand::EqualsIgnoreCase(text) if text.is_ascii() => Some(Necessary::WholeInAnyCase(text)),
        Operand::Like(pattern) => match (pattern.literal(), pattern.ends()) {
            (Some(text), _) => Some(Necessary::Whole(text)),
            (None, ("", "")) => None,
            (None, (head, tail)) if tail.len() > head.len() => Some(Necessary::Tail(tail)),
            (None, (head, _)) => Some(Necessary::Head(head)),
        },
        _ => None,
    }
}
