//! What a condition asks about where a run comes from: a fork, or Dependabot.

use super::report::{PullRequestHead, RunSet};
use crate::read::expression::{Compared, Expression, path, text, word};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Whether a pull request comes from the repository itself.
    OwnRepository,
    /// Whether it comes from a repository that is a fork.
    Fork,
    /// Whether Dependabot started the run.
    Dependabot,
}

/// What is left of the runs.
pub(super) enum Left {
    Runs(Box<RunSet>),
    None,
    /// That cannot be said.
    Open,
}

/// Where a pull request comes from, and what says the same of the repository that it goes to.
const HEADS: [(&str, &[&str]); 2] = [
    (
        "github.event.pull_request.head.repo.full_name",
        &[
            "github.repository",
            "github.event.repository.full_name",
            "github.event.pull_request.base.repo.full_name",
        ],
    ),
    (
        "github.event.pull_request.head.repo.id",
        &["github.repository_id", "github.event.repository.id", "github.event.pull_request.base.repo.id"],
    ),
];
const IS_FORK: &str = "github.event.pull_request.head.repo.fork";
const AUTHOR: &str = "github.event.pull_request.user.login";
const DEPENDABOT: &str = "dependabot[bot]";

impl Origin {
    /// What a comparison asks, and whether it asks for the opposite.
    pub(super) fn of_compared(asked: &Compared<'_>, repository: Option<&str>) -> Option<(Origin, bool)> {
        let other = path(asked.other);
        let literal = text(asked.other);
        if asked.path == IS_FORK {
            return word(asked.other).map(|truth| (Origin::Fork, !truth));
        }
        let is_bot = literal.is_some_and(|name| name.eq_ignore_ascii_case(DEPENDABOT));
        if is_bot && matches!(asked.path.as_str(), "github.actor" | AUTHOR) {
            return Some((Origin::Dependabot, false));
        }
        let is_own = |member: &str, other: Option<&str>| {
            HEADS.iter().any(|(head, own)| *head == member && other.is_some_and(|other| own.contains(&other)))
        };
        let named = literal.is_some_and(|name| Some(name) == repository)
            && HEADS.iter().take(1).any(|(head, _)| *head == asked.path);
        let is_head = is_own(&asked.path, other.as_deref())
            || other.as_deref().is_some_and(|other| is_own(other, Some(&asked.path)));
        (named || is_head).then_some((Origin::OwnRepository, false))
    }

    /// What a member asks by itself.
    pub(super) fn of_member(expression: &Expression) -> Option<Origin> {
        (path(expression)? == IS_FORK).then_some(Origin::Fork)
    }

    /// What is left of these runs where the answer is `wanted`.
    pub(super) fn narrow(self, run: &RunSet, wanted: bool) -> Left {
        let is_pull_request = run.event.starts_with("pull_request");
        let left = |run: RunSet| Left::Runs(Box::new(run));
        let from = |head: PullRequestHead| match run.head {
            Some(known) if known != head => Left::None,
            _ => left(RunSet { head: Some(head), ..run.clone() }),
        };
        match (self, wanted) {
            (Origin::OwnRepository, true) | (Origin::Fork, false) if is_pull_request => {
                from(PullRequestHead::SameRepository)
            }
            (Origin::OwnRepository, false) if is_pull_request => from(PullRequestHead::Fork),
            // A repository that is a fork itself has pull requests of its own that come from a fork.
            (Origin::Dependabot, false) => left(RunSet { without_dependabot: Some(true), ..run.clone() }),
            _ => Left::Open,
        }
    }
}
