//! The whole answer to "may this token take this role", as data.

use serde::Serialize;

use super::element::Element;
use crate::aws::cause::Cause;
use crate::aws::layer::NotExamined;
use crate::aws::logic::Verdict;
use crate::aws::need::Need;
use crate::aws::pattern::align::Alignment;
use crate::aws::policy::Effect;
use crate::codes::Code;
use crate::premise::{Finding, Premise};

/// Where a job is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Stage {
    /// STS turns the token away: issuer, audience, keys.
    Provider,
    /// The role's trust policy, or a resource control policy.
    TrustPolicy,
}

/// Why the verdict is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TrustReason {
    /// A statement allows and none denies.
    Allow,
    /// A Deny statement, or a resource control policy, matches.
    ExplicitDeny,
    /// No statement allows.
    ImplicitDeny,
    /// STS turns the token away before it reads the policy.
    TokenRejected,
    /// Something that decides is not known.
    Open,
}

impl TrustReason {
    /// Its name in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            TrustReason::Allow => "allow",
            TrustReason::ExplicitDeny => "explicit_deny",
            TrustReason::ImplicitDeny => "implicit_deny",
            TrustReason::TokenRejected => "token_rejected",
            TrustReason::Open => "open",
        }
    }
}

/// Whether a part of a statement holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestResult {
    /// It does.
    Match,
    /// It does not.
    NoMatch,
    /// It depends on something that is not known, or that AWS does not document.
    Undetermined,
}

/// One part of a statement, tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TestReport {
    /// What is tested.
    pub element: Element,
    /// For a condition: its operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// For a condition: its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether it holds.
    pub result: TestResult,
    /// Why, in one sentence.
    pub message: String,
    /// What the policy gives.
    pub expected: Vec<String>,
    /// What the request has; absent for a missing or unknown key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// Line in the policy, from 1; absent for a policy given as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// JSON pointer in the policy.
    pub pointer: String,
    /// Pattern and value side by side, for a text comparison that fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment: Option<Alignment>,
    /// Why a test of an Allow statement does not hold, where that is one of the known causes. The JSON has it in the
    /// failures only.
    #[serde(skip)]
    pub cause: Option<Cause>,
    /// What to add to the values of this test so that this token is let in, and no other; `None` where no single value
    /// does. The JSON has it in the failures only.
    #[serde(skip)]
    pub admits: Option<String>,
}

/// One statement, tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StatementReport {
    /// Its number, from 1.
    pub number: usize,
    /// Its Sid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Allow or Deny.
    pub effect: Effect,
    /// Line in the policy, from 1; absent for a policy given as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Whether it applies to the request.
    pub result: TestResult,
    /// Every part, in order.
    pub tests: Vec<TestReport>,
}

/// One thing that keeps the token out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Failure {
    /// Where.
    pub stage: Stage,
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
    /// Number of the statement, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<usize>,
    /// Line in the policy, from 1; absent for a policy given as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What would have passed.
    pub expected: Vec<String>,
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// Why, where that is one of the known causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// What to add to the values of the test so that this token is let in, and no other; absent where no single value does.
    /// Whether it is to be let in is for the owner of the policy to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admits: Option<String>,
}

/// The answer of `check_trust`.
///
/// "Allowed" means by the documents given: `not_examined` lists what was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TrustReport {
    /// Whether the documents given let the token in.
    pub verdict: Verdict,
    /// Where it is decided; absent when the token gets in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Why.
    pub reason: TrustReason,
    /// What keeps the token out: the first stage first, then the statement that lacks least.
    pub failures: Vec<Failure>,
    /// What would settle an open verdict.
    pub needs: Vec<Need>,
    /// The assumptions and facts that the verdict depends on.
    pub premises: Vec<Premise>,
    /// What is worth knowing of policy and claims and changes no verdict.
    pub findings: Vec<Finding>,
    /// What was not examined.
    pub not_examined: Vec<NotExamined>,
    /// Every statement with every test.
    pub statements: Vec<StatementReport>,
}
