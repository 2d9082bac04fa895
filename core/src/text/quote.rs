//! The caller's text as messages show it: short, visible, and without the signature of a token.

use core::ops::Range;
use std::borrow::Cow;

/// How much of the caller's text an error quotes, in characters.
const QUOTED: usize = 120;

/// `text` as messages show it: cut to a readable length, every character visible, no token with its signature.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::new();
    if is_plain(text) {
        out.push_str(text.get(..QUOTED).unwrap_or(text));
        if text.len() > QUOTED {
            out.push('…');
        }
        return out;
    }
    let text = without_signatures(text);
    for (index, c) in text.chars().enumerate() {
        if index == QUOTED {
            out.push('…');
            break;
        }
        push_visible(&mut out, c);
    }
    out
}

/// The part of `text` at `span` as messages show it. A part of a token does not look like one: then the whole is shown,
/// without its signature.
pub(crate) fn quote_part(text: &str, span: Range<usize>) -> String {
    if has_signature(text) { quote(text) } else { quote(text.get(span).unwrap_or("")) }
}

/// Whether `text` holds the signature of a token.
pub(crate) fn has_signature(text: &str) -> bool {
    signatures(text).next().is_some()
}

/// A message with every character visible and no token with its signature, whole: what messages pass on their way out, so
/// that none depends on each text in it being quoted.
pub(crate) fn visible(message: Cow<'static, str>) -> Cow<'static, str> {
    let Cow::Owned(text) = message else { return message };
    if is_plain(&text) {
        return Cow::Owned(text);
    }
    Cow::Owned(made_visible(&without_signatures(&text)))
}

/// Whether messages show `text` as it is: of visible ASCII, and without a token.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
        && memchr::memmem::find(text.as_bytes(), HEADER.as_bytes()).is_none()
}

/// Every character of `text` that a reader does not see, escaped.
pub(crate) fn made_visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_visible(&mut out, c));
    out
}

/// A text of JSON in which every character that a reader does not see stands as its escape sequence: such a character is
/// always within a string there. Line breaks stay.
pub(crate) fn escape_hidden(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || is_visible(c) {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
}

/// Adds `c` as a reader sees it: itself, or escaped.
fn push_visible(out: &mut String, c: char) {
    if is_visible(c) { out.push(c) } else { out.extend(c.escape_default()) }
}

/// A character as messages show it: in backticks, and by its number where the eye could mistake it.
pub(crate) fn shown(c: char) -> String {
    let number = u32::from(c);
    match c {
        ' ' => "a space".to_owned(),
        '`' => "a backtick".to_owned(),
        _ if c.is_ascii_graphic() => format!("`{c}`"),
        _ if c.is_alphanumeric() && is_visible(c) => format!("`{c}` (U+{number:04X})"),
        _ => format!("U+{number:04X}"),
    }
}

/// Whether a reader sees this character as itself. Not visible are controls, format characters (those that change
/// the direction of text among them), line and paragraph separators, spaces that are not U+0020, and marks that join
/// the character before them.
fn is_visible(c: char) -> bool {
    match c {
        ' '..='~' => true,
        // Letters without a shape: the Hangul fillers and the empty braille pattern.
        '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' => false,
        // The standard library escapes for debugging what is not printable.
        _ => c.escape_debug().len() == 1,
    }
}

/// `text` without the third part of anything that looks like a compact JWT: whoever has it can act as the job.
pub(crate) fn without_signatures(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut kept = 0;
    for cut in signatures(text) {
        out.push_str(text.get(kept..cut.start).unwrap_or(""));
        out.push('…');
        kept = cut.end;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(kept..).unwrap_or(""));
    Cow::Owned(out)
}

/// Whether `text` as a whole looks like a compact JWT.
pub(crate) fn is_token(text: &str) -> bool {
    let text = text.trim();
    text.starts_with(HEADER)
        && text.bytes().all(|b| is_base64url(b) || b == b'.')
        && (2..=4).contains(&text.bytes().filter(|b| *b == b'.').count())
}

/// How the header of every JWT starts: `{"` in base64url.
const HEADER: &str = "eyJ";

fn is_base64url(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'=')
}

/// The bytes of each signature, in order; for an encrypted token, of all that follows its second part.
fn signatures(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let run = move |from: usize, dots: bool| {
        let rest = bytes.get(from..).unwrap_or(&[]);
        from + rest.iter().take_while(|b| is_base64url(**b) || dots && **b == b'.').count()
    };
    let mut from = 0;
    core::iter::from_fn(move || {
        loop {
            let start = from + memchr::memmem::find(bytes.get(from..)?, HEADER.as_bytes())?;
            let header = run(start, false);
            from = header;
            if bytes.get(header) != Some(&b'.') {
                continue;
            }
            let payload = run(header + 1, false);
            from = payload;
            if payload == header + 1 || bytes.get(payload) != Some(&b'.') {
                continue;
            }
            let end = run(payload + 1, true);
            from = end;
            if end > payload + 1 {
                return Some(payload + 1..end);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_eye_cannot_see_is_escaped() {
        assert_eq!(
            quote("a\u{200b}b\u{202e}c\u{2028}d\u{2029}e\u{a0}f\u{feff}"),
            r"a\u{200b}b\u{202e}c\u{2028}d\u{2029}e\u{a0}f\u{feff}"
        );
        assert_eq!(
            quote("tab\t, line\n, bell\u{7}, \u{e0041}\u{3164}"),
            r"tab\t, line\n, bell\u{7}, \u{e0041}\u{3164}"
        );
        assert_eq!(quote("ümläut 日本 😀 'quotes' \"and\" \\back"), "ümläut 日本 😀 'quotes' \"and\" \\back");
        assert_eq!(shown('\u{202e}'), "U+202E");
        assert_eq!(shown('\u{3164}'), "U+3164");
        assert_eq!(shown('é'), "`é` (U+00E9)");
    }

    #[test]
    fn a_part_of_a_token_shows_no_signature() {
        let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2VjcmV0";
        assert_eq!(quote_part(token, 36..44), "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.…");
        assert_eq!(quote_part("a\u{202e}b", 1..4), r"\u{202e}");
    }

    #[test]
    fn a_message_is_made_visible_whole() {
        let long = "a".repeat(2 * QUOTED);
        let message = format!("`{long}\u{202e}` and `eyJh.eyJi.sig` are not é");
        assert_eq!(visible(Cow::Owned(message)), format!("`{long}\\u{{202e}}` and `eyJh.eyJi.…` are not é"));
    }

    #[test]
    fn no_signature_is_shown() {
        assert_eq!(
            quote("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2VjcmV0"),
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.…"
        );
        assert_eq!(
            without_signatures("a eyJh.eyJi.sig, and eyJh.eyJi.one.two.three! eyJh. eyJh.x"),
            "a eyJh.eyJi.…, and eyJh.eyJi.…! eyJh. eyJh.x"
        );
        assert_eq!(without_signatures("eyJh.eyJh.eyJh.eyJs"), "eyJh.eyJh.…");
        for plain in ["", "eyJ", "eyJ.", "eyJ..x", "eyJa.b.", "repo:octo-org/app"] {
            assert!(matches!(without_signatures(plain), Cow::Borrowed(text) if text == plain), "{plain}");
        }
        assert!(is_token(" eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2VjcmV0\n"));
        assert!(!is_token("eyJhbGciOiJub25lIn0") && !is_token("a.b.c"));
    }
}
