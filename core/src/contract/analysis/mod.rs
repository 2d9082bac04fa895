//! Exact questions about every token that GitHub can mint, of an operation and of the `TrustPolicy` handle.

mod class;
mod report;
mod world;

use serde::Deserialize;

pub use class::TokenClass;
pub use report::*;
pub use world::*;

use super::handle::Ask;
use super::request::Request;
use super::values::DocumentText;
use crate::analysis;
use crate::aws;
use crate::error::Error;

/// Who may assume a role.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Intent {
    /// The tokens that may; an empty list says that nobody may.
    pub only: Vec<TokenClass>,
}

fn policy(text: &DocumentText, name: &str) -> Result<aws::TrustPolicy, Error> {
    let policy: aws::TrustPolicy = text.0.parse().map_err(|error: Error| error.within(format!("/{name}")))?;
    policy.within_quota().map_err(|error| error.within(format!("/{name}")))?;
    Ok(policy)
}

/// The world of a request.
fn world(wire: Option<World>) -> Result<analysis::World, Error> {
    wire.unwrap_or_default().read()
}

fn set(classes: Vec<TokenClass>) -> analysis::TokenSet {
    classes.into_iter().map(|class| class.0).collect()
}

/// Tells who can assume a role, over every token that GitHub can mint: classes of tokens, most dangerous first.
///
/// Each class has a witness, a token that gets in; where `exact` is true every token of the class does.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WhoCanAssumeRequest {
    /// The trust policy, as JSON text.
    pub policy: DocumentText,
    /// Who is ours and what others can do. Without it the owners that the policy names are taken for ours.
    #[serde(default)]
    pub world: Option<World>,
}

impl Request for WhoCanAssumeRequest {
    type Response = WhoReport;

    fn run(self) -> Result<WhoReport, Error> {
        PolicyWhoRequest { world: self.world }.ask(&policy(&self.policy, "policy")?)
    }
}

/// Proves that only some tokens can assume a role, or gives one that can besides: over every token that GitHub can mint.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProveRequest {
    /// The trust policy, as JSON text.
    pub policy: DocumentText,
    /// Who may.
    pub intent: Intent,
    /// Who is ours and what others can do. Without it the owners that the policy names are taken for ours.
    #[serde(default)]
    pub world: Option<World>,
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
pub struct OutsidersRequest {
    /// The trust policy, as JSON text.
    pub policy: DocumentText,
    /// Who is ours and what others can do. Without it the owners that the policy names are taken for ours.
    #[serde(default)]
    pub world: Option<World>,
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
pub struct ComparePoliciesRequest {
    /// The policy as it is, as JSON text.
    pub old: DocumentText,
    /// The policy as it shall be, as JSON text.
    pub new: DocumentText,
    /// Who is ours and what others can do. Without it the owners that the policies name are taken for ours.
    #[serde(default)]
    pub world: Option<World>,
}

impl Request for ComparePoliciesRequest {
    type Response = ComparisonReport;

    fn run(self) -> Result<ComparisonReport, Error> {
        let old = policy(&self.old, "old")?;
        PolicyCompareRequest { new: self.new, world: self.world }.ask(&old)
    }
}

/// Tells whether all tokens of a set can assume a role, or none, or some.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DecideRequest {
    /// The trust policy, as JSON text.
    pub policy: DocumentText,
    /// The set: the tokens of any of these classes.
    pub tokens: Vec<TokenClass>,
    /// Who is ours and what others can do. Without it the owners that the policy names are taken for ours.
    #[serde(default)]
    pub world: Option<World>,
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
pub struct PolicyWhoRequest {
    /// Who is ours and what others can do. Without it the owners that the policy names are taken for ours.
    #[serde(default)]
    pub world: Option<World>,
}

impl Ask<aws::TrustPolicy> for PolicyWhoRequest {
    type Response = WhoReport;

    fn ask(self, policy: &aws::TrustPolicy) -> Result<WhoReport, Error> {
        Ok(WhoReport::from(policy.who_can_assume(&world(self.world)?)?))
    }
}

/// Proves of a compiled policy that only some tokens can assume its role.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyProveRequest {
    /// Who may.
    pub intent: Intent,
    /// Who is ours and what others can do. Without it the owners that the policy names are taken for ours.
    #[serde(default)]
    pub world: Option<World>,
}

impl Ask<aws::TrustPolicy> for PolicyProveRequest {
    type Response = ProofReport;

    fn ask(self, policy: &aws::TrustPolicy) -> Result<ProofReport, Error> {
        let world = world(self.world)?;
        let intent = analysis::Intent { only: set(self.intent.only) };
        intent.only.check().map_err(|error| error.under("only").under("intent"))?;
        Ok(ProofReport::from(policy.prove(&intent, &world)?))
    }
}

/// Tells of a compiled policy whether anybody but our owners can assume its role.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyOutsidersRequest {
    /// Who is ours and what others can do. Without it the owners that the policy names are taken for ours.
    #[serde(default)]
    pub world: Option<World>,
}

impl Ask<aws::TrustPolicy> for PolicyOutsidersRequest {
    type Response = OutsidersReport;

    fn ask(self, policy: &aws::TrustPolicy) -> Result<OutsidersReport, Error> {
        Ok(OutsidersReport::from(policy.outsiders(&world(self.world)?)?))
    }
}

/// Compares a compiled policy with a new one.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyCompareRequest {
    /// The policy as it shall be, as JSON text.
    pub new: DocumentText,
    /// Who is ours and what others can do. Without it the owners that the policies name are taken for ours.
    #[serde(default)]
    pub world: Option<World>,
}

impl Ask<aws::TrustPolicy> for PolicyCompareRequest {
    type Response = ComparisonReport;

    fn ask(self, old: &aws::TrustPolicy) -> Result<ComparisonReport, Error> {
        let new = policy(&self.new, "new")?;
        let world = world(self.world)?;
        Ok(ComparisonReport::from(old.compare(&new, &world)?))
    }
}

/// Tells of a compiled policy whether all tokens of a set can assume its role, or none, or some.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyDecideRequest {
    /// The set: the tokens of any of these classes.
    pub tokens: Vec<TokenClass>,
    /// Who is ours and what others can do. Without it the owners that the policy names are taken for ours.
    #[serde(default)]
    pub world: Option<World>,
}

impl Ask<aws::TrustPolicy> for PolicyDecideRequest {
    type Response = DecisionReport;

    fn ask(self, policy: &aws::TrustPolicy) -> Result<DecisionReport, Error> {
        let world = world(self.world)?;
        let tokens = set(self.tokens);
        tokens.check().map_err(|error| error.under("tokens"))?;
        Ok(DecisionReport::from(policy.decide_set(&tokens, &world)?))
    }
}
