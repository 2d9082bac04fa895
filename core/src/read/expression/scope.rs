//! Which contexts and functions an expression may use, by where it stands.

use core::ops::Range;

use super::functions::Function;
use crate::error::{Error, ErrorKind};
use crate::text::quote;

/// Every context that GitHub has.
pub(crate) const CONTEXTS: [&str; 12] = [
    "github", "env", "vars", "job", "jobs", "steps", "runner", "secrets", "strategy", "matrix", "needs",
    "inputs",
];

/// What an expression may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'t> {
    /// The names of contexts.
    pub(crate) contexts: &'t [&'t str],
    /// Whether the functions that tell how steps and jobs ended may be called.
    pub(crate) status: bool,
    /// Whether files may be hashed.
    pub(crate) files: bool,
}

impl Scope<'_> {
    /// Whether this context is among them; names are compared without case.
    pub(super) fn admit_context(&self, name: &str, span: Range<usize>) -> Result<(), Error> {
        if self.contexts.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return Ok(());
        }
        let is_context = CONTEXTS.iter().any(|known| known.eq_ignore_ascii_case(name));
        let message = if is_context {
            format!("the context `{}` is not available here", quote(name))
        } else {
            format!("`{}` is not the name of a context", quote(name))
        };
        let help = match name.to_ascii_lowercase().as_str() {
            "true" | "false" | "null" => "write `true`, `false` and `null` in lower case".to_owned(),
            _ if is_context || self.contexts.is_empty() => {
                format!("available here: {}", self.list())
            }
            _ => format!("write text in single quotes; contexts available here: {}", self.list()),
        };
        Err(Error::new(ErrorKind::ExpressionInvalid, message).span_or(span).with_found(name).with_help(help))
    }

    fn list(&self) -> String {
        if self.contexts.is_empty() { "none".to_owned() } else { self.contexts.join(", ") }
    }

    /// Whether this function may be called here.
    pub(super) fn admit_function(&self, function: Function, span: Range<usize>) -> Result<(), Error> {
        let (allowed, help) = match function {
            Function::HashFiles => (self.files, "hash files in a step"),
            Function::Success | Function::Always | Function::Cancelled | Function::Failure => {
                (self.status, "use it in `if`")
            }
            _ => return Ok(()),
        };
        if allowed {
            return Ok(());
        }
        let message = format!("the function `{}` is not available here", function.name());
        Err(Error::new(ErrorKind::ExpressionInvalid, message)
            .span_or(span)
            .with_found(function.name())
            .with_help(help))
    }
}
