//! What a token is readied for: how much of it is filled, and whether what is assumed is said.

use crate::aws::condition::Test;
use crate::aws::condition::context::Key;
use crate::aws::policy::Document;

/// What a token is taken through the steps for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose<'p> {
    /// A report: every key is filled, and what is assumed is said.
    Report(&'p Document),
    /// A decision: only what the policy tests is filled.
    Decision(&'p Document),
    /// A look for policies that may let it in: only these keys are filled. The role is known.
    Search(&'p [Key]),
}

impl<'p> Purpose<'p> {
    /// The policy, where there is one.
    pub(super) fn document(self) -> Option<&'p Document> {
        match self {
            Purpose::Report(document) | Purpose::Decision(document) => Some(document),
            Purpose::Search(_) => None,
        }
    }

    /// The tests of the policy.
    pub(super) fn tests(self) -> impl Iterator<Item = &'p Test> {
        self.document().into_iter().flat_map(Document::tests)
    }

    /// The keys that are asked for.
    pub(super) fn keys(self) -> impl Iterator<Item = &'p Key> {
        let searched = if let Purpose::Search(keys) = self { keys } else { &[] };
        self.document().into_iter().flat_map(Document::keys).chain(searched)
    }
}
