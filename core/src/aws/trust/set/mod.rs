//! Many roles at once: which of them lets a token in.

mod index;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use index::Index;

use super::aws_claims::{ROLES, SOURCE_IDENTITY, TAGS};
use super::purpose::Purpose;
use super::sts;
use super::{Decision, Provider, TrustOptions, TrustPolicy, TrustReport};
use crate::aws::condition::context::Key as ConditionKey;
use crate::aws::layer::Layer;
use crate::aws::logic::Verdict;
use crate::error::Error;
use crate::github::{ClaimValue, Claims};
use crate::names::RoleArn;

/// A role of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRole {
    policy: TrustPolicy,
    options: TrustOptions,
}

impl SetRole {
    /// A role with its trust policy.
    #[must_use]
    pub fn new(arn: RoleArn, policy: TrustPolicy) -> SetRole {
        SetRole { policy, options: TrustOptions::default().with_role_arn(arn) }
    }

    /// Sets the identity provider of the role's account.
    #[must_use]
    pub fn with_provider(mut self, provider: Provider) -> SetRole {
        self.options.provider = Some(provider);
        self
    }

    /// Sets the resource control policies of the role's organisation.
    #[must_use]
    pub fn with_rcp(mut self, layer: Layer) -> SetRole {
        self.options.rcp = layer;
        self
    }

    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> Option<&RoleArn> {
        self.options.role_arn.as_ref()
    }

    /// Its trust policy.
    #[must_use]
    pub fn policy(&self) -> &TrustPolicy {
        &self.policy
    }
}

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
    keys: Vec<ConditionKey>,
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
        let of_role = |role: SetRole| {
            let SetRole { policy, options: own } = role;
            let TrustOptions { role_arn, provider, rcp, .. } = own;
            SetRole { policy, options: TrustOptions { role_arn, provider, rcp, ..options.clone() } }
        };
        let roles: Vec<SetRole> = roles.into_iter().map(of_role).collect();
        let index = Index::new(roles.iter().map(|role| &role.policy));
        let keys = index.keys().cloned().collect();
        let tested = |role: &SetRole| {
            let keys = role.policy.document.keys().chain(role.options.rcp.keys());
            keys.filter_map(|key| Some(key.lower.split_once(':')?.1.to_owned())).collect::<Vec<String>>()
        };
        let claims = roles.iter().flat_map(tested).chain(OF_EVERY_TOKEN.map(str::to_owned)).collect();
        PolicySet { roles, index, keys, claims }
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

/// How many bytes of answers are kept at most.
const MAX_KNOWN: usize = 64 * 1024 * 1024;

/// Asks the roles of a set, token by token, and remembers the answers for tokens that differ only in claims that no role
/// tests. One for each thread; `S` is a reference to the set, or an `Arc`.
#[derive(Debug)]
pub struct SetAsker<S> {
    set: S,
    seen: Seen,
    /// Answers by the claims that decide.
    known: BTreeMap<Key, Vec<SetAnswer>>,
    known_bytes: usize,
    key: Key,
}

/// The roles that one token may get into.
#[derive(Debug)]
struct Seen {
    tokens: u64,
    candidates: u64,
    /// By role, the number of the token for which it was found last.
    last: Vec<u64>,
    found: Vec<usize>,
}

/// Claims, written so that no two tokens that differ are alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// Names and values, one behind the other.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Key {
    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn add(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len());
    }

    fn bytes(&self) -> usize {
        self.text.len() + self.ends.len() * size_of::<usize>()
    }
}

impl<S: Deref<Target = PolicySet>> SetAsker<S> {
    /// Asks this set.
    pub fn new(set: S) -> SetAsker<S> {
        let last = vec![0; set.roles.len()];
        let seen = Seen { tokens: 0, candidates: 0, last, found: Vec::new() };
        SetAsker { set, seen, known: BTreeMap::new(), known_bytes: 0, key: Key::default() }
    }

    /// The roles that let a token in or may, in the order of the set.
    ///
    /// # Errors
    /// `TOO_COSTLY` where deciding on one role would take more than the budget of [`crate::limits`].
    pub fn ask(&mut self, claims: &Claims) -> Result<&[SetAnswer], Error> {
        self.key.clear();
        for (name, value) in claims.iter() {
            if !self.set.claims.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                continue;
            }
            self.key.add(name);
            match value {
                ClaimValue::Text(text) => self.key.add(text),
                // What is not a text is rare; its Debug form tells values apart, and a third end tells it from a text.
                other => {
                    self.key.add(&format!("{other:?}"));
                    self.key.add("");
                }
            }
        }
        self.answered(|| claims.clone())
    }

    /// As [`SetAsker::ask`], of claims that are all texts, such as the columns of a table: nothing is copied where the answer
    /// is known already. Only those that [`PolicySet::claims`] names need be given.
    ///
    /// # Errors
    /// As [`SetAsker::ask`].
    pub fn ask_texts<'t>(
        &mut self,
        claims: impl Iterator<Item = (&'t str, &'t str)> + Clone,
    ) -> Result<&[SetAnswer], Error> {
        self.key.clear();
        for (name, text) in claims.clone() {
            self.key.add(name);
            self.key.add(text);
        }
        self.answered(|| claims.collect())
    }

    /// How many tokens were asked.
    pub fn tokens(&self) -> u64 {
        self.seen.tokens
    }

    /// How many pairs of a token and a role were evaluated.
    pub fn candidates(&self) -> u64 {
        self.seen.candidates
    }

    /// The answer that is known under the key, else that for the claims.
    fn answered(&mut self, claims: impl FnOnce() -> Claims) -> Result<&[SetAnswer], Error> {
        self.seen.tokens += 1;
        if !self.known.contains_key(&self.key) {
            let answers = self.seen.answers(&self.set, &claims())?;
            let bytes = self.key.bytes()
                + answers.len() * size_of::<SetAnswer>()
                + size_of::<(Key, Vec<SetAnswer>)>();
            if self.known_bytes + bytes > MAX_KNOWN {
                self.known.clear();
                self.known_bytes = 0;
            }
            self.known_bytes += bytes;
            self.known.insert(self.key.clone(), answers);
        }
        Ok(self.known.get(&self.key).map_or(&[], Vec::as_slice))
    }
}

impl Seen {
    fn answers(&mut self, set: &PolicySet, claims: &Claims) -> Result<Vec<SetAnswer>, Error> {
        let Some(first) = set.roles.first() else { return Ok(Vec::new()) };
        // What the keys of claims hold is the same for every role, but for the doubts that a partition brings.
        let token = sts::prepare(Purpose::Search(&set.keys), claims, &first.options);
        let Seen { tokens, candidates, last, found } = self;
        found.clear();
        for request in &token.requests {
            set.index.candidates(&request.context, |role| {
                let role = role as usize;
                if let Some(last) = last.get_mut(role).filter(|last| **last != *tokens) {
                    *last = *tokens;
                    found.push(role);
                }
            });
        }
        found.sort_unstable();
        *candidates += found.len() as u64;
        let mut answers = Vec::new();
        for &role in found.iter() {
            let Some(SetRole { policy, options }) = set.roles.get(role) else { continue };
            let token = policy.prepare(claims, options).map_err(|error| error.under(role).under("roles"))?;
            let decision = token.decide();
            if decision.verdict != Verdict::Denied {
                answers.push(SetAnswer { role, decision });
            }
        }
        Ok(answers)
    }
}
