//! Refs, by the rules of git-check-ref-format.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::names::rule::{NameFault, NameRule};
use crate::text::quote;
use crate::text::shown;

/// A full ref, such as `refs/heads/main`: text that git accepts as the name of a ref.
///
/// Source: git-check-ref-format. A one-level name such as `main` is not a full ref.
///
/// ```
/// use assumable::names::GitRef;
/// let main: GitRef = "refs/heads/main".parse()?;
/// assert_eq!(main.branch(), Some("main"));
/// assert_eq!("refs/pull/7/merge".parse::<GitRef>()?.pull_request(), Some("7"));
/// assert!("refs/heads/a b".parse::<GitRef>().is_err());
/// # Ok::<(), assumable::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GitRef(String);

impl GitRef {
    /// The ref as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The branch, of a ref under `refs/heads/`.
    #[must_use]
    pub fn branch(&self) -> Option<&str> {
        self.0.strip_prefix("refs/heads/")
    }

    /// The tag, of a ref under `refs/tags/`.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.0.strip_prefix("refs/tags/")
    }

    /// The number of the pull request, of `refs/pull/N/merge` or `refs/pull/N/head`.
    #[must_use]
    pub fn pull_request(&self) -> Option<&str> {
        pull_request(&self.0)
    }
}

/// The number of the pull request that a ref belongs to.
fn pull_request(text: &str) -> Option<&str> {
    let (number, side) = text.strip_prefix("refs/pull/")?.split_once('/')?;
    let number_is_one = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (number_is_one && matches!(side, "merge" | "head")).then_some(number)
}

impl FromStr for GitRef {
    type Err = Error;

    fn from_str(text: &str) -> Result<GitRef, Error> {
        check_ref(text).map_err(|fault| fault.into_error(ErrorKind::NameInvalid, text))?;
        Ok(GitRef(text.to_owned()))
    }
}

impl fmt::Display for GitRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether this is a full commit id: 40 hexadecimal digits, or 64 in a SHA-256 repository.
pub(crate) fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

const HELP: &str = "a ref is parts between slashes, such as `refs/heads/main`; no part starts with `.` or ends with `.lock`, and \
     none holds a space, a control character, `~`, `^`, `:`, `?`, `*`, `[`, `\\`, `..` or `@{`";

/// Checks a ref against git-check-ref-format.
pub(crate) fn check_ref(text: &str) -> Result<(), NameFault> {
    let fault = |rule, span, message: &str| Err(NameFault::new(rule, span, message, HELP));
    if text.is_empty() {
        return fault(NameRule::Empty, 0..0, "the ref is empty");
    }
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        let pair = at.saturating_sub(1)..at + 1;
        match c {
            '\0'..=' ' | '\x7f' | '~' | '^' | ':' | '?' | '*' | '[' | '\\' => {
                let message = format!("a ref cannot hold {}", shown(c));
                return fault(NameRule::Character, at..at + 1, &message);
            }
            '.' if before == '.' => return fault(NameRule::Sequence, pair, "a ref cannot hold `..`"),
            '{' if before == '@' => return fault(NameRule::Sequence, pair, "a ref cannot hold `@{`"),
            '/' if before == '/' => return fault(NameRule::Separator, pair, "a ref cannot hold `//`"),
            _ => {}
        }
        before = c;
    }
    let last = text.len().saturating_sub(1)..text.len();
    if text.starts_with('/') {
        return fault(NameRule::Start, 0..1, "a ref cannot start with `/`");
    }
    if text.ends_with('/') {
        return fault(NameRule::End, last, "a ref cannot end with `/`");
    }
    if text.ends_with('.') {
        return fault(NameRule::End, last, "a ref cannot end with `.`");
    }
    let mut at = 0;
    for part in text.split('/') {
        let end = at + part.len();
        if part.starts_with('.') {
            let message = format!("no part of a ref can start with `.`: `{}`", quote(part));
            return fault(NameRule::Start, at..at + 1, &message);
        }
        if let Some(rest) = part.strip_suffix(".lock") {
            let message = format!("no part of a ref can end with `.lock`: `{}`", quote(part));
            return fault(NameRule::Reserved, at + rest.len()..end, &message);
        }
        at = end + 1;
    }
    if !text.contains('/') {
        let message = format!("`{}` has one part only; a full ref starts with `refs/`", quote(text));
        return fault(NameRule::Form, 0..text.len(), &message);
    }
    Ok(())
}
