//! AWS: policies, and what they decide.

mod condition;
mod logic;
mod wildcard;

pub use condition::{Comparison, ConditionOperator, ConditionReport, Ordering, Quantifier, match_condition};
