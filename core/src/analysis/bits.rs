//! Sets of small numbers.

use core::ops::RangeInclusive;

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

/// The last number of a range that two sets have.
pub(super) fn last_both(one: &[u64], other: &[u64], range: RangeInclusive<usize>) -> Option<usize> {
    let (first, last) = range.into_inner();
    (first / 64..=last / 64).rev().find_map(|index| {
        let mut both = one.get(index)? & other.get(index)?;
        if index == last / 64 {
            both &= u64::MAX >> (63 - last % 64);
        }
        if index == first / 64 {
            both &= u64::MAX << (first % 64);
        }
        (both != 0).then(|| index * 64 + usize::try_from(both.ilog2()).unwrap_or(0))
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_both_is_within_the_range() {
        let mut one: Bits = vec![0; 3];
        for index in [3, 63, 64, 100, 130] {
            put(&mut one, index);
        }
        let all: Bits = vec![u64::MAX; 3];
        let last = |range| last_both(&one, &all, range);
        assert_eq!(last(0..=191), Some(130));
        assert_eq!(last(0..=129), Some(100));
        assert_eq!(last(64..=99), Some(64));
        assert_eq!(last(4..=63), Some(63));
        assert_eq!((last(4..=62), last(65..=99), last(131..=191)), (None, None, None));
    }
}
