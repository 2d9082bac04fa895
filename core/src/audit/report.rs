//! What an audit tells.

use serde::{Deserialize, Serialize};

use crate::analysis::{OutsidersOutcome, PolicyRelation};

/// The rows of the logs: each is answered, refused, of another call, or an event that was there already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditRows {
    /// All rows.
    pub read: u64,
    /// Tokens and events that were put to the roles.
    pub answered: u64,
    /// Rows that cannot be read.
    pub refused: u64,
    /// Events of other calls.
    pub other: u64,
    /// Events that an earlier row holds: with the same id, which is counted once.
    pub repeated: u64,
    /// Whether there are more events than are told apart, so that later ones may be counted twice.
    pub more_events: bool,
}

/// Whether anybody but the owners gets into a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum StrangersOutcome {
    /// Nobody else.
    None,
    /// Somebody else does.
    Some,
    /// Somebody else may.
    Undetermined,
    /// The proof needs more states than the limit.
    GaveUp,
}

impl From<OutsidersOutcome> for StrangersOutcome {
    fn from(outcome: OutsidersOutcome) -> StrangersOutcome {
        match outcome {
            OutsidersOutcome::None => StrangersOutcome::None,
            OutsidersOutcome::Some => StrangersOutcome::Some,
            OutsidersOutcome::Undetermined => StrangersOutcome::Undetermined,
            OutsidersOutcome::GaveUp => StrangersOutcome::GaveUp,
        }
    }
}

/// One role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditRow {
    /// Its name.
    pub role: String,
    /// Rows whose token gets in.
    pub tokens: u64,
    /// Their subjects, each once.
    pub subjects: u64,
    /// Whether there are more subjects than were counted.
    pub more_subjects: bool,
    /// Rows whose token may get in.
    pub undetermined: u64,
    /// Events in which it was assumed.
    pub assumed: u64,
    /// Events in which AWS refused it.
    pub denied: u64,
    /// Why, as far as its trust policy tells; some of the reasons where there are many.
    pub reasons: Vec<String>,
    /// Events that AWS answered otherwise than the documents do.
    pub contradicted: u64,
    /// Whether nobody of the logs uses it: no whole token gets in, and no event assumed it.
    pub unused: bool,
    /// Whether anybody but the owners gets in.
    pub strangers: StrangersOutcome,
    /// One who does, or may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stranger: Option<String>,
}

/// A role that cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClosedRole {
    /// Its name.
    pub role: String,
    /// Why.
    pub why: String,
}

/// A document of the inventory that is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct UnreadDocument {
    /// Its name.
    pub name: String,
    /// Why.
    pub why: String,
}

/// How the policy of one role changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditChange {
    /// Its name.
    pub role: String,
    /// How the new policy compares with the old one.
    pub relation: PolicyRelation,
    /// A token that gets in now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gained: Option<String>,
    /// A token that no longer does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
}

/// What is not as it was the last time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditChanges {
    /// Roles that were not there.
    pub new: Vec<String>,
    /// Roles that are no longer there.
    pub gone: Vec<String>,
    /// Roles with another policy.
    pub changed: Vec<AuditChange>,
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditReport {
    /// The rows of the logs.
    pub rows: AuditRows,
    /// Different subjects in them.
    pub subjects: u64,
    /// Whether there are more subjects than were counted.
    pub more_subjects: bool,
    /// The roles that take tokens, in the order of the documents.
    pub roles: Vec<AuditRow>,
    /// Roles that no token can ever assume.
    pub other_roles: usize,
    /// Roles that cannot be asked.
    pub not_asked: Vec<ClosedRole>,
    /// Documents of the inventory that are not read.
    pub not_read: Vec<UnreadDocument>,
    /// How many resource control policies every token was put to.
    pub control_policies: usize,
    /// Roles that events name and the documents lack, with the number of events.
    pub unknown_roles: Vec<(String, u64)>,
    /// How many policies there are, each counted once.
    pub policies: usize,
    /// What changed since the last time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<AuditChanges>,
}

impl AuditReport {
    /// Whether a stranger gets in somewhere, or somebody new does.
    #[must_use]
    pub fn has_found(&self) -> bool {
        let wider = |change: &AuditChange| {
            matches!(change.relation, PolicyRelation::Wider | PolicyRelation::Incomparable)
        };
        self.roles.iter().any(|role| role.strangers == StrangersOutcome::Some)
            || self.changes.iter().flat_map(|changes| &changes.changed).any(wider)
    }

    /// Whether something is not known.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let open = |role: &AuditRow| role.strangers != StrangersOutcome::None || role.undetermined > 0;
        let compared = |change: &AuditChange| {
            matches!(change.relation, PolicyRelation::Undetermined | PolicyRelation::GaveUp)
        };
        self.rows.refused > 0
            || !self.not_asked.is_empty()
            || !self.not_read.is_empty()
            || self.roles.iter().any(open)
            || self.changes.iter().flat_map(|changes| &changes.changed).any(compared)
    }
}
