//! Exact questions about every token that GitHub can mint: as operations, and as methods of the `TrustPolicy` handle.

pub(super) mod world;

use serde::Deserialize;

use self::world::WorldRequest;
use super::document::Document;

use super::request::{Ask, Request};
use crate::analysis::{
    Class, ComparisonReport, DecisionReport, Intent, OutsidersReport, ProofReport, TokenSet, WhoReport, World,
};
use crate::aws::TrustPolicy;
use crate::error::Error;

/// Who may assume a role.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Intent"))]
#[serde(deny_unknown_fields)]
pub(super) struct IntentRequest {
    /// The tokens that may: those of any of these classes. An empty list: nobody may.
    only: Vec<Class>,
}

impl IntentRequest {
    pub(super) fn read(self) -> Result<Intent, Error> {
        let only: TokenSet = self.only.into_iter().collect();
        only.check().map_err(|error| error.under("only").under("intent"))?;
        Ok(Intent { only })
    }
}

/// Reads a policy that is at the member `name`. AWS stores none that is over its quota.
fn policy(document: &Document, name: &str) -> Result<TrustPolicy, Error> {
    let pointer = format!("/{name}");
    let read = TrustPolicy::read_from(document.source());
    let policy = read.map_err(|error| document.fault(error, &pointer))?;
    within_quota(&policy, &pointer)?;
    Ok(policy)
}

fn within_quota(policy: &TrustPolicy, pointer: &str) -> Result<(), Error> {
    let refused = policy.within_quota().map_err(|error| error.with_help("shorten it: AWS does not store it"));
    refused.map_err(|error| error.of_document(pointer, policy.has_text()))
}

fn world(request: Option<WorldRequest>) -> Result<World, Error> {
    request.unwrap_or_default().read()
}

/// Tells who can assume a role, over every token that GitHub can mint: classes of tokens, most dangerous first.
///
/// Each class has a witness, which is a token that gets in. Where `exact` is true, every token of the class does.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct WhoCanAssumeRequest {
    /// The trust policy, as JSON text or as an object.
    policy: Document,
    /// Who is ours and what others can do. Not given: the owners that the policy names are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Request for WhoCanAssumeRequest {
    type Response = WhoReport;

    fn run(self) -> Result<WhoReport, Error> {
        PolicyWhoRequest { world: self.world }.ask(&policy(&self.policy, "policy")?)
    }
}

/// Proves that only the given tokens can assume a role, or finds another one that can: over every token that GitHub can
/// mint.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ProveRequest {
    /// The trust policy, as JSON text or as an object.
    policy: Document,
    /// Who may.
    intent: IntentRequest,
    /// Who is ours and what others can do. Not given: the owners that the policy names are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Request for ProveRequest {
    type Response = ProofReport;

    fn run(self) -> Result<ProofReport, Error> {
        let ask = PolicyProveRequest { intent: self.intent, world: self.world };
        ask.ask(&policy(&self.policy, "policy")?)
    }
}

/// Tells whether anybody but our owners can assume a role, over every token that GitHub can mint.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct OutsidersRequest {
    /// The trust policy, as JSON text or as an object.
    policy: Document,
    /// Who is ours and what others can do. Not given: the owners that the policy names are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Request for OutsidersRequest {
    type Response = OutsidersReport;

    fn run(self) -> Result<OutsidersReport, Error> {
        PolicyOutsidersRequest { world: self.world }.ask(&policy(&self.policy, "policy")?)
    }
}

/// Compares two trust policies over every token that GitHub can mint: what the new one loses, and what it gains.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ComparePoliciesRequest {
    /// The policy as it is, as JSON text or as an object.
    old: Document,
    /// The policy as it will be, as JSON text or as an object.
    new: Document,
    /// Who is ours and what others can do. Not given: the owners that the policies name are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Request for ComparePoliciesRequest {
    type Response = ComparisonReport;

    fn run(self) -> Result<ComparisonReport, Error> {
        let old = policy(&self.old, "old")?;
        PolicyCompareRequest { new: self.new, world: self.world }.ask(&old)
    }
}

/// Tells whether all tokens of a set can assume a role, or none, or some: over every token that GitHub can mint.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct DecideRequest {
    /// The trust policy, as JSON text or as an object.
    policy: Document,
    /// The set: the tokens of any of these classes.
    tokens: Vec<Class>,
    /// Who is ours and what others can do. Not given: the owners that the policy names are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Request for DecideRequest {
    type Response = DecisionReport;

    fn run(self) -> Result<DecisionReport, Error> {
        let ask = PolicyDecideRequest { tokens: self.tokens, world: self.world };
        ask.ask(&policy(&self.policy, "policy")?)
    }
}

/// Tells who can assume the role of a compiled policy.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyWhoRequest {
    /// Who is ours and what others can do. Not given: the owners that the policy names are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Ask<TrustPolicy> for PolicyWhoRequest {
    type Response = WhoReport;

    fn ask(self, policy: &TrustPolicy) -> Result<WhoReport, Error> {
        within_quota(policy, "/policy")?;
        policy.who_can_assume(&world(self.world)?)
    }
}

/// Proves of a compiled policy that only the given tokens can assume its role, or finds another one that can.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyProveRequest {
    /// Who may.
    intent: IntentRequest,
    /// Who is ours and what others can do. Not given: the owners that the policy names are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Ask<TrustPolicy> for PolicyProveRequest {
    type Response = ProofReport;

    fn ask(self, policy: &TrustPolicy) -> Result<ProofReport, Error> {
        within_quota(policy, "/policy")?;
        policy.prove(&self.intent.read()?, &world(self.world)?)
    }
}

/// Tells of a compiled policy whether anybody but our owners can assume its role.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyOutsidersRequest {
    /// Who is ours and what others can do. Not given: the owners that the policy names are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Ask<TrustPolicy> for PolicyOutsidersRequest {
    type Response = OutsidersReport;

    fn ask(self, policy: &TrustPolicy) -> Result<OutsidersReport, Error> {
        within_quota(policy, "/policy")?;
        policy.outsiders(&world(self.world)?)
    }
}

/// Compares a compiled policy with a new one.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyCompareRequest {
    /// The policy as it will be, as JSON text or as an object.
    new: Document,
    /// Who is ours and what others can do. Not given: the owners that the policies name are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Ask<TrustPolicy> for PolicyCompareRequest {
    type Response = ComparisonReport;

    fn ask(self, old: &TrustPolicy) -> Result<ComparisonReport, Error> {
        within_quota(old, "/policy")?;
        let new = policy(&self.new, "new")?;
        old.compare(&new, &world(self.world)?)
    }
}

/// Tells of a compiled policy whether all tokens of a set can assume its role, or none, or some.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyDecideRequest {
    /// The set: the tokens of any of these classes.
    tokens: Vec<Class>,
    /// Who is ours and what others can do. Not given: the owners that the policy names are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Ask<TrustPolicy> for PolicyDecideRequest {
    type Response = DecisionReport;

    fn ask(self, policy: &TrustPolicy) -> Result<DecisionReport, Error> {
        within_quota(policy, "/policy")?;
        let tokens: TokenSet = self.tokens.into_iter().collect();
        tokens.check().map_err(|error| error.under("tokens"))?;
        policy.decide_set(&tokens, &world(self.world)?)
    }
}
