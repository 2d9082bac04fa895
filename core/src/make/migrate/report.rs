//! What is told of a migration.

use serde::Serialize;

use crate::analysis::Class;
use crate::github::CustomizationCall;
use crate::premise::{Premise, SourcePlace};
use crate::read::ReadJson;

/// What becomes of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MigrationOutcome {
    /// Its policy admits the same jobs afterwards: nothing is to be done.
    Unaffected,
    /// The change locks jobs out; `interim` and `last` are proved.
    Planned,
    /// The change may lock jobs out, and no policy is proved: `reason` says why.
    Unproved,
    /// Its trust policy is not known: `reason` says why.
    Unread,
}

/// A role whose policy the change concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MigratedRole {
    /// Its address, its ARN or its name; the name of the document for a trust policy by itself.
    pub name: String,
    /// Where it is.
    pub place: SourcePlace,
    /// What becomes of it.
    pub outcome: MigrationOutcome,
    /// Why nothing is proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who gets in today, as their tokens will be, and is locked out by the change unless the policy changes first.
    pub locked_out: Vec<Class>,
    /// The jobs of the documents that are locked out with them.
    pub jobs: Vec<LockedJob>,
    /// The policy to write before the change: it admits the same jobs before and after it, and nobody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interim: Option<ReadJson>,
    /// The characters of the interim policy that count against the quota, of which every account has 2,048 at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interim_size: Option<usize>,
    /// The policy to write after the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<ReadJson>,
}

/// A job that the change locks out unless the policy changes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LockedJob {
    /// The workflow file.
    pub workflow: String,
    /// The id of the job.
    pub job: String,
    /// The runs of it that get in today and are denied from the change on, such as `push to main`.
    pub runs: String,
    /// The same as a set of tokens, as they are today.
    pub tokens: Class,
    /// A subject of these runs that gets in today, where it can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// A subject of these runs that is denied from the change on, where it can be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject_then: Option<String>,
    /// Where the job asks for the role.
    pub place: SourcePlace,
}

impl LockedJob {
    /// Runs of a job, and where it asks for the role.
    #[must_use]
    pub fn new(
        workflow: impl Into<String>,
        job: impl Into<String>,
        runs: String,
        tokens: Class,
        place: SourcePlace,
    ) -> LockedJob {
        LockedJob {
            workflow: workflow.into(),
            job: job.into(),
            runs,
            tokens,
            subject: None,
            subject_then: None,
            place,
        }
    }
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MigrationStepKind {
    /// A policy is written.
    Policy,
    /// Something changes at GitHub.
    Change,
    /// Something is looked at before the next step.
    Check,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MigrationStep {
    /// What it is.
    pub kind: MigrationStepKind,
    /// What to do.
    pub text: String,
    /// The call of GitHub's REST API, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<CustomizationCall>,
}

/// The answer of `plan_migration`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PlanMigrationResponse"))]
#[non_exhaustive]
pub struct MigrationReport {
    /// The roles, in the order of the documents.
    pub roles: Vec<MigratedRole>,
    /// What to do, in order; nothing where a role is not proved.
    pub steps: Vec<MigrationStep>,
    /// How to go back at any time before the last policies are written.
    pub back: Vec<MigrationStep>,
    /// What the answer rests on.
    pub premises: Vec<Premise>,
}
