//! How the principals of a trust policy are written. Whether they exist is not known here.

use super::{CreateOutcome, CreateReason};
use crate::aws::policy::Statement;
use crate::codes;
use crate::text::quote;

/// What is wrong with the principals of a statement.
pub(super) fn check(statement: &Statement) -> Vec<CreateReason> {
    let Some(principal) = &statement.principal else { return Vec::new() };
    let reason = |message: String| {
        CreateReason::at(principal, CreateOutcome::Rejected, codes::PRINCIPAL_INVALID, message)
    };
    if principal.value.bare {
        let message =
            "the principal of a trust policy is an object that names its type, such as `{\"AWS\": \"*\"}`";
        return vec![reason(message.to_owned())];
    }
    let faults = principal.value.principals.iter().filter_map(|one| one.fault());
    faults.map(|(text, why)| reason(format!("`{}` is no principal: {why}", quote(text)))).collect()
}
