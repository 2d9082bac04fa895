//! The roles of documents, with their trust policies.

use crate::aws::TrustPolicy;
use crate::premise::SourcePlace;
use crate::read::{Inventory, ReadRole};

/// A role of the documents.
pub(super) struct Role {
    pub(super) name: String,
    pub(super) place: SourcePlace,
    /// Its trust policy, or why that is not known.
    pub(super) trust: Result<Trust, String>,
}

/// A trust policy with its text.
pub(super) struct Trust {
    pub(super) text: String,
    pub(super) policy: TrustPolicy,
}

/// The roles, in the order of the documents.
pub(super) fn of(inventory: &Inventory) -> impl Iterator<Item = Role> {
    let read = |text: String| match text.parse() {
        Ok(policy) => Ok(Trust { text, policy }),
        Err(error) => Err(format!("its trust policy is not one: {error}")),
    };
    let of_role = move |role: &ReadRole| Role {
        name: role.label(),
        place: role.place.clone(),
        trust: match role.trust_text() {
            Some(Ok(text)) => read(text),
            Some(Err(why)) => Err(format!("its trust policy {why}")),
            None => Err("the documents do not give its trust policy".to_owned()),
        },
    };
    inventory.roles.iter().map(of_role)
}
