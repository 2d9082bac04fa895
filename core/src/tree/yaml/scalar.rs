//! Plain scalars.

use crate::tree::json::Value;

/// A plain scalar by the core schema.
pub(super) fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::String(text.to_owned()),
    }
}

/// A number of the core schema: decimal, with fraction and exponent, or `0x…` and `0o…`.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(hex) = text.strip_prefix("0x") {
        return !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit());
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return !octal.is_empty() && octal.bytes().all(|b| (b'0'..=b'7').contains(&b));
    }
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))),
        None => (text, None),
    };
    let numeric = match mantissa.split_once('.') {
        Some((whole, part)) => {
            (whole.is_empty() || digits(whole)) && (digits(part) || (digits(whole) && part.is_empty()))
        }
        None => digits(mantissa),
    };
    numeric && exponent.is_none_or(digits)
}

/// A plain scalar as GitHub reads it: also infinity and what is not a number, by the names that expressions have.
pub(super) fn of_workflow(text: &str) -> Value {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" if text.starts_with('-') => Value::Number("-Infinity".to_owned()),
        ".inf" | ".Inf" | ".INF" => Value::Number("Infinity".to_owned()),
        ".nan" | ".NaN" | ".NAN" if unsigned.len() == text.len() => Value::Number("NaN".to_owned()),
        _ => plain(text),
    }
}
