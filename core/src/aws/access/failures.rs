//! Why a request is denied: the statements that deny it, or those that come nearest to allowing it.

use std::collections::BTreeSet;

use super::cause::{self, AccessCause};
use super::layers::Outcome as LayerOutcome;
use super::report::{AccessFailure, AccessReason};
use super::request::AccessRequest;
use super::traced::Traced;
use crate::aws::cause::Cause;
use crate::aws::condition::{Comparison, Outcome, Test, Why};
use crate::aws::layer::LayerName;
use crate::aws::logic::Tri;
use crate::aws::nearest::{MAX_ALIGNED, nearest};
use crate::aws::pattern::Alignment;
use crate::aws::pattern::arn::align_arn;
use crate::aws::policy::{Effect, Placed, Principal, ResourceElement, Statement};
use crate::aws::trace::{Fact, StatementPart, Tested};
use crate::aws::trust::Element;
use crate::aws::words::access::{self as words, NotCovered};
use crate::codes::{self, Code};
use crate::names::arn::Arn;
use crate::sort::sort_by_key;

/// How many statements of a layer are reported.
const MOST: usize = 5;

/// The failures of a denial in this layer.
pub(super) fn failures(
    request: &AccessRequest,
    outcome: &LayerOutcome<'_>,
    reason: AccessReason,
) -> Vec<AccessFailure> {
    let layer = outcome.layer;
    // A level of service control policies that allows is none of those that are in the way.
    let allowing =
        outcome.traces.iter().filter(|traced| traced.trace.statements.iter().any(Tested::may_allow));
    let allowing: BTreeSet<Option<usize>> = allowing.map(|traced| traced.number.level).collect();
    let in_the_way = |traced: &&Traced<'_>| {
        reason == AccessReason::ExplicitDeny || !allowing.contains(&traced.number.level)
    };
    let mut near: Vec<(&Traced<'_>, &Tested<'_>)> = Vec::new();
    for traced in outcome.traces.iter().filter(in_the_way) {
        let wanted = traced.trace.statements.iter().filter(|tested| match reason {
            AccessReason::ExplicitDeny => tested.denies(),
            _ => tested.statement.effect == Effect::Allow,
        });
        near.extend(wanted.map(|tested| (traced, tested)));
    }
    sort_by_key(&mut near, |(_, tested)| distance(tested));
    let mut out = Vec::new();
    for (traced, tested) in near.into_iter().take(MOST) {
        let reader = Reader { request, layer, traced };
        if reason == AccessReason::ExplicitDeny {
            out.push(reader.denies(tested));
        } else {
            out.extend(reader.lacking(tested));
        }
    }
    if out.is_empty() && reason == AccessReason::ImplicitDeny {
        let message = words::allows_nothing(layer);
        let cause = worded(cause::of_layer(layer, &outcome.traces));
        out.push(AccessFailure {
            cause,
            ..AccessFailure::of(layer, codes::NO_ALLOW, Element::Policy, message)
        });
    }
    out
}

/// How far a statement is from applying; a Deny that applies is at no distance.
fn distance(tested: &Tested<'_>) -> usize {
    let failing = tested.facts.iter().filter(|fact| fact.outcome.result == Tri::No);
    failing.map(|fact| if matches!(fact.part, StatementPart::Action(_)) { 3 } else { 1 }).sum()
}

impl AccessFailure {
    fn of(layer: LayerName, code: &'static Code, element: Element, message: String) -> AccessFailure {
        AccessFailure {
            layer,
            code,
            message,
            element,
            operator: None,
            key: None,
            document: None,
            statement: None,
            sid: None,
            line: None,
            pointer: None,
            expected: Vec::new(),
            actual: None,
            alignment: None,
            cause: None,
        }
    }

    /// The statement and its document in words.
    pub(super) fn place(&self) -> Option<String> {
        Some(words::place(self.layer, self.document.as_deref()?, self.statement?, self.sid.as_ref()))
    }
}

/// Reads the trace of one document.
struct Reader<'r> {
    request: &'r AccessRequest,
    layer: LayerName,
    traced: &'r Traced<'r>,
}

impl Reader<'_> {
    /// What an Allow statement lacks.
    fn lacking(&self, tested: &Tested<'_>) -> Vec<AccessFailure> {
        let failing = tested.facts.iter().filter(|fact| fact.outcome.result == Tri::No);
        failing.map(|fact| self.of_statement(tested.statement, self.lacks(tested, fact))).collect()
    }

    /// A Deny that applies, and what its tests hold for.
    fn denies(&self, tested: &Tested<'_>) -> AccessFailure {
        let statement = tested.statement;
        let failure = AccessFailure {
            line: statement.line(),
            pointer: Some(format!("{}{}", self.traced.policy.origin, statement.pointer())),
            ..AccessFailure::of(self.layer, codes::EXPLICIT_DENY, Element::Statement, String::new())
        };
        let failure = self.of_statement(statement, failure);
        let mut conditions: Vec<AccessFailure> =
            tested.conditions().map(|(placed, outcome)| self.condition(tested, placed, outcome)).collect();
        let tests: Vec<String> = conditions.iter().map(|one| one.message.clone()).collect();
        let message = words::denies(&failure.place().unwrap_or_default(), &tests);
        // The one test of a statement is where to look.
        match (conditions.pop(), conditions.is_empty()) {
            (Some(only), true) => AccessFailure {
                message,
                operator: only.operator,
                key: only.key,
                line: only.line,
                expected: only.expected,
                actual: only.actual,
                ..failure
            },
            _ => AccessFailure { message, ..failure },
        }
    }

    fn of_statement(&self, statement: &Statement, failure: AccessFailure) -> AccessFailure {
        AccessFailure {
            document: Some(self.traced.number.to_string()),
            statement: Some(statement.index + 1),
            sid: statement.sid.clone(),
            ..failure
        }
    }

    /// One part that does not hold.
    fn lacks(&self, tested: &Tested<'_>, fact: &Fact<'_>) -> AccessFailure {
        let of = |code, element, message| AccessFailure::of(self.layer, code, element, message);
        match fact.part {
            StatementPart::Principal(placed) => {
                let asks = self.request.principal.as_ref().map(|principal| principal.as_str().to_owned());
                let message = words::not_for(asks.as_deref());
                let failure = AccessFailure {
                    expected: placed.value.principals.iter().map(Principal::describe).collect(),
                    actual: asks,
                    cause: worded(cause::of_principal(self.request, &placed.value)),
                    ..of(codes::PRINCIPAL_MISMATCH, Element::Principal, message)
                };
                self.at(placed, failure)
            }
            StatementPart::Action(placed) => {
                let action = &self.request.action_text;
                let failure = AccessFailure {
                    expected: placed.value.written.clone(),
                    actual: Some(action.clone()),
                    cause: worded(cause::of_action(self.request, &placed.value)),
                    ..of(codes::ACTION_MISMATCH, Element::Action, words::action_not_covered(action))
                };
                self.at(placed, failure)
            }
            StatementPart::Resource(placed) => {
                let resource = self.request.resource.as_ref().map_or("*", Arn::as_str);
                let near = nearest_entry(&placed.value, resource);
                let message = words::resource_not_covered(
                    resource,
                    &not_covered(&placed.value, resource, near.as_ref()),
                );
                let entry = near.as_ref().map(|near| (near.written, &near.alignment));
                let failure = AccessFailure {
                    expected: placed.value.written.clone(),
                    actual: Some(resource.to_owned()),
                    cause: worded(cause::of_resource(self.request, &placed.value, entry)),
                    alignment: near.map(|near| near.alignment),
                    ..of(codes::RESOURCE_MISMATCH, Element::Resource, message)
                };
                self.at(placed, failure)
            }
            StatementPart::Condition(placed) => self.condition(tested, placed, &fact.outcome),
        }
    }

    fn condition(&self, tested: &Tested<'_>, placed: &Placed<Test>, outcome: &Outcome<'_>) -> AccessFailure {
        let test = &placed.value;
        let missing = matches!(outcome.why, Why::Missing);
        let shown = if missing { None } else { tested.found(test).shown() };
        let actual = shown.map(|values| values.join(", "));
        let mut message = test.sentence(outcome, tested.request.context);
        let alignment = actual.as_deref().and_then(|value| aligned(test, outcome, value));
        if let Some(difference) = alignment.as_ref().and_then(|alignment| alignment.difference.as_ref()) {
            message = words::compared(&message, difference);
        }
        let code = if missing { codes::KEY_MISSING } else { codes::VALUE_MISMATCH };
        let failure = AccessFailure {
            operator: Some(test.name.clone()),
            key: Some(test.key.written.clone()),
            expected: test.written.clone(),
            actual,
            alignment,
            ..AccessFailure::of(self.layer, code, Element::Condition, message)
        };
        self.at(placed, failure)
    }

    fn at<T>(&self, placed: &Placed<T>, failure: AccessFailure) -> AccessFailure {
        AccessFailure {
            line: placed.line(),
            pointer: Some(format!("{}{}", self.traced.policy.origin, placed.pointer)),
            ..failure
        }
    }
}

/// The entry of a Resource element that comes nearest to a resource.
struct NearestEntry<'e> {
    written: &'e str,
    /// The first part of the ARN that differs.
    part: &'static str,
    alignment: Alignment,
}

fn nearest_entry<'e>(element: &'e ResourceElement, resource: &str) -> Option<NearestEntry<'e>> {
    let written = element.written.iter().take(MAX_ALIGNED).filter(|_| !element.negated && resource != "*");
    let aligned = written.filter_map(|written| {
        let (part, alignment) = align_arn(written, resource)?;
        Some(NearestEntry { written, part, alignment })
    });
    aligned.max_by_key(|entry| entry.alignment.columns.iter().filter(|column| column.fits).count())
}

/// Why a Resource element does not cover a resource.
fn not_covered<'e>(
    element: &ResourceElement,
    resource: &str,
    near: Option<&'e NearestEntry<'e>>,
) -> NotCovered<'e> {
    match near {
        _ if element.negated => NotCovered::LeftOut,
        _ if resource == "*" => NotCovered::Star,
        None => NotCovered::Nowhere,
        Some(NearestEntry { written, part, alignment }) => {
            NotCovered::Nearest(written, part, alignment.difference.as_ref())
        }
    }
}

fn worded(cause: Option<AccessCause<'_>>) -> Option<Cause> {
    cause.map(|cause| cause.worded())
}

/// The value of the policy that comes nearest to the request's, for a text or an ARN that does not fit.
fn aligned(test: &Test, outcome: &Outcome<'_>, value: &str) -> Option<Alignment> {
    let is_arn = test.operator.comparison == Comparison::Arn;
    if !is_arn || outcome.result != Tri::No || test.operator.negated {
        return Some(nearest(test, outcome, value, false)?.1);
    }
    let patterns = test.written.iter().filter(|pattern| !pattern.contains("${")).take(MAX_ALIGNED);
    patterns.filter_map(|pattern| align_arn(pattern, value)).map(|(_, one)| one).next()
}
