//! Policy documents: the typed model and the strict grammar.
//!
//! Source: IAM User Guide, "Grammar of the IAM JSON policy language"; what IAM refuses beyond that page is taken from
//! its published error messages.

mod action;
mod placeholders;
mod principal;
mod read;
mod resource;

pub(crate) use action::{Action, ActionElement};
pub(crate) use principal::{Principal, PrincipalElement};
pub(crate) use read::read;
pub(crate) use resource::ResourceElement;

use serde::Serialize;

use crate::aws::condition::Test;
use crate::aws::condition::context::Key;
use crate::error::{Error, ErrorKind};
use crate::knowledge::quotas::{Length, Quota, QuotaOf};
use crate::text::Place;

/// Which grammar a document follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PolicyKind {
    /// A role's trust policy.
    Trust,
    /// An identity policy: no Principal.
    Identity,
    /// A permissions boundary; written as an identity policy.
    Boundary,
    /// A session policy; written as an identity policy.
    Session,
    /// A resource policy: Principal, and Resource where the service has it (ECR's repository policies have none).
    Resource,
    /// A service control policy: no Principal.
    ServiceControl,
    /// A resource control policy: only Deny, for everyone.
    ResourceControl,
}

impl PolicyKind {
    pub(crate) fn has_principal(self) -> bool {
        matches!(self, PolicyKind::Trust | PolicyKind::Resource | PolicyKind::ResourceControl)
    }

    /// Whether AWS documents that a Resource ARN which stops early is completed with `*` (IAM User Guide, "Resource",
    /// which speaks of identity policies).
    fn completes_resources(self) -> bool {
        matches!(self, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session)
    }

    /// The longest that a policy of this kind is stored with. Resource policies have the quota of their service, and what
    /// Organizations stores is not tabled.
    fn quota(self) -> Option<Quota> {
        match self {
            PolicyKind::Trust => Some(QuotaOf::Trust.quota()),
            PolicyKind::Identity => Some(QuotaOf::RoleInline.quota()),
            PolicyKind::Boundary | PolicyKind::Session => Some(QuotaOf::Managed.quota()),
            PolicyKind::Resource | PolicyKind::ServiceControl | PolicyKind::ResourceControl => None,
        }
    }

    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        self.name_with_article().split_once(' ').map_or("", |(_, name)| name)
    }

    fn name_with_article(self) -> &'static str {
        match self {
            PolicyKind::Trust => "a trust policy",
            PolicyKind::Identity => "an identity policy",
            PolicyKind::Boundary => "a permissions boundary",
            PolicyKind::Session => "a session policy",
            PolicyKind::Resource => "a resource policy",
            PolicyKind::ServiceControl => "a service control policy",
            PolicyKind::ResourceControl => "a resource control policy",
        }
    }
}

/// What a policy statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Effect {
    /// It lets a request in.
    Allow,
    /// It keeps a request out, whatever others say.
    Deny,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) kind: PolicyKind,
    pub(crate) length: Length,
    /// Whether the caller gave its text: see [`Source`](crate::tree::Source).
    pub(crate) given: bool,
    pub(crate) version: Option<String>,
    pub(crate) statements: Vec<Statement>,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    /// Its number, from 0.
    pub(crate) index: usize,
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) place: Option<Place>,
    pub(crate) principal: Option<Placed<PrincipalElement>>,
    pub(crate) action: Placed<ActionElement>,
    pub(crate) resource: Option<Placed<ResourceElement>>,
    pub(crate) conditions: Vec<Placed<Test>>,
}

/// An element and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    /// None in a document without a text.
    pub(crate) place: Option<Place>,
    /// JSON pointer within the document.
    pub(crate) pointer: String,
}

impl<T> Placed<T> {
    /// Its line, from 1.
    pub(crate) fn line(&self) -> Option<usize> {
        self.place.map(|place| place.line)
    }
}

impl Statement {
    /// Its line, from 1.
    pub(crate) fn line(&self) -> Option<usize> {
        self.place.map(|place| place.line)
    }

    /// JSON pointer within the document.
    pub(crate) fn pointer(&self) -> &str {
        self.action.pointer.rsplit_once('/').map_or("", |(statement, _)| statement)
    }
}

impl Document {
    /// Whether AWS stores a policy as long as this one; `quota` is that of the service a resource policy is for.
    ///
    /// # Errors
    /// `POLICY_OVER_QUOTA`.
    pub(crate) fn within(&self, quota: Option<Quota>) -> Result<(), Error> {
        let Some(quota) = self.kind.quota().or(quota) else { return Ok(()) };
        let size = quota.counted(self.length);
        if size <= quota.most {
            return Ok(());
        }
        let message =
            format!("the {} has {size} characters, and AWS stores {} at most", self.kind.name(), quota.most);
        Err(Error::new(ErrorKind::PolicyOverQuota, message)
            .with_found(&size.to_string())
            .with_help("shorten it, or set `over_quota` to evaluate it all the same"))
    }

    /// Every condition key that a test or a policy variable asks for.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        let resources = self.statements.iter().filter_map(|statement| statement.resource.as_ref());
        let tested = self.tests().flat_map(|test| core::iter::once(&test.key).chain(test.variables()));
        tested.chain(resources.flat_map(|resource| resource.value.variables()))
    }

    /// Every condition test.
    pub(crate) fn tests(&self) -> impl Iterator<Item = &Test> {
        self.statements.iter().flat_map(|statement| &statement.conditions).map(|test| &test.value)
    }
}
