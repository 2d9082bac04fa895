//! From a [`Node`] to a struct: a serde deserializer that knows where it is.
//!
//! serde's own errors carry no place, so each container puts its step in front of an error on the way up.
//! Numbers are self-describing as a newtype around their text ([`Visitor::visit_newtype_struct`]): what accepts
//! any JSON (a claim) keeps the text, and no number ever passes through a float.

use serde::de::value::StrDeserializer;
use serde::de::{self, Deserialize, DeserializeSeed, Expected, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::json::{self, Member, Node, Value};
use super::recognise::{self, Wanted};
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_MEMBERS;
use crate::text::nearest;

/// Looks at an object of claims as a whole, before it is read.
type Admit = fn(&Node) -> Result<(), Error>;

/// Decodes a node; `admit` looks at each object of claims in it.
///
/// # Errors
/// `UNKNOWN_FIELD`, `MISSING_FIELD`, `WRONG_TYPE` or `INVALID_VALUE`, with the JSON pointer.
pub(crate) fn decode<'n, T: Deserialize<'n>>(node: &'n Node, admit: Admit) -> Result<T, Error> {
    T::deserialize(NodeDeserializer { node, admit })
}

/// Decodes a node without claims in it.
///
/// # Errors
/// As [`decode`].
pub(crate) fn plain<'n, T: Deserialize<'n>>(node: &'n Node) -> Result<T, Error> {
    decode(node, |_| Ok(()))
}

/// The name under which claims ask for themselves: they are looked at as a whole before they are read.
pub(crate) const CLAIMS: &str = "Claims";
/// The name under which documents ask for themselves: what cannot be one is refused before it is read.
pub(crate) const DOCUMENT: &str = "Document";
/// The name under which the text of a file asks for itself: it alone may hold U+0000, and its own reader tells it.
pub(crate) const FILE_TEXT: &str = "FileText";

#[derive(Clone, Copy)]
struct NodeDeserializer<'n> {
    node: &'n Node,
    admit: Admit,
}

impl NodeDeserializer<'_> {
    /// An error without a place gets that of the node.
    fn placed<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| error.span_or(self.node.span.clone()))
    }

    fn wrong(&self, expected: &str) -> Error {
        self.wrong_with(expected, Wanted::Object(""))
    }

    /// The refusal of a value of another type than the one expected; a document that is known is named.
    fn wrong_with(&self, expected: &str, wanted: Wanted) -> Error {
        if let Value::String(text) = &self.node.value
            && expected == AN_OBJECT
            && let Some(kind) = recognise::text_for_object(text)
        {
            return kind.refuse(wanted).span_or(self.node.span.clone());
        }
        let error =
            Error::new(ErrorKind::WrongType, format!("expected {expected}, found {}", self.node.kind()))
                .span_or(self.node.span.clone());
        let error = match (&self.node.value, expected) {
            (Value::Object(_), A_STRING) => error.with_help("pass text"),
            (Value::Number(_), A_STRING) => {
                error.with_help("put it in quotes: ids and numbers are passed as text")
            }
            (Value::Number(_) | Value::Bool(_), A_DOCUMENT) => {
                error.with_help("pass its text, or the object that the text stands for")
            }
            (Value::Null, _) => error.with_help("leave the member out where it is optional"),
            (Value::String(_), A_LIST) => error.with_help("pass a list, also for one item"),
            _ => error.with_help(format!("pass {expected}")),
        };
        match &self.node.value {
            Value::String(text) | Value::Number(text) => error.with_found(text),
            Value::Bool(value) => error.with_found(if *value { "true" } else { "false" }),
            _ => error,
        }
    }

    /// The refusal of an object whose members are not those of the struct `name`: another document is named.
    fn refused(&self, error: Error, name: &'static str, fields: &'static [&'static str]) -> Error {
        let here = match error.kind() {
            ErrorKind::UnknownField => error.path().matches('/').count() == 1,
            ErrorKind::MissingField => error.path().is_empty(),
            _ => false,
        };
        if !here {
            return error;
        }
        let wanted = Wanted::Object(name);
        match recognise::document(self.node, wanted) {
            Some(kind) => kind.refuse(wanted).span_or(self.node.span.clone()),
            None if error.kind() == ErrorKind::MissingField => {
                error.with_help(format!("add it; known here: {}", fields.join(", ")))
            }
            None => error,
        }
    }
}

const A_STRING: &str = "a string";
const A_DOCUMENT: &str = "a document, as text or as an object";
const A_COUNT: &str = "a whole number, without quotes";
const A_LIST: &str = "a list";
const AN_OBJECT: &str = "an object";

const SEE_DOCUMENTATION: &str = "pass one of the values that the documentation lists";

fn too_many(members: usize) -> Error {
    let message = format!("an object has {members} members, at most {MAX_MEMBERS} are read");
    Error::new(ErrorKind::TooLarge, message).with_help("leave out the members that say nothing here")
}

/// What is known where something else was found; the nearest first.
fn known(found: &str, expected: &'static [&'static str]) -> String {
    match nearest(found, expected.iter().copied()) {
        _ if expected.is_empty() => "nothing is known here".to_owned(),
        Some(near) => format!("write `{near}`; known: {}", expected.join(", ")),
        None => format!("known: {}", expected.join(", ")),
    }
}

impl de::Error for Error {
    fn custom<T: core::fmt::Display>(message: T) -> Error {
        Error::new(ErrorKind::InvalidValue, message.to_string()).with_help(SEE_DOCUMENTATION)
    }
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Error {
        let (found, help) = match found {
            Unexpected::Map => ("an object", "pass one value"),
            Unexpected::Unit | Unexpected::Option => ("null", "leave the member out where it is optional"),
            Unexpected::Bool(_) => ("a boolean", "put it in quotes"),
            Unexpected::NewtypeStruct => ("a number", "put it in quotes: ids and numbers are passed as text"),
            Unexpected::Seq => ("a list", "pass one value"),
            _ => ("another value", "see the documentation of this member"),
        };
        Error::new(ErrorKind::WrongType, format!("expected {expected}, found {found}")).with_help(help)
    }
    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Error {
        Error::new(ErrorKind::InvalidValue, format!("expected {expected}")).with_help(SEE_DOCUMENTATION)
    }
    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Error {
        Error::new(
            ErrorKind::InvalidValue,
            format!("`{}` is not one of the known values", crate::text::quote(variant)),
        )
        .with_found(variant)
        .with_help(known(variant, expected))
    }
    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Error {
        Error::new(
            ErrorKind::UnknownField,
            format!("the field `{}` is not known here", crate::text::quote(field)),
        )
        .with_found(field)
        .with_help(known(field, expected))
    }
    fn missing_field(field: &'static str) -> Error {
        Error::new(ErrorKind::MissingField, format!("the field `{field}` is missing")).with_help("add it")
    }
}

impl<'n> de::Deserializer<'n> for NodeDeserializer<'n> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Null => self.placed(visitor.visit_unit()),
            Value::Number(text) => {
                self.placed(visitor.visit_newtype_struct(StrDeserializer::<Error>::new(text)))
            }
            Value::Bool(_) => self.deserialize_bool(visitor),
            Value::String(_) => self.deserialize_str(visitor),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == CLAIMS {
            (self.admit)(self.node)?;
            return match self.node.value {
                Value::Object(_) => self.deserialize_map(visitor),
                _ => Err(self.wrong_with(AN_OBJECT, Wanted::Claims)),
            };
        }
        if name == DOCUMENT {
            return match self.node.value {
                Value::String(_) | Value::Array(_) | Value::Object(_) => self.deserialize_any(visitor),
                _ => Err(self.wrong(A_DOCUMENT)),
            };
        }
        if name == FILE_TEXT {
            return match &self.node.value {
                Value::String(text) => self.placed(visitor.visit_borrowed_str(text)),
                _ => Err(self.wrong(A_STRING)),
            };
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_str<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::String(text) if text.contains('\0') => Err(json::nul(self.node.span.clone())),
            Value::String(text) => self.placed(visitor.visit_borrowed_str(text)),
            _ => Err(self.wrong(A_STRING)),
        }
    }

    fn deserialize_string<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Bool(value) => self.placed(visitor.visit_bool(*value)),
            _ => Err(self.wrong("true or false")),
        }
    }

    /// A whole number; the documents with numbers are this library's own.
    fn deserialize_u64<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Number(text) => match text.parse() {
                Ok(number) => self.placed(visitor.visit_u64(number)),
                Err(_) => Err(self.wrong(A_COUNT)),
            },
            _ => Err(self.wrong(A_COUNT)),
        }
    }

    fn deserialize_seq<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Array(items) => self.placed(visitor.visit_seq(ItemAccess {
                items: items.iter(),
                admit: self.admit,
                index: 0,
            })),
            _ => Err(self.wrong(A_LIST)),
        }
    }

    fn deserialize_map<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Object(members) if members.len() > MAX_MEMBERS => {
                self.placed(Err(too_many(members.len())))
            }
            Value::Object(members) => self.placed(visitor.visit_map(MemberAccess {
                members: members.iter(),
                admit: self.admit,
                value: None,
            })),
            _ => Err(self.wrong(AN_OBJECT)),
        }
    }

    fn deserialize_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor).map_err(|error| self.refused(error, name, fields))
    }

    /// Only enums without data: their wire form is a string.
    fn deserialize_enum<V: Visitor<'n>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::String(text) => visitor
                .visit_enum(IntoDeserializer::<Error>::into_deserializer(text.as_str()))
                .map_err(|error| error.span_or(self.node.span.clone())),
            _ => Err(self.wrong(A_STRING)),
        }
    }

    forward_to_deserialize_any! {
        <V: Visitor<'n>>
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct ignored_any
    }
}

struct ItemAccess<'n> {
    items: core::slice::Iter<'n, Node>,
    admit: Admit,
    index: usize,
}

impl<'n> de::SeqAccess<'n> for ItemAccess<'n> {
    type Error = Error;

    #[inline(never)]
    fn next_element_seed<T: DeserializeSeed<'n>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(node) = self.items.next() else { return Ok(None) };
        let index = self.index;
        self.index += 1;
        seed.deserialize(NodeDeserializer { node, admit: self.admit })
            .map(Some)
            .map_err(|error| error.under(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct MemberAccess<'n> {
    members: core::slice::Iter<'n, Member>,
    admit: Admit,
    value: Option<&'n Member>,
}

impl<'n> de::MapAccess<'n> for MemberAccess<'n> {
    type Error = Error;

    #[inline(never)]
    fn next_key_seed<K: DeserializeSeed<'n>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some(member) = self.members.next() else { return Ok(None) };
        self.value = Some(member);
        seed.deserialize(StrDeserializer::<Error>::new(&member.name))
            .map(Some)
            .map_err(|error| error.span_or(member.name_span.clone()).under(&member.name))
    }

    /// Not inlined: every member of one type of every request shares it.
    #[inline(never)]
    fn next_value_seed<V: DeserializeSeed<'n>>(&mut self, seed: V) -> Result<V::Value, Error> {
        match self.value.take() {
            Some(member) => seed
                .deserialize(NodeDeserializer { node: &member.node, admit: self.admit })
                .map_err(|error| error.under(&member.name)),
            None => Err(de::Error::custom("a value was asked for before its name")),
        }
    }
}
