//! Which roles a request may get into: those with an Allow statement whose rarest necessary test it can meet.
//!
//! A statement lets nobody in whose request fails one of its tests. So it is posted under the values of one test that is
//! asked of a claim, and a token is put only to the roles that are posted under its claims.

use std::collections::BTreeMap;

use super::texts::Texts;
use crate::aws::condition::context::{Key, RequestContext, Values};
use crate::aws::condition::{Necessary, Test};
use crate::aws::policy::{Effect, Statement};
use crate::aws::trust::{ASSUME, TrustPolicy};

/// The roles of a set, by what lets tokens in.
#[derive(Debug, Default)]
pub(super) struct Index {
    keys: Vec<(Key, Posted)>,
    /// Roles with a statement that no such test narrows.
    always: Vec<u32>,
}

/// Roles by the values of one key.
#[derive(Debug, Default)]
pub(super) struct Posted {
    whole: Texts,
    in_any_case: Texts,
    heads: Texts,
    /// Written backwards.
    tails: Texts,
}

/// What is posted under one key, before it is put in order.
#[derive(Default)]
pub(super) struct Posting {
    whole: Vec<(Vec<u8>, u32)>,
    in_any_case: Vec<(Vec<u8>, u32)>,
    heads: Vec<(Vec<u8>, u32)>,
    tails: Vec<(Vec<u8>, u32)>,
}

impl Index {
    pub(super) fn new<'p>(policies: impl Iterator<Item = &'p TrustPolicy> + Clone) -> Index {
        let often = frequencies(policies.clone());
        let mut keys: BTreeMap<&str, (&Key, Posting)> = BTreeMap::new();
        let mut always = Vec::new();
        for (role, policy) in (0..).zip(policies) {
            for statement in allows(policy) {
                let tests = statement.conditions.iter().map(|placed| &placed.value);
                let rarest =
                    tests.filter_map(|test| Some((test, cost(test, &often)?))).min_by_key(|(_, cost)| *cost);
                let Some((test, _)) = rarest else {
                    always.push(role);
                    continue;
                };
                let (_, posting) =
                    keys.entry(&test.key.lower).or_insert_with(|| (&test.key, Posting::default()));
                necessary(test).into_iter().flatten().for_each(|text| posting.add(text, role));
            }
        }
        always.dedup();
        let keys = keys.into_values().map(|(key, posting)| (key.clone(), posting.ordered())).collect();
        Index { keys, always }
    }

    /// The roles with a statement that no test of a claim narrows, in order.
    pub(super) fn always(&self) -> &[u32] {
        &self.always
    }

    /// No longer finds these roles whatever a token has: they are asked otherwise.
    pub(super) fn leave(&mut self, is_asked: impl Fn(u32) -> bool) {
        self.always.retain(|role| !is_asked(*role));
    }

    /// The keys that roles are posted under.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.keys.iter().map(|(key, _)| key)
    }

    /// Calls `candidate` with each role that the request may get into, perhaps more than once.
    pub(super) fn candidates(&self, context: &RequestContext, mut candidate: impl FnMut(u32)) {
        self.always.iter().copied().for_each(&mut candidate);
        for (key, posted) in &self.keys {
            posted.of_values(context.values(key), &mut candidate);
        }
    }
}

impl Posting {
    pub(super) fn add(&mut self, text: Necessary<'_>, role: u32) {
        match text {
            Necessary::Whole(text) => self.whole.push((text.into(), role)),
            Necessary::WholeInAnyCase(text) => {
                self.in_any_case.push((text.to_ascii_lowercase().into_bytes(), role));
            }
            Necessary::Head(text) => self.heads.push((text.into(), role)),
            Necessary::Tail(text) => self.tails.push((text.bytes().rev().collect(), role)),
        }
    }

    pub(super) fn ordered(self) -> Posted {
        Posted {
            whole: Texts::new(self.whole),
            in_any_case: Texts::new(self.in_any_case),
            heads: Texts::new(self.heads),
            tails: Texts::new(self.tails),
        }
    }
}

impl Posted {
    fn of_values(&self, values: Values<'_>, candidate: &mut impl FnMut(u32)) {
        match values {
            Values::Missing => {}
            Values::One(value) => self.of(value, candidate),
            Values::Many(values) => values.iter().for_each(|value| self.of(value, candidate)),
            Values::Either(alternatives, _) => {
                alternatives.iter().flatten().flatten().for_each(|value| self.of(value, candidate));
            }
            Values::Unknown(_) => {
                let all = [&self.whole, &self.in_any_case, &self.heads, &self.tails];
                all.into_iter().flat_map(Texts::all).for_each(candidate);
            }
        }
    }

    pub(super) fn of(&self, value: &str, candidate: &mut impl FnMut(u32)) {
        self.whole.equal(value.as_bytes()).iter().copied().for_each(&mut *candidate);
        self.heads.heads(value.as_bytes()).for_each(&mut *candidate);
        if !self.tails.is_empty() {
            let backwards: Vec<u8> = value.bytes().rev().collect();
            self.tails.heads(&backwards).for_each(&mut *candidate);
        }
        if !self.in_any_case.is_empty() {
            if value.is_ascii() {
                let lower = value.to_ascii_lowercase();
                self.in_any_case.equal(lower.as_bytes()).iter().copied().for_each(candidate);
            } else {
                // A letter outside of ASCII may be one of ASCII in the other case.
                self.in_any_case.all().for_each(candidate);
            }
        }
    }
}

/// The statements that may let a token in.
fn allows(policy: &TrustPolicy) -> impl Iterator<Item = &Statement> {
    let may = |one: &&Statement| one.effect == Effect::Allow && one.action.value.covers(&ASSUME);
    policy.document.statements.iter().filter(may)
}

/// How often a value stands in the policies, by key.
type Frequencies<'p> = BTreeMap<(&'p str, Necessary<'p>), usize>;

fn frequencies<'p>(policies: impl Iterator<Item = &'p TrustPolicy>) -> Frequencies<'p> {
    let mut often = Frequencies::new();
    for test in policies.flat_map(allows).flat_map(|statement| &statement.conditions) {
        for text in necessary(&test.value).into_iter().flatten() {
            *often.entry((&test.value.key.lower, text)).or_default() += 1;
        }
    }
    often
}

/// Shorter beginnings and ends are taken for common ones.
const TELLING: usize = 12;

/// How many roles a value of the test may lead to; `None` for a test that narrows nothing.
fn cost(test: &Test, often: &Frequencies<'_>) -> Option<usize> {
    let costs = necessary(test)?.into_iter().map(|text| {
        let vague = match text {
            Necessary::Head(text) | Necessary::Tail(text) => text.len() < TELLING,
            Necessary::Whole(_) | Necessary::WholeInAnyCase(_) => false,
        };
        let times = often.get(&(test.key.lower.as_str(), text)).copied().unwrap_or(0);
        if vague { usize::MAX } else { times }
    });
    costs.max()
}

/// What the value of a claim has to meet, one of these, for the test to hold or to be open; `None` for a test that may hold
/// without, and for one of a key that is not a claim's or that differs between roles.
fn necessary(test: &Test) -> Option<Vec<Necessary<'_>>> {
    let (host, claim) = test.key.lower.split_once(':')?;
    // The audience of a token without one is that of the role's partition.
    if !host.contains('.') || claim == "aud" {
        return None;
    }
    test.necessary()
}
