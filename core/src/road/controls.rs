//! Control policies of the organisation that are among the documents: where in them something is denied.

use super::answer::place_of;
use super::facts::{ControlDocument, RoadFacts};
use crate::aws::{Layer, PolicyKind, PolicyText, TrustOptions, TrustPolicy, Verdict};
use crate::github::{ClaimValue, Claims};
use crate::premise::SourcePlace;
use crate::read::{Documents, ReadPolicy, policy_document};

/// Those that are among the documents.
pub(super) struct Controls {
    all: Vec<Control>,
}

struct Control {
    /// The name of its policy in its layer.
    origin: String,
    policy: ReadPolicy,
}

impl Controls {
    pub(super) fn of(documents: &Documents, facts: &RoadFacts) -> Controls {
        let one = |document: &ControlDocument| {
            let (name, text) = documents.texts().find(|(name, _)| *name == document.name)?;
            Some(Control { origin: document.origin.clone(), policy: policy_document(name, text) })
        };
        Controls { all: facts.controls.iter().filter_map(one).collect() }
    }

    /// The place of the statement at a pointer of an answer: that of the first value which its conditions compare with.
    pub(super) fn place(&self, pointer: &str) -> Option<SourcePlace> {
        self.all.iter().find_map(|control| {
            let within = pointer.strip_prefix(&control.origin)?.strip_prefix('/')?;
            let places = &control.policy.places;
            place_of(places, &format!("/{within}/Condition"))
                .or_else(|| place_of(places, &format!("/{within}")))
        })
    }

    /// Where the resource control policies deny a token.
    pub(super) fn denying(
        &self,
        policy: &TrustPolicy,
        claims: &Claims,
        options: &TrustOptions,
    ) -> Option<SourcePlace> {
        self.all.iter().find_map(|control| {
            let denies = |text: String| {
                let Ok(one) = PolicyText::read(&text, PolicyKind::ResourceControl) else { return false };
                let options = options.clone().with_rcp(Layer::Given(vec![one]));
                policy.report(claims, &options).verdict == Verdict::Denied
            };
            let index = (0..).zip(alone(&control.policy)).find(|(_, text)| denies(text.clone()))?.0;
            self.place(&format!("{}/Statement/{index}", control.origin))
        })
    }
}

/// The policy with one of its statements at a time.
fn alone(policy: &ReadPolicy) -> Vec<String> {
    let ClaimValue::Object(members) = policy.document.value() else { return Vec::new() };
    let statements = members.iter().find(|(name, _)| name == "Statement").map(|(_, value)| value);
    let statements: &[ClaimValue] = match statements {
        Some(ClaimValue::List(items)) => items,
        Some(one) => core::slice::from_ref(one),
        None => &[],
    };
    let one = |statement: &ClaimValue| {
        let mut members = members.clone();
        members.retain(|(name, _)| name != "Statement");
        members.push(("Statement".to_owned(), statement.clone()));
        serde_json::to_string(&ClaimValue::Object(members)).unwrap_or_default()
    };
    statements.iter().map(one).collect()
}
