//! What is known beside the documents.

use std::collections::BTreeMap;

use crate::analysis::{Owner, OwnerTemplate, SubjectForm, World};
use crate::aws::{Effect, Layer, PolicyKind, PolicyText};
use crate::github::{Issuer, Platform};
use crate::names::{AccountId, GitRef};
use crate::premise::SourcePlace;
use crate::read::{Documents, Inventory, PullRequestHead, ReadSettings, SettingsScope};

/// `FullAWSAccess`, which AWS attaches to every level (AWS Organizations User Guide, "Service control policies").
const FULL_ACCESS: &str =
    r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#;

/// A control policy that is one of the documents.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ControlDocument {
    /// The name that its policy has in its layer.
    pub origin: String,
    /// The name of the document.
    pub name: String,
}

impl ControlDocument {
    /// The document of this name, for the policy of this origin.
    #[must_use]
    pub fn new(origin: impl Into<String>, name: impl Into<String>) -> ControlDocument {
        ControlDocument { origin: origin.into(), name: name.into() }
    }
}

/// The job and the run that are asked about, as a runner knows them.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AskedRun {
    /// The id of the job, as the workflow names it; every job where this is not given.
    pub job: Option<String>,
    /// The event; any event of the workflow where this is not given.
    pub event_name: Option<String>,
    /// The ref, such as `refs/heads/main`; any that the event comes with where this is not given.
    pub reference: Option<GitRef>,
    /// The base branch of a pull request.
    pub base_ref: Option<String>,
    /// From where the code of a pull request comes.
    pub head: Option<PullRequestHead>,
    /// The environment, where another source than the workflow tells it.
    pub environment: Option<String>,
    /// Where the job is written, where another source than the workflow tells it.
    pub job_workflow_ref: Option<String>,
    /// Who started it.
    pub actor: Option<String>,
}

impl AskedRun {
    /// Whether it is a run of this job, which has the name of its caller before its own where it is in a called workflow.
    pub(super) fn is_of(&self, job: &str) -> bool {
        self.job.as_deref().is_none_or(|id| job.rsplit('/').next() == Some(id))
    }
}

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
    /// Those of the control policies that are among the documents.
    pub controls: Vec<ControlDocument>,
    /// Logins that the owner had before it was renamed.
    pub former_logins: Vec<String>,
    /// The slug of the enterprise, where its tokens name it in their issuer.
    pub enterprise_slug: Option<String>,
    /// The host of an Enterprise Server, or of a tenant of ghe.com.
    pub host: Option<String>,
    /// Whether STS can fetch the issuer's keys from the internet; not known where this is not given.
    pub reachable: Option<bool>,
    /// The accounts of folders of the documents: the longest folder that a document is in decides.
    pub accounts: BTreeMap<String, AccountId>,
    /// The tags that repositories of ECR have, by the name of the repository: all of each that is named.
    pub existing_tags: BTreeMap<String, Vec<String>>,
    /// Whether others can call the organisation's reusable workflows; they can where this is not given.
    pub callable: Option<bool>,
    /// The job and the run that are asked about; all runs of all jobs where this is not given.
    pub run: Option<AskedRun>,
}

impl RoadFacts {
    /// The same with the control policies as these documents have them.
    pub(super) fn of_documents(&self, documents: &Documents) -> RoadFacts {
        let mut facts = self.clone();
        for control in &self.controls {
            let Some((_, text)) = documents.texts().find(|(name, _)| *name == control.name) else { continue };
            let layers = core::iter::once((&mut facts.rcp, PolicyKind::ResourceControl))
                .chain(facts.scp.iter_mut().map(|layer| (layer, PolicyKind::ServiceControl)));
            for (layer, kind) in layers {
                let Layer::Given(policies) = layer else { continue };
                let own = policies.iter_mut().filter(|policy| policy.origin == control.origin);
                for policy in own {
                    if let Ok(read) = PolicyText::read(text, kind) {
                        *policy = read.named(control.origin.clone());
                    }
                }
            }
        }
        facts
    }

    /// The service control policies, with that which AWS attaches to all where those that are given only deny.
    pub(super) fn levels(&self) -> Vec<Layer> {
        let allows = |policy: &PolicyText| {
            policy.document.statements.iter().any(|statement| statement.effect == Effect::Allow)
        };
        let whole = |layer: &Layer| {
            let Layer::Given(policies) = layer else { return layer.clone() };
            if policies.is_empty() || policies.iter().any(allows) {
                return layer.clone();
            }
            let mut policies = policies.clone();
            policies.extend(PolicyText::read(FULL_ACCESS, PolicyKind::ServiceControl));
            Layer::Given(policies)
        };
        self.scp.iter().map(whole).collect()
    }

    /// The owner's login, and the repository's name.
    pub(super) fn split(&self) -> Option<(&str, &str)> {
        self.repository.as_deref()?.split_once('/')
    }

    /// Whether the owner had this login before.
    pub(super) fn is_former(&self, login: &str) -> bool {
        self.former_logins.iter().any(|known| known == login)
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
        world.callable = self.callable.unwrap_or(world.callable);
        world.rcp = self.rcp.clone();
        world
    }

    /// The issuer of the job's tokens, where the platform, its host or the enterprise tell another than that of github.com.
    pub(super) fn issuer(&self) -> Option<Issuer> {
        let url = match (self.platform, &self.host, &self.enterprise_slug) {
            (Some(Platform::Ghes(_)), Some(host), _) => format!("https://{host}/_services/token"),
            (Some(Platform::GheCom), Some(host), _) => format!("https://token.actions.{host}"),
            (None | Some(Platform::GithubCom), _, Some(slug)) => {
                format!("{}/{slug}", Issuer::default().url())
            }
            _ => return None,
        };
        url.parse().ok()
    }

    /// The account of what is written at this place.
    pub(super) fn account_at(&self, place: &SourcePlace) -> Option<&AccountId> {
        let document = place.document.as_deref().unwrap_or("");
        let holds = |folder: &str| {
            let rest = document.strip_prefix(folder.trim_end_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let folders = self.accounts.iter().filter(|(folder, _)| folder.is_empty() || holds(folder));
        let own = folders.max_by_key(|(folder, _)| folder.len()).map(|(_, account)| account);
        own.or(self.account.as_ref())
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
