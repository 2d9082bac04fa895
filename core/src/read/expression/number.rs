//! Numbers as GitHub's expressions read and print them: .NET's doubles, with 15 digits.

/// The number that a text stands for when it is compared with one; NaN where it stands for none.
pub(super) fn parse(text: &str) -> f64 {
    let text = text.trim();
    if text.is_empty() {
        return 0.0;
    }
    if let Some(number) = literal(text) {
        return number;
    }
    f64::NAN
}

/// A number as it is written in an expression or a file.
pub(crate) fn literal(text: &str) -> Option<f64> {
    let radix = |digits: &str, radix: u32| {
        let plain = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        // .NET reads 32 bits, and takes the highest one for the sign.
        let signed = |bits: u32| f64::from(i32::from_ne_bytes(bits.to_ne_bytes()));
        plain.then(|| u32::from_str_radix(digits, radix).ok().map(signed)).flatten()
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned {
        "Infinity" if text.starts_with('-') => return Some(f64::NEG_INFINITY),
        "Infinity" => return Some(f64::INFINITY),
        "NaN" if unsigned.len() == text.len() => return Some(f64::NAN),
        _ => {}
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['-', '+']).unwrap_or(exponent)),
        None => (unsigned, "0"),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || (whole.is_empty() && part.is_empty()) {
        return None;
    }
    if exponent.is_empty() || !digits(exponent) {
        return None;
    }
    text.strip_prefix('+').unwrap_or(text).parse().ok()
}

/// As .NET prints it with the format `G15`.
pub(crate) fn print(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if number == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{:.14e}", number.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let sign = if number < 0.0 { "-" } else { "" };
    let plain = if (-4..15).contains(&exponent) {
        decimal(digits, exponent)
    } else {
        let (first, rest) = digits.split_at_checked(1).unwrap_or((digits, ""));
        let point = if rest.is_empty() { "" } else { "." };
        let mark = if exponent < 0 { '-' } else { '+' };
        format!("{first}{point}{rest}E{mark}{:02}", exponent.abs())
    };
    format!("{sign}{plain}")
}

/// Digits with the point behind the one of this exponent.
fn decimal(digits: &str, exponent: i32) -> String {
    let Ok(before) = usize::try_from(exponent + 1) else {
        let zeros = "0".repeat(usize::try_from(-exponent - 1).unwrap_or(0));
        return format!("0.{zeros}{digits}");
    };
    match digits.split_at_checked(before) {
        None => format!("{digits}{}", "0".repeat(before - digits.len())),
        Some((whole, "")) => whole.to_owned(),
        Some(("", part)) => format!("0.{part}"),
        Some((whole, part)) => format!("{whole}.{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_as_dotnet_prints_them() {
        for (text, printed) in [
            ("711", "711"),
            ("-2.5e-1", "-0.25"),
            ("1.10", "1.1"),
            ("1e3", "1000"),
            ("012345678901", "12345678901"),
            ("123456789012", "123456789012"),
            ("999999999999999", "999999999999999"),
            ("1234567890123456789", "1.23456789012346E+18"),
            ("1000000000000000", "1E+15"),
            ("0.00001", "1E-05"),
            ("0.0001", "0.0001"),
            ("0.84551240822557006", "0.84551240822557"),
            ("0x1f", "31"),
            ("0xffffffff", "-1"),
            ("0o17", "15"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-0", "0"),
            ("-Infinity", "-Infinity"),
            ("NaN", "NaN"),
        ] {
            assert_eq!(print(literal(text).unwrap()), printed, "{text}");
        }
        for text in
            ["", "x", "1x", "0x", "0xg", "1e", "1_000", "--1", ".", "0x123456789", "inf", "nan", "infinity"]
        {
            assert_eq!(literal(text), None, "{text}");
        }
    }

    #[test]
    fn texts_are_numbers_where_they_read_as_one() {
        assert!(parse("abc").is_nan());
        assert!((parse("  ") - 0.0).abs() < f64::EPSILON);
        assert!((parse(" 1.2e2 ") - 120.0).abs() < f64::EPSILON);
    }
}
