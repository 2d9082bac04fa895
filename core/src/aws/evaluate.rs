//! The one evaluator: statements against a request.
//!
//! A decision and the report on it take the same way; a report passes a [`Trace`] to be filled. Without one nothing is
//! allocated, and a statement is left as soon as it is settled.

use super::condition::{Outcome, Why};
use super::logic::Tri;
use super::policy::{Document, Effect, PrincipalElement, Statement};
use super::request::{Request, Target};
use super::trace::{Fact, StatementPart, Tested, Trace};
use crate::knowledge::questions::Question;

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
pub(crate) fn document<'e>(
    document: &'e Document,
    caller: &impl Caller,
    request: Request<'e>,
    mut trace: Option<&mut Trace<'e>>,
) -> Sum {
    let mut sum = Sum::NOTHING;
    for one in &document.statements {
        sum.add(one.effect, statement(one, caller, request, trace.as_deref_mut()));
    }
    sum
}

/// Tests one statement: principal, action, resource and every condition must hold. With a trace every part is tested, even
/// when the statement is settled.
fn statement<'e>(
    statement: &'e Statement,
    caller: &impl Caller,
    request: Request<'e>,
    trace: Option<&mut Trace<'e>>,
) -> Tri {
    let mut whole = Tri::Yes;
    let mut facts = Vec::new();
    let mut test = |part: StatementPart<'e>, outcome: Outcome<'e>| {
        whole = whole.and(outcome.result);
        if trace.is_some() {
            facts.push(Fact { part, outcome });
        }
        trace.is_some() || whole != Tri::No
    };
    let goes_on = 'parts: {
        if let Some(principal) = &statement.principal {
            let (result, question) = caller.covered_by(&principal.value, statement.effect);
            let outcome = Outcome { result, why: question.map_or(Why::Compared, Why::Open) };
            if !test(StatementPart::Principal(principal), outcome) {
                break 'parts false;
            }
        }
        let action = &statement.action;
        let covered = Tri::from(action.value.covers(request.action));
        if !test(StatementPart::Action(action), Outcome::compared(covered)) {
            break 'parts false;
        }
        if let Some(element) = &statement.resource {
            let covered = match request.resource {
                Target::Itself => Outcome::compared(Tri::Yes),
                Target::Named(resource) => element.value.covers(resource, request.context),
                Target::UnknownRole => element.value.covers_unknown(),
            };
            if !test(StatementPart::Resource(element), covered) {
                break 'parts false;
            }
        }
        let mut conditions = statement.conditions.iter();
        conditions
            .all(|placed| test(StatementPart::Condition(placed), placed.value.evaluate(request.context)))
    };
    debug_assert!(goes_on || whole == Tri::No, "a statement is cut short only when it is settled");
    if let Some(trace) = trace {
        trace.statements.push(Tested { statement, request, result: whole, facts });
    }
    whole
}
