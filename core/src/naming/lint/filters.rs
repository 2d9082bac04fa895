//! Exclusion filters and lifecycle patterns: the narrowest wildcards that have every tag of a rule, proved to have no
//! tag of the rules that they must leave alone.

use std::collections::BTreeMap;

use super::{Known, LANGUAGE_STEPS, LifecyclePattern, Lint, LintFinding};
use crate::codes;
use crate::image::{MAX_FILTER_STARS, MAX_FILTERS, Tag, wildcard_covers};
use crate::naming::language::{CommonText, TagLanguage};
use crate::naming::shape::{self, Gap};
use crate::naming::{NamingRule, NamingRules};
use crate::sort::sort_by_key;

/// `*` of one pattern of a lifecycle policy, at most. Source: Amazon ECR User Guide, "Lifecycle policy parameters".
pub(super) const MAX_LIFECYCLE_STARS: usize = 4;
/// Wildcards that are tried for one rule, narrowest first.
const MAX_CANDIDATES: usize = 24;

/// Steps of one step of a search.
const SEARCH_STEPS: usize = 8;

/// What stands against a wildcard.
struct Opponent<'r> {
    rule: &'r NamingRule,
    /// A tag of that rule that the wildcard has, seen on a run.
    tag: Option<String>,
}

impl<'r> Lint<'r> {
    /// The filters, and a finding for each moving rule that has none.
    pub(super) fn exclusion_filters(&mut self) -> Vec<String> {
        let rules: &'r NamingRules = self.rules;
        let fixed: Vec<Known<'r>> = self.known().filter(|(rule, _)| !rule.moving).collect();
        let mut filters: Vec<(&str, String)> = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        for rule in rules.rules.iter().filter(|rule| rule.moving) {
            for gaps in
                shape::gaps(&rule.tag, &rule.guard, MAX_FILTERS).iter().filter(|gaps| can_be_tag(gaps))
            {
                match self.narrowest(gaps, MAX_FILTER_STARS, &fixed) {
                    Ok(filter) => {
                        self.work.count(filters.len());
                        if !filters.iter().any(|(_, known)| *known == filter) {
                            filters.push((rule.name.as_str(), filter));
                        }
                    }
                    Err((narrowest, against)) if !told.contains(&rule.name.as_str()) => {
                        told.push(&rule.name);
                        self.no_filter(rule, &narrowest, &against);
                    }
                    Err(_) => {}
                }
            }
        }
        let mut filters = self.without_contained(filters);
        if filters.len() > MAX_FILTERS {
            filters = self.joined(filters, &fixed);
        }
        if filters.len() <= MAX_FILTERS {
            return filters.into_iter().map(|(_, filter)| filter).collect();
        }
        let moving: Vec<&NamingRule> = rules.rules.iter().filter(|rule| rule.moving).collect();
        let message = format!(
            "the moving tags need {} exclusion filters, and ECR takes at most {MAX_FILTERS}",
            filters.len()
        );
        let run = moving.first().and_then(|rule| self.run_of(rule));
        let finding = LintFinding::new(codes::TOO_MANY_FILTERS, message, &moving, None, run);
        self.add(finding.with_help("give the moving tags a common beginning, such as `edge-`"));
        Vec::new()
    }

    /// The filters without those that another one contains, which say nothing of their own.
    fn without_contained<'n>(&self, filters: Vec<(&'n str, String)>) -> Vec<(&'n str, String)> {
        let wider = |filter: &String| {
            filters.iter().any(|(_, other)| {
                self.work.count(filter.len());
                other.contains('*') && other != filter && wildcard_covers(other, filter)
            })
        };
        let kept: Vec<bool> =
            filters.iter().map(|(_, filter)| !self.work.is_over() && !wider(filter)).collect();
        filters.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(filter, _)| filter).collect()
    }

    /// One filter in place of all those of a rule, the rules with the most filters first, until ECR takes their number:
    /// each is proved as any other.
    fn joined<'n>(
        &mut self,
        mut filters: Vec<(&'n str, String)>,
        fixed: &[Known<'r>],
    ) -> Vec<(&'n str, String)> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (rule, _) in &filters {
            *counts.entry(rule).or_default() += 1;
        }
        let mut rules: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
        sort_by_key(&mut rules, |(_, count)| core::cmp::Reverse(*count));
        for (rule, _) in rules {
            if filters.len() <= MAX_FILTERS {
                break;
            }
            let own: Vec<&str> =
                filters.iter().filter(|(name, _)| *name == rule).map(|(_, filter)| filter.as_str()).collect();
            let Some(one) = join(&own).filter(|one| self.against(one, fixed).is_none()) else { continue };
            let at = filters.iter().position(|(name, _)| *name == rule).unwrap_or(0);
            filters.insert(at, (rule, one.clone()));
            filters.retain(|(name, filter)| *name != rule || *filter == one);
            filters = self.without_contained(filters);
        }
        filters
    }

    fn no_filter(&mut self, rule: &'r NamingRule, narrowest: &str, against: &Opponent<'r>) {
        let other = against.rule;
        if !self.repositories.share(rule, other, &self.work) {
            // one list is given for all repositories: the filter is left out of it, and nothing is wrong
            return;
        }
        let what = match &against.tag {
            Some(tag) => format!("also matches `{tag}` of the rule `{}`, which must not move", other.name),
            None => format!("may also match tags of the rule `{}`, which must not move", other.name),
        };
        let message = format!(
            "no exclusion filter lets only the tags of the rule `{}` move: the narrowest, `{narrowest}`, {what}",
            rule.name
        );
        let runs: Vec<_> = [self.run_of(rule), self.run_of(other)].into_iter().flatten().collect();
        let finding =
            LintFinding::new(codes::FIXED_TAG_MOVABLE, message, &[rule, other], against.tag.clone(), runs);
        self.add(finding.with_help(
            "give the moving tags a form of their own, such as a beginning that no other tag has, or a repository of their own",
        ));
    }

    /// The narrowest wildcard for these gaps that has no tag of the others; else the narrowest, and what it has.
    fn narrowest(
        &mut self,
        gaps: &[Gap],
        stars: usize,
        others: &[Known<'r>],
    ) -> Result<String, (String, Opponent<'r>)> {
        let mut first = None;
        for wildcard in wildcards(gaps, stars) {
            match self.against(&wildcard, others) {
                None => return Ok(wildcard),
                Some(against) => drop(first.get_or_insert((wildcard, against))),
            }
        }
        // there is always a wildcard, so this is never reached without one
        first.map_or_else(|| Ok(String::new()), Err)
    }

    fn against(&mut self, wildcard: &str, others: &[Known<'r>]) -> Option<Opponent<'r>> {
        let language = TagLanguage::of_wildcard(wildcard, 0);
        self.work.count(LANGUAGE_STEPS * wildcard.len());
        let mut unproved = None;
        for (rule, other) in others {
            if let Some(tag) = self.seen_under(wildcard, rule) {
                return Some(Opponent { rule, tag: Some(tag) });
            }
            if unproved.is_none() && self.may_share(language.as_ref(), *other) {
                unproved = Some(Opponent { rule, tag: None });
            }
        }
        unproved
    }

    /// Whether two languages may have a tag in common.
    pub(super) fn may_share(&mut self, one: Option<&TagLanguage>, two: Option<&TagLanguage>) -> bool {
        let (Some(one), Some(two)) = (one, two) else { return true };
        if self.work.is_over() {
            return true;
        }
        let before = self.steps;
        let shared = one.shared(two, &mut self.steps);
        self.work.count(SEARCH_STEPS * (1 + before - self.steps));
        shared != CommonText::Nothing
    }

    /// A tag that the rule gave on an example run and the wildcard matches for certain.
    pub(super) fn seen_under(&self, wildcard: &str, rule: &'r NamingRule) -> Option<String> {
        let seen = self.seen_of(rule).iter().map(|one| one.tag.as_str());
        let matches = |tag: &&str| {
            self.work.count(8 + wildcard.len() * tag.len() / 4);
            !self.work.is_over() && crate::image::wildcard_matches(wildcard, tag)
        };
        seen.into_iter().find(matches).map(str::to_owned)
    }

    /// A pattern for each rule, and a finding where one looks as if it had only its own tags.
    pub(super) fn lifecycle_patterns(&mut self) -> Vec<LifecyclePattern> {
        let all: Vec<Known<'r>> = self.known().collect();
        let mut patterns: Vec<LifecyclePattern> = Vec::new();
        for (rule, _) in &all {
            self.work.count(all.len());
            let others: Vec<Known<'r>> = all
                .iter()
                .filter(|(other, _)| other.name != rule.name)
                .filter(|(other, _)| self.repositories.share(rule, other, &self.work))
                .copied()
                .collect();
            let gaps = shape::gaps(&rule.tag, &rule.guard, 1).into_iter().next().unwrap_or_default();
            let narrowest = match can_be_tag(&gaps) {
                true => self.narrowest(&gaps, MAX_LIFECYCLE_STARS, &others).map(Some),
                false => Ok(None),
            };
            let pattern = match narrowest {
                Ok(pattern) => LifecyclePattern { rule: rule.name.clone(), pattern, overlaps: Vec::new() },
                Err((narrowest, against)) => {
                    let overlap = against.rule.name.clone();
                    if narrowest.contains('*') && !narrowest.starts_with('*') && against.tag.is_some() {
                        self.overlap(rule, &narrowest, &against);
                    }
                    LifecyclePattern { rule: rule.name.clone(), pattern: None, overlaps: vec![overlap] }
                }
            };
            if !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
        patterns
    }

    fn overlap(&mut self, rule: &'r NamingRule, narrowest: &str, against: &Opponent<'r>) {
        let tag = against.tag.clone().unwrap_or_default();
        let message = format!(
            "the pattern `{narrowest}` of the rule `{}` also matches `{tag}` of the rule `{}`, so a lifecycle policy cannot tell them apart",
            rule.name, against.rule.name
        );
        let runs: Vec<_> = [self.run_of(rule), self.run_of(against.rule)].into_iter().flatten().collect();
        let finding =
            LintFinding::new(codes::LIFECYCLE_OVERLAP, message, &[rule, against.rule], Some(tag), runs);
        self.add(finding.with_help("let no tag begin with the beginning of another rule's tags"));
    }
}

/// Wildcards that have every text of the gaps, narrowest first: those with the most characters of their own.
fn wildcards(gaps: &[Gap], stars: usize) -> Vec<String> {
    let open: Vec<usize> =
        gaps.iter().enumerate().filter(|(_, gap)| **gap == Gap::Open).map(|(at, _)| at).collect();
    let mut groupings: Vec<Vec<(usize, usize)>> = Vec::new();
    group(&open, stars, &mut Vec::new(), &mut groupings);
    let mut all: Vec<String> = groupings.iter().map(|groups| write(gaps, groups)).collect();
    sort_by_key(&mut all, |wildcard| core::cmp::Reverse(wildcard.len()));
    all.dedup();
    all.truncate(MAX_CANDIDATES);
    all
}

/// Every way to put the gaps into at most `stars` groups in a row, first and last of each; bounded, since a template
/// has few placeholders, and where they are many the ways with the earliest groups come first.
fn group(open: &[usize], stars: usize, before: &mut Vec<(usize, usize)>, all: &mut Vec<Vec<(usize, usize)>>) {
    let (Some(first), Some(last)) = (open.first(), open.last()) else {
        all.push(before.clone());
        return;
    };
    if open.len() <= stars {
        let each = open.iter().map(|at| (*at, *at));
        all.push(before.iter().copied().chain(each).collect());
        return;
    }
    if stars == 1 {
        all.push(before.iter().copied().chain([(*first, *last)]).collect());
        return;
    }
    for (count, end) in open.iter().enumerate() {
        if all.len() > 4 * MAX_CANDIDATES {
            return;
        }
        before.push((*first, *end));
        group(open.get(count + 1..).unwrap_or(&[]), stars - 1, before, all);
        before.pop();
    }
}

/// Whether a tag can have these gaps at all: a word may hold what no tag can.
fn can_be_tag(gaps: &[Gap]) -> bool {
    let sample: String = gaps
        .iter()
        .map(|gap| match gap {
            Gap::Literal(text) => text.as_str(),
            Gap::Open => "1",
        })
        .collect();
    sample.parse::<Tag>().is_ok()
}

/// The filter with the common beginning and end of all of these, where it covers each.
fn join(filters: &[&str]) -> Option<String> {
    let (first, rest) = filters.split_first()?;
    let same = |one: &mut dyn Iterator<Item = u8>, two: &mut dyn Iterator<Item = u8>| {
        one.zip(two).take_while(|(one, two)| one == two).count()
    };
    let start = rest.iter().map(|other| same(&mut first.bytes(), &mut other.bytes())).min()?;
    let end = rest.iter().map(|other| same(&mut first.bytes().rev(), &mut other.bytes().rev())).min()?;
    // of the shortest one character stays for the `*`
    let shortest = filters.iter().map(|filter| filter.len()).min()?;
    let start = start.min(shortest.saturating_sub(1));
    let end = end.min(shortest.saturating_sub(1 + start));
    let (start, end) = (first.get(..start)?, first.get(first.len() - end..)?);
    // one more `*` is left beside the one between: at the beginning, or at the end
    let mut candidates = vec![format!("{start}*{end}")];
    candidates.push(format!("{start}*{}", end.rsplit('*').next().unwrap_or(end)));
    candidates.push(format!("{}*{end}", start.split('*').next().unwrap_or(start)));
    let outer = (start.split('*').next().unwrap_or(start), end.rsplit('*').next().unwrap_or(end));
    candidates.push(format!("{}*{}", outer.0, outer.1));
    let fits = |one: &String| {
        one.matches('*').count() <= MAX_FILTER_STARS
            && filters.iter().all(|filter| wildcard_covers(one, filter))
    };
    candidates.into_iter().map(|one| one.replace("**", "*")).find(fits)
}

fn write(gaps: &[Gap], groups: &[(usize, usize)]) -> String {
    let mut out = String::new();
    for (at, gap) in gaps.iter().enumerate() {
        let group = groups.iter().find(|(from, to)| (*from..=*to).contains(&at));
        match (group, gap) {
            (Some((from, _)), _) if *from == at => out.push('*'),
            (Some(_), _) => {}
            (None, Gap::Literal(text)) => out.push_str(text),
            (None, Gap::Open) => out.push('*'),
        }
    }
    out
}
