//! `check_trust`, and the `TrustPolicy` handle.

use serde::{Deserialize, Serialize};

use super::handle::Ask;
use super::operation::Request;
use super::values::{
    Claims, ContextValues, DocumentText, Documents, Effect, Finding, Premise, Verdict, context,
};
use crate::aws;
use crate::error::{Error, ErrorKind, quote};
use crate::knowledge::ecr::{is_partition, partition_names};

/// Puts a token to a role's trust policy, as STS does for `AssumeRoleWithWebIdentity`.
///
/// "Allowed" means by the documents given; `not_examined` lists what was not. The token's signature is not part of the
/// input and nothing here verifies it. Source: IAM User Guide, "Policy evaluation logic" and "Create a role for
/// web identity or OpenID Connect federation".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckTrustRequest {
    /// The trust policy, as JSON text.
    pub policy: DocumentText,
    /// The claims of the token.
    pub claims: Claims,
    /// What is known besides.
    #[serde(default)]
    pub options: Option<TrustOptions>,
}

/// What is known besides policy and claims.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TrustOptions {
    /// What a claim that is not named means; `token` where this is not given.
    #[serde(default)]
    pub claims_scope: Option<ClaimsScope>,
    /// ARN of the role that is asked for.
    #[serde(default)]
    pub role_arn: Option<String>,
    /// Session name; `GitHubActions` where this is not given.
    #[serde(default)]
    pub role_session_name: Option<String>,
    /// The identity provider of the role's account.
    #[serde(default)]
    pub provider: Option<Provider>,
    /// Further condition keys of the request, such as `aws:SourceIp`, or other values for keys it has.
    #[serde(default)]
    pub context: Option<ContextValues>,
    /// The AWS partition; from the ARNs, or `aws`, where this is not given.
    #[serde(default)]
    pub partition: Option<String>,
    /// Resource control policies of the role's organisation: documents, or `"unknown"` where they are in force but not
    /// known. Not given: taken as not in force, and listed in `not_examined`.
    #[serde(default)]
    pub rcp: Option<Documents>,
    /// The day to answer for, `YYYY-MM-DD`; what is known today where this is not given.
    #[serde(default)]
    pub as_of: Option<String>,
}

/// What a claim that is not named means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClaimsScope {
    /// It is not in the token: the claims are those of a decoded token.
    Token,
    /// It is not known: the claims come from CloudTrail, environment variables or a form.
    Partial,
}

/// An IAM identity provider.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its ARN.
    pub arn: String,
    /// Its client IDs (audiences); assumed to hold the token's where this is not given.
    #[serde(default)]
    pub client_ids: Option<Vec<String>>,
    /// Whether STS can fetch the issuer's keys from the internet, which an Enterprise Server may not allow; assumed where
    /// this is not given.
    #[serde(default)]
    pub reachable: Option<bool>,
}

/// Where a job is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// STS turns the token away: issuer, audience, keys.
    Provider,
    /// The role's trust policy, or a resource control policy.
    TrustPolicy,
}

/// Why the verdict is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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

/// Whether a part of a statement holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestResult {
    /// It does.
    Match,
    /// It does not.
    NoMatch,
    /// It hangs on something unknown or undocumented.
    Undetermined,
}

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
    pub not_examined: Vec<String>,
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
    /// What fails: `token`, `provider`, `audience`, `principal`, `action`, `condition`, `statement` or `policy`.
    pub element: String,
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
}

/// Something that would settle an open verdict.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Need {
    /// The claim to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// The condition key to be told, in `context`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The option to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Code of the question that AWS leaves open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// One sentence.
    pub message: String,
    /// What the values that the policy tests would give.
    pub values: Vec<NeedValue>,
    /// What any other value would give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Verdict>,
    /// What it would give that the token has no such claim; not told where every token has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<Verdict>,
}

/// What one value would give.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NeedValue {
    /// The value, or a pattern that it would have to fit.
    pub value: String,
    /// The verdict then.
    pub verdict: Verdict,
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
    /// Line in the policy, from 1.
    pub line: usize,
    /// Whether it applies to the request.
    pub result: TestResult,
    /// Every part, in order.
    pub tests: Vec<TestReport>,
}

/// One part of a statement, tested.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestReport {
    /// `principal`, `action`, `resource` or `condition`.
    pub element: String,
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
    /// Line in the policy, from 1.
    pub line: usize,
    /// JSON pointer in the policy.
    pub pointer: String,
    /// Pattern and value side by side, for a text comparison that fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment: Option<Alignment>,
}

/// A pattern and a value, aligned by the segments of the value.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Alignment {
    /// Column by column; joined, the pieces give pattern and value.
    pub columns: Vec<Column>,
    /// Where they part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parting: Option<Parting>,
}

/// A piece of a pattern beside the piece of the value it stands for.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Column {
    /// The piece of the pattern.
    pub pattern: String,
    /// The piece of the value.
    pub value: String,
    /// Whether they fit.
    pub fits: bool,
}

/// The place where pattern and value part.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Parting {
    /// Characters of the pattern before it.
    pub pattern_offset: usize,
    /// Characters of the value before it.
    pub value_offset: usize,
    /// What the pattern asks for there; empty where it ends.
    pub expected: String,
    /// What the value has there; empty where it ends.
    pub found: String,
}

impl Request for CheckTrustRequest {
    type Response = TrustReport;

    fn run(self) -> Result<TrustReport, Error> {
        let policy: aws::TrustPolicy =
            self.policy.0.parse().map_err(|error: Error| error.within("/policy"))?;
        let options = options(self.options.unwrap_or_default()).map_err(|error| error.under("options"))?;
        let claims = self.claims.bounded().map_err(|error| error.under("claims"))?;
        Ok(TrustReport::from(policy.check(claims, &options)))
    }
}

/// Puts one token to a compiled trust policy.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyCheckRequest {
    /// The claims of the token.
    pub claims: Claims,
    /// What is known besides.
    #[serde(default)]
    pub options: Option<TrustOptions>,
}

impl Ask<aws::TrustPolicy> for PolicyCheckRequest {
    type Response = TrustReport;

    fn ask(self, policy: &aws::TrustPolicy) -> Result<TrustReport, Error> {
        let options = options(self.options.unwrap_or_default()).map_err(|error| error.under("options"))?;
        let claims = self.claims.bounded().map_err(|error| error.under("claims"))?;
        Ok(TrustReport::from(policy.check(claims, &options)))
    }
}

/// Puts many tokens to a compiled trust policy.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyCheckManyRequest {
    /// The claims of each token.
    pub claims: Vec<Claims>,
    /// What is known besides, for all of them.
    #[serde(default)]
    pub options: Option<TrustOptions>,
    /// Whether each answer comes with its whole report; slower and larger.
    #[serde(default)]
    pub explain: Option<bool>,
}

/// The answers of `check_many`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrustAnswers {
    /// One a token, in the order given.
    pub answers: Vec<TrustAnswer>,
}

/// A verdict in short.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrustAnswer {
    /// Whether the documents given let the token in.
    pub verdict: Verdict,
    /// Why.
    pub reason: TrustReason,
    /// The whole report, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<TrustReport>,
}

impl Ask<aws::TrustPolicy> for PolicyCheckManyRequest {
    type Response = TrustAnswers;

    fn ask(self, policy: &aws::TrustPolicy) -> Result<TrustAnswers, Error> {
        let options = options(self.options.unwrap_or_default()).map_err(|error| error.under("options"))?;
        let explain = self.explain.unwrap_or(false);
        let answer = |(index, claims): (usize, &Claims)| {
            let claims = claims.bounded().map_err(|error| error.under(index).under("claims"))?;
            let decision = policy.decide(&policy.prepare(claims, &options));
            Ok(TrustAnswer {
                verdict: decision.verdict.into(),
                reason: decision.reason.into(),
                report: explain.then(|| TrustReport::from(policy.check(claims, &options))),
            })
        };
        Ok(TrustAnswers {
            answers: self.claims.iter().enumerate().map(answer).collect::<Result<_, Error>>()?,
        })
    }
}

/// The domain's options from the wire's.
pub(super) fn options(wire: TrustOptions) -> Result<aws::TrustOptions, Error> {
    let role_arn =
        wire.role_arn.map(|text| role(&text)).transpose().map_err(|error| error.under("role_arn"))?;
    let provider = wire.provider.map(provider).transpose().map_err(|error| error.under("provider"))?;
    let as_of = wire.as_of.map(day).transpose().map_err(|error| error.under("as_of"))?;
    if let Some(name) = &wire.role_session_name {
        session_name(name).map_err(|error| error.under("role_session_name"))?;
    }
    if let Some(partition) = &wire.partition {
        let known =
            role_arn.as_ref().or(provider.as_ref().map(|provider| &provider.arn)).map(crate::Arn::partition);
        check_partition(partition, known).map_err(|error| error.under("partition"))?;
    }
    let rcp = match wire.rcp {
        None => aws::Layer::Omitted,
        Some(documents) => documents.layer(aws::PolicyKind::ResourceControl, "/options/rcp")?,
    };
    let context = context(wire.context.unwrap_or_default())?;
    Ok(aws::TrustOptions {
        claims_scope: match wire.claims_scope {
            None | Some(ClaimsScope::Token) => aws::ClaimsScope::Token,
            Some(ClaimsScope::Partial) => aws::ClaimsScope::Partial,
        },
        role_arn,
        role_session_name: wire.role_session_name,
        provider,
        context,
        partition: wire.partition,
        rcp,
        as_of,
    })
}

fn role(text: &str) -> Result<crate::Arn, Error> {
    let arn: crate::Arn = text.parse()?;
    let account = crate::arn::is_account(arn.account());
    let name = arn
        .resource()
        .strip_prefix("role/")
        .is_some_and(|name| !name.is_empty() && !name.contains(['*', '?']));
    if arn.service() == "iam" && account && name {
        return Ok(arn);
    }
    Err(Error::new(ErrorKind::ArnInvalid, format!("`{}` is not the ARN of a role", quote(text)))
        .with_found(text)
        .with_help("a role's ARN is written `arn:aws:iam::123456789012:role/name`"))
}

fn provider(wire: Provider) -> Result<aws::Provider, Error> {
    let arn: crate::Arn = wire.arn.parse().map_err(|error: Error| error.under("arn"))?;
    if arn.service() != "iam" || !arn.resource().starts_with("oidc-provider/") {
        return Err(Error::new(
            ErrorKind::ArnInvalid,
            format!("`{}` is not the ARN of an identity provider", quote(&wire.arn)),
        )
        .with_found(&wire.arn)
        .with_help(
            "it is written `arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com`",
        )
        .under("arn"));
    }
    Ok(aws::Provider { arn, client_ids: wire.client_ids, reachable: wire.reachable })
}

/// 2 to 64 of the characters that STS takes (API reference, `AssumeRoleWithWebIdentity`).
fn session_name(text: &str) -> Result<(), Error> {
    let legal = |b: u8| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b);
    if (2..=64).contains(&text.len()) && text.bytes().all(legal) {
        return Ok(());
    }
    Err(Error::new(ErrorKind::InvalidValue, format!("`{}` is no session name", quote(text)))
        .with_found(text)
        .with_help("STS takes 2 to 64 letters, digits and `_+=,.@-`"))
}

fn check_partition(text: &str, known: Option<&str>) -> Result<(), Error> {
    let error = |message: String| Error::new(ErrorKind::InvalidValue, message).with_found(text);
    if !is_partition(text) {
        return Err(error(format!("`{}` is no partition", quote(text)))
            .with_help(format!("known: {}", partition_names())));
    }
    match known {
        Some(known) if known != text => {
            Err(error(format!("the ARNs are of the partition `{}`", quote(known)))
                .with_help("leave `partition` out: the ARNs tell it"))
        }
        _ => Ok(()),
    }
}

fn day(text: String) -> Result<String, Error> {
    if aws::is_day(&text) {
        return Ok(text);
    }
    Err(Error::new(ErrorKind::InvalidValue, format!("`{}` is no day", quote(&text)))
        .with_found(&text)
        .with_help("write it as `2026-11-22`"))
}

impl From<aws::TrustReport> for TrustReport {
    fn from(report: aws::TrustReport) -> TrustReport {
        TrustReport {
            verdict: report.verdict.into(),
            stage: report.stage.map(Stage::from),
            reason: report.reason.into(),
            failures: report.failures.into_iter().map(Failure::from).collect(),
            needs: report.needs.into_iter().map(Need::from).collect(),
            premises: report.premises.iter().map(Premise::from).collect(),
            findings: report.findings.iter().map(Finding::from).collect(),
            not_examined: report.not_examined.into_iter().map(str::to_owned).collect(),
            statements: report.statements.into_iter().map(StatementReport::from).collect(),
        }
    }
}

impl From<aws::Stage> for Stage {
    fn from(stage: aws::Stage) -> Stage {
        match stage {
            aws::Stage::Provider => Stage::Provider,
            aws::Stage::TrustPolicy => Stage::TrustPolicy,
        }
    }
}

impl From<aws::TrustReason> for TrustReason {
    fn from(reason: aws::TrustReason) -> TrustReason {
        match reason {
            aws::TrustReason::Allow => TrustReason::Allow,
            aws::TrustReason::ExplicitDeny => TrustReason::ExplicitDeny,
            aws::TrustReason::ImplicitDeny => TrustReason::ImplicitDeny,
            aws::TrustReason::TokenRejected => TrustReason::TokenRejected,
            aws::TrustReason::Open => TrustReason::Open,
        }
    }
}

impl From<aws::TestResult> for TestResult {
    fn from(result: aws::TestResult) -> TestResult {
        match result {
            aws::TestResult::Match => TestResult::Match,
            aws::TestResult::NoMatch => TestResult::NoMatch,
            aws::TestResult::Undetermined => TestResult::Undetermined,
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
            stage: failure.stage.into(),
            code: failure.code.to_owned(),
            message: failure.message,
            element: failure.element.to_owned(),
            operator,
            key,
            statement: failure.statement,
            line: failure.line,
            expected: failure.expected,
            actual: failure.actual,
        }
    }
}

impl From<aws::Need> for Need {
    fn from(need: aws::Need) -> Need {
        let value = |value: aws::NeedValue| NeedValue { value: value.value, verdict: value.verdict.into() };
        Need {
            claim: need.claim,
            key: need.key,
            option: need.option,
            question: need.question.map(str::to_owned),
            message: need.message,
            values: need.values.into_iter().map(value).collect(),
            otherwise: need.otherwise.map(Verdict::from),
            absent: need.absent.map(Verdict::from),
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
            result: statement.result.into(),
            tests: statement.tests.into_iter().map(TestReport::from).collect(),
        }
    }
}

impl From<aws::TestReport> for TestReport {
    fn from(test: aws::TestReport) -> TestReport {
        let (operator, key) = split(test.condition);
        TestReport {
            element: test.element.to_owned(),
            operator,
            key,
            result: test.result.into(),
            message: test.message,
            expected: test.expected,
            actual: test.actual,
            line: test.line,
            pointer: test.pointer,
            alignment: test.alignment.map(Alignment::from),
        }
    }
}

impl From<aws::Alignment> for Alignment {
    fn from(alignment: aws::Alignment) -> Alignment {
        let column =
            |column: aws::Column| Column { pattern: column.pattern, value: column.value, fits: column.fits };
        let parting = |parting: aws::Parting| Parting {
            pattern_offset: parting.pattern_offset,
            value_offset: parting.value_offset,
            expected: parting.expected,
            found: parting.found,
        };
        Alignment {
            columns: alignment.columns.into_iter().map(column).collect(),
            parting: alignment.parting.map(parting),
        }
    }
}
