//! Every layer's outcome, and how they compose.

use super::principal::{Grain, Seen};
use super::{AccessPolicies, AccessReason, AccessRequest, LayerReport, LayerResult, Reach, is_role};
use crate::aws::condition::{self, Why};
use crate::aws::evaluate::{self, Caller, Part, Request, Sink, Sum, Target};
use crate::aws::layer::{Layer, LayerName, PolicyText};
use crate::aws::logic::{Tri, Verdict};
use crate::aws::need::Need;
use crate::aws::policy::{Effect, PrincipalElement, Statement};
use crate::codes;
use crate::knowledge::questions::Question;
use crate::names::arn::Arn;
use crate::premise::Finding;

/// A verdict with its reason and, for a denial, its layer.
pub(super) struct Decision {
    pub(super) verdict: Verdict,
    pub(super) reason: AccessReason,
    pub(super) layer: Option<LayerName>,
}

/// What a layer comes to.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    layer: LayerName,
    in_force: bool,
    known: bool,
    sum: Sum,
    pub(super) noted: Noted,
}

/// What was noted while a layer was evaluated.
#[derive(Debug, Clone, Default)]
pub(super) struct Noted {
    /// The statements that apply, or may.
    applying: Vec<String>,
    /// What leaves open whether they do.
    questions: Vec<&'static Question>,
    findings: Vec<Finding>,
    /// Keys that a test found missing, as the policies write them.
    missing: Vec<String>,
    /// Whether a star of a Resource element reached over a colon.
    pub(super) crossing: bool,
}

/// Adds what is not there yet.
fn add<T: Clone + PartialEq>(to: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !to.contains(one) {
            to.push(one.clone());
        }
    }
}

impl Noted {
    fn join(&mut self, other: &Noted) {
        self.crossing |= other.crossing;
        add(&mut self.applying, &other.applying);
        add(&mut self.questions, &other.questions);
        add(&mut self.findings, &other.findings);
        add(&mut self.missing, &other.missing);
    }
}

impl Outcome {
    fn absent(layer: LayerName) -> Outcome {
        Outcome {
            layer,
            in_force: false,
            known: true,
            sum: Sum { allow: Tri::Yes, deny: Tri::No },
            noted: Noted::default(),
        }
    }

    fn unknown(layer: LayerName) -> Outcome {
        let sum = Sum { allow: Tri::Unknown, deny: Tri::Unknown };
        Outcome { layer, in_force: true, known: false, sum, noted: Noted::default() }
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
            statements: self.noted.applying.clone(),
        }
    }
}

pub(super) fn title(layer: LayerName) -> &'static str {
    match layer {
        LayerName::Identity => "the identity policies",
        LayerName::Resource => "the resource's policies",
        LayerName::Boundary => "the policies of the permissions boundary",
        LayerName::Session => "the session policies",
        LayerName::Scp => "the service control policies",
        LayerName::Rcp => "the resource control policies",
    }
}

/// Every layer's outcome.
pub(super) struct Layers {
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
    pub(super) fn of(request: &AccessRequest, policies: &AccessPolicies) -> Layers {
        let asked = Request {
            action: &request.action,
            resource: Target::Named(request.resource.as_ref().map_or("*", Arn::as_str)),
            context: &request.context,
        };
        let own = |layer: LayerName, policies: &Layer| layer_of(layer, policies, &every, &Owner, &asked);
        let nothing = Layer::Omitted;
        let (resource, rcp) = match request.reach() {
            Reach::Nothing => (&nothing, &nothing),
            Reach::Registry => (&policies.resource, &nothing),
            Reach::Resource => (&policies.resource, &policies.rcp),
        };
        let boundary = own(LayerName::Boundary, &policies.boundary);
        let seen =
            |grain: Grain| Seen { principal: request.principal.as_ref(), grain, bounded: boundary.in_force };
        let enforced = |policy: &PolicyText| request.enforces(policy, policies.registry_scope);
        let by = |grain: Grain| layer_of(LayerName::Resource, resource, &enforced, &seen(grain), &asked);
        let (direct, role, account) = (by(Grain::Direct), by(Grain::Role), by(Grain::Account));
        let grant = |outcome: &Outcome| if outcome.in_force { outcome.sum.allow } else { Tri::No };
        let grants = (grant(&direct), grant(&role), grant(&account));
        let mut whole = direct.clone();
        for other in [&role, &account] {
            whole.sum.allow = whole.sum.allow.or(other.sum.allow);
            whole.sum.deny = whole.sum.deny.or(other.sum.deny);
            whole.noted.join(&other.noted);
        }
        // That no identity policy was given is not that there is none: it then allows nothing by itself, and what
        // the resource's policies leave to it is taken as granted.
        let mut identity = own(LayerName::Identity, &policies.identity);
        let delegated = if identity.in_force { identity.sum.allow } else { Tri::Yes };
        if !identity.in_force {
            // Logging in can be allowed by nothing else: where the rest is asked of a repository's policy, it goes with it.
            let beside = request.is_login() && policies.resource != Layer::Omitted;
            identity.sum = Sum { allow: Tri::from(beside), deny: Tri::No };
        }
        let mut rcp = own(LayerName::Rcp, rcp);
        // The full-access policy of resource control policies cannot be detached.
        rcp.sum.allow = Tri::Yes;
        Layers {
            rcp,
            scp: scp(&policies.scp, &asked),
            resource: whole,
            identity,
            boundary,
            session: own(LayerName::Session, &policies.session),
            direct: grants.0,
            role: grants.1,
            account: grants.2,
            delegated,
            is_role: request.resource.as_ref().is_some_and(is_role),
        }
    }

    /// In the order in which AWS lists the steps.
    pub(super) fn all(&self) -> [&Outcome; 6] {
        [&self.rcp, &self.scp, &self.resource, &self.identity, &self.boundary, &self.session]
    }

    pub(super) fn reports(&self) -> Vec<LayerReport> {
        self.all().iter().map(|outcome| outcome.report()).collect()
    }

    /// What the layers hang on.
    pub(super) fn needs(&self) -> Vec<Need> {
        let mut out: Vec<Need> = Vec::new();
        for outcome in self.all() {
            if !outcome.known {
                let message = format!("{} are in force and not known", title(outcome.layer));
                out.push(Need { option: Some(outcome.layer.as_str().to_owned()), ..Need::new(message) });
            }
            add(
                &mut out,
                &outcome.noted.questions.iter().map(|question| Need::of(question)).collect::<Vec<_>>(),
            );
        }
        out
    }

    /// The keys that tests found missing, each once.
    pub(super) fn missing(&self) -> impl Iterator<Item = &String> {
        let mut seen: Vec<String> = Vec::new();
        self.all().into_iter().flat_map(|outcome| &outcome.noted.missing).filter(move |key| {
            let lower = key.to_ascii_lowercase();
            let new = !seen.contains(&lower);
            seen.extend(new.then_some(lower));
            new
        })
    }

    /// What was found odd on the way.
    pub(super) fn findings(&self) -> impl Iterator<Item = Finding> {
        self.all().into_iter().flat_map(|outcome| outcome.noted.findings.clone())
    }

    pub(super) fn decide(&self, one_account: bool) -> Decision {
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
    pub(super) fn rests_on_identity(&self, one_account: bool) -> bool {
        let direct = one_account && (self.direct == Tri::Yes || self.role == Tri::Yes);
        !self.identity.in_force && !direct
    }

    /// The first layer that had to allow and does not.
    fn lacking(&self, one_account: bool) -> LayerName {
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
    let mut whole = Outcome::absent(LayerName::Scp);
    for (index, level) in levels.iter().enumerate() {
        let mut one = layer_of(LayerName::Scp, level, &every, &Owner, request);
        if !one.in_force {
            continue;
        }
        whole.in_force = true;
        whole.known &= one.known;
        whole.sum.allow = whole.sum.allow.and(one.sum.allow);
        whole.sum.deny = whole.sum.deny.or(one.sum.deny);
        for statement in &mut one.noted.applying {
            *statement = format!("{}/{statement}", index + 1);
        }
        whole.noted.join(&one.noted);
    }
    whole
}

/// Every document of a layer is enforced.
fn every(_: &PolicyText) -> bool {
    true
}

fn layer_of(
    layer: LayerName,
    policies: &Layer,
    enforced: &dyn Fn(&PolicyText) -> bool,
    caller: &impl Caller,
    request: &Request<'_>,
) -> Outcome {
    let documents = match policies {
        Layer::Omitted => return Outcome::absent(layer),
        Layer::Unknown => return Outcome::unknown(layer),
        // No boundary attached and no session policy passed are not in force; no identity policy allows nothing.
        Layer::Given(documents)
            if documents.is_empty() && matches!(layer, LayerName::Boundary | LayerName::Session) =>
        {
            return Outcome::absent(layer);
        }
        Layer::Given(documents) if !documents.is_empty() && !documents.iter().any(enforced) => {
            return Outcome::absent(layer);
        }
        Layer::Given(documents) => documents,
    };
    let mut noting = Noting::new(request);
    let mut sum = Sum::NOTHING;
    for (index, policy) in documents.iter().enumerate().filter(|(_, policy)| enforced(policy)) {
        (noting.document, noting.origin) = (index + 1, &policy.origin);
        let one = evaluate::document(&policy.document, caller, request, &mut noting);
        sum.allow = sum.allow.or(one.allow);
        sum.deny = sum.deny.or(one.deny);
    }
    Outcome { layer, in_force: true, known: true, sum, noted: noting.noted }
}

/// Notes what applies, and what that hangs on.
struct Noting<'r> {
    request: &'r Request<'r>,
    document: usize,
    origin: &'r str,
    /// Of the statement at hand, which may yet be settled.
    questions: Vec<&'static Question>,
    findings: Vec<Finding>,
    noted: Noted,
}

impl<'r> Noting<'r> {
    fn new(request: &'r Request<'r>) -> Noting<'r> {
        Noting {
            request,
            document: 0,
            origin: "",
            questions: Vec::new(),
            findings: Vec::new(),
            noted: Noted::default(),
        }
    }
}

impl Sink for Noting<'_> {
    const COMPLETE: bool = false;

    fn part(&mut self, statement: &Statement, part: Part, outcome: condition::Outcome<'_>) {
        if let Why::Open(question) = outcome.why {
            self.questions.push(question);
        }
        match part {
            Part::Resource => {
                if let (Some(element), Target::Named(resource)) = (&statement.resource, self.request.resource)
                {
                    self.noted.crossing |= element.value.crosses_colons(resource);
                }
            }
            Part::Condition(index) if matches!(outcome.why, Why::Missing) => {
                let key = statement.conditions.get(index).map(|placed| placed.value.key.written.clone());
                add(&mut self.noted.missing, key.as_slice());
            }
            Part::Condition(index) if matches!(outcome.why, Why::NoVariable) => {
                self.findings.extend(statement.conditions.get(index).map(|placed| {
                    Finding::new(
                        codes::VARIABLE_WITHOUT_VALUE,
                        placed.value.sentence(&outcome, self.request.context),
                    )
                    .about(format!("{}{}", self.origin, placed.pointer))
                }));
            }
            _ => {}
        }
    }

    fn statement(&mut self, statement: &Statement, result: Tri) {
        let (questions, findings) =
            (core::mem::take(&mut self.questions), core::mem::take(&mut self.findings));
        if result != Tri::No {
            self.noted.applying.push(format!("{}/{}", self.document, statement.index + 1));
            add(&mut self.noted.findings, &findings);
        }
        if result == Tri::Unknown {
            add(&mut self.noted.questions, &questions);
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
