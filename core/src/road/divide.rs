//! Where a policy lets in some of a set of tokens: the parts of the set.

use super::document::with_stars;
use super::scenarios::Set;
use crate::aws::pattern::wildcard::Pattern;

/// The ways to divide a set by a claim that the policy looks at: the part that fits a pattern of the policy, and the rest.
pub(super) fn divisions(set: &Set, texts: &[String]) -> Vec<(Set, Set)> {
    let mut out = Vec::new();
    for (name, candidate) in candidates(texts) {
        let patterns = set.patterns(name);
        let is_one = patterns.len() > 1 && patterns.iter().flatten().any(|pattern| *pattern == candidate);
        let is_within = |pattern: &String| *pattern != candidate && Pattern::new(pattern).matches(&candidate);
        let already = set.class.not.iter().any(|(known, patterns)| {
            known == name && patterns.iter().flatten().any(|pattern| *pattern == candidate)
        });
        // Claims that a set does not name have any value.
        let is_free = patterns.is_empty() && name == "actor";
        if is_one {
            out.push(apart(set, name, Some(&candidate)));
        } else if !already && (is_free || patterns.iter().flatten().any(is_within)) {
            out.push((set.with(name, vec![Some(candidate.clone())]), set.without(name, &candidate)));
        }
    }
    // At which ref a called workflow is, is not known; it does not differ from run to run.
    for (name, patterns) in set.class.claims.iter().filter(|(name, _)| name != "job_workflow_ref") {
        if let [first, _, ..] = patterns.as_slice() {
            out.push(apart(set, name, first.as_ref()));
        }
    }
    out
}

/// The first of several refs or environments, and the others.
pub(super) fn by_pattern(set: &Set) -> Option<(Set, Set)> {
    // All branches and tags are any ref.
    let is_any = |patterns: &[Option<String>]| {
        patterns.iter().flatten().all(|pattern| matches!(pattern.as_str(), "refs/heads/*" | "refs/tags/*"))
    };
    ["ref", "environment"].into_iter().find_map(|name| match set.patterns(name) {
        patterns if name == "ref" && is_any(patterns) => None,
        [first, _, ..] => Some(apart(set, name, first.as_ref())),
        _ => None,
    })
}

/// One of several patterns of a claim, and the others.
fn apart(set: &Set, name: &str, one: Option<&String>) -> (Set, Set) {
    let others = set.patterns(name).iter().filter(|pattern| pattern.as_ref() != one).cloned().collect();
    (set.with(name, vec![one.cloned()]), set.with(name, others))
}

/// Values of claims that the texts of a policy name.
fn candidates(texts: &[String]) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut add = |name: &'static str, value: String| {
        if !value.is_empty() && value != "*" && !out.contains(&(name, value.clone())) {
            out.push((name, value));
        }
    };
    for text in texts {
        let text = with_stars(text);
        for (label, name) in [("ref:", "ref"), ("environment:", "environment"), ("actor:", "actor")] {
            for part in text.split(label).skip(1) {
                let value = part.split(':').next().unwrap_or(part);
                add(name, value.to_owned());
            }
        }
    }
    out
}
