//! The decision on a request.

use super::keys::{self, Tags};
use super::layers::{Decision, Layers};
use super::policies::AccessPolicies;
use super::report::AccessReason;
use super::request::AccessRequest;
use crate::aws::condition::context::RequestContext;
use crate::aws::layer::Layer;
use crate::aws::logic::Verdict;

/// The verdict, without a word on it.
pub(super) fn verdict(request: &AccessRequest, policies: &AccessPolicies) -> Verdict {
    settle(request, policies).1
}

/// A decision, and what it was made from.
pub(super) struct Decided<'e> {
    pub(super) decision: Decision,
    pub(super) layers: Layers<'e>,
}

/// Decides for these keys; `traced` says whether a report is to be made of it.
pub(super) fn decide<'e>(
    request: &'e AccessRequest,
    policies: &'e AccessPolicies,
    context: &'e RequestContext,
    traced: bool,
) -> Decided<'e> {
    let layers = Layers::of(request, policies, context, traced);
    let decision = match request.partitions_apart() {
        None => layers.decide(request.one_account()),
        Some(_) => Decision { verdict: Verdict::Denied, reason: AccessReason::ImplicitDeny, layer: None },
    };
    Decided { decision, layers }
}

/// The keys of the request, and the verdict for them. A tag of the resource that the caller does not name is taken as absent
/// where the request is denied without it, and never to allow: then it is not known.
pub(super) fn settle(request: &AccessRequest, policies: &AccessPolicies) -> (RequestContext, Verdict) {
    let with = |tags: Tags| {
        let context = keys::fill(request, policies, tags);
        let verdict = decide(request, policies, &context, false).decision.verdict;
        (context, verdict)
    };
    let first = with(Tags::NotKnown);
    if first.1 == Verdict::Undetermined && keys::asks_for_tags(&first.0, policies) {
        let untagged = with(Tags::Absent);
        if untagged.1 == Verdict::Denied {
            return untagged;
        }
    }
    first
}

/// The steps of one decision, at most: see [`crate::limits`]. The resource's policies are read for each way in which they
/// may name the caller, and all of them again where a tag of the resource is not known.
pub(super) fn steps(request: &AccessRequest, policies: &AccessPolicies) -> u64 {
    let context = keys::fill(request, policies, Tags::NotKnown);
    let resource = request.resource.as_ref().map_or(1, |arn| arn.as_str().len());
    let of = |layer: &Layer| {
        let documents = layer.documents().iter().map(|policy| policy.document.steps(resource, &context));
        documents.fold(0, u64::saturating_add)
    };
    let every = policies.layers().map(of).fold(0, u64::saturating_add);
    // Each key that the policies ask for is looked up to fill it, and may be noted as not known.
    let keys = 256 * policies.keys().count() as u64;
    every.saturating_add(of(&policies.resource).saturating_mul(2)).saturating_add(keys).saturating_mul(2)
}
