//! Filter patterns: which branches, tags and paths start a workflow, and which branches an environment takes.
//!
//! A filter pattern is neither a glob nor a regular expression: `?` and `+` repeat the character before them, and the
//! last pattern of a list that matches decides. Source: GitHub Docs, "Workflow syntax for GitHub Actions", filter
//! pattern cheat sheet. What that page does not define is refused.

use core::ops::Range;

use serde::{Deserialize, Serialize};

use crate::codes;
use crate::error::{Error, ErrorKind, PASS_LESS};
use crate::limits::{MAX_FILTER_PATTERNS, MAX_FILTER_TEXT, MAX_FILTER_WORK};
use crate::premise::Finding;
use crate::text::quote;
use crate::text::shown;

/// Whether a list says what is taken or what is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FilterMode {
    /// `branches`, `tags`, `paths`.
    #[default]
    Include,
    /// `branches-ignore`, `tags-ignore`, `paths-ignore`.
    Ignore,
}

/// What is matched with the patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FilterKind {
    /// A branch or a tag.
    #[default]
    Ref,
    /// A path of a changed file, from the root of the repository.
    Path,
    /// A branch or a tag, against an environment's deployment branches: another language, in which only `*` is special.
    DeploymentBranch,
}

/// Whether a list matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FilterOutcome {
    /// The text is on the list.
    Match,
    /// It is not.
    NoMatch,
    /// GitHub does not document a question that decides here; `reason` names it.
    Undetermined,
}

/// The pattern that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DecidingPattern {
    /// Its place in the list, from 0.
    pub index: usize,
    /// The pattern.
    pub pattern: String,
}

/// The answer of `match_filter`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "MatchFilterResponse"))]
#[non_exhaustive]
pub struct FilterReport {
    /// Whether the list matches.
    pub outcome: FilterOutcome,
    /// Whether the text passes this filter: it is on an include list, or not on an ignore list. Absent where that is
    /// undetermined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passes: Option<bool>,
    /// The pattern that decides: the last that matches of an include list, the first of an ignore list. Absent where
    /// none matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deciding: Option<DecidingPattern>,
    /// Why, in one sentence.
    pub reason: String,
    /// Warnings about patterns or text.
    pub findings: Vec<Finding>,
}

/// A list of filter patterns.
///
/// ```
/// use assumable::github::{Filter, FilterKind, FilterMode, FilterOutcome};
/// let filter = Filter::new(["releases/**", "!releases/**-alpha"], FilterMode::Include, FilterKind::Ref)?;
/// assert_eq!(filter.check("releases/10")?.outcome, FilterOutcome::Match);
/// let report = filter.check("releases/10-alpha")?;
/// assert_eq!((report.outcome, report.deciding.unwrap().index), (FilterOutcome::NoMatch, 1));
/// # Ok::<(), assumable::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Filter {
    patterns: Vec<FilterPattern>,
    mode: FilterMode,
    kind: FilterKind,
}

#[derive(Debug, Clone)]
struct FilterPattern {
    text: String,
    negated: bool,
    atoms: Vec<FilterAtom>,
}

#[derive(Debug, Clone, PartialEq)]
struct FilterAtom {
    what: AtomKind,
    times: Repetition,
}

#[derive(Debug, Clone, PartialEq)]
enum AtomKind {
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
enum Repetition {
    Once,
    /// `?`
    AtMostOnce,
    /// `+`
    AtLeastOnce,
}

/// How the undocumented questions are answered in one trial.
#[derive(Clone, Copy, Default)]
struct Interpretation {
    ignores_case: bool,
    stars_slash_is_folders: bool,
}

impl Filter {
    /// Reads the patterns.
    ///
    /// # Errors
    /// `PATTERN_INVALID` for a malformed pattern or one that uses what GitHub does not define, and for an include list
    /// with exclusions only; `INVALID_VALUE` for an empty list; `TOO_LARGE` for patterns of more than [`MAX_FILTER_PATTERNS`] bytes
    /// together.
    pub fn new<P: AsRef<str>>(
        patterns: impl IntoIterator<Item = P>,
        mode: FilterMode,
        kind: FilterKind,
    ) -> Result<Filter, Error> {
        let mut read = Vec::new();
        let mut size = 0;
        for (index, text) in patterns.into_iter().enumerate() {
            let text = text.as_ref();
            size += text.len();
            if size > MAX_FILTER_PATTERNS {
                let message = format!("the patterns have more than {MAX_FILTER_PATTERNS} bytes together");
                return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS).under(index));
            }
            let pattern = match kind {
                FilterKind::DeploymentBranch => deployment_pattern(text),
                FilterKind::Ref | FilterKind::Path => pattern(text),
            };
            let pattern = pattern.map_err(|fault| fault.into_error(text).under(index))?;
            if pattern.negated && mode == FilterMode::Ignore {
                let fault = PatternFault::new(
                    0..1,
                    "GitHub does not say what `!` does in an ignore list",
                    "use an include list for exceptions",
                );
                return Err(fault.into_error(text).under(index));
            }
            read.push(pattern);
        }
        if read.is_empty() {
            return Err(Error::new(ErrorKind::InvalidValue, "the list has no pattern")
                .with_help("leave the filter out to take everything"));
        }
        if kind == FilterKind::DeploymentBranch && mode == FilterMode::Ignore {
            return Err(Error::new(ErrorKind::InvalidValue, "deployment branches have no ignore list")
                .with_help("use the mode `include`"));
        }
        if read.iter().all(|pattern| pattern.negated) {
            return Err(Error::new(
                ErrorKind::PatternInvalid,
                "the list has exclusions only: GitHub asks for a pattern without `!` as well",
            )
            .with_help("add what is to be taken, such as `**`, before the exclusions"));
        }
        Ok(Filter { patterns: read, mode, kind })
    }

    /// Matches a text with the list.
    ///
    /// # Errors
    /// `INVALID_VALUE` for an empty text or a full ref that is neither branch nor tag, `TOO_LARGE` beyond
    /// [`MAX_FILTER_TEXT`], `TOO_COSTLY` beyond [`MAX_FILTER_WORK`].
    pub fn check(&self, text: &str) -> Result<FilterReport, Error> {
        let mut findings = self.findings();
        let text = self.subject(text, &mut findings)?;
        let chars: Vec<char> = text.chars().collect();
        let atoms: usize = self.patterns.iter().map(|pattern| pattern.atoms.len()).sum();
        if atoms.saturating_mul(chars.len()) > MAX_FILTER_WORK {
            let message = format!(
                "patterns of {atoms} characters and wildcards against a text of {} characters take too many steps",
                chars.len()
            );
            return Err(Error::new(ErrorKind::TooCostly, message).with_help(format!(
                "the product of the two is at most {MAX_FILTER_WORK}: give fewer patterns at once"
            )));
        }
        let plain = self.decide(&chars, Interpretation::default());
        let question = self.question(&chars, plain);
        if let Some(question) = question {
            return Ok(FilterReport {
                outcome: FilterOutcome::Undetermined,
                passes: None,
                deciding: None,
                reason: question,
                findings,
            });
        }
        let (matched, deciding) = plain;
        let shown = quote(text);
        let deciding = deciding.and_then(|index| {
            let pattern = self.patterns.get(index)?.text.clone();
            Some(DecidingPattern { index, pattern })
        });
        let reason = match (&deciding, matched) {
            (Some(by), true) => format!("`{shown}` matches `{}`", quote(&by.pattern)),
            (Some(by), false) => format!("`{shown}` is left out by `{}`", quote(&by.pattern)),
            (None, _) => format!("`{shown}` matches none of the patterns"),
        };
        let outcome = if matched { FilterOutcome::Match } else { FilterOutcome::NoMatch };
        let passes = Some(matched == (self.mode == FilterMode::Include));
        Ok(FilterReport { outcome, passes, deciding, reason, findings })
    }

    /// What of the text is matched: the name, where a full ref is given.
    fn subject<'t>(&self, text: &'t str, findings: &mut Vec<Finding>) -> Result<&'t str, Error> {
        if text.is_empty() {
            return Err(Error::new(ErrorKind::InvalidValue, "the text is empty")
                .with_help("pass the name of a branch or a tag, or a path"));
        }
        if text.len() > MAX_FILTER_TEXT {
            let message = format!("the text is longer than {MAX_FILTER_TEXT} bytes");
            return Err(Error::new(ErrorKind::TooLarge, message)
                .with_help("pass the name of one branch or tag, or one path"));
        }
        if self.kind == FilterKind::Path || !text.starts_with("refs/") {
            return Ok(text);
        }
        let name = text.strip_prefix("refs/heads/").or_else(|| text.strip_prefix("refs/tags/"));
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return Err(Error::new(
                ErrorKind::InvalidValue,
                "patterns are matched with branches and tags; this is neither",
            )
            .with_found(text)
            .with_help(
                "pass a branch or a tag, such as `main` or `refs/tags/v1`; for a pull request its base branch",
            ));
        };
        findings.push(
            Finding::new(
                codes::FULL_REF,
                format!("patterns are matched with the name of a branch or a tag: `{}`", quote(name)),
            )
            .about("text"),
        );
        Ok(name)
    }

    /// Whether the list matches, and what decides.
    fn decide(&self, text: &[char], answers: Interpretation) -> (bool, Option<usize>) {
        let mut hits = self.patterns.iter().enumerate().filter(|(_, pattern)| pattern.matches(text, answers));
        match self.mode {
            FilterMode::Ignore => match hits.next() {
                Some((index, _)) => (true, Some(index)),
                None => (false, None),
            },
            FilterMode::Include => match hits.next_back() {
                Some((index, pattern)) => (!pattern.negated, Some(index)),
                None => (false, None),
            },
        }
    }

    /// The undocumented question that would change the answer.
    fn question(&self, text: &[char], plain: (bool, Option<usize>)) -> Option<String> {
        if self.kind == FilterKind::DeploymentBranch {
            return None;
        }
        let asks_about_stars = self
            .patterns
            .iter()
            .flat_map(|pattern| &pattern.atoms)
            .any(|atom| atom.what == AtomKind::StarsSlash);
        let folders = Interpretation { stars_slash_is_folders: true, ..Interpretation::default() };
        if asks_about_stars && self.decide(text, folders).0 != plain.0 {
            return Some("GitHub does not say whether `**/` after other text includes its slash, and the answer depends on it".to_owned());
        }
        let case = Interpretation { ignores_case: true, ..Interpretation::default() };
        let both = Interpretation { ignores_case: true, ..folders };
        if self.decide(text, case).0 != plain.0 || (asks_about_stars && self.decide(text, both).0 != plain.0)
        {
            return Some(
                "GitHub does not say whether patterns are case-sensitive, and the answer depends on it"
                    .to_owned(),
            );
        }
        None
    }

    /// Patterns that match no branch, tag or path.
    fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (index, pattern) in self.patterns.iter().enumerate() {
            let bare = pattern.text.strip_prefix('!').unwrap_or(&pattern.text);
            let message = match self.kind {
                FilterKind::Path
                    if bare.starts_with('/') || bare.starts_with("./") || bare.starts_with("../") =>
                {
                    "paths start at the root of the repository, without `/`, `./` or `../`"
                }
                FilterKind::Path => continue,
                _ if bare.starts_with("refs/") => {
                    "patterns are matched with the name of a branch or a tag, without `refs/heads/` or `refs/tags/`"
                }
                _ if bare.chars().any(|c| matches!(c, ' ' | '~' | '^' | ':') || c.is_control()) => {
                    "no ref holds a space, a control character, `~`, `^` or `:`"
                }
                _ => continue,
            };
            findings.push(
                Finding::new(
                    codes::NEVER_MATCHES,
                    format!("`{}` matches nothing: {message}", quote(&pattern.text)),
                )
                .about(format!("/patterns/{index}")),
            );
        }
        findings
    }
}

/// What is wrong with a pattern.
struct PatternFault {
    at: Range<usize>,
    message: String,
    help: &'static str,
}

impl PatternFault {
    fn new(at: Range<usize>, message: impl Into<String>, help: &'static str) -> PatternFault {
        PatternFault { at, message: message.into(), help }
    }

    fn into_error(self, text: &str) -> Error {
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
fn pattern(text: &str) -> Result<FilterPattern, PatternFault> {
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
fn deployment_pattern(text: &str) -> Result<FilterPattern, PatternFault> {
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
    fn matches(&self, text: &[char], answers: Interpretation) -> bool {
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
