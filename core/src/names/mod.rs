//! Names: AWS's ARNs, git's refs, GitHub's owners, repositories and environments, and how a name fails.

mod account;
pub(crate) mod arn;
mod github;
pub(crate) mod iam;
mod refname;
pub(crate) mod rule;

pub use account::{AccountId, Partition};
pub use arn::Arn;
pub(crate) use github::{check_environment, check_owner, check_repository, split_repository};
pub use iam::{ProviderArn, RoleArn, RoleSessionName};
pub use refname::GitRef;
pub(crate) use refname::{check_ref, is_commit};
#[cfg(feature = "push")]
pub use rule::NameRule;
