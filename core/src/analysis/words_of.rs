//! Classes of tokens in words, and how much they matter.

use super::report::{Exposure, WhoClass};
use super::shape::Party;
use super::token::WitnessToken;
use super::world::{Class, World};
use crate::premise::{Grade, Premise};
use crate::text::quote;

/// The patterns that a class holds a claim to; `None` where it may have any value.
fn held<'c>(class: &'c Class, name: &str) -> Option<&'c [Option<String>]> {
    class.claims.iter().find(|(known, _)| known == name).map(|(_, patterns)| patterns.as_slice())
}

fn list(patterns: &[Option<String>]) -> String {
    let one = |pattern: &Option<String>| match pattern {
        Some(text) => format!("`{}`", quote(text)),
        None => "none".to_owned(),
    };
    patterns.iter().map(one).collect::<Vec<_>>().join(" or ")
}

fn is_one(patterns: &[Option<String>]) -> bool {
    matches!(patterns, [Some(text)] if !text.contains(['*', '?']))
}

/// The one repository that all subjects of a pattern name: `repo:` begins no other segment, and no name has a colon.
fn repository_of(patterns: &[Option<String>]) -> Option<&str> {
    let [Some(pattern)] = patterns else { return None };
    let name = pattern.strip_prefix("repo:")?.split(':').next()?;
    (name.contains('/') && !name.contains(['*', '?', '$'])).then_some(name)
}

/// A class in one line.
pub(super) fn text(class: &Class, token: &WitnessToken, party: Party) -> String {
    let repository = token.claims.text("repository").unwrap_or("");
    let owner = repository.split('/').next().unwrap_or(repository);
    let of_subject = held(class, "sub").and_then(repository_of);
    let mut parts = vec![match (held(class, "repository"), &of_subject, party) {
        (Some(patterns), ..) if is_one(patterns) => format!("the repository {}", list(patterns)),
        (Some(patterns), ..) => format!("repositories that fit {}", list(patterns)),
        (None, Some(name), _) => format!("the repository `{}`", quote(name)),
        (None, None, Party::Ours(_)) => format!("any repository of `{owner}`, new ones included"),
        (None, None, Party::Recycled(_)) => format!("whoever has come by the login `{owner}`"),
        (None, None, Party::Strangers) => "any repository of anybody else".to_owned(),
    }];
    if let Some(patterns) = held(class, "sub") {
        parts.push(format!("with a subject that fits {}", list(patterns)));
    }
    match held(class, "ref") {
        Some([Some(text)]) if text == "refs/heads/*" => parts.push("on any branch".to_owned()),
        Some([Some(text)]) if text == "refs/tags/*" => parts.push("on any tag".to_owned()),
        Some([Some(text)]) if text == "refs/pull/*" => parts.push("on any pull request".to_owned()),
        Some(patterns) => parts.push(format!("on the ref {}", list(patterns))),
        None if held(class, "sub").is_none() => parts.push("on any branch, tag or pull request".to_owned()),
        None => {}
    }
    match held(class, "environment") {
        Some([None]) => parts.push("without an environment".to_owned()),
        Some([Some(text)]) if text == "*" => {
            let but = class.not.iter().find(|(name, _)| name == "environment");
            let but = but.map(|(_, patterns)| format!(" but {}", list(patterns))).unwrap_or_default();
            parts.push(format!("in any environment{but}"));
        }
        Some(patterns) => parts.push(format!("in the environment {}", list(patterns))),
        None => {}
    }
    if class.not.iter().any(|(name, _)| name == "event_name") {
        parts.push("by any event but `pull_request`".to_owned());
    }
    for (name, words) in [
        ("event_name", "by the event"),
        ("job_workflow_ref", "in the workflow"),
        ("workflow", "in a workflow named"),
        ("actor", "started by"),
        ("actor_id", "started by the account with the id"),
        ("repository_id", "with the repository id"),
        ("repository_owner_id", "with the owner id"),
        ("enterprise_id", "in the enterprise with the id"),
        ("aud", "with the audience"),
    ] {
        let usual = name == "aud" && held(class, name).is_some_and(|one| list(one) == "`sts.amazonaws.com`");
        if let Some(patterns) = held(class, name).filter(|_| !usual) {
            parts.push(format!("{words} {}", list(patterns)));
        }
    }
    let is_named = of_subject.is_some() || held(class, "repository").is_some_and(is_one);
    if !is_named && (held(class, "sub").is_some() || party == Party::Strangers) {
        parts.push(format!("such as `{}`", quote(repository)));
    }
    parts.join(", ")
}

/// How much a class matters, by its party and by what it is held to.
pub(super) fn severity(class: &Class, token: &WitnessToken, party: Party, world: &World) -> Exposure {
    let ids = ["repository_id", "repository_owner_id", "actor_id"];
    let workflow = token.claims.text("job_workflow_ref").unwrap_or("");
    let ours = |text: &str| world.owners.iter().any(|owner| text.starts_with(&format!("{}/", owner.login)));
    let held_to = |name: &str| held(class, name).is_some();
    let one = |name: &str| held(class, name).is_some_and(is_one);
    match party {
        Party::Recycled(_) => Exposure::High,
        Party::Strangers if ours(workflow) && (held_to("job_workflow_ref") || held_to("sub")) => {
            Exposure::High
        }
        Party::Strangers => Exposure::Critical,
        Party::Ours(_) if ids.iter().any(|id| held_to(id)) && one("repository_id") => Exposure::Info,
        Party::Ours(_) if one("sub") || one("ref") || one("environment") || one("job_workflow_ref") => {
            Exposure::Low
        }
        Party::Ours(_) if one("repository") || held_to("sub") => Exposure::Medium,
        Party::Ours(_) if held_to("ref") || held_to("environment") => Exposure::Medium,
        Party::Ours(_) => Exposure::High,
    }
}

/// Parts of the subject's patterns that another claim may be held to.
pub(super) fn parts<'p>(patterns: impl Iterator<Item = &'p str>, claim: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let label = match claim {
        "repository" => "repo:",
        "ref" => "ref:",
        "environment" => "environment:",
        "job_workflow_ref" => "job_workflow_ref:",
        _ => return out,
    };
    for pattern in patterns {
        for (at, _) in pattern.match_indices(label) {
            let before = pattern.get(..at).unwrap_or("");
            if !(before.is_empty() || before.ends_with([':', '*'])) {
                continue;
            }
            let rest = pattern.get(at + label.len()..).unwrap_or("");
            let value = rest.split(':').next().unwrap_or(rest);
            if !value.is_empty() && !out.iter().any(|known| known == value) {
                out.push(value.to_owned());
            }
        }
    }
    out
}

/// What the classes owe to the settings of repositories.
pub(super) fn premises(classes: &[WhoClass]) -> Vec<Premise> {
    let on = |name: &str| classes.iter().any(|class| held(&class.tokens, name).is_some_and(is_one));
    let mut out = Vec::new();
    if on("environment") {
        let text = "an environment protects only as far as its rules do: the policy does not see them";
        out.push(Premise::new(Grade::Assumed, text));
    }
    if on("ref") {
        let text = "a branch is worth as much as the rules that protect it: the policy does not see them";
        out.push(Premise::new(Grade::Assumed, text));
    }
    out
}
