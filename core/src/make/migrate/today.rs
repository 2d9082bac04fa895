//! Who gets in today, as classes: those of a long list of subjects are asked for part by part.

use crate::analysis::{Class, WhoOutcome, WhoReport, World};
use crate::aws::TrustPolicy;
use crate::error::Error;
use crate::limits::{MAX_CLASSES, MAX_POLICY, MAX_ROAD_STATES};
use crate::make::json::compact;
use crate::make::roles::Trust;
use crate::make::shrink;
use crate::tree::json;

/// Who gets in; `None` where that is not known exactly. The states that it took are added.
pub(super) fn classes(trust: &Trust, world: &World, states: &mut usize) -> Result<Option<Vec<Class>>, Error> {
    let whole = asked(&trust.policy, world, states)?;
    if let Some(classes) = exact(&whole) {
        return Ok(Some(classes));
    }
    if !whole.more {
        return Ok(None);
    }
    let value = json::parse(&trust.text, MAX_POLICY)?.into();
    let mut all: Vec<Class> = Vec::new();
    for part in shrink::parts(&value) {
        let Ok(policy) = compact(&part).parse::<TrustPolicy>() else { return Ok(None) };
        let Some(classes) = exact(&asked(&policy, world, states)?) else { return Ok(None) };
        for class in classes {
            add(class, &mut all);
        }
        if all.len() > MAX_CLASSES || *states > MAX_ROAD_STATES {
            return Ok(None);
        }
    }
    Ok(Some(all))
}

fn asked(policy: &TrustPolicy, world: &World, states: &mut usize) -> Result<WhoReport, Error> {
    let report = policy.who_can_assume(world)?;
    *states += report.ground.states.max(super::STATES_OF_A_ROLE);
    Ok(report)
}

/// The classes, where they are all of those who get in.
fn exact(report: &WhoReport) -> Option<Vec<Class>> {
    let is_known = !report.more
        && report.ground.unless.is_empty()
        && matches!(report.outcome, WhoOutcome::Somebody | WhoOutcome::Nobody)
        && report.classes.iter().all(|class| class.exact);
    is_known.then(|| report.classes.iter().map(|class| class.tokens.clone()).collect())
}

/// Adds a class; two that differ in their repositories only are one.
fn add(class: Class, all: &mut Vec<Class>) {
    let repositories = |class: &Class| {
        class.claims.iter().find(|(name, _)| name == "repository").map(|(_, patterns)| patterns.clone())
    };
    let rest = |class: &Class| {
        let mut rest = class.clone();
        rest.claims.retain(|(name, _)| name != "repository");
        rest
    };
    let (Some(more), own) = (repositories(&class), rest(&class)) else { return all.push(class) };
    let same = |known: &&mut Class| repositories(known).is_some() && rest(known) == own;
    match all.iter_mut().find(same) {
        Some(known) => {
            let named = known.claims.iter_mut().find(|(name, _)| name == "repository");
            if let Some((_, patterns)) = named {
                let new: Vec<Option<String>> =
                    more.into_iter().filter(|pattern| !patterns.contains(pattern)).collect();
                patterns.extend(new);
            }
        }
        None => all.push(class),
    }
}
