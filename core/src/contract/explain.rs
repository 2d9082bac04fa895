//! `explain`: the road of each job.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::analysis::world::WorldRequest;
use super::document::{Document, Levels, PolicyDocuments, item_pointer};
use super::documents::{NamedFile, ReadOptionsRequest};
#[cfg(feature = "render")]
use super::repository_settings::RepositorySettings;
use super::request::Request;
use super::settings::{PlatformName, platform};
use crate::aws::PolicyKind;
use crate::error::Error;
use crate::read::{Documents, ReadOptions};
#[cfg(feature = "render")]
use crate::render::Preferences;
use crate::road::{
    AskedRun, ControlDocument, DocumentsComparison, PullRequestHead, RoadFacts, RoadReport,
    compare_documents, explain,
};

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
    /// Resource control policies of the organisation; one that is among the documents may be given by its name.
    #[serde(default)]
    rcp: Option<PolicyDocuments>,
    /// Service control policies of the organisation: one entry a level, from the root down to the account. One that is
    /// among the documents may be given by its name.
    #[serde(default)]
    scp: Option<Levels>,
    /// Where GitHub runs; github.com where this is not given.
    #[serde(default)]
    platform: Option<PlatformName>,
    /// The version of an Enterprise Server.
    #[serde(default)]
    ghes_version: Option<String>,
    /// The host of an Enterprise Server, or of a tenant of ghe.com, such as `octo.ghe.com`.
    #[serde(default)]
    host: Option<String>,
    /// Whether STS can fetch the issuer's keys from the internet; not known where this is not given.
    #[serde(default)]
    reachable: Option<bool>,
    /// The slug of the enterprise, where it has tokens of an issuer of its own.
    #[serde(default)]
    enterprise_slug: Option<String>,
    /// Logins that the owner had before it was renamed.
    #[serde(default)]
    former_logins: Option<Vec<String>>,
    /// The accounts of folders of the documents, such as `{"accounts/prod": "123456789012"}`.
    #[serde(default)]
    accounts: Option<BTreeMap<String, String>>,
    /// The tags that repositories of ECR have, by the name of the repository: all of each that is named.
    #[serde(default)]
    existing_tags: Option<BTreeMap<String, Vec<String>>>,
    /// Whether others can call the organisation's reusable workflows; they can where this is not given.
    #[serde(default)]
    callable: Option<bool>,
    /// The job and the run that are asked about; all runs of all jobs where this is not given.
    #[serde(default)]
    run: Option<AskedRunRequest>,
}

/// The job and the run that are asked about, as a runner knows them.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "AskedRun"))]
#[serde(deny_unknown_fields)]
struct AskedRunRequest {
    /// The id of the job, as `GITHUB_JOB`; every job where this is not given.
    #[serde(default)]
    job: Option<String>,
    /// The event, as `GITHUB_EVENT_NAME`; any event of the workflow where this is not given.
    #[serde(default)]
    event_name: Option<String>,
    /// The ref, as `GITHUB_REF`, such as `refs/heads/main`; any that the event comes with where this is not given.
    #[serde(default, rename = "ref")]
    reference: Option<String>,
    /// The base branch of a pull request, as `GITHUB_BASE_REF`.
    #[serde(default)]
    base_ref: Option<String>,
    /// From where the code of a pull request comes; both are answered for where this is not given.
    #[serde(default)]
    head: Option<PullRequestHead>,
    /// The environment, where the token tells it; what the workflow says where this is not given.
    #[serde(default)]
    environment: Option<String>,
    /// Where the job is written, where the token tells it; what the workflow says where this is not given.
    #[serde(default)]
    job_workflow_ref: Option<String>,
    /// Who started it, as `GITHUB_ACTOR`.
    #[serde(default)]
    actor: Option<String>,
}

impl AskedRunRequest {
    fn read(self) -> Result<AskedRun, Error> {
        let mut run = AskedRun::default();
        if let Some(text) = self.reference {
            run.reference = Some(text.parse().map_err(|error: Error| error.at("/facts/run/ref"))?);
        }
        run.job = self.job;
        run.event_name = self.event_name;
        run.base_ref = self.base_ref;
        run.head = self.head;
        run.environment = self.environment;
        run.job_workflow_ref = self.job_workflow_ref;
        run.actor = self.actor;
        Ok(run)
    }
}

impl ExplainRequest {
    /// The roads, with what the repository's settings say of them where they are given, and the files that are read.
    #[cfg(feature = "render")]
    fn explained(self) -> Result<(RoadReport, Option<Preferences>, Vec<NamedFile>), Error> {
        let given = self.options.unwrap_or_default();
        let has_settings = given.settings.is_some();
        let settings = given.settings()?;
        let files = left(self.files, &settings)?;
        let preferences = settings.preferences()?;
        let mut facts = self.facts.unwrap_or_default();
        facts.owner_id = facts.owner_id.or(settings.owner_id);
        facts.repository_id = facts.repository_id.or(settings.repository_id);
        facts.immutable = facts.immutable.or(settings.immutable);
        let options = given.read()?;
        let facts = facts.read(&options, &files)?;
        let texts = files.iter().map(|file| (file.name.clone(), file.text.clone()));
        let documents = Documents::read(texts, options).map_err(|error| error.at("/files"))?;
        Ok((explain(&documents, &facts)?, has_settings.then_some(preferences), files))
    }

    /// The roads without what is meant, and how loud they are told.
    #[cfg(feature = "render")]
    pub(super) fn settled(self) -> Result<(RoadReport, Preferences), Error> {
        let (report, preferences, files) = self.explained()?;
        let Some(preferences) = preferences else { return Ok((report, Preferences::default())) };
        let named = files.iter().map(|file| (file.name.as_str(), file.text.as_str()));
        Ok((preferences.settle(&report, named).report, preferences))
    }

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

    #[cfg(feature = "render")]
    fn run(self) -> Result<RoadReport, Error> {
        self.explained().map(|(report, _, _)| report)
    }

    #[cfg(not(feature = "render"))]
    fn run(self) -> Result<RoadReport, Error> {
        let options = self.options.unwrap_or_default().read()?;
        let facts = self.facts.unwrap_or_default().read(&options, &self.files)?;
        let files = self.files.into_iter().map(|file| (file.name, file.text));
        let documents = Documents::read(files, options).map_err(|error| error.at("/files"))?;
        explain(&documents, &facts)
    }
}

/// Compares who gets into the roles of some documents with who got in before a change of them, over every token that GitHub can
/// mint: what a pull request does to trust policies.
///
/// A role is the one of its address, ARN or name in its folder; or, where it has moved, the only one of that name. Two trust
/// policies by themselves are compared whatever their documents are called. A role whose policy is as it was is equal. Source:
/// `compare_policies`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CompareDocumentsRequest {
    /// The documents as they were.
    before: Vec<NamedFile>,
    /// The documents as they are.
    after: Vec<NamedFile>,
    /// What is known beside both.
    #[serde(default)]
    options: Option<ReadOptionsRequest>,
    /// Who is ours and what others can do. Not given: the owners that the policies name are ours.
    #[serde(default)]
    world: Option<WorldRequest>,
}

impl Request for CompareDocumentsRequest {
    type Response = DocumentsComparison;

    fn run(self) -> Result<DocumentsComparison, Error> {
        let given = self.options.unwrap_or_default();
        #[cfg(feature = "render")]
        let settings = given.settings()?;
        let options = given.read()?;
        let world = self.world.unwrap_or_default().read()?;
        #[cfg(feature = "render")]
        let (before, after) = (left(self.before, &settings)?, left(self.after, &settings)?);
        #[cfg(not(feature = "render"))]
        let (before, after) = (self.before, self.after);
        let read = |files: Vec<NamedFile>, pointer: &str| {
            let files = files.into_iter().map(|file| (file.name, file.text));
            Documents::read(files, options.clone()).map_err(|error| error.at(pointer))
        };
        let (before, after) = (read(before, "/before")?, read(after, "/after")?);
        compare_documents(&before, &after, &world)
    }
}

/// The files without those that the settings exclude.
#[cfg(feature = "render")]
fn left(files: Vec<NamedFile>, settings: &RepositorySettings) -> Result<Vec<NamedFile>, Error> {
    let excluded = settings.excluded().map_err(|error| error.within("/options/settings"))?;
    let is_left = |file: &NamedFile| !excluded.iter().any(|path| path.is_match(&file.name));
    Ok(files.into_iter().filter(is_left).collect())
}

/// Puts the texts of documents in the place of their names, and tells which they are.
fn taken(documents: &mut PolicyDocuments, files: &[NamedFile], pointer: &str) -> Vec<ControlDocument> {
    let listed = documents.listed;
    let mut out = Vec::new();
    for (index, document) in documents.items.iter_mut().enumerate() {
        let file = files.iter().find(|file| document.given_text() == Some(&*file.name));
        if let Some(file) = file {
            *document = Document::of_text(&file.text);
            out.push(ControlDocument::new(item_pointer(pointer, listed, index), &*file.name));
        }
    }
    out
}

impl RoadFactsRequest {
    fn read(mut self, options: &ReadOptions, files: &[NamedFile]) -> Result<RoadFacts, Error> {
        let mut facts = RoadFacts::default();
        if let Some(documents) = &mut self.rcp {
            facts.controls = taken(documents, files, "/facts/rcp");
            facts.rcp = documents.layer(PolicyKind::ResourceControl, "/facts/rcp")?;
        }
        if let Some(levels) = &mut self.scp {
            let listed = levels.listed;
            for (index, documents) in levels.levels.iter_mut().enumerate() {
                let pointer = item_pointer("/facts/scp", listed, index);
                facts.controls.extend(taken(documents, files, &pointer));
            }
            facts.scp = levels.layers(PolicyKind::ServiceControl, "/facts/scp")?;
        }
        let has_platform = self.platform.is_some() || self.ghes_version.is_some();
        let platform =
            platform(self.platform, self.ghes_version.as_deref()).map_err(|error| error.under("facts"))?;
        facts.repository.clone_from(&options.repository);
        facts.default_branch.clone_from(&options.default_branch);
        facts.account.clone_from(&options.account);
        facts.owner_id = self.owner_id;
        facts.repository_id = self.repository_id;
        facts.immutable = self.immutable;
        facts.include_claim_keys = self.include_claim_keys;
        facts.platform = has_platform.then_some(platform);
        facts.host = self.host;
        facts.reachable = self.reachable;
        facts.enterprise_slug = self.enterprise_slug;
        facts.former_logins = self.former_logins.unwrap_or_default();
        for (folder, account) in self.accounts.unwrap_or_default() {
            let account = account.parse().map_err(|error: Error| error.at("/facts/accounts"))?;
            facts.accounts.insert(folder, account);
        }
        facts.existing_tags = self.existing_tags.unwrap_or_default();
        facts.callable = self.callable;
        facts.run = self.run.map(AskedRunRequest::read).transpose()?;
        Ok(facts)
    }
}
