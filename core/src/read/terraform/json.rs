//! Terraform's JSON form: the same blocks, written as objects.

use super::literal::Base;
use super::parse;
use super::syntax::{Attribute, Block, Body, Expr, Item, Kind, Piece};
use super::types;
use crate::error::Error;
use crate::limits::MAX_FILE_BYTES;
use crate::read::value::{Spot, Text};
use crate::tree::json::{self, Node, Value};

/// How many labels the blocks of a kind have, and which nested blocks of a resource are read.
const LABELS: &[(&str, usize)] = &[
    ("resource", 2),
    ("data", 2),
    ("variable", 1),
    ("output", 1),
    ("module", 1),
    ("provider", 1),
    ("locals", 0),
];

/// The nested blocks that are read; whatever else stands in a resource is an attribute.
const NESTED: &[&str] = &[
    "statement",
    "principals",
    "not_principals",
    "condition",
    "inline_policy",
    "image_tag_mutability_exclusion_filter",
    "content",
];

/// Reads a configuration, or values, in JSON.
pub(super) fn file(document: usize, text: &str, values: bool) -> Result<Body, Error> {
    let node = json::parse_foreign(text, MAX_FILE_BYTES).map_err(|error| error.locate(text))?.node;
    let read = Reader { document, text };
    let Value::Object(members) = &node.value else { return Ok(Body::default()) };
    let mut out = Body::default();
    for member in members {
        if values {
            let value = read.literal(&member.node);
            out.attributes.push(Attribute {
                name: member.name.clone(),
                value,
                spot: read.spot(&member.node),
            });
            continue;
        }
        let Some((kind, labels)) = LABELS.iter().find(|(kind, _)| *kind == member.name) else { continue };
        read.blocks(kind, *labels, &mut Vec::new(), &member.node, &mut out.blocks)?;
    }
    Ok(out)
}

struct Reader<'t> {
    document: usize,
    text: &'t str,
}

impl Reader<'_> {
    fn spot(&self, node: &Node) -> Spot {
        Spot { document: self.document, bytes: node.span.clone() }
    }

    /// The blocks of a kind: objects within objects for their labels, and lists where there are several.
    fn blocks(
        &self,
        kind: &str,
        labels: usize,
        given: &mut Vec<String>,
        node: &Node,
        out: &mut Vec<Block>,
    ) -> Result<(), Error> {
        match &node.value {
            Value::Array(items) => {
                items.iter().try_for_each(|item| self.blocks(kind, labels, given, item, out))
            }
            Value::Object(members) if given.len() < labels => members.iter().try_for_each(|member| {
                given.push(member.name.clone());
                let done = self.blocks(kind, labels, given, &member.node, out);
                given.pop();
                done
            }),
            Value::Object(_) => {
                let body = self.body(node, kind)?;
                out.push(Block { kind: kind.to_owned(), labels: given.clone(), body, spot: self.spot(node) });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn body(&self, node: &Node, kind: &str) -> Result<Body, Error> {
        let Value::Object(members) = &node.value else { return Ok(Body::default()) };
        let mut out = Body::default();
        for member in members.iter().filter(|member| member.name != "//") {
            let name = member.name.as_str();
            if name == "dynamic" && kind != "locals" {
                self.blocks("dynamic", 1, &mut Vec::new(), &member.node, &mut out.blocks)?;
                continue;
            }
            if NESTED.contains(&name) && !matches!(kind, "locals" | "module") {
                self.blocks(name, 0, &mut Vec::new(), &member.node, &mut out.blocks)?;
                continue;
            }
            let value = match (kind, name) {
                ("variable", "default") => self.literal(&member.node),
                // A type is written as an expression within a text.
                ("variable", "type") => match &member.node.value {
                    Value::String(text) => parse::expression(text, &self.base(&member.node))
                        .map_err(|error| self.located(error, &member.node))?,
                    _ => self.literal(&member.node),
                },
                _ => self.expression(&member.node)?,
            };
            out.attributes.push(Attribute { name: name.to_owned(), value, spot: self.spot(&member.node) });
        }
        Ok(out)
    }

    /// A value in which texts are what they are.
    fn literal(&self, node: &Node) -> Expr {
        let text = |text: &str| Kind::Template(vec![Piece::Literal(self.written(text, node))]);
        self.plain(node, &|text_value| Ok(text(text_value)), &|one| Ok(self.literal(one)))
            .unwrap_or(Expr { kind: Kind::Null, spot: self.spot(node) })
    }

    /// A value in which texts are templates.
    fn expression(&self, node: &Node) -> Result<Expr, Error> {
        self.plain(
            node,
            &|text| {
                if !text.contains(['$', '%']) {
                    return Ok(Kind::Template(vec![Piece::Literal(self.written(text, node))]));
                }
                parse::template(text, &self.base(node))
                    .map(Kind::Template)
                    .map_err(|error| self.located(error, node))
            },
            &|one| self.expression(one),
        )
    }

    fn plain(
        &self,
        node: &Node,
        text: &dyn Fn(&str) -> Result<Kind, Error>,
        inner: &dyn Fn(&Node) -> Result<Expr, Error>,
    ) -> Result<Expr, Error> {
        let kind = match &node.value {
            Value::Null => Kind::Null,
            Value::Bool(value) => Kind::Bool(*value),
            Value::Number(number) => types::number(number).map_or(Kind::LongNumber, Kind::Number),
            Value::String(value) => text(value)?,
            Value::Array(items) => Kind::Tuple(items.iter().map(inner).collect::<Result<_, _>>()?),
            Value::Object(members) => {
                let mut items = Vec::new();
                for member in members {
                    let spot = Spot { document: self.document, bytes: member.name_span.clone() };
                    let name = Text::written(member.name.clone(), spot.clone());
                    let key = Expr { kind: Kind::Template(vec![Piece::Literal(name)]), spot };
                    items.push(Item { key, value: inner(&member.node)? });
                }
                Kind::Object(items)
            }
        };
        Ok(Expr { kind, spot: self.spot(node) })
    }

    /// A text, which is written byte for byte where nothing in it is escaped.
    fn written(&self, value: &str, node: &Node) -> Text {
        let inner = node.span.start + 1..node.span.end.saturating_sub(1);
        if self.text.get(inner.clone()) == Some(value) {
            return Text::written(value, Spot { document: self.document, bytes: inner });
        }
        Text::literal(value)
    }

    fn base(&self, node: &Node) -> Base {
        let inner = node.span.start + 1..node.span.end.saturating_sub(1);
        match &node.value {
            Value::String(value) if self.text.get(inner.clone()) == Some(value.as_str()) => {
                Base::Document(self.document, inner.start)
            }
            _ => Base::Within(self.spot(node)),
        }
    }

    fn located(&self, error: Error, node: &Node) -> Error {
        error.at_span(node.span.clone()).locate(self.text)
    }
}
