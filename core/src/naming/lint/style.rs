//! Faults that show in how a rule is written.

use super::{Lint, LintFinding};
use crate::codes;
use crate::naming::fact::Fact;
use crate::naming::guard::GuardPattern;
use crate::naming::template::{Field, TagTemplate, TemplateFilter};
use crate::naming::{NamingRule, date};
use crate::text::quote;

/// Characters of a commit below which two commits of a large repository are soon the same; git itself starts at seven.
const FEW_OF_COMMIT: usize = 7;

impl Lint<'_> {
    pub(super) fn style(&mut self) {
        let mut upper: Vec<&NamingRule> = Vec::new();
        for rule in &self.rules.rules {
            self.patterns_like_regex(rule);
            self.short_commit(rule);
            self.unpadded_date(rule);
            if rule.image.as_ref().is_some_and(|image| upper_case(image).is_some()) {
                upper.push(rule);
            }
        }
        let own = upper.first().and_then(|rule| rule.image.as_ref());
        if let Some(field) = self.rules.images.iter().chain(own).find_map(upper_case)
            && let Some(first) = upper.first().copied().or(self.rules.rules.first())
        {
            let message = format!(
                "`{{{field}}}` may have upper-case letters, which the name of a repository cannot have"
            );
            let run = self.run_of(first).map(|mut run| {
                run.repository = Some("Octo-Org/App".to_owned());
                run
            });
            let finding = LintFinding::new(codes::IMAGE_UPPER_CASE, message, &[first], None, run);
            self.add(finding.with_help(format!("write `{{{field}|lower}}`")));
        }
    }

    fn patterns_like_regex(&mut self, rule: &NamingRule) {
        let guard = &rule.guard;
        let patterns = [&guard.branch, &guard.tag, &guard.base, &guard.repository];
        let found = patterns.into_iter().flatten().find_map(|pattern| Some((pattern, like_regex(pattern)?)));
        let Some((pattern, sign)) = found else { return };
        let message = format!(
            "the pattern `{}` of the rule `{}` is a glob over the whole name, in which `{sign}` stands for itself",
            quote(&pattern.text),
            rule.name
        );
        let finding = LintFinding::new(codes::PATTERN_REGEX, message, &[rule], None, self.run_of(rule));
        self.add(
            finding.with_help("write a glob such as `v*.*`, or capture the version, as in `v{v:semver}`"),
        );
    }

    fn short_commit(&mut self, rule: &NamingRule) {
        let short = rule.tag.fields().find_map(|(field, filters)| match (field, filters) {
            (Field::Fact(Fact::Sha), filters) => filters.iter().find_map(|filter| match filter {
                TemplateFilter::Short(count) if *count < FEW_OF_COMMIT => Some(*count),
                _ => None,
            }),
            _ => None,
        });
        let Some(count) = short else { return };
        let message = format!(
            "the rule `{}` names the commit by {count} characters, which other commits of the repository soon share",
            rule.name
        );
        let finding = LintFinding::new(codes::SHORT_COMMIT, message, &[rule], None, self.run_of(rule));
        self.add(
            finding.with_help("write `short:7` or more; git's own short form grows with the repository"),
        );
    }

    fn unpadded_date(&mut self, rule: &NamingRule) {
        let format = rule.tag.fields().flat_map(|(_, filters)| filters).find_map(|filter| match filter {
            TemplateFilter::Format(format) => Some(format.as_str()),
            _ => None,
        });
        let Some(format) = format else { return };
        let pieces = date::pieces(format).unwrap_or_default();
        let open = |piece: &date::DatePiece| matches!(piece, date::DatePiece::Digits(1, _));
        if !pieces.iter().any(open) {
            return;
        }
        let joined = pieces.windows(2).any(|pair| {
            matches!(pair, [first, second] if open(first) && !matches!(second, date::DatePiece::Literal(_)))
        });
        let what = if joined {
            "two days can have one text, such as 1 November and 11 January"
        } else {
            "the tags do not sort by day, since `10` comes before `9`"
        };
        let message = format!("the date `{format}` of the rule `{}` has no leading zeros: {what}", rule.name);
        let finding = LintFinding::new(codes::DATE_UNPADDED, message, &[rule], None, self.run_of(rule));
        self.add(finding.with_help("write `0M`, `0D` and `0W`, which have two digits"));
    }
}

/// A placeholder of a repository's name that may have upper case.
fn upper_case(image: &TagTemplate) -> Option<&'static str> {
    image.fields().find_map(|(field, filters)| match field {
        Field::Fact(fact @ (Fact::Repository | Fact::Owner | Fact::Name))
            if !filters.contains(&TemplateFilter::Lower) =>
        {
            Some(fact.name())
        }
        _ => None,
    })
}

/// What gives a regular expression away that was meant as a pattern.
fn like_regex(pattern: &GuardPattern) -> Option<&'static str> {
    let text = pattern.text.as_str();
    ["]+", ")+", ".+", "\\d+", "\\w+"]
        .into_iter()
        .any(|mark| text.contains(mark))
        .then_some("+")
        .or_else(|| text.starts_with('^').then_some("^"))
        .or_else(|| text.ends_with('$').then_some("$"))
}
