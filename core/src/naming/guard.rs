//! Guards: whether a rule fires on a run. Three-valued, since a run may be known in part.

use super::capture::Capture;
use super::given::Given;
use super::pattern::{PatternId, PatternQuery, PatternTable};
use super::run::{RefKind, Run};
use super::{NamingRules, Patterns};
use crate::text::quote;

/// The conditions of a rule; all must hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Guard {
    pub(super) events: Vec<String>,
    pub(super) branch: Vec<GuardPattern>,
    pub(super) tag: Vec<GuardPattern>,
    pub(super) base: Vec<GuardPattern>,
    pub(super) repository: Vec<GuardPattern>,
    pub(super) pull_request: Option<bool>,
    pub(super) default_branch: Option<bool>,
    pub(super) prerelease: Option<bool>,
    /// Whether the captured version is the highest of those that the repository has.
    pub(super) highest: Option<bool>,
}

/// A pattern, compiled in its table, and as written.
#[derive(Debug, Clone)]
pub(super) struct GuardPattern {
    pub(super) id: PatternId,
    pub(super) text: String,
    /// As a regular expression, anchored at both ends.
    pub(super) regex: String,
}

/// Whether a guard holds.
pub(super) enum GuardResult {
    Yes(Vec<(String, Capture)>),
    No(String),
    /// The field of the run that would say.
    Unknown(&'static str),
}

/// A run with every pattern asked once, and every declared value read.
pub(super) struct GuardQuestion<'r> {
    pub(super) run: &'r Run,
    pub(super) given: Given<'r>,
    kind: Option<RefKind<'r>>,
    branch: Option<PatternQuery<'r>>,
    tag: Option<PatternQuery<'r>>,
    base: Option<PatternQuery<'r>>,
    repository: Option<PatternQuery<'r>>,
}

impl<'r> GuardQuestion<'r> {
    pub(super) fn new(run: &'r Run, rules: &'r NamingRules) -> GuardQuestion<'r> {
        let patterns = &rules.patterns;
        let kind = run.kind();
        let (branch, tag) = match kind {
            Some(RefKind::Branch(name)) => (Some(patterns.branch.ask(name)), None),
            Some(RefKind::Tag(name)) => (None, Some(patterns.tag.ask(name))),
            _ => (None, None),
        };
        GuardQuestion {
            run,
            given: rules.declared.read(run),
            kind,
            branch,
            tag,
            base: run.base_ref.as_deref().map(|name| patterns.base.ask(name)),
            repository: run.repository.as_deref().map(|name| patterns.repository.ask(name)),
        }
    }
}

impl Guard {
    /// Whether it says itself what it makes of pull requests.
    fn names_pull_requests(&self) -> bool {
        self.pull_request.is_some() || !self.events.is_empty()
    }

    /// What is not known of the run's event, or why it does not fit.
    fn of_event(&self, run: &Run) -> Result<Option<&'static str>, String> {
        let mut unknown = None;
        if !self.events.is_empty() {
            match &run.event {
                Some(event) if self.events.contains(event) => {}
                Some(event) => return Err(format!("the event is `{}`", quote(event))),
                None => unknown = Some("event"),
            }
        }
        if let Some(wanted) = self.pull_request {
            match run.is_pull_request() {
                Some(is) if is == wanted => {}
                Some(true) => return Err("the run is of a pull request".to_owned()),
                Some(false) => return Err("the run is not of a pull request".to_owned()),
                None => unknown = Some("event"),
            }
        }
        let of_branch = !self.branch.is_empty() || self.default_branch.is_some();
        if of_branch && !self.names_pull_requests() {
            match run.is_pull_request() {
                Some(true) => return Err("a pull request's run never counts as a branch's".to_owned()),
                Some(false) => {}
                None => unknown = Some("event"),
            }
        }
        Ok(unknown)
    }

    /// What is not known of the default branch, or why the ref does not fit.
    fn of_default_branch(&self, question: &GuardQuestion<'_>) -> Result<Option<&'static str>, String> {
        let Some(wanted) = self.default_branch else { return Ok(None) };
        match (question.kind, question.run.default_branch.as_deref()) {
            (Some(RefKind::Branch(_)), None) => Ok(Some("default_branch")),
            (Some(RefKind::Branch(branch)), Some(default)) if (branch == default) != wanted => {
                let is = if wanted { "is not" } else { "is" };
                Err(format!("`{}` {is} the default branch", quote(branch)))
            }
            (Some(RefKind::Branch(_)), Some(_)) => Ok(None),
            (Some(_), _) => Err("the ref is not a branch".to_owned()),
            (None, _) => Ok(Some("ref")),
        }
    }

    pub(super) fn holds(&self, question: &GuardQuestion<'_>, patterns: &Patterns) -> GuardResult {
        let run = question.run;
        let mut unknown: Option<&'static str> = None;
        let mut captures = Vec::new();

        for asked in [self.of_event(run), self.of_default_branch(question)] {
            match asked {
                Ok(lacking) => unknown = unknown.or(lacking),
                Err(why) => return GuardResult::No(why),
            }
        }
        let no_branch = (question.kind.is_some(), "the ref is not a branch");
        let no_tag = (question.kind.is_some(), "the ref is not a tag");
        let no_base = (run.is_pull_request() == Some(false), "the run is not of a pull request");
        for (wanted, table, asked, (absent, why), field) in [
            (&self.branch, &patterns.branch, &question.branch, no_branch, "ref"),
            (&self.tag, &patterns.tag, &question.tag, no_tag, "ref"),
            (&self.base, &patterns.base, &question.base, no_base, "base_ref"),
            (&self.repository, &patterns.repository, &question.repository, (false, ""), "repository"),
        ] {
            if wanted.is_empty() {
                continue;
            }
            match asked {
                Some(asked) => match first(wanted, table, asked) {
                    Some(bound) => captures.extend(bound),
                    None => {
                        let wanted: Vec<String> =
                            wanted.iter().map(|pattern| format!("`{}`", quote(&pattern.text))).collect();
                        return GuardResult::No(format!(
                            "the {} does not match {}",
                            noun(field, why),
                            wanted.join(" or ")
                        ));
                    }
                },
                None if absent => return GuardResult::No(why.to_owned()),
                None => unknown = unknown.or(Some(field)),
            }
        }
        if let Some(wanted) = self.prerelease
            && unknown.is_none()
            && captures.iter().any(|(_, capture): &(String, Capture)| capture.prerelease) != wanted
        {
            let is = if wanted { "is not" } else { "is" };
            return GuardResult::No(format!("the version {is} a pre-release"));
        }
        if let Some(wanted) = self.highest
            && unknown.is_none()
        {
            match self.is_highest(&captures, run, patterns) {
                None => unknown = Some("existing_tags"),
                Some(higher) if higher.is_none() == wanted => {}
                Some(None) => return GuardResult::No("the version is the highest".to_owned()),
                Some(Some(higher)) => {
                    return GuardResult::No(format!("the version of the tag `{}` is higher", quote(&higher)));
                }
            }
        }
        unknown.map_or(GuardResult::Yes(captures), GuardResult::Unknown)
    }

    /// The git tag with a higher version than the one captured, if there is one; none at all where the tags are not
    /// known. Only tags count that differ in nothing but the version, and pre-releases do not.
    fn is_highest(
        &self,
        captures: &[(String, Capture)],
        run: &Run,
        patterns: &Patterns,
    ) -> Option<Option<String>> {
        let existing = run.existing_tags.as_ref()?;
        let version = |captures: &[(String, Capture)]| {
            captures.iter().position(|(_, capture)| capture.kind().has_order())
        };
        let at = version(captures);
        let higher = existing.iter().find(|name| {
            let Some(id) = self.tag.first().map(|pattern| pattern.id) else { return false };
            let Some(others) = patterns.tag.captures_of(name, id) else { return false };
            captures.iter().zip(&others).enumerate().all(|(index, ((_, ours), (_, theirs)))| {
                if Some(index) == at {
                    !theirs.prerelease && theirs.order(ours).is_gt()
                } else {
                    ours.text == theirs.text
                }
            })
        });
        Some(higher.cloned())
    }
}

fn first(
    wanted: &[GuardPattern],
    table: &PatternTable,
    asked: &PatternQuery<'_>,
) -> Option<Vec<(String, Capture)>> {
    wanted.iter().find_map(|pattern| table.captures(asked, pattern.id))
}

fn noun(field: &str, why: &str) -> &'static str {
    match field {
        "ref" if why.ends_with("branch") => "branch",
        "ref" => "tag",
        "base_ref" => "base branch",
        _ => "repository",
    }
}
