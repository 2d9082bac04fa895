//! Texts with structure, read into one tree whose every part knows its place.

pub mod json;
pub(crate) mod recognise;
mod source;
#[cfg(any(feature = "naming", feature = "documents"))]
#[cfg_attr(feature = "documents", allow(dead_code, reason = "the reader of workflows comes next"))]
pub(crate) mod yaml;

pub(crate) use source::Source;
