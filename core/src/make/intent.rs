//! An intent, taken apart into sets of tokens that one statement can admit.

use super::means::{Means, is_literal};
use crate::analysis::{ClaimPatterns, Class};
use crate::error::{Error, ErrorKind};
use crate::text::quote;

/// What a job names and what starts it, as subjects tell these apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Context {
    /// Whatever they are.
    Any,
    /// A job that names an environment of these.
    Environment(Vec<String>),
    /// A job of `pull_request` that names none.
    PullRequest,
    /// A job of another event that names none.
    Ref,
    /// A job that names none; the subject does not show what started it.
    NoEnvironment,
}

/// Tokens that one statement can admit: a class without what no policy can test.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub(super) login: String,
    pub(super) context: Context,
    /// The patterns of `owner/name`.
    pub(super) repositories: Vec<String>,
    /// The other claims.
    pub(super) claims: Vec<ClaimPatterns>,
    pub(super) not: Vec<ClaimPatterns>,
}

/// Classes taken apart.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) all: Vec<Part>,
    /// Claims of the intent that no policy can test here.
    pub(super) unsaid: Vec<String>,
}

fn patterns<'c>(claims: &'c [ClaimPatterns], name: &str) -> Option<&'c [Option<String>]> {
    claims.iter().find(|(known, _)| known == name).map(|(_, patterns)| patterns.as_slice())
}

fn texts(patterns: &[Option<String>]) -> Vec<String> {
    patterns.iter().flatten().cloned().collect()
}

/// Takes one class apart.
pub(super) fn split(class: &Class, means: &Means<'_>, out: &mut Parts) -> Result<(), Error> {
    let mut owners: Vec<(String, Vec<String>)> = Vec::new();
    for repository in repositories(class, means)? {
        let login = repository.split('/').next().unwrap_or("").to_owned();
        match owners.iter_mut().find(|(known, _)| *known == login) {
            Some((_, names)) => names.push(repository),
            None => owners.push((login, vec![repository])),
        }
    }
    for (login, repositories) in owners {
        of_owner(class, &login, &repositories, means, out)?;
    }
    Ok(())
}

/// The patterns of the repositories of a class: every one begins with the login of an owner.
fn repositories(class: &Class, means: &Means<'_>) -> Result<Vec<String>, Error> {
    let owners = patterns(&class.claims, "repository_owner").map(texts);
    let all = if let Some(named) = patterns(&class.claims, "repository") {
        let mut named = texts(named);
        if let Some(owners) = &owners {
            named.retain(|name| owners.iter().any(|owner| name.split('/').next() == Some(owner)));
        }
        named
    } else if let Some(owners) = owners {
        owners.into_iter().map(|owner| format!("{owner}/*")).collect()
    } else if let Some(ids) = patterns(&class.claims, "repository_id") {
        let name = |id: String| {
            let known = means.world.repository_ids.iter().find(|(known, _)| *known == id);
            known.map(|(_, name)| name.clone()).ok_or_else(|| unknown_id(&id, "our_repository_ids"))
        };
        texts(ids).into_iter().map(name).collect::<Result<_, Error>>()?
    } else if let Some(ids) = patterns(&class.claims, "repository_owner_id") {
        let name = |id: String| {
            let known = means.world.owners.iter().find(|owner| owner.id.as_ref() == Some(&id));
            known.map(|owner| format!("{}/*", owner.login)).ok_or_else(|| unknown_id(&id, "owners"))
        };
        texts(ids).into_iter().map(name).collect::<Result<_, Error>>()?
    } else {
        return Err(open("a class of the intent names no owner, so that anybody's tokens belong to it"));
    };
    for name in &all {
        let login = name.split('/').next().unwrap_or("");
        if !is_literal(login) || !name.contains('/') {
            let message = format!("`{}` leaves open whose repository it is", quote(name));
            return Err(open(&message).with_found(name));
        }
    }
    Ok(all)
}

fn open(message: &str) -> Error {
    Error::new(ErrorKind::IntentOpen, message)
        .with_help("name the repositories, as in `\"repository\": [\"octo-org/app\"]`, or their owner, as in `octo-org/*`")
}

fn unknown_id(id: &str, under: &str) -> Error {
    let message = format!("it is not known what has the id `{}`", quote(id));
    Error::new(ErrorKind::IdMissing, message)
        .with_found(id)
        .with_help(format!("give the id with its name under `{under}` of the world"))
}

fn of_owner(
    class: &Class,
    login: &str,
    repositories: &[String],
    means: &Means<'_>,
    out: &mut Parts,
) -> Result<(), Error> {
    let template = means.template(means.owner(login)?)?;
    let has = |key: &str| template.contains(&key);
    let is_sayable = |claim: &str| claim == "aud" || means.has_key(claim) || has(claim);
    let shown = Shown {
        context: has("context"),
        environment: has("context") || has("environment") || means.has_key("environment"),
        reference: is_sayable("ref"),
    };
    let reference = patterns(&class.claims, "ref");
    let contexts = contexts(class, shown);
    let in_every_subject = contexts.iter().all(|one| *one == Context::Ref);
    // Without an environment the context says whether it is a pull request, and no more.
    let by_context = contexts.iter().all(|one| matches!(one, Context::Ref | Context::PullRequest));
    let only_pulls = |claims: &[ClaimPatterns]| {
        patterns(claims, "event_name")
            .is_none_or(|events| events.iter().flatten().all(|one| one == "pull_request"))
    };
    let event = by_context && only_pulls(&class.claims) && only_pulls(&class.not);
    let taken = ["repository", "repository_owner", "environment"];
    let said = |name: &str| match name {
        "repository" | "repository_owner" => true,
        "environment" => shown.environment,
        "ref" => shown.reference || in_every_subject,
        "event_name" => event || is_sayable(name),
        other => is_sayable(other),
    };
    let named = class.claims.iter().map(|(name, _)| name.as_str()).filter(|name| !said(name));
    let not_named = class
        .not
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !(is_sayable(name) || event && *name == "event_name"));
    for claim in named.chain(not_named) {
        if out.unsaid.iter().all(|known| known != claim) {
            out.unsaid.push(claim.to_owned());
        }
    }
    let claims = class.claims.iter().filter(|(name, _)| is_sayable(name) && !taken.contains(&name.as_str()));
    let claims: Vec<ClaimPatterns> = claims.cloned().collect();
    let not: Vec<ClaimPatterns> = class.not.iter().filter(|(name, _)| is_sayable(name)).cloned().collect();
    for context in contexts {
        let mut part = Part {
            login: login.to_owned(),
            context,
            repositories: repositories.to_vec(),
            claims: claims.clone(),
            not: not.clone(),
        };
        // In the context of a ref the subject itself says it.
        if let Some(reference) = reference
            && part.context == Context::Ref
            && !shown.reference
        {
            part.claims.push(("ref".to_owned(), reference.to_vec()));
        }
        out.all.push(part);
    }
    Ok(())
}

/// What subjects and keys show of a job.
#[derive(Debug, Clone, Copy)]
struct Shown {
    /// Whether subjects show the context.
    context: bool,
    /// Whether the environment is shown at all.
    environment: bool,
    /// Whether the ref is shown in every context.
    reference: bool,
}

/// The contexts of a class, as far as they are shown.
fn contexts(class: &Class, shown: Shown) -> Vec<Context> {
    if !shown.environment {
        return vec![Context::Any];
    }
    let events = patterns(&class.claims, "event_name").map(texts);
    let is_pull = |pattern: &String| pattern == "pull_request";
    let matches_pull = |pattern: &String| is_pull(pattern) || !is_literal(pattern);
    let never = patterns(&class.not, "event_name").is_some_and(|not| not.iter().flatten().any(is_pull));
    // No pull request runs on a tag.
    let tags = patterns(&class.claims, "ref")
        .is_some_and(|refs| refs.iter().flatten().all(|pattern| pattern.starts_with("refs/tags/")));
    let pulls = !never && !tags && events.as_ref().is_none_or(|events| events.iter().any(matches_pull));
    let others = events.is_none_or(|events| !events.iter().all(is_pull));
    let environment = patterns(&class.claims, "environment");
    let without = environment.is_none_or(|patterns| patterns.iter().any(Option::is_none));
    let named = environment.map_or_else(|| vec!["*".to_owned()], texts);
    let is_free = shown.reference || patterns(&class.claims, "ref").is_none();
    if environment.is_none() && is_free && (!shown.context || pulls && others) {
        return vec![Context::Any];
    }
    let mut out = Vec::new();
    if !named.is_empty() {
        out.push(Context::Environment(named));
    }
    if without && !shown.context {
        out.push(Context::NoEnvironment);
    } else if without {
        out.extend(others.then_some(Context::Ref));
        out.extend(pulls.then_some(Context::PullRequest));
    }
    out
}

impl Part {
    /// The patterns of a claim.
    pub(super) fn patterns(&self, claim: &str) -> Option<&[Option<String>]> {
        patterns(&self.claims, claim)
    }

    /// The tokens that belong to it.
    pub(super) fn class(&self) -> Class {
        let one = |name: &str, pattern: Option<&str>| (name.to_owned(), vec![pattern.map(str::to_owned)]);
        let repositories = self.repositories.iter().cloned().map(Some).collect();
        let mut class = Class::default();
        class.claims.push(("repository".to_owned(), repositories));
        class.claims.extend(self.claims.iter().cloned());
        class.not.clone_from(&self.not);
        let mut not_pull = || {
            let pull = Some("pull_request".to_owned());
            match class.not.iter_mut().find(|(name, _)| name == "event_name") {
                Some((_, events)) if events.contains(&pull) => {}
                Some((_, events)) => events.push(pull),
                None => class.not.push(("event_name".to_owned(), vec![pull])),
            }
        };
        match &self.context {
            Context::Any => {}
            Context::Environment(names) => {
                let names = names.iter().cloned().map(Some).collect();
                class.claims.push(("environment".to_owned(), names));
            }
            Context::PullRequest => {
                class.claims.push(one("environment", None));
                class.claims.retain(|(name, _)| name != "event_name");
                class.claims.push(one("event_name", Some("pull_request")));
            }
            Context::Ref => {
                class.claims.push(one("environment", None));
                not_pull();
            }
            Context::NoEnvironment => class.claims.push(one("environment", None)),
        }
        class
    }
}
