//! Faults that runs show.

use std::collections::BTreeMap;

use super::samples::{next_commit, other_version};
use super::{Lint, LintFinding, SampledTag};
use crate::codes;
use crate::image::{Digest, MutabilitySettings, PushOutcome};
use crate::names::rule::NameRule;
use crate::naming::fact::{Fact, ShaSource};
use crate::naming::guard::{Guard, GuardQuestion, GuardResult};
use crate::naming::make::RuleResult;
use crate::naming::run::is_sha;
use crate::naming::{NamingRule, Run};

/// Other rules' tags that one rule is tried on: enough for any convention that a person wrote, and bounded.
const MAX_TRIED: usize = 64;

/// Steps of asking whether a tag can be pushed again, in a repository of five filters.
const PUSH_STEPS: usize = 4_096;

impl<'r> Lint<'r> {
    pub(super) fn try_rules(&mut self) {
        for rule in &self.rules.rules {
            let from = self.seen.len();
            self.try_rule(rule);
            self.seen_at.insert(core::ptr::from_ref(rule), (from, self.seen.len()));
        }
    }

    fn make(&self, rule: &NamingRule, run: &Run) -> RuleResult {
        rule.make(&GuardQuestion::new(run, self.rules), self.rules)
    }

    fn try_rule(&mut self, rule: &'r NamingRule) {
        let mut fired = false;
        let mut skipped = false;
        let mut other_commit = None;
        let mut fault = None;
        for run in self.samples(&rule.guard, "x") {
            let question = GuardQuestion::new(&run, self.rules);
            let skips =
                |guard: &Guard| matches!(guard.holds(&question, &self.rules.patterns), GuardResult::Yes(_));
            if self.rules.skip.iter().any(skips) {
                skipped = true;
                continue;
            }
            match rule.make(&question, self.rules) {
                RuleResult::Tag { tag, .. } => {
                    fired = true;
                    if rule.names_other_commit(&run) {
                        other_commit.get_or_insert_with(|| (run.clone(), tag.to_string()));
                    }
                    self.seen.push(SampledTag { rule, run, tag });
                }
                RuleResult::Fault(why, _) => {
                    fired = true;
                    fault.get_or_insert((run.clone(), why));
                }
                RuleResult::No(_) | RuleResult::Unknown(_) => {}
            }
        }
        if !fired {
            let why =
                if skipped { "every run that it could fire on is skipped" } else { "its guard never holds" };
            let message = format!("the rule `{}` never fires: {why}", rule.name);
            let run = self.samples(&rule.guard, "x").into_iter().take(1);
            self.add(LintFinding::new(codes::NEVER_FIRES, message, &[rule], None, run));
        }
        // a pattern that was meant otherwise is the fault, and told already
        let told = |finding: &LintFinding| {
            finding.code == codes::PATTERN_REGEX && finding.rules.contains(&rule.name)
        };
        if let Some((run, why)) = fault
            && !self.findings.iter().any(told)
        {
            let message =
                format!("the rule `{}` fires on a run that it cannot make a tag for: {why}", rule.name);
            self.add(LintFinding::new(codes::NO_TAG, message, &[rule], None, [run]));
        }
        if let Some((run, tag)) = other_commit {
            let (code, message) = if run.follows_a_run() {
                let what = "gives the newest commit of the default branch on `workflow_run`, not the commit of the run that it follows";
                (codes::WORKFLOW_RUN_COMMIT, what)
            } else {
                let what = "gives the merge commit on pull requests, which exists only for one run";
                (codes::MERGE_COMMIT, what)
            };
            let message = format!("the rule `{}` {message}; use `sha: head`", rule.name);
            self.add(LintFinding::new(code, message, &[rule], Some(tag), [run]));
        }
        self.too_long(rule);
    }

    /// A name that a branch may have, longer than a tag can be.
    fn too_long(&mut self, rule: &'r NamingRule) {
        let long = "x".repeat(crate::image::MAX_TAG + 1);
        if !rule.takes_free_text() {
            return;
        }
        let run = self.samples(&rule.guard, &long).into_iter().find_map(|run| match self.make(rule, &run) {
            RuleResult::Fault(why, Some(NameRule::TooLong)) => Some((run, why)),
            _ => None,
        });
        if let Some((run, why)) = run {
            let message =
                format!("the rule `{}` gives no tag for a long name of a branch or tag: {why}", rule.name);
            self.add(LintFinding::new(codes::TAG_TOO_LONG, message, &[rule], None, [run]));
        }
    }

    /// Two rules that give one tag for runs of different commits or refs.
    pub(super) fn two_rules(&mut self) {
        let mut by_tag: BTreeMap<&str, Vec<&SampledTag<'_>>> = BTreeMap::new();
        for one in &self.seen {
            by_tag.entry(one.tag.as_str()).or_default().push(one);
        }
        let mut told: Vec<(&str, &str)> = Vec::new();
        let mut found = Vec::new();
        for (tag, makers) in by_tag {
            let Some(first) = makers.first() else { continue };
            for other in &makers {
                let pair = (first.rule.name.as_str(), other.rule.name.as_str());
                let different =
                    first.run.reference != other.run.reference || first.run.event != other.run.event;
                if pair.0 == pair.1
                    || !different
                    || first.rule.tag.is_of_one_run()
                    || told.contains(&pair)
                    || !self.repositories.share(first.rule, other.rule, &self.work)
                {
                    continue;
                }
                told.push(pair);
                let message = format!(
                    "the rules `{}` and `{}` give one tag, `{tag}`, for different runs",
                    pair.0, pair.1
                );
                let runs = [first.run.clone(), other.run.clone()];
                let rules = [first.rule, other.rule];
                found.push(LintFinding::new(
                    codes::TWO_RULES_ONE_TAG,
                    message,
                    &rules,
                    Some(tag.to_owned()),
                    runs,
                ));
            }
        }
        self.findings.extend(found);
    }

    /// A rule that gives one tag for two commits of one ref, and is not said to move.
    pub(super) fn moves(&mut self) {
        for rule in &self.rules.rules {
            let tag_per_ref = !rule.guard.tag.is_empty() && !rule.tag.is_of_one_run();
            if rule.moving || rule.tag.is_of_one_run() {
                continue;
            }
            let Some(one) = self.seen_of(rule).first() else { continue };
            let mut later = one.run.clone();
            next_commit(&mut later);
            // a git tag names one commit: only what it shares with other git tags moves
            let again = match tag_per_ref {
                false => Some(later),
                true => self
                    .seen_of(rule)
                    .iter()
                    .find(|other| other.tag == one.tag && other.run.reference != one.run.reference)
                    .map(|other| other.run.clone())
                    .or_else(|| other_version(rule, &one.run)),
            };
            let Some(again) = again else { continue };
            if matches!(self.make(rule, &again), RuleResult::Tag { tag, .. } if tag == one.tag) {
                let message = format!(
                    "the rule `{}` gives `{}` again for a later commit, but is not `moving: true`",
                    rule.name, one.tag
                );
                let tag = Some(one.tag.to_string());
                let runs = [one.run.clone(), again];
                self.add(LintFinding::new(codes::TAG_MOVES, message, &[rule], tag, runs));
            }
        }
    }

    /// A ref called like another rule's tag, and two refs that one slug stands for.
    pub(super) fn impersonates(&mut self) {
        for rule in self.rules.rules.iter().filter(|rule| rule.takes_free_text()) {
            let made = |name: &str| {
                self.samples(&rule.guard, name).into_iter().find_map(|run| match self.make(rule, &run) {
                    RuleResult::Tag { tag, .. } => Some((tag, run)),
                    _ => None,
                })
            };
            // GitHub refuses refs that are called like a commit (GH002)
            let possible =
                |other: &&SampledTag<'_>| !core::ptr::eq(other.rule, rule) && !is_sha(other.tag.as_str());
            let other = self.seen.iter().filter(possible).take(MAX_TRIED).find_map(|other| {
                let (tag, run) = made(other.tag.as_str())?;
                (tag == other.tag).then_some((other, run))
            });
            let mut found = Vec::new();
            if let Some((other, run)) = other {
                let message = format!(
                    "whoever may name a branch or tag gets `{}`, which is a tag of the rule `{}`, out of the rule `{}`",
                    other.tag, other.rule.name, rule.name
                );
                let runs = [run, other.run.clone()];
                let rules = [rule, other.rule];
                let tag = Some(other.tag.to_string());
                found.push(LintFinding::new(codes::REF_IMPERSONATES, message, &rules, tag, runs));
            } else if let Some((tag, run)) = made("latest").filter(|(tag, _)| tag.as_str() == "latest") {
                let message = format!(
                    "a branch or tag called `latest` gets the tag `latest` out of the rule `{}`",
                    rule.name
                );
                let tag = Some(tag.to_string());
                found.push(LintFinding::new(codes::REF_IMPERSONATES, message, &[rule], tag, [run]));
            }
            // a tag that names the commit or the run is shared by no two commits
            if !rule.tag.is_of_one_run()
                && let (Some((one, first)), Some((two, second))) = (made("a-b"), made("a#b"))
                && one == two
                && (&first.reference, &first.head_ref) != (&second.reference, &second.head_ref)
            {
                let message = format!(
                    "the rule `{}` gives one tag, `{one}`, for refs that are not the same",
                    rule.name
                );
                let tag = Some(one.to_string());
                found.push(LintFinding::new(codes::SLUGS_COLLIDE, message, &[rule], tag, [first, second]));
            }
            self.findings.extend(found);
        }
    }

    /// Moving tags that the repository keeps, fixed tags that it does not, and what a re-run meets.
    pub(super) fn repository(&mut self, settings: &MutabilitySettings) {
        let digest = |digit: &str| format!("sha256:{}", digit.repeat(64)).parse::<Digest>().ok();
        let push = |one: &SampledTag<'_>| {
            self.work.count(PUSH_STEPS);
            let existing = BTreeMap::from([(one.tag.clone(), digest("0"))]);
            settings.push(&one.tag, digest("1").as_ref(), Some(&existing))
        };
        let mut told: Vec<&str> = Vec::new();
        let mut found = Vec::new();
        let mut movable: Vec<&SampledTag<'_>> = Vec::new();
        let mut rerun: Vec<&SampledTag<'_>> = Vec::new();
        for one in &self.seen {
            let name = one.rule.name.as_str();
            if told.contains(&name) || self.work.is_over() {
                continue;
            }
            let report = push(one);
            let what = match (one.rule.moving, report.outcome) {
                (true, PushOutcome::Refused) => "ECR will refuse to move it",
                (true, PushOutcome::Undetermined) => "ECR may refuse to move it",
                (true, PushOutcome::Accepted) => continue,
                (false, PushOutcome::Accepted) => {
                    told.push(name);
                    movable.push(one);
                    continue;
                }
                (false, PushOutcome::Refused) if !one.rule.tag.uses(Fact::RunAttempt) => {
                    told.push(name);
                    rerun.push(one);
                    continue;
                }
                (false, _) => continue,
            };
            told.push(name);
            let message = format!("the rule `{name}` moves `{}`: {what}, since {}", one.tag, report.reason);
            let tag = Some(one.tag.to_string());
            found.push(LintFinding::new(
                codes::MOVING_IN_IMMUTABLE,
                message,
                &[one.rule],
                tag,
                [one.run.clone()],
            ));
        }
        found.extend(movable.iter().map(|one| {
            let by = match push(one).filter {
                Some(filter) => format!("the filter `{filter}` lets"),
                None => format!("{} lets", settings.mutability().as_str()),
            };
            let message = format!(
                "{by} `{}` of the rule `{}` be overwritten, which must not move",
                one.tag, one.rule.name
            );
            let tag = Some(one.tag.to_string());
            LintFinding::new(codes::FIXED_TAG_MOVABLE, message, &[one.rule], tag, [one.run.clone()])
        }));
        if let Some(first) = rerun.first() {
            let rules: Vec<&NamingRule> = rerun.iter().map(|one| one.rule).collect();
            let message = format!(
                "a run that is started again makes the tags of {} again, such as `{}`: ECR refuses them for a rebuilt image",
                super::listed(&rules),
                first.tag
            );
            let tag = Some(first.tag.to_string());
            let finding = LintFinding::new(codes::RERUN_REFUSED, message, &rules, tag, [first.run.clone()]);
            found.push(finding.with_help(
                "before the push, look whether the tag exists and then skip it, or add `{run_attempt}` to the tag",
            ));
        }
        self.findings.extend(found);
    }
}

impl NamingRule {
    /// Whether `{sha}` of the rule is a commit that nobody wrote, on this run.
    pub(in crate::naming) fn names_other_commit(&self, run: &Run) -> bool {
        let merges =
            run.is_pull_request() == Some(true) && run.event.as_deref() != Some("pull_request_target");
        self.tag.uses(Fact::Sha) && self.sha == Some(ShaSource::Event) && (merges || run.follows_a_run())
    }

    /// Whether a ref's name comes into the tag.
    pub(in crate::naming) fn takes_free_text(&self) -> bool {
        [Fact::Branch, Fact::Ref, Fact::Head, Fact::Tag].into_iter().any(|fact| self.tag.uses(fact))
    }
}
