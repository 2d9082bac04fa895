//! What a policy is proved to do before it is returned.

use crate::analysis::{Class, Decided, Ground, Intent, ProofOutcome, TokenSet, WitnessToken, World};
use crate::aws::TrustPolicy;
use crate::error::Error;

/// A policy that is proved to admit some classes, and nobody else.
#[derive(Debug)]
pub(super) struct Proof {
    /// Whether it admits what was asked for and nobody else.
    pub(super) exact: bool,
    /// A token that it admits beyond the intent.
    pub(super) beyond: Option<WitnessToken>,
    pub(super) ground: Ground,
}

/// Why there is no proof.
#[derive(Debug)]
pub(super) enum Why {
    /// No token belongs to the class of this number, or to any.
    Empty(Option<usize>),
    /// This stands in the way.
    Open(String),
}

/// Proves that a policy admits all tokens of `admits`, and nobody else; compares that with the intent.
pub(super) fn prove(
    policy: &TrustPolicy,
    admits: &[Class],
    intent: &Intent,
    world: &World,
) -> Result<Result<Proof, Why>, Error> {
    let set: TokenSet = admits.iter().cloned().collect();
    let decided = policy.decide_set(&set, world)?;
    if decided.empty {
        return Ok(Err(Why::Empty(None)));
    }
    for (index, class) in intent.only.classes.iter().enumerate() {
        let one: TokenSet = core::iter::once(class.clone()).collect();
        if policy.decide_set(&one, world)?.empty {
            return Ok(Err(Why::Empty(Some(index))));
        }
    }
    let too_large = || Why::Open("the proof takes more states than are counted".to_owned());
    if decided.outcome != Decided::Always {
        return Ok(Err(match (&decided.refused, decided.outcome) {
            (Some(token), _) => Why::Open(format!("the nearest policy shuts out {}", token.text)),
            (None, Decided::GaveUp) => too_large(),
            _ => Why::Open("whether the nearest policy lets all of them in is not known".to_owned()),
        }));
    }
    let nobody_else = policy.prove(&Intent { only: set }, world)?;
    if nobody_else.outcome != ProofOutcome::Holds || nobody_else.vacuous {
        return Ok(Err(match (&nobody_else.counterexample, nobody_else.outcome) {
            (Some(token), _) => Why::Open(format!("the nearest policy also lets in {}", token.text)),
            (None, ProofOutcome::GaveUp) => too_large(),
            _ => Why::Open("whether the nearest policy lets in nobody else is not known".to_owned()),
        }));
    }
    let asked = policy.prove(intent, world)?;
    let exact = asked.outcome == ProofOutcome::Holds;
    Ok(Ok(Proof { exact, beyond: asked.counterexample, ground: asked.ground }))
}
