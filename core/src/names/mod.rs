//! Names: AWS's ARNs, git's refs, GitHub's owners, repositories and environments, and how a name fails.

pub(crate) mod arn;
mod github;
mod refname;
pub(crate) mod rule;

pub use arn::Arn;
pub(crate) use github::{check_environment, check_owner, check_repository, split_repository};
pub use refname::GitRef;
pub(crate) use refname::{check_ref, is_commit};
