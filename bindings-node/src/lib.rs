//! The contract for Node. Text in, text out; the surface around it is `index.cjs`. And the command, `command.cjs`.
//!
//! No panic leaves: each is caught here and answered as `INTERNAL`, and its text, which may quote the caller's data,
//! is printed nowhere.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::path::Path;

use assumable::contract;
use napi_derive::{module_init, napi};

/// This library's own copy of the hook: the host's panics, if it has any, are not touched.
#[module_init]
fn init() {
    set_hook(Box::new(|_| {}));
}

/// Runs `work`, which gives an envelope; a panic gives the envelope of `INTERNAL`.
fn guarded(work: impl FnOnce() -> String) -> String {
    // What the closures share is immutable after it is made, so a panic leaves nothing half changed.
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| contract::envelope(Err(contract::internal_error())))
}

/// Runs one operation and gives its envelope, `{"ok": …}` or `{"error": …}`.
#[napi]
#[must_use]
#[allow(clippy::needless_pass_by_value, reason = "napi hands over owned strings")]
pub fn answer(operation: String, request: String) -> String {
    guarded(|| contract::answer(&operation, &request))
}

/// Runs the command `assumable` on the streams of the process; gives its exit code.
#[napi]
#[must_use]
pub fn main(arguments: Vec<String>) -> u8 {
    assumable_cli::main(arguments)
}

/// Reads a folder as the command does: the request of `explain`, and what could not be read.
///
/// # Errors
/// Where the folder or its settings cannot be read, in words.
#[napi]
#[allow(clippy::needless_pass_by_value, reason = "napi hands over owned strings")]
pub fn collect(folder: String) -> napi::Result<String> {
    let collected = catch_unwind(|| assumable_cli::collect(Path::new(&folder)));
    collected
        .unwrap_or_else(|_| Err(contract::internal_error().to_string()))
        .map_err(napi::Error::from_reason)
}

/// The version of the package.
#[napi]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// A document compiled once. One that was refused answers everything with that refusal.
#[napi]
pub struct Handle(Option<Result<contract::Handle, assumable::Error>>);

#[napi]
impl Handle {
    /// Compiles `source`, a document's text or the JSON of a value, as a handle of the class `kind`.
    #[napi(constructor)]
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "napi hands over owned strings")]
    pub fn open(kind: String, source: String, is_value: bool) -> Handle {
        let open = if is_value { contract::Handle::open_value } else { contract::Handle::open };
        let opened = catch_unwind(|| open(&kind, &source));
        Handle(Some(opened.unwrap_or_else(|_| Err(contract::internal_error()))))
    }

    /// The envelope of the compilation: `{"ok":null}`, or why the document was refused.
    #[napi]
    #[must_use]
    pub fn opened(&self) -> String {
        self.with(|_| Ok("null".to_owned()))
    }

    /// Asks one method and gives its envelope.
    #[napi]
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "napi hands over owned strings")]
    pub fn answer(&self, method: String, request: String) -> String {
        self.with(|handle| handle.call(&method, &request))
    }

    /// Lets go of the compiled document at once; the surface asks nothing after that.
    #[napi]
    pub fn free(&mut self) {
        self.0 = None;
    }

    fn with(&self, ask: impl FnOnce(&contract::Handle) -> Result<String, assumable::Error>) -> String {
        guarded(|| {
            contract::envelope(match &self.0 {
                Some(Ok(handle)) => ask(handle),
                Some(Err(error)) => Err(error.clone()),
                None => Err(contract::internal_error()),
            })
        })
    }
}
