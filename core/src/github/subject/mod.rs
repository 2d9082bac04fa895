//! The `sub` claim: built from what is known of a job, and read back.

mod build;
mod notes;
mod parse;
mod print;
mod template;

pub(crate) use parse::is_label as is_subject_label;
pub use parse::{ContextKind, Reading, SubjectReadings};
pub use template::SubjectTemplate;

use core::ops::Range;
use std::borrow::Cow;

use crate::premise::Premise;

/// One part of a subject: what one key of the template printed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Segment {
    /// The key, as in `include_claim_keys`: `repo`, `context` or a claim's name.
    pub key: Cow<'static, str>,
    /// The value with its colons restored: `octo-org/app`, `environment:production`, `refs/heads/main`.
    pub value: String,
    /// The bytes of the subject that the key printed.
    pub range: Range<usize>,
}

/// A subject, and the segments that it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Candidate {
    /// The whole subject.
    pub value: String,
    /// Its parts in order.
    pub segments: Vec<Segment>,
}

impl Candidate {
    /// The text that a segment printed.
    #[must_use]
    pub fn text(&self, segment: &Segment) -> &str {
        self.value.get(segment.range.clone()).unwrap_or("")
    }
}

/// Why a job gets no subject, or why it cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The claims do not say enough; [`Subject::needs`] names what is missing.
    ClaimsMissing,
    /// The template has a key that no subject can hold.
    KeyUnusable,
    /// GitHub refuses the token request of this job.
    TokenRequestFails,
    /// The settings do not exist on this platform.
    NotOnPlatform,
}

/// What is known of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubjectOutcome {
    /// It is this one.
    Known(Candidate),
    /// GitHub does not document a question that these claims and settings raise.
    Ambiguous {
        /// What it may be.
        candidates: Vec<Candidate>,
        /// Whether it is one of these for certain; otherwise it may be another, or the job may get no token.
        exhaustive: bool,
    },
    /// There is none, or it cannot be told.
    Refused(Refusal),
}

/// The answer of [`SubjectTemplate::build`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subject {
    /// What is known of it.
    pub outcome: SubjectOutcome,
    /// What that rests on.
    pub premises: Vec<Premise>,
    /// Why it is not known, one clause each.
    pub reasons: Vec<Cow<'static, str>>,
    /// The claims that are missing.
    pub needs: Vec<Cow<'static, str>>,
}

impl Subject {
    /// The subject, where it is known.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        match &self.outcome {
            SubjectOutcome::Known(candidate) => Some(&candidate.value),
            _ => None,
        }
    }
}
