//! A pattern beside the value it was put to, up to where the two part.

use core::ops::Range;

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

/// A pattern and a value, aligned by the segments of the value.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Alignment {
    /// Column by column; joined, the pieces give pattern and value.
    pub columns: Vec<Column>,
    /// Where they part; `None` where the whole fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parting: Option<Parting>,
}

/// The place where pattern and value part.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Parting {
    /// Characters of the pattern before it.
    pub pattern_offset: usize,
    /// Characters of the value before it.
    pub value_offset: usize,
    /// What the pattern asks for there, up to its next delimiter or wildcard, hidden characters escaped; empty where it
    /// ends.
    pub expected: String,
    /// What the value has there, up to its next delimiter, hidden characters escaped; empty where it ends.
    pub found: String,
}

/// The largest pattern × value, in bytes, that is still aligned.
const MAX_WORK: usize = 16_000_000;

/// Aligns. `like` says whether `*` and `?` are wildcards; `cuts` are the byte offsets in the value at which its segments
/// start. `None` for texts too large to draw, and for those that
/// hold a token: a piece of one shows its signature and does not look like a token.
pub(crate) fn align(pattern: &str, value: &str, like: bool, cuts: &[usize]) -> Option<Alignment> {
    if pattern.len().saturating_mul(value.len().max(1)) > MAX_WORK
        || has_signature(pattern)
        || has_signature(value)
    {
        return None;
    }
    let path = Path::of(pattern, value, like);
    let mut columns = Vec::new();
    let mut from = (0, 0);
    let inner = cuts.iter().copied().filter(|&cut| cut > 0 && cut < value.len());
    for cut in inner
        .map(|cut| (path.pattern_at(cut).unwrap_or(pattern.len()), cut))
        .chain([(pattern.len(), value.len())])
    {
        let slice = |text: &str, range: Range<usize>| text.get(range).unwrap_or("").to_owned();
        columns.push(Column {
            pattern: slice(pattern, from.0..cut.0),
            value: slice(value, from.1..cut.1),
            fits: path.fits || (cut.0 <= path.end.0 && cut.1 <= path.end.1),
        });
        from = cut;
    }
    let parting = (!path.fits).then(|| {
        let before = |text: &str, at: usize| text.get(..at).map_or(0, |text| text.chars().count());
        let after = |text: &str, at: usize, like: bool| word(text.get(at..).unwrap_or(""), like);
        Parting {
            pattern_offset: before(pattern, path.end.0),
            value_offset: before(value, path.end.1),
            expected: made_visible(&after(pattern, path.end.0, like)),
            found: made_visible(&after(value, path.end.1, false)),
        }
    });
    Some(Alignment { columns, parting })
}

/// The text at a parting, up to the next delimiter or wildcard; that alone where it comes first.
fn word(text: &str, like: bool) -> String {
    let stop = |c: char| matches!(c, '/' | ':' | '@') || (like && matches!(c, '*' | '?'));
    match text.find(stop) {
        Some(0) => text.chars().take(1).collect(),
        Some(end) => text.get(..end).unwrap_or(text).to_owned(),
        None => text.to_owned(),
    }
}

/// How far a pattern and a value go together: pairs of byte offsets (pattern, value), after each character that fits.
struct Path {
    steps: Vec<(usize, usize)>,
    /// Where they part, or both ends.
    end: (usize, usize),
    fits: bool,
}

impl Path {
    /// The leftmost match of each stretch between stars; where one is not found, as much of it as there is.
    ///
    /// Leftmost is enough: it leaves the most for the stretches after it.
    fn of(pattern: &str, value: &str, like: bool) -> Path {
        let mut path = Path { steps: Vec::new(), end: (0, 0), fits: false };
        let stretches: Vec<&str> = if like { pattern.split('*').collect() } else { vec![pattern] };
        let last = stretches.len() - 1;
        for (index, stretch) in stretches.iter().enumerate() {
            let (mut in_pattern, at) = path.end;
            let starts: Vec<usize> = if index == 0 {
                vec![at]
            } else {
                in_pattern += 1;
                let rest = value.get(at..).unwrap_or("");
                rest.char_indices().map(|(offset, _)| at + offset).chain([value.len()]).collect()
            };
            // The last stretch has to end the value; where no place does, the one that goes furthest is shown.
            let mut best: Option<Run> = None;
            for start in starts {
                let run = Run::of(stretch, value, start, like);
                let whole = run.in_stretch == stretch.len() && (index < last || run.end == value.len());
                if whole || best.as_ref().is_none_or(|known| run.in_stretch > known.in_stretch) {
                    best = Some(run);
                }
                if whole {
                    path.fits = index == last;
                    break;
                }
            }
            let Some(run) = best else { return path };
            path.steps.push((in_pattern, run.start));
            path.steps.extend(run.steps.iter().map(|(step, in_value)| (in_pattern + step, *in_value)));
            path.end = (in_pattern + run.in_stretch, run.end);
            if run.in_stretch < stretch.len() {
                return path;
            }
        }
        path
    }

    /// The offset in the pattern that goes with an offset in the value; a star stays with what it began to cover.
    fn pattern_at(&self, in_value: usize) -> Option<usize> {
        if in_value > self.end.1 {
            return None;
        }
        let before = self.steps.iter().rev().find(|(_, value)| *value <= in_value)?;
        Some(if before.1 < in_value { before.0 + 1 } else { before.0 })
    }
}

/// As much of one stretch as the value has from one place on.
struct Run {
    start: usize,
    end: usize,
    in_stretch: usize,
    steps: Vec<(usize, usize)>,
}

impl Run {
    fn of(stretch: &str, value: &str, start: usize, like: bool) -> Run {
        let mut run = Run { start, end: start, in_stretch: 0, steps: Vec::new() };
        for (wanted, found) in stretch.chars().zip(value.get(start..).unwrap_or("").chars()) {
            if found != wanted && !(like && wanted == '?') {
                break;
            }
            run.in_stretch += wanted.len_utf8();
            run.end += found.len_utf8();
            run.steps.push((run.in_stretch, run.end));
        }
        run
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::pattern::wildcard::Pattern;
    use proptest::prelude::*;

    fn cuts(value: &str) -> Vec<usize> {
        [":environment", ":ref", ":pull", ":job"].iter().filter_map(|mark| value.find(mark)).collect()
    }

    fn pieces(alignment: &Alignment) -> Vec<(&str, &str, bool)> {
        alignment.columns.iter().map(|c| (c.pattern.as_str(), c.value.as_str(), c.fits)).collect()
    }

    #[test]
    fn the_wrong_segment_is_named() {
        let value =
            "repo:octo-org/app:environment:production:job_workflow_ref:octo-org/app/ci.yml@refs/heads/main";
        let pattern = "repo:octo-org/*:*:job_workflow_ref:octo-org/gh-actions/b.yaml@refs/heads/main";
        let alignment = align(pattern, value, true, &cuts(value)).unwrap();
        assert_eq!(
            pieces(&alignment),
            [
                ("repo:octo-org/*", "repo:octo-org/app", true),
                (":*", ":environment:production", true),
                (
                    ":job_workflow_ref:octo-org/gh-actions/b.yaml@refs/heads/main",
                    ":job_workflow_ref:octo-org/app/ci.yml@refs/heads/main",
                    false
                ),
            ]
        );
        let parting = alignment.parting.unwrap();
        assert_eq!((parting.expected.as_str(), parting.found.as_str()), ("gh-actions", "app"));
    }

    #[test]
    fn an_exact_value_parts_at_its_first_difference() {
        let value = "repo:octo-org/app:pull_request";
        let alignment = align("repo:octo-org/app:ref:refs/heads/main", value, false, &cuts(value)).unwrap();
        assert_eq!(pieces(&alignment)[0], ("repo:octo-org/app", "repo:octo-org/app", true));
        let parting = alignment.parting.unwrap();
        assert_eq!(
            (parting.value_offset, parting.expected.as_str(), parting.found.as_str()),
            (18, "ref", "pull_request")
        );
    }

    #[test]
    fn a_value_that_goes_on_parts_at_the_end_of_the_pattern() {
        let value = "repo:octo-org/app:pull_request";
        let parting = align("repo:octo-org/app", value, false, &cuts(value)).unwrap().parting.unwrap();
        assert_eq!((parting.expected.as_str(), parting.found.as_str()), ("", ":"));
    }

    proptest! {
        #[test]
        fn columns_join_to_the_texts_and_fit_as_the_matcher_says(
            pattern in "[ab:*?]{0,8}", value in "[ab:é]{0,8}", cut in proptest::collection::vec(0_usize..9, 0..3)
        ) {
            let mut cut: Vec<usize> = cut.into_iter().filter(|&at| value.is_char_boundary(at)).collect();
            cut.sort_unstable();
            cut.dedup();
            let alignment = align(&pattern, &value, true, &cut).unwrap();
            let joined: String = alignment.columns.iter().map(|c| c.pattern.as_str()).collect();
            prop_assert_eq!(joined, pattern.clone());
            let joined: String = alignment.columns.iter().map(|c| c.value.as_str()).collect();
            prop_assert_eq!(joined, value.clone());
            prop_assert_eq!(alignment.parting.is_none(), Pattern::new(&pattern).matches(&value));
        }
    }
}
