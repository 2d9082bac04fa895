//! The words that tokens are made of: owners, names, refs and the rest, and the kinds of text that they are.
//!
//! Source: [`super::model`].

/// A word of a token. One word may stand in several claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Word {
    Owner,
    Name,
    /// The whole ref, `refs/heads/main`.
    Ref,
    Environment,
    File,
    /// Of the reusable workflow that the job is written in.
    CalledOwner,
    CalledName,
    CalledFile,
    CalledRef,
    Workflow,
    Actor,
    ActorId,
    OwnerId,
    RepositoryId,
    Audience,
    Event,
    Enterprise,
    EnterpriseSlug,
    HeadRef,
    BaseRef,
    RunId,
    RunNumber,
    RunAttempt,
    CheckRunId,
    EnvironmentNode,
    Sha,
    WorkflowSha,
    JobWorkflowSha,
    Visibility,
    Runner,
    Protected,
    /// What the caller names the session; no claim.
    Session,
    /// The value of a custom property, by its place among the question's.
    Property(usize),
    /// The name of a custom property that the question does not name, and its value.
    OtherProperty,
    OtherValue,
}

/// A language that a word may have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// A login that is not one of ours.
    ForeignLogin,
    /// Any login; ours as it is spelt.
    Login,
    /// An account, spelt as any, or an app with `[bot]` behind its name.
    Account,
    Name,
    /// A repository that is not one of these.
    NameBut(Vec<String>),
    OneOf(Vec<String>),
    Branch,
    Tag,
    BranchOrTag,
    Queue,
    Pull,
    PullOrBranch,
    Ref,
    /// What a reusable workflow is called at.
    Called,
    Environment,
    /// Without a colon.
    PlainEnvironment,
    File,
    Text,
    /// Without a colon.
    PlainText,
    /// A branch without `refs/heads/`.
    Bare,
    Id,
    /// An id that is not one of these.
    IdBut(Vec<String>),
    Hash,
    Session,
    /// The name of a custom property.
    Identifier,
}
