//! Instants as the Date operators compare them.

use crate::text::{days_in, days_since_1970};

/// An instant, in nanoseconds since 1970 (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(i128);

const SECOND: i128 = 1_000_000_000;

impl Instant {
    /// Reads the W3C profile of ISO 8601 (`2026`, `2026-11`, `2026-11-22`, `2026-11-22T10:00Z`,
    /// `2026-11-22T10:00:00.5+01:00`) or seconds since 1970. A part left out is its first value.
    ///
    /// Four digits are a year. A time needs its zone, as the profile says. Source: IAM User Guide, "Date condition operators".
    pub(crate) fn parse(text: &str) -> Option<Instant> {
        read(text).filter(|read| read.whole).map(|read| read.instant)
    }

    /// Whole seconds since 1970.
    #[cfg(feature = "documents")]
    pub(crate) fn seconds(self) -> i128 {
        self.0.div_euclid(SECOND)
    }

    /// Whether IAM stores the text as the value of a Date operator. It has been seen to take less than the profile asks
    /// for: a time without its zone (`01T`), years before 1, a zone without minutes (`+23`).
    pub(crate) fn is_stored(text: &str) -> bool {
        read(text).is_some()
    }
}

struct Read {
    instant: Instant,
    /// Whether it is one instant: a four-digit year, the whole date before a time, and a zone after it.
    whole: bool,
}

fn read(text: &str) -> Option<Read> {
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    if plain(seconds) && seconds.len() != 4 {
        let whole: i64 = seconds.parse().ok()?;
        let nanos = if text.contains('.') { nanos(fraction)? } else { 0 };
        return Some(Read { instant: Instant(i128::from(whole) * SECOND + nanos), whole: true });
    }
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let (before_1, date) = date.strip_prefix('-').map_or((false, date), |date| (true, date));
    let mut parts = date.split('-');
    let written_year = parts.next()?;
    let year = field(written_year, 1..=9, 0, LAST_YEAR)?;
    let year = if before_1 { -year } else { year };
    let month =
        parts.next().map(|text| field(text, 1..=2, 1, 12)).map_or(Some(None), |month| month.map(Some))?;
    let day = parts
        .next()
        .map(|text| field(text, 1..=2, 1, days_in(year, month.unwrap_or(1))))
        .map_or(Some(None), |day| day.map(Some))?;
    if parts.next().is_some() {
        return None;
    }
    let midnight = i128::from(days_since_1970(year, month.unwrap_or(1), day.unwrap_or(1))) * 86_400 * SECOND;
    let (after_midnight, zoned) = time.map_or(Some((0, true)), time_of_day)?;
    let whole = !before_1 && written_year.len() == 4 && zoned && (time.is_none() || day.is_some());
    Some(Read { instant: Instant(midnight + after_midnight), whole })
}

/// The years that IAM has been seen to take reach from its contrary to this one.
const LAST_YEAR: i64 = 292_275_054;

/// A number of so many digits, within bounds.
fn field(text: &str, width: core::ops::RangeInclusive<usize>, low: i64, high: i64) -> Option<i64> {
    if !width.contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| (low..=high).contains(number))
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f` as nanoseconds after midnight UTC, and whether its zone is given.
fn time_of_day(text: &str) -> Option<(i128, bool)> {
    let zone_at = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(zone_at)?;
    let offset = match zone {
        "" | "Z" | "z" => 0,
        _ => {
            let (hours, minutes) = zone.get(1..)?.split_once(':').unwrap_or((zone.get(1..)?, "00"));
            let minutes = field(hours, 2..=2, 0, 23)? * 60 + field(minutes, 2..=2, 0, 59)?;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    if clock.is_empty() {
        return Some((0, false));
    }
    let mut parts = clock.split(':');
    let hour = field(parts.next()?, 1..=2, 0, 23)?;
    let minute = field(parts.next()?, 1..=2, 0, 59)?;
    let (second, nanos) = match parts.next() {
        None => (0, 0),
        Some(text) => match text.split_once('.') {
            None => (field(text, 1..=2, 0, 59)?, 0),
            Some((second, fraction)) => (field(second, 1..=2, 0, 59)?, nanos(fraction)?),
        },
    };
    if parts.next().is_some() {
        return None;
    }
    let seconds = (hour * 60 + minute - offset) * 60 + second;
    Some((i128::from(seconds) * SECOND + nanos, !zone.is_empty()))
}

/// The digits after the point, up to nine.
fn nanos(fraction: &str) -> Option<i128> {
    let width = u32::try_from(fraction.len()).ok().filter(|width| (1..=9).contains(width))?;
    let digits = field(fraction, 1..=9, 0, i64::MAX)?;
    Some(i128::from(digits) * i128::from(10_u32.pow(9 - width)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn seconds(text: &str) -> i128 {
        Instant::parse(text).unwrap().0 / SECOND
    }

    #[test]
    fn agrees_with_known_instants() {
        assert_eq!(seconds("1970-01-01T00:00:00Z"), 0);
        assert_eq!(seconds("1969-12-31"), -86_400);
        assert_eq!(seconds("2000-02-29"), 951_782_400);
        assert_eq!(seconds("2020"), 1_577_836_800);
        assert_eq!(seconds("2020-01"), seconds("1577836800"));
        assert_eq!(seconds("2019-12-31T19:00:00-05:00"), seconds("2020-01-01t00:00z"));
        assert_eq!(seconds("2026-11-22T23:30+01:00"), 1_795_386_600);
        assert!(Instant::parse("1577836800.5") > Instant::parse("1577836800"));
    }

    #[test]
    fn stores_what_iam_was_seen_to_store() {
        for text in [
            "01T",
            "2019-07-01T13:20:15Z",
            "2016-12-13T21:20:37.593194+00:00",
            "2016-12-13t2:00:00.593194+23",
            "-292275054",
            "9223372036854775807",
        ] {
            assert!(Instant::is_stored(text), "{text}");
        }
        for text in [
            "",
            "sdfdsf",
            "234-13",
            "2016-12-13t2:00:00.593194+1",
            "2016-12-13t2:00:00.1999999999+10:59",
            "9223372036854775808",
        ] {
            assert!(!Instant::is_stored(text), "{text}");
        }
        assert_eq!(seconds("2016-12-13t2:00:00+23"), seconds("2016-12-12T03:00:00Z"));
    }

    #[test]
    fn reads_nothing_else() {
        for text in [
            "",
            "not-a-date",
            "2026-13",
            "2026-02-30",
            "2025-02-29",
            "20260101T000000Z",
            "2026-01-01T10",
            "2026-01-01T10:00",
            "26-01-01",
            "2026-01T10:00Z",
            "2026-01-01T25:00Z",
            "2026-01-01T10:00:00.1234567890Z",
            "9223372036854775808",
            "-1",
            "2026-01-01T10:00Zjunk",
            "2026-01-01T10:00+1",
        ] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }
}
