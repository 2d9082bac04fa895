//! The reader itself: recursive descent, depth bounded, over bytes known to be UTF-8.

use core::ops::Range;
use std::collections::BTreeMap;

#[cfg(feature = "documents")]
use super::Foreign;
use super::{Member, Node, Value};
use crate::error::{Draft, Error, ErrorKind, FLATTEN, PASS_LESS, REMOVE_NUL};
use crate::limits::MAX_DEPTH;

/// Reads one JSON document of at most `max` bytes.
///
/// # Errors
/// `TOO_LARGE`, `JSON_SYNTAX`, `JSON_DUPLICATE_MEMBER`, `JSON_TOO_DEEP`, `JSON_LONE_SURROGATE` or `JSON_NUL`, each with
/// its place and the JSON pointer of the value being read.
///
/// ```
/// let error = assumable::tree::json::parse(r#"{"sub": 1, "sub": 2}"#, 100).unwrap_err();
/// assert_eq!(error.kind().code(), "JSON_DUPLICATE_MEMBER");
/// assert_eq!(error.place().unwrap().column, 12);
/// ```
pub fn parse(text: &str, max: usize) -> Result<Node, Error> {
    limit(text, max)?;
    let mut reader = JsonReader { text, at: 0, depth: 0, nul: false, foreign: None };
    reader.document().map_err(|error| error.locate(text))
}

/// Reads a request: as [`parse`], but a string may hold an escaped U+0000, since a file in the request may. All other texts
/// of a request are refused for it when they are decoded.
///
/// # Errors
/// As [`parse`].
pub(crate) fn parse_request(text: &str, max: usize) -> Result<Node, Error> {
    limit(text, max)?;
    let mut reader = JsonReader { text, at: 0, depth: 0, nul: true, foreign: None };
    reader.document().map_err(|error| error.locate(text))
}

/// Reads JSON as the programs that it is for do: a byte order mark is passed over, a member that is named twice is the last
/// one, half of a surrogate pair is U+FFFD, U+0000 is a character, and several documents after each other are a list.
///
/// # Errors
/// As [`parse`], but for what is read here.
#[cfg(feature = "documents")]
pub(crate) fn parse_foreign(text: &str, max: usize) -> Result<Foreign, Error> {
    limit(text, max)?;
    let mut reader = JsonReader { text, at: 0, depth: 0, nul: true, foreign: Some(Vec::new()) };
    let node = reader.sequence().map_err(|error| error.locate(text))?;
    Ok(Foreign { node, twice: reader.foreign.unwrap_or_default() })
}

pub(crate) fn limit(text: &str, max: usize) -> Result<(), Error> {
    if text.len() > max {
        let message = format!("the document has {} bytes, at most {max} are read", text.len());
        return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS));
    }
    Ok(())
}

/// The refusal of a string with U+0000 in it, which no name, claim or policy holds.
pub(crate) fn nul(span: Range<usize>) -> Error {
    Error::new(ErrorKind::JsonNul, "a string holds U+0000").with_help(REMOVE_NUL).span_or(span)
}

struct JsonReader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Whether a string may hold an escaped U+0000.
    nul: bool,
    /// For what other programs read: the names that stand twice in one object.
    foreign: Option<Vec<Range<usize>>>,
}

impl<'a> JsonReader<'a> {
    fn document(&mut self) -> Result<Node, Error> {
        if self.rest().starts_with('\u{feff}') {
            return Err(self.syntax("a byte order mark stands before the document").with_help("remove it"));
        }
        let node = self.value()?;
        self.space();
        if self.peek().is_some() {
            return Err(self.unexpected("the end of the document"));
        }
        Ok(node)
    }

    /// One document, or several after each other.
    #[cfg(feature = "documents")]
    fn sequence(&mut self) -> Result<Node, Error> {
        if self.rest().starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        let first = self.value()?;
        self.space();
        if !matches!(self.peek(), Some(b'{' | b'[')) {
            return match self.peek() {
                Some(_) => Err(self.unexpected("the end of the document")),
                None => Ok(first),
            };
        }
        let start = first.span.start;
        let mut items = vec![first];
        while self.peek().is_some() {
            items.push(self.value()?);
            self.space();
        }
        Ok(Node { value: Value::Array(items), span: start..self.at })
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn syntax(&self, message: impl Into<String>) -> Draft {
        self.fault(message, self.here())
    }

    fn fault(&self, message: impl Into<String>, span: Range<usize>) -> Draft {
        Error::new(ErrorKind::JsonSyntax, message).span_or(span)
    }

    /// The character here; empty at the end.
    fn here(&self) -> Range<usize> {
        self.at..self.at + self.rest().chars().next().map_or(0, char::len_utf8)
    }

    fn unexpected(&self, expected: &str) -> Error {
        let before = self.text.get(..self.at).unwrap_or("").trim_end();
        match self.rest().chars().next() {
            // The fault is the comma, not what closes the list after it.
            Some(c @ ('}' | ']')) if before.ends_with(',') => self
                .fault(
                    format!("a comma stands before `{c}`, and no value after it"),
                    before.len() - 1..before.len(),
                )
                .with_found(",")
                .with_help("remove the comma"),
            // It is missing where the value before it ends, which may be lines above what comes next.
            Some('"' | '{' | '[') if expected.starts_with("`,`") => self
                .fault(format!("{expected} expected after this value"), before.len()..before.len())
                .with_help("put a comma between the two"),
            None => self
                .syntax(format!("{expected} expected, but the text ends"))
                .with_help("pass the whole document: its end is missing"),
            Some(c) => {
                let word: String = self.rest().chars().take_while(|c| c.is_alphanumeric()).take(20).collect();
                let found = if word.is_empty() { c.to_string() } else { word };
                let error = self
                    .syntax(format!("{expected} expected, found `{}`", crate::text::quote(&found)))
                    .with_found(&found);
                match (c, found.as_str()) {
                    (_, "NaN" | "Infinity") => {
                        error.with_help("JSON has no such number; leave the member out")
                    }
                    ('\'', _) => error.with_help("write strings in double quotes"),
                    ('/', _) => error.with_help("remove the comment: JSON has none"),
                    _ => error.with_help(format!("write {expected} here")),
                }
            }
        }
    }

    fn value(&mut self) -> Result<Node, Error> {
        self.space();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            _ if self.word("null") => Value::Null,
            _ if self.word("true") => Value::Bool(true),
            _ if self.word("false") => Value::Bool(false),
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { value, span: start..self.at })
    }

    fn word(&mut self, word: &str) -> bool {
        let ends = |text: &str| !text.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let found = self.rest().strip_prefix(word).is_some_and(ends);
        if found {
            self.at += word.len();
        }
        found
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Result<Value, Error>) -> Result<Value, Error> {
        if self.depth == MAX_DEPTH {
            let message = format!("the document nests deeper than {MAX_DEPTH} levels");
            return Err(Error::new(ErrorKind::JsonTooDeep, message).with_help(FLATTEN).span_or(self.here()));
        }
        self.depth += 1;
        let value = inner(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Value, Error> {
        self.at += 1;
        let mut members: Vec<Member> = Vec::new();
        // Few members are compared one by one; for many an index keeps the check from growing with their square.
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a member name in double quotes"));
            }
            let start = self.at;
            let name = self.string()?;
            let name_span = start..self.at;
            if self.foreign.is_none() && name.contains('\0') {
                return Err(nul(name_span));
            }
            let earlier = if members.len() < 16 {
                members.iter().position(|member| member.name == name)
            } else {
                if names.is_empty() {
                    names.extend(members.iter().enumerate().map(|(at, member)| (member.name.clone(), at)));
                }
                names.get(&name).copied()
            };
            if earlier.is_some() && self.foreign.is_none() {
                return Err(Error::new(
                    ErrorKind::JsonDuplicateMember,
                    format!("the member `{}` is named twice in one object", crate::text::quote(&name)),
                )
                .with_found(&name)
                .with_help("merge the two; most parsers silently keep one of them")
                .span_or(name_span)
                .under(&name));
            }
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.unexpected("`:` after the member name").under(&name));
            }
            self.at += 1;
            let node = self.value().map_err(|error| error.under(&name))?;
            let same = earlier.and_then(|at| members.get_mut(at));
            if let (Some(member), Some(twice)) = (same, &mut self.foreign) {
                twice.push(name_span.clone());
                *member = Member { name, name_span, node };
            } else {
                if members.len() >= 16 {
                    names.insert(name.clone(), members.len());
                }
                members.push(Member { name, name_span, node });
            }
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Object(members));
                }
                _ => return Err(self.unexpected("`,` or `}`")),
            }
        }
    }

    fn array(&mut self) -> Result<Value, Error> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(items));
        }
        loop {
            let index = items.len();
            items.push(self.value().map_err(|error| error.under(index))?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::Array(items));
                }
                _ => return Err(self.unexpected("`,` or `]`")),
            }
        }
    }

    fn number(&mut self) -> Result<String, Error> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let leading_zero = self.peek() == Some(b'0');
        let digits = self.digits();
        if digits == 0 {
            return Err(self.unexpected("a digit"));
        }
        if leading_zero && digits > 1 {
            self.at = start;
            return Err(self.syntax("a number may not start with a zero").with_help("write it as a string"));
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return Err(self.unexpected("a digit after the decimal point"));
            }
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(self.unexpected("a digit in the exponent"));
            }
        }
        Ok(self.text.get(start..self.at).unwrap_or("").to_owned())
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn string(&mut self) -> Result<String, Error> {
        let open = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let run = rest.bytes().position(|b| b == b'"' || b == b'\\' || b < 0x20).unwrap_or(rest.len());
            out.push_str(rest.get(..run).unwrap_or(""));
            self.at += run;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(0) => return Err(nul(self.at..self.at)),
                Some(_) => {
                    return Err(self
                        .syntax("a control character stands unescaped in a string")
                        .with_help("write a line break as `\\n`, a tab as `\\t`"));
                }
                None => {
                    self.at = open;
                    return Err(self.syntax("a string is not closed").with_help("put `\"` at its end"));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Error> {
        let start = self.at;
        self.at += 1;
        let plain = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => {
                self.at = start;
                return Err(self.syntax("a backslash starts no known escape").with_help("write `\\\\`"));
            }
        };
        self.at += 1;
        Ok(plain)
    }

    /// A `\uXXXX` escape, and the second half of a pair where the first asks for one.
    fn unicode(&mut self, start: usize) -> Result<char, Error> {
        let first = self.hex()?;
        let code = match first {
            0xd800..=0xdbff if self.rest().starts_with("\\u") => {
                self.at += 1;
                match self.hex()? {
                    second @ 0xdc00..=0xdfff => 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                    _ => first,
                }
            }
            code => code,
        };
        match char::from_u32(code) {
            Some('\0') if !self.nul => Err(nul(start..self.at)),
            Some(c) => Ok(c),
            None if self.foreign.is_some() => Ok(char::REPLACEMENT_CHARACTER),
            None => Err(Error::new(
                ErrorKind::JsonLoneSurrogate,
                format!("the escape `\\u{first:04x}` is half of a surrogate pair"),
            )
            .with_found(&format!("\\u{first:04x}"))
            .with_help("write both halves, or the character itself")
            .span_or(start..self.at)),
        }
    }

    fn hex(&mut self) -> Result<u32, Error> {
        self.at += 1;
        let digits = self.rest().get(..4).filter(|four| four.bytes().all(|b| b.is_ascii_hexdigit()));
        match digits.and_then(|four| u32::from_str_radix(four, 16).ok()) {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => Err(self
                .syntax("`\\u` takes four hexadecimal digits")
                .with_help("write it as in `\\u00e9`, or write the character itself")),
        }
    }
}
