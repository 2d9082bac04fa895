//! What was printed, read again: it has to say what was made.

use super::estate::{Estate, PUSH_POLICY, same};
use crate::error::{Error, ErrorKind};
use crate::github::ClaimValue;
use crate::image::TagMutability;
use crate::names::{AccountId, Partition};
use crate::read::{Inventory, NamedText, ReadOptions, ReadPolicy, read_documents};

/// Asserts that our own readers find in a file what was meant.
pub(super) fn check(
    name: &str,
    text: &str,
    estate: &Estate<'_>,
    partition: &Partition,
    region: Option<&str>,
) -> Result<(), Error> {
    let options = ReadOptions {
        account: estate.account.parse::<AccountId>().ok(),
        partition: Some(partition.clone()),
        region: region.map(str::to_owned),
        ..ReadOptions::default()
    };
    let inventory = read_documents(&[NamedText { name, text }], &options)?;
    match differs(&inventory, estate, !name.ends_with(".tf")) {
        None => Ok(()),
        Some(what) => {
            let message = format!("what was written to `{name}` is read as another {what}");
            Err(Error::new(ErrorKind::Internal, message).with_help("report this as a defect"))
        }
    }
}

/// What differs.
fn differs(inventory: &Inventory, estate: &Estate<'_>, is_template: bool) -> Option<&'static str> {
    let refused = inventory.documents.iter().any(|document| document.refused.is_some());
    if refused || !inventory.findings.is_empty() {
        return Some("document");
    }
    let is = |read: Option<&ReadPolicy>, made: Option<&ClaimValue>| match (read, made) {
        (None, None) => true,
        (Some(read), Some(made)) => same(read.document.value(), made) && read.unknown.is_empty(),
        _ => false,
    };
    let mut roles = inventory.roles.iter();
    match (&estate.role, roles.next(), roles.next()) {
        (None, None, _) => {}
        (Some(made), Some(read), None) => {
            if !is(read.trust_policy.as_ref(), Some(made.trust)) {
                return Some("trust policy");
            }
            let [permissions] = read.permissions.as_slice() else {
                return made.permissions.map(|_| "policy of the role");
            };
            let name = permissions.name.as_ref().and_then(|name| name.value.as_deref());
            if name != Some(PUSH_POLICY) || !is(permissions.policy.as_ref(), made.permissions) {
                return Some("policy of the role");
            }
        }
        _ => return Some("role"),
    }
    let created = estate.role.filter(|role| !role.provider.exists).map(|role| role.provider);
    let providers: Vec<(Option<&str>, Vec<&str>)> = inventory
        .providers
        .iter()
        .map(|read| {
            let ids = read.client_ids.iter().flatten().filter_map(|id| id.value.as_deref()).collect();
            (read.url.as_ref().and_then(|url| url.value.as_deref()), ids)
        })
        .collect();
    let expected: Vec<(Option<&str>, Vec<&str>)> = created
        .iter()
        .map(|made| (Some(made.url.as_str()), made.client_ids.iter().map(String::as_str).collect()))
        .collect();
    if providers != expected {
        return Some("identity provider");
    }
    for made in
        estate.own().filter(|made| !estate.repositories_exist || made.policy.is_some() && !is_template)
    {
        let named = |read: &&crate::read::ReadRepository| {
            read.name.as_ref().and_then(|name| name.value.as_deref()) == Some(&*made.name)
        };
        let Some(read) = inventory.repositories.iter().find(named) else { return Some("repository") };
        let mutability = read.mutability.as_ref().and_then(|kind| kind.value.as_deref());
        let filters: Vec<&str> =
            read.exclusions.iter().filter_map(|filter| filter.value.as_deref()).collect();
        let kept = estate.repositories_exist
            || mutability == made.image_tag_mutability.map(TagMutability::as_str)
                && filters == made.exclusion_filters;
        if !kept || !is(read.policy.as_ref(), made.policy.as_ref().map(crate::read::ReadJson::value)) {
            return Some("repository");
        }
    }
    None
}
