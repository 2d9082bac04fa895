//! The outcome of a test in one sentence.

use super::context::{Missing, RequestContext, Values};
use super::operand::{Fit, Operand};
use super::{Comparison, Outcome, Quantifier, Test, Why};
use crate::aws::logic::Tri;
use crate::text::quote;

impl Test {
    /// Why the test came out so: lower case, no final stop.
    pub(crate) fn sentence(&self, outcome: &Outcome<'_>, context: &RequestContext) -> String {
        match outcome.why {
            Why::Missing => self.sentence_for_missing(outcome.result),
            Why::NoVariable => {
                let holds = if self.operator.negated { "; a negated operator then holds" } else { "" };
                let variable =
                    self.written.iter().find(|value| value.contains("${")).map_or("", String::as_str);
                format!(
                    "a policy variable in `{}` has no value in this request, so it fits nothing{holds}",
                    quote(variable)
                )
            }
            Why::NoPolicyValues => format!("the policy gives no value for `{}`", quote(&self.key.written)),
            Why::Open(question) => format!("not documented: {}", question.text),
            Why::Unknown(unknown) => match &unknown.need {
                Missing::Claim(claim) => format!("the claim `{claim}` is not known"),
                Missing::Key(key) => format!("the condition key `{}` is not known", quote(key)),
                Missing::Role => "the role is not known".to_owned(),
                Missing::Question(question) => format!("not documented: {}", question.text),
            },
            Why::Compared => self.sentence_for_compared(outcome.result, context),
        }
    }

    fn sentence_for_missing(&self, result: Tri) -> String {
        let key = quote(&self.key.written);
        match (self.operator.quantifier, result) {
            (Quantifier::ForAllValues, _) => {
                format!(
                    "the key `{key}` is not in the request, and `ForAllValues` holds for no values at all"
                )
            }
            (Quantifier::ForAnyValue, _) => {
                format!("the key `{key}` is not in the request, and `ForAnyValue` needs a value")
            }
            (_, Tri::Yes) if self.operator.if_exists => {
                format!("the key `{key}` is not in the request, which `IfExists` lets pass")
            }
            (_, Tri::Yes) => {
                format!(
                    "the key `{key}` is not in the request, and a negated operator holds for a missing key"
                )
            }
            _ => format!("the key `{key}` is not in the request"),
        }
    }

    fn sentence_for_compared(&self, result: Tri, context: &RequestContext) -> String {
        let key = quote(&self.key.written);
        let values = context.values(&self.key).shown().unwrap_or_default();
        if self.operator.comparison == Comparison::Null {
            let there = if matches!(context.values(&self.key), Values::Missing) { "is not" } else { "is" };
            return format!("the key `{key}` {there} in the request");
        }
        let fits = |value: &str| {
            let found = self.read(value);
            self.operands
                .iter()
                .zip(&self.written)
                .find(|(operand, _)| matches!(operand.fit(&found, false, context), Fit::Yes))
                .map(|(_, written)| written.as_str())
        };
        let [value] = values.as_slice() else {
            return self.sentence_for_list(result, &values);
        };
        match (fits(value), self.written.as_slice()) {
            (Some(written), _) if written == *value => format!("`{}` is what the policy gives", quote(value)),
            (Some(written), _) => format!("`{}` {} `{}`", quote(value), self.verb(true), quote(written)),
            (None, _) if !self.read(value).is_readable() => {
                format!("`{}` is not {}", quote(value), self.type_of_value())
            }
            (None, [written]) if !self.operands.iter().all(Operand::is_readable) => {
                let what = match self.operator.comparison {
                    Comparison::IpAddress => "an address or a network",
                    Comparison::Arn => "a pattern of ARNs",
                    _ => self.type_of_value(),
                };
                format!("`{}` in the policy is not {what}", quote(written))
            }
            (None, [written]) => {
                let what = format!("`{}` {} `{}`", quote(value), self.verb(false), quote(written));
                let exact = matches!(
                    self.operator.comparison,
                    Comparison::StringEquals | Comparison::StringEqualsIgnoreCase
                );
                if exact && written.contains(['*', '?']) {
                    return format!("{what}; under `{}` the wildcard is a literal character", self.name);
                }
                what
            }
            (None, written) => {
                format!("`{}` {} any of the {} values", quote(value), self.verb(false), written.len())
            }
        }
    }

    fn sentence_for_list(&self, result: Tri, values: &[&str]) -> String {
        let key = quote(&self.key.written);
        let holds = if result == Tri::Yes { "holds" } else { "does not hold" };
        match self.operator.quantifier {
            Quantifier::ForAllValues => {
                format!("the test {holds} for every one of the {} values of `{key}`", values.len())
            }
            Quantifier::ForAnyValue if result == Tri::Yes => {
                format!("the test holds for one of the {} values of `{key}`", values.len())
            }
            _ => format!("the test holds for none of the {} values of `{key}`", values.len()),
        }
    }

    /// What the operator compares.
    fn type_of_value(&self) -> &'static str {
        match self.operator.comparison {
            Comparison::Numeric(_) => "a number",
            Comparison::Date(_) => "a date",
            Comparison::IpAddress => "an address",
            Comparison::Bool => "`true` or `false`",
            _ => "an ARN",
        }
    }

    /// The comparison in words.
    fn verb(&self, fits: bool) -> &'static str {
        match (self.operator.comparison, fits) {
            (Comparison::StringLike | Comparison::Arn, true) => "matches",
            (Comparison::StringLike | Comparison::Arn, false) => "does not match",
            (Comparison::IpAddress, true) => "is in",
            (Comparison::IpAddress, false) => "is not in",
            (Comparison::Numeric(order) | Comparison::Date(order), fits) => order.verb(fits),
            (_, true) => "is",
            (_, false) => "is not",
        }
    }
}

impl super::Relation {
    fn verb(self, holds: bool) -> &'static str {
        use super::Relation as O;
        match (self, holds) {
            (O::Equal, true) => "equals",
            (O::Equal, false) => "does not equal",
            (O::Less, true) => "is less than",
            (O::Less, false) => "is not less than",
            (O::LessOrEqual, true) => "is at most",
            (O::LessOrEqual, false) => "is more than",
            (O::Greater, true) => "is more than",
            (O::Greater, false) => "is not more than",
            (O::GreaterOrEqual, true) => "is at least",
            (O::GreaterOrEqual, false) => "is less than",
        }
    }
}
