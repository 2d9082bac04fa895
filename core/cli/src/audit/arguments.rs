//! What the command line of `audit` says.

use std::path::PathBuf;

use clap::Args;

use crate::arguments::{Asked, PageShown};

#[derive(Debug, Args)]
#[command(after_help = AUDIT_EXAMPLES)]
pub(crate) struct Audit {
    /// Files and folders with roles: answers of `get-account-authorization-details` or `list-roles`, Terraform. Each is read
    /// on its own.
    #[arg(required = true, value_name = "INVENTORY")]
    pub(crate) inventories: Vec<PathBuf>,
    /// Logs, or folders of them: claims, payloads or tokens one a line, files of CloudTrail, its events one a line; plain or
    /// gzip.
    #[arg(long, value_name = "LOG", num_args = 1..)]
    pub(crate) tokens: Vec<PathBuf>,
    /// Resource control policies that are in force for all of the roles, each a JSON document, or folders of them.
    #[arg(long, value_name = "POLICY", num_args = 1..)]
    pub(crate) rcp: Vec<PathBuf>,
    /// The state that the last run wrote: what changed since then, and proofs that need not be made again.
    #[arg(long, value_name = "FILE")]
    pub(crate) since: Option<PathBuf>,
    /// A file for the state of this run.
    #[arg(long, value_name = "FILE")]
    pub(crate) state: Option<PathBuf>,
    /// A file for the rows that cannot be read, as they are.
    #[arg(long, value_name = "FILE")]
    pub(crate) rejected: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) asked: Asked,
    #[command(flatten)]
    pub(crate) shown: PageShown,
}

const AUDIT_EXAMPLES: &str = "\
Examples:
  assumable audit accounts/ --tokens cloudtrail/ --owner octo-org
  assumable audit roles.json --tokens tokens.jsonl.gz --since last.json --state last.json

Exit codes: 1 strangers get in, or a change lets somebody in; 2 something is not known, or rows or documents are refused.";
