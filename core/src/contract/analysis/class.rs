//! A class of tokens on the wire: claims with their patterns, and `not`.

use core::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Deserializer, Serialize};

use crate::analysis::{ClaimPatterns, Class};

/// The tokens whose claims all fit: claim → list of patterns as under `StringLike` (`*`, `?`, `${*}`), `null` among them
/// for a token without the claim; `not` holds claims that must not fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenClass(pub Class);

impl<'de> Deserialize<'de> for TokenClass {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TokenClass, D::Error> {
        deserializer.deserialize_map(Members { nested: false }).map(TokenClass)
    }
}

/// Reads the members of a class, or of its `not`.
struct Members {
    nested: bool,
}

impl<'de> DeserializeSeed<'de> for Members {
    type Value = Class;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Class, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members {
    type Value = Class;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of claims with lists of patterns")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Class, A::Error> {
        let mut class = Class::default();
        while let Some(name) = members.next_key::<String>()? {
            if name == "not" && !self.nested {
                class.not = members.next_value_seed(Members { nested: true })?.claims;
            } else if name == "not" {
                return Err(de::Error::custom("`not` does not stand within `not`"));
            } else {
                let patterns: Vec<Option<String>> = members.next_value()?;
                class.claims.push((name, patterns));
            }
        }
        Ok(class)
    }
}

/// Claims as members of an object.
struct Claims<'c>(&'c [ClaimPatterns]);

impl Serialize for Claims<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, patterns)| (name, patterns)))
    }
}

impl Serialize for TokenClass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, patterns) in &self.0.claims {
            map.serialize_entry(name, patterns)?;
        }
        if !self.0.not.is_empty() {
            map.serialize_entry("not", &Claims(&self.0.not))?;
        }
        map.end()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TokenClass {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TokenClass".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "object", "x-class": true})
    }
}
