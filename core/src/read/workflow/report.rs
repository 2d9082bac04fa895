//! What is read of workflows: the jobs, with all that a token, a role and an image name depend on.

use serde::{Deserialize, Serialize};

use crate::premise::{Finding, SourcePlace};

/// A text that was read, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadText {
    /// The text, where it is known whole and is the same in every run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What it depends on and is not known, in the order of the file.
    pub unknown: Vec<String>,
    /// The text with what is not known as `⟦name⟧`, where some of it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The texts that it has in different runs, each with what it depends on. Where `unknown` names something too, there may
    /// be others.
    pub one_of: Vec<ReadCandidate>,
    /// What decides between them.
    pub by: Vec<String>,
    /// The text, where everything that is not known is empty or left at its default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Where it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SourcePlace>,
}

/// One of several texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadCandidate {
    /// The text; absent where there is none, such as of a job without an environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// In which runs it is this one.
    pub when: Vec<ReadChoice>,
}

/// A name and the value that it has in some runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadChoice {
    /// Such as `matrix.stage` or `github.event_name`.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Which ref a run has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RunRef {
    /// A branch.
    Branch,
    /// A tag.
    Tag,
    /// A branch or a tag.
    BranchOrTag,
    /// The merge commit of a pull request.
    Pull,
    /// The default branch.
    DefaultBranch,
    /// A branch of a merge queue.
    MergeQueue,
    /// What is deployed: a branch or a tag, or none for a commit.
    Deployment,
    /// That of the workflow that calls.
    Caller,
}

/// From where the code of a pull request comes; no claim says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PullRequestHead {
    /// From a fork.
    Fork,
    /// From a branch of the repository itself.
    SameRepository,
}

/// A set of runs: an event, and the refs that it comes with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunSet {
    /// The event.
    pub event: String,
    /// The ref of the run.
    #[serde(rename = "ref")]
    pub reference: RunRef,
    /// The branches, as filter patterns; any where this is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branches: Option<Vec<String>>,
    /// Branches that do not start it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branches_ignore: Option<Vec<String>>,
    /// The tags, as filter patterns; any where this is absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// Tags that do not start it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags_ignore: Option<Vec<String>>,
    /// The base branches of pull requests, as filter patterns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Vec<String>>,
    /// Base branches that do not start it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_ignore: Option<Vec<String>>,
    /// The branches of the run that triggers this one, as filter patterns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_branches: Option<Vec<String>>,
    /// Branches of that run that do not start it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_branches_ignore: Option<Vec<String>>,
    /// The paths that have to change, as filter patterns; tags start it whatever changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths: Option<Vec<String>>,
    /// Paths that do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paths_ignore: Option<Vec<String>>,
    /// The activity types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<String>>,
    /// The workflows whose runs trigger this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflows: Option<Vec<String>>,
    /// Whether names that differ from these in case count too: `if` compares without regard to case.
    pub any_case: bool,
    /// Where the pull requests come from, if a condition leaves out the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head: Option<PullRequestHead>,
    /// Whether a condition leaves out the runs that Dependabot starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_dependabot: Option<bool>,
}

/// Whether a job can get an OIDC token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TokenAnswer {
    /// It can.
    Yes,
    /// It cannot.
    No,
    /// That depends on what is not known.
    Unknown,
}

/// Why a job can get a token or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TokenReason {
    /// `id-token: write` is written.
    StatedWrite,
    /// Permissions are written, without `id-token: write`.
    StatedWithout,
    /// Permissions are written, and none at all.
    Empty,
    /// `read-all` does not let a job ask for a token.
    ReadAll,
    /// Nothing is written, and no default grants it.
    DefaultNone,
    /// The called workflow asks for it, no caller says anything, and the permissive default allows it.
    DefaultWriteSameOwner,
    /// The run fails before any job starts.
    StartupFailure,
    /// The workflow is only called, and no caller is given.
    CalleeAlone,
    /// The called workflow is not given.
    CalleeNotGiven,
    /// The called workflow asks for it and no caller says anything.
    CalleeRequestsCallerSilent,
}

/// Where permissions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PermissionLevel {
    /// In the job.
    Job,
    /// In the workflow.
    Workflow,
    /// In the job of the called workflow.
    CalleeJob,
    /// In the called workflow.
    CalleeWorkflow,
    /// In the job that calls.
    CallerJob,
    /// In the workflow that calls.
    CallerWorkflow,
}

/// Whether a job can get an OIDC token, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct JobToken {
    /// Whether it can.
    pub answer: TokenAnswer,
    /// Why.
    pub reason: TokenReason,
    /// Where the permissions that decide are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<PermissionLevel>,
    /// What to tell for a sure answer: options of `read_documents`, or `caller`.
    pub needs: Vec<String>,
    /// Where the permissions that decide are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SourcePlace>,
}

/// A workflow that a job calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CalledWorkflow {
    /// The repository of its file; absent where it is that of the caller and not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The path of the file.
    pub path: String,
    /// What is written behind `@`; absent for a file of the caller's own commit.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Where it is called.
    pub place: SourcePlace,
}

/// How a role is assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AssumedVia {
    /// With the job's OIDC token.
    Oidc,
    /// With access keys.
    Keys,
    /// By the role assumed before.
    Chained,
    /// With a token from a file.
    TokenFile,
    /// Not at all: the step fails.
    None,
}

/// A role that a job assumes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AssumedRole {
    /// Its ARN, or what stands in its place.
    pub role: ReadText,
    /// How it is assumed.
    pub via: AssumedVia,
    /// The region of the credentials.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<ReadText>,
    /// The audience that the token is asked for with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<ReadText>,
    /// The name of the session.
    pub session_name: ReadText,
    /// How long the session lasts, in seconds, where the file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<ReadText>,
    /// The session policy in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inline_session_policy: Option<ReadText>,
    /// Managed policies that narrow the session.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", serde(default))]
    pub managed_session_policies: Vec<ReadText>,
    /// The external id that it shows, where the file says one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ReadText>,
    /// Whether the step says that it sends no session tags; OIDC sends none anyway.
    pub skip_session_tagging: bool,
    /// In which jobs of the matrix it is this role.
    pub combination: Vec<ReadChoice>,
    /// The condition of its step, where that is not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The composite action that assumes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Whether a script assumes it.
    pub in_script: bool,
    /// The step.
    pub place: SourcePlace,
}

impl AssumedRole {
    /// A role of which the step says no more than its name.
    pub(crate) fn new(role: ReadText, via: AssumedVia, place: SourcePlace) -> AssumedRole {
        AssumedRole {
            role,
            via,
            region: None,
            audience: None,
            session_name: ReadText::default(),
            duration: None,
            inline_session_policy: None,
            managed_session_policies: Vec::new(),
            external_id: None,
            skip_session_tagging: false,
            combination: Vec::new(),
            condition: None,
            action: None,
            in_script: false,
            place,
        }
    }
}

/// An image name that a job pushes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PushedImage {
    /// The name.
    pub name: ReadText,
    /// Whether a script pushes it.
    pub in_script: bool,
    /// In which jobs of the matrix it is pushed.
    pub combination: Vec<ReadChoice>,
    /// In which runs it is pushed, where not in all: where any of these holds.
    pub when: Vec<ReadChoice>,
    /// The condition of its step, where that is not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The step.
    pub place: SourcePlace,
}

/// An action that may assume a role, and is not given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UnreadAction {
    /// What is written behind `uses`.
    pub uses: String,
    /// The input that it is passed a role by.
    pub input: String,
    /// The step.
    pub place: SourcePlace,
}

/// An event that starts a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RunTrigger {
    /// The event.
    pub event: String,
    /// Where it is written.
    pub place: SourcePlace,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WorkflowJob {
    /// The file of the workflow that is started.
    pub workflow: String,
    /// Its id; in a called workflow `caller/id`.
    pub job: String,
    /// Where it is.
    pub place: SourcePlace,
    /// The runs in which it may take place. Its `if` is applied as far as it can be decided.
    pub events: Vec<RunSet>,
    /// The events that start the workflow, with where each is written.
    pub triggers: Vec<RunTrigger>,
    /// The condition of the job, where the events do not decide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Whether it can get an OIDC token.
    pub id_token: JobToken,
    /// Its environment; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<ReadText>,
    /// The roles that it assumes, in the order of the steps.
    pub roles: Vec<AssumedRole>,
    /// Actions that are passed a role and are not given, in the order of the steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", serde(default))]
    pub unread_actions: Vec<UnreadAction>,
    /// The called workflow that it is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called_workflow: Option<CalledWorkflow>,
    /// What its token says in `job_workflow_ref`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_workflow_ref: Option<ReadText>,
    /// The image names that it pushes, in the order of the steps.
    pub images: Vec<PushedImage>,
    /// Findings, one for each code, in the order of the codes.
    pub findings: Vec<Finding>,
    /// Where it checks out the head of a pull request or of the run that triggers it.
    #[serde(skip)]
    #[cfg_attr(not(feature = "road"), allow(dead_code, reason = "only a road tells of it"))]
    pub(crate) head: Option<SourcePlace>,
    /// Where an environment is written that is empty in all runs.
    #[serde(skip)]
    #[cfg_attr(not(feature = "road"), allow(dead_code, reason = "only a road tells of it"))]
    pub(crate) empty_environment: Option<SourcePlace>,
    /// The job in each part of its runs, where its environment or a role depends on the event or the ref.
    #[serde(skip)]
    #[cfg_attr(not(feature = "road"), allow(dead_code, reason = "only a road tells of it"))]
    pub(crate) by_runs: Vec<WorkflowJob>,
}
