//! Exclusion filters and lifecycle patterns: the narrowest wildcards that have every tag of a rule, proved to have no
//! tag of the rules that they must leave alone.

use super::{LifecyclePattern, Lint, LintFinding};
use crate::codes;
use crate::image::{MAX_FILTER_STARS, MAX_FILTERS, wildcard_covers};
use crate::naming::language::{Language, Shared};
use crate::naming::shape::{self, Gap};
use crate::naming::template::Template;
use crate::naming::{NamingRules, Rule};

/// `*` of one pattern of a lifecycle policy, at most. Source: Amazon ECR User Guide, "Lifecycle policy parameters".
pub(super) const MAX_LIFECYCLE_STARS: usize = 4;
/// Wildcards that are tried for one rule, narrowest first.
const MAX_CANDIDATES: usize = 24;

/// What two languages have in common costs at most this many steps, where no budget is shared.
const STEPS: usize = 20_000;

/// What stands against a wildcard.
struct Against<'r> {
    rule: &'r Rule,
    /// A tag of that rule that the wildcard has, seen on a run.
    tag: Option<String>,
}

impl<'r> Lint<'r> {
    /// The filters, and a finding for each moving rule that has none.
    pub(super) fn exclusion_filters(&mut self) -> Vec<String> {
        let rules: &'r NamingRules = self.rules;
        let fixed: Vec<(&'r Rule, Option<Language>)> =
            rules.rules.iter().filter(|rule| !rule.moving).map(|rule| (rule, rule.language())).collect();
        let mut filters: Vec<String> = Vec::new();
        let mut told: Vec<&str> = Vec::new();
        for rule in rules.rules.iter().filter(|rule| rule.moving) {
            for gaps in shape::gaps(&rule.tag, &rule.guard, MAX_FILTERS) {
                match self.narrowest(&gaps, MAX_FILTER_STARS, &fixed) {
                    Ok(filter) if !filters.contains(&filter) => filters.push(filter),
                    Ok(_) => {}
                    Err((narrowest, against)) if !told.contains(&rule.name.as_str()) => {
                        told.push(&rule.name);
                        self.no_filter(rule, &narrowest, &against);
                    }
                    Err(_) => {}
                }
            }
        }
        // a filter that another one contains says nothing of its own
        let wider =
            |filter: &String| filters.iter().any(|other| other != filter && wildcard_covers(other, filter));
        let filters: Vec<String> = filters.iter().filter(|filter| !wider(filter)).cloned().collect();
        if filters.len() <= MAX_FILTERS {
            return filters;
        }
        let moving: Vec<&Rule> = rules.rules.iter().filter(|rule| rule.moving).collect();
        let message = format!(
            "the moving tags need {} exclusion filters, and ECR takes at most {MAX_FILTERS}",
            filters.len()
        );
        let run = moving.first().and_then(|rule| self.run_of(rule));
        let finding = LintFinding::new(codes::TOO_MANY_FILTERS, message, &moving, None, run);
        self.add(finding.with_help("give the moving tags a common beginning, such as `edge-`"));
        Vec::new()
    }

    fn no_filter(&mut self, rule: &'r Rule, narrowest: &str, against: &Against<'r>) {
        let other = against.rule;
        if !rule.may_share_repository(other, &self.rules.images) {
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
        others: &[(&'r Rule, Option<Language>)],
    ) -> Result<String, (String, Against<'r>)> {
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

    fn against(&mut self, wildcard: &str, others: &[(&'r Rule, Option<Language>)]) -> Option<Against<'r>> {
        let language = Language::of_wildcard(wildcard, 0);
        let mut unproved = None;
        for (rule, other) in others {
            if let Some(tag) = self.seen_under(wildcard, rule) {
                return Some(Against { rule, tag: Some(tag) });
            }
            let shared = match (&language, other) {
                (Some(one), Some(two)) => one.shared(two, &mut self.steps),
                _ => Shared::Unknown,
            };
            if shared != Shared::Nothing && unproved.is_none() {
                unproved = Some(Against { rule, tag: None });
            }
        }
        unproved
    }

    /// A tag that the rule gave on an example run and the wildcard matches for certain.
    pub(super) fn seen_under(&self, wildcard: &str, rule: &'r Rule) -> Option<String> {
        let matches = |tag: &str| crate::image::wildcard_matches(wildcard, tag);
        self.seen_of(rule).map(|one| one.tag.as_str()).find(|tag| matches(tag)).map(str::to_owned)
    }

    /// A pattern for each rule, and a finding where one looks as if it had only its own tags.
    pub(super) fn lifecycle_patterns(&mut self) -> Vec<LifecyclePattern> {
        let rules: &'r NamingRules = self.rules;
        let all: Vec<(&'r Rule, Option<Language>)> =
            rules.rules.iter().map(|rule| (rule, rule.language())).collect();
        let mut patterns: Vec<LifecyclePattern> = Vec::new();
        for (rule, _) in &all {
            let others: Vec<(&'r Rule, Option<Language>)> = all
                .iter()
                .filter(|(other, _)| other.name != rule.name)
                .filter(|(other, _)| rule.may_share_repository(other, &rules.images))
                .map(|(other, language)| (*other, language.clone()))
                .collect();
            let gaps = shape::gaps(&rule.tag, &rule.guard, 1).into_iter().next().unwrap_or_default();
            let pattern = match self.narrowest(&gaps, MAX_LIFECYCLE_STARS, &others) {
                Ok(pattern) => {
                    LifecyclePattern { rule: rule.name.clone(), pattern: Some(pattern), overlaps: Vec::new() }
                }
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

    fn overlap(&mut self, rule: &'r Rule, narrowest: &str, against: &Against<'r>) {
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
    all.sort_by_key(|wildcard| core::cmp::Reverse(wildcard.len()));
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

impl Rule {
    /// Whether both rules may name one repository: the document's, or their own.
    pub(in crate::naming) fn may_share_repository(&self, other: &Rule, images: &[Template]) -> bool {
        let own = |rule: &Rule| rule.image.as_ref().map(Template::text).map(str::to_owned);
        if own(self) == own(other) {
            return true;
        }
        let language = |rule: &Rule| {
            let templates = match &rule.image {
                Some(image) => core::slice::from_ref(image),
                None => images,
            };
            let regexes: Vec<String> =
                templates.iter().map(|image| shape::regex(image, &rule.guard)).collect();
            Language::new(&regexes.join("|"))
        };
        match (language(self), language(other)) {
            (Some(one), Some(two)) => {
                let mut steps = STEPS;
                one.shared_name(&two, &mut steps) != Shared::Nothing
            }
            _ => true,
        }
    }
}
