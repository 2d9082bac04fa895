//! Image names: references, digests, tags, and the repositories of Amazon ECR.

mod check_name;
mod digest;
pub(crate) mod ecr;
mod findings;
pub(crate) mod mutability;
mod parse;
mod reference;
mod report;
pub(crate) mod repository;
mod tag;
#[cfg(test)]
mod tests;

pub use check_name::{NameKind, NameProblem, NameReport, WorkflowFile, check_name};
pub use digest::{Digest, DigestAlgorithm};
pub use ecr::{EcrRegistry, EcrRepository};
pub(crate) use findings::{host_in_name, looks_like_ecr};
pub use mutability::{
    ExistingTags, MutabilityReport, MutabilitySettings, PushOutcome, TagMutability, TagOutcome,
};
pub(crate) use mutability::{MAX_FILTER_STARS, MAX_FILTERS, wildcard_covers, wildcard_matches};
pub use reference::ImageReference;
pub use report::{EcrReport, ImageReport};
pub use repository::RepositoryName;
pub use tag::Tag;
pub(crate) use tag::{MAX_TAG, allows as allows_in_tag};

/// Reads a reference, as [`ImageReference`] does, keeping the rule that failed.
pub(crate) fn check_reference(text: &str) -> Result<(), crate::names::rule::NameFault> {
    parse::reference(text).map(|_| ())
}

/// Reads a tag, as [`Tag`] does, keeping the rule that failed.
pub(crate) fn read_tag(text: &str) -> Result<Tag, crate::names::rule::NameFault> {
    tag::parse(text)
}
