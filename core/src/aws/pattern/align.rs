//! A pattern beside the value it was compared with, by meaning: segments first, then the names in each.

use core::ops::Range;

use super::pairing::{Costs, cheapest};
use super::segments::{Kind, Segment, segments};
use super::wildcard::Pattern;
use crate::text::{has_signature, made_visible};

/// One column: a piece of the pattern beside the piece of the value it stands for.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Column {
    /// The piece of the pattern.
    pub pattern: String,
    /// The piece of the value.
    pub value: String,
    /// Whether they fit.
    pub fits: bool,
}

/// A pattern and a value side by side: segment by segment, and name by name in a segment that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Alignment {
    /// Column by column; joined, the pieces give pattern and value.
    pub columns: Vec<Column>,
    /// Where they first differ; `None` where the whole fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
}

/// The place where pattern and value first differ.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Difference {
    /// The segment of the subject, by the key of the template that prints it: `repo`, `context` or a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Characters of the pattern before it.
    pub pattern_offset: usize,
    /// Characters of the value before it.
    pub value_offset: usize,
    /// What the pattern has there, a whole name, hidden characters escaped; empty where it has nothing.
    pub expected: String,
    /// What the value has there, a whole name, hidden characters escaped; empty where it has nothing.
    pub found: String,
}

/// How many segments, or names of one segment, of a value are laid out one by one; a longer one is one piece.
const MOST: usize = 256;

/// How a pattern is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Whether `*` and `?` are wildcards.
    pub(crate) like: bool,
    /// Whether both texts are subjects, with segments.
    pub(crate) subject: bool,
}

/// The pattern that is nearest to the value, and the two side by side. `None` for texts that hold a token: a piece of one
/// shows its signature and does not look like a token.
pub(crate) fn nearest<'p>(
    patterns: impl Iterator<Item = &'p str>,
    value: &str,
    reading: Reading,
) -> Option<(&'p str, Alignment)> {
    let mut patterns = patterns.filter(|pattern| !has_signature(pattern)).peekable();
    if has_signature(value) || patterns.peek().is_none() {
        return None;
    }
    let aligned = patterns.map(|pattern| (pattern, align(pattern, value, reading)));
    let (pattern, (_, alignment)) = aligned.min_by_key(|(_, (cost, _))| *cost)?;
    Some((pattern, alignment))
}

/// Lays a pattern beside a value; the cost grows with what does not fit.
pub(crate) fn align(pattern: &str, value: &str, reading: Reading) -> (u32, Alignment) {
    let (mut cost, mut columns) = (0, Vec::new());
    let mut first = None;
    for (segment, pattern, value) in by_segment(pattern, value, reading) {
        if reading.fits(pattern, value) {
            columns.push(column(pattern, value, true));
            continue;
        }
        let (more, names) = by_name(pattern, value, reading);
        // Another repository is farther off than another branch of this one.
        cost += if segment == Some("repo") { more.saturating_mul(8) } else { more };
        for name in names {
            if !name.fits && first.is_none() {
                first = Some(difference(segment, &columns, &name));
            }
            columns.push(name);
        }
    }
    if first.is_some() && reading.fits(pattern, value) {
        // A star reaches over segments.
        (first, columns) = (None, vec![column(pattern, value, true)]);
    }
    (cost, Alignment { columns, difference: first })
}

impl Reading {
    fn fits(self, pattern: &str, value: &str) -> bool {
        if self.like { Pattern::new(pattern).matches(value) } else { pattern == value }
    }
}

fn column(pattern: &str, value: &str, fits: bool) -> Column {
    Column { pattern: pattern.to_owned(), value: value.to_owned(), fits }
}

/// The difference at a column, behind those that fit.
fn difference(segment: Option<&str>, before: &[Column], at: &Column) -> Difference {
    Difference {
        segment: segment.map(str::to_owned),
        pattern_offset: before.iter().map(|column| column.pattern.chars().count()).sum(),
        value_offset: before.iter().map(|column| column.value.chars().count()).sum(),
        expected: made_visible(first_name(&at.pattern)),
        found: made_visible(first_name(&at.value)),
    }
}

/// The name that a piece starts with; all of a piece that starts with a delimiter, which the other side has nothing for.
fn first_name(text: &str) -> &str {
    if text.starts_with(is_delimiter) {
        return text;
    }
    text.split(is_delimiter).next().unwrap_or(text)
}

fn is_delimiter(c: char) -> bool {
    matches!(c, '/' | ':' | '@')
}

/// Pairs the segments of pattern and value.
fn by_segment<'t>(
    pattern: &'t str,
    value: &'t str,
    reading: Reading,
) -> Vec<(Option<&'t str>, &'t str, &'t str)> {
    let whole = vec![(None, pattern, value)];
    if !reading.subject {
        return whole;
    }
    let (of_pattern, of_value) = (segments(pattern), segments(value));
    if of_pattern.len().max(of_value.len()) > MOST {
        return whole;
    }
    let costs = OfSegments { pattern: &of_pattern, value: &of_value, like: reading.like };
    let (_, pairs) = cheapest(of_pattern.len(), of_value.len(), &costs);
    let text = |text: &'t str, segments: &[Segment<'_>]| match segments {
        [first, .., last] => text.get(first.range.start..last.range.end),
        [one] => text.get(one.range.clone()),
        [] => None,
    };
    let pair = |(p, v): (Range<usize>, Range<usize>)| {
        let p = of_pattern.get(p).unwrap_or_default();
        let v = of_value.get(v).unwrap_or_default();
        let name = v.first().or(p.first()).and_then(|segment| segment.kind.name());
        (name, text(pattern, p).unwrap_or(""), text(value, v).unwrap_or(""))
    };
    pairs.into_iter().map(pair).collect()
}

/// What is about the same thing belongs together; stars take what is left over.
struct OfSegments<'s> {
    pattern: &'s [Segment<'s>],
    value: &'s [Segment<'s>],
    like: bool,
}

impl Costs for OfSegments<'_> {
    fn pair(&self, pattern: usize, value: usize) -> Option<u32> {
        let (pattern, value) = (self.pattern.get(pattern)?, self.value.get(value)?);
        Some(match (pattern.kind, value.kind) {
            (one, other) if one == other => 0,
            (Kind::Context(_), Kind::Context(_)) | (Kind::Any, _) => 2,
            (Kind::Other, _) | (_, Kind::Other) => 9,
            _ => return None,
        })
    }

    fn pattern_alone(&self, _: usize) -> u32 {
        6
    }

    fn value_alone(&self, _: usize) -> u32 {
        6
    }

    fn first_of_several(&self, pattern: usize, value: usize) -> Option<u32> {
        let reaches = self.like && self.pattern.get(pattern)?.value.ends_with('*');
        if reaches { self.pair(pattern, value) } else { None }
    }

    fn one_more(&self, pattern: usize) -> u32 {
        if self.pattern.get(pattern).is_some_and(|segment| segment.kind == Kind::Any) { 0 } else { 4 }
    }

    fn last_of_several(&self, _: usize, _: usize) -> bool {
        true
    }
}

/// Lays the names of one segment side by side.
fn by_name(pattern: &str, value: &str, reading: Reading) -> (u32, Vec<Column>) {
    let (of_pattern, of_value) = (names(pattern), names(value));
    if of_pattern.len().max(of_value.len()) > MOST {
        return (MUCH, vec![column(pattern, value, false)]);
    }
    let wanted = of_pattern.iter().map(|name| Name::new(name, reading.like)).collect();
    let (cost, pairs) =
        cheapest(of_pattern.len(), of_value.len(), &OfNames { pattern: wanted, value: &of_value });
    let pieces = pairs.into_iter().map(|(p, v)| {
        let pattern = of_pattern.get(p).unwrap_or_default().concat();
        let value = of_value.get(v).unwrap_or_default().concat();
        let fits = reading.fits(&pattern, &value);
        Column { pattern, value, fits }
    });
    // Two pieces that do not fit may fit together: `?` stands for a delimiter too.
    let columns = joined(pieces).into_iter().map(|mut column| {
        column.fits = column.fits || reading.fits(&column.pattern, &column.value);
        column
    });
    let columns = joined(columns);
    (cost, columns)
}

/// Neighbours that fit become one column, and so do neighbours that do not.
fn joined(pieces: impl Iterator<Item = Column>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for piece in pieces {
        match columns.last_mut().filter(|last| last.fits == piece.fits) {
            Some(last) => {
                last.pattern.push_str(&piece.pattern);
                last.value.push_str(&piece.value);
            }
            None => columns.push(piece),
        }
    }
    columns
}

/// The cost of what is not laid out.
const MUCH: u32 = 1 << 16;

/// Names and the delimiters between them.
fn names(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    for name in text.split_inclusive(is_delimiter) {
        let (name, delimiter) = match name.char_indices().next_back() {
            Some((at, last)) if is_delimiter(last) => name.split_at(at),
            _ => (name, ""),
        };
        out.extend([name, delimiter].into_iter().filter(|part| !part.is_empty()));
    }
    out
}

/// A name of the pattern, or a delimiter.
struct Name<'n> {
    text: &'n str,
    /// Where it has wildcards.
    whole: Option<Pattern>,
    stars: Option<Stars>,
}

/// A name with stars may stand for several: what the first and the last of them have to fit.
struct Stars {
    first: Pattern,
    last: Pattern,
    all: bool,
}

impl Stars {
    /// A lone star is no better off with something than without.
    fn cost(&self) -> u32 {
        if self.all { 2 } else { 0 }
    }
}

impl<'n> Name<'n> {
    fn new(text: &'n str, like: bool) -> Name<'n> {
        let around = text.split_once('*').zip(text.rsplit_once('*'));
        let stars = around.filter(|_| like).map(|((start, _), (_, end))| Stars {
            first: Pattern::new(&format!("{start}*")),
            last: Pattern::new(&format!("*{end}")),
            all: start.is_empty() && end.is_empty(),
        });
        let whole = (like && text.contains(['*', '?'])).then(|| Pattern::new(text));
        Name { text, whole, stars }
    }

    fn fits(&self, value: &str) -> bool {
        match &self.whole {
            Some(whole) => whole.matches(value),
            None => self.text == value,
        }
    }
}

/// Whole names stand together, delimiters with their like.
struct OfNames<'n> {
    pattern: Vec<Name<'n>>,
    value: &'n [&'n str],
}

impl OfNames<'_> {
    fn stars(&self, pattern: usize) -> Option<&Stars> {
        self.pattern.get(pattern)?.stars.as_ref()
    }
}

impl Costs for OfNames<'_> {
    fn pair(&self, pattern: usize, value: usize) -> Option<u32> {
        let (pattern, value) = (self.pattern.get(pattern)?, self.value.get(value)?);
        if pattern.fits(value) {
            return Some(pattern.stars.as_ref().map_or(0, Stars::cost));
        }
        let delimits = pattern.text.starts_with(is_delimiter) || value.starts_with(is_delimiter);
        (!delimits).then_some(3)
    }

    fn pattern_alone(&self, pattern: usize) -> u32 {
        match self.pattern.get(pattern) {
            Some(Name { stars: Some(stars), .. }) if stars.all => 0,
            Some(name) if name.text.starts_with(is_delimiter) => 3,
            _ => 2,
        }
    }

    /// An id, `@` and digits, is easily missing: a policy of before 15 July 2026 has none.
    fn value_alone(&self, value: usize) -> u32 {
        let of_id = |part: &str| part == "@" || part.bytes().all(|b| b.is_ascii_digit());
        if self.value.get(value).is_some_and(|part| of_id(part)) { 1 } else { 2 }
    }

    fn first_of_several(&self, pattern: usize, value: usize) -> Option<u32> {
        let stars = self.stars(pattern)?;
        stars.first.matches(self.value.get(value)?).then(|| stars.cost())
    }

    fn one_more(&self, _: usize) -> u32 {
        0
    }

    fn last_of_several(&self, pattern: usize, value: usize) -> bool {
        let stars = self.stars(pattern).zip(self.value.get(value));
        stars.is_some_and(|(stars, value)| stars.last.matches(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SUBJECTS: Reading = Reading { like: true, subject: true };

    fn pieces(pattern: &str, value: &str, reading: Reading) -> Vec<(String, String, bool)> {
        let (_, alignment) = align(pattern, value, reading);
        alignment.columns.into_iter().map(|c| (c.pattern, c.value, c.fits)).collect()
    }

    fn parts(pattern: &str, value: &str) -> (Option<String>, String, String) {
        let difference = align(pattern, value, SUBJECTS).1.difference.unwrap();
        (difference.segment, difference.expected, difference.found)
    }

    fn differing(segment: &str, expected: &str, found: &str) -> (Option<String>, String, String) {
        (Some(segment.to_owned()), expected.to_owned(), found.to_owned())
    }

    fn owned<const N: usize>(pieces: [(&str, &str, bool); N]) -> Vec<(String, String, bool)> {
        pieces.map(|(pattern, value, fits)| (pattern.to_owned(), value.to_owned(), fits)).to_vec()
    }

    #[test]
    fn the_wrong_name_of_the_wrong_segment_is_found_and_the_rest_stays_in_line() {
        let value =
            "repo:octo-org/app:environment:production:job_workflow_ref:octo-org/app/ci.yml@refs/heads/main";
        let pattern = "repo:octo-org/*:*:job_workflow_ref:octo-org/gh-actions/b.yaml@refs/heads/main";
        assert_eq!(
            pieces(pattern, value, SUBJECTS),
            owned([
                ("repo:octo-org/*", "repo:octo-org/app", true),
                (":*", ":environment:production", true),
                (":job_workflow_ref:octo-org/", ":job_workflow_ref:octo-org/", true),
                ("gh-actions", "app", false),
                ("/", "/", true),
                ("b.yaml", "ci.yml", false),
                ("@refs/heads/main", "@refs/heads/main", true),
            ])
        );
        assert_eq!(parts(pattern, value), differing("job_workflow_ref", "gh-actions", "app"));
    }

    #[test]
    fn no_name_is_cut() {
        let pair = ("repo:octo-org/app:environment:production", "repo:octo-org/app:environment:prod");
        assert_eq!(parts(pair.0, pair.1), differing("context", "production", "prod"));
        assert_eq!(parts(pair.1, pair.0), differing("context", "prod", "production"));
        let star = parts("repo:o/r:environment:*ref:refs/heads/main*", "repo:o/r:environment:prod");
        assert_eq!(star, differing("context", "*ref", "prod"));
    }

    #[test]
    fn segments_are_paired_by_what_they_are_about() {
        let pattern = "repo:octo-org/app:ref:refs/heads/main:workflow:Build";
        let value = "repo:octo-org/app2:environment:prod:workflow:Build";
        assert_eq!(
            pieces(pattern, value, SUBJECTS),
            owned([
                ("repo:octo-org/", "repo:octo-org/", true),
                ("app", "app2", false),
                (":", ":", true),
                ("ref", "environment", false),
                (":", ":", true),
                ("refs/heads/main", "prod", false),
                (":workflow:Build", ":workflow:Build", true),
            ])
        );
        let longer = "repo:o/r:ref:refs/heads/main:workflow:Deploy";
        assert_eq!(
            parts("repo:o/r:ref:refs/heads/main", longer),
            differing("workflow", "", ":workflow:Deploy")
        );
        assert_eq!(parts("repo:o/r", "repo:o/r:pull_request"), differing("context", "", ":pull_request"));
        let ids = "repo:octo-org@65/app@74:pull_request";
        assert_eq!(parts("repo:octo-org/app:pull_request", ids), differing("repo", "", "@65"));
    }

    #[test]
    fn ids_that_the_policy_lacks_stand_beside_nothing() {
        let ids = "repo:octo-org@123456/octo-repo@456789:ref:refs/heads/main";
        assert_eq!(
            pieces("repo:octo-org/*", ids, SUBJECTS),
            owned([
                ("repo:octo-org", "repo:octo-org", true),
                ("", "@123456", false),
                ("/*", "/octo-repo@456789:ref:refs/heads/main", true),
            ])
        );
    }

    #[test]
    fn the_nearest_pattern_is_the_one_that_lacks_least() {
        let patterns =
            ["repo:o/r:environment:prod", "repo:o/r:ref:refs/heads/main", "repo:o/x:ref:refs/tags/v1"];
        let of = |value| nearest(patterns.into_iter(), value, SUBJECTS).unwrap().0;
        assert_eq!(of("repo:o/r:environment:dev"), patterns[0]);
        assert_eq!(of("repo:o/r:ref:refs/heads/dev"), patterns[1]);
        assert_eq!(of("repo:o/y:ref:refs/tags/v1"), patterns[2]);
    }

    #[test]
    fn a_question_mark_stands_for_a_delimiter() {
        let plain = Reading { like: true, subject: false };
        assert_eq!(
            pieces("?repo:", "@repo:repo:", plain),
            owned([("?repo:", "@repo:", true), ("", "repo:", false)])
        );
    }

    #[test]
    fn texts_of_very_many_names_are_one_piece() {
        let (pattern, value) = ("a/".repeat(400), "b:".repeat(10_000));
        let (_, alignment) = align(&pattern, &value, SUBJECTS);
        assert_eq!(alignment.columns.len(), 1);
    }

    proptest! {
        #[test]
        fn columns_join_to_the_texts_and_fit_as_the_matcher_says(
            pattern in "(repo:|ref:|pull_request|environment:|[ab:*?/@]){0,8}",
            value in "(repo:|ref:|pull_request|environment:|[ab:/@é]){0,8}",
            like in any::<bool>(),
            subject in any::<bool>(),
        ) {
            let reading = Reading { like, subject };
            let (_, alignment) = align(&pattern, &value, reading);
            let joined: String = alignment.columns.iter().map(|c| c.pattern.as_str()).collect();
            prop_assert_eq!(joined, pattern.clone());
            let joined: String = alignment.columns.iter().map(|c| c.value.as_str()).collect();
            prop_assert_eq!(joined, value.clone());
            prop_assert_eq!(alignment.difference.is_none(), reading.fits(&pattern, &value));
            for column in &alignment.columns {
                prop_assert_eq!(column.fits, reading.fits(&column.pattern, &column.value));
            }
        }
    }
}
