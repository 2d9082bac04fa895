//! Errors on the wire.

use serde::Serialize;

use crate::error::Error;

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WireError {
    /// Stable code, upper case; the list is in the documentation of `ErrorKind`.
    pub code: String,
    /// One sentence, lower case, without a final stop; the caller's text stands in backticks.
    pub message: String,
    /// JSON pointer to the part at fault, within `document` where that is set and in the request otherwise.
    pub path: String,
    /// JSON pointer to the text in the request that `path` and the place are within.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Characters before the fault, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
    /// Line of the fault, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column of the fault in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The text at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What to do.
    pub help: String,
}

impl From<&Error> for WireError {
    fn from(error: &Error) -> WireError {
        let place = error.place();
        WireError {
            code: error.kind().code().to_owned(),
            message: error.to_string(),
            path: error.path().to_owned(),
            document: error.document().map(str::to_owned),
            offset: place.map(|place| place.offset),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            found: error.found().map(str::to_owned),
            help: error.help().to_owned(),
        }
    }
}
