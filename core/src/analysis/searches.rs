//! The searches that one answer is made from.

use super::alphabet::MOST_FOREIGN;
use super::engine::TooLarge;
use super::join::Stop;
use super::question::Question;
use super::weigh::{Best, Parties, Term, Want};
use super::world::{TokenSet, World};
use crate::aws::logic::Tri;
use crate::aws::{TrustOptions, TrustPolicy};
use crate::error::Error;
use crate::limits::MAX_STATES;

/// The searches of one answer, with what they leave open.
pub(super) struct Asked<'q> {
    pub(super) question: Question<'q>,
    /// The best of each search that left something open.
    pub(super) open: Vec<Best>,
    /// Why it was given up.
    pub(super) too_large: Option<String>,
}

impl<'q> Asked<'q> {
    pub(super) fn new(
        policies: &[&'q TrustPolicy],
        sets: &[TokenSet],
        world: &World,
        options: &'q TrustOptions,
    ) -> Result<Asked<'q>, Error> {
        Ok(Asked {
            question: Question::new(policies, sets, world, options)?,
            open: Vec::new(),
            too_large: None,
        })
    }

    /// Takes up one more set of tokens, and gives its number.
    pub(super) fn add(&mut self, set: &TokenSet) -> Result<usize, Error> {
        match self.question.add(set) {
            Some(number) => Ok(number),
            None => self.question.renew(set),
        }
    }

    /// The best token; `None` once the question is given up.
    pub(super) fn best(&mut self, terms: &[Term], parties: Parties) -> Result<Option<Best>, Error> {
        if self.too_large.is_some() {
            return Ok(None);
        }
        match self.question.best(&Want { terms: terms.to_vec(), parties }, Tri::Yes) {
            Ok(best) => {
                if best.grade == Tri::Unknown || best.template_open {
                    self.open.push(best.clone());
                }
                Ok(Some(best))
            }
            Err(Stop::TooLarge(large)) => {
                self.too_large = Some(too_large(&large));
                Ok(None)
            }
            Err(Stop::Fault(error)) => Err(error),
        }
    }
}

impl Best {
    /// What the search says: open where a template may do what those tried do not.
    pub(super) fn outcome(&self) -> Tri {
        if self.grade == Tri::No && self.template_open { Tri::Unknown } else { self.grade }
    }
}

/// Which claim has the patterns that need most states.
fn too_large(large: &TooLarge) -> String {
    format!(
        "the patterns of `{}` need more than {MAX_STATES} states, or name more than {MOST_FOREIGN} characters outside ASCII: ask about fewer patterns, or patterns with fewer stars",
        large.claim
    )
}
