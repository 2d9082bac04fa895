//! `plan_migration`: other subjects for an owner.

use serde::Deserialize;

use super::analysis::world::{OwnerRequest, WorldRequest};
use super::documents::{NamedFile, ReadOptionsRequest};
use super::make::documents;
use super::request::Request;
use crate::error::Error;
use crate::make::MigrationReport;
use crate::road::plan_migration;

/// Plans how the tokens of an owner can get other subjects without locking anybody out: with ids, by another template, or
/// under another login.
///
/// For each role of the documents it says who would be locked out, which jobs of the documents are among them and in which
/// runs, and gives a policy to write before the change and one to write after it. The first is equal to the policy as it is
/// today, and both are proved to admit just the same jobs after the change.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct PlanMigrationRequest {
    /// The documents with the roles, and with the workflows whose jobs are told: infrastructure, answers of AWS, or trust
    /// policies by themselves.
    files: Vec<NamedFile>,
    /// The login of the owner, as it is today.
    owner: String,
    /// The owner as it will be.
    to: OwnerRequest,
    /// Who is ours and what others can do today; the owner is among its `owners`.
    world: WorldRequest,
    /// What is known beside the documents.
    #[serde(default)]
    options: Option<ReadOptionsRequest>,
}

#[cfg(feature = "road")]
impl Request for PlanMigrationRequest {
    type Response = MigrationReport;

    fn run(self) -> Result<MigrationReport, Error> {
        let documents = documents(self.files, self.options)?;
        plan_migration(&documents, &self.owner, &self.to.read(), &self.world.read()?)
    }
}
