//! The answer of the call that stores a policy, as data.

use std::borrow::Cow;

use serde::Serialize;

use crate::aws::policy::Placed;
use crate::codes::Code;
use crate::premise::{Finding, Premise};
use crate::text::visible;

/// The answer of the call that stores a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CreateOutcome {
    /// It stores the policy.
    Accepted,
    /// AWS does not document it, or it depends on the account's quota.
    Undetermined,
    /// It refuses.
    Rejected,
}

/// One thing that counts against a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CreateReason {
    /// What it leads to.
    pub outcome: CreateOutcome,
    /// Stable code.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: &'static Code,
    /// One sentence.
    pub message: String,
    /// JSON pointer in the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Line in the policy, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

impl CreateReason {
    /// A reason that is about one element.
    pub(super) fn at<T>(
        element: &Placed<T>,
        outcome: CreateOutcome,
        code: &'static Code,
        message: impl Into<String>,
    ) -> CreateReason {
        CreateReason {
            outcome,
            code,
            message: visible(Cow::Owned(message.into())).into_owned(),
            pointer: Some(element.pointer.clone()),
            line: element.line(),
        }
    }
}

/// The answer of `check_create`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CreateReport {
    /// AWS's answer.
    pub outcome: CreateOutcome,
    /// What counts against the policy, in order.
    pub reasons: Vec<CreateReason>,
    /// The assumptions of the answer, and what was seen rather than documented.
    pub premises: Vec<Premise>,
    /// What AWS stores and is probably not meant.
    pub findings: Vec<Finding>,
    /// Characters that count against the quota.
    pub size: usize,
    /// Characters that are allowed.
    pub quota: usize,
}
