//! The one evaluator: statements against a request, watched by a sink.
//!
//! The fast decision uses [`Silent`], the explanation a recording sink, so that the two cannot disagree.

use super::condition::context::RequestContext;
use super::condition::{Outcome, Why};
use super::logic::Tri;
use super::policy::{Action, Document, Effect, PrincipalElement, Statement};
use crate::knowledge::questions::Question;

/// What a statement is tested against.
pub(crate) struct Request<'r> {
    pub(crate) action: &'r Action,
    pub(crate) resource: Target<'r>,
    pub(crate) context: &'r RequestContext,
}

/// What a request is made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target<'r> {
    /// What the policy is attached to, so that it names no resource.
    Itself,
    /// This ARN, or `*`.
    Named(&'r str),
    /// A role that is not known.
    UnknownRole,
}

/// Which part of a statement was tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Principal,
    Action,
    Resource,
    /// The condition test with this number.
    Condition(usize),
}

/// Watches an evaluation.
pub(crate) trait Sink {
    /// Whether every part is to be tested even when the statement is settled.
    const COMPLETE: bool;

    fn part(&mut self, statement: &Statement, part: Part, outcome: Outcome<'_>);
    fn statement(&mut self, statement: &Statement, result: Tri);
}

/// Watches nothing.
pub(crate) struct Silent;

impl Sink for Silent {
    const COMPLETE: bool = false;

    fn part(&mut self, _: &Statement, _: Part, _: Outcome<'_>) {}
    fn statement(&mut self, _: &Statement, _: Tri) {}
}

/// Whether the principal element of a statement covers the caller.
pub(crate) trait Caller {
    fn covered_by(&self, principal: &PrincipalElement, effect: Effect) -> (Tri, Option<&'static Question>);
}

/// What the statements of one or more documents say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) allow: Tri,
    pub(crate) deny: Tri,
}

impl Sum {
    pub(crate) const NOTHING: Sum = Sum { allow: Tri::No, deny: Tri::No };

    pub(crate) fn add(&mut self, effect: Effect, result: Tri) {
        match effect {
            Effect::Allow => self.allow = self.allow.or(result),
            Effect::Deny => self.deny = self.deny.or(result),
        }
    }
}

/// Sums the statements of a document.
pub(crate) fn document<S: Sink>(
    document: &Document,
    caller: &impl Caller,
    request: &Request<'_>,
    sink: &mut S,
) -> Sum {
    let mut sum = Sum::NOTHING;
    for one in &document.statements {
        sum.add(one.effect, statement(one, caller, request, sink));
    }
    sum
}

/// Tests one statement: principal, action, resource and every condition must hold.
pub(crate) fn statement<S: Sink>(
    statement: &Statement,
    caller: &impl Caller,
    request: &Request<'_>,
    sink: &mut S,
) -> Tri {
    let mut whole = Tri::Yes;
    let mut test = |part: Part, outcome: Outcome<'_>| {
        sink.part(statement, part, outcome);
        whole = whole.and(outcome.result);
        S::COMPLETE || whole != Tri::No
    };
    let goes_on = 'parts: {
        if let Some(principal) = &statement.principal {
            let (result, question) = caller.covered_by(&principal.value, statement.effect);
            if !test(Part::Principal, Outcome { result, why: question.map_or(Why::Compared, Why::Open) }) {
                break 'parts false;
            }
        }
        if !test(Part::Action, Outcome::compared(Tri::from(statement.action.value.covers(request.action)))) {
            break 'parts false;
        }
        if let Some(element) = &statement.resource {
            let covered = match request.resource {
                Target::Itself => Outcome::compared(Tri::Yes),
                Target::Named(resource) => element.value.covers(resource, request.context),
                Target::UnknownRole => element.value.covers_unknown(),
            };
            if !test(Part::Resource, covered) {
                break 'parts false;
            }
        }
        statement
            .conditions
            .iter()
            .enumerate()
            .all(|(index, condition)| test(Part::Condition(index), condition.value.evaluate(request.context)))
    };
    debug_assert!(goes_on || whole == Tri::No, "a statement is cut short only when it is settled");
    sink.statement(statement, whole);
    whole
}
