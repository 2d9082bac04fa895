//! Tables of roles and tokens, for a binding that reads those of other engines: what a row gives, and what is wrong with one.

use super::answer;
use crate::aws::{PolicySet, SetRole, TrustPolicy, TrustReport};
use crate::error::{Error, ErrorKind};
use crate::github::Claims;
use crate::limits::MAX_TEXT;

/// What is wrong with a table.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum TableFault<'f> {
    /// The roles lack this column.
    ColumnMissing(&'f str),
    /// The tokens have two columns of this name.
    ColumnTwice(&'f str),
    /// A column does not hold texts.
    NotText {
        /// `roles` or `tokens`.
        table: &'f str,
        /// The column.
        column: &'f str,
        /// What it holds.
        found: &'f str,
    },
    /// The engine that gives the table says so.
    Unreadable {
        /// `roles` or `tokens`.
        table: &'f str,
        /// What the engine says.
        message: &'f str,
    },
    /// A row of the roles has no text here.
    Null {
        /// The row.
        row: usize,
        /// The column.
        column: &'f str,
    },
    /// A claim of a token is longer than is read.
    TooLong {
        /// The row.
        row: u64,
        /// The column.
        column: &'f str,
        /// Its bytes.
        bytes: usize,
    },
}

impl From<TableFault<'_>> for Error {
    fn from(fault: TableFault<'_>) -> Error {
        match fault {
            TableFault::ColumnMissing(column) => {
                Error::new(ErrorKind::MissingField, format!("the roles have no column `{column}`"))
                    .with_help("name the columns `role_arn` and `policy`; both hold texts")
                    .under("roles")
            }
            TableFault::ColumnTwice(column) => {
                Error::new(ErrorKind::InvalidValue, format!("the tokens have two columns `{column}`"))
                    .with_help("leave one of them out")
                    .under("tokens")
            }
            TableFault::NotText { table, column, found } => {
                Error::new(ErrorKind::WrongType, format!("the column holds {found}, and texts are needed"))
                    .with_found(found)
                    .with_help("cast the column to text")
                    .under(column)
                    .under(table)
            }
            TableFault::Unreadable { table, message } => {
                Error::new(ErrorKind::InvalidValue, format!("the table cannot be read: {message}"))
                    .with_help("see whether the engine that holds it can read it")
                    .under(table)
            }
            TableFault::Null { row, column } => {
                Error::new(ErrorKind::MissingField, "the row has no text here")
                    .with_help("leave the row out")
                    .under(column)
                    .under(row)
                    .under("roles")
            }
            TableFault::TooLong { row, column, bytes } => {
                let message = format!("the claim has {bytes} bytes, at most {MAX_TEXT} are read");
                Error::new(ErrorKind::TooLarge, message)
                    .with_help("leave the row out: no claim of a token is as long")
                    .under(column)
                    .under(row)
                    .under("tokens")
            }
        }
    }
}

/// The role of a row: its ARN, and its trust policy as JSON text.
///
/// # Errors
/// What is wrong with either; the path names row and column.
pub fn role_of_row(row: usize, arn: &str, policy: &str) -> Result<SetRole, Error> {
    let at = |error: Error, column: &str| error.under(column).under(row).under("roles");
    let arn = arn.parse().map_err(|error| at(error, "role_arn"))?;
    let policy: TrustPolicy = policy.parse().map_err(|error| at(error, "policy"))?;
    policy.within_quota().map_err(|error| at(error, "policy"))?;
    Ok(SetRole::new(arn, policy))
}

/// The JSON of the report on one role of a set; `claims` is the JSON of the token's claims.
///
/// # Errors
/// `INVALID_VALUE` for an index that the set does not have, and what is wrong with the claims.
pub fn report_of_role(set: &PolicySet, role: usize, claims: &str) -> Result<String, Error> {
    let claims: Claims = claims.parse().map_err(|error: Error| error.under("claims"))?;
    answer::write(&report(set, role, &claims)?)
}

/// The report on one role of a set.
pub(super) fn report(set: &PolicySet, role: usize, claims: &Claims) -> Result<TrustReport, Error> {
    let roles = set.roles().len();
    set.check(role, claims).unwrap_or_else(|| {
        let message = format!("the set has {roles} roles, and none with the index {role}");
        Err(Error::new(ErrorKind::InvalidValue, message)
            .with_found(&role.to_string())
            .with_help("pass the index of a role, from 0")
            .under("role"))
    })
}
