//! The claims of a token: what GitHub says of a job.

use core::str::FromStr;

use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::subject::another_document;
use crate::error::{Error, ErrorKind};
use crate::knowledge::claims::find as find_claim;
use crate::limits::MAX_REQUEST;
use crate::text::placeholder;
use crate::tree::json::{self, Member, Node, Value};
use crate::tree::recognise::{self, Wanted};

/// The value of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimValue {
    /// Known not to be in the token (`null` on the wire).
    Absent,
    /// A string; all of GitHub's claims but the times are.
    Text(String),
    /// A number, as written.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// A list, as in a multi-valued `aud`.
    List(Vec<ClaimValue>),
    /// An object, as in AWS's session-tags claim.
    Object(Vec<(String, ClaimValue)>),
}

impl ClaimValue {
    /// The strings of a string or a list; what is neither has none.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match self {
            ClaimValue::Text(one) => vec![one],
            ClaimValue::List(list) => list
                .iter()
                .filter_map(|item| if let ClaimValue::Text(text) = item { Some(text.as_str()) } else { None })
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// Claims by name, in the order given. Names are data: one this library has never heard of is kept.
///
/// ```
/// let claims: assumable::Claims = [("repository", "octo-org/app")].into_iter().collect();
/// assert_eq!(claims.text("repository"), Some("octo-org/app"));
/// assert!(claims.get("environment").is_none());
///
/// let same: assumable::Claims = r#"{"repository": "octo-org/app"}"#.parse()?;
/// assert_eq!(same, claims);
/// # Ok::<(), assumable::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims(Vec<(String, ClaimValue)>);

impl Claims {
    /// No claims.
    #[must_use]
    pub const fn new() -> Claims {
        Claims(Vec::new())
    }

    /// The value under this name; `None` where the claim is not named at all.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ClaimValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The value under this name, if it is a string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(ClaimValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Sets or replaces a claim.
    pub fn set(&mut self, name: impl Into<String>, value: ClaimValue) {
        let name = name.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// All claims, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ClaimValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// The claims as one JSON object.
impl Serialize for Claims {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write_members(&self.0, serializer)
    }
}

/// The value as JSON; numbers as they were written, which only `serde_json` can keep.
impl Serialize for ClaimValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ClaimValue::Absent => serializer.serialize_unit(),
            ClaimValue::Bool(value) => serializer.serialize_bool(*value),
            ClaimValue::Text(text) => serializer.serialize_str(text),
            ClaimValue::Number(text) => match serde_json::value::RawValue::from_string(text.clone()) {
                Ok(raw) => raw.serialize(serializer),
                Err(error) => Err(S::Error::custom(error)),
            },
            ClaimValue::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            ClaimValue::Object(members) => write_members(members, serializer),
        }
    }
}

fn write_members<S: Serializer>(members: &[(String, ClaimValue)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(members.len()))?;
    for (name, value) in members {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Claims {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Claims".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "object", "x-claims": true})
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for Claims {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(claims: I) -> Claims {
        Claims(claims.into_iter().map(|(name, text)| (name.into(), ClaimValue::Text(text.into()))).collect())
    }
}

impl FromStr for Claims {
    type Err = Error;

    /// Reads the payload of a token, or any JSON object of claims.
    fn from_str(text: &str) -> Result<Claims, Error> {
        let node = json::parse(text, MAX_REQUEST)
            .map_err(|error| recognise::text(text).map_or(error, |kind| kind.refuse(Wanted::Claims)))?;
        admit(&node).map_err(|error| error.locate(text))?;
        let kind = node.kind();
        match node.value {
            Value::Object(members) => Ok(Claims::from(members)),
            _ => Err(Error::new(ErrorKind::WrongType, format!("expected an object of claims, found {kind}"))
                .with_help("pass the claims by name, as in the payload of a token")
                .span_or(node.span)
                .locate(text)),
        }
    }
}

/// Refuses what is not the claims of a job: another document, a claim that is one, and a claim with a placeholder in it.
///
/// # Errors
/// `WRONG_DOCUMENT` and `PLACEHOLDER_UNFILLED`, with their places.
pub(crate) fn admit(node: &Node) -> Result<(), Error> {
    if let Some(kind) = recognise::document(node, Wanted::Claims) {
        return Err(kind.refuse(Wanted::Claims).span_or(node.span.clone()));
    }
    let Value::Object(members) = &node.value else { return Ok(()) };
    for member in members {
        let Some(text) = member.node.as_str() else { continue };
        let error = if member.name == "sub"
            && let Some(kind) = another_document(text)
        {
            Some(kind.refuse(Wanted::Subject))
        } else if never_holds_placeholders(&member.name) {
            placeholder(text).map(|found| Error::unfilled(&found))
        } else {
            None
        };
        if let Some(error) = error {
            return Err(error.span_or(member.node.span.clone()).under(&member.name));
        }
    }
    Ok(())
}

/// Whether GitHub fills this claim itself, so that what looks like a placeholder cannot be in a token. The name of a
/// workflow is free text, and so is a property; claims that are not known may be anything.
fn never_holds_placeholders(name: &str) -> bool {
    name != "workflow" && find_claim(name).is_some()
}

impl From<Vec<Member>> for Claims {
    fn from(members: Vec<Member>) -> Claims {
        Claims(members.into_iter().map(|member| (member.name, ClaimValue::from(member.node))).collect())
    }
}

impl From<&str> for ClaimValue {
    fn from(text: &str) -> ClaimValue {
        ClaimValue::Text(text.to_owned())
    }
}

impl From<String> for ClaimValue {
    fn from(text: String) -> ClaimValue {
        ClaimValue::Text(text)
    }
}

impl From<Node> for ClaimValue {
    fn from(node: Node) -> ClaimValue {
        match node.value {
            Value::Null => ClaimValue::Absent,
            Value::Bool(value) => ClaimValue::Bool(value),
            Value::Number(text) => ClaimValue::Number(text),
            Value::String(text) => ClaimValue::Text(text),
            Value::Array(items) => ClaimValue::List(items.into_iter().map(ClaimValue::from).collect()),
            Value::Object(members) => ClaimValue::Object(
                members.into_iter().map(|member| (member.name, ClaimValue::from(member.node))).collect(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_read() {
        let claims: Claims =
            r#"{"sub": "a", "exp": 1e3, "environment": null, "aud": ["x", true], "o": {"k": 1}}"#
                .parse()
                .unwrap();
        assert_eq!(claims.text("sub"), Some("a"));
        assert_eq!(claims.get("exp"), Some(&ClaimValue::Number("1e3".to_owned())));
        assert_eq!(claims.get("environment"), Some(&ClaimValue::Absent));
        let aud = ClaimValue::List(vec![ClaimValue::Text("x".to_owned()), ClaimValue::Bool(true)]);
        assert_eq!(claims.get("aud"), Some(&aud));
        let object = ClaimValue::Object(vec![("k".to_owned(), ClaimValue::Number("1".to_owned()))]);
        assert_eq!(claims.get("o"), Some(&object));
    }

    #[test]
    fn a_refusal_has_its_place() {
        let place = |text: &str| {
            let error = text.parse::<Claims>().unwrap_err();
            (error.kind(), error.place().map(|place| (place.line, place.column)))
        };
        assert_eq!(
            place("{\n  \"sub\": \"a\",\n  \"sub\": \"b\"\n}"),
            (ErrorKind::JsonDuplicateMember, Some((3, 3)))
        );
        assert_eq!(place(" [1]"), (ErrorKind::WrongType, Some((1, 2))));
        assert_eq!(place("{\"sub\": "), (ErrorKind::JsonSyntax, Some((1, 9))));
    }
}
