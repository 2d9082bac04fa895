//! How the principals of a trust policy are written. Whether they exist is not known here.

use super::{CreateOutcome, CreateReason, StoredAs};
use crate::aws::policy::{Principal, Statement};
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
    faults.map(|(text, why)| reason(format!("`{}` is not a principal: {why}", quote(text)))).collect()
}

/// Where it is written that the call looks the principals up, for the kinds of policies whose call does.
pub(super) fn looked_up(stored_as: StoredAs) -> Option<&'static str> {
    match stored_as {
        StoredAs::Trust => {
            Some("IAM User Guide, AWS JSON policy elements: Principal (`Invalid principal in policy`)")
        }
        StoredAs::EcrRepository | StoredAs::EcrRegistry => {
            Some("`Principal not found`, as in hashicorp/terraform-provider-aws#39064")
        }
        _ => None,
    }
}

/// Whether a statement names an account, a user, a role or a session.
pub(super) fn names_someone(statement: &Statement) -> bool {
    let someone = |one: &Principal| matches!(one, Principal::Account(_) | Principal::Aws(_));
    statement.principal.iter().any(|element| element.value.principals.iter().any(someone))
}
