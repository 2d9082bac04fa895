//! One shape: whether words can be chosen so that a formula over its claims holds.
//!
//! Words are chosen one after the other, in the order in which the longest claim reads them. A claim that reads a word
//! again, or in another order, keeps where the word would take it from every state that it may be in by then.
//! Choices that lead to the same states are one, and a state from which a claim can end in one way only is settled: no
//! word is looked at further for its sake.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::engine::{Engine, Exit, Runner, Seed, TooLarge, Way};
use super::hash::Hasher;
use super::matcher::{ALWAYS, DEAD};
use super::shape::Piece;
use super::words::Word;
use crate::aws::logic::Tri;
use crate::error::Error;
use crate::sort::sort_by_key;

/// The text of one claim, as the automaton of one atom reads it.
#[derive(Debug, Clone)]
pub(super) struct Tape {
    pub(super) atom: usize,
    pub(super) row: Vec<Piece>,
}

/// A word to be chosen.
pub(super) struct Choice {
    pub(super) word: Word,
    pub(super) language: usize,
    /// Words that read well, the best first.
    pub(super) seeds: Rc<[Seed]>,
}

/// Words that were chosen.
pub(super) type Chosen = Vec<(Word, Rc<str>)>;

/// What tapes do before the first word, and where in its row each then is.
type First = (Vec<(usize, Op)>, Vec<usize>);

/// By tape and place: the states in which the tape may come to a word.
type Entries = HashMap<(usize, usize), Rc<[usize]>, Hasher>;

/// Why a search ends without an answer.
#[derive(Debug)]
pub(super) enum Stop {
    TooLarge(TooLarge),
    Fault(Error),
}

impl From<TooLarge> for Stop {
    fn from(large: TooLarge) -> Stop {
        Stop::TooLarge(large)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Fault(error)
    }
}

/// What a search asks.
pub(super) trait Ask {
    /// The best that is possible with what is known of the atoms.
    fn most(&self, known: &[Tri]) -> Tri;
    /// What a whole token comes to, with all atoms known; at most what `most` said.
    fn token(&mut self, known: &[Tri], chosen: &Chosen) -> Result<Tri, Error>;
}

/// What a tape does after a word.
#[derive(Debug)]
enum Op {
    Text(Rc<str>),
    /// A word that was chosen before: from these states to those in the slots.
    Again {
        entries: Rc<[usize]>,
        slot: usize,
    },
    End,
}

#[derive(Debug)]
struct Step {
    language: usize,
    seeds: Rc<[Seed]>,
    word: Word,
    /// Tapes that read the word now.
    now: Vec<(usize, bool)>,
    /// Tapes that will read it: how, from which states, and where that is kept.
    later: Vec<(usize, bool, Rc<[usize]>, usize)>,
    /// What tapes do next.
    after: Rc<[(usize, Op)]>,
    /// Where in its row each tape then is.
    places: Rc<[usize]>,
}

/// Searches one shape; stops at the first token that is `wanted`, else gives the best there is.
pub(super) struct Search<'s, A: Ask> {
    engine: &'s mut Engine,
    tapes: &'s [Tape],
    ask: &'s mut A,
    /// The number of atoms of the question.
    atoms: usize,
    wanted: Tri,
    best: Tri,
    steps: Vec<Step>,
    slots: usize,
    languages: Vec<(Word, usize)>,
    /// By tape, place and state: what the state is settled to.
    settled: HashMap<(usize, usize, usize), usize, Hasher>,
    seen: HashSet<(usize, Rc<[usize]>), Hasher>,
    exits: HashMap<(usize, Vec<usize>), Rc<Vec<Exit>>, Hasher>,
}

impl<'s, A: Ask> Search<'s, A> {
    /// The best token of a shape, from `best` up to `wanted`.
    pub(super) fn run(
        engine: &'s mut Engine,
        tapes: &'s [Tape],
        choices: &[Choice],
        ask: &'s mut A,
        atoms: usize,
        (best, wanted): (Tri, Tri),
    ) -> Result<Tri, Stop> {
        let mut search = Search {
            engine,
            tapes,
            ask,
            atoms,
            wanted,
            best,
            steps: Vec::new(),
            slots: 0,
            languages: choices.iter().map(|choice| (choice.word, choice.language)).collect(),
            settled: HashMap::default(),
            seen: HashSet::default(),
            exits: HashMap::default(),
        };
        let (first, places) = search.plan(choices)?;
        let mut states = vec![0; tapes.len() + search.slots];
        for (state, tape) in states.iter_mut().zip(tapes) {
            *state = search.engine.start(tape.atom);
        }
        for (tape, op) in &first {
            search.apply(&mut states, *tape, op);
        }
        search.settle(&mut states, &places)?;
        search.visit(0, &states, &mut Vec::new())?;
        Ok(search.best)
    }

    /// The words in the order in which the longest claims read them.
    fn order(&self) -> Vec<Word> {
        let mut by_length: Vec<&Tape> = self.tapes.iter().collect();
        sort_by_key(&mut by_length, |tape| core::cmp::Reverse(tape.row.len()));
        let mut order: Vec<Word> = Vec::new();
        for piece in by_length.into_iter().flat_map(|tape| &tape.row) {
            if let Piece::Word { word, .. } = piece
                && !order.contains(word)
            {
                order.push(*word);
            }
        }
        order
    }

    fn language(&self, word: Word) -> Option<usize> {
        self.languages.iter().find(|(known, _)| *known == word).map(|(_, number)| *number)
    }

    /// Works out what each tape does when: what they do at first, where they then are, and a step for each word.
    fn plan(&mut self, choices: &[Choice]) -> Result<First, Stop> {
        let order = self.order();
        let entries = self.entries(&order)?;
        let mut at = vec![0; self.tapes.len()];
        // Where a chosen word is kept, by tape and place in its row.
        let mut kept: Vec<(usize, usize, Rc<[usize]>, usize)> = Vec::new();
        let mut first = Vec::new();
        for (tape, at) in at.iter_mut().enumerate() {
            self.advance(tape, at, &kept, &mut first);
        }
        let places = at.clone();
        for word in order {
            let (mut now, mut later) = (Vec::new(), Vec::new());
            for (index, tape) in self.tapes.iter().enumerate() {
                let Some(place) = at.get_mut(index) else { continue };
                for (position, piece) in tape.row.iter().enumerate() {
                    let Piece::Word { word: own, escaped } = piece else { continue };
                    if *own != word || position < *place {
                        continue;
                    }
                    if position == *place {
                        now.push((index, *escaped));
                        *place += 1;
                        continue;
                    }
                    let from = entries.get(&(index, position)).cloned().unwrap_or_else(|| Rc::from([]));
                    later.push((index, *escaped, Rc::clone(&from), self.slots));
                    kept.push((index, position, Rc::clone(&from), self.slots));
                    self.slots += from.len();
                }
            }
            let mut after = Vec::new();
            for (tape, at) in at.iter_mut().enumerate() {
                self.advance(tape, at, &kept, &mut after);
            }
            let Some(choice) = choices.iter().find(|choice| choice.word == word) else { continue };
            let (language, seeds) = (choice.language, Rc::clone(&choice.seeds));
            let (after, places) = (after.into(), at.as_slice().into());
            self.steps.push(Step { language, seeds, word, now, later, after, places });
        }
        Ok((first, places))
    }

    /// What a tape reads before the next word that is not chosen yet. A tape that has ended stands behind its end.
    fn advance(
        &self,
        index: usize,
        at: &mut usize,
        kept: &[(usize, usize, Rc<[usize]>, usize)],
        out: &mut Vec<(usize, Op)>,
    ) {
        let Some(tape) = self.tapes.get(index) else { return };
        loop {
            match tape.row.get(*at) {
                Some(Piece::Text(text)) => out.push((index, Op::Text(text.as_str().into()))),
                Some(Piece::Word { .. }) => {
                    let known = kept.iter().find(|(tape, place, ..)| (*tape, *place) == (index, *at));
                    let Some((.., entries, slot)) = known else { return };
                    out.push((index, Op::Again { entries: Rc::clone(entries), slot: *slot }));
                }
                None if *at == tape.row.len() => out.push((index, Op::End)),
                None => return,
            }
            *at += 1;
        }
    }

    /// The states in which a tape may come to a word that is chosen before it is read.
    fn entries(&mut self, order: &[Word]) -> Result<Entries, Stop> {
        let mut out = HashMap::default();
        for (index, tape) in self.tapes.iter().enumerate() {
            let ranks: Vec<Option<usize>> = tape
                .row
                .iter()
                .map(|piece| match piece {
                    Piece::Word { word, .. } => order.iter().position(|known| known == word),
                    Piece::Text(_) => None,
                })
                .collect();
            let words: Vec<usize> = ranks.iter().flatten().copied().collect();
            if words.windows(2).all(|pair| matches!(pair, [one, next] if one < next)) {
                continue;
            }
            let mut states = vec![self.engine.start(tape.atom)];
            for (position, piece) in tape.row.iter().enumerate() {
                let number = if let Piece::Word { word, .. } = piece {
                    let live: Vec<usize> = states.iter().copied().filter(|state| *state > ALWAYS).collect();
                    out.insert((index, position), Rc::from(live));
                    self.language(*word)
                } else {
                    None
                };
                states = self.engine.reach(tape.atom, &states, piece, number)?;
            }
        }
        Ok(out)
    }

    fn apply(&mut self, states: &mut [usize], tape: usize, op: &Op) {
        let Some(Tape { atom, .. }) = self.tapes.get(tape) else { return };
        let state = states.get(tape).copied().unwrap_or(DEAD);
        let next = match op {
            Op::Text(text) => self.engine.read(*atom, state, text),
            Op::End => {
                if self.engine.accepts(*atom, state) {
                    ALWAYS
                } else {
                    DEAD
                }
            }
            Op::Again { entries, slot } => {
                let from = self.tapes.len() + slot;
                let next = match entries.iter().position(|entry| *entry == state) {
                    Some(index) => states.get(from + index).copied().unwrap_or(DEAD),
                    None => state,
                };
                // What is read is forgotten.
                states.iter_mut().skip(from).take(entries.len()).for_each(|state| *state = 0);
                next
            }
        };
        if let Some(state) = states.get_mut(tape) {
            *state = next;
        }
    }

    /// Settles the states from which their tapes can end in one way only.
    fn settle(&mut self, states: &mut [usize], places: &[usize]) -> Result<(), Stop> {
        for (tape, (state, place)) in states.iter_mut().zip(places).enumerate() {
            *state = self.settled(tape, *place, *state)?;
        }
        Ok(())
    }

    fn settled(&mut self, tape: usize, place: usize, state: usize) -> Result<usize, Stop> {
        let tapes = self.tapes;
        let Some(Tape { atom, row }) = tapes.get(tape) else { return Ok(state) };
        if state <= ALWAYS {
            return Ok(state);
        }
        let key = (tape, place, state);
        if let Some(known) = self.settled.get(&key) {
            return Ok(*known);
        }
        let (mut at, mut now) = (place, state);
        while let Some(Piece::Text(text)) = row.get(at) {
            now = self.engine.read(*atom, now, text);
            at += 1;
        }
        let settled = match row.get(at) {
            _ if now <= ALWAYS => now,
            Some(Piece::Word { word, escaped }) => {
                self.settled_by_word(tape, at, now, *word, Runner { atom: *atom, escaped: *escaped })?
            }
            None if at > row.len() => now,
            _ if self.engine.accepts(*atom, now) => ALWAYS,
            _ => DEAD,
        };
        let settled = if settled <= ALWAYS { settled } else { state };
        self.settled.insert(key, settled);
        Ok(settled)
    }

    fn settled_by_word(
        &mut self,
        tape: usize,
        place: usize,
        state: usize,
        word: Word,
        runner: Runner,
    ) -> Result<usize, Stop> {
        let Some(language) = self.language(word) else { return Ok(state) };
        let after = self.engine.after(language, runner, state)?;
        let (mut fits, mut fails) = (false, false);
        for next in after.iter() {
            let end = self.settled(tape, place + 1, *next)?;
            fits |= end != DEAD;
            fails |= end != ALWAYS;
            if fits && fails {
                break;
            }
        }
        let settled = match (fits, fails) {
            (true, true) => state,
            (true, false) => ALWAYS,
            (false, _) => DEAD,
        };
        Ok(settled)
    }

    /// What is known of the atoms.
    fn known(&self, states: &[usize]) -> Vec<Tri> {
        known(self.atoms, self.tapes.iter().zip(states).map(|(tape, state)| (tape.atom, *state)))
    }

    fn visit(&mut self, index: usize, states: &[usize], chosen: &mut Chosen) -> Result<(), Stop> {
        let known = self.known(states);
        if self.ask.most(&known) <= self.best {
            return Ok(());
        }
        let key: Rc<[usize]> = states.into();
        if !self.seen.insert((index, key)) {
            return Ok(());
        }
        self.engine.count(1)?;
        let Some(step) = self.steps.get(index) else {
            let found = self.ask.token(&known, chosen)?;
            self.best = self.best.max(found);
            return Ok(());
        };
        let (word, after, places) = (step.word, Rc::clone(&step.after), Rc::clone(&step.places));
        let exits = self.exits_of(index, states)?;
        for exit in exits.iter() {
            let mut next = states.to_vec();
            if let Some(step) = self.steps.get(index) {
                let mut reached = exit.states.iter();
                for (tape, _) in &step.now {
                    if let (Some(state), Some(to)) = (next.get_mut(*tape), reached.next()) {
                        *state = *to;
                    }
                }
                for (_, _, entries, slot) in &step.later {
                    let slots = next.iter_mut().skip(self.tapes.len() + slot).take(entries.len());
                    slots.zip(reached.by_ref()).for_each(|(slot, to)| *slot = *to);
                }
            }
            for (tape, op) in after.iter() {
                self.apply(&mut next, *tape, op);
            }
            self.settle(&mut next, &places)?;
            chosen.push((word, Rc::clone(&exit.word)));
            self.visit(index + 1, &next, chosen)?;
            chosen.pop();
            if self.best >= self.wanted {
                break;
            }
        }
        Ok(())
    }

    /// The classes of the next word, from these states.
    fn exits_of(&mut self, index: usize, states: &[usize]) -> Result<Rc<Vec<Exit>>, Stop> {
        let Some(step) = self.steps.get(index) else { return Ok(Rc::default()) };
        let (mut runners, mut from) = (Vec::new(), Vec::new());
        let atom = |tape: usize| self.tapes.get(tape).map_or(0, |tape| tape.atom);
        for (tape, escaped) in &step.now {
            runners.push(Runner { atom: atom(*tape), escaped: *escaped });
            from.push(states.get(*tape).copied().unwrap_or(DEAD));
        }
        let now = runners.len();
        let key = (index, from.clone());
        if let Some(known) = self.exits.get(&key) {
            return Ok(Rc::clone(known));
        }
        for (tape, escaped, entries, _) in &step.later {
            runners.extend(entries.iter().map(|_| Runner { atom: atom(*tape), escaped: *escaped }));
            from.extend(entries.iter());
        }
        let (atoms, ask, best) = (self.atoms, &self.ask, self.best);
        let hopeless = |states: &[usize]| {
            let read = runners.iter().zip(states).take(now).map(|(runner, state)| (runner.atom, *state));
            ask.most(&known(atoms, read)) <= best
        };
        let word = (!step.seeds.is_empty()).then_some(step.word);
        let way = Way { language: step.language, word, runners: runners.clone(), from };
        let exits = self.engine.exits(way, &step.seeds, &hopeless)?;
        self.exits.insert(key, Rc::clone(&exits));
        Ok(exits)
    }
}

/// What states say of the atoms; an atom without a tape fits nothing.
pub(super) fn known(atoms: usize, states: impl Iterator<Item = (usize, usize)>) -> Vec<Tri> {
    let mut out = vec![Tri::Unknown; atoms];
    for (atom, state) in states {
        if let Some(known) = out.get_mut(atom) {
            *known = match state {
                DEAD => Tri::No,
                ALWAYS => Tri::Yes,
                _ => Tri::Unknown,
            };
        }
    }
    out
}
