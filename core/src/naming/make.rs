//! Making the names of a run.

use std::collections::BTreeMap;

use serde::Serialize;

use super::capture::Capture;
use super::fact::Unfilled;
use super::guard::{GuardQuestion, GuardResult};
use super::template::{TagTemplate, TemplateValues};
use super::{NamingRule, NamingRules, Run};
use crate::codes;
use crate::error::Error;
use crate::image::Tag;
use crate::names::rule::NameRule;
use crate::premise::{Finding, Grade, Premise};
use crate::sort::sort_and_dedup;
use crate::text::quote;

/// What comes of the rules for one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NamesOutcome {
    /// The names are made.
    Made,
    /// The run pushes nothing, by a guard of `skip`.
    Skipped,
    /// No rule fires, or one that fires cannot make a legal name.
    Refused,
    /// Too little is known of the run; `needs` says what would decide.
    Undetermined,
}

/// Whether a rule fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fires {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// Too little is known of the run.
    Unknown,
}

/// The names that a run may push, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "MakeTagsResponse"))]
#[non_exhaustive]
pub struct MadeNames {
    /// What came of it.
    pub outcome: NamesOutcome,
    /// Why, in one sentence.
    pub reason: String,
    /// The repositories that the run pushes to.
    pub images: Vec<String>,
    /// The names, in the order of the rules.
    pub names: Vec<MadeName>,
    /// Every rule, and whether it fires; none for a run that is skipped.
    pub rules: Vec<RuleReport>,
    /// The fields of `run` that would decide what is not known.
    pub needs: Vec<String>,
    /// What to know of the names and the run.
    pub findings: Vec<Finding>,
    /// What the answer rests on beside the run.
    pub premises: Vec<Premise>,
}

/// One name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ImageName"))]
#[non_exhaustive]
pub struct MadeName {
    /// Repository and tag.
    pub name: String,
    /// The repository.
    pub image: String,
    /// The tag.
    pub tag: String,
    /// The rules that make it.
    pub rules: Vec<String>,
    /// Whether later runs point the tag elsewhere.
    pub moving: bool,
    /// Whether it may be left out.
    pub optional: bool,
}

/// Whether one rule fires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "RuleOutcome"))]
#[non_exhaustive]
pub struct RuleReport {
    /// The rule.
    pub name: String,
    /// Whether it fires.
    pub fires: Fires,
    /// Why, in one sentence; the tag, where it fires.
    pub reason: String,
}

/// What one rule makes of a run.
pub(super) enum RuleResult {
    Tag {
        tag: Tag,
        slugged: Option<String>,
        captures: Vec<(String, Capture)>,
    },
    /// It fires, but gives no legal tag, by this rule of tags where one is broken.
    Fault(String, Option<NameRule>),
    No(String),
    Unknown(String),
}

impl NamingRule {
    pub(super) fn make(&self, question: &GuardQuestion<'_>, rules: &NamingRules) -> RuleResult {
        let captures = match self.guard.holds(question, &rules.patterns) {
            GuardResult::Yes(captures) => captures,
            GuardResult::No(why) => return RuleResult::No(why),
            GuardResult::Unknown(field) => return RuleResult::Unknown(field.to_owned()),
        };
        let values =
            TemplateValues { run: question.run, sha: self.sha, captures: &captures, given: &question.given };
        match self.tag.fill(&values) {
            Err(Unfilled::Missing(field)) => RuleResult::Unknown(field),
            Err(Unfilled::Fault(why)) => RuleResult::Fault(why, None),
            Ok(filled) => match crate::image::read_tag(&filled.text) {
                Ok(tag) => RuleResult::Tag { tag, slugged: filled.slugged, captures },
                Err(fault) => {
                    let help = match fault.rule {
                        NameRule::Character if filled.text.contains('+') => "; use the filter `plus`",
                        NameRule::Character => "; use the filter `slug`",
                        NameRule::TooLong => "; cut the name, as in `slug:63`",
                        _ => "",
                    };
                    RuleResult::Fault(format!("{}{help}", fault.message), Some(fault.rule))
                }
            },
        }
    }
}

/// Whether a run is skipped.
pub(super) enum Skips {
    Yes,
    No,
    /// The fields of the run that would say.
    Unknown(Vec<&'static str>),
}

/// The names so far.
struct NamesBuilder {
    /// Whether the run may be skipped; then a fault does not decide.
    may_skip: bool,
    made: MadeNames,
    /// Where each name stands among them.
    index: BTreeMap<String, usize>,
    faults: Vec<String>,
}

impl NamingRules {
    /// Makes the names that a run may push.
    ///
    /// The run is taken as it is; [`Run::check`] refuses malformed fields.
    ///
    /// # Errors
    /// `TOO_LARGE` for longer texts than [`crate::limits`] allows, `TOO_COSTLY` for more git tags than the guards with
    /// `highest` can read.
    pub fn make(&self, run: &Run) -> Result<MadeNames, Error> {
        self.admit(run).map_err(|error| error.under("run"))?;
        let question = GuardQuestion::new(run, self);
        let made = MadeNames {
            outcome: NamesOutcome::Made,
            reason: String::new(),
            images: Vec::new(),
            names: Vec::new(),
            rules: Vec::new(),
            needs: Vec::new(),
            findings: Vec::new(),
            premises: premises(run),
        };
        let mut making = NamesBuilder { made, index: BTreeMap::new(), faults: Vec::new(), may_skip: false };
        match self.skips(&question) {
            Skips::Yes => {
                making.made.outcome = NamesOutcome::Skipped;
                "the run pushes nothing, by `skip`".clone_into(&mut making.made.reason);
                return Ok(making.made);
            }
            Skips::Unknown(fields) => {
                making.may_skip = true;
                making.made.needs.extend(fields.into_iter().map(str::to_owned));
            }
            Skips::No => {}
        }
        let images = making.repositories(&self.images, &question, &[]);
        for rule in &self.rules {
            making.apply(rule, &question, &images, self);
        }
        Ok(making.finish())
    }

    /// Whether the run is skipped.
    pub(super) fn skips(&self, question: &GuardQuestion<'_>) -> Skips {
        let mut unknown = Vec::new();
        for guard in &self.skip {
            match guard.holds(question, &self.patterns) {
                GuardResult::Yes(_) => return Skips::Yes,
                GuardResult::Unknown(field) => unknown.push(field),
                GuardResult::No(_) => {}
            }
        }
        if unknown.is_empty() { Skips::No } else { Skips::Unknown(unknown) }
    }
}

impl NamesBuilder {
    fn finish(self) -> MadeNames {
        let NamesBuilder { mut made, faults, may_skip, .. } = self;
        sort_and_dedup(&mut made.needs);
        let fired = made.rules.iter().any(|rule| rule.fires == Fires::Yes);
        (made.outcome, made.reason) = if let Some(fault) = faults.into_iter().next().filter(|_| !may_skip) {
            (NamesOutcome::Refused, fault)
        } else if !made.needs.is_empty() {
            let verb = if made.needs.len() == 1 { "is" } else { "are" };
            let what = format!("`{}` of the run {verb} not known", made.needs.join("`, `"));
            (NamesOutcome::Undetermined, what)
        } else if !fired {
            let what =
                "no rule fires on this run, so it may push nothing; name it under `skip` if that is meant";
            (NamesOutcome::Refused, what.to_owned())
        } else {
            let count = made.names.len();
            (NamesOutcome::Made, format!("{count} {}", if count == 1 { "name" } else { "names" }))
        };
        made
    }

    fn apply(
        &mut self,
        rule: &NamingRule,
        question: &GuardQuestion<'_>,
        images: &[String],
        rules: &NamingRules,
    ) {
        let (fires, reason) = match rule.make(question, rules) {
            RuleResult::No(why) => (Fires::No, why),
            RuleResult::Unknown(field) => {
                let reason = format!("`{field}` of the run is not known");
                self.made.needs.push(field);
                (Fires::Unknown, reason)
            }
            RuleResult::Fault(why, _) => {
                self.faults.push(format!("the rule `{}` gives no legal tag: {why}", rule.name));
                (Fires::Yes, why)
            }
            RuleResult::Tag { tag, slugged, captures } => {
                let own = self.repositories(rule.image.as_slice(), question, &captures);
                for image in if rule.image.is_some() { &own } else { images } {
                    self.add(rule, image, &tag);
                }
                findings(rule, question.run, slugged.as_deref(), &tag, &mut self.made.findings);
                (Fires::Yes, format!("gives `{tag}`"))
            }
        };
        self.report(RuleReport { name: rule.name.clone(), fires, reason });
    }

    /// One report for all copies of a rule with `for`: they fire together, and differ in what they give.
    fn report(&mut self, report: RuleReport) {
        match self.made.rules.last_mut() {
            Some(last) if last.name == report.name && last.fires == report.fires => {
                if last.reason != report.reason {
                    last.reason = format!("{}, {}", last.reason, report.reason);
                }
            }
            _ => self.made.rules.push(report),
        }
    }

    /// The repositories of the run, each a legal name.
    fn repositories(
        &mut self,
        templates: &[TagTemplate],
        question: &GuardQuestion<'_>,
        captures: &[(String, Capture)],
    ) -> Vec<String> {
        let mut images = Vec::new();
        for template in templates {
            let values = TemplateValues { run: question.run, sha: None, captures, given: &question.given };
            match template.fill(&values) {
                Err(Unfilled::Missing(field)) => self.made.needs.push(field),
                Err(Unfilled::Fault(why)) => self.faults.push(format!("the image cannot be named: {why}")),
                Ok(filled) => match crate::image::check_reference(&filled.text) {
                    Ok(()) => {
                        if !self.made.images.contains(&filled.text) {
                            self.made.images.push(filled.text.clone());
                        }
                        images.push(filled.text);
                    }
                    Err(fault) => {
                        let upper = fault.rule == NameRule::UpperCase;
                        let help = if upper { "; use the filter `lower`" } else { "" };
                        self.faults.push(format!("the image cannot be named: {}{help}", fault.message));
                    }
                },
            }
        }
        images
    }

    fn add(&mut self, rule: &NamingRule, image: &str, tag: &Tag) {
        let name = format!("{image}:{tag}");
        let at = self.index.get(&name).copied();
        if let Some(known) = at.and_then(|at| self.made.names.get_mut(at)) {
            if known.rules.last() != Some(&rule.name) {
                known.rules.push(rule.name.clone());
            }
            known.moving |= rule.moving;
            known.optional &= rule.optional;
            return;
        }
        self.index.insert(name.clone(), self.made.names.len());
        self.made.names.push(MadeName {
            name,
            image: image.to_owned(),
            tag: tag.to_string(),
            rules: vec![rule.name.clone()],
            moving: rule.moving,
            optional: rule.optional,
        });
    }
}

fn findings(rule: &NamingRule, run: &Run, slugged: Option<&str>, tag: &Tag, findings: &mut Vec<Finding>) {
    let mut add = |code, message| findings.push(Finding::new(code, message).about(rule.name.clone()));
    if rule.names_other_commit(run) {
        if run.follows_a_run() {
            let message = "`sha: event` is the newest commit of the default branch here, not the commit of the run that this one follows; that is `sha: head`";
            add(codes::WORKFLOW_RUN_COMMIT, message.to_owned());
        } else {
            let message = "`sha: event` is the merge commit here, which exists only for this run; the head is `sha: head`";
            add(codes::MERGE_COMMIT, message.to_owned());
        }
    }
    if let Some(value) = slugged {
        add(
            codes::SLUG_CHANGED,
            format!("`{}` became `{tag}`, as others may that differ from it", quote(value)),
        );
    }
}

fn premises(run: &Run) -> Vec<Premise> {
    match (&run.event, run.is_pull_request()) {
        (None, Some(false)) => vec![Premise::new(
            Grade::Assumed,
            "the run is not of a pull request: the event is not known, and the ref is a branch or tag",
        )],
        _ => Vec::new(),
    }
}
