//! Tag mutability of an ECR repository: which pushes it refuses.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Digest, Tag};
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::premise::Finding;
use crate::text::quote;
use crate::text::shown;

/// Exclusion filters of one repository, at most.
pub(crate) const MAX_FILTERS: usize = 5;
/// `*` of one filter, at most, as Terraform's AWS provider checks it (hashicorp/terraform-provider-aws#43642, 2025);
/// the API's own pages do not say.
pub(crate) const MAX_FILTER_STARS: usize = 2;
/// Characters of one filter, at most.
const MAX_FILTER: usize = 128;

/// Whether the tags of a repository may be pushed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
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

impl TagMutability {
    const fn has_filters(self) -> bool {
        matches!(self, TagMutability::MutableWithExclusion | TagMutability::ImmutableWithExclusion)
    }

    /// The value as ECR's API spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            TagMutability::Mutable => "MUTABLE",
            TagMutability::Immutable => "IMMUTABLE",
            TagMutability::MutableWithExclusion => "MUTABLE_WITH_EXCLUSION",
            TagMutability::ImmutableWithExclusion => "IMMUTABLE_WITH_EXCLUSION",
        }
    }
}

/// The mutability settings of one repository.
///
/// Source: Amazon ECR API Reference, `ImageTagMutability` (with exclusions since 2025-07).
///
/// ```
/// use assumable::image::{MutabilitySettings, PushOutcome, TagMutability};
/// use std::collections::BTreeMap;
///
/// let settings = MutabilitySettings::new(TagMutability::ImmutableWithExclusion, ["dev-*"]).unwrap();
/// let old = format!("sha256:{}", "0".repeat(64)).parse().unwrap();
/// let new = format!("sha256:{}", "1".repeat(64)).parse().unwrap();
/// let existing = BTreeMap::from([("v1".parse().unwrap(), Some(old)), ("dev-a".parse().unwrap(), None)]);
///
/// let push = |tag: &str| settings.push(&tag.parse().unwrap(), Some(&new), Some(&existing)).outcome;
/// assert_eq!(push("v1"), PushOutcome::Refused);
/// assert_eq!(push("dev-a"), PushOutcome::Accepted);
/// assert_eq!(push("v2"), PushOutcome::Accepted);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MutabilitySettings {
    mutability: TagMutability,
    filters: Vec<Box<str>>,
}

/// Whether ECR takes a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PushOutcome {
    /// ECR takes it.
    Accepted,
    /// ECR refuses it.
    Refused,
    /// What was given does not decide it, or AWS does not document it.
    Undetermined,
}

/// What ECR makes of one push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TagOutcome {
    /// The tag.
    pub tag: String,
    /// Whether ECR takes it.
    pub outcome: PushOutcome,
    /// Why, in one sentence.
    pub reason: String,
    /// ECR's error, for a refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
    /// The exclusion filter that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// What to do, or what would decide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// The answer of `check_mutability`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "CheckMutabilityResponse"))]
#[non_exhaustive]
pub struct MutabilityReport {
    /// Of all pushes: refused where one is, undetermined where one is, accepted otherwise.
    pub outcome: PushOutcome,
    /// Each push, in the order given.
    pub tags: Vec<TagOutcome>,
    /// What to know of the settings.
    pub findings: Vec<Finding>,
}

/// What is known of a repository's tags: the digest of each, where known. A tag that is not named does not exist.
pub type ExistingTags = BTreeMap<Tag, Option<Digest>>;

/// Whether a tag may be pointed elsewhere.
enum MoveAnswer {
    Yes(Option<String>),
    No(Option<String>),
    /// The filter matches only if its `*` may stand for nothing.
    Unknown(String),
}

impl MutabilitySettings {
    /// Settings with their exclusion filters: one to five, and only for the two kinds that have exclusions.
    ///
    /// # Errors
    /// `INVALID_VALUE` with the index of the filter at fault, or for filters that the kind does not have or lacks.
    pub fn new<F: AsRef<str>>(
        mutability: TagMutability,
        filters: impl IntoIterator<Item = F>,
    ) -> Result<MutabilitySettings, Error> {
        let filters: Vec<Box<str>> = filters.into_iter().map(|filter| filter.as_ref().into()).collect();
        let kind = mutability.as_str();
        let invalid =
            |message: String, help: &str| Err(Error::new(ErrorKind::InvalidValue, message).with_help(help));
        if mutability.has_filters() && filters.is_empty() {
            return invalid(
                format!("{kind} needs at least one exclusion filter"),
                "add a filter such as `latest`, or choose a kind without exclusions",
            );
        }
        if !mutability.has_filters() && !filters.is_empty() {
            return invalid(
                format!("{kind} has no exclusion filters"),
                "leave the filters out, or write `IMMUTABLE_WITH_EXCLUSION` or `MUTABLE_WITH_EXCLUSION`",
            );
        }
        if filters.len() > MAX_FILTERS {
            let message =
                format!("{} exclusion filters are given, ECR takes at most {MAX_FILTERS}", filters.len());
            return invalid(message, "join filters with `*`, or leave some out");
        }
        for (index, filter) in filters.iter().enumerate() {
            check_filter(filter).map_err(|error| error.under(index))?;
        }
        Ok(MutabilitySettings { mutability, filters })
    }

    /// Which tags move.
    #[must_use]
    pub const fn mutability(&self) -> TagMutability {
        self.mutability
    }

    /// What ECR makes of a push of `tag`, now that the repository has the `existing` tags (`None`: not known).
    ///
    /// A push of the same digest under its tag changes nothing and is fine.
    #[must_use]
    pub fn push(&self, tag: &Tag, digest: Option<&Digest>, existing: Option<&ExistingTags>) -> TagOutcome {
        let report = |outcome, reason: String, filter: Option<String>, help: Option<String>| TagOutcome {
            tag: tag.to_string(),
            outcome,
            reason,
            error: (outcome == PushOutcome::Refused).then_some("ImageTagAlreadyExistsException"),
            filter,
            help,
        };
        let known = existing.map(|existing| existing.get(tag));
        if let Some(None) = known {
            return report(PushOutcome::Accepted, format!("the tag `{tag}` is new"), None, None);
        }
        let present = known.flatten().and_then(Option::as_ref);
        if let (Some(old), Some(new)) = (present, digest)
            && old == new
        {
            let reason = format!("the tag `{tag}` has this digest already, so nothing changes");
            return report(PushOutcome::Accepted, reason, None, None);
        }
        let filter = match self.moves(tag) {
            MoveAnswer::Yes(filter) => {
                let reason = format!("the tag `{tag}` may be pushed again");
                return report(PushOutcome::Accepted, reason, filter, None);
            }
            MoveAnswer::Unknown(filter) => {
                let reason = format!(
                    "the filter `{filter}` matches `{tag}` only if `*` may stand for nothing, which AWS does not document"
                );
                let help = format!("add the filter `{}`, or rename the tag", filter.replace('*', ""));
                return report(PushOutcome::Undetermined, reason, Some(filter), Some(help));
            }
            MoveAnswer::No(filter) => filter,
        };
        if existing.is_none() {
            let reason = format!("the tag `{tag}` is immutable, and whether it exists is not known");
            let help = "give the tags that the repository has".to_owned();
            return report(PushOutcome::Undetermined, reason, filter, Some(help));
        }
        if present.is_none() || digest.is_none() {
            let which = if digest.is_none() { "pushed" } else { "existing" };
            let reason =
                format!("the tag `{tag}` exists and is immutable, and the {which} digest is not known");
            let help = "the same digest is accepted, any other is refused".to_owned();
            return report(PushOutcome::Undetermined, reason, filter, Some(help));
        }
        let reason = format!("the tag `{tag}` exists with another digest, and is immutable");
        let help = if is_signature(tag.as_str()) {
            "signatures and attestations are written again under one tag: exclude `sha256-*` from immutability"
                .to_owned()
        } else {
            self.how_to_move(tag)
        };
        report(PushOutcome::Refused, reason, filter, Some(help))
    }

    /// What ECR makes of several pushes, in their order: a later one meets what an earlier one left. A text that is not a
    /// tag is refused. Each push is a tag and, where it is known, a digest. Source: Amazon ECR User Guide, "Preventing
    /// image tags from being overwritten"; ECR API model.
    ///
    /// ```
    /// use assumable::image::{ExistingTags, MutabilitySettings, PushOutcome, TagMutability};
    /// let settings = MutabilitySettings::new(TagMutability::Immutable, [""; 0])?;
    /// let digest = Some(format!("sha256:{}", "0".repeat(64)).parse()?);
    /// let other = Some(format!("sha256:{}", "1".repeat(64)).parse()?);
    /// let report = settings.push_all([("v1", digest), ("v1", other)], Some(ExistingTags::new()));
    /// assert_eq!(report.tags[0].outcome, PushOutcome::Accepted);
    /// assert_eq!(report.tags[1].error, Some("ImageTagAlreadyExistsException"));
    /// # Ok::<(), assumable::Error>(())
    /// ```
    #[must_use]
    pub fn push_all<'t>(
        &self,
        pushes: impl IntoIterator<Item = (&'t str, Option<Digest>)>,
        mut existing: Option<ExistingTags>,
    ) -> MutabilityReport {
        let one = |(tag, digest)| self.push_text(tag, digest, existing.as_mut());
        let tags: Vec<TagOutcome> = pushes.into_iter().map(one).collect();
        let any = |outcome: &PushOutcome| tags.iter().any(|tag| tag.outcome == *outcome);
        let worst = [PushOutcome::Refused, PushOutcome::Undetermined].into_iter().find(any);
        let outcome = worst.unwrap_or(PushOutcome::Accepted);
        MutabilityReport { outcome, tags, findings: self.findings() }
    }

    /// One push; where it may have happened, the repository has the tag afterwards.
    fn push_text(
        &self,
        text: &str,
        digest: Option<Digest>,
        existing: Option<&mut ExistingTags>,
    ) -> TagOutcome {
        let tag: Tag = match text.parse() {
            Ok(tag) => tag,
            Err(error) => {
                return TagOutcome {
                    tag: text.to_owned(),
                    outcome: PushOutcome::Refused,
                    reason: error.to_string(),
                    error: Some("InvalidImageTag"),
                    filter: None,
                    help: Some(error.help().to_owned()),
                };
            }
        };
        let report = self.push(&tag, digest.as_ref(), existing.as_deref());
        if let Some(existing) = existing {
            match report.outcome {
                PushOutcome::Accepted => drop(existing.insert(tag, digest)),
                PushOutcome::Undetermined => drop(existing.insert(tag, None)),
                PushOutcome::Refused => {}
            }
        }
        report
    }

    /// What lets this tag be pushed: a new tag, or, for a tag that is meant to move, a filter that matches no other.
    fn how_to_move(&self, tag: &Tag) -> String {
        let new = "push the image under a new tag";
        match self.mutability {
            TagMutability::Immutable => format!(
                "{new}; or, if this tag is meant to move, set IMMUTABLE_WITH_EXCLUSION with the filter `{tag}`"
            ),
            TagMutability::ImmutableWithExclusion if self.filters.len() < MAX_FILTERS => {
                format!("{new}; or, if this tag is meant to move, add the filter `{tag}`")
            }
            _ => new.to_owned(),
        }
    }

    /// What to know of the settings.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let stars = |filter: &&str| filter.matches('*').count() > MAX_FILTER_STARS;
        let message = |filter: &str| {
            format!(
                "the filter `{filter}` has more than {MAX_FILTER_STARS} `*`, which Terraform's AWS provider refuses; the API's pages name no limit"
            )
        };
        let finding = |filter| {
            Finding::new(codes::FILTER_STARS, message(filter)).about("/repository/exclusion_filters")
        };
        self.filters.iter().map(|filter| &**filter).filter(stars).map(finding).collect()
    }

    fn moves(&self, tag: &Tag) -> MoveAnswer {
        let unless_excluded =
            matches!(self.mutability, TagMutability::Mutable | TagMutability::MutableWithExclusion);
        let verdict =
            |moves: bool, filter| if moves { MoveAnswer::Yes(filter) } else { MoveAnswer::No(filter) };
        if let Some(filter) = self.filters.iter().find(|filter| matches(filter, tag.as_str(), 1)) {
            return verdict(!unless_excluded, Some(filter.to_string()));
        }
        match self.filters.iter().find(|filter| matches(filter, tag.as_str(), 0)) {
            Some(filter) => MoveAnswer::Unknown(filter.to_string()),
            None => verdict(unless_excluded, None),
        }
    }
}

/// `[0-9a-zA-Z._*-]{1,128}`: ECR API model `ImageTagMutabilityExclusionFilter`.
fn check_filter(filter: &str) -> Result<(), Error> {
    let invalid = |message: String| {
        Err(Error::new(ErrorKind::InvalidValue, message)
            .with_found(filter)
            .with_help("a filter is 1 to 128 ASCII letters, digits, `.`, `_`, `-` and `*`"))
    };
    if filter.is_empty() {
        return invalid("the exclusion filter is empty".to_owned());
    }
    if let Some(c) = filter.chars().find(|c| !(super::tag::allows(*c) || *c == '*')) {
        return invalid(format!("{} cannot stand in an exclusion filter: `{}`", shown(c), quote(filter)));
    }
    if filter.len() > MAX_FILTER {
        return invalid(format!(
            "the exclusion filter has {} characters, at most {MAX_FILTER} are allowed",
            filter.len()
        ));
    }
    Ok(())
}

/// Whether `filter` matches the whole tag, where each `*` stands for at least `least` characters.
///
/// Keeps the set of lengths of the tag that the filter so far can match; both texts are at most 128 characters.
fn matches(filter: &str, tag: &str, least: usize) -> bool {
    let mut reached = vec![false; tag.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for step in filter.bytes() {
        reached = if step == b'*' {
            let first = reached.iter().position(|here| *here).unwrap_or(tag.len() + 1) + least;
            (0..=tag.len()).map(|at| at >= first).collect()
        } else {
            let advanced = reached.iter().zip(tag.bytes()).map(|(here, c)| *here && c == step);
            core::iter::once(false).chain(advanced).collect()
        };
    }
    reached.last().copied().unwrap_or(false)
}

/// Whether `wildcard` matches `tag`, for certain: each `*` stands for one character or more.
pub(crate) fn wildcard_matches(wildcard: &str, tag: &str) -> bool {
    matches(wildcard, tag, 1)
}

/// Whether `wide` matches everything that `narrow` does: only a `*` of the one covers a `*` of the other.
pub(crate) fn wildcard_covers(wide: &str, narrow: &str) -> bool {
    matches(wide, narrow, 1)
}

/// `sha256-<64 hex>` with whatever follows: cosign's signatures, and the fallback tag of OCI referrers.
pub(crate) fn is_signature(tag: &str) -> bool {
    tag.strip_prefix("sha256-")
        .and_then(|rest| rest.get(..64))
        .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_some_characters_or_for_none() {
        for (filter, tag, some, none) in [
            ("dev-*", "dev-1", true, true),
            ("dev-*", "dev-", false, true),
            ("dev-*", "dev", false, false),
            ("*", "x", true, true),
            ("*a*", "bab", true, true),
            ("*a*", "a", false, true),
            ("a*b*c", "aXbYbZc", true, true),
            ("a*b*c", "abc", false, true),
            ("latest", "latest", true, true),
            ("latest", "latest1", false, false),
            ("latest*", "Latest1", false, false),
            ("a**", "ab", false, true),
            ("a**", "abc", true, true),
        ] {
            assert_eq!(matches(filter, tag, 1), some, "{filter} {tag}");
            assert_eq!(matches(filter, tag, 0), none, "{filter} {tag}");
        }
    }

    #[test]
    fn settings_that_ecr_refuses() {
        let refused = |kind, filters: &[&str]| MutabilitySettings::new(kind, filters).unwrap_err();
        assert_eq!(
            refused(TagMutability::Immutable, &["a"]).to_string(),
            "IMMUTABLE has no exclusion filters"
        );
        assert_eq!(
            refused(TagMutability::MutableWithExclusion, &[]).to_string(),
            "MUTABLE_WITH_EXCLUSION needs at least one exclusion filter"
        );
        assert_eq!(
            refused(TagMutability::ImmutableWithExclusion, &["a"; 6]).to_string(),
            "6 exclusion filters are given, ECR takes at most 5"
        );
        let error = refused(TagMutability::ImmutableWithExclusion, &["a*", "v?"]);
        assert_eq!(error.to_string(), "`?` cannot stand in an exclusion filter: `v?`");
        assert_eq!(error.path(), "/1");
    }
}
