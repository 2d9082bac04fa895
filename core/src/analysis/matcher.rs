//! Patterns over one text, as a deterministic automaton whose states are met one by one.
//!
//! A pattern is bits, one for each place in it. Once a star is reached, places before it add nothing and are dropped, so
//! that a pattern has few states however many stars it has.

use std::collections::HashMap;

use super::alphabet::{Alphabet, Symbol, unfolded};
use super::automata::{Bits, ones, put};
use super::hash::Hasher;
use crate::aws::condition::language::Glyph;

/// No text fits any more.
pub(super) const DEAD: usize = 0;
/// Every text fits from here on.
pub(super) const ALWAYS: usize = 1;

/// A pattern for a whole text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Glob {
    pub(super) glyphs: Vec<Glyph>,
    /// Whether case is disregarded.
    pub(super) folded: bool,
}

impl Glob {
    /// A pattern as callers write it: `*`, `?`, and `${*}`, `${?}`, `${$}` for the characters themselves.
    pub(super) fn written(text: &str) -> Glob {
        let mut glyphs = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let exact = [("${*}", '*'), ("${?}", '?'), ("${$}", '$')];
            if let Some((form, c)) = exact.into_iter().find(|(form, _)| rest.starts_with(form)) {
                glyphs.push(Glyph::Char(c));
                rest = rest.get(form.len()..).unwrap_or("");
                continue;
            }
            glyphs.push(match c {
                '*' => Glyph::Run,
                '?' => Glyph::One,
                _ => Glyph::Char(c),
            });
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        }
        Glob { glyphs, folded: false }
    }

    /// The characters that it names.
    pub(super) fn characters(&self) -> impl Iterator<Item = char> {
        self.glyphs.iter().flat_map(|glyph| match glyph {
            Glyph::Char(c) if self.folded => unfolded(*c).collect(),
            Glyph::Char(c) => vec![*c],
            _ => Vec::new(),
        })
    }
}

/// One pattern's share of the bits.
#[derive(Debug)]
struct Share {
    /// The first of its bits.
    first: usize,
    /// The last: behind the whole pattern.
    last: usize,
}

/// Any of some patterns.
#[derive(Debug)]
pub(super) struct Matcher {
    shares: Vec<Share>,
    /// By symbol: the places that it fits.
    fits: Vec<Bits>,
    /// The places at which any character may stay.
    stars: Bits,
    states: Vec<Bits>,
    known: HashMap<Bits, usize, Hasher>,
    next: Vec<Vec<Option<usize>>>,
    accepts: Vec<bool>,
    start: usize,
    symbols: usize,
}

impl Matcher {
    pub(super) fn new(globs: &[Glob], alphabet: &Alphabet) -> Matcher {
        let places: usize = globs
            .iter()
            .map(|glob| glob.glyphs.iter().filter(|glyph| **glyph != Glyph::Run).count() + 1)
            .sum();
        let empty: Bits = vec![0; places.div_ceil(64)];
        let (mut stars, mut fits) = (empty.clone(), vec![empty.clone(); alphabet.len()]);
        let mut shares = Vec::new();
        let mut at = 0;
        for glob in globs {
            let first = at;
            for glyph in &glob.glyphs {
                match glyph {
                    Glyph::Run => {
                        put(&mut stars, at);
                        continue;
                    }
                    Glyph::One => fits.iter_mut().for_each(|bits| put(bits, at)),
                    Glyph::Char(c) => {
                        for (bits, (_, read)) in fits.iter_mut().zip(alphabet.iter()) {
                            let same =
                                if glob.folded { read.to_lowercase().next() == Some(*c) } else { read == *c };
                            if same {
                                put(bits, at);
                            }
                        }
                    }
                }
                at += 1;
            }
            shares.push(Share { first, last: at });
            at += 1;
        }
        let mut matcher = Matcher {
            shares,
            fits,
            stars,
            states: Vec::new(),
            known: HashMap::default(),
            next: Vec::new(),
            accepts: Vec::new(),
            start: DEAD,
            symbols: alphabet.len(),
        };
        matcher.number(empty.clone());
        // No set of places looks like this one: it is told apart by its number alone.
        matcher.states.push(empty.clone());
        matcher.accepts.push(true);
        matcher.next.push(vec![Some(ALWAYS); alphabet.len()]);
        if let Some(row) = matcher.next.first_mut() {
            row.iter_mut().for_each(|slot| *slot = Some(DEAD));
        }
        let mut start = empty;
        matcher.shares.iter().for_each(|share| put(&mut start, share.first));
        matcher.start = matcher.settle(start);
        matcher
    }

    /// How many states were met.
    pub(super) fn size(&self) -> usize {
        self.states.len()
    }

    /// The state before the first character.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Whether a text that ends here fits.
    pub(super) fn accepts(&self, state: usize) -> bool {
        self.accepts.get(state) == Some(&true)
    }

    /// The state after one more symbol.
    pub(super) fn step(&mut self, state: usize, symbol: Symbol) -> usize {
        if let Some(Some(known)) = self.next.get(state).and_then(|row| row.get(symbol)) {
            return *known;
        }
        let (Some(bits), Some(fits)) = (self.states.get(state), self.fits.get(symbol)) else { return DEAD };
        let mut carry = 0;
        let mut to = Vec::with_capacity(bits.len());
        for ((word, fits), stars) in bits.iter().zip(fits).zip(&self.stars) {
            let moved = word & fits;
            to.push(moved << 1 | carry | word & stars);
            carry = moved >> 63;
        }
        let next = self.settle(to);
        if let Some(slot) = self.next.get_mut(state).and_then(|row| row.get_mut(symbol)) {
            *slot = Some(next);
        }
        next
    }

    /// The state after a text.
    pub(super) fn run(&mut self, state: usize, text: &str, alphabet: &Alphabet) -> usize {
        text.chars().fold(state, |state, c| self.step(state, alphabet.symbol(c)))
    }

    /// Drops what a star behind it covers, and numbers the rest.
    fn settle(&mut self, mut bits: Bits) -> usize {
        for share in &self.shares {
            let starred = |index: &usize| (share.first..=share.last).contains(index);
            let both: Bits = bits.iter().zip(&self.stars).map(|(bits, stars)| bits & stars).collect();
            let Some(star) = ones(&both).filter(starred).last() else { continue };
            if star == share.last {
                return ALWAYS;
            }
            for index in share.first..star {
                if let Some(word) = bits.get_mut(index / 64) {
                    *word &= !(1 << (index % 64));
                }
            }
        }
        self.number(bits)
    }

    fn number(&mut self, bits: Bits) -> usize {
        if let Some(known) = self.known.get(&bits) {
            return *known;
        }
        let accepts = self.shares.iter().any(|share| super::automata::has(&bits, share.last));
        let number = self.states.len();
        self.accepts.push(accepts);
        self.next.push(vec![None; self.symbols]);
        self.states.push(bits.clone());
        self.known.insert(bits, number);
        number
    }
}
