//! The `sub` claim: built from what is known of a job, and read back.

mod build;
mod ids;
mod notes;
mod parse;
mod print;
mod template;

pub use parse::{ContextKind, SubjectReading, SubjectReadings};
pub(crate) use parse::{another_document, is_label as is_subject_label};
pub use template::SubjectTemplate;

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::premise::{Finding, Premise};

/// What one key of the template printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SubjectSegment {
    /// The key: `repo`, `context` or the name of a claim.
    pub key: Cow<'static, str>,
    /// The value with its colons restored, such as `octo-org/app` or `environment:production`.
    pub value: String,
    /// The text in the subject, such as `repo:octo-org/app`.
    pub text: String,
}

/// One subject that a job may have, with its segments. In JSON it is its text only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct SubjectCandidate {
    /// The whole subject.
    pub value: String,
    /// Its parts in order.
    pub segments: Vec<SubjectSegment>,
}

impl Serialize for SubjectCandidate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.value)
    }
}

/// Why a subject is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SubjectRefusal {
    /// The claims do not say enough; `needs` names those that are missing.
    ClaimsMissing,
    /// The template has a key that no subject can hold.
    KeyUnusable,
    /// GitHub refuses the token request of this job.
    TokenRequestFails,
    /// The settings do not exist on this platform.
    NotOnPlatform,
}

/// What is known of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubjectOutcome {
    /// It is `value`.
    Known,
    /// GitHub does not document a question that this input raises: it is one of `candidates`.
    Ambiguous,
    /// There is none, or the claims do not decide it; `refusal` and `reason` say why.
    Refused,
}

/// The answer of `build_subject`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "BuildSubjectResponse"))]
#[non_exhaustive]
pub struct Subject {
    /// What is known of the subject.
    pub outcome: SubjectOutcome,
    /// The subject, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What the subject may be, where it is ambiguous; the plainest reading of the documentation first.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub candidates: Vec<SubjectCandidate>,
    /// Whether an ambiguous subject is one of `candidates` for certain; otherwise it may be another, or the job may
    /// get no token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exhaustive: Option<bool>,
    /// The parts of a known subject, in order.
    pub segments: Vec<SubjectSegment>,
    /// What the answer depends on.
    pub premises: Vec<Premise>,
    /// Why the subject is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<SubjectRefusal>,
    /// The claims that are missing.
    pub needs: Vec<Cow<'static, str>>,
    /// Warnings about the claims.
    pub findings: Vec<Finding>,
}

impl Subject {
    /// Every subject that the job may have: the known one, or the candidates.
    #[must_use]
    pub fn into_candidates(self) -> Vec<SubjectCandidate> {
        match self.value {
            Some(value) => vec![SubjectCandidate { value, segments: self.segments }],
            None => self.candidates,
        }
    }
}
