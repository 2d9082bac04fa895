//! What the caller knows of the repository and its settings.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::github::ClaimValue;
use crate::names::{AccountId, Partition};

/// What is known beside the files.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ReadOptions {
    /// `owner/name` of the repository that the files are of.
    pub repository: Option<String>,
    /// Its default branch.
    pub default_branch: Option<String>,
    /// The variables (`vars`) of the repository, its organisation and its environments: all of them.
    pub variables: Option<BTreeMap<String, String>>,
    /// Which of the refs behind `@` are branches and which are tags, by `owner/name@ref`.
    pub refs: BTreeMap<String, RefKind>,
    /// The repository's default permissions of workflows.
    pub default_workflow_permissions: Option<DefaultPermissions>,
    /// The owners whose reusable workflows count as the repository's own.
    pub trusted_owners: Option<Vec<String>>,
    /// The names of the workflow files whose jobs are read; where this is not given, those that an event starts, and those
    /// that are only called and that no file given here calls.
    pub entries: Option<Vec<String>>,
    /// The values of Terraform's variables and of CloudFormation's parameters, by name.
    pub values: BTreeMap<String, ClaimValue>,
    /// The account that the infrastructure is in.
    pub account: Option<AccountId>,
    /// Its region, such as `eu-central-1`.
    pub region: Option<String>,
    /// Its partition, such as `aws`.
    pub partition: Option<Partition>,
}

/// What a ref is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefKind {
    /// A branch.
    Branch,
    /// A tag.
    Tag,
    /// Both: the tag wins.
    TagAndBranch,
}

/// The default permissions of workflows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DefaultPermissions {
    /// The restricted default.
    Read,
    /// The permissive default.
    Write,
}
