//! The repositories and names that a run may push, ready for many questions.

use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::fact::Unfilled;
use super::guard::GuardQuestion;
use super::make::{Fires, MadeName, MadeNames, NamesOutcome, RuleReport, Skips};
use super::template::{TagTemplate, TemplateValues};
use super::work::Work;
use super::{NamingRule, NamingRules, Run};
use crate::image::ImageReference;

/// The repositories and names of a run, parsed once for many images.
pub(super) struct Allowed<'m> {
    pub(super) run: &'m Run,
    pub(super) made: &'m MadeNames,
    pub(super) repositories: Vec<ImageReference>,
    /// What the questions cost together.
    pub(super) work: &'m Work,
    /// Whether a rule may fire that is not known to.
    pub(super) unsure: bool,
    /// Whether the run may be skipped: then no name is allowed for certain.
    pub(super) may_skip: bool,
    /// Whether a repository may be named that is not known: its template, or a rule that has its own, is not decided.
    pub(super) may_push_elsewhere: bool,
    /// The reports of the rules, by name.
    pub(super) reports: BTreeMap<&'m str, &'m RuleReport>,
    /// Rules whose tag has no placeholder, by that tag.
    pub(super) fixed: BTreeMap<String, &'m NamingRule>,
    /// The repositories by their keys.
    keys: BTreeSet<String>,
    /// Which repository was meant by others, by their keys: many images may name one.
    pub(super) meant: RefCell<BTreeMap<String, Meant>>,
    /// Places in `made.names`, by repository and tag.
    names: BTreeMap<String, BTreeMap<String, usize>>,
}

/// The repositories of the run that another one looks like.
#[derive(Clone, Copy)]
pub(super) enum Meant {
    None,
    /// Only this one, by its place.
    One(usize),
    /// This one and others.
    First(usize),
}

impl<'m> Allowed<'m> {
    pub(super) fn new(
        rules: &'m NamingRules,
        run: &'m Run,
        made: &'m MadeNames,
        work: &'m Work,
    ) -> Allowed<'m> {
        let repositories: Vec<ImageReference> =
            made.images.iter().filter_map(|text| text.parse().ok()).collect();
        let keys: BTreeMap<&str, String> =
            repositories.iter().map(|image| (image.original(), image.repository_key())).collect();
        let mut names: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for (at, name) in made.names.iter().enumerate() {
            if let Some(key) = keys.get(name.image.as_str()) {
                names.entry(key.clone()).or_default().entry(name.tag.clone()).or_insert(at);
            }
        }
        let mut fixed = BTreeMap::new();
        for rule in &rules.rules {
            if rule.tag.fields().next().is_none() {
                fixed.entry(rule.tag.with_each("")).or_insert(rule);
            }
        }
        let mut reports = BTreeMap::new();
        for report in &made.rules {
            reports.entry(report.name.as_str()).or_insert(report);
        }
        let unsure = made.outcome == NamesOutcome::Undetermined
            || made.rules.iter().any(|rule| rule.fires == Fires::Unknown);
        let question = GuardQuestion::new(run, rules);
        let may_skip = matches!(rules.skips(&question), Skips::Unknown(_));
        let values = TemplateValues { run, sha: None, captures: &[], given: &question.given };
        let is_unfilled = |image: &TagTemplate| matches!(image.fill(&values), Err(Unfilled::Missing(_)));
        let may_add = |rule: &NamingRule| {
            let report: Option<&&RuleReport> = reports.get(rule.name.as_str());
            rule.image.is_some()
                && match report.map(|report| report.fires) {
                    Some(Fires::Unknown) => true,
                    Some(Fires::Yes) => !made.needs.is_empty(),
                    Some(Fires::No) | None => false,
                }
        };
        let may_push_elsewhere = rules.images.iter().any(is_unfilled) || rules.rules.iter().any(may_add);
        let keys = keys.into_values().collect();
        let meant = RefCell::default();
        Allowed {
            run,
            made,
            repositories,
            work,
            unsure,
            may_skip,
            may_push_elsewhere,
            reports,
            fixed,
            keys,
            meant,
            names,
        }
    }

    /// Whether the run pushes to the repository.
    pub(super) fn has_repository(&self, repository: &str) -> bool {
        self.keys.contains(repository)
    }

    /// The run's name for this tag in the repository.
    pub(super) fn name(&self, repository: &str, tag: &str) -> Option<&'m MadeName> {
        self.made.names.get(*self.names.get(repository)?.get(tag)?)
    }

    /// Every name that the run has in the repository.
    pub(super) fn here(&self, repository: &str) -> impl Iterator<Item = &'m MadeName> {
        let names = self.names.get(repository);
        self.work.count(names.map_or(0, |names| 4 * names.len()));
        names.into_iter().flat_map(BTreeMap::values).filter_map(|at| self.made.names.get(*at))
    }

    /// The one name that the run has in this repository.
    pub(super) fn only_name(&self, repository: &str) -> Option<String> {
        let mut names = self.names.get(repository).filter(|_| !self.may_skip)?.values();
        match (names.next(), names.next()) {
            (Some(only), None) => self.made.names.get(*only).map(|only| only.name.clone()),
            _ => None,
        }
    }

    /// Whether a text is a name of the run.
    pub(super) fn allows(&self, text: &str) -> bool {
        self.work.count(text.len());
        let Ok(image) = text.parse::<ImageReference>() else { return false };
        let tag = image.tag().map_or("", |tag| tag.as_str());
        self.made.outcome != NamesOutcome::Skipped
            && !self.may_skip
            && self.name(&image.repository_key(), tag).is_some()
    }
}
