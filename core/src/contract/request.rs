//! What every operation of the contract is, and every method of a handle: a request that can be decoded, and its answer.

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

/// What a handle over `T` is asked: the struct decoded from the request, and how it is answered.
pub(super) trait Ask<T>: DeserializeOwned + Schema {
    /// What it gives.
    type Response: Serialize + Schema;

    /// Answers it.
    fn ask(self, compiled: &T) -> Result<Self::Response, Error>;
}

#[cfg(feature = "schema")]
pub(super) use schemars::JsonSchema as Schema;

/// Without the `schema` feature every type passes.
#[cfg(not(feature = "schema"))]
pub(super) trait Schema {}
#[cfg(not(feature = "schema"))]
impl<T> Schema for T {}
