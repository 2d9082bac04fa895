//! A hash without a seed: the same question takes the same steps everywhere.

use core::hash::{BuildHasherDefault, Hasher as _};

/// For maps keyed by states.
pub(super) type Hasher = BuildHasherDefault<Mix>;

/// The hash of some states.
pub(super) fn of(states: &[usize]) -> u64 {
    let mut mix = Mix::default();
    for state in states {
        mix.write_usize(*state);
    }
    mix.finish()
}

/// Multiplies and rotates.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Mix(u64);

impl core::hash::Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            self.write_u64(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
}
