//! The literal parts of templates: what they mean, and where each piece of it is written.

use core::ops::Range;

use super::syntax::NOWHERE;
use crate::read::value::{Spot, Text};

/// Where the text stands that is read.
#[derive(Debug, Clone)]
pub(super) enum Base {
    /// In a document, from this byte on.
    Document(usize, usize),
    /// Somewhere within this place: it was unescaped before, so that its bytes are not those of the document.
    Within(Spot),
}

impl Base {
    /// The place of these bytes.
    pub(super) fn spot(&self, bytes: Range<usize>) -> Spot {
        match self {
            Base::Document(document, base) => {
                Spot { document: *document, bytes: base + bytes.start..base + bytes.end }
            }
            Base::Within(spot) => spot.clone(),
        }
    }
}

/// A literal part before its text is made.
#[derive(Debug, Clone)]
pub(super) struct Literal {
    /// Its bytes.
    pub(super) bytes: Range<usize>,
    /// Whether a backslash begins an escape: within quotes.
    pub(super) escapes: bool,
}

impl Literal {
    /// What it means, without the bytes that are dropped.
    pub(super) fn text(&self, source: &str, base: &Base, dropped: &[Range<usize>]) -> Text {
        let mut out = Text::default();
        let mut at = self.bytes.start;
        let end = self.bytes.end;
        let mut run = at;
        let flush = |out: &mut Text, run: Range<usize>| {
            if let Some(text) = source.get(run.clone()).filter(|text| !text.is_empty()) {
                match base {
                    Base::Document(document, _) if *document != NOWHERE => {
                        out.push_written(text, base.spot(run));
                    }
                    _ => out.push(text),
                }
            }
        };
        while at < end {
            let gap =
                dropped.binary_search_by_key(&at, |gap| gap.start).ok().and_then(|index| dropped.get(index));
            if let Some(gap) = gap.filter(|gap| !gap.is_empty()) {
                flush(&mut out, run..at);
                at = gap.end.min(end);
                run = at;
                continue;
            }
            let Some(rest) = source.get(at..end) else { break };
            let (length, meaning) = unit(rest, self.escapes);
            if let Some(meaning) = meaning {
                flush(&mut out, run..at);
                out.push(&meaning);
                run = at + length;
            }
            at += length;
        }
        flush(&mut out, run..end);
        out
    }
}

/// How long the first unit is, and what it means where that is not itself.
fn unit(rest: &str, escapes: bool) -> (usize, Option<String>) {
    if rest.starts_with("$${") || rest.starts_with("%%{") {
        return (3, rest.get(1..3).map(str::to_owned));
    }
    let mut chars = rest.chars();
    let Some(first) = chars.next() else { return (1, None) };
    if !escapes || first != '\\' {
        return (first.len_utf8(), None);
    }
    let simple = |text: &str| (2, Some(text.to_owned()));
    match chars.next() {
        Some('n') => simple("\n"),
        Some('r') => simple("\r"),
        Some('t') => simple("\t"),
        Some('"') => simple("\""),
        Some('\\') => simple("\\"),
        Some(kind @ ('u' | 'U')) => {
            let digits = if kind == 'u' { 4 } else { 8 };
            let code = rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
            (2 + digits, code.and_then(char::from_u32).map(String::from))
        }
        Some(other) => (1 + other.len_utf8(), None),
        None => (1, None),
    }
}

/// What a heredoc with `<<-` leaves out at the beginning of its lines: the least indent of all.
///
/// `parts` are its literal parts in order, each `Some` with its bytes, and `None` for whatever else stands there.
pub(super) fn indents(source: &str, parts: &[Option<Range<usize>>]) -> Vec<Range<usize>> {
    let mut least = usize::MAX;
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let mut fresh = true;
    for part in parts {
        let Some(bytes) = part else {
            if fresh {
                least = 0;
            }
            fresh = false;
            continue;
        };
        let mut at = bytes.start;
        for line in source.get(bytes.clone()).unwrap_or("").split_inclusive('\n') {
            if fresh {
                let inner = line.trim_start();
                if !(inner.is_empty() && line.ends_with('\n')) {
                    let spaces = line.len() - inner.len();
                    lines.push((at, spaces));
                    least = least.min(spaces);
                }
            }
            fresh = line.ends_with('\n');
            at += line.len();
        }
    }
    lines.into_iter().map(|(at, spaces)| at..at + spaces.min(least)).collect()
}
