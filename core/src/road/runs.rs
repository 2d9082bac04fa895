//! The runs of a scenario, in words.

use crate::analysis::Class;
use crate::read::PullRequestHead;

const HEADS: &str = "refs/heads/";
const TAGS: &str = "refs/tags/";

/// Which runs a class of tokens comes of: `push to main`, `pull request from a fork`.
pub(super) fn of(class: &Class, head: Option<PullRequestHead>) -> String {
    let mut out = runs(class, head);
    for (claim, patterns) in &class.claims {
        let told = match claim.as_str() {
            "event_name" | "ref" | "base_ref" => continue,
            "environment" => environments(patterns),
            "job_workflow_ref" => format!("in {}", listed(patterns)),
            "actor" => format!("started by {}", listed(patterns)),
            "sub" => format!("subject {}", listed(patterns)),
            "aud" => format!("audience {}", listed(patterns)),
            _ => format!("{claim} {}", listed(patterns)),
        };
        join(&mut out, &told);
    }
    for (claim, patterns) in &class.not {
        let told = match claim.as_str() {
            "ref" | "base_ref" => continue,
            "actor" => format!("not started by {}", listed(patterns)),
            "environment" => format!("not {}", environments(patterns)),
            _ => format!("{claim} not {}", listed(patterns)),
        };
        join(&mut out, &told);
    }
    if out.is_empty() { "every run".to_owned() } else { out }
}

fn join(out: &mut String, more: &str) {
    if !out.is_empty() {
        out.push_str(", ");
    }
    out.push_str(more);
}

fn patterns<'c>(list: &'c [(String, Vec<Option<String>>)], name: &str) -> &'c [Option<String>] {
    list.iter().find(|(claim, _)| claim == name).map_or(&[], |(_, patterns)| patterns)
}

/// The events, and the refs that they happen on.
fn runs(class: &Class, head: Option<PullRequestHead>) -> String {
    let events: Vec<&str> =
        patterns(&class.claims, "event_name").iter().flatten().map(String::as_str).collect();
    let refs = Refs::of(patterns(&class.claims, "ref"), patterns(&class.not, "ref"));
    if events.is_empty() {
        return refs.map_or_else(String::new, |refs| format!("runs on {}", refs.text()));
    }
    let base = Refs::of(patterns(&class.claims, "base_ref"), patterns(&class.not, "base_ref"));
    let into = base.map_or_else(String::new, |base| format!(" into {}", base.text()));
    let from = match head {
        Some(PullRequestHead::Fork) => " from a fork",
        Some(PullRequestHead::SameRepository) => " from a branch",
        None => "",
    };
    let Some(refs) = refs else { return format!("{}{into}{from}", any_of(events.into_iter().map(event))) };
    match events.as_slice() {
        ["push"] if refs.all_tags() => format!("push of {}", refs.text()),
        ["push"] => format!("push to {}", refs.text()),
        ["pull_request"] => format!("pull request{into}{from}"),
        ["create"] if refs.all_tags() => format!("creation of {}", refs.text()),
        _ => format!("{}{into}{from} on {}", any_of(events.into_iter().map(event)), refs.text()),
    }
}

/// An event as GitHub's pages call it.
fn event(name: &str) -> String {
    match name {
        "pull_request" => "pull request".to_owned(),
        "workflow_dispatch" => "manual run".to_owned(),
        "merge_group" => "merge queue".to_owned(),
        other => other.to_owned(),
    }
}

fn environments(patterns: &[Option<String>]) -> String {
    match patterns {
        [None] => "no environment".to_owned(),
        [None, Some(any)] | [Some(any), None] if any == "*" => "any environment or none".to_owned(),
        _ => format!("environment {}", listed(patterns)),
    }
}

fn listed(patterns: &[Option<String>]) -> String {
    any_of(patterns.iter().map(|pattern| pattern.clone().unwrap_or_else(|| "none".to_owned())))
}

/// `a`, `a or b`, `a, b or c`.
fn any_of(items: impl Iterator<Item = String>) -> String {
    let mut items: Vec<String> = items.collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} or {last}", items.join(", ")),
    }
}

/// Refs by kind, and those left out.
struct Refs<'c> {
    branches: Vec<&'c str>,
    tags: Vec<&'c str>,
    others: Vec<&'c str>,
    except: Vec<&'c str>,
}

impl<'c> Refs<'c> {
    fn of(patterns: &'c [Option<String>], except: &'c [Option<String>]) -> Option<Refs<'c>> {
        let mut refs =
            Refs { branches: Vec::new(), tags: Vec::new(), others: Vec::new(), except: Vec::new() };
        for pattern in patterns.iter().flatten() {
            if let Some(branch) = pattern.strip_prefix(HEADS) {
                refs.branches.push(branch);
            } else if let Some(tag) = pattern.strip_prefix(TAGS) {
                refs.tags.push(tag);
            } else {
                refs.others.push(pattern);
            }
        }
        let short = |pattern: &'c String| {
            pattern.strip_prefix(HEADS).or_else(|| pattern.strip_prefix(TAGS)).unwrap_or(pattern)
        };
        refs.except.extend(except.iter().flatten().map(short));
        let any = !(refs.branches.is_empty() && refs.tags.is_empty() && refs.others.is_empty());
        any.then_some(refs)
    }

    fn all_tags(&self) -> bool {
        self.branches.is_empty() && self.others.is_empty()
    }

    fn text(&self) -> String {
        let all = |names: &[&str]| names == ["*"];
        let mut parts = Vec::new();
        if all(&self.branches) && all(&self.tags) {
            parts.push("any branch or tag".to_owned());
        } else {
            parts.extend(self.branches.iter().map(|name| named(name, "any branch", "branches ", "")));
            parts.extend(self.tags.iter().map(|name| named(name, "any tag", "tags ", "tag ")));
        }
        parts.extend(self.others.iter().map(|name| (*name).to_owned()));
        let mut out = any_of(parts.into_iter());
        if !self.except.is_empty() {
            out.push_str(" but ");
            out.push_str(&any_of(self.except.iter().map(|name| (*name).to_owned())));
        }
        out
    }
}

/// One pattern of a ref: all of them, several, or one.
fn named(name: &str, any: &str, several: &str, one: &str) -> String {
    match name {
        "*" => any.to_owned(),
        _ if name.contains(['*', '?']) => format!("{several}{name}"),
        _ => format!("{one}{name}"),
    }
}
