//! The budget that an evaluation has to keep: see [`crate::limits`].

use crate::error::{Error, ErrorKind};

/// Refuses what would take more than `budget` steps.
///
/// # Errors
/// `TOO_COSTLY`.
pub(crate) fn within(steps: u64, budget: u64, what: &str) -> Result<(), Error> {
    if steps <= budget {
        return Ok(());
    }
    let million = |steps: u64| steps.div_ceil(1_000_000);
    let message = format!(
        "{what} would take up to {} million steps, and the budget is {} million",
        million(steps),
        million(budget)
    );
    Err(Error::new(ErrorKind::TooCostly, message)
        .with_help("give shorter values, fewer patterns with `*` and `?`, or fewer documents"))
}
