//! Names and refs: git's rules for refs, GitHub's for owners, repositories and environments.

mod name;
mod refname;

pub(crate) use name::{check_environment, check_owner, check_repository, split_repository};
pub use refname::GitRef;
pub(crate) use refname::{check_ref, is_commit};
