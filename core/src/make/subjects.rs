//! The subjects of a set of tokens, as patterns.

use super::intent::{Context, Part};
use super::means::{Means, is_literal};
use crate::analysis::{Owner, SubjectForm};
use crate::error::{Error, ErrorKind, PASS_LESS};
use crate::text::quote;

/// The most subjects of one statement.
const MAX_SUBJECTS: usize = 256;

/// The subjects of the tokens of a part, in the order of the template's keys.
pub(super) fn of(part: &Part, means: &Means<'_>) -> Result<Vec<String>, Error> {
    let owner = means.owner(&part.login)?;
    let mut all = vec![String::new()];
    for key in means.template(owner)? {
        let segments = segments(key, part, owner, means)?;
        let mut next = Vec::new();
        for before in &all {
            for segment in &segments {
                let colon = if before.is_empty() { "" } else { ":" };
                next.push(format!("{before}{colon}{segment}"));
            }
        }
        if next.len() > MAX_SUBJECTS {
            let message = format!("the intent has more than {MAX_SUBJECTS} forms of subject in one class");
            return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS));
        }
        all = next;
    }
    Ok(all)
}

/// What a key prints of the tokens of a part; nothing where such a token cannot be minted.
fn segments(key: &str, part: &Part, owner: &Owner, means: &Means<'_>) -> Result<Vec<String>, Error> {
    let labelled = |values: &[String]| -> Vec<String> {
        values.iter().map(|value| format!("{key}:{}", means.in_subject(value))).collect()
    };
    let of_claim = |claim: &str| -> Vec<String> {
        part.patterns(claim)
            .map_or_else(|| vec!["*".to_owned()], |patterns| patterns.iter().flatten().cloned().collect())
    };
    let refs = || -> Vec<String> { of_claim("ref").iter().map(|name| format!("ref:{name}")).collect() };
    match key {
        "repo" => {
            let mut out = Vec::new();
            for repository in &part.repositories {
                let form = means.form(owner);
                if form != SubjectForm::Immutable {
                    out.push(format!("repo:{repository}"));
                }
                if form != SubjectForm::Legacy {
                    out.push(format!("repo:{}", with_ids(repository, owner, means)?));
                }
            }
            Ok(out)
        }
        "context" => Ok(match &part.context {
            Context::Any | Context::NoEnvironment => vec!["*".to_owned()],
            Context::Environment(names) => {
                names.iter().map(|name| format!("environment:{}", means.in_subject(name))).collect()
            }
            Context::PullRequest => vec!["pull_request".to_owned()],
            Context::Ref => refs(),
        }),
        // Without an environment no token is minted.
        "environment" | "environment_node_id" => Ok(match &part.context {
            Context::Environment(names) if key == "environment" => labelled(names),
            Context::Environment(_) | Context::Any => labelled(&["*".to_owned()]),
            _ => Vec::new(),
        }),
        claim => Ok(labelled(&of_claim(claim))),
    }
}

/// A repository with its ids. Never a wildcard in the place of an id that may be known.
fn with_ids(repository: &str, owner: &Owner, means: &Means<'_>) -> Result<String, Error> {
    let (login, name) = repository.split_once('/').unwrap_or((repository, "*"));
    let Some(owner_id) = &owner.id else {
        let message = format!("subjects of `{}` hold its id, which is not given", quote(login));
        return Err(Error::new(ErrorKind::IdMissing, message)
            .with_found(login)
            .with_help("give the `id` of the owner: `GET /users/OWNER` of GitHub's API shows it"));
    };
    if name == "*" {
        return Ok(format!("{login}@{owner_id}/*"));
    }
    if !is_literal(name) {
        return Ok(format!("{login}@{owner_id}/{name}@*"));
    }
    let Some(id) = means.repository_id(repository) else {
        let message = format!("subjects of `{}` hold its id, which is not given", quote(repository));
        return Err(Error::new(ErrorKind::IdMissing, message).with_found(repository).with_help(
            "give it under `our_repository_ids` of the world: `GET /repos/OWNER/NAME` of GitHub's API shows it",
        ));
    };
    Ok(format!("{login}@{owner_id}/{name}@{id}"))
}
