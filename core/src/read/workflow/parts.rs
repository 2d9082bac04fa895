//! What several parts of a file have.

use crate::codes::Code;
use crate::read::expression::Template;
use crate::read::value::Spot;

/// Something that stops a run before it starts, in a file that can be read all the same.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    pub(super) code: &'static Code,
    pub(super) message: String,
    pub(super) spot: Spot,
}

/// Environment variables, in order.
pub(super) type Variables = Vec<Variable>;

/// An environment variable.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: Template,
    /// The number as it is written, where it reads as one and loses a zero.
    pub(super) loses_zero: Option<String>,
}
