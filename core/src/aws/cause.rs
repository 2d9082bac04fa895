//! A known cause of a denial, as reports carry it.

use serde::Serialize;

use crate::codes::Code;

/// Why a test does not hold, or a layer does not allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cause {
    /// Stable code.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: &'static Code,
    /// One sentence.
    pub message: String,
}

impl Cause {
    pub(super) fn new(code: &'static Code, message: impl Into<String>) -> Cause {
        Cause { code, message: message.into() }
    }
}
