//! How a name fails: the rule, the place, and the nearest legal name where there is exactly one.

use core::ops::Range;

use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::text::{has_signature, placeholder, quote_part};

/// The rule that a name breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NameRule {
    /// Nothing is there.
    Empty,
    /// Fewer characters than the rule asks for.
    TooShort,
    /// More characters than the rule allows.
    TooLong,
    /// A character that cannot stand in such a name.
    Character,
    /// Upper-case letters where only lower case is allowed.
    UpperCase,
    /// A character that cannot stand first.
    Start,
    /// A character that cannot stand last.
    End,
    /// Separators in a row, or an empty part between them.
    Separator,
    /// A registry host, or its port, is malformed.
    Host,
    /// 64 hexadecimal characters: an image id, which names no repository.
    ImageId,
    /// A scheme, as in `https://`, which no image reference has.
    Scheme,
    /// A digest is not `algorithm:hexadecimal`.
    DigestFormat,
    /// The digest's algorithm is not registered.
    DigestAlgorithm,
    /// The digest has another length than its algorithm gives.
    DigestLength,
    /// The host is not one of Amazon ECR's.
    EcrHost,
    /// Characters that cannot stand together, such as `..` in a ref.
    Sequence,
    /// A name, or the end of one, that is reserved.
    Reserved,
    /// Parts are missing: a ref without `refs/heads/`, a workflow without its repository or its ref.
    Form,
}

/// Why a text is not such a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameFault {
    /// The rule.
    pub(crate) rule: NameRule,
    /// The bytes at fault.
    pub(crate) span: Range<usize>,
    /// One sentence.
    pub(crate) message: String,
    /// The rule in words.
    pub(crate) help: &'static str,
    /// The nearest legal name, where there is exactly one.
    pub(crate) suggestion: Option<String>,
}

impl NameFault {
    /// A fault without a suggestion.
    pub(crate) fn new(
        rule: NameRule,
        span: Range<usize>,
        message: impl Into<String>,
        help: &'static str,
    ) -> NameFault {
        NameFault { rule, span, message: message.into(), help, suggestion: None }
    }

    /// The same fault within a longer text.
    pub(crate) fn shift(mut self, by: usize) -> NameFault {
        self.span = self.span.start + by..self.span.end + by;
        self
    }

    /// Proposes `candidate`, unless it breaks the rule as well (or is the text itself), or the text holds a token: a
    /// candidate would show what its signature is made of.
    pub(crate) fn suggest(
        mut self,
        text: &str,
        candidate: String,
        is_legal: impl FnOnce(&str) -> bool,
    ) -> NameFault {
        self.suggestion =
            (candidate != text && !has_signature(text) && is_legal(&candidate)).then_some(candidate);
        self
    }

    /// As an error about `text`. A name that is not filled in breaks rules that say nothing of what is wrong with it.
    pub(crate) fn into_error(self, kind: ErrorKind, text: &str) -> Error {
        if let Some(found) = placeholder(text) {
            return Error::unfilled(&found).span_or(self.span).locate(text);
        }
        let span = if self.span.is_empty() { 0..text.len() } else { self.span.clone() };
        let error = Error::new(kind, self.message).with_found(&quote_part(text, span));
        let error = match self.suggestion {
            Some(suggestion) => error.with_suggestion(suggestion),
            None => error.with_help(self.help),
        };
        error.span_or(self.span).locate(text)
    }
}
