//! Making the names of a run.

use super::capture::Capture;
use super::guard::{Holds, Question};
use super::template::{Fact, ShaSource, Template, Unfilled, Values};
use super::{NamingRules, Rule, Run};
use crate::codes;
use crate::image::{ImageReference, Tag, allows_in_tag};
use crate::premise::{Finding, Grade, Premise};
use crate::text::quote;

/// What comes of the rules for one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NamesOutcome {
    /// The names are made.
    Made,
    /// The run pushes nothing, by a guard of `skip`.
    Skipped,
    /// No rule fires, or one that fires cannot make a legal name.
    Refused,
    /// What is known of the run does not tell; [`MadeNames::needs`] says what would.
    Undetermined,
}

/// Whether a rule fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fires {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// The run does not tell.
    Unknown,
}

/// The names that a run may push, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// Every rule, and whether it fires.
    pub rules: Vec<RuleReport>,
    /// The fields of the run that would tell what is not known.
    pub needs: Vec<&'static str>,
    /// What to know of the names.
    pub findings: Vec<Finding>,
    /// What the answer rests on beside the run.
    pub premises: Vec<Premise>,
}

/// One name.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
pub(super) enum Made {
    Tag {
        tag: Tag,
        slugged: Option<String>,
        captures: Vec<(String, Capture)>,
    },
    /// It fires, but gives no legal tag.
    Fault(String),
    No(String),
    Unknown(&'static str),
}

impl Rule {
    pub(super) fn make(&self, question: &Question<'_>, rules: &NamingRules) -> Made {
        let captures = match self.guard.holds(question, &rules.patterns) {
            Holds::Yes(captures) => captures,
            Holds::No(why) => return Made::No(why),
            Holds::Unknown(field) => return Made::Unknown(field),
        };
        let values = Values { run: question.run, sha: self.sha, captures: &captures };
        match self.tag.fill(&values) {
            Err(Unfilled::Missing(field)) => Made::Unknown(field),
            Err(Unfilled::Fault(why)) => Made::Fault(why),
            Ok(filled) => match filled.text.parse::<Tag>() {
                Ok(tag) => Made::Tag { tag, slugged: filled.slugged, captures },
                Err(error) => {
                    let help = if filled.text.contains('+') {
                        "; use the filter `plus`"
                    } else {
                        "; use the filter `slug`"
                    };
                    let help = if filled.text.chars().all(allows_in_tag) { "" } else { help };
                    Made::Fault(format!("{error}{help}"))
                }
            },
        }
    }
}

impl NamingRules {
    /// Makes the names that a run may push.
    ///
    /// The run is taken as it is; [`Run::check`] refuses malformed fields.
    #[must_use]
    pub fn make(&self, run: &Run) -> MadeNames {
        let question = Question::new(run, &self.patterns);
        let mut made = MadeNames {
            outcome: NamesOutcome::Made,
            reason: String::new(),
            images: Vec::new(),
            names: Vec::new(),
            rules: Vec::new(),
            needs: Vec::new(),
            findings: Vec::new(),
            premises: premises(run),
        };
        if self.skips(&question, &mut made) {
            return made;
        }
        let mut faults = Vec::new();
        let images = self.repositories(&self.images, &question, &[], &mut made, &mut faults);
        for rule in &self.rules {
            self.apply(rule, &question, &images, &mut made, &mut faults);
        }
        made.needs.sort_unstable();
        made.needs.dedup();
        let fired = made.rules.iter().any(|rule| rule.fires == Fires::Yes);
        (made.outcome, made.reason) = if let Some(fault) = faults.into_iter().next() {
            (NamesOutcome::Refused, fault)
        } else if !made.needs.is_empty() {
            (NamesOutcome::Undetermined, format!("the run does not tell `{}`", made.needs.join("`, `")))
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

    fn skips(&self, question: &Question<'_>, made: &mut MadeNames) -> bool {
        for guard in &self.skip {
            match guard.holds(question, &self.patterns) {
                Holds::Yes(_) => {
                    made.outcome = NamesOutcome::Skipped;
                    made.reason = "the run pushes nothing, by `skip`".to_owned();
                    made.needs.clear();
                    return true;
                }
                Holds::Unknown(field) => made.needs.push(field),
                Holds::No(_) => {}
            }
        }
        false
    }

    fn apply(
        &self,
        rule: &Rule,
        question: &Question<'_>,
        images: &[String],
        made: &mut MadeNames,
        faults: &mut Vec<String>,
    ) {
        let (fires, reason) = match rule.make(question, self) {
            Made::No(why) => (Fires::No, why),
            Made::Unknown(field) => {
                made.needs.push(field);
                (Fires::Unknown, format!("the run does not tell `{field}`"))
            }
            Made::Fault(why) => {
                faults.push(format!("the rule `{}` gives no legal tag: {why}", rule.name));
                (Fires::Yes, why)
            }
            Made::Tag { tag, slugged, captures } => {
                let own = rule.image.as_slice();
                let own = self.repositories(own, question, &captures, made, faults);
                for image in if rule.image.is_some() { &own } else { images } {
                    add(made, rule, image, &tag);
                }
                findings(rule, question.run, slugged.as_deref(), &tag, &mut made.findings);
                (Fires::Yes, format!("gives `{tag}`"))
            }
        };
        made.rules.push(RuleReport { name: rule.name.clone(), fires, reason });
    }

    /// The repositories of the run, each a legal name.
    fn repositories(
        &self,
        templates: &[Template],
        question: &Question<'_>,
        captures: &[(String, Capture)],
        made: &mut MadeNames,
        faults: &mut Vec<String>,
    ) -> Vec<String> {
        let mut images = Vec::new();
        for template in templates {
            let values = Values { run: question.run, sha: None, captures };
            match template.fill(&values) {
                Err(Unfilled::Missing(field)) => made.needs.push(field),
                Err(Unfilled::Fault(why)) => faults.push(format!("the image cannot be named: {why}")),
                Ok(filled) => match filled.text.parse::<ImageReference>() {
                    Ok(_) => {
                        if !made.images.contains(&filled.text) {
                            made.images.push(filled.text.clone());
                        }
                        images.push(filled.text);
                    }
                    Err(error) => {
                        let lower = filled.text.bytes().any(|b| b.is_ascii_uppercase());
                        let help = if lower { "; use the filter `lower`" } else { "" };
                        faults.push(format!("the image cannot be named: {error}{help}"));
                    }
                },
            }
        }
        images
    }
}

fn add(made: &mut MadeNames, rule: &Rule, image: &str, tag: &Tag) {
    let name = format!("{image}:{tag}");
    if let Some(known) = made.names.iter_mut().find(|known| known.name == name) {
        known.rules.push(rule.name.clone());
        known.moving |= rule.moving;
        known.optional &= rule.optional;
        return;
    }
    made.names.push(MadeName {
        name,
        image: image.to_owned(),
        tag: tag.to_string(),
        rules: vec![rule.name.clone()],
        moving: rule.moving,
        optional: rule.optional,
    });
}

fn findings(rule: &Rule, run: &Run, slugged: Option<&str>, tag: &Tag, findings: &mut Vec<Finding>) {
    let mut add = |code, message| findings.push(Finding::new(code, message).about(rule.name.clone()));
    let of_pull_request =
        run.is_pull_request() == Some(true) && run.event.as_deref() != Some("pull_request_target");
    if of_pull_request && rule.sha == Some(ShaSource::Event) && rule.tag.uses(Fact::Sha) {
        let message =
            "`sha: event` is the merge commit here, which exists for this run alone; the head is `sha: head`";
        add(codes::MERGE_COMMIT, message.to_owned());
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
            "the run is not of a pull request: the event is not said, and the ref is a branch or tag",
        )],
        _ => Vec::new(),
    }
}
