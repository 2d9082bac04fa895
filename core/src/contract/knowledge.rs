//! `knowledge` and `replace_knowledge`: the facts that answers depend on, how old they are, and newer ones.

use serde::{Deserialize, Serialize};

use super::document::Document;
use super::request::Request;
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::knowledge::{self, KnowledgeTable};
use crate::premise::Finding;
use crate::text::{days_between, quote};

/// Days after which a table counts as old: AWS and GitHub change these pages several times a year.
const OLD: i64 = 90;

/// Lists the tables of facts that answers depend on, with the day on which each was last compared with its source.
///
/// Given a day, it also finds the tables that were more than 90 days old on it.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct KnowledgeRequest {
    /// The day on which the answers are used (`YYYY-MM-DD`); without it no age is judged.
    #[serde(default)]
    as_of: Option<String>,
    /// Whether to print the tables too, as the document that `replace_knowledge` takes.
    #[serde(default)]
    document: bool,
}

/// The answer of `knowledge`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KnowledgeResponse {
    /// Every table.
    pub tables: Vec<KnowledgeTable>,
    /// The tables that are old on the day given.
    pub findings: Vec<Finding>,
    /// The tables with their rows, as the document that `replace_knowledge` takes; only where it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

impl Request for KnowledgeRequest {
    type Response = KnowledgeResponse;

    fn run(self) -> Result<KnowledgeResponse, Error> {
        let tables = knowledge::ages();
        let mut findings = Vec::new();
        if let Some(day) = &self.as_of {
            for (index, table) in tables.iter().enumerate() {
                let Some(age) = days_between(table.day, day) else {
                    return Err(Error::new(
                        ErrorKind::InvalidValue,
                        format!("`{}` is not a day", quote(day)),
                    )
                    .with_found(day)
                    .with_help("write it as `2026-11-22`")
                    .under("as_of"));
                };
                if age > OLD {
                    let message = format!(
                        "the table `{}` was last compared with its source on {}, {age} days before {day}; look for a newer \
                         version of this library, or replace the table",
                        table.name, table.day
                    );
                    findings
                        .push(Finding::new(codes::KNOWLEDGE_OLD, message).about(format!("/tables/{index}")));
                }
            }
        }
        Ok(KnowledgeResponse { tables, findings, document: self.document.then(knowledge::print) })
    }
}

/// Replaces tables of facts by those of a document, once a process and before the first answer that depends on one.
///
/// The document is what `knowledge` prints, edited: `{"form": 1, "tables": [{"name", "version", "day", "hash", "rows"}]}`. A
/// table that it does not have stays as it is built in. It is checked as a whole before anything changes, and an error for a
/// hash names the right one. A document that changes nothing is accepted at any time.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ReplaceKnowledgeRequest {
    /// The document.
    document: Document,
}

/// The answer of `replace_knowledge`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReplaceKnowledgeResponse {
    /// Every table as it is now.
    pub tables: Vec<KnowledgeTable>,
}

impl Request for ReplaceKnowledgeRequest {
    type Response = ReplaceKnowledgeResponse;

    fn run(self) -> Result<ReplaceKnowledgeResponse, Error> {
        knowledge::replace(self.document.source().text)
            .map_err(|error| self.document.fault(error, "/document"))?;
        Ok(ReplaceKnowledgeResponse { tables: knowledge::ages() })
    }
}
