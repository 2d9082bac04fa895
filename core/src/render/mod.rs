//! The roads as people and programs read them: a text, a page of a pull request, a SARIF log, annotations of a run.
//!
//! One wording for all: what is said stands in `words`, which things are said in `told`. No format leaves out a denial, a
//! finding, a danger or a change, but for the limits of GitHub's annotations, which tell how many are left out.

mod answers;
mod audit;
mod entries;
mod github;
mod lines;
mod make;
mod markdown;
mod meant;
mod page;
mod preferences;
mod sarif;
mod sheet;
mod text;
mod told;
mod words;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

pub use answers::{RoleAnswer, answers_markdown, answers_text};
pub use audit::{audit_markdown, audit_text};
pub use entries::{ReportEntry, entries, entries_with, retain};
pub use make::{
    guard_markdown, guard_text, make_markdown, make_text, migration_markdown, migration_text,
    shrink_markdown, shrink_text,
};
pub use meant::Settled;
pub use preferences::{CodeSeverity, Ignore, Preferences, SeverityLevel};
pub use sheet::{Sheet, Tone};
pub use told::EntryLevel;

use crate::road::RoadReport;
use crate::text::{escape_hidden, without_signatures};

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RenderFormat {
    /// For a terminal.
    Text,
    /// For a comment or a job summary on GitHub.
    Markdown,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which GitHub shows as annotations.
    Github,
}

/// How wide a text is, and whether it has colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextOptions {
    /// Columns of the terminal: what is wider or narrower than the bounds is taken as the bound.
    pub width: usize,
    /// Whether the text has ANSI escape sequences.
    pub styled: bool,
}

impl TextOptions {
    /// The fewest columns.
    pub const NARROWEST: usize = 80;
    /// The most columns.
    pub const WIDEST: usize = 120;

    /// A text of this width.
    #[must_use]
    pub const fn new(width: usize, styled: bool) -> TextOptions {
        TextOptions { width, styled }
    }
}

impl Default for TextOptions {
    fn default() -> TextOptions {
        TextOptions { width: 100, styled: false }
    }
}

/// Writes a report. Every character of it is visible, those of hostile names too.
#[must_use]
pub fn render(report: &RoadReport, format: RenderFormat, options: TextOptions) -> String {
    render_with(report, format, options, &Preferences::default())
}

/// Writes a report, with codes as loud as the settings of a repository say.
#[must_use]
pub fn render_with(
    report: &RoadReport,
    format: RenderFormat,
    options: TextOptions,
    preferences: &Preferences,
) -> String {
    shown(match format {
        RenderFormat::Text => text::text(report, options),
        RenderFormat::Markdown => markdown::markdown(report),
        RenderFormat::Sarif => sarif::sarif(report, preferences),
        RenderFormat::Github => github::github(report, preferences),
    })
}

/// A report as the answer of its operation has it, on lines of its own.
#[must_use]
pub fn json<T: Serialize>(report: &T) -> String {
    // It has only texts and numbers, which always can be written.
    shown(escape_hidden(&serde_json::to_string_pretty(report).unwrap_or_default()) + "\n")
}

/// A text as it may be shown: whoever has the signature of a token can act as the job.
fn shown(text: String) -> String {
    match without_signatures(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(less) => less,
    }
}

#[cfg(test)]
mod tests;
