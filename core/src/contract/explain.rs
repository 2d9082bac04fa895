//! `explain`: the road of each job.

use serde::Deserialize;

use super::document::{Levels, PolicyDocuments};
use super::documents::{NamedFile, ReadOptionsRequest};
use super::request::Request;
use super::settings::{PlatformName, platform};
use crate::aws::{Layer, PolicyKind};
use crate::error::Error;
use crate::read::{Documents, ReadOptions};
use crate::road::{RoadFacts, RoadReport, explain};

/// Says for every job what becomes of it: whether it gets a token, whether the role lets it in, which images it may push,
/// where it stops and why, and who else gets in.
///
/// The documents are read as by `read_documents`. The runs of a job are sets of tokens: those that fare alike are one
/// scenario. A stage for which no document is given is not examined, and does not make an answer undetermined. Source: the
/// other operations, each of which answers for one stage.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ExplainRequest {
    /// The documents.
    files: Vec<NamedFile>,
    /// What is known beside them.
    #[serde(default)]
    options: Option<ReadOptionsRequest>,
    /// What is known of the repository and its organisation.
    #[serde(default)]
    facts: Option<RoadFactsRequest>,
}

/// What is known of the repository and its organisation.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "RoadFacts"))]
#[serde(deny_unknown_fields)]
pub(super) struct RoadFactsRequest {
    /// The id of the owner, as a string.
    #[serde(default)]
    owner_id: Option<String>,
    /// The id of the repository, as a string.
    #[serde(default)]
    repository_id: Option<String>,
    /// Whether subjects name owner and repository with their ids; not known where this is not given.
    #[serde(default)]
    immutable: Option<bool>,
    /// The keys of the repository's subjects, where the documents do not tell them.
    #[serde(default)]
    include_claim_keys: Option<Vec<String>>,
    /// Resource control policies of the organisation.
    #[serde(default)]
    rcp: Option<PolicyDocuments>,
    /// Service control policies of the organisation: one entry a level, from the root down to the account.
    #[serde(default)]
    scp: Option<Levels>,
    /// Where GitHub runs; github.com where this is not given.
    #[serde(default)]
    platform: Option<PlatformName>,
    /// The version of an Enterprise Server.
    #[serde(default)]
    ghes_version: Option<String>,
}

impl ExplainRequest {
    #[cfg(feature = "render")]
    pub(super) fn new(
        files: Vec<NamedFile>,
        options: Option<ReadOptionsRequest>,
        facts: Option<RoadFactsRequest>,
    ) -> ExplainRequest {
        ExplainRequest { files, options, facts }
    }
}

impl Request for ExplainRequest {
    type Response = RoadReport;

    fn run(self) -> Result<RoadReport, Error> {
        let options = self.options.unwrap_or_default().read().map_err(|error| error.under("options"))?;
        let facts = self.facts.unwrap_or_default().read(&options)?;
        let files = self.files.into_iter().map(|file| (file.name, file.text));
        let documents = Documents::read(files, options).map_err(|error| error.at("/files"))?;
        explain(&documents, &facts)
    }
}

impl RoadFactsRequest {
    fn read(self, options: &ReadOptions) -> Result<RoadFacts, Error> {
        let rcp = match &self.rcp {
            None => Layer::Omitted,
            Some(documents) => documents.layer(PolicyKind::ResourceControl, "/facts/rcp")?,
        };
        let scp = match &self.scp {
            None => Vec::new(),
            Some(levels) => levels.layers(PolicyKind::ServiceControl, "/facts/scp")?,
        };
        let has_platform = self.platform.is_some() || self.ghes_version.is_some();
        let platform =
            platform(self.platform, self.ghes_version.as_deref()).map_err(|error| error.under("facts"))?;
        let mut facts = RoadFacts::default();
        facts.repository.clone_from(&options.repository);
        facts.default_branch.clone_from(&options.default_branch);
        facts.account.clone_from(&options.account);
        facts.owner_id = self.owner_id;
        facts.repository_id = self.repository_id;
        facts.immutable = self.immutable;
        facts.include_claim_keys = self.include_claim_keys;
        facts.platform = has_platform.then_some(platform);
        facts.rcp = rcp;
        facts.scp = scp;
        Ok(facts)
    }
}
