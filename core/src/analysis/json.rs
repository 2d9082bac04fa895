//! A class of tokens as JSON: each claim with its list of patterns, and `not`.

use core::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Deserializer, Serialize};

use super::world::{ClaimPatterns, Class};

impl<'de> Deserialize<'de> for Class {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Class, D::Error> {
        Members { nested: false }.deserialize(deserializer)
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
            if name != "not" {
                class.claims.push((name, members.next_value()?));
            } else if self.nested {
                return Err(de::Error::custom("`not` cannot stand within `not`: name claims there"));
            } else {
                class.not = members.next_value_seed(Members { nested: true })?.claims;
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

impl Serialize for Class {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, patterns) in &self.claims {
            map.serialize_entry(name, patterns)?;
        }
        if !self.not.is_empty() {
            map.serialize_entry("not", &Claims(&self.not))?;
        }
        map.end()
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Class {
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
