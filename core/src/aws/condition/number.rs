//! Numbers as the Numeric operators compare them: exact decimals, never floats.

use core::cmp::Ordering;
use std::borrow::Cow;

/// A decimal number, kept by its digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal<'t> {
    negative: bool,
    /// Without leading zeros.
    whole: Cow<'t, str>,
    /// Without trailing zeros.
    fraction: Cow<'t, str>,
}

impl<'t> Decimal<'t> {
    /// Reads an integer or decimal such as `10`, `-3` or `2.50`. AWS documents no other form, so no other is read.
    /// Leading zeros do not count: `010` is ten, as nothing speaks of octal numbers.
    pub(crate) fn parse(text: &'t str) -> Option<Decimal<'t>> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        let fraction = fraction.trim_end_matches('0');
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Decimal { negative: negative && !zero, whole: whole.into(), fraction: fraction.into() })
    }

    /// The same, for a policy to keep.
    pub(crate) fn into_owned(self) -> Decimal<'static> {
        Decimal {
            negative: self.negative,
            whole: self.whole.into_owned().into(),
            fraction: self.fraction.into_owned().into(),
        }
    }

    fn magnitude(&self) -> (usize, &str, &str) {
        (self.whole.len(), &self.whole, &self.fraction)
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude().cmp(&other.magnitude()),
            (true, true) => other.magnitude().cmp(&self.magnitude()),
        }
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_exactly() {
        let sorted =
            ["-10.5", "-2", "-0.10", "0", "0.1", "0.11", "9", "10", "10.05", "100000000000000000000.01"];
        let numbers: Vec<Decimal<'_>> = sorted.iter().map(|text| Decimal::parse(text).unwrap()).collect();
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(Decimal::parse("10"), Decimal::parse("010.00"));
        assert_eq!(Decimal::parse("-0"), Decimal::parse("0.0"));
    }

    #[test]
    fn reads_nothing_else() {
        for text in ["", "-", "ten", "1e3", "0x10", "Inf", "1.", ".5", " 1", "1,0", "--1", "+1"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
