//! One shape: whether words can be chosen so that a formula over its claims holds.
//!
//! Words are chosen one after the other, in the order in which the longest claim reads them. A claim that reads a word
//! again, or in another order, keeps where the word would take it from every state that it may be in by then.
//! Choices that lead to the same states are one, and a state from which a claim can end in one way only is settled: no
//! word is looked at further for its sake.

use core::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::engine::{Engine, Exit, Read, Runner, Seeds, TooLarge, Way};
use super::hash::Hasher;
use super::matcher::{ALWAYS, DEAD};
use super::words::Word;
use crate::aws::logic::Tri;
use crate::error::Error;
use crate::sort::sort_by_key;

/// The text of one claim, as the automaton of one atom reads it.
#[derive(Debug, Clone)]
pub(super) struct Tape {
    pub(super) atom: usize,
    pub(super) row: Vec<Read>,
}

/// A word to be chosen.
pub(super) struct Choice {
    pub(super) word: Word,
    pub(super) language: usize,
    /// Words that read well, the best first.
    pub(super) seeds: Option<Rc<Seeds>>,
}

/// Words that were chosen.
pub(super) type Chosen = Vec<(Word, Rc<str>)>;

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
    /// A literal, by its number.
    Literal(usize),
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
    seeds: Option<Rc<Seeds>>,
    word: Word,
    /// Who reads the word: the tapes that read it now, then those that will, once for each state that they may be in then.
    runners: Rc<[Runner]>,
    /// Tapes that read the word now.
    now: Vec<usize>,
    /// From which states the others will read it.
    later: Vec<usize>,
    /// Where it is kept to which states that leads.
    slots: Vec<usize>,
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
    /// By step: the states that were looked at.
    seen: Vec<HashSet<Rc<[usize]>, Hasher>>,
    /// By step: the classes of its word, by the states of those that read it.
    exits: Vec<HashMap<Vec<usize>, Rc<Vec<Exit>>, Hasher>>,
    /// What is known of the atoms where it looks.
    known: Vec<Tri>,
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
            seen: Vec::new(),
            exits: Vec::new(),
            known: Vec::new(),
        };
        let (mut places, mut first) = (vec![0; tapes.len()], Vec::new());
        for (tape, at) in places.iter_mut().enumerate() {
            search.advance(tape, at, &[], &mut first);
        }
        let mut states: Vec<usize> = tapes.iter().map(|tape| search.engine.start(tape.atom)).collect();
        for (tape, op) in &first {
            search.apply(&mut states, *tape, op);
        }
        search.settle(&mut states, &places)?;
        if search.is_hopeless(&states) {
            return Ok(best);
        }
        search.plan(choices, places)?;
        states.resize(tapes.len() + search.slots, 0);
        search.visit(0, &states, &mut Vec::new())?;
        Ok(search.best)
    }

    /// The words in the order in which the longest claims read them.
    fn order(&self) -> Vec<Word> {
        let mut by_length: Vec<&Tape> = self.tapes.iter().collect();
        sort_by_key(&mut by_length, |tape| core::cmp::Reverse(tape.row.len()));
        let mut order: Vec<Word> = Vec::new();
        for piece in by_length.into_iter().flat_map(|tape| &tape.row) {
            if let Read::Word { word, .. } = piece
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

    /// Works out a step for each word, from where the tapes stand in their rows.
    fn plan(&mut self, choices: &[Choice], mut at: Vec<usize>) -> Result<(), Stop> {
        let order = self.order();
        let entries = self.entries(&order)?;
        // Where a chosen word is kept, by tape and place in its row.
        let mut kept: Vec<(usize, usize, Rc<[usize]>, usize)> = Vec::new();
        for word in order {
            let (mut now, mut later, mut slots) = (Vec::new(), Vec::new(), Vec::new());
            let (mut runners, mut of_later) = (Vec::new(), Vec::new());
            for (index, tape) in self.tapes.iter().enumerate() {
                let Some(place) = at.get_mut(index) else { continue };
                for (position, piece) in tape.row.iter().enumerate() {
                    let Read::Word { word: own, escaped } = piece else { continue };
                    if *own != word || position < *place {
                        continue;
                    }
                    let runner = Runner { atom: tape.atom, escaped: *escaped };
                    if position == *place {
                        runners.push(runner);
                        now.push(index);
                        *place += 1;
                        continue;
                    }
                    let from = entries.get(&(index, position)).cloned().unwrap_or_else(|| Rc::from([]));
                    let own = self.tapes.len() + self.slots;
                    slots.extend(own..own + from.len());
                    later.extend_from_slice(&from);
                    of_later.extend(from.iter().map(|_| runner));
                    self.slots += from.len();
                    kept.push((index, position, from, own));
                }
            }
            let mut after = Vec::new();
            for (tape, at) in at.iter_mut().enumerate() {
                self.advance(tape, at, &kept, &mut after);
            }
            let Some(choice) = choices.iter().find(|choice| choice.word == word) else { continue };
            let (language, seeds) = (choice.language, choice.seeds.clone());
            let (after, places) = (after.into(), at.as_slice().into());
            runners.append(&mut of_later);
            let runners = runners.into();
            self.steps.push(Step { language, seeds, word, runners, now, later, slots, after, places });
        }
        self.seen.resize_with(self.steps.len() + 1, HashSet::default);
        self.exits.resize_with(self.steps.len(), HashMap::default);
        Ok(())
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
                Some(Read::Literal(literal)) => out.push((index, Op::Literal(*literal))),
                Some(Read::Word { .. }) => {
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
                    Read::Word { word, .. } => order.iter().position(|known| known == word),
                    Read::Literal(_) => None,
                })
                .collect();
            let words: Vec<usize> = ranks.iter().flatten().copied().collect();
            if words.windows(2).all(|pair| matches!(pair, [one, next] if one < next)) {
                continue;
            }
            let mut states = vec![self.engine.start(tape.atom)];
            for (position, piece) in tape.row.iter().enumerate() {
                let number = if let Read::Word { word, .. } = piece {
                    let live: Vec<usize> = states.iter().copied().filter(|state| *state > ALWAYS).collect();
                    out.insert((index, position), Rc::from(live));
                    self.language(*word)
                } else {
                    None
                };
                states = self.engine.reach(tape.atom, &states, *piece, number)?;
            }
        }
        Ok(out)
    }

    fn apply(&mut self, states: &mut [usize], tape: usize, op: &Op) {
        let Some(Tape { atom, .. }) = self.tapes.get(tape) else { return };
        let state = states.get(tape).copied().unwrap_or(DEAD);
        let next = match op {
            Op::Literal(literal) => self.engine.pass(*atom, state, *literal),
            Op::End => {
                if self.engine.accepts(*atom, state) {
                    ALWAYS
                } else {
                    DEAD
                }
            }
            Op::Again { entries, slot } => {
                let next = match entries.iter().position(|entry| *entry == state) {
                    Some(index) => states.get(slot + index).copied().unwrap_or(DEAD),
                    None => state,
                };
                // What is read is forgotten.
                states.iter_mut().skip(*slot).take(entries.len()).for_each(|state| *state = 0);
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
        while let Some(Read::Literal(literal)) = row.get(at) {
            now = self.engine.pass(*atom, now, *literal);
            at += 1;
        }
        let settled = match row.get(at) {
            _ if now <= ALWAYS => now,
            Some(Read::Word { word, escaped }) => {
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

    /// Whether nothing better than the best lies behind these states.
    fn is_hopeless(&mut self, states: &[usize]) -> bool {
        let read = self.tapes.iter().zip(states).map(|(tape, state)| (tape.atom, *state));
        tell(&mut self.known, self.atoms, read);
        self.ask.most(&self.known) <= self.best
    }

    fn visit(&mut self, index: usize, states: &[usize], chosen: &mut Chosen) -> Result<(), Stop> {
        let Some(seen) = self.seen.get_mut(index).filter(|seen| !seen.contains(states)) else {
            return Ok(());
        };
        seen.insert(states.into());
        if self.is_hopeless(states) {
            return Ok(());
        }
        self.engine.count(1)?;
        let Some(step) = self.steps.get(index) else {
            let found = self.ask.token(&self.known, chosen)?;
            self.best = self.best.max(found);
            return Ok(());
        };
        let (word, after, places) = (step.word, Rc::clone(&step.after), Rc::clone(&step.places));
        let exits = self.exits_of(index, states)?;
        let mut next = Vec::with_capacity(states.len());
        for exit in exits.iter() {
            next.clear();
            next.extend_from_slice(states);
            if let Some(step) = self.steps.get(index) {
                for (at, to) in step.now.iter().chain(&step.slots).zip(&exit.states) {
                    next.iter_mut().skip(*at).take(1).for_each(|state| *state = *to);
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
        let key: Vec<usize> =
            step.now.iter().map(|tape| states.get(*tape).copied().unwrap_or(DEAD)).collect();
        if let Some(known) = self.exits.get(index).and_then(|exits| exits.get(&key)) {
            return Ok(Rc::clone(known));
        }
        let from = key.iter().chain(&step.later).copied().collect();
        let runners = Rc::clone(&step.runners);
        let now = step.now.len();
        let (atoms, ask, best) = (self.atoms, &self.ask, self.best);
        let of_atoms = RefCell::new(Vec::new());
        let hopeless = |states: &[usize]| {
            let read = runners.iter().zip(states).take(now).map(|(runner, state)| (runner.atom, *state));
            let mut known = of_atoms.borrow_mut();
            tell(&mut known, atoms, read);
            ask.most(&known) <= best
        };
        let word = step.seeds.is_some().then_some(step.word);
        let way = Way { language: step.language, word, runners: Rc::clone(&runners), from };
        let exits = self.engine.exits(way, step.seeds.as_deref(), &hopeless)?;
        if let Some(known) = self.exits.get_mut(index) {
            known.insert(key, Rc::clone(&exits));
        }
        Ok(exits)
    }
}

/// What states say of the atoms; an atom without a tape fits nothing.
pub(super) fn known(atoms: usize, states: impl Iterator<Item = (usize, usize)>) -> Vec<Tri> {
    let mut out = Vec::new();
    tell(&mut out, atoms, states);
    out
}

fn tell(out: &mut Vec<Tri>, atoms: usize, states: impl Iterator<Item = (usize, usize)>) {
    out.clear();
    out.resize(atoms, Tri::Unknown);
    for (atom, state) in states {
        if let Some(known) = out.get_mut(atom) {
            *known = match state {
                DEAD => Tri::No,
                ALWAYS => Tri::Yes,
                _ => Tri::Unknown,
            };
        }
    }
}
