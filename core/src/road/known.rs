//! What all roads share: the documents, the facts, and how much may still be asked.

use core::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::facts::RoadFacts;
use super::report::RoadDanger;
use crate::analysis::World;
use crate::limits::MAX_ROAD_STATES;
use crate::premise::Premise;
use crate::read::{Inventory, ReadRefusalLine, ReadRole, ReadSettings};

/// What all roads share.
pub(super) struct Known<'i> {
    pub(super) inventory: &'i Inventory,
    pub(super) facts: &'i RoadFacts,
    /// The world of the job's tokens.
    pub(super) world: World,
    /// The settings of the repository's subjects, where the documents show them.
    pub(super) settings: Option<&'i ReadSettings>,
    /// The keys of its subjects; `None` for the default.
    pub(super) keys: Option<Vec<String>>,
    /// A line that says that the account has no provider.
    pub(super) refused_provider: Option<&'i ReadRefusalLine>,
    /// The states that are left.
    left: Cell<usize>,
    /// Who gets into each role, by its index.
    dangers: RefCell<BTreeMap<usize, Vec<RoadDanger>>>,
}

/// What a log calls a missing provider.
const NO_PROVIDER: &str = "NoOpenIDConnectProvider";

/// The states that a question counts for at least.
const QUESTION: usize = 100;

impl<'i> Known<'i> {
    pub(super) fn new(inventory: &'i Inventory, facts: &'i RoadFacts) -> Known<'i> {
        Known {
            inventory,
            facts,
            world: facts.world(inventory),
            settings: facts.settings(inventory),
            keys: facts.keys(inventory),
            refused_provider: inventory.errors.iter().find(|line| line.code == NO_PROVIDER),
            left: Cell::new(MAX_ROAD_STATES),
            dangers: RefCell::default(),
        }
    }

    /// Whether another question may be asked.
    pub(super) fn may_ask(&self) -> bool {
        self.left.get() > 0
    }

    /// Counts what a question took.
    pub(super) fn spend(&self, states: usize) {
        self.left.set(self.left.get().saturating_sub(states.max(QUESTION)));
    }

    /// Who gets into a role, found once.
    pub(super) fn dangers(&self, role: &ReadRole, find: impl FnOnce() -> Vec<RoadDanger>) -> Vec<RoadDanger> {
        let index = self.inventory.roles.iter().position(|known| core::ptr::eq(known, role));
        let Some(index) = index else { return find() };
        if let Some(found) = self.dangers.borrow().get(&index) {
            return found.clone();
        }
        let found = find();
        self.dangers.borrow_mut().insert(index, found.clone());
        found
    }
}

/// Adds the premises that are not there yet.
pub(super) fn add_premises(out: &mut Vec<Premise>, more: &[Premise]) {
    for premise in more {
        if !out.contains(premise) {
            out.push(premise.clone());
        }
    }
}
