//! What a document was read from.

use crate::error::Error;
#[cfg(any(feature = "naming", feature = "documents"))]
use crate::error::{ErrorKind, REMOVE_NUL};
use crate::text::Places;

/// The text of a document, and whether the caller knows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'t> {
    pub(crate) text: &'t str,
    /// Whether the caller gave this text. An object in a request has no text of its own, and no lines.
    pub(crate) given: bool,
}

impl<'t> Source<'t> {
    /// A text that the caller gave.
    pub(crate) fn text(text: &'t str) -> Source<'t> {
        Source { text, given: true }
    }

    /// Its places, of which an object has none.
    pub(crate) fn places(self) -> Places<'t> {
        if self.given { Places::new(self.text) } else { Places::none() }
    }

    /// An error about the document, with its place where the caller can look it up.
    pub(crate) fn locate(self, error: Error) -> Error {
        if self.given { error.locate(self.text) } else { error.placeless() }
    }
}

/// Refuses a text with U+0000 in it, which no file of a language for people holds.
///
/// # Errors
/// `JSON_NUL`, with its place.
#[cfg(any(feature = "naming", feature = "documents"))]
pub(crate) fn without_nul(text: &str) -> Result<(), Error> {
    let Some(at) = text.find('\0') else { return Ok(()) };
    let refused = Error::new(ErrorKind::JsonNul, "the text holds U+0000").with_help(REMOVE_NUL);
    Err(refused.span_or(at..at + 1).locate(text))
}
