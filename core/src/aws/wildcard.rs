//! The wildcard language of `StringLike`, of ARN components and of action names.
//!
//! `*` is any run of characters, `?` exactly one; both cross `:` and `/` (IAM User Guide, "String condition
//! operators"). There is no escape but the policy variables `${*}` and `${?}`, which arrive here as literal text.
//! Matching is linear in text for a pattern without `?`, and pattern × text at worst: no backtracking past a star.

use core::ops::Range;

use memchr::memchr_iter;
use memchr::memmem::Finder;

/// A piece of a pattern, before it is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// This text, whatever characters it has.
    Literal(&'a str),
    /// `*`
    AnyRun,
    /// `?`
    AnyOne,
}

/// Splits written pattern text at its wildcards.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (token, length) = match first {
            '*' => (Token::AnyRun, 1),
            '?' => (Token::AnyOne, 1),
            _ => {
                let length = rest.find(['*', '?']).unwrap_or(rest.len());
                (Token::Literal(rest.get(..length)?), length)
            }
        };
        rest = rest.get(length..)?;
        Some(token)
    })
}

/// Splits pieces into the components of an ARN: at the first five colons.
pub(crate) fn components<'a>(pieces: impl IntoIterator<Item = Token<'a>>) -> Vec<Vec<Token<'a>>> {
    let mut done: Vec<Vec<Token<'a>>> = Vec::new();
    let mut open: Vec<Token<'a>> = Vec::new();
    for piece in pieces {
        let Token::Literal(mut text) = piece else {
            open.push(piece);
            continue;
        };
        while let Some((before, after)) = text.split_once(':').filter(|_| done.len() < 5) {
            if !before.is_empty() {
                open.push(Token::Literal(before));
            }
            done.push(core::mem::take(&mut open));
            text = after;
        }
        if !text.is_empty() {
            open.push(Token::Literal(text));
        }
    }
    done.push(open);
    done
}

/// The stretch between two stars.
#[derive(Debug, Clone, Default)]
struct Stretch {
    /// The text, with one U+0000 for each `?`: no text that is matched can hold one.
    text: String,
    holes: bool,
    /// Looks for the text in linear time, where it has no holes and stands between two stars.
    finder: Option<Box<Finder<'static>>>,
}

const HOLE: char = '\0';

impl PartialEq for Stretch {
    fn eq(&self, other: &Stretch) -> bool {
        self.text == other.text && self.holes == other.holes
    }
}

impl Eq for Stretch {}

impl Stretch {
    /// How many bytes of `text` it takes at its start.
    fn length_at(&self, text: &str) -> Option<usize> {
        if !self.holes {
            return text.as_bytes().starts_with(self.text.as_bytes()).then_some(self.text.len());
        }
        let mut rest = text.chars();
        for wanted in self.text.chars() {
            let found = rest.next()?;
            if wanted != HOLE && wanted != found {
                return None;
            }
        }
        Some(text.len() - rest.as_str().len())
    }

    /// Where in `text` it ends the text, if it does.
    fn start_before_end(&self, text: &str) -> Option<usize> {
        if !self.holes {
            return text.as_bytes().ends_with(self.text.as_bytes()).then(|| text.len() - self.text.len());
        }
        let mut rest = text.chars();
        for wanted in self.text.chars().rev() {
            let found = rest.next_back()?;
            if wanted != HOLE && wanted != found {
                return None;
            }
        }
        Some(rest.as_str().len())
    }

    /// Its first place in `text`.
    fn find(&self, text: &str) -> Option<Range<usize>> {
        if let Some(finder) = &self.finder {
            return finder.find(text.as_bytes()).map(|start| start..start + self.text.len());
        }
        let at = |start: usize| {
            let length = self.length_at(text.get(start..)?)?;
            Some(start..start + length)
        };
        match self.text.as_bytes().first() {
            None => Some(0..0),
            Some(&first) if first != HOLE as u8 => memchr_iter(first, text.as_bytes()).find_map(at),
            Some(_) => text.char_indices().map(|(start, _)| start).find_map(at),
        }
    }
}

/// A compiled pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    first: Stretch,
    /// The stretches after each star but the last.
    middle: Vec<Stretch>,
    /// The stretch after the last star; `None` where there is no star.
    last: Option<Stretch>,
}

impl Pattern {
    /// Compiles written text.
    pub(crate) fn new(text: &str) -> Pattern {
        Pattern::from_tokens(tokens(text))
    }

    pub(crate) fn from_tokens<'a>(tokens: impl Iterator<Item = Token<'a>>) -> Pattern {
        let mut stretches = vec![Stretch::default()];
        for token in tokens {
            if token == Token::AnyRun {
                stretches.push(Stretch::default());
            } else if let Some(stretch) = stretches.last_mut() {
                match token {
                    Token::Literal(text) => stretch.text.push_str(text),
                    _ => {
                        stretch.text.push(HOLE);
                        stretch.holes = true;
                    }
                }
            }
        }
        let mut stretches = stretches.into_iter();
        let first = stretches.next().unwrap_or_default();
        let mut middle: Vec<Stretch> = stretches.collect();
        let last = middle.pop();
        middle.retain(|stretch| !stretch.text.is_empty());
        for stretch in middle.iter_mut().filter(|stretch| !stretch.holes) {
            stretch.finder = Some(Box::new(Finder::new(&stretch.text).into_owned()));
        }
        Pattern { first, middle, last }
    }

    /// Whether the whole of `text` fits.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let Some(used) = self.first.length_at(text) else { return false };
        let Some(rest) = text.get(used..) else { return false };
        let Some(last) = &self.last else { return rest.is_empty() };
        let Some(end) = last.start_before_end(rest) else { return false };
        let Some(mut rest) = rest.get(..end) else { return false };
        for stretch in &self.middle {
            let Some(found) = stretch.find(rest) else { return false };
            let Some(after) = rest.get(found.end..) else { return false };
            rest = after;
        }
        true
    }

    /// Whether any text at all fits (`*`, `**`).
    pub(crate) fn matches_everything(&self) -> bool {
        self.first.text.is_empty()
            && self.middle.is_empty()
            && self.last.as_ref().is_some_and(|last| last.text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, by recursion.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match pattern.first() {
            None => text.is_empty(),
            Some('*') => (0..=text.len()).any(|n| naive(&pattern[1..], &text[n..])),
            Some('?') => !text.is_empty() && naive(&pattern[1..], &text[1..]),
            Some(c) => text.first() == Some(c) && naive(&pattern[1..], &text[1..]),
        }
    }

    #[test]
    fn star_crosses_colons_and_slashes() {
        let pattern = Pattern::new(
            "repo:octo-org/*:*:job_workflow_ref:octo-org/ci/.github/workflows/b.yaml@refs/heads/main",
        );
        assert!(pattern.matches(
            "repo:octo-org/app:environment:production:job_workflow_ref:octo-org/ci/.github/workflows/b.yaml@refs/heads/main"
        ));
        assert!(!pattern.matches(
            "repo:octo-org/app:job_workflow_ref:octo-org/ci/.github/workflows/b.yaml@refs/heads/main"
        ));
    }

    #[test]
    fn a_question_mark_is_one_character_of_any_width() {
        assert!(Pattern::new("a?c").matches("aéc"));
        assert!(Pattern::new("?").matches("日"));
        assert!(!Pattern::new("?").matches(""));
        assert!(!Pattern::new("?").matches("ab"));
    }

    #[test]
    fn literal_tokens_keep_their_wildcards() {
        let pattern = Pattern::from_tokens([Token::Literal("*"), Token::AnyRun].into_iter());
        assert!(pattern.matches("*x") && !pattern.matches("x"));
    }

    proptest! {
        #[test]
        fn equals_the_naive_matcher(pattern in "[ab*?é]{0,8}", text in "[abé\n]{0,10}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(Pattern::new(&pattern).matches(&text), naive(&p, &t));
        }

        #[test]
        fn only_stars_match_everything(pattern in "[a*?]{0,4}") {
            let all = !pattern.is_empty() && pattern.chars().all(|c| c == '*');
            prop_assert_eq!(Pattern::new(&pattern).matches_everything(), all);
        }
    }
}
