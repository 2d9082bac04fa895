//! Permission policies: may this principal do this to that resource?
//!
//! Source: IAM User Guide, "Policy evaluation logic", "Permissions boundaries" and "Session policies"; AWS
//! Organizations User Guide, "SCP evaluation" and "RCP evaluation"; Amazon ECR User Guide, "Private registry permissions".

mod layers;
mod principal;

use layers::{Decision, Layers, title};
pub use principal::AccessPrincipal;

use super::condition::context::RequestContext;
use super::layer::{Layer, LayerName, NotExamined, PolicyText};
use super::lint;
use super::logic::Verdict;
use super::need::Need;
use super::policy::{Action, Statement};
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::knowledge::ecr_actions::RegistryScope;
use crate::knowledge::ecr_actions::{
    ECR_ACTIONS_SOURCE, LOGIN, REGISTRY_SCOPE_SOURCE, REGISTRY_V1, is_known, on_everything,
};
use crate::knowledge::quotas::{self, Quota};
use crate::names::arn::{Arn, is_account};
use crate::premise::{Finding, Grade, Premise};
use crate::text::quote;

/// A request to AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRequest {
    principal: Option<AccessPrincipal>,
    action: Action,
    action_text: String,
    /// The resource's ARN; `None` for an action without resource types, which is asked for on `*`.
    resource: Option<Arn>,
    context: RequestContext,
    premises: Vec<Premise>,
}

impl AccessRequest {
    /// A request. `resource` is an ARN or `*`, which an ECR action without a resource type is asked on in any case; what
    /// `context` does not name is missing, but for what the principal tells of itself.
    ///
    /// # Errors
    /// `ARN_INVALID` or `INVALID_VALUE`, with the field as its path.
    pub fn new<'k>(
        principal: Option<AccessPrincipal>,
        action: &str,
        resource: &str,
        context: impl IntoIterator<Item = (&'k str, Vec<String>)>,
    ) -> Result<AccessRequest, Error> {
        let resource_arn = match resource {
            "*" => None,
            text => Some(text.parse::<Arn>().map_err(|error| error.under("resource"))?),
        };
        let mut context = RequestContext::closed(context);
        let mut premises = Vec::new();
        let resource_arn = resource_arn.filter(|_| {
            let on_everything = on_everything(action);
            if on_everything {
                let text = format!("`{}` has no resource type, so it is asked on `*`", quote(action));
                premises.push(Premise::sourced(Grade::Documented, text, ECR_ACTIONS_SOURCE));
            }
            !on_everything
        });
        if let Some(principal) = &principal {
            principal.fill(&mut context, &mut premises);
        }
        // ECR is regional, and answers on HTTPS alone.
        if let Some(arn) = resource_arn.as_ref().filter(|arn| arn.service() == "ecr") {
            for (key, value) in [
                ("aws:RequestedRegion", arn.region()),
                ("aws:ResourceAccount", arn.account()),
                ("aws:SecureTransport", "true"),
            ] {
                if !value.is_empty() && !context.contains(key) {
                    context.set_one(key, value);
                }
            }
        }
        Ok(AccessRequest {
            principal,
            action: Action::parse(action).map_err(|error| error.under("action"))?,
            action_text: action.to_owned(),
            resource: resource_arn,
            context,
            premises,
        })
    }

    /// What is odd about the request itself.
    fn odd(&self) -> impl Iterator<Item = Finding> {
        let unknown = self.is_of_ecr() && !is_known(&self.action_text);
        let unknown = unknown.then(|| {
            Finding::new(
                codes::ACTION_UNKNOWN,
                format!("no action `{}` of ECR's is known", quote(&self.action_text)),
            )
            .about("/request/action")
        });
        let foreign = self.resource.as_ref().filter(|arn| {
            let repository = arn.service() == "ecr"
                && is_account(arn.account())
                && !arn.region().is_empty()
                && arn.resource().strip_prefix("repository/").is_some_and(|name| !name.contains(['*', '?']));
            self.is_of_ecr() && !repository
        });
        let foreign = foreign.map(|arn| {
            Finding::new(
                codes::RESOURCE_UNKNOWN,
                format!("`{}` is no repository of ECR's, which the action is for", quote(arn.as_str())),
            )
            .about("/request/resource")
        });
        unknown.into_iter().chain(foreign)
    }

    /// The partitions of principal and resource, where these differ: nothing reaches from one into another (IAM User
    /// Guide, "Identify AWS resources with Amazon Resource Names").
    fn partitions_apart(&self) -> Option<(&str, &str)> {
        let own = self.principal.as_ref()?.partition()?;
        let there = self.resource.as_ref()?.partition();
        (own != there).then_some((own, there))
    }

    /// The policies of ECR's repositories and of roles speak of what they are attached to; those of other services
    /// name it, and are not stored without (Amazon ECR User Guide, "Private repository policies"; IAM User Guide,
    /// "Grammar of the IAM JSON policy language").
    fn resource_may_go_unnamed(&self) -> bool {
        self.resource.as_ref().is_none_or(|arn| matches!(arn.service(), "ecr" | "ecr-public") || is_role(arn))
    }

    fn is_of_ecr(&self) -> bool {
        self.action.service() == "ecr"
    }

    /// Whether it asks for the token that logs in to ECR.
    fn is_login(&self) -> bool {
        LOGIN.eq_ignore_ascii_case(&self.action_text)
    }

    /// Whose policies have a say beside the principal's own.
    fn reach(&self) -> Reach {
        match &self.resource {
            Some(_) => Reach::Resource,
            None if !self.is_of_ecr() || self.is_login() => Reach::Nothing,
            None if on_everything(&self.action_text) => Reach::Registry,
            None => Reach::Resource,
        }
    }

    /// Whether a policy of the resource is enforced.
    fn enforces(&self, policy: &PolicyText, scope: Option<RegistryScope>) -> bool {
        if policy.of_registry {
            self.is_of_ecr() && (scope != Some(RegistryScope::V1) || self.is_of_first_scope())
        } else {
            self.reach() == Reach::Resource
        }
    }

    /// Whether a registry policy of the first scope is enforced for the action.
    fn is_of_first_scope(&self) -> bool {
        REGISTRY_V1.iter().any(|action| action.eq_ignore_ascii_case(&self.action_text))
    }

    /// Whether principal and resource are in one account. An action on `*` is asked of the caller's own account.
    fn one_account(&self) -> bool {
        match (self.principal.as_ref().and_then(AccessPrincipal::account), &self.resource) {
            (Some(own), Some(resource)) => own == resource.account() || resource.account().is_empty(),
            _ => true,
        }
    }
}

fn is_role(arn: &Arn) -> bool {
    arn.service() == "iam" && arn.resource().starts_with("role/")
}

/// How far a request reaches beyond its principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// An action without a resource type: no policy of a resource, and no resource control policy, has a say.
    Nothing,
    /// An action on an ECR registry as a whole: the registry's policy has one.
    Registry,
    /// An action on a resource, or on every one of a kind.
    Resource,
}

/// The policies around a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessPolicies {
    /// The principal's identity policies. Omitted, they allow nothing by themselves, and what a resource policy leaves
    /// to them is assumed.
    pub identity: Layer,
    /// The resource's policies: for ECR the repository's, and the registry's as [`PolicyText::of_registry`] marks it.
    pub resource: Layer,
    /// The permissions boundary.
    pub boundary: Layer,
    /// The session policies passed when the role was assumed.
    pub session: Layer,
    /// Service control policies of the principal's organisation, level by level from the root down.
    pub scp: Vec<Layer>,
    /// Resource control policies of the resource's organisation.
    pub rcp: Layer,
    /// The scope of the registry's policy; the second, which is the default, where this is not known.
    pub registry_scope: Option<RegistryScope>,
    /// Whether documents that are longer than AWS stores are evaluated all the same.
    pub over_quota: bool,
}

impl AccessPolicies {
    /// Every document, in the order of the layers.
    fn documents(&self) -> impl Iterator<Item = &PolicyText> {
        let own = [&self.identity, &self.resource, &self.boundary, &self.session];
        own.into_iter().chain(&self.scp).chain([&self.rcp]).flat_map(Layer::documents)
    }

    /// Refuses what no account stores, unless it is asked for.
    fn within_quotas(&self, quota: Option<Quota>) -> Result<(), Error> {
        if self.over_quota {
            return Ok(());
        }
        let mut documents = self.documents();
        documents.try_for_each(|policy| {
            policy.document.within(quota).map_err(|error| error.within(policy.origin.as_str()))
        })
    }

    fn resource_is_named(&self) -> Result<(), Error> {
        for policy in self.resource.documents() {
            if let Some(statement) = policy.document.statements.iter().find(|one| one.resource.is_none()) {
                let message = "a statement has no `Resource`, which only ECR's repository policies and trust policies go without";
                return Err(Error::new(ErrorKind::PolicyInvalid, message)
                    .with_help("name the resource that the policy is attached to")
                    .at(statement.pointer())
                    .placed(statement.place)
                    .within(policy.origin.as_str()));
            }
        }
        Ok(())
    }
}

/// Why access is or is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccessReason {
    /// Every layer that must allow does.
    Allow,
    /// A Deny statement matches.
    ExplicitDeny,
    /// A layer that must allow does not.
    ImplicitDeny,
    /// Something that decides is not known.
    Open,
}

/// What one layer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LayerResult {
    /// It allows.
    Allow,
    /// It denies.
    ExplicitDeny,
    /// It says nothing for this request.
    Silent,
    /// It is not in force.
    NotInForce,
    /// It is not known.
    Unknown,
}

/// One layer of policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerReport {
    /// Which.
    pub layer: LayerName,
    /// What it says.
    pub result: LayerResult,
    /// One sentence.
    pub message: String,
    /// The statements that apply, as `document/statement`, from 1.
    pub statements: Vec<String>,
}

/// The answer of [`check_access`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessReport {
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: AccessReason,
    /// The layer that decides a denial.
    pub layer: Option<LayerName>,
    /// The verdict in one sentence.
    pub message: String,
    /// Every layer, in the order in which AWS lists them.
    pub layers: Vec<LayerReport>,
    /// What the verdict rests on.
    pub premises: Vec<Premise>,
    /// What would settle an open verdict.
    pub needs: Vec<Need>,
    /// Odd things in the policies.
    pub findings: Vec<Finding>,
    /// Layers that were not given.
    pub not_examined: Vec<NotExamined>,
}

/// Evaluates a request against its layers.
///
/// # Errors
/// `POLICY_INVALID` for a statement of a resource policy that names no `Resource`, where the resource's service asks
/// for one; `POLICY_OVER_QUOTA` for a document that is longer than AWS stores.
///
/// ```
/// use assumable::{AccessPolicies, AccessRequest, Layer, PolicyKind, PolicyText, Verdict, check_access};
/// let identity = PolicyText::read(r#"{"Version": "2012-10-17", "Statement":
///     {"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "arn:aws:ecr:us-east-1:123456789012:repo/*"}}"#, PolicyKind::Identity)?;
/// let principal = "arn:aws:sts::123456789012:assumed-role/push/GitHubActions".parse()?;
/// let request = AccessRequest::new(
///     Some(principal), "ecr:PutImage", "arn:aws:ecr:us-east-1:123456789012:repository/app", [])?;
/// let report = check_access(&request, &AccessPolicies { identity: Layer::Given(vec![identity]), ..Default::default() })?;
/// assert_eq!(report.verdict, Verdict::Denied);
/// assert_eq!(report.findings[0].code, "ECR_RESOURCE_ARN");
/// # Ok::<(), assumable::Error>(())
/// ```
pub fn check_access(request: &AccessRequest, policies: &AccessPolicies) -> Result<AccessReport, Error> {
    if !request.resource_may_go_unnamed() {
        policies.resource_is_named()?;
    }
    let quota = request.is_of_ecr().then_some(quotas::ECR);
    policies.within_quotas(quota)?;
    let layers = Layers::of(request, policies);
    let apart = request.partitions_apart();
    let decision = match apart {
        None => layers.decide(request.one_account()),
        Some(_) => Decision { verdict: Verdict::Denied, reason: AccessReason::ImplicitDeny, layer: None },
    };
    let mut premises = request.premises.clone();
    if decision.verdict == Verdict::Allowed && layers.rests_on_identity(request.one_account()) {
        let text = "the principal's identity policies allow the request: none were given";
        premises.push(Premise::new(Grade::Assumed, text));
    }
    if layers.all().iter().any(|outcome| outcome.noted.crossing) {
        premises.push(Premise::sourced(Grade::Documented, STAR_CROSSES, STAR_CROSSES_SOURCE));
    }
    premises.extend(registry_scope(request, policies));
    premises.extend(layers.missing().map(|key| {
        let text = format!("the request lacks the key `{}`: `context` does not name it", quote(key));
        Premise::new(Grade::Assumed, text)
    }));
    let beyond = [&policies.resource, &policies.rcp].into_iter().any(|layer| *layer != Layer::Omitted);
    if beyond && request.reach() == Reach::Nothing && !request.is_of_ecr() {
        let text = format!(
            "`{}` has no resource type, so that no policy of a resource and no resource control policy has a say",
            quote(&request.action_text)
        );
        premises.push(Premise::new(Grade::Assumed, text));
    }
    let mut not_examined = Vec::new();
    for (name, layer) in [
        (NotExamined::Identity, &policies.identity),
        (NotExamined::Resource, &policies.resource),
        (NotExamined::Boundary, &policies.boundary),
        (NotExamined::Session, &policies.session),
        (NotExamined::Rcp, &policies.rcp),
    ] {
        if *layer == Layer::Omitted {
            not_examined.push(name);
        }
    }
    if policies.scp.is_empty() {
        not_examined.push(NotExamined::Scp);
    }
    let needs = if decision.verdict == Verdict::Undetermined { layers.needs() } else { Vec::new() };
    Ok(AccessReport {
        verdict: decision.verdict,
        reason: decision.reason,
        layer: decision.layer,
        message: message(request, &decision, &needs),
        layers: layers.reports(),
        premises,
        needs,
        findings: request
            .odd()
            .chain(misplaced(request, policies))
            .chain(findings(policies, quota))
            .chain(layers.findings())
            .collect(),
        not_examined,
    })
}

const STAR_CROSSES: &str = "a star that ends a part of a `Resource` ARN reaches over the colon: the newest page says so, \
    the one of Amazon S3 that wildcards stay within a part";
const STAR_CROSSES_SOURCE: &str = "IAM User Guide, Resource; Amazon S3 User Guide, Policy resources";

fn message(request: &AccessRequest, decision: &Decision, needs: &[Need]) -> String {
    let asked = format!(
        "`{}` on `{}`",
        quote(&request.action_text),
        quote(request.resource.as_ref().map_or("*", Arn::as_str))
    );
    if let Some((own, there)) = request.partitions_apart() {
        return format!(
            "{asked} is denied: the principal is in the partition `{}`, the resource in `{}`, and no access reaches \
             from one partition into another",
            quote(own),
            quote(there)
        );
    }
    let layer = decision.layer.map_or("the policies", title);
    match decision.reason {
        AccessReason::Allow => format!("{asked} is allowed by the policies given"),
        AccessReason::ExplicitDeny => format!("{asked} is denied: {layer} deny it"),
        AccessReason::ImplicitDeny => format!("{asked} is denied: {layer} do not allow it"),
        AccessReason::Open => {
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
            let text = format!(
                "under scope V1 a registry's policy is enforced for {} alone",
                REGISTRY_V1.join(", ")
            );
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
        let mut found: Vec<Finding> = document.within(quota).err().into_iter().map(long).collect();
        found.extend(lint::findings(document));
        out.extend(found.into_iter().map(|one| one.within(&policy.origin)));
    }
    out
}

/// A document that is evaluated although no account stores it.
fn long(error: Error) -> Finding {
    Finding::new(codes::POLICY_LONG, error.to_string())
}
