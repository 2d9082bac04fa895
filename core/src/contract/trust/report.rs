//! The answer of `check_trust`.

use serde::Serialize;

use crate::aws;
pub use crate::aws::{
    Alignment, Column, Need, NeedPattern, NeedValue, Parting, Stage, TestResult, TrustReason,
};
use crate::contract::values::{Effect, Element, Finding, NotExamined, Premise, Verdict};

/// The answer of `check_trust`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// What the verdict rests on.
    pub premises: Vec<Premise>,
    /// Odd things in policy or claims that do not change the verdict.
    pub findings: Vec<Finding>,
    /// What was not looked at.
    pub not_examined: Vec<NotExamined>,
    /// Every statement with every test.
    pub statements: Vec<StatementReport>,
}

/// One thing that keeps the token out.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failure {
    /// Where.
    pub stage: Stage,
    /// Stable code.
    pub code: String,
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
    /// Line in the policy, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What would have passed.
    pub expected: Vec<String>,
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// What is behind it, where that is one of the known causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// What to add to the values of the test so that this token is let in, and no other; absent where no single value does.
    /// Whether it is to be let in is for the owner of the policy to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admits: Option<String>,
}

/// What is behind a denial.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// Stable code.
    pub code: String,
    /// One sentence.
    pub message: String,
}

/// One statement, tested.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// One part of a statement, tested.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
}

impl From<aws::TrustReport> for TrustReport {
    fn from(report: aws::TrustReport) -> TrustReport {
        TrustReport {
            verdict: report.verdict,
            stage: report.stage,
            reason: report.reason,
            failures: report.failures.into_iter().map(Failure::from).collect(),
            needs: report.needs,
            premises: report.premises,
            findings: report.findings,
            not_examined: report.not_examined,
            statements: report.statements.into_iter().map(StatementReport::from).collect(),
        }
    }
}

fn split(condition: Option<aws::Condition>) -> (Option<String>, Option<String>) {
    condition.map(|condition| (condition.operator, condition.key)).unzip()
}

impl From<aws::Failure> for Failure {
    fn from(failure: aws::Failure) -> Failure {
        let (operator, key) = split(failure.condition);
        Failure {
            stage: failure.stage,
            code: failure.code.to_string(),
            message: failure.message,
            element: failure.element,
            operator,
            key,
            statement: failure.statement,
            line: failure.line,
            expected: failure.expected,
            actual: failure.actual,
            cause: failure.cause.map(|cause| Cause { code: cause.code.to_string(), message: cause.message }),
            admits: failure.admits,
        }
    }
}

impl From<aws::StatementReport> for StatementReport {
    fn from(statement: aws::StatementReport) -> StatementReport {
        StatementReport {
            number: statement.number,
            sid: statement.sid,
            effect: statement.effect.into(),
            line: statement.line,
            result: statement.result,
            tests: statement.tests.into_iter().map(TestReport::from).collect(),
        }
    }
}

impl From<aws::TestReport> for TestReport {
    fn from(test: aws::TestReport) -> TestReport {
        let (operator, key) = split(test.condition);
        TestReport {
            element: test.element,
            operator,
            key,
            result: test.result,
            message: test.message,
            expected: test.expected,
            actual: test.actual,
            line: test.line,
            pointer: test.pointer,
            alignment: test.alignment,
        }
    }
}
