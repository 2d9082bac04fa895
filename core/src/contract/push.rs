//! `check_push`.

use serde::{Deserialize, Serialize};

use super::access::{AccessPolicies, AccessReason, LayerReport};
use super::request::Request;
use super::trust::Need;
use super::values::{ContextValues, LayerName, NotExamined, Verdict, closed};
use crate::aws;
use crate::error::Error;
use crate::names::AccountId;
use crate::premise::{Finding, Premise};

/// Checks every ECR call that a push of this image makes.
///
/// The tag plays no part: no condition key carries it, so no policy can limit it. Source: Amazon ECR User Guide, "IAM
/// permissions for pushing an image".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckPushRequest {
    /// The image, in a registry of ECR or of ECR Public.
    pub image: String,
    /// ARN of the assumed-role session, role or user that pushes.
    pub principal: String,
    /// The policies.
    pub policies: AccessPolicies,
    /// What is known besides.
    #[serde(default)]
    pub options: Option<PushOptions>,
}

/// What is known of a push besides its policies.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PushOptions {
    /// What pushes; where this is not given, all that AWS lists for a push is asked for.
    #[serde(default)]
    pub client: Option<aws::PushClient>,
    /// Whether layers are read as well, as for a registry cache or an image that is copied.
    #[serde(default)]
    pub pull: Option<bool>,
    /// Whether the repository exists; assumed where this is not given.
    #[serde(default)]
    pub repository: Option<aws::RepositoryState>,
    /// The account of a registry of ECR Public, whose alias does not show it; the principal's where this is not given.
    #[serde(default)]
    pub registry_account: Option<String>,
    /// Condition keys and their values.
    #[serde(default)]
    pub context: Option<ContextValues>,
}

/// One call of a push.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PushAction {
    /// The action, such as `ecr:PutImage`.
    pub action: String,
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
    pub depends_on: Option<String>,
    /// Every layer, in the order in which AWS lists the steps.
    pub layers: Vec<LayerReport>,
}

/// The answer of `check_push`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PushPermissions {
    /// Allowed when every call is.
    pub verdict: Verdict,
    /// The verdict in one sentence.
    pub message: String,
    /// The repository's ARN.
    pub repository: String,
    /// Every call, in order.
    pub actions: Vec<PushAction>,
    /// What the verdict rests on.
    pub premises: Vec<Premise>,
    /// What would settle an open verdict.
    pub needs: Vec<Need>,
    /// What is worth knowing of the image and the policies.
    pub findings: Vec<Finding>,
    /// What was not looked at, layers that were not given first.
    pub not_examined: Vec<NotExamined>,
}

impl Request for CheckPushRequest {
    type Response = PushPermissions;

    fn run(self) -> Result<PushPermissions, Error> {
        let image = self.image.parse().map_err(|error: Error| error.under("image"))?;
        let principal = self.principal.parse().map_err(|error: Error| error.under("principal"))?;
        let options = self.options.unwrap_or_default();
        let context = closed(options.context.unwrap_or_default()).map_err(|error| error.under("options"))?;
        let account = options.registry_account.map(|text| text.parse::<AccountId>()).transpose();
        let policies = self.policies.read()?;
        let options = aws::PushOptions {
            client: options.client.unwrap_or_default(),
            pull: options.pull.unwrap_or(false),
            repository: options.repository,
            registry_account: account.map_err(|error| error.under("registry_account").under("options"))?,
            context,
        };
        let report = aws::check_push(&image, &principal, &policies, &options)?;
        let action = |action: aws::PushAction| PushAction {
            action: action.action.to_owned(),
            resource: action.resource,
            verdict: action.verdict.into(),
            reason: action.reason.into(),
            layer: action.layer,
            message: action.message,
            depends_on: action.depends_on.map(str::to_owned),
            layers: action.layers.into_iter().map(LayerReport::from).collect(),
        };
        Ok(PushPermissions {
            verdict: report.verdict.into(),
            message: report.message,
            repository: report.repository,
            actions: report.actions.into_iter().map(action).collect(),
            premises: report.premises,
            needs: report.needs.into_iter().map(Need::from).collect(),
            findings: report.findings,
            not_examined: report.not_examined,
        })
    }
}
