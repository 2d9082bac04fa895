//! A policy value, read once for its operator, and how one request value compares with it.

use core::net::IpAddr;

use super::address::Network;
use super::context::{Key, RequestContext, Unknown};
use super::date::Instant;
use super::number::Decimal;
use super::operator::{Comparison, ConditionOperator, Ordering};
use super::template::{self, Part, Resolved};
use crate::aws::pattern::wildcard::{Pattern, Token, components, tokens};
use crate::knowledge::questions::{self, Question};
use crate::names::arn;

/// A value of the request, read once for the operator; `None` where it is not of the operator's type.
#[derive(Debug)]
pub(crate) enum Found<'v> {
    Text(&'v str),
    Arn(Option<[&'v str; 6]>),
    Number(Option<Decimal<'v>>),
    Date(Option<Instant>),
    Address(Option<IpAddr>),
    Bool(Option<bool>),
}

impl<'v> Found<'v> {
    pub(crate) fn read(comparison: Comparison, value: &'v str) -> Found<'v> {
        match comparison {
            Comparison::Numeric(_) => Found::Number(Decimal::parse(value)),
            Comparison::Date(_) => Found::Date(Instant::parse(value)),
            Comparison::IpAddress => Found::Address(value.parse().ok()),
            Comparison::Bool | Comparison::Null => Found::Bool(boolean(value)),
            Comparison::Arn => Found::Arn(arn::parts(value).filter(|parts| parts.first() == Some(&"arn"))),
            _ => Found::Text(value),
        }
    }

    /// Whether it is of the operator's type.
    pub(crate) fn is_readable(&self) -> bool {
        !matches!(
            self,
            Found::Arn(None)
                | Found::Number(None)
                | Found::Date(None)
                | Found::Address(None)
                | Found::Bool(None)
        )
    }
}

/// How a request value compares with one policy value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fit<'c> {
    Yes,
    No,
    /// A policy variable has no value in the request, so that the policy's value fits nothing.
    NoVariable,
    /// One of the two is not of the operator's type. A positive operator does not match; a negated one is open.
    Unreadable(&'static Question),
    /// It would fit under one reading of an open question, and not under another.
    Open(&'static Question),
    /// It hangs on a value that is not known.
    Unknown(&'c Unknown),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operand {
    Equals(String),
    /// Lower-cased.
    EqualsIgnoreCase(String),
    Like(Pattern),
    Arn(ArnPattern),
    Number(Ordering, Option<Decimal<'static>>),
    Date(Ordering, Option<Instant>),
    Network(Option<Network>),
    Bool(Option<bool>),
    /// A value with policy variables, for a String or Arn comparison.
    Template(Comparison, Vec<Part>),
}

/// An ARN pattern: its components, fewer than six where it is written short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArnPattern {
    pub(super) components: Vec<Pattern>,
    /// Whether a component has a star, which AWS documents not to reach over a colon.
    starred: bool,
    /// Whether no ARN can fit, since it does not start with `arn`.
    foreign: bool,
}

impl ArnPattern {
    fn from_tokens<'a>(pieces: impl Iterator<Item = Token<'a>>) -> ArnPattern {
        let components = components(pieces);
        let starred = components.iter().flatten().any(|token| *token == Token::AnyRun);
        let components: Vec<Pattern> =
            components.into_iter().map(|part| Pattern::from_tokens(part.into_iter())).collect();
        let foreign = !components.first().is_some_and(|first| first.matches("arn"));
        ArnPattern { components, starred, foreign }
    }

    fn fit(&self, found: &Option<[&str; 6]>, negated: bool) -> Fit<'static> {
        let Some(parts) = found.filter(|_| !self.foreign) else { return UNREADABLE };
        let fits = self.components.iter().zip(parts).all(|(pattern, part)| pattern.matches(part));
        match (fits, self.components.len() == 6) {
            (true, true) => Fit::Yes,
            (true, false) => Fit::Open(&questions::SHORT_ARN_PATTERN),
            // That a star stays within its component is documented, so a short pattern with one is settled here.
            (false, false) if negated && !self.starred => Fit::Open(&questions::SHORT_ARN_PATTERN),
            (false, _) => Fit::No,
        }
    }
}

impl Operand {
    /// Reads a policy value; `variables` says whether the policy's version knows them.
    pub(crate) fn new(operator: ConditionOperator, text: &str, variables: bool) -> Operand {
        let comparison = operator.comparison;
        if let (true, true, Some(parts)) = (variables, takes_variables(comparison), template::parse(text)) {
            let settled = |part: &Part| matches!(part, Part::Written(_) | Part::Exact(_));
            if !parts.iter().all(settled) {
                return Operand::Template(comparison, parts);
            }
            let pieces = parts.iter().flat_map(|part| match part {
                Part::Exact(text) => vec![Token::Literal(text)],
                Part::Written(text) => tokens(text).collect(),
                _ => Vec::new(),
            });
            return Operand::from_tokens(comparison, pieces);
        }
        match comparison {
            Comparison::Numeric(order) => {
                Operand::Number(order, Decimal::parse(text).map(Decimal::into_owned))
            }
            Comparison::Date(order) => Operand::Date(order, Instant::parse(text)),
            Comparison::IpAddress => Operand::Network(Network::parse(text)),
            Comparison::Bool | Comparison::Null => Operand::Bool(boolean(text)),
            Comparison::Binary => Operand::Equals(text.to_owned()),
            _ => Operand::from_tokens(comparison, tokens(text)),
        }
    }

    fn from_tokens<'a>(comparison: Comparison, pieces: impl Iterator<Item = Token<'a>>) -> Operand {
        match comparison {
            Comparison::StringLike => Operand::Like(Pattern::from_tokens(pieces)),
            Comparison::Arn => Operand::Arn(ArnPattern::from_tokens(pieces)),
            Comparison::StringEqualsIgnoreCase => Operand::EqualsIgnoreCase(lower(&plain(pieces)).collect()),
            _ => Operand::Equals(plain(pieces)),
        }
    }

    /// Whether every value fits, so that the value itself need not be known.
    pub(crate) fn fits_everything(&self) -> bool {
        matches!(self, Operand::Like(pattern) if pattern.matches_everything())
    }

    /// The one text that fits, where there is but one.
    pub(crate) fn exact(&self) -> Option<&str> {
        match self {
            Operand::Equals(text) => Some(text),
            Operand::Like(pattern) => pattern.literal(),
            _ => None,
        }
    }

    /// Whether it has a variable of this key.
    pub(crate) fn fills_in(&self, key: &Key) -> bool {
        let Operand::Template(_, parts) = self else { return false };
        parts.iter().any(|part| matches!(part, Part::Variable { key: own, .. } if own.lower == key.lower))
    }

    /// Compares with a value that was read for the same operator.
    pub(crate) fn fit<'c>(
        &'c self,
        found: &Found<'_>,
        negated: bool,
        context: &'c RequestContext,
    ) -> Fit<'c> {
        let Operand::Template(comparison, parts) = self else { return self.fit_filled(found, negated) };
        match template::resolve(parts, context) {
            Resolved::Tokens(pieces, doubt) => {
                let filled = Operand::from_tokens(*comparison, pieces.into_iter());
                match (filled.fit_filled(found, negated), doubt) {
                    (Fit::Yes, Some(question)) => Fit::Open(question),
                    (fit, _) => fit,
                }
            }
            Resolved::Unresolved => Fit::NoVariable,
            Resolved::Open(question) => Fit::Open(question),
            Resolved::Unknown(unknown) => Fit::Unknown(unknown),
        }
    }

    /// Whether the policy's value is of the operator's type.
    pub(crate) fn is_readable(&self) -> bool {
        !matches!(
            self,
            Operand::Number(_, None)
                | Operand::Date(_, None)
                | Operand::Network(None)
                | Operand::Bool(None)
                | Operand::Arn(ArnPattern { foreign: true, .. })
        )
    }

    /// Compares with a value whose variables are filled.
    fn fit_filled(&self, found: &Found<'_>, negated: bool) -> Fit<'static> {
        let fits = match (self, found) {
            (Operand::Equals(text), Found::Text(value)) => text == value,
            (Operand::EqualsIgnoreCase(text), Found::Text(value)) => lower(value).eq(text.chars()),
            (Operand::Like(pattern), Found::Text(value)) => pattern.matches(value),
            (Operand::Arn(pattern), Found::Arn(parts)) => return pattern.fit(parts, negated),
            (Operand::Number(order, Some(number)), Found::Number(Some(found))) => {
                order.holds(found.cmp(number))
            }
            (Operand::Date(order, Some(instant)), Found::Date(Some(found))) => {
                order.holds(found.cmp(instant))
            }
            (Operand::Network(Some(network)), Found::Address(Some(address))) => {
                if network.contains_mapped(*address) {
                    return Fit::Open(&questions::MAPPED_ADDRESS);
                }
                network.contains(*address)
            }
            (Operand::Bool(Some(wanted)), Found::Bool(Some(found))) => wanted == found,
            _ => return UNREADABLE,
        };
        if fits { Fit::Yes } else { Fit::No }
    }
}

const UNREADABLE: Fit<'static> = Fit::Unreadable(&questions::UNREADABLE_OPERAND);

/// String and Arn operators alone take variables. For Bool AWS's pages disagree; it is read as taking none.
fn takes_variables(comparison: Comparison) -> bool {
    matches!(
        comparison,
        Comparison::StringEquals
            | Comparison::StringEqualsIgnoreCase
            | Comparison::StringLike
            | Comparison::Arn
    )
}

/// Simple lower case, one character for one: `İ` is `i` without the dot above that the full mapping adds.
pub(super) fn lower(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c))
}

/// The text of pieces for an operator that knows no wildcards.
fn plain<'a>(pieces: impl Iterator<Item = Token<'a>>) -> String {
    pieces
        .map(|token| match token {
            Token::Literal(text) => text,
            Token::AnyRun => "*",
            Token::AnyOne => "?",
        })
        .collect()
}

pub(crate) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}
