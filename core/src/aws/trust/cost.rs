//! What a token costs a policy, added up before it is put to it: see [`crate::limits`].

use std::collections::BTreeSet;

use super::token::{PreparedToken, ProviderRequest};
use super::{TrustPolicy, cases};
use crate::aws::cost::pairs;
use crate::aws::policy::Principal;
use crate::error::{Error, ErrorKind};

/// How many providers of a policy are tried; a policy with more than a few names hardly one that is in its own account.
pub(crate) const MAX_PROVIDERS: usize = 64;

/// Whether a token comes through few enough providers.
pub(super) fn few_providers(token: &PreparedToken) -> Result<(), Error> {
    let doors = token.requests.len();
    if doors <= MAX_PROVIDERS {
        return Ok(());
    }
    let message =
        format!("the policy names {doors} providers, and without the role at most {MAX_PROVIDERS} are tried");
    Err(Error::new(ErrorKind::TooCostly, message)
        .with_help("give `role_arn`, which tells the account of the provider"))
}

impl TrustPolicy {
    /// How many identity providers it names: a token whose role is not known may come through each.
    pub(crate) fn named_providers(&self) -> usize {
        self.providers().len()
    }

    /// The ARNs of the identity providers that it names.
    pub(crate) fn providers(&self) -> BTreeSet<&str> {
        let principals = self.document.statements.iter().filter_map(|statement| statement.principal.as_ref());
        let principals = principals.flat_map(|element| &element.value.principals);
        let named = principals.filter_map(|principal| match principal {
            Principal::Federated(arn) => Some(arn.as_str()),
            _ => None,
        });
        named.collect()
    }

    /// The steps of a report, at most: it decides, records, and tells what makes no difference. Its own trials of what is
    /// not known are counted where they are made.
    pub(crate) fn steps_of_report(&self, token: &PreparedToken) -> u64 {
        let pairs = pairs(
            token.rcp.documents().iter().map(|policy| policy.document.as_ref()).chain([&self.document]),
        );
        self.steps(token).saturating_mul(3).saturating_add(pairs)
    }

    /// The steps of one decision, at most.
    pub(crate) fn steps(&self, token: &PreparedToken) -> u64 {
        token.requests.iter().map(|request| self.steps_at(token, request)).fold(0, u64::saturating_add)
    }

    fn steps_at(&self, token: &PreparedToken, request: &ProviderRequest) -> u64 {
        let role = token.role.as_deref().map_or(0, str::len);
        let documents =
            token.rcp.documents().iter().map(|policy| policy.document.as_ref()).chain([&self.document]);
        let once =
            documents.map(|document| document.steps(role, &request.context)).fold(0, u64::saturating_add);
        let actions = 1 + token.further_actions().count() as u64;
        let trials = cases::count(self, token, request) as u64;
        once.saturating_mul(actions).saturating_mul(1 + trials)
    }
}
