//! A list in a row: a part of this library, or read from a document.

use core::ops::Deref;

/// A list.
#[derive(Debug)]
pub(crate) enum List<'a, T> {
    /// A part of this library.
    Fixed(&'a [T]),
    /// Read from a document.
    Read(Vec<T>),
}

impl<T> List<'_, T> {
    /// No list.
    pub(crate) const NONE: Self = List::Fixed(&[]);
}

impl<T> Deref for List<'_, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            List::Fixed(items) => items,
            List::Read(items) => items,
        }
    }
}
