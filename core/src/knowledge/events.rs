//! The events that start workflows: the ref that each gives, and the context it has in a subject.

use super::row::{row, words};
use super::shelf::Shelf;
use super::{EVENTS_PAGE, Source};

words! {
    /// The ref of a run, as its event decides it.
    EventRef {
        /// The default branch.
        DefaultBranch = "default_branch",
        /// A branch or a tag.
        BranchOrTag = "branch_or_tag",
        /// A tag.
        Tag = "tag",
        /// `refs/heads/gh-readonly-queue/…`
        MergeQueue = "merge_queue",
        /// `refs/pull/N/merge`; the base branch once the pull request is merged.
        PullRequest = "pull_request",
        /// The default branch; the base branch of the pull request on Enterprise Server before 3.20.
        PullRequestTarget = "pull_request_target",
        /// The deployed branch or tag; empty for a deployment made from a commit.
        Deployment = "deployment",
        /// That of the workflow that calls.
        Caller = "caller",
    }
}

words! {
    /// The context that a job without an environment has under this event.
    EventContext {
        /// `ref:…`
        Ref = "ref",
        /// `pull_request`
        PullRequest = "pull_request",
        /// Not published: either of the two.
        Unpublished = "unpublished",
        /// No token carries this event's name.
        Caller = "caller",
    }
}

row! {
    /// One event.
    Event<'a> {
        name: &'a str,
        reference: EventRef,
        context: EventContext,
        /// Where it is written.
        source: &'a str,
        /// When it was read or came into force.
        date: &'a str,
    }
}

const fn event(
    name: &'static str,
    reference: EventRef,
    context: EventContext,
    source: Source,
) -> Event<'static> {
    Event { name, reference, context, source: source.name, date: source.date }
}

const fn row(name: &'static str, reference: EventRef) -> Event<'static> {
    let context = match reference {
        EventRef::PullRequest => EventContext::PullRequest,
        EventRef::Caller => EventContext::Caller,
        _ => EventContext::Ref,
    };
    event(name, reference, context, EVENTS_PAGE)
}

const fn unpublished(name: &'static str, reference: EventRef) -> Event<'static> {
    event(name, reference, EventContext::Unpublished, EVENTS_PAGE)
}

const TARGET: Source = Source { name: "GitHub changelog, 2025-11-07", date: "2025-12-08" };

/// The events, most used first.
pub(super) const ROWS: &[Event<'static>] = &[
    row("push", EventRef::BranchOrTag),
    row("pull_request", EventRef::PullRequest),
    row("workflow_dispatch", EventRef::BranchOrTag),
    row("schedule", EventRef::DefaultBranch),
    row("release", EventRef::Tag),
    row("merge_group", EventRef::MergeQueue),
    event("pull_request_target", EventRef::PullRequestTarget, EventContext::Ref, TARGET),
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

pub(super) static EVENTS: Shelf<Event<'static>> = Shelf::new(ROWS);

/// Every event.
pub(crate) fn rows() -> &'static [Event<'static>] {
    EVENTS.rows()
}

/// The event of this name.
pub(crate) fn find(name: &str) -> Option<&'static Event<'static>> {
    rows().iter().find(|event| event.name == name)
}
