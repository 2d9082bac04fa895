//! The answers of the exact questions.

use serde::Serialize;

use super::TokenClass;
use crate::analysis;
use crate::contract::trust::Need;
use crate::contract::values::{Claims, Finding, Premise};
use crate::github;

/// Whether a policy lets in nobody but those it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProofOutcome {
    /// No token outside the intent gets in.
    Holds,
    /// One does: `counterexample`.
    Fails,
    /// One may, depending on what is not known or not documented: see `unless`.
    Undetermined,
    /// The question needs more states than are counted: see `findings`.
    GaveUp,
}

impl From<analysis::ProofOutcome> for ProofOutcome {
    fn from(outcome: analysis::ProofOutcome) -> ProofOutcome {
        match outcome {
            analysis::ProofOutcome::Holds => ProofOutcome::Holds,
            analysis::ProofOutcome::Fails => ProofOutcome::Fails,
            analysis::ProofOutcome::Undetermined => ProofOutcome::Undetermined,
            analysis::ProofOutcome::GaveUp => ProofOutcome::GaveUp,
        }
    }
}

/// Whether others get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OutsidersOutcome {
    /// No token of anybody else gets in.
    None,
    /// One does: `witness`.
    Some,
    /// One may, depending on what is not known or not documented: see `unless`.
    Undetermined,
    /// The question needs more states than are counted: see `findings`.
    GaveUp,
}

impl From<analysis::OutsidersOutcome> for OutsidersOutcome {
    fn from(outcome: analysis::OutsidersOutcome) -> OutsidersOutcome {
        match outcome {
            analysis::OutsidersOutcome::None => OutsidersOutcome::None,
            analysis::OutsidersOutcome::Some => OutsidersOutcome::Some,
            analysis::OutsidersOutcome::Undetermined => OutsidersOutcome::Undetermined,
            analysis::OutsidersOutcome::GaveUp => OutsidersOutcome::GaveUp,
        }
    }
}

/// How a new policy compares with an old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Both let in the same tokens.
    Equal,
    /// The new one lets in less.
    Narrower,
    /// The new one lets in more.
    Wider,
    /// Each lets in tokens that the other does not.
    Incomparable,
    /// It depends on what is not known or not documented: see `unless`.
    Undetermined,
    /// The question needs more states than are counted: see `findings`.
    GaveUp,
}

impl From<analysis::Relation> for Relation {
    fn from(outcome: analysis::Relation) -> Relation {
        match outcome {
            analysis::Relation::Equal => Relation::Equal,
            analysis::Relation::Narrower => Relation::Narrower,
            analysis::Relation::Wider => Relation::Wider,
            analysis::Relation::Incomparable => Relation::Incomparable,
            analysis::Relation::Undetermined => Relation::Undetermined,
            analysis::Relation::GaveUp => Relation::GaveUp,
        }
    }
}

/// Whether the tokens of a set get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Decided {
    /// All do.
    Always,
    /// None does.
    Never,
    /// Some do and some do not.
    Sometimes,
    /// It depends on what is not known or not documented: see `unless`.
    Undetermined,
    /// The question needs more states than are counted: see `findings`.
    GaveUp,
}

impl From<analysis::Decided> for Decided {
    fn from(outcome: analysis::Decided) -> Decided {
        match outcome {
            analysis::Decided::Always => Decided::Always,
            analysis::Decided::Never => Decided::Never,
            analysis::Decided::Sometimes => Decided::Sometimes,
            analysis::Decided::Undetermined => Decided::Undetermined,
            analysis::Decided::GaveUp => Decided::GaveUp,
        }
    }
}

/// Whether anybody gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhoOutcome {
    /// Somebody does.
    Somebody,
    /// Nobody does.
    Nobody,
    /// It depends on what is not known or not documented: see `unless`.
    Undetermined,
    /// The question needs more states than are counted: see `findings`.
    GaveUp,
}

impl From<analysis::WhoOutcome> for WhoOutcome {
    fn from(outcome: analysis::WhoOutcome) -> WhoOutcome {
        match outcome {
            analysis::WhoOutcome::Somebody => WhoOutcome::Somebody,
            analysis::WhoOutcome::Nobody => WhoOutcome::Nobody,
            analysis::WhoOutcome::Undetermined => WhoOutcome::Undetermined,
            analysis::WhoOutcome::GaveUp => WhoOutcome::GaveUp,
        }
    }
}

/// How much it matters that a class of tokens gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Exposure {
    /// Strangers get in without any doing of ours.
    Critical,
    /// Strangers who need something of ours get in, or code of ours that nobody reviewed, all over an organisation.
    High,
    /// Any branch or tag of one repository, tags that move, environments that anybody may name.
    Medium,
    /// One branch, one environment, one workflow at one ref.
    Low,
    /// What is named by id.
    Info,
}

impl From<analysis::Exposure> for Exposure {
    fn from(outcome: analysis::Exposure) -> Exposure {
        match outcome {
            analysis::Exposure::Critical => Exposure::Critical,
            analysis::Exposure::High => Exposure::High,
            analysis::Exposure::Medium => Exposure::Medium,
            analysis::Exposure::Low => Exposure::Low,
            analysis::Exposure::Info => Exposure::Info,
        }
    }
}

/// Whose tokens a class has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClassParty {
    /// Those of anybody but us.
    Outsiders,
    /// Ours.
    Ours,
}

impl From<analysis::ClassParty> for ClassParty {
    fn from(outcome: analysis::ClassParty) -> ClassParty {
        match outcome {
            analysis::ClassParty::Outsiders => ClassParty::Outsiders,
            analysis::ClassParty::Ours => ClassParty::Ours,
        }
    }
}

/// The settings that give a token its subject, as `build_subject` takes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenSettings {
    /// The template's keys; absent for the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_claim_keys: Option<Vec<String>>,
    /// Whether the subject is immutable; absent for a legacy one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub immutable: Option<bool>,
    /// Where GitHub runs; absent for github.com.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// The version of an Enterprise Server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ghes_version: Option<String>,
}

/// A token that GitHub can mint: its claims can be put to `check_trust`, and with `settings` to `build_subject`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WitnessToken {
    /// Its claims, `sub` and `aud` among them.
    pub claims: Claims,
    /// The settings that give its subject.
    pub settings: TokenSettings,
    /// The session name that its caller has to choose, where the policy asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_session_name: Option<String>,
    /// The token in one line.
    pub text: String,
}

impl From<analysis::WitnessToken> for WitnessToken {
    fn from(token: analysis::WitnessToken) -> WitnessToken {
        let (platform, ghes_version) = match token.platform {
            github::Platform::GithubCom => (None, None),
            github::Platform::GheCom => (Some("ghe.com".to_owned()), None),
            github::Platform::Ghes(version) => {
                (Some("ghes".to_owned()), version.map(|version| version.to_string()))
            }
        };
        WitnessToken {
            claims: Claims(token.claims),
            settings: TokenSettings {
                include_claim_keys: token.include_claim_keys,
                immutable: token.immutable.then_some(true),
                platform,
                ghes_version,
            },
            role_session_name: token.role_session_name,
            text: token.text,
        }
    }
}

/// The answer of `prove`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProofReport {
    /// Whether it holds.
    pub outcome: ProofOutcome,
    /// A token outside the intent that gets in, or that may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counterexample: Option<WitnessToken>,
    /// Whether the policy lets in nobody for certain, so that a proof says little.
    pub vacuous: bool,
    /// What would settle an open answer.
    pub unless: Vec<Need>,
    /// What the answer rests on.
    pub premises: Vec<Premise>,
    /// The assumptions about GitHub and AWS that were used, by their ids on the page of the model.
    pub assumptions: Vec<String>,
    /// What is odd about policy, intent or world.
    pub findings: Vec<Finding>,
    /// How many shapes of token were looked at.
    pub cases: usize,
    /// How many states the automata took.
    pub states: usize,
}

impl From<analysis::ProofReport> for ProofReport {
    fn from(report: analysis::ProofReport) -> ProofReport {
        let ground = report.ground;
        ProofReport {
            outcome: report.outcome.into(),
            counterexample: report.counterexample.map(WitnessToken::from),
            vacuous: report.vacuous,
            unless: ground.unless.into_iter().map(Need::from).collect(),
            premises: ground.premises,
            assumptions: ground.assumptions.into_iter().map(str::to_owned).collect(),
            findings: ground.findings,
            cases: ground.cases,
            states: ground.states,
        }
    }
}

/// The answer of `outsiders`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutsidersReport {
    /// Whether others get in.
    pub outcome: OutsidersOutcome,
    /// A token of somebody else that gets in, or that may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<WitnessToken>,
    /// What would settle an open answer.
    pub unless: Vec<Need>,
    /// What the answer rests on.
    pub premises: Vec<Premise>,
    /// The assumptions about GitHub and AWS that were used, by their ids on the page of the model.
    pub assumptions: Vec<String>,
    /// What is odd about policy, intent or world.
    pub findings: Vec<Finding>,
    /// How many shapes of token were looked at.
    pub cases: usize,
    /// How many states the automata took.
    pub states: usize,
}

impl From<analysis::OutsidersReport> for OutsidersReport {
    fn from(report: analysis::OutsidersReport) -> OutsidersReport {
        let ground = report.ground;
        OutsidersReport {
            outcome: report.outcome.into(),
            witness: report.witness.map(WitnessToken::from),
            unless: ground.unless.into_iter().map(Need::from).collect(),
            premises: ground.premises,
            assumptions: ground.assumptions.into_iter().map(str::to_owned).collect(),
            findings: ground.findings,
            cases: ground.cases,
            states: ground.states,
        }
    }
}

/// The answer of `compare_policies`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ComparisonReport {
    /// How the new policy compares with the old one.
    pub relation: Relation,
    /// A token that the old policy lets in and the new one does not, or that may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<WitnessToken>,
    /// A token that the new policy lets in and the old one does not, or that may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gained: Option<WitnessToken>,
    /// What would settle an open answer.
    pub unless: Vec<Need>,
    /// What the answer rests on.
    pub premises: Vec<Premise>,
    /// The assumptions about GitHub and AWS that were used, by their ids on the page of the model.
    pub assumptions: Vec<String>,
    /// What is odd about policy, intent or world.
    pub findings: Vec<Finding>,
    /// How many shapes of token were looked at.
    pub cases: usize,
    /// How many states the automata took.
    pub states: usize,
}

impl From<analysis::ComparisonReport> for ComparisonReport {
    fn from(report: analysis::ComparisonReport) -> ComparisonReport {
        let ground = report.ground;
        ComparisonReport {
            relation: report.relation.into(),
            lost: report.lost.map(WitnessToken::from),
            gained: report.gained.map(WitnessToken::from),
            unless: ground.unless.into_iter().map(Need::from).collect(),
            premises: ground.premises,
            assumptions: ground.assumptions.into_iter().map(str::to_owned).collect(),
            findings: ground.findings,
            cases: ground.cases,
            states: ground.states,
        }
    }
}

/// The answer of `decide`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecisionReport {
    /// Whether the tokens get in.
    pub outcome: Decided,
    /// One that gets in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admitted: Option<WitnessToken>,
    /// One that does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<WitnessToken>,
    /// Whether the set has no token in this world.
    pub empty: bool,
    /// What would settle an open answer.
    pub unless: Vec<Need>,
    /// What the answer rests on.
    pub premises: Vec<Premise>,
    /// The assumptions about GitHub and AWS that were used, by their ids on the page of the model.
    pub assumptions: Vec<String>,
    /// What is odd about policy, intent or world.
    pub findings: Vec<Finding>,
    /// How many shapes of token were looked at.
    pub cases: usize,
    /// How many states the automata took.
    pub states: usize,
}

impl From<analysis::DecisionReport> for DecisionReport {
    fn from(report: analysis::DecisionReport) -> DecisionReport {
        let ground = report.ground;
        DecisionReport {
            outcome: report.outcome.into(),
            admitted: report.admitted.map(WitnessToken::from),
            refused: report.refused.map(WitnessToken::from),
            empty: report.empty,
            unless: ground.unless.into_iter().map(Need::from).collect(),
            premises: ground.premises,
            assumptions: ground.assumptions.into_iter().map(str::to_owned).collect(),
            findings: ground.findings,
            cases: ground.cases,
            states: ground.states,
        }
    }
}

/// Some of the tokens that get in.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhoClass {
    /// Who they are, in words.
    pub text: String,
    /// How much that matters.
    pub severity: Exposure,
    /// Whose they are.
    pub party: ClassParty,
    /// The same as a class.
    #[serde(rename = "where")]
    pub tokens: TokenClass,
    /// Whether every token of the class gets in.
    pub exact: bool,
    /// One of them.
    pub witness: WitnessToken,
    /// The statements that let the witness in, by their numbers from 1.
    pub statements: Vec<usize>,
}

impl From<analysis::WhoClass> for WhoClass {
    fn from(class: analysis::WhoClass) -> WhoClass {
        WhoClass {
            text: class.text,
            severity: class.severity.into(),
            party: class.party.into(),
            tokens: TokenClass(class.tokens),
            exact: class.exact,
            witness: class.witness.into(),
            statements: class.statements,
        }
    }
}

/// The answer of `who_can_assume`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhoReport {
    /// Whether anybody gets in.
    pub outcome: WhoOutcome,
    /// Who, most dangerous first; at most twelve classes.
    pub classes: Vec<WhoClass>,
    /// Whether more tokens get in than the classes hold.
    pub more: bool,
    /// What would settle an open answer.
    pub unless: Vec<Need>,
    /// What the answer rests on.
    pub premises: Vec<Premise>,
    /// The assumptions about GitHub and AWS that were used, by their ids on the page of the model.
    pub assumptions: Vec<String>,
    /// What is odd about policy, intent or world.
    pub findings: Vec<Finding>,
    /// How many shapes of token were looked at.
    pub cases: usize,
    /// How many states the automata took.
    pub states: usize,
}

impl From<analysis::WhoReport> for WhoReport {
    fn from(report: analysis::WhoReport) -> WhoReport {
        let ground = report.ground;
        WhoReport {
            outcome: report.outcome.into(),
            classes: report.classes.into_iter().map(WhoClass::from).collect(),
            more: report.more,
            unless: ground.unless.into_iter().map(Need::from).collect(),
            premises: ground.premises,
            assumptions: ground.assumptions.into_iter().map(str::to_owned).collect(),
            findings: ground.findings,
            cases: ground.cases,
            states: ground.states,
        }
    }
}
