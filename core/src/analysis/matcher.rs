//! Patterns over one text, as a deterministic automaton whose states are met one by one.
//!
//! A pattern is bits, one for each place in it. Once a star is reached, places before it add nothing and are dropped, so
//! that a pattern has few states however many stars it has. In most states few characters matter: all others lead to one
//! and the same state.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::alphabet::{Alphabet, FOREIGN, Mask, Symbol};
use super::bits::{Bits, has, last_both, ones, put};
use super::hash::Hasher;
use crate::aws::condition::language::{Case, Glyph, full, lower, simple};

/// No text fits any more.
pub(super) const DEAD: usize = 0;
/// Every text fits from here on.
pub(super) const ALWAYS: usize = 1;

/// A pattern for a whole text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Glob {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) case: Case,
}

/// Characters beyond ASCII that are ASCII ones in some way of ignoring case.
const CASED: &str = "\u{212a}İſßẞﬀﬁﬂﬃﬄﬅﬆ";

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
        Glob { glyphs, case: Case::Counts }
    }

    fn chars(&self) -> impl Iterator<Item = char> {
        self.glyphs.iter().filter_map(|glyph| if let Glyph::Char(c) = glyph { Some(*c) } else { None })
    }
}

/// The characters beyond ASCII that patterns tell from others.
pub(super) fn foreign<'g>(globs: impl Iterator<Item = &'g Glob>) -> BTreeSet<char> {
    let (mut out, mut cased) = (BTreeSet::new(), BTreeSet::new());
    for glob in globs {
        let named = glob.chars().filter(|c| !c.is_ascii());
        if glob.case == Case::Counts {
            out.extend(named);
        } else {
            out.extend(CASED.chars());
            cased.extend(named);
        }
    }
    if !cased.is_empty() {
        let like = |c: char| {
            cased.iter().any(|named| {
                lower(c) == lower(*named) || simple(c) == simple(*named) || full(c).any(|one| one == *named)
            })
        };
        out.extend(('\u{80}'..='\u{1ffff}').filter(|c| like(*c)));
        out.extend(cased);
    }
    out
}

/// One pattern's share of the bits.
#[derive(Debug)]
struct Share {
    /// The first of its bits.
    first: usize,
    /// The last: behind the whole pattern.
    last: usize,
}

/// What is known of a state.
#[derive(Debug)]
struct State {
    bits: Rc<[u64]>,
    accepts: bool,
    /// The symbols that may lead elsewhere than all others do.
    special: Mask,
    /// Where those lead, as far as it was asked.
    next: Vec<(Symbol, usize)>,
    /// Where all others lead.
    rest: Option<usize>,
}

/// Any of some patterns.
#[derive(Debug)]
pub(super) struct Matcher {
    shares: Vec<Share>,
    /// By symbol, the row of `fits` that tells which places it fits; the first row is for symbols that nothing names.
    rows: Vec<u8>,
    fits: Vec<Bits>,
    /// By place: the symbols that it names.
    names: Vec<Mask>,
    /// The places at which any character may stay.
    stars: Bits,
    starred: bool,
    /// Symbols that stand for several characters of a pattern, with the places before and after.
    jumps: Vec<(Symbol, usize, usize)>,
    states: Vec<State>,
    known: HashMap<Rc<[u64]>, usize, Hasher>,
    start: usize,
    /// The places that a step leads to, before they are numbered.
    places: Bits,
}

impl Matcher {
    pub(super) fn new(globs: &[Glob], alphabet: &Alphabet) -> Matcher {
        let count = |glob: &Glob| glob.glyphs.iter().filter(|glyph| **glyph != Glyph::Run).count() + 1;
        let places: usize = globs.iter().map(count).sum();
        let empty: Bits = vec![0; places.div_ceil(64)];
        let mut matcher = Matcher {
            shares: Vec::with_capacity(globs.len()),
            rows: vec![0; 256],
            fits: vec![empty.clone()],
            names: vec![Mask::default(); places],
            stars: empty.clone(),
            starred: false,
            jumps: Vec::new(),
            states: Vec::new(),
            known: HashMap::default(),
            start: DEAD,
            places: Bits::new(),
        };
        let mut at = 0;
        for glob in globs {
            at = matcher.add(glob, at, alphabet);
        }
        matcher.fill();
        matcher.number(&empty);
        // No set of places looks like this one: it is told apart by its number alone.
        let always = State {
            bits: empty.as_slice().into(),
            accepts: true,
            special: Mask::default(),
            next: Vec::new(),
            rest: Some(ALWAYS),
        };
        matcher.states.push(always);
        let mut start = empty;
        matcher.shares.iter().for_each(|share| put(&mut start, share.first));
        matcher.start = matcher.settle(&mut start);
        matcher
    }

    fn add(&mut self, glob: &Glob, first: usize, alphabet: &Alphabet) -> usize {
        let mut at = first;
        for glyph in &glob.glyphs {
            match glyph {
                Glyph::Run => {
                    put(&mut self.stars, at);
                    self.starred = true;
                    continue;
                }
                Glyph::One => self.fits.iter_mut().for_each(|bits| put(bits, at)),
                Glyph::Char(c) => {
                    let of = symbols(*c, glob.case, alphabet);
                    if let Some(names) = self.names.get_mut(at) {
                        *names = names.or(of);
                    }
                }
            }
            at += 1;
        }
        if glob.case == Case::Full {
            let text: Vec<char> = glob.chars().collect();
            for (symbol, c) in alphabet.foreign() {
                let becomes: Vec<char> = full(c).collect();
                let found = text.windows(becomes.len()).enumerate().filter(|(_, part)| *part == becomes);
                if becomes.len() > 1 {
                    let jumps =
                        found.map(|(index, _)| (symbol, first + index, first + index + becomes.len()));
                    self.jumps.extend(jumps);
                }
            }
        }
        self.shares.push(Share { first, last: at });
        at + 1
    }

    /// The rows of `fits` for the symbols that patterns name.
    fn fill(&mut self) {
        let jumping = self.jumps.iter().map(|(symbol, ..)| Mask::one(*symbol));
        let named = self.names.iter().copied().chain(jumping).fold(Mask::default(), Mask::or);
        let other = self.fits.first().cloned().unwrap_or_default();
        for symbol in named.iter() {
            if let Some(row) = self.rows.get_mut(usize::from(symbol)) {
                *row = u8::try_from(self.fits.len()).unwrap_or(u8::MAX);
            }
            self.fits.push(other.clone());
        }
        for (place, names) in self.names.iter().enumerate() {
            for symbol in names.iter() {
                let row = self.rows.get(usize::from(symbol)).copied().unwrap_or(0);
                if let Some(bits) = self.fits.get_mut(usize::from(row)) {
                    put(bits, place);
                }
            }
        }
    }

    /// How many places its patterns have.
    pub(super) fn places(&self) -> usize {
        self.names.len()
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
        self.states.get(state).is_some_and(|state| state.accepts)
    }

    /// The symbols that may lead elsewhere than all others do.
    pub(super) fn special(&self, state: usize) -> Mask {
        self.states.get(state).map_or_else(Mask::default, |state| state.special)
    }

    /// The state after one more symbol.
    pub(super) fn step(&mut self, state: usize, symbol: Symbol) -> usize {
        if state <= ALWAYS {
            return state;
        }
        let Some(from) = self.states.get(state) else { return DEAD };
        let special = from.special.has(symbol);
        let known = match special {
            true => from.next.iter().find(|(known, _)| *known == symbol).map(|(_, next)| *next),
            false => from.rest,
        };
        if let Some(known) = known {
            return known;
        }
        let row = if special { self.rows.get(usize::from(symbol)).copied().unwrap_or(0) } else { 0 };
        let Some(fits) = self.fits.get(usize::from(row)) else { return DEAD };
        let mut to = core::mem::take(&mut self.places);
        to.clear();
        let mut carry = 0;
        for ((word, fits), stars) in from.bits.iter().zip(fits).zip(&self.stars) {
            let moved = word & fits;
            to.push(moved << 1 | carry | word & stars);
            carry = moved >> 63;
        }
        for (_, before, after) in self.jumps.iter().filter(|(by, ..)| *by == symbol) {
            if has(&from.bits, *before) {
                put(&mut to, *after);
            }
        }
        let next = self.settle(&mut to);
        self.places = to;
        if let Some(from) = self.states.get_mut(state) {
            match special {
                true => from.next.push((symbol, next)),
                false => from.rest = Some(next),
            }
        }
        next
    }

    /// The state after a text.
    pub(super) fn run(&mut self, state: usize, text: &[Symbol]) -> usize {
        text.iter().fold(state, |state, symbol| self.step(state, *symbol))
    }

    /// Drops what a star behind it covers, and numbers the rest.
    fn settle(&mut self, bits: &mut Bits) -> usize {
        if self.starred {
            for share in &self.shares {
                let Some(star) = last_both(bits, &self.stars, share.first..=share.last) else { continue };
                if star == share.last {
                    return ALWAYS;
                }
                for index in share.first..star {
                    if let Some(word) = bits.get_mut(index / 64) {
                        *word &= !(1 << (index % 64));
                    }
                }
            }
        }
        self.number(bits)
    }

    fn number(&mut self, bits: &[u64]) -> usize {
        if let Some(known) = self.known.get(bits) {
            return *known;
        }
        let accepts = self.shares.iter().any(|share| has(bits, share.last));
        let names = ones(bits).filter_map(|place| self.names.get(place)).copied();
        let jumping = self.jumps.iter().map(|(symbol, ..)| Mask::one(*symbol));
        let special = names.chain(jumping).fold(Mask::default(), Mask::or);
        let number = self.states.len();
        let bits: Rc<[u64]> = bits.into();
        self.known.insert(Rc::clone(&bits), number);
        self.states.push(State { bits, accepts, special, next: Vec::new(), rest: None });
        number
    }
}

/// The symbols that one character of a pattern fits.
fn symbols(c: char, case: Case, alphabet: &Alphabet) -> Mask {
    let mut out = Mask::default();
    if case == Case::Counts {
        out.put(alphabet.symbol(c));
        return out;
    }
    for other in [c.to_ascii_lowercase(), c.to_ascii_uppercase()].into_iter().chain('A'..='z') {
        if other.is_ascii() && case.same(c, other) {
            out.put(alphabet.symbol(other));
        }
    }
    for (symbol, other) in alphabet.foreign().filter(|(symbol, _)| *symbol != FOREIGN) {
        if case.same(c, other) {
            out.put(symbol);
        }
    }
    out
}
