//! What the exact questions answer.

use super::token::WitnessToken;
use super::world::Class;
use crate::aws::Need;
use crate::premise::{Finding, Premise};

/// Whether a policy lets in nobody but those it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ProofOutcome {
    /// No token outside the intent gets in.
    Holds,
    /// One does: the counterexample.
    Fails,
    /// One may, depending on what is not known or not documented.
    Undetermined,
    /// The question needs more states than are counted.
    GaveUp,
}

/// What an answer rests on and how it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Ground {
    /// What would settle an open answer.
    pub(crate) unless: Vec<Need>,
    /// What the answer rests on.
    pub(crate) premises: Vec<Premise>,
    /// The assumptions about GitHub and AWS that were used, by their ids in [`super::model`].
    pub(crate) assumptions: Vec<&'static str>,
    /// What is odd about policy, intent or world.
    pub(crate) findings: Vec<Finding>,
    /// How many shapes of token were looked at.
    pub(crate) cases: usize,
    /// How many states the automata took.
    pub(crate) states: usize,
}

/// The answer of `prove`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProofReport {
    /// Whether it holds.
    pub(crate) outcome: ProofOutcome,
    /// A token outside the intent that gets in, or that may.
    pub(crate) counterexample: Option<WitnessToken>,
    /// Whether the policy lets in nobody for certain, so that a proof says little.
    pub(crate) vacuous: bool,
    /// What it rests on.
    pub(crate) ground: Ground,
}

/// Whether others get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OutsidersOutcome {
    /// No token of anybody else gets in.
    None,
    /// One does: the witness.
    Some,
    /// One may, depending on what is not known or not documented.
    Undetermined,
    /// The question needs more states than are counted.
    GaveUp,
}

/// The answer of `outsiders`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutsidersReport {
    /// Whether others get in.
    pub(crate) outcome: OutsidersOutcome,
    /// A token of somebody else that gets in, or that may.
    pub(crate) witness: Option<WitnessToken>,
    /// What it rests on.
    pub(crate) ground: Ground,
}

/// How a new policy compares with an old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Relation {
    /// Both let in the same tokens.
    Equal,
    /// The new one lets in less.
    Narrower,
    /// The new one lets in more.
    Wider,
    /// Each lets in tokens that the other does not.
    Incomparable,
    /// It depends on what is not known or not documented.
    Undetermined,
    /// The question needs more states than are counted.
    GaveUp,
}

/// The answer of `compare_policies`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ComparisonReport {
    /// How they compare.
    pub(crate) relation: Relation,
    /// A token that the old policy lets in and the new one does not.
    pub(crate) lost: Option<WitnessToken>,
    /// A token that the new policy lets in and the old one does not.
    pub(crate) gained: Option<WitnessToken>,
    /// What it rests on.
    pub(crate) ground: Ground,
}

/// Whether the tokens of a set get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Decided {
    /// All do.
    Always,
    /// None does.
    Never,
    /// Some do and some do not.
    Sometimes,
    /// It depends on what is not known or not documented.
    Undetermined,
    /// The question needs more states than are counted.
    GaveUp,
}

/// The answer of `decide`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DecisionReport {
    /// Whether they get in.
    pub(crate) outcome: Decided,
    /// One that gets in.
    pub(crate) admitted: Option<WitnessToken>,
    /// One that does not.
    pub(crate) refused: Option<WitnessToken>,
    /// Whether the set has no token in this world.
    pub(crate) empty: bool,
    /// What it rests on.
    pub(crate) ground: Ground,
}

/// Whether anybody gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum WhoOutcome {
    /// Somebody does.
    Somebody,
    /// Nobody does.
    Nobody,
    /// It depends on what is not known or not documented.
    Undetermined,
    /// The question needs more states than are counted.
    GaveUp,
}

/// How much a class of tokens that gets in matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Exposure {
    /// Strangers get in without any doing of ours.
    Critical,
    /// Strangers who need something of ours, or code of ours that nobody reviewed, all over an organisation.
    High,
    /// Any branch or tag of one repository, tags that move, environments that anybody may name.
    Medium,
    /// One branch, one environment, one workflow at one ref.
    Low,
    /// What is named by id.
    Info,
}

/// Who a class of tokens belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum ClassParty {
    /// Anybody but us.
    Outsiders,
    /// Us.
    Ours,
}

/// Some of the tokens that get in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WhoClass {
    /// Who they are, in words.
    pub(crate) text: String,
    /// How much that matters.
    pub(crate) severity: Exposure,
    /// Whose they are.
    pub(crate) party: ClassParty,
    /// The same as a class.
    pub(crate) tokens: Class,
    /// Whether every token of the class gets in.
    pub(crate) exact: bool,
    /// One of them.
    pub(crate) witness: WitnessToken,
    /// The statements that let the witness in, by their numbers from 1.
    pub(crate) statements: Vec<usize>,
}

/// The answer of `who_can_assume`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WhoReport {
    /// Whether anybody gets in.
    pub(crate) outcome: WhoOutcome,
    /// Who, most dangerous first; at most twelve classes.
    pub(crate) classes: Vec<WhoClass>,
    /// Whether more get in than the classes hold.
    pub(crate) more: bool,
    /// What it rests on.
    pub(crate) ground: Ground,
}
