//! What one run leaves for the next: the policies of the roles, and what was proved of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::proofs::AuditProof;
use super::report::{AuditChange, AuditChanges, StrangersOutcome};
use super::roles::{AuditRole, AuditRoles};
use crate::analysis::World;
use crate::aws::TrustPolicy;
use crate::error::{Error, ErrorKind};

/// The version of the form.
const VERSION: u32 = 1;

/// The state of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditState {
    version: u32,
    /// What was taken to be so of GitHub and AWS, and the release: with others, proofs are made anew.
    world: String,
    /// Roles, and the number of their policies.
    roles: BTreeMap<String, usize>,
    proofs: Vec<Proved>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Proved {
    policy: String,
    outcome: StrangersOutcome,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    example: Option<String>,
}

fn named(world: &World) -> String {
    format!("{} {world:?}", env!("CARGO_PKG_VERSION"))
}

impl AuditState {
    /// The state after a run.
    #[must_use]
    pub fn new(roles: &AuditRoles, proofs: &[AuditProof], world: &World) -> AuditState {
        let numbers: BTreeMap<&str, usize> =
            proofs.iter().enumerate().map(|(index, proof)| (proof.policy.as_str(), index)).collect();
        let known = roles
            .known()
            .iter()
            .filter_map(|role| Some((role.name.clone(), *numbers.get(role.text.as_str())?)));
        let proved = |proof: &AuditProof| Proved {
            policy: proof.policy.clone(),
            outcome: proof.outcome,
            example: proof.example.clone(),
        };
        let proofs = proofs.iter().map(proved).collect();
        AuditState { version: VERSION, world: named(world), roles: known.collect(), proofs }
    }

    /// Reads a state.
    ///
    /// # Errors
    /// `INVALID_VALUE` for a text that is not one, or of another version.
    pub fn read(text: &str) -> Result<AuditState, Error> {
        let state: AuditState = serde_json::from_str(text).map_err(|error| {
            Error::new(ErrorKind::InvalidValue, format!("this is not the state of an audit: {error}"))
                .with_help("pass a file that an audit wrote with `--state`")
        })?;
        let numbered = state.roles.values().all(|number| *number < state.proofs.len());
        if state.version != VERSION || !numbered {
            let message = format!("the state is not of version {VERSION}, or not whole");
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_help("run once without the last state, and write a new one"));
        }
        Ok(state)
    }

    /// What was proved already of a policy, in the same world.
    #[must_use]
    pub fn known(&self, world: &World) -> BTreeMap<&str, AuditProof> {
        if self.world != named(world) {
            return BTreeMap::new();
        }
        let proof = |proved: &Proved| AuditProof {
            policy: proved.policy.clone(),
            outcome: proved.outcome,
            example: proved.example.clone(),
        };
        self.proofs.iter().map(|proved| (proved.policy.as_str(), proof(proved))).collect()
    }

    fn policy(&self, role: &str) -> Option<&str> {
        self.roles.get(role).and_then(|number| self.proofs.get(*number)).map(|proved| proved.policy.as_str())
    }

    /// The roles whose policy is another now, with the old one.
    fn changed<'s>(&'s self, roles: &'s AuditRoles) -> impl Iterator<Item = (&'s AuditRole, &'s str)> {
        let with_old = |role: &'s AuditRole| Some((role, self.policy(&role.name)?));
        roles.known().iter().filter_map(with_old).filter(|(role, old)| role.text != *old)
    }

    /// What is not as it was then.
    ///
    /// # Errors
    /// What is wrong with the world, or with a policy of the state.
    pub fn changes(&self, roles: &AuditRoles, world: &World) -> Result<AuditChanges, Error> {
        let names: std::collections::BTreeSet<&str> =
            roles.known().iter().map(|role| role.name.as_str()).collect();
        let mut changed = Vec::new();
        for (role, old) in self.changed(roles) {
            let old: TrustPolicy = old.parse()?;
            let report = old.compare(&role.policy, world)?;
            changed.push(AuditChange {
                role: role.name.clone(),
                relation: report.relation,
                gained: report.gained.map(|token| token.text),
                lost: report.lost.map(|token| token.text),
            });
        }
        let new = roles.known().iter().map(|role| &role.name).filter(|name| !self.roles.contains_key(*name));
        let gone = self.roles.keys().filter(|name| !names.contains(name.as_str()));
        Ok(AuditChanges { new: new.cloned().collect(), gone: gone.cloned().collect(), changed })
    }
}
