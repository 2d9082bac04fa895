//! `knowledge`: how old the facts are that answers depend on.

use serde::{Deserialize, Serialize};

use super::request::Request;
use crate::aws;
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::knowledge::tables::{KnowledgeTable, TABLES};
use crate::premise::Finding;
use crate::text::quote;

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
}

impl Request for KnowledgeRequest {
    type Response = KnowledgeResponse;

    fn run(self) -> Result<KnowledgeResponse, Error> {
        let mut findings = Vec::new();
        if let Some(day) = &self.as_of {
            for (index, table) in TABLES.iter().enumerate() {
                let Some(age) = aws::days_between(table.day, day) else {
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
                         version of this library",
                        table.name, table.day
                    );
                    findings
                        .push(Finding::new(codes::KNOWLEDGE_OLD, message).about(format!("/tables/{index}")));
                }
            }
        }
        Ok(KnowledgeResponse { tables: TABLES.to_vec(), findings })
    }
}
