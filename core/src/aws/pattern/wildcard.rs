//! The wildcard language of `StringLike`, of ARN components and of action names.
//!
//! `*` is any run of characters, `?` exactly one; both cross `:` and `/` (IAM User Guide, "String condition
//! operators"). There is no escape but the policy variables `${*}` and `${?}`, which arrive here as literal text.
//! Matching never goes back behind a star. It is linear in the text for a pattern without `?`; each 64 characters of a
//! stretch with `?` between two stars cost one step more a character of the text.

use memchr::memmem::Finder;

/// A piece of a pattern, before it is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PatternToken<'a> {
    /// This text, whatever characters it has.
    Literal(&'a str),
    /// `*`
    AnyRun,
    /// `?`
    AnyOne,
}

/// Splits written pattern text at its wildcards.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = PatternToken<'_>> {
    let mut rest = text;
    core::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (token, length) = match first {
            '*' => (PatternToken::AnyRun, 1),
            '?' => (PatternToken::AnyOne, 1),
            _ => {
                let length = rest.find(['*', '?']).unwrap_or(rest.len());
                (PatternToken::Literal(rest.get(..length)?), length)
            }
        };
        rest = rest.get(length..)?;
        Some(token)
    })
}

/// Splits pieces into the components of an ARN: at the first five colons.
pub(crate) fn components<'a>(
    pieces: impl IntoIterator<Item = PatternToken<'a>>,
) -> Vec<Vec<PatternToken<'a>>> {
    let mut done: Vec<Vec<PatternToken<'a>>> = Vec::new();
    let mut open: Vec<PatternToken<'a>> = Vec::new();
    for piece in pieces {
        let PatternToken::Literal(mut text) = piece else {
            open.push(piece);
            continue;
        };
        while let Some((before, after)) = text.split_once(':').filter(|_| done.len() < 5) {
            if !before.is_empty() {
                open.push(PatternToken::Literal(before));
            }
            done.push(core::mem::take(&mut open));
            text = after;
        }
        if !text.is_empty() {
            open.push(PatternToken::Literal(text));
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
    /// Looks for the text, where it stands between two stars.
    search: Option<Search>,
}

/// How the text of a stretch is looked for.
#[derive(Debug, Clone)]
enum Search {
    Whole(Box<Finder<'static>>),
    WithHoles(Box<Holes>),
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

    /// Where its first place in `text` ends.
    fn end_of_first(&self, text: &str) -> Option<usize> {
        match &self.search {
            None => Some(0),
            Some(Search::Whole(finder)) => finder.find(text.as_bytes()).map(|start| start + self.text.len()),
            Some(Search::WithHoles(holes)) => holes.end_of_first(text),
        }
    }

    /// Readies it to be looked for.
    fn sought(self) -> Stretch {
        let search = if self.holes {
            Search::WithHoles(Box::new(Holes::new(&self.text)))
        } else {
            Search::Whole(Box::new(Finder::new(&self.text).into_owned()))
        };
        Stretch { search: Some(search), ..self }
    }
}

/// A text with holes as bits, one for each character, so that all its beginnings are followed at once (the shift-and
/// method of Baeza-Yates and Gonnet).
#[derive(Debug, Clone)]
struct Holes {
    /// A bit for every hole.
    any: Vec<u64>,
    /// For a character, in order: a word of `any`, and the bits there that are this character.
    only: Vec<(char, usize, u64)>,
    /// The bit of the last character, in the last word.
    last: u64,
}

/// Words for as many characters as the longest value of a request has, so that a longer pattern is none to care for.
const WORDS: usize = 512;

impl Holes {
    fn new(text: &str) -> Holes {
        let (mut any, mut only, mut last) = (Vec::new(), Vec::<(char, usize, u64)>::new(), 0);
        for (index, c) in text.chars().enumerate() {
            let word = index / 64;
            last = 1 << (index % 64);
            any.resize(word + 1, 0);
            match any.last_mut() {
                Some(holes) if c == HOLE => *holes |= last,
                _ => only.push((c, word, last)),
            }
        }
        only.sort_unstable();
        only.dedup_by(|next, one| {
            let same = (next.0, next.1) == (one.0, one.1);
            if same {
                one.2 |= next.2;
            }
            same
        });
        Holes { any, only, last }
    }

    fn end_of_first(&self, text: &str) -> Option<usize> {
        // Few words are the rule, and cheaper to clear; more than fit here are no reason to fail.
        let (mut few, mut many, mut all);
        let states: &mut [u64] = match self.any.len() {
            0..=4 => {
                few = [0; 4];
                &mut few
            }
            5..=WORDS => {
                many = [0; WORDS];
                &mut many
            }
            words => {
                all = vec![0; words];
                &mut all
            }
        };
        let states = states.get_mut(..self.any.len())?;
        let mut end = 0;
        for c in text.chars() {
            end += c.len_utf8();
            let from = self.only.partition_point(|(known, ..)| *known < c);
            let mut bits = self.only.get(from..)?.iter().take_while(|(known, ..)| *known == c).peekable();
            let mut carry = 1;
            for (word, (state, any)) in states.iter_mut().zip(&self.any).enumerate() {
                let here = bits.next_if(|(_, at, _)| *at == word).map_or(0, |(.., bits)| *bits);
                let next = (*state << 1) | carry;
                carry = *state >> 63;
                *state = next & (any | here);
            }
            if states.last()? & self.last != 0 {
                return Some(end);
            }
        }
        None
    }
}

/// What a byte of a text costs where a stretch of so many bytes, with `?` among them, is looked for.
pub(crate) fn holes_steps(length: usize) -> u64 {
    4 * (length as u64 / 64 + 1)
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

    pub(crate) fn from_tokens<'a>(tokens: impl Iterator<Item = PatternToken<'a>>) -> Pattern {
        let mut stretches = vec![Stretch::default()];
        for token in tokens {
            if token == PatternToken::AnyRun {
                stretches.push(Stretch::default());
            } else if let Some(stretch) = stretches.last_mut() {
                match token {
                    PatternToken::Literal(text) => stretch.text.push_str(text),
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
        let middle = middle.into_iter().map(Stretch::sought).collect();
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
            let Some(end) = stretch.end_of_first(rest) else { return false };
            let Some(after) = rest.get(end..) else { return false };
            rest = after;
        }
        true
    }

    /// What a byte of a text costs at most, in the steps of [`crate::limits`]: nothing where no star lets the pattern go
    /// through the text.
    pub(crate) fn steps_a_byte(&self) -> u64 {
        let of = |stretch: &Stretch| if stretch.holes { holes_steps(stretch.text.len()) } else { 1 };
        self.middle.iter().map(of).max().unwrap_or(0)
    }

    /// What putting it to a text costs besides.
    pub(crate) fn steps(&self) -> u64 {
        16 + 16 * self.middle.len() as u64
    }

    /// The one text that fits, for a pattern without wildcards.
    pub(crate) fn literal(&self) -> Option<&str> {
        (self.last.is_none() && !self.first.holes).then_some(&self.first.text)
    }

    /// The text that every fitting one starts with, and the one that it ends with.
    pub(crate) fn ends(&self) -> (&str, &str) {
        let last = self.last.as_ref().unwrap_or(&self.first);
        let head = self.first.text.split(HOLE).next().unwrap_or("");
        (head, last.text.rsplit(HOLE).next().unwrap_or(""))
    }

    /// Whether every text fits that starts and ends as `ends` says: there is one star, at an end.
    pub(crate) fn is_one_end(&self) -> bool {
        let plain = |stretch: &Stretch| !stretch.text.contains(HOLE);
        self.middle.is_empty()
            && plain(&self.first)
            && self
                .last
                .as_ref()
                .is_some_and(|last| plain(last) && (self.first.text.is_empty() || last.text.is_empty()))
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
        let pattern = Pattern::from_tokens([PatternToken::Literal("*"), PatternToken::AnyRun].into_iter());
        assert!(pattern.matches("*x") && !pattern.matches("x"));
    }

    /// The definition, by rows: whether each prefix of the text fits.
    fn by_rows(pattern: &str, text: &[char]) -> bool {
        let mut row = vec![false; text.len() + 1];
        row[0] = true;
        for p in pattern.chars() {
            let mut next = vec![p == '*' && row[0]];
            for (index, c) in text.iter().enumerate() {
                next.push(match p {
                    '*' => row[index + 1] || next[index],
                    '?' => row[index],
                    _ => row[index] && p == *c,
                });
            }
            row = next;
        }
        row[text.len()]
    }

    #[test]
    fn long_stretches_with_holes_are_found_past_the_first_words() {
        for length in [1, 63, 64, 65, 127, 128, 129, 200, 300] {
            let stretch: String = "a?é".chars().cycle().take(length).collect();
            let found = stretch.replace('?', "z");
            let pattern = Pattern::new(&format!("*{stretch}*b"));
            assert!(pattern.matches(&format!("a{found}xb")), "{length}");
            assert!(pattern.matches(&format!("{found}b")), "{length}");
            let short: String = found.chars().skip(1).collect();
            assert!(length == 1 || !pattern.matches(&format!("x{short}b")), "{length}");
        }
    }

    #[test]
    fn the_longest_pattern_over_the_longest_text_is_quick() {
        let long = "a?".repeat(16_400);
        let pattern = Pattern::new(&format!("*{long}b*"));
        assert!(pattern.matches(&format!("{}b", "a".repeat(32_801))));
        assert!(!pattern.matches(&"a".repeat(32_801)));
        let pattern = Pattern::new(&format!("*{}b*", "a?".repeat(8_000)));
        assert!(!pattern.matches(&"a".repeat(32_768)));
    }

    proptest! {
        #[test]
        fn equals_the_definition_over_long_stretches(
            pattern in "[*?]{0,1}([ab?]{40,90}\\*){1,3}[ab?]{0,5}",
            text in "[ab]{0,300}",
            seed in any::<u64>(),
        ) {
            // A text that fits but for one character, and one that is anything.
            let mut bits = seed;
            let mut near: Vec<char> = pattern.chars().filter(|c| *c != '*').map(|c| if c == '?' { 'b' } else { c }).collect();
            if !near.is_empty() {
                bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let at = usize::try_from(bits >> 33).unwrap() % near.len();
                near[at] = if bits >> 63 == 0 { 'a' } else { near[at] };
            }
            for text in [near, text.chars().collect()] {
                let whole: String = text.iter().collect();
                prop_assert_eq!(Pattern::new(&pattern).matches(&whole), by_rows(&pattern, &text));
            }
        }

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
