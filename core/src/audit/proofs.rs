//! Whether strangers can enter: one proof for each policy.

use super::report::StrangersOutcome;
use super::roles::AuditRole;
use crate::analysis::World;
use crate::error::Error;

/// What was proved of one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditProof {
    /// The policy as JSON.
    pub policy: String,
    /// Whether anybody else gets in.
    pub outcome: StrangersOutcome,
    /// One who does, or may.
    pub example: Option<String>,
}

impl AuditProof {
    /// Proves whether anybody but the owners of the world can assume a role.
    ///
    /// # Errors
    /// What is wrong with the world.
    pub fn of(role: &AuditRole, world: &World) -> Result<AuditProof, Error> {
        let report = role.policy.outsiders(world)?;
        let outcome = report.outcome.into();
        Ok(AuditProof { policy: role.text.clone(), outcome, example: report.witness.map(|token| token.text) })
    }
}
