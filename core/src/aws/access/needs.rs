//! What would settle an open request, and what each value would give.

use core::cell::Cell;

use super::decide::verdict;
use super::layers::Layers;
use super::policies::AccessPolicies;
use super::request::AccessRequest;
use crate::aws::condition::Test;
use crate::aws::condition::context::{Missing, UnknownKey};
use crate::aws::logic::Verdict;
use crate::aws::need::Need;
use crate::aws::trace::Lack;
use crate::aws::tried;
use crate::limits::MAX_STEPS;
use crate::text::quote;

/// `steps` is what one decision takes.
pub(super) fn needs(
    request: &AccessRequest,
    policies: &AccessPolicies,
    layers: &Layers<'_>,
    steps: u64,
) -> Vec<Need> {
    let mut out = layers.unknown_layers(request.one_account());
    let lacks = layers.lacks();
    out.extend(lacks.iter().filter_map(|lack| match lack {
        Lack::Question(question) => Some(Need::of(question)),
        Lack::Unknown(_) => None,
    }));
    let unknown = lacks.iter().filter_map(|lack| match lack {
        Lack::Unknown(unknown) => Some(*unknown),
        Lack::Question(_) => None,
    });
    let trials = Trials::new(steps);
    for unknown in unknown {
        if let Some(need) = key(request, policies, unknown, &trials).filter(|need| !out.contains(need)) {
            out.push(need);
        }
    }
    out
}

fn key(
    request: &AccessRequest,
    policies: &AccessPolicies,
    unknown: &UnknownKey,
    trials: &Trials,
) -> Option<Need> {
    let Missing::Key(key) = &unknown.need else { return None };
    let with = |values: Option<Vec<String>>| match trials.one_more() {
        true => verdict(&request.with(key, values), policies),
        false => Verdict::Undetermined,
    };
    let lower = key.to_ascii_lowercase();
    let tests: Vec<&Test> = policies.tests().filter(|test| test.key.lower == lower).collect();
    let asked = policies.keys().filter(|asked| asked.lower == lower).count();
    let mut need = Need {
        key: Some(key.clone()),
        absent: unknown.may_be_missing.then(|| with(None)),
        ..Need::new(format!("the condition key `{}` is not known", quote(key)))
    };
    let only = !unknown.many && asked == tests.len();
    tried::fill(&mut need, &tests, only, &|value| with(Some(vec![value.to_owned()])));
    if trials.are_spent() {
        // Nothing is said of values that were not all tried.
        return Some(Need { key: Some(key.clone()), ..Need::new(need.message) });
    }
    Some(need)
}

/// How many decisions may yet be tried.
struct Trials {
    left: Cell<u64>,
    spent: Cell<bool>,
}

impl Trials {
    fn new(steps: u64) -> Trials {
        Trials { left: Cell::new(MAX_STEPS / steps.max(TRIAL)), spent: Cell::new(false) }
    }

    fn one_more(&self) -> bool {
        match self.left.get().checked_sub(1) {
            Some(left) => self.left.set(left),
            None => self.spent.set(true),
        }
        !self.spent.get()
    }

    fn are_spent(&self) -> bool {
        self.spent.get()
    }
}

/// The least that a trial takes, which fills the request's keys anew.
const TRIAL: u64 = 20_000;
