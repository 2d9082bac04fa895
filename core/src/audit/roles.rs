//! The roles of an organisation that take tokens.

use std::collections::BTreeMap;

use super::report::{ClosedRole, UnreadDocument};
use crate::aws::{Layer, PolicyKind, PolicyText, Provider, SetRole, TrustPolicy};
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_DOCUMENTS;
use crate::names::arn::Arn;
use crate::names::{ProviderArn, RoleArn};
use crate::read::{Inventory, NamedText, ReadRole};

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
    pub(super) not_read: Vec<UnreadDocument>,
    /// The resource control policies in force for all of them.
    rcp: Layer,
    /// The audiences of providers, by their ARNs.
    providers: BTreeMap<String, Vec<String>>,
    by_arn: BTreeMap<String, usize>,
    /// The first role with each policy.
    by_policy: BTreeMap<String, usize>,
}

impl AuditRoles {
    /// Takes the roles of an inventory, and what of it is refused. A role that is there already stays as it is; one whose trust
    /// policy is refused cannot be asked.
    pub fn add(&mut self, inventory: &Inventory) {
        for document in &inventory.documents {
            if let Some(refusal) = &document.refused {
                self.leave_out(&document.name, &refusal.message);
            }
        }
        for provider in &inventory.providers {
            let arn = provider.arn.as_ref().and_then(|arn| arn.value.clone());
            let ids = provider.client_ids.as_ref().map(|ids| ids.iter().map(|id| id.value.clone()).collect());
            if let (Some(arn), Some(Some(ids))) = (arn, ids) {
                self.providers.insert(arn, ids);
            }
        }
        inventory.roles.iter().for_each(|role| self.add_role(role));
    }

    /// Notes a document that is not read, and why.
    pub fn leave_out(&mut self, name: &str, why: &str) {
        self.not_read.push(UnreadDocument { name: name.to_owned(), why: why.to_owned() });
    }

    /// The documents that are not read.
    #[must_use]
    pub fn not_read(&self) -> &[UnreadDocument] {
        &self.not_read
    }

    /// Sets the resource control policies that are in force for all roles.
    ///
    /// # Errors
    /// What is wrong with one, under its name; `TOO_LARGE` for more than a layer may have.
    pub fn set_rcp(&mut self, policies: &[NamedText<'_>]) -> Result<(), Error> {
        if policies.len() > MAX_DOCUMENTS {
            let message = format!(
                "there are {} resource control policies, at most {MAX_DOCUMENTS} are read",
                policies.len()
            );
            return Err(Error::new(ErrorKind::TooLarge, message)
                .with_help("pass those that are in force for the accounts of the roles"));
        }
        let read = |file: &NamedText<'_>| {
            let policy = PolicyText::read(file.text, PolicyKind::ResourceControl);
            policy.map(|policy| policy.named(file.name)).map_err(|error| error.under(file.name))
        };
        let read = policies.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
        self.rcp = if read.is_empty() { Layer::Omitted } else { Layer::Given(read) };
        Ok(())
    }

    /// The resource control policies that are in force for all roles, as a world has them.
    #[must_use]
    pub fn rcp(&self) -> &Layer {
        &self.rcp
    }

    fn add_role(&mut self, role: &ReadRole) {
        let arn = role.arn.as_ref().and_then(|arn| arn.value.clone());
        let name = role.name.as_ref().and_then(|name| name.value.clone());
        let shown = arn.clone().or_else(|| role.address.clone()).or_else(|| name.clone());
        let shown = shown.unwrap_or_else(|| "a role without a name".to_owned());
        let text = role.trust_text().unwrap_or_else(|| Err("is not in the documents".to_owned()));
        let text = match text {
            Ok(text) => text,
            Err(why) => {
                self.close(shown, format!("its trust policy {why}"));
                return;
            }
        };
        let policy: TrustPolicy = match text.parse() {
            Ok(policy) => policy,
            Err(error) => {
                let error: Error = error;
                self.close(shown, format!("its trust policy is refused: {error}"));
                return;
            }
        };
        if !policy.takes_tokens() {
            self.others += 1;
            return;
        }
        let arn = arn.and_then(|arn| arn.parse().ok()).or_else(|| of_provider(&policy, name.as_deref()));
        let Some(arn) = arn else {
            self.close(shown, "its account is not known".to_owned());
            return;
        };
        let index = self.known.len();
        if self.by_arn.contains_key(arn.as_str()) && role.arn.is_some() {
            return;
        }
        self.by_arn.entry(arn.as_str().to_owned()).or_insert(index);
        self.by_policy.entry(text.clone()).or_insert(index);
        self.known.push(AuditRole { name: shown, arn, policy, text });
    }

    fn close(&mut self, role: String, why: String) {
        self.open.push(ClosedRole { role, why });
    }

    /// The roles.
    #[must_use]
    pub fn known(&self) -> &[AuditRole] {
        &self.known
    }

    /// Whether there is no role that takes tokens, nor one of which that is not known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty() && self.open.is_empty()
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
            let set = SetRole::new(role.arn.clone(), role.policy.clone()).with_rcp(self.rcp.clone());
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
