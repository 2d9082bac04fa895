//! Why a request is denied: the statements that deny it, or those that come nearest to allowing it.

use super::layers::Owner;
use super::policies::AccessPolicies;
use super::principal::Seen;
use super::report::{AccessFailure, AccessReason};
use super::request::AccessRequest;
use crate::aws::condition::context::RequestContext;
use crate::aws::condition::{Comparison, Outcome, Test, Why};
use crate::aws::evaluate::{self, Part, Sink};
use crate::aws::layer::{Layer, LayerName, PolicyText};
use crate::aws::logic::Tri;
use crate::aws::pattern::Alignment;
use crate::aws::pattern::align::{self, Reading};
use crate::aws::pattern::arn::align_arn;
use crate::aws::policy::{Effect, Placed, Principal, Statement};
use crate::aws::trust::Element;
use crate::codes::{self, Code};
use crate::limits::MAX_SHOWN;
use crate::names::arn::Arn;
use crate::text::quote;

/// How many statements of a layer are reported.
const MOST: usize = 5;

/// How many values of one test are aligned.
const MAX_ALIGNED: usize = 64;

/// The failures of a denial in this layer.
pub(super) fn failures(
    request: &AccessRequest,
    policies: &AccessPolicies,
    context: &RequestContext,
    reason: AccessReason,
    layer: LayerName,
) -> Vec<AccessFailure> {
    let mut near: Vec<(usize, Vec<AccessFailure>)> = Vec::new();
    for (number, policy) in documents(request, policies, layer) {
        let mut recorder =
            Recorder { request, context, layer, number, policy, open: Vec::new(), reason, near: &mut near };
        let asked = request.to(context);
        if layer == LayerName::Resource {
            let bounded = matches!(&policies.boundary, Layer::Unknown)
                || matches!(&policies.boundary, Layer::Given(documents) if !documents.is_empty());
            let seen = Seen { principal: request.principal.as_ref(), grain: None, bounded };
            evaluate::document(&policy.document, &seen, &asked, &mut recorder);
        } else {
            evaluate::document(&policy.document, &Owner, &asked, &mut recorder);
        }
    }
    near.sort_by_key(|(distance, _)| *distance);
    let mut out: Vec<AccessFailure> =
        near.into_iter().take(MOST).flat_map(|(_, failures)| failures).collect();
    if out.is_empty() && reason == AccessReason::ImplicitDeny {
        out.push(AccessFailure::of(
            layer,
            codes::NO_ALLOW,
            Element::Policy,
            format!(
                "{} have no statement that allows anything for this principal",
                super::layers::title(layer)
            ),
        ));
    }
    out
}

/// The documents of a layer that are enforced, with their numbers.
fn documents<'p>(
    request: &AccessRequest,
    policies: &'p AccessPolicies,
    layer: LayerName,
) -> Vec<(String, &'p PolicyText)> {
    let numbered = |layer: &'p Layer| layer.documents().iter().enumerate();
    let one =
        |layer: &'p Layer| numbered(layer).map(|(index, policy)| ((index + 1).to_string(), policy)).collect();
    match layer {
        LayerName::Identity => one(&policies.identity),
        LayerName::Boundary => one(&policies.boundary),
        LayerName::Session => one(&policies.session),
        LayerName::Rcp => one(&policies.rcp),
        LayerName::Scp => {
            let levels = policies.scp.iter().enumerate();
            let level = |(level, documents): (usize, &'p Layer)| {
                numbered(documents)
                    .map(move |(index, policy)| (format!("{}/{}", level + 1, index + 1), policy))
            };
            levels.flat_map(level).collect()
        }
        _ => {
            let mut documents: Vec<_> = one(&policies.resource);
            documents.retain(|(_, policy)| request.enforces(policy, policies.registry_scope));
            documents
        }
    }
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

    /// The statement and its document in words, such as "statement 3 (`DenyOthers`) of identity policy 1".
    pub(super) fn place(&self) -> Option<String> {
        let sid = self.sid.as_ref().map(|sid| format!(" (`{}`)", quote(sid))).unwrap_or_default();
        let number = self.document.as_deref()?;
        let document = match (self.layer, number.split_once('/')) {
            (LayerName::Identity, _) => format!("identity policy {number}"),
            (LayerName::Resource, _) => format!("policy {number} of the resource"),
            (LayerName::Boundary, _) => "the permissions boundary".to_owned(),
            (LayerName::Session, _) => format!("session policy {number}"),
            (_, Some((level, number))) => format!("service control policy {number} of level {level}"),
            _ => format!("resource control policy {number}"),
        };
        Some(format!("statement {}{sid} of {document}", self.statement?))
    }
}

/// Records the statements that make a denial.
struct Recorder<'r> {
    request: &'r AccessRequest,
    context: &'r RequestContext,
    layer: LayerName,
    number: String,
    policy: &'r PolicyText,
    reason: AccessReason,
    /// Of the statement at hand: what holds where a denial is explicit, else what does not.
    open: Vec<AccessFailure>,
    near: &'r mut Vec<(usize, Vec<AccessFailure>)>,
}

/// How far a statement is from applying for want of this.
fn distance(failure: &AccessFailure) -> usize {
    if failure.element == Element::Action { 3 } else { 1 }
}

impl Sink for Recorder<'_> {
    const COMPLETE: bool = true;

    fn part(&mut self, statement: &Statement, part: Part, outcome: Outcome<'_>) {
        let wanted = if self.reason == AccessReason::ExplicitDeny { Tri::Yes } else { Tri::No };
        if outcome.result == wanted {
            let failure = self.tested(statement, part, &outcome);
            self.open.extend(failure);
        }
    }

    fn statement(&mut self, statement: &Statement, result: Tri) {
        let open = core::mem::take(&mut self.open);
        let placed = |failure: AccessFailure| AccessFailure {
            document: Some(self.number.clone()),
            statement: Some(statement.index + 1),
            sid: statement.sid.clone(),
            ..failure
        };
        match (self.reason, statement.effect, result) {
            (AccessReason::ExplicitDeny, Effect::Deny, Tri::Yes) => {
                let conditions: Vec<AccessFailure> =
                    open.into_iter().filter(|failure| failure.element == Element::Condition).collect();
                self.near.push((0, vec![self.denies(placed(self.statement_failure(statement)), conditions)]));
            }
            (AccessReason::ImplicitDeny, Effect::Allow, Tri::No) => {
                let far = open.iter().map(distance).sum();
                self.near.push((far, open.into_iter().map(placed).collect()));
            }
            _ => {}
        }
    }
}

impl Recorder<'_> {
    fn statement_failure(&self, statement: &Statement) -> AccessFailure {
        AccessFailure {
            line: statement.line(),
            pointer: Some(format!("{}{}", self.policy.origin, statement.pointer())),
            ..AccessFailure::of(self.layer, codes::EXPLICIT_DENY, Element::Statement, String::new())
        }
    }

    /// A Deny that applies, and what its tests hold for.
    fn denies(&self, failure: AccessFailure, mut conditions: Vec<AccessFailure>) -> AccessFailure {
        let why: Vec<&str> = conditions.iter().map(|one| one.message.as_str()).collect();
        let why = if why.is_empty() { String::new() } else { format!(": {}", why.join("; ")) };
        let message = format!("{} denies the request{why}", failure.place().unwrap_or_default());
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

    /// One part of a statement.
    fn tested(&self, statement: &Statement, part: Part, outcome: &Outcome<'_>) -> Option<AccessFailure> {
        let of = |code, element, message| AccessFailure::of(self.layer, code, element, message);
        match part {
            Part::Principal => {
                let placed = statement.principal.as_ref()?;
                let asks = self.request.principal.as_ref().map(|principal| principal.as_str().to_owned());
                let who = asks
                    .as_ref()
                    .map_or("a principal that is not given".to_owned(), |text| format!("`{}`", quote(text)));
                let expected: Vec<String> = placed.value.principals.iter().map(Principal::describe).collect();
                let message = format!("the statement is not for {who}");
                let failure = of(codes::PRINCIPAL_MISMATCH, Element::Principal, message);
                Some(self.at(placed, AccessFailure { expected, actual: asks, ..failure }))
            }
            Part::Action => {
                let action = &self.request.action_text;
                let message = format!("the statement does not cover `{}`", quote(action));
                let expected = statement.action.value.written.clone();
                let failure = of(codes::ACTION_MISMATCH, Element::Action, message);
                Some(self.at(
                    &statement.action,
                    AccessFailure { expected, actual: Some(action.clone()), ..failure },
                ))
            }
            Part::Resource => {
                let placed = statement.resource.as_ref()?;
                let resource = self.request.resource.as_ref().map_or("*", Arn::as_str);
                let (message, alignment) = not_covered(&placed.value.written, placed.value.negated, resource);
                let failure = AccessFailure {
                    expected: placed.value.written.clone(),
                    actual: Some(resource.to_owned()),
                    alignment,
                    ..of(codes::RESOURCE_MISMATCH, Element::Resource, message)
                };
                Some(self.at(placed, failure))
            }
            Part::Condition(index) => Some(self.condition(statement.conditions.get(index)?, outcome)),
        }
    }

    fn condition(&self, placed: &Placed<Test>, outcome: &Outcome<'_>) -> AccessFailure {
        let test = &placed.value;
        let missing = matches!(outcome.why, Why::Missing);
        let actual =
            self.context.values(&test.key).shown().filter(|_| !missing).map(|values| values.join(", "));
        let mut message = test.sentence(outcome, self.context);
        let alignment = actual.as_deref().and_then(|value| nearest(test, outcome, value));
        if let Some(difference) = alignment.as_ref().and_then(|alignment| alignment.difference.as_ref()) {
            message = format!("{message}; {}", differ("", &difference.expected, &difference.found));
        }
        let failure = AccessFailure {
            operator: Some(test.name.clone()),
            key: Some(test.key.written.clone()),
            expected: test.written.clone(),
            actual,
            alignment,
            ..AccessFailure::of(
                self.layer,
                if missing { codes::KEY_MISSING } else { codes::VALUE_MISMATCH },
                Element::Condition,
                message,
            )
        };
        self.at(placed, failure)
    }

    fn at<T>(&self, placed: &Placed<T>, failure: AccessFailure) -> AccessFailure {
        AccessFailure {
            line: placed.line(),
            pointer: Some(format!("{}{}", self.policy.origin, placed.pointer)),
            ..failure
        }
    }
}

/// Where policy and request first differ, in words.
fn differ(part: &str, expected: &str, found: &str) -> String {
    let has = |text: &str| if text.is_empty() { "ends".to_owned() } else { format!("has `{}`", quote(text)) };
    format!("they first differ{part} where the policy {} and the request {}", has(expected), has(found))
}

/// Why a Resource element does not cover a resource, and the entry that comes nearest beside it.
fn not_covered(written: &[String], negated: bool, resource: &str) -> (String, Option<Alignment>) {
    let shown = quote(resource);
    if negated {
        return (format!("`NotResource` leaves out `{shown}`"), None);
    }
    if resource == "*" {
        let message = "the action is asked on `*`, which the statement's resources do not cover".to_owned();
        return (message, None);
    }
    let aligned =
        written.iter().take(MAX_ALIGNED).filter_map(|text| Some((text, align_arn(text, resource)?)));
    let furthest = |(_, (_, alignment)): &(&String, (&str, Alignment))| {
        alignment.columns.iter().filter(|column| column.fits).count()
    };
    match aligned.max_by_key(furthest) {
        None => (format!("the statement's resources do not cover `{shown}`"), None),
        Some((text, (part, alignment))) => {
            let differ = alignment.difference.as_ref().map_or_else(String::new, |difference| {
                format!("; {}", differ(&format!(" in the {part},"), &difference.expected, &difference.found))
            });
            (format!("`{}` does not cover `{shown}`{differ}", quote(text)), Some(alignment))
        }
    }
}

/// The value of the policy that comes nearest to the request's, for a text that does not fit.
fn nearest(test: &Test, outcome: &Outcome<'_>, value: &str) -> Option<Alignment> {
    if outcome.result != Tri::No || test.operator.negated {
        return None;
    }
    let patterns = test.written.iter().filter(|pattern| !pattern.contains("${")).take(MAX_ALIGNED);
    match test.operator.comparison {
        Comparison::Arn => {
            patterns.filter_map(|pattern| align_arn(pattern, value)).map(|(_, one)| one).next()
        }
        comparison @ (Comparison::StringEquals | Comparison::StringLike) if value.len() <= MAX_SHOWN => {
            let reading = Reading { like: comparison == Comparison::StringLike, subject: false };
            let shown = patterns.map(String::as_str).filter(|pattern| pattern.len() <= MAX_SHOWN);
            Some(align::nearest(shown, value, reading)?.1)
        }
        _ => None,
    }
}
