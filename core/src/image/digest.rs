//! Digests.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::names::rule::{NameFault, NameRule};
use crate::text::quote;

const RULE: &str =
    "a digest is `sha256:` and 64 lower-case hexadecimal characters (`sha384:` 96, `sha512:` 128)";

/// A registered digest algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// SHA-256, the one that registries use.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl DigestAlgorithm {
    const ALL: [DigestAlgorithm; 3] =
        [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];

    /// The name that stands before the colon.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            DigestAlgorithm::Sha256 => "sha256",
            DigestAlgorithm::Sha384 => "sha384",
            DigestAlgorithm::Sha512 => "sha512",
        }
    }

    const fn hex_length(self) -> usize {
        match self {
            DigestAlgorithm::Sha256 => 64,
            DigestAlgorithm::Sha384 => 96,
            DigestAlgorithm::Sha512 => 128,
        }
    }
}

/// The digest of an image: `algorithm:hexadecimal`, lower case, of the exact length.
///
/// Source: OCI image specification, "Digests"; the algorithms are those that go-digest registers.
///
/// ```
/// use assumable::image::{Digest, DigestAlgorithm};
///
/// let text = format!("sha256:{}", "0123456789abcdef".repeat(4));
/// let digest: Digest = text.parse().unwrap();
/// assert_eq!(digest.algorithm(), DigestAlgorithm::Sha256);
/// assert_eq!(
///     "sha256:abcdef".parse::<Digest>().unwrap_err().to_string(),
///     "a sha256 digest has 64 hexadecimal characters, this one has 6",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest {
    algorithm: DigestAlgorithm,
    text: Box<str>,
}

impl Digest {
    /// The whole digest as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> DigestAlgorithm {
        self.algorithm
    }

    /// The hexadecimal part.
    #[must_use]
    pub fn encoded(&self) -> &str {
        self.text.split_once(':').map_or("", |(_, encoded)| encoded)
    }
}

impl FromStr for Digest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Digest, Error> {
        parse(text).map_err(|fault| fault.into_error(ErrorKind::ImageInvalid, text))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl AsRef<str> for Digest {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

pub(super) fn parse(text: &str) -> Result<Digest, NameFault> {
    match check(text) {
        Ok(algorithm) => Ok(Digest { algorithm, text: text.into() }),
        Err(fault) => {
            let nearest = text.trim().to_ascii_lowercase();
            Err(fault.suggest(text, nearest, |digest| check(digest).is_ok()))
        }
    }
}

fn check(text: &str) -> Result<DigestAlgorithm, NameFault> {
    let format = || {
        let message = format!("`{}` is not a digest", quote(text));
        NameFault::new(NameRule::DigestFormat, 0..text.len(), message, RULE)
    };
    let (name, encoded) = text.split_once(':').ok_or_else(format)?;
    let Some(algorithm) = DigestAlgorithm::ALL.into_iter().find(|known| known.as_str() == name) else {
        if !is_unknown_digest(name, encoded) {
            return Err(format());
        }
        let message = format!("the digest algorithm `{}` is not supported", quote(name));
        return Err(NameFault::new(NameRule::DigestAlgorithm, 0..name.len(), message, RULE));
    };
    let start = name.len() + 1;
    if encoded.is_empty() {
        return Err(format());
    }
    if encoded.chars().count() != algorithm.hex_length() {
        let message = format!(
            "a {name} digest has {} hexadecimal characters, this one has {}",
            algorithm.hex_length(),
            encoded.chars().count()
        );
        return Err(NameFault::new(NameRule::DigestLength, start..text.len(), message, RULE));
    }
    let Some((at, c)) = encoded.char_indices().find(|(_, c)| !matches!(c, '0'..='9' | 'a'..='f')) else {
        return Ok(algorithm);
    };
    let span = start + at..start + at + c.len_utf8();
    Err(if matches!(c, 'A'..='F') {
        let message = format!("the digest has upper-case letters: `{}`", quote(text));
        NameFault::new(NameRule::DigestFormat, span, message, RULE)
    } else {
        let message = format!("{} is not a hexadecimal character", crate::text::shown(c));
        NameFault::new(NameRule::DigestFormat, span, message, RULE)
    })
}

/// Whether the text is well-formed for an algorithm that is not known here:
/// `[a-z0-9]+([.+_-][a-z0-9]+)*:[A-Za-z0-9=_-]+`.
fn is_unknown_digest(name: &str, encoded: &str) -> bool {
    let worded = name
        .split(['.', '+', '_', '-'])
        .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
    worded
        && !encoded.is_empty()
        && encoded.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'=' | b'_' | b'-'))
}
