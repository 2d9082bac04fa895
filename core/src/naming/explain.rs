//! Why a name is not among those of the run, and which name was probably meant.

use super::allowed::{Allowed, Meant};
use super::language::TagLanguage;
use super::make::Fires;
use super::run::RefKind;
use super::work::Work;
use super::{NamingRule, NamingRules};
use crate::codes::{self, Code};
use crate::image::ImageReference;
use crate::limits::MAX_SHOWN;
use crate::text::{cut, quote};

/// States of the languages of all rules, at most; the rules past it may give any tag.
const MAX_STATES: usize = 1 << 19;

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
    pub(super) fn other_repository(&self, image: &ImageReference, repository: &str, tag: &str) -> Denial {
        let meant = self.meant(image, repository);
        let suggestion = match meant {
            Meant::One(at) => self.repositories.get(at).map(|known| format!("{}:{tag}", known.original())),
            Meant::None | Meant::First(_) => None,
        };
        let suggestion = suggestion.filter(|name| self.allows(name));
        let near = match meant {
            Meant::None => None,
            Meant::One(at) | Meant::First(at) => self.repositories.get(at),
        };
        let (code, reason) = match near {
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

    /// The repository of the run that was probably meant, searched once for each.
    fn meant(&self, image: &ImageReference, repository: &str) -> Meant {
        if let Some(known) = self.meant.borrow().get(repository) {
            return *known;
        }
        let near = |(at, known): (usize, &ImageReference)| is_near(known, image, self.work).then_some(at);
        let mut near = self.repositories.iter().enumerate().filter_map(near);
        let meant = match (near.next(), near.next()) {
            (None, _) => Meant::None,
            (Some(at), None) => Meant::One(at),
            (Some(at), Some(_)) => Meant::First(at),
        };
        self.meant.borrow_mut().insert(repository.to_owned(), meant);
        meant
    }

    /// The one name of the run that differs from the tag by a slip.
    fn near_name(&self, repository: &str, tag: &str) -> Option<String> {
        let mut names =
            self.here(repository).filter(|name| within_two(name.tag.as_bytes(), tag.as_bytes(), self.work));
        match (names.next(), names.next()) {
            (Some(only), None) => Some(only.name.clone()),
            _ => None,
        }
    }

    /// A tag that is the commit of the run in some form.
    fn commit(&self, repository: &str, tag: &str) -> Option<(&'static Code, String)> {
        let run = self.run;
        let last = last_part(tag);
        // a tag of the rules that ends in the same way: something before the commit is the difference
        if self.here(repository).any(|name| last_part(&name.tag) == last) {
            return None;
        }
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
    /// The language of each rule, computed at the first question; none where it is too large.
    pub(super) fn languages(&self) -> &[Option<TagLanguage>] {
        self.languages.get_or_init(|| {
            let mut left = MAX_STATES;
            let one = |rule: &NamingRule| {
                let language = if left == 0 { None } else { rule.language() };
                left = left.saturating_sub(language.as_ref().map_or(0, TagLanguage::size));
                language
            };
            self.rules.iter().map(one).collect()
        })
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
        let report = |rule: &NamingRule| allowed.reports.get(rule.name.as_str());
        if let Some(rule) = allowed.fixed.get(tag) {
            let why = report(rule).map_or("it does not fire on this run", |report| report.reason.as_str());
            let reason = format!("the rule `{}` names `{tag}`, but {why}", rule.name);
            return Denial { code: codes::RULE_NOT_FIRED, reason, suggestion: None };
        }
        // a rule whose tags look like this one; one that takes any name of a branch says least
        let like = self
            .rules
            .iter()
            .zip(self.languages())
            .filter(|(_, language)| language.as_ref().is_some_and(|language| language.has(tag, allowed.work)))
            .map(|(rule, _)| rule)
            .min_by_key(|rule| rule.takes_free_text());
        let reason = like.and_then(|rule| Some((rule, report(rule)?))).map(|(rule, report)| {
            // the copies of a rule with `for` have one report, of all their tags
            let why = cut(report.reason.clone(), MAX_SHOWN);
            match report.fires {
                Fires::Yes => format!("the rule `{}` {why} here, not `{tag}`", rule.name),
                _ => format!("the rule `{}` gives tags like `{tag}`, but {why}", rule.name),
            }
        });
        let suggestion = match reason {
            Some(_) => allowed.near_name(repository, tag),
            None => only(),
        };
        Denial { code: codes::TAG_UNKNOWN, reason: reason.unwrap_or_else(|| no_rule(tag)), suggestion }
    }
}

/// What follows the last separator.
fn last_part(tag: &str) -> &str {
    tag.rsplit(['-', '.', '_']).next().unwrap_or(tag)
}

/// Whether a name looks like a slip of the other: the same registry, and at most two characters apart.
fn is_near(known: &ImageReference, image: &ImageReference, work: &Work) -> bool {
    within_two(known.repository().as_str().as_bytes(), image.repository().as_str().as_bytes(), work)
        && (known.registry() == image.registry()
            || matches!((known.ecr_registry(), image.ecr_registry()), (Some(a), Some(b)) if a.is_same(&b)))
}

/// Whether at most two insertions, removals or replacements lie between. Of the table of distances only the five
/// diagonals are kept on which two can be left, from the first difference to the last, and only as long as two are left:
/// thousands of names may be compared, so the cost is at most that of their length, not of its square.
fn within_two(a: &[u8], b: &[u8], work: &Work) -> bool {
    const FAR: usize = 3;
    work.count(1);
    if work.is_over() || a.len().abs_diff(b.len()) > 2 {
        return false;
    }
    let (a, b) = without_common_ends(a, b, work);
    // `row[k]` is the distance of the first `i` bytes of `a` to the first `i + k - 2` of `b`
    let mut row = [FAR, FAR, 0, 1, 2];
    for (i, x) in a.iter().enumerate() {
        work.count(row.len());
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
        if row == [FAR; 5] {
            return false;
        }
    }
    row.get((b.len() + 2).wrapping_sub(a.len())).is_some_and(|distance| *distance <= 2)
}

/// Both texts between their first difference and their last.
fn without_common_ends<'t>(a: &'t [u8], b: &'t [u8], work: &Work) -> (&'t [u8], &'t [u8]) {
    let start = common(a.chunks(LANE).zip(b.chunks(LANE))) * LANE;
    let start = start.min(a.len()).min(b.len());
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let one = common(a.iter().zip(b));
    let (a, b) = (a.get(one..).unwrap_or_default(), b.get(one..).unwrap_or_default());
    let end = common(a.rchunks(LANE).zip(b.rchunks(LANE))) * LANE;
    let end = end.min(a.len()).min(b.len());
    work.count((start + end) / LANE);
    let rest = |text: &'t [u8]| text.get(..text.len() - end).unwrap_or_default();
    (rest(a), rest(b))
}

/// Bytes that are compared at once.
const LANE: usize = 16;

/// How many pairs are equal before the first that is not.
fn common<T: PartialEq>(pairs: impl Iterator<Item = (T, T)>) -> usize {
    pairs.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::within_two;
    use crate::naming::work::Work;

    #[test]
    fn slips_are_at_most_two() {
        let work = Work::within(u64::MAX);
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
            ("0123456789abcdef-0123456789abcdef", "0123456789abcdef-123456789abcdef", true),
            ("0123456789abcdef-x-0123456789abcdef", "0123456789abcdef-0123456789abcdef", true),
            ("0123456789abcdef-xyz-0123456789abcdef", "0123456789abcdef-abc-0123456789abcdef", false),
        ] {
            assert_eq!(within_two(a.as_bytes(), b.as_bytes(), &work), near, "{a} {b}");
            assert_eq!(within_two(b.as_bytes(), a.as_bytes(), &work), near, "{b} {a}");
        }
    }
}
