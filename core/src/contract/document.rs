//! Documents in a request: as their own text, or as an object.

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::values::JsonValue;
use crate::aws;
use crate::error::{Error, ErrorKind};
use crate::github::ClaimValue;
use crate::limits::MAX_DOCUMENTS;
use crate::tree::{DOCUMENT, Source};

/// A document: its own text, so that duplicates are seen and places are known, or an object, which has no lines. An object
/// is read, and counts against limits and quotas, as its shortest JSON.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Document {
    text: String,
    given: bool,
}

impl Document {
    /// What to read.
    pub(super) fn source(&self) -> Source<'_> {
        Source { text: &self.text, given: self.given }
    }

    /// An error about it; `pointer` is where it stands in the request.
    pub(super) fn fault(&self, error: Error, pointer: &str) -> Error {
        error.of_document(pointer, self.given)
    }

    fn of_value<E: de::Error>(value: &ClaimValue) -> Result<Document, E> {
        let text = serde_json::to_string(value).map_err(E::custom)?;
        Ok(Document { text, given: false })
    }

    /// The text, where it is one and not an object.
    #[cfg(feature = "road")]
    pub(super) fn given_text(&self) -> Option<&str> {
        self.given.then_some(&self.text)
    }

    pub(super) fn of_text(text: &str) -> Document {
        Document { text: text.to_owned(), given: true }
    }

    /// The rest of an object, of which nothing is read yet.
    fn of_members<'de, A: MapAccess<'de>>(mut members: A) -> Result<Document, A::Error> {
        let mut object = Vec::new();
        while let Some((name, JsonValue(value))) = members.next_entry()? {
            object.push((name, value));
        }
        Document::of_value(&ClaimValue::Object(object))
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Document, D::Error> {
        struct TextOrObject;
        impl<'de> Visitor<'de> for TextOrObject {
            type Value = Document;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a document, as text or as an object")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Document, E> {
                Ok(Document::of_text(text))
            }
            /// A document is not a list; but a list shows which document it is a part of.
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Document, A::Error> {
                let mut list = Vec::new();
                while let Some(JsonValue(item)) = items.next_element()? {
                    list.push(item);
                }
                Document::of_value(&ClaimValue::List(list))
            }
            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Document, A::Error> {
                Document::of_members(members)
            }
        }
        deserializer.deserialize_newtype_struct(DOCUMENT, TextOrObject)
    }
}

/// The documents of one layer of policies: one, several, or `"unknown"` for a layer in force that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PolicyDocuments {
    /// The documents.
    pub(super) items: Vec<Document>,
    /// Whether they were given as a list, so that a place among them has an index.
    pub(super) listed: bool,
}

impl PolicyDocuments {
    fn one(document: Document) -> PolicyDocuments {
        PolicyDocuments { items: vec![document], listed: false }
    }

    /// Reads them; `pointer` is where they stand in the request.
    pub(super) fn layer(&self, kind: aws::PolicyKind, pointer: &str) -> Result<aws::Layer, Error> {
        if let [only] = self.items.as_slice()
            && only.given
            && only.text == "unknown"
        {
            return Ok(aws::Layer::Unknown);
        }
        few_documents(self.items.len()).map_err(|error| error.at(pointer))?;
        let read = |(index, document): (usize, &Document)| {
            let pointer = item_pointer(pointer, self.listed, index);
            match aws::PolicyText::read_from(document.source(), kind) {
                Ok(policy) => Ok(policy.named(pointer)),
                Err(error) => Err(document.fault(error, &pointer)),
            }
        };
        self.items.iter().enumerate().map(read).collect::<Result<Vec<_>, Error>>().map(aws::Layer::Given)
    }
}

impl<'de> Deserialize<'de> for PolicyDocuments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PolicyDocuments, D::Error> {
        struct OneOrList;
        impl<'de> Visitor<'de> for OneOrList {
            type Value = PolicyDocuments;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a document, as text or as an object, or a list of documents")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<PolicyDocuments, E> {
                Ok(PolicyDocuments::one(Document::of_text(text)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<PolicyDocuments, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(PolicyDocuments { items: list, listed: true })
            }
            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<PolicyDocuments, A::Error> {
                Document::of_members(members).map(PolicyDocuments::one)
            }
        }
        deserializer.deserialize_newtype_struct(DOCUMENT, OneOrList)
    }
}

/// Levels of policies, each with documents; one document, or `"unknown"`, stands for a single level.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Levels {
    /// The levels, from the root down.
    pub(super) levels: Vec<PolicyDocuments>,
    /// Whether they were given as a list.
    pub(super) listed: bool,
}

impl<'de> Deserialize<'de> for Levels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Levels, D::Error> {
        struct OneOrList;
        impl<'de> Visitor<'de> for OneOrList {
            type Value = Levels;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a document, as text or as an object, or a list of levels")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Levels, E> {
                Ok(Levels { levels: vec![PolicyDocuments::one(Document::of_text(text))], listed: false })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Levels, A::Error> {
                let mut levels = Vec::new();
                while let Some(level) = items.next_element()? {
                    levels.push(level);
                }
                Ok(Levels { levels, listed: true })
            }
            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Levels, A::Error> {
                let level = PolicyDocuments::one(Document::of_members(members)?);
                Ok(Levels { levels: vec![level], listed: false })
            }
        }
        deserializer.deserialize_newtype_struct(DOCUMENT, OneOrList)
    }
}

impl Levels {
    /// Reads them; `pointer` is where they stand in the request.
    pub(super) fn layers(&self, kind: aws::PolicyKind, pointer: &str) -> Result<Vec<aws::Layer>, Error> {
        let documents = self.levels.iter().map(|level| level.items.len()).sum();
        few_documents(self.levels.len().max(documents)).map_err(|error| error.at(pointer))?;
        let read = |(index, level): (usize, &PolicyDocuments)| {
            level.layer(kind, &item_pointer(pointer, self.listed, index))
        };
        self.levels.iter().enumerate().map(read).collect()
    }
}

/// A JSON pointer to one item of what was given as a list, or as a single item in its place.
pub(super) fn item_pointer(pointer: &str, listed: bool, index: usize) -> String {
    if listed { format!("{pointer}/{index}") } else { pointer.to_owned() }
}

/// Whether so many documents of one layer are within [`MAX_DOCUMENTS`].
fn few_documents(count: usize) -> Result<(), Error> {
    if count <= MAX_DOCUMENTS {
        return Ok(());
    }
    let message = format!("a layer has {count} documents, at most {MAX_DOCUMENTS} are read");
    Err(Error::new(ErrorKind::TooLarge, message)
        .with_help("join documents, or leave out those that say nothing here"))
}

#[cfg(feature = "schema")]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    use super::{Document, Levels, PolicyDocuments};

    impl JsonSchema for Document {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> Cow<'static, str> {
            "Document".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": ["string", "object"], "x-document": true})
        }
    }

    impl JsonSchema for PolicyDocuments {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> Cow<'static, str> {
            "Documents".into()
        }
        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let one = Document::json_schema(generator);
            json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
        }
    }

    impl JsonSchema for Levels {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> Cow<'static, str> {
            "Levels".into()
        }
        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let level = PolicyDocuments::json_schema(generator);
            json_schema!({"anyOf": [level, {"type": "array", "items": level}]})
        }
    }
}
