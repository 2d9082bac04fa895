//! The automata of one question, and the words that take them from state to state.

use core::cell::Cell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::alphabet::{Alphabet, MOST_FOREIGN, Mask, Symbol};
use super::automata::START;
use super::formula::Atoms;
use super::hash::Hasher;
use super::languages::Language;
use super::matcher::{self, ALWAYS, DEAD, Glob, Matcher};
use super::shape::Piece;
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
    /// Where words take one runner.
    reached: HashMap<(usize, Runner, usize), Rc<[usize]>, Hasher>,
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
    pub(super) runners: Vec<Runner>,
    pub(super) from: Vec<usize>,
}

/// A word that reads well, also as symbols.
pub(super) type Seed = (Rc<str>, Vec<Symbol>);

/// The most states of exits that are kept for later searches.
const MOST_KEPT: usize = 1 << 20;

/// Where words may end: the states of the runners there, and the symbols of the shortest word.
type Ends = Vec<(Rc<[usize]>, Vec<Symbol>)>;

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
            reached: HashMap::default(),
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

    /// Those of some words that a language has.
    pub(super) fn seeds(&mut self, language: usize, words: Vec<String>) -> Rc<[Seed]> {
        let Engine { languages, alphabet, .. } = self;
        let Some(language) = languages.get_mut(language) else { return Rc::from([]) };
        let read = words.into_iter().map(|word| (alphabet.read(&word), word));
        read.filter(|(symbols, _)| language.holds(symbols, alphabet))
            .map(|(symbols, word)| (word.into(), symbols))
            .collect()
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
        let Some(matcher) = matchers.get_mut(atom) else { return DEAD };
        text.chars().fold(state, |state, c| {
            if state <= ALWAYS { state } else { matcher.step(state, alphabet.symbol(c)) }
        })
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
        seeds: &[Seed],
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
        let mut exits: Vec<Exit> = Vec::new();
        let mut known: HashSet<Vec<usize>, Hasher> = HashSet::default();
        // The states after each symbol of a seed: the next seed often starts like it.
        let (mut rows, mut before) = (way.from.clone(), &[][..]);
        let width = way.runners.len();
        for (word, symbols) in seeds {
            let shared = before.iter().zip(symbols).take_while(|(one, other)| one == other).count();
            rows.truncate((shared + 1) * width);
            for symbol in symbols.iter().skip(shared) {
                let row = rows.len();
                for (index, runner) in (row.saturating_sub(width)..row).zip(&way.runners) {
                    let state = rows.get(index).copied().unwrap_or(DEAD);
                    rows.push(self.move_by(*runner, state, *symbol));
                }
            }
            before = symbols;
            let states = rows.get(rows.len().saturating_sub(width)..).unwrap_or_default();
            if !known.contains(states) {
                known.insert(states.to_vec());
                if !hopeless(states) {
                    exits.push(Exit { states: states.to_vec(), word: Rc::clone(word) });
                }
            }
        }
        for (states, word) in self.ends(way.language, &way.runners, &way.from, &hopeless)? {
            if !known.contains(&*states) {
                let word: String = word.iter().map(|symbol| self.alphabet.character(*symbol)).collect();
                exits.push(Exit { states: states.to_vec(), word: word.into() });
            }
        }
        let held = self.kept + (exits.len() + 1) * (width + 1);
        let exits = Rc::new(exits);
        if !given_up.get() && held <= MOST_KEPT {
            self.kept = held;
            self.exits.insert(way, Rc::clone(&exits));
        }
        Ok(exits)
    }

    /// Breadth first over the language beside the runners: where words end, by the shortest.
    fn ends(
        &mut self,
        language: usize,
        runners: &[Runner],
        from: &[usize],
        hopeless: &dyn Fn(&[usize]) -> bool,
    ) -> Result<Ends, TooLarge> {
        let Some(most) = self.languages.get(language).map(|language| language.most) else {
            return Ok(Vec::new());
        };
        let places = |runner: &Runner| self.matchers.get(runner.atom).map_or(0, Matcher::places);
        let weight: usize = runners.iter().map(|runner| 1 + places(runner) / 8).sum();
        let mut walk = Walk::new(from);
        let mut moved: Vec<usize> = Vec::with_capacity(from.len());
        let mut choices: Vec<(Symbol, usize)> = Vec::new();
        let mut ends = Vec::new();
        let mut index = 0;
        while let Some(step) = walk.steps.get(index).copied() {
            let Some((states, found)) =
                walk.rows.get(step.row).map(|row| (Rc::clone(&row.states), row.found))
            else {
                break;
            };
            let settled = states.iter().all(|state| *state <= ALWAYS);
            if found && settled {
                index += 1;
                continue;
            }
            self.count(1)?;
            let Some(language) = self.languages.get_mut(language) else { break };
            if !found && language.accepts(step.place) {
                ends.push((Rc::clone(&states), walk.word(index)));
                walk.rows.iter_mut().skip(step.row).take(1).for_each(|row| row.found = true);
                if settled {
                    index += 1;
                    continue;
                }
            }
            let groups = language.groups(step.place, &self.alphabet);
            let special = walk.special(step.row, || self.special(runners, &states));
            choices.clear();
            if step.depth < most {
                for group in groups.iter() {
                    let apart = group.symbols.and(special).iter();
                    let rest = group.symbols.without(special).first();
                    choices.extend(apart.chain(rest).map(|symbol| (symbol, group.to)));
                }
                choices.sort_unstable();
            }
            // A step costs as much as it moves runners: many ways on, runners or places in patterns count as more states.
            self.count(choices.len() * weight / 64)?;
            for (symbol, place) in choices.iter().copied() {
                moved.clear();
                for (runner, state) in runners.iter().zip(states.iter()) {
                    moved.push(self.move_by(*runner, *state, symbol));
                }
                if let Some(row) = walk.row(&moved, hopeless) {
                    walk.push(Step { place, row, parent: index, symbol, depth: step.depth + 1 });
                }
            }
            index += 1;
        }
        Ok(ends)
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
        let ends = self.ends(language, &[runner], &[state], &|_| false)?;
        let mut out: Vec<usize> = ends.iter().flat_map(|(states, _)| states.iter().copied()).collect();
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
        piece: &Piece,
        language: Option<usize>,
    ) -> Result<Vec<usize>, TooLarge> {
        let mut out: Vec<usize> = Vec::new();
        for state in from {
            match (piece, language) {
                (Piece::Text(text), _) => out.push(self.read(atom, *state, text)),
                (Piece::Word { escaped, .. }, Some(language)) => {
                    out.extend(self.after(language, Runner { atom, escaped: *escaped }, *state)?.iter());
                }
                (Piece::Word { .. }, None) => {}
            }
        }
        sort_and_dedup(&mut out);
        Ok(out)
    }
}

/// One step of a walk: a state of the language beside a row of states.
#[derive(Debug, Clone, Copy)]
struct Step {
    place: usize,
    row: usize,
    parent: usize,
    symbol: Symbol,
    depth: usize,
}

/// A row of states.
struct Row {
    states: Rc<[usize]>,
    /// Whether a word ends in it.
    found: bool,
    /// The symbols that some runner tells from the rest there, once it was asked.
    special: Option<Mask>,
}

/// A walk over a language beside some runners.
struct Walk {
    rows: Vec<Row>,
    /// The rows by number; `None` for those that are given up.
    numbers: HashMap<Rc<[usize]>, Option<usize>, Hasher>,
    steps: Vec<Step>,
    seen: HashSet<(usize, usize), Hasher>,
}

impl Walk {
    fn new(from: &[usize]) -> Walk {
        let states: Rc<[usize]> = from.into();
        let mut walk = Walk {
            rows: vec![Row { states: Rc::clone(&states), found: false, special: None }],
            numbers: HashMap::default(),
            steps: Vec::new(),
            seen: HashSet::default(),
        };
        walk.numbers.insert(states, Some(0));
        walk.push(Step { place: START, row: 0, parent: usize::MAX, symbol: 0, depth: 0 });
        walk
    }

    fn push(&mut self, step: Step) {
        if self.seen.insert((step.place, step.row)) {
            self.steps.push(step);
        }
    }

    /// The number of a row, unless it is hopeless.
    fn row(&mut self, states: &[usize], hopeless: &dyn Fn(&[usize]) -> bool) -> Option<usize> {
        if let Some(known) = self.numbers.get(states) {
            return *known;
        }
        let settled = states.iter().any(|state| *state <= ALWAYS);
        let number = (!settled || !hopeless(states)).then_some(self.rows.len());
        let states: Rc<[usize]> = states.into();
        if number.is_some() {
            self.rows.push(Row { states: Rc::clone(&states), found: false, special: None });
        }
        self.numbers.insert(states, number);
        number
    }

    /// The symbols that a row tells from the rest, worked out once.
    fn special(&mut self, row: usize, of: impl FnOnce() -> Mask) -> Mask {
        self.rows.get_mut(row).map_or_else(Mask::default, |row| *row.special.get_or_insert_with(of))
    }

    /// The word that leads to a step.
    fn word(&self, mut at: usize) -> Vec<Symbol> {
        let mut letters = Vec::new();
        while let Some(step) = self.steps.get(at).filter(|step| step.parent != usize::MAX) {
            letters.push(step.symbol);
            at = step.parent;
        }
        letters.reverse();
        letters
    }
}
