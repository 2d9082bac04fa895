//! Filter patterns: which branches, tags and paths start a workflow, and which branches an environment takes.
//!
//! A filter pattern is neither a glob nor a regular expression: `?` and `+` repeat the character before them, and the
//! last pattern of a list that matches decides. Source: GitHub Docs, "Workflow syntax for GitHub Actions", filter
//! pattern cheat sheet. What that page does not define is refused.

mod pattern;

use serde::{Deserialize, Serialize};

use self::pattern::{AtomKind, FilterPattern, Interpretation, PatternFault, deployment_pattern, pattern};
use crate::codes;
use crate::error::{Error, ErrorKind, PASS_LESS};
use crate::limits::{MAX_FILTER_PATTERNS, MAX_FILTER_TEXT, MAX_FILTER_WORK};
use crate::premise::Finding;
use crate::text::quote;

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
