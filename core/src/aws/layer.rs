//! Layers of policies.

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
}

impl PolicyText {
    /// Reads a document.
    ///
    /// # Errors
    /// The JSON reader's, and `POLICY_INVALID`.
    pub fn read(text: &str, kind: PolicyKind) -> Result<PolicyText, Error> {
        Ok(PolicyText { document: policy::read(text, kind)? })
    }
}
