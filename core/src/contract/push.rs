//! `check_push`.

use serde::Deserialize;

use super::access::AccessPoliciesInput;
use super::request::Request;
use super::values::{ContextValues, context};
use crate::aws;
use crate::aws::PushPermissions;
use crate::error::Error;
use crate::names::AccountId;

/// Checks every ECR call that a push of this image makes.
///
/// The tag plays no part: no condition key carries it, so no policy can limit it. Source: Amazon ECR User Guide, "IAM
/// permissions for pushing an image".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CheckPushRequest {
    /// The image, in a registry of ECR or of ECR Public.
    image: String,
    /// ARN of the assumed-role session, role or user that pushes.
    principal: String,
    /// The policies.
    policies: AccessPoliciesInput,
    /// What is known besides.
    #[serde(default)]
    options: Option<PushOptionsInput>,
}

/// What is known of a push besides its policies.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "PushOptions")]
pub(super) struct PushOptionsInput {
    /// What pushes; where this is not given, all that AWS lists for a push is asked for.
    #[serde(default)]
    client: Option<aws::PushClient>,
    /// Whether layers are read as well, as for a registry cache or an image that is copied.
    #[serde(default)]
    pull: Option<bool>,
    /// Whether the repository exists; assumed where this is not given.
    #[serde(default)]
    repository: Option<aws::RepositoryState>,
    /// The account of a registry of ECR Public, whose alias does not show it; the principal's where this is not given.
    #[serde(default)]
    registry_account: Option<String>,
    /// Condition keys and their values.
    #[serde(default)]
    context: Option<ContextValues>,
}

impl Request for CheckPushRequest {
    type Response = PushPermissions;

    fn run(self) -> Result<PushPermissions, Error> {
        let image = self.image.parse().map_err(|error: Error| error.under("image"))?;
        let principal = self.principal.parse().map_err(|error: Error| error.under("principal"))?;
        let options = self.options.unwrap_or_default();
        let context = context(options.context.unwrap_or_default()).map_err(|error| error.under("options"))?;
        let account = options.registry_account.map(|text| text.parse::<AccountId>()).transpose();
        let policies = self.policies.read()?;
        let options = aws::PushOptions {
            client: options.client.unwrap_or_default(),
            pull: options.pull.unwrap_or(false),
            repository: options.repository,
            registry_account: account.map_err(|error| error.under("registry_account").under("options"))?,
            context,
        };
        aws::check_push(&image, &principal, &policies, &options)
    }
}
