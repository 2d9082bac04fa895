//! `Principal` and `NotPrincipal`.

use crate::knowledge::ecr::is_partition;
use crate::names::arn::{is_account, parts};

/// `Principal` or `NotPrincipal`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PrincipalElement {
    pub(crate) negated: bool,
    /// Whether it is `"*"`, without a type.
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

    /// The text of a principal that names no one, and why (IAM User Guide, "Principal"; `CreateRole` answers `Invalid
    /// principal in policy`).
    pub(crate) fn fault(&self) -> Option<(&str, &'static str)> {
        match self {
            Principal::Aws(text) => Principal::aws_fault(text),
            Principal::Federated(text) => Principal::federated_fault(text).map(|why| (text.as_str(), why)),
            Principal::Service(text) => {
                let known = text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn");
                (!known).then_some((text, "a service is named as `ecs-tasks.amazonaws.com` is"))
            }
            Principal::Everyone | Principal::Account(_) | Principal::Canonical(_) => None,
        }
    }

    /// What is wrong with the ARN of an identity provider. A name that is no ARN may be one of a built-in provider.
    fn federated_fault(text: &str) -> Option<&'static str> {
        let Some(parts) = parts(text) else {
            return text.contains(['*', '?']).then_some("a wildcard stands for no provider");
        };
        let ["arn", partition, "iam", "", id, resource] = parts else {
            return Some("its ARN is not that of an identity provider");
        };
        let provider = resource.strip_prefix("oidc-provider/").or(resource.strip_prefix("saml-provider/"));
        match provider {
            _ if !is_partition(partition) => Some("its ARN names no partition that exists"),
            _ if !is_account(id) => Some("the account in its ARN has not 12 digits"),
            None | Some("") => Some("its ARN is not that of an identity provider"),
            Some(provider) if provider.contains("://") => Some("a provider's ARN holds no `https://`"),
            Some(provider) if provider.contains(['*', '?']) => Some("a wildcard stands for no provider"),
            Some(_) => None,
        }
    }

    /// What is wrong with a text under `AWS` that is neither everyone nor an account.
    fn aws_fault(text: &str) -> Option<(&str, &'static str)> {
        // What IAM shows for a principal that was deleted.
        let unique_id =
            text.len() >= 16 && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let why = match parts(text) {
            None if unique_id => return None,
            None => "it is neither an account, nor an ARN, nor `*`",
            Some(_) if text.contains(['*', '?']) => {
                "a wildcard stands only for everyone, and not for a part of an ARN"
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

    /// Its text, without its type.
    pub(crate) fn text(&self) -> &str {
        match self {
            Principal::Everyone => "*",
            Principal::Account(text)
            | Principal::Aws(text)
            | Principal::Federated(text)
            | Principal::Service(text)
            | Principal::Canonical(text) => text,
        }
    }

    /// As written, with its type.
    pub(crate) fn describe(&self) -> String {
        let kind = match self {
            Principal::Everyone | Principal::Federated(_) => "",
            Principal::Account(_) | Principal::Aws(_) => "AWS ",
            Principal::Service(_) => "Service ",
            Principal::Canonical(_) => "CanonicalUser ",
        };
        format!("{kind}{}", self.text())
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
