//! Texts with holes as plain texts for a while: where a hole cannot hold what is looked for.

use std::sync::Arc;

use crate::read::value::{Part, Text, Unknown};

/// The first of the characters that stand for holes: no text of a policy has one.
const FIRST: u32 = 0xE000;
/// The most holes of one text.
const MOST: usize = 1_000;

/// A text with a character for each hole.
pub(super) struct Masked {
    pub(super) text: String,
    holes: Vec<Arc<Unknown>>,
}

impl Masked {
    /// The text with its holes masked; `None` where it has too many, or has such characters itself.
    pub(super) fn of(text: &Text) -> Option<Masked> {
        let mut out = Masked { text: String::new(), holes: Vec::new() };
        for part in text.parts() {
            match part {
                Part::Literal(literal) if literal.chars().any(|c| index(c).is_some()) => return None,
                Part::Literal(literal) => out.text.push_str(literal),
                Part::Hole(hole) => {
                    out.text.push(character(out.holes.len())?);
                    out.holes.push(Arc::clone(hole));
                }
            }
        }
        Some(out)
    }

    /// As [`Masked::of`], where no hole can hold a part of what is looked for: a fact of AWS is letters, digits, `.` and
    /// `-` of one word.
    pub(super) fn opaque(text: &Text, looked_for: &str) -> Option<Masked> {
        let safe =
            looked_for.chars().any(|c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c)));
        (safe && text.holes().all(|hole| is_fact(hole))).then(|| Masked::of(text))?
    }

    /// A part of the masked text, with its holes again.
    pub(super) fn unmask(&self, text: &str) -> Text {
        let mut out = Text::default();
        let mut plain = String::new();
        for c in text.chars() {
            match index(c).and_then(|index| self.holes.get(index)) {
                Some(hole) => {
                    out.push(&plain);
                    plain.clear();
                    out.push_hole(Arc::clone(hole));
                }
                None => plain.push(c),
            }
        }
        out.push(&plain);
        out
    }
}

fn character(index: usize) -> Option<char> {
    let index = u32::try_from(index).ok().filter(|_| index < MOST)?;
    char::from_u32(FIRST + index)
}

fn index(c: char) -> Option<usize> {
    let index = usize::try_from(u32::from(c).checked_sub(FIRST)?).ok()?;
    (index < MOST).then_some(index)
}

/// Whether a hole is a fact of the account or the region.
pub(super) fn is_fact(hole: &Unknown) -> bool {
    hole.plain && hole.sources.iter().all(|one| one.name.starts_with("aws."))
}
