//! Reads the text of a Terraform file into its parts: `hcl-edit` reads, and this makes of its tree what is evaluated.
//!
//! It reads a little less than Terraform does, and that is made up for here: a byte-order mark is passed over, and of a key
//! that an object has twice the last counts.

use core::ops::Range;
use core::str::FromStr;

use hcl_edit::Span;
use hcl_edit::expr::{self, BinaryOperator, Expression, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::structure::{self, Structure};
use hcl_edit::template::{Directive, Element, Strip, Template};

use super::literal::{Base, Literal, indents};
use super::scan::{self, Flaw};
use super::syntax::{
    Attribute, Binary, Block, Body, Call, Expr, For, Item, Kind, Piece, PieceFor, Step, Unary, place,
};
use crate::error::{Error, ErrorKind, FLATTEN, PASS_LESS};
use crate::limits::{MAX_DEPTH, MAX_FILE_BYTES, MAX_TERRAFORM_KEYS};
use crate::read::value::{Spot, Text};
use crate::text::quote;

/// The most keys of one file that an object has twice.
const MAX_TWICE: usize = 32;

/// Reads a whole file.
pub(super) fn file(document: usize, text: &str) -> Result<Body, Error> {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let inner = text.get(mark..).unwrap_or("");
    let read = || {
        let (tree, masked) = tolerant(inner, structure::Body::from_str)?;
        let convert = Convert { text: inner, base: Base::Document(document, mark), masked: &masked };
        Ok(convert.body(&tree))
    };
    read().map_err(|error: Error| {
        let span = error.span().unwrap_or(0..0);
        error.at_span(span.start + mark..span.end + mark).locate(text)
    })
}

/// Reads a text as a template, such as a file of `templatefile` or a text in JSON.
pub(super) fn template(text: &str, base: &Base) -> Result<Vec<Piece>, Error> {
    let (tree, masked) = tolerant(text, Template::from_str)?;
    Ok(Convert { text, base: base.clone(), masked: &masked }.template(&tree, false))
}

/// Reads a text as one expression.
pub(super) fn expression(text: &str, base: &Base) -> Result<Expr, Error> {
    let (tree, masked) = tolerant(text, Expression::from_str)?;
    Ok(Convert { text, base: base.clone(), masked: &masked }.expression(&tree))
}

/// Reads with a parser that refuses an object which has a key twice: the later key gets another name, of the same length,
/// and is read from the text afterwards.
fn tolerant<T>(
    text: &str,
    parse: impl Fn(&str) -> Result<T, hcl_edit::parser::Error>,
) -> Result<(T, Vec<Range<usize>>), Error> {
    if text.len() > MAX_FILE_BYTES {
        let message = format!("the text has {} bytes, at most {MAX_FILE_BYTES} are read", text.len());
        return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS));
    }
    match scan::flaw(text) {
        Some(Flaw::Keys(at)) => {
            let message = format!("an object or a block has more than {MAX_TERRAFORM_KEYS} members");
            return Err(Error::new(ErrorKind::TooLarge, message).span_or(at..at + 1).with_help(PASS_LESS));
        }
        Some(Flaw::KeysTogether(at)) => {
            let message = "the objects and blocks of the text have more members together than are read";
            return Err(Error::new(ErrorKind::TooLarge, message).span_or(at..at + 1).with_help(PASS_LESS));
        }
        Some(Flaw::Heredoc(at, word)) => {
            let message = format!("the text that begins with `<<{word}` has no end");
            let help = format!("write `{word}` on a line of its own behind it");
            return Err(Error::new(ErrorKind::HclSyntax, message).span_or(at..at + 2).with_help(help));
        }
        None => {}
    }
    let mut masked: Vec<Range<usize>> = Vec::new();
    let mut given = text.to_owned();
    let mut tries = 0;
    loop {
        let error = match parse(&given) {
            Ok(tree) => return Ok((tree, masked)),
            Err(error) => error,
        };
        let at = error.location().offset();
        let refusal = || refusal(&error, at);
        if !error.message().contains("redefined object key") {
            return Err(refusal());
        }
        let length = text.get(at..).and_then(scan::key).ok_or_else(refusal)?;
        // The name that was put here may be another key's too: then the next one is tried.
        let again = masked.last().is_some_and(|range| range.start == at);
        tries = if again { tries + 1 } else { 0 };
        if masked.len() >= MAX_TWICE || tries > MAX_TWICE || given.get(at..at + length).is_none() {
            return Err(refusal());
        }
        given.replace_range(at..at + length, &name(masked.len() + tries, length).ok_or_else(refusal)?);
        if again {
            continue;
        }
        masked.push(at..at + length);
    }
}

/// A name of this many bytes that few files use as a key.
fn name(index: usize, length: usize) -> Option<String> {
    let letter = |index: usize| char::from_u32(u32::from(b'Z') - u32::try_from(index % 26).ok()?);
    let mut out = letter(index)?.to_string();
    if length > 1 {
        out.push(letter(index / 26)?);
    }
    out.push_str(&"_".repeat(length.checked_sub(out.len())?));
    Some(out)
}

fn refusal(error: &hcl_edit::parser::Error, at: usize) -> Error {
    if error.message().contains("nesting depth") || error.message().contains("operators") {
        let message = format!("the file nests deeper than the {MAX_DEPTH} levels that are read");
        return Error::new(ErrorKind::JsonTooDeep, message).span_or(at..at + 1).with_help(FLATTEN);
    }
    let message = format!("the text is not HCL: {}", error.message());
    Error::new(ErrorKind::HclSyntax, message)
        .span_or(at..at + 1)
        .with_found(&quote(error.line().trim()))
        .with_help("correct the text at this place; `terraform validate` shows the same")
}

struct Convert<'t> {
    text: &'t str,
    base: Base,
    /// The keys that were renamed for the parser.
    masked: &'t [Range<usize>],
}

impl Convert<'_> {
    fn spot(&self, node: &impl Span) -> Spot {
        self.base.spot(node.span().unwrap_or(0..0))
    }

    fn body(&self, body: &structure::Body) -> Body {
        let mut out = Body::default();
        for one in body {
            match one {
                Structure::Attribute(attribute) => out.attributes.push(Attribute {
                    name: attribute.key.as_str().to_owned(),
                    value: self.expression(&attribute.value),
                    spot: self.spot(attribute),
                }),
                Structure::Block(block) => out.blocks.push(Block {
                    kind: block.ident.as_str().to_owned(),
                    labels: block.labels.iter().map(|label| label.as_str().to_owned()).collect(),
                    body: self.body(&block.body),
                    spot: self.spot(block),
                }),
            }
        }
        out
    }

    fn expression(&self, expression: &Expression) -> Expr {
        let spot = self.spot(expression);
        let span = expression.span().unwrap_or(0..0);
        let kind = match expression {
            Expression::Null(_) => Kind::Null,
            Expression::Bool(value) => Kind::Bool(*value.value()),
            Expression::Number(_) => number(self.text.get(span).unwrap_or("")),
            Expression::String(_) => Kind::Template(self.quoted(span)),
            Expression::StringTemplate(template) => Kind::Template(self.template(template, true)),
            Expression::HeredocTemplate(heredoc) => {
                Kind::Template(self.heredoc(&heredoc.template, self.is_indented(&span)))
            }
            Expression::Array(items) => Kind::Tuple(items.iter().map(|item| self.expression(item)).collect()),
            Expression::Object(object) => Kind::Object(
                object
                    .iter()
                    .map(|(key, value)| Item { key: self.key(key), value: self.expression(value.expr()) })
                    .collect(),
            ),
            Expression::Parenthesis(inner) => return Expr { spot, ..self.expression(inner.inner()) },
            Expression::Variable(name) => Kind::Name(name.as_str().to_owned()),
            Expression::Conditional(one) => Kind::Conditional(Box::new([
                self.expression(&one.cond_expr),
                self.expression(&one.true_expr),
                self.expression(&one.false_expr),
            ])),
            Expression::FuncCall(call) => self.call(call),
            Expression::Traversal(traversal) => {
                let steps = traversal.operators.iter().map(|step| self.step(step.value())).collect();
                Kind::Get(Box::new(self.expression(&traversal.expr)), steps)
            }
            Expression::UnaryOp(one) => {
                let operator = match one.operator.value() {
                    UnaryOperator::Neg => Unary::Minus,
                    UnaryOperator::Not => Unary::Not,
                };
                Kind::Unary(operator, Box::new(self.expression(&one.expr)))
            }
            Expression::BinaryOp(one) => {
                let sides = [self.expression(&one.lhs_expr), self.expression(&one.rhs_expr)];
                Kind::Binary(binary(*one.operator.value()), Box::new(sides))
            }
            Expression::ForExpr(one) => self.for_each(one),
        };
        Expr { kind, spot }
    }

    fn call(&self, call: &expr::FuncCall) -> Kind {
        let mut name = call.name.name.as_str().to_owned();
        // `core::` is where the functions of the language live.
        for space in call.name.namespace.iter().rev().filter(|space| space.as_str() != "core") {
            name = format!("{}::{name}", space.as_str());
        }
        Kind::Call(Box::new(Call {
            name,
            arguments: call.args.iter().map(|argument| self.expression(argument)).collect(),
            expands: call.args.expand_final(),
        }))
    }

    fn for_each(&self, one: &expr::ForExpr) -> Kind {
        Kind::For(Box::new(For {
            key_name: one.intro.key_var.as_ref().map(|name| name.as_str().to_owned()),
            value_name: one.intro.value_var.as_str().to_owned(),
            over: self.expression(&one.intro.collection_expr),
            key: one.key_expr.as_ref().map(|key| self.expression(key)),
            value: self.expression(&one.value_expr),
            groups: one.grouping,
            condition: one.cond.as_ref().map(|condition| self.expression(&condition.expr)),
        }))
    }

    fn step(&self, step: &TraversalOperator) -> Step {
        match step {
            TraversalOperator::AttrSplat(_) => Step::AttributeSplat,
            TraversalOperator::FullSplat(_) => Step::Splat,
            TraversalOperator::GetAttr(name) => Step::Attribute(name.as_str().to_owned()),
            TraversalOperator::Index(index) => Step::Index(self.expression(index)),
            TraversalOperator::LegacyIndex(index) => {
                let kind = number(&index.value().to_string());
                Step::Index(Expr { kind, spot: self.spot(index) })
            }
        }
    }

    fn key(&self, key: &ObjectKey) -> Expr {
        let span = match key {
            ObjectKey::Ident(name) => name.span(),
            ObjectKey::Expression(expression) => expression.span(),
        };
        let span = span.unwrap_or(0..0);
        let spot = self.base.spot(span.clone());
        let plain = |bytes: Range<usize>| {
            let literal = Literal { bytes, escapes: false };
            Kind::Template(vec![Piece::Literal(literal.text(self.text, &self.base, &[]))])
        };
        if let Some(renamed) = self.masked.iter().find(|range| range.start == span.start) {
            // The name in the tree stands for what is written here.
            let text = self.text.get(renamed.clone()).unwrap_or("");
            let base = match &self.base {
                Base::Document(document, base) => Base::Document(*document, base + renamed.start),
                within @ Base::Within(_) => within.clone(),
            };
            return match expression(text, &base) {
                Ok(Expr { kind: Kind::Name(_), .. }) => Expr { kind: plain(renamed.clone()), spot },
                Ok(expression) => Expr { spot, ..expression },
                Err(_) => Expr { kind: plain(renamed.clone()), spot },
            };
        }
        match key {
            ObjectKey::Ident(_) => Expr { kind: plain(span), spot },
            // A bare word, a number or a truth value as it is written; what is in parentheses is evaluated.
            ObjectKey::Expression(Expression::Null(_) | Expression::Bool(_)) => {
                Expr { kind: plain(span), spot }
            }
            ObjectKey::Expression(expression) => self.expression(expression),
        }
    }

    /// A text in quotes, at these bytes.
    fn quoted(&self, span: Range<usize>) -> Vec<Piece> {
        let inner = span.start + 1..span.end.saturating_sub(1).max(span.start + 1);
        if inner.is_empty() {
            let text = match place(&self.base.spot(inner)) {
                Some(spot) => Text::written("", spot),
                None => Text::default(),
            };
            return vec![Piece::Literal(text)];
        }
        let literal = Literal { bytes: inner, escapes: true };
        vec![Piece::Literal(literal.text(self.text, &self.base, &[]))]
    }

    fn is_indented(&self, span: &Range<usize>) -> bool {
        self.text.get(span.clone()).is_some_and(|text| text.trim_start().starts_with("<<-"))
    }

    fn heredoc(&self, template: &Template, indented: bool) -> Vec<Piece> {
        let mut parts = Vec::new();
        if indented {
            literals(template, &mut parts);
        }
        let dropped = indents(self.text, &parts);
        self.pieces(template, false, &dropped)
    }

    fn template(&self, template: &Template, escapes: bool) -> Vec<Piece> {
        self.pieces(template, escapes, &[])
    }

    fn pieces(&self, template: &Template, escapes: bool, dropped: &[Range<usize>]) -> Vec<Piece> {
        let mut strip = Vec::new();
        strips(template, &mut strip, (false, false));
        self.pieces_within(template, escapes, dropped, &strip)
    }

    fn pieces_within(
        &self,
        template: &Template,
        escapes: bool,
        dropped: &[Range<usize>],
        strip: &[(usize, bool, bool)],
    ) -> Vec<Piece> {
        let inner = |template: &Template| self.pieces_within(template, escapes, dropped, strip);
        let mut out = Vec::new();
        for element in template {
            out.push(match element {
                Element::Literal(literal) => {
                    let mut bytes = literal.span().unwrap_or(0..0);
                    if let Some((_, left, right)) = strip.iter().find(|(at, ..)| *at == bytes.start) {
                        bytes = trimmed(self.text, bytes, *left, *right);
                    }
                    Piece::Literal(Literal { bytes, escapes }.text(self.text, &self.base, dropped))
                }
                Element::Interpolation(one) => Piece::Value(self.expression(&one.expr)),
                Element::Directive(directive) => match &**directive {
                    Directive::If(one) => {
                        let otherwise = one.else_expr.as_ref().map(|other| inner(&other.template));
                        Piece::If(Box::new((
                            self.expression(&one.if_expr.cond_expr),
                            inner(&one.if_expr.template),
                            otherwise.unwrap_or_default(),
                        )))
                    }
                    Directive::For(one) => Piece::For(Box::new(PieceFor {
                        key: one.for_expr.key_var.as_ref().map(|name| name.as_str().to_owned()),
                        value: one.for_expr.value_var.as_str().to_owned(),
                        over: self.expression(&one.for_expr.collection_expr),
                        body: inner(&one.for_expr.template),
                    })),
                },
            });
        }
        out
    }
}

/// The bytes without white space at the sides that are stripped.
fn trimmed(text: &str, bytes: Range<usize>, left: bool, right: bool) -> Range<usize> {
    let whole = text.get(bytes.clone()).unwrap_or("");
    let start = if left { whole.len() - whole.trim_start().len() } else { 0 };
    let rest = whole.get(start..).unwrap_or("");
    let end = if right { rest.trim_end().len() } else { rest.len() };
    bytes.start + start..bytes.start + start + end
}

/// The literal parts of a template in order, and `None` for whatever else stands in it.
fn literals(template: &Template, out: &mut Vec<Option<Range<usize>>>) {
    for element in template {
        match element {
            Element::Literal(literal) => out.push(literal.span()),
            Element::Interpolation(_) => out.push(None),
            Element::Directive(directive) => {
                out.push(None);
                match &**directive {
                    Directive::If(one) => {
                        literals(&one.if_expr.template, out);
                        out.push(None);
                        if let Some(other) = &one.else_expr {
                            literals(&other.template, out);
                            out.push(None);
                        }
                    }
                    Directive::For(one) => {
                        literals(&one.for_expr.template, out);
                        out.push(None);
                    }
                }
            }
        }
    }
}

/// Which literal parts lose the white space at their sides: where each begins, and whether it is stripped left and right.
///
/// `outer` says whether what stands around the template strips its first and its last part.
fn strips(template: &Template, out: &mut Vec<(usize, bool, bool)>, outer: (bool, bool)) {
    let elements: Vec<&Element> = template.iter().collect();
    let sides = |element: &Element| match element {
        Element::Literal(_) => (false, false),
        Element::Interpolation(one) => (strips_start(one.strip), strips_end(one.strip)),
        Element::Directive(directive) => match &**directive {
            Directive::If(one) => (strips_start(one.if_expr.strip), strips_end(one.endif_expr.strip)),
            Directive::For(one) => (strips_start(one.for_expr.strip), strips_end(one.endfor_expr.strip)),
        },
    };
    for (index, element) in elements.iter().enumerate() {
        match element {
            Element::Literal(literal) => {
                let before = index.checked_sub(1).and_then(|before| elements.get(before));
                let left = before.map_or(outer.0, |before| sides(before).1);
                let right = elements.get(index + 1).map_or(outer.1, |after| sides(after).0);
                if (left || right)
                    && let Some(span) = literal.span()
                {
                    out.push((span.start, left, right));
                }
            }
            Element::Interpolation(_) => {}
            Element::Directive(directive) => match &**directive {
                Directive::If(one) => {
                    let first = strips_end(one.if_expr.strip);
                    let last = strips_start(one.endif_expr.strip);
                    match &one.else_expr {
                        Some(other) => {
                            let (before, after) = (strips_start(other.strip), strips_end(other.strip));
                            strips(&one.if_expr.template, out, (first, before));
                            strips(&other.template, out, (after, last));
                        }
                        None => strips(&one.if_expr.template, out, (first, last)),
                    }
                }
                Directive::For(one) => {
                    let sides = (strips_end(one.for_expr.strip), strips_start(one.endfor_expr.strip));
                    strips(&one.for_expr.template, out, sides);
                }
            },
        }
    }
}

fn strips_start(strip: Strip) -> bool {
    matches!(strip, Strip::Start | Strip::Both)
}

fn strips_end(strip: Strip) -> bool {
    matches!(strip, Strip::End | Strip::Both)
}

/// A number as it is written, where it can be held exactly.
fn number(text: &str) -> Kind {
    let text = text.trim();
    let digits = text.trim_start_matches('-').bytes().filter(u8::is_ascii_digit).count();
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => {
            let whole = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            let negative = text.starts_with('-');
            let bare = text.trim_start_matches('-').trim_start_matches('0');
            let bare = format!(
                "{}{}",
                if negative && !bare.is_empty() { "-" } else { "" },
                if bare.is_empty() { "0" } else { bare }
            );
            if digits > 15 && !(whole && format!("{value}") == bare) {
                Kind::LongNumber
            } else {
                Kind::Number(value)
            }
        }
        _ => Kind::LongNumber,
    }
}

fn binary(operator: BinaryOperator) -> Binary {
    match operator {
        BinaryOperator::Eq => Binary::Equal,
        BinaryOperator::NotEq => Binary::Unequal,
        BinaryOperator::LessEq => Binary::LessEqual,
        BinaryOperator::GreaterEq => Binary::GreaterEqual,
        BinaryOperator::Less => Binary::Less,
        BinaryOperator::Greater => Binary::Greater,
        BinaryOperator::Plus => Binary::Add,
        BinaryOperator::Minus => Binary::Subtract,
        BinaryOperator::Mul => Binary::Multiply,
        BinaryOperator::Div => Binary::Divide,
        BinaryOperator::Mod => Binary::Remainder,
        BinaryOperator::And => Binary::And,
        BinaryOperator::Or => Binary::Or,
    }
}
