//! `match_filter`: GitHub's filter patterns.

use serde::{Deserialize, Serialize};

use super::request::Request;
use super::values::{Finding, OneOrMany};
use crate::error::Error;
use crate::github;

/// Holds a branch, a tag or a path against a list of GitHub's filter patterns.
///
/// `?` and `+` repeat the character before them, `*` stops at slashes and `**` does not, and of an include list the last
/// pattern that matches decides. What GitHub does not define is refused. Source: GitHub Docs, "Workflow syntax for GitHub
/// Actions", filter pattern cheat sheet.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MatchFilterRequest {
    /// The patterns, in order.
    pub patterns: OneOrMany,
    /// The name of a branch or a tag (a full ref is taken for its name), or a path. For a pull request it is the base
    /// branch that GitHub filters.
    pub text: String,
    /// Whether the list says what starts a workflow or what does not.
    #[serde(default)]
    pub mode: FilterMode,
    /// What the text is.
    #[serde(default)]
    pub kind: FilterKind,
}

/// Whether a list says what is taken or what is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FilterMode {
    /// `branches`, `tags`, `paths`.
    #[default]
    Include,
    /// `branches-ignore`, `tags-ignore`, `paths-ignore`.
    Ignore,
}

/// What patterns are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FilterKind {
    /// A branch or a tag.
    #[default]
    Ref,
    /// A path of a changed file, from the root of the repository.
    Path,
    /// A branch or a tag, against an environment's deployment branches: another language, in which only `*` is special.
    DeploymentBranch,
}

/// Whether a list matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FilterOutcome {
    /// The text is on the list.
    Match,
    /// It is not.
    NoMatch,
    /// GitHub does not document a question that decides here; `reason` names it.
    Undetermined,
}

/// The pattern that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DecidingPattern {
    /// Its place in the list, from 0.
    pub index: usize,
    /// The pattern.
    pub pattern: String,
}

/// The answer of `match_filter`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MatchFilterResponse {
    /// Whether the list matches.
    pub outcome: FilterOutcome,
    /// Whether the text passes this filter: it is on an include list, or not on an ignore list. Absent where that is
    /// undetermined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passes: Option<bool>,
    /// The pattern that decides: the last that matches of an include list, the first of an ignore list. Absent where
    /// none matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deciding: Option<DecidingPattern>,
    /// Why, in one sentence.
    pub reason: String,
    /// What is odd about patterns or text.
    pub findings: Vec<Finding>,
}

impl Request for MatchFilterRequest {
    type Response = MatchFilterResponse;

    fn run(self) -> Result<MatchFilterResponse, Error> {
        let mode = match self.mode {
            FilterMode::Include => github::FilterMode::Include,
            FilterMode::Ignore => github::FilterMode::Ignore,
        };
        let kind = match self.kind {
            FilterKind::Ref => github::FilterKind::Ref,
            FilterKind::Path => github::FilterKind::Path,
            FilterKind::DeploymentBranch => github::FilterKind::DeploymentBranch,
        };
        let filter =
            github::Filter::new(&self.patterns.items, mode, kind).map_err(|error| error.under("patterns"))?;
        let report = filter.check(&self.text).map_err(|error| error.under("text"))?;
        let (outcome, passes) = match report.outcome {
            github::FilterOutcome::Match => (FilterOutcome::Match, Some(self.mode == FilterMode::Include)),
            github::FilterOutcome::NoMatch => (FilterOutcome::NoMatch, Some(self.mode == FilterMode::Ignore)),
            github::FilterOutcome::Undetermined => (FilterOutcome::Undetermined, None),
        };
        let deciding = report.deciding.and_then(|index| {
            self.patterns.items.get(index).map(|pattern| DecidingPattern { index, pattern: pattern.clone() })
        });
        Ok(MatchFilterResponse {
            outcome,
            passes,
            deciding,
            reason: report.reason,
            findings: report.findings,
        })
    }
}
