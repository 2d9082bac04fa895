//! What an answer rests on, and what it noticed on the way.

use std::borrow::Cow;

/// How well a premise is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Grade {
    /// The caller said so.
    Given,
    /// Usual, and not contradicted by what the caller said.
    Assumed,
    /// Written by GitHub or AWS.
    Documented,
    /// Seen in a published token, log or error.
    Observed,
    /// Follows from other premises.
    Inferred,
}

/// One thing that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Premise {
    /// The premise, one clause: lower case, no final stop.
    pub text: Cow<'static, str>,
    /// How well it is supported.
    pub grade: Grade,
    /// Where it is written, for facts.
    pub source: Option<&'static str>,
    /// When that was so (`YYYY-MM-DD` or `YYYY-MM`), for facts that changed.
    pub date: Option<&'static str>,
}

impl Premise {
    /// A premise without a source.
    pub(crate) fn new(grade: Grade, text: impl Into<Cow<'static, str>>) -> Premise {
        Premise { text: text.into(), grade, source: None, date: None }
    }

    /// A fact, with the page it is written on.
    pub(crate) fn sourced(grade: Grade, text: impl Into<Cow<'static, str>>, source: &'static str) -> Premise {
        Premise { text: text.into(), grade, source: Some(source), date: None }
    }
}

/// Something odd in the input that does not stop the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Stable code, upper case.
    pub code: &'static str,
    /// One sentence: lower case, no final stop, the caller's text in backticks.
    pub message: String,
    /// JSON pointer or claim name that it is about.
    pub about: Option<String>,
}
