//! The words of every format: what is said of a road stands here once.

use crate::analysis::{Class, Exposure};
use crate::codes::{FixKind, Severity};
use crate::premise::SourcePlace;
use crate::road::{ChangeSide, PullRequestHead, Road, RoadFault, RoadScenario, RoadStage, RoadVerdict};

/// What becomes of it, in one or two words.
pub(super) const fn verdict(verdict: RoadVerdict) -> &'static str {
    match verdict {
        RoadVerdict::Allowed => "allowed",
        RoadVerdict::Denied => "denied",
        RoadVerdict::NoToken => "no token",
        RoadVerdict::Undetermined => "undetermined",
    }
}

/// Where it is stopped.
pub(super) const fn stage(stage: RoadStage) -> &'static str {
    match stage {
        RoadStage::TokenRequest => "the request for a token",
        RoadStage::Provider => "the identity provider",
        RoadStage::TrustPolicy => "the trust policy",
        RoadStage::Session => "the session",
        RoadStage::EcrPermission => "the permissions in ECR",
        RoadStage::Push => "the push",
        RoadStage::Naming => "the naming rules",
    }
}

/// Whether those who get in are a danger, or those for whom the role is.
pub(super) const fn is_danger(exposure: Exposure) -> bool {
    matches!(exposure, Exposure::Critical | Exposure::High | Exposure::Medium)
}

/// How much a finding weighs.
pub(super) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Danger => "danger",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// Whether a change can be made without looking.
pub(super) const fn fix_kind(kind: FixKind) -> &'static str {
    match kind {
        FixKind::Safe => "safe",
        FixKind::Judgement => "to decide",
    }
}

/// What a change is made to.
pub(super) const fn side(side: ChangeSide) -> &'static str {
    match side {
        ChangeSide::Workflow => "workflow",
        ChangeSide::Settings => "settings on GitHub",
        ChangeSide::Provider => "identity provider",
        ChangeSide::TrustPolicy => "trust policy",
        ChangeSide::Permissions => "permissions",
    }
}

/// A place, as editors and terminals open it.
pub(super) fn place(place: &SourcePlace) -> String {
    let document = place.document.as_deref().unwrap_or("");
    match (place.line, place.column) {
        (Some(line), Some(column)) => format!("{document}:{line}:{column}"),
        (Some(line), None) => format!("{document}:{line}"),
        _ => match place.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
            Some(pointer) if document.is_empty() => pointer.to_owned(),
            Some(pointer) => format!("{document} {pointer}"),
            None => document.to_owned(),
        },
    }
}

/// Which job a road is of.
pub(super) fn job(road: &Road) -> &str {
    road.job.as_deref().unwrap_or("an observed token")
}

/// Which role a road leads to.
pub(super) fn role(road: &Road) -> &str {
    road.role.as_deref().unwrap_or("a role that is not known")
}

/// What becomes of `subject`, in one sentence.
pub(super) fn outcome(
    subject: &str,
    verdict: RoadVerdict,
    at: Option<RoadStage>,
    message: Option<&str>,
    needs: &[String],
) -> String {
    let what = match verdict {
        RoadVerdict::Allowed => "is allowed",
        RoadVerdict::Denied => "is denied",
        RoadVerdict::NoToken => "gets no token",
        RoadVerdict::Undetermined => "is undetermined",
    };
    let why = reason(at, message).map_or_else(String::new, |why| format!(": {why}"));
    let needed = if needs.is_empty() { String::new() } else { format!("; needed: {}", needs.join("; ")) };
    format!("{subject} {what}{why}{needed}")
}

/// Why it is stopped, or where, if no more is known.
pub(super) fn reason(at: Option<RoadStage>, message: Option<&str>) -> Option<String> {
    match (message, at) {
        (Some(message), _) => Some(message.to_owned()),
        (None, Some(at)) => Some(format!("at {}", stage(at))),
        (None, None) => None,
    }
}

/// A fault that would stop the runs if the first did not.
pub(super) fn behind(fault: &RoadFault) -> String {
    format!("behind it: {}", fault.message)
}

/// Why an image is stopped that stops the runs.
pub(super) const SAME: &str = "for the reason above";

/// Who gets in, in one sentence.
pub(super) fn gets_in(message: &str, witness: &str) -> String {
    format!("gets in: {message}; for example {witness}")
}

/// So many of these.
pub(super) fn count(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// What the notice says that stands for those that GitHub would not show.
pub(super) fn left_out(errors: usize, warnings: usize, notices: usize) -> String {
    let counts = [
        (errors, count(errors, "error", "errors")),
        (warnings, count(warnings, "warning", "warnings")),
        (notices, count(notices, "notice", "notices")),
    ];
    let told: Vec<String> =
        counts.into_iter().filter(|(number, _)| *number > 0).map(|(_, text)| text).collect();
    format!("{} more: GitHub shows 10 of each kind for a step; the whole report has them", told.join(", "))
}

const HEADS: &str = "refs/heads/";
const TAGS: &str = "refs/tags/";

/// Which runs a scenario is about: `push to main`, `pull request from a fork`.
pub(super) fn scenario(scenario: &RoadScenario) -> String {
    let class = &scenario.tokens;
    let mut out = runs(class, scenario.head);
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
