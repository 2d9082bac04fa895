//! Exact questions about every token that GitHub can mint: who can assume a role, and is it only those who should.
//!
//! See `README.md` beside this file.

mod alphabet;
mod ask;
mod automata;
mod bits;
mod compile;
mod engine;
mod formula;
mod ground;
mod hash;
mod join;
mod json;
mod languages;
mod matcher;
pub mod model;
mod question;
mod report;
mod searches;
mod seeds;
mod segments;
mod shape;
mod shapes;
mod templates;
mod token;
mod walk;
mod weigh;
mod who;
mod words;
mod words_of;
mod world;

#[cfg(feature = "road")]
pub(crate) use report::PolicyChange;
pub use report::{
    ClassParty, ComparisonReport, Decided, DecisionReport, Exposure, Ground, OutsidersOutcome,
    OutsidersReport, PolicyRelation, ProofOutcome, ProofReport, WhoClass, WhoOutcome, WhoReport,
};
pub use token::{TokenSettings, WitnessToken};
pub use world::{ClaimPatterns, Class, Intent, Owner, OwnerTemplate, SubjectForm, TokenSet, World};

#[cfg(test)]
mod partial;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
