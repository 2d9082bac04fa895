//! The one strict JSON reader: every request, policy and token payload passes here.
//!
//! It differs from a usual reader in what a security tool needs: members keep their order and their place in
//! the text, an object that names a member twice is refused (IAM's own parser is not known to refuse, and a
//! `sub` condition has been lost that way), numbers keep their text, and depth and size are bounded.

mod read;

use core::ops::Range;

pub use read::parse;
#[cfg(feature = "documents")]
pub(crate) use read::{limit, parse_foreign};
pub(crate) use read::{nul, parse_request};

/// A value and where it stands in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string, unescaped.
    String(String),
    /// A list.
    Array(Vec<Node>),
    /// An object, members in the order written.
    Object(Vec<Member>),
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The name, unescaped.
    pub name: String,
    /// The bytes of the name, with its quotes.
    pub name_span: Range<usize>,
    /// The value.
    pub node: Node,
}

/// JSON as other programs read it.
#[cfg(feature = "documents")]
#[derive(Debug)]
pub(crate) struct Foreign {
    /// The value; of several documents after each other, the list of them.
    pub(crate) node: Node,
    /// The bytes of each name that its object has already; the last one is kept.
    pub(crate) twice: Vec<Range<usize>>,
}

impl Node {
    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a member of an object.
    pub(crate) fn member(&self, name: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(members) => {
                members.iter().find(|member| member.name == name).map(|member| &member.node)
            }
            _ => None,
        }
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    /// What this is, in the words of messages: `a string`, `an object`, …
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}
