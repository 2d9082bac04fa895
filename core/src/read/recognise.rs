//! `recognize`: what kind of document a text is.

use serde::Serialize;

use super::inventory::ReadRefusal;
use crate::tree::recognise::{self, ReadKind};

/// What a document is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "RecognizeResponse"))]
#[non_exhaustive]
pub struct RecognizedDocument {
    /// Its kind.
    pub kind: ReadKind,
    /// The kind in words, with its article, also of a document that is not read, such as `a Kubernetes manifest`.
    pub title: &'static str,
    /// The sign that decided, one clause.
    pub why: String,
    /// Whether `read_documents` reads documents of this kind.
    pub is_read: bool,
    /// Why this one cannot be read, where its first reading tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<ReadRefusal>,
}

/// Says what kind of document a text is, also where it is not one that is read.
///
/// The content decides; the name does where the program that the document is for goes by it, as Terraform does.
///
/// ```
/// use assumable::read::{ReadKind, recognize};
/// let document = recognize("answer.json", r#"{"Role": {"RoleName": "ci"}}"#);
/// assert_eq!((document.kind, document.is_read), (ReadKind::IamAnswer, true));
/// assert_eq!(recognize("x.yaml", "apiVersion: v1\nkind: Pod\n").title, "a Kubernetes manifest");
/// ```
#[must_use]
pub fn recognize(name: &str, text: &str) -> RecognizedDocument {
    let found = recognise::recognise(name, text);
    RecognizedDocument {
        kind: found.kind.read,
        title: found.kind.name,
        why: found.why,
        is_read: found.kind.read.is_read(),
        refused: found.error.map(|error| ReadRefusal::of(name, &error)),
    }
}
