//! What every operation of the contract is: a request that can be decoded, and its answer.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Error;

/// What an operation takes: the struct decoded from the request, and how it is answered.
pub(super) trait Request: DeserializeOwned + Schema {
    /// What it gives.
    type Response: Serialize + Schema;

    /// Answers it.
    fn run(self) -> Result<Self::Response, Error>;
}

#[cfg(feature = "schema")]
pub(super) use schemars::JsonSchema as Schema;

/// Without the `schema` feature every type passes.
#[cfg(not(feature = "schema"))]
pub(super) trait Schema {}
#[cfg(not(feature = "schema"))]
impl<T> Schema for T {}
