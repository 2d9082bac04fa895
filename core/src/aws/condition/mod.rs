//! Condition tests: an operator, a key and the policy's values, against what a request holds.

mod address;
pub(crate) mod context;
pub(crate) mod date;
mod number;
mod operand;
mod operator;
mod sentence;
pub(crate) mod template;

use context::{Key, RequestContext, Unknown, Values};
use date::Instant;
use operand::{Fit, Operand, boolean};
pub use operator::{Comparison, ConditionOperator, Ordering, Quantifier};

use crate::aws::logic::Tri;
use crate::error::{Error, quote};
use crate::knowledge::questions::{self, Question};

/// One test of a condition block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Test {
    pub(crate) operator: ConditionOperator,
    /// The operator as written: `ArnEquals` and `ArnLike` are one.
    pub(crate) name: String,
    pub(crate) key: Key,
    /// The policy's values as written.
    pub(crate) written: Vec<String>,
    operands: Vec<Operand>,
}

/// The outcome of a test and what decided it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome<'c> {
    pub(crate) result: Tri,
    pub(crate) why: Why<'c>,
}

/// What decided a test.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Why<'c> {
    /// The request's values were compared with the policy's.
    Compared,
    /// The key is missing.
    Missing,
    /// The policy's list of values is empty.
    NoPolicyValues,
    /// AWS leaves this open.
    Open(&'static Question),
    /// It hangs on something the request does not tell.
    Unknown(&'c Unknown),
}

impl<'c> Outcome<'c> {
    /// The outcome of a comparison.
    pub(crate) fn compared(result: Tri) -> Outcome<'c> {
        Outcome { result, why: Why::Compared }
    }

    fn new(result: bool, why: Why<'c>) -> Outcome<'c> {
        Outcome { result: Tri::from(result), why }
    }

    /// Open, for a question that AWS leaves.
    pub(crate) fn open(question: &'static Question) -> Outcome<'c> {
        Outcome { result: Tri::Unknown, why: Why::Open(question) }
    }

    /// The outcome where both readings agree, and open otherwise.
    fn agree(self, other: Outcome<'c>, otherwise: Outcome<'c>) -> Outcome<'c> {
        if self.result == other.result { self } else { otherwise }
    }
}

impl Test {
    /// Reads a test; `variables` says whether the policy's version knows policy variables.
    ///
    /// # Errors
    /// `POLICY_INVALID` for a name that is no operator.
    pub(crate) fn new(name: &str, key: &str, values: Vec<String>, variables: bool) -> Result<Test, Error> {
        let operator: ConditionOperator = name.parse()?;
        let operands = values.iter().map(|value| Operand::new(operator, value, variables)).collect();
        Ok(Test { operator, name: name.to_owned(), key: Key::new(key), written: values, operands })
    }

    /// The first value that IAM does not store under this operator, by its index, and why.
    pub(crate) fn refused_value(&self) -> Option<(usize, String)> {
        self.written.iter().enumerate().find_map(|(index, value)| {
            let why = match self.operator.comparison {
                Comparison::Date(_) if !Instant::is_stored(value) => "is no date",
                Comparison::Null if boolean(value).is_none() => "is neither `true` nor `false`",
                _ => return None,
            };
            Some((index, format!("`{}` {why}, which `{}` needs", quote(value), self.name)))
        })
    }

    /// Evaluates against a request.
    pub(crate) fn evaluate<'c>(&'c self, context: &'c RequestContext) -> Outcome<'c> {
        let values = context.values(&self.key);
        if self.operator.comparison == Comparison::Null {
            return self.null(values);
        }
        if self.operands.is_empty() {
            return self.without_policy_values(values);
        }
        match values {
            Values::Missing => self.missing(),
            Values::One("") if self.operator.quantifier != Quantifier::None => self
                .over(&[""], context)
                .agree(self.over::<&str>(&[], context), Outcome::open(&questions::EMPTY_STRING_SET)),
            Values::One(value) => self.over(&[value], context),
            Values::Many(values) if self.operator.quantifier != Quantifier::None => {
                self.over(values, context)
            }
            Values::Many(values) => self.plain_over_list(values, context),
            Values::Maybe(value, question) => {
                self.missing().agree(self.over(&[value], context), Outcome::open(question))
            }
            Values::Unknown(unknown) => self.over_unknown(unknown),
        }
    }

    fn missing(&self) -> Outcome<'static> {
        match self.operator {
            ConditionOperator { quantifier: Quantifier::ForAllValues, .. } => {
                Outcome::new(true, Why::Missing)
            }
            ConditionOperator { quantifier: Quantifier::ForAnyValue, if_exists: true, .. } => {
                Outcome::open(&questions::IF_EXISTS_UNDER_ANY)
            }
            ConditionOperator { quantifier: Quantifier::ForAnyValue, .. } => {
                Outcome::new(false, Why::Missing)
            }
            ConditionOperator { negated, if_exists, .. } => Outcome::new(negated || if_exists, Why::Missing),
        }
    }

    fn without_policy_values(&self, values: Values<'_>) -> Outcome<'static> {
        let missing = matches!(values, Values::Missing);
        let settled = !matches!(values, Values::Unknown(_) | Values::Maybe(..) | Values::Many([]));
        match self.operator.quantifier {
            Quantifier::ForAnyValue => Outcome::new(false, Why::NoPolicyValues),
            Quantifier::ForAllValues if settled => Outcome::new(missing, Why::NoPolicyValues),
            Quantifier::None if settled && self.operator.if_exists => {
                Outcome::new(missing, Why::NoPolicyValues)
            }
            _ => Outcome::open(&questions::EMPTY_VALUE_LIST),
        }
    }

    fn null<'c>(&'c self, values: Values<'c>) -> Outcome<'c> {
        if self.operator.quantifier != Quantifier::None {
            return Outcome::open(&questions::NULL_WITH_SET);
        }
        let absent = match values {
            Values::Missing => true,
            Values::One("") | Values::Many([]) => return Outcome::open(&questions::NULL_OF_EMPTY),
            Values::Maybe(_, question) => return Outcome::open(question),
            Values::Unknown(unknown) if unknown.may_be_missing => {
                return Outcome { result: Tri::Unknown, why: Why::Unknown(unknown) };
            }
            Values::One(_) | Values::Many(_) | Values::Unknown(_) => false,
        };
        if self.written.is_empty() {
            return Outcome::open(&questions::EMPTY_VALUE_LIST);
        }
        Outcome::new(self.written.iter().any(|value| boolean(value) == Some(absent)), Why::Compared)
    }

    /// The test over the values of a present key, under its quantifier.
    fn over<'c, T: AsRef<str>>(&'c self, values: &[T], context: &'c RequestContext) -> Outcome<'c> {
        let all = self.operator.quantifier == Quantifier::ForAllValues;
        let mut whole = Outcome::new(all, Why::Compared);
        for value in values {
            let one = self.over_one(value.as_ref(), context);
            whole = match (whole.result, one.result) {
                (_, Tri::No) if all => return one,
                (_, Tri::Yes) if !all => return one,
                (_, Tri::Unknown) => one,
                _ => whole,
            };
        }
        whole
    }

    /// The test over one value: any policy value fits, or none does where the operator is negated.
    fn over_one<'c>(&'c self, value: &str, context: &'c RequestContext) -> Outcome<'c> {
        let negated = self.operator.negated;
        let mut open = None;
        for operand in &self.operands {
            open = match operand.fit(value, negated, context) {
                Fit::Yes => return Outcome::new(!negated, Why::Compared),
                Fit::No => open,
                Fit::Unreadable(_) if !negated => open,
                Fit::Unreadable(question) | Fit::Open(question) => open.or(Some(Why::Open(question))),
                Fit::Unknown(unknown) => open.or(Some(Why::Unknown(unknown))),
            };
        }
        match open {
            Some(why) => Outcome { result: Tri::Unknown, why },
            None => Outcome::new(negated, Why::Compared),
        }
    }

    /// A key with several values under an operator for one: AWS says only that a set operator is needed. Peers read it
    /// as any value, or as never; where both give "no", so do we.
    fn plain_over_list<'c>(&'c self, values: &'c [String], context: &'c RequestContext) -> Outcome<'c> {
        let any = values.iter().any(|value| self.over_one(value, context).result != Tri::No);
        let exists = !self.operator.negated && !self.operator.if_exists;
        if any || (values.is_empty() && !exists) {
            return Outcome::open(&questions::PLAIN_ON_LIST);
        }
        Outcome::new(false, Why::Compared)
    }

    /// A key whose value is not known: decided where every value, and where it may be missing its absence too, agree.
    fn over_unknown<'c>(&'c self, unknown: &'c Unknown) -> Outcome<'c> {
        let open = Outcome { result: Tri::Unknown, why: Why::Unknown(unknown) };
        if !self.operands.iter().any(Operand::fits_everything) {
            return open;
        }
        let present = Outcome::new(!self.operator.negated, Why::Compared);
        if unknown.may_be_missing { present.agree(self.missing(), open) } else { present }
    }
}

/// Whether a policy of this `Version` knows policy variables.
///
/// A policy without `Version` does not: AWS's pages disagree on which version is meant then, but both readings
/// leave `${…}` literal.
pub(crate) fn knows_variables(version: Option<&str>) -> bool {
    version == Some("2012-10-17")
}

/// What `match_condition` answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditionReport {
    /// Whether the test holds; `None` where AWS does not document it.
    pub holds: Option<bool>,
    /// Why, in one sentence.
    pub reason: String,
}

/// Tests one condition against a closed context: a key that `context` does not name is missing.
///
/// An operator that does not exist never matches; IAM refuses to store it.
///
/// ```
/// let report = assumable::match_condition(
///     "StringEquals", "aws:username", &["al*".into()], [("aws:UserName", vec!["alice".into()])], Some("2012-10-17"));
/// assert_eq!(report.holds, Some(false));
/// assert_eq!(report.reason, "`alice` is not `al*`; under `StringEquals` the wildcard is a literal character");
/// ```
pub fn match_condition<'k>(
    operator: &str,
    key: &str,
    values: &[String],
    context: impl IntoIterator<Item = (&'k str, Vec<String>)>,
    version: Option<&str>,
) -> ConditionReport {
    let test = match Test::new(operator, key, values.to_vec(), knows_variables(version)) {
        Ok(test) => test,
        Err(error) => {
            let help = error.help().map(|help| format!("; {help}")).unwrap_or_default();
            let reason = format!("{error}, and IAM refuses to store it{help}");
            return ConditionReport { holds: Some(false), reason };
        }
    };
    let context = RequestContext::closed(context);
    let outcome = test.evaluate(&context);
    ConditionReport { holds: outcome.result.known(), reason: test.sentence(&outcome, &context) }
}
