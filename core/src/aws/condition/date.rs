//! Instants as the Date operators compare them.

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
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
        if plain(seconds) && seconds.len() != 4 {
            let whole: i64 = seconds.parse().ok()?;
            let nanos = if text.contains('.') { nanos(fraction)? } else { 0 };
            return Some(Instant(i128::from(whole) * SECOND + nanos));
        }
        let (date, time) = match text.split_once(['T', 't']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut parts = date.split('-');
        let year = field(parts.next()?, 4, 0, 9999)?;
        let month = parts.next().map_or(Some(1), |text| field(text, 2, 1, 12))?;
        let day = parts.next().map_or(Some(1), |text| field(text, 2, 1, days_in(year, month)))?;
        if parts.next().is_some() || (time.is_some() && date.len() != 10) {
            return None;
        }
        let midnight = i128::from(days_since_1970(year, month, day)) * 86_400 * SECOND;
        Some(Instant(midnight + time.map_or(Some(0), time_of_day)?))
    }
}

/// A number of exactly `width` digits within bounds.
fn field(text: &str, width: usize, low: i64, high: i64) -> Option<i64> {
    if text.len() != width || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| (low..=high).contains(number))
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.f`, with its zone, as nanoseconds after midnight UTC.
fn time_of_day(text: &str) -> Option<i128> {
    let zone_at = text.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = text.split_at_checked(zone_at)?;
    let mut parts = clock.split(':');
    let hour = field(parts.next()?, 2, 0, 23)?;
    let minute = field(parts.next()?, 2, 0, 59)?;
    let (second, nanos) = match parts.next() {
        None => (0, 0),
        Some(text) => match text.split_once('.') {
            None => (field(text, 2, 0, 59)?, 0),
            Some((second, fraction)) => (field(second, 2, 0, 59)?, nanos(fraction)?),
        },
    };
    if parts.next().is_some() {
        return None;
    }
    let offset = match zone {
        "Z" | "z" => 0,
        _ => {
            let (hours, minutes) = zone.get(1..)?.split_once(':')?;
            let minutes = field(hours, 2, 0, 23)? * 60 + field(minutes, 2, 0, 59)?;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
    };
    Some(i128::from((hour * 60 + minute - offset) * 60 + second) * SECOND + nanos)
}

/// The digits after the point, up to nine.
fn nanos(fraction: &str) -> Option<i128> {
    let width = u32::try_from(fraction.len()).ok().filter(|width| (1..=9).contains(width))?;
    let digits = field(fraction, fraction.len(), 0, i64::MAX)?;
    Some(i128::from(digits) * i128::from(10_u32.pow(9 - width)))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar, counted in years that start in March.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 719_469
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
            "2026-1-1",
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
