//! Why a name is not among those of the run, and which name was probably meant.

use super::allowed::Allowed;
use super::language::Language;
use super::make::Fires;
use super::run::RefKind;
use super::{NamingRules, Rule};
use crate::codes::{self, Code};
use crate::image::ImageReference;
use crate::text::quote;

/// Why a tag is denied.
pub(super) struct Denial {
    pub(super) code: &'static Code,
    pub(super) reason: String,
    pub(super) suggestion: Option<String>,
}

pub(super) fn no_rule(tag: &str) -> String {
    format!("no rule names the tag `{tag}`")
}

impl Allowed<'_> {
    /// A repository that the run does not push to.
    pub(super) fn other_repository(&self, image: &ImageReference, tag: &str) -> Denial {
        let near: Vec<&ImageReference> =
            self.repositories.iter().filter(|known| is_near(known, image)).collect();
        let suggestion = match near.as_slice() {
            [known] => Some(format!("{}:{tag}", known.original())).filter(|name| self.allows(name)),
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
            None if self.repositories.iter().any(|known| known.repository() == image.repository()) => (
                codes::REGISTRY_OTHER,
                format!("the registry `{}` is not the one of the rules", quote(image.registry())),
            ),
            None => (codes::REPOSITORY_OTHER, "the run does not push to this repository".to_owned()),
        };
        Denial { code, reason, suggestion }
    }

    /// The one name that the run has in this repository.
    pub(super) fn only_name(&self, repository: &str) -> Option<String> {
        let mut names = self.here(repository);
        match (names.next(), names.next()) {
            (Some(only), None) => Some(only.name.clone()),
            _ => None,
        }
    }

    /// The one name of the run that differs from the tag by a slip.
    fn near_name(&self, repository: &str, tag: &str) -> Option<String> {
        let mut names = self.here(repository).filter(|name| within_two(name.tag.as_bytes(), tag.as_bytes()));
        match (names.next(), names.next()) {
            (Some(only), None) => Some(only.name.clone()),
            _ => None,
        }
    }

    /// A tag that is the commit of the run in some form.
    fn commit(&self, repository: &str, tag: &str) -> Option<(&'static Code, String)> {
        let run = self.run;
        let last = tag.rsplit(['-', '.', '_']).next().unwrap_or(tag);
        let is_commit = |commit: &str| {
            (4..=64).contains(&last.len())
                && commit.starts_with(last)
                && last.bytes().all(|b| b.is_ascii_hexdigit())
        };
        // seven characters tell commits of one run apart: whether the rules' tags are of this commit
        let is_ruled = |commit: &str| {
            commit.get(..7).is_some_and(|start| self.here(repository).any(|name| name.tag.contains(start)))
        };
        let commits = [(run.sha.as_deref(), true), (run.head_sha.as_deref(), false)];
        let (commit, of_event) = commits
            .into_iter()
            .find_map(|(commit, of_event)| Some((commit.filter(|commit| is_commit(commit))?, of_event)))?;
        let (code, reason) = if is_ruled(commit) {
            (codes::COMMIT_FORM, format!("`{tag}` names the commit in another form than the rules"))
        } else if of_event && run.is_pull_request() == Some(true) {
            let what = "this is the merge commit that GitHub made for the run, not a commit of the branch";
            (codes::MERGE_COMMIT, what.to_owned())
        } else if of_event {
            let what = "this is the commit of the run, but no rule makes a tag of it here";
            (codes::COMMIT_UNNAMED, what.to_owned())
        } else if run.follows_a_run() {
            let what =
                "this is the commit of the run that this one follows, the rules name the commit of the event";
            (codes::HEAD_COMMIT, what.to_owned())
        } else {
            let what = "this is the head of the pull request, the rules name the commit of the event";
            (codes::HEAD_COMMIT, what.to_owned())
        };
        Some((code, reason))
    }
}

impl NamingRules {
    /// The language of each rule, computed at the first question.
    pub(super) fn languages(&self) -> &[Option<Language>] {
        self.languages.get_or_init(|| self.rules.iter().map(Rule::language).collect())
    }

    /// How many rules there are.
    pub(crate) fn count(&self) -> usize {
        self.rules.len()
    }

    /// What one name costs at most to be explained: the states of all languages.
    pub(crate) fn weight(&self) -> usize {
        self.languages().iter().flatten().map(Language::size).sum()
    }

    /// A tag that no rule names: what it probably is.
    pub(super) fn other_tag(&self, allowed: &Allowed<'_>, repository: &str, tag: &str) -> Denial {
        let only = || allowed.near_name(repository, tag).or_else(|| allowed.only_name(repository));
        if allowed.here(repository).any(|known| known.tag.eq_ignore_ascii_case(tag)) {
            let reason = format!("the tag `{tag}` differs from an allowed one in upper and lower case");
            return Denial { code: codes::TAG_CASE, reason, suggestion: only() };
        }
        if let Some((code, reason)) = allowed.commit(repository, tag) {
            return Denial { code, reason, suggestion: only() };
        }
        if let Some(RefKind::Branch(name) | RefKind::Tag(name)) = allowed.run.kind()
            && name == tag
        {
            let reason = format!("`{tag}` is how the ref is called, and no rule makes a tag of it");
            return Denial { code: codes::TAG_OF_REF, reason, suggestion: only() };
        }
        let report = |rule: &Rule| allowed.made.rules.iter().find(|report| report.name == rule.name);
        if let Some(rule) = self.rules.iter().find(|rule| rule.tag.with_each("{") == tag) {
            let why = report(rule).map_or("it does not fire on this run", |report| report.reason.as_str());
            let reason = format!("the rule `{}` names `{tag}`, but {why}", rule.name);
            return Denial { code: codes::RULE_NOT_FIRED, reason, suggestion: None };
        }
        // a rule whose tags look like this one; one that takes any name of a branch says least
        let mut like: Vec<&Rule> = self
            .rules
            .iter()
            .zip(self.languages())
            .filter(|(_, language)| language.as_ref().is_some_and(|language| language.has(tag)))
            .map(|(rule, _)| rule)
            .collect();
        like.sort_by_key(|rule| rule.takes_free_text());
        let reason = like.first().and_then(|rule| Some((rule, report(rule)?))).map(|(rule, report)| {
            match report.fires {
                Fires::Yes => format!("the rule `{}` {} here, not `{tag}`", rule.name, report.reason),
                _ => format!("the rule `{}` gives tags like `{tag}`, but {}", rule.name, report.reason),
            }
        });
        let suggestion = match reason {
            Some(_) => allowed.near_name(repository, tag),
            None => only(),
        };
        Denial { code: codes::TAG_UNKNOWN, reason: reason.unwrap_or_else(|| no_rule(tag)), suggestion }
    }
}

/// Whether a name looks like a slip of the other: the same registry, and at most two characters apart.
fn is_near(known: &ImageReference, image: &ImageReference) -> bool {
    within_two(known.repository().as_str().as_bytes(), image.repository().as_str().as_bytes())
        && (known.registry() == image.registry()
            || matches!((known.ecr_registry(), image.ecr_registry()), (Some(a), Some(b)) if a.is_same(&b)))
}

/// Whether at most two insertions, removals or replacements lie between. Of the table of distances only the five
/// diagonals are kept on which two can be left: thousands of names may be compared, so the cost is that of their length,
/// not of its square.
fn within_two(a: &[u8], b: &[u8]) -> bool {
    const FAR: usize = 3;
    if a.len().abs_diff(b.len()) > 2 {
        return false;
    }
    // `row[k]` is the distance of the first `i` bytes of `a` to the first `i + k - 2` of `b`
    let mut row = [FAR, FAR, 0, 1, 2];
    for (i, x) in a.iter().enumerate() {
        let mut next = [FAR; 5];
        for k in 0..5usize {
            let Some(j) = (i + 1 + k).checked_sub(2).filter(|j| *j <= b.len()) else { continue };
            let at = |row: &[usize; 5], k: Option<usize>| k.and_then(|k| row.get(k).copied()).unwrap_or(FAR);
            let changed = match j.checked_sub(1).and_then(|before| b.get(before)) {
                Some(y) => at(&row, Some(k)) + usize::from(x != y),
                None => FAR,
            };
            let removed = at(&row, Some(k + 1)) + 1;
            let inserted = at(&next, k.checked_sub(1)) + 1;
            if let Some(cell) = next.get_mut(k) {
                *cell = changed.min(removed).min(inserted).min(FAR);
            }
        }
        row = next;
    }
    row.get((b.len() + 2).wrapping_sub(a.len())).is_some_and(|distance| *distance <= 2)
}

#[cfg(test)]
mod tests {
    use super::within_two;

    #[test]
    fn slips_are_at_most_two() {
        for (a, b, near) in [
            ("", "", true),
            ("", "ab", true),
            ("", "abc", false),
            ("abc", "abc", true),
            ("abc", "axc", true),
            ("1.2.0-frontned", "1.2.0-frontend", true),
            ("abcdef", "bcdefg", true),
            ("abcdef", "ghijkl", false),
            ("kitten", "sitting", false),
            ("team/app", "taem/app", true),
            ("abcd", "cdab", false),
            ("xabc", "abc", true),
            ("ab", "ba", true),
        ] {
            assert_eq!(within_two(a.as_bytes(), b.as_bytes()), near, "{a} {b}");
            assert_eq!(within_two(b.as_bytes(), a.as_bytes()), near, "{b} {a}");
        }
    }
}
