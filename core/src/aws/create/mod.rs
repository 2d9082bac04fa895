//! Would AWS store this policy? Grammar, size, and for trust policies the principals and the controls for shared
//! identity providers.
//!
//! Only the calls that write a policy make these checks: one that stands is not checked again, and STS never asks (but
//! for HCP Terraform).

mod ecr;
mod guard;
mod principal;
mod report;
mod resource;

pub use report::{CreateOutcome, CreateReason, CreateReport};

use super::layer::PolicyText;
use super::lint;
use super::policy::{Document, Effect, PolicyKind};
use crate::codes::{self, Code};
use crate::error::{Error, ErrorKind};
use crate::knowledge::ecr_actions::RegistryScope;
use crate::knowledge::quotas::{Length, QuotaOf, WhiteSpace};
use crate::premise::{Grade, Premise};
use crate::text::shown;
use crate::tree::Source;

/// What a policy is stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StoredAs {
    /// The trust policy of a role: 2,048 characters unless the quota was raised.
    #[default]
    Trust,
    /// A managed policy; a permissions boundary is one: 6,144 characters.
    Managed,
    /// An inline policy of a role: 10,240 characters, all of the role together.
    RoleInline,
    /// An inline policy of a user: 2,048 characters, all of the user together.
    UserInline,
    /// An inline policy of a group: 5,120 characters, all of the group together.
    GroupInline,
    /// The session policy that is passed along when a role is assumed: 2,048 characters.
    Session,
    /// The policy of an ECR repository: 10,240 characters.
    EcrRepository,
    /// The policy of an ECR registry: 10,240 characters.
    EcrRegistry,
    /// A resource control policy of an organisation: 5,120 characters.
    ResourceControl,
}

/// What is known of a policy that is to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CreateOptions {
    /// What it is stored as.
    pub stored_as: StoredAs,
    /// The account's own quota, in characters, where it was raised.
    pub quota: Option<usize>,
    /// The scope of an ECR registry's policy; the second, which is the default, where this is not known.
    pub registry_scope: Option<RegistryScope>,
}

impl CreateOptions {
    /// Sets what the policy is stored as.
    #[must_use]
    pub fn with_stored_as(mut self, stored_as: StoredAs) -> Self {
        self.stored_as = stored_as;
        self
    }

    /// Sets the account's own quota, in characters.
    #[must_use]
    pub fn with_quota(mut self, characters: usize) -> Self {
        self.quota = Some(characters);
        self
    }

    /// Sets the scope of an ECR registry's policy.
    #[must_use]
    pub fn with_registry_scope(mut self, scope: RegistryScope) -> Self {
        self.registry_scope = Some(scope);
        self
    }
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
            StoredAs::ResourceControl => PolicyKind::ResourceControl,
        }
    }

    fn quota(self) -> QuotaOf {
        match self {
            StoredAs::Trust => QuotaOf::Trust,
            StoredAs::Managed => QuotaOf::Managed,
            StoredAs::RoleInline => QuotaOf::RoleInline,
            StoredAs::UserInline => QuotaOf::UserInline,
            StoredAs::GroupInline => QuotaOf::GroupInline,
            StoredAs::Session => QuotaOf::Session,
            StoredAs::EcrRepository | StoredAs::EcrRegistry => QuotaOf::Ecr,
            StoredAs::ResourceControl => QuotaOf::ResourceControl,
        }
    }
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

    /// A premise, once.
    fn premise(&mut self, premise: Premise) {
        if !self.premises.contains(&premise) {
            self.premises.push(premise);
        }
    }
}

/// Predicts whether AWS would store a policy.
///
/// ```
/// use assumable::aws::{CreateOptions, CreateOutcome, check_create};
/// let report = check_create(r#"{"Version": "2012-10-17", "Statement": {
///     "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
///     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
///     "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}}"#,
///     &CreateOptions::default())?;
/// assert_eq!(report.outcome, CreateOutcome::Rejected);
/// assert_eq!(report.reasons[0].code, "CREATE_GUARD_REJECT");
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// `WRONG_DOCUMENT` for what is not a policy at all, `PLACEHOLDER_UNFILLED` for a policy that is not yet filled in: AWS's answer
/// to either says nothing of the policy that is meant.
pub fn check_create(policy: &str, options: &CreateOptions) -> Result<CreateReport, Error> {
    check_create_of(Source::text(policy), options)
}

/// As [`check_create`]; an object counts as its shortest JSON.
pub(crate) fn check_create_of(source: Source<'_>, options: &CreateOptions) -> Result<CreateReport, Error> {
    let policy = source.text;
    let &CreateOptions { stored_as, quota, registry_scope } = options;
    let mut verdicts = Verdicts::default();
    let mut findings = Vec::new();
    match PolicyText::read_from(source, stored_as.grammar()) {
        Err(error) if matches!(error.kind(), ErrorKind::WrongDocument | ErrorKind::PlaceholderUnfilled) => {
            return Err(error);
        }
        Err(error) => verdicts.reasons.push(grammar(&error)),
        Ok(policy) => {
            elements(&policy.document, stored_as, registry_scope, &mut verdicts);
            findings = lint::findings(&policy.document);
        }
    }
    if let Some(c) = policy.chars().find(|&c| !matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}')) {
        let message =
            format!("the policy holds {}; AWS takes tab, line breaks and U+0020 to U+00FF only", shown(c));
        verdicts.whole(CreateOutcome::Rejected, codes::CHARACTER_NOT_ALLOWED, message);
    }
    let of_kind = stored_as.quota().quota();
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
fn elements(document: &Document, stored_as: StoredAs, scope: Option<RegistryScope>, out: &mut Verdicts) {
    if stored_as == StoredAs::Managed && document.version.as_deref() != Some("2012-10-17") {
        let found = document.version.as_deref().map_or("none".to_owned(), |version| format!("`{version}`"));
        let message = format!("a managed policy has the `Version` `2012-10-17`, and this one has {found}");
        out.whole(CreateOutcome::Rejected, codes::VERSION_OLD, message);
    }
    resource::check(document, out);
    for statement in &document.statements {
        match stored_as {
            StoredAs::Trust => {
                out.reasons.extend(principal::check(statement));
                guard::check(statement, out);
            }
            StoredAs::EcrRepository | StoredAs::EcrRegistry => ecr::check(statement, stored_as, scope, out),
            StoredAs::ResourceControl if statement.effect == Effect::Allow => {
                let message =
                    "a resource control policy only denies: the one that allows everything is AWS's own";
                let code = ErrorKind::PolicyInvalid.row();
                out.reasons.push(CreateReason::at(
                    &statement.action,
                    CreateOutcome::Rejected,
                    code,
                    message.to_owned(),
                ));
            }
            _ => {}
        }
    }
    if let Some(source) = principal::looked_up(stored_as)
        && document.statements.iter().any(principal::names_someone)
    {
        let text = "the accounts, users and roles that the policy names as principals exist";
        out.premise(Premise::sourced(Grade::Assumed, text, source));
    }
}
