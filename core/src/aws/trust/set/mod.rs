//! Many roles at once: which of them lets a token in.

mod asker;
mod crowd;
mod index;
mod role;
mod shared;
mod texts;

use std::collections::BTreeSet;

pub use asker::SetAsker;
use crowd::Crowds;
use index::Index;
pub use role::SetRole;
use shared::{Gathering, Shared};

use super::aws_claims::{ROLES, SOURCE_IDENTITY, TAGS};
use super::{Decision, TrustOptions, TrustReport};
use crate::aws::condition::context::Key;
use crate::error::Error;
use crate::github::Claims;

/// A role that lets a token in, or may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SetAnswer {
    /// The role, by its index in the set.
    pub role: usize,
    /// Allowed or undetermined, and why.
    pub decision: Decision,
}

/// The roles of an organisation, compiled with an index: a token is put only to those that it may get into.
///
/// The answers are those of [`TrustPolicy::prepare`] and `decide` for each role. They are in the order of the roles, and
/// roles that deny are left out.
///
/// ```
/// use assumable::aws::{PolicySet, SetRole};
/// use assumable::{Claims, TrustOptions};
///
/// let role = |name: &str, sub: &str| {
///     let policy = format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow",
///       "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"}},
///       "Action": "sts:AssumeRoleWithWebIdentity",
///       "Condition": {{"StringLike": {{"token.actions.githubusercontent.com:sub": "{sub}"}}}}}}]}}"#);
///     let arn = format!("arn:aws:iam::123456789012:role/{name}");
///     Ok::<_, assumable::Error>(SetRole::new(arn.parse()?, policy.parse()?))
/// };
/// let roles = [role("build", "repo:octo-org/app:*")?, role("deploy", "repo:octo-org/app:environment:prod")?];
/// let set = PolicySet::new(roles, &TrustOptions::default());
///
/// let claims: Claims = [("sub", "repo:octo-org/app:pull_request"), ("aud", "sts.amazonaws.com")].into_iter().collect();
/// let mut asker = set.asker();
/// let answers = asker.ask(&claims)?;
/// assert_eq!(answers.iter().map(|answer| answer.role).collect::<Vec<_>>(), [0]);
/// # Ok::<(), assumable::Error>(())
/// ```
#[derive(Debug)]
pub struct PolicySet {
    roles: Vec<SetRole>,
    index: Index,
    /// The keys that are looked for in the index.
    keys: Vec<Key>,
    shared: Shared,
    crowds: Crowds,
    /// The claims that decide, in lower case.
    claims: BTreeSet<String>,
}

/// The claims that STS reads of every token, whatever the policies test.
const OF_EVERY_TOKEN: [&str; 7] = ["iss", "sub", "aud", "azp", ROLES, TAGS, SOURCE_IDENTITY];

impl PolicySet {
    /// Compiles a set; the options are for all roles, but for the role, the provider and the resource control policies,
    /// which are each role's own.
    #[must_use]
    pub fn new(roles: impl IntoIterator<Item = SetRole>, options: &TrustOptions) -> PolicySet {
        let roles: Vec<SetRole> = roles.into_iter().map(|role| role.among(options)).collect();
        let mut index = Index::new(roles.iter().map(|role| &role.policy));
        let keys: Vec<Key> = index.keys().cloned().collect();
        let tested = |role: &SetRole| {
            let keys = role.policy.document.keys().chain(role.options.rcp.keys());
            keys.filter_map(|key| Some(key.lower.split_once(':')?.1.to_owned())).collect::<Vec<String>>()
        };
        let claims = roles.iter().flat_map(tested).chain(OF_EVERY_TOKEN.map(str::to_owned)).collect();
        let mut gathering = Gathering::of(&roles, keys.iter());
        let crowds = Crowds::new(&mut gathering, &roles, index.always());
        let shared = gathering.finish();
        index.leave(|role| crowds.has(role));
        PolicySet { roles, index, keys, shared, crowds, claims }
    }

    /// The roles, in the order given.
    #[must_use]
    pub fn roles(&self) -> &[SetRole] {
        &self.roles
    }

    /// The names of the claims that can change an answer, in lower case: no others need be given.
    pub fn claims(&self) -> impl Iterator<Item = &str> {
        self.claims.iter().map(String::as_str)
    }

    /// Asks one token after the other.
    #[must_use]
    pub fn asker(&self) -> SetAsker<&PolicySet> {
        SetAsker::new(self)
    }

    /// The whole report on one role; `None` for an index that the set does not have.
    ///
    /// # Errors
    /// As [`TrustPolicy::check`].
    #[must_use]
    pub fn check(&self, role: usize, claims: &Claims) -> Option<Result<TrustReport, Error>> {
        self.roles.get(role).map(|role| role.policy.check(claims, &role.options))
    }
}
