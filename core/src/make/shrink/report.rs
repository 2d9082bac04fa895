//! What became of a policy that was too long.

use serde::Serialize;

use crate::premise::Premise;
use crate::read::ReadJson;

/// Whether a policy fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ShrinkOutcome {
    /// It fits as it is.
    Fits,
    /// An equal one fits.
    Shrunk,
    /// No equal one was found that fits: `policy` is the shortest, and `roles` splits it.
    TooLong,
}

/// Something that made the policy shorter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ShrinkStep {
    /// What was done.
    pub done: &'static str,
    /// How many characters that saved.
    pub saved: usize,
}

/// The answer of `shrink_policy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ShrinkPolicyResponse"))]
#[non_exhaustive]
pub struct ShrinkReport {
    /// Whether it fits.
    pub outcome: ShrinkOutcome,
    /// The policy: equal to the one given.
    pub policy: ReadJson,
    /// The characters of the policy as it was, in its shortest JSON.
    pub before: usize,
    /// The characters of the policy as it is.
    pub size: usize,
    /// The characters that are allowed.
    pub limit: usize,
    /// How many characters it has too many.
    pub over_by: usize,
    /// What made it shorter, in order.
    pub steps: Vec<ShrinkStep>,
    /// Policies of several roles that fit and together admit the same tokens, where one policy does not fit; empty where
    /// there is no such split.
    pub roles: Vec<ReadJson>,
    /// What the comparison rests on.
    pub premises: Vec<Premise>,
    /// The assumptions about GitHub and AWS that it uses, by their ids on the page of the model.
    pub assumptions: Vec<&'static str>,
}
