//! Checking names against what the rules make of the run.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::allowed::Allowed;
use super::explain::{Denial, no_rule};
use super::make::{Fires, MadeNames, NamesOutcome};
use super::work::Work;
use super::{Cardinality, NamingRule, NamingRules, Run};
use crate::codes::{self, Code};
use crate::error::{Error, ErrorKind};
use crate::image::{ImageReference, Tag};
use crate::limits::{MAX_IMAGES, MAX_SHOWN, MAX_TEXT};
use crate::premise::{Finding, Premise};
use crate::text::cut;

/// Whether a name may be pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NameVerdict {
    /// It may.
    Allowed,
    /// Too little is known of the run.
    Undetermined,
    /// It may not.
    Denied,
}

/// The verdict on all names, and on each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "CheckImagesResponse"))]
#[non_exhaustive]
pub struct CheckedImages {
    /// Of the set: denied where a name is, or where a name that must be pushed is missing.
    pub verdict: NameVerdict,
    /// Why, in one sentence.
    pub reason: String,
    /// Each name, in the order given.
    pub images: Vec<CheckedImage>,
    /// Names that must be pushed and are not among those given.
    pub missing: Vec<String>,
    /// What the rules make of the run.
    pub outcome: NamesOutcome,
    /// The fields of `run` that would decide what is not known.
    pub needs: Vec<String>,
    /// What to know of the rules' names and the run.
    pub findings: Vec<Finding>,
    /// What the answer rests on beside the run.
    pub premises: Vec<Premise>,
}

/// The verdict on one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ImageVerdict"))]
#[non_exhaustive]
pub struct CheckedImage {
    /// The name as given.
    pub image: String,
    /// Whether it may be pushed.
    pub verdict: NameVerdict,
    /// Why not, as a stable code; none where it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub code: Option<&'static Code>,
    /// Why, in one sentence.
    pub reason: String,
    /// The rule that names it, or the kind of auxiliary tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The name that is probably meant, where exactly one comes to mind; it passes this check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// Warnings about the name.
    pub findings: Vec<Finding>,
}

/// Steps of asking one auxiliary tag.
const AUXILIARY_STEPS: usize = 128;

/// Steps of a name beside those of its length: what is looked up, and the answer.
const NAME_STEPS: usize = 64;

impl NamingRules {
    /// Checks the names that are to be pushed: each against the rules, and the set against the cardinality.
    ///
    /// A name of another ECR host of the same registry is the same name. Names are compared as they are: nothing is
    /// lower-cased or completed.
    ///
    /// # Errors
    /// `TOO_LARGE` for more names or longer texts than [`crate::limits`] allows, `TOO_COSTLY` for names that take too
    /// many steps; as [`make`](NamingRules::make) for the run.
    pub fn check<I: AsRef<str>>(&self, run: &Run, images: &[I]) -> Result<CheckedImages, Error> {
        bounded_names(images).map_err(|error| error.under("images"))?;
        let work = Work::of_check();
        let checked = self.check_counted(run, images, &work)?;
        work.kept().map(|()| checked).map_err(|error| error.under("images"))
    }

    /// Checks the names, and stops where the work is over its budget.
    pub(super) fn check_counted<I: AsRef<str>>(
        &self,
        run: &Run,
        images: &[I],
        work: &Work,
    ) -> Result<CheckedImages, Error> {
        let made = self.make(run)?;
        let allowed = Allowed::new(self, run, &made, work);
        let mut checked: Vec<CheckedImage> = Vec::with_capacity(images.len());
        let mut pushed: BTreeSet<&str> = BTreeSet::new();
        // a name that is given again has the answer that it had
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for image in images {
            let image = image.as_ref();
            if work.is_over() {
                break;
            }
            if let Some(known) = seen.get(image).and_then(|at| checked.get(*at)) {
                let again = known.clone();
                checked.push(again);
                continue;
            }
            seen.insert(image, checked.len());
            work.count(NAME_STEPS + 2 * image.len());
            checked.push(match image.parse::<ImageReference>() {
                Ok(reference) => {
                    let key = reference.repository_key();
                    let tag = reference.tag().map_or("", |tag| tag.as_str());
                    pushed.extend(allowed.name(&key, tag).map(|name| name.name.as_str()));
                    self.check_one(&allowed, image, &reference, &key)
                }
                Err(error) => {
                    let suggestion =
                        crate::image::check_reference(image).err().and_then(|fault| fault.suggestion);
                    let suggestion = suggestion.filter(|text| allowed.allows(text));
                    deny(image, codes::REFERENCE_INVALID, error.to_string(), suggestion)
                }
            });
        }
        let missing = self.missing(&made, &pushed);
        let (verdict, reason) = self.verdict(&made, &checked, &missing);
        let MadeNames { outcome, needs, findings, premises, .. } = made;
        Ok(CheckedImages { verdict, reason, images: checked, missing, outcome, needs, findings, premises })
    }

    fn verdict(
        &self,
        made: &MadeNames,
        checked: &[CheckedImage],
        missing: &[String],
    ) -> (NameVerdict, String) {
        let denied = checked.iter().filter(|image| image.verdict == NameVerdict::Denied).count();
        if denied > 0 {
            return (NameVerdict::Denied, format!("{denied} of {} names are not allowed", checked.len()));
        }
        match made.outcome {
            NamesOutcome::Refused => return (NameVerdict::Denied, made.reason.clone()),
            NamesOutcome::Skipped => {
                return (NameVerdict::Allowed, "the run pushes nothing, as it should by `skip`".to_owned());
            }
            NamesOutcome::Undetermined => return (NameVerdict::Undetermined, made.reason.clone()),
            NamesOutcome::Made => {}
        }
        if let Some(first) = missing.first() {
            let reason = match self.cardinality {
                Cardinality::AtLeastOne => "none of the names that the rules make is pushed".to_owned(),
                _ if missing.len() == 1 => format!("the name `{first}` is missing"),
                _ => format!("{} names are missing, the first is `{first}`", missing.len()),
            };
            return (NameVerdict::Denied, reason);
        }
        (NameVerdict::Allowed, "every name is allowed, and none is missing".to_owned())
    }

    /// The names that the cardinality asks for and that are not given.
    fn missing(&self, made: &MadeNames, pushed: &BTreeSet<&str>) -> Vec<String> {
        let of_exactly = self.cardinality == Cardinality::Exactly;
        let enough = match self.cardinality {
            Cardinality::Any => true,
            Cardinality::AtLeastOne => !pushed.is_empty(),
            Cardinality::Exactly => false,
        };
        if made.outcome != NamesOutcome::Made || enough {
            return Vec::new();
        }
        made.names
            .iter()
            .filter(|name| !(of_exactly && name.optional || pushed.contains(name.name.as_str())))
            .map(|name| name.name.clone())
            .collect()
    }

    fn check_one(
        &self,
        allowed: &Allowed<'_>,
        text: &str,
        image: &ImageReference,
        repository: &str,
    ) -> CheckedImage {
        let made = allowed.made;
        if made.outcome == NamesOutcome::Skipped {
            return deny(text, codes::RUN_SKIPPED, made.reason.clone(), None);
        }
        let findings: Vec<Finding> =
            image.findings().into_iter().filter(|finding| finding.code != codes::TAG_IMPLICIT).collect();
        let answer = |verdict, code, reason: String, rule: Option<&str>| CheckedImage {
            image: text.to_owned(),
            verdict,
            code,
            reason,
            rule: rule.map(str::to_owned),
            suggestion: None,
            findings: findings.clone(),
        };
        let allow = |reason: String, rule: &str| match allowed.may_skip {
            false => answer(NameVerdict::Allowed, None, reason, Some(rule)),
            true => {
                let reason =
                    format!("{reason}, but a guard of `skip` may hold, and then the run pushes nothing");
                answer(NameVerdict::Undetermined, Some(codes::RUN_UNKNOWN), reason, Some(rule))
            }
        };
        let Some(tag) = image.tag().map(Tag::as_str) else {
            let reason = match image.digest() {
                Some(_) => "a digest says nothing of the tag; name the tag that is pushed",
                None => "without a tag docker pushes `latest`; name the tag",
            };
            return CheckedImage {
                suggestion: allowed.only_name(repository),
                ..answer(NameVerdict::Denied, Some(codes::TAG_MISSING), reason.to_owned(), None)
            };
        };
        if let Some(name) = allowed.name(repository, tag) {
            let rule = name.rules.first().map_or("", String::as_str);
            return allow(format!("named by the rule `{rule}`"), rule);
        }
        allowed.work.count(AUXILIARY_STEPS * self.auxiliary.len());
        let auxiliary = self.auxiliary.iter().find(|kind| kind.matches(tag));
        let unsure = allowed.unsure;
        if unsure && auxiliary.is_none() && !self.may_give(allowed, tag) {
            return answer(NameVerdict::Denied, Some(codes::TAG_UNKNOWN), no_rule(tag), None);
        }
        if !allowed.has_repository(repository) {
            if allowed.may_push_elsewhere {
                return answer(
                    NameVerdict::Undetermined,
                    Some(codes::RUN_UNKNOWN),
                    cut(made.reason.clone(), MAX_SHOWN),
                    None,
                );
            }
            let Denial { code, reason, suggestion } = allowed.other_repository(image, repository, tag);
            return CheckedImage { findings, ..deny(text, code, reason, suggestion) };
        }
        if let Some(kind) = auxiliary {
            return allow(format!("an auxiliary tag: {}", kind.name()), kind.name());
        }
        if unsure {
            let why = cut(made.reason.clone(), MAX_SHOWN);
            let reason = format!("{why}, so a rule may name the tag `{tag}`");
            return answer(NameVerdict::Undetermined, Some(codes::RUN_UNKNOWN), reason, None);
        }
        let Denial { code, reason, suggestion } = self.other_tag(allowed, repository, tag);
        CheckedImage { suggestion, ..answer(NameVerdict::Denied, Some(code), reason, None) }
    }

    /// Whether a rule that fires, or may fire, can give this tag.
    fn may_give(&self, allowed: &Allowed<'_>, tag: &str) -> bool {
        let is_silent = |rule: &NamingRule| {
            allowed.reports.get(rule.name.as_str()).is_some_and(|report| report.fires == Fires::No)
        };
        self.rules
            .iter()
            .zip(self.languages())
            .filter(|(rule, _)| !is_silent(rule))
            .any(|(_, language)| language.as_ref().is_none_or(|language| language.has(tag, allowed.work)))
    }
}

fn bounded_names<I: AsRef<str>>(images: &[I]) -> Result<(), Error> {
    if images.len() > MAX_IMAGES {
        let message = format!("{} names are given, at most {MAX_IMAGES} are read", images.len());
        return Err(Error::new(ErrorKind::TooLarge, message).with_help("check fewer names at a time"));
    }
    match images.iter().position(|image| image.as_ref().len() > MAX_TEXT) {
        Some(index) => {
            let message = format!("the name is longer than {MAX_TEXT} bytes");
            let error = Error::new(ErrorKind::TooLarge, message);
            Err(error.with_help("pass one image name in each item").under(index))
        }
        None => Ok(()),
    }
}

fn deny(image: &str, code: &'static Code, reason: String, suggestion: Option<String>) -> CheckedImage {
    CheckedImage {
        image: image.to_owned(),
        verdict: NameVerdict::Denied,
        code: Some(code),
        reason,
        rule: None,
        suggestion,
        findings: Vec::new(),
    }
}
