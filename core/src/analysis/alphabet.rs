//! The characters that a question can tell apart, as few symbols.
//!
//! Two characters that no pattern names and that every language treats alike are one symbol.

use std::collections::BTreeSet;

/// A symbol, by its place in the alphabet.
pub(super) type Symbol = usize;

/// A set of characters that a language names at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    /// ASCII letters and digits.
    Alphanumeric,
    /// `0` to `9`
    Digit,
    /// `1` to `9`
    NonZero,
    /// `0` to `9` and `a` to `f`
    Hex,
    /// What names of repositories are made of.
    Name,
    /// What names of template keys are made of.
    Identifier,
    /// What git refs are made of, `/` included.
    Ref,
    /// What file names are made of.
    File,
    /// What names of environments are made of, save for a space at an end.
    Environment,
    /// The same without the space.
    EnvironmentEnd,
    /// What session names are made of.
    Session,
    /// What is printed in a subject where colons are escaped.
    NoColon,
    /// What is printed there of the name of a file.
    FileNoColon,
    /// Anything.
    Any,
}

/// Every set that stands for more than one character.
const SETS: [Set; 14] = [
    Set::Alphanumeric,
    Set::Digit,
    Set::NonZero,
    Set::Hex,
    Set::Name,
    Set::Identifier,
    Set::Ref,
    Set::File,
    Set::Environment,
    Set::EnvironmentEnd,
    Set::Session,
    Set::NoColon,
    Set::FileNoColon,
    Set::Any,
];

impl Set {
    /// Whether it holds a character.
    pub(super) fn has(self, c: char) -> bool {
        match self {
            Set::Alphanumeric => c.is_ascii_alphanumeric(),
            Set::Digit => c.is_ascii_digit(),
            Set::NonZero => matches!(c, '1'..='9'),
            Set::Hex => matches!(c, '0'..='9' | 'a'..='f'),
            Set::Name => c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'),
            Set::Identifier => c.is_ascii_alphanumeric() || c == '_',
            Set::Ref => !matches!(c, '\0'..=' ' | '\x7f' | '~' | '^' | ':' | '?' | '*' | '[' | '\\'),
            Set::File => !c.is_control() && c != '/',
            Set::Environment => !c.is_control(),
            Set::EnvironmentEnd => Set::Environment.has(c) && !c.is_whitespace(),
            Set::Session => c.is_ascii_alphanumeric() || "_+=,.@-".contains(c),
            Set::NoColon => c != ':',
            Set::FileNoColon => Set::File.has(c) && c != ':',
            Set::Any => true,
        }
    }
}

/// The symbols of one question, each with a character that stands for it.
#[derive(Debug)]
pub(super) struct Alphabet {
    characters: Vec<char>,
}

/// Characters in the order in which a word that a person reads prefers them.
fn preferred() -> impl Iterator<Item = char> {
    "xmabcdefghijklnopqrstuvwyz0123456789"
        .chars()
        .chain(('A'..='Z').chain("-_./ ".chars()))
        .chain((' '..='~').filter(|c| !c.is_ascii_alphanumeric() && !"-_./ ".contains(*c)))
}

/// Stands for every character beyond ASCII that nothing names.
const FOREIGN: char = 'é';

/// Characters that a language names one by one.
const SPELT: &str =
    "refs/heads/tags/pull/merge/.github/workflows/.lock.ymlaml.git.wiki@{gh-readonly-queue/%3A:*?_";

impl Alphabet {
    /// The symbols for these named characters.
    pub(super) fn new(named: &BTreeSet<char>) -> Alphabet {
        let is_named = |c: char| named.contains(&c) || SPELT.contains(c);
        let mut characters = Vec::new();
        let mut seen: Vec<u32> = Vec::new();
        for c in preferred().chain([FOREIGN]) {
            if is_named(c) {
                characters.push(c);
                continue;
            }
            let signature = SETS.iter().fold(0, |bits, set| bits << 1 | u32::from(set.has(c)));
            // What is beyond ASCII folds by rules of its own, so that it never stands for a letter.
            let signature = if c == FOREIGN { signature | 1 << 31 } else { signature };
            if !seen.contains(&signature) {
                seen.push(signature);
                characters.push(c);
            }
        }
        characters.extend(
            named.iter().filter(|c| !c.is_ascii() || c.is_ascii_control()).filter(|c| **c != FOREIGN),
        );
        Alphabet { characters }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.characters.len()
    }

    /// The character that stands for a symbol.
    pub(super) fn character(&self, symbol: Symbol) -> char {
        self.characters.get(symbol).copied().unwrap_or(FOREIGN)
    }

    /// Every symbol with its character.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Symbol, char)> {
        self.characters.iter().copied().enumerate()
    }

    /// The symbol that stands for a character.
    pub(super) fn symbol(&self, c: char) -> Symbol {
        if let Some(symbol) = self.characters.iter().position(|known| *known == c) {
            return symbol;
        }
        let signature = |c: char| SETS.map(|set| set.has(c));
        let wanted = signature(c);
        let alike = |known: &char| {
            c.is_ascii() == known.is_ascii() && !SPELT.contains(*known) && signature(*known) == wanted
        };
        self.characters
            .iter()
            .position(alike)
            .or_else(|| self.characters.iter().position(|known| *known == FOREIGN))
            .unwrap_or(0)
    }
}

/// The characters that a pattern in lower case fits when case is disregarded.
pub(super) fn unfolded(c: char) -> impl Iterator<Item = char> {
    let upper = c.to_uppercase().next().unwrap_or(c);
    let odd = match c {
        'k' => Some('\u{212a}'),
        'i' => Some('\u{130}'),
        'å' => Some('\u{212b}'),
        'ß' => Some('\u{1e9e}'),
        'ω' => Some('\u{2126}'),
        'θ' => Some('\u{3f4}'),
        _ => None,
    };
    [c, upper].into_iter().chain(odd).filter(move |from| from.to_lowercase().next() == Some(c))
}
