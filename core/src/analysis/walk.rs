//! A walk over a language beside some runners: breadth first, each pair of a state of the language and a row of states once.

use std::collections::{HashMap, HashSet};

use super::alphabet::{Mask, Symbol};
use super::automata::START;
use super::hash::{Hasher, of};
use super::matcher::ALWAYS;

/// One step: a state of the language beside a row of states.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) place: usize,
    pub(super) row: usize,
    pub(super) parent: usize,
    pub(super) symbol: Symbol,
    pub(super) depth: usize,
}

/// A row of states.
#[derive(Debug)]
struct Row {
    /// Whether nothing is looked for behind it.
    given_up: bool,
    /// Whether a word ends in it.
    found: bool,
    /// The symbols that some runner tells from the rest there, once it was asked.
    special: Option<Mask>,
    /// The states of the language that it was met at, those below 64.
    met: u64,
    /// The row before it whose states have the same hash.
    other: Option<usize>,
}

/// A walk. What it holds is used again for the next one.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) steps: Vec<Step>,
    width: usize,
    /// The states of all rows after each other.
    states: Vec<usize>,
    rows: Vec<Row>,
    /// The last row with a hash.
    by_hash: HashMap<u64, usize, Hasher>,
    /// The states of languages from 64 on, each with the row that it was met beside.
    met: HashSet<(usize, usize), Hasher>,
}

/// How many entries of a table are kept for the next walk: to clear more costs more than to make them anew.
const MOST_KEPT: usize = 512;

impl Walk {
    /// Begins anew.
    pub(super) fn begin(&mut self, from: &[usize]) {
        self.width = from.len();
        self.steps.clear();
        self.states.clear();
        self.rows.clear();
        if self.by_hash.capacity() > MOST_KEPT {
            self.by_hash = HashMap::default();
        }
        self.by_hash.clear();
        if self.met.capacity() > MOST_KEPT {
            self.met = HashSet::default();
        }
        self.met.clear();
        self.add(from, of(from), false);
        self.push(Step { place: START, row: 0, parent: usize::MAX, symbol: 0, depth: 0 });
    }

    fn add(&mut self, states: &[usize], hash: u64, given_up: bool) {
        self.states.extend_from_slice(states);
        let other = self.by_hash.insert(hash, self.rows.len());
        self.rows.push(Row { given_up, found: false, special: None, met: 0, other });
    }

    pub(super) fn push(&mut self, step: Step) {
        let Some(row) = self.rows.get_mut(step.row) else { return };
        let is_new = match step.place {
            place @ ..64 => {
                let before = row.met;
                row.met |= 1 << place;
                row.met != before
            }
            place => self.met.insert((place, step.row)),
        };
        if is_new {
            self.steps.push(step);
        }
    }

    /// The states of a row.
    pub(super) fn states(&self, row: usize) -> &[usize] {
        self.states.get(row * self.width..(row + 1) * self.width).unwrap_or_default()
    }

    /// The states at a step.
    pub(super) fn at(&self, step: usize) -> &[usize] {
        self.steps.get(step).map_or(&[], |step| self.states(step.row))
    }

    /// Whether a word ends in a row.
    pub(super) fn is_found(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|row| row.found)
    }

    pub(super) fn find(&mut self, row: usize) {
        if let Some(row) = self.rows.get_mut(row) {
            row.found = true;
        }
    }

    /// The number of a row, unless it is hopeless.
    pub(super) fn row(&mut self, states: &[usize], hopeless: &dyn Fn(&[usize]) -> bool) -> Option<usize> {
        let hash = of(states);
        let mut at = self.by_hash.get(&hash).copied();
        while let Some(number) = at {
            let row = self.rows.get(number)?;
            if self.states(number) == states {
                return (!row.given_up).then_some(number);
            }
            at = row.other;
        }
        let given_up = states.iter().any(|state| *state <= ALWAYS) && hopeless(states);
        self.add(states, hash, given_up);
        (!given_up).then(|| self.rows.len() - 1)
    }

    /// The symbols that a row tells from the rest, worked out once.
    pub(super) fn special(&mut self, row: usize, of: impl FnOnce(&[usize]) -> Mask) -> Mask {
        let known = self.rows.get(row).and_then(|row| row.special);
        known.unwrap_or_else(|| {
            let special = of(self.states(row));
            if let Some(row) = self.rows.get_mut(row) {
                row.special = Some(special);
            }
            special
        })
    }

    /// The word that leads to a step.
    pub(super) fn word(&self, mut at: usize) -> Vec<Symbol> {
        let mut letters = Vec::new();
        while let Some(step) = self.steps.get(at).filter(|step| step.parent != usize::MAX) {
            letters.push(step.symbol);
            at = step.parent;
        }
        letters.reverse();
        letters
    }
}
