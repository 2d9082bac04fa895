//! One filter pattern: how it is read, and what it matches.

use core::ops::Range;

use crate::error::{Error, ErrorKind};
use crate::text::{quote, shown};

#[derive(Debug, Clone)]
pub(super) struct FilterPattern {
    pub(super) text: String,
    pub(super) negated: bool,
    pub(super) atoms: Vec<FilterAtom>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct FilterAtom {
    pub(super) what: AtomKind,
    pub(super) times: Repetition,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum AtomKind {
    Char(char),
    /// One of these ranges.
    Set(Vec<(char, char)>),
    /// `*`: anything but slashes.
    Star,
    /// `**`: anything.
    Stars,
    /// Before a `**/`: it may match nothing.
    Folders,
    /// The same behind other text. By the words of the page, `**/` is there anything and then a slash; the public
    /// engines pass over it, or have something before its slash, as at the start of a path.
    StarsSlash,
    /// The stars of a `**/`, before its slash.
    Inner {
        behind_text: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Repetition {
    Once,
    /// `?`
    AtMostOnce,
    /// `+`
    AtLeastOnce,
}

/// How the undocumented questions are answered in one trial.
#[derive(Clone, Copy, Default)]
pub(super) struct Interpretation {
    pub(super) ignores_case: bool,
    pub(super) stars_slash_is_folders: bool,
}

/// What is wrong with a pattern.
pub(super) struct PatternFault {
    at: Range<usize>,
    message: String,
    help: &'static str,
}

impl PatternFault {
    pub(super) fn new(at: Range<usize>, message: impl Into<String>, help: &'static str) -> PatternFault {
        PatternFault { at, message: message.into(), help }
    }

    pub(super) fn into_error(self, text: &str) -> Error {
        Error::new(ErrorKind::PatternInvalid, self.message)
            .with_found(text)
            .with_help(self.help)
            .span_or(self.at)
    }
}

const REPEAT_HELP: &str =
    "`?` and `+` repeat the character or the set before them; write `\\?` or `\\+` for the character itself";
const SET_HELP: &str = "a set holds single letters and digits, or ranges of `a-z`, `A-Z` and `0-9`; write `\\[` for the character itself";
const ESCAPE_HELP: &str = "`\\` takes the special meaning from `*`, `?`, `+`, `[`, `]`, `!` and `\\`";
const OTHER_HELP: &str =
    "write one pattern for each alternative, or put `\\` before the character where it stands for itself";

/// Reads one filter pattern.
pub(super) fn pattern(text: &str) -> Result<FilterPattern, PatternFault> {
    let whole = 0..text.len();
    let (negated, body) = match text.strip_prefix('!') {
        Some(body) => (true, body),
        None => (false, text),
    };
    if body.is_empty() {
        let message = if negated { "nothing follows `!`" } else { "the pattern is empty" };
        return Err(PatternFault::new(whole, message, "give a name or a path; `**` stands for everything"));
    }
    let start = text.len() - body.len();
    let mut atoms: Vec<FilterAtom> = Vec::new();
    let mut chars = body.char_indices().map(|(at, c)| (at + start, c)).peekable();
    while let Some((at, c)) = chars.next() {
        let here = at..at + c.len_utf8();
        match c {
            '*' => stars(&mut atoms, &mut chars)?,
            '?' | '+' => repeat(&mut atoms, c, here)?,
            '[' => atoms.push(once(AtomKind::Set(set(at, &mut chars)?))),
            ']' => return Err(PatternFault::new(here, "a `]` closes no set", ESCAPE_HELP)),
            '\\' => match chars.next() {
                Some((_, c)) if "*?+[]!\\(){}|".contains(c) => atoms.push(once(AtomKind::Char(c))),
                Some((_, c)) => {
                    let message = format!("GitHub does not say what `\\` does before {}", shown(c));
                    return Err(PatternFault::new(at..at + 1 + c.len_utf8(), message, ESCAPE_HELP));
                }
                None => return Err(PatternFault::new(here, "nothing follows `\\`", ESCAPE_HELP)),
            },
            '(' | ')' | '{' | '}' | '|' => {
                let message = format!(
                    "GitHub does not define `{c}` in a filter pattern: neither groups nor alternatives exist"
                );
                return Err(PatternFault::new(here, message, OTHER_HELP));
            }
            '\n' | '\r' => {
                return Err(PatternFault::new(
                    here,
                    "a pattern cannot hold a line break",
                    "give each pattern as an entry of its own",
                ));
            }
            c => atoms.push(once(AtomKind::Char(c))),
        }
    }
    Ok(FilterPattern { text: text.to_owned(), negated, atoms })
}

/// What stands for itself, or for one text.
fn once(what: AtomKind) -> FilterAtom {
    FilterAtom { what, times: Repetition::Once }
}

/// Reads stars, behind the first.
fn stars(
    atoms: &mut Vec<FilterAtom>,
    chars: &mut core::iter::Peekable<impl Iterator<Item = (usize, char)>>,
) -> Result<(), PatternFault> {
    let mut stars = 1;
    while chars.next_if(|&(_, c)| c == '*').is_some() {
        stars += 1;
    }
    let behind_slash = atoms.last().is_none_or(|atom| *atom == once(AtomKind::Char('/')));
    let what = match (stars, chars.peek()) {
        (1, _) => AtomKind::Star,
        (_, Some((_, '/'))) => {
            chars.next();
            if behind_slash { AtomKind::Folders } else { AtomKind::StarsSlash }
        }
        _ => AtomKind::Stars,
    };
    let is_slashed = matches!(what, AtomKind::Folders | AtomKind::StarsSlash);
    atoms.push(once(what));
    if is_slashed {
        let behind_text = !behind_slash;
        atoms.extend([once(AtomKind::Inner { behind_text }), once(AtomKind::Char('/'))]);
        if let Some((at, c)) = chars.peek().filter(|(_, c)| matches!(c, '?' | '+')) {
            let message = format!("GitHub does not say what `{c}` repeats behind `**/`");
            return Err(PatternFault::new(*at..*at + 1, message, REPEAT_HELP));
        }
    }
    Ok(())
}

/// Lets `?` or `+` repeat what stands before it.
fn repeat(atoms: &mut [FilterAtom], c: char, here: Range<usize>) -> Result<(), PatternFault> {
    let message = match atoms.last_mut() {
        Some(FilterAtom { what: AtomKind::Char(_) | AtomKind::Set(_), times: times @ Repetition::Once }) => {
            *times = if c == '?' { Repetition::AtMostOnce } else { Repetition::AtLeastOnce };
            return Ok(());
        }
        Some(atom) => {
            let before = if atom.times == Repetition::Once { "a wildcard" } else { "another repetition" };
            format!("GitHub does not say what `{c}` does behind {before}")
        }
        None => format!("GitHub does not say what `{c}` does at the start"),
    };
    Err(PatternFault::new(here, message, REPEAT_HELP))
}

/// Reads a set, behind its `[`.
fn set(
    start: usize,
    chars: &mut core::iter::Peekable<impl Iterator<Item = (usize, char)>>,
) -> Result<Vec<(char, char)>, PatternFault> {
    let mut ranges = Vec::new();
    loop {
        let Some((at, low)) = chars.next() else {
            return Err(PatternFault::new(start..start + 1, "the set is not closed with `]`", SET_HELP));
        };
        if low == ']' {
            break;
        }
        if !low.is_ascii_alphanumeric() {
            let message = format!("GitHub does not say what {} does in a set", shown(low));
            return Err(PatternFault::new(at..at + low.len_utf8(), message, SET_HELP));
        }
        if chars.next_if(|&(_, c)| c == '-').is_none() {
            ranges.push((low, low));
            continue;
        }
        let high = chars.next().map(|(_, c)| c);
        let alike = |high: char| {
            (low.is_ascii_digit() && high.is_ascii_digit())
                || (low.is_ascii_lowercase() && high.is_ascii_lowercase())
                || (low.is_ascii_uppercase() && high.is_ascii_uppercase())
        };
        match high {
            Some(high) if alike(high) && low <= high => ranges.push((low, high)),
            Some(high) if high != ']' => {
                let message =
                    format!("`{low}-{}` is not a range of letters or digits", quote(&high.to_string()));
                return Err(PatternFault::new(at..at + 2 + high.len_utf8(), message, SET_HELP));
            }
            _ => {
                return Err(PatternFault::new(
                    at..at + 2,
                    format!("the range `{low}-` has no end"),
                    SET_HELP,
                ));
            }
        }
    }
    if ranges.is_empty() {
        return Err(PatternFault::new(start..start + 2, "the set is empty", SET_HELP));
    }
    Ok(ranges)
}

/// Reads one pattern of an environment's deployment branches. GitHub Docs, "Managing environments for deployment", and
/// the REST API describe `*`, which does not cross `/`; the rest of the language (Ruby's `File.fnmatch`) is not described
/// and refused.
pub(super) fn deployment_pattern(text: &str) -> Result<FilterPattern, PatternFault> {
    const HELP: &str =
        "a deployment branch is a name in which `*` stands for anything but `/`, such as `release/*`";
    if text.is_empty() {
        return Err(PatternFault::new(0..0, "the pattern is empty", HELP));
    }
    let mut atoms = Vec::new();
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        let what = match c {
            '*' if before == '*' => {
                return Err(PatternFault::new(
                    at - 1..at + 1,
                    "GitHub does not say what `**` does in a deployment branch",
                    HELP,
                ));
            }
            '*' => AtomKind::Star,
            '?' | '[' | ']' | '\\' | '{' | '}' => {
                let message = format!("GitHub does not say what `{c}` does in a deployment branch");
                return Err(PatternFault::new(at..at + 1, message, HELP));
            }
            c => AtomKind::Char(c),
        };
        atoms.push(FilterAtom { what, times: Repetition::Once });
        before = c;
    }
    Ok(FilterPattern { text: text.to_owned(), negated: false, atoms })
}

impl FilterPattern {
    /// Whether the whole text matches: every place that the pattern may have come to, moved on one character at a time.
    pub(super) fn matches(&self, text: &[char], answers: Interpretation) -> bool {
        let mut now = vec![false; self.atoms.len() + 1];
        let mut next = now.clone();
        set_place(&mut now, 0);
        self.pass_over(&mut now, answers);
        for &c in text {
            next.fill(false);
            let mut any = false;
            let reached = self.atoms.iter().zip(&now).enumerate().filter(|(_, (_, here))| **here);
            for (at, (atom, _)) in reached {
                if !atom.takes(c, answers) {
                    continue;
                }
                any = true;
                if atom.may_repeat() {
                    set_place(&mut next, at);
                }
                if !matches!(atom.what, AtomKind::Star | AtomKind::Stars) {
                    set_place(&mut next, at + 1);
                }
            }
            if !any {
                return false;
            }
            self.pass_over(&mut next, answers);
            core::mem::swap(&mut now, &mut next);
        }
        now.last() == Some(&true)
    }

    /// Goes on from every place whose atom may stand for nothing.
    fn pass_over(&self, places: &mut [bool], answers: Interpretation) {
        for (at, atom) in self.atoms.iter().enumerate() {
            if places.get(at) != Some(&true) {
                continue;
            }
            match atom.what {
                AtomKind::Star | AtomKind::Stars => set_place(places, at + 1),
                AtomKind::Inner { behind_text } if behind_text && answers.stars_slash_is_folders => {}
                AtomKind::Inner { .. } => set_place(places, at + 1),
                AtomKind::Folders | AtomKind::StarsSlash => {
                    set_place(places, at + 1);
                    if atom.what == AtomKind::Folders || answers.stars_slash_is_folders {
                        set_place(places, at + 3);
                    }
                }
                AtomKind::Char(_) | AtomKind::Set(_) if atom.times == Repetition::AtMostOnce => {
                    set_place(places, at + 1);
                }
                AtomKind::Char(_) | AtomKind::Set(_) => {}
            }
        }
    }
}

fn set_place(places: &mut [bool], at: usize) {
    if let Some(place) = places.get_mut(at) {
        *place = true;
    }
}

impl FilterAtom {
    /// Whether it may stand for this character.
    fn takes(&self, c: char, answers: Interpretation) -> bool {
        match &self.what {
            AtomKind::Char(own) => {
                *own == c || (answers.ignores_case && own.to_lowercase().eq(c.to_lowercase()))
            }
            // The page lists `a-z` and `A-Z` apart: sets are case-sensitive.
            AtomKind::Set(ranges) => ranges.iter().any(|&(low, high)| (low..=high).contains(&c)),
            AtomKind::Star => c != '/',
            AtomKind::Stars | AtomKind::Inner { .. } => true,
            AtomKind::Folders | AtomKind::StarsSlash => false,
        }
    }

    /// Whether it may stand for more characters after this one.
    fn may_repeat(&self) -> bool {
        matches!(self.what, AtomKind::Star | AtomKind::Stars | AtomKind::Inner { .. })
            || self.times == Repetition::AtLeastOnce
    }
}
