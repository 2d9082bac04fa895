//! Where the rows in force of a table stand: those that are built in, or those of a document, chosen once for all tables.

use std::sync::OnceLock;

use super::list::List;

/// Whether the rows of a document are in force; the first use of any table decides that they are not.
static REPLACED: OnceLock<bool> = OnceLock::new();

/// The rows of a table.
pub(crate) struct Shelf<T: 'static> {
    built_in: &'static [T],
    read: OnceLock<List<'static, T>>,
}

impl<T> Shelf<T> {
    pub(super) const fn new(built_in: &'static [T]) -> Shelf<T> {
        Shelf { built_in, read: OnceLock::new() }
    }

    /// The rows in force. From the first use on they stay.
    pub(crate) fn rows(&'static self) -> &'static [T] {
        self.of(*REPLACED.get_or_init(|| false))
    }

    /// The rows in force, without using them: they may still be replaced.
    pub(super) fn look(&'static self) -> &'static [T] {
        self.of(is_replaced() == Some(true))
    }

    fn of(&'static self, replaced: bool) -> &'static [T] {
        match self.read.get() {
            Some(read) if replaced => read,
            _ => self.built_in,
        }
    }

    /// Puts the rows of a document here; for [`replace`] only.
    pub(super) fn put(&self, rows: List<'static, T>) {
        // Each shelf is filled once, so nothing is there.
        let _ = self.read.set(rows);
    }
}

/// Whether the tables were replaced; `None` while that is open.
pub(super) fn is_replaced() -> Option<bool> {
    REPLACED.get().copied()
}

/// Replaces the rows by those that `fill` puts on the shelves; whether that could still be done.
pub(super) fn replace(fill: impl FnOnce()) -> bool {
    let mut done = false;
    REPLACED.get_or_init(|| {
        fill();
        done = true;
        true
    });
    done
}
