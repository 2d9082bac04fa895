//! The exact questions that were asked before: many roles have the same trust policy, and many jobs the same runs.
//!
//! An answer depends on the policy's text, the world and the tokens alone, so that it is the same each time. What it cost is
//! counted each time too: how much is asked in one report does not depend on what is remembered.

use core::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::{DecisionReport, PolicyChange, TokenSet, WhoReport, World};
use crate::aws::TrustPolicy;
use crate::error::Error;

/// A trust policy, with the text that it was read from.
pub(super) struct Stored {
    text: String,
    pub(super) policy: TrustPolicy,
}

impl Stored {
    pub(super) fn read(text: String) -> Result<Stored, Error> {
        let policy = text.parse()?;
        Ok(Stored { text, policy })
    }
}

/// What was asked of one policy in one world.
struct Answers {
    world: World,
    decided: Vec<(TokenSet, Rc<DecisionReport>)>,
    who: Option<Rc<WhoReport>>,
    changed: Vec<(String, TokenSet, Rc<PolicyChange>)>,
}

/// The answers so far, by the text of the policy.
#[derive(Default)]
pub(super) struct Memory {
    known: RefCell<BTreeMap<String, Vec<Answers>>>,
}

impl Memory {
    /// Whether the tokens of a set get in.
    pub(super) fn decide(
        &self,
        stored: &Stored,
        tokens: &TokenSet,
        world: &World,
    ) -> Result<Rc<DecisionReport>, Error> {
        let found = self.found(stored, world, |answers| {
            answers.decided.iter().find(|(known, _)| known == tokens).map(|(_, report)| Rc::clone(report))
        });
        if let Some(report) = found {
            return Ok(report);
        }
        let report = Rc::new(stored.policy.decide_set(tokens, world)?);
        self.note(stored, world, |answers| answers.decided.push((tokens.clone(), Rc::clone(&report))));
        Ok(report)
    }

    /// Who gets in.
    pub(super) fn who(&self, stored: &Stored, world: &World) -> Result<Rc<WhoReport>, Error> {
        if let Some(report) = self.found(stored, world, |answers| answers.who.clone()) {
            return Ok(report);
        }
        let report = Rc::new(stored.policy.who_can_assume(world)?);
        self.note(stored, world, |answers| answers.who = Some(Rc::clone(&report)));
        Ok(report)
    }

    /// What a new policy changes for the tokens outside of a set.
    pub(super) fn changed(
        &self,
        stored: &Stored,
        new: &Stored,
        outside: &TokenSet,
        world: &World,
    ) -> Result<Rc<PolicyChange>, Error> {
        let found = self.found(stored, world, |answers| {
            let mut all = answers.changed.iter();
            let same = all.find(|(text, known, _)| *text == new.text && known == outside);
            same.map(|(.., change)| Rc::clone(change))
        });
        if let Some(change) = found {
            return Ok(change);
        }
        let change = Rc::new(stored.policy.changed(&new.policy, outside, world)?);
        self.note(stored, world, |answers| {
            answers.changed.push((new.text.clone(), outside.clone(), Rc::clone(&change)));
        });
        Ok(change)
    }

    fn found<T>(
        &self,
        stored: &Stored,
        world: &World,
        find: impl FnOnce(&Answers) -> Option<T>,
    ) -> Option<T> {
        let known = self.known.borrow();
        find(known.get(&stored.text)?.iter().find(|answers| answers.world == *world)?)
    }

    fn note(&self, stored: &Stored, world: &World, add: impl FnOnce(&mut Answers)) {
        let mut known = self.known.borrow_mut();
        let all = known.entry(stored.text.clone()).or_default();
        if let Some(answers) = all.iter_mut().find(|answers| answers.world == *world) {
            return add(answers);
        }
        let mut answers =
            Answers { world: world.clone(), decided: Vec::new(), who: None, changed: Vec::new() };
        add(&mut answers);
        all.push(answers);
    }
}
