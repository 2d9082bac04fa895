//! AWS: policies, and what they decide.

mod align;
mod condition;
mod evaluate;
mod logic;
mod policy;
mod trust;
mod wildcard;

pub use align::{Alignment, Column, Parting};
pub use condition::{Comparison, ConditionOperator, ConditionReport, Ordering, Quantifier, match_condition};
pub use policy::{Effect, PolicyKind};
pub use trust::{
    ClaimsScope, Condition, Decision, Failure, Layer, Need, NeedValue, PolicyText, PreparedToken, Provider,
    Stage, StatementReport, TestReport, TestResult, TrustOptions, TrustPolicy, TrustReason, TrustReport,
    Verdict,
};
