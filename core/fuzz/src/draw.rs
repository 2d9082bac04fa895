//! Choices made from bytes: the same bytes, the same choices, and none left is the first choice each time.

/// The bytes that are left.
pub struct Draw<'d>(&'d [u8]);

impl<'d> Draw<'d> {
    pub fn new(data: &'d [u8]) -> Draw<'d> {
        Draw(data)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first) % bound.max(1)
    }

    /// Yes, once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    pub fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// A short text of the characters on which names turn.
    pub fn text(&mut self, most: usize) -> String {
        const LETTERS: &[char] =
            &['a', '1', '-', '.', 'v', '0', '_', 'A', '2', '/', '+', 'x', '#', 'é', 'e', 'f', '*', '{'];
        (0..=self.below(most)).map(|_| self.pick(LETTERS)).collect()
    }
}
