//! What the registry takes: whether the repository is there, and whether the tag may be moved.

use super::document::with_stars;
use super::known::Known;
use super::report::{RoadImage, RoadStage, RoadVerdict};
use crate::aws::pattern::wildcard::Pattern;
use crate::codes;
use crate::image::{
    Digest, ExistingTags, ImageReference, MutabilitySettings, PushOutcome, Tag, TagMutability,
};
use crate::names::AccountId;
use crate::read::{ReadRefusalLine, ReadRepository};

/// What a log calls a repository that does not exist.
const NO_REPOSITORY: &str = "RepositoryNotFound";
/// What it calls a tag that is not moved.
const TAG_IMMUTABLE: &str = "TagImmutable";

/// The repository of the documents that an image is pushed to.
pub(super) fn repository<'i>(reference: &ImageReference, known: &Known<'i>) -> Option<&'i ReadRepository> {
    let name = reference.repository().as_str();
    let host = reference.ecr_registry();
    let account = host.as_ref().and_then(|host| host.account());
    let is_named = |repository: &&ReadRepository| {
        repository.name.as_ref().is_some_and(|text| match (&text.value, &text.pattern) {
            (Some(value), _) => value == name,
            (None, Some(pattern)) => Pattern::new(&with_stars(pattern)).matches(name),
            (None, None) => false,
        })
    };
    // Where the accounts of folders are given, one of another account is another.
    let is_elsewhere = |repository: &&ReadRepository| {
        let own = known.facts.account_at(&repository.place).map(AccountId::as_str);
        !known.facts.accounts.is_empty() && own.is_some() && account.is_some() && own != account
    };
    known.inventory.repositories.iter().filter(is_named).find(|repository| !is_elsewhere(repository))
}

/// What becomes of an image that the role may push.
pub(super) fn of(reference: &ImageReference, told: RoadImage, known: &Known<'_>) -> RoadImage {
    let name = reference.repository().as_str();
    let denied = |cause, message: String, place| RoadImage {
        verdict: RoadVerdict::Denied,
        stage: Some(RoadStage::Push),
        cause: Some(cause),
        message: Some(message),
        place,
        ..told.clone()
    };
    let found = repository(reference, known);
    let tags = known.facts.existing_tags.get(name);
    let line = |code: &str, resource: &str| {
        let says = |line: &&ReadRefusalLine| line.code == code && line.resource.as_deref() == Some(resource);
        known.inventory.errors.iter().find(says)
    };
    if let Some(line) = line(TAG_IMMUTABLE, tag(&told.name)) {
        return denied(codes::ECR_TAG_IMMUTABLE, line.message.clone(), Some(line.place.clone()));
    }
    if found.is_none() && tags.is_none() {
        if let Some(line) = line(NO_REPOSITORY, name) {
            return denied(codes::ECR_REPOSITORY_MISSING, line.message.clone(), Some(line.place.clone()));
        }
        let need = format!("does the repository `{name}` exist? no document makes it");
        return RoadImage { stage: Some(RoadStage::Push), needs: vec![need], ..told };
    }
    if let (Some(repository), Some(tags)) = (found, tags)
        && is_kept(repository, &told.name, tags)
    {
        let place = repository.mutability.as_ref().and_then(|text| text.place.clone());
        let message = format!("the tag is there already, and `{name}` does not let it be moved");
        return denied(codes::ECR_TAG_IMMUTABLE, message, place.or_else(|| Some(repository.place.clone())));
    }
    RoadImage { verdict: RoadVerdict::Allowed, stage: None, place: None, ..told }
}

fn tag(image: &str) -> &str {
    image.rsplit_once(':').map_or("", |(_, tag)| tag)
}

/// Whether the repository has the tag and keeps it where it is.
fn is_kept(repository: &ReadRepository, image: &str, tags: &[String]) -> bool {
    let tag = tag(image);
    let exclusions: Option<Vec<&str>> =
        repository.exclusions.iter().map(|text| text.value.as_deref()).collect();
    let mutability = repository.mutability.as_ref().and_then(|text| text.value.as_deref());
    let kind = mutability.and_then(|text| ALL.into_iter().find(|kind| kind.as_str() == text));
    let settings = kind.zip(exclusions);
    let settings = settings.and_then(|(kind, filters)| MutabilitySettings::new(kind, filters).ok());
    // A run makes another image than the one that is there.
    let digest = |digit: u8| format!("sha256:{digit:064}").parse::<Digest>();
    let (Some(settings), Ok(tag), Ok(old), Ok(new)) = (settings, tag.parse::<Tag>(), digest(0), digest(1))
    else {
        return false;
    };
    let with_digest = |tag: &String| Some((tag.parse().ok()?, Some(old.clone())));
    let existing: ExistingTags = tags.iter().filter_map(with_digest).collect();
    settings.push(&tag, Some(&new), Some(&existing)).outcome == PushOutcome::Refused
}

const ALL: [TagMutability; 4] = [
    TagMutability::Mutable,
    TagMutability::Immutable,
    TagMutability::MutableWithExclusion,
    TagMutability::ImmutableWithExclusion,
];
