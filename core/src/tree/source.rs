//! What a document was read from.

use crate::error::Error;
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
