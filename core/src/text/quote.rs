//! The caller's text as messages show it.

/// How much of the caller's text an error quotes, in characters.
const QUOTED: usize = 120;

/// `text`, cut to a length that fits a message; control characters are shown escaped.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::new();
    for (index, c) in text.chars().enumerate() {
        if index == QUOTED {
            out.push('…');
            break;
        }
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// A character as messages show it: in backticks, and by its number where the eye could mistake it.
pub(crate) fn shown(c: char) -> String {
    let number = u32::from(c);
    match c {
        ' ' => "a space".to_owned(),
        '`' => "a backtick".to_owned(),
        _ if c.is_ascii_graphic() => format!("`{c}`"),
        _ if c.is_alphanumeric() => format!("`{c}` (U+{number:04X})"),
        _ => format!("U+{number:04X}"),
    }
}
