//! The contract for Python. Text in, text out; the surface around it is the package `assumable`. And the command.
//!
//! The interpreter is released while the core works. No panic leaves: each is caught here and answered as `INTERNAL`,
//! and its text, which may quote the caller's data, is printed nowhere.

mod roles;

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};

use assumable::contract;
use pyo3::prelude::*;

/// Runs `work`, which gives an envelope, with the interpreter released; a panic gives the envelope of `INTERNAL`.
fn guarded(py: Python<'_>, work: impl FnOnce() -> String + Send) -> String {
    // What the closures share is immutable after it is made, so a panic leaves nothing half changed.
    py.detach(|| catch_unwind(AssertUnwindSafe(work)))
        .unwrap_or_else(|_| contract::envelope(Err(contract::internal_error())))
}

/// A document compiled once, for any thread. One that was refused answers everything with that refusal.
#[pyclass(frozen, module = "assumable._native")]
struct Handle(Result<contract::Handle, assumable::Error>);

#[pymethods]
impl Handle {
    /// Compiles `source`, a document's text or the JSON of a value, as a handle of the class `kind`.
    #[new]
    #[pyo3(signature = (kind, source, is_value = false))]
    fn open(py: Python<'_>, kind: &str, source: &str, is_value: bool) -> Handle {
        let open = if is_value { contract::Handle::open_value } else { contract::Handle::open };
        let opened = py.detach(|| catch_unwind(|| open(kind, source)));
        Handle(opened.unwrap_or_else(|_| Err(contract::internal_error())))
    }

    /// The envelope of the compilation: `{"ok":null}`, or why the document was refused.
    fn opened(&self) -> String {
        contract::envelope(self.0.as_ref().map(|_| "null".to_owned()).map_err(Clone::clone))
    }

    /// Asks one method and gives its envelope.
    fn answer(&self, py: Python<'_>, method: &str, request: &str) -> String {
        guarded(py, || {
            contract::envelope(match &self.0 {
                Ok(handle) => handle.call(method, request),
                Err(error) => Err(error.clone()),
            })
        })
    }
}

/// The native half of `assumable`; private.
#[pymodule(gil_used = false)]
mod _native {
    use std::ffi::OsString;
    use std::path::PathBuf;

    use super::{Python, catch_unwind, contract, guarded, set_hook};
    use pyo3::exceptions::PyOSError;
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::Handle;
    #[pymodule_export]
    use super::roles::{Answers, RoleSet};

    /// Runs one operation and gives its envelope, `{"ok": …}` or `{"error": …}`.
    #[pyfunction]
    fn answer(py: Python<'_>, operation: &str, request: &str) -> String {
        guarded(py, || contract::answer(operation, request))
    }

    /// Runs the command `assumable` on the streams of the process; gives its exit code.
    #[pyfunction]
    fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
        py.detach(|| assumable_cli::main(arguments))
    }

    /// Reads a folder as the command does; gives JSON.
    #[pyfunction]
    #[allow(clippy::needless_pass_by_value, reason = "PyO3 hands over an owned path")]
    fn collect(py: Python<'_>, folder: PathBuf) -> PyResult<String> {
        let collected = py.detach(|| catch_unwind(|| assumable_cli::collect(&folder)));
        collected.unwrap_or_else(|_| Err(contract::internal_error().to_string())).map_err(PyOSError::new_err)
    }

    /// The version of the package.
    #[pyfunction]
    fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// This library's own copy of the hook: no other library's panics are touched.
    #[pymodule_init]
    #[expect(clippy::unnecessary_wraps, reason = "the form that PyO3 asks for")]
    fn init(_module: &Bound<'_, PyModule>) -> PyResult<()> {
        set_hook(Box::new(|_| {}));
        Ok(())
    }
}
