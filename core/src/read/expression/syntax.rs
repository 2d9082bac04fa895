//! The grammar of GitHub's expressions, read into a tree whose parts know their bytes.
//!
//! Chains of operators, of properties and of `!` are lists, not nests: only brackets nest, and they are counted.

use core::ops::Range;

use super::compare::Comparison;
use super::functions::Function;
use super::number;
use super::scope::Scope;
use crate::error::{Draft, Error, ErrorKind};
use crate::text::{nearest, quote};

/// The most bytes of one expression (GitHub allows 21,000 characters).
pub(crate) const MAX_LENGTH: usize = 21_000;
/// How deep brackets may nest.
pub(crate) const MAX_NESTING: usize = 50;

/// An expression, or a part of one.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    pub(super) kind: Kind,
    /// Its bytes in the text that was read.
    pub(crate) span: Range<usize>,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    /// A context, such as `github`.
    Context(String),
    Call(Function, Vec<Expression>),
    /// A value, and the steps into it.
    Access(Box<Expression>, Vec<Step>),
    /// `!`, this many times.
    Not(usize, Box<Expression>),
    /// Compared from left to right.
    Compare(Box<Expression>, Vec<(Comparison, Expression)>),
    And(Vec<Expression>),
    Or(Vec<Expression>),
}

/// A step into a value.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// `.name`
    Property(String),
    /// `[…]`
    Index(Expression),
    /// `.*` or `[*]`
    All,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Number(f64),
    Text(String),
    Word(String),
    Symbol(&'static str),
    End,
}

/// Reads an expression; an empty one is `null`.
///
/// # Errors
/// `EXPRESSION_INVALID` with its place, for what GitHub refuses to read: the grammar, names that `scope` does not have,
/// and its limits.
pub(crate) fn parse(text: &str, scope: Scope<'_>) -> Result<Expression, Error> {
    parse_within(text, 0..text.len(), scope)
}

/// Reads the expression at these bytes of a text; its places are those of the whole text.
pub(crate) fn parse_within(text: &str, bytes: Range<usize>, scope: Scope<'_>) -> Result<Expression, Error> {
    let inner = text.get(bytes.clone()).unwrap_or("");
    if inner.chars().count() > MAX_LENGTH {
        let message = format!("the expression is longer than {MAX_LENGTH} characters");
        return Err(fault(message, bytes).with_help("split it, or compute the value in a step"));
    }
    let text = text.get(..bytes.end).unwrap_or(text);
    let mut parser = Parser { text, at: bytes.start, token: Token::End, span: 0..0, depth: 0, scope };
    parser.advance()?;
    if parser.token == Token::End {
        return Ok(Expression { kind: Kind::Null, span: bytes });
    }
    let expression = parser.or()?;
    match parser.token {
        Token::End => Ok(expression),
        _ => Err(parser.unexpected("an operator or the end")),
    }
}

fn fault(message: impl Into<String>, span: Range<usize>) -> Draft {
    Error::new(ErrorKind::ExpressionInvalid, message).span_or(span)
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    token: Token,
    span: Range<usize>,
    depth: usize,
    scope: Scope<'t>,
}

/// The symbols, the longer first.
const SYMBOLS: [&str; 16] =
    ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "(", ")", "[", "]", ".", ",", "*"];

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Reads the next token.
    fn advance(&mut self) -> Result<(), Error> {
        let space = self.rest().len() - self.rest().trim_start().len();
        self.at += space;
        let start = self.at;
        let rest = self.rest();
        let (token, length) = match rest.chars().next() {
            None => (Token::End, 0),
            Some('\'') => quoted(rest).ok_or_else(|| {
                fault("the text in quotes does not end", start..self.text.len())
                    .with_help("close it with `'`; a quote within it is written twice")
            })?,
            Some(c) if c.is_ascii_digit() || matches!(c, '+' | '-') => self.number(start)?,
            // A point starts a number where no value stands before it.
            Some('.')
                if !self.follows_value()
                    && rest.get(1..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit())) =>
            {
                self.number(start)?
            }
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                (Token::Word(rest.get(..length).unwrap_or("").to_owned()), length)
            }
            Some(c) => match SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
                Some(symbol) => (Token::Symbol(symbol), symbol.len()),
                None => {
                    let help = match c {
                        '"' => "write text in single quotes",
                        '=' => "compare with `==`",
                        '&' | '|' => "write `&&` or `||`",
                        _ => "write a value, an operator or a bracket",
                    };
                    let message = format!("`{}` means nothing in an expression", quote(&c.to_string()));
                    return Err(fault(message, start..start + c.len_utf8())
                        .with_found(&c.to_string())
                        .with_help(help));
                }
            },
        };
        self.at = start + length;
        self.token = token;
        self.span = start..self.at;
        Ok(())
    }

    /// Whether the token before is one that a property can follow.
    fn follows_value(&self) -> bool {
        matches!(self.token, Token::Word(_) | Token::Text(_) | Token::Symbol(")" | "]" | "*"))
    }

    fn number(&self, start: usize) -> Result<(Token, usize), Error> {
        let rest = self.rest();
        let ends = |c: char| c.is_whitespace() || "()[],!=<>&|".contains(c);
        let length = rest.find(ends).unwrap_or(rest.len());
        let text = rest.get(..length).unwrap_or("");
        match number::literal(text) {
            Some(number) => Ok((Token::Number(number), length)),
            None => Err(fault(format!("`{}` is not a number", quote(text)), start..start + length)
                .with_found(text)
                .with_help("expressions have no arithmetic; write text in single quotes")),
        }
    }

    fn is(&self, symbol: &str) -> bool {
        matches!(self.token, Token::Symbol(found) if found == symbol)
    }

    /// Passes this symbol, if it is the next.
    fn take(&mut self, symbol: &str) -> Result<bool, Error> {
        let found = self.is(symbol);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn expect(&mut self, symbol: &'static str) -> Result<(), Error> {
        match self.take(symbol)? {
            true => Ok(()),
            false => Err(self.unexpected(&format!("`{symbol}`"))),
        }
    }

    fn unexpected(&self, expected: &str) -> Error {
        let found = self.text.get(self.span.clone()).unwrap_or("");
        let message = match self.token {
            Token::End => format!("{expected} expected, but the expression ends"),
            _ => format!("{expected} expected, found `{}`", quote(found)),
        };
        let draft = fault(message, self.span.clone());
        let draft = if found.is_empty() { draft } else { draft.with_found(found) };
        draft.with_help(format!("write {expected} here"))
    }

    /// One more bracket within brackets.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth == MAX_NESTING {
            let message = format!("the expression nests deeper than {MAX_NESTING}");
            return Err(
                fault(message, self.span.clone()).with_help("remove brackets, or split the expression")
            );
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Result<Expression, Error> {
        self.chain("||", Self::and, Kind::Or)
    }

    fn and(&mut self) -> Result<Expression, Error> {
        self.chain("&&", Self::equality, Kind::And)
    }

    fn chain(
        &mut self,
        symbol: &'static str,
        next: fn(&mut Self) -> Result<Expression, Error>,
        kind: fn(Vec<Expression>) -> Kind,
    ) -> Result<Expression, Error> {
        let first = next(self)?;
        if !self.is(symbol) {
            return Ok(first);
        }
        let start = first.span.start;
        let mut items = vec![first];
        while self.take(symbol)? {
            items.push(next(self)?);
        }
        let end = items.last().map_or(start, |last| last.span.end);
        Ok(Expression { kind: kind(items), span: start..end })
    }

    fn equality(&mut self) -> Result<Expression, Error> {
        self.comparisons(&[("==", Comparison::Equal), ("!=", Comparison::NotEqual)], Self::order)
    }

    fn order(&mut self) -> Result<Expression, Error> {
        let operators = [
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        self.comparisons(&operators, Self::not)
    }

    fn comparisons(
        &mut self,
        operators: &[(&'static str, Comparison)],
        next: fn(&mut Self) -> Result<Expression, Error>,
    ) -> Result<Expression, Error> {
        let first = next(self)?;
        let start = first.span.start;
        let mut end = first.span.end;
        let mut rest = Vec::new();
        while let Some((_, operator)) = operators.iter().find(|(symbol, _)| self.is(symbol)) {
            self.advance()?;
            let operand = next(self)?;
            end = operand.span.end;
            rest.push((*operator, operand));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Expression { kind: Kind::Compare(Box::new(first), rest), span: start..end })
    }

    fn not(&mut self) -> Result<Expression, Error> {
        let start = self.span.start;
        let mut times = 0;
        while self.take("!")? {
            times += 1;
        }
        let inner = self.access()?;
        if times == 0 {
            return Ok(inner);
        }
        let span = start..inner.span.end;
        Ok(Expression { kind: Kind::Not(times, Box::new(inner)), span })
    }

    /// A value and the steps into it.
    fn access(&mut self) -> Result<Expression, Error> {
        let base = self.value()?;
        let start = base.span.start;
        let mut end = base.span.end;
        let mut steps = Vec::new();
        loop {
            if self.take(".")? {
                end = self.span.end;
                match core::mem::replace(&mut self.token, Token::End) {
                    Token::Word(name) => steps.push(Step::Property(name)),
                    Token::Symbol("*") => steps.push(Step::All),
                    other => {
                        self.token = other;
                        return Err(self.unexpected("the name of a property"));
                    }
                }
                // What follows a property is not a number's point.
                self.token = Token::Symbol("]");
                self.advance()?;
            } else if self.is("[") {
                let step = self.nested(|parser| {
                    parser.advance()?;
                    if parser.take("*")? {
                        return Ok(Step::All);
                    }
                    parser.or().map(Step::Index)
                })?;
                end = self.span.end;
                self.expect("]")?;
                steps.push(step);
            } else {
                break;
            }
        }
        if steps.is_empty() {
            return Ok(base);
        }
        Ok(Expression { kind: Kind::Access(Box::new(base), steps), span: start..end })
    }

    fn value(&mut self) -> Result<Expression, Error> {
        let span = self.span.clone();
        let kind = match &self.token {
            Token::Number(number) => Kind::Number(*number),
            Token::Text(text) => Kind::Text(text.clone()),
            Token::Word(word) => match word.as_str() {
                "null" => Kind::Null,
                "true" => Kind::Bool(true),
                "false" => Kind::Bool(false),
                "NaN" => Kind::Number(f64::NAN),
                "Infinity" => Kind::Number(f64::INFINITY),
                _ => return self.named(&word.clone()),
            },
            Token::Symbol("(") => {
                let inner = self.nested(|parser| {
                    parser.advance()?;
                    parser.or()
                })?;
                let end = self.span.end;
                self.expect(")")?;
                return Ok(Expression { kind: inner.kind, span: span.start..end });
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.advance()?;
        Ok(Expression { kind, span })
    }

    /// A context, or the call of a function.
    fn named(&mut self, name: &str) -> Result<Expression, Error> {
        let span = self.span.clone();
        self.advance()?;
        if !self.is("(") {
            self.scope.admit_context(name, span.clone())?;
            return Ok(Expression { kind: Kind::Context(name.to_ascii_lowercase()), span });
        }
        let Some(function) = Function::find(name) else {
            let help = match nearest(name, Function::ALL.iter().map(|function| function.name())) {
                Some(near) => format!("write `{near}`"),
                None => "use one of the functions that GitHub documents".to_owned(),
            };
            let message = format!("no function is called `{}`", quote(name));
            return Err(fault(message, span).with_found(name).with_help(help));
        };
        self.scope.admit_function(function, span.clone())?;
        let (arguments, end) = self.nested(Self::arguments)?;
        function.admit(arguments.len()).map_err(|expected| {
            let message = format!("`{}` takes {expected}, found {}", function.name(), arguments.len());
            fault(message, span.start..end).with_help(format!("pass {expected}"))
        })?;
        Ok(Expression { kind: Kind::Call(function, arguments), span: span.start..end })
    }

    /// The arguments between brackets, and where they end.
    fn arguments(&mut self) -> Result<(Vec<Expression>, usize), Error> {
        self.advance()?;
        let mut arguments = Vec::new();
        if !self.is(")") {
            arguments.push(self.or()?);
            while self.take(",")? {
                arguments.push(self.or()?);
            }
        }
        let end = self.span.end;
        self.expect(")")?;
        Ok((arguments, end))
    }
}

/// A text in single quotes, in which two of them are one, and its length with the quotes.
fn quoted(rest: &str) -> Option<(Token, usize)> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            text.push(c);
        } else if chars.peek().is_some_and(|(_, next)| *next == '\'') {
            text.push('\'');
            chars.next();
        } else {
            return Some((Token::Text(text), at + 1));
        }
    }
    None
}
