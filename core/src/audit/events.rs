//! Which events of CloudTrail were there already: a log that is delivered twice, or read twice, is counted once.

use std::collections::BTreeSet;

/// So many events are told apart.
const MOST: usize = 4_000_000;

/// An id of CloudTrail's is a UUID; others are kept where they are short.
const MOST_BYTES: usize = 64;

/// The ids of events.
#[derive(Debug, Default)]
pub(super) struct Events {
    uuids: BTreeSet<u128>,
    others: BTreeSet<Box<str>>,
}

/// The number of an id that is written as CloudTrail writes it, so that no two ids have the same.
fn uuid(id: &str) -> Option<u128> {
    const DASHES: [usize; 4] = [8, 13, 18, 23];
    if id.len() != 36 {
        return None;
    }
    id.bytes().enumerate().try_fold(0, |number: u128, (at, byte)| match (DASHES.contains(&at), byte) {
        (true, b'-') => Some(number),
        (false, b'0'..=b'9') => Some(number << 4 | u128::from(byte - b'0')),
        (false, b'a'..=b'f') => Some(number << 4 | u128::from(byte - b'a' + 10)),
        _ => None,
    })
}

impl Events {
    /// Whether an event of this id was noted.
    pub(super) fn has(&self, id: &str) -> bool {
        match uuid(id) {
            Some(number) => self.uuids.contains(&number),
            None => self.others.contains(id),
        }
    }

    /// Notes an event; `false` where it is not told apart from later ones.
    pub(super) fn note(&mut self, id: &str) -> bool {
        if self.uuids.len() + self.others.len() >= MOST {
            return false;
        }
        match uuid(id) {
            Some(number) => self.uuids.insert(number),
            None if id.len() <= MOST_BYTES => self.others.insert(id.into()),
            None => return false,
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_apart_as_they_are_written() {
        let id = "0b5e2f3a-1111-4222-8333-00000000000f";
        assert_eq!(uuid(id), Some(0x0b5e_2f3a_1111_4222_8333_0000_0000_000f));
        for other in
            [id.trim_start_matches('0'), &id.replace('-', "0"), &id.to_uppercase(), &id.replace('f', "g")]
        {
            assert_eq!(uuid(other), None);
        }
        let long = "x".repeat(MOST_BYTES + 1);
        let mut events = Events::default();
        assert!(events.note(id) && events.note("Z") && !events.note(&long));
        assert!(events.has(id) && events.has("Z"));
        assert!(!events.has("z") && !events.has(&id.to_uppercase()) && !events.has(&long));
    }
}
