//! `check_mutability`: which pushes an ECR repository refuses.

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::request::Request;
use crate::error::{Error, ErrorKind};
use crate::image::{Digest, ExistingTags, MutabilityReport, MutabilitySettings, Tag, TagMutability};

/// Tells which pushes an ECR repository refuses, by its mutability settings and the tags that it has.
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
    /// All tags that the repository has. Omitted or `null`: which tags exist is not known.
    #[serde(default)]
    existing: Option<Vec<TagDigest>>,
}

/// Mutability settings of a repository, as `DescribeRepositories` tells them.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct MutabilityOptions {
    /// `imageTagMutability`.
    mutability: TagMutability,
    /// The `filter` of each `imageTagMutabilityExclusionFilters`, one to five with the `…_WITH_EXCLUSION` values.
    #[serde(default)]
    exclusion_filters: Vec<ExclusionFilter>,
}

/// An exclusion filter: its text, or the object that AWS prints, `{"filterType": "WILDCARD", "filter": …}`.
#[derive(Debug)]
pub(super) struct ExclusionFilter(String);

impl AsRef<str> for ExclusionFilter {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ExclusionFilter {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ExclusionFilter".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<String>()
    }
}

impl<'de> Deserialize<'de> for ExclusionFilter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ExclusionFilter, D::Error> {
        struct TextOrObject;
        impl<'de> Visitor<'de> for TextOrObject {
            type Value = ExclusionFilter;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a filter as text, or as AWS prints it")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<ExclusionFilter, E> {
                Ok(ExclusionFilter(text.to_owned()))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<ExclusionFilter, A::Error> {
                let mut filter = None;
                while let Some((name, value)) = members.next_entry::<String, String>()? {
                    match name.as_str() {
                        "filter" => filter = Some(value),
                        "filterType" if value == "WILDCARD" => {}
                        "filterType" => {
                            return Err(de::Error::custom("`WILDCARD` is the only type of filter"));
                        }
                        _ => return Err(de::Error::unknown_field(&name, &["filterType", "filter"])),
                    }
                }
                filter.map(ExclusionFilter).ok_or_else(|| de::Error::missing_field("filter"))
            }
        }
        deserializer.deserialize_any(TextOrObject)
    }
}

/// A tag, and the digest of its image.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct TagDigest {
    /// The tag.
    tag: String,
    /// The digest, where it is known.
    #[serde(default)]
    digest: Option<String>,
}

impl MutabilityOptions {
    /// The settings themselves.
    pub(super) fn read(self) -> Result<MutabilitySettings, Error> {
        MutabilitySettings::new(self.mutability, &self.exclusion_filters)
            .map_err(|error| error.under("exclusion_filters"))
    }
}

impl Request for CheckMutabilityRequest {
    type Response = MutabilityReport;

    fn run(self) -> Result<MutabilityReport, Error> {
        let settings = self.repository.read().map_err(|error| error.under("repository"))?;
        let existing = self.existing.as_deref().map(read_existing).transpose();
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

fn read_existing(existing: &[TagDigest]) -> Result<ExistingTags, Error> {
    let mut tags = ExistingTags::new();
    for (index, TagDigest { tag, digest }) in existing.iter().enumerate() {
        let read: Tag = tag.parse().map_err(|error: Error| error.under("tag").under(index))?;
        let digest = digest.as_deref().map(str::parse).transpose();
        let digest = digest.map_err(|error: Error| error.under("digest").under(index))?;
        if tags.insert(read, digest).is_some() {
            let message = format!("the tag `{tag}` is named twice");
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_found(tag)
                .with_help("name each tag once")
                .under("tag")
                .under(index));
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
