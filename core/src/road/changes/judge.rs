//! Whether a change of a trust policy does what it is for, and nothing else.

use super::subjects::told_apart;
use crate::analysis::{Class, WitnessToken};
use crate::codes::FixKind;
use crate::error::Error;
use crate::github::ClaimValue;
use crate::read::{ReadJson, ReadPolicy, ReadRole};
use crate::road::known::Known;
use crate::road::report::RoadVerdict;
use crate::road::scenarios::Set;
use crate::road::trust::{Answer, Door};

/// A set of runs, with the audience that they ask for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Runs {
    pub(super) set: Set,
    pub(super) audience: String,
}

/// A role whose trust policy may change.
pub(super) struct Lock<'l> {
    pub(super) role: &'l ReadRole,
    /// The ARN that the jobs ask for.
    pub(super) asked: Option<&'l str>,
    pub(super) known: &'l Known<'l>,
    /// The runs that get in today, of all jobs.
    pub(super) keep: Vec<Runs>,
}

/// What a change does.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) kind: FixKind,
    /// A token that gets in by it and is of none of the runs.
    pub(super) gained: Option<WitnessToken>,
    /// A token that does not get in any more.
    pub(super) lost: Option<WitnessToken>,
}

/// The role with another trust policy.
fn with_policy(role: &ReadRole, document: &ClaimValue) -> ReadRole {
    let mut role = role.clone();
    role.trust_policy = Some(ReadPolicy::known(ReadJson::new(document.clone())));
    role
}

impl Lock<'_> {
    /// What becomes of runs under another trust policy.
    pub(super) fn answer(&self, document: &ClaimValue, runs: &Runs) -> Result<Option<Answer>, Error> {
        let role = with_policy(self.role, document);
        // What cannot be read is not a change that anybody makes; it hides no answer.
        match Door::of(&role, self.asked, self.known).ok().flatten() {
            Some(door) => door.decide(&runs.set, &runs.audience).map(Some),
            None => Ok(None),
        }
    }

    /// Judges a policy that is to let runs in besides those that get in today; `None` where it does not, or where it lets
    /// in tokens of other repositories.
    pub(super) fn judge(&self, document: &ClaimValue, runs: &[Runs]) -> Result<Option<Judged>, Error> {
        let role = with_policy(self.role, document);
        let (Some(old), Some(new)) = (
            Door::of(self.role, self.asked, self.known)?,
            Door::of(&role, self.asked, self.known).ok().flatten(),
        ) else {
            return Ok(None);
        };
        for one in runs.iter().chain(&self.keep) {
            if new.decide(&one.set, &one.audience)?.verdict != RoadVerdict::Allowed {
                return Ok(None);
            }
        }
        let own = runs.iter().map(|runs| told_apart(&runs.set.class, self.known)).collect();
        let change = old.changed(&new, &own)?;
        if change.gains_nothing {
            return Ok(Some(Judged { kind: FixKind::Safe, gained: None, lost: change.lost.clone() }));
        }
        let Some(repository) = &self.known.facts.repository else { return Ok(None) };
        let repository = core::iter::once(Class::new([("repository", repository.as_str())])).collect();
        let within = old.changed(&new, &repository)?;
        Ok(within.gains_nothing.then_some(Judged {
            kind: FixKind::Judgement,
            gained: change.gained.clone(),
            lost: change.lost.clone(),
        }))
    }
}
