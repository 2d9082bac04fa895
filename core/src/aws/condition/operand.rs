//! A policy value, read once for its operator, and how one request value compares with it.

use core::net::IpAddr;

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;

use super::address::Network;
use super::context::{Key, RequestContext, UnknownKey};
use super::date::Instant;
use super::number::Decimal;
use super::operator::{Comparison, ConditionOperator, Relation};
use super::template::{self, Resolved, TemplatePart};
use crate::aws::pattern::wildcard::{Pattern, PatternToken, components, tokens};
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
    /// It depends on a value that is not known.
    Unknown(&'c UnknownKey),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operand {
    Equals(String),
    EqualsIgnoreCase(String),
    /// Whether it is base64.
    Binary(String, bool),
    Like(Pattern),
    Arn(ArnPattern),
    Number(Relation, Option<Decimal<'static>>),
    Date(Relation, Option<Instant>),
    Network(Option<Network>),
    Bool(Option<bool>),
    /// A value with policy variables, for a String or Arn comparison.
    Template(Comparison, Vec<TemplatePart>),
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
    fn from_tokens<'a>(pieces: impl Iterator<Item = PatternToken<'a>>) -> ArnPattern {
        let components = components(pieces);
        let starred = components.iter().flatten().any(|token| *token == PatternToken::AnyRun);
        let components: Vec<Pattern> =
            components.into_iter().map(|part| Pattern::from_tokens(part.into_iter())).collect();
        let foreign = !components.first().is_some_and(|first| first.matches("arn"));
        ArnPattern { components, starred, foreign }
    }

    fn fit(&self, found: Option<&[&str; 6]>, negated: bool) -> Fit<'static> {
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
            let settled =
                |part: &TemplatePart| matches!(part, TemplatePart::Written(_) | TemplatePart::Exact(_));
            if !parts.iter().all(settled) {
                return Operand::Template(comparison, parts);
            }
            let pieces = parts.iter().flat_map(|part| match part {
                TemplatePart::Exact(text) => vec![PatternToken::Literal(text)],
                TemplatePart::Written(text) => tokens(text).collect(),
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
            Comparison::Binary => Operand::Binary(text.to_owned(), STANDARD.decode(text).is_ok()),
            _ => Operand::from_tokens(comparison, tokens(text)),
        }
    }

    fn from_tokens<'a>(comparison: Comparison, pieces: impl Iterator<Item = PatternToken<'a>>) -> Operand {
        match comparison {
            Comparison::StringLike => Operand::Like(Pattern::from_tokens(pieces)),
            Comparison::Arn => Operand::Arn(ArnPattern::from_tokens(pieces)),
            Comparison::StringEqualsIgnoreCase => Operand::EqualsIgnoreCase(plain(pieces)),
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

    /// The keys of its variables.
    pub(crate) fn variables(&self) -> impl Iterator<Item = &Key> {
        let parts = if let Operand::Template(_, parts) = self { parts.as_slice() } else { &[] };
        template::variables(parts)
    }

    /// Whether it has a variable of this key.
    pub(crate) fn fills_in(&self, key: &Key) -> bool {
        self.variables().any(|own| own.lower == key.lower)
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
            (Operand::EqualsIgnoreCase(text), Found::Text(value)) => return without_case(text, value),
            (Operand::Binary(text, valid), Found::Text(value)) => return binary(text, *valid, value),
            (Operand::Like(pattern), Found::Text(value)) => pattern.matches(value),
            (Operand::Arn(pattern), Found::Arn(parts)) => return pattern.fit(parts.as_ref(), negated),
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

/// Only String and Arn operators take variables. For Bool AWS's pages disagree; it is read as taking none.
fn takes_variables(comparison: Comparison) -> bool {
    matches!(
        comparison,
        Comparison::StringEquals
            | Comparison::StringEqualsIgnoreCase
            | Comparison::StringLike
            | Comparison::Arn
    )
}

/// Compares without regard to case: in lower case and in simple case folding, both character by character, and in full
/// case folding, where one character may become several. AWS does not say which it does; where they differ it is open.
fn without_case(text: &str, value: &str) -> Fit<'static> {
    if text.is_ascii() && value.is_ascii() {
        return if text.eq_ignore_ascii_case(value) { Fit::Yes } else { Fit::No };
    }
    let lower = |c: char| c.to_lowercase().next().unwrap_or(c);
    let folded = |c: char| lower(c.to_uppercase().next().unwrap_or(c));
    let by = |map: &dyn Fn(char) -> char| text.chars().map(map).eq(value.chars().map(map));
    let fully = |c: char| c.to_uppercase().flat_map(char::to_lowercase);
    match [by(&lower), by(&folded), text.chars().flat_map(fully).eq(value.chars().flat_map(fully))] {
        [true, true, true] => Fit::Yes,
        [false, false, false] => Fit::No,
        _ => Fit::Open(&questions::LETTER_CASE),
    }
}

/// Compares base64 texts; `valid` says whether the policy's is one. What is not base64, or writes the same bytes in another
/// way, is open where it may be equal.
fn binary(text: &str, valid: bool, value: &str) -> Fit<'static> {
    match text == value {
        true if valid => Fit::Yes,
        true => Fit::Open(&questions::NOT_BASE64),
        false if same_bytes(text, value) => Fit::Open(&questions::NOT_BASE64),
        false => Fit::No,
    }
}

/// Whether two base64 texts, with padding or without, differ at most in bits that no byte uses.
fn same_bytes(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.trim_end_matches('=').len();
    let (length, unused) = match digits(one) {
        length if length != digits(other) => return false,
        length => (length, [0, 6, 4, 2].get(length % 4).copied().unwrap_or(0)),
    };
    let digit = |b: &u8| alphabet::STANDARD.as_str().bytes().position(|known| known == *b);
    let pairs = one.as_bytes().iter().zip(other.as_bytes()).take(length).enumerate();
    pairs.map(|(at, (a, b))| (at + 1 == length, digit(a), digit(b))).all(|pair| match pair {
        (true, Some(a), Some(b)) => a >> unused == b >> unused,
        (false, Some(a), Some(b)) => a == b,
        _ => false,
    })
}

/// The text of pieces for an operator that knows no wildcards.
fn plain<'a>(pieces: impl Iterator<Item = PatternToken<'a>>) -> String {
    pieces
        .map(|token| match token {
            PatternToken::Literal(text) => text,
            PatternToken::AnyRun => "*",
            PatternToken::AnyOne => "?",
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
