//! The functions of GitHub's expressions, over values that are known.

use super::compare::{equal, is_primitive};
use super::text::{contains_ignoring_case, ends_ignoring_case, print, starts_ignoring_case};
use crate::limits::MAX_REQUEST;
use crate::read::value::{List, Object, Text, Value};
use crate::text::quote;
use crate::tree::json::{self, Node};

macro_rules! functions {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $least:literal, $most:expr;)*) => {
        /// A function; names are compared without case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Function {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Function {
            /// Every function.
            pub(super) const ALL: &'static [Function] = &[$(Function::$name),*];

            /// Its name.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Function::$name => $text,)*
                }
            }

            fn arity(self) -> (usize, usize) {
                match self {
                    $(Function::$name => ($least, $most),)*
                }
            }
        }
    };
}

/// The most arguments of one call.
const MOST: usize = 255;

functions! {
    /// Whether a list has an item, or a text a part.
    Contains = "contains", 2, 2;
    /// Whether a text begins so.
    StartsWith = "startsWith", 2, 2;
    /// Whether a text ends so.
    EndsWith = "endsWith", 2, 2;
    /// A text with others in its places.
    Format = "format", 1, MOST;
    /// The items of a list as one text.
    Join = "join", 1, 2;
    /// A value as JSON.
    ToJson = "toJSON", 1, 1;
    /// The value of a JSON text.
    FromJson = "fromJSON", 1, 1;
    /// The value behind the first predicate that holds.
    Case = "case", 3, MOST;
    /// A digest of files.
    HashFiles = "hashFiles", 1, MOST;
    /// Whether everything before went well.
    Success = "success", 0, 0;
    /// True.
    Always = "always", 0, 0;
    /// Whether the run was cancelled.
    Cancelled = "cancelled", 0, 0;
    /// Whether something before failed.
    Failure = "failure", 0, 0;
}

impl Function {
    /// The function of this name.
    pub(super) fn find(name: &str) -> Option<Function> {
        Function::ALL.iter().find(|function| function.name().eq_ignore_ascii_case(name)).copied()
    }

    /// Whether it takes this many arguments; if not, how many it takes.
    pub(super) fn admit(self, count: usize) -> Result<(), String> {
        let (least, most) = self.arity();
        let odd = self != Function::Case || count % 2 == 1;
        if (least..=most).contains(&count) && odd {
            return Ok(());
        }
        Err(match (self, least, most) {
            (Function::Case, ..) => "pairs of a predicate and a value, and a value for all others".to_owned(),
            (_, 0, _) => "no arguments".to_owned(),
            (_, 1, 1) => "one argument".to_owned(),
            (_, least, most) if least == most => format!("{least} arguments"),
            (_, least, MOST) => format!("at least {least} arguments"),
            (_, least, most) => format!("{least} to {most} arguments"),
        })
    }

    /// What it gives for known arguments; the reason where GitHub fails.
    pub(super) fn call(self, arguments: &[Value]) -> Result<Value, String> {
        let null = Value::Null;
        let at = |index: usize| arguments.get(index).unwrap_or(&null);
        let texts = |test: fn(&str, &str) -> bool| {
            let (whole, part) = (at(0), at(1));
            is_primitive(whole) && is_primitive(part) && test(&print(whole), &print(part))
        };
        Ok(match self {
            Function::Contains => Value::Bool(match at(0) {
                Value::List(list) => list.items.iter().any(|item| equal(item, at(1))),
                _ => texts(contains_ignoring_case),
            }),
            Function::StartsWith => Value::Bool(texts(starts_ignoring_case)),
            Function::EndsWith => Value::Bool(texts(ends_ignoring_case)),
            Function::Format => {
                let texts: Vec<Text> =
                    arguments.iter().skip(1).map(|value| Text::literal(print(value))).collect();
                Value::Text(format(&print(at(0)), &texts)?)
            }
            Function::Join => Value::text(match at(0) {
                Value::List(list) => {
                    let items: Vec<String> = list.items.iter().map(print).collect();
                    let separator = arguments.get(1).filter(|value| is_primitive(value));
                    items.join(&separator.map_or_else(|| ",".to_owned(), print))
                }
                one if is_primitive(one) => print(one),
                _ => String::new(),
            }),
            Function::ToJson => Value::text(to_json(at(0))),
            Function::FromJson => from_json(&print(at(0)))?,
            Function::Always => Value::Bool(true),
            // These are answered where they are met.
            Function::Case
            | Function::HashFiles
            | Function::Success
            | Function::Cancelled
            | Function::Failure => Value::Null,
        })
    }
}

/// `format`: `{n}` is an argument, `{{` and `}}` are braces.
pub(super) fn format(pattern: &str, arguments: &[Text]) -> Result<Text, String> {
    let mut out = Text::default();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        out.push(rest.get(..at).unwrap_or(""));
        rest = rest.get(at..).unwrap_or("");
        if let Some(after) = rest.strip_prefix("{{") {
            out.push("{");
            rest = after;
        } else if let Some(after) = rest.strip_prefix("}}") {
            out.push("}");
            rest = after;
        } else {
            let index = rest.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let argument = index.and_then(|(index, after)| {
                let plain = !index.is_empty() && index.bytes().all(|b| b.is_ascii_digit());
                let index: u8 = plain.then(|| index.parse().ok()).flatten()?;
                Some((index, after))
            });
            let Some((index, after)) = argument else {
                return Err(format!(
                    "the format `{}` has a brace that is not closed or not doubled",
                    quote(pattern)
                ));
            };
            let Some(argument) = arguments.get(usize::from(index)) else {
                return Err(format!(
                    "the format `{}` asks for `{{{index}}}`, which is not passed",
                    quote(pattern)
                ));
            };
            out.append(argument);
            rest = after;
        }
    }
    out.push(rest);
    Ok(out)
}

/// A value as JSON, with two spaces for each level.
pub(crate) fn to_json(value: &Value) -> String {
    let mut out = String::new();
    write_json(value, 0, &mut out);
    out
}

fn write_json(value: &Value, level: usize, out: &mut String) {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    match value {
        Value::Null | Value::Unknown(_) => out.push_str("null"),
        Value::Text(_) => out.push_str(&quoted(&print(value))),
        Value::Bool(_) | Value::Number(_) => out.push_str(&print(value)),
        Value::List(list) => {
            let items = list.items.iter().map(|item| (None, item));
            write_members(items, ('[', ']'), level, out);
        }
        Value::Object(object) => {
            let members = object.members.iter().map(|one| (Some(quoted(&one.name)), &one.value));
            write_members(members, ('{', '}'), level, out);
        }
    }
}

fn write_members<'v>(
    members: impl ExactSizeIterator<Item = (Option<String>, &'v Value)>,
    (open, close): (char, char),
    level: usize,
    out: &mut String,
) {
    out.push(open);
    let empty = members.len() == 0;
    for (index, (name, value)) in members.enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(level + 1));
        if let Some(name) = name {
            out.push_str(&name);
            out.push_str(": ");
        }
        write_json(value, level + 1, out);
    }
    if !empty {
        out.push('\n');
        out.push_str(&"  ".repeat(level));
    }
    out.push(close);
}

/// The value of a JSON text.
pub(super) fn from_json(text: &str) -> Result<Value, String> {
    match json::parse(text, MAX_REQUEST) {
        Ok(node) => Ok(of_node(&node)),
        Err(error) => Err(format!("`fromJSON` is given a text that is not JSON: {error}")),
    }
}

/// The value that a tree stands for.
pub(crate) fn of_node(node: &Node) -> Value {
    match &node.value {
        json::Value::Null => Value::Null,
        json::Value::Bool(value) => Value::Bool(*value),
        json::Value::Number(text) => Value::Number(super::number::literal(text).unwrap_or(f64::NAN)),
        json::Value::String(text) => Value::text(text),
        json::Value::Array(items) => List::of(items.iter().map(of_node).collect()).value(),
        json::Value::Object(members) => {
            let members = members.iter().map(|member| (member.name.clone(), of_node(&member.node)));
            Object::of(members).value()
        }
    }
}
