//! What people hold: workflow files, read as GitHub reads them.
//!
//! A value that a file does not tell stays a hole with its name, and answers go on around it.

mod ask;
mod expression;
#[allow(dead_code, reason = "the readers that use all of it come next")]
mod value;

pub use ask::{ExpressionContexts, ExpressionOutcome, ExpressionReport, ExpressionType, evaluate_expression};
