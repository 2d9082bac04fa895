//! Condition operators by name.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::text::{nearest, quote};

/// How a single-valued comparison is spread over several request values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Quantifier {
    /// No prefix: the key has one value.
    None,
    /// `ForAllValues:`; true when the key is missing.
    ForAllValues,
    /// `ForAnyValue:`; false when the key is missing.
    ForAnyValue,
}

/// The order that a Numeric or Date operator asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// `Equals`
    Equal,
    /// `LessThan`
    Less,
    /// `LessThanEquals`
    LessOrEqual,
    /// `GreaterThan`
    Greater,
    /// `GreaterThanEquals`
    GreaterOrEqual,
}

impl Relation {
    pub(crate) fn holds(self, found: core::cmp::Ordering) -> bool {
        match self {
            Relation::Equal => found.is_eq(),
            Relation::Less => found.is_lt(),
            Relation::LessOrEqual => found.is_le(),
            Relation::Greater => found.is_gt(),
            Relation::GreaterOrEqual => found.is_ge(),
        }
    }
}

/// What a condition operator compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Comparison {
    /// The exact text.
    StringEquals,
    /// The text without regard to case.
    StringEqualsIgnoreCase,
    /// Wildcards.
    StringLike,
    /// Decimal numbers.
    Numeric(Relation),
    /// Instants.
    Date(Relation),
    /// `true` or `false`.
    Bool,
    /// Base64 text.
    Binary,
    /// Addresses and networks.
    IpAddress,
    /// ARNs, component by component; `ArnEquals` and `ArnLike` are one operator.
    Arn,
    /// Whether the key is absent.
    Null,
}

/// A condition operator: `[ForAllValues:|ForAnyValue:]Name[IfExists]`.
///
/// Names are compared exactly, as IAM does when a policy is stored. Source: IAM User Guide, "IAM JSON policy elements:
/// Condition operators" and "Set operators".
///
#[doc = include_str!("../../../docs/operators.md")]
///
/// ```
/// use assumable::aws::{Comparison, ConditionOperator};
/// let operator: ConditionOperator = "ForAnyValue:StringNotLikeIfExists".parse().unwrap();
/// assert_eq!(operator.comparison, Comparison::StringLike);
/// assert!(operator.negated && operator.if_exists);
/// assert!("stringlike".parse::<ConditionOperator>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ConditionOperator {
    /// The set prefix.
    pub quantifier: Quantifier,
    /// What is compared.
    pub comparison: Comparison,
    /// Whether the operator asks for the contrary (`…Not…`).
    pub negated: bool,
    /// Whether a missing key makes it true (`…IfExists`).
    pub if_exists: bool,
}

const NAMES: &[(&str, Comparison, bool)] = &[
    ("StringEquals", Comparison::StringEquals, false),
    ("StringNotEquals", Comparison::StringEquals, true),
    ("StringEqualsIgnoreCase", Comparison::StringEqualsIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", Comparison::StringEqualsIgnoreCase, true),
    ("StringLike", Comparison::StringLike, false),
    ("StringNotLike", Comparison::StringLike, true),
    ("NumericEquals", Comparison::Numeric(Relation::Equal), false),
    ("NumericNotEquals", Comparison::Numeric(Relation::Equal), true),
    ("NumericLessThan", Comparison::Numeric(Relation::Less), false),
    ("NumericLessThanEquals", Comparison::Numeric(Relation::LessOrEqual), false),
    ("NumericGreaterThan", Comparison::Numeric(Relation::Greater), false),
    ("NumericGreaterThanEquals", Comparison::Numeric(Relation::GreaterOrEqual), false),
    ("DateEquals", Comparison::Date(Relation::Equal), false),
    ("DateNotEquals", Comparison::Date(Relation::Equal), true),
    ("DateLessThan", Comparison::Date(Relation::Less), false),
    ("DateLessThanEquals", Comparison::Date(Relation::LessOrEqual), false),
    ("DateGreaterThan", Comparison::Date(Relation::Greater), false),
    ("DateGreaterThanEquals", Comparison::Date(Relation::GreaterOrEqual), false),
    ("Bool", Comparison::Bool, false),
    ("BinaryEquals", Comparison::Binary, false),
    ("IpAddress", Comparison::IpAddress, false),
    ("NotIpAddress", Comparison::IpAddress, true),
    ("ArnEquals", Comparison::Arn, false),
    ("ArnNotEquals", Comparison::Arn, true),
    ("ArnLike", Comparison::Arn, false),
    ("ArnNotLike", Comparison::Arn, true),
    ("Null", Comparison::Null, false),
];

impl FromStr for ConditionOperator {
    type Err = Error;

    fn from_str(text: &str) -> Result<ConditionOperator, Error> {
        let (quantifier, rest) = match text.split_once(':') {
            Some(("ForAllValues", rest)) => (Quantifier::ForAllValues, rest),
            Some(("ForAnyValue", rest)) => (Quantifier::ForAnyValue, rest),
            _ => (Quantifier::None, text),
        };
        let (base, if_exists) = match rest.strip_suffix("IfExists") {
            Some(base) => (base, true),
            None => (rest, false),
        };
        match NAMES.iter().find(|(name, ..)| *name == base) {
            Some(&(_, comparison, negated)) if !(if_exists && comparison == Comparison::Null) => {
                Ok(ConditionOperator { quantifier, comparison, negated, if_exists })
            }
            _ => Err(unknown(text)),
        }
    }
}

/// The error for a name that is not an operator, with the nearest one where the writing differs in case, colons or two
/// letters.
fn unknown(text: &str) -> Error {
    let error =
        Error::new(ErrorKind::PolicyInvalid, format!("`{}` is not a condition operator", quote(text)))
            .with_found(text);
    let plain = |name: &str| name.replace(':', "").to_ascii_lowercase();
    let wanted = plain(text);
    if wanted == "nullifexists" {
        return error.with_help("write `Null`: it tests for existence itself");
    }
    let known: Vec<String> = ["", "ForAllValues:", "ForAnyValue:"]
        .into_iter()
        .flat_map(|quantifier| {
            NAMES.iter().flat_map(move |(name, ..)| {
                let suffixes = ["", "IfExists"].into_iter().take(if *name == "Null" { 1 } else { 2 });
                suffixes.map(move |suffix| format!("{quantifier}{name}{suffix}"))
            })
        })
        .collect();
    match nearest(text, known.iter().map(String::as_str)) {
        Some(name) => error.with_suggestion(name),
        None => error.with_help("write an operator such as `StringEquals` or `StringLike`"),
    }
}

impl fmt::Display for ConditionOperator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.quantifier {
            Quantifier::None => "",
            Quantifier::ForAllValues => "ForAllValues:",
            Quantifier::ForAnyValue => "ForAnyValue:",
        })?;
        let name = NAMES
            .iter()
            .find(|(_, comparison, negated)| *comparison == self.comparison && *negated == self.negated)
            .map_or("", |(name, ..)| name);
        f.write_str(name)?;
        f.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_and_printed() {
        for quantifier in ["", "ForAllValues:", "ForAnyValue:"] {
            for (name, comparison, negated) in NAMES {
                let text = format!("{quantifier}{name}");
                let operator: ConditionOperator = text.parse().unwrap();
                assert_eq!((operator.comparison, operator.negated), (*comparison, *negated));
                if !text.contains("ArnEquals") && !text.contains("ArnLike") && !text.contains("ArnNot") {
                    assert_eq!(operator.to_string(), text);
                }
            }
        }
    }

    #[test]
    fn misspelt_operators_are_named() {
        let error = "ForAllValuesStringEquals".parse::<ConditionOperator>().unwrap_err();
        assert_eq!(error.to_string(), "`ForAllValuesStringEquals` is not a condition operator");
        assert_eq!(error.help(), "write `ForAllValues:StringEquals`");
        assert_eq!("stringlike".parse::<ConditionOperator>().unwrap_err().help(), "write `StringLike`");
        assert_eq!("StringEqual".parse::<ConditionOperator>().unwrap_err().help(), "write `StringEquals`");
        let nearest = [("Nuol", "write `Null`"), ("Boll", "write `Bool`")];
        for (slip, help) in nearest {
            assert_eq!(slip.parse::<ConditionOperator>().unwrap_err().help(), help);
        }
        // As near to `Null`, which stands further down.
        assert_eq!("Bul".parse::<ConditionOperator>().unwrap_err().help(), "write `Bool`");
        let error = "ForAllValue:StringNotLikeIfExist".parse::<ConditionOperator>().unwrap_err();
        assert_eq!(error.help(), "write `ForAllValues:StringNotLikeIfExists`");
        let usual = "write an operator such as `StringEquals` or `StringLike`";
        assert_eq!("x".repeat(100_000).parse::<ConditionOperator>().unwrap_err().help(), usual);
        assert_eq!("StringMatches".parse::<ConditionOperator>().unwrap_err().help(), usual);
        assert!("NullIfExists".parse::<ConditionOperator>().is_err());
        assert!("ForAnyValue::StringEquals".parse::<ConditionOperator>().is_err());
    }
}
