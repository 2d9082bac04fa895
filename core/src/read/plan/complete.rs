//! A plan before the first apply does not say a policy that names what is not there yet; the configuration beside it does.

use std::collections::BTreeMap;

use crate::read::gathered::{Gathered, Permission, Question, Role};
use crate::read::value::Value;

/// Completes the roles of plans by those of configurations that have the same address.
pub(in crate::read) fn complete(plans: &mut [Gathered], configurations: &[Gathered]) {
    let mut by_address: BTreeMap<&str, Option<(&Role, &Gathered)>> = BTreeMap::new();
    for configuration in configurations {
        for role in &configuration.roles {
            if let Some(address) = &role.address {
                // Two configurations with one address do not tell which of them is planned.
                let known = by_address.contains_key(address.as_str());
                by_address.insert(address, (!known).then_some((role, configuration)));
            }
        }
    }
    for plan in plans {
        let mut questions: Vec<Question> = Vec::new();
        let mut answered: Vec<String> = Vec::new();
        for role in &mut plan.roles {
            let found =
                role.address.as_deref().and_then(|address| by_address.get(address).copied().flatten());
            let Some((source, configuration)) = found else { continue };
            if let (Some(Value::Unknown(hole)), Some(trust)) = (&role.trust, &source.trust) {
                answered.extend(hole.sources.iter().map(|origin| origin.name.clone()));
                let names: Vec<String> = trust.origins().into_iter().map(|origin| origin.name).collect();
                questions
                    .extend(configuration.questions.iter().filter(|one| names.contains(&one.name)).cloned());
                role.trust = Some(trust.clone());
            }
            for permission in &mut role.permissions {
                inline(permission, &source.permissions, &mut answered);
            }
        }
        plan.questions.retain(|question| !answered.contains(&question.name));
        for question in questions {
            if plan.questions.iter().all(|known| known.name != question.name) {
                plan.questions.push(question);
            }
        }
    }
}

/// Completes a policy within a role by the one of the same name.
fn inline(permission: &mut Permission, sources: &[Permission], answered: &mut Vec<String>) {
    let Permission::Inline { name: Some(name), policy, .. } = permission else { return };
    let Value::Unknown(hole) = &*policy else { return };
    let fits = |source: &&Permission| match source {
        Permission::Inline { name: Some(other), .. } => {
            other.as_str().is_some() && other.as_str() == name.as_str()
        }
        _ => false,
    };
    if let Some(Permission::Inline { policy: known, .. }) = sources.iter().find(fits) {
        answered.extend(hole.sources.iter().map(|origin| origin.name.clone()));
        *policy = known.clone();
    }
}
