//! Why a request is denied: the statements that deny it, or those that come nearest to allowing it.

use super::layers::Outcome as LayerOutcome;
use super::report::{AccessFailure, AccessReason};
use super::request::AccessRequest;
use super::traced::Traced;
use crate::aws::condition::{Comparison, Outcome, Test, Why};
use crate::aws::layer::LayerName;
use crate::aws::logic::Tri;
use crate::aws::nearest::{MAX_ALIGNED, nearest};
use crate::aws::pattern::Alignment;
use crate::aws::pattern::arn::align_arn;
use crate::aws::policy::{Effect, Placed, Principal, ResourceElement, Statement};
use crate::aws::trace::{Fact, Part, Tested};
use crate::aws::trust::Element;
use crate::aws::words::access::{self as words, NotCovered};
use crate::codes::{self, Code};
use crate::names::arn::Arn;

/// How many statements of a layer are reported.
const MOST: usize = 5;

/// The failures of a denial in this layer.
pub(super) fn failures(
    request: &AccessRequest,
    outcome: &LayerOutcome<'_>,
    reason: AccessReason,
) -> Vec<AccessFailure> {
    let layer = outcome.layer;
    let mut near: Vec<(usize, Vec<AccessFailure>)> = Vec::new();
    for traced in &outcome.traces {
        let reader = Reader { request, layer, traced };
        for tested in &traced.trace.statements {
            match (reason, tested.statement.effect, tested.result) {
                (AccessReason::ExplicitDeny, Effect::Deny, Tri::Yes) => {
                    near.push((0, vec![reader.denies(tested)]));
                }
                (AccessReason::ImplicitDeny, Effect::Allow, Tri::No) => {
                    let lacking = reader.lacking(tested);
                    near.push((lacking.iter().map(distance).sum(), lacking));
                }
                _ => {}
            }
        }
    }
    near.sort_by_key(|(distance, _)| *distance);
    let mut out: Vec<AccessFailure> =
        near.into_iter().take(MOST).flat_map(|(_, failures)| failures).collect();
    if out.is_empty() && reason == AccessReason::ImplicitDeny {
        let message = words::allows_nothing(layer);
        out.push(AccessFailure::of(layer, codes::NO_ALLOW, Element::Policy, message));
    }
    out
}

/// How far a statement is from applying for want of this.
fn distance(failure: &AccessFailure) -> usize {
    if failure.element == Element::Action { 3 } else { 1 }
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
            Part::Principal(placed) => {
                let asks = self.request.principal.as_ref().map(|principal| principal.as_str().to_owned());
                let message = words::not_for(asks.as_deref());
                let failure = AccessFailure {
                    expected: placed.value.principals.iter().map(Principal::describe).collect(),
                    actual: asks,
                    ..of(codes::PRINCIPAL_MISMATCH, Element::Principal, message)
                };
                self.at(placed, failure)
            }
            Part::Action(placed) => {
                let action = &self.request.action_text;
                let failure = AccessFailure {
                    expected: placed.value.written.clone(),
                    actual: Some(action.clone()),
                    ..of(codes::ACTION_MISMATCH, Element::Action, words::action_not_covered(action))
                };
                self.at(placed, failure)
            }
            Part::Resource(placed) => {
                let resource = self.request.resource.as_ref().map_or("*", Arn::as_str);
                let (message, alignment) = not_covered(&placed.value, resource);
                let failure = AccessFailure {
                    expected: placed.value.written.clone(),
                    actual: Some(resource.to_owned()),
                    alignment,
                    ..of(codes::RESOURCE_MISMATCH, Element::Resource, message)
                };
                self.at(placed, failure)
            }
            Part::Condition(placed) => self.condition(tested, placed, &fact.outcome),
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

/// Why a Resource element does not cover a resource, and the entry that comes nearest beside it.
fn not_covered(element: &ResourceElement, resource: &str) -> (String, Option<Alignment>) {
    let without = |why| (words::resource_not_covered(resource, &why), None);
    if element.negated {
        return without(NotCovered::LeftOut);
    }
    if resource == "*" {
        return without(NotCovered::Star);
    }
    let written = element.written.iter().take(MAX_ALIGNED);
    let aligned = written.filter_map(|text| Some((text, align_arn(text, resource)?)));
    let furthest = |(_, (_, alignment)): &(&String, (&str, Alignment))| {
        alignment.columns.iter().filter(|column| column.fits).count()
    };
    let Some((text, (part, alignment))) = aligned.max_by_key(furthest) else {
        return without(NotCovered::Nowhere);
    };
    let why = NotCovered::Nearest(text, part, alignment.difference.as_ref());
    (words::resource_not_covered(resource, &why), Some(alignment))
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
