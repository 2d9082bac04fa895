//! `match_filter`: GitHub's filter patterns.

use serde::Deserialize;

use super::request::Request;
use super::values::OneOrMany;
use crate::error::Error;
use crate::github::{Filter, FilterKind, FilterMode, FilterReport};

/// Matches a branch, a tag or a path with a list of GitHub's filter patterns.
///
/// `?` and `+` repeat the character before them, `*` stops at slashes and `**` does not, and of an include list the last
/// pattern that matches decides. What GitHub does not define is refused. Source: GitHub Docs, "Workflow syntax for GitHub
/// Actions", filter pattern cheat sheet.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct MatchFilterRequest {
    /// The patterns, in order.
    patterns: OneOrMany,
    /// The name of a branch or a tag (a full ref is taken for its name), or a path. For a pull request it is the base
    /// branch that GitHub filters.
    text: String,
    /// Whether the list says what starts a workflow or what does not.
    #[serde(default)]
    mode: FilterMode,
    /// What the text is.
    #[serde(default)]
    kind: FilterKind,
}

impl Request for MatchFilterRequest {
    type Response = FilterReport;

    fn run(self) -> Result<FilterReport, Error> {
        let filter = Filter::new(&self.patterns.items, self.mode, self.kind)
            .map_err(|error| error.under("patterns"))?;
        filter.check(&self.text).map_err(|error| error.under("text"))
    }
}
