//! Texts with structure, read into one tree whose every part knows its place.

pub mod json;
pub(crate) mod recognise;
#[cfg(feature = "naming")]
pub(crate) mod yaml;
