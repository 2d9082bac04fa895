//! AWS: policies, and what they decide.

#[cfg(feature = "push")]
mod access;
mod budget;
mod cause;
pub(crate) mod condition;
pub(crate) mod cost;
mod create;
mod evaluate;
mod layer;
mod lint;
pub(crate) mod logic;
mod nearest;
mod need;
pub(crate) mod pattern;
pub(crate) mod policy;
#[cfg(feature = "push")]
mod push;
mod request;
mod trace;
mod tried;
pub(crate) mod trust;
mod words;

pub use crate::knowledge::ecr_actions::RegistryScope;
#[cfg(feature = "push")]
pub use access::{
    AccessFailure, AccessPolicies, AccessPrincipal, AccessReason, AccessReport, AccessRequest, LayerReport,
    LayerResult, check_access,
};
pub use cause::Cause;
#[cfg(feature = "documents")]
pub(crate) use condition::date::Instant;

pub use condition::{Comparison, ConditionOperator, ConditionReport, Quantifier, Relation, match_condition};
pub(crate) use create::check_create_of;
pub use create::{CreateOptions, CreateOutcome, CreateReason, CreateReport, StoredAs, check_create};
pub use layer::{Layer, LayerName, NotExamined, PolicyText};
pub use logic::Verdict;
pub use need::{Need, NeedPattern, NeedValue};
pub use pattern::{Alignment, Column, Difference};
pub use policy::{Effect, PolicyKind};
#[cfg(feature = "push")]
pub use push::{PushAction, PushClient, PushOptions, PushPermissions, RepositoryState, check_push};
pub(crate) use trust::MAX_PROVIDERS;
#[cfg(feature = "make")]
pub(crate) use trust::fills_key_of;
pub use trust::{
    ClaimsScope, Decision, Element, Failure, PolicySet, PreparedDecision, Provider, SetAnswer, SetAsker,
    SetRole, Stage, StatementReport, TestReport, TestResult, TrustOptions, TrustPolicy, TrustReason,
    TrustReport,
};
