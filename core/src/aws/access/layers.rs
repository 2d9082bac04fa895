//! Every layer's outcome, and how they compose.

use super::policies::AccessPolicies;
use super::principal::{NamedAs, Seen};
use super::report::{AccessReason, LayerReport, LayerResult};
use super::request::{AccessRequest, Reach};
use super::traced::{Number, Traced};
use crate::aws::condition::context::RequestContext;
use crate::aws::evaluate::{self, Caller, Sum};
use crate::aws::layer::{Layer, LayerName, PolicyText};
use crate::aws::logic::{Tri, Verdict};
use crate::aws::need::Need;
use crate::aws::policy::{Effect, PrincipalElement};
use crate::aws::request::Request;
use crate::aws::trace::{Lack, Trace, once};
use crate::aws::words::access as words;
use crate::knowledge::questions::Question;
use crate::premise::Finding;

/// A verdict with its reason and, for a denial, its layer.
pub(super) struct Decision {
    pub(super) verdict: Verdict,
    pub(super) reason: AccessReason,
    pub(super) layer: Option<LayerName>,
}

/// What a layer comes to.
#[derive(Debug)]
pub(super) struct Outcome<'e> {
    pub(super) layer: LayerName,
    in_force: bool,
    known: Known,
    pub(super) sum: Sum,
    /// Of each document, where a report is made.
    pub(super) traces: Vec<Traced<'e>>,
}

/// Whether the documents of a layer are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// They are.
    Yes,
    /// The layer is in force, and they are not.
    No,
    /// They were not given, and they count.
    NotGiven,
}

impl Outcome<'_> {
    fn absent(layer: LayerName) -> Self {
        Outcome {
            layer,
            in_force: false,
            known: Known::Yes,
            sum: Sum { allow: Tri::Yes, deny: Tri::No },
            traces: Vec::new(),
        }
    }

    fn unknown(layer: LayerName) -> Self {
        let sum = Sum { allow: Tri::Unknown, deny: Tri::Unknown };
        Outcome { layer, in_force: true, known: Known::No, sum, traces: Vec::new() }
    }

    /// A layer that counts and was not given: whether it allows is not known. That it denies is not assumed.
    fn not_given(layer: LayerName) -> Self {
        let sum = Sum { allow: Tri::Unknown, deny: Tri::No };
        Outcome { layer, in_force: false, known: Known::NotGiven, sum, traces: Vec::new() }
    }

    /// A registry's policy beside that of a repository, which was not given and may allow as well.
    fn beside_not_given(mut self) -> Self {
        if self.sum.allow != Tri::Yes && self.sum.deny != Tri::Yes {
            self.known = Known::NotGiven;
            self.sum.allow = Tri::Unknown;
        }
        self
    }

    fn report(&self) -> LayerReport {
        let result = match (self.in_force, self.known, self.sum) {
            (_, Known::NotGiven | Known::No, _) => LayerResult::Unknown,
            (false, ..) => LayerResult::NotInForce,
            (.., Sum { deny: Tri::Yes, .. }) => LayerResult::ExplicitDeny,
            (.., Sum { deny: Tri::Unknown, .. } | Sum { allow: Tri::Unknown, .. }) => LayerResult::Unknown,
            (.., Sum { allow: Tri::Yes, .. }) => LayerResult::Allow,
            (.., Sum { allow: Tri::No, .. }) => LayerResult::Silent,
        };
        let denies = result == LayerResult::ExplicitDeny;
        LayerReport {
            layer: self.layer,
            result,
            message: match self.known {
                Known::NotGiven => words::not_given(words::title(self.layer)),
                Known::No => words::in_force_not_known(words::title(self.layer)),
                Known::Yes => words::layer(self.layer, result),
            },
            statements: once(self.traces.iter().flat_map(|traced| traced.numbers(denies))),
        }
    }
}

/// Every layer's outcome.
pub(super) struct Layers<'e> {
    rcp: Outcome<'e>,
    scp: Outcome<'e>,
    resource: Outcome<'e>,
    identity: Outcome<'e>,
    boundary: Outcome<'e>,
    session: Outcome<'e>,
    /// How close a grant of the resource's policies comes to the caller.
    direct: Tri,
    role: Tri,
    account: Tri,
    /// Whether the identity policies allow what another layer leaves to them.
    delegated: Tri,
    /// Whether the identity policies have no say without the resource's.
    needs_own_policy: bool,
    /// The resource's policy by name, where nothing else opens the resource.
    own_policy: Option<&'static str>,
}

impl<'e> Layers<'e> {
    /// Evaluates every layer; `traced` says whether a report is to be made of it.
    pub(super) fn of(
        request: &'e AccessRequest,
        policies: &'e AccessPolicies,
        context: &'e RequestContext,
        traced: bool,
    ) -> Layers<'e> {
        let asked = Asked { request: request.to(context), traced };
        let own = |layer: LayerName, policies: &'e Layer| asked.of_layer(layer, policies, &every, &Owner);
        let (resource, rcp) = match request.reach() {
            Reach::Nothing => (&Layer::Omitted, &Layer::Omitted),
            Reach::Registry => (&policies.resource, &Layer::Omitted),
            Reach::Resource => (&policies.resource, &policies.rcp),
        };
        let boundary = own(LayerName::Boundary, &policies.boundary);
        let enforced = |policy: &PolicyText| request.enforces(policy, policies.registry_scope);
        // The far side of a call, or its only side, is there although it was not given.
        let counts =
            request.reach() == Reach::Resource && (request.needs_own_policy() || !request.one_account());
        let by = |named_as: Option<NamedAs>| match resource {
            Layer::Omitted if counts => Outcome::not_given(LayerName::Resource),
            _ => {
                let seen =
                    Seen { principal: request.principal.as_ref(), named_as, bounded: boundary.in_force };
                // The trace of every way to be named together is the one that is reported.
                let asked = Asked { traced: traced && named_as.is_none(), ..asked };
                let given = asked.of_layer(LayerName::Resource, resource, &enforced, &seen);
                if counts && policies.repository_not_given { given.beside_not_given() } else { given }
            }
        };
        let (direct, role, account) =
            (by(Some(NamedAs::Direct)), by(Some(NamedAs::Role)), by(Some(NamedAs::Account)));
        let grant = |one: &Outcome<'_>| {
            if one.in_force || one.known == Known::NotGiven { one.sum.allow } else { Tri::No }
        };
        let grants = (grant(&direct), grant(&role), grant(&account));
        // What was not given may yet name the caller itself.
        let whole = Outcome { known: direct.known, ..by(None) };
        let (identity, delegated) = identity(request, policies, own(LayerName::Identity, &policies.identity));
        let mut rcp = own(LayerName::Rcp, rcp);
        // The full-access policy of resource control policies cannot be detached.
        rcp.sum.allow = Tri::Yes;
        Layers {
            rcp,
            scp: asked.of_scp(&policies.scp),
            resource: whole,
            identity,
            boundary,
            session: own(LayerName::Session, &policies.session),
            direct: grants.0,
            role: grants.1,
            account: grants.2,
            delegated,
            needs_own_policy: request.needs_own_policy(),
            own_policy: request.own_policy().map(|row| row.policy),
        }
    }

    /// In the order in which AWS lists the steps.
    pub(super) fn all(&self) -> [&Outcome<'e>; 6] {
        [&self.rcp, &self.scp, &self.resource, &self.identity, &self.boundary, &self.session]
    }

    pub(super) fn of_name(&self, layer: LayerName) -> &Outcome<'e> {
        match layer {
            LayerName::Rcp => &self.rcp,
            LayerName::Scp => &self.scp,
            LayerName::Resource => &self.resource,
            LayerName::Identity => &self.identity,
            LayerName::Boundary => &self.boundary,
            LayerName::Session => &self.session,
        }
    }

    pub(super) fn reports(&self) -> Vec<LayerReport> {
        self.all().iter().map(|outcome| outcome.report()).collect()
    }

    /// The layers that an open decision depends on and that are not known.
    pub(super) fn unknown_layers(&self, one_account: bool) -> Vec<Need> {
        let mut out = Vec::new();
        for outcome in self.all() {
            // Across accounts what is left to identity policies is assumed, unless nothing is known to be left.
            let counts =
                outcome.layer != LayerName::Identity || one_account || self.resource.known == Known::NotGiven;
            let named = if outcome.layer == LayerName::Resource { self.own_policy } else { None };
            let title = named.unwrap_or(words::title(outcome.layer));
            let message = match outcome.known {
                Known::Yes => continue,
                Known::NotGiven if !counts => continue,
                Known::No => words::in_force_not_known(title),
                Known::NotGiven => words::not_given(title),
            };
            out.push(Need { option: Some(outcome.layer.as_str().to_owned()), ..Need::new(message) });
        }
        out
    }

    /// The trace of every document.
    fn traces(&self) -> impl Iterator<Item = &Traced<'e>> {
        self.all().into_iter().flat_map(|outcome| &outcome.traces)
    }

    /// What the statements that may apply depend on, each thing once.
    pub(super) fn lacks(&self) -> Vec<Lack<'e>> {
        once(self.traces().flat_map(|traced| traced.trace.lacks()))
    }

    /// The keys that tests found missing, each once.
    pub(super) fn missing(&self) -> impl Iterator<Item = &'e str> {
        let mut seen: Vec<String> = Vec::new();
        self.traces().flat_map(Traced::missing).filter(move |key| {
            let lower = key.to_ascii_lowercase();
            let new = !seen.contains(&lower);
            seen.extend(new.then_some(lower));
            new
        })
    }

    /// Whether a star of a Resource element reached over a colon.
    pub(super) fn crosses_colons(&self) -> bool {
        self.traces().any(Traced::crosses_colons)
    }

    /// The findings on the way.
    pub(super) fn findings(&self) -> impl Iterator<Item = Finding> {
        self.traces().flat_map(Traced::findings)
    }

    pub(super) fn decide(&self, one_account: bool) -> Decision {
        let limits = self.boundary.sum.allow.and(self.session.sum.allow);
        let access = if one_account {
            // A grant to the session itself, or to everyone, needs nothing else; one to the role is limited as an
            // identity policy is; one to the account leaves it to the identity policies.
            let identity = self.account.and(self.delegated);
            // Some resources are opened by their own policy only, whatever their account's identity policies allow.
            let identity =
                if self.needs_own_policy { identity } else { identity.or(self.identity.sum.allow) };
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

    /// The first layer that had to allow, was examined and does not.
    fn lacking(&self, one_account: bool) -> LayerName {
        let silent = |outcome: &Outcome<'_>| outcome.sum.allow == Tri::No;
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
        if !granted_here && !left_to_identity && (self.needs_own_policy || silent(&self.identity)) {
            let examined = self.identity.in_force && !self.needs_own_policy;
            return if examined { self.identity.layer } else { self.resource.layer };
        }
        if silent(&self.boundary) { self.boundary.layer } else { self.session.layer }
    }

    /// Whether identity policies, or those of the resource, were not given and could allow what the other does not.
    pub(super) fn rests_on_no_grant(&self, one_account: bool) -> bool {
        one_account && !(self.resource.in_force && self.identity.in_force) && !self.needs_own_policy
    }
}

/// The identity policies, and whether they allow what another layer leaves to them.
///
/// That none was given is not that there is none: what the resource's policies leave to them is taken as allowed. Beside
/// policies of the resource that were given they are taken to add nothing, as policies of the resource are beside identity
/// policies; by themselves they are not known.
fn identity<'e>(
    request: &AccessRequest,
    policies: &AccessPolicies,
    given: Outcome<'e>,
) -> (Outcome<'e>, Tri) {
    if given.in_force {
        let delegated = given.sum.allow;
        return (given, delegated);
    }
    // Logging in can be allowed by nothing else: where the rest is asked of a repository's policy, it goes with it.
    let beside = request.is_login() && policies.resource != Layer::Omitted;
    let outcome = if beside {
        given
    } else if request.needs_own_policy()
        || policies.resource != Layer::Omitted && request.reach() != Reach::Nothing
    {
        Outcome { sum: Sum::NOTHING, ..given }
    } else {
        Outcome::not_given(LayerName::Identity)
    };
    (outcome, Tri::Yes)
}

/// Every document of a layer is enforced.
fn every(_: &PolicyText) -> bool {
    true
}

/// What is asked of the layers.
#[derive(Clone, Copy)]
struct Asked<'e> {
    request: Request<'e>,
    traced: bool,
}

impl<'e> Asked<'e> {
    /// Every level must allow; any policy of a level can (AWS Organizations User Guide, "SCP evaluation").
    fn of_scp(&self, levels: &'e [Layer]) -> Outcome<'e> {
        let mut whole = Outcome::absent(LayerName::Scp);
        for (index, level) in levels.iter().enumerate() {
            let one = self.of_layer(LayerName::Scp, level, &every, &Owner);
            if !one.in_force {
                continue;
            }
            whole.in_force = true;
            if one.known != Known::Yes {
                whole.known = one.known;
            }
            whole.sum.allow = whole.sum.allow.and(one.sum.allow);
            whole.sum.deny = whole.sum.deny.or(one.sum.deny);
            whole.traces.extend(one.traces.into_iter().map(|traced| {
                let number = Number { level: Some(index + 1), ..traced.number };
                Traced { number, ..traced }
            }));
        }
        whole
    }

    fn of_layer(
        &self,
        layer: LayerName,
        policies: &'e Layer,
        enforced: &dyn Fn(&PolicyText) -> bool,
        caller: &impl Caller,
    ) -> Outcome<'e> {
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
        let mut traces = Vec::new();
        let mut sum = Sum::NOTHING;
        for (index, policy) in documents.iter().enumerate().filter(|(_, policy)| enforced(policy)) {
            let mut trace = self.traced.then(Trace::default);
            let one = evaluate::document(&policy.document, caller, self.request, trace.as_mut());
            sum.allow = sum.allow.or(one.allow);
            sum.deny = sum.deny.or(one.deny);
            let number = Number { level: None, document: index + 1 };
            traces.extend(trace.map(|trace| Traced { number, policy, trace }));
        }
        Outcome { layer, in_force: true, known: Known::Yes, sum, traces }
    }
}

/// The principal that a policy without a Principal element is attached to, and for resource control policies everyone.
struct Owner;

impl Caller for Owner {
    fn covered_by(&self, _: &PrincipalElement, _: Effect) -> (Tri, Option<&'static Question>) {
        (Tri::Yes, None)
    }
}
