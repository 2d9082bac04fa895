//! What is told of the roads: for each job and role what happens, where it stops, why, and who else gets in.

use serde::Serialize;

use crate::analysis::{Class, Exposure, WitnessToken};
use crate::aws::Alignment;
use crate::codes::{Code, FixKind};
use crate::premise::{Edit, Finding, Premise, SourcePlace};
use crate::read::{OpenQuestion, PullRequestHead};

/// Where on its way a job is stopped, in AWS's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RoadStage {
    /// GitHub gives the job no token.
    TokenRequest,
    /// STS turns the token away: issuer, audience, keys.
    Provider,
    /// The role's trust policy, or a resource control policy.
    TrustPolicy,
    /// The session: its name, its tags, its length.
    Session,
    /// What the role may do in ECR.
    EcrPermission,
    /// The image reference, and what the registry takes.
    Push,
    /// What the naming rules of the team say of the image.
    Naming,
}

/// What becomes of a set of tokens, or of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RoadVerdict {
    /// It gets in.
    Allowed,
    /// It is stopped.
    Denied,
    /// There is no token.
    NoToken,
    /// It depends on what is not known.
    Undetermined,
}

/// Something else that stands in the way, behind the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RoadFault {
    /// Stable code.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: &'static Code,
    /// One sentence.
    pub message: String,
    /// Where, in the user's files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SourcePlace>,
}

/// A call by which one role assumes another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RoadCall {
    /// The action, such as `sts:TagSession`.
    pub name: String,
    /// What becomes of it.
    pub verdict: RoadVerdict,
    /// Where it is stopped, or what is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<RoadStage>,
    /// Why, where that is one of the known causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub cause: Option<&'static Code>,
    /// Why, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where, in the user's files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SourcePlace>,
    /// What would settle it.
    pub needs: Vec<String>,
}

/// A set of runs of a job that fare alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RoadScenario {
    /// Which runs they are, in words, such as `push to main`.
    pub runs: String,
    /// The tokens of these runs: only the claims that differ between runs.
    pub tokens: Class,
    /// For pull requests: from where the code comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<PullRequestHead>,
    /// What becomes of them.
    pub verdict: RoadVerdict,
    /// Where they are stopped, or what is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<RoadStage>,
    /// Why, where that is one of the known causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub cause: Option<&'static Code>,
    /// Why, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where, in the user's files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SourcePlace>,
    /// Pattern and value side by side, where a text of the policy does not fit: those of one of these runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment: Option<Alignment>,
    /// What else stands in the way, once the first is out of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", serde(default))]
    pub behind: Vec<RoadFault>,
    /// What would settle it.
    pub needs: Vec<String>,
}

/// What becomes of an image that the job pushes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RoadImage {
    /// Its name; what is not known stands as `⟦name⟧`.
    pub name: String,
    /// What becomes of it.
    pub verdict: RoadVerdict,
    /// Where it is stopped, or what is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<RoadStage>,
    /// Why, where that is one of the known causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub cause: Option<&'static Code>,
    /// Why, in one sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Where, in the user's files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SourcePlace>,
    /// Pattern and value side by side, where a text of a policy does not fit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment: Option<Alignment>,
    /// What would settle it.
    pub needs: Vec<String>,
}

/// Who else gets in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RoadDanger {
    /// What makes it a danger, where that is one of the known kinds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub code: Option<&'static Code>,
    /// Who they are, in words.
    pub message: String,
    /// How much that matters.
    pub severity: Exposure,
    /// One of their tokens, which the role lets in.
    pub witness: WitnessToken,
    /// The statement that lets it in, in the user's files.
    pub place: SourcePlace,
}

/// Which of the files or settings a change is made to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeSide {
    /// A workflow file.
    Workflow,
    /// Settings on GitHub.
    Settings,
    /// The identity provider of the account.
    Provider,
    /// The role's trust policy.
    TrustPolicy,
    /// What the role may do.
    Permissions,
    /// The rules of the team for image names.
    NamingRules,
}

/// A change that lets a job in that was denied, or shuts out others that got in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RoadChange {
    /// The cause or the danger that it answers.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: &'static Code,
    /// Whether it can be made without looking: then the policy is proved to admit nobody but the runs of this job.
    pub kind: FixKind,
    /// Which side it is made to.
    pub side: ChangeSide,
    /// What is changed, in one clause.
    pub message: String,
    /// What it does: who gets in by it, and who does not any more.
    pub effect: String,
    /// What to settle before it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The edits of the caller's documents, all of which belong together; none where no document is the source.
    pub edits: Vec<Edit>,
    /// The command or the call that makes it, where no document is the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// The way of one job to one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Road {
    /// The workflow file; absent where the documents show no job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
    /// The job; absent where the documents show none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// The role: its address or ARN in the documents, else what the job asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Where the role is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_place: Option<SourcePlace>,
    /// What becomes of the job's runs.
    pub scenarios: Vec<RoadScenario>,
    /// Of a role that another role assumes: the calls that this takes, those that are denied first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", serde(default))]
    pub calls: Vec<RoadCall>,
    /// What becomes of the images that it pushes.
    pub images: Vec<RoadImage>,
    /// Who else gets in, most dangerous first, each with a token that proves it.
    pub dangers: Vec<RoadDanger>,
    /// What to change: for a denial what lets the job in and nobody else, for a danger what shuts out the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", serde(default))]
    pub changes: Vec<RoadChange>,
    /// What is assumed.
    pub assumed: Vec<Premise>,
}

/// The roads of all jobs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ExplainResponse"))]
#[non_exhaustive]
pub struct RoadReport {
    /// One for each job and role.
    pub roads: Vec<Road>,
    /// What is not known, each once.
    pub unresolved: Vec<OpenQuestion>,
    /// Findings about the documents.
    pub findings: Vec<Finding>,
}
