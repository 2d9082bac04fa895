//! `check_access`, and the policies that `check_push` shares with it.

use serde::Deserialize;

use super::document::{Levels, PolicyDocuments};
use super::request::Request;
use super::values::{ContextValues, context};
use crate::aws::AccessReport;
use crate::aws::{self, Layer, PolicyKind, PolicyText};
use crate::error::Error;

/// Evaluates one request to AWS against the policies around it.
///
/// The layers and how they compose: an explicit Deny in any of them decides; otherwise every layer in force must allow.
/// Source: IAM User Guide, "Policy evaluation logic"; AWS Organizations User Guide, "SCP evaluation" and "RCP evaluation".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CheckAccessRequest {
    /// Who asks for what.
    request: AccessRequestInput,
    /// The policies.
    policies: AccessPoliciesInput,
}

/// A request to AWS.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "AccessRequest")]
pub(super) struct AccessRequestInput {
    /// The action, such as `ecr:PutImage`.
    action: String,
    /// The resource's ARN; `*` for an action without resource types, such as `ecr:GetAuthorizationToken`.
    resource: String,
    /// ARN of the assumed-role session, role or user, or the name of a service. Not given: whoever the identity
    /// policies belong to, in the account of the resource.
    #[serde(default)]
    principal: Option<String>,
    /// Condition keys and their values, `null` for a key that the request lacks. What is not named follows from principal,
    /// resource and action where it can; else it is missing or not known, by AWS's pages on the key.
    #[serde(default)]
    context: Option<ContextValues>,
}

/// The policies around a request. A layer that is not given is listed in `not_examined`, and is taken as not in force;
/// but one that has to allow, `identity` or `resource`, may leave the verdict open. `"unknown"` stands for one in force that
/// is not known, and an empty list for one that has no policy.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename = "AccessPolicies")]
pub(super) struct AccessPoliciesInput {
    /// The principal's identity policies. Where they are not given, what a resource policy leaves to them is assumed and
    /// listed as a premise.
    #[serde(default)]
    identity: Option<PolicyDocuments>,
    /// The policies of the resource; for ECR that of the repository.
    #[serde(default)]
    resource: Option<PolicyDocuments>,
    /// The policy of the ECR registry. Its documents follow those of `resource` where statements are numbered.
    #[serde(default)]
    registry: Option<PolicyDocuments>,
    /// The permissions boundary.
    #[serde(default)]
    boundary: Option<PolicyDocuments>,
    /// The session policies passed when the role was assumed.
    #[serde(default)]
    session: Option<PolicyDocuments>,
    /// Service control policies of the principal's organisation: one entry a level, from the root down to the account.
    /// `"unknown"` stands for all levels, or for one.
    #[serde(default)]
    scp: Option<Levels>,
    /// Resource control policies of the resource's organisation; AWS's full-access policy is implied.
    #[serde(default)]
    rcp: Option<PolicyDocuments>,
    /// The scope of the ECR registry's policy; `v2`, the default of ECR, where this is not given.
    #[serde(default)]
    registry_scope: Option<aws::RegistryScope>,
    /// Whether documents that are longer than AWS stores are evaluated all the same; else they are refused.
    #[serde(default)]
    over_quota: Option<bool>,
}

impl Request for CheckAccessRequest {
    type Response = AccessReport;

    fn run(self) -> Result<AccessReport, Error> {
        let request = self.request.read().map_err(|error| error.under("request"))?;
        aws::check_access(&request, &self.policies.read()?)
    }
}

impl AccessRequestInput {
    fn read(self) -> Result<aws::AccessRequest, Error> {
        let principal = self
            .principal
            .map(|text| text.parse())
            .transpose()
            .map_err(|error: Error| error.under("principal"))?;
        let context = context(self.context.unwrap_or_default())?;
        let context = context.iter().map(|(key, values)| (key.as_str(), values.clone()));
        aws::AccessRequest::new(principal, &self.action, &self.resource, context)
    }
}

impl AccessPoliciesInput {
    pub(super) fn read(&self) -> Result<aws::AccessPolicies, Error> {
        let layer = |documents: &Option<PolicyDocuments>, kind: PolicyKind, name: &str| match documents {
            None => Ok(Layer::Omitted),
            Some(documents) => documents.layer(kind, &format!("/policies/{name}")),
        };
        let boundary = layer(&self.boundary, PolicyKind::Boundary, "boundary")?;
        if matches!(&boundary, Layer::Given(policies) if policies.len() > 1) {
            return Err(Error::new(
                crate::error::ErrorKind::InvalidValue,
                "a role has one permissions boundary at most",
            )
            .with_help("give one document, or leave the boundary out")
            .under("boundary")
            .under("policies"));
        }
        let repository = layer(&self.resource, PolicyKind::Resource, "resource")?;
        let registry = layer(&self.registry, PolicyKind::Resource, "registry")?;
        Ok(aws::AccessPolicies {
            repository_not_given: repository == Layer::Omitted && registry != Layer::Omitted,
            identity: layer(&self.identity, PolicyKind::Identity, "identity")?,
            resource: join(repository, registry),
            boundary,
            session: layer(&self.session, PolicyKind::Session, "session")?,
            scp: match &self.scp {
                Some(levels) => levels.layers(PolicyKind::ServiceControl, "/policies/scp")?,
                None => Vec::new(),
            },
            rcp: layer(&self.rcp, PolicyKind::ResourceControl, "rcp")?,
            registry_scope: self.registry_scope,
            over_quota: self.over_quota.unwrap_or(false),
        })
    }
}

/// The policies of a repository and of its registry, which make up one layer.
fn join(repository: Layer, registry: Layer) -> Layer {
    match (repository, registry) {
        (repository, Layer::Omitted) => repository,
        (Layer::Unknown, _) | (_, Layer::Unknown) => Layer::Unknown,
        (Layer::Omitted, Layer::Given(registry)) => {
            Layer::Given(registry.into_iter().map(PolicyText::of_registry).collect())
        }
        (Layer::Given(mut all), Layer::Given(registry)) => {
            all.extend(registry.into_iter().map(PolicyText::of_registry));
            Layer::Given(all)
        }
    }
}
