//! The one error type: bad input, with its place and what to do.

use core::fmt;
use core::ops::Range;
use std::borrow::Cow;

use crate::codes::{self, Code};
use crate::text::{Place, Placeholder, PlaceholderKind, pointer_step, quote, visible};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:ident,)*) => {
        /// Why input was refused. A denial is never an error: it is an answer.
        ///
        /// Each kind has a stable code ([`ErrorKind::code`]); new kinds may be added.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum ErrorKind {
            $($(#[doc = $doc])+ $name,)*
        }

        impl ErrorKind {
            /// Every kind, in declaration order.
            pub const ALL: &'static [ErrorKind] = &[$(ErrorKind::$name),*];

            /// Its row among all codes.
            #[must_use]
            pub const fn row(self) -> &'static Code {
                match self {
                    $(ErrorKind::$name => codes::$code,)*
                }
            }

            /// The stable code, the same in every language.
            #[must_use]
            pub const fn code(self) -> &'static str {
                self.row().name
            }

            /// What the code means, for lists of codes.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                self.row().title
            }
        }
    };
}

kinds! {
    /// The text is not JSON.
    JsonSyntax = JSON_SYNTAX,
    /// An object names one member twice; a parser that keeps either one hides the other from the reader.
    JsonDuplicateMember = JSON_DUPLICATE_MEMBER,
    /// The document nests deeper than [`crate::limits::MAX_DEPTH`].
    JsonTooDeep = JSON_TOO_DEEP,
    /// A `\ud800`–`\udfff` escape without its other half: no text can hold it.
    JsonLoneSurrogate = JSON_LONE_SURROGATE,
    /// The text holds U+0000, which no name, ref, claim or policy can.
    JsonNul = JSON_NUL,
    /// The text is not YAML, or uses what is not read of it.
    YamlSyntax = YAML_SYNTAX,
    /// The text is not HCL, the language of Terraform.
    HclSyntax = HCL_SYNTAX,
    /// Bytes that are not UTF-8.
    NotUtf8 = NOT_UTF8,
    /// The input is larger than its limit in [`crate::limits`].
    TooLarge = TOO_LARGE,
    /// The evaluation would take more steps than [`crate::limits`] allows.
    TooCostly = TOO_COSTLY,
    /// The answer would be larger than [`crate::limits::MAX_ANSWER`].
    AnswerTooLarge = ANSWER_TOO_LARGE,
    /// The operation is not in the part of the library that is loaded.
    NotLoaded = NOT_LOADED,
    /// No operation has this name.
    UnknownOperation = UNKNOWN_OPERATION,
    /// An object has a member that the request or document does not know.
    UnknownField = UNKNOWN_FIELD,
    /// A required member is missing.
    MissingField = MISSING_FIELD,
    /// A value is of the wrong JSON type.
    WrongType = WRONG_TYPE,
    /// A value is of the right type but not one of those allowed.
    InvalidValue = INVALID_VALUE,
    /// A host value (Python, JavaScript) that no JSON text can stand for.
    NotEncodable = NOT_ENCODABLE,
    /// A policy document breaks the policy grammar.
    PolicyInvalid = POLICY_INVALID,
    /// A policy is longer than AWS stores; it is evaluated only when asked for.
    PolicyOverQuota = POLICY_OVER_QUOTA,
    /// An ARN is malformed.
    ArnInvalid = ARN_INVALID,
    /// An image reference, or one of its parts, is malformed.
    ImageInvalid = IMAGE_INVALID,
    /// A claim, subject or token is malformed.
    ClaimInvalid = CLAIM_INVALID,
    /// A set of tokens names a claim that tokens do not have.
    ClaimUnknown = CLAIM_UNKNOWN,
    /// An intent leaves open whose tokens belong to it.
    IntentOpen = INTENT_OPEN,
    /// No token belongs to an intent.
    IntentEmpty = INTENT_EMPTY,
    /// No policy is proved to say an intent.
    IntentUnsayable = INTENT_UNSAYABLE,
    /// An id is needed that is not given.
    IdMissing = ID_MISSING,
    /// A GitHub or git name (owner, repository, ref, …) is malformed.
    NameInvalid = NAME_INVALID,
    /// A filter pattern is malformed or uses a construct that GitHub does not define.
    PatternInvalid = PATTERN_INVALID,
    /// A naming-rules document breaks its grammar.
    RulesInvalid = RULES_INVALID,
    /// A workflow file breaks GitHub's schema.
    WorkflowInvalid = WORKFLOW_INVALID,
    /// An expression of GitHub's is malformed, or uses what is not available where it stands.
    ExpressionInvalid = EXPRESSION_INVALID,
    /// The input is another document than the one asked for: its content shows what it is.
    WrongDocument = WRONG_DOCUMENT,
    /// A text holds a placeholder that a tool or a person has yet to fill in.
    PlaceholderUnfilled = PLACEHOLDER_UNFILLED,
    /// A document of tables of facts has a form that is not read.
    KnowledgeForm = KNOWLEDGE_FORM,
    /// A document of tables of facts names a table that does not exist, or one twice.
    KnowledgeTable = KNOWLEDGE_TABLE,
    /// The hash of a table of facts is not that of its rows.
    KnowledgeHash = KNOWLEDGE_HASH,
    /// The tables of facts have been used, and can no longer be replaced.
    KnowledgeInUse = KNOWLEDGE_IN_USE,
    /// The tables of facts were replaced before.
    KnowledgeReplaced = KNOWLEDGE_REPLACED,
    /// A defect of this library; the answer is unknown.
    Internal = INTERNAL,
}

/// What to do about input that is too large, where nothing closer is known.
pub(crate) const PASS_LESS: &str = "pass less, in several calls where that is possible";
/// What to do about U+0000.
pub(crate) const REMOVE_NUL: &str = "remove the character: no name, claim or policy holds it";
/// What to do about a document that nests too deeply.
pub(crate) const FLATTEN: &str = "flatten the document: no policy or payload nests so deeply";

/// Refused input: what is wrong, where, what was found there and what to do.
///
/// `Display` prints only the message: lower case, no final stop, the caller's text in backticks.
///
/// ```
/// let error = "arn:aws:iam".parse::<assumable::names::Arn>().unwrap_err();
/// assert_eq!(error.kind(), assumable::ErrorKind::ArnInvalid);
/// assert_eq!(error.to_string(), "`arn:aws:iam` is not an ARN");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    message: String,
    path: String,
    document: Option<String>,
    span: Option<Range<usize>>,
    place: Option<Place>,
    found: Option<String>,
    suggestion: Option<String>,
    help: String,
}

/// An error that does not yet say what to do: only help makes an [`Error`] of it.
#[derive(Debug)]
#[must_use]
pub(crate) struct Draft(Error);

impl Draft {
    /// Says what to do about it.
    pub(crate) fn with_help(self, help: impl Into<String>) -> Error {
        self.0.with_help(help)
    }

    /// As [`Error::with_suggestion`].
    pub(crate) fn with_suggestion(self, suggestion: impl Into<String>) -> Error {
        self.0.with_suggestion(suggestion)
    }

    /// As [`Error::with_found`].
    pub(crate) fn with_found(self, found: &str) -> Draft {
        Draft(self.0.with_found(found))
    }

    /// As [`Error::span_or`].
    pub(crate) fn span_or(self, span: Range<usize>) -> Draft {
        Draft(self.0.span_or(span))
    }

    /// As [`Error::under`].
    pub(crate) fn under(self, step: impl fmt::Display) -> Draft {
        Draft(self.0.under(step))
    }
}

impl Error {
    /// The beginning of an error: its kind and its message.
    #[allow(clippy::new_ret_no_self, reason = "an error without help is not one yet")]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Draft {
        Draft(Error(Box::new(Inner {
            kind,
            message: visible(Cow::Owned(message.into())).into_owned(),
            path: String::new(),
            document: None,
            span: None,
            place: None,
            found: None,
            suggestion: None,
            help: String::new(),
        })))
    }

    /// The refusal of a text with a placeholder in it.
    pub(crate) fn unfilled(placeholder: &Placeholder<'_>) -> Error {
        let message = match placeholder.kind {
            PlaceholderKind::Masked => "`***` stands where the value of a secret was".to_owned(),
            _ => format!("`{}` is a placeholder that is not filled in", quote(placeholder.text)),
        };
        Error::new(ErrorKind::PlaceholderUnfilled, message)
            .with_found(placeholder.text)
            .with_help(placeholder.kind.help())
    }

    /// Replaces what to do about it.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Error {
        self.0.help = visible(Cow::Owned(help.into())).into_owned();
        self
    }

    /// Adds what to write in the place of what was found, and says so as the help.
    pub(crate) fn with_suggestion(mut self, suggestion: impl Into<String>) -> Error {
        let suggestion = suggestion.into();
        self = self.with_help(format!("write `{suggestion}`"));
        self.0.suggestion = Some(suggestion);
        self
    }

    /// Adds the text at fault, cut to a readable length.
    pub(crate) fn with_found(mut self, found: &str) -> Error {
        self.0.found = Some(quote(found));
        self
    }

    /// Adds the byte range in the document, unless a closer one is known already.
    pub(crate) fn span_or(mut self, span: Range<usize>) -> Error {
        self.0.span.get_or_insert(span);
        self
    }

    /// Replaces the byte range, where it was one of a part.
    #[cfg(feature = "documents")]
    pub(crate) fn at_span(mut self, span: Range<usize>) -> Error {
        self.0.span = Some(span);
        self
    }

    /// Puts one more step in front of the JSON pointer, on the way up from the place of the error.
    pub(crate) fn under(mut self, step: impl fmt::Display) -> Error {
        let step = pointer_step(&step.to_string());
        self.0.path = format!("/{step}{}", self.0.path);
        self
    }

    /// Replaces the JSON pointer.
    pub(crate) fn at(mut self, pointer: impl Into<String>) -> Error {
        self.0.path = pointer.into();
        self
    }

    /// Turns the byte range into a place, now that the text is at hand.
    pub(crate) fn locate(mut self, text: &str) -> Error {
        if let (None, Some(span)) = (self.0.place, &self.0.span) {
            self.0.place = Some(Place::of(text, span.start));
        }
        self
    }

    /// Sets the place, where it is known without the text.
    pub(crate) fn placed(mut self, place: Option<Place>) -> Error {
        self.0.place = place;
        self
    }

    /// Says which text of the request the path and the place are within.
    pub(crate) fn within(mut self, document: impl Into<String>) -> Error {
        self.0.document.get_or_insert(document.into());
        self
    }

    /// Says where in the request the document stands that the path leads into. In a text (`given`) path and place are the
    /// document's own; an object is part of the request, and so is the path.
    pub(crate) fn of_document(mut self, pointer: &str, given: bool) -> Error {
        if given {
            return self.within(pointer);
        }
        self.0.path = format!("{pointer}{}", self.0.path);
        self.placeless()
    }

    /// Forgets the place: the caller has no text to look it up in.
    pub(crate) fn placeless(mut self) -> Error {
        self.0.place = None;
        self.0.span = None;
        self
    }

    /// Forgets a place outside every document: it would point into an envelope that the caller never saw.
    pub(crate) fn without_place(self) -> Error {
        if self.0.document.is_none() { self.placeless() } else { self }
    }

    /// What kind of refusal this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// JSON pointer (RFC 6901) to the part at fault, within [`Error::document`] where that is set.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// JSON pointer to the text in the request that path and place are within, for documents passed as text.
    #[must_use]
    pub fn document(&self) -> Option<&str> {
        self.0.document.as_deref()
    }

    /// Byte range at fault, within the parsed text.
    #[must_use]
    pub fn span(&self) -> Option<Range<usize>> {
        self.0.span.clone()
    }

    /// Line, column and character offset at fault, within the parsed text.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.0.place
    }

    /// The text at fault.
    #[must_use]
    pub fn found(&self) -> Option<&str> {
        self.0.found.as_deref()
    }

    /// What to write in the place of [`Error::found`], where exactly one text comes to mind.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.0.suggestion.as_deref()
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.0.help
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}
