//! The texts that satisfy a test, as a language: for who asks about every text at once.

use super::Test;
use super::context::{RequestContext, Values};
use super::operand::Operand;
use super::operator::Comparison;
use super::template::Part;
use crate::aws::pattern::wildcard::{Token, tokens};

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

/// The texts that one value of a policy stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Those that fit.
    Texts {
        glyphs: Vec<Glyph>,
        /// Whether case is disregarded; the pattern is then in lower case.
        folded: bool,
        /// Whether what fits does so for certain: a claim put in by a variable may not count.
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
    pub(crate) fn languages(&self, context: &RequestContext) -> Vec<Wanted> {
        let comparison = self.operator.comparison;
        let texts = matches!(
            comparison,
            Comparison::StringEquals
                | Comparison::StringEqualsIgnoreCase
                | Comparison::StringLike
                | Comparison::Binary
        );
        if !texts {
            return vec![Wanted::NotRegular; self.operands.len()];
        }
        self.operands
            .iter()
            .zip(&self.written)
            .map(|(operand, written)| operand.language(comparison, written, context))
            .collect()
    }
}

impl Operand {
    fn language(&self, comparison: Comparison, written: &str, context: &RequestContext) -> Wanted {
        let Operand::Template(_, parts) = self else {
            // Variables that stand for a character are settled when the policy is read.
            let parts = super::template::parse(written).filter(|_| !self.is_written(written));
            let mut glyphs = Vec::new();
            match parts {
                Some(parts) => parts.iter().for_each(|part| match part {
                    Part::Exact(text) => glyphs.extend(text.chars().map(Glyph::Char)),
                    Part::Written(text) => push(&mut glyphs, tokens(text), comparison),
                    Part::Variable { .. } | Part::Malformed => {}
                }),
                None => push(&mut glyphs, tokens(written), comparison),
            }
            return texts(glyphs, comparison, true);
        };
        let (mut glyphs, mut certain) = (Vec::new(), true);
        for part in parts {
            match part {
                Part::Written(text) => push(&mut glyphs, tokens(text), comparison),
                Part::Exact(text) => glyphs.extend(text.chars().map(Glyph::Char)),
                Part::Malformed => return Wanted::Unknown,
                Part::Variable { key, .. } if context.is_of_provider(key) => {
                    certain = false;
                    glyphs.push(Glyph::Run);
                }
                Part::Variable { key, default } => match (context.values(key), default) {
                    (Values::One(text), _) => glyphs.extend(text.chars().map(Glyph::Char)),
                    (Values::Missing, Some(default)) => glyphs.extend(default.chars().map(Glyph::Char)),
                    (Values::Missing | Values::Many(_), _) => return Wanted::Nothing,
                    (Values::Unknown(_) | Values::Either(..), _) => return Wanted::Unknown,
                },
            }
        }
        texts(glyphs, comparison, certain)
    }

    /// Whether a value that looks like one with variables was read as plain text.
    fn is_written(&self, written: &str) -> bool {
        match self {
            Operand::Equals(text) => text == written,
            Operand::EqualsIgnoreCase(text) => super::operand::lower(written).eq(text.chars()),
            Operand::Like(pattern) => *pattern == crate::aws::pattern::wildcard::Pattern::new(written),
            _ => true,
        }
    }
}

fn texts(glyphs: Vec<Glyph>, comparison: Comparison, certain: bool) -> Wanted {
    let folded = comparison == Comparison::StringEqualsIgnoreCase;
    let lower = |glyph: Glyph| match glyph {
        Glyph::Char(c) if folded => Glyph::Char(c.to_lowercase().next().unwrap_or(c)),
        other => other,
    };
    Wanted::Texts { glyphs: glyphs.into_iter().map(lower).collect(), folded, certain }
}

/// Adds written text: wildcards count under `StringLike` only.
fn push<'t>(glyphs: &mut Vec<Glyph>, pieces: impl Iterator<Item = Token<'t>>, comparison: Comparison) {
    let like = comparison == Comparison::StringLike;
    for piece in pieces {
        match piece {
            Token::Literal(text) => glyphs.extend(text.chars().map(Glyph::Char)),
            Token::AnyRun => glyphs.push(if like { Glyph::Run } else { Glyph::Char('*') }),
            Token::AnyOne => glyphs.push(if like { Glyph::One } else { Glyph::Char('?') }),
        }
    }
}
