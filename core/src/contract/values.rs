//! Wire values that several operations share.

use core::str::FromStr;
use std::collections::BTreeMap;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::error::{Error, ErrorKind, PASS_LESS};
use crate::github::{self, ClaimValue};
use crate::limits::{MAX_TEXT, MAX_VALUES};
use crate::tree::{CLAIMS, FILE_TEXT};

/// One string, or a list of strings; either way a list inside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OneOrMany {
    /// The strings.
    pub(super) items: Vec<String>,
}

impl<'de> Deserialize<'de> for OneOrMany {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<OneOrMany, D::Error> {
        struct Strings;
        impl<'de> Visitor<'de> for Strings {
            type Value = OneOrMany;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a string or a list of strings")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<OneOrMany, E> {
                Ok(OneOrMany { items: vec![text.to_owned()] })
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<OneOrMany, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(OneOrMany { items: list })
            }
        }
        deserializer.deserialize_any(Strings)
    }
}

/// The text of a file, as it is: what cannot stand in it is for its reader to tell, beside the other files.
pub(super) fn file_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Text;
    impl Visitor<'_> for Text {
        type Value = String;

        fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str("the text of a file")
        }
        fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
    }
    deserializer.deserialize_newtype_struct(FILE_TEXT, Text)
}

/// Condition keys and their values, as AWS would fill them: key → string, list of strings, or `null` for a key that the
/// request lacks.
pub(super) type ContextValues = BTreeMap<String, Option<OneOrMany>>;

/// Keys with their values, or without where the request lacks them.
type KeyValues = Vec<(String, Option<Vec<String>>)>;

/// The context for the evaluator: no key with more than [`MAX_TEXT`] and [`MAX_VALUES`] allow.
pub(super) fn context(values: ContextValues) -> Result<KeyValues, Error> {
    let one = |(key, values): (String, Option<OneOrMany>)| {
        let Some(OneOrMany { items }) = values else { return Ok((key, None)) };
        let bounded = within(MAX_TEXT, weight(&items), "the values of a condition key").and_then(|()| {
            let message =
                format!("a condition key has {} values, at most {MAX_VALUES} are read", items.len());
            if items.len() <= MAX_VALUES {
                return Ok(());
            }
            Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS))
        });
        bounded.map_err(|error| error.under(&key).under("context"))?;
        Ok((key, Some(items)))
    };
    values.into_iter().map(one).collect()
}

/// A context for a closed world, in which what is not named is missing: naming a key as missing says nothing more.
pub(super) fn closed(values: ContextValues) -> Result<Vec<(String, Vec<String>)>, Error> {
    let named = context(values)?.into_iter();
    Ok(named.filter_map(|(key, values)| Some((key, values?))).collect())
}

/// What a list of texts counts against a limit: the bytes, and one for each text, since each costs a comparison.
pub(super) fn weight(texts: &[String]) -> usize {
    texts.iter().map(String::len).sum::<usize>() + texts.len().saturating_sub(1)
}

/// Whether `size` is within a limit.
pub(super) fn within(limit: usize, size: usize, what: &str) -> Result<(), Error> {
    if size <= limit {
        return Ok(());
    }
    let message = format!("{what} have {size} bytes, at most {limit} are read");
    Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS))
}

/// Claims as in the payload of a token: name → value. `null` = known not to be in the token.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Claims(pub(super) github::Claims);

impl<'de> Deserialize<'de> for Claims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Claims, D::Error> {
        struct ClaimsVisitor;
        impl<'de> Visitor<'de> for ClaimsVisitor {
            type Value = Claims;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("an object of claims")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Claims, A::Error> {
                let mut claims = github::Claims::new();
                while let Some((name, JsonValue(value))) = members.next_entry::<String, JsonValue>()? {
                    claims.set(name, value);
                }
                Ok(Claims(claims))
            }
        }
        deserializer.deserialize_newtype_struct(CLAIMS, ClaimsVisitor)
    }
}

impl Claims {
    /// The claims for the evaluator: none with more than [`MAX_TEXT`] allows.
    pub(super) fn bounded(&self) -> Result<&github::Claims, Error> {
        for (name, value) in self.0.iter() {
            within(MAX_TEXT, claim_weight(value), "the values of a claim")
                .map_err(|error| error.under(name))?;
        }
        Ok(&self.0)
    }
}

fn claim_weight(value: &ClaimValue) -> usize {
    match value {
        ClaimValue::Absent | ClaimValue::Bool(_) => 0,
        ClaimValue::Text(text) | ClaimValue::Number(text) => text.len(),
        ClaimValue::List(items) => {
            items.iter().map(claim_weight).sum::<usize>() + items.len().saturating_sub(1)
        }
        ClaimValue::Object(members) => {
            members.iter().map(|(name, value)| name.len() + 1 + claim_weight(value)).sum::<usize>()
        }
    }
}

/// Reads a member that is given.
pub(super) fn parse<T: FromStr<Err = Error>>(text: Option<String>, member: &str) -> Result<Option<T>, Error> {
    text.map(|text| text.parse()).transpose().map_err(|error: Error| error.under(member))
}

/// Any JSON value, read as a claim.
pub(super) struct JsonValue(pub(super) ClaimValue);

impl<'de> Deserialize<'de> for JsonValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<JsonValue, D::Error> {
        struct Value;
        impl<'de> Visitor<'de> for Value {
            type Value = JsonValue;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a JSON value")
            }
            fn visit_unit<E: de::Error>(self) -> Result<JsonValue, E> {
                Ok(JsonValue(ClaimValue::Absent))
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<JsonValue, E> {
                Ok(JsonValue(ClaimValue::Bool(value)))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<JsonValue, E> {
                Ok(JsonValue(ClaimValue::Text(text.to_owned())))
            }
            /// A number: the reader hands on its text.
            fn visit_newtype_struct<D: Deserializer<'de>>(self, number: D) -> Result<JsonValue, D::Error> {
                String::deserialize(number).map(|text| JsonValue(ClaimValue::Number(text)))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<JsonValue, A::Error> {
                let mut list = Vec::new();
                while let Some(JsonValue(item)) = items.next_element()? {
                    list.push(item);
                }
                Ok(JsonValue(ClaimValue::List(list)))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<JsonValue, A::Error> {
                let mut object = Vec::new();
                while let Some((name, JsonValue(value))) = members.next_entry()? {
                    object.push((name, value));
                }
                Ok(JsonValue(ClaimValue::Object(object)))
            }
        }
        deserializer.deserialize_any(Value)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    use super::{Claims, OneOrMany};

    impl JsonSchema for Claims {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> Cow<'static, str> {
            "Claims".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": "object", "x-claims": true})
        }
    }

    impl JsonSchema for OneOrMany {
        fn inline_schema() -> bool {
            true
        }
        fn schema_name() -> Cow<'static, str> {
            "OneOrMany".into()
        }
        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})
        }
    }
}
