//! `check_mutability`: which pushes an ECR repository refuses.

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::request::Request;
use crate::error::{Error, ErrorKind};
use crate::image::{self, Digest, ExistingTags, MutabilitySettings, PushReport, Tag};
use crate::premise::Finding;

/// Tells which pushes an ECR repository refuses, by its mutability settings and the tags that it has.
///
/// The pushes are taken in order: a later one meets what an earlier one left. A push of the same digest under its tag
/// is accepted. Source: Amazon ECR User Guide, "Preventing image tags from being overwritten"; ECR API model.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckMutabilityRequest {
    /// The repository's settings.
    pub repository: MutabilityOptions,
    /// The tags to be pushed, in order.
    pub tags: Vec<TagDigest>,
    /// All tags that the repository has. Omitted or `null`: which tags exist is not known.
    #[serde(default)]
    pub existing: Option<Vec<TagDigest>>,
}

/// Mutability settings of a repository, as `DescribeRepositories` tells them.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MutabilityOptions {
    /// `imageTagMutability`.
    pub mutability: TagMutability,
    /// The `filter` of each `imageTagMutabilityExclusionFilters`, one to five with the `…_WITH_EXCLUSION` values.
    #[serde(default)]
    pub exclusion_filters: Vec<ExclusionFilter>,
}

/// An exclusion filter: its text, or the object that AWS prints, `{"filterType": "WILDCARD", "filter": …}`.
#[derive(Debug)]
pub struct ExclusionFilter(String);

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

/// Whether the tags of a repository may be pushed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TagMutability {
    /// Every tag moves.
    Mutable,
    /// No tag moves.
    Immutable,
    /// Every tag moves but those that a filter matches.
    MutableWithExclusion,
    /// No tag moves but those that a filter matches.
    ImmutableWithExclusion,
}

/// A tag, and the digest of its image.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TagDigest {
    /// The tag.
    pub tag: String,
    /// The digest, where it is known.
    #[serde(default)]
    pub digest: Option<String>,
}

/// Whether ECR takes a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PushOutcome {
    /// ECR takes it.
    Accepted,
    /// ECR refuses it.
    Refused,
    /// What was given does not tell, or AWS does not document it.
    Undetermined,
}

/// The answer of `check_mutability`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckMutabilityResponse {
    /// Of all pushes: refused where one is, undetermined where one is, accepted otherwise.
    pub outcome: PushOutcome,
    /// Each push, in the order given.
    pub tags: Vec<TagOutcome>,
    /// What to know of the settings.
    pub findings: Vec<Finding>,
}

/// What ECR makes of one push.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TagOutcome {
    /// The tag.
    pub tag: String,
    /// Whether ECR takes it.
    pub outcome: PushOutcome,
    /// Why, in one sentence.
    pub reason: String,
    /// ECR's error, for a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The exclusion filter that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// What to do, or what would decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl From<TagMutability> for image::TagMutability {
    fn from(mutability: TagMutability) -> image::TagMutability {
        match mutability {
            TagMutability::Mutable => image::TagMutability::Mutable,
            TagMutability::Immutable => image::TagMutability::Immutable,
            TagMutability::MutableWithExclusion => image::TagMutability::MutableWithExclusion,
            TagMutability::ImmutableWithExclusion => image::TagMutability::ImmutableWithExclusion,
        }
    }
}

impl From<image::PushOutcome> for PushOutcome {
    fn from(outcome: image::PushOutcome) -> PushOutcome {
        match outcome {
            image::PushOutcome::Accepted => PushOutcome::Accepted,
            image::PushOutcome::Refused => PushOutcome::Refused,
            image::PushOutcome::Undetermined => PushOutcome::Undetermined,
        }
    }
}

impl MutabilityOptions {
    /// The settings themselves.
    pub(super) fn read(self) -> Result<MutabilitySettings, Error> {
        MutabilitySettings::new(self.mutability.into(), &self.exclusion_filters)
            .map_err(|error| error.under("exclusion_filters"))
    }
}

impl Request for CheckMutabilityRequest {
    type Response = CheckMutabilityResponse;

    fn run(self) -> Result<CheckMutabilityResponse, Error> {
        let settings = self.repository.read().map_err(|error| error.under("repository"))?;
        let mut existing = match &self.existing {
            Some(existing) => Some(read_existing(existing).map_err(|error| error.under("existing"))?),
            None => None,
        };
        let mut tags = Vec::with_capacity(self.tags.len());
        for (index, push) in self.tags.iter().enumerate() {
            tags.push(
                check(&settings, push, existing.as_mut())
                    .map_err(|error| error.under("digest").under(index).under("tags"))?,
            );
        }
        let any = |outcome| tags.iter().any(|tag| tag.outcome == outcome);
        let outcome = [PushOutcome::Refused, PushOutcome::Undetermined]
            .into_iter()
            .find(|outcome| any(*outcome))
            .unwrap_or(PushOutcome::Accepted);
        Ok(CheckMutabilityResponse { outcome, tags, findings: settings.findings() })
    }
}

/// One push; where it may have happened, the repository has the tag afterwards.
fn check(
    settings: &MutabilitySettings,
    push: &TagDigest,
    existing: Option<&mut ExistingTags>,
) -> Result<TagOutcome, Error> {
    let digest: Option<Digest> = push.digest.as_deref().map(str::parse).transpose()?;
    let tag: Tag = match push.tag.parse() {
        Ok(tag) => tag,
        Err(error) => {
            return Ok(TagOutcome {
                tag: push.tag.clone(),
                outcome: PushOutcome::Refused,
                reason: error.to_string(),
                error: Some("InvalidImageTag".to_owned()),
                filter: None,
                help: Some(error.help().to_owned()),
            });
        }
    };
    let PushReport { outcome, reason, filter, help, .. } =
        settings.push(&tag, digest.as_ref(), existing.as_deref());
    if let Some(existing) = existing {
        match outcome {
            image::PushOutcome::Accepted => drop(existing.insert(tag, digest)),
            image::PushOutcome::Undetermined => drop(existing.insert(tag, None)),
            image::PushOutcome::Refused => {}
        }
    }
    let refused = outcome == image::PushOutcome::Refused;
    Ok(TagOutcome {
        tag: push.tag.clone(),
        outcome: outcome.into(),
        reason,
        error: refused.then(|| "ImageTagAlreadyExistsException".to_owned()),
        filter,
        help,
    })
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
