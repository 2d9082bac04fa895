//! Parts of a workflow file by their type: what is of another type is refused as GitHub does.

use core::ops::Range;

use super::parts::{Fault, Variable, Variables};
use crate::codes;
use crate::error::{Draft, Error, ErrorKind};
use crate::read::expression::{Scope, Template, number};
use crate::read::value::{Spot, Value as Known};
use crate::text::{nearest, quote};
use crate::tree::json::{Member, Node, Value};

/// A file that is being read.
#[derive(Clone, Copy)]
pub(super) struct Schema {
    /// Which document it is.
    pub(super) document: usize,
}

/// A refusal by GitHub's schema.
pub(super) fn invalid(message: impl Into<String>, bytes: Range<usize>) -> Draft {
    Error::new(ErrorKind::WorkflowInvalid, message).span_or(bytes)
}

impl Schema {
    pub(super) fn spot(self, bytes: Range<usize>) -> Spot {
        Spot { document: self.document, bytes }
    }

    /// A fault of this refusal: the file can be read all the same.
    pub(super) fn fault(self, error: &Error) -> Fault {
        let code = error.kind().row();
        let spot = self.spot(error.span().unwrap_or(0..0));
        Fault { code, message: error.to_string(), spot }
    }

    /// The members of a mapping.
    pub(super) fn mapping<'n>(self, node: &'n Node, what: &str) -> Result<&'n [Member], Error> {
        match &node.value {
            Value::Object(members) => Ok(members),
            _ => Err(wrong(node, what, "a mapping")),
        }
    }

    /// The items of a list.
    pub(super) fn list<'n>(self, node: &'n Node, what: &str) -> Result<&'n [Node], Error> {
        match &node.value {
            Value::Array(items) => Ok(items),
            _ => Err(wrong(node, what, "a list")),
        }
    }

    /// A scalar as text: GitHub prints numbers and booleans where it wants text.
    pub(super) fn text(self, node: &Node, what: &str) -> Result<String, Error> {
        Ok(match &node.value {
            Value::String(text) => text.clone(),
            Value::Number(text) => printed(text),
            Value::Bool(value) => value.to_string(),
            Value::Null => String::new(),
            _ => return Err(wrong(node, what, "text")),
        })
    }

    /// One text, or a list of texts.
    pub(super) fn texts(self, node: &Node, what: &str) -> Result<Vec<String>, Error> {
        match &node.value {
            Value::Array(items) => items.iter().map(|item| self.text(item, what)).collect(),
            _ => self.text(node, what).map(|text| vec![text]),
        }
    }

    /// A scalar with expressions in it; a number or a boolean keeps its type.
    pub(super) fn template(self, node: &Node, what: &str, scope: Scope<'_>) -> Result<Template, Error> {
        let spot = self.spot(node.span.clone());
        Ok(match &node.value {
            Value::String(text) => {
                return Template::read(text, spot, scope).map_err(|error| within(error, node));
            }
            Value::Number(text) => {
                Template::constant(Known::Number(number::literal(text).unwrap_or(f64::NAN)), spot)
            }
            Value::Bool(value) => Template::constant(Known::Bool(*value), spot),
            Value::Null => Template::constant(Known::text(""), spot),
            _ => return Err(wrong(node, what, "text")),
        })
    }

    /// A scalar with expressions in it, as text.
    pub(super) fn text_template(self, node: &Node, what: &str, scope: Scope<'_>) -> Result<Template, Error> {
        match &node.value {
            Value::String(_) => self.template(node, what, scope),
            _ => {
                let text = self.text(node, what)?;
                Ok(Template::constant(Known::text(text), self.spot(node.span.clone())))
            }
        }
    }

    /// The text of `if`.
    pub(super) fn condition(self, node: &Node, scope: Scope<'_>) -> Result<Template, Error> {
        let text = self.text(node, "if")?;
        Template::condition(&text, self.spot(node.span.clone()), scope).map_err(|error| within(error, node))
    }

    /// A mapping of names to scalars.
    pub(super) fn templates(
        self,
        node: &Node,
        what: &str,
        scope: Scope<'_>,
    ) -> Result<Vec<(String, Template)>, Error> {
        if node.value == Value::Null {
            return Ok(Vec::new());
        }
        let members = self.mapping(node, what)?;
        let one = |member: &Member| {
            Ok((member.name.clone(), self.text_template(&member.node, &member.name, scope)?))
        };
        members.iter().map(one).collect()
    }

    /// Environment variables. One that is not text stops the run, and the others are read; a whole that is one expression
    /// names nothing.
    pub(super) fn variables(
        self,
        node: &Node,
        scope: Scope<'_>,
        faults: &mut Vec<Fault>,
    ) -> Result<Variables, Error> {
        match &node.value {
            Value::Null => return Ok(Vec::new()),
            Value::String(text) if text.trim_start().starts_with("${{") => {
                self.template(node, "env", scope)?;
                return Ok(Vec::new());
            }
            _ => {}
        }
        let mut out = Vec::new();
        for member in self.mapping(node, "env")? {
            if member.name == "<<" {
                faults.push(Fault {
                    code: codes::YAML_MERGE_KEY,
                    message: "`<<` is a name like any other: GitHub does not merge mappings".to_owned(),
                    spot: self.spot(member.name_span.clone()),
                });
            }
            match self.text_template(&member.node, &member.name, scope) {
                Ok(value) => out.push(Variable {
                    name: member.name.clone(),
                    value,
                    loses_zero: zero_lost(&member.node),
                }),
                Err(error) if error.kind() == ErrorKind::WorkflowInvalid => faults.push(self.fault(&error)),
                Err(error) => return Err(error),
            }
        }
        Ok(out)
    }

    /// Refuses a name that is not among those known here.
    pub(super) fn known(self, member: &Member, known: &[&str], place: &str) -> Result<(), Error> {
        if known.contains(&member.name.as_str()) {
            return Ok(());
        }
        let message = format!("`{}` is not a key of {place}", quote(&member.name));
        let help = match nearest(&member.name, known.iter().copied()) {
            Some(near) => format!("write `{near}`"),
            None => format!("known: {}", known.join(", ")),
        };
        Err(invalid(message, member.name_span.clone()).with_found(&member.name).with_help(help))
    }
}

/// A number as GitHub prints it.
fn printed(text: &str) -> String {
    number::literal(text).map_or_else(|| text.to_owned(), number::print)
}

/// The number as it is written, where it begins with a zero that it loses.
fn zero_lost(node: &Node) -> Option<String> {
    match &node.value {
        Value::Number(text)
            if text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()) =>
        {
            Some(text.clone())
        }
        _ => None,
    }
}

fn wrong(node: &Node, what: &str, expected: &str) -> Error {
    invalid(format!("`{}` is {expected}, found {}", quote(what), node.kind()), node.span.clone())
        .with_help(format!("write {expected}"))
}

/// An error within a scalar, at the scalar.
fn within(error: Error, node: &Node) -> Error {
    error.at_span(node.span.clone())
}

/// The member of this name.
pub(super) fn member<'n>(members: &'n [Member], name: &str) -> Option<&'n Node> {
    members.iter().find(|member| member.name == name).map(|member| &member.node)
}
