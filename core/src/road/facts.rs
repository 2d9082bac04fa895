//! What is known beside the documents.

use crate::analysis::{Owner, OwnerTemplate, SubjectForm, World};
use crate::aws::Layer;
use crate::github::Platform;
use crate::names::AccountId;
use crate::read::{Inventory, ReadSettings, SettingsScope};

/// What is known of the repository and of its organisation.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct RoadFacts {
    /// `owner/name` of the repository.
    pub repository: Option<String>,
    /// Its default branch.
    pub default_branch: Option<String>,
    /// The id of the owner.
    pub owner_id: Option<String>,
    /// The id of the repository.
    pub repository_id: Option<String>,
    /// Whether subjects are immutable; not known where this is not given.
    pub immutable: Option<bool>,
    /// The keys of the repository's subjects, where the documents do not tell them.
    pub include_claim_keys: Option<Vec<String>>,
    /// The account of the infrastructure.
    pub account: Option<AccountId>,
    /// Where GitHub runs.
    pub platform: Option<Platform>,
    /// Resource control policies of the organisation.
    pub rcp: Layer,
    /// Service control policies of the organisation, level by level.
    pub scp: Vec<Layer>,
}

impl RoadFacts {
    /// The owner's login, and the repository's name.
    pub(super) fn split(&self) -> Option<(&str, &str)> {
        self.repository.as_deref()?.split_once('/')
    }

    /// The world in which the job's tokens are.
    pub(super) fn world(&self, inventory: &Inventory) -> World {
        let mut world = World::default();
        if let Some((login, _)) = self.split() {
            let mut owner = Owner::new(login);
            owner.id.clone_from(&self.owner_id);
            owner.form = match self.immutable {
                Some(true) => SubjectForm::Immutable,
                Some(false) => SubjectForm::Legacy,
                None => SubjectForm::Either,
            };
            owner.template = OwnerTemplate::Keys(self.keys(inventory));
            world.owners = vec![owner];
            if let (Some(repository), Some(id)) = (&self.repository, &self.repository_id) {
                world.repository_ids = vec![(id.clone(), repository.clone())];
            }
        }
        world.platform = self.platform;
        world.rcp = self.rcp.clone();
        world
    }

    /// The keys of the repository's subjects; `None` for the default.
    pub(super) fn keys(&self, inventory: &Inventory) -> Option<Vec<String>> {
        if self.include_claim_keys.is_some() {
            return self.include_claim_keys.clone();
        }
        let texts = |settings: &ReadSettings| -> Option<Vec<String>> {
            settings.include_claim_keys.as_ref()?.iter().map(|key| key.value.clone()).collect()
        };
        let repository = self.settings(inventory).filter(|settings| settings.use_default == Some(false))?;
        let of_organization =
            || inventory.settings.iter().find(|one| one.scope == SettingsScope::Organization);
        texts(repository).or_else(|| texts(of_organization()?))
    }

    /// The settings of the repository's subjects, where the documents show them.
    pub(super) fn settings<'i>(&self, inventory: &'i Inventory) -> Option<&'i ReadSettings> {
        let name = self.split().map_or("", |(_, name)| name);
        let is_own = |settings: &&ReadSettings| {
            let of = settings.of.as_ref().and_then(|of| of.value.as_deref());
            settings.scope == SettingsScope::Repository
                && of.is_none_or(|of| of.rsplit('/').next().unwrap_or(of) == name)
        };
        inventory.settings.iter().find(is_own)
    }
}
