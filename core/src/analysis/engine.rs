//! The automata of one question, and the words that take them from state to state.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::alphabet::{Alphabet, Symbol};
use super::automata::{Language, START};
use super::formula::Atoms;
use super::hash::Hasher;
use super::matcher::{ALWAYS, DEAD, Matcher};
use super::shape::Piece;
use super::words::Kind;
use crate::limits::MAX_STATES;

/// A question that needs more states than are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TooLarge {
    /// The claim whose patterns have most states.
    pub(super) claim: String,
}

/// The automata, built as they are asked.
#[derive(Debug)]
pub(super) struct Engine {
    pub(super) alphabet: Alphabet,
    matchers: Vec<Matcher>,
    claims: Vec<String>,
    languages: Vec<Language>,
    kinds: HashMap<Kind, usize, Hasher>,
    ours: Vec<String>,
    /// `%3A`, as symbols.
    colon: [Symbol; 3],
    colon_sign: Symbol,
    /// States met so far.
    pub(super) states: usize,
}

/// A text on its way through the automaton of one atom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Runner {
    pub(super) atom: usize,
    pub(super) escaped: bool,
}

/// What a class of words does: where it takes each runner, and the word that stands for it.
#[derive(Debug, Clone)]
pub(super) struct Exit {
    pub(super) states: Vec<usize>,
    pub(super) word: String,
}

impl Engine {
    pub(super) fn new(atoms: &Atoms, ours: Vec<String>, spelt: &[String]) -> Engine {
        let mut named: BTreeSet<char> =
            atoms.list.iter().flat_map(|atom| &atom.globs).flat_map(|glob| glob.characters()).collect();
        named.extend(ours.iter().chain(spelt).flat_map(|text| text.chars()));
        named.extend(
            ours.iter()
                .flat_map(|text| text.chars())
                .flat_map(|c| [c.to_ascii_lowercase(), c.to_ascii_uppercase()]),
        );
        let alphabet = Alphabet::new(&named);
        let matchers = atoms.list.iter().map(|atom| Matcher::new(&atom.globs, &alphabet)).collect();
        let sign = |c: char| alphabet.symbol(c);
        Engine {
            matchers,
            claims: atoms.list.iter().map(|atom| atom.claim.clone()).collect(),
            languages: Vec::new(),
            kinds: HashMap::default(),
            ours,
            colon: [sign('%'), sign('3'), sign('A')],
            colon_sign: sign(':'),
            states: 0,
            alphabet,
        }
    }

    /// The number of a language.
    pub(super) fn language(&mut self, kind: &Kind) -> usize {
        if let Some(known) = self.kinds.get(kind) {
            return *known;
        }
        let language = kind.language(&self.ours, &self.alphabet);
        self.languages.push(language);
        self.kinds.insert(kind.clone(), self.languages.len() - 1);
        self.languages.len() - 1
    }

    pub(super) fn start(&self, atom: usize) -> usize {
        self.matchers.get(atom).map_or(DEAD, Matcher::start)
    }

    pub(super) fn accepts(&self, atom: usize, state: usize) -> bool {
        self.matchers.get(atom).is_some_and(|matcher| matcher.accepts(state))
    }

    /// The state of an atom after a literal.
    pub(super) fn read(&mut self, atom: usize, state: usize, text: &str) -> usize {
        let Engine { matchers, alphabet, .. } = self;
        matchers.get_mut(atom).map_or(DEAD, |matcher| matcher.run(state, text, alphabet))
    }

    /// A count of one more state.
    pub(super) fn count(&mut self, by: usize) -> Result<(), TooLarge> {
        self.states += by;
        if self.states <= MAX_STATES {
            return Ok(());
        }
        let most = self.matchers.iter().zip(&self.claims).max_by_key(|(matcher, _)| matcher.size());
        Err(TooLarge { claim: most.map_or_else(String::new, |(_, claim)| claim.clone()) })
    }

    fn move_by(&mut self, runner: Runner, state: usize, symbol: Symbol) -> usize {
        if state <= ALWAYS {
            return state;
        }
        let (colon, sign) = (self.colon, self.colon_sign);
        let Some(matcher) = self.matchers.get_mut(runner.atom) else { return DEAD };
        if runner.escaped && symbol == sign {
            return colon.into_iter().fold(state, |state, symbol| matcher.step(state, symbol));
        }
        matcher.step(state, symbol)
    }

    fn move_all(&mut self, runners: &[Runner], states: &[usize], symbol: Symbol) -> Vec<usize> {
        runners.iter().zip(states).map(|(runner, state)| self.move_by(*runner, *state, symbol)).collect()
    }

    /// Where the words of a language take some runners, each class once: seeds first, then the shortest. Runners that
    /// `hopeless` gives up are not followed.
    pub(super) fn exits(
        &mut self,
        language: usize,
        runners: &[Runner],
        from: &[usize],
        seeds: &[String],
        hopeless: &dyn Fn(&[usize]) -> bool,
    ) -> Result<Vec<Exit>, TooLarge> {
        let mut exits: Vec<Exit> = Vec::new();
        let mut known: HashMap<Vec<usize>, (), Hasher> = HashMap::default();
        for seed in seeds {
            let symbols: Vec<Symbol> = seed.chars().map(|c| self.alphabet.symbol(c)).collect();
            let Engine { languages, alphabet, .. } = self;
            if !languages.get_mut(language).is_some_and(|one| one.holds(seed, alphabet)) {
                continue;
            }
            let states =
                symbols.iter().fold(from.to_vec(), |states, symbol| self.move_all(runners, &states, *symbol));
            if !hopeless(&states) && known.insert(states.clone(), ()).is_none() {
                exits.push(Exit { states, word: seed.clone() });
            }
        }
        self.search(language, runners, from, hopeless, &mut |states, word| {
            if known.insert(states.to_vec(), ()).is_none() {
                exits.push(Exit { states: states.to_vec(), word: word() });
            }
        })?;
        Ok(exits)
    }

    /// Breadth first over the language beside the runners; `found` is told of every word's end, the shortest first.
    fn search(
        &mut self,
        language: usize,
        runners: &[Runner],
        from: &[usize],
        hopeless: &dyn Fn(&[usize]) -> bool,
        found: &mut dyn FnMut(&[usize], &dyn Fn() -> String),
    ) -> Result<(), TooLarge> {
        struct Node {
            place: usize,
            vector: usize,
            parent: usize,
            symbol: Symbol,
            depth: usize,
        }
        let most = self.languages.get(language).map_or(0, |language| language.most);
        // Each row of states once, by number.
        let mut vectors: Vec<Rc<[usize]>> = vec![from.into()];
        let mut numbers: HashMap<Rc<[usize]>, Option<usize>, Hasher> = HashMap::default();
        numbers.insert(from.into(), Some(0));
        // Rows that no further character changes, and whose word is found.
        let mut done: Vec<bool> = vec![false];
        let mut nodes = vec![Node { place: START, vector: 0, parent: usize::MAX, symbol: 0, depth: 0 }];
        let mut seen: HashMap<(usize, usize), (), Hasher> = HashMap::default();
        seen.insert((START, 0), ());
        let mut moved: Vec<usize> = Vec::with_capacity(from.len());
        let mut index = 0;
        while let Some(Node { place, vector, depth, .. }) = nodes.get(index) {
            let (place, vector, depth) = (*place, *vector, *depth);
            let Some(states) = vectors.get(vector).map(Rc::clone) else { break };
            if done.get(vector) == Some(&true) {
                index += 1;
                continue;
            }
            self.count(1)?;
            if self.languages.get(language).is_some_and(|language| language.accepts(place)) {
                let word = || {
                    let mut letters = Vec::new();
                    let mut at = index;
                    while let Some(node) = nodes.get(at).filter(|node| node.parent != usize::MAX) {
                        letters.push(self.alphabet.character(node.symbol));
                        at = node.parent;
                    }
                    letters.iter().rev().collect()
                };
                found(&states, &word);
                if states.iter().all(|state| *state <= ALWAYS) {
                    done.iter_mut().skip(vector).take(1).for_each(|done| *done = true);
                    index += 1;
                    continue;
                }
            }
            let symbols = if depth < most { self.alphabet.len() } else { 0 };
            for symbol in 0..symbols {
                let next = self.languages.get_mut(language).and_then(|language| language.step(place, symbol));
                let Some(next) = next else { continue };
                moved.clear();
                for (runner, state) in runners.iter().zip(states.iter()) {
                    moved.push(self.move_by(*runner, *state, symbol));
                }
                let number = match numbers.get(moved.as_slice()) {
                    Some(known) => *known,
                    None => {
                        let settled = moved.iter().any(|state| *state <= ALWAYS);
                        let number = (!settled || !hopeless(&moved)).then_some(vectors.len());
                        let row: Rc<[usize]> = moved.as_slice().into();
                        if number.is_some() {
                            vectors.push(Rc::clone(&row));
                            done.push(false);
                        }
                        numbers.insert(row, number);
                        number
                    }
                };
                let Some(number) = number else { continue };
                if seen.insert((next, number), ()).is_none() {
                    nodes.push(Node { place: next, vector: number, parent: index, symbol, depth: depth + 1 });
                }
            }
            index += 1;
        }
        Ok(())
    }

    /// Every state that an atom can be in after a piece, from any of these.
    pub(super) fn reach(
        &mut self,
        atom: usize,
        from: &[usize],
        piece: &Piece,
        language: Option<usize>,
    ) -> Result<Vec<usize>, TooLarge> {
        let mut out = Vec::new();
        let mut add = |state: usize| {
            if !out.contains(&state) {
                out.push(state);
            }
        };
        match (piece, language) {
            (Piece::Text(text), _) => {
                for state in from {
                    let after = self.read(atom, *state, text);
                    add(after);
                }
            }
            (Piece::Word { escaped, .. }, Some(language)) => {
                let runner = [Runner { atom, escaped: *escaped }];
                for state in from {
                    self.search(language, &runner, &[*state], &|_| false, &mut |states, _| {
                        states.iter().for_each(|state| add(*state));
                    })?;
                }
            }
            (Piece::Word { .. }, None) => {}
        }
        out.sort_unstable();
        Ok(out)
    }
}
