//! Sets of runs: the events of a workflow, and what a condition leaves of them.

use super::model::Trigger;
use super::report::{RunRef, RunSet};
use crate::github::{Filter, FilterKind, FilterMode};
use crate::knowledge::events::{self, EventRef};
use crate::read::expression::same_ignoring_case;

/// What a condition asks about a run's ref.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked<'t> {
    /// `github.ref` is this.
    Ref(&'t str),
    /// `github.ref` begins so.
    RefPrefix(&'t str),
    /// `github.ref_name` is this.
    Name(&'t str),
    /// `github.ref_name` begins so.
    NamePrefix(&'t str),
    /// `github.ref_type` is this.
    Type(&'t str),
}

/// The runs that a trigger starts.
pub(super) fn of_trigger(trigger: &Trigger) -> RunSet {
    let reference = events::find(&trigger.event).map_or(EventRef::DefaultBranch, |event| event.reference);
    let of_branches = trigger.branches.is_some() || trigger.branches_ignore.is_some();
    let of_tags = trigger.tags.is_some() || trigger.tags_ignore.is_some();
    let mut set = RunSet {
        event: trigger.event.clone(),
        reference: match reference {
            EventRef::BranchOrTag if trigger.event == "push" && of_tags && !of_branches => RunRef::Tag,
            EventRef::BranchOrTag if trigger.event == "push" && of_branches && !of_tags => RunRef::Branch,
            EventRef::BranchOrTag => RunRef::BranchOrTag,
            EventRef::Tag => RunRef::Tag,
            EventRef::MergeQueue => RunRef::MergeQueue,
            EventRef::PullRequest => RunRef::Pull,
            EventRef::DefaultBranch | EventRef::PullRequestTarget => RunRef::DefaultBranch,
            EventRef::Deployment => RunRef::Deployment,
            EventRef::Caller => RunRef::Caller,
        },
        branches: None,
        branches_ignore: None,
        tags: trigger.tags.clone(),
        tags_ignore: trigger.tags_ignore.clone(),
        base: None,
        base_ignore: None,
        head_branches: None,
        head_branches_ignore: None,
        paths: trigger.paths.clone(),
        paths_ignore: trigger.paths_ignore.clone(),
        types: trigger.types.clone(),
        workflows: trigger.workflows.clone(),
        any_case: false,
        head: None,
        without_dependabot: None,
    };
    let (branches, ignored) = (trigger.branches.clone(), trigger.branches_ignore.clone());
    match trigger.event.as_str() {
        "push" => (set.branches, set.branches_ignore) = (branches, ignored),
        "workflow_run" => (set.head_branches, set.head_branches_ignore) = (branches, ignored),
        _ => (set.base, set.base_ignore) = (branches, ignored),
    }
    set
}

/// Whether a filter pattern is a name and nothing more.
fn is_literal(pattern: &str) -> bool {
    !pattern.contains(['*', '?', '+', '[', ']', '!', '\\'])
}

/// The names, where a list has only names.
fn literals(patterns: Option<&Vec<String>>) -> Option<&Vec<String>> {
    patterns.filter(|patterns| patterns.iter().all(|pattern| is_literal(pattern)))
}

impl RunSet {
    /// The one ref of all these runs.
    pub(super) fn exact_ref(&self, default_branch: Option<&str>) -> Option<String> {
        if self.any_case {
            return None;
        }
        let only =
            |patterns: &Option<Vec<String>>, prefix: &str| match literals(patterns.as_ref())?.as_slice() {
                [only] => Some(format!("{prefix}{only}")),
                _ => None,
            };
        match self.reference {
            RunRef::Branch => only(&self.branches, "refs/heads/"),
            RunRef::Tag => only(&self.tags, "refs/tags/"),
            RunRef::DefaultBranch => Some(format!("refs/heads/{}", default_branch?)),
            _ => None,
        }
    }

    /// The runs of each ref by itself, where there are several and all have names.
    pub(super) fn each_ref(&self) -> Option<Vec<RunSet>> {
        let names = self.several()?;
        let one = |name: &String| {
            let mut set = self.clone();
            let own = Some(vec![name.clone()]);
            if self.reference == RunRef::Tag {
                set.tags = own;
            } else {
                set.branches = own;
            }
            set
        };
        Some(names.iter().map(one).collect())
    }

    /// These runs with those of their refs that are kept, by index; `None` where none is.
    pub(super) fn of_refs(&self, kept: impl Fn(usize) -> bool) -> Option<RunSet> {
        let names = self.several()?;
        let left = names.iter().enumerate().filter(|(index, _)| kept(*index)).map(|(_, name)| name.clone());
        let left: Vec<String> = left.collect();
        if left.is_empty() {
            return None;
        }
        let mut set = self.clone();
        if self.reference == RunRef::Tag {
            set.tags = Some(left);
        } else {
            set.branches = Some(left);
        }
        Some(set)
    }

    /// The names of the refs, where there are several and no other.
    fn several(&self) -> Option<&Vec<String>> {
        let patterns = match self.reference {
            RunRef::Branch => &self.branches,
            RunRef::Tag => &self.tags,
            _ => return None,
        };
        literals(patterns.as_ref()).filter(|names| names.len() > 1 && !self.any_case)
    }

    /// Whether every branch or tag of these runs has a slash in its name.
    pub(super) fn names_have_slashes(&self) -> bool {
        let all = |patterns: &Option<Vec<String>>| {
            patterns.as_ref().is_some_and(|patterns| {
                let mut taken = patterns.iter().filter(|pattern| !pattern.starts_with('!')).peekable();
                taken.peek().is_some()
                    && taken.all(|pattern| {
                        let fixed: String =
                            pattern.chars().take_while(|c| !matches!(c, '*' | '?' | '+' | '[')).collect();
                        fixed.contains('/') && !(fixed.ends_with('/') && pattern.contains("/?"))
                    })
            })
        };
        match self.reference {
            RunRef::Branch => all(&self.branches),
            RunRef::Tag => all(&self.tags),
            RunRef::Pull | RunRef::MergeQueue => true,
            _ => false,
        }
    }

    /// What is left of these runs where the answer to a question about the ref is `wanted`; where that cannot be said
    /// exactly, more is left.
    pub(super) fn narrow(
        &self,
        asked: Asked<'_>,
        wanted: bool,
        default_branch: Option<&str>,
    ) -> Option<RunSet> {
        if matches!(self.reference, RunRef::Caller | RunRef::Deployment) {
            return Some(self.clone());
        }
        let default = default_branch.map(|branch| format!("refs/heads/{branch}"));
        let exact = self.exact_ref(default_branch);
        if let Some(exact) = exact.or(default.filter(|_| self.reference == RunRef::DefaultBranch)) {
            return (holds(asked, &exact) == wanted).then(|| self.clone());
        }
        match self.reference {
            RunRef::DefaultBranch => Some(self.clone()),
            RunRef::Pull => {
                let possible = match asked {
                    Asked::Ref(text) => starts(text, "refs/pull/"),
                    Asked::RefPrefix(text) => starts(text, "refs/pull/") || starts("refs/pull/", text),
                    Asked::Name(text) => text.ends_with("/merge"),
                    Asked::NamePrefix(text) => text.chars().all(|c| c.is_ascii_digit() || c == '/'),
                    Asked::Type(text) => same_ignoring_case(text, "branch"),
                };
                let certain = matches!(asked, Asked::RefPrefix(text) if starts("refs/pull/", text))
                    || matches!(asked, Asked::Type(_));
                (if wanted { possible } else { !(possible && certain) }).then(|| self.clone())
            }
            _ if wanted => self.restricted(asked),
            _ => self.without(asked),
        }
    }

    fn restricted(&self, asked: Asked<'_>) -> Option<RunSet> {
        let (branch, tag) = match asked {
            Asked::Ref(text) => (strip(text, "refs/heads/"), strip(text, "refs/tags/")),
            Asked::Name(text) => (Some(text), Some(text)),
            Asked::RefPrefix(text) => {
                let (branch, tag) = (name_part(text, "refs/heads/"), name_part(text, "refs/tags/"));
                return self.kinds(branch.map(|text| (text, true)), tag.map(|text| (text, true)));
            }
            Asked::NamePrefix(text) => return self.kinds(Some((text, true)), Some((text, true))),
            Asked::Type(text) => {
                let is = |kind: &str| same_ignoring_case(text, kind).then_some(("", true));
                return self.kinds(is("branch"), is("tag"));
            }
        };
        self.kinds(branch.map(|text| (text, false)), tag.map(|text| (text, false)))
    }

    /// Only these branches and tags: a name each, or a beginning of names.
    fn kinds(&self, branch: Option<(&str, bool)>, tag: Option<(&str, bool)>) -> Option<RunSet> {
        let mut out = self.clone();
        let may_be_branch =
            matches!(self.reference, RunRef::Branch | RunRef::BranchOrTag | RunRef::MergeQueue);
        let may_be_tag = matches!(self.reference, RunRef::Tag | RunRef::BranchOrTag);
        let branches = branch.filter(|_| may_be_branch).and_then(|(text, prefix)| {
            narrowed(text, prefix, self.branches.as_ref(), self.branches_ignore.as_ref())
        });
        let tags = tag
            .filter(|_| may_be_tag)
            .and_then(|(text, prefix)| narrowed(text, prefix, self.tags.as_ref(), self.tags_ignore.as_ref()));
        if self.reference == RunRef::MergeQueue {
            return branches.map(|_| out);
        }
        out.reference = match (&branches, &tags) {
            (Some(_), Some(_)) => RunRef::BranchOrTag,
            (Some(_), None) => RunRef::Branch,
            (None, Some(_)) => RunRef::Tag,
            (None, None) => return None,
        };
        (out.branches, out.branches_ignore) = (None, None);
        (out.tags, out.tags_ignore) = (None, None);
        if let Some(found) = branches {
            out.any_case |= found.any_case;
            (out.branches, out.branches_ignore) = (found.patterns, found.ignored);
        }
        if let Some(found) = tags {
            out.any_case |= found.any_case;
            (out.tags, out.tags_ignore) = (found.patterns, found.ignored);
        }
        Some(out)
    }

    /// Without these branches and tags, where that can be said.
    fn without(&self, asked: Asked<'_>) -> Option<RunSet> {
        let mut out = self.clone();
        let (no_branch, no_tag) = match asked {
            Asked::RefPrefix(text) => (starts("refs/heads/", text), starts("refs/tags/", text)),
            Asked::Type(text) => (same_ignoring_case(text, "branch"), same_ignoring_case(text, "tag")),
            Asked::Ref(text) => {
                let names = [
                    (
                        strip(text, "refs/heads/"),
                        literals(self.branches.as_ref()).is_some(),
                        &mut out.branches,
                    ),
                    (strip(text, "refs/tags/"), literals(self.tags.as_ref()).is_some(), &mut out.tags),
                ];
                for (name, literal, patterns) in names {
                    if let (Some(name), true, Some(patterns)) = (name, literal, patterns) {
                        patterns.retain(|pattern| !same_ignoring_case(pattern, name));
                    }
                }
                let empty = |patterns: &Option<Vec<String>>| patterns.as_ref().is_some_and(Vec::is_empty);
                (empty(&out.branches), empty(&out.tags))
            }
            Asked::Name(_) | Asked::NamePrefix(_) => (false, false),
        };
        out.reference = match (out.reference, no_branch, no_tag) {
            (_, true, true) | (RunRef::Branch, true, _) | (RunRef::Tag, _, true) => return None,
            (RunRef::BranchOrTag, true, false) => RunRef::Tag,
            (RunRef::BranchOrTag, false, true) => RunRef::Branch,
            (kind, ..) => kind,
        };
        if no_branch {
            (out.branches, out.branches_ignore) = (None, None);
        }
        if no_tag {
            (out.tags, out.tags_ignore) = (None, None);
        }
        Some(out)
    }
}

/// The beginning of names that the beginning of a ref asks for; empty for all refs of the kind.
fn name_part<'t>(text: &'t str, kind: &str) -> Option<&'t str> {
    strip(text, kind).or_else(|| starts(kind, text).then_some(""))
}

fn starts(text: &str, prefix: &str) -> bool {
    strip(text, prefix).is_some()
}

/// What follows a beginning, without regard to case.
fn strip<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let start = text.get(..prefix.len())?;
    same_ignoring_case(start, prefix).then(|| text.get(prefix.len()..)).flatten()
}

/// The answer for one ref.
fn holds(asked: Asked<'_>, reference: &str) -> bool {
    let name = reference.strip_prefix("refs/heads/").or_else(|| reference.strip_prefix("refs/tags/"));
    let name = name.unwrap_or(reference);
    match asked {
        Asked::Ref(text) => same_ignoring_case(text, reference),
        Asked::RefPrefix(text) => starts(reference, text),
        Asked::Name(text) => same_ignoring_case(text, name),
        Asked::NamePrefix(text) => starts(name, text),
        Asked::Type(text) => {
            same_ignoring_case(text, if reference.starts_with("refs/tags/") { "tag" } else { "branch" })
        }
    }
}

/// What is left of the patterns of branches or of tags.
struct Narrowed {
    patterns: Option<Vec<String>>,
    ignored: Option<Vec<String>>,
    any_case: bool,
}

fn narrowed(
    text: &str,
    is_prefix: bool,
    patterns: Option<&Vec<String>>,
    ignored: Option<&Vec<String>>,
) -> Option<Narrowed> {
    let all = |any_case| Narrowed { patterns: patterns.cloned(), ignored: ignored.cloned(), any_case };
    if is_prefix && text.is_empty() {
        return Some(all(false));
    }
    if let Some(names) = literals(patterns) {
        let kept: Vec<String> = names
            .iter()
            .filter(|name| if is_prefix { starts(name, text) } else { same_ignoring_case(name, text) })
            .cloned()
            .collect();
        return (!kept.is_empty()).then_some(Narrowed {
            patterns: Some(kept),
            ignored: None,
            any_case: false,
        });
    }
    if is_prefix {
        return Some(match patterns {
            // A pattern and a beginning have no pattern for what they have in common.
            Some(_) => all(true),
            None => Narrowed {
                patterns: Some(vec![format!("{}**", escaped(text))]),
                ignored: ignored.cloned(),
                any_case: true,
            },
        });
    }
    let passes = |patterns: Option<&Vec<String>>, mode| {
        let Some(patterns) = patterns else { return true };
        let filter = Filter::new(patterns, mode, FilterKind::Ref);
        // What cannot be decided is kept.
        filter.and_then(|filter| filter.check(text)).map_or(true, |report| report.passes != Some(false))
    };
    (passes(patterns, FilterMode::Include) && passes(ignored, FilterMode::Ignore)).then(|| Narrowed {
        patterns: Some(vec![escaped(text)]),
        ignored: None,
        any_case: true,
    })
}

/// A name as a filter pattern.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '*' | '?' | '+' | '[' | ']' | '!' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
