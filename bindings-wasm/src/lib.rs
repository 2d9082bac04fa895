//! The contract for JavaScript, compiled to WebAssembly. Text in, text out; the surface around it is `index.js`.
//!
//! Nothing here guards against a panic: there is no unwinding in this target, a panic is a trap. The surface catches
//! the trap, throws the instance away and makes a new one, which is why no state lives here but handles, and why
//! those can be made again from their source.

use assumable::contract;
use wasm_bindgen::prelude::wasm_bindgen;

/// Runs one operation and gives its envelope, `{"ok": …}` or `{"error": …}`.
#[wasm_bindgen]
#[must_use]
pub fn answer(operation: &str, request: &str) -> String {
    contract::answer(operation, request)
}

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// A document compiled once. One that was refused answers everything with that refusal.
#[wasm_bindgen]
pub struct Handle(Result<contract::Handle, assumable::Error>);

#[wasm_bindgen]
impl Handle {
    /// Compiles `source`, a document's text or the JSON of a value, as a handle of the class `kind`.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn open(kind: &str, source: &str, is_value: bool) -> Handle {
        let open = if is_value { contract::Handle::open_value } else { contract::Handle::open };
        Handle(open(kind, source))
    }

    /// The envelope of the compilation: `{"ok":null}`, or why the document was refused.
    #[must_use]
    pub fn opened(&self) -> String {
        contract::envelope(self.0.as_ref().map(|_| "null".to_owned()).map_err(Clone::clone))
    }

    /// Asks one method and gives its envelope.
    #[must_use]
    pub fn answer(&self, method: &str, request: &str) -> String {
        contract::envelope(match &self.0 {
            Ok(handle) => handle.call(method, request),
            Err(error) => Err(error.clone()),
        })
    }
}
