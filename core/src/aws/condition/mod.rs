//! Condition tests: an operator, a key and the policy's values, against what a request holds.

mod address;
pub(crate) mod context;
pub(crate) mod cost;
pub(crate) mod date;
#[cfg(feature = "analysis")]
pub(crate) mod language;
mod necessary;
pub(crate) mod network;
mod number;
mod operand;
mod operator;
mod sentence;
pub(crate) mod template;

use context::{Key, RequestContext, UnknownKey, Values};
use date::Instant;
pub(crate) use necessary::Necessary;
use operand::{Fit, Found, Operand, boolean};
pub use operator::{Comparison, ConditionOperator, Quantifier, Relation};

use crate::aws::budget::within;
use crate::aws::logic::Tri;
use crate::error::Error;
use crate::knowledge::questions::{self, Question};
use crate::limits::MAX_STEPS;
use crate::text::{placeholder, placeholder_in_policy, quote};

/// One test of a condition block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Test {
    pub(crate) operator: ConditionOperator,
    /// The operator as written: `ArnEquals` and `ArnLike` are one.
    pub(crate) name: String,
    pub(crate) key: Key,
    /// The policy's values as written.
    pub(crate) written: Vec<String>,
    /// Whether the policy's version knows policy variables.
    pub(crate) variables: bool,
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
    /// A policy variable has no value in the request, and nothing else fits.
    NoVariable,
    /// AWS leaves this open.
    Open(&'static Question),
    /// It depends on something that is not known of the request.
    Unknown(&'c UnknownKey),
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
    /// `POLICY_INVALID` for a name that is not an operator.
    pub(crate) fn new(name: &str, key: &str, values: Vec<String>, variables: bool) -> Result<Test, Error> {
        let operator: ConditionOperator = name.parse()?;
        let operands = values.iter().map(|value| Operand::new(operator, value, variables)).collect();
        Ok(Test { operator, name: name.to_owned(), key: Key::new(key), written: values, variables, operands })
    }

    /// Why IAM does not store a condition on this key, if it does not.
    pub(crate) fn refused_key(key: &str) -> Option<String> {
        let tagged = key.to_ascii_lowercase().contains("tag/");
        let colons = key.bytes().filter(|b| *b == b':').count();
        (colons > 1 && !tagged).then(|| format!("the condition key `{}` has more than one colon", quote(key)))
    }

    /// The first value that IAM does not store under this operator, by its index, and why.
    pub(crate) fn refused_value(&self) -> Option<(usize, String)> {
        self.written.iter().enumerate().find_map(|(index, value)| {
            let why = match self.operator.comparison {
                Comparison::Date(_) if !Instant::is_stored(value) => "is not a date",
                Comparison::Null if boolean(value).is_none() => "is neither `true` nor `false`",
                _ => return None,
            };
            Some((index, format!("`{}` {why}, which `{}` needs", quote(value), self.name)))
        })
    }

    /// Reads a value of the request for the operator.
    fn read<'v>(&self, value: &'v str) -> Found<'v> {
        Found::read(self.operator.comparison, value)
    }

    /// The values that the test tells apart from all others, one an operand; `None` for an operand that tells more apart
    /// than the policy names.
    pub(crate) fn exact_values(&self) -> impl Iterator<Item = Option<&str>> {
        let known =
            |operand: &&Operand| self.operator.comparison != Comparison::Null && !operand.fits_everything();
        self.operands.iter().filter(known).map(Operand::exact)
    }

    /// Whether it tells apart only the values that the policy names.
    pub(crate) fn is_exact(&self) -> bool {
        self.exact_values().all(|value| value.is_some())
    }

    /// The keys of the variables in its values.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &Key> {
        self.operands.iter().flat_map(Operand::variables)
    }

    /// What a value that people could give for the key looks like, one an operand.
    pub(crate) fn candidates(&self) -> impl Iterator<Item = Candidate<'_>> {
        let pairs = self.operands.iter().zip(&self.written);
        pairs.filter_map(|(operand, written)| candidate(self.operator.comparison, operand, written))
    }

    /// Whether a value of the policy has a variable of this key.
    pub(crate) fn fills_in(&self, key: &Key) -> bool {
        self.operands.iter().any(|operand| operand.fills_in(key))
    }

    /// Whether one of the policy's values is this one, or a pattern for it that is not one for everything.
    pub(crate) fn names(&self, value: &str) -> bool {
        let (found, nothing) = (self.read(value), RequestContext::new());
        let mut named = self.operands.iter().filter(|operand| !operand.fits_everything());
        named.any(|operand| matches!(operand.fit(&found, false, &nothing), Fit::Yes))
    }

    /// Evaluates against a request.
    pub(crate) fn evaluate<'c>(&'c self, context: &'c RequestContext) -> Outcome<'c> {
        self.over_values(context.values(&self.key), context)
    }

    fn over_values<'c>(&'c self, values: Values<'c>, context: &'c RequestContext) -> Outcome<'c> {
        if let Values::Either(alternatives, question) = values {
            let mut outcomes =
                alternatives.iter().map(|alternative| self.over_values(Values::of(alternative), context));
            let open = Outcome::open(question);
            let Some(first) = outcomes.next() else { return open };
            return outcomes.fold(first, |agreed, one| agreed.agree(one, open));
        }
        if self.operator.comparison == Comparison::Null {
            return self.null(values);
        }
        if self.operands.is_empty() {
            return self.without_policy_values(values);
        }
        match values {
            Values::One("") if self.operator.quantifier != Quantifier::None => self
                .over(&[""], context)
                .agree(self.over::<&str>(&[], context), Outcome::open(&questions::EMPTY_STRING_SET)),
            Values::One(value) => self.over(&[value], context),
            Values::Many(values) if self.operator.quantifier != Quantifier::None => {
                self.over(values, context)
            }
            Values::Many(values) => self.plain_over_list(values, context),
            Values::Unknown(unknown) => self.over_unknown(unknown),
            Values::Missing | Values::Either(..) => self.missing(),
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
        let settled = !matches!(values, Values::Unknown(_) | Values::Many([]));
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
        if self.written.is_empty() {
            return Outcome::open(&questions::EMPTY_VALUE_LIST);
        }
        let wants = |absent: bool| self.written.iter().any(|value| boolean(value) == Some(absent));
        if wants(true) == wants(false) {
            return Outcome::new(wants(true), Why::Compared);
        }
        let absent = match values {
            Values::Missing => true,
            Values::One("") | Values::Many([]) => return Outcome::open(&questions::NULL_OF_EMPTY),
            Values::Unknown(unknown) if unknown.may_be_missing => {
                return Outcome { result: Tri::Unknown, why: Why::Unknown(unknown) };
            }
            _ => false,
        };
        Outcome::new(wants(absent), Why::Compared)
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
                (Tri::Unknown, Tri::Yes | Tri::No) => whole,
                _ => one,
            };
        }
        whole
    }

    /// The test over one value: any policy value fits, or none does where the operator is negated.
    fn over_one<'c>(&'c self, value: &str, context: &'c RequestContext) -> Outcome<'c> {
        let negated = self.operator.negated;
        let found = self.read(value);
        let (mut open, mut decisive) = (None, Why::Compared);
        for operand in &self.operands {
            open = match operand.fit(&found, negated, context) {
                Fit::Yes => return Outcome::new(!negated, Why::Compared),
                Fit::No => open,
                Fit::NoVariable => {
                    decisive = Why::NoVariable;
                    open
                }
                Fit::Unreadable(_) if !negated => open,
                Fit::Unreadable(question) | Fit::Open(question) => open.or(Some(Why::Open(question))),
                Fit::Unknown(unknown) => open.or(Some(Why::Unknown(unknown))),
            };
        }
        match open {
            Some(why) => Outcome { result: Tri::Unknown, why },
            None => Outcome::new(negated, decisive),
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
    fn over_unknown<'c>(&'c self, unknown: &'c UnknownKey) -> Outcome<'c> {
        let open = Outcome { result: Tri::Unknown, why: Why::Unknown(unknown) };
        // A list under a plain operator is a question of its own.
        let plain_over_list = unknown.many && self.operator.quantifier == Quantifier::None;
        if plain_over_list || !self.operands.iter().any(Operand::fits_everything) {
            let fits_none = unknown.unnamed && self.is_exact();
            return if fits_none { Outcome::new(self.operator.negated, Why::Compared) } else { open };
        }
        let present = Outcome::new(!self.operator.negated, Why::Compared);
        if unknown.may_be_missing { present.agree(self.missing(), open) } else { present }
    }
}

/// A value that a test tells apart from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Candidate<'t> {
    /// This value.
    Value(&'t str),
    /// Every value that fits this, and one that does.
    Pattern(&'t str, String),
}

/// What the operand tells apart, if that can be said: not the word of `Null`, a number or a date, whose neighbours count
/// too, nor a value with a policy variable.
fn candidate<'t>(comparison: Comparison, operand: &Operand, written: &'t str) -> Option<Candidate<'t>> {
    let wild = |text: &str| text.contains(['*', '?']);
    match (comparison, operand) {
        (Comparison::Null | Comparison::Numeric(_) | Comparison::Date(_), _) => None,
        (_, Operand::Template(..)) => None,
        _ if written.contains("${") => None,
        (Comparison::StringLike | Comparison::Arn, _) if wild(written) => {
            Some(Candidate::Pattern(written, written.replace(['*', '?'], "x")))
        }
        (Comparison::IpAddress, _) => match written.split_once('/') {
            Some((address, _)) => Some(Candidate::Pattern(written, address.to_owned())),
            None => Some(Candidate::Value(written)),
        },
        _ => Some(Candidate::Value(written)),
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
#[non_exhaustive]
pub struct ConditionReport {
    /// Whether the test holds; `None` where AWS does not document it.
    pub holds: Option<bool>,
    /// Why, in one sentence.
    pub reason: String,
}

/// Tests one condition against a closed context: a key that `context` does not name is missing.
///
/// What IAM refuses to store never matches: an operator that does not exist, a key with two colons, a value of `Null` that
/// is neither `true` nor `false`.
///
/// # Errors
/// `PLACEHOLDER_UNFILLED` for what a tool or a person has yet to fill in, `TOO_COSTLY` past the budget of
/// [`crate::limits`]; the path is that of the parameter.
///
/// ```
/// let report = assumable::aws::match_condition(
///     "StringEquals", "aws:username", &["al*".into()], [("aws:UserName", vec!["alice".into()])], Some("2012-10-17")).unwrap();
/// assert_eq!(report.holds, Some(false));
/// assert_eq!(report.reason, "`alice` is not `al*`; under `StringEquals` the wildcard is a literal character");
/// ```
pub fn match_condition<'k>(
    operator: &str,
    key: &str,
    values: &[String],
    context: impl IntoIterator<Item = (&'k str, Vec<String>)>,
    version: Option<&str>,
) -> Result<ConditionReport, Error> {
    let context: Vec<(&str, Vec<String>)> = context.into_iter().collect();
    unfilled(key, values, &context)?;
    let asked = Asked::new(operator, key, values, context, version);
    within(asked.steps(), MAX_STEPS, "the test")?;
    Ok(asked.report())
}

/// Refuses what is not filled in: as text it would be compared with texts that are.
fn unfilled(key: &str, values: &[String], context: &[(&str, Vec<String>)]) -> Result<(), Error> {
    let in_policy = |text: &str| placeholder_in_policy(text).map(|found| Error::unfilled(&found));
    let in_request = |text: &str| placeholder(text).map(|found| Error::unfilled(&found));
    let of_key = in_policy(key).map(|error| error.under("key"));
    let of_values = || first(values, in_policy).map(|error| error.under("values"));
    let of_context = || {
        let one = |(name, found): &(&str, Vec<String>)| {
            first(found, in_request).map(|error| error.under(name).under("context"))
        };
        context.iter().find_map(one)
    };
    of_key.or_else(of_values).or_else(of_context).map_or(Ok(()), Err)
}

/// The first error in a list of texts. One text may stand in the place of a list of one.
fn first(texts: &[String], fault: impl Fn(&str) -> Option<Error>) -> Option<Error> {
    texts.iter().enumerate().find_map(|(index, text)| {
        let error = fault(text)?;
        Some(if texts.len() > 1 { error.under(index) } else { error })
    })
}

/// A test to be made on its own, or why it never matches.
enum Asked {
    Refused(ConditionReport),
    Test(Test, RequestContext),
}

impl Asked {
    fn new<'k>(
        operator: &str,
        key: &str,
        values: &[String],
        context: impl IntoIterator<Item = (&'k str, Vec<String>)>,
        version: Option<&str>,
    ) -> Asked {
        let refused = |why: String, help: &str| {
            let reason = format!("{why}, and IAM refuses to store it{help}");
            Asked::Refused(ConditionReport { holds: Some(false), reason })
        };
        let test = match Test::new(operator, key, values.to_vec(), knows_variables(version)) {
            Ok(test) => test,
            Err(error) => return refused(error.to_string(), &format!("; {}", error.help())),
        };
        if let Some(why) = Test::refused_key(key) {
            return refused(why, "");
        }
        // A value of the Date operators that is none still tells how the others fare.
        if let (Comparison::Null, Some((_, why))) = (test.operator.comparison, test.refused_value()) {
            return refused(why, "");
        }
        Asked::Test(test, RequestContext::closed(context))
    }

    /// The steps that it takes, at most: the test is made twice, once for its reason.
    fn steps(&self) -> u64 {
        match self {
            Asked::Refused(_) => 0,
            Asked::Test(test, context) => 2 * test.steps(context),
        }
    }

    fn report(self) -> ConditionReport {
        let (test, context) = match self {
            Asked::Refused(report) => return report,
            Asked::Test(test, context) => (test, context),
        };
        let outcome = test.evaluate(&context);
        ConditionReport { holds: outcome.result.known(), reason: test.sentence(&outcome, &context) }
    }
}
