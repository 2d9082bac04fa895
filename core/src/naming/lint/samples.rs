//! Runs that a guard may hold on, as examples. Few enough to be tried one by one: every ref of the guard once for each
//! class of events, every event once.

use crate::naming::fact::{Fact, ShaSource};
use crate::naming::guard::{Guard, GuardPattern};
use crate::naming::{NamingRule, NamingRules, Run, pattern};

/// Patterns of one guard that examples are made from, at most.
const MAX_EXAMPLES: usize = 16;

/// Events whose runs have the same form of ref.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RefForm {
    PullRequest,
    PullRequestTarget,
    Release,
    Other,
}

impl RefForm {
    fn of(event: &str) -> RefForm {
        match event {
            "pull_request_target" => RefForm::PullRequestTarget,
            "release" => RefForm::Release,
            _ if event.starts_with("pull_request") => RefForm::PullRequest,
            _ => RefForm::Other,
        }
    }

    const fn is_pull_request(self) -> bool {
        matches!(self, RefForm::PullRequest | RefForm::PullRequestTarget)
    }
}

/// A run with every field known.
fn run(event: &str, reference: &str, rules: &NamingRules) -> Run {
    let of_pull_request = RefForm::of(event).is_pull_request();
    let of_other_commit = of_pull_request || event == "workflow_run";
    let known = |text: &str| Some(text.to_owned());
    let mut run = Run {
        event: known(event),
        reference: known(reference),
        sha: known("860c1904a1ce19322e91ac35af1ab07466440c37"),
        head_sha: of_other_commit.then(|| "1f0b7a2c9d3e4f5061728394a5b6c7d8e9f00112".to_owned()),
        checkout_sha: None,
        head_ref: of_other_commit.then(|| "topic".to_owned()),
        base_ref: of_pull_request.then(|| "main".to_owned()),
        number: of_pull_request.then(|| "7".to_owned()),
        repository: known("octo-org/app"),
        default_branch: known("main"),
        run_number: known("42"),
        run_id: known("9000000001"),
        run_attempt: known("1"),
        time: known("2026-01-02T03:04:05Z"),
        ..Run::default()
    };
    rules.declared.fill(&mut run);
    if rules.rules.iter().any(|rule| rule.sha == Some(ShaSource::Checkout)) {
        run.checkout_sha = known("a59209eeba62f1da800461044b23ce8b335e58c3");
    }
    if rules.rules.iter().any(|rule| rule.guard.highest.is_some()) {
        run.existing_tags = Some(Vec::new());
    }
    run
}

/// The next run on the same ref, of another commit, later that day.
pub(super) fn next_commit(run: &mut Run) {
    run.sha = Some("97fc222cee7991b5b061d4d4afdb5f3428fcb0c9".to_owned());
    run.head_sha = run.head_sha.as_ref().map(|_| "2e1d0c9b8a7968574635241302f1e0dfcebdac9b".to_owned());
    run.checkout_sha =
        run.checkout_sha.as_ref().map(|_| "f21c25f0a1b1d5e8d1c2f94a6b3a9b0c7d6e5f40".to_owned());
    run.run_number = Some("43".to_owned());
    run.run_id = Some("9000000002".to_owned());
    run.time = Some("2026-01-02T16:17:18Z".to_owned());
}

/// The same rule's run of another version: `1.2.4` where the example has `1.2.3`.
pub(super) fn other_version(rule: &NamingRule, run: &Run) -> Option<Run> {
    let reference = run.reference.as_deref()?;
    let other = reference.replace("1.2.3", "1.2.4").replace("2026.4", "2026.4.1");
    let mut again = run.clone();
    next_commit(&mut again);
    again.reference = Some(other);
    let shares = !rule.tag.uses(Fact::Tag) && !rule.tag.uses(Fact::Ref);
    (shares && again.reference.as_deref() != Some(reference)).then_some(again)
}

/// Runs that the guard may hold on; `star` stands for what its patterns leave open.
pub(super) fn of(rules: &NamingRules, guard: &Guard, star: &str) -> Vec<Run> {
    let refs = refs(guard, star);
    let events: Vec<&str> = if guard.events.is_empty() {
        vec!["push", "pull_request"]
    } else {
        guard.events.iter().map(String::as_str).collect()
    };
    let mut classes: Vec<RefForm> = Vec::new();
    let mut runs = Vec::new();
    for event in events {
        let class = RefForm::of(event);
        let open = match class {
            RefForm::PullRequestTarget => vec!["refs/heads/main".to_owned()],
            RefForm::PullRequest => vec!["refs/pull/7/merge".to_owned()],
            RefForm::Release => vec!["refs/tags/v1.2.3".to_owned()],
            RefForm::Other => {
                vec![format!("refs/heads/{star}"), format!("refs/tags/{star}"), "refs/heads/main".to_owned()]
            }
        };
        let of_guard = !refs.is_empty() && class != RefForm::PullRequest;
        let known = classes.contains(&class);
        classes.push(class);
        let of_event = if of_guard { &refs } else { &open };
        for reference in of_event.iter().take(if known { 1 } else { usize::MAX }) {
            runs.push(one(rules, guard, event, reference, star));
        }
    }
    runs
}

fn one(rules: &NamingRules, guard: &Guard, event: &str, reference: &str, star: &str) -> Run {
    let mut one = run(event, reference, rules);
    if let Some(pattern) = guard.base.first() {
        one.base_ref = Some(pattern::example(&pattern.text, false, star));
    }
    if let Some(pattern) = guard.repository.first() {
        let name = pattern::example(&pattern.text, false, "x");
        one.repository = Some(if name.contains('/') { name } else { format!("octo-org/{name}") });
    }
    if one.head_ref.is_some() {
        one.head_ref = Some(star.to_owned());
    }
    if guard.default_branch == Some(true) && RefForm::of(event) == RefForm::PullRequestTarget {
        one.default_branch = reference.strip_prefix("refs/heads/").map(str::to_owned);
    }
    one
}

/// Refs that the guard's patterns match.
fn refs(guard: &Guard, star: &str) -> Vec<String> {
    let mut refs: Vec<String> = Vec::new();
    for (patterns, start) in [(&guard.branch, "refs/heads/"), (&guard.tag, "refs/tags/")] {
        let examples = |pattern: &GuardPattern| {
            [false, true]
                .map(|prerelease| format!("{start}{}", pattern::example(&pattern.text, prerelease, star)))
        };
        for name in patterns.iter().take(MAX_EXAMPLES).flat_map(examples) {
            if !refs.contains(&name) {
                refs.push(name);
            }
        }
    }
    if refs.is_empty() && guard.default_branch == Some(true) {
        refs.push("refs/heads/main".to_owned());
    }
    if refs.is_empty() && guard.default_branch == Some(false) {
        refs.push(format!("refs/heads/{star}"));
    }
    refs
}
