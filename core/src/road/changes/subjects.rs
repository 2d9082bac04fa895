//! The subjects of a set of runs, as patterns.

use crate::analysis::Class;
use crate::github::{Claims, SubjectTemplate};
use crate::road::known::Known;
use crate::road::scenarios::Set;

/// The most subjects that are written out for one set.
const MOST: usize = 8;

/// The subjects of the tokens of a set; `None` where they are not all known, or are too many.
pub(super) fn of(set: &Set, known: &Known<'_>) -> Option<Vec<String>> {
    let class = &set.class;
    let given = class.claims.iter().find(|(name, _)| name == "sub");
    if let Some((_, patterns)) = given {
        return patterns.iter().cloned().collect();
    }
    let facts = known.facts;
    let mut base: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            base.push((name.to_owned(), value.to_owned()));
        }
    };
    add("repository", facts.repository.as_deref());
    add("repository_owner", facts.split().map(|(owner, _)| owner));
    add("repository_owner_id", facts.owner_id.as_deref());
    add("repository_id", facts.repository_id.as_deref());
    let told = |name: &str| class.claims.iter().any(|(known, _)| known == name);
    let own = set.own.iter().filter(|(name, _)| !told(name));
    base.extend(own.map(|(name, pattern)| ((*name).to_owned(), pattern.clone())));
    let mut all = vec![base];
    for (name, patterns) in &class.claims {
        let mut next = Vec::new();
        for claims in &all {
            for pattern in patterns {
                let mut claims = claims.clone();
                if let Some(value) = pattern {
                    claims.push((name.clone(), value.clone()));
                }
                next.push(claims);
            }
        }
        all = next;
        if all.len() > MOST {
            return None;
        }
    }
    let template = match &known.keys {
        Some(keys) => SubjectTemplate::new(keys.clone()).ok()?,
        None => SubjectTemplate::default(),
    };
    let template = template.with_immutable(facts.immutable?);
    let template = match facts.platform {
        Some(platform) => template.with_platform(platform),
        None => template,
    };
    // What a template prints and nobody knows may be anything.
    let unknown: Vec<&String> = known.keys.iter().flatten().collect();
    let mut out = Vec::new();
    for mut claims in all {
        for key in &unknown {
            let printed = !matches!(key.as_str(), "repo" | "context" | "environment");
            if printed && claims.iter().all(|(name, _)| name != *key) {
                claims.push(((*key).clone(), "*".to_owned()));
            }
        }
        let claims: Claims = claims.into_iter().collect();
        let subject = template.build(&claims).ok()?.value?;
        if !out.contains(&subject) {
            out.push(subject);
        }
    }
    Some(out)
}

/// The set without what no key tells apart: the event, and the base of a pull request. All refs are any ref.
pub(super) fn told_apart(class: &Class, known: &Known<'_>) -> Class {
    let mut out = class.clone();
    // A pull request shows in the subject; all that its ref says is its number.
    let is_pull = class.claims.iter().any(|(name, patterns)| {
        name == "event_name" && patterns.iter().flatten().any(|pattern| pattern == "pull_request")
    });
    let blind = |name: &str| name == "base_ref" || name == if is_pull { "ref" } else { "event_name" };
    out.claims.retain(|(name, _)| !blind(name));
    out.not.retain(|(name, _)| !blind(name));
    let has = |out: &Class, name: &str| out.claims.iter().any(|(known, _)| known == name);
    let every = |patterns: &[Option<String>]| {
        ["refs/heads/*", "refs/tags/*"]
            .iter()
            .all(|kind| patterns.iter().flatten().any(|pattern| pattern == kind))
    };
    if has(&out, "environment") {
        out.claims.retain(|(name, patterns)| name != "ref" || !every(patterns));
    }
    // A job that names no environment has none.
    if !has(&out, "environment") && !has(&out, "sub") {
        out.claims.push(("environment".to_owned(), vec![None]));
    }
    if let Some(repository) = &known.facts.repository
        && !has(&out, "repository")
        && !has(&out, "sub")
    {
        out.claims.push(("repository".to_owned(), vec![Some(repository.clone())]));
    }
    out
}
