//! What the exact questions answer.

use serde::Serialize;

use super::token::WitnessToken;
use super::world::Class;
use crate::aws::Need;
use crate::premise::{Finding, Premise};

/// What is said of a question that needs more states than the limit.
const TOO_MUCH: &str = "who gets in takes too long to tell";

/// Whether a policy lets in nobody but those it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProofOutcome {
    /// No token outside the intent gets in.
    Holds,
    /// One does: the counterexample.
    Fails,
    /// One may: it depends on what is not known or not documented, see `unless`.
    Undetermined,
    /// The question needs more states than the limit: see `findings`.
    GaveUp,
}

impl ProofOutcome {
    /// As a sentence says it.
    pub(crate) const fn message(self, vacuous: bool) -> &'static str {
        match self {
            ProofOutcome::Holds if vacuous => "nobody gets in at all, not even those who are meant",
            ProofOutcome::Holds => "nobody else gets in",
            ProofOutcome::Fails => "somebody else gets in",
            ProofOutcome::Undetermined => "whether somebody else gets in depends on what is not known",
            ProofOutcome::GaveUp => TOO_MUCH,
        }
    }
}

/// What an answer rests on and how it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Ground {
    /// What would settle an open answer.
    pub unless: Vec<Need>,
    /// What the answer rests on.
    pub premises: Vec<Premise>,
    /// The assumptions about GitHub and AWS that the answer uses, by their ids on the page of the model.
    pub assumptions: Vec<&'static str>,
    /// What is worth knowing about the policy, the intent or the world.
    pub findings: Vec<Finding>,
    /// How many shapes of token were looked at.
    pub cases: usize,
    /// How many states the automata took.
    pub states: usize,
}

/// The answer of `prove`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProofReport {
    /// Whether it holds.
    pub outcome: ProofOutcome,
    /// The same in words.
    pub message: &'static str,
    /// A token outside the intent that gets in, or that may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterexample: Option<WitnessToken>,
    /// Whether no token is certain to get in, so that a proof says little.
    pub vacuous: bool,
    /// What it rests on.
    #[serde(flatten)]
    pub ground: Ground,
}

/// Whether others get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OutsidersOutcome {
    /// No token of anybody else gets in.
    None,
    /// One does: the witness.
    Some,
    /// One may: it depends on what is not known or not documented, see `unless`.
    Undetermined,
    /// The question needs more states than the limit: see `findings`.
    GaveUp,
}

impl OutsidersOutcome {
    /// As a sentence says it.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            OutsidersOutcome::None => "no token of anybody else gets in",
            OutsidersOutcome::Some => "outsiders get in",
            OutsidersOutcome::Undetermined => "whether outsiders get in depends on what is not known",
            OutsidersOutcome::GaveUp => TOO_MUCH,
        }
    }
}

/// The answer of `outsiders`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OutsidersReport {
    /// Whether others get in.
    pub outcome: OutsidersOutcome,
    /// The same in words.
    pub message: &'static str,
    /// A token of somebody else that gets in, or that may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<WitnessToken>,
    /// What it rests on.
    #[serde(flatten)]
    pub ground: Ground,
}

/// How a new policy compares with an old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PolicyRelation {
    /// Both let in the same tokens.
    Equal,
    /// The new one lets in less.
    Narrower,
    /// The new one lets in more.
    Wider,
    /// Each lets in tokens that the other does not.
    Incomparable,
    /// It depends on what is not known or not documented: see `unless`.
    Undetermined,
    /// The question needs more states than the limit: see `findings`.
    GaveUp,
}

impl PolicyRelation {
    /// As a sentence says it.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            PolicyRelation::Equal => "the same tokens get in",
            PolicyRelation::Narrower => "fewer get in, and nobody new",
            PolicyRelation::Wider => "somebody new gets in",
            PolicyRelation::Incomparable => "somebody new gets in, and somebody no longer does",
            PolicyRelation::Undetermined => "who gets in by the change depends on what is not known",
            PolicyRelation::GaveUp => "who gets in by the change takes too long to tell",
        }
    }
}

/// The answer of `compare_policies`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ComparisonReport {
    /// How they compare.
    pub relation: PolicyRelation,
    /// The same in words.
    pub message: &'static str,
    /// A token that the old policy lets in and the new one does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<WitnessToken>,
    /// A token that the new policy lets in and the old one does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gained: Option<WitnessToken>,
    /// What it rests on.
    #[serde(flatten)]
    pub ground: Ground,
}

/// What a new policy changes for the tokens outside of a set.
#[cfg(feature = "road")]
#[derive(Debug)]
pub(crate) struct PolicyChange {
    /// Whether it is proved that none of them gets in who did not before.
    pub(crate) gains_nothing: bool,
    /// One of them who gets in now.
    pub(crate) gained: Option<WitnessToken>,
    /// A token that does not get in any more.
    pub(crate) lost: Option<WitnessToken>,
    /// What it rests on.
    pub(crate) ground: Ground,
}

/// Whether the tokens of a set get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Decided {
    /// All do.
    Always,
    /// None does.
    Never,
    /// Some do and some do not.
    Sometimes,
    /// It depends on what is not known or not documented: see `unless`.
    Undetermined,
    /// The question needs more states than the limit: see `findings`.
    GaveUp,
}

/// The answer of `decide`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DecisionReport {
    /// Whether they get in.
    pub outcome: Decided,
    /// One that gets in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admitted: Option<WitnessToken>,
    /// One that does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<WitnessToken>,
    /// Whether the set has no token in this world.
    pub empty: bool,
    /// What it rests on.
    #[serde(flatten)]
    pub ground: Ground,
}

/// Whether anybody gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhoOutcome {
    /// Somebody does.
    Somebody,
    /// Nobody does.
    Nobody,
    /// It depends on what is not known or not documented: see `unless`.
    Undetermined,
    /// The question needs more states than the limit: see `findings`.
    GaveUp,
}

impl WhoOutcome {
    /// As a sentence says it.
    pub(crate) const fn message(self) -> &'static str {
        match self {
            WhoOutcome::Somebody => "somebody gets in",
            WhoOutcome::Nobody => "no token gets in",
            WhoOutcome::Undetermined => "whether anybody gets in depends on what is not known",
            WhoOutcome::GaveUp => TOO_MUCH,
        }
    }
}

/// How much a class of tokens that gets in matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Exposure {
    /// Strangers get in without any doing of ours.
    Critical,
    /// Strangers who need something of ours, or code of ours that nobody reviewed, all over an organisation.
    High,
    /// Any branch or tag of one repository, tags that move, environments that anybody may name.
    Medium,
    /// One branch, one environment, one workflow at one ref.
    Low,
    /// What is named by id.
    Info,
}

impl Exposure {
    /// As it stands in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Exposure::Critical => "critical",
            Exposure::High => "high",
            Exposure::Medium => "medium",
            Exposure::Low => "low",
            Exposure::Info => "info",
        }
    }
}

/// Who a class of tokens belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ClassParty {
    /// Anybody but us.
    Outsiders,
    /// Us.
    Ours,
}

/// Some of the tokens that get in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WhoClass {
    /// Who they are, in words.
    pub text: String,
    /// How much that matters.
    pub severity: Exposure,
    /// Whose they are.
    pub party: ClassParty,
    /// The same as a class.
    #[serde(rename = "where")]
    pub tokens: Class,
    /// Whether every token of the class gets in.
    pub exact: bool,
    /// One of them.
    pub witness: WitnessToken,
    /// The statements that let the witness in, by their numbers from 1.
    pub statements: Vec<usize>,
}

/// The answer of `who_can_assume`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WhoReport {
    /// Whether anybody gets in.
    pub outcome: WhoOutcome,
    /// The same in words.
    pub message: &'static str,
    /// Who, most dangerous first; at most twelve classes.
    pub classes: Vec<WhoClass>,
    /// Whether more get in than the classes hold.
    pub more: bool,
    /// What it rests on.
    #[serde(flatten)]
    pub ground: Ground,
}
