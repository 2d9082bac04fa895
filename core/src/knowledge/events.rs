//! The events that start workflows: the ref that each gives, and the context it has in a subject.

use super::{EVENTS_PAGE, Source};

/// The ref of a run, as its event decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventRef {
    /// The default branch.
    DefaultBranch,
    /// A branch or a tag.
    BranchOrTag,
    /// A tag.
    Tag,
    /// `refs/heads/gh-readonly-queue/…`
    MergeQueue,
    /// `refs/pull/N/merge`; the base branch once the pull request is merged.
    PullRequest,
    /// The default branch; the base branch of the pull request on Enterprise Server before 3.20.
    PullRequestTarget,
    /// The deployed branch or tag; empty for a deployment made from a commit.
    Deployment,
    /// That of the workflow that calls.
    Caller,
}

/// The context that a job without an environment has under this event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventContext {
    /// `ref:…`
    Ref,
    /// `pull_request`
    PullRequest,
    /// Not published: either of the two.
    Unpublished,
    /// No token carries this event's name.
    Caller,
}

/// One event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    pub(crate) name: &'static str,
    pub(crate) reference: EventRef,
    pub(crate) context: EventContext,
    pub(crate) source: Source,
}

const fn row(name: &'static str, reference: EventRef) -> Event {
    let context = match reference {
        EventRef::PullRequest => EventContext::PullRequest,
        EventRef::Caller => EventContext::Caller,
        _ => EventContext::Ref,
    };
    Event { name, reference, context, source: EVENTS_PAGE }
}

const fn unpublished(name: &'static str, reference: EventRef) -> Event {
    Event { name, reference, context: EventContext::Unpublished, source: EVENTS_PAGE }
}

const TARGET: Source = Source { name: "GitHub changelog, 2025-11-07", date: "2025-12-08" };

/// The events, most used first.
pub(crate) const EVENTS: &[Event] = &[
    row("push", EventRef::BranchOrTag),
    row("pull_request", EventRef::PullRequest),
    row("workflow_dispatch", EventRef::BranchOrTag),
    row("schedule", EventRef::DefaultBranch),
    row("release", EventRef::Tag),
    row("merge_group", EventRef::MergeQueue),
    Event { source: TARGET, ..row("pull_request_target", EventRef::PullRequestTarget) },
    unpublished("pull_request_review", EventRef::PullRequest),
    unpublished("pull_request_review_comment", EventRef::PullRequest),
    row("workflow_run", EventRef::DefaultBranch),
    row("workflow_call", EventRef::Caller),
    row("repository_dispatch", EventRef::DefaultBranch),
    row("deployment", EventRef::Deployment),
    row("deployment_status", EventRef::Deployment),
    row("create", EventRef::BranchOrTag),
    row("delete", EventRef::DefaultBranch),
    row("registry_package", EventRef::BranchOrTag),
    row("issues", EventRef::DefaultBranch),
    row("issue_comment", EventRef::DefaultBranch),
    row("label", EventRef::DefaultBranch),
    row("milestone", EventRef::DefaultBranch),
    row("discussion", EventRef::DefaultBranch),
    row("discussion_comment", EventRef::DefaultBranch),
    row("fork", EventRef::DefaultBranch),
    row("gollum", EventRef::DefaultBranch),
    row("watch", EventRef::DefaultBranch),
    row("public", EventRef::DefaultBranch),
    row("page_build", EventRef::DefaultBranch),
    row("status", EventRef::DefaultBranch),
    row("check_run", EventRef::DefaultBranch),
    row("check_suite", EventRef::DefaultBranch),
    row("branch_protection_rule", EventRef::DefaultBranch),
    row("image_version", EventRef::DefaultBranch),
];

/// The event of this name.
pub(crate) fn find(name: &str) -> Option<&'static Event> {
    EVENTS.iter().find(|event| event.name == name)
}
