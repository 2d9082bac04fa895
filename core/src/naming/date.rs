//! Dates in tags: the words of calver.org, and weeks by ISO 8601.

use crate::text::quote;

/// A time of UTC.
#[derive(Debug, Clone, Copy)]
struct UtcTime {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
}

type Number = fn(&UtcTime) -> u32;

/// The words of a date's form with their number and its digits, as calver.org has them; a longer word before those
/// that it starts with. `GGGG` is the year that an ISO week belongs to.
const WORDS: [(&str, Number, usize); 12] = [
    ("YYYY", |time| time.year, 4),
    ("GGGG", |time| time.week().0, 4),
    ("YY", |time| time.year % 100, 1),
    ("0M", |time| time.month, 2),
    ("MM", |time| time.month, 1),
    ("0D", |time| time.day, 2),
    ("DD", |time| time.day, 1),
    ("0W", |time| time.week().1, 2),
    ("WW", |time| time.week().1, 1),
    ("0h", |time| time.hour, 2),
    ("0m", |time| time.minute, 2),
    ("0s", |time| time.second, 2),
];

/// A piece of a date's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DatePiece {
    /// Digits: the least and the most of them.
    Digits(usize, usize),
    /// The last digits of the year: two, but for the first years of a century.
    ShortYear,
    /// A separator.
    Literal(char),
}

/// The form of a date that is used where none is written.
pub(super) const DEFAULT_FORMAT: &str = "YYYY0M0D";

fn next(format: &str) -> Option<(&'static (&'static str, Number, usize), &str)> {
    WORDS.iter().find_map(|word| Some((word, format.strip_prefix(word.0)?)))
}

/// The pieces of a form.
///
/// # Errors
/// What is wrong with it, in words.
pub(super) fn pieces(format: &str) -> Result<Vec<DatePiece>, String> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        if let Some(((word, _, digits), after)) = next(rest) {
            pieces.push(match *word {
                "YY" => DatePiece::ShortYear,
                // the last days of 9999 are of a week of 10000
                "GGGG" => DatePiece::Digits(4, 5),
                _ => DatePiece::Digits(*digits, (*digits).max(2)),
            });
            rest = after;
        } else if matches!(c, '.' | '-' | '_') {
            pieces.push(DatePiece::Literal(c));
            rest = rest.get(1..).unwrap_or("");
        } else {
            let known: Vec<&str> = WORDS.iter().map(|(word, ..)| *word).collect();
            return Err(format!("`{}` is not a form of a date; known: {}", quote(format), known.join(", ")));
        }
    }
    if !pieces.iter().any(|piece| !matches!(piece, DatePiece::Literal(_))) {
        return Err("the form of the date is empty".to_owned());
    }
    let week = format.contains("0W") || format.contains("WW");
    if week && format.contains("YY") {
        let why = "a week belongs to the year `GGGG`, which is not `YYYY` around New Year";
        return Err(format!("{why}: `{}`", quote(format)));
    }
    if !week && format.contains("GGGG") {
        return Err(format!("`GGGG` is the year of a week, and `{}` names no week", quote(format)));
    }
    Ok(pieces)
}

/// The time in this form; none where it is malformed.
pub(super) fn write(time: &str, format: &str) -> Option<String> {
    let time = UtcTime::read(time)?;
    let mut out = String::new();
    let mut rest = format;
    while let Some(c) = rest.chars().next() {
        if let Some(((_, number, digits), after)) = next(rest) {
            out.push_str(&format!("{:0digits$}", number(&time), digits = *digits));
            rest = after;
        } else {
            out.push(c);
            rest = rest.get(c.len_utf8()..)?;
        }
    }
    Some(out)
}

impl UtcTime {
    /// Reads `YYYY-MM-DDTHH:MM[:SS[.fraction]]Z`.
    fn read(text: &str) -> Option<UtcTime> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let number = |text: Option<&str>, length: usize| -> Option<u32> {
            let text =
                text.filter(|text| text.len() == length && text.bytes().all(|b| b.is_ascii_digit()))?;
            text.parse().ok()
        };
        let mut parts = date.split('-');
        let (year, month, day) =
            (number(parts.next(), 4)?, number(parts.next(), 2)?, number(parts.next(), 2)?);
        let time = time.split_once('.').map_or(time, |(time, _)| time);
        let mut clock = time.split(':');
        let (hour, minute) = (number(clock.next(), 2)?, number(clock.next(), 2)?);
        let second = match clock.next() {
            Some(text) => number(Some(text), 2)?,
            None => 0,
        };
        let whole = parts.next().is_none() && clock.next().is_none();
        let fits = (1..=12).contains(&month)
            && (1..=days_of(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 61;
        (whole && fits).then_some(UtcTime { year, month, day, hour, minute, second })
    }

    /// The ISO week with the year that it belongs to: the year that has the week's Thursday.
    fn week(&self) -> (u32, u32) {
        let ordinal = (1..self.month).map(|month| days_of(self.year, month)).sum::<u32>() + self.day;
        // days since Monday, 1 January of the year 1
        let before = |year: u32| (year.saturating_sub(1)) * 365 + leaps_before(year);
        let weekday = if self.year == 0 { 5 } else { before(self.year) % 7 };
        let weekday = (weekday + ordinal - 1) % 7;
        let length = |year: u32| 365 + u32::from(is_leap(year));
        // the ordinal of the week's Thursday
        if ordinal + 3 <= weekday {
            let year = self.year.saturating_sub(1);
            return (year, (ordinal + length(year) + 3 - weekday).div_ceil(7));
        }
        let thursday = ordinal + 3 - weekday;
        if thursday > length(self.year) { (self.year + 1, 1) } else { (self.year, thursday.div_ceil(7)) }
    }
}

const fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn leaps_before(year: u32) -> u32 {
    let year = year.saturating_sub(1);
    year / 4 - year / 100 + year / 400
}

const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Weeks as `date -u -d … +%G-W%V` of GNU coreutils prints them.
    #[test]
    fn weeks_are_those_of_iso_8601() {
        for (day, week) in [
            ("2026-01-01", "2026-01"),
            ("2025-12-29", "2026-01"),
            ("2025-12-28", "2025-52"),
            ("2021-01-03", "2020-53"),
            ("2021-01-04", "2021-01"),
            ("2024-12-30", "2025-01"),
            ("2027-01-01", "2026-53"),
            ("2016-02-29", "2016-09"),
            ("2000-12-31", "2000-52"),
        ] {
            assert_eq!(write(&format!("{day}T00:00:00Z"), "GGGG-0W").as_deref(), Some(week), "{day}");
        }
    }

    #[test]
    fn forms_are_written_and_refused() {
        let time = "2026-04-03T02:05:09Z";
        for (format, text) in [
            ("YYYY0M0D0h0m0s", "20260403020509"),
            ("YY.MM.DD", "26.4.3"),
            ("GGGG.WW", "2026.14"),
            ("YYYY-0M-0D_0h0m", "2026-04-03_0205"),
        ] {
            assert_eq!(write(time, format).as_deref(), Some(text), "{format}");
            assert!(pieces(format).is_ok(), "{format}");
        }
        assert!(pieces("YYYY-0W").unwrap_err().starts_with("a week belongs to the year `GGGG`"));
        assert!(pieces("GGGG").unwrap_err().starts_with("`GGGG` is the year of a week"));
        assert_eq!(pieces("..").unwrap_err(), "the form of the date is empty");
    }
}
