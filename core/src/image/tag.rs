//! Tags.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::names::rule::{NameFault, NameRule};
use crate::text::shown;

/// Characters of a tag, at most.
pub(crate) const MAX_TAG: usize = 128;

const RULE: &str =
    "a tag is 1 to 128 ASCII letters, digits, `_`, `.` and `-`, and starts with neither `.` nor `-`";

/// The tag of an image: `[A-Za-z0-9_][A-Za-z0-9._-]{0,127}`, ASCII only.
///
/// Amazon ECR's API allows more (1 to 300 characters, no pattern), but every push speaks the registry protocol, which
/// does not. Source: OCI distribution specification, "Pulling manifests".
///
/// ```
/// use assumable::image::Tag;
///
/// let tag: Tag = "860c1904a1ce19322e91ac35af1ab07466440c37".parse().unwrap();
/// assert_eq!(tag.as_str().len(), 40);
/// assert_eq!("feature/x".parse::<Tag>().unwrap_err().to_string(), "`/` cannot stand in a tag: `feature/x`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(Box<str>);

impl Tag {
    /// The tag as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = Error;

    fn from_str(text: &str) -> Result<Tag, Error> {
        parse(text).map_err(|fault| fault.into_error(ErrorKind::ImageInvalid, text))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Tag {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

pub(super) fn parse(text: &str) -> Result<Tag, NameFault> {
    match check(text) {
        None => Ok(Tag(text.into())),
        Some(fault) => {
            let trimmed = text.trim().to_owned();
            Err(fault.suggest(text, trimmed, |tag| check(tag).is_none()))
        }
    }
}

/// Whether `c` may stand in a tag, first or later.
pub(crate) fn allows(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

fn check(text: &str) -> Option<NameFault> {
    let quoted = || crate::text::quote(text);
    let Some(first) = text.chars().next() else {
        return Some(NameFault::new(NameRule::Empty, 0..0, "the tag is empty", RULE));
    };
    if let Some((at, c)) = text.char_indices().find(|(_, c)| !allows(*c)) {
        let message = format!("{} cannot stand in a tag: `{}`", shown(c), quoted());
        return Some(NameFault::new(NameRule::Character, at..at + c.len_utf8(), message, RULE));
    }
    if matches!(first, '.' | '-') {
        let message = format!("a tag cannot start with `{first}`: `{}`", quoted());
        return Some(NameFault::new(NameRule::Start, 0..1, message, RULE));
    }
    if text.len() > MAX_TAG {
        let message = format!("the tag has {} characters, at most {MAX_TAG} are allowed", text.len());
        return Some(NameFault::new(NameRule::TooLong, MAX_TAG..text.len(), message, RULE));
    }
    None
}
