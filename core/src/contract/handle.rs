//! Handles: a document compiled once and asked often.

use super::{operation::Request, read, write};
use crate::error::{Error, ErrorKind};
use crate::json::Node;

/// A kind of handle, and what it can be asked.
pub struct HandleKind {
    /// The class in Python and TypeScript.
    pub name: &'static str,
    /// The name of the document that it compiles, as in the operations' requests.
    pub source: &'static str,
    /// What it can be asked.
    pub methods: &'static [Method],
    open: fn(&str) -> Result<Box<dyn Compiled>, Error>,
}

/// One thing a handle can be asked.
pub struct Method {
    /// Its name, `snake_case`; TypeScript uses `camelCase`.
    pub name: &'static str,
    /// JSON Schema of the request and of the response, for the emitter.
    #[cfg(feature = "schema")]
    pub schema: fn(&mut schemars::SchemaGenerator) -> (schemars::Schema, schemars::Schema),
}

/// A compiled document.
pub(super) trait Compiled: Send + Sync {
    /// Answers one method.
    fn call(&self, method: &str, request: &Node) -> Result<String, Error>;
}

/// A compiled document behind the contract; immutable, for any thread.
pub struct Handle(Box<dyn Compiled>);

/// Every kind of handle.
pub const HANDLES: &[HandleKind] = &[];

impl Handle {
    /// Compiles `source`.
    ///
    /// # Errors
    /// What is wrong with the document, or `UNKNOWN_OPERATION` for a kind that does not exist.
    pub fn open(kind: &str, source: &str) -> Result<Handle, Error> {
        match HANDLES.iter().find(|known| known.name == kind) {
            Some(known) => (known.open)(source).map(Handle),
            None => Err(Error::new(ErrorKind::UnknownOperation, "no handle has this name").with_found(kind)),
        }
    }

    /// Asks: JSON text in, JSON text out.
    ///
    /// # Errors
    /// As [`call`](super::call).
    pub fn call(&self, method: &str, request: &str) -> Result<String, Error> {
        #[cfg(feature = "planted-panic")]
        super::panic_if_planted(method);
        self.0.call(method, &read(request)?).map_err(Error::without_place)
    }
}
