//! Members of a document, each with its place in an error.

use crate::error::{Draft, Error, ErrorKind};
use crate::limits::{MAX_RULE_LIST, MAX_RULE_NAME};
use crate::text::quote;
use crate::tree::json::{Node, Value};

/// An object whose members are all known.
pub(super) struct Fields<'n> {
    node: &'n Node,
    what: &'static str,
}

impl<'n> Fields<'n> {
    pub(super) fn of(node: &'n Node, what: &'static str, known: &[&str]) -> Result<Fields<'n>, Error> {
        let Value::Object(members) = &node.value else {
            return Err(wrong(node, "an object"));
        };
        for member in members {
            if !known.contains(&member.name.as_str()) {
                let message = format!("the field `{}` is not known in {what}", quote(&member.name));
                return Err(Error::new(ErrorKind::UnknownField, message)
                    .with_found(&member.name)
                    .with_help(format!("known: {}", known.join(", ")))
                    .span_or(member.name_span.clone())
                    .under(&member.name));
            }
        }
        Ok(Fields { node, what })
    }

    pub(super) fn get<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'n Node) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        let Value::Object(members) = &self.node.value else { return Ok(None) };
        let member = members.iter().find(|member| member.name == name);
        member.map(|member| read(&member.node).map_err(|error| error.under(name))).transpose()
    }

    pub(super) fn need<T>(
        &self,
        name: &str,
        read: impl FnOnce(&'n Node) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.get(name, read)?.ok_or_else(|| {
            Error::new(ErrorKind::MissingField, format!("the field `{name}` is missing in {}", self.what))
                .with_help("add it")
                .span_or(self.node.span.clone())
        })
    }
}

pub(super) fn invalid(node: &Node, message: &str) -> Draft {
    let error = Error::new(ErrorKind::RulesInvalid, message).span_or(node.span.clone());
    match node.as_str() {
        Some(text) => error.with_found(text),
        None => error,
    }
}

pub(super) fn wrong(node: &Node, expected: &str) -> Error {
    let message = format!("expected {expected}, found {}", node.kind());
    let error = Error::new(ErrorKind::WrongType, message).span_or(node.span.clone());
    match (&node.value, expected) {
        (Value::Object(_), "a string") => {
            error.with_help("in YAML a text that starts with `{` needs quotes around it")
        }
        (Value::Number(_) | Value::Bool(_) | Value::Null, "a string") => {
            error.with_help("put quotes around it")
        }
        _ => error.with_help(format!("write {expected} here")),
    }
}

pub(super) fn under(error: Error, index: Option<usize>) -> Error {
    match index {
        Some(index) => error.under(index),
        None => error,
    }
}

pub(super) fn string(node: &Node) -> Result<&str, Error> {
    match node.as_str() {
        Some("") => {
            Err(invalid(node, "the text is empty").with_help("write a text, or leave the member out"))
        }
        Some(text) => Ok(text),
        None => Err(wrong(node, "a string")),
    }
}

pub(super) fn boolean(node: &Node) -> Result<bool, Error> {
    match node.value {
        Value::Bool(value) => Ok(value),
        _ => Err(wrong(node, "true or false")),
    }
}

/// A list of at most [`MAX_RULE_LIST`] entries.
pub(super) fn list(node: &Node) -> Result<&[Node], Error> {
    let items = any_list(node)?;
    bounded(node, items.len())?;
    Ok(items)
}

pub(super) fn any_list(node: &Node) -> Result<&[Node], Error> {
    match &node.value {
        Value::Array(items) => Ok(items),
        _ => Err(wrong(node, "a list")),
    }
}

/// Members of an object whose names the document chooses.
pub(super) fn entries(node: &Node) -> Result<Vec<(&str, &Node)>, Error> {
    let Value::Object(members) = &node.value else { return Err(wrong(node, "an object")) };
    bounded(node, members.len())?;
    let one = |member: &'_ crate::tree::json::Member| {
        name_of(&member.name, node).map_err(|error| error.under(&member.name))
    };
    members.iter().try_for_each(one)?;
    Ok(members.iter().map(|member| (member.name.as_str(), &member.node)).collect())
}

fn bounded(node: &Node, count: usize) -> Result<(), Error> {
    if count <= MAX_RULE_LIST {
        return Ok(());
    }
    let message = format!("{count} entries are given, at most {MAX_RULE_LIST} are read");
    Err(invalid(node, &message).with_help("give fewer, over several rules"))
}

/// A name that reports repeat.
pub(super) fn name(node: &Node) -> Result<String, Error> {
    let text = string(node)?;
    if text.len() > MAX_RULE_NAME {
        let message = format!("the name has {} bytes, at most {MAX_RULE_NAME} are read", text.len());
        return Err(invalid(node, &message).with_help("shorten it"));
    }
    Ok(text.to_owned())
}

/// A name that placeholders hold.
fn name_of(text: &str, node: &Node) -> Result<(), Error> {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-');
    if !text.is_empty() && text.len() <= MAX_RULE_NAME && text.bytes().all(letter) {
        return Ok(());
    }
    Err(invalid(node, &format!("`{}` is not a name for a placeholder", quote(text)))
        .with_help("use lower-case letters, digits, `_` and `-`"))
}

/// One or several, with the index of each of several.
pub(super) fn items(node: &Node) -> Result<Vec<(Option<usize>, &Node)>, Error> {
    Ok(match &node.value {
        Value::Array(_) => list(node)?.iter().enumerate().map(|(index, node)| (Some(index), node)).collect(),
        _ => vec![(None, node)],
    })
}

pub(super) fn strings(node: &Node) -> Result<Vec<String>, Error> {
    let read = |(index, node): (Option<usize>, &Node)| name(node).map_err(|error| under(error, index));
    items(node)?.into_iter().map(read).collect()
}

pub(super) fn choice<T: Copy>(node: &Node, known: &[(&str, T)]) -> Result<T, Error> {
    let text = string(node)?;
    known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        Error::new(ErrorKind::InvalidValue, format!("`{}` is not one of the known values", quote(text)))
            .with_found(text)
            .with_help(format!("known: {}", names.join(", ")))
            .span_or(node.span.clone())
    })
}
