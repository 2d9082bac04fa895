//! Permission policies: may this principal do this to that resource?
//!
//! Source: IAM User Guide, "Policy evaluation logic", "Permissions boundaries" and "Session policies"; AWS
//! Organizations User Guide, "SCP evaluation" and "RCP evaluation"; Amazon ECR User Guide, "Private registry permissions".

pub(super) mod cause;
mod decide;
mod failures;
mod keys;
mod layers;
mod needs;
mod policies;
mod principal;
pub(super) mod report;
mod request;
mod traced;

use decide::{Decided, decide, settle};
use layers::Decision;
pub use policies::AccessPolicies;
pub use principal::AccessPrincipal;
pub use report::{AccessFailure, AccessReason, AccessReport, LayerReport, LayerResult};
pub use request::AccessRequest;
use request::Reach;

use super::cost;
use super::layer::{Layer, LayerName, NotExamined, PolicyText};
use super::lint;
use super::logic::Verdict;
use super::need::Need;
use super::policy::Statement;
use super::words::access as words;
use crate::codes;
use crate::error::Error;
use crate::knowledge::ecr_actions::{REGISTRY_SCOPE_SOURCE, REGISTRY_V1, RegistryScope};
use crate::knowledge::quotas::{Quota, QuotaOf};
use crate::limits::MAX_STEPS;
use crate::premise::{Finding, Grade, Premise};
use crate::text::quote;

/// Evaluates a request against its layers.
///
/// # Errors
/// `POLICY_INVALID` for a statement of a resource policy that names no `Resource`, where the resource's service asks
/// for one; `POLICY_OVER_QUOTA` for a document that is longer than AWS stores; `TOO_COSTLY` past the budget of
/// [`crate::limits`].
///
/// ```
/// use assumable::Verdict;
/// use assumable::aws::{AccessPolicies, AccessRequest, Layer, PolicyKind, PolicyText, check_access};
/// let identity = PolicyText::read(r#"{"Version": "2012-10-17", "Statement":
///     {"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "arn:aws:ecr:us-east-1:123456789012:repo/*"}}"#, PolicyKind::Identity)?;
/// let principal = "arn:aws:sts::123456789012:assumed-role/push/GitHubActions".parse()?;
/// let request = AccessRequest::new(
///     Some(principal), "ecr:PutImage", "arn:aws:ecr:us-east-1:123456789012:repository/app", [])?;
/// let report = check_access(&request, &AccessPolicies::default().with_identity(Layer::Given(vec![identity])))?;
/// assert_eq!(report.verdict, Verdict::Denied);
/// assert_eq!(report.findings[0].code, "ECR_RESOURCE_ARN");
/// # Ok::<(), assumable::Error>(())
/// ```
pub fn check_access(request: &AccessRequest, policies: &AccessPolicies) -> Result<AccessReport, Error> {
    if !request.resource_may_go_unnamed() {
        policies.resource_is_named()?;
    }
    let quota = request.is_of_ecr().then_some(QuotaOf::Ecr.quota());
    policies.within_quotas(quota)?;
    let steps = decide::steps(request, policies);
    // Decided once, and again with a trace for the report.
    let pairs = cost::pairs(policies.documents().map(|policy| policy.document.as_ref()));
    cost::within(steps.saturating_mul(2).saturating_add(pairs), MAX_STEPS, "the evaluation")?;
    let (context, _) = settle(request, policies);
    let decided = decide(request, policies, &context, true);
    let Decided { decision, layers } = &decided;
    let failures = match (decision.layer, request.partitions_apart()) {
        (Some(layer), None) => failures::failures(request, layers.of_name(layer), decision.reason),
        _ => Vec::new(),
    };
    let open = decision.verdict == Verdict::Undetermined;
    let needs = if open { needs::needs(request, policies, layers, steps) } else { Vec::new() };
    Ok(AccessReport {
        verdict: decision.verdict,
        reason: decision.reason,
        layer: decision.layer,
        message: message(request, decision, &failures, &needs),
        failures,
        layers: layers.reports(),
        premises: premises(request, policies, &decided),
        needs,
        findings: request
            .findings()
            .chain(misplaced(request, policies))
            .chain(findings(policies, quota))
            .chain(layers.findings())
            .collect(),
        not_examined: not_examined(policies),
    })
}

/// The assumptions of the verdict.
fn premises(request: &AccessRequest, policies: &AccessPolicies, decided: &Decided<'_>) -> Vec<Premise> {
    let Decided { decision, layers } = decided;
    let mut premises = request.premises.clone();
    if decision.verdict == Verdict::Allowed && layers.rests_on_identity(request.one_account()) {
        let text = "the principal's identity policies allow the request: none were given";
        premises.push(Premise::new(Grade::Assumed, text));
    }
    let other = match decision.layer {
        Some(LayerName::Identity) if policies.resource == Layer::Omitted => Some("policy of the resource"),
        Some(LayerName::Resource) if policies.identity == Layer::Omitted => Some("identity policy"),
        _ => None,
    };
    let implicit = decision.reason == AccessReason::ImplicitDeny && request.reach() == Reach::Resource;
    if let Some(other) = other.filter(|_| implicit && layers.rests_on_no_grant(request.one_account())) {
        let text = format!("no {other} allows the request: none was given");
        premises.push(Premise::new(Grade::Assumed, text));
    }
    let own =
        request.own_policy().filter(|_| request.one_account() && decision.layer != Some(LayerName::Identity));
    if let Some(row) =
        own.filter(|_| decision.verdict != Verdict::Allowed && policies.identity != Layer::Omitted)
    {
        let text =
            format!("identity policies do not count unless {} leaves the access to its account", row.policy);
        premises
            .push(Premise { date: Some(row.date), ..Premise::sourced(Grade::Documented, text, row.source) });
    }
    if layers.crosses_colons() {
        premises.push(Premise::sourced(Grade::Documented, STAR_CROSSES, STAR_CROSSES_SOURCE));
    }
    premises.extend(request.unknown_action());
    premises.extend(registry_scope(request, policies));
    premises.extend(keys::premises_of_call(request, policies));
    premises.extend(layers.missing().map(|key| keys::why_missing(request, key)));
    let beyond = [&policies.resource, &policies.rcp].into_iter().any(|layer| *layer != Layer::Omitted);
    if beyond && request.reach() == Reach::Nothing && !request.is_of_ecr() {
        let text = format!(
            "`{}` has no resource type, so that no policy of a resource and no resource control policy has a say",
            quote(&request.action_text)
        );
        premises.push(Premise::new(Grade::Assumed, text));
    }
    premises
}

/// The layers that were not given.
fn not_examined(policies: &AccessPolicies) -> Vec<NotExamined> {
    let mut out = Vec::new();
    for (name, layer) in [
        (NotExamined::Identity, &policies.identity),
        (NotExamined::Resource, &policies.resource),
        (NotExamined::Boundary, &policies.boundary),
        (NotExamined::Session, &policies.session),
        (NotExamined::Rcp, &policies.rcp),
    ] {
        if *layer == Layer::Omitted {
            out.push(name);
        }
    }
    if policies.scp.is_empty() {
        out.push(NotExamined::Scp);
    }
    out
}

const STAR_CROSSES: &str = "a star that ends a part of a `Resource` ARN reaches over the colon: the newest page says so, \
    the one of Amazon S3 that wildcards stay within a part";
const STAR_CROSSES_SOURCE: &str = "IAM User Guide, Resource; Amazon S3 User Guide, Policy resources";

fn message(
    request: &AccessRequest,
    decision: &Decision,
    failures: &[AccessFailure],
    needs: &[Need],
) -> String {
    let asked = request.asked();
    if let Some((own, there)) = request.partitions_apart() {
        return format!(
            "{asked} is denied: the principal is in the partition `{}`, the resource in `{}`, and no access reaches \
             from one partition into another",
            quote(own),
            quote(there)
        );
    }
    let layer = decision.layer.map_or("the policies", words::title);
    let nearest = failures.first().and_then(|failure| Some((failure, failure.place()?)));
    match (decision.reason, nearest) {
        (AccessReason::Allow, _) => format!("{asked} is allowed by the policies given"),
        (AccessReason::ExplicitDeny, Some((_, place))) => format!("{asked} is denied by {place}"),
        (AccessReason::ExplicitDeny, None) => format!("{asked} is denied: {layer} deny it"),
        (AccessReason::ImplicitDeny, Some((failure, place))) => {
            format!("{asked} is denied: {layer} do not allow it; the nearest is {place}: {}", failure.message)
        }
        (AccessReason::ImplicitDeny, None) => format!("{asked} is denied: {layer} do not allow it"),
        (AccessReason::Open, _) => {
            let needs: Vec<&str> = needs.iter().map(|need| need.message.as_str()).collect();
            format!("{asked} cannot be decided: {}", needs.join("; "))
        }
    }
}

/// What the scope of the registry's policy means for the request, where it matters.
fn registry_scope(request: &AccessRequest, policies: &AccessPolicies) -> Option<Premise> {
    let mut documents = policies.resource.documents().iter();
    let given = request.is_of_ecr() && documents.any(|policy| policy.of_registry);
    if !given || request.is_of_first_scope() || request.reach() == Reach::Nothing {
        return None;
    }
    match policies.registry_scope {
        Some(RegistryScope::V2) => None,
        Some(RegistryScope::V1) => {
            let text =
                format!("under scope V1 a registry's policy is enforced for {} only", REGISTRY_V1.join(", "));
            Some(Premise::sourced(Grade::Documented, text, REGISTRY_SCOPE_SOURCE))
        }
        None => Some(Premise::new(
            Grade::Assumed,
            "the registry's policy has scope V2, the default, and is enforced for every action",
        )),
    }
}

/// Policies of ECR's that look like those of the other layer: a repository's names no resource, a registry's has to
/// (Amazon ECR User Guide, "Private repository policies" and "Private registry permissions").
fn misplaced(request: &AccessRequest, policies: &AccessPolicies) -> Vec<Finding> {
    let documents = policies.resource.documents().iter().filter(|_| request.is_of_ecr());
    let one = |policy: &PolicyText| {
        let mut statements = policy.document.statements.iter();
        let message = if policy.of_registry {
            statements.find(|statement| statement.resource.is_none())?;
            "a statement of a registry's policy names its `Resource`, and this document has one without: if it is the \
             repository's policy, give it as `resource`"
        } else {
            let named = |text: &String| text != "*";
            let names = |statement: &&Statement| {
                statement.resource.as_ref().is_some_and(|element| element.value.written.iter().any(named))
            };
            statements.find(names)?;
            "a repository's policy names no `Resource`, and this document does: it is taken as the repository's; if it is the \
             registry's policy, give it as `registry`"
        };
        Some(Finding::new(codes::POLICY_MISPLACED, message).within(&policy.origin))
    };
    documents.filter_map(one).collect()
}

/// Odd things in the documents.
fn findings(policies: &AccessPolicies, quota: Option<Quota>) -> Vec<Finding> {
    let mut out = Vec::new();
    for policy in policies.documents() {
        let document = &policy.document;
        let mut found: Vec<Finding> = document.within(quota).err().iter().map(long).collect();
        found.extend(lint::findings(document));
        out.extend(found.into_iter().map(|one| one.within(&policy.origin)));
    }
    out
}

/// A document that is evaluated although no account stores it.
fn long(error: &Error) -> Finding {
    Finding::new(codes::POLICY_LONG, error.to_string())
}
