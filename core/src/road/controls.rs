//! Control policies of the organisation that are among the documents: where in them something is denied.

use super::answer::place_of;
use super::document;
use super::facts::{ControlDocument, RoadFacts};
use crate::aws::{Layer, PolicyKind, PolicyText, TrustOptions, TrustPolicy, Verdict};
use crate::github::{ClaimValue, Claims};
use crate::premise::SourcePlace;
use crate::read::{Documents, ReadPolicy, Sites, policy_document};

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
        let sites = Sites::new(documents.texts());
        let one = |document: &ControlDocument| {
            let mut texts = documents.texts().enumerate();
            let (index, (_, text)) = texts.find(|(_, (name, _))| *name == document.name)?;
            Some(Control { origin: document.origin.clone(), policy: policy_document(index, text, &sites) })
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

    /// The policy that has this place, and the pointer of the statement that it is in.
    pub(super) fn at(&self, place: &SourcePlace) -> Option<(&ReadPolicy, String)> {
        self.all.iter().find_map(|control| {
            let found = control.policy.places.iter().find(|known| known.place == *place)?;
            let all = document::statements(control.policy.document.value());
            let within = |pointer: &String| {
                found
                    .pointer
                    .strip_prefix(pointer.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let pointer = all.into_iter().map(|(pointer, _)| pointer).find(within)?;
            Some((&control.policy, pointer))
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
            let (pointer, _) = alone(&control.policy).into_iter().find(|(_, text)| denies(text.clone()))?;
            self.place(&format!("{}{pointer}", control.origin))
        })
    }
}

/// The policy with one of its statements at a time, each with its pointer.
fn alone(policy: &ReadPolicy) -> Vec<(String, String)> {
    let ClaimValue::Object(members) = policy.document.value() else { return Vec::new() };
    let one = |statement: &ClaimValue| {
        let mut members = members.clone();
        members.retain(|(name, _)| name != "Statement");
        members.push(("Statement".to_owned(), statement.clone()));
        serde_json::to_string(&ClaimValue::Object(members)).unwrap_or_default()
    };
    let all = document::statements(policy.document.value());
    all.into_iter().map(|(pointer, statement)| (pointer, one(statement))).collect()
}
