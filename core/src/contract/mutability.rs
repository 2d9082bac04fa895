//! `check_mutability`: which pushes an ECR repository refuses.

use serde::Deserialize;

use super::printed::{MutabilityOptions, RepositoryTags, TagDigest};
use super::request::Request;
use crate::error::{Error, ErrorKind};
use crate::image::{Digest, ExistingTags, MutabilityReport, Tag};

/// Says which pushes an ECR repository refuses, by its mutability settings and the tags that it has.
///
/// The pushes are taken in order: a later one meets what an earlier one left. A push of the same digest under its tag
/// is accepted. Source: Amazon ECR User Guide, "Preventing image tags from being overwritten"; ECR API model.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CheckMutabilityRequest {
    /// The repository's settings.
    repository: MutabilityOptions,
    /// The tags to be pushed, in order.
    tags: Vec<TagDigest>,
    /// All tags that the repository has; or the answer of `aws ecr describe-images` or `list-images`, all pages. Omitted
    /// or `null`: which tags exist is not known.
    #[serde(default)]
    existing: Option<RepositoryTags>,
}

impl Request for CheckMutabilityRequest {
    type Response = MutabilityReport;

    fn run(self) -> Result<MutabilityReport, Error> {
        let settings = self.repository.read().map_err(|error| error.under("repository"))?;
        let existing = self.existing.as_ref().map(read_existing).transpose();
        let existing = existing.map_err(|error| error.under("existing"))?;
        let mut pushes = Vec::with_capacity(self.tags.len());
        for (index, push) in self.tags.iter().enumerate() {
            let digest: Option<Digest> = push
                .digest
                .as_deref()
                .map(str::parse)
                .transpose()
                .map_err(|error: Error| error.under("digest").under(index).under("tags"))?;
            pushes.push((push.tag.as_str(), digest));
        }
        Ok(settings.push_all(pushes, existing))
    }
}

fn read_existing(existing: &RepositoryTags) -> Result<ExistingTags, Error> {
    let mut tags = ExistingTags::new();
    for placed in &existing.tags {
        let TagDigest { tag, digest } = &placed.tag;
        let read: Tag = tag.parse().map_err(|error| placed.tag_at(error))?;
        let digest = digest.as_deref().map(str::parse).transpose();
        let digest = digest.map_err(|error: Error| placed.under(error.under(placed.names.1)))?;
        if tags.insert(read, digest).is_some() {
            let message = format!("the tag `{tag}` is named twice");
            let error = Error::new(ErrorKind::InvalidValue, message).with_found(tag);
            return Err(placed.tag_at(error.with_help("name each tag once")));
        }
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    /// Source: aws ecr describe-repositories; triggerdotdev/trigger.dev#2684.
    #[test]
    fn a_filter_is_read_as_aws_prints_it() {
        let ask = |filter: &str| {
            let settings =
                format!(r#"{{"mutability": "IMMUTABLE_WITH_EXCLUSION", "exclusion_filters": [{filter}]}}"#);
            let tags = r#"[{"tag": "cache"}]"#;
            crate::contract::call(
                "check_mutability",
                &format!(r#"{{"repository": {settings}, "tags": {tags}, "existing": {tags}}}"#),
            )
        };
        let printed = ask(r#"{"filterType": "WILDCARD", "filter": "cache"}"#).unwrap();
        assert_eq!(printed, ask("\"cache\"").unwrap());
        assert!(printed.starts_with(r#"{"outcome":"accepted""#), "{printed}");
        assert!(ask(r#"{"filterType": "REGEX", "filter": "cache"}"#).is_err());
        assert!(ask(r#"{"filterType": "WILDCARD"}"#).is_err());
    }
}
