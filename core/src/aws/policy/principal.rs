//! `Principal` and `NotPrincipal`.

use crate::knowledge::ecr::is_partition;

/// `Principal` or `NotPrincipal`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrincipalElement {
    pub(crate) negated: bool,
    /// Whether it is `"*"` alone, without a type.
    pub(crate) bare: bool,
    pub(crate) principals: Vec<Principal>,
}

/// One principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Principal {
    /// `*` or `{"AWS": "*"}`
    Everyone,
    /// An account, by its 12 digits or its `:root` ARN; both mean the same.
    Account(String),
    /// Another ARN, or an id, under `AWS`.
    Aws(String),
    /// An identity provider.
    Federated(String),
    /// An AWS service.
    Service(String),
    /// An S3 canonical user.
    Canonical(String),
}

impl Principal {
    /// A value under `AWS`.
    pub(crate) fn aws(text: &str) -> Principal {
        if text == "*" {
            return Principal::Everyone;
        }
        match account(text) {
            Some(id) => Principal::Account(id.to_owned()),
            None => Principal::Aws(text.to_owned()),
        }
    }

    /// As written, with its type.
    pub(crate) fn describe(&self) -> String {
        match self {
            Principal::Everyone => "*".to_owned(),
            Principal::Account(text) | Principal::Aws(text) => format!("AWS {text}"),
            Principal::Federated(text) => text.clone(),
            Principal::Service(text) => format!("Service {text}"),
            Principal::Canonical(text) => format!("CanonicalUser {text}"),
        }
    }
}

/// The account that a 12-digit id or a `:root` ARN names.
fn account(text: &str) -> Option<&str> {
    let id = match crate::arn::parts(text) {
        Some(["arn", partition, "iam", "", id, "root"]) if is_partition(partition) => id,
        Some(_) => return None,
        None => text,
    };
    crate::arn::is_account(id).then_some(id)
}
