//! Layers of policies.

use std::sync::Arc;

use serde::Serialize;

use super::condition::Test;
use super::condition::context::Key;
use super::policy::{self, Document, PolicyKind};
use crate::error::Error;
use crate::tree::Source;

/// A layer of policies around the one that is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Layer {
    /// Not given: taken as not in force, and listed as not examined.
    #[default]
    Omitted,
    /// In force, with documents that are not known.
    Unknown,
    /// These documents.
    Given(Vec<PolicyText>),
}

/// The name of a layer of policies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LayerName {
    /// The policies of the principal.
    Identity,
    /// The policies of the resource.
    Resource,
    /// The permissions boundary.
    Boundary,
    /// The policies passed along with the session.
    Session,
    /// The service control policies of the organisation.
    Scp,
    /// The resource control policies of the organisation.
    Rcp,
}

impl LayerName {
    /// As it is written in requests and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            LayerName::Identity => "identity",
            LayerName::Resource => "resource",
            LayerName::Boundary => "boundary",
            LayerName::Session => "session",
            LayerName::Scp => "scp",
            LayerName::Rcp => "rcp",
        }
    }
}

/// Something that was not examined, because it was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum NotExamined {
    /// What the role may do once it is assumed.
    #[serde(rename = "the role's permissions")]
    RolePermissions,
    /// The policies of the principal.
    #[serde(rename = "identity policies")]
    Identity,
    /// The policies of the resource.
    #[serde(rename = "the resource's policies")]
    Resource,
    /// The permissions boundary.
    #[serde(rename = "permissions boundary")]
    Boundary,
    /// The policies passed along with the session.
    #[serde(rename = "session policies")]
    Session,
    /// The resource control policies of the organisation.
    #[serde(rename = "resource control policies")]
    Rcp,
    /// The service control policies of the organisation.
    #[serde(rename = "service control policies")]
    Scp,
    /// Whether the repository of a push exists.
    #[serde(rename = "whether the repository exists")]
    RepositoryExists,
}

impl NotExamined {
    /// As it is written in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            NotExamined::RolePermissions => "the role's permissions",
            NotExamined::Identity => "identity policies",
            NotExamined::Resource => "the resource's policies",
            NotExamined::Boundary => "permissions boundary",
            NotExamined::Session => "session policies",
            NotExamined::Rcp => "resource control policies",
            NotExamined::Scp => "service control policies",
            NotExamined::RepositoryExists => "whether the repository exists",
        }
    }
}

/// A policy document of some kind, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText {
    /// Shared: a layer goes with every token that is put to it.
    pub(crate) document: Arc<Document>,
    /// Where it stands among the caller's documents; findings and errors about it start with it.
    pub(crate) origin: String,
    /// Whether it is the policy of an ECR registry.
    pub(crate) of_registry: bool,
}

impl Layer {
    /// The documents, where they are given.
    pub(crate) fn documents(&self) -> &[PolicyText] {
        match self {
            Layer::Given(documents) => documents,
            Layer::Omitted | Layer::Unknown => &[],
        }
    }

    /// Every condition key that the documents ask for.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.documents().iter().flat_map(|policy| policy.document.keys())
    }

    /// Every condition test of the documents that are given.
    pub(crate) fn tests(&self) -> impl Iterator<Item = &Test> {
        self.documents().iter().flat_map(|policy| policy.document.tests())
    }
}

impl PolicyText {
    /// Reads a document.
    ///
    /// # Errors
    /// The JSON reader's, and `POLICY_INVALID`.
    pub fn read(text: &str, kind: PolicyKind) -> Result<PolicyText, Error> {
        PolicyText::read_from(Source::text(text), kind)
    }

    pub(crate) fn read_from(source: Source<'_>, kind: PolicyKind) -> Result<PolicyText, Error> {
        Ok(PolicyText {
            document: Arc::new(policy::read(source, kind)?),
            origin: String::new(),
            of_registry: false,
        })
    }

    /// An error about the document, with where it stands among the caller's.
    pub(crate) fn fault(&self, error: Error) -> Error {
        error.of_document(&self.origin, self.document.given)
    }

    /// Says that the document is the policy of an ECR registry, and not of a repository.
    #[must_use]
    pub fn of_registry(self) -> PolicyText {
        PolicyText { of_registry: true, ..self }
    }

    /// Says where the document stands among the caller's: what is found in it is then reported as `origin` and the JSON
    /// pointer within it.
    #[must_use]
    pub fn named(self, origin: impl Into<String>) -> PolicyText {
        PolicyText { origin: origin.into(), ..self }
    }
}
