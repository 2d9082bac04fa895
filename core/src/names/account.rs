//! Accounts and partitions.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::knowledge::ecr::{is_partition, partition_names};
use crate::names::arn::is_account;
use crate::text::quote;

/// The id of an AWS account: 12 digits.
///
/// ```
/// use assumable::names::AccountId;
/// assert!("123456789012".parse::<AccountId>().is_ok());
/// assert!("1234-5678-9012".parse::<AccountId>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(String);

impl AccountId {
    /// The 12 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountId {
    type Err = Error;

    fn from_str(text: &str) -> Result<AccountId, Error> {
        if is_account(text) {
            return Ok(AccountId(text.to_owned()));
        }
        Err(Error::new(ErrorKind::InvalidValue, format!("`{}` is not the id of an account", quote(text)))
            .with_found(text)
            .with_help("an account's id is 12 digits, such as `123456789012`"))
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An AWS partition: `aws`, `aws-cn`, `aws-us-gov`, …
///
/// ```
/// use assumable::names::Partition;
/// assert!("aws-cn".parse::<Partition>().is_ok());
/// assert!("aws-mars".parse::<Partition>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Partition(String);

impl Partition {
    /// Its name, as in ARNs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Partition {
    type Err = Error;

    fn from_str(text: &str) -> Result<Partition, Error> {
        if is_partition(text) {
            return Ok(Partition(text.to_owned()));
        }
        Err(Error::new(ErrorKind::InvalidValue, format!("`{}` is not a partition", quote(text)))
            .with_found(text)
            .with_help(format!("known: {}", partition_names())))
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
