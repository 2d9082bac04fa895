//! Would AWS store this policy? Grammar, size, and for trust policies the principals and the controls for shared
//! identity providers.
//!
//! These are checks of the calls that write a policy alone: one that stands is not checked again, and STS never asks (but
//! for HCP Terraform).

mod guard;
mod principal;

use super::layer::PolicyText;
use super::lint;
use super::policy::{Document, Placed, PolicyKind, Principal};
use crate::codes::{self, Code};
use crate::error::{Error, ErrorKind};
use crate::knowledge::quotas::{self, Length, Quota, WhiteSpace};
use crate::premise::{Finding, Premise};

/// What a policy is stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum StoredAs {
    /// The trust policy of a role.
    #[default]
    Trust,
    /// A managed policy; a permissions boundary is one.
    Managed,
    /// An inline policy of a role.
    RoleInline,
    /// An inline policy of a user.
    UserInline,
    /// An inline policy of a group.
    GroupInline,
    /// The session policy that is passed along when a role is assumed.
    Session,
    /// The policy of an ECR repository.
    EcrRepository,
    /// The policy of an ECR registry.
    EcrRegistry,
}

impl StoredAs {
    fn grammar(self) -> PolicyKind {
        match self {
            StoredAs::Trust => PolicyKind::Trust,
            StoredAs::Managed | StoredAs::RoleInline | StoredAs::UserInline | StoredAs::GroupInline => {
                PolicyKind::Identity
            }
            StoredAs::Session => PolicyKind::Session,
            StoredAs::EcrRepository | StoredAs::EcrRegistry => PolicyKind::Resource,
        }
    }

    fn quota(self) -> Quota {
        match self {
            StoredAs::Trust => quotas::TRUST,
            StoredAs::Managed => quotas::MANAGED,
            StoredAs::RoleInline => quotas::ROLE_INLINE,
            StoredAs::UserInline => quotas::USER_INLINE,
            StoredAs::GroupInline => quotas::GROUP_INLINE,
            StoredAs::Session => quotas::SESSION,
            StoredAs::EcrRepository | StoredAs::EcrRegistry => quotas::ECR,
        }
    }
}

/// The answer of the call that stores a policy.
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
    pub code: &'static Code,
    /// One sentence.
    pub message: String,
    /// JSON pointer in the policy.
    pub pointer: Option<String>,
    /// Line in the policy, from 1.
    pub line: Option<usize>,
}

impl CreateReason {
    /// A reason that is about one element.
    fn at<T>(
        element: &Placed<T>,
        outcome: CreateOutcome,
        code: &'static Code,
        message: impl Into<String>,
    ) -> CreateReason {
        CreateReason {
            outcome,
            code,
            message: message.into(),
            pointer: Some(element.pointer.clone()),
            line: Some(element.place.line),
        }
    }
}

/// The answer of [`check_create`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CreateReport {
    /// AWS's answer.
    pub outcome: CreateOutcome,
    /// What counts against the policy, in order.
    pub reasons: Vec<CreateReason>,
    /// What was seen rather than documented and the answer rests on.
    pub premises: Vec<Premise>,
    /// What AWS stores and its writer hardly means.
    pub findings: Vec<Finding>,
    /// Characters that count against the quota.
    pub size: usize,
    /// Characters that are allowed.
    pub quota: usize,
}

/// What the checks gather.
#[derive(Default)]
struct Verdicts {
    reasons: Vec<CreateReason>,
    premises: Vec<Premise>,
}

impl Verdicts {
    /// A reason that is about the policy as a whole.
    fn whole(&mut self, outcome: CreateOutcome, code: &'static Code, message: String) {
        self.reasons.push(CreateReason { outcome, code, message, pointer: None, line: None });
    }
}

/// Predicts whether AWS would store a policy; `quota` is the account's own, in characters, where it was raised.
///
/// ```
/// use assumable::{CreateOutcome, StoredAs, check_create};
/// let report = check_create(r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
///     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
///     "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}}"#,
///     StoredAs::Trust, None)?;
/// assert_eq!(report.outcome, CreateOutcome::Rejected);
/// assert_eq!(report.reasons[0].code, "CREATE_GUARD_REJECT");
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// `WRONG_DOCUMENT` for what is no policy at all, `PLACEHOLDER_UNFILLED` for a policy that is not yet filled in: AWS's answer
/// to either says nothing of the policy that is meant.
pub fn check_create(policy: &str, stored_as: StoredAs, quota: Option<usize>) -> Result<CreateReport, Error> {
    let mut verdicts = Verdicts::default();
    let mut findings = Vec::new();
    match PolicyText::read(policy, stored_as.grammar()) {
        Err(error) if matches!(error.kind(), ErrorKind::WrongDocument | ErrorKind::PlaceholderUnfilled) => {
            return Err(error);
        }
        Err(error) => verdicts.reasons.push(grammar(&error)),
        Ok(policy) => {
            elements(&policy.document, stored_as, &mut verdicts);
            findings = lint::findings(&policy.document);
        }
    }
    if let Some(c) = policy.chars().find(|&c| !matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}')) {
        let message =
            format!("the policy holds `{c}`; AWS takes tab, line breaks and U+0020 to U+00FF alone");
        verdicts.whole(CreateOutcome::Rejected, codes::CHARACTER_NOT_ALLOWED, message);
    }
    let of_kind = stored_as.quota();
    let length = Length::of(policy);
    let size = of_kind.counted(length);
    let limit = quota.unwrap_or(of_kind.usual);
    if size > limit {
        let open = quota.is_none() && size <= of_kind.most;
        let outcome = if open { CreateOutcome::Undetermined } else { CreateOutcome::Rejected };
        let note = if open { "; an account's quota can be raised" } else { "" };
        let message = format!("the policy has {size} characters, and {limit} are allowed{note}");
        verdicts.whole(outcome, codes::TOO_LONG, message);
    } else if of_kind.white_space == WhiteSpace::Open && length.whole > limit {
        let message = format!(
            "the policy has {} characters, {size} without white space, and {limit} are allowed; whether white space \
             counts is not documented for trust policies",
            length.whole
        );
        verdicts.whole(CreateOutcome::Undetermined, codes::TOO_LONG, message);
    }
    let Verdicts { reasons, premises } = verdicts;
    let outcome = reasons.iter().map(|reason| reason.outcome).max().unwrap_or(CreateOutcome::Accepted);
    Ok(CreateReport { outcome, reasons, premises, findings, size, quota: limit })
}

fn grammar(error: &Error) -> CreateReason {
    CreateReason {
        outcome: match error.kind() {
            // What AWS's own parser does with these is not documented.
            ErrorKind::JsonDuplicateMember
            | ErrorKind::JsonTooDeep
            | ErrorKind::JsonLoneSurrogate
            | ErrorKind::JsonNul => CreateOutcome::Undetermined,
            _ => CreateOutcome::Rejected,
        },
        code: error.kind().row(),
        message: error.to_string(),
        pointer: Some(error.path().to_owned()),
        line: error.place().map(|place| place.line),
    }
}

/// What a kind of policy asks of its elements beyond the grammar.
fn elements(document: &Document, stored_as: StoredAs, out: &mut Verdicts) {
    if stored_as == StoredAs::Managed && document.version.as_deref() != Some("2012-10-17") {
        let found = document.version.as_deref().map_or("none".to_owned(), |version| format!("`{version}`"));
        let message = format!("a managed policy has the `Version` `2012-10-17`, and this one has {found}");
        out.whole(CreateOutcome::Rejected, codes::VERSION_OLD, message);
    }
    for statement in &document.statements {
        if stored_as == StoredAs::Trust {
            out.reasons.extend(principal::check(statement));
            guard::check(statement, out);
        }
        let of_ecr = matches!(stored_as, StoredAs::EcrRepository | StoredAs::EcrRegistry);
        let foreign = |one: &Principal| matches!(one, Principal::Federated(_) | Principal::Canonical(_));
        if let Some(principal) = statement.principal.as_ref().filter(|_| of_ecr)
            && principal.value.principals.iter().any(foreign)
        {
            let message =
                "ECR's policies are documented for principals under `AWS` and `Service` and for `*`";
            let outcome = CreateOutcome::Undetermined;
            out.reasons.push(CreateReason::at(principal, outcome, codes::PRINCIPAL_INVALID, message));
        }
        match (stored_as, &statement.resource) {
            (StoredAs::EcrRepository, Some(resource)) => out.reasons.push(CreateReason::at(
                resource,
                CreateOutcome::Undetermined,
                codes::RESOURCE_MISPLACED,
                "ECR's repository policies name no `Resource`; whether one that does is stored is not documented",
            )),
            (StoredAs::EcrRegistry, None) => out.reasons.push(CreateReason {
                outcome: CreateOutcome::Rejected,
                code: codes::RESOURCE_MISPLACED,
                message: "a statement of a registry policy has no `Resource`".to_owned(),
                pointer: Some(statement.pointer().to_owned()),
                line: Some(statement.place.line),
            }),
            _ => {}
        }
    }
}
