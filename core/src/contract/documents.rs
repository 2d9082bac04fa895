//! `read_documents`: what people hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

#[cfg(feature = "render")]
use super::repository_settings::RepositorySettings;
use super::request::Request;
use super::values::{JsonValue, file_text, parse};
use crate::error::Error;
use crate::github::ClaimValue;
use crate::read::{DefaultPermissions, Inventory, NamedText, ReadOptions, RefKind, read_documents};

/// Reads documents together: workflow files and the actions and workflows that they use.
///
/// The answer is one inventory: each job with the runs in which it takes place, whether it can get a token, its
/// environment, the roles that it assumes and the images that it pushes, each with its place. What the documents do not tell
/// stays a hole with its name, and `unresolved` asks for each once. A document that GitHub refuses says why, and hides none
/// of the others. Nothing is run. Source: GitHub Docs, "Workflow syntax for GitHub Actions", and the published source of the
/// runner and of the actions.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ReadDocumentsRequest {
    /// The documents.
    files: Vec<NamedFile>,
    /// What is known beside them.
    #[serde(default)]
    options: Option<ReadOptionsRequest>,
}

/// A document.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct NamedFile {
    /// Its path in the repository, such as `.github/workflows/ci.yml`; a file of another repository is
    /// `owner/name/path@ref`, as `uses` names it.
    pub(super) name: String,
    /// What is in it.
    #[serde(deserialize_with = "file_text")]
    pub(super) text: String,
}

/// What is known beside the documents.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ReadOptions"))]
#[serde(deny_unknown_fields)]
pub(super) struct ReadOptionsRequest {
    /// `owner/name` of the repository that the documents are of.
    #[serde(default)]
    repository: Option<String>,
    /// Its default branch.
    #[serde(default)]
    default_branch: Option<String>,
    /// The variables (`vars`) that a job of the repository finds: all of them, so that one that is not here is not set.
    #[serde(default)]
    variables: Option<BTreeMap<String, String>>,
    /// Which of the refs behind `@` are branches and which are tags, by `owner/name@ref`.
    #[serde(default)]
    refs: Option<BTreeMap<String, RefKind>>,
    /// The repository's default permissions of workflows, as GitHub's API gives them.
    #[serde(default)]
    default_workflow_permissions: Option<DefaultPermissions>,
    /// The owners whose reusable workflows count as the repository's own; its own owner where this is not given.
    #[serde(default)]
    trusted_owners: Option<Vec<String>>,
    /// The names of the workflow files whose jobs are read. Where this is not given: those that an event starts, and those
    /// that are only called and that no file given here calls.
    #[serde(default)]
    entries: Option<Vec<String>>,
    /// The values of Terraform's variables and of CloudFormation's parameters, by name.
    #[serde(default)]
    values: Option<ReadValues>,
    /// The account that the infrastructure is in: 12 digits.
    #[serde(default)]
    account: Option<String>,
    /// Its region, such as `eu-central-1`.
    #[serde(default)]
    region: Option<String>,
    /// Its partition, such as `aws`.
    #[serde(default)]
    partition: Option<String>,
    /// The text of the repository's `.assumable.yaml`, empty where it has none. It tells what the other members do not; `explain`
    /// and `render` leave out the files that it excludes, and `render`, where it is given, what it or a comment in a document
    /// says is meant.
    #[serde(default)]
    #[cfg(feature = "render")]
    pub(super) settings: Option<String>,
}

/// Values by name: any JSON.
#[derive(Debug)]
struct ReadValues(BTreeMap<String, ClaimValue>);

impl<'de> Deserialize<'de> for ReadValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ReadValues, D::Error> {
        let values = BTreeMap::<String, JsonValue>::deserialize(deserializer)?;
        Ok(ReadValues(values.into_iter().map(|(name, JsonValue(value))| (name, value)).collect()))
    }
}

impl Request for ReadDocumentsRequest {
    type Response = Inventory;

    fn run(self) -> Result<Inventory, Error> {
        let options = self.options.unwrap_or_default().read()?;
        let files: Vec<NamedText<'_>> =
            self.files.iter().map(|file| NamedText { name: &file.name, text: &file.text }).collect();
        read_documents(&files, &options).map_err(|error| error.at("/files"))
    }
}

impl ReadOptionsRequest {
    /// What `.assumable.yaml` says; nothing where it is not given.
    #[cfg(feature = "render")]
    pub(super) fn settings(&self) -> Result<RepositorySettings, Error> {
        let read = self.settings.as_deref().map(RepositorySettings::read);
        // The place of a fault is one of that text.
        read.transpose().map(Option::unwrap_or_default).map_err(|error| error.within("/options/settings"))
    }

    #[cfg(feature = "render")]
    fn filled(mut self, settings: RepositorySettings) -> ReadOptionsRequest {
        self.repository = self.repository.or(settings.repository);
        self.default_branch = self.default_branch.or(settings.default_branch);
        self.variables = self.variables.or(settings.variables);
        self.trusted_owners = self.trusted_owners.or(settings.owners);
        self.account = self.account.or(settings.account);
        self.region = self.region.or(settings.region);
        let ReadValues(values) = self.values.get_or_insert_with(|| ReadValues(BTreeMap::new()));
        for (name, value) in settings.values {
            values.entry(name).or_insert(value.0);
        }
        self
    }

    pub(super) fn read(self) -> Result<ReadOptions, Error> {
        #[cfg(feature = "render")]
        let settings = self.settings()?;
        #[cfg(feature = "render")]
        let this = self.filled(settings);
        #[cfg(not(feature = "render"))]
        let this = self;
        this.typed().map_err(|error| error.under("options"))
    }

    fn typed(self) -> Result<ReadOptions, Error> {
        Ok(ReadOptions {
            repository: self.repository,
            default_branch: self.default_branch,
            variables: self.variables,
            refs: self.refs.unwrap_or_default(),
            default_workflow_permissions: self.default_workflow_permissions,
            trusted_owners: self.trusted_owners,
            entries: self.entries,
            values: self.values.map(|ReadValues(values)| values).unwrap_or_default(),
            account: parse(self.account, "account")?,
            region: self.region,
            partition: parse(self.partition, "partition")?,
        })
    }
}

#[cfg(feature = "schema")]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    use super::ReadValues;

    impl JsonSchema for ReadValues {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> Cow<'static, str> {
            "ReadValues".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": "object", "x-claims": true})
        }
    }
}
