//! Which role a job asks for.

use super::document::with_stars;
use super::known::Known;
use crate::aws::pattern::wildcard::Pattern;
use crate::names::{AccountId, RoleArn, arn};
use crate::premise::SourcePlace;
use crate::read::{AssumedRole, Inventory, ReadRole, ReadText};

/// What the documents show of a role that is asked for.
pub(super) enum Asked<'i> {
    /// The role, and whether only its name says so.
    One(&'i ReadRole, bool),
    /// Several fit.
    Several(Vec<&'i ReadRole>),
    /// A role that is nearly the one, and certainly another: why, and where.
    Other(&'static str, Option<SourcePlace>),
    /// None of the documents has it.
    NotGiven,
    /// The workflow does not tell which it is.
    Unknown,
}

/// The role that a step asks for, in the account of its ARN where the facts tell those of the documents.
pub(super) fn of<'i>(assumed: &AssumedRole, known: &Known<'i>) -> Asked<'i> {
    if assumed.role.value.as_deref().is_some_and(is_no_role) {
        return Asked::Other("what the step asks for is not the ARN of a role", assumed.role.place.clone());
    }
    let found = asked(assumed, known.inventory);
    let text = assumed.role.value.as_deref().and_then(arn::parts).map(|parts| parts[4]);
    let Some(account) = text.filter(|account| arn::is_account(account)) else { return found };
    let is_elsewhere = |role: &ReadRole| {
        let own = known.facts.account_at(&role.place).map(AccountId::as_str);
        role.address.is_some() && own.is_some_and(|own| own != account)
    };
    let why = "the role of the documents is in another account";
    let place = || assumed.role.place.clone();
    match found {
        Asked::One(role, true) if is_elsewhere(role) => Asked::Other(why, place()),
        Asked::Several(roles) => {
            let own: Vec<&ReadRole> = roles.iter().copied().filter(|role| !is_elsewhere(role)).collect();
            match own.as_slice() {
                [] => Asked::Other(why, place()),
                [role] => Asked::One(role, true),
                _ => Asked::Several(own),
            }
        }
        other => other,
    }
}

/// Whether a text looks like an ARN, and is not that of a role: STS refuses it.
fn is_no_role(text: &str) -> bool {
    text.starts_with("arn:") && text.parse::<RoleArn>().is_err()
}

/// The role that a step asks for, by its ARN and its name.
fn asked<'i>(assumed: &AssumedRole, inventory: &'i Inventory) -> Asked<'i> {
    let Some(text) = assumed.role.value.as_deref().or(assumed.role.pattern.as_deref()) else {
        return Asked::Unknown;
    };
    let account = arn::parts(text).map(|parts| parts[4]).filter(|account| arn::is_account(account));
    let name = text.rsplit(['/', '⟧']).next().unwrap_or(text);
    if name.is_empty() {
        return Asked::Unknown;
    }
    let has_arn = |role: &&ReadRole| value(role.arn.as_ref()) == Some(text);
    if let Some(role) = inventory.roles.iter().find(has_arn) {
        return Asked::One(role, false);
    }
    let other_account = |role: &ReadRole| {
        let own = value(role.arn.as_ref()).and_then(arn::parts).map(|parts| parts[4]);
        matches!((own, account), (Some(own), Some(account)) if own != account)
    };
    let named = inventory.roles.iter().filter(|role| !other_account(role) && fits(role.name.as_ref(), name));
    let (fitting, elsewhere): (Vec<&ReadRole>, Vec<&ReadRole>) =
        named.partition(|role| !is_under_other_path(role, text));
    match fitting.as_slice() {
        [role] => return Asked::One(role, true),
        [] => {
            if let [role, ..] = elsewhere.as_slice() {
                let place = role.path.as_ref().and_then(|path| path.place.clone());
                let why = "the role of the documents has another path, which is part of its ARN";
                return Asked::Other(why, place.or_else(|| assumed.role.place.clone()));
            }
        }
        several => return Asked::Several(several.to_vec()),
    }
    if let Some(role) = inventory.roles.iter().find(|role| has_prefix(role, name)) {
        let place = role.name.as_ref().and_then(|name| name.place.clone());
        let why = "the role of the documents has a longer name: AWS adds to its prefix";
        return Asked::Other(why, place.or_else(|| Some(role.place.clone())));
    }
    if let Some((_, place)) = inventory.absent_roles.iter().find(|(absent, _)| absent == name) {
        return Asked::Other("the documents make none of the role of this name", Some(place.clone()));
    }
    // A role whose name the documents do not tell may be any.
    if inventory.roles.iter().any(|role| role.name.is_none() && role.address.is_some()) {
        return Asked::NotGiven;
    }
    // A policy by itself is that of the only role that is asked for.
    let is_bare = |role: &&ReadRole| role.name.is_none() && role.arn.is_none() && role.address.is_none();
    let mut bare = inventory.roles.iter().filter(is_bare);
    match (bare.next(), bare.next()) {
        (Some(role), None) => Asked::One(role, true),
        (Some(_), Some(_)) => Asked::Several(inventory.roles.iter().filter(is_bare).collect()),
        (None, _) => Asked::NotGiven,
    }
}

/// The role of the documents that has this ARN, or the name of it.
pub(super) fn named<'i>(arn: &str, inventory: &'i Inventory) -> Option<&'i ReadRole> {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    let all = || inventory.roles.iter();
    all()
        .find(|role| value(role.arn.as_ref()) == Some(arn))
        .or_else(|| all().find(|role| value(role.arn.as_ref()).is_none() && fits(role.name.as_ref(), name)))
}

/// Whether the role has another path than the ARN that is asked for.
fn is_under_other_path(role: &ReadRole, asked: &str) -> bool {
    let Some((_, rest)) = asked.split_once(":role/").filter(|(_, rest)| !rest.contains('⟦')) else {
        return false;
    };
    let own = rest.rsplit_once('/').map_or("", |(path, _)| path);
    let is_defined = role.address.is_some() && role.arn.as_ref().is_none_or(|arn| arn.value.is_none());
    match &role.path {
        None => is_defined && !own.is_empty(),
        Some(path) => path.value.as_deref().is_some_and(|path| path.trim_matches('/') != own),
    }
}

fn value(text: Option<&ReadText>) -> Option<&str> {
    text?.value.as_deref()
}

/// Whether a role may have this name.
fn fits(text: Option<&ReadText>, name: &str) -> bool {
    let Some(text) = text else { return false };
    match (&text.value, &text.pattern) {
        (Some(value), _) => value == name,
        (None, Some(pattern)) => Pattern::new(&with_stars(pattern)).matches(name),
        (None, None) => false,
    }
}

/// Whether the role has a name that this one is only the beginning of.
fn has_prefix(role: &ReadRole, name: &str) -> bool {
    let pattern = role.name.as_ref().and_then(|text| text.pattern.as_deref());
    pattern.is_some_and(|pattern| {
        let start = pattern.split('⟦').next().unwrap_or("");
        start.trim_end_matches('-') == name
    })
}
