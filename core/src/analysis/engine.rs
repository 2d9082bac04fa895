//! The automata of one question, and the words that take them from state to state.

use core::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::alphabet::{Alphabet, MOST_FOREIGN, Mask, Symbol};
use super::formula::Atoms;
use super::hash::Hasher;
use super::languages::Language;
use super::matcher::{self, ALWAYS, DEAD, Glob, Matcher};
use super::shape::Piece;
use super::walk::{Step, Walk};
use super::words::{Kind, Word};
use crate::limits::MAX_STATES;
use crate::sort::{sort_and_dedup, sort_by};

/// A question that needs more states than are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TooLarge {
    /// The claim whose patterns have most states.
    pub(super) claim: String,
}

/// The automata, built as they are asked.
#[derive(Debug)]
pub(super) struct Engine {
    alphabet: Alphabet,
    matchers: Vec<Matcher>,
    claims: Vec<String>,
    languages: Vec<Language>,
    kinds: HashMap<Kind, usize, Hasher>,
    ours: Vec<String>,
    /// `%3A`, as symbols.
    colon: [Symbol; 3],
    colon_sign: Symbol,
    /// Where words take runners, for searches that give up none of them.
    exits: HashMap<Way, Rc<Vec<Exit>>, Hasher>,
    /// How many states those hold.
    kept: usize,
    /// The literals of claims, as symbols.
    literals: Vec<Vec<Symbol>>,
    literal_numbers: HashMap<String, usize, Hasher>,
    /// Where literals take atoms, by atom, state and literal.
    passed: HashMap<(usize, usize, usize), usize, Hasher>,
    /// Where words take one runner.
    reached: HashMap<(usize, Runner, usize), Rc<[usize]>, Hasher>,
    /// What the last walk used.
    walk: Walk,
    /// Whether there are more characters than symbols.
    crowded: bool,
    /// States met so far.
    pub(super) states: usize,
}

/// A text on its way through the automaton of one atom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Runner {
    pub(super) atom: usize,
    pub(super) escaped: bool,
}

/// A part of a claim as runners read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// A literal, by its number.
    Literal(usize),
    Word {
        word: Word,
        escaped: bool,
    },
}

/// What a class of words does: where it takes each runner, and the word that stands for it.
#[derive(Debug, Clone)]
pub(super) struct Exit {
    pub(super) states: Vec<usize>,
    pub(super) word: Rc<str>,
}

/// What takes runners from state to state: the words of a language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Way {
    pub(super) language: usize,
    /// Whose words that read well are tried first; `None` for those of nothing.
    pub(super) word: Option<Word>,
    pub(super) runners: Rc<[Runner]>,
    pub(super) from: Vec<usize>,
}

/// A word that reads well, also as symbols.
type Seed = (Rc<str>, Rc<[Symbol]>);

/// Words that read well, the best first. They are looked at as they are asked for: few searches need all.
#[derive(Debug)]
pub(super) struct Seeds {
    language: usize,
    ready: RefCell<Vec<Seed>>,
    rest: RefCell<std::vec::IntoIter<String>>,
}

impl Seeds {
    /// Those of a language among some words, if there are any.
    pub(super) fn new(language: usize, words: Vec<String>) -> Option<Rc<Seeds>> {
        let some = !words.is_empty();
        let (ready, rest) = (RefCell::default(), RefCell::new(words.into_iter()));
        some.then(|| Rc::new(Seeds { language, ready, rest }))
    }
}

/// The most states of exits that are kept for later searches.
const MOST_KEPT: usize = 1 << 20;

impl Engine {
    /// No automata yet; `spelt` are the texts, besides those of patterns, whose characters are told apart.
    pub(super) fn new(atoms: &Atoms, ours: Vec<String>, spelt: impl Iterator<Item = String>) -> Engine {
        let mut named: BTreeSet<char> = matcher::foreign(atoms.list.iter().flat_map(|atom| &atom.globs));
        spelt.for_each(|text| named.extend(text.chars().filter(|c| !c.is_ascii())));
        let alphabet = Alphabet::new(&named);
        Engine {
            matchers: Vec::new(),
            claims: Vec::new(),
            languages: Vec::new(),
            kinds: HashMap::default(),
            ours,
            colon: ['%', '3', 'A'].map(|c| alphabet.symbol(c)),
            colon_sign: alphabet.symbol(':'),
            exits: HashMap::default(),
            kept: 0,
            literals: Vec::new(),
            literal_numbers: HashMap::default(),
            passed: HashMap::default(),
            reached: HashMap::default(),
            walk: Walk::default(),
            crowded: named.len() > MOST_FOREIGN,
            states: 0,
            alphabet,
        }
    }

    /// Takes up the atoms that are new.
    pub(super) fn extend(&mut self, atoms: &Atoms) {
        for atom in atoms.list.iter().skip(self.matchers.len()) {
            self.matchers.push(Matcher::new(&atom.globs, &self.alphabet));
            self.claims.push(atom.claim.clone());
        }
    }

    /// Whether every character of these patterns is a symbol of its own.
    pub(super) fn tells(&self, globs: &[Glob]) -> bool {
        matcher::foreign(globs.iter()).iter().all(|c| self.alphabet.foreign().any(|(_, known)| known == *c))
    }

    /// The number of a language.
    pub(super) fn language(&mut self, kind: &Kind) -> usize {
        if let Some(known) = self.kinds.get(kind) {
            return *known;
        }
        self.languages.push(Language::new(kind, &self.ours));
        self.kinds.insert(kind.clone(), self.languages.len() - 1);
        self.languages.len() - 1
    }

    /// The word at a place among those that read well and that the language has.
    fn seed(&mut self, seeds: &Seeds, index: usize) -> Option<Seed> {
        let Engine { languages, alphabet, .. } = self;
        let language = languages.get_mut(seeds.language)?;
        let mut ready = seeds.ready.borrow_mut();
        let mut rest = seeds.rest.borrow_mut();
        while ready.len() <= index {
            let word = rest.next()?;
            let symbols: Vec<Symbol> = alphabet.read(&word).collect();
            if language.holds(&symbols, alphabet) {
                ready.push((word.into(), symbols.into()));
            }
        }
        ready.get(index).cloned()
    }

    pub(super) fn start(&self, atom: usize) -> usize {
        self.matchers.get(atom).map_or(DEAD, Matcher::start)
    }

    pub(super) fn accepts(&self, atom: usize, state: usize) -> bool {
        self.matchers.get(atom).is_some_and(|matcher| matcher.accepts(state))
    }

    /// A row as runners read it.
    pub(super) fn reads(&mut self, row: &[Piece]) -> Vec<Read> {
        let read = |piece: &Piece| match piece {
            Piece::Text(text) => Read::Literal(self.literal(text)),
            Piece::Word { word, escaped } => Read::Word { word: *word, escaped: *escaped },
        };
        row.iter().map(read).collect()
    }

    fn literal(&mut self, text: &str) -> usize {
        if let Some(known) = self.literal_numbers.get(text) {
            return *known;
        }
        let number = self.literals.len();
        self.literals.push(self.alphabet.read(text).collect());
        self.literal_numbers.insert(text.to_owned(), number);
        number
    }

    /// The state of an atom after a literal, given by its number.
    pub(super) fn pass(&mut self, atom: usize, state: usize, literal: usize) -> usize {
        if state <= ALWAYS {
            return state;
        }
        let Engine { matchers, literals, passed, .. } = self;
        let (Some(matcher), Some(text)) = (matchers.get_mut(atom), literals.get(literal)) else {
            return DEAD;
        };
        *passed.entry((atom, state, literal)).or_insert_with(|| matcher.run(state, text))
    }

    /// The state of an atom after a text.
    pub(super) fn read(&mut self, atom: usize, state: usize, text: &str) -> usize {
        let literal = self.literal(text);
        self.pass(atom, state, literal)
    }

    /// A count of some more states.
    pub(super) fn count(&mut self, by: usize) -> Result<(), TooLarge> {
        self.states += by;
        if self.states <= MAX_STATES && !self.crowded {
            return Ok(());
        }
        let most = self.matchers.iter().zip(&self.claims).max_by_key(|(matcher, _)| matcher.size());
        Err(TooLarge { claim: most.map_or_else(String::new, |(_, claim)| claim.clone()) })
    }

    fn move_by(&mut self, runner: Runner, state: usize, symbol: Symbol) -> usize {
        if state <= ALWAYS {
            return state;
        }
        let Some(matcher) = self.matchers.get_mut(runner.atom) else { return DEAD };
        if runner.escaped && symbol == self.colon_sign {
            return matcher.run(state, &self.colon);
        }
        matcher.step(state, symbol)
    }

    /// The symbols that some runner tells from the rest.
    fn special(&self, runners: &[Runner], states: &[usize]) -> Mask {
        let mut special = Mask::default();
        for (runner, state) in runners.iter().zip(states) {
            if *state > ALWAYS {
                special = special
                    .or(self.matchers.get(runner.atom).map_or_else(Mask::default, |one| one.special(*state)));
                if runner.escaped {
                    special.put(self.colon_sign);
                }
            }
        }
        special
    }

    /// Where the words of a language take some runners, each class once: seeds first, then the shortest. Runners that
    /// `hopeless` gives up are not followed.
    pub(super) fn exits(
        &mut self,
        way: Way,
        seeds: Option<&Seeds>,
        hopeless: &dyn Fn(&[usize]) -> bool,
    ) -> Result<Rc<Vec<Exit>>, TooLarge> {
        if let Some(known) = self.exits.get(&way) {
            return Ok(Rc::clone(known));
        }
        let given_up = Cell::new(false);
        let hopeless = |states: &[usize]| {
            let hopeless = hopeless(states);
            given_up.set(given_up.get() || hopeless);
            hopeless
        };
        // Each class once, with a step that ends a word of it, and whether a seed was found for it.
        let mut classes: Vec<(Vec<usize>, usize, bool)> = Vec::new();
        let mut numbers: HashMap<Vec<usize>, usize, Hasher> = HashMap::default();
        let mut take = |walk: &Walk, step: usize| {
            numbers.insert(walk.at(step).to_vec(), classes.len());
            classes.push((walk.at(step).to_vec(), step, false));
        };
        self.ends(way.language, &way.runners, &way.from, &hopeless, &mut take)?;
        let mut exits: Vec<Exit> = Vec::with_capacity(classes.len());
        // The states after each symbol of a seed: the next seed often starts like it.
        let mut rows = way.from.clone();
        let mut before: Rc<[Symbol]> = Rc::from([]);
        let width = way.runners.len();
        for index in 0.. {
            let seed =
                seeds.filter(|_| exits.len() < classes.len()).and_then(|seeds| self.seed(seeds, index));
            let Some((word, symbols)) = seed else { break };
            let shared = before.iter().zip(symbols.iter()).take_while(|(one, other)| one == other).count();
            rows.truncate((shared + 1) * width);
            for symbol in symbols.iter().skip(shared) {
                let row = rows.len();
                for (index, runner) in (row.saturating_sub(width)..row).zip(way.runners.iter()) {
                    let state = rows.get(index).copied().unwrap_or(DEAD);
                    rows.push(self.move_by(*runner, state, *symbol));
                }
            }
            before = symbols;
            let states = rows.get(rows.len().saturating_sub(width)..).unwrap_or_default();
            let class = numbers.get(states).and_then(|number| classes.get_mut(*number));
            if let Some((states, _, seeded)) = class.filter(|(_, _, seeded)| !seeded) {
                *seeded = true;
                exits.push(Exit { states: core::mem::take(states), word });
            }
        }
        for (states, step, _) in classes.into_iter().filter(|(_, _, seeded)| !seeded) {
            let word = self.walk.word(step).into_iter().map(|symbol| self.alphabet.character(symbol));
            exits.push(Exit { states, word: word.collect::<String>().into() });
        }
        let held = self.kept + (exits.len() + 1) * (width + 1);
        let exits = Rc::new(exits);
        if !given_up.get() && held <= MOST_KEPT {
            self.kept = held;
            self.exits.insert(way, Rc::clone(&exits));
        }
        Ok(exits)
    }

    /// Breadth first over the language beside the runners: `take` is given each row in which words end, first by the shortest.
    fn ends(
        &mut self,
        language: usize,
        runners: &[Runner],
        from: &[usize],
        hopeless: &dyn Fn(&[usize]) -> bool,
        take: &mut dyn FnMut(&Walk, usize),
    ) -> Result<(), TooLarge> {
        let Some(most) = self.languages.get(language).map(|language| language.most) else { return Ok(()) };
        let places = |runner: &Runner| self.matchers.get(runner.atom).map_or(0, Matcher::places);
        let weight: usize = runners.iter().map(|runner| 1 + places(runner) / 8).sum();
        let mut walk = core::mem::take(&mut self.walk);
        walk.begin(from);
        let (mut states, mut moved) = (Vec::with_capacity(from.len()), Vec::with_capacity(from.len()));
        let mut choices: Vec<(Symbol, usize)> = Vec::new();
        let mut index = 0;
        while let Some(step) = walk.steps.get(index).copied() {
            states.clear();
            states.extend_from_slice(walk.states(step.row));
            let is_found = walk.is_found(step.row);
            let settled = states.iter().all(|state| *state <= ALWAYS);
            if is_found && settled {
                index += 1;
                continue;
            }
            self.count(1)?;
            let Some(language) = self.languages.get_mut(language) else { break };
            if !is_found && language.accepts(step.place) {
                walk.find(step.row);
                take(&walk, index);
                if settled {
                    index += 1;
                    continue;
                }
            }
            let groups = language.groups(step.place, &self.alphabet);
            let special = walk.special(step.row, |states| self.special(runners, states));
            choices.clear();
            if step.depth < most {
                for group in groups.iter() {
                    let apart = group.symbols.and(special).iter();
                    let rest = group.symbols.without(special).first();
                    apart.chain(rest).for_each(|symbol| choices.push((symbol, group.to)));
                }
                choices.sort_unstable();
            }
            // A step costs as much as it moves runners: many ways on, runners or places in patterns count as more states.
            self.count(choices.len() * weight / 64)?;
            for (symbol, place) in choices.iter().copied() {
                moved.clear();
                for (runner, state) in runners.iter().zip(&states) {
                    moved.push(self.move_by(*runner, *state, symbol));
                }
                if let Some(row) = walk.row(&moved, hopeless) {
                    walk.push(Step { place, row, parent: index, symbol, depth: step.depth + 1 });
                }
            }
            index += 1;
        }
        self.walk = walk;
        Ok(())
    }

    /// Every state that a runner can be in after a word, from one state.
    pub(super) fn after(
        &mut self,
        language: usize,
        runner: Runner,
        state: usize,
    ) -> Result<Rc<[usize]>, TooLarge> {
        let key = (language, runner, state);
        if let Some(known) = self.reached.get(&key) {
            return Ok(Rc::clone(known));
        }
        let mut out: Vec<usize> = Vec::new();
        let mut take = |walk: &Walk, step: usize| out.extend_from_slice(walk.at(step));
        self.ends(language, &[runner], &[state], &|_| false, &mut take)?;
        sort_by(&mut out, Ord::cmp);
        let out: Rc<[usize]> = out.into();
        self.reached.insert(key, Rc::clone(&out));
        Ok(out)
    }

    /// Every state that an atom can be in after a piece, from any of these.
    pub(super) fn reach(
        &mut self,
        atom: usize,
        from: &[usize],
        part: Read,
        language: Option<usize>,
    ) -> Result<Vec<usize>, TooLarge> {
        let mut out: Vec<usize> = Vec::new();
        for state in from {
            match (part, language) {
                (Read::Literal(literal), _) => out.push(self.pass(atom, *state, literal)),
                (Read::Word { escaped, .. }, Some(language)) => {
                    out.extend(self.after(language, Runner { atom, escaped }, *state)?.iter());
                }
                (Read::Word { .. }, None) => {}
            }
        }
        sort_and_dedup(&mut out);
        Ok(out)
    }
}
