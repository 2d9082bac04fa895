//! The trace of an evaluation: what each part of each statement came to, as typed facts.
//!
//! Nothing here is worded: reports are made from a trace afterwards, and their sentences in [`words`](super::words).

use super::condition::context::{Missing, UnknownKey, Values};
use super::condition::{Outcome, Test, Why};
use super::logic::Tri;
use super::policy::{ActionElement, Effect, Placed, PrincipalElement, ResourceElement, Statement};
use super::request::Request;
use crate::knowledge::questions::Question;

/// What the statements of an evaluation came to, in their order.
#[derive(Debug, Default)]
pub(crate) struct Trace<'e> {
    pub(crate) statements: Vec<Tested<'e>>,
}

/// One statement, tested.
#[derive(Debug)]
pub(crate) struct Tested<'e> {
    pub(crate) statement: &'e Statement,
    /// What it was tested against.
    pub(crate) request: Request<'e>,
    pub(crate) result: Tri,
    /// Every part, in the order of the evaluation.
    pub(crate) facts: Vec<Fact<'e>>,
}

/// One part of a statement, tested.
#[derive(Debug)]
pub(crate) struct Fact<'e> {
    pub(crate) part: StatementPart<'e>,
    /// Whether it holds, and what decided that.
    pub(crate) outcome: Outcome<'e>,
}

/// A part of a statement: what the policy gives, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) enum StatementPart<'e> {
    Principal(&'e Placed<PrincipalElement>),
    Action(&'e Placed<ActionElement>),
    Resource(&'e Placed<ResourceElement>),
    Condition(&'e Placed<Test>),
}

/// What an open statement depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack<'e> {
    /// Something that is not known of the request.
    Unknown(&'e UnknownKey),
    /// Something that AWS leaves open.
    Question(&'static Question),
}

impl<'e> Trace<'e> {
    /// What the open statements depend on.
    pub(crate) fn lacks(&self) -> impl Iterator<Item = Lack<'e>> {
        let open = self.statements.iter().filter(|one| one.result == Tri::Unknown);
        open.flat_map(|one| &one.facts).filter_map(Fact::lack)
    }

    /// The first Deny statement that applies.
    pub(crate) fn denying(&self) -> Option<&Tested<'e>> {
        self.statements.iter().find(|one| one.denies())
    }
}

impl<'e> Tested<'e> {
    /// Whether it is a Deny that applies.
    pub(crate) fn denies(&self) -> bool {
        self.statement.effect == Effect::Deny && self.result == Tri::Yes
    }

    /// Whether it is an Allow that applies, or may.
    pub(crate) fn may_allow(&self) -> bool {
        self.statement.effect == Effect::Allow && self.result != Tri::No
    }

    /// The facts up to the one that settles it.
    pub(crate) fn until_settled(&self) -> impl Iterator<Item = &Fact<'e>> {
        let settles = self.facts.iter().position(|fact| fact.outcome.result == Tri::No);
        self.facts.iter().take(settles.map_or(self.facts.len(), |at| at + 1))
    }

    /// Its conditions, and what they came to.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = (&'e Placed<Test>, &Outcome<'e>)> {
        self.facts.iter().filter_map(|fact| match fact.part {
            StatementPart::Condition(placed) => Some((placed, &fact.outcome)),
            _ => None,
        })
    }

    /// What the request holds under the key of a test.
    pub(crate) fn found(&self, test: &Test) -> Values<'e> {
        self.request.context.values(&test.key)
    }
}

impl<'e> Fact<'e> {
    fn lack(&self) -> Option<Lack<'e>> {
        match self.outcome.why {
            _ if self.outcome.result != Tri::Unknown => None,
            Why::Open(question) => Some(Lack::Question(question)),
            Why::Unknown(unknown) => Some(match &unknown.need {
                Missing::Question(question) => Lack::Question(question),
                _ => Lack::Unknown(unknown),
            }),
            Why::Compared | Why::Missing | Why::NoPolicyValues | Why::NoVariable => None,
        }
    }
}

/// Each thing once, in the order of its first appearance.
pub(crate) fn once<T: PartialEq>(all: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut out = Vec::new();
    for one in all {
        if !out.contains(&one) {
            out.push(one);
        }
    }
    out
}
