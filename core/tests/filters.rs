//! The filter matcher equals one written straight from the cheat sheet, slow and obvious.

use assumable::github::{Filter, FilterKind, FilterMode, FilterOutcome};
use proptest::prelude::*;

/// Whether `text` matches `pattern`, by trying every split.
fn naive(pattern: &[char], text: &[char], behind_slash: bool) -> bool {
    let (first, rest) = match pattern {
        [] => return text.is_empty(),
        ['*', '*', '/', rest @ ..] if behind_slash => {
            // Nothing, or folders.
            let folders = (0..text.len()).filter(|at| text.get(*at) == Some(&'/'));
            return naive(rest, text, true)
                || folders.into_iter().any(|at| naive(rest, tail(text, at + 1), true));
        }
        ['*', '*', rest @ ..] => return (0..=text.len()).any(|at| naive(rest, tail(text, at), false)),
        ['*', rest @ ..] => {
            let stop = text.iter().position(|c| *c == '/').unwrap_or(text.len());
            return (0..=stop).any(|at| naive(rest, tail(text, at), false));
        }
        ['[', rest @ ..] => {
            let end = rest.iter().position(|c| *c == ']').unwrap_or(0);
            let (set, rest) = rest.split_at(end);
            (One::Set(set.to_vec()), tail(rest, 1))
        }
        ['\\', c, rest @ ..] | [c, rest @ ..] => (One::Char(*c), rest),
    };
    let is_slash = matches!(first, One::Char('/'));
    let takes = |at: usize| text.get(at).is_some_and(|c| first.takes(*c));
    match rest {
        ['?', rest @ ..] => naive(rest, text, false) || (takes(0) && naive(rest, tail(text, 1), false)),
        ['+', rest @ ..] => {
            let most = (0..text.len()).take_while(|at| takes(*at)).count();
            (1..=most).any(|at| naive(rest, tail(text, at), false))
        }
        rest => takes(0) && naive(rest, tail(text, 1), is_slash),
    }
}

enum One {
    Char(char),
    Set(Vec<char>),
}

impl One {
    fn takes(&self, c: char) -> bool {
        match self {
            One::Char(own) => *own == c,
            One::Set(set) => match set.as_slice() {
                [low, '-', high] => (low..=high).contains(&&c),
                set => set.contains(&c),
            },
        }
    }
}

fn tail(text: &[char], at: usize) -> &[char] {
    text.get(at..).unwrap_or(&[])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equals_the_cheat_sheet(
        pattern in "((a|b|/|\\.|\\\\\\+|\\\\\\*|[ab/][?+]|\\[ab\\]|\\[a-b\\][?+]?)|\\*[ab/]){0,4}(\\*\\*/?|\\*)?[ab]?",
        text in "[ab/.+*]{1,8}",
    ) {
        let Ok(filter) = Filter::new([&pattern], FilterMode::Include, FilterKind::Path) else { return Ok(()) };
        let outcome = filter.check(&text).map(|report| report.outcome);
        let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
        let expected = if naive(&pattern, &text, true) { FilterOutcome::Match } else { FilterOutcome::NoMatch };
        if outcome != Ok(FilterOutcome::Undetermined) {
            prop_assert_eq!(outcome, Ok(expected));
        }
    }

    #[test]
    fn the_last_match_of_a_list_decides(patterns in proptest::collection::vec("!?[ab*]{1,2}", 1..5), text in "[ab]{1,2}") {
        let include = Filter::new(&patterns, FilterMode::Include, FilterKind::Ref);
        let Ok(filter) = include else { return Ok(()) };
        let text_chars: Vec<char> = text.chars().collect();
        let hits = |pattern: &String| {
            let bare: Vec<char> = pattern.trim_start_matches('!').chars().collect();
            naive(&bare, &text_chars, true)
        };
        let last = patterns.iter().rposition(hits);
        let Ok(report) = filter.check(&text) else { return Ok(()) };
        prop_assert_eq!(report.deciding.map(|pattern| pattern.index), last);
        let matched = last.and_then(|at| patterns.get(at)).is_some_and(|pattern| !pattern.starts_with('!'));
        prop_assert_eq!(report.outcome == FilterOutcome::Match, matched);
    }

    #[test]
    fn any_pattern_is_read_or_refused(pattern in "\\PC{0,12}", text in "\\PC{1,12}") {
        for kind in [FilterKind::Ref, FilterKind::Path, FilterKind::DeploymentBranch] {
            if let Ok(filter) = Filter::new([&pattern], FilterMode::Include, kind) {
                let _ = filter.check(&text);
            }
        }
    }
}
