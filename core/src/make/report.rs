//! What is made.

use serde::Serialize;

use crate::analysis::{Class, WhoClass, WitnessToken};
use crate::github::CustomizationCall;
use crate::image::TagMutability;
use crate::premise::{Finding, Premise};
use crate::read::ReadJson;

/// Whether the policy says what was meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MakeOutcome {
    /// It admits all tokens of the intent and nobody else.
    Exact,
    /// It admits all tokens of the intent, and more: AWS cannot tell these apart. `admits` says who gets in.
    Nearest,
}

/// The identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MadeProvider {
    /// Its ARN.
    pub arn: String,
    /// The URL of the issuer.
    pub url: String,
    /// The audiences that it accepts.
    pub client_ids: Vec<String>,
    /// Whether the account has it already, so that it is not created.
    pub exists: bool,
}

/// The role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MadeRole {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
}

/// A repository that the role may push to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MadeRepository {
    /// Its ARN.
    pub arn: String,
    /// Its name, or the pattern of several names.
    pub name: String,
    /// Its account.
    pub account: String,
    /// Whether its tags move; absent for a pattern of names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_tag_mutability: Option<TagMutability>,
    /// The tags that move all the same.
    pub exclusion_filters: Vec<String>,
    /// Its policy, where it is in another account than the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<ReadJson>,
}

/// What an account needs, as files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MadeFiles {
    /// The account.
    pub account: String,
    /// For Terraform.
    pub terraform: String,
    /// For CloudFormation, as JSON; absent where it cannot change what exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloudformation: Option<String>,
}

/// The answer of `make_policies`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "MakePoliciesResponse"))]
#[non_exhaustive]
pub struct MakeReport {
    /// Whether the policy says what was meant.
    pub outcome: MakeOutcome,
    /// Who gets in: the policy is proved to admit all tokens of these classes, and no other.
    pub admits: Vec<Class>,
    /// Claims of the intent that no policy can test here in every case, where it is the nearest.
    pub unsaid: Vec<String>,
    /// A token that gets in and is not meant, where it is the nearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beyond: Option<WitnessToken>,
    /// Who gets in, in words, where it is the nearest.
    pub classes: Vec<WhoClass>,
    /// The identity provider.
    pub provider: MadeProvider,
    /// The role.
    pub role: MadeRole,
    /// The role's trust policy.
    pub trust_policy: ReadJson,
    /// Its characters that count against the quota.
    pub size: usize,
    /// The characters that the quota allows.
    pub quota: usize,
    /// What the role may do in ECR; absent where no repository is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<ReadJson>,
    /// The repositories that it may push to.
    pub repositories: Vec<MadeRepository>,
    /// The keys of the subjects that the policy needs, where they have to change first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_claim_keys: Option<Vec<String>>,
    /// The calls of GitHub's REST API that bring these keys into force.
    pub requests: Vec<CustomizationCall>,
    /// All of it as files, for each account: that of the role first.
    pub files: Vec<MadeFiles>,
    /// What the proof rests on.
    pub premises: Vec<Premise>,
    /// The assumptions about GitHub and AWS that the proof uses, by their ids on the page of the model.
    pub assumptions: Vec<&'static str>,
    /// What is worth knowing.
    pub findings: Vec<Finding>,
}
