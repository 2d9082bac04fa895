//! Names and refs: git's rules for refs, GitHub's for owners, repositories and environments.

mod name;
mod refname;

pub(crate) use name::{check_environment, check_owner, check_repository, split_repository};
pub use refname::GitRef;
pub(crate) use refname::{check_ref, is_commit};

use core::ops::Range;

use crate::error::{Error, ErrorKind};

/// The rule that a name breaks, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The rule, as a stable word.
    pub(crate) rule: &'static str,
    /// What is wrong, as messages are written.
    pub(crate) message: String,
    /// The bytes at fault.
    pub(crate) at: Range<usize>,
}

impl Fault {
    pub(crate) fn new(rule: &'static str, message: impl Into<String>, at: Range<usize>) -> Fault {
        Fault { rule, message: message.into(), at }
    }

    /// The fault as an error about `text`.
    pub(crate) fn into_error(self, kind: ErrorKind, text: &str) -> Error {
        Error::new(kind, self.message).with_found(text).span_or(self.at)
    }
}
