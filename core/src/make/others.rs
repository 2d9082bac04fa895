//! Statements that are for others than GitHub's tokens: no proof is about them, so that they stay as they are.

use crate::github::{ClaimValue, Issuer, IssuerPlatform};
use crate::knowledge::issuers::SERVER_PATH;

/// The issuer of a provider of GitHub's, and its account.
pub(super) fn of_github(principal: &str) -> Option<(Issuer, &str)> {
    let (before, host) = principal.split_once(":oidc-provider/")?;
    let issuer: Issuer = host.parse().ok()?;
    let of_server = issuer.path() == Some(SERVER_PATH);
    let account = before.rsplit(':').next()?;
    (issuer.platform() != IssuerPlatform::Other || of_server).then_some((issuer, account))
}

/// Whether an element `Principal` names providers of GitHub's and nobody else.
pub(super) fn are_of_github(principal: &ClaimValue) -> bool {
    let ClaimValue::Object(kinds) = principal else { return false };
    let of_kind = |(kind, value): &(String, ClaimValue)| {
        let named = value.texts();
        kind == "Federated" && !named.is_empty() && named.iter().all(|one| of_github(one).is_some())
    };
    !kinds.is_empty() && kinds.iter().all(of_kind)
}

/// The statements of a policy that are for others too, as they are written.
pub(super) fn statements(policy: &ClaimValue) -> Vec<ClaimValue> {
    let member = |value: &ClaimValue, name: &str| match value {
        ClaimValue::Object(members) => {
            members.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        }
        _ => None,
    };
    let all = match member(policy, "Statement") {
        Some(ClaimValue::List(items)) => items,
        one => one.into_iter().collect(),
    };
    let is_other =
        |statement: &ClaimValue| !member(statement, "Principal").is_some_and(|named| are_of_github(&named));
    all.into_iter().filter(is_other).collect()
}
