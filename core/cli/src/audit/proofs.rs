//! The proofs, shared out among the cores.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use assumable::Error;
use assumable::analysis::World;
use assumable::audit::{AuditProof, AuditRole, AuditRoles};
use indicatif::ProgressBar;

use crate::outcome::Refused;

/// One proof for each policy: those that are known, and new ones.
pub(super) fn all(
    roles: &AuditRoles,
    known: &BTreeMap<&str, AuditProof>,
    world: &World,
    progress: &ProgressBar,
) -> Result<Vec<AuditProof>, Refused> {
    let asked: Vec<&AuditRole> =
        roles.distinct().filter(|role| !known.contains_key(role.text.as_str())).collect();
    progress.set_message(format!("proving {} policies", asked.len()));
    let next = AtomicUsize::new(0);
    let work = || -> Vec<(usize, Result<AuditProof, Error>)> {
        let mut made = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(role) = asked.get(index) else { return made };
            made.push((index, AuditProof::of(role, world)));
            if index.is_multiple_of(64) {
                progress.set_message(format!("proving: {index} of {} policies", asked.len()));
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(asked.len().max(1));
    let made = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(thread::ScopedJoinHandle::join).collect::<Result<Vec<_>, _>>()
    });
    let made = made.map_err(|_| {
        Refused::new("the proofs", "a proof did not end", "report this as a fault of `assumable`")
    })?;
    let mut made: Vec<_> = made.into_iter().flatten().collect();
    made.sort_by_key(|(index, _)| *index);
    let mut proofs: Vec<AuditProof> =
        roles.distinct().filter_map(|role| known.get(role.text.as_str()).cloned()).collect();
    for (_, proof) in made {
        proofs.push(proof.map_err(|error| Refused::of(&error, "--owner"))?);
    }
    Ok(proofs)
}
