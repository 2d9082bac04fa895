//! Where GitHub runs: what a subject looks like differs between them.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};

/// Where GitHub runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Platform {
    /// github.com, Enterprise Cloud included.
    #[default]
    GithubCom,
    /// Enterprise Cloud with data residency, under a subdomain of ghe.com.
    GheCom,
    /// Enterprise Server, with its version where that is known.
    Ghes(Option<GhesVersion>),
}

/// What becomes of a colon inside a value of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colons {
    /// It is written `%3A`.
    Escaped,
    /// It stays.
    Raw,
    /// It depends on a version that was not said.
    Unknown,
}

impl Platform {
    /// Whether a colon inside a value is written `%3A` for certain.
    #[cfg(feature = "analysis")]
    pub(crate) fn escapes_colons(self) -> bool {
        self.colons() == Colons::Escaped
    }

    /// GitHub Docs, OpenID Connect reference: the escape is described for github.com, Enterprise Cloud and
    /// Enterprise Server after 3.18.
    pub(crate) fn colons(self) -> Colons {
        match self {
            Platform::GithubCom | Platform::GheCom => Colons::Escaped,
            Platform::Ghes(None) => Colons::Unknown,
            Platform::Ghes(Some(version)) if version > GhesVersion::new(3, 18) => Colons::Escaped,
            Platform::Ghes(Some(_)) => Colons::Raw,
        }
    }
}

/// The feature version of an Enterprise Server, such as `3.17`.
///
/// ```
/// let version: assumable::github::GhesVersion = "3.17.4".parse()?;
/// assert_eq!(version.to_string(), "3.17");
/// # Ok::<(), assumable::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GhesVersion {
    major: u16,
    minor: u16,
}

impl GhesVersion {
    /// The version `major.minor`.
    #[must_use]
    pub const fn new(major: u16, minor: u16) -> GhesVersion {
        GhesVersion { major, minor }
    }
}

impl FromStr for GhesVersion {
    type Err = Error;

    /// Reads `3.17` or `3.17.4`.
    fn from_str(text: &str) -> Result<GhesVersion, Error> {
        let number =
            |part: Option<&str>| part.filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?.parse().ok();
        let mut parts = text.split('.');
        let (major, minor) = (number(parts.next()), number(parts.next()));
        let patch_is_one = parts.next().is_none_or(|patch| number(Some(patch)).is_some());
        match (major, minor, patch_is_one, parts.next()) {
            (Some(major), Some(minor), true, None) => Ok(GhesVersion { major, minor }),
            _ => {
                Err(Error::new(ErrorKind::InvalidValue, "this is not a version of GitHub Enterprise Server")
                    .with_found(text)
                    .with_help("write it as `3.17`"))
            }
        }
    }
}

impl fmt::Display for GhesVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}
