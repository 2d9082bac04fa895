//! Texts with structure, read into one tree whose every part knows its place.

pub mod json;
#[cfg(feature = "naming")]
pub(crate) mod yaml;
