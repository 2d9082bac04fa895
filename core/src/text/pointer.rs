//! JSON pointers (RFC 6901).

/// One step of a JSON pointer (RFC 6901).
pub(crate) fn pointer_step(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}
