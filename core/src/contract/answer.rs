//! Writing an answer: counted as it is written, so that none past the limit is ever built.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::limits::MAX_ANSWER;
use crate::text::without_signatures;

/// Writes an answer. A token that was passed where something else was asked for may be anywhere in one: its signature is
/// left out of the whole text, in which base64url stands as it is.
///
/// # Errors
/// `ANSWER_TOO_LARGE` past [`MAX_ANSWER`].
pub(super) fn write<T: Serialize>(answer: &T) -> Result<String, Error> {
    let mut out = Bounded { text: Some(Vec::with_capacity(USUAL)), size: 0 };
    serde_json::to_writer(&mut out, answer).map_err(|_| too_large())?;
    // It is JSON, which `serde_json` writes as UTF-8.
    let text = String::from_utf8(out.text.unwrap_or_default()).map_err(|_| too_large())?;
    Ok(match without_signatures(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(text) => text,
    })
}

/// How many bytes most answers do not pass.
const USUAL: usize = 2_048;

/// The size of an answer that has many parts, of which each is large: known before all of them are made.
#[derive(Default)]
pub(super) struct Size(usize);

impl Size {
    /// Adds a part.
    ///
    /// # Errors
    /// `ANSWER_TOO_LARGE` past [`MAX_ANSWER`].
    pub(super) fn add<T: Serialize>(&mut self, part: &T) -> Result<(), Error> {
        let mut out = Bounded { text: None, size: self.0 };
        serde_json::to_writer(&mut out, part).map_err(|_| too_large())?;
        self.0 = out.size;
        Ok(())
    }
}

fn too_large() -> Error {
    Error::new(ErrorKind::AnswerTooLarge, format!("the answer has more than {MAX_ANSWER} bytes"))
        .with_help("ask for less at once: fewer or shorter documents, tokens or names, or no explanations")
}

/// A writer that counts, keeps the text where it is asked to, and stops at the limit.
struct Bounded {
    text: Option<Vec<u8>>,
    size: usize,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    /// Not inlined: it is called for every brace, comma and name of every type that answers.
    #[inline(never)]
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.size += bytes.len();
        if self.size > MAX_ANSWER {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        match (&mut self.text, bytes) {
            // A brace, a quote or a comma: more than half of all calls.
            (Some(text), [byte]) => text.push(*byte),
            (Some(text), _) => text.extend_from_slice(bytes),
            (None, _) => {}
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_at_the_limit_is_written_and_one_past_it_is_not() {
        let at = "a".repeat(MAX_ANSWER - 2);
        assert_eq!(write(&at).map(|text| text.len()), Ok(MAX_ANSWER));
        let past = write(&format!("{at}a")).unwrap_err();
        assert_eq!(past.kind(), ErrorKind::AnswerTooLarge);
        assert_eq!(past.to_string(), "the answer has more than 33554432 bytes");
        assert!(past.help().starts_with("ask for less at once"));
    }

    #[test]
    fn parts_are_counted_without_being_kept() {
        let mut size = Size::default();
        let part = "a".repeat(MAX_ANSWER / 4 - 2);
        for _ in 0..4 {
            size.add(&part).unwrap();
        }
        assert_eq!(size.add(&0).unwrap_err().kind(), ErrorKind::AnswerTooLarge);
    }
}
