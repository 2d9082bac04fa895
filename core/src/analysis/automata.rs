//! Languages of words: regular expressions, made into small automata without dead ends.

use crate::sort::sort_by;
use std::collections::HashMap;

use super::alphabet::{CLASSES, FOREIGN, Mask, Set, Symbol, class_of, classes};
use super::bits::{Bits, has, ones, put};
use super::hash::Hasher;

/// A regular expression over characters.
#[derive(Debug, Clone)]
pub(super) enum Re {
    /// This text.
    Text(&'static str),
    /// One character of a set.
    One(Set),
    /// One after the other.
    Seq(Vec<Re>),
    /// Any of these.
    Any(Vec<Re>),
    /// None, one or many of it.
    Many(Box<Re>),
}

impl Re {
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
        Re::Any(vec![re, Re::Text("")])
    }
}

/// An automaton with several states at once.
#[derive(Debug, Default)]
struct Nfa {
    /// From each state, without reading.
    skips: Vec<Vec<usize>>,
    /// From each state, by the classes of characters read.
    edges: Vec<Vec<(Mask, usize)>>,
}

/// The first state of an [`Nfa`] and its last.
const FIRST: usize = 0;
const LAST: usize = 1;

impl Nfa {
    fn new(re: &Re) -> Nfa {
        let mut nfa = Nfa::default();
        let (start, end) = (nfa.state(), nfa.state());
        nfa.add(re, start, end);
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

    fn edge(&mut self, from: usize, to: usize, reads: impl Fn(char) -> bool) {
        let mut mask = Mask::default();
        classes().zip(0..).filter(|(c, _)| reads(*c)).for_each(|(_, class)| mask.put(class));
        if let Some(edges) = self.edges.get_mut(from) {
            edges.push((mask, to));
        }
    }

    fn add(&mut self, re: &Re, from: usize, to: usize) {
        match re {
            Re::Text(text) => {
                let mut at = from;
                for c in text.chars() {
                    let next = self.state();
                    self.edge(at, next, |read| read == c);
                    at = next;
                }
                self.skip(at, to);
            }
            Re::One(set) => self.edge(from, to, |c| set.has(c)),
            Re::Seq(parts) => {
                let mut at = from;
                for part in parts {
                    let next = self.state();
                    self.add(part, at, next);
                    at = next;
                }
                self.skip(at, to);
            }
            Re::Any(parts) => parts.iter().for_each(|part| self.add(part, from, to)),
            Re::Many(part) => {
                let round = self.state();
                self.skip(from, round);
                self.skip(round, to);
                self.add(part, round, round);
            }
        }
    }

    /// The states that one comes to without reading, itself included.
    fn closed(&self, state: usize) -> Bits {
        let mut out: Bits = vec![0; self.skips.len().div_ceil(64)];
        let mut open = vec![state];
        while let Some(state) = open.pop() {
            if !has(&out, state) {
                put(&mut out, state);
                open.extend(self.skips.get(state).into_iter().flatten());
            }
        }
        out
    }

    /// For each class: from each state, the states that it leads to.
    fn moves(&self, classes: &[(u8, Mask)]) -> Vec<Vec<Vec<usize>>> {
        let from = |class: u8, edges: &Vec<(Mask, usize)>| {
            edges.iter().filter(|(reads, _)| reads.has(class)).map(|(_, to)| *to).collect()
        };
        classes
            .iter()
            .map(|(class, _)| self.edges.iter().map(|edges| from(*class, edges)).collect())
            .collect()
    }
}

/// An automaton, ready to be made deterministic.
struct Moves {
    closures: Vec<Bits>,
    moves: Vec<Vec<Vec<usize>>>,
    /// The states from which every word ends well.
    always: Bits,
}

impl Moves {
    fn new(nfa: &Nfa, classes: &[(u8, Mask)]) -> Moves {
        let closures: Vec<Bits> = (0..nfa.skips.len()).map(|state| nfa.closed(state)).collect();
        let moves = nfa.moves(classes);
        let mut always: Bits = vec![0; closures.len().div_ceil(64)];
        for (state, closure) in closures.iter().enumerate() {
            let stays = |by: &Vec<Vec<usize>>| by.get(state).is_some_and(|to| to.contains(&state));
            if has(closure, LAST) && moves.iter().all(stays) {
                put(&mut always, state);
            }
        }
        Moves { closures, moves, always }
    }

    /// Whether every word ends well from here on.
    fn is_always(&self, states: &[u64]) -> bool {
        states.iter().zip(&self.always).any(|(states, always)| states & always != 0)
    }

    /// Where the states lead by the class with this number.
    fn step(&self, from: &[u64], class: usize, out: &mut Bits) {
        out.clear();
        out.resize(from.len(), 0);
        let Some(moves) = self.moves.get(class) else { return };
        for to in ones(from).filter_map(|state| moves.get(state)).flatten() {
            let closure = self.closures.get(*to).into_iter().flatten();
            out.iter_mut().zip(closure).for_each(|(word, more)| *word |= more);
        }
    }
}

/// One state of an automaton.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Where classes of characters lead; what is not here leads nowhere.
    pub(super) groups: Vec<(Mask, usize)>,
    /// The same for a question that names no characters beyond ASCII.
    pub(super) plain: Vec<Group>,
    pub(super) accepts: bool,
}

/// Where some symbols lead.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub(super) symbols: Mask,
    pub(super) to: usize,
}

/// A deterministic automaton: from each of its states some word ends.
#[derive(Debug)]
pub(super) struct Dfa {
    pub(super) states: Vec<State>,
}

/// The state before the first character.
pub(super) const START: usize = 0;

impl Dfa {
    /// The words of `re` that `without` does not have.
    pub(super) fn new(re: &Re, without: &Re) -> Dfa {
        let (re, without) = (Nfa::new(re), Nfa::new(without));
        let masks = re.edges.iter().chain(&without.edges).flatten().map(|(mask, _)| *mask);
        let classes = alike(masks);
        let (re, without) = (Moves::new(&re, &classes), Moves::new(&without, &classes));
        let first = |moves: &Moves| moves.closures.get(FIRST).cloned().unwrap_or_default();
        let start = (first(&re), first(&without));
        let mut numbers: HashMap<(Bits, Bits), usize, Hasher> = HashMap::default();
        numbers.insert(start.clone(), START);
        let mut sets = vec![start];
        let mut states: Vec<State> = Vec::new();
        let mut to = (Bits::new(), Bits::new());
        while let Some((had, lacked)) = sets.get(states.len()).cloned() {
            let accepts = has(&had, LAST) && !has(&lacked, LAST);
            let mut state = State { accepts, ..State::default() };
            for (class, (_, group)) in classes.iter().enumerate() {
                re.step(&had, class, &mut to.0);
                without.step(&lacked, class, &mut to.1);
                if to.0.iter().all(|word| *word == 0) || without.is_always(&to.1) {
                    continue;
                }
                let fresh = sets.len();
                let number = numbers.get(&to).copied().unwrap_or(fresh);
                if number == fresh {
                    sets.push(to.clone());
                    numbers.insert(to.clone(), fresh);
                }
                state.groups.push((*group, number));
            }
            states.push(state);
        }
        Dfa { states }.without_dead_ends().least()
    }

    fn without_dead_ends(mut self) -> Dfa {
        let mut alive: Vec<bool> = self.states.iter().map(|state| state.accepts).collect();
        loop {
            let lives = |state: &State| state.groups.iter().any(|(_, to)| alive.get(*to) == Some(&true));
            let next: Vec<bool> =
                self.states.iter().zip(&alive).map(|(state, alive)| *alive || lives(state)).collect();
            if next == alive {
                break;
            }
            alive = next;
        }
        for state in &mut self.states {
            state.groups.retain(|(_, to)| alive.get(*to) == Some(&true));
        }
        self
    }

    /// The same with the fewest states.
    fn least(self) -> Dfa {
        let mut blocks: Vec<usize> = self.states.iter().map(|state| usize::from(state.accepts)).collect();
        let mut count = 0;
        loop {
            let mut known: HashMap<Seen, usize, Hasher> = HashMap::default();
            let number = |(state, block): (&State, &usize)| {
                let fresh = known.len();
                *known.entry((*block, merged(&state.groups, &blocks))).or_insert(fresh)
            };
            let next: Vec<usize> = self.states.iter().zip(&blocks).map(number).collect();
            let found = known.len();
            blocks = next;
            if found == count {
                break;
            }
            count = found;
        }
        let mut states: Vec<State> = Vec::new();
        for (state, block) in self.states.iter().zip(&blocks) {
            if *block == states.len() {
                let groups: Vec<(Mask, usize)> =
                    merged(&state.groups, &blocks).into_iter().map(|(to, mask)| (mask, to)).collect();
                let plain = groups_for(&groups, &[]);
                states.push(State { groups, plain, accepts: state.accepts });
            }
        }
        Dfa { states }
    }
}

/// What is seen of a state: its block, and where its groups lead.
type Seen = (usize, Vec<(usize, Mask)>);

/// Groups that lead to one block as one.
fn merged(groups: &[(Mask, usize)], blocks: &[usize]) -> Vec<(usize, Mask)> {
    let mut out: Vec<(usize, Mask)> = Vec::new();
    for (mask, to) in groups {
        let block = blocks.get(*to).copied().unwrap_or(*to);
        match out.iter_mut().find(|(known, _)| *known == block) {
            Some((_, known)) => *known = known.or(*mask),
            None => out.push((block, *mask)),
        }
    }
    sort_by(&mut out, Ord::cmp);
    out
}

/// The classes of characters that every mask treats alike, each with its first member.
fn alike(masks: impl Iterator<Item = Mask>) -> Vec<(u8, Mask)> {
    let mut all = Mask::default();
    (0..u8::try_from(CLASSES).unwrap_or(u8::MAX)).for_each(|class| all.put(class));
    let mut out = vec![all];
    let mut seen: Vec<Mask> = Vec::new();
    for mask in masks {
        if !seen.contains(&mask) {
            seen.push(mask);
            out = out.into_iter().flat_map(|one| [one.and(mask), one.without(mask)]).collect();
            out.retain(|one| one.first().is_some());
        }
    }
    out.into_iter().filter_map(|mask| Some((mask.first()?, mask))).collect()
}

/// The groups of symbols of a question that groups of classes stand for; `foreign` are its named characters.
pub(super) fn groups_for(groups: &[(Mask, usize)], foreign: &[(Symbol, char)]) -> Vec<Group> {
    let symbols = |classes: Mask| {
        let mut out = classes.and(ASCII_AND_REST);
        for (symbol, c) in foreign {
            if classes.has(u8::try_from(class_of(*c)).unwrap_or(FOREIGN)) {
                out.put(*symbol);
            }
        }
        out
    };
    let of = |(classes, to): &(Mask, usize)| Group { symbols: symbols(*classes), to: *to };
    groups.iter().map(of).filter(|group| group.symbols.first().is_some()).collect()
}

/// The classes that are symbols of every question.
const ASCII_AND_REST: Mask = Mask::below(FOREIGN + 1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_without_is_left_out() {
        let any = || Re::many(Re::One(Set::Any));
        let dfa = Dfa::new(&Re::some(Re::One(Set::Name)), &Re::Seq(vec![any(), Re::Text(".git")]));
        let has = |word: &str| {
            let step = |state: usize, c: char| {
                let class = u8::try_from(class_of(c)).unwrap();
                dfa.states[state].groups.iter().find(|(mask, _)| mask.has(class)).map(|(_, to)| *to)
            };
            word.chars().try_fold(START, step).is_some_and(|state| dfa.states[state].accepts)
        };
        assert!(has("app") && has(".git.x") && has("git"));
        assert!(!has("") && !has("app.git") && !has("a/b"));
        assert_eq!(dfa.states.len(), 5);
    }
}
