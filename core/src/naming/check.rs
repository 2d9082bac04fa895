//! Checking names against what the rules make of the run.

use super::make::{Fires, MadeNames, NamesOutcome};
use super::run::RefKind;
use super::{Cardinality, NamingRules, Run};
use crate::codes::{self, Code};
use crate::image::ImageReference;
use crate::premise::Finding;
use crate::text::{distance, quote};

/// Whether a name may be pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NameVerdict {
    /// It may.
    Allowed,
    /// What is known of the run does not tell.
    Undetermined,
    /// It may not.
    Denied,
}

/// The verdict on all names, and on each.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub made: MadeNames,
}

/// The verdict on one name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckedImage {
    /// The name as given.
    pub image: String,
    /// Whether it may be pushed.
    pub verdict: NameVerdict,
    /// Why not, as a stable code; none where it may.
    pub code: Option<&'static Code>,
    /// Why, in one sentence.
    pub reason: String,
    /// The rule that names it, or the kind of auxiliary tag.
    pub rule: Option<String>,
    /// The name that is probably meant, where exactly one comes to mind; it passes this check.
    pub suggestion: Option<String>,
    /// What is odd in the name.
    pub findings: Vec<Finding>,
}

/// The repositories and names of a run, parsed once for many images.
struct Allowed<'m> {
    made: &'m MadeNames,
    repositories: Vec<ImageReference>,
    names: Vec<ImageReference>,
}

impl NamingRules {
    /// Checks the names that are to be pushed: each against the rules, and the set against the cardinality.
    ///
    /// A name of another ECR host of the same registry is the same name. Names are compared as they are: nothing is
    /// lower-cased or completed.
    #[must_use]
    pub fn check<I: AsRef<str>>(&self, run: &Run, images: &[I]) -> CheckedImages {
        let made = self.make(run);
        let parse = |text: &String| text.parse::<ImageReference>().ok();
        let allowed = Allowed {
            made: &made,
            repositories: made.images.iter().filter_map(parse).collect(),
            names: made.names.iter().filter_map(|name| parse(&name.name)).collect(),
        };
        let mut checked: Vec<CheckedImage> = Vec::with_capacity(images.len());
        let mut given = Vec::new();
        for image in images {
            let image = image.as_ref();
            checked.push(match image.parse::<ImageReference>() {
                Ok(reference) => {
                    let one = self.check_one(run, &allowed, image, &reference);
                    given.push(reference);
                    one
                }
                Err(error) => {
                    let suggestion =
                        error.suggestion().filter(|text| self.allows(&allowed, text)).map(str::to_owned);
                    deny(image, codes::REFERENCE_INVALID, error.to_string(), suggestion)
                }
            });
        }
        let missing = self.missing(&allowed, &given);
        let (verdict, reason) = self.verdict(&made, &checked, &missing);
        CheckedImages { verdict, reason, images: checked, missing, made }
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
    fn missing(&self, allowed: &Allowed<'_>, given: &[ImageReference]) -> Vec<String> {
        if allowed.made.outcome != NamesOutcome::Made {
            return Vec::new();
        }
        let pushed = |name: &ImageReference| given.iter().any(|given| is_same(given, name));
        match self.cardinality {
            Cardinality::Any => Vec::new(),
            Cardinality::AtLeastOne if allowed.names.iter().any(pushed) => Vec::new(),
            Cardinality::Exactly | Cardinality::AtLeastOne => allowed
                .made
                .names
                .iter()
                .zip(&allowed.names)
                .filter(|(name, reference)| {
                    (self.cardinality != Cardinality::Exactly || !name.optional) && !pushed(reference)
                })
                .map(|(name, _)| name.name.clone())
                .collect(),
        }
    }

    fn allows(&self, allowed: &Allowed<'_>, text: &str) -> bool {
        text.parse::<ImageReference>().is_ok_and(|image| {
            allowed.made.outcome != NamesOutcome::Skipped
                && allowed.names.iter().any(|name| is_same(&image, name))
        })
    }

    fn check_one(
        &self,
        run: &Run,
        allowed: &Allowed<'_>,
        text: &str,
        image: &ImageReference,
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
        let Some(tag) = image.tag().map(|tag| tag.as_str()) else {
            let (code, reason) = match image.digest() {
                Some(_) => (
                    codes::TAG_MISSING,
                    "a digest alone says nothing of the tag; name the tag that is pushed",
                ),
                None => (codes::TAG_MISSING, "without a tag docker pushes `latest`; name the tag"),
            };
            return CheckedImage {
                suggestion: self.only_name(allowed, image),
                ..answer(NameVerdict::Denied, Some(code), reason.to_owned(), None)
            };
        };
        if let Some(at) = allowed.names.iter().position(|name| is_same(image, name)) {
            let rule = made.names.get(at).and_then(|name| name.rules.first()).map_or("", String::as_str);
            return answer(NameVerdict::Allowed, None, format!("named by the rule `{rule}`"), Some(rule));
        }
        let unsure = made.rules.iter().any(|rule| rule.fires == Fires::Unknown)
            || made.outcome == NamesOutcome::Undetermined;
        if !allowed.repositories.iter().any(|known| known.same_repository(image)) {
            if unsure && made.images.is_empty() {
                return answer(
                    NameVerdict::Undetermined,
                    Some(codes::RUN_UNKNOWN),
                    made.reason.clone(),
                    None,
                );
            }
            return CheckedImage { findings, ..self.other_repository(allowed, text, image, tag) };
        }
        if let Some(kind) = self.auxiliary.iter().find(|kind| kind.matches(tag)) {
            let reason = format!("an auxiliary tag: {}", kind.name());
            return answer(NameVerdict::Allowed, None, reason, Some(kind.name()));
        }
        if unsure {
            let reason = format!("{}, so a rule may name the tag `{tag}`", made.reason);
            return answer(NameVerdict::Undetermined, Some(codes::RUN_UNKNOWN), reason, None);
        }
        let (code, reason) = self.other_tag(run, allowed, image, tag);
        CheckedImage {
            suggestion: self.only_name(allowed, image),
            ..answer(NameVerdict::Denied, Some(code), reason, None)
        }
    }

    /// A repository that the run does not push to.
    fn other_repository(
        &self,
        allowed: &Allowed<'_>,
        text: &str,
        image: &ImageReference,
        tag: &str,
    ) -> CheckedImage {
        let near: Vec<&ImageReference> =
            allowed.repositories.iter().filter(|known| is_near(known, image)).collect();
        let suggestion = match near.as_slice() {
            [known] => Some(format!("{}:{tag}", known.original())).filter(|name| self.allows(allowed, name)),
            _ => None,
        };
        let (code, reason) = match near.first() {
            Some(known) => (
                codes::REPOSITORY_MISTYPED,
                format!(
                    "`{}` is not `{}`; where ECR creates repositories on push, a slip makes a new one",
                    quote(image.repository().as_str()),
                    known.repository()
                ),
            ),
            None if allowed.repositories.iter().any(|known| known.repository() == image.repository()) => (
                codes::REGISTRY_OTHER,
                format!("the registry `{}` is not the one of the rules", quote(image.registry())),
            ),
            None => (codes::REPOSITORY_OTHER, "the run does not push to this repository".to_owned()),
        };
        deny(text, code, reason, suggestion)
    }

    /// A tag that no rule names: what it probably is.
    fn other_tag(
        &self,
        run: &Run,
        allowed: &Allowed<'_>,
        image: &ImageReference,
        tag: &str,
    ) -> (&'static Code, String) {
        let of_pull_request = run.is_pull_request() == Some(true);
        let sha = run.sha.as_deref();
        let head = run.head_sha.as_deref();
        let here = || {
            let names = allowed.made.names.iter().zip(&allowed.names);
            names.filter(|(_, name)| name.same_repository(image)).map(|(made, _)| made.tag.as_str())
        };
        if here().any(|known| known.eq_ignore_ascii_case(tag)) {
            return (
                codes::TAG_CASE,
                format!("the tag `{tag}` differs from an allowed one in upper and lower case"),
            );
        }
        let last = tag.rsplit(['-', '.', '_']).next().unwrap_or(tag);
        let is_commit = |commit: &str| {
            (4..=64).contains(&last.len())
                && commit.starts_with(last)
                && last.bytes().all(|b| b.is_ascii_hexdigit())
        };
        // seven characters tell commits of one run apart: whether the rules' tags are of this commit
        let is_ruled =
            |commit: &str| commit.get(..7).is_some_and(|start| here().any(|tag| tag.contains(start)));
        for (commit, of_event) in [(sha, true), (head, false)] {
            let Some(commit) = commit.filter(|commit| is_commit(commit)) else { continue };
            return if is_ruled(commit) {
                (codes::COMMIT_FORM, format!("`{tag}` names the commit in another form than the rules"))
            } else if of_event && of_pull_request {
                let what =
                    "this is the merge commit that GitHub made for the run, not a commit of the branch";
                (codes::MERGE_COMMIT, what.to_owned())
            } else if of_event {
                (
                    codes::COMMIT_UNNAMED,
                    "this is the commit of the run, but no rule makes a tag of it here".to_owned(),
                )
            } else {
                let what = "this is the head of the pull request, the rules name the commit of the event";
                (codes::HEAD_COMMIT, what.to_owned())
            };
        }
        if let Some(RefKind::Branch(name) | RefKind::Tag(name)) = run.kind()
            && name == tag
        {
            return (
                codes::TAG_OF_REF,
                format!("`{tag}` is how the ref is called, and no rule makes a tag of it"),
            );
        }
        let elsewhere = self.rules.iter().find(|rule| rule.tag.text() == tag);
        if let Some(rule) = elsewhere {
            return (
                codes::RULE_NOT_FIRED,
                format!("the rule `{}` names `{tag}`, but does not fire on this run", rule.name),
            );
        }
        (codes::TAG_UNKNOWN, format!("no rule names the tag `{tag}`"))
    }

    /// The one name that the run has in this repository.
    fn only_name(&self, allowed: &Allowed<'_>, image: &ImageReference) -> Option<String> {
        let mut names =
            allowed.made.names.iter().zip(&allowed.names).filter(|(_, name)| name.same_repository(image));
        match (names.next(), names.next()) {
            (Some((only, _)), None) => Some(only.name.clone()),
            _ => None,
        }
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

fn is_same(image: &ImageReference, name: &ImageReference) -> bool {
    image.tag() == name.tag() && image.same_repository(name)
}

/// Whether a name looks like a slip of the other: the same registry, and at most two characters apart.
fn is_near(known: &ImageReference, image: &ImageReference) -> bool {
    let same_registry = known.registry() == image.registry()
        || matches!((known.ecr_registry(), image.ecr_registry()), (Some(a), Some(b)) if a.is_same(&b));
    same_registry && distance(known.repository().as_str(), image.repository().as_str(), 2).is_some()
}
