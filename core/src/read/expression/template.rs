//! A scalar of a workflow: text with expressions in it.
//!
//! A scalar that is one expression keeps the type of its value. With text around it is what `format` makes of both.

use core::ops::Range;

use super::evaluate::{Contexts, Stop, evaluate};
use super::functions::Function;
use super::scope::Scope;
use super::syntax::{Expression, Kind, MAX_LENGTH, parse_within};
use crate::error::{Draft, Error, ErrorKind};
use crate::read::value::{Spot, Unknown, Value};

/// Bytes of a scalar that are searched for the place of an expression.
const MAX_SEARCHED: usize = 4_096;

/// A scalar as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    /// What it says.
    body: Body,
    /// Where it stands.
    pub(crate) spot: Spot,
}

#[derive(Debug, Clone)]
enum Body {
    /// Without expressions.
    Constant(Value),
    /// One expression, and the text that it stands in.
    Expression { text: String, expression: Expression, whole: bool },
}

impl Template {
    /// A value that is written out.
    pub(crate) fn constant(value: Value, spot: Spot) -> Template {
        Template { body: Body::Constant(value), spot }
    }

    /// Reads a text.
    ///
    /// # Errors
    /// `EXPRESSION_INVALID` for an expression that is empty, not closed or malformed; its bytes are those of the text.
    pub(crate) fn read(text: &str, spot: Spot, scope: Scope<'_>) -> Result<Template, Error> {
        let pieces = pieces(text)?;
        let expressions: Vec<&Range<usize>> =
            pieces.iter().filter(|(is_expression, _)| *is_expression).map(|(_, bytes)| bytes).collect();
        if expressions.is_empty() {
            return Ok(Template::constant(Value::text(text), spot));
        }
        if text.chars().count() > MAX_LENGTH {
            let message = format!("a text with expressions is longer than {MAX_LENGTH} characters");
            return Err(fault(&message, 0..text.len()).with_help("split it, or compute the value in a step"));
        }
        let whole = pieces.len() == 1;
        let mut format = String::new();
        let mut arguments = Vec::new();
        for (is_expression, bytes) in &pieces {
            if *is_expression {
                format.push_str(&format!("{{{}}}", arguments.len()));
                arguments.push(parse_within(text, bytes.clone(), scope)?);
            } else {
                let literal = text.get(bytes.clone()).unwrap_or("");
                format.push_str(&literal.replace('{', "{{").replace('}', "}}"));
            }
        }
        let expression = match arguments.pop() {
            Some(only) if whole => only,
            last => {
                arguments.extend(last);
                let pattern = Expression { kind: Kind::Text(format), span: 0..0 };
                let all = core::iter::once(pattern).chain(arguments).collect();
                Expression { kind: Kind::Call(Function::Format, all), span: 0..text.len() }
            }
        };
        Ok(Template { body: Body::Expression { text: text.to_owned(), expression, whole }, spot })
    }

    /// Reads the text of `if`, whose braces may be left out.
    ///
    /// # Errors
    /// As [`Template::read`].
    pub(crate) fn condition(text: &str, spot: Spot, scope: Scope<'_>) -> Result<Template, Error> {
        if text.contains("${{") {
            return Template::read(text.trim(), spot, scope);
        }
        let expression = parse_within(text, 0..text.len(), scope)?;
        Ok(Template { body: Body::Expression { text: text.to_owned(), expression, whole: true }, spot })
    }

    /// The value, if it is written out.
    pub(crate) fn known(&self) -> Option<&Value> {
        match &self.body {
            Body::Constant(value) => Some(value),
            Body::Expression { .. } => None,
        }
    }

    /// The value, where it is the same in every run: no context is asked.
    pub(crate) fn fixed(&self) -> Option<Value> {
        let value = self.value(&mut NoContexts { nesting: 0, left: MAX_FIXED }, |_| "").ok()?;
        value.is_known().then_some(value)
    }

    /// Whether it is one expression with text around it.
    pub(crate) fn is_mixed(&self) -> bool {
        matches!(self.body, Body::Expression { whole: false, .. })
    }

    /// The expression, and the text that its bytes are of.
    pub(crate) fn expression(&self) -> Option<(&Expression, &str)> {
        match &self.body {
            Body::Constant(_) => None,
            Body::Expression { text, expression, .. } => Some((expression, text)),
        }
    }

    /// The expression as it is written, without braces.
    pub(crate) fn source(&self) -> &str {
        match &self.body {
            Body::Constant(value) => value.as_str().unwrap_or(""),
            Body::Expression { text, .. } => {
                let inner = text.trim();
                inner.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")).unwrap_or(inner).trim()
            }
        }
    }

    /// Its value. `texts` gives the whole text of a document.
    pub(crate) fn value<'t, C: Contexts>(
        &self,
        contexts: &mut C,
        texts: impl Fn(usize) -> &'t str,
    ) -> Result<Value, Stop> {
        match &self.body {
            Body::Constant(value) => Ok(value.clone()),
            Body::Expression { text, expression, .. } => {
                let document = texts(self.spot.document);
                let spot = |part: Range<usize>| Some(self.part(text, part, document));
                evaluate(expression, text, contexts, &spot)
            }
        }
    }

    /// Where a part of the text stands in the document: in a scalar that is written as it reads it is just there; in
    /// others it is looked for; where it is not found, it is the whole scalar.
    pub(crate) fn part(&self, text: &str, part: Range<usize>, document: &str) -> Spot {
        let written = document.get(self.spot.bytes.clone()).unwrap_or("");
        let wanted = text.get(part.clone()).unwrap_or("");
        let is_direct = |skip: usize| written.get(skip..).is_some_and(|rest| rest.starts_with(text));
        let at = match (is_direct(0), is_direct(1)) {
            (true, _) => Some(part.start),
            (_, true) => Some(part.start + 1),
            _ if written.len() <= MAX_SEARCHED => written.find(wanted),
            _ => None,
        };
        let Some(at) = at.filter(|_| !wanted.is_empty()) else { return self.spot.clone() };
        let start = self.spot.bytes.start + at;
        Spot { document: self.spot.document, bytes: start..start + wanted.len() }
    }
}

fn fault(message: &str, bytes: Range<usize>) -> Draft {
    Error::new(ErrorKind::ExpressionInvalid, message).span_or(bytes)
}

/// The literal parts and the expressions (`true`), by their bytes; those of an expression are without its braces.
fn pieces(text: &str) -> Result<Vec<(bool, Range<usize>)>, Error> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find("${{")) {
        let start = at + found;
        if start > at {
            out.push((false, at..start));
        }
        let inner = start + 3;
        let Some(end) = end(text.get(inner..).unwrap_or("")) else {
            return Err(fault("the expression is not closed", start..text.len())
                .with_help("close it with `}}`; text in it is in single quotes"));
        };
        let end = inner + end;
        if text.get(inner..end).unwrap_or("").trim().is_empty() {
            return Err(fault("the expression is empty", start..end + 2)
                .with_help("write an expression between `${{` and `}}`"));
        }
        out.push((true, inner..end));
        at = end + 2;
    }
    if at < text.len() {
        out.push((false, at..text.len()));
    }
    Ok(out)
}

/// Where `}}` ends an expression: the first outside of quotes.
fn end(text: &str) -> Option<usize> {
    let mut quoted = false;
    let bytes = text.as_bytes();
    bytes.iter().enumerate().find_map(|(at, byte)| {
        quoted ^= *byte == b'\'';
        (*byte == b'}' && !quoted && bytes.get(at + 1) == Some(&b'}')).then_some(at)
    })
}

/// The most steps to a value that needs no context.
const MAX_FIXED: usize = 10_000;

/// Contexts that tell nothing.
struct NoContexts {
    nesting: usize,
    left: usize,
}

impl Contexts for NoContexts {
    fn resolve(&mut self, context: &str, names: &[&str], spot: Option<Spot>) -> Result<(Value, usize), Stop> {
        Ok((Unknown::source(context, spot).value(), names.len()))
    }

    fn nesting(&mut self) -> &mut usize {
        &mut self.nesting
    }

    fn spend(&mut self, steps: usize) -> Result<(), Stop> {
        self.left = self.left.checked_sub(steps).ok_or(Stop::Costly)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_end_outside_of_quotes() {
        assert_eq!(
            pieces("prod${{ '}}' }}${{ '${{' }}").unwrap(),
            [(false, 0..4), (true, 7..13), (true, 18..25),]
        );
        assert_eq!(pieces("plain").unwrap(), [(false, 0..5)]);
        for text in ["${{ vars.X", "${{ }}", "a ${{ 'x }}"] {
            assert_eq!(pieces(text).unwrap_err().kind(), ErrorKind::ExpressionInvalid, "{text}");
        }
    }
}
