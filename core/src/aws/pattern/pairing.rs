//! The cheapest way to lay two sequences side by side.

use core::ops::Range;

/// What it costs to lay the parts of a pattern beside those of a value.
pub(super) trait Costs {
    /// One part beside one part; `None` where the two may not stand together.
    fn pair(&self, pattern: usize, value: usize) -> Option<u32>;
    /// A part of the pattern beside nothing.
    fn pattern_alone(&self, pattern: usize) -> u32;
    /// A part of the value beside nothing.
    fn value_alone(&self, value: usize) -> u32;
    /// A part of the pattern beside several of the value, of which this is the first.
    fn first_of_several(&self, pattern: usize, value: usize) -> Option<u32>;
    /// One more of those.
    fn one_more(&self, pattern: usize) -> u32;
    /// Whether this may be the last of those.
    fn last_of_several(&self, pattern: usize, value: usize) -> bool;
}

/// Parts of the pattern beside parts of the value; one of the two may be empty.
pub(super) type Pairs = Vec<(Range<usize>, Range<usize>)>;

const NEVER: u32 = u32::MAX / 4;

/// The pairs in order, and what they cost together.
pub(super) fn cheapest(patterns: usize, values: usize, costs: &impl Costs) -> (u32, Pairs) {
    let table = Table::of(patterns, values, costs);
    (table.rest(0, 0), table.pairs(costs))
}

/// From each place on: the cheapest rest, and the cheapest rest while a part of the pattern still takes more.
struct Table {
    patterns: usize,
    values: usize,
    rest: Vec<u32>,
    taking: Vec<u32>,
}

/// What may come next at a place.
#[derive(Clone, Copy)]
enum Step {
    Pair,
    Several,
    PatternAlone,
    ValueAlone,
}

const STEPS: [Step; 4] = [Step::Pair, Step::Several, Step::PatternAlone, Step::ValueAlone];

impl Table {
    fn of(patterns: usize, values: usize, costs: &impl Costs) -> Table {
        let size = (patterns + 1) * (values + 1);
        let mut table = Table { patterns, values, rest: vec![NEVER; size], taking: vec![NEVER; size] };
        for i in (0..=patterns).rev() {
            for j in (0..=values).rev() {
                let at = table.at(i, j);
                let taking = table.cost_of_taking(i, j, costs);
                if let Some(cell) = table.taking.get_mut(at) {
                    *cell = taking;
                }
                let steps = STEPS.iter().map(|&step| table.cost(step, i, j, costs));
                let rest = if (i, j) == (patterns, values) { 0 } else { steps.min().unwrap_or(NEVER) };
                if let Some(cell) = table.rest.get_mut(at) {
                    *cell = rest;
                }
            }
        }
        table
    }

    fn at(&self, i: usize, j: usize) -> usize {
        i * (self.values + 1) + j
    }

    fn rest(&self, i: usize, j: usize) -> u32 {
        self.rest.get(self.at(i, j)).copied().unwrap_or(NEVER)
    }

    fn taking(&self, i: usize, j: usize) -> u32 {
        self.taking.get(self.at(i, j)).copied().unwrap_or(NEVER)
    }

    fn cost_of_taking(&self, i: usize, j: usize, costs: &impl Costs) -> u32 {
        if i == self.patterns || j == self.values {
            return NEVER;
        }
        let last = if costs.last_of_several(i, j) { self.rest(i + 1, j + 1) } else { NEVER };
        NEVER.min(costs.one_more(i) + last.min(self.taking(i, j + 1)))
    }

    fn cost(&self, step: Step, i: usize, j: usize, costs: &impl Costs) -> u32 {
        let (more_pattern, more_value) = (i < self.patterns, j < self.values);
        NEVER.min(match step {
            Step::Pair if more_pattern && more_value => {
                costs.pair(i, j).map_or(NEVER, |cost| cost + self.rest(i + 1, j + 1))
            }
            Step::Several if more_pattern && more_value => {
                costs.first_of_several(i, j).map_or(NEVER, |cost| cost + self.taking(i, j + 1))
            }
            Step::PatternAlone if more_pattern => costs.pattern_alone(i) + self.rest(i + 1, j),
            Step::ValueAlone if more_value => costs.value_alone(j) + self.rest(i, j + 1),
            _ => NEVER,
        })
    }

    fn pairs(&self, costs: &impl Costs) -> Pairs {
        let (mut i, mut j) = (0, 0);
        let mut pairs = Vec::new();
        while (i, j) != (self.patterns, self.values) {
            let wanted = self.rest(i, j);
            let step = STEPS.into_iter().find(|&step| self.cost(step, i, j, costs) == wanted);
            let next = match step {
                Some(Step::Pair) => (i + 1, j + 1),
                Some(Step::Several) => (i + 1, self.end_of_several(i, j + 1, costs)),
                Some(Step::PatternAlone) => (i + 1, j),
                Some(Step::ValueAlone) => (i, j + 1),
                // Cannot be: the table was filled from these very costs.
                None => (self.patterns, self.values),
            };
            pairs.push((i..next.0, j..next.1));
            (i, j) = next;
        }
        pairs
    }

    fn end_of_several(&self, i: usize, mut j: usize, costs: &impl Costs) -> usize {
        while j < self.values {
            let ends = costs.last_of_several(i, j)
                && costs.one_more(i) + self.rest(i + 1, j + 1) == self.taking(i, j);
            j += 1;
            if ends {
                break;
            }
        }
        j
    }
}
