//! Sets of small numbers.

/// A set of numbers as bits.
pub(super) type Bits = Vec<u64>;

/// Whether a set has a number.
pub(super) fn has(bits: &[u64], index: usize) -> bool {
    bits.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
}

/// Adds a number to a set.
pub(super) fn put(bits: &mut [u64], index: usize) {
    if let Some(word) = bits.get_mut(index / 64) {
        *word |= 1 << (index % 64);
    }
}

/// The numbers in a set.
pub(super) fn ones(bits: &[u64]) -> impl Iterator<Item = usize> {
    bits.iter().enumerate().flat_map(|(index, word)| {
        let mut word = *word;
        core::iter::from_fn(move || {
            let bit = usize::try_from(word.trailing_zeros()).ok().filter(|bit| *bit < 64)?;
            word &= word - 1;
            Some(index * 64 + bit)
        })
    })
}
