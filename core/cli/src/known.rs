//! What is known beside the documents: by arguments, else by the settings, else by the files of git.

use std::collections::BTreeMap;
use std::path::Path;

use assumable::contract::RepositorySettings;
use assumable::github::ClaimValue;
use assumable::read::ReadOptions;
use assumable::road::RoadFacts;
use serde::Serialize;

use super::outcome::Refused;
use super::{arguments, ask, repository};

/// What is known, in the members of the request of `explain`.
#[derive(Debug, Serialize)]
pub(crate) struct Known {
    options: Options,
    facts: Facts,
}

#[derive(Debug, Serialize)]
struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_branch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    variables: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trusted_owners: Option<Vec<String>>,
    values: BTreeMap<String, ClaimValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
}

#[derive(Debug, Serialize)]
struct Facts {
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    immutable: Option<bool>,
}

impl Known {
    /// What arguments, settings and the repository in `root` say.
    pub(crate) fn of(
        given: &arguments::Known,
        config: &RepositorySettings,
        root: &Path,
    ) -> Result<Known, Refused> {
        let git = repository::read(root);
        let first = |given: &Option<String>, set: &Option<String>| given.clone().or_else(|| set.clone());
        let set = config.values.iter().map(|(name, value)| (name.clone(), value.0.clone()));
        let options = Options {
            repository: first(&given.repository, &config.repository).or(git.name),
            default_branch: first(&given.default_branch, &config.default_branch).or(git.default_branch),
            variables: config.variables.clone(),
            trusted_owners: config.owners.clone(),
            values: set.chain(values(&given.var)?).collect(),
            account: first(&given.account, &config.account),
            region: first(&given.region, &config.region),
        };
        let facts = Facts {
            owner_id: first(&given.owner_id, &config.owner_id),
            repository_id: first(&given.repository_id, &config.repository_id),
            immutable: given.immutable.or(config.immutable),
        };
        Ok(Known { options, facts })
    }

    /// As the core takes it.
    pub(crate) fn typed(self) -> Result<(ReadOptions, RoadFacts), Refused> {
        let mut options = ReadOptions::default();
        let mut facts = RoadFacts::default();
        options.account = match self.options.account {
            None => None,
            Some(id) => Some(id.parse().map_err(|error| Refused::of(&error, "--account"))?),
        };
        options.repository = self.options.repository;
        options.default_branch = self.options.default_branch;
        options.region = self.options.region;
        options.trusted_owners = self.options.trusted_owners;
        options.variables = self.options.variables;
        options.values = self.options.values;
        facts.repository.clone_from(&options.repository);
        facts.default_branch.clone_from(&options.default_branch);
        facts.account.clone_from(&options.account);
        facts.owner_id = self.facts.owner_id;
        facts.repository_id = self.facts.repository_id;
        facts.immutable = self.facts.immutable;
        Ok((options, facts))
    }
}

/// Values of variables and parameters.
pub(crate) fn values(texts: &[String]) -> Result<Vec<(String, ClaimValue)>, Refused> {
    let pairs = ask::pairs(texts, "--var")?;
    Ok(pairs.into_iter().map(|(name, text)| (name.to_owned(), ClaimValue::Text(text.to_owned()))).collect())
}
