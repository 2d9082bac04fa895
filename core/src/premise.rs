//! The assumptions of an answer, and its findings.

use core::fmt;
use std::borrow::Cow;

use serde::Serialize;

use crate::codes::{Code, FixKind, Severity};
use crate::text::{Place, visible};

/// How well a premise is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
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

/// One assumption of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Premise {
    /// The premise, one clause: lower case, no final stop.
    pub text: Cow<'static, str>,
    /// How well it is supported.
    pub grade: Grade,
    /// Where it is written, for facts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    /// When that was so (`YYYY-MM-DD` or `YYYY-MM`), for facts that changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<&'static str>,
}

impl Premise {
    /// A premise without a source.
    pub(crate) fn new(grade: Grade, text: impl Into<Cow<'static, str>>) -> Premise {
        Premise { text: visible(text.into()), grade, source: None, date: None }
    }

    /// A fact, with the page it is written on.
    pub(crate) fn sourced(grade: Grade, text: impl Into<Cow<'static, str>>, source: &'static str) -> Premise {
        Premise { text: visible(text.into()), grade, source: Some(source), date: None }
    }
}

/// The clause, and behind it in brackets what supports it; nothing for what is usual.
impl fmt::Display for Premise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grade = match self.grade {
            Grade::Assumed => None,
            Grade::Given => Some("given"),
            Grade::Documented => Some("documented"),
            Grade::Observed => Some("observed"),
            Grade::Inferred => Some("inferred"),
        };
        let notes: Vec<&str> = [grade, self.source, self.date].into_iter().flatten().collect();
        f.write_str(&self.text)?;
        if notes.is_empty() { Ok(()) } else { write!(f, " ({})", notes.join(", ")) }
    }
}

/// Something in the input that is worth knowing and does not stop the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Finding {
    /// Stable code, upper case; the page of codes has a section for each.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: &'static Code,
    /// How much it weighs.
    pub severity: Severity,
    /// One sentence: lower case, no final stop, the caller's text in backticks.
    pub message: String,
    /// JSON pointer or claim name that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// How sure it is; absent where it is certain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Box<SourcePlace>>,
    /// Other places that have to do with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", serde(default))]
    pub related: Vec<RelatedPlace>,
    /// How to change the input so that it is not found again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Box<Fix>>,
}

impl Finding {
    /// A finding of this code, as heavy as its row says.
    pub(crate) fn new(code: &'static Code, message: impl Into<String>) -> Finding {
        Finding {
            code,
            severity: code.severity,
            message: visible(Cow::Owned(message.into())).into_owned(),
            about: None,
            confidence: None,
            place: None,
            related: Vec::new(),
            fix: None,
        }
    }

    /// Says what it is about: a JSON pointer, or the name of a claim.
    pub(crate) fn about(self, about: impl Into<String>) -> Finding {
        Finding { about: Some(about.into()), ..self }
    }

    /// Says which of the caller's documents it is in: what it is about starts with `document` then.
    pub(crate) fn within(self, document: &str) -> Finding {
        let place = self.place.map(|place| {
            Box::new(SourcePlace {
                document: Some(document.to_owned()).filter(|name| !name.is_empty()),
                ..*place
            })
        });
        Finding { about: Some(format!("{document}{}", self.about.unwrap_or_default())), place, ..self }
    }

    /// Says where it is.
    pub(crate) fn place(self, place: SourcePlace) -> Finding {
        Finding { place: Some(Box::new(place)), ..self }
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Confidence {
    /// Usual, but something that is not known may make it untrue.
    Likely,
    /// One of several readings.
    Possible,
}

/// A place in a document that the caller gave.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SourcePlace {
    /// Which document: its name, or a JSON pointer to it in the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// JSON pointer within the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Line, from 1; a document given as an object has no lines, columns and offsets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Characters into the line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Characters of the document before it, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
    /// How many characters it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<usize>,
}

impl SourcePlace {
    /// A place with its JSON pointer, in a document that has no name yet.
    pub(crate) fn of(place: Option<Place>, pointer: impl Into<String>) -> SourcePlace {
        SourcePlace {
            document: None,
            pointer: Some(pointer.into()),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            offset: place.map(|place| place.offset),
            length: None,
        }
    }
}

/// A place that has to do with a finding, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RelatedPlace {
    /// One clause.
    pub message: String,
    /// Where.
    pub place: SourcePlace,
}

/// A change of the caller's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Fix {
    /// Whether it can be made without looking.
    pub kind: FixKind,
    /// What it does, in one clause.
    pub message: String,
    /// The edits, all of which belong together.
    pub edits: Vec<Edit>,
}

/// One text put in the place of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Edit {
    /// What it replaces, with `offset` and `length`.
    pub place: SourcePlace,
    /// The text that stands there: whoever makes the edit compares it first.
    pub old: String,
    /// The new text.
    pub text: String,
}
