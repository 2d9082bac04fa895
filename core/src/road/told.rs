//! What becomes of sets of runs: those that fare alike are told as one.

use super::report::{RoadFault, RoadScenario};
use super::runs;
use super::scenarios::Set;
use super::trust::Answer;
use crate::analysis::Class;
use crate::codes::Code;
use crate::premise::SourcePlace;

/// What becomes of a set, with its place in the user's files.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Told {
    pub(super) set: Set,
    pub(super) answer: Answer,
    pub(super) place: Option<SourcePlace>,
    pub(super) behind: Vec<RoadFault>,
    /// Where there are naming rules: the names that these runs push, and what is wrong with each.
    pub(super) names: Vec<(String, Option<&'static Code>)>,
}

impl Told {
    pub(super) fn new(set: &Set, answer: Answer, place: Option<SourcePlace>) -> Told {
        Told { set: set.clone(), answer, place, behind: Vec::new(), names: Vec::new() }
    }

    /// Whether these fare as others: for a known cause at one place, whatever token shows it.
    fn is_like(&self, other: &Told) -> bool {
        let (one, two) = (&self.answer, &other.answer);
        if one == two {
            return self.place == other.place;
        }
        let is_known = one.cause.is_some() && one.cause == two.cause && self.place.is_some();
        let codes = |told: &Told| told.behind.iter().map(|fault| fault.code).collect::<Vec<_>>();
        is_known
            && (one.verdict, one.stage, one.is_mixed, &one.needs)
                == (two.verdict, two.stage, two.is_mixed, &two.needs)
            && self.place == other.place
            && codes(self) == codes(other)
    }

    /// The parts with one pattern of refs each: they push other names.
    pub(super) fn by_refs(self) -> Vec<Told> {
        let patterns = self.set.patterns("ref").to_vec();
        if patterns.len() < 2 {
            return vec![self];
        }
        let part = |pattern: Option<String>| {
            let set = self.set.with("ref", vec![pattern]);
            Told { set, ..self.clone() }
        };
        patterns.into_iter().map(part).collect()
    }
}

/// Sets that fare alike as one.
pub(super) fn merged(told: Vec<Told>) -> Vec<RoadScenario> {
    let mut out: Vec<Told> = Vec::new();
    'next: for one in told {
        for known in &mut out {
            if known.is_like(&one)
                && known.names == one.names
                && let Some(set) = joined(&known.set, &one.set)
            {
                known.set = set;
                continue 'next;
            }
        }
        out.push(one);
    }
    let scenario = |told: Told| {
        let tokens = told.set.told();
        RoadScenario {
            runs: runs::of(&tokens, told.set.head),
            tokens,
            head: told.set.head,
            verdict: told.answer.verdict,
            stage: told.answer.stage,
            cause: told.answer.cause,
            message: told.answer.message,
            place: told.place,
            alignment: told.answer.alignment.0,
            behind: told.behind,
            needs: told.answer.needs,
        }
    };
    out.into_iter().map(scenario).collect()
}

/// Two sets as one, where they differ in one claim only, or in the event and what comes with it.
fn joined(one: &Set, other: &Set) -> Option<Set> {
    if one.head != other.head || one.class.not != other.class.not {
        return None;
    }
    let names = |set: &Set| set.class.claims.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    if names(one) != names(other) {
        return None;
    }
    let differs = |name: &&String| one.patterns(name) != other.patterns(name);
    let names = names(one);
    let different: Vec<&String> = names.iter().filter(differs).collect();
    if different.len() > 1 {
        return None;
    }
    let mut class = Class::default();
    class.not.clone_from(&one.class.not);
    for name in &names {
        let mut patterns = one.patterns(name).to_vec();
        for pattern in other.patterns(name) {
            if !patterns.contains(pattern) {
                patterns.push(pattern.clone());
            }
        }
        class.claims.push((name.clone(), patterns));
    }
    Some(Set { class, head: one.head, own: one.own.clone() })
}
