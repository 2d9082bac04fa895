//! Subjects that differ in their repository only, as one pattern and a list of repositories.

use super::Candidate;
use super::statements::{Policy, Statement, Test};
use crate::analysis::World;
use crate::make::means::is_literal;

/// A subject in its parts.
#[derive(Debug, Clone, PartialEq)]
struct Parts {
    owner: String,
    name: String,
    rest: String,
}

fn parts(subject: &str) -> Option<Parts> {
    let (owner, rest) = subject.strip_prefix("repo:")?.split_once('/')?;
    let (name, rest) = rest.split_once(':')?;
    let fits = is_literal(owner) && is_literal(name);
    fits.then(|| Parts { owner: owner.to_owned(), name: name.to_owned(), rest: rest.to_owned() })
}

/// Repositories whose subjects end alike.
struct Group {
    owner: String,
    names: Vec<String>,
    rests: Vec<String>,
}

/// How the repositories of a group are named.
#[derive(Clone, Copy)]
enum By {
    Id,
    Name,
    Prefix,
}

/// Policies with the repositories under a key of their own.
pub(super) fn keys(policy: &Policy, world: &World) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::new();
    for (index, statement) in policy.statements.iter().enumerate() {
        let ways = [
            (By::Prefix, "joined subjects into patterns that admit nobody else"),
            (By::Id, "named repositories by their ids"),
            (By::Name, "named repositories by their key"),
        ];
        for (by, done) in ways {
            if let Some(new) = factored(statement, by, world) {
                out.push(Candidate { policy: policy.with_at(index, new), done, is_notation: false });
            }
        }
    }
    out.sort_by_key(|candidate| candidate.policy.size());
    out
}

fn factored(statement: &Statement, by: By, world: &World) -> Option<Vec<Statement>> {
    let (index, issuer) = statement.subject()?;
    let keys = [format!("{issuer}:repository"), format!("{issuer}:repository_id")];
    let is_key_free = !statement.tests.iter().any(|test| keys.contains(&test.key));
    let subjects = &statement.tests.get(index)?.values;
    let mut single: Vec<String> = Vec::new();
    let mut all: Vec<Group> = Vec::new();
    for subject in subjects {
        let Some(found) = parts(subject) else {
            single.push(subject.clone());
            continue;
        };
        match all.iter_mut().find(|one| one.owner == found.owner && one.names == [found.name.clone()]) {
            Some(known) => known.rests.push(found.rest),
            None => all.push(Group { owner: found.owner, names: vec![found.name], rests: vec![found.rest] }),
        }
    }
    let mut groups: Vec<Group> = Vec::new();
    for one in all {
        match groups.iter_mut().find(|known| known.owner == one.owner && known.rests == one.rests) {
            Some(known) => known.names.extend(one.names),
            None => groups.push(one),
        }
    }
    let mut out = Vec::new();
    for group in &groups {
        let made = if group.names.len() < 2 { None } else { of_group(group, by, issuer, world) };
        match made {
            Some((subjects, key)) if key.is_none() || is_key_free => {
                let mut new = statement.clone();
                *new.tests.get_mut(index)? = Test::new(format!("{issuer}:sub"), subjects);
                new.tests.extend(key);
                out.push(new);
            }
            _ => single.extend(group.names.iter().flat_map(|name| {
                group.rests.iter().map(move |rest| format!("repo:{}/{name}:{rest}", group.owner))
            })),
        }
    }
    if out.is_empty() {
        return None;
    }
    if !single.is_empty() {
        let mut left = statement.clone();
        *left.tests.get_mut(index)? = Test::new(format!("{issuer}:sub"), single);
        out.push(left);
    }
    Some(out)
}

/// The subjects of a group, and the test of the key that names its repositories.
fn of_group(group: &Group, by: By, issuer: &str, world: &World) -> Option<(Vec<String>, Option<Test>)> {
    let subjects = |name: &str| {
        group.rests.iter().map(|rest| format!("repo:{}/{name}:{rest}", group.owner)).collect::<Vec<_>>()
    };
    // With ids the name in a subject is `name@id`.
    let login = group.owner.split('@').next().unwrap_or(&group.owner);
    let plain = |name: &String| name.split('@').next().unwrap_or(name).to_owned();
    match by {
        By::Prefix => {
            let first = plain(group.names.first()?);
            let starts = |length: usize| {
                let prefix = first.get(..length);
                prefix.is_some_and(|prefix| group.names.iter().all(|name| name.starts_with(prefix)))
            };
            let length = (0..=first.len()).rev().find(|length| starts(*length)).unwrap_or(0);
            Some((subjects(&format!("{}*", first.get(..length)?)), None))
        }
        By::Name => {
            let names = group.names.iter().map(|name| format!("{login}/{}", plain(name))).collect();
            Some((subjects("*"), Some(Test::new(format!("{issuer}:repository"), names))))
        }
        By::Id => {
            let id = |name: &String| {
                let own = name.split_once('@').map(|(_, id)| id.to_owned());
                own.or_else(|| {
                    let repository = format!("{login}/{name}");
                    let known = world.repository_ids.iter().find(|(_, known)| *known == repository);
                    known.map(|(id, _)| id.clone())
                })
            };
            let ids = group.names.iter().map(id).collect::<Option<Vec<String>>>()?;
            Some((subjects("*"), Some(Test::new(format!("{issuer}:repository_id"), ids))))
        }
    }
}
