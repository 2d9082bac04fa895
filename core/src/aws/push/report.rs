//! The answer of a push, as data.

use crate::aws::access::{AccessFailure, AccessReason, LayerReport};
use crate::aws::layer::{LayerName, NotExamined};
use crate::aws::logic::Verdict;
use crate::aws::need::Need;
use crate::premise::{Finding, Premise};

/// One call of a push.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PushAction {
    /// The action, such as `ecr:PutImage`.
    pub action: &'static str,
    /// The repository's ARN, or `*`.
    pub resource: String,
    /// Whether it is allowed.
    pub verdict: Verdict,
    /// Why.
    pub reason: AccessReason,
    /// The layer that decides a denial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<LayerName>,
    /// The verdict in one sentence.
    pub message: String,
    /// What it depends on whether the client makes this call, for a call that is not allowed and that the client may do
    /// without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depends_on: Option<&'static str>,
    /// What keeps a denied call from being allowed, as in the answer of `check_access`.
    pub failures: Vec<AccessFailure>,
    /// Every layer, in the order in which AWS lists the steps.
    pub layers: Vec<LayerReport>,
}

/// The answer of `check_push`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PushPermissions {
    /// Allowed when every call is.
    pub verdict: Verdict,
    /// The verdict in one sentence.
    pub message: String,
    /// The repository's ARN.
    pub repository: String,
    /// Every call, in order.
    pub actions: Vec<PushAction>,
    /// The assumptions of the verdict.
    pub premises: Vec<Premise>,
    /// What would settle an open verdict.
    pub needs: Vec<Need>,
    /// What is worth knowing of the image and the policies.
    pub findings: Vec<Finding>,
    /// What was not examined, layers that were not given first.
    pub not_examined: Vec<NotExamined>,
}

impl PushPermissions {
    /// Before any call.
    pub(super) fn of(repository: &str) -> PushPermissions {
        PushPermissions {
            verdict: Verdict::Allowed,
            message: String::new(),
            repository: repository.to_owned(),
            actions: Vec::new(),
            premises: Vec::new(),
            needs: Vec::new(),
            findings: Vec::new(),
            not_examined: Vec::new(),
        }
    }
}
