//! The characters that a question can tell apart, as symbols.
//!
//! Every ASCII character is a symbol, and every other that the question names; one symbol stands for all the rest.

use std::collections::BTreeSet;

/// A symbol, by its rank: what reads well in a word comes first.
pub(super) type Symbol = u8;

/// The most characters beyond ASCII that a question may name.
pub(super) const MOST_FOREIGN: usize = 127;

/// A set of symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(super) struct Mask([u64; 4]);

impl Mask {
    pub(super) fn one(symbol: Symbol) -> Mask {
        let mut mask = Mask::default();
        mask.put(symbol);
        mask
    }

    /// The symbols below one that lies from 128 to 191.
    pub(super) const fn below(symbol: Symbol) -> Mask {
        Mask([u64::MAX, u64::MAX, (1 << (symbol - 128)) - 1, 0])
    }

    pub(super) fn has(&self, symbol: Symbol) -> bool {
        self.0.get(usize::from(symbol >> 6)).is_some_and(|word| word >> (symbol & 63) & 1 == 1)
    }

    pub(super) fn put(&mut self, symbol: Symbol) {
        if let Some(word) = self.0.get_mut(usize::from(symbol >> 6)) {
            *word |= 1 << (symbol & 63);
        }
    }

    fn zip(mut self, other: Mask, of: impl Fn(u64, u64) -> u64) -> Mask {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word = of(*word, other));
        self
    }

    pub(super) fn and(self, other: Mask) -> Mask {
        self.zip(other, |one, other| one & other)
    }

    pub(super) fn or(self, other: Mask) -> Mask {
        self.zip(other, |one, other| one | other)
    }

    pub(super) fn without(self, other: Mask) -> Mask {
        self.zip(other, |one, other| one & !other)
    }

    /// The symbol that reads best.
    pub(super) fn first(self) -> Option<Symbol> {
        self.iter().next()
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Symbol> {
        [0, 64, 128, 192].into_iter().zip(self.0).flat_map(|(base, mut word)| {
            core::iter::from_fn(move || {
                let bit = u8::try_from(word.trailing_zeros()).ok().filter(|bit| *bit < 64)?;
                word &= word - 1;
                Some(base + bit)
            })
        })
    }
}

/// ASCII in the order of ranks.
const ORDER: &[u8; 128] = b"xmabcdefghijklnopqrstuvwyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./ \
!\"#$%&'()*+,:;<=>?@[\\]^`{|}~\
\0\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\
\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f";

/// The rank of each ASCII character.
const RANKS: [Symbol; 128] = {
    let mut ranks = [0; 128];
    let mut rank: u8 = 0;
    while rank < 128 {
        #[allow(
            clippy::indexing_slicing,
            reason = "evaluated by the compiler: ORDER has each byte below 128 once"
        )]
        {
            ranks[ORDER[rank as usize] as usize] = rank;
        }
        rank += 1;
    }
    ranks
};

/// Stands for every character beyond ASCII that is not named.
pub(super) const FOREIGN: Symbol = 128;

/// What languages tell apart beyond ASCII: a letter, a space, a control character.
const FOREIGN_CLASSES: [char; 3] = ['é', '\u{a0}', '\u{85}'];

/// How many characters the languages of words tell apart at most.
pub(super) const CLASSES: usize = 128 + FOREIGN_CLASSES.len();

/// Each character that the languages of words tell apart, by its number.
pub(super) fn classes() -> impl Iterator<Item = char> {
    ORDER.iter().map(|byte| char::from(*byte)).chain(FOREIGN_CLASSES)
}

/// The number of the class that a character belongs to.
pub(super) fn class_of(c: char) -> usize {
    match RANKS.get(c as usize) {
        Some(rank) => usize::from(*rank),
        None if c.is_control() => 130,
        None if c.is_whitespace() => 129,
        None => 128,
    }
}

/// The symbols of one question.
#[derive(Debug)]
pub(super) struct Alphabet {
    /// The symbols from `FOREIGN` on.
    foreign: Vec<char>,
}

impl Alphabet {
    /// The symbols for these named characters; what is past the most is not told apart.
    pub(super) fn new(named: &BTreeSet<char>) -> Alphabet {
        // What stands for the rest is named nowhere and has no other case.
        let rest = ['é', 'ö', 'ñ'].into_iter().chain('\u{4e00}'..'\u{9fff}');
        let mut foreign: Vec<char> = rest.filter(|c| !named.contains(c)).take(1).collect();
        foreign.extend(named.iter().filter(|c| !c.is_ascii()).take(MOST_FOREIGN));
        Alphabet { foreign }
    }

    /// The character of a symbol.
    pub(super) fn character(&self, symbol: Symbol) -> char {
        let symbol = usize::from(symbol);
        let ascii = ORDER.get(symbol).map(|byte| char::from(*byte));
        ascii.or_else(|| self.foreign.get(symbol.saturating_sub(128)).copied()).unwrap_or('é')
    }

    /// Whether no character beyond ASCII is named.
    pub(super) fn is_plain(&self) -> bool {
        self.foreign.len() <= 1
    }

    /// The symbols beyond ASCII that are named, with their characters.
    pub(super) fn foreign(&self) -> impl Iterator<Item = (Symbol, char)> {
        (FOREIGN..=u8::MAX).zip(self.foreign.iter().copied()).skip(1)
    }

    /// The symbol of a character.
    pub(super) fn symbol(&self, c: char) -> Symbol {
        if let Some(rank) = RANKS.get(c as usize) {
            return *rank;
        }
        self.foreign().find(|(_, known)| *known == c).map_or(FOREIGN, |(symbol, _)| symbol)
    }

    /// A text as symbols.
    pub(super) fn read(&self, text: &str) -> impl Iterator<Item = Symbol> {
        text.chars().map(|c| self.symbol(c))
    }
}

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
    /// What names of custom properties are made of.
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
    /// Anything but a colon.
    NoColon,
    /// Anything.
    Any,
}

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
            Set::Any => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_has_one_rank() {
        let alphabet = Alphabet::new(&BTreeSet::from(['é', 'λ']));
        for c in ('\0'..='\x7f').chain(['é', 'λ']) {
            assert_eq!(alphabet.character(alphabet.symbol(c)), c);
        }
        assert_eq!(alphabet.symbol('中'), FOREIGN);
        assert_eq!(alphabet.foreign.len(), 3);
        assert_eq!(classes().enumerate().filter(|(index, c)| class_of(*c) != *index).count(), 0);
    }

    #[test]
    fn a_set_gives_back_what_was_put() {
        let mut mask = Mask::default();
        for symbol in [0, 63, 64, 200, 255] {
            mask.put(symbol);
        }
        assert_eq!(mask.iter().collect::<Vec<_>>(), [0, 63, 64, 200, 255]);
        assert_eq!(mask.without(Mask::one(0)).first(), Some(63));
    }
}
