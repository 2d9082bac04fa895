//! Would IAM store this trust policy? Grammar, size and the controls for shared identity providers.
//!
//! These are checks of `CreateRole` and `UpdateAssumeRolePolicy` alone: a policy that stands is not checked again, and STS
//! never asks (but for HCP Terraform).

use super::condition::{Comparison, Quantifier, Test};
use super::layer::PolicyText;
use super::policy::{Effect, PolicyKind, Principal, Statement};
use crate::error::{Error, quote};
use crate::knowledge::identity_providers::{SHARED_PROVIDERS, SharedProvider};

/// IAM's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CreateOutcome {
    /// It stores the policy.
    Accepted,
    /// AWS does not document it, or it hangs on the account's quota.
    Undetermined,
    /// It refuses.
    Rejected,
}

/// One thing that counts against a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateReason {
    /// What it leads to.
    pub outcome: CreateOutcome,
    /// Stable code.
    pub code: &'static str,
    /// One sentence.
    pub message: String,
    /// JSON pointer in the policy.
    pub pointer: Option<String>,
    /// Line in the policy, from 1.
    pub line: Option<usize>,
}

/// The answer of [`check_create`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateReport {
    /// IAM's answer.
    pub outcome: CreateOutcome,
    /// What counts against the policy, in order.
    pub reasons: Vec<CreateReason>,
    /// Characters of the policy, white space left out.
    pub size: usize,
    /// Characters that an account's role may have.
    pub quota: usize,
}

/// The quota of a new account, and the most that AWS's pages name ("IAM and AWS STS quotas").
pub(super) const QUOTA: usize = 2048;
const MOST: usize = 8192;

/// Predicts the answer; `quota` is the account's own, where it is known.
///
/// ```
/// let report = assumable::check_create(r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
///     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
///     "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}}"#, None);
/// assert_eq!(report.outcome, assumable::CreateOutcome::Rejected);
/// assert_eq!(report.reasons[0].code, "CREATE_GUARD_REJECT");
/// ```
#[must_use]
pub fn check_create(policy: &str, quota: Option<usize>) -> CreateReport {
    let written = policy.chars().count();
    let size = size(policy);
    let mut reasons = Vec::new();
    match PolicyText::read(policy, PolicyKind::Trust) {
        Err(error) => reasons.push(grammar(&error)),
        Ok(policy) => {
            for statement in &policy.document.statements {
                reasons.extend(bare_principal(statement));
                reasons.extend(guard(statement));
            }
        }
    }
    let plain = |outcome, code, message| CreateReason { outcome, code, message, pointer: None, line: None };
    if let Some(c) = policy.chars().find(|&c| !matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}')) {
        let message =
            format!("the policy holds `{c}`; IAM takes tab, line breaks and U+0020 to U+00FF alone");
        reasons.push(plain(CreateOutcome::Rejected, "CHARACTER_NOT_ALLOWED", message));
    }
    let limit = quota.unwrap_or(QUOTA);
    if size > limit {
        let open = quota.is_none() && size <= MOST;
        let outcome = if open { CreateOutcome::Undetermined } else { CreateOutcome::Rejected };
        let note = if open { "; an account's quota can be raised" } else { "" };
        reasons.push(plain(
            outcome,
            "TOO_LONG",
            format!("the policy has {size} characters, and {limit} are allowed{note}"),
        ));
    }
    if (size..written).contains(&limit) {
        let message = format!(
            "the policy has {written} characters, {size} without white space, and {limit} are allowed; whether white space \
             counts is not documented for trust policies"
        );
        reasons.push(plain(CreateOutcome::Undetermined, "TOO_LONG", message));
    }
    let outcome = reasons.iter().map(|reason| reason.outcome).max().unwrap_or(CreateOutcome::Accepted);
    CreateReport { outcome, reasons, size, quota: limit }
}

/// Characters of a policy, white space left out.
pub(super) fn size(policy: &str) -> usize {
    policy.chars().filter(|c| !matches!(c, ' ' | '\t' | '\n' | '\r')).count()
}

fn grammar(error: &Error) -> CreateReason {
    CreateReason {
        outcome: CreateOutcome::Rejected,
        code: error.kind().code(),
        message: error.to_string(),
        pointer: Some(error.path().to_owned()),
        line: error.place().map(|place| place.line),
    }
}

/// `"Principal": "*"`, which IAM takes for other policies alone.
fn bare_principal(statement: &Statement) -> Option<CreateReason> {
    let principal = statement.principal.as_ref().filter(|principal| principal.value.bare)?;
    Some(CreateReason {
        outcome: CreateOutcome::Rejected,
        code: "PRINCIPAL_INVALID",
        message:
            "the principal of a trust policy is an object that names its type, such as `{\"AWS\": \"*\"}`"
                .to_owned(),
        pointer: Some(principal.pointer.clone()),
        line: Some(principal.place.line),
    })
}

/// The controls for shared providers, for one statement.
fn guard(statement: &Statement) -> Vec<CreateReason> {
    let mut out = Vec::new();
    let Some(principal) = statement.principal.as_ref().filter(|_| statement.effect == Effect::Allow) else {
        return out;
    };
    for federated in &principal.value.principals {
        let Principal::Federated(name) = federated else { continue };
        let provider = name.split_once(":oidc-provider/").map_or(name.as_str(), |(_, provider)| provider);
        let Some(row) = SHARED_PROVIDERS.iter().find(|row| row.is(provider)) else { continue };
        let key = if row.key.contains(':') { row.key.to_owned() } else { format!("{provider}:{}", row.key) };
        let tests = statement.conditions.iter().map(|test| &test.value);
        let tests: Vec<&Test> = tests.filter(|test| test.key.lower == key.to_ascii_lowercase()).collect();
        let shared = quote(provider);
        let found = tests.iter().map(|test| scoped(test)).max_by_key(|answer| match answer {
            Scoped::Yes => 2,
            Scoped::Open(_) => 1,
            Scoped::No => 0,
        });
        let (outcome, message) = match found {
            Some(Scoped::Yes) => continue,
            Some(Scoped::Open(why)) => (CreateOutcome::Undetermined, format!("{why}, for `{}`", quote(&key))),
            Some(Scoped::No) => (
                CreateOutcome::Rejected,
                format!("to trust `{shared}` the value of `{}` must be more than wildcards", quote(&key)),
            ),
            None => (
                CreateOutcome::Rejected,
                format!("to trust `{shared}` a statement must test `{}`", quote(&key)),
            ),
        };
        out.push(CreateReason {
            outcome,
            code: "CREATE_GUARD_REJECT",
            message,
            pointer: Some(principal.pointer.clone()),
            line: Some(principal.place.line),
        });
    }
    out
}

impl SharedProvider {
    fn is(&self, provider: &str) -> bool {
        let below = provider.strip_prefix(self.provider).is_some_and(|rest| rest.starts_with('/'));
        provider == self.provider || (self.and_below && below)
    }
}

/// Whether a test counts as evaluating its key.
enum Scoped {
    Yes,
    No,
    Open(&'static str),
}

fn scoped(test: &Test) -> Scoped {
    let operator = test.operator;
    let plain = operator.quantifier == Quantifier::None && !operator.negated && !operator.if_exists;
    let like = operator.comparison == Comparison::StringLike;
    let exact = matches!(operator.comparison, Comparison::StringEquals | Comparison::StringEqualsIgnoreCase);
    if !(plain && (like || exact)) {
        return Scoped::Open("AWS does not document whether this operator counts");
    }
    // Under an exact operator `**` is a text like any other; a third party saw it stored.
    let bare = |value: &String| value.is_empty() || (like && value.chars().all(|c| matches!(c, '*' | '?')));
    if test.written.is_empty() {
        return Scoped::Open("AWS does not document whether an empty list of values counts");
    }
    match (test.written.iter().any(bare), test.written.iter().all(bare)) {
        (false, _) => Scoped::Yes,
        (true, true) => Scoped::No,
        (true, false) => {
            Scoped::Open("AWS does not document whether one value of a list may be a bare wildcard")
        }
    }
}
