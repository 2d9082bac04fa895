//! The runs of a job as sets of tokens.

use super::document::with_stars;
use super::facts::{AskedRun, RoadFacts};
use super::known::Known;
use crate::analysis::{ClaimPatterns, Class};
use crate::aws::pattern::wildcard::Pattern;
use crate::read::{PullRequestHead, RunRef, RunSet, WorkflowJob};

/// A set of runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Set {
    /// The claims that differ between the runs of a job.
    pub(super) class: Class,
    pub(super) head: Option<PullRequestHead>,
    /// Claims that all runs of the job have, which are not told: a pattern each.
    pub(super) own: Vec<(&'static str, String)>,
}

/// Who Dependabot is in the claim `actor`.
pub(super) const DEPENDABOT: &str = "dependabot[bot]";

impl Set {
    /// The patterns of a claim.
    pub(super) fn patterns(&self, name: &str) -> &[Option<String>] {
        self.class.claims.iter().find(|(known, _)| known == name).map_or(&[], |(_, patterns)| patterns)
    }

    /// The claims that are told: an environment of which nothing is known says nothing.
    pub(super) fn told(&self) -> Class {
        let mut class = self.class.clone();
        let is_any = |(name, patterns): &ClaimPatterns| {
            name == "environment" && matches!(patterns.as_slice(), [None, Some(pattern)] if pattern == "*")
        };
        if self.class.not.iter().all(|(name, _)| name != "environment") {
            class.claims.retain(|claim| !is_any(claim));
        }
        class
    }

    /// The same with other patterns of a claim.
    pub(super) fn with(&self, name: &str, patterns: Vec<Option<String>>) -> Set {
        let mut out = self.clone();
        match out.class.claims.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = patterns,
            None => out.class.claims.push((name.to_owned(), patterns)),
        }
        out
    }

    /// The same without the tokens whose claim fits.
    pub(super) fn without(&self, name: &str, pattern: &str) -> Set {
        let mut out = self.clone();
        match out.class.not.iter_mut().find(|(known, _)| known == name) {
            Some((_, patterns)) => patterns.push(Some(pattern.to_owned())),
            None => out.class.not.push((name.to_owned(), vec![Some(pattern.to_owned())])),
        }
        out
    }
}

const HEADS: &str = "refs/heads/";
const TAGS: &str = "refs/tags/";

/// The sets of a job's runs, one for each event, before any policy is looked at; only those that are asked about.
pub(super) fn of_job(job: &WorkflowJob, known: &Known<'_>) -> Vec<Set> {
    let Some(run) = &known.facts.run else { return of_events(job, known) };
    match (&run.event_name, &run.reference) {
        // One run takes place, whatever the workflow says of its events.
        (Some(event), Some(reference)) => {
            let claims = [("event_name", exactly(event)), ("ref", exactly(reference.as_str()))];
            let set = run.told_of(of_place(job, Class::new(claims), known.facts));
            let is_from_anywhere = event == "pull_request" && run.head.is_none();
            if is_from_anywhere { of_pull_request(set) } else { vec![set] }
        }
        _ => of_events(job, known).into_iter().filter_map(|set| run.narrowed(set)).collect(),
    }
}

impl AskedRun {
    /// Those of a set of runs that may be this one.
    fn narrowed(&self, mut set: Set) -> Option<Set> {
        let fits = |name: &str, value: &str| {
            let is_one = |pattern: &Option<String>| {
                pattern.as_ref().is_some_and(|pattern| Pattern::new(pattern).matches(value))
            };
            let mut not = set.class.not.iter().filter(|(known, _)| known == name);
            let patterns = set.patterns(name);
            (patterns.is_empty() || patterns.iter().any(is_one))
                && !not.any(|(_, patterns)| patterns.iter().any(is_one))
        };
        if self.event_name.as_ref().is_some_and(|event| !fits("event_name", event))
            || self.head.is_some() && set.head.is_some() && self.head != set.head
        {
            return None;
        }
        if let Some(reference) = &self.reference {
            if !fits("ref", reference.as_str()) {
                return None;
            }
            set.class.not.retain(|(name, _)| name != "ref");
            set = set.with("ref", vec![Some(exactly(reference.as_str()))]);
        }
        let head = set.head;
        Some(Set { head, ..self.told_of(set) })
    }

    /// The set with what is known of this run beside its event and its ref.
    fn told_of(&self, mut set: Set) -> Set {
        set.head = self.head;
        let known = [
            ("base_ref", &self.base_ref),
            ("actor", &self.actor),
            ("environment", &self.environment),
            ("job_workflow_ref", &self.job_workflow_ref),
        ];
        for (name, value) in known {
            if let Some(value) = value {
                set = set.with(name, vec![Some(exactly(value))]);
            }
        }
        if self.job_workflow_ref.is_some() {
            set.own.clear();
        }
        set
    }
}

/// The sets of all runs of a job, one for each event.
fn of_events(job: &WorkflowJob, known: &Known<'_>) -> Vec<Set> {
    let facts = known.facts;
    let mut out = Vec::new();
    if job.events.iter().all(|runs| runs.reference == RunRef::Caller) {
        // Nothing is known of the runs of a workflow that is only called.
        return vec![Set::default()];
    }
    for runs in &job.events {
        let mut set = of_runs(job, runs, facts);
        let (of_own, of_forks) = (runs.head != Some(PullRequestHead::Fork), runs.head != OWN);
        // A fork's run of another event gets its token like any other.
        set.head = if runs.event == "pull_request" { OWN } else { runs.head.filter(|_| !of_forks) };
        if of_own
            && known.has_dependabot
            && runs.without_dependabot != Some(true)
            && may_be_of_dependabot(runs)
        {
            let bot = vec![Some(DEPENDABOT.to_owned())];
            let by_bot = Set { head: None, ..set.with("actor", bot) };
            out.extend([set.without("actor", DEPENDABOT), by_bot]);
        } else if of_own || runs.event != "pull_request" {
            out.push(set.clone());
        }
        if of_forks && runs.event == "pull_request" {
            out.push(of_fork(set));
        }
    }
    out
}

const OWN: Option<PullRequestHead> = Some(PullRequestHead::SameRepository);

/// A value as a pattern that only it fits.
fn exactly(value: &str) -> String {
    value.replace("${", "${$}{").replace('*', "${*}").replace('?', "${?}")
}

/// The runs for pull requests from the repository itself, and from forks.
fn of_pull_request(set: Set) -> Vec<Set> {
    vec![Set { head: Some(PullRequestHead::SameRepository), ..set.clone() }, of_fork(set)]
}

/// The runs for pull requests from forks.
fn of_fork(mut set: Set) -> Set {
    set.head = Some(PullRequestHead::Fork);
    set.class.claims.retain(|(name, _)| name != "base_ref");
    set.class.not.clear();
    set
}

/// Whether Dependabot starts some of these runs: it opens pull requests from branches of its own.
fn may_be_of_dependabot(runs: &RunSet) -> bool {
    match runs.event.as_str() {
        "pull_request" | "pull_request_review" | "pull_request_review_comment" => true,
        "push" => {
            let fits = |pattern: &String| {
                Pattern::new(&starred(pattern, "")).matches("dependabot/github_actions/actions-1")
            };
            matches!(runs.reference, RunRef::Branch | RunRef::BranchOrTag)
                && runs.branches.as_ref().is_none_or(|branches| branches.iter().any(fits))
                && !runs.branches_ignore.iter().flatten().any(fits)
        }
        _ => false,
    }
}

fn of_runs(job: &WorkflowJob, runs: &RunSet, facts: &RoadFacts) -> Set {
    let mut class = Class::default();
    let some = |values: Vec<String>| values.into_iter().map(Some).collect::<Vec<_>>();
    class.claims.push(("event_name".to_owned(), vec![Some(runs.event.clone())]));
    let (refs, not) = refs(runs, facts);
    class.claims.push(("ref".to_owned(), some(refs)));
    if !not.is_empty() {
        class.not.push(("ref".to_owned(), some(not)));
    }
    if let Some(base) = &runs.base {
        let (fits, not) = divided(base, "");
        class.claims.push(("base_ref".to_owned(), some(fits)));
        if !not.is_empty() {
            class.not.push(("base_ref".to_owned(), some(not)));
        }
    }
    of_place(job, class, facts)
}

/// The set of these tokens of a job, with what its place in the workflow tells of them.
fn of_place(job: &WorkflowJob, mut class: Class, facts: &RoadFacts) -> Set {
    let some = |values: Vec<String>| values.into_iter().map(Some).collect::<Vec<_>>();
    let environment = job.environment.as_ref().map(|environment| match &environment.value {
        Some(value) => vec![Some(value.clone())],
        None if environment.unknown.is_empty() && !environment.one_of.is_empty() => {
            environment.one_of.iter().map(|one| one.value.clone()).collect()
        }
        None => vec![None, Some("*".to_owned())],
    });
    if let Some(environment) = environment {
        class.claims.push(("environment".to_owned(), environment));
    }
    if let Some(reference) = job.called_workflow.as_ref().and(job.job_workflow_ref.as_ref()) {
        let patterns = match &reference.value {
            Some(value) => vec![value.clone()],
            None if !reference.one_of.is_empty() => {
                let all: Vec<String> = reference.one_of.iter().filter_map(|one| one.value.clone()).collect();
                usual_branch(&all, facts).map_or(all.clone(), |branch| vec![branch])
            }
            None => reference.pattern.iter().map(|pattern| with_stars(pattern)).collect(),
        };
        if !patterns.is_empty() {
            class.claims.push(("job_workflow_ref".to_owned(), some(patterns)));
        }
    }
    Set { class, head: None, own: own_claims(job) }
}

/// What every token of a job says that is written in the workflow which is started.
pub(super) fn own_claims(job: &WorkflowJob) -> Vec<(&'static str, String)> {
    if job.called_workflow.is_some() {
        return Vec::new();
    }
    let reference = job.job_workflow_ref.as_ref();
    let text = reference.and_then(|text| text.value.clone().or_else(|| text.pattern.clone()));
    text.map(|text| ("job_workflow_ref", with_stars(&text))).into_iter().collect()
}

/// Names of branches that nobody gives to a tag.
const BRANCHES: [&str; 2] = ["main", "master"];

/// Of a ref that may be a branch or a tag, the branch, where its name is that of a default branch.
pub(super) fn usual_branch(all: &[String], facts: &RoadFacts) -> Option<String> {
    let branch = |text: &&String| {
        let name = text.rsplit_once("@refs/heads/").map(|(_, name)| name);
        name.is_some_and(|name| BRANCHES.contains(&name) || facts.default_branch.as_deref() == Some(name))
    };
    all.iter().find(branch).cloned()
}

/// The refs of a set of runs: patterns that they fit, and patterns that they do not.
fn refs(runs: &RunSet, facts: &RoadFacts) -> (Vec<String>, Vec<String>) {
    let branches = || names(runs.branches.as_deref(), runs.branches_ignore.as_deref(), HEADS);
    let tags = || names(runs.tags.as_deref(), runs.tags_ignore.as_deref(), TAGS);
    let one = |pattern: &str| (vec![pattern.to_owned()], Vec::new());
    match runs.reference {
        RunRef::Branch => branches(),
        RunRef::Tag => tags(),
        RunRef::Pull => one("refs/pull/*/merge"),
        RunRef::DefaultBranch => match &facts.default_branch {
            Some(branch) => one(&format!("{HEADS}{branch}")),
            None => one("refs/heads/*"),
        },
        RunRef::MergeQueue => one("refs/heads/gh-readonly-queue/*"),
        RunRef::BranchOrTag | RunRef::Deployment => {
            let (mut fits, mut not) = branches();
            let (more, less) = tags();
            fits.extend(more);
            not.extend(less);
            (fits, not)
        }
        _ => one("*"),
    }
}

/// Filter patterns as patterns with `*`: those that fit, and those that do not.
fn names(fits: Option<&[String]>, ignored: Option<&[String]>, start: &str) -> (Vec<String>, Vec<String>) {
    let (found, mut not) = match fits {
        Some(patterns) => divided(patterns, start),
        None => (vec![format!("{start}*")], Vec::new()),
    };
    let ignored = ignored.unwrap_or_default().iter().filter(|pattern| !is_wider(pattern));
    not.extend(ignored.map(|pattern| starred(pattern, start)));
    (found, not)
}

fn divided(patterns: &[String], start: &str) -> (Vec<String>, Vec<String>) {
    let (not, fits): (Vec<&String>, Vec<&String>) =
        patterns.iter().partition(|pattern| pattern.starts_with('!'));
    let fits = fits.into_iter().map(|pattern| starred(pattern, start)).collect();
    let not = not.into_iter().map(|pattern| pattern.trim_start_matches('!'));
    (fits, not.filter(|pattern| !is_wider(pattern)).map(|pattern| starred(pattern, start)).collect())
}

/// Whether a filter pattern is wider as one with `*`: then it leaves nothing out.
fn is_wider(pattern: &str) -> bool {
    pattern.contains(['?', '+', '['])
}

/// A filter pattern of GitHub as one with `*`, which fits all that it fits.
fn starred(pattern: &str, start: &str) -> String {
    let mut out = start.to_owned();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' => {
                if !out.ends_with('*') {
                    out.push('*');
                }
            }
            '\\' => out.extend(chars.next()),
            '+' | '[' => return format!("{}*", out.trim_end_matches('*')),
            // The character before it may be missing.
            '?' => {
                out.pop();
                return format!("{}*", out.trim_end_matches('*'));
            }
            c => out.push(c),
        }
    }
    out
}
