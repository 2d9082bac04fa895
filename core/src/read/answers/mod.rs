//! What AWS, GitHub and programs about an account answer: roles, policies, identity providers, repositories, settings,
//! events, tokens and errors.
//!
//! Nothing here is a source: a change of an answer changes nothing in AWS. Sources: the references of IAM, ECR, AWS Config and
//! CloudTrail, their CLI's and SDKs' forms; GitHub's REST API.

mod account;
pub(super) mod bare;
mod ecr;
mod fields;
pub(super) mod pulumi;
pub(super) mod settings;
pub(super) mod token;

pub(super) use account::{Account, provider};
pub(super) use fields::{Fields, Origin};
pub(super) use token::decode as decode_token;

use crate::tree::json::{Foreign, Node, Value};
use crate::tree::recognise::ReadKind;

/// A document that is an answer, a log or a token.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answer<'t> {
    /// Its index among all documents.
    pub(super) index: usize,
    pub(super) name: &'t str,
    pub(super) text: &'t str,
    pub(super) kind: ReadKind,
    pub(super) tree: Option<&'t Foreign>,
}

impl<'t> Answer<'t> {
    /// A document of this kind, where it is one that is read here.
    pub(super) fn of(
        index: usize,
        name: &'t str,
        text: &'t str,
        kind: ReadKind,
        tree: Option<&'t Foreign>,
    ) -> Option<Answer<'t>> {
        let is_one = matches!(
            kind,
            ReadKind::IamAnswer
                | ReadKind::EcrAnswer
                | ReadKind::StsAnswer
                | ReadKind::Cloudtrail
                | ReadKind::AwsConfig
                | ReadKind::Pulumi
                | ReadKind::QueryRows
                | ReadKind::GithubSettings
                | ReadKind::Policy
                | ReadKind::Token
                | ReadKind::Claims
                | ReadKind::Log
        );
        is_one.then_some(Answer { index, name, text, kind, tree })
    }
}

/// The documents of a tree: those of a list, or the one that it is.
pub(super) fn items(tree: &Foreign) -> &[Node] {
    match &tree.node.value {
        Value::Array(items) => items,
        _ => core::slice::from_ref(&tree.node),
    }
}
