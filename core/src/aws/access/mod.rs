//! Permission policies: may this principal do this to that resource?
//!
//! Source: IAM User Guide, "Policy evaluation logic", "Permissions boundaries" and "Session policies"; AWS
//! Organizations User Guide, "SCP evaluation" and "RCP evaluation"; Amazon ECR User Guide, "Private registry permissions".

mod principal;

pub use principal::AccessPrincipal;
use principal::{Grain, Seen};

use super::condition::context::RequestContext;
use super::evaluate::{self, Caller, Part, Request, Sink, Sum, Target};
use super::layer::Layer;
use super::logic::{Tri, Verdict};
use super::policy::{Action, Effect, PrincipalElement, Statement};
use crate::arn::Arn;
use crate::error::{Error, ErrorKind, quote};
use crate::knowledge::ecr_actions::{ECR_ACTIONS_SOURCE, on_everything};
use crate::knowledge::questions::Question;
use crate::premise::{Finding, Grade, Premise};

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
    /// A request. `resource` is an ARN or `*` (which an ECR action without a resource type is asked on in any case); what `context` does not name is missing, but for what the principal tells
    /// of itself.
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
        Ok(AccessRequest {
            principal,
            action: Action::parse(action).map_err(|error| error.under("action"))?,
            action_text: action.to_owned(),
            resource: resource_arn,
            context,
            premises,
        })
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

/// The policies around a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccessPolicies {
    /// The principal's identity policies. Omitted, they allow nothing by themselves, and what a resource policy leaves
    /// to them is assumed.
    pub identity: Layer,
    /// The resource's policies: for ECR the repository's and the registry's.
    pub resource: Layer,
    /// The permissions boundary.
    pub boundary: Layer,
    /// The session policies passed when the role was assumed.
    pub session: Layer,
    /// Service control policies of the principal's organisation, level by level from the root down.
    pub scp: Vec<Layer>,
    /// Resource control policies of the resource's organisation.
    pub rcp: Layer,
}

impl AccessPolicies {
    fn resource_is_named(&self) -> Result<(), Error> {
        let Layer::Given(documents) = &self.resource else { return Ok(()) };
        for (index, policy) in documents.iter().enumerate() {
            if let Some(statement) = policy.document.statements.iter().find(|one| one.resource.is_none()) {
                let message = "a statement has no `Resource`, which only ECR's repository policies and trust policies go without";
                return Err(Error::new(ErrorKind::PolicyInvalid, message)
                    .with_help("name the resource that the policy is attached to")
                    .at(statement.pointer())
                    .placed(statement.place)
                    .within(format!("/policies/resource/{index}")));
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
    /// `identity`, `resource`, `boundary`, `session`, `scp` or `rcp`.
    pub layer: &'static str,
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
    pub layer: Option<&'static str>,
    /// The verdict in one sentence.
    pub message: String,
    /// Every layer, in the order in which AWS lists them.
    pub layers: Vec<LayerReport>,
    /// What the verdict rests on.
    pub premises: Vec<Premise>,
    /// Odd things in the policies.
    pub findings: Vec<Finding>,
    /// Layers that were not given.
    pub not_examined: Vec<&'static str>,
}

/// Evaluates a request against its layers.
///
/// # Errors
/// `POLICY_INVALID` for a statement of a resource policy that names no `Resource`, where the resource's service asks
/// for one.
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
    if layers.all().iter().any(|outcome| outcome.crossing) {
        premises.push(Premise::sourced(Grade::Documented, STAR_CROSSES, STAR_CROSSES_SOURCE));
    }
    let mut not_examined = Vec::new();
    for (name, layer) in [
        ("identity policies", &policies.identity),
        ("the resource's policies", &policies.resource),
        ("permissions boundary", &policies.boundary),
        ("session policies", &policies.session),
        ("resource control policies", &policies.rcp),
    ] {
        if *layer == Layer::Omitted {
            not_examined.push(name);
        }
    }
    if policies.scp.is_empty() {
        not_examined.push("service control policies");
    }
    Ok(AccessReport {
        verdict: decision.verdict,
        reason: decision.reason,
        layer: decision.layer,
        message: message(request, &decision),
        layers: layers.reports(),
        premises,
        findings: findings(policies),
        not_examined,
    })
}

const STAR_CROSSES: &str = "a star that ends a part of a `Resource` ARN reaches over the colon: the newest page says so, \
    the one of Amazon S3 that wildcards stay within a part";
const STAR_CROSSES_SOURCE: &str = "IAM User Guide, Resource; Amazon S3 User Guide, Policy resources";

fn message(request: &AccessRequest, decision: &Decision) -> String {
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
    let layer = title(decision.layer.unwrap_or_default());
    match decision.reason {
        AccessReason::Allow => format!("{asked} is allowed by the policies given"),
        AccessReason::ExplicitDeny => format!("{asked} is denied: {layer} deny it"),
        AccessReason::ImplicitDeny => format!("{asked} is denied: {layer} do not allow it"),
        AccessReason::Open => format!("{asked} hangs on something that is not known or not documented"),
    }
}

/// A verdict with its reason and, for a denial, its layer.
struct Decision {
    verdict: Verdict,
    reason: AccessReason,
    layer: Option<&'static str>,
}

/// What a layer comes to.
#[derive(Debug, Clone)]
struct Outcome {
    layer: &'static str,
    in_force: bool,
    known: bool,
    sum: Sum,
    applying: Vec<String>,
    /// Whether a star of a Resource element reached over a colon.
    crossing: bool,
}

impl Outcome {
    fn absent(layer: &'static str) -> Outcome {
        Outcome {
            layer,
            in_force: false,
            known: true,
            sum: Sum { allow: Tri::Yes, deny: Tri::No },
            applying: Vec::new(),
            crossing: false,
        }
    }

    fn unknown(layer: &'static str) -> Outcome {
        let sum = Sum { allow: Tri::Unknown, deny: Tri::Unknown };
        Outcome { layer, in_force: true, known: false, sum, applying: Vec::new(), crossing: false }
    }

    fn report(&self) -> LayerReport {
        let (result, what) = match (self.in_force, self.known, self.sum) {
            (false, ..) => (LayerResult::NotInForce, "are not in force"),
            (_, false, _) => (LayerResult::Unknown, "are in force and not known"),
            (.., Sum { deny: Tri::Yes, .. }) => (LayerResult::ExplicitDeny, "deny"),
            (.., Sum { deny: Tri::Unknown, .. } | Sum { allow: Tri::Unknown, .. }) => {
                (LayerResult::Unknown, "hang on something that is not known or not documented")
            }
            (.., Sum { allow: Tri::Yes, .. }) => (LayerResult::Allow, "allow"),
            (.., Sum { allow: Tri::No, .. }) => (LayerResult::Silent, "say nothing for this request"),
        };
        LayerReport {
            layer: self.layer,
            result,
            message: format!("{} {what}", title(self.layer)),
            statements: self.applying.clone(),
        }
    }
}

fn title(layer: &str) -> &'static str {
    match layer {
        "identity" => "the identity policies",
        "resource" => "the resource's policies",
        "boundary" => "the policies of the permissions boundary",
        "session" => "the session policies",
        "scp" => "the service control policies",
        _ => "the resource control policies",
    }
}

/// Every layer's outcome.
struct Layers {
    rcp: Outcome,
    scp: Outcome,
    resource: Outcome,
    identity: Outcome,
    boundary: Outcome,
    session: Outcome,
    /// How close a grant of the resource's policies comes to the caller.
    direct: Tri,
    role: Tri,
    account: Tri,
    /// Whether the identity policies allow what another layer leaves to them.
    delegated: Tri,
    /// Whether the resource is a role, and its policy the trust policy.
    is_role: bool,
}

impl Layers {
    fn of(request: &AccessRequest, policies: &AccessPolicies) -> Layers {
        let asked = Request {
            action: &request.action,
            resource: Target::Named(request.resource.as_ref().map_or("*", Arn::as_str)),
            context: &request.context,
        };
        let own = |layer: &'static str, policies: &Layer| layer_of(layer, policies, &Owner, &asked);
        // An action without resource types has no resource whose policies could speak.
        let nothing = Layer::Omitted;
        let has_resource = request.resource.is_some();
        let (resource, rcp) =
            if has_resource { (&policies.resource, &policies.rcp) } else { (&nothing, &nothing) };
        let boundary = own("boundary", &policies.boundary);
        let seen =
            |grain: Grain| Seen { principal: request.principal.as_ref(), grain, bounded: boundary.in_force };
        let by = |grain: Grain| layer_of("resource", resource, &seen(grain), &asked);
        let (direct, role, account) = (by(Grain::Direct), by(Grain::Role), by(Grain::Account));
        let grant = |outcome: &Outcome| if outcome.in_force { outcome.sum.allow } else { Tri::No };
        let grants = (grant(&direct), grant(&role), grant(&account));
        let mut whole = direct.clone();
        for other in [&role, &account] {
            whole.sum.allow = whole.sum.allow.or(other.sum.allow);
            whole.sum.deny = whole.sum.deny.or(other.sum.deny);
            whole.crossing |= other.crossing;
            for statement in &other.applying {
                if !whole.applying.contains(statement) {
                    whole.applying.push(statement.clone());
                }
            }
        }
        // That no identity policy was given is not that there is none: it then allows nothing by itself, and what
        // the resource's policies leave to it is taken as granted.
        let mut identity = own("identity", &policies.identity);
        let delegated = if identity.in_force { identity.sum.allow } else { Tri::Yes };
        if !identity.in_force {
            identity.sum = Sum::NOTHING;
        }
        let mut rcp = own("rcp", rcp);
        // The full-access policy of resource control policies cannot be detached.
        rcp.sum.allow = Tri::Yes;
        Layers {
            rcp,
            scp: scp(&policies.scp, &asked),
            resource: whole,
            identity,
            boundary,
            session: own("session", &policies.session),
            direct: grants.0,
            role: grants.1,
            account: grants.2,
            delegated,
            is_role: request.resource.as_ref().is_some_and(is_role),
        }
    }

    /// In the order in which AWS lists the steps.
    fn all(&self) -> [&Outcome; 6] {
        [&self.rcp, &self.scp, &self.resource, &self.identity, &self.boundary, &self.session]
    }

    fn reports(&self) -> Vec<LayerReport> {
        self.all().iter().map(|outcome| outcome.report()).collect()
    }

    fn decide(&self, one_account: bool) -> Decision {
        let limits = self.boundary.sum.allow.and(self.session.sum.allow);
        let access = if one_account {
            // A grant to the session itself, or to everyone, needs nothing else; one to the role is limited as an
            // identity policy is; one to the account leaves it to the identity policies.
            let identity = self.account.and(self.delegated);
            // A role is entered by its trust policy alone, whatever its account's identity policies allow.
            let identity = if self.is_role { identity } else { identity.or(self.identity.sum.allow) };
            self.direct.or(identity.or(self.role).and(limits))
        } else {
            self.delegated.and(limits).and(self.direct.or(self.role).or(self.account))
        };
        let allow = self.rcp.sum.allow.and(self.scp.sum.allow).and(access);
        let deny = self.all().iter().fold(Tri::No, |deny, outcome| deny.or(outcome.sum.deny));
        match (allow, deny) {
            (_, Tri::Yes) => Decision {
                verdict: Verdict::Denied,
                reason: AccessReason::ExplicitDeny,
                layer: self
                    .all()
                    .into_iter()
                    .find(|outcome| outcome.sum.deny == Tri::Yes)
                    .map(|outcome| outcome.layer),
            },
            (Tri::No, _) => Decision {
                verdict: Verdict::Denied,
                reason: AccessReason::ImplicitDeny,
                layer: Some(self.lacking(one_account)),
            },
            (Tri::Yes, Tri::No) => {
                Decision { verdict: Verdict::Allowed, reason: AccessReason::Allow, layer: None }
            }
            _ => Decision { verdict: Verdict::Undetermined, reason: AccessReason::Open, layer: None },
        }
    }

    /// Whether an allowed request owes something to identity policies that were not given.
    fn rests_on_identity(&self, one_account: bool) -> bool {
        let direct = one_account && (self.direct == Tri::Yes || self.role == Tri::Yes);
        !self.identity.in_force && !direct
    }

    /// The first layer that had to allow and does not.
    fn lacking(&self, one_account: bool) -> &'static str {
        let silent = |outcome: &Outcome| outcome.sum.allow == Tri::No;
        if silent(&self.scp) {
            return self.scp.layer;
        }
        let granted = self.direct.or(self.role).or(self.account);
        if !one_account && granted == Tri::No {
            return self.resource.layer;
        }
        let granted_here = one_account && self.role != Tri::No;
        let left_to_identity = !one_account || self.account != Tri::No;
        if !granted_here && left_to_identity && self.delegated == Tri::No {
            return self.identity.layer;
        }
        if !granted_here && !left_to_identity && (self.is_role || silent(&self.identity)) {
            return if self.is_role { self.resource.layer } else { self.identity.layer };
        }
        if silent(&self.boundary) { self.boundary.layer } else { self.session.layer }
    }
}

/// Every level must allow; any policy of a level can (AWS Organizations User Guide, "SCP evaluation").
fn scp(levels: &[Layer], request: &Request<'_>) -> Outcome {
    let mut whole = Outcome::absent("scp");
    for (index, level) in levels.iter().enumerate() {
        let one = layer_of("scp", level, &Owner, request);
        if !one.in_force {
            continue;
        }
        whole.in_force = true;
        whole.known &= one.known;
        whole.crossing |= one.crossing;
        whole.sum.allow = whole.sum.allow.and(one.sum.allow);
        whole.sum.deny = whole.sum.deny.or(one.sum.deny);
        whole.applying.extend(one.applying.iter().map(|statement| format!("{}/{statement}", index + 1)));
    }
    whole
}

fn layer_of(layer: &'static str, policies: &Layer, caller: &impl Caller, request: &Request<'_>) -> Outcome {
    let documents = match policies {
        Layer::Omitted => return Outcome::absent(layer),
        Layer::Unknown => return Outcome::unknown(layer),
        Layer::Given(documents) => documents,
    };
    let mut whole = Outcome {
        layer,
        in_force: true,
        known: true,
        sum: Sum::NOTHING,
        applying: Vec::new(),
        crossing: false,
    };
    for (index, policy) in documents.iter().enumerate() {
        let mut applying =
            Applying { document: index + 1, resource: request.resource, found: Vec::new(), crossing: false };
        let sum = evaluate::document(&policy.document, caller, request, &mut applying);
        whole.sum.allow = whole.sum.allow.or(sum.allow);
        whole.sum.deny = whole.sum.deny.or(sum.deny);
        whole.applying.append(&mut applying.found);
        whole.crossing |= applying.crossing;
    }
    whole
}

/// Notes the statements that apply.
struct Applying<'r> {
    document: usize,
    resource: Target<'r>,
    found: Vec<String>,
    crossing: bool,
}

impl Sink for Applying<'_> {
    const COMPLETE: bool = false;

    fn part(&mut self, statement: &Statement, part: Part, _: super::condition::Outcome<'_>) {
        if let (Part::Resource, Some(element), Target::Named(resource)) =
            (part, &statement.resource, self.resource)
        {
            self.crossing |= element.value.crosses_colons(resource);
        }
    }

    fn statement(&mut self, statement: &Statement, result: Tri) {
        if result != Tri::No {
            self.found.push(format!("{}/{}", self.document, statement.index + 1));
        }
    }
}

/// The principal that a policy without a Principal element is attached to, and for resource control policies everyone.
struct Owner;

impl Caller for Owner {
    fn covered_by(&self, _: &PrincipalElement, _: Effect) -> (Tri, Option<&'static Question>) {
        (Tri::Yes, None)
    }
}

/// ECR's resources are repositories; an ARN that names another type matches none of them.
fn findings(policies: &AccessPolicies) -> Vec<Finding> {
    let mut out = Vec::new();
    let Layer::Given(documents) = &policies.identity else { return out };
    for (index, policy) in documents.iter().enumerate() {
        for statement in &policy.document.statements {
            let Some(resource) = &statement.resource else { continue };
            for text in &resource.value.written {
                if let Some(kind) = foreign_ecr_resource(text) {
                    out.push(Finding {
                        code: "ECR_RESOURCE_ARN",
                        message: format!(
                            "`{}` names the resource type `{}`; ECR's is `repository`, so it matches nothing",
                            quote(text),
                            quote(kind)
                        ),
                        about: Some(format!("/identity/{index}{}", resource.pointer)),
                    });
                }
            }
        }
    }
    out
}

/// The resource type of an ECR ARN that is not a repository's.
fn foreign_ecr_resource(text: &str) -> Option<&str> {
    let parts = crate::arn::parts(text)?;
    let [_, _, "ecr", _, _, resource] = parts else { return None };
    let kind = resource.split('/').next().unwrap_or(resource);
    (kind != "repository" && !kind.contains(['*', '?', '$'])).then_some(kind)
}
