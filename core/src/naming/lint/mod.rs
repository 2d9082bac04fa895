//! What is wrong with a convention, shown by runs.
//!
//! Each rule is tried on runs made from its own guard, and, where its tag comes from a ref, on refs that are called like
//! another rule's tag: so every such finding has its example. What two rules could have in common beyond their examples
//! is asked of their languages, which are never smaller than what the rules give.

mod filters;
mod lifecycle;
mod repositories;
mod runs;
mod samples;
mod style;

pub use lifecycle::LifecyclePolicy;

use std::borrow::Cow;
use std::collections::BTreeMap;

use repositories::Repositories;
use serde::Serialize;

use super::guard::Guard;
use super::language::TagLanguage;
use super::work::Work;
use super::{NamingRule, NamingRules, Run};
use crate::codes::{Code, Severity};
use crate::error::Error;
use crate::image::{MutabilitySettings, Tag};
use crate::text::{Place, visible};

/// Steps that all searches of one lint may take together.
const MAX_STEPS: usize = 500_000;
/// Steps of a run that is made up and asked of one rule, beside those of each declared value.
const RUN_STEPS: usize = 128;
const VALUE_STEPS: usize = 16;
/// Steps of a state of a language, while it is computed.
const LANGUAGE_STEPS: usize = 8;
/// Rules that one message names.
const NAMED: usize = 8;

/// What is wrong with a convention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "LintRulesResponse"))]
#[non_exhaustive]
pub struct LintReport {
    /// Each fault; a document that cannot be read has one, with the code of the error.
    pub findings: Vec<LintFinding>,
    /// The ECR exclusion filters that let the moving tags move in an immutable repository, and no tag of another rule.
    /// One list is for all repositories. A rule without such a filter has the finding `FIXED_TAG_MOVABLE` instead, but
    /// where only the tags of another repository would be freed.
    pub exclusion_filters: Vec<String>,
    /// For each rule the pattern by which a lifecycle policy finds its tags.
    pub lifecycle_patterns: Vec<LifecyclePattern>,
}

/// A pattern for a lifecycle policy's `tagPatternList`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LifecyclePattern {
    /// The rule.
    pub rule: String,
    /// The pattern; none where every pattern that has all tags of the rule may have tags of other rules too, and for a
    /// rule that can give no legal tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Where there is none: rules whose tags the narrowest pattern has as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overlaps: Vec<String>,
}

/// One fault of naming rules, with runs that show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "RuleFinding"))]
#[non_exhaustive]
pub struct LintFinding {
    /// Stable code, upper case; the page of codes has a section for each.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: &'static Code,
    /// How much it weighs.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// The rules that it is about.
    pub rules: Vec<String>,
    /// The tag that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Runs that show it.
    pub runs: Vec<Run>,
    /// JSON pointer in the rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Line in the rules, from 1; absent for rules given as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in the rules, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// One tag, and who made it on which run.
struct SampledTag<'r> {
    rule: &'r NamingRule,
    run: Run,
    tag: Tag,
}

/// A rule, and every tag that it can give, where that is not too much.
type Known<'r> = (&'r NamingRule, Option<&'r TagLanguage>);

/// The rules with what was seen and found so far.
struct Lint<'r> {
    rules: &'r NamingRules,
    seen: Vec<SampledTag<'r>>,
    /// Where in `seen` the tags of a rule are.
    seen_at: BTreeMap<*const NamingRule, (usize, usize)>,
    findings: Vec<LintFinding>,
    repositories: Repositories,
    /// Steps that are left for searching what two languages share; without any, the answer is that it is not known.
    steps: usize,
    work: Work,
}

impl NamingRules {
    /// Looks for what will go wrong: rules that never fire or give one tag for different runs, tags that a branch's name
    /// can impersonate, moving tags in an immutable repository and fixed ones in a mutable one.
    ///
    /// # Errors
    /// `TOO_COSTLY` for rules that take too many steps.
    pub fn lint(&self, repository: Option<&MutabilitySettings>) -> Result<LintReport, Error> {
        self.lint_with(repository, None)
    }

    /// As [`lint`](NamingRules::lint), and holds a lifecycle policy against the rules.
    ///
    /// # Errors
    /// `TOO_COSTLY` for rules that take too many steps.
    pub fn lint_with(
        &self,
        repository: Option<&MutabilitySettings>,
        lifecycle: Option<&LifecyclePolicy>,
    ) -> Result<LintReport, Error> {
        let mut lint = Lint::new(self);
        lint.style();
        lint.try_rules();
        lint.two_rules();
        lint.moves();
        lint.impersonates();
        if let Some(settings) = repository {
            lint.repository(settings);
        }
        let exclusion_filters = lint.exclusion_filters();
        let lifecycle_patterns = lint.lifecycle_patterns();
        if let Some(policy) = lifecycle {
            lint.lifecycle(policy);
        }
        lint.work.kept()?;
        Ok(LintReport { findings: lint.findings, exclusion_filters, lifecycle_patterns })
    }
}

impl<'r> Lint<'r> {
    fn new(rules: &'r NamingRules) -> Lint<'r> {
        let work = Work::of_lint();
        let sizes = rules.languages().iter().flatten().map(TagLanguage::size);
        work.count(LANGUAGE_STEPS * sizes.sum::<usize>());
        let repositories = Repositories::new(rules, &work);
        let (seen, seen_at, findings) = (Vec::new(), BTreeMap::new(), Vec::new());
        Lint { rules, seen, seen_at, findings, repositories, steps: MAX_STEPS, work }
    }

    /// Runs that the guard may hold on; none, where the work is over its budget.
    fn samples(&self, guard: &Guard, star: &str) -> Vec<Run> {
        if self.work.is_over() {
            return Vec::new();
        }
        let runs = samples::of(self.rules, guard, star);
        self.work.count(runs.len() * (RUN_STEPS + VALUE_STEPS * self.rules.declared.all().count()));
        runs
    }

    /// Every rule with its language.
    fn known(&self) -> impl Iterator<Item = Known<'r>> + use<'r> {
        let rules: &'r NamingRules = self.rules;
        rules.rules.iter().zip(rules.languages()).map(|(rule, language)| (rule, language.as_ref()))
    }

    fn add(&mut self, finding: LintFinding) {
        self.findings.push(finding);
    }

    /// The first run that a rule was seen on, or one that its guard may hold on.
    fn run_of(&self, rule: &NamingRule) -> Option<Run> {
        let seen = self.seen_of(rule).first().map(|one| one.run.clone());
        seen.or_else(|| self.samples(&rule.guard, "x").into_iter().next())
    }

    fn seen_of(&self, rule: &NamingRule) -> &[SampledTag<'r>] {
        let at = self.seen_at.get(&core::ptr::from_ref(rule));
        at.and_then(|(from, to)| self.seen.get(*from..*to)).unwrap_or_default()
    }
}

impl LintFinding {
    fn new(
        code: &'static Code,
        message: impl Into<String>,
        rules: &[&NamingRule],
        tag: Option<String>,
        runs: impl IntoIterator<Item = Run>,
    ) -> LintFinding {
        let mut names: Vec<String> = Vec::new();
        for rule in rules {
            if names.last() != Some(&rule.name) {
                names.push(rule.name.clone());
            }
        }
        let place = rules.first().and_then(|rule| rule.place);
        LintFinding {
            code,
            severity: code.severity,
            message: visible(Cow::Owned(message.into())).into_owned(),
            rules: names,
            tag,
            runs: runs.into_iter().collect(),
            pointer: rules.first().map(|rule| rule.pointer.clone()),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            help: None,
        }
    }

    fn with_help(mut self, help: impl Into<String>) -> LintFinding {
        self.help = Some(help.into());
        self
    }
}

/// What is said of a document that cannot be read.
impl From<&Error> for LintReport {
    fn from(error: &Error) -> LintReport {
        let place: Option<Place> = error.place();
        let finding = LintFinding {
            code: error.kind().row(),
            severity: Severity::Error,
            message: error.to_string(),
            rules: Vec::new(),
            tag: None,
            runs: Vec::new(),
            pointer: Some(error.path().to_owned()),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            help: Some(error.help().to_owned()),
        };
        LintReport { findings: vec![finding], exclusion_filters: Vec::new(), lifecycle_patterns: Vec::new() }
    }
}

/// Names of rules for a message: the first few, each in backticks.
fn listed(rules: &[&NamingRule]) -> String {
    let mut names: Vec<&str> = rules.iter().map(|rule| rule.name.as_str()).collect();
    names.dedup();
    let more = names.len().saturating_sub(NAMED);
    let mut text: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    if more > 0 {
        text.push(format!("{more} more"));
    }
    match text.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => text.concat(),
    }
}
