//! `check_access`, and the policies that `check_push` shares with it.

use serde::{Deserialize, Serialize};

use super::request::Request;
use super::trust::Need;
use super::values::{
    ContextValues, Documents, Finding, LayerName, Levels, NotExamined, Premise, Verdict, closed,
};
use crate::aws::{self, Layer, PolicyKind, PolicyText};
use crate::error::Error;

/// Evaluates one request to AWS against the policies around it.
///
/// The layers and how they compose: an explicit Deny in any of them decides; otherwise every layer in force must allow.
/// Source: IAM User Guide, "Policy evaluation logic"; AWS Organizations User Guide, "SCP evaluation" and "RCP evaluation".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckAccessRequest {
    /// Who asks for what.
    pub request: AccessRequest,
    /// The policies.
    pub policies: AccessPolicies,
}

/// A request to AWS.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccessRequest {
    /// The action, such as `ecr:PutImage`.
    pub action: String,
    /// The resource's ARN; `*` for an action without resource types, such as `ecr:GetAuthorizationToken`.
    pub resource: String,
    /// ARN of the assumed-role session, role or user, or the name of a service. Not given: whoever the identity
    /// policies belong to, in the account of the resource.
    #[serde(default)]
    pub principal: Option<String>,
    /// Condition keys and their values; one that is not named is missing, but for what the principal tells of itself.
    #[serde(default)]
    pub context: Option<ContextValues>,
}

/// The policies around a request. A layer that is not given is taken as not in force (but for `identity`), and listed
/// in `not_examined`; `"unknown"` stands for one in force that is not known.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccessPolicies {
    /// The principal's identity policies. Not given, they allow nothing by themselves, and what a resource policy
    /// leaves to them is assumed and listed as a premise.
    #[serde(default)]
    pub identity: Option<Documents>,
    /// The policies of the resource; for ECR that of the repository.
    #[serde(default)]
    pub resource: Option<Documents>,
    /// The policy of the ECR registry. Its documents follow those of `resource` where statements are numbered.
    #[serde(default)]
    pub registry: Option<Documents>,
    /// The permissions boundary.
    #[serde(default)]
    pub boundary: Option<Documents>,
    /// The session policies passed when the role was assumed.
    #[serde(default)]
    pub session: Option<Documents>,
    /// Service control policies of the principal's organisation: one entry a level, from the root down to the account.
    /// `"unknown"` stands for all levels, or for one.
    #[serde(default)]
    pub scp: Option<Levels>,
    /// Resource control policies of the resource's organisation; AWS's full-access policy is implied.
    #[serde(default)]
    pub rcp: Option<Documents>,
    /// The scope of the ECR registry's policy; `v2`, the default of ECR, where this is not given.
    #[serde(default)]
    pub registry_scope: Option<aws::RegistryScope>,
    /// Whether documents that are longer than AWS stores are evaluated all the same; else they are refused.
    #[serde(default)]
    pub over_quota: Option<bool>,
}

/// Why access is or is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LayerReport {
    /// Which.
    pub layer: LayerName,
    /// What it says.
    pub result: LayerResult,
    /// One sentence.
    pub message: String,
    /// The statements that apply, as `document/statement`, from 1; for SCPs the level comes first.
    pub statements: Vec<String>,
}

/// The answer of `check_access`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// Every layer, in the order in which AWS lists the steps.
    pub layers: Vec<LayerReport>,
    /// What the verdict rests on.
    pub premises: Vec<Premise>,
    /// What would settle an open verdict.
    pub needs: Vec<Need>,
    /// Odd things in the policies.
    pub findings: Vec<Finding>,
    /// Layers that were not given.
    pub not_examined: Vec<NotExamined>,
}

impl Request for CheckAccessRequest {
    type Response = AccessReport;

    fn run(self) -> Result<AccessReport, Error> {
        let request = self.request.read().map_err(|error| error.under("request"))?;
        Ok(AccessReport::from(aws::check_access(&request, &self.policies.read()?)?))
    }
}

impl AccessRequest {
    fn read(self) -> Result<aws::AccessRequest, Error> {
        let principal = self
            .principal
            .map(|text| text.parse())
            .transpose()
            .map_err(|error: Error| error.under("principal"))?;
        let context = closed(self.context.unwrap_or_default())?;
        let context = context.iter().map(|(key, values)| (key.as_str(), values.clone()));
        aws::AccessRequest::new(principal, &self.action, &self.resource, context)
    }
}

impl AccessPolicies {
    pub(super) fn read(&self) -> Result<aws::AccessPolicies, Error> {
        let layer = |documents: &Option<Documents>, kind: PolicyKind, name: &str| match documents {
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
        Ok(aws::AccessPolicies {
            identity: layer(&self.identity, PolicyKind::Identity, "identity")?,
            resource: join(
                layer(&self.resource, PolicyKind::Resource, "resource")?,
                layer(&self.registry, PolicyKind::Resource, "registry")?,
            ),
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

impl From<aws::AccessReport> for AccessReport {
    fn from(report: aws::AccessReport) -> AccessReport {
        AccessReport {
            verdict: report.verdict.into(),
            reason: report.reason.into(),
            layer: report.layer,
            message: report.message,
            layers: report.layers.into_iter().map(LayerReport::from).collect(),
            premises: report.premises,
            needs: report.needs.into_iter().map(Need::from).collect(),
            findings: report.findings,
            not_examined: report.not_examined,
        }
    }
}

impl From<aws::AccessReason> for AccessReason {
    fn from(reason: aws::AccessReason) -> AccessReason {
        match reason {
            aws::AccessReason::Allow => AccessReason::Allow,
            aws::AccessReason::ExplicitDeny => AccessReason::ExplicitDeny,
            aws::AccessReason::ImplicitDeny => AccessReason::ImplicitDeny,
            aws::AccessReason::Open => AccessReason::Open,
        }
    }
}

impl From<aws::LayerReport> for LayerReport {
    fn from(layer: aws::LayerReport) -> LayerReport {
        LayerReport {
            layer: layer.layer,
            result: match layer.result {
                aws::LayerResult::Allow => LayerResult::Allow,
                aws::LayerResult::ExplicitDeny => LayerResult::ExplicitDeny,
                aws::LayerResult::Silent => LayerResult::Silent,
                aws::LayerResult::NotInForce => LayerResult::NotInForce,
                aws::LayerResult::Unknown => LayerResult::Unknown,
            },
            message: layer.message,
            statements: layer.statements,
        }
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
