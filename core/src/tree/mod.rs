//! Texts with structure, read into one tree whose every part knows its place.

mod decode;
pub mod json;
pub(crate) mod recognise;
mod source;
#[cfg(feature = "documents")]
pub(crate) mod written;
#[cfg(any(feature = "naming", feature = "documents"))]
pub(crate) mod yaml;

pub(crate) use decode::{CLAIMS, DOCUMENT, FILE_TEXT, decode, plain};
pub(crate) use source::Source;
#[cfg(feature = "documents")]
pub(crate) use source::without_nul;
