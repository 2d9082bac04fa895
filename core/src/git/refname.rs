//! Refs, by the rules of git-check-ref-format.

use core::fmt;
use core::str::FromStr;

use super::Fault;
use crate::error::{Error, ErrorKind, quote};

/// A full ref, such as `refs/heads/main`: text that git accepts as the name of a ref.
///
/// Source: git-check-ref-format. A one-level name such as `main` is no full ref.
///
/// ```
/// use assumable::GitRef;
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
pub(crate) fn pull_request(text: &str) -> Option<&str> {
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

/// Checks a ref against git-check-ref-format.
pub(crate) fn check_ref(text: &str) -> Result<(), Fault> {
    if text.is_empty() {
        return Err(Fault::new("empty", "the ref is empty", 0..0));
    }
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        let here = at..at + c.len_utf8();
        let pair = at.saturating_sub(1)..at + 1;
        match c {
            '\0'..=' ' | '\x7f' => {
                let what = if c == ' ' { "a space" } else { "a control character" };
                return Err(Fault::new("character", format!("a ref cannot hold {what}"), here));
            }
            '~' | '^' | ':' | '?' | '*' | '[' | '\\' => {
                return Err(Fault::new("character", format!("a ref cannot hold `{c}`"), here));
            }
            '.' if before == '.' => return Err(Fault::new("double_dot", "a ref cannot hold `..`", pair)),
            '{' if before == '@' => return Err(Fault::new("at_brace", "a ref cannot hold `@{`", pair)),
            '/' if before == '/' => return Err(Fault::new("double_slash", "a ref cannot hold `//`", pair)),
            _ => {}
        }
        before = c;
    }
    let end = text.len();
    if text.starts_with('/') {
        return Err(Fault::new("leading_slash", "a ref cannot start with `/`", 0..1));
    }
    if text.ends_with('/') {
        return Err(Fault::new("trailing_slash", "a ref cannot end with `/`", end.saturating_sub(1)..end));
    }
    if text.ends_with('.') {
        return Err(Fault::new("trailing_dot", "a ref cannot end with `.`", end.saturating_sub(1)..end));
    }
    let mut at = 0;
    for part in text.split('/') {
        let here = at..at + part.len();
        if part.starts_with('.') {
            let message = format!("no part of a ref can start with `.`: `{}`", quote(part));
            return Err(Fault::new("leading_dot", message, here));
        }
        if part.ends_with(".lock") {
            let message = format!("no part of a ref can end with `.lock`: `{}`", quote(part));
            return Err(Fault::new("lock_suffix", message, here));
        }
        at = here.end + 1;
    }
    if !text.contains('/') {
        let message = format!("a full ref has at least two parts, such as `refs/heads/{}`", quote(text));
        return Err(Fault::new("one_level", message, 0..end));
    }
    Ok(())
}
