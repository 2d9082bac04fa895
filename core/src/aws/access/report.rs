//! The answer to "may this principal do this", as data.

use serde::Serialize;

use crate::aws::cause::Cause;
use crate::aws::layer::{LayerName, NotExamined};
use crate::aws::logic::Verdict;
use crate::aws::need::Need;
use crate::aws::pattern::Alignment;
use crate::aws::trust::Element;
use crate::codes::Code;
use crate::premise::{Finding, Premise};

/// Why access is or is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LayerReport {
    /// Which.
    pub layer: LayerName,
    /// What it says.
    pub result: LayerResult,
    /// One sentence.
    pub message: String,
    /// The statements that make the result, as `document/statement`, from 1; for SCPs the level comes first.
    pub statements: Vec<String>,
}

/// One thing that keeps a request from being allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AccessFailure {
    /// The layer.
    pub layer: LayerName,
    /// Stable code.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: &'static Code,
    /// One sentence.
    pub message: String,
    /// What fails.
    pub element: Element,
    /// For a condition: its operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// For a condition: its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The document in its layer, from 1; for SCPs the level comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Number of the statement, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<usize>,
    /// Sid of the statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Line in the document, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// JSON pointer to what fails, from the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// What would have passed.
    pub expected: Vec<String>,
    /// What was there; absent for a missing key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// Pattern and value side by side, for a text that does not fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment: Option<Alignment>,
    /// Why, where that is one of the known causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// The answer of `check_access`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AccessReport {
    /// Whether the policies given allow the request.
    pub verdict: Verdict,
    /// Why.
    pub reason: AccessReason,
    /// The layer that decides a denial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<LayerName>,
    /// The verdict in one sentence.
    pub message: String,
    /// What keeps a denied request from being allowed: every statement that denies it, or those that are nearest to
    /// allowing it, the nearest first.
    pub failures: Vec<AccessFailure>,
    /// Every layer, in the order in which AWS lists the steps.
    pub layers: Vec<LayerReport>,
    /// The assumptions of the verdict.
    pub premises: Vec<Premise>,
    /// What would settle an open verdict.
    pub needs: Vec<Need>,
    /// What is worth knowing of the policies and changes no verdict.
    pub findings: Vec<Finding>,
    /// Layers that were not given.
    pub not_examined: Vec<NotExamined>,
}
