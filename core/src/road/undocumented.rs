//! Events whose subject GitHub does not document: what becomes of each form that it may have.

use super::answer::Answer;
use super::report::{RoadStage, RoadVerdict};
use super::scenarios::Set;
use crate::analysis::WitnessToken;
use crate::codes;
use crate::github::{ClaimValue, Claims};
use crate::knowledge::events::{self, EventContext};

/// The event of a set, where its subject is not documented and no environment replaces it.
pub(super) fn event(set: &Set) -> Option<&str> {
    let [Some(event)] = set.patterns("event_name") else { return None };
    let is_open = |row: &&events::Event<'_>| row.name == event && row.context == EventContext::Unpublished;
    let has_environment = !set.patterns("environment").is_empty();
    events::rows().iter().find(is_open).filter(|_| !has_environment).map(|_| event.as_str())
}

/// What becomes of such a set: that of a pull request's subject, where that of its ref fares alike.
pub(super) fn both(answer: Answer, other: Option<&Answer>, event: &str) -> Answer {
    match (answer.verdict, other.map(|other| other.verdict)) {
        (RoadVerdict::Allowed, Some(RoadVerdict::Allowed)) => answer,
        (RoadVerdict::Denied, Some(RoadVerdict::Denied)) if !answer.is_mixed => {
            let message = format!(
                "GitHub does not document the subject of a job of `{event}`, and the policy lets in neither form that it may \
                 have"
            );
            Answer { cause: Some(codes::SUB_UNDOCUMENTED_EVENT), message: Some(message), ..answer }
        }
        _ => {
            let need = format!("the subject of a job of `{event}`: GitHub does not document it");
            let cause = Some(codes::SUB_UNDOCUMENTED_EVENT);
            Answer { cause, ..Answer::open(Some(RoadStage::TrustPolicy), vec![need]) }
        }
    }
}

/// The same token with the ref in its subject.
pub(super) fn by_ref(token: &WitnessToken) -> Option<Claims> {
    let mut claims = token.claims.clone();
    let subject = claims.text("sub")?.replacen(":pull_request", ":ref:refs/pull/7/merge", 1);
    claims.set("sub", ClaimValue::Text(subject));
    Some(claims)
}
