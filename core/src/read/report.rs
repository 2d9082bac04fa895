//! What is told of infrastructure: roles, providers, repositories, settings, events, tokens and errors.

use core::fmt;

use serde::{Serialize, Serializer};

pub use super::gathered::OpenReason;
use super::value::Value;
use super::workflow::ReadText;
use crate::github::{ClaimValue, Claims};
use crate::premise::SourcePlace;

/// JSON as a document has it. What is not known stands in its texts as `⟦name⟧`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadJson(ClaimValue);

impl ReadJson {
    /// This value.
    #[must_use]
    pub fn new(value: ClaimValue) -> ReadJson {
        ReadJson(value)
    }

    /// The value; `null` is [`ClaimValue::Absent`].
    #[must_use]
    pub fn value(&self) -> &ClaimValue {
        &self.0
    }
}

/// The JSON as text.
impl fmt::Display for ReadJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(&self.0).map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl Serialize for ReadJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ReadJson {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ReadJson".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"x-json": true})
    }
}

/// A policy as a document has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadPolicy {
    /// The policy; a text `⟦name⟧` where nothing of it is known, `null` where it is not JSON.
    pub document: ReadJson,
    /// What it depends on and is not known, in the order of the document.
    pub unknown: Vec<String>,
    /// Where its texts are written, in documents that people change.
    pub places: Vec<PolicyPlace>,
    /// The same with every place, for edits.
    #[serde(skip)]
    pub(crate) written: Written,
}

#[cfg(feature = "road")]
impl ReadPolicy {
    /// A policy that is known whole, and is written nowhere.
    pub(crate) fn known(document: ReadJson) -> ReadPolicy {
        ReadPolicy { document, unknown: Vec::new(), places: Vec::new(), written: Written::default() }
    }
}

/// A policy with the place of each of its parts; nothing where no document is its source.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written(pub(crate) Option<Value>);

/// Where a policy is written does not matter for what it says.
impl PartialEq for Written {
    fn eq(&self, _: &Written) -> bool {
        true
    }
}

impl Eq for Written {}

/// Where a part of a policy is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PolicyPlace {
    /// JSON pointer into the policy.
    pub pointer: String,
    /// Where it is written; of a text made of several, the first.
    pub place: SourcePlace,
}

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadRole {
    /// Its address in its document, such as `module.ci.aws_iam_role.this[0]`, or a logical id of CloudFormation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its ARN, where the document gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<ReadText>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ReadText>,
    /// Its path, where the document gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<ReadText>,
    /// Its trust policy; absent where the document does not give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trust_policy: Option<ReadPolicy>,
    /// What it may do, as far as the documents say.
    pub permissions: Vec<ReadPermission>,
    /// The ARN of its permissions boundary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boundary: Option<ReadText>,
    /// The policy that is its permissions boundary, where the documents define it.
    #[serde(skip)]
    pub boundary_policy: Option<ReadPolicy>,
    /// The longest session, in seconds, where the document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_session_duration: Option<u32>,
    /// Where it is.
    pub place: SourcePlace,
}

impl ReadRole {
    /// What tells it from others: its address, else its ARN or its name; for a trust policy by itself the document's name.
    #[must_use]
    pub fn label(&self) -> String {
        let text = [&self.arn, &self.name].into_iter().flatten().find_map(|text| text.value.clone());
        let named = self.address.clone().or(text).or_else(|| self.place.document.clone());
        named.unwrap_or_else(|| "a role without a name".to_owned())
    }

    /// The text of its trust policy; where that is not known whole, what it depends on. `None` where no document gives it.
    #[must_use]
    pub fn trust_text(&self) -> Option<Result<String, String>> {
        let policy = self.trust_policy.as_ref()?;
        let known = policy.unknown.is_empty();
        Some(if known {
            Ok(policy.document.to_string())
        } else {
            Err(format!("depends on {}", policy.unknown.join(", ")))
        })
    }
}

/// Where a permission comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PermissionKind {
    /// A policy within the role.
    Inline,
    /// A managed policy that the documents define.
    Customer,
    /// A managed policy that is only named.
    Managed,
}

/// A permission of a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadPermission {
    /// Where it comes from.
    pub kind: PermissionKind,
    /// The name of an inline policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ReadText>,
    /// The address of what defines it, where that is not the role itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The ARN of a managed policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<ReadText>,
    /// The policy, where the documents give it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<ReadPolicy>,
    /// Where it is.
    pub place: SourcePlace,
}

/// An identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadProvider {
    /// Its address in its document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its ARN, where the document gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<ReadText>,
    /// Its URL, with its scheme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<ReadText>,
    /// The audiences that it registers; absent where the document does not tell them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_ids: Option<Vec<ReadText>>,
    /// The thumbprints of certificates that it pins; absent where the document does not tell them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbprints: Option<Vec<ReadText>>,
    /// Where it is.
    pub place: SourcePlace,
}

/// An ECR repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadRepository {
    /// Its address in its document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its ARN, where the document gives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<ReadText>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<ReadText>,
    /// `MUTABLE`, `IMMUTABLE`, `MUTABLE_WITH_EXCLUSION` or `IMMUTABLE_WITH_EXCLUSION`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutability: Option<ReadText>,
    /// The tags that are an exception, as filters.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", serde(default))]
    pub exclusions: Vec<ReadText>,
    /// Its policy, where the documents give one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<ReadPolicy>,
    /// How many rules its lifecycle policy has, where the documents give one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle_rules: Option<u32>,
    /// Where it is.
    pub place: SourcePlace,
}

/// The policy of a registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadRegistryPolicy {
    /// Its address in its document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The account whose registry it is, where the document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<ReadText>,
    /// The policy.
    pub policy: ReadPolicy,
    /// Where it is.
    pub place: SourcePlace,
}

/// Whose settings they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SettingsScope {
    /// An organisation's.
    Organization,
    /// A repository's.
    Repository,
}

/// GitHub's settings of subjects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadSettings {
    /// Their address in their document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Whose settings they are.
    pub scope: SettingsScope,
    /// The repository or the organisation, where the document says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<ReadText>,
    /// Whether the default subject is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_default: Option<bool>,
    /// The keys of the subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_claim_keys: Option<Vec<ReadText>>,
    /// Whether the subject names owner and repository with their ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_immutable_subject: Option<bool>,
    /// What the subject begins with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub_claim_prefix: Option<String>,
    /// What they depend on and is not known.
    pub unknown: Vec<String>,
    /// Where they are.
    pub place: SourcePlace,
}

/// A call of `AssumeRoleWithWebIdentity` that CloudTrail recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadEvent {
    /// The id of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// `success`, or the code of the error.
    pub outcome: String,
    /// When it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The region of the endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The ARN of the role that was asked for; absent where the event does not hold it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The ARN of the identity provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The name of the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_name: Option<String>,
    /// Which attempt it is part of, from 1: events of one subject, role and outcome that follow each other within five
    /// minutes are one, because a program that is refused asks again.
    pub attempt: u32,
    /// The claims that the event shows.
    pub claims: Claims,
    /// Where it is.
    pub place: SourcePlace,
}

/// A token. Its text is not repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadToken {
    /// Its claims.
    pub claims: Claims,
    /// Where it is.
    pub place: SourcePlace,
}

/// What AWS, docker or an action said when it refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadRefusalLine {
    /// Which refusal it is.
    pub code: String,
    /// Its sentence.
    pub message: String,
    /// The caller that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// The action that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// The resource that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The kind of policy that it blames.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    /// Where it is.
    pub place: SourcePlace,
}
