//! Which events are one attempt: `configure-aws-credentials` asks up to twelve times, and waits longer each time.

use std::collections::BTreeMap;

use crate::aws::Instant;
use crate::read::gathered::Event;

/// The longest wait between two events of one attempt, in seconds.
const WAIT: i128 = 300;

/// Numbers the attempts in the order in which they begin.
pub(super) fn number(events: &mut [Event]) {
    let seconds = |event: &Event| {
        let time = event.time.as_deref()?;
        // Athena and Lake write a space for the `T`, and no zone.
        let time = time.trim_end_matches(" UTC").replacen(' ', "T", 1);
        Instant::parse(&time).or_else(|| Instant::parse(&format!("{time}Z"))).map(Instant::seconds)
    };
    let mut order: Vec<(Option<i128>, usize)> =
        events.iter().enumerate().map(|(index, event)| (seconds(event), index)).collect();
    order.sort_unstable();
    // The last event of each attempt, by what they have in common.
    let mut last: BTreeMap<Key, (Option<i128>, usize)> = BTreeMap::new();
    let mut count = 0;
    for (time, index) in order {
        let Some(event) = events.get_mut(index) else { continue };
        let entry = last.entry(Key::of(event)).or_insert((None, 0));
        let goes_on = match (entry.0, time) {
            (Some(before), Some(now)) => now - before <= WAIT,
            (before, now) => before == now,
        };
        if entry.1 == 0 || !goes_on {
            count += 1;
            entry.1 = count;
        }
        entry.0 = time;
        event.attempt = entry.1;
    }
}

/// What the events of one attempt have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    subject: Option<String>,
    role: Option<String>,
    provider: Option<String>,
    outcome: String,
}

impl Key {
    fn of(event: &Event) -> Key {
        let subject = event.claims.iter().find(|(name, _)| *name == "sub").map(|(_, value)| value.clone());
        Key {
            subject,
            role: event.role.clone(),
            provider: event.provider.clone(),
            outcome: event.outcome.clone(),
        }
    }
}
