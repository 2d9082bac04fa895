//! Where the characters of a scalar are written: its text without quotes, escapes and indentation.

use core::ops::Range;

/// The pieces of a scalar that stand in the document byte for byte: where each starts in the value, and its bytes in the
/// document, in order.
///
/// `span` is where the scalar stands, with its quotes; a piece that cannot be found ends the list, so that every piece given
/// is right.
pub(crate) fn pieces(document: &str, span: &Range<usize>, value: &str) -> Vec<(usize, Range<usize>)> {
    let Some(scalar) = document.get(span.clone()) else { return Vec::new() };
    let mut pieces = Pieces { value, done: 0, found: Vec::new() };
    match scalar.as_bytes() {
        [b'"', ..] => pieces.quoted(scalar, span.start, '"'),
        [b'\'', ..] => pieces.quoted(scalar, span.start, '\''),
        [b'|' | b'>', ..] => {
            let header = scalar.find('\n').map_or(scalar.len(), |end| end + 1);
            pieces.lines(scalar.get(header..).unwrap_or(""), span.start + header);
        }
        _ => pieces.lines(scalar, span.start),
    }
    pieces.found
}

struct Pieces<'t> {
    value: &'t str,
    /// The bytes of the value that are accounted for.
    done: usize,
    found: Vec<(usize, Range<usize>)>,
}

impl Pieces<'_> {
    fn rest(&self) -> &str {
        self.value.get(self.done..).unwrap_or("")
    }

    /// This text stands here in the document; `false` where the value goes on with something else.
    fn piece(&mut self, text: &str, at: usize) -> bool {
        let fits = self.rest().starts_with(text);
        if fits && !text.is_empty() {
            match self.found.last_mut() {
                Some((start, span)) if span.end == at && *start + span.len() == self.done => {
                    span.end = at + text.len();
                }
                _ => self.found.push((self.done, at..at + text.len())),
            }
            self.done += text.len();
        }
        fits
    }

    /// Passes the white space that lines are joined with.
    fn pass_space(&mut self) {
        let rest = self.rest();
        self.done += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn lines(&mut self, text: &str, start: usize) {
        let mut at = start;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            let indent = line.len() - line.trim_start().len();
            if !trimmed.is_empty() {
                self.pass_space();
                if !self.piece(trimmed, at + indent) {
                    return;
                }
            }
            at += line.len();
        }
    }

    fn quoted(&mut self, scalar: &str, start: usize, quote: char) {
        let mut at = 1;
        while let Some(rest) = scalar.get(at..) {
            let special = |c: char| c == quote || c == '\n' || (c == '\\' && quote == '"');
            let Some(end) = rest.find(special) else { return };
            let (run, after) = rest.split_at(end);
            let folds = after.starts_with('\n');
            let run = if folds { run.trim_end() } else { run };
            if !self.piece(run, start + at) {
                return;
            }
            at += end;
            if folds {
                self.pass_space();
                at += after.len() - after.trim_start().len();
            } else if let Some(escape) = after.strip_prefix('\\') {
                at += 1 + self.escape(escape);
            } else if quote == '\'' && after.starts_with("''") {
                if !self.piece("'", start + at) {
                    return;
                }
                at += 2;
            } else {
                return;
            }
        }
    }

    /// Passes what an escape stands for; gives how long it is behind its backslash.
    fn escape(&mut self, escape: &str) -> usize {
        let length = match escape.as_bytes() {
            [b'u', ..] if is_pair(escape) => 11,
            [b'u', ..] => 5,
            [b'x', ..] => 3,
            [b'U', ..] => 9,
            // A line that goes on stands for nothing.
            [b'\n', ..] | [b'\r', b'\n', ..] => return escape.len() - escape.trim_start().len(),
            _ => escape.chars().next().map_or(0, char::len_utf8),
        };
        self.done += self.rest().chars().next().map_or(0, char::len_utf8);
        length
    }
}

/// Whether an escape, from its `u` on, is the first half of a pair.
fn is_pair(escape: &str) -> bool {
    let first = escape.get(1..5).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    first.is_some_and(|first| (0xd800..=0xdbff).contains(&first))
        && escape.get(5..).is_some_and(|rest| rest.starts_with("\\u"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::json::{Node, Value, parse};
    use crate::tree::yaml::parse_template;

    /// The pieces of the member `a`, as texts of the value and of the document.
    fn shown(text: &str, node: &Node) -> (String, Vec<(String, String)>) {
        let Value::Object(members) = &node.value else { panic!("{node:?}") };
        let node = &members.iter().find(|member| member.name == "a").unwrap().node;
        let value = node.as_str().unwrap();
        let found = pieces(text, &node.span, value);
        let shown = |(at, span): &(usize, Range<usize>)| {
            let piece = |text: &str, bytes: Range<usize>| text.get(bytes).unwrap().to_owned();
            (piece(value, *at..*at + span.len()), piece(text, span.clone()))
        };
        (value.to_owned(), found.iter().map(shown).collect())
    }

    #[track_caller]
    fn yaml(text: &str, value: &str, expected: &[&str]) {
        let (got, pieces) = shown(text, &parse_template(text, 1000).unwrap());
        assert_eq!(got, value);
        let expected: Vec<_> = expected.iter().map(|one| ((*one).to_owned(), (*one).to_owned())).collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn scalars_of_yaml() {
        yaml("a: repo:x/y:*\n", "repo:x/y:*", &["repo:x/y:*"]);
        yaml("b: 1\na:   'it''s'  \n", "it's", &["it'", "s"]);
        yaml("a: \"x\\ty\"\n", "x\ty", &["x", "y"]);
        yaml("a: \"é\\u00e9\\x41z\"\n", "ééAz", &["é", "z"]);
        yaml("a: |\n  {\n    \"b\": 1\n\n  }\nc: 1\n", "{\n  \"b\": 1\n\n}\n", &["{", "\"b\": 1", "}"]);
        yaml("a: >-\n  one\n  two\n\n  three\n", "one two\nthree", &["one", "two", "three"]);
        yaml("a: one\n  two\n", "one two", &["one", "two"]);
        yaml("a: \"one  \n  two\\\n  three\"\n", "one twothree", &["one", "two", "three"]);
        yaml("a: 'one\r\n  two'\r\n", "one two", &["one", "two"]);
        yaml("a: ''\n", "", &[]);
    }

    #[test]
    fn strings_of_json() {
        let text = r#"{"a": "{\"Version\": \"2012\"}\u00e9\ud83d\ude00\/end"}"#;
        let (value, pieces) = shown(text, &parse(text, 1000).unwrap());
        assert_eq!(value, "{\"Version\": \"2012\"}é😀/end");
        let pieces: Vec<&str> = pieces.iter().map(|(piece, _)| piece.as_str()).collect();
        assert_eq!(pieces, ["{", "Version", ": ", "2012", "}", "end"]);
    }
}
