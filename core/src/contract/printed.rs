//! What ECR's answers print about a repository and its images, read as well as this contract's own members.
//!
//! Source: botocore 1.43, `ecr`: `Repository`, `ImageDetail`, `ImageIdentifier`.

use core::marker::PhantomData;

use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::error::Error;
use crate::image::{MutabilitySettings, TagMutability};

/// Mutability settings of a repository. A repository as `aws ecr describe-repositories` prints it is read as well, with
/// AWS's names of the members.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub(super) struct MutabilityOptions {
    /// `imageTagMutability`.
    pub(super) mutability: TagMutability,
    /// `imageTagMutabilityExclusionFilters`, or the `filter` of each: one to five with the `…_WITH_EXCLUSION` values.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub(super) exclusion_filters: Vec<ExclusionFilter>,
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
    pub(super) tag: String,
    /// The digest, where it is known.
    #[serde(default)]
    pub(super) digest: Option<String>,
}

impl MutabilityOptions {
    /// The settings themselves.
    pub(super) fn read(self) -> Result<MutabilitySettings, Error> {
        MutabilitySettings::new(self.mutability, &self.exclusion_filters)
            .map_err(|error| error.under("exclusion_filters"))
    }
}

/// Members of one object: those that are read, under AWS's name too, and those of AWS that say nothing here.
trait Members {
    /// Own name, and AWS's.
    const READ: &'static [(&'static str, &'static str)];
    /// Own names, for the error of a name that is not known.
    const OWN: &'static [&'static str];
    const PASSED_OVER: &'static [&'static str];
}

/// The name of a member: its own name, or none where it is passed over.
struct Name<M>(Option<&'static str>, PhantomData<M>);

impl<'de, M: Members> Deserialize<'de> for Name<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name<M>, D::Error> {
        let name = String::deserialize(deserializer)?;
        let read = M::READ.iter().find(|(own, printed)| *own == name || *printed == name);
        match read {
            Some((own, _)) => Ok(Name(Some(own), PhantomData)),
            None if M::PASSED_OVER.contains(&name.as_str()) => Ok(Name(None, PhantomData)),
            None => Err(de::Error::unknown_field(&name, M::OWN)),
        }
    }
}

/// A value that an object may have once, under either name.
fn once<'de, T: Deserialize<'de>, A: MapAccess<'de>>(
    slot: &mut Option<T>,
    name: &str,
    members: &mut A,
) -> Result<(), A::Error> {
    let value = members.next_value()?;
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => {
            Err(de::Error::custom(format!("`{name}` is given twice, under its own name and under AWS's")))
        }
    }
}

struct Settings;

impl Members for Settings {
    const READ: &'static [(&'static str, &'static str)] = &[
        ("mutability", "imageTagMutability"),
        ("exclusion_filters", "imageTagMutabilityExclusionFilters"),
        ("repositories", "repositories"),
    ];
    const OWN: &'static [&'static str] = &["mutability", "exclusion_filters"];
    const PASSED_OVER: &'static [&'static str] = &[
        "repositoryArn",
        "registryId",
        "repositoryName",
        "repositoryUri",
        "createdAt",
        "imageScanningConfiguration",
        "encryptionConfiguration",
    ];
}

impl<'de> Deserialize<'de> for MutabilityOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<MutabilityOptions, D::Error> {
        deserializer.deserialize_struct("MutabilityOptions", Settings::OWN, Settings)
    }
}

impl<'de> Visitor<'de> for Settings {
    type Value = MutabilityOptions;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the settings of a repository")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<MutabilityOptions, A::Error> {
        let (mut mutability, mut exclusion_filters) = (None, None);
        let mut repositories: Option<Vec<MutabilityOptions>> = None;
        while let Some(Name::<Settings>(name, _)) = members.next_key()? {
            match name {
                Some("mutability") => once(&mut mutability, "mutability", &mut members)?,
                Some("exclusion_filters") => once(&mut exclusion_filters, "exclusion_filters", &mut members)?,
                Some(_) => once(&mut repositories, "repositories", &mut members)?,
                None => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        if let Some(mut all) = repositories {
            return match (all.pop(), all.len()) {
                (Some(one), 0) => Ok(one),
                (_, more) => {
                    let count = if all.is_empty() { 0 } else { more + 1 };
                    let message =
                        format!("`repositories` has {count} repositories; pass the settings of one of them");
                    Err(de::Error::custom(message))
                }
            };
        }
        let mutability = mutability.ok_or_else(|| de::Error::missing_field("mutability"))?;
        Ok(MutabilityOptions { mutability, exclusion_filters: exclusion_filters.unwrap_or_default() })
    }
}

/// The tags of a repository: a list of tags with their digests, or the answer of `describe-images` or `list-images`.
#[derive(Debug)]
pub(super) struct RepositoryTags {
    /// Each tag, with the members of the request that lead to it, innermost first.
    pub(super) tags: Vec<PlacedTag>,
}

/// A tag, its digest, and where in the request they stand.
#[derive(Debug)]
pub(super) struct PlacedTag {
    pub(super) tag: TagDigest,
    /// The member that has the list, where it is AWS's.
    pub(super) list: Option<&'static str>,
    pub(super) index: usize,
    /// The names of the members with the tag and the digest, and the place of the tag in a list of AWS.
    pub(super) names: (&'static str, &'static str),
    pub(super) at: Option<usize>,
}

impl PlacedTag {
    pub(super) fn tag_at(&self, error: Error) -> Error {
        let error = match self.at {
            Some(at) => error.under(at),
            None => error,
        };
        self.under(error.under(self.names.0))
    }

    pub(super) fn under(&self, error: Error) -> Error {
        let error = error.under(self.index);
        match self.list {
            Some(list) => error.under(list),
            None => error,
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for RepositoryTags {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RepositoryTags".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        generator.subschema_for::<Vec<TagDigest>>()
    }
}

impl<'de> Deserialize<'de> for RepositoryTags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RepositoryTags, D::Error> {
        deserializer.deserialize_any(Answer)
    }
}

struct Answer;

impl Members for Answer {
    const READ: &'static [(&'static str, &'static str)] =
        &[("imageDetails", "imageDetails"), ("imageIds", "imageIds"), ("nextToken", "NextToken")];
    const OWN: &'static [&'static str] = &["imageDetails", "imageIds"];
    const PASSED_OVER: &'static [&'static str] = &[];
}

impl<'de> Visitor<'de> for Answer {
    type Value = RepositoryTags;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a list of tags, or the answer of `describe-images`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<RepositoryTags, A::Error> {
        let mut images = Vec::new();
        while let Some(image) = items.next_element::<Image>()? {
            images.push(image);
        }
        Ok(placed(images, None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<RepositoryTags, A::Error> {
        let mut images: Option<Vec<Image>> = None;
        let mut list = "imageDetails";
        let mut more: Option<Option<String>> = None;
        while let Some(Name::<Answer>(name, _)) = members.next_key()? {
            match name {
                Some("nextToken") => once(&mut more, "nextToken", &mut members)?,
                Some(name) => {
                    list = name;
                    once(&mut images, name, &mut members)?;
                }
                None => drop(members.next_value::<IgnoredAny>()?),
            }
        }
        if more.flatten().is_some() {
            return Err(de::Error::custom(
                "`nextToken` says that this is one page of the images; pass those of all pages as one list",
            ));
        }
        let images = images.ok_or_else(|| de::Error::missing_field("imageDetails"))?;
        Ok(placed(images, Some(list)))
    }
}

fn placed(images: Vec<Image>, list: Option<&'static str>) -> RepositoryTags {
    let mut tags = Vec::new();
    for (index, image) in images.into_iter().enumerate() {
        let Image { tags: named, listed, digest, names } = image;
        for (at, tag) in named.into_iter().enumerate() {
            let tag = TagDigest { tag, digest: digest.clone() };
            tags.push(PlacedTag { tag, list, index, names, at: listed.then_some(at) });
        }
    }
    RepositoryTags { tags }
}

/// One image: a tag with its digest, or as AWS prints it, with any number of tags.
struct Image {
    tags: Vec<String>,
    listed: bool,
    digest: Option<String>,
    names: (&'static str, &'static str),
}

struct ImageMembers;

impl Members for ImageMembers {
    const READ: &'static [(&'static str, &'static str)] = &[
        ("tag", "tag"),
        ("digest", "digest"),
        ("imageTag", "imageTag"),
        ("imageTags", "imageTags"),
        ("imageDigest", "imageDigest"),
    ];
    const OWN: &'static [&'static str] = &["tag", "digest"];
    const PASSED_OVER: &'static [&'static str] = &[
        "registryId",
        "repositoryName",
        "imageSizeInBytes",
        "imagePushedAt",
        "imageScanStatus",
        "imageScanFindingsSummary",
        "imageManifestMediaType",
        "artifactMediaType",
        "lastRecordedPullTime",
        "subjectManifestDigest",
        "imageStatus",
        "lastArchivedAt",
        "lastActivatedAt",
    ];
}

impl<'de> Deserialize<'de> for Image {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Image, D::Error> {
        deserializer.deserialize_struct("TagDigest", ImageMembers::OWN, ImageMembers)
    }
}

impl<'de> Visitor<'de> for ImageMembers {
    type Value = Image;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a tag with its digest")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Image, A::Error> {
        let mut tag: Option<String> = None;
        let mut tags: Option<Vec<String>> = None;
        let mut digest: Option<Option<String>> = None;
        let mut names = ("tag", "digest");
        let mut is_printed = false;
        while let Some(Name::<ImageMembers>(name, _)) = members.next_key()? {
            match name {
                Some(name @ ("tag" | "imageTag")) => {
                    names.0 = name;
                    once(&mut tag, "tag", &mut members)?;
                }
                Some(name @ ("digest" | "imageDigest")) => {
                    names.1 = name;
                    once(&mut digest, "digest", &mut members)?;
                }
                Some(name) => {
                    names.0 = name;
                    once(&mut tags, name, &mut members)?;
                }
                None => drop(members.next_value::<IgnoredAny>()?),
            }
            is_printed |= !matches!(name, Some("tag" | "digest"));
        }
        let digest = digest.flatten();
        match (tag, tags) {
            (Some(tag), None) => Ok(Image { tags: vec![tag], listed: false, digest, names }),
            (None, Some(tags)) => Ok(Image { tags, listed: true, digest, names }),
            // an image without a tag
            (None, None) if is_printed => Ok(Image { tags: Vec::new(), listed: true, digest, names }),
            (None, None) => Err(de::Error::missing_field("tag")),
            (Some(_), Some(_)) => {
                Err(de::Error::custom("an image has `imageTags` or one `tag`, and both are given"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    /// A repository and its images, as `aws ecr describe-repositories` and `describe-images` print them.
    fn printed() -> (Value, Value) {
        let repository = json!({
            "repositoryArn": "arn:aws:ecr:us-east-1:123456789012:repository/app",
            "registryId": "123456789012",
            "repositoryName": "app",
            "repositoryUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/app",
            "createdAt": "2026-01-02T03:04:05+00:00",
            "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
            "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "cache"}],
            "imageScanningConfiguration": {"scanOnPush": false},
            "encryptionConfiguration": {"encryptionType": "AES256"},
        });
        let image = json!({
            "registryId": "123456789012",
            "repositoryName": "app",
            "imageDigest": digest("a"),
            "imageTags": ["cache", "v1"],
            "imageSizeInBytes": 3144,
            "imagePushedAt": "2026-01-02T03:04:05+00:00",
            "imageManifestMediaType": "application/vnd.oci.image.manifest.v1+json",
        });
        let untagged = json!({"imageDigest": digest("c"), "imageSizeInBytes": 12.5});
        (repository, json!({"imageDetails": [image, untagged]}))
    }

    fn digest(digit: &str) -> String {
        format!("sha256:{}", digit.repeat(64))
    }

    fn ask(repository: &Value, existing: &Value) -> Value {
        let tags = json!([{"tag": "cache", "digest": digest("b")}, {"tag": "v1", "digest": digest("b")}]);
        let request = json!({"repository": repository, "tags": tags, "existing": existing});
        let answer = crate::contract::call("check_mutability", &request.to_string()).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    #[test]
    fn what_ecr_prints_says_the_same_as_own_names() {
        let own = ask(
            &json!({"mutability": "IMMUTABLE_WITH_EXCLUSION", "exclusion_filters": ["cache"]}),
            &json!([{"tag": "cache", "digest": digest("a")}, {"tag": "v1", "digest": digest("a")}]),
        );
        assert_eq!(own["tags"][0]["outcome"], "accepted");
        assert_eq!(own["tags"][1]["outcome"], "refused");
        let (repository, images) = printed();
        let listed = json!({"imageIds": [
            {"imageDigest": digest("a"), "imageTag": "cache"},
            {"imageDigest": digest("a"), "imageTag": "v1"},
            {"imageDigest": digest("c")},
        ], "nextToken": null});
        for existing in [&images, &images["imageDetails"], &listed, &listed["imageIds"]] {
            assert_eq!(ask(&repository, existing), own, "{existing}");
            assert_eq!(ask(&json!({"repositories": [repository]}), existing), own, "{existing}");
        }
    }

    #[test]
    fn lint_reads_the_same_settings() {
        let rules = "version: 1\nimage: ghcr.io/a/b\ntags:\n  - {name: cache, tag: cache, when: {branch: main}, moving: true}\n";
        let request = json!({"rules": rules, "repository": printed().0});
        let answer = crate::contract::call("lint_rules", &request.to_string()).unwrap();
        assert!(answer.starts_with(r#"{"findings":[],"exclusion_filters":["cache"]"#), "{answer}");
    }
}
