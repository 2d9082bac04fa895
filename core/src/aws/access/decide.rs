//! The decision on a request.

use super::keys::{self, Tags};
use super::layers::{Decision, Layers};
use super::policies::AccessPolicies;
use super::report::AccessReason;
use super::request::AccessRequest;
use crate::aws::condition::context::RequestContext;
use crate::aws::logic::Verdict;

/// The verdict, without a word on it.
pub(super) fn verdict(request: &AccessRequest, policies: &AccessPolicies) -> Verdict {
    decide(request, policies).decision.verdict
}

/// A decision, and what it was made from.
pub(super) struct Decided {
    pub(super) decision: Decision,
    pub(super) layers: Layers,
    pub(super) context: RequestContext,
}

/// Decides. A tag of the resource that the caller does not name is taken as absent where the request is denied without it,
/// and never to allow: then it is not known.
pub(super) fn decide(request: &AccessRequest, policies: &AccessPolicies) -> Decided {
    let with = |tags: Tags| {
        let context = keys::fill(request, policies, tags);
        let layers = Layers::of(request, policies, &context);
        let decision = match request.partitions_apart() {
            None => layers.decide(request.one_account()),
            Some(_) => Decision { verdict: Verdict::Denied, reason: AccessReason::ImplicitDeny, layer: None },
        };
        Decided { decision, layers, context }
    };
    let first = with(Tags::NotKnown);
    if first.decision.verdict == Verdict::Undetermined && keys::asks_for_tags(&first.context, policies) {
        let untagged = with(Tags::Absent);
        if untagged.decision.verdict == Verdict::Denied {
            return untagged;
        }
    }
    first
}
