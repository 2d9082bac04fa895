//! Role trust policies: does a token get in, and if not, where is it stopped.

mod admit;
mod aws_claims;
mod cases;
pub(super) mod cause;
mod cost;
mod element;
mod explain;
mod failures;
mod keys;
mod needs;
#[cfg(feature = "analysis")]
pub(crate) mod parts;
mod purpose;
mod rejection;
mod report;
mod set;
pub(super) mod standing;
mod statements;
mod sts;
mod token;

use core::str::FromStr;

pub(crate) use cost::MAX_PROVIDERS;
use cost::few_providers;
pub use element::Element;
#[cfg(feature = "make")]
pub(crate) use keys::fills_key_of;
use purpose::Purpose;
pub use report::{Failure, Stage, StatementReport, TestReport, TestResult, TrustReason, TrustReport};
pub use set::{PolicySet, SetAnswer, SetAsker, SetRole};
use token::{PreparedToken, ProviderRequest};

use super::condition::Test;
use super::cost::within;
use super::evaluate::{self, Caller, Sum};
use super::layer::Layer;
use super::logic::{Tri, Verdict};
use super::policy::{self, Action, Document, Effect, PolicyKind, Principal, PrincipalElement};
use super::request::{Request, Target};
use super::trace::Trace;
use crate::error::Error;
use crate::github::Claims;
use crate::knowledge::questions::{self, Question};
use crate::limits::MAX_STEPS;
use crate::names::{Partition, ProviderArn, RoleArn, RoleSessionName};
use crate::tree::Source;

/// A verdict and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Decision {
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: TrustReason,
}

impl Decision {
    const fn denied(reason: TrustReason) -> Decision {
        Decision { verdict: Verdict::Denied, reason }
    }

    const OPEN: Decision = Decision { verdict: Verdict::Undetermined, reason: TrustReason::Open };
    const ALLOWED: Decision = Decision { verdict: Verdict::Allowed, reason: TrustReason::Allow };

    /// Explicit deny first, then whether anything allows.
    fn of(sum: Sum) -> Decision {
        match (sum.allow, sum.deny) {
            (_, Tri::Yes) => Decision::denied(TrustReason::ExplicitDeny),
            (Tri::No, _) => Decision::denied(TrustReason::ImplicitDeny),
            (Tri::Yes, Tri::No) => Decision::ALLOWED,
            _ => Decision::OPEN,
        }
    }

    /// Both must allow; an explicit deny counts before an implicit one.
    fn and(self, other: Decision) -> Decision {
        match (self.reason, other.reason) {
            (TrustReason::ExplicitDeny, _) => self,
            (_, TrustReason::ExplicitDeny) => other,
            _ if self.verdict == Verdict::Denied => self,
            _ if other.verdict == Verdict::Denied => other,
            _ if self.verdict == Verdict::Undetermined => self,
            _ => other,
        }
    }
}

/// What a claim that is not named means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ClaimsScope {
    /// It is not in the token: the claims are those of a decoded token.
    #[default]
    Token,
    /// It is not known: the claims come from CloudTrail, environment variables, a form.
    Partial,
}

/// An IAM identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Provider {
    /// Its ARN.
    pub arn: ProviderArn,
    /// Its client IDs (audiences); `None` where they are not known.
    pub client_ids: Option<Vec<String>>,
    /// Whether STS can fetch the issuer's keys from the internet; `None` where that is not known.
    pub reachable: Option<bool>,
}

/// What is known besides policy and claims.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct TrustOptions {
    /// What a claim that is not named means.
    pub claims_scope: ClaimsScope,
    /// The role that is asked for.
    pub role_arn: Option<RoleArn>,
    /// The session name; usually `GitHubActions`.
    pub role_session_name: Option<RoleSessionName>,
    /// The identity provider of the role's account.
    pub provider: Option<Provider>,
    /// Further condition keys of the request, or other values for keys it has; `None` for a key that it lacks.
    pub context: Vec<(String, Option<Vec<String>>)>,
    /// The AWS partition; from the ARNs, or `aws`.
    pub partition: Option<Partition>,
    /// Resource control policies of the role's organisation.
    pub rcp: Layer,
    /// The day to answer for (`YYYY-MM-DD`); today's knowledge where not given.
    pub as_of: Option<String>,
}

impl Provider {
    /// A provider of which nothing more is known.
    #[must_use]
    pub fn new(arn: ProviderArn) -> Provider {
        Provider { arn, client_ids: None, reachable: None }
    }

    /// Sets its client IDs (audiences).
    #[must_use]
    pub fn with_client_ids<I: Into<String>>(mut self, ids: impl IntoIterator<Item = I>) -> Self {
        self.client_ids = Some(ids.into_iter().map(Into::into).collect());
        self
    }

    /// Sets whether STS can fetch the issuer's keys from the internet.
    #[must_use]
    pub fn with_reachable(mut self, reachable: bool) -> Self {
        self.reachable = Some(reachable);
        self
    }
}

impl TrustOptions {
    /// Sets what a claim that is not named means.
    #[must_use]
    pub fn with_claims_scope(mut self, scope: ClaimsScope) -> Self {
        self.claims_scope = scope;
        self
    }

    /// Sets the role that is asked for.
    #[must_use]
    pub fn with_role_arn(mut self, arn: RoleArn) -> Self {
        self.role_arn = Some(arn);
        self
    }

    /// Sets the session name.
    #[must_use]
    pub fn with_role_session_name(mut self, name: RoleSessionName) -> Self {
        self.role_session_name = Some(name);
        self
    }

    /// Sets the identity provider of the role's account.
    #[must_use]
    pub fn with_provider(mut self, provider: Provider) -> Self {
        self.provider = Some(provider);
        self
    }

    /// Sets further condition keys, or other values for keys that the request has; `None` for a key that it lacks.
    #[must_use]
    pub fn with_context(mut self, context: Vec<(String, Option<Vec<String>>)>) -> Self {
        self.context = context;
        self
    }

    /// Sets the AWS partition.
    #[must_use]
    pub fn with_partition(mut self, partition: Partition) -> Self {
        self.partition = Some(partition);
        self
    }

    /// Sets the resource control policies.
    #[must_use]
    pub fn with_rcp(mut self, layer: Layer) -> Self {
        self.rcp = layer;
        self
    }

    /// Sets the day to answer for (`YYYY-MM-DD`).
    #[must_use]
    pub fn with_as_of(mut self, day: impl Into<String>) -> Self {
        self.as_of = Some(day.into());
        self
    }
}

/// A role's trust policy, compiled: parse once, ask often.
///
/// ```
/// use assumable::{Claims, TrustOptions, TrustPolicy, Verdict};
///
/// let policy: TrustPolicy = r#"{
///   "Version": "2012-10-17",
///   "Statement": [{
///     "Effect": "Allow",
///     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
///     "Action": "sts:AssumeRoleWithWebIdentity",
///     "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/app:ref:refs/heads/*"}}
///   }]
/// }"#.parse().unwrap();
///
/// let claims: Claims = [("sub", "repo:octo-org/app:pull_request"), ("aud", "sts.amazonaws.com")].into_iter().collect();
/// let report = policy.check(&claims, &TrustOptions::default()).unwrap();
/// assert_eq!(report.verdict, Verdict::Denied);
/// assert_eq!(report.failures[0].line, Some(7));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustPolicy {
    document: Document,
}

impl TrustPolicy {
    pub(crate) fn read_from(source: Source<'_>) -> Result<TrustPolicy, Error> {
        Ok(TrustPolicy { document: policy::read(source, PolicyKind::Trust)? })
    }
}

impl FromStr for TrustPolicy {
    type Err = Error;

    fn from_str(text: &str) -> Result<TrustPolicy, Error> {
        TrustPolicy::read_from(Source::text(text))
    }
}

static ASSUME: Action = Action::known("sts", "assumerolewithwebidentity");
static TAG_SESSION: Action = Action::known("sts", "tagsession");
static SET_SOURCE_IDENTITY: Action = Action::known("sts", "setsourceidentity");

/// A caller that brings a token of this provider.
pub(super) struct WebIdentity<'r> {
    pub(super) provider: &'r str,
}

impl Caller for WebIdentity<'_> {
    /// The provider's ARN as a whole, case and all (IAM User Guide, Principal).
    fn covered_by(&self, element: &PrincipalElement, effect: Effect) -> (Tri, Option<&'static Question>) {
        let named = |principal: &Principal| *principal == *self;
        let every_provider = |principal: &Principal| {
            effect == Effect::Deny && matches!(principal, Principal::Federated(text) if text == "*")
        };
        if element.principals.iter().any(named) {
            (Tri::Yes, None)
        } else if element.principals.contains(&Principal::Everyone) {
            (Tri::Unknown, Some(&questions::WILDCARD_PRINCIPAL))
        } else if element.principals.iter().any(every_provider) {
            (Tri::Unknown, Some(&questions::WILDCARD_PROVIDER))
        } else {
            (Tri::No, None)
        }
    }
}

impl PartialEq<WebIdentity<'_>> for Principal {
    fn eq(&self, caller: &WebIdentity<'_>) -> bool {
        matches!(self, Principal::Federated(arn) if arn == caller.provider)
    }
}

/// Any caller: the principal of a resource control policy is `*` and means everyone.
struct Anyone;

impl Caller for Anyone {
    fn covered_by(&self, _: &PrincipalElement, _: Effect) -> (Tri, Option<&'static Question>) {
        (Tri::Yes, None)
    }
}

impl TrustPolicy {
    /// Whether AWS stores a trust policy of this length: one that it cannot store stands nowhere.
    ///
    /// Asking such a policy is left to the caller; the operations of the contract refuse it unless `over_quota` is set.
    ///
    /// # Errors
    /// `POLICY_OVER_QUOTA` over 8,192 characters, the most that AWS's pages name.
    pub fn within_quota(&self) -> Result<(), Error> {
        self.document.within(None)
    }

    /// Whether the caller gave its text, and not an object.
    pub(crate) fn has_text(&self) -> bool {
        self.document.given
    }

    /// Whether a statement allows anybody who comes with a token.
    #[cfg(feature = "make")]
    pub(crate) fn takes_tokens(&self) -> bool {
        self.document
            .statements
            .iter()
            .any(|one| one.effect == Effect::Allow && one.action.value.covers(&ASSUME))
    }

    /// Readies a token to be decided on, once or often.
    ///
    /// # Errors
    /// `TOO_COSTLY` where a decision would take more than the budget of [`crate::limits`].
    pub fn prepare(&self, claims: &Claims, options: &TrustOptions) -> Result<PreparedDecision<'_>, Error> {
        let token = sts::prepare(Purpose::Decision(&self.document), claims, options);
        few_providers(&token)?;
        let steps = self.steps(&token);
        within(steps, MAX_STEPS, "the evaluation")?;
        Ok(PreparedDecision { policy: self, token, steps })
    }

    /// Readies a token for a report, whatever it costs to put it to the policy.
    pub(crate) fn ready(&self, claims: &Claims, options: &TrustOptions) -> PreparedToken {
        sts::prepare(Purpose::Report(&self.document), claims, options)
    }

    /// The verdict, whatever it costs: for this library's own questions, which count what they cost themselves.
    #[cfg(feature = "analysis")]
    pub(crate) fn verdict(&self, claims: &Claims, options: &TrustOptions) -> Verdict {
        self.decide(&sts::prepare(Purpose::Decision(&self.document), claims, options)).verdict
    }

    /// The verdict without an explanation.
    fn decide(&self, token: &PreparedToken) -> Decision {
        if token.is_rejected() {
            return Decision::denied(TrustReason::TokenRejected);
        }
        let by_policies = self.by_policies(token);
        if token.doubts.is_empty() { by_policies } else { by_policies.and(Decision::OPEN) }
    }

    /// What the policies say of a token that STS takes: every provider it may come through must agree.
    fn by_policies(&self, token: &PreparedToken) -> Decision {
        let mut decisions = token.requests.iter().map(|request| {
            let one = self.through(token, request, None);
            let open = one.verdict == Verdict::Undetermined;
            let by_case = if open { cases::decide(self, token, request) } else { None };
            by_case.map_or(one, |(decision, _)| decision)
        });
        let first = decisions.next().unwrap_or(Decision::denied(TrustReason::ImplicitDeny));
        if decisions.all(|other| other.verdict == first.verdict) { first } else { Decision::OPEN }
    }

    /// The verdict and all that led to it.
    ///
    /// # Errors
    /// `TOO_COSTLY` where it would take more than the budget of [`crate::limits`].
    pub fn check(&self, claims: &Claims, options: &TrustOptions) -> Result<TrustReport, Error> {
        let token = self.ready(claims, options);
        few_providers(&token)?;
        within(self.steps_of_report(&token), MAX_STEPS, "the evaluation")?;
        Ok(explain::explain(self, &token, claims, options))
    }

    /// As [`TrustPolicy::check`], for this library's own questions, which count what they cost themselves.
    #[cfg(feature = "analysis")]
    pub(crate) fn report(&self, claims: &Claims, options: &TrustOptions) -> TrustReport {
        explain::explain(self, &self.ready(claims, options), claims, options)
    }

    /// Every condition test.
    fn tests(&self) -> impl Iterator<Item = &Test> {
        self.document.tests()
    }

    /// Evaluates the policy and the resource control policies for the request through one provider.
    fn through<'e>(
        &'e self,
        token: &'e PreparedToken,
        request: &'e ProviderRequest,
        trace: Option<&mut Trace<'e>>,
    ) -> Decision {
        let mut whole = self.grants(request, &ASSUME, trace);
        for (action, asked) in token.further_actions() {
            let further = self.grants(request, action, None);
            let refused = further.verdict != Verdict::Allowed;
            whole = whole.and(if asked == Tri::Unknown && refused { Decision::OPEN } else { further });
        }
        whole.and(resource_control(token, &token.rcp, token.role.as_deref(), request, None))
    }

    /// What the statements say of one action.
    fn grants<'e>(
        &'e self,
        request: &'e ProviderRequest,
        action: &'e Action,
        trace: Option<&mut Trace<'e>>,
    ) -> Decision {
        let caller = WebIdentity { provider: &request.provider };
        let request = Request { action, resource: Target::Itself, context: &request.context };
        Decision::of(evaluate::document(&self.document, &caller, request, trace))
    }
}

/// A token readied for one policy; what deciding costs is within the budget of [`crate::limits`].
#[derive(Debug, Clone)]
pub struct PreparedDecision<'p> {
    policy: &'p TrustPolicy,
    token: PreparedToken,
    steps: u64,
}

impl PreparedDecision<'_> {
    /// The verdict without an explanation; nothing is allocated unless the policy uses policy variables, or something
    /// that is not known has to be tried case by case.
    #[must_use]
    pub fn decide(&self) -> Decision {
        self.policy.decide(&self.token)
    }

    /// The steps of one decision, at most.
    pub(crate) fn steps(&self) -> u64 {
        self.steps
    }

    /// The steps of a report on it, at most.
    pub(crate) fn steps_of_report(&self) -> u64 {
        self.policy.steps_of_report(&self.token)
    }
}

impl PreparedToken {
    /// Session tags and a source identity are actions of their own, beside the role's assumption.
    fn further_actions(&self) -> impl Iterator<Item = (&'static Action, Tri)> {
        let actions = [(&TAG_SESSION, self.tags), (&SET_SOURCE_IDENTITY, self.source_identity)];
        actions.into_iter().filter(|(_, asked)| *asked != Tri::No)
    }
}

/// Resource control policies only deny; AWS's full-access policy is always there beside them.
fn resource_control<'e>(
    token: &PreparedToken,
    rcp: &'e Layer,
    role: Option<&'e str>,
    request: &'e ProviderRequest,
    mut trace: Option<&mut Trace<'e>>,
) -> Decision {
    let policies = match rcp {
        Layer::Omitted => return Decision::ALLOWED,
        Layer::Unknown => return Decision::OPEN,
        Layer::Given(policies) => policies,
    };
    let resource = role.map_or(Target::UnknownRole, Target::Named);
    let mut sum = Sum { allow: Tri::Yes, deny: Tri::No };
    for (action, asked) in core::iter::once((&ASSUME, Tri::Yes)).chain(token.further_actions()) {
        let request = Request { action, resource, context: &request.context };
        for policy in policies {
            let deny = evaluate::document(&policy.document, &Anyone, request, trace.as_deref_mut()).deny;
            sum.deny = sum.deny.or(deny.and(asked));
        }
    }
    Decision::of(sum)
}
