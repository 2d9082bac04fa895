//! Exact questions about every token that GitHub can mint: who can assume a role, and is it only those who should.

mod alphabet;
mod ask;
mod automata;
mod engine;
mod formula;
mod ground;
mod hash;
mod join;
mod matcher;
pub mod model;
mod question;
mod report;
mod seeds;
mod shape;
mod shapes;
mod templates;
mod token;
mod who;
mod words;
mod words_of;
mod world;

pub use report::{
    ClassParty, ComparisonReport, Decided, DecisionReport, Exposure, Ground, OutsidersOutcome,
    OutsidersReport, ProofOutcome, ProofReport, Relation, WhoClass, WhoOutcome, WhoReport,
};
pub use token::WitnessToken;
pub use world::{ClaimPatterns, Class, Intent, Owner, OwnerTemplate, SubjectForm, TokenSet, World};
