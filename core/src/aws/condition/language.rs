//! The texts that satisfy a test, as a language: for who asks about every text at once.

use super::Test;
use super::context::{RequestContext, Values};
use super::operand::Operand;
use super::operator::Comparison;
use super::template::TemplatePart;
use crate::aws::pattern::wildcard::{PatternToken, tokens};

/// One step of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Glyph {
    /// This character.
    Char(char),
    /// Any one character.
    One,
    /// Any run of characters.
    Run,
}

/// What case counts for where characters are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Case {
    /// It counts.
    Counts,
    /// It does not, by each of the ways below.
    Ignored,
    /// Lower case, character by character.
    Lower,
    /// Simple case folding, character by character.
    Simple,
    /// Full case folding: one character may become several. The pattern is written so.
    Full,
}

/// The character in lower case; the first where it becomes several.
pub(crate) fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The character in simple case folding.
pub(crate) fn simple(c: char) -> char {
    lower(c.to_uppercase().next().unwrap_or(c))
}

/// The characters that it becomes in full case folding.
pub(crate) fn full(c: char) -> impl Iterator<Item = char> + Clone {
    c.to_uppercase().flat_map(char::to_lowercase)
}

impl Case {
    /// Whether two characters are the same, one to one.
    pub(crate) fn same(self, one: char, other: char) -> bool {
        match self {
            Case::Counts => one == other,
            Case::Ignored if one.is_ascii() && other.is_ascii() => one.eq_ignore_ascii_case(&other),
            Case::Ignored => {
                Case::Lower.same(one, other) && Case::Simple.same(one, other) && full(one).eq(full(other))
            }
            Case::Lower => lower(one) == lower(other),
            Case::Simple => simple(one) == simple(other),
            Case::Full => full(other).eq([one]),
        }
    }
}

/// The texts that one value of a policy stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Language {
    /// Those that fit.
    Texts {
        glyphs: Vec<Glyph>,
        case: Case,
        /// Whether what fits does so for certain: a claim put in by a variable may not count, and how case is ignored
        /// beyond ASCII is not known.
        certain: bool,
    },
    /// None.
    Nothing,
    /// Which ones is not known, whatever the text.
    Unknown,
    /// No pattern tells: numbers, dates, addresses.
    NotRegular,
}

impl Test {
    /// What each value of the test stands for in this request.
    pub(crate) fn languages(&self, context: &RequestContext) -> Vec<Language> {
        let comparison = self.operator.comparison;
        let texts = matches!(
            comparison,
            Comparison::StringEquals
                | Comparison::StringEqualsIgnoreCase
                | Comparison::StringLike
                | Comparison::Binary
        );
        if !texts {
            return vec![Language::NotRegular; self.operands.len()];
        }
        self.operands
            .iter()
            .zip(&self.written)
            .flat_map(|(operand, written)| operand.language(comparison, written, context).cases(comparison))
            .collect()
    }
}

impl Operand {
    fn language(&self, comparison: Comparison, written: &str, context: &RequestContext) -> Language {
        let Operand::Template(_, parts) = self else {
            // Variables that stand for a character are settled when the policy is read.
            let parts = super::template::parse(written).filter(|_| !self.is_written(written));
            let mut glyphs = Vec::new();
            match parts {
                Some(parts) => parts.iter().for_each(|part| match part {
                    TemplatePart::Exact(text) => glyphs.extend(text.chars().map(Glyph::Char)),
                    TemplatePart::Written(text) => push(&mut glyphs, tokens(text), comparison),
                    TemplatePart::Variable { .. } | TemplatePart::Malformed => {}
                }),
                None => push(&mut glyphs, tokens(written), comparison),
            }
            return texts(glyphs, true);
        };
        let (mut glyphs, mut certain) = (Vec::new(), true);
        for part in parts {
            match part {
                TemplatePart::Written(text) => push(&mut glyphs, tokens(text), comparison),
                TemplatePart::Exact(text) => glyphs.extend(text.chars().map(Glyph::Char)),
                TemplatePart::Malformed => return Language::Unknown,
                TemplatePart::Variable { key, .. } if context.is_of_provider(key) => {
                    certain = false;
                    glyphs.push(Glyph::Run);
                }
                TemplatePart::Variable { key, default } => match (context.values(key), default) {
                    (Values::One(text), _) => glyphs.extend(text.chars().map(Glyph::Char)),
                    (Values::Missing, Some(default)) => glyphs.extend(default.chars().map(Glyph::Char)),
                    (Values::Missing | Values::Many(_), _) => return Language::Nothing,
                    (Values::Unknown(_) | Values::Either(..), _) => return Language::Unknown,
                },
            }
        }
        texts(glyphs, certain)
    }

    /// Whether a value that looks like one with variables was read as plain text.
    fn is_written(&self, written: &str) -> bool {
        match self {
            Operand::Equals(text) | Operand::EqualsIgnoreCase(text) | Operand::Binary(text, _) => {
                text == written
            }
            Operand::Like(pattern) => *pattern == crate::aws::pattern::wildcard::Pattern::new(written),
            _ => true,
        }
    }
}

impl Language {
    /// The same, and under an operator that ignores case what fits by one way of doing so only.
    fn cases(self, comparison: Comparison) -> Vec<Language> {
        let Language::Texts { glyphs, certain, .. } = &self else { return vec![self] };
        if comparison != Comparison::StringEqualsIgnoreCase {
            return vec![self];
        }
        let texts = |case: Case, certain: bool| {
            let glyphs = glyphs.iter().flat_map(|glyph| match *glyph {
                Glyph::Char(c) if case == Case::Full => full(c).map(Glyph::Char).collect(),
                other => vec![other],
            });
            Language::Texts { glyphs: glyphs.collect(), case, certain }
        };
        let mut out = vec![texts(Case::Ignored, *certain)];
        if ways_differ(glyphs) {
            out.extend([Case::Lower, Case::Simple, Case::Full].map(|case| texts(case, false)));
        }
        out
    }
}

/// Whether some text fits by one way of ignoring case and not by another. ASCII has few such places: `ß`, `ſ`, `İ` and the
/// ligatures are there for `s`, `i`, `ff` and `fl`.
fn ways_differ(glyphs: &[Glyph]) -> bool {
    let is = |glyph: &Glyph, of: &str| match glyph {
        Glyph::Char(c) => !c.is_ascii() || of.contains(c.to_ascii_lowercase()),
        _ => false,
    };
    let ligature = |pair: &[Glyph]| matches!(pair, [one, other] if is(one, "f") && is(other, "fl"));
    glyphs.iter().any(|glyph| is(glyph, "si")) || glyphs.windows(2).any(ligature)
}

fn texts(glyphs: Vec<Glyph>, certain: bool) -> Language {
    Language::Texts { glyphs, case: Case::Counts, certain }
}

/// Adds written text: wildcards count under `StringLike` only.
fn push<'t>(glyphs: &mut Vec<Glyph>, pieces: impl Iterator<Item = PatternToken<'t>>, comparison: Comparison) {
    let like = comparison == Comparison::StringLike;
    for piece in pieces {
        match piece {
            PatternToken::Literal(text) => glyphs.extend(text.chars().map(Glyph::Char)),
            PatternToken::AnyRun => glyphs.push(if like { Glyph::Run } else { Glyph::Char('*') }),
            PatternToken::AnyOne => glyphs.push(if like { Glyph::One } else { Glyph::Char('?') }),
        }
    }
}
