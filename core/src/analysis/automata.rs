//! Languages of words: regular expressions, run as sets of states in bits.

use std::collections::HashMap;

use super::alphabet::{Alphabet, Set, Symbol};
use super::hash::Hasher;

/// A regular expression over characters.
#[derive(Debug, Clone)]
pub(super) enum Re {
    /// This text.
    Text(String),
    /// One character of a set.
    One(Set),
    /// One after the other.
    Seq(Vec<Re>),
    /// Any of these.
    Any(Vec<Re>),
    /// None, one or many of it.
    Many(Box<Re>),
    /// A text in any case but the one written.
    Misspelt(String),
    /// A finished automaton; whether its colons are written `%3A`.
    Made(std::rc::Rc<Made>, bool),
}

impl Re {
    /// This text.
    pub(super) fn text(text: impl Into<String>) -> Re {
        Re::Text(text.into())
    }

    /// None, one or many.
    pub(super) fn many(re: Re) -> Re {
        Re::Many(Box::new(re))
    }

    /// One or many.
    pub(super) fn some(re: Re) -> Re {
        Re::Seq(vec![re.clone(), Re::many(re)])
    }

    /// This or nothing.
    pub(super) fn perhaps(re: Re) -> Re {
        Re::Any(vec![re, Re::text("")])
    }
}

/// A deterministic automaton with all its states.
#[derive(Debug)]
pub(super) struct Made {
    /// For each state: where each symbol leads, `None` where nothing follows.
    next: Vec<Vec<Option<usize>>>,
    accepts: Vec<bool>,
}

/// A set of numbers as bits.
pub(super) type Bits = Vec<u64>;

pub(super) fn has(bits: &Bits, index: usize) -> bool {
    bits.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
}

pub(super) fn put(bits: &mut Bits, index: usize) {
    if let Some(word) = bits.get_mut(index / 64) {
        *word |= 1 << (index % 64);
    }
}

/// An automaton with several states at once.
#[derive(Debug, Default)]
struct Nfa {
    /// From each state, without reading.
    skips: Vec<Vec<usize>>,
    /// From each state, by the symbols read.
    edges: Vec<Vec<(Bits, usize)>>,
    end: usize,
    /// What each state comes to without reading, itself included; sorted.
    closures: Vec<Vec<u32>>,
}

impl Nfa {
    fn new(re: &Re, alphabet: &Alphabet) -> Nfa {
        let mut nfa = Nfa::default();
        let (start, end) = (nfa.state(), nfa.state());
        nfa.end = end;
        nfa.add(re, start, end, alphabet);
        nfa.closures = (0..nfa.skips.len()).map(|state| nfa.closure(state)).collect();
        nfa
    }

    fn state(&mut self) -> usize {
        self.skips.push(Vec::new());
        self.edges.push(Vec::new());
        self.skips.len() - 1
    }

    fn skip(&mut self, from: usize, to: usize) {
        if let Some(skips) = self.skips.get_mut(from) {
            skips.push(to);
        }
    }

    fn edge(&mut self, from: usize, to: usize, reads: Bits) {
        if let Some(edges) = self.edges.get_mut(from) {
            edges.push((reads, to));
        }
    }

    fn one(&mut self, from: usize, to: usize, alphabet: &Alphabet, reads: impl Fn(char) -> bool) {
        let mut bits = vec![0; alphabet.len().div_ceil(64)];
        alphabet.iter().filter(|(_, c)| reads(*c)).for_each(|(symbol, _)| put(&mut bits, symbol));
        self.edge(from, to, bits);
    }

    fn text(&mut self, text: &str, from: usize, to: usize, alphabet: &Alphabet) {
        let mut at = from;
        for c in text.chars() {
            // A character that nothing names is read as the one that stands for it.
            let next = self.state();
            let mut bits = vec![0; alphabet.len().div_ceil(64)];
            put(&mut bits, alphabet.symbol(c));
            self.edge(at, next, bits);
            at = next;
        }
        self.skip(at, to);
    }

    fn add(&mut self, re: &Re, from: usize, to: usize, alphabet: &Alphabet) {
        match re {
            Re::Text(text) => self.text(text, from, to, alphabet),
            Re::One(set) => self.one(from, to, alphabet, |c| set.has(c)),
            Re::Seq(parts) => {
                let mut at = from;
                for part in parts {
                    let next = self.state();
                    self.add(part, at, next, alphabet);
                    at = next;
                }
                self.skip(at, to);
            }
            Re::Any(parts) => parts.iter().for_each(|part| self.add(part, from, to, alphabet)),
            Re::Many(part) => {
                let round = self.state();
                self.skip(from, round);
                self.skip(round, to);
                self.add(part, round, round, alphabet);
            }
            Re::Misspelt(text) => {
                // Two rows: as written so far, and already otherwise.
                let (mut same, mut other) = (from, self.state());
                for c in text.chars() {
                    let (next_same, next_other) = (self.state(), self.state());
                    self.one(same, next_same, alphabet, |read| read == c);
                    self.one(same, next_other, alphabet, |read| read != c && read.eq_ignore_ascii_case(&c));
                    self.one(other, next_other, alphabet, |read| read.eq_ignore_ascii_case(&c));
                    (same, other) = (next_same, next_other);
                }
                self.skip(other, to);
            }
            Re::Made(made, escaped) => self.made(made, *escaped, from, to, alphabet),
        }
    }

    fn made(&mut self, made: &Made, escaped: bool, from: usize, to: usize, alphabet: &Alphabet) {
        let offset = self.skips.len();
        let colon = alphabet.symbol(':');
        made.next.iter().for_each(|_| {
            self.state();
        });
        self.skip(from, offset);
        for (state, (row, accepts)) in made.next.iter().zip(&made.accepts).enumerate() {
            let mut targets: Vec<(usize, Bits)> = Vec::new();
            for (symbol, target) in row.iter().enumerate() {
                let Some(target) = *target else { continue };
                if escaped && symbol == colon {
                    self.text("%3A", offset + state, offset + target, alphabet);
                    continue;
                }
                match targets.iter_mut().find(|(known, _)| *known == target) {
                    Some((_, reads)) => put(reads, symbol),
                    None => {
                        let mut reads = vec![0; alphabet.len().div_ceil(64)];
                        put(&mut reads, symbol);
                        targets.push((target, reads));
                    }
                }
            }
            for (target, reads) in targets {
                self.edge(offset + state, offset + target, reads);
            }
            if *accepts {
                self.skip(offset + state, to);
            }
        }
    }

    fn closure(&self, state: usize) -> Vec<u32> {
        let mut out: Vec<u32> = Vec::new();
        let mut open = vec![state];
        while let Some(state) = open.pop() {
            let number = u32::try_from(state).unwrap_or(u32::MAX);
            if !out.contains(&number) {
                out.push(number);
                open.extend(self.skips.get(state).into_iter().flatten());
            }
        }
        out.sort_unstable();
        out
    }

    fn start(&self) -> Vec<u32> {
        self.closures.first().cloned().unwrap_or_default()
    }

    fn step(&self, from: &[u32], symbol: Symbol) -> Vec<u32> {
        let mut to = Vec::new();
        for edges in from.iter().filter_map(|state| self.edges.get(*state as usize)) {
            for (_, target) in edges.iter().filter(|(reads, _)| has(reads, symbol)) {
                to.extend(self.closures.get(*target).into_iter().flatten());
            }
        }
        to.sort_unstable();
        to.dedup();
        to
    }

    fn ends(&self, states: &[u32]) -> bool {
        states.binary_search(&u32::try_from(self.end).unwrap_or(u32::MAX)).is_ok()
    }
}

/// The numbers in a set.
pub(super) fn ones(bits: &[u64]) -> impl Iterator<Item = usize> {
    bits.iter().enumerate().flat_map(|(index, word)| {
        let mut word = *word;
        core::iter::from_fn(move || {
            if word == 0 {
                return None;
            }
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            Some(index * 64 + bit)
        })
    })
}

/// A language of words: the words of one expression that others have too, or do not have; its states are numbered as
/// they are met.
#[derive(Debug)]
pub(super) struct Language {
    /// Each with whether words belong to it.
    parts: Vec<(Nfa, bool)>,
    states: Vec<Vec<Vec<u32>>>,
    known: HashMap<Vec<Vec<u32>>, usize, Hasher>,
    /// Where each symbol leads; the outer `None` is not worked out yet.
    next: Vec<Vec<Option<Option<usize>>>>,
    accepts: Vec<bool>,
    symbols: usize,
    /// The longest word.
    pub(super) most: usize,
}

/// The state before the first character.
pub(super) const START: usize = 0;

impl Language {
    /// The words of `re` that none of `without` has, up to a length.
    pub(super) fn new(re: &Re, without: &[Re], most: usize, alphabet: &Alphabet) -> Language {
        let parts = core::iter::once((re, true)).chain(without.iter().map(|re| (re, false)));
        Language::of(parts, most, alphabet)
    }

    /// The words that each expression has, or has not.
    pub(super) fn of<'r>(
        parts: impl Iterator<Item = (&'r Re, bool)>,
        most: usize,
        alphabet: &Alphabet,
    ) -> Language {
        let parts: Vec<(Nfa, bool)> = parts.map(|(re, has)| (Nfa::new(re, alphabet), has)).collect();
        let start: Vec<Vec<u32>> = parts.iter().map(|(part, _)| part.start()).collect();
        let mut language = Language {
            parts,
            states: Vec::new(),
            known: HashMap::default(),
            next: Vec::new(),
            accepts: Vec::new(),
            symbols: alphabet.len(),
            most,
        };
        language.number(start);
        language
    }

    fn number(&mut self, state: Vec<Vec<u32>>) -> usize {
        if let Some(known) = self.known.get(&state) {
            return *known;
        }
        let accepts = self.parts.iter().zip(&state).all(|((part, has), states)| part.ends(states) == *has);
        let number = self.states.len();
        self.accepts.push(accepts);
        self.next.push(vec![None; self.symbols]);
        self.states.push(state.clone());
        self.known.insert(state, number);
        number
    }

    /// Where a symbol leads; `None` where no word goes on so.
    pub(super) fn step(&mut self, state: usize, symbol: Symbol) -> Option<usize> {
        if let Some(Some(known)) = self.next.get(state).and_then(|row| row.get(symbol)) {
            return *known;
        }
        let from = self.states.get(state)?;
        let to: Vec<Vec<u32>> =
            self.parts.iter().zip(from).map(|((part, _), states)| part.step(states, symbol)).collect();
        let alive = self.parts.iter().zip(&to).all(|((_, has), states)| !*has || !states.is_empty());
        let next = alive.then(|| self.number(to));
        if let Some(slot) = self.next.get_mut(state).and_then(|row| row.get_mut(symbol)) {
            *slot = Some(next);
        }
        next
    }

    /// Whether a word may end here.
    pub(super) fn accepts(&self, state: usize) -> bool {
        self.accepts.get(state) == Some(&true)
    }

    /// Whether it has this word.
    pub(super) fn holds(&mut self, word: &str, alphabet: &Alphabet) -> bool {
        let length = word.chars().count();
        let end = word.chars().try_fold(START, |state, c| self.step(state, alphabet.symbol(c)));
        length <= self.most && end.is_some_and(|state| self.accepts(state))
    }

    /// The whole automaton, for use inside another expression.
    pub(super) fn made(mut self) -> Made {
        let mut state = 0;
        while state < self.states.len() {
            for symbol in 0..self.symbols {
                self.step(state, symbol);
            }
            state += 1;
        }
        let next = self.next.into_iter().map(|row| row.into_iter().map(Option::flatten).collect()).collect();
        Made { next, accepts: self.accepts }
    }
}
