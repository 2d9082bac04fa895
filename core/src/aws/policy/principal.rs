//! `Principal` and `NotPrincipal`.

use crate::arn::{is_account, parts};
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

    /// The text of a principal under `AWS` that names no one, and why: it is neither everyone, nor an account, nor the ARN
    /// of a user, a role or a session (IAM User Guide, "Principal"; `CreateRole` answers `Invalid principal in policy`).
    pub(crate) fn fault(&self) -> Option<(&str, &'static str)> {
        let Principal::Aws(text) = self else { return None };
        // What IAM shows for a principal that was deleted.
        let unique_id =
            text.len() >= 16 && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let why = match parts(text) {
            None if unique_id => return None,
            None => "it is neither an account, nor an ARN, nor `*`",
            Some(_) if text.contains(['*', '?']) => {
                "a wildcard stands for everyone alone, and not for a part of an ARN"
            }
            Some(["arn", partition, service, "", id, resource])
                if is_partition(partition)
                    && is_account(id)
                    && resource.split_once('/').is_some_and(|(kind, name)| {
                        let known = match service {
                            "iam" => matches!(kind, "user" | "role"),
                            "sts" => matches!(kind, "assumed-role" | "federated-user"),
                            _ => false,
                        };
                        known && !name.is_empty()
                    }) =>
            {
                return None;
            }
            Some(_) => "its ARN is not that of an account, a user, a role or a session",
        };
        Some((text, why))
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
    let id = match parts(text) {
        Some(["arn", partition, "iam", "", id, "root"]) if is_partition(partition) => id,
        Some(_) => return None,
        None => text,
    };
    is_account(id).then_some(id)
}
