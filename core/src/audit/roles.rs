//! The roles of an organisation that take tokens.

use std::collections::BTreeMap;

use super::report::ClosedRole;
use crate::aws::{Provider, SetRole, TrustPolicy};
use crate::error::Error;
use crate::names::arn::Arn;
use crate::names::{ProviderArn, RoleArn};
use crate::read::{Inventory, ReadRole};

/// A role that takes tokens.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AuditRole {
    /// Its ARN, or its address in a document without ARNs.
    pub name: String,
    /// Its ARN, as the document or its policy tells it.
    pub arn: RoleArn,
    /// Its trust policy.
    pub policy: TrustPolicy,
    /// The policy as JSON, which is the same for equal policies.
    pub text: String,
}

/// The roles of one or more inventories.
#[derive(Debug, Default)]
pub struct AuditRoles {
    pub(super) known: Vec<AuditRole>,
    pub(super) open: Vec<ClosedRole>,
    /// Roles that no token can ever assume: for services, users and other accounts.
    pub(super) others: usize,
    /// The audiences of providers, by their ARNs.
    providers: BTreeMap<String, Vec<String>>,
    by_arn: BTreeMap<String, usize>,
    /// The first role with each policy.
    by_policy: BTreeMap<String, usize>,
}

impl AuditRoles {
    /// Takes the roles of an inventory. A role that is there already stays as it is.
    ///
    /// # Errors
    /// What is wrong with a trust policy, under the role's name.
    pub fn add(&mut self, inventory: &Inventory) -> Result<(), Error> {
        for provider in &inventory.providers {
            let arn = provider.arn.as_ref().and_then(|arn| arn.value.clone());
            let ids = provider.client_ids.as_ref().map(|ids| ids.iter().map(|id| id.value.clone()).collect());
            if let (Some(arn), Some(Some(ids))) = (arn, ids) {
                self.providers.insert(arn, ids);
            }
        }
        inventory.roles.iter().try_for_each(|role| self.add_role(role))
    }

    fn add_role(&mut self, role: &ReadRole) -> Result<(), Error> {
        let arn = role.arn.as_ref().and_then(|arn| arn.value.clone());
        let name = role.name.as_ref().and_then(|name| name.value.clone());
        let shown = arn.clone().or_else(|| role.address.clone()).or_else(|| name.clone());
        let shown = shown.unwrap_or_else(|| "a role without a name".to_owned());
        let text = role.trust_text().unwrap_or_else(|| Err("is not in the documents".to_owned()));
        let text = match text {
            Ok(text) => text,
            Err(why) => {
                self.close(shown, format!("its trust policy {why}"));
                return Ok(());
            }
        };
        let policy: TrustPolicy = text.parse().map_err(|error: Error| error.under(&shown))?;
        if !policy.takes_tokens() {
            self.others += 1;
            return Ok(());
        }
        let arn = arn.and_then(|arn| arn.parse().ok()).or_else(|| of_provider(&policy, name.as_deref()));
        let Some(arn) = arn else {
            self.close(shown, "its account is not known".to_owned());
            return Ok(());
        };
        let index = self.known.len();
        if self.by_arn.contains_key(arn.as_str()) && role.arn.is_some() {
            return Ok(());
        }
        self.by_arn.entry(arn.as_str().to_owned()).or_insert(index);
        self.by_policy.entry(text.clone()).or_insert(index);
        self.known.push(AuditRole { name: shown, arn, policy, text });
        Ok(())
    }

    fn close(&mut self, role: String, why: String) {
        self.open.push(ClosedRole { role, why });
    }

    /// The roles.
    #[must_use]
    pub fn known(&self) -> &[AuditRole] {
        &self.known
    }

    /// Policies, each once: what is proved of one is so of all roles that have it.
    pub fn distinct(&self) -> impl Iterator<Item = &AuditRole> {
        self.by_policy.values().filter_map(|index| self.known.get(*index))
    }

    pub(super) fn of_arn(&self, arn: &str) -> Option<usize> {
        self.by_arn.get(arn).copied()
    }

    /// The roles as a set takes them.
    pub(super) fn of_set(&self) -> impl Iterator<Item = SetRole> {
        self.known.iter().map(|role| {
            let set = SetRole::new(role.arn.clone(), role.policy.clone());
            let own = |arn: &&str| account(arn) == Some(role.arn.account());
            let mut named = role.policy.providers().into_iter().filter(own);
            match (named.next(), named.next()) {
                // Of several providers each takes the tokens of its own issuer, and the token tells which.
                (Some(one), None) => match (self.providers.get(one), one.parse::<ProviderArn>()) {
                    (Some(ids), Ok(arn)) => {
                        set.with_provider(Provider::new(arn).with_client_ids(ids.clone()))
                    }
                    _ => set,
                },
                _ => set,
            }
        })
    }
}

fn account(arn: &str) -> Option<&str> {
    arn.split(':').nth(4)
}

/// A role is in the account of the provider that its policy names, where it names those of one account.
fn of_provider(policy: &TrustPolicy, name: Option<&str>) -> Option<RoleArn> {
    let providers = policy.providers();
    let first: Arn = providers.first()?.parse().ok()?;
    let same = providers.iter().all(|arn| account(arn) == Some(first.account()));
    let arn =
        format!("arn:{}:iam::{}:role/{}", first.partition(), first.account(), name.unwrap_or("unnamed"));
    arn.parse().ok().filter(|_| same)
}
