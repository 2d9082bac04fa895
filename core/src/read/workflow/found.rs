//! What the steps of a job show, in one combination of its matrices.

use super::contexts::Note;
use super::report::{AssumedRole, PushedImage, UnreadAction};
use crate::codes::Code;
use crate::premise::SourcePlace;
use crate::read::gathered::Remark;
use crate::read::value::Spot;

/// The most remarks of one job.
const MAX_REMARKS: usize = 200;

/// Roles, images and findings.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) roles: Vec<AssumedRole>,
    pub(super) images: Vec<PushedImage>,
    pub(super) unread: Vec<UnreadAction>,
    pub(super) findings: Vec<Remark>,
    /// Where code is checked out that nobody reviewed.
    pub(super) head: Option<SourcePlace>,
    /// Whether a script asks GitHub for a token, and for which audience.
    pub(super) asks: bool,
    pub(super) asked: Option<String>,
}

/// The step at hand, as reports show it.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) spot: Spot,
    pub(super) place: SourcePlace,
    /// Its condition.
    pub(super) condition: Option<String>,
    /// The composite action that it is part of.
    pub(super) action: Option<String>,
}

impl Found {
    /// Adds a finding.
    pub(super) fn find(&mut self, code: &'static Code, message: String, spot: Option<&Spot>) {
        let remark = Remark { code, message, spot: spot.cloned() };
        if self.findings.len() < MAX_REMARKS && !self.findings.contains(&remark) {
            self.findings.push(remark);
        }
    }

    /// Adds what came up during an evaluation.
    pub(super) fn note(&mut self, note: &Note, spot: &Spot) {
        self.find(note.code, note.message.clone(), Some(note.spot.as_ref().unwrap_or(spot)));
    }
}
