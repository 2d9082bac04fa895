//! `render`: the roads as people and programs read them.

use serde::{Deserialize, Serialize};

use super::documents::{NamedFile, ReadOptionsRequest};
use super::explain::{ExplainRequest, RoadFactsRequest};
use super::request::Request;
use crate::error::{Error, ErrorKind};
use crate::render::{RenderFormat, TextOptions, render_with};

/// Explains the documents as `explain` does, and writes what it says as a text for a terminal, as a comment for a pull
/// request, as a SARIF log, or as annotations of a workflow run.
///
/// Every format tells every denial, finding, danger and change; annotations tell as many as GitHub shows of one step, and how
/// many more there are. Names and texts of others are shown with every character visible, and can become neither markup nor
/// commands. Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; GitHub Docs, "Workflow commands
/// for GitHub Actions".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RenderRequest {
    /// The documents.
    files: Vec<NamedFile>,
    /// What to write.
    format: RenderFormat,
    /// What is known beside them.
    #[serde(default)]
    options: Option<ReadOptionsRequest>,
    /// What is known of the repository and its organisation.
    #[serde(default)]
    facts: Option<RoadFactsRequest>,
    /// Columns of a text, 80 to 120; 100 where this is not given.
    #[serde(default)]
    width: Option<usize>,
    /// Whether a text has colours, as ANSI escape sequences.
    #[serde(default)]
    styled: Option<bool>,
}

/// The roads, written.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct RenderResponse {
    /// The text, of lines that end in a line feed.
    text: String,
}

impl Request for RenderRequest {
    type Response = RenderResponse;

    fn run(self) -> Result<RenderResponse, Error> {
        let text = TextOptions::default();
        let (width, styled) = (self.width.unwrap_or(text.width), self.styled.unwrap_or(text.styled));
        if !(TextOptions::NARROWEST..=TextOptions::WIDEST).contains(&width) {
            let message = format!("a text of {width} columns is not written");
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_found(&width.to_string())
                .with_help("ask for 80 to 120 columns")
                .at("/width"));
        }
        let (report, preferences) = ExplainRequest::new(self.files, self.options, self.facts).settled()?;
        let options = TextOptions::new(width, styled);
        Ok(RenderResponse { text: render_with(&report, self.format, options, &preferences) })
    }
}
