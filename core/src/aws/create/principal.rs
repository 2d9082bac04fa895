//! How the principals of a trust policy are written. Whether they exist is not known here.
//!
//! Source: IAM User Guide, "Principal"; the messages of `CreateRole` as published.

use super::{CreateOutcome, CreateReason};
use crate::arn::{is_account, parts};
use crate::aws::policy::{Principal, Statement};
use crate::error::quote;
use crate::knowledge::ecr::is_partition;

/// What is wrong with the principals of a statement.
pub(super) fn check(statement: &Statement) -> Vec<CreateReason> {
    let Some(principal) = &statement.principal else { return Vec::new() };
    let reason = |message: String| CreateReason {
        outcome: CreateOutcome::Rejected,
        code: "PRINCIPAL_INVALID",
        message,
        pointer: Some(principal.pointer.clone()),
        line: Some(principal.place.line),
    };
    if principal.value.bare {
        let message =
            "the principal of a trust policy is an object that names its type, such as `{\"AWS\": \"*\"}`";
        return vec![reason(message.to_owned())];
    }
    let faults = principal.value.principals.iter().filter_map(|one| match one {
        Principal::Aws(text) => aws(text).map(|why| format!("`{}` is no principal: {why}", quote(text))),
        _ => None,
    });
    faults.map(reason).collect()
}

/// What is wrong with a value under `AWS` that is neither everyone nor an account.
fn aws(text: &str) -> Option<&'static str> {
    // What IAM shows for a principal that was deleted.
    let unique_id = text.len() >= 16 && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let Some([arn, partition, service, region, account, resource]) = parts(text) else {
        return (!unique_id).then_some("it is neither an account, nor an ARN, nor `*`");
    };
    if text.contains(['*', '?']) {
        return Some("a wildcard stands for everyone alone, and not for a part of an ARN");
    }
    let kind = resource.split_once('/').map(|(kind, name)| (service, kind, name.is_empty()));
    let named = matches!(
        kind,
        Some(("iam", "user" | "role", false) | ("sts", "assumed-role" | "federated-user", false))
    );
    let placed = arn == "arn" && is_partition(partition) && region.is_empty() && is_account(account);
    (!(placed && named)).then_some("its ARN is not that of an account, a user, a role or a session")
}
