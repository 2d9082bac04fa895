//! What is wrong with a convention, shown by runs.
//!
//! Each rule is tried on runs made from its own guard, and, where its tag comes from a ref, on refs that are called like
//! another rule's tag. So every finding has its example.

use std::collections::BTreeMap;

use super::guard::{Guard, Question};
use super::make::Made;
use super::run::is_sha;
use super::template::{Fact, ShaSource};
use super::{NamingRules, Rule, Run, pattern};
use crate::codes::{self, Code};
use crate::image::{Digest, MutabilitySettings, PushOutcome, Tag};

/// Other rules' tags that one rule is tried on: enough for any convention that a person wrote, and bounded.
const MAX_TRIED: usize = 64;

/// What is wrong with a convention.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LintReport {
    /// Each fault.
    pub findings: Vec<LintFinding>,
    /// The ECR exclusion filters that let the moving tags move in an immutable repository.
    pub exclusion_filters: Vec<String>,
    /// For each rule the pattern by which a lifecycle policy finds its tags.
    pub lifecycle_patterns: Vec<(String, String)>,
}

/// One fault, with runs that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LintFinding {
    /// Stable code.
    pub code: &'static Code,
    /// One sentence.
    pub message: String,
    /// The rules that it is about.
    pub rules: Vec<String>,
    /// The tag that shows it.
    pub tag: Option<String>,
    /// Runs that show it.
    pub runs: Vec<Run>,
    /// Where the first rule stands in the document, in bytes.
    pub span: core::ops::Range<usize>,
}

/// One tag, and who made it on which run.
struct Seen<'r> {
    rule: &'r Rule,
    run: Run,
    tag: Tag,
}

impl NamingRules {
    /// Looks for what will go wrong: rules that never fire or give one tag for different runs, tags that a branch's name
    /// can impersonate, moving tags in an immutable repository.
    #[must_use]
    pub fn lint(&self, repository: Option<&MutabilitySettings>) -> LintReport {
        let mut findings = Vec::new();
        let mut seen: Vec<Seen<'_>> = Vec::new();
        for rule in &self.rules {
            self.try_rule(rule, &mut seen, &mut findings);
        }
        self.two_rules(&seen, &mut findings);
        self.moves(&seen, &mut findings);
        self.impersonates(&seen, &mut findings);
        if let Some(settings) = repository {
            immutable(settings, &seen, &mut findings);
        }
        let mut exclusion_filters: Vec<String> = Vec::new();
        for rule in self.rules.iter().filter(|rule| rule.moving) {
            let filter = rule.tag.wildcard();
            if !exclusion_filters.contains(&filter) {
                exclusion_filters.push(filter);
            }
        }
        let lifecycle_patterns =
            self.rules.iter().map(|rule| (rule.name.clone(), rule.tag.wildcard())).collect();
        LintReport { findings, exclusion_filters, lifecycle_patterns }
    }

    fn try_rule<'r>(&self, rule: &'r Rule, seen: &mut Vec<Seen<'r>>, findings: &mut Vec<LintFinding>) {
        let runs = samples(&rule.guard, "x");
        let mut fired = false;
        let mut skipped = false;
        let mut merge_commit = None;
        let mut fault = None;
        for run in runs {
            let question = Question::new(&run, &self.patterns);
            let skips =
                |guard: &Guard| matches!(guard.holds(&question, &self.patterns), super::guard::Holds::Yes(_));
            if self.skip.iter().any(skips) {
                skipped = true;
                continue;
            }
            match rule.make(&question, self) {
                Made::Tag { tag, .. } => {
                    fired = true;
                    let merges = run.event.as_deref() == Some("pull_request") && rule.tag.uses(Fact::Sha);
                    if merges && rule.sha == Some(ShaSource::Event) {
                        merge_commit.get_or_insert_with(|| (run.clone(), tag.to_string()));
                    }
                    seen.push(Seen { rule, run, tag });
                }
                Made::Fault(why) => {
                    fired = true;
                    fault.get_or_insert((run.clone(), why));
                }
                Made::No(_) | Made::Unknown(_) => {}
            }
        }
        if !fired {
            let why =
                if skipped { "every run that it could fire on is skipped" } else { "its guard never holds" };
            let message = format!("the rule `{}` never fires: {why}", rule.name);
            findings.push(finding(
                codes::NEVER_FIRES,
                message,
                &[rule],
                None,
                samples(&rule.guard, "x").into_iter().take(1),
            ));
        }
        if let Some((run, why)) = fault {
            let message =
                format!("the rule `{}` fires on a run that it cannot make a tag for: {why}", rule.name);
            findings.push(finding(codes::NO_TAG, message, &[rule], None, [run]));
        }
        if let Some((run, tag)) = merge_commit {
            let message = format!(
                "the rule `{}` gives the merge commit on pull requests, which exists for one run alone; use `sha: head`",
                rule.name
            );
            findings.push(finding(codes::MERGE_COMMIT, message, &[rule], Some(tag), [run]));
        }
    }

    /// Two rules that give one tag for runs of different commits or refs.
    fn two_rules(&self, seen: &[Seen<'_>], findings: &mut Vec<LintFinding>) {
        let mut by_tag: BTreeMap<&str, Vec<&Seen<'_>>> = BTreeMap::new();
        for one in seen {
            by_tag.entry(one.tag.as_str()).or_default().push(one);
        }
        let mut told: Vec<(&str, &str)> = Vec::new();
        for (tag, makers) in by_tag {
            let Some(first) = makers.first() else { continue };
            for other in &makers {
                let pair = (first.rule.name.as_str(), other.rule.name.as_str());
                let different =
                    first.run.reference != other.run.reference || first.run.event != other.run.event;
                if pair.0 == pair.1 || !different || told.contains(&pair) || (first.rule.tag.is_of_one_run())
                {
                    continue;
                }
                told.push(pair);
                let message = format!(
                    "the rules `{}` and `{}` give one tag, `{tag}`, for different runs",
                    pair.0, pair.1
                );
                let runs = [first.run.clone(), other.run.clone()];
                findings.push(finding(
                    codes::TWO_RULES_ONE_TAG,
                    message,
                    &[first.rule, other.rule],
                    Some(tag.to_owned()),
                    runs,
                ));
            }
        }
    }

    /// A rule that gives one tag for two commits of one ref, and is not said to move.
    fn moves(&self, seen: &[Seen<'_>], findings: &mut Vec<LintFinding>) {
        for rule in &self.rules {
            let tag_per_ref = !rule.guard.tag.is_empty() && !rule.tag.is_of_one_run();
            if rule.moving || rule.tag.is_of_one_run() {
                continue;
            }
            let Some(one) = seen.iter().find(|one| core::ptr::eq(one.rule, rule)) else { continue };
            let mut later = one.run.clone();
            next_commit(&mut later);
            // a git tag names one commit: only what it shares with other git tags moves
            let again = match tag_per_ref {
                false => Some(later),
                true => seen
                    .iter()
                    .find(|other| {
                        core::ptr::eq(other.rule, rule)
                            && other.tag == one.tag
                            && other.run.reference != one.run.reference
                    })
                    .map(|other| other.run.clone())
                    .or_else(|| other_version(rule, &one.run)),
            };
            let Some(again) = again else { continue };
            let question = Question::new(&again, &self.patterns);
            if matches!(rule.make(&question, self), Made::Tag { tag, .. } if tag == one.tag) {
                let message = format!(
                    "the rule `{}` gives `{}` again for a later commit, but is not `moving: true`",
                    rule.name, one.tag
                );
                let runs = [one.run.clone(), again];
                findings.push(finding(codes::TAG_MOVES, message, &[rule], Some(one.tag.to_string()), runs));
            }
        }
    }

    /// A ref called like another rule's tag, and two refs that one slug stands for.
    fn impersonates(&self, seen: &[Seen<'_>], findings: &mut Vec<LintFinding>) {
        let of_ref = |rule: &&Rule| {
            [Fact::Branch, Fact::Ref, Fact::Head, Fact::Tag].into_iter().any(|fact| rule.tag.uses(fact))
        };
        for rule in self.rules.iter().filter(of_ref) {
            let made = |name: &str| {
                samples(&rule.guard, name).into_iter().find_map(|run| {
                    let question = Question::new(&run, &self.patterns);
                    match rule.make(&question, self) {
                        Made::Tag { tag, .. } => Some((tag, run)),
                        _ => None,
                    }
                })
            };
            // GitHub refuses refs that are called like a commit (GH002)
            let possible =
                |other: &&Seen<'_>| !core::ptr::eq(other.rule, rule) && !is_sha(other.tag.as_str());
            let other = seen.iter().filter(possible).take(MAX_TRIED).find_map(|other| {
                let (tag, run) = made(other.tag.as_str())?;
                (tag == other.tag).then_some((other, run))
            });
            if let Some((other, run)) = other {
                let message = format!(
                    "whoever may name a branch or tag gets `{}`, which is a tag of the rule `{}`, out of the rule `{}`",
                    other.tag, other.rule.name, rule.name
                );
                let runs = [run, other.run.clone()];
                findings.push(finding(
                    codes::REF_IMPERSONATES,
                    message,
                    &[rule, other.rule],
                    Some(other.tag.to_string()),
                    runs,
                ));
            } else if let Some((tag, run)) = made("latest").filter(|(tag, _)| tag.as_str() == "latest") {
                let message = format!(
                    "a branch or tag called `latest` gets the tag `latest` out of the rule `{}`",
                    rule.name
                );
                findings.push(finding(
                    codes::REF_IMPERSONATES,
                    message,
                    &[rule],
                    Some(tag.to_string()),
                    [run],
                ));
            }
            if let (Some((one, first)), Some((two, second))) = (made("a-b"), made("a#b"))
                && one == two
            {
                let message = format!(
                    "the rule `{}` gives one tag, `{one}`, for refs that are not the same",
                    rule.name
                );
                findings.push(finding(
                    codes::SLUGS_COLLIDE,
                    message,
                    &[rule],
                    Some(one.to_string()),
                    [first, second],
                ));
            }
        }
    }
}

fn immutable(settings: &MutabilitySettings, seen: &[Seen<'_>], findings: &mut Vec<LintFinding>) {
    let digest = |digit: &str| format!("sha256:{}", digit.repeat(64)).parse::<Digest>().ok();
    let mut told: Vec<&str> = Vec::new();
    for one in seen.iter().filter(|one| one.rule.moving) {
        if told.contains(&one.rule.name.as_str()) {
            continue;
        }
        let existing = BTreeMap::from([(one.tag.clone(), digest("0"))]);
        let report = settings.push(&one.tag, digest("1").as_ref(), Some(&existing));
        let (code, what) = match report.outcome {
            PushOutcome::Accepted => continue,
            PushOutcome::Refused => (codes::MOVING_IN_IMMUTABLE, "ECR will refuse to move it"),
            PushOutcome::Undetermined => (codes::MOVING_IN_IMMUTABLE, "ECR may refuse to move it"),
        };
        told.push(&one.rule.name);
        let message =
            format!("the rule `{}` moves `{}`: {what}, since {}", one.rule.name, one.tag, report.reason);
        findings.push(finding(code, message, &[one.rule], Some(one.tag.to_string()), [one.run.clone()]));
    }
}

fn finding(
    code: &'static Code,
    message: String,
    rules: &[&Rule],
    tag: Option<String>,
    runs: impl IntoIterator<Item = Run>,
) -> LintFinding {
    LintFinding {
        code,
        message,
        rules: rules.iter().map(|rule| rule.name.clone()).collect(),
        tag,
        runs: runs.into_iter().collect(),
        span: rules.first().map_or(0..0, |rule| rule.span.clone()),
    }
}

/// A run with every field known.
fn run(event: &str, reference: &str) -> Run {
    let of_pull_request = event.starts_with("pull_request");
    let told = |text: &str| Some(text.to_owned());
    Run {
        event: told(event),
        reference: told(reference),
        sha: told("860c1904a1ce19322e91ac35af1ab07466440c37"),
        head_sha: of_pull_request.then(|| "1f0b7a2c9d3e4f5061728394a5b6c7d8e9f00112".to_owned()),
        head_ref: of_pull_request.then(|| "topic".to_owned()),
        base_ref: of_pull_request.then(|| "main".to_owned()),
        number: of_pull_request.then(|| "7".to_owned()),
        repository: told("octo-org/app"),
        default_branch: told("main"),
        run_number: told("42"),
        run_id: told("9000000001"),
        run_attempt: told("1"),
        time: told("2026-01-02T03:04:05Z"),
    }
}

/// The next run on the same ref, of another commit.
fn next_commit(run: &mut Run) {
    run.sha = Some("97fc222cee7991b5b061d4d4afdb5f3428fcb0c9".to_owned());
    run.head_sha = run.head_sha.as_ref().map(|_| "2e1d0c9b8a7968574635241302f1e0dfcebdac9b".to_owned());
    run.run_number = Some("43".to_owned());
    run.run_id = Some("9000000002".to_owned());
}

/// The same rule's run of another version: `1.2.4` where the example has `1.2.3`.
fn other_version(rule: &Rule, run: &Run) -> Option<Run> {
    let reference = run.reference.as_deref()?;
    let other = reference.replace("1.2.3", "1.2.4").replace("2026.4", "2026.4.1");
    let mut again = run.clone();
    next_commit(&mut again);
    again.reference = Some(other);
    let shares = !rule.tag.uses(Fact::Tag) && !rule.tag.uses(Fact::Ref);
    (shares && again.reference.as_deref() != Some(reference)).then_some(again)
}

/// Runs that the guard may hold on; `star` stands for what its patterns leave open.
fn samples(guard: &Guard, star: &str) -> Vec<Run> {
    let mut refs: Vec<String> = Vec::new();
    for (patterns, start) in [(&guard.branch, "refs/heads/"), (&guard.tag, "refs/tags/")] {
        for pattern in patterns {
            for prerelease in [false, true] {
                let name = format!("{start}{}", pattern::example(&pattern.text, prerelease, star));
                if !refs.contains(&name) {
                    refs.push(name);
                }
            }
        }
    }
    if refs.is_empty() && guard.default_branch == Some(true) {
        refs.push("refs/heads/main".to_owned());
    }
    if refs.is_empty() && guard.default_branch == Some(false) {
        refs.push(format!("refs/heads/{star}"));
    }
    let named = !refs.is_empty();
    let pull = "refs/pull/7/merge".to_owned();
    let mut runs = Vec::new();
    let events: Vec<&str> = if guard.events.is_empty() {
        vec!["push", "pull_request"]
    } else {
        guard.events.iter().map(String::as_str).collect()
    };
    for event in events {
        let of_pull_request = event.starts_with("pull_request");
        let target = event == "pull_request_target";
        let open = if of_pull_request {
            if target { vec!["refs/heads/main".to_owned()] } else { vec![pull.clone()] }
        } else if event == "release" {
            vec!["refs/tags/v1.2.3".to_owned()]
        } else {
            vec![format!("refs/heads/{star}"), format!("refs/tags/{star}"), "refs/heads/main".to_owned()]
        };
        for reference in if named && (!of_pull_request || target) { &refs } else { &open } {
            let mut one = run(event, reference);
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
            if guard.default_branch == Some(true) && target {
                one.default_branch = reference.strip_prefix("refs/heads/").map(str::to_owned);
            }
            runs.push(one);
        }
    }
    runs
}
