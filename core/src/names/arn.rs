//! Amazon Resource Names.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::text::{placeholder, quote, shown};

/// An ARN: `arn:partition:service:region:account:resource`, the resource holding further colons or not.
///
/// Only the shape is checked; the parts may be empty, as in `arn:aws:s3:::bucket`. Source: IAM User Guide, "Identify AWS
/// resources with Amazon Resource Names (ARNs)".
///
/// ```
/// let arn: assumable::names::Arn = "arn:aws:ecr:us-east-1:123456789012:repository/apps/web".parse().unwrap();
/// assert_eq!(arn.account(), "123456789012");
/// assert_eq!(arn.resource(), "repository/apps/web");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Arn(String);

/// The six parts of `text`, if it has six.
pub(crate) fn parts(text: &str) -> Option<[&str; 6]> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next();
    let parts = [next()?, next()?, next()?, next()?, next()?, next()?];
    Some(parts)
}

/// Whether `text` is the id of an account: 12 digits.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

impl Arn {
    fn part(&self, index: usize) -> &str {
        self.0.splitn(6, ':').nth(index).unwrap_or("")
    }

    /// `aws`, `aws-cn`, `aws-us-gov`, …
    #[must_use]
    pub fn partition(&self) -> &str {
        self.part(1)
    }

    /// `iam`, `sts`, `ecr`, …
    #[must_use]
    pub fn service(&self) -> &str {
        self.part(2)
    }

    /// The region; empty for global services.
    #[must_use]
    pub fn region(&self) -> &str {
        self.part(3)
    }

    /// The account's 12 digits; empty for some services.
    #[must_use]
    pub fn account(&self) -> &str {
        self.part(4)
    }

    /// All after the fifth colon.
    #[must_use]
    pub fn resource(&self) -> &str {
        self.part(5)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Arn {
    type Err = Error;

    fn from_str(text: &str) -> Result<Arn, Error> {
        if text.is_empty() {
            return Err(Error::new(ErrorKind::ArnInvalid, "the ARN is empty").with_help(
                "an input that comes from a secret or variable is empty where the run cannot read it",
            ));
        }
        if let Some(found) = placeholder(text) {
            return Err(Error::unfilled(&found));
        }
        if text.trim() != text && text.trim().starts_with("arn:") {
            return Err(Error::new(ErrorKind::ArnInvalid, "white space stands before or after the ARN")
                .with_found(text)
                .with_suggestion(text.trim()));
        }
        match parts(text) {
            Some(["arn", partition, service, _, _, resource])
                if !partition.is_empty() && !service.is_empty() && !resource.is_empty() =>
            {
                let head = text.len() - resource.len();
                let blank = |(at, c): (usize, char)| c.is_control() || (at < head && c.is_whitespace());
                if let Some((_, c)) = text.char_indices().find(|&one| blank(one)) {
                    return Err(Error::new(
                        ErrorKind::ArnInvalid,
                        format!("an ARN cannot hold {}", shown(c)),
                    )
                    .with_found(text)
                    .with_help("remove it"));
                }
                Ok(Arn(text.to_owned()))
            }
            _ => Err(Error::new(ErrorKind::ArnInvalid, format!("`{}` is not an ARN", quote(text)))
                .with_found(text)
                .with_help("an ARN is written `arn:partition:service:region:account:resource`")),
        }
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
