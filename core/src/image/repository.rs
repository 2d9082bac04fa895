//! Repository names: the path of a reference, and what Amazon ECR makes of it.

use core::fmt;
use core::str::FromStr;

use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::names::rule::{NameFault, NameRule};
use crate::premise::Finding;
use crate::text::quote;
use crate::text::shown;

/// Bytes of a repository name, at most, in docker's clients.
pub(crate) const MAX_REPOSITORY: usize = 255;

/// Characters of an ECR repository name.
const ECR_LENGTH: core::ops::RangeInclusive<usize> = 2..=256;

const RULE: &str = "a repository name is parts of lower-case ASCII letters and digits, separated by `/`; \
    within a part `.`, `_`, `__` or any number of `-` may stand between letters or digits";
const OLDER_RULE: &str = "by the older rule one `.`, `_` or `-` may stand between letters or digits";
const ECR_RULE: &str = "an ECR repository name has 2 to 256 characters: lower-case ASCII letters, digits, `/` between \
    parts, and `.`, `_`, `__` or any number of `-` within a part";

/// A repository name: the path of an image reference, without registry, tag and digest.
///
/// At most 255 bytes, as docker's clients bound it. Source: distribution/reference v0.6.0, `remote-name`.
///
/// ```
/// use assumable::image::RepositoryName;
///
/// let name: RepositoryName = "team/app".parse().unwrap();
/// assert!(name.check_ecr().is_ok());
/// assert_eq!("team/App".parse::<RepositoryName>().unwrap_err().help(), "write `team/app`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RepositoryName(Box<str>);

impl RepositoryName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether Amazon ECR takes the name: its API wants 2 to 256 characters of the same grammar.
    ///
    /// # Errors
    /// `IMAGE_INVALID`, with the rule that ECR would name.
    pub fn check_ecr(&self) -> Result<(), Error> {
        check_ecr(&self.0, Grammar::Current)
            .map_err(|fault| fault.into_error(ErrorKind::ImageInvalid, &self.0))
    }

    /// A name that is known to be well-formed.
    pub(super) fn of_checked(text: &str) -> RepositoryName {
        RepositoryName(text.into())
    }
}

impl FromStr for RepositoryName {
    type Err = Error;

    fn from_str(text: &str) -> Result<RepositoryName, Error> {
        check(text)
            .map(|()| RepositoryName(text.into()))
            .map_err(|fault| fault.suggest(text, nearest(text), |name| check(name).is_ok()))
            .map_err(|fault| fault.into_error(ErrorKind::ImageInvalid, text))
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for RepositoryName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Which separators may stand between letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grammar {
    /// `.`, `_`, `__` or any number of `-`: OCI 1.1, and ECR's API model today.
    Current,
    /// One `.`, `_` or `-`: OCI 1.0, ECR Public, and what ECR's servers said until 2024-02.
    Older,
}

impl Grammar {
    fn separates(self, run: &str) -> bool {
        match self {
            Grammar::Current => matches!(run, "." | "_" | "__") || run.bytes().all(|b| b == b'-'),
            Grammar::Older => run.len() == 1,
        }
    }

    const fn rule(self) -> &'static str {
        match self {
            Grammar::Current => RULE,
            Grammar::Older => OLDER_RULE,
        }
    }
}

/// Checks a name by docker's rule: the grammar, then the length.
pub(super) fn check(text: &str) -> Result<(), NameFault> {
    scan(text, Grammar::Current)?;
    if text.len() > MAX_REPOSITORY {
        let message = format!(
            "the repository name has {} characters, at most {MAX_REPOSITORY} are allowed",
            text.len()
        );
        return Err(NameFault::new(NameRule::TooLong, MAX_REPOSITORY..text.len(), message, RULE));
    }
    Ok(())
}

/// Checks a name by Amazon ECR's rule.
///
/// Source: ECR API model `RepositoryName` (botocore 1.43.11), the older grammar from its predecessors; the service
/// says `must have length greater than or equal to 2`.
pub(crate) fn check_ecr(text: &str, grammar: Grammar) -> Result<(), NameFault> {
    let fault = match scan(text, grammar) {
        Err(fault) => fault,
        Ok(()) if text.len() < *ECR_LENGTH.start() => {
            let message = format!("an ECR repository name has at least 2 characters: `{text}`");
            NameFault::new(NameRule::TooShort, 0..text.len(), message, ECR_RULE)
        }
        Ok(()) if text.len() > *ECR_LENGTH.end() => {
            let message =
                format!("the repository name has {} characters, ECR allows at most 256", text.len());
            NameFault::new(NameRule::TooLong, 256..text.len(), message, ECR_RULE)
        }
        Ok(()) => return Ok(()),
    };
    let legal = |name: &str| scan(name, grammar).is_ok() && ECR_LENGTH.contains(&name.len());
    Err(fault.suggest(text, nearest(text), legal))
}

/// What to know of a name that ECR takes today: other rules of AWS and docker that refuse it.
pub(crate) fn ecr_findings(text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if check_ecr(text, Grammar::Current).is_err() {
        return findings;
    }
    let mut add = |code, message| findings.push(Finding::new(code, message));
    if let Err(fault) = check_ecr(text, Grammar::Older) {
        let message = format!(
            "the older rule, by which ECR's servers answered until 2024-02, refuses this: {}",
            fault.message
        );
        add(codes::ECR_OLDER_RULE, message);
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let message = "AWS's prose says that a name must start with a letter, its API model allows a digit";
        add(codes::ECR_LETTER_FIRST, message.to_owned());
    }
    if text.len() > MAX_REPOSITORY {
        add(codes::DOCKER_LENGTH, format!("docker's clients refuse names past {MAX_REPOSITORY} characters"));
    }
    findings
}

/// The name that is probably meant, without one kind of mistake: space around it, slashes at the ends or doubled, upper case.
pub(super) fn nearest(text: &str) -> String {
    let parts: Vec<&str> = text.trim().split('/').filter(|part| !part.is_empty()).collect();
    parts.join("/").to_ascii_lowercase()
}

/// Reads the grammar, whatever the length.
pub(super) fn scan(text: &str, grammar: Grammar) -> Result<(), NameFault> {
    if text.is_empty() {
        return Err(NameFault::new(NameRule::Empty, 0..0, "the repository name is empty", grammar.rule()));
    }
    let mut start = 0;
    for part in text.split('/') {
        scan_part(text, part, start, grammar)?;
        start += part.len() + 1;
    }
    Ok(())
}

fn scan_part(text: &str, part: &str, start: usize, grammar: Grammar) -> Result<(), NameFault> {
    let fault = |rule, span: core::ops::Range<usize>, what: String| {
        NameFault::new(rule, span, format!("{what}: `{}`", quote(text)), grammar.rule()).shift(start)
    };
    if part.is_empty() {
        let (rule, what) = if start == 0 {
            (NameRule::Start, "a repository name cannot start with `/`")
        } else if start >= text.len() {
            (NameRule::End, "a repository name cannot end with `/`")
        } else {
            (NameRule::Separator, "the repository name has an empty part between two `/`")
        };
        return Err(fault(rule, 0..0, what.to_owned()));
    }
    // Where the current run of separators began, and whether a letter or digit stands before it.
    let mut run: Option<usize> = None;
    let mut seen = false;
    for (at, c) in part.char_indices() {
        match c {
            'a'..='z' | '0'..='9' => {
                if let Some(from) = run.take() {
                    let separator = part.get(from..at).unwrap_or("");
                    if !seen {
                        let what = "a part of a repository name starts with a letter or digit".to_owned();
                        return Err(fault(NameRule::Start, from..at, what));
                    }
                    if !grammar.separates(separator) {
                        let what =
                            format!("`{}` cannot separate the words of a repository name", quote(separator));
                        return Err(fault(NameRule::Separator, from..at, what));
                    }
                }
                seen = true;
            }
            '.' | '_' | '-' => {
                run.get_or_insert(at);
            }
            'A'..='Z' => {
                let what = "the repository name has upper-case letters".to_owned();
                return Err(fault(NameRule::UpperCase, at..at + 1, what));
            }
            _ => {
                let what = format!("{} cannot stand in a repository name", shown(c));
                return Err(fault(NameRule::Character, at..at + c.len_utf8(), what));
            }
        }
    }
    match run {
        Some(from) => {
            let what = "a part of a repository name ends with a letter or digit".to_owned();
            Err(fault(if seen { NameRule::End } else { NameRule::Start }, from..part.len(), what))
        }
        None => Ok(()),
    }
}
