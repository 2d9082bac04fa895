//! Policy documents: the typed model and the strict grammar.
//!
//! Source: IAM User Guide, "Grammar of the IAM JSON policy language"; what IAM refuses beyond that page is taken from
//! its published error messages.

mod action;
mod principal;
mod read;
mod resource;

pub(crate) use action::{Action, ActionElement};
pub(crate) use principal::{Principal, PrincipalElement};
pub(crate) use read::read;
pub(crate) use resource::ResourceElement;

use crate::aws::condition::Test;
use crate::error::Place;

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
    /// A resource control policy: Deny alone, for everyone.
    ResourceControl,
}

impl PolicyKind {
    pub(crate) fn has_principal(self) -> bool {
        matches!(self, PolicyKind::Trust | PolicyKind::Resource | PolicyKind::ResourceControl)
    }

    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            PolicyKind::Trust => "trust policy",
            PolicyKind::Identity => "identity policy",
            PolicyKind::Boundary => "permissions boundary",
            PolicyKind::Session => "session policy",
            PolicyKind::Resource => "resource policy",
            PolicyKind::ServiceControl => "service control policy",
            PolicyKind::ResourceControl => "resource control policy",
        }
    }
}

/// Allow or Deny.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// The statement lets a request in.
    Allow,
    /// The statement keeps a request out, whatever others say.
    Deny,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
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
    pub(crate) place: Place,
    pub(crate) principal: Option<Placed<PrincipalElement>>,
    pub(crate) action: Placed<ActionElement>,
    pub(crate) resource: Option<Placed<ResourceElement>>,
    pub(crate) conditions: Vec<Placed<Test>>,
}

/// An element and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed<T> {
    pub(crate) value: T,
    pub(crate) place: Place,
    /// JSON pointer within the document.
    pub(crate) pointer: String,
}

impl Statement {
    /// JSON pointer within the document.
    pub(crate) fn pointer(&self) -> &str {
        self.action.pointer.rsplit_once('/').map_or("", |(statement, _)| statement)
    }
}

impl Document {
    /// Every condition test.
    pub(crate) fn tests(&self) -> impl Iterator<Item = &Test> {
        self.statements.iter().flat_map(|statement| &statement.conditions).map(|test| &test.value)
    }
}
