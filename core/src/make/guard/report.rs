//! What is told of a guard.

use serde::Serialize;

use crate::analysis::WitnessToken;
use crate::premise::{Finding, Premise, SourcePlace};
use crate::read::ReadJson;

/// What the guard tells our tokens by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GuardKey {
    /// The ids of the owners: nobody else can ever have them.
    RepositoryOwnerId,
    /// The logins of the owners, in the name of the repository.
    Repository,
    /// The subject, where AWS fills no other key from this issuer's tokens.
    Sub,
}

/// What the guard does for a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GuardedOutcome {
    /// Strangers get in today, and none does with the guard.
    KeptOut,
    /// No stranger gets in, with or without the guard.
    Closed,
    /// No token of the issuer gets in: the role is for others, and the guard does not change who.
    NotConcerned,
    /// The guard does not reach the role, or not each of its ways in: it needs a policy of its own. `reason` says why.
    OutOfReach,
    /// It is not proved that no stranger gets in with the guard: `reason` says why.
    Unproved,
    /// Its trust policy is not known: `reason` says why.
    Unread,
}

/// A role, and what the guard does for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GuardedRole {
    /// Its address, its ARN or its name; the name of the document for a trust policy by itself.
    pub name: String,
    /// What the guard does for it.
    pub outcome: GuardedOutcome,
    /// Why it is so, where that is not plain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A token of a stranger that gets in without the guard, or may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stranger: Option<WitnessToken>,
    /// Where it is.
    pub place: SourcePlace,
}

/// Another way into roles, which the guard is shown to leave as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OtherFederation {
    /// The principal: the ARN of an identity provider, or the name of a shared one.
    pub principal: String,
    /// The roles that trust it.
    pub roles: Vec<String>,
}

/// The guard as files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GuardFiles {
    /// For Terraform.
    pub terraform: String,
    /// For CloudFormation, as JSON.
    pub cloudformation: String,
}

/// The answer of `guard_organization`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "GuardOrganizationResponse"))]
#[non_exhaustive]
pub struct GuardReport {
    /// What the guard tells our tokens by.
    pub by: GuardKey,
    /// The resource control policy. It is proved to deny every token of this issuer that is not of these owners, and none that is.
    pub policy: ReadJson,
    /// Its characters that count against the quota.
    pub size: usize,
    /// The characters that the quota allows.
    pub quota: usize,
    /// The roles, in the order of the documents.
    pub roles: Vec<GuardedRole>,
    /// The other ways into these roles, which the guard leaves as they are.
    pub federations: Vec<OtherFederation>,
    /// The guard as files.
    pub files: GuardFiles,
    /// What the proof rests on.
    pub premises: Vec<Premise>,
    /// The assumptions about GitHub and AWS that the proof uses, by their ids on the page of the model.
    pub assumptions: Vec<&'static str>,
    /// What is worth knowing.
    pub findings: Vec<Finding>,
}
