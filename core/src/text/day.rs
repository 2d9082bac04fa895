//! Days of the calendar.

/// The days of a month.
pub(crate) fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar, counted in years that start in March.
pub(crate) fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 719_469
}

/// A day written `YYYY-MM-DD`, counted from 1970-01-01.
fn read(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let mut number = |width: usize| {
        let part = parts.next().filter(|part| part.len() == width)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<i64>().ok())?
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let is_day = (1..=12).contains(&month) && (1..=days_in(year, month)).contains(&day);
    (is_day && parts.next().is_none()).then(|| days_since_1970(year, month, day))
}

/// How many days lie between two days; negative where the second comes first.
pub(crate) fn days_between(from: &str, to: &str) -> Option<i64> {
    Some(read(to)? - read(from)?)
}

/// Whether `text` is a day of the calendar, `YYYY-MM-DD`.
pub(crate) fn is_day(text: &str) -> bool {
    read(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted() {
        assert_eq!(days_between("1970-01-01", "2000-02-29"), Some(951_782_400 / 86_400));
        assert_eq!(days_between("2026-11-22", "2026-11-21"), Some(-1));
        for text in [
            "2026-2-01",
            "2027-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-01-01",
            "20260101",
            "+026-01-01",
            "",
        ] {
            assert!(!is_day(text), "{text}");
        }
    }
}
