//! `check_create`.

use serde::{Deserialize, Serialize};

use super::request::Request;
use super::values::{DocumentText, Finding, Premise};
use crate::aws;
use crate::error::{Error, ErrorKind};

/// Predicts whether AWS would store this policy: grammar, size, and for trust policies the principals and the controls for
/// shared identity providers.
///
/// A policy that stands is not checked again. Source: IAM User Guide, "Grammar of the IAM JSON policy language",
/// "Identity-provider controls for shared OIDC providers" and "IAM and AWS STS quotas"; what is seen rather than documented
/// is listed as a premise.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckCreateRequest {
    /// The policy, as JSON text.
    pub policy: DocumentText,
    /// What is known besides.
    #[serde(default)]
    pub options: Option<CreateOptions>,
}

/// What is known of a policy that is to be stored.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateOptions {
    /// What it is stored as; the trust policy of a role where this is not given.
    #[serde(default)]
    pub kind: Option<StoredAs>,
    /// The account's quota for this kind, in characters, as digits, where it was raised.
    #[serde(default)]
    pub quota: Option<String>,
}

/// What a policy is stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StoredAs {
    /// The trust policy of a role: 2,048 characters unless the quota was raised.
    Trust,
    /// A managed policy; a permissions boundary is one: 6,144 characters.
    Managed,
    /// An inline policy of a role: 10,240 characters, all of the role together.
    RoleInline,
    /// An inline policy of a user: 2,048 characters, all of the user together.
    UserInline,
    /// An inline policy of a group: 5,120 characters, all of the group together.
    GroupInline,
    /// The session policy that is passed along when a role is assumed: 2,048 characters.
    Session,
    /// The policy of an ECR repository: 10,240 characters.
    EcrRepository,
    /// The policy of an ECR registry: 10,240 characters.
    EcrRegistry,
}

impl From<StoredAs> for aws::StoredAs {
    fn from(kind: StoredAs) -> aws::StoredAs {
        match kind {
            StoredAs::Trust => aws::StoredAs::Trust,
            StoredAs::Managed => aws::StoredAs::Managed,
            StoredAs::RoleInline => aws::StoredAs::RoleInline,
            StoredAs::UserInline => aws::StoredAs::UserInline,
            StoredAs::GroupInline => aws::StoredAs::GroupInline,
            StoredAs::Session => aws::StoredAs::Session,
            StoredAs::EcrRepository => aws::StoredAs::EcrRepository,
            StoredAs::EcrRegistry => aws::StoredAs::EcrRegistry,
        }
    }
}

/// The answer of the call that stores a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CreateOutcome {
    /// It stores the policy.
    Accepted,
    /// It refuses.
    Rejected,
    /// AWS does not document it, or it hangs on the account's quota.
    Undetermined,
}

impl From<aws::CreateOutcome> for CreateOutcome {
    fn from(outcome: aws::CreateOutcome) -> CreateOutcome {
        match outcome {
            aws::CreateOutcome::Accepted => CreateOutcome::Accepted,
            aws::CreateOutcome::Rejected => CreateOutcome::Rejected,
            aws::CreateOutcome::Undetermined => CreateOutcome::Undetermined,
        }
    }
}

/// One thing that counts against a policy.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateReason {
    /// What it leads to.
    pub outcome: CreateOutcome,
    /// Stable code.
    pub code: String,
    /// One sentence.
    pub message: String,
    /// JSON pointer in the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Line in the policy, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

/// The answer of `check_create`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreateReport {
    /// AWS's answer.
    pub outcome: CreateOutcome,
    /// What counts against the policy, in order.
    pub reasons: Vec<CreateReason>,
    /// What was seen rather than documented and the answer rests on.
    pub premises: Vec<Premise>,
    /// What AWS stores and its writer hardly means.
    pub findings: Vec<Finding>,
    /// Characters that count against the quota.
    pub size: usize,
    /// Characters that are allowed.
    pub quota: usize,
}

impl Request for CheckCreateRequest {
    type Response = CreateReport;

    fn run(self) -> Result<CreateReport, Error> {
        let options = self.options.unwrap_or_default();
        let quota = options.quota.map(|text| digits(&text)).transpose()?;
        let kind = options.kind.map_or_else(aws::StoredAs::default, aws::StoredAs::from);
        let report =
            aws::check_create(&self.policy.0, kind, quota).map_err(|error| error.within("/policy"))?;
        let reason = |reason: aws::CreateReason| CreateReason {
            outcome: reason.outcome.into(),
            code: reason.code.to_string(),
            message: reason.message,
            pointer: reason.pointer,
            line: reason.line,
        };
        Ok(CreateReport {
            outcome: report.outcome.into(),
            reasons: report.reasons.into_iter().map(reason).collect(),
            premises: report.premises,
            findings: report.findings,
            size: report.size,
            quota: report.quota,
        })
    }
}

fn digits(text: &str) -> Result<usize, Error> {
    let plain = !text.is_empty() && text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| plain).ok_or_else(|| {
        Error::new(ErrorKind::InvalidValue, "a quota is a number of characters, such as `4096`")
            .with_found(text)
            .under("quota")
            .under("options")
    })
}
