//! What the statements of a policy are tested against.

use super::condition::context::RequestContext;
use super::policy::Action;

/// What a statement is tested against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request<'r> {
    pub(crate) action: &'r Action,
    pub(crate) resource: Target<'r>,
    pub(crate) context: &'r RequestContext,
}

/// What a request is made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target<'r> {
    /// What the policy is attached to, so that it names no resource.
    Itself,
    /// This ARN, or `*`.
    Named(&'r str),
    /// A role that is not known.
    UnknownRole,
}
