//! Exit codes, and why the input cannot be used.

use std::fmt::{self, Display, Formatter};
use std::io;

use assumable::Error;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Code {
    /// Nothing to report.
    Nothing = 0,
    /// Something to report.
    Found = 1,
    /// Something is not known.
    Open = 2,
    /// Bad input.
    BadInput = 3,
}

/// Why the input cannot be used: where, what, and what to do.
#[derive(Debug)]
pub(crate) struct Refused {
    place: String,
    message: String,
    help: Option<String>,
}

impl Refused {
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>, help: &str) -> Refused {
        Refused { place: place.into(), message: message.into(), help: Some(help.to_owned()) }
    }

    /// A file that cannot be `read` or `written`.
    pub(crate) fn io(place: &str, what: &str, error: &io::Error) -> Refused {
        Refused { place: place.to_owned(), message: format!("cannot be {what}: {error}"), help: None }
    }

    /// An error of the core, in the file or the argument that it came from.
    pub(crate) fn of(error: &Error, from: &str) -> Refused {
        let mut place = from.to_owned();
        if let Some(at) = error.place() {
            place = format!("{place}:{}:{}", at.line, at.column);
        }
        if !error.path().is_empty() {
            place = format!("{place} {}", error.path());
        }
        Refused { place, message: error.to_string(), help: Some(error.help().to_owned()) }
    }

    /// As it is shown.
    pub(crate) fn text(&self, styled: bool) -> String {
        let (red, off) = if styled { ("\u{1b}[1m\u{1b}[31m", "\u{1b}[0m") } else { ("", "") };
        format!("{red}error{off}: {self}\n")
    }
}

/// Where, what, and on a line of its own what to do.
impl Display for Refused {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, "\n  help: {help}"))
    }
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Refused {
        Refused::io("output", "written", &error)
    }
}
