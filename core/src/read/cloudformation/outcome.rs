//! What parts of a template come to.

use std::sync::Arc;

use crate::read::value::{Origin, Unknown, Value};

/// What is evaluated once.
pub(super) enum Memo<T> {
    /// It is being evaluated: who asks for it now goes in a circle.
    Open,
    Done(T),
}

/// What a part of a template comes to.
pub(super) enum Outcome {
    Value(Value),
    /// `AWS::NoValue`: the property or the item is not there.
    Absent,
    /// It is there or not, depending on this.
    Perhaps(Arc<Unknown>),
}

/// Whether something is so.
#[derive(Debug, Clone)]
pub(super) enum Truth {
    Known(bool),
    /// It depends on these.
    Open(Vec<Origin>),
}
