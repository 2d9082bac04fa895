//! Layers of policies.

use super::condition::Test;
use super::policy::{self, Document, PolicyKind};
use crate::error::Error;

/// A layer of policies around the one that is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Layer {
    /// Not given: taken as not in force, and listed as not examined.
    #[default]
    Omitted,
    /// In force, with documents that are not known.
    Unknown,
    /// These documents.
    Given(Vec<PolicyText>),
}

/// A policy document of some kind, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText {
    pub(crate) document: Document,
    /// Where it stands among the caller's documents; findings and errors about it start with it.
    pub(crate) origin: String,
}

impl Layer {
    /// The documents, where they are given.
    pub(crate) fn documents(&self) -> &[PolicyText] {
        match self {
            Layer::Given(documents) => documents,
            Layer::Omitted | Layer::Unknown => &[],
        }
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
        Ok(PolicyText { document: policy::read(text, kind)?, origin: String::new() })
    }

    /// Says where the document stands among the caller's: what is found in it is then told as `origin` and the JSON
    /// pointer within it.
    #[must_use]
    pub fn named(self, origin: impl Into<String>) -> PolicyText {
        PolicyText { origin: origin.into(), ..self }
    }
}
