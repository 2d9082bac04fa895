//! The repositories and names that a run may push, ready for many questions.

use std::collections::BTreeMap;

use super::Run;
use super::make::{MadeName, MadeNames, NamesOutcome};
use crate::image::ImageReference;

/// The repositories and names of a run, parsed once for many images.
pub(super) struct Allowed<'m> {
    pub(super) run: &'m Run,
    pub(super) made: &'m MadeNames,
    pub(super) repositories: Vec<ImageReference>,
    /// Places in `made.names`, by repository and tag.
    names: BTreeMap<String, BTreeMap<String, usize>>,
}

impl<'m> Allowed<'m> {
    pub(super) fn new(run: &'m Run, made: &'m MadeNames) -> Allowed<'m> {
        let repositories: Vec<ImageReference> =
            made.images.iter().filter_map(|text| text.parse().ok()).collect();
        let keys: BTreeMap<&str, String> =
            repositories.iter().map(|image| (image.original(), image.repository_key())).collect();
        let mut names: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for (at, name) in made.names.iter().enumerate() {
            if let Some(key) = keys.get(name.image.as_str()) {
                names.entry(key.clone()).or_default().entry(name.tag.clone()).or_insert(at);
            }
        }
        Allowed { run, made, repositories, names }
    }

    /// The run's name for this tag in the repository.
    pub(super) fn name(&self, repository: &str, tag: &str) -> Option<&'m MadeName> {
        self.made.names.get(*self.names.get(repository)?.get(tag)?)
    }

    /// Every name that the run has in the repository.
    pub(super) fn here(&self, repository: &str) -> impl Iterator<Item = &'m MadeName> {
        let names = self.names.get(repository).into_iter().flat_map(BTreeMap::values);
        names.filter_map(|at| self.made.names.get(*at))
    }

    /// Whether a text is a name of the run.
    pub(super) fn allows(&self, text: &str) -> bool {
        let Ok(image) = text.parse::<ImageReference>() else { return false };
        let tag = image.tag().map_or("", |tag| tag.as_str());
        self.made.outcome != NamesOutcome::Skipped && self.name(&image.repository_key(), tag).is_some()
    }
}
