//! Values with holes: what a document says, as far as it says it.
//!
//! One type for all readers. A text is made of literal parts and of holes; a list and an object may have members that are
//! not known. Nothing unknown becomes text, and nothing known becomes unknown.

use core::ops::Range;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Where a part of a value stands: which of the documents that are read together, and its bytes there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Spot {
    /// The index of the document.
    pub(crate) document: usize,
    /// The bytes.
    pub(crate) bytes: Range<usize>,
}

/// A value.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text, which may have holes.
    Text(Text),
    /// A list.
    List(Arc<List>),
    /// An object.
    Object(Arc<Object>),
    /// Nothing is known but where it comes from.
    Unknown(Arc<Unknown>),
}

/// A list.
#[derive(Debug, Clone, Default)]
pub(crate) struct List {
    /// The items that are known, in order.
    pub(crate) items: Vec<Value>,
    /// Where further items come from, where there may be some.
    pub(crate) more: Option<Arc<Unknown>>,
    /// Where it is written, for readers of documents that people change.
    pub(crate) spot: Option<Spot>,
    /// Of which kind it is, where a language has several.
    pub(crate) shape: Shape,
}

/// Of which kind a list or an object is: Terraform tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Shape {
    /// Each part has a type of its own: a tuple, an object.
    #[default]
    Fixed,
    /// All parts have one type: a list, a map.
    Uniform,
    /// A set: in order, each item once.
    Set,
}

/// An object.
#[derive(Debug, Clone, Default)]
pub(crate) struct Object {
    /// The members that are known, in order.
    pub(crate) members: Vec<Member>,
    /// Where further members come from, where there may be some.
    pub(crate) more: Option<Arc<Unknown>>,
    /// Where it is written, for readers of documents that people change.
    pub(crate) spot: Option<Spot>,
    /// Of which kind it is, where a language has several.
    pub(crate) shape: Shape,
}

/// A member of an object.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// Its name.
    pub(crate) name: String,
    /// Its value.
    pub(crate) value: Value,
    /// Where its name is written, for readers of documents that people change.
    pub(crate) spot: Option<Spot>,
}

/// What is not known: by what name it is asked for, and what is known of it all the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unknown {
    /// What it comes from, in the order of the text, each once.
    pub(crate) sources: Vec<Origin>,
    /// What the text gives where the sources are empty or not set.
    pub(crate) default: Option<Value>,
    /// Every value that it can have, where they are few and known; empty where they are not.
    pub(crate) candidates: Vec<Value>,
    /// What it is called where its sources do not say it, such as the account within a role's name.
    pub(crate) label: Option<String>,
    /// Whether it is one source as it stands, so that a property of it has a name too.
    pub(crate) plain: bool,
}

/// One thing that a document does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// By what name it is asked for, such as `vars.ROLE` or `var.org`.
    pub(crate) name: String,
    /// Where a document refers to it.
    pub(crate) spot: Option<Spot>,
}

/// A text with holes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Text {
    parts: Vec<Part>,
    /// How many bytes of it are known.
    known: usize,
    /// Where pieces of what is known are written, in order: from this byte of the known text on, byte for byte, as far as
    /// the spot goes.
    written: Vec<(usize, Spot)>,
    /// What it encodes, where a function such as `jsonencode` made it: what is read back is that, with its places.
    encodes: Option<Arc<Value>>,
}

/// A part of a text.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// What is written; never empty, never next to another.
    Literal(String),
    /// What is not known.
    Hole(Arc<Unknown>),
}

/// The most candidates that are kept of one value.
pub(crate) const MAX_CANDIDATES: usize = 64;

impl Value {
    /// A known text.
    pub(crate) fn text(text: impl Into<String>) -> Value {
        Value::Text(Text::literal(text))
    }

    /// The known text, if it is one.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Value::Text(text) => text.as_str(),
            _ => None,
        }
    }

    /// Where it is written: a list or an object from its first to its last byte, a text from its first known piece on.
    pub(crate) fn spot(&self) -> Option<&Spot> {
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
            Value::Text(text) => text.written.first().map(|(_, spot)| spot),
            Value::List(list) => list.spot.as_ref(),
            Value::Object(object) => object.spot.as_ref(),
            Value::Unknown(unknown) => unknown.sources.iter().find_map(|origin| origin.spot.as_ref()),
        }
    }

    /// Every source that the value depends on, each once, in order.
    pub(crate) fn origins(&self) -> Vec<Origin> {
        let (mut out, mut seen) = (Vec::new(), BTreeSet::new());
        self.each_origin(&mut |origin: &Origin| {
            if !seen.contains(&origin.name) {
                seen.insert(origin.name.clone());
                out.push(origin.clone());
            }
        });
        out
    }

    fn each_origin(&self, visit: &mut dyn FnMut(&Origin)) {
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::Text(text) => text.holes().flat_map(|hole| &hole.sources).for_each(visit),
            Value::List(list) => {
                list.items.iter().for_each(|item| item.each_origin(visit));
                list.more.iter().flat_map(|more| &more.sources).for_each(visit);
            }
            Value::Object(object) => {
                object.members.iter().for_each(|member| member.value.each_origin(visit));
                object.more.iter().flat_map(|more| &more.sources).for_each(visit);
            }
            Value::Unknown(unknown) => unknown.sources.iter().for_each(visit),
        }
    }

    /// Whether every part of it is known.
    pub(crate) fn is_known(&self) -> bool {
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) => true,
            Value::Text(text) => text.as_str().is_some(),
            Value::List(list) => list.more.is_none() && list.items.iter().all(Value::is_known),
            Value::Object(object) => {
                object.more.is_none() && object.members.iter().all(|member| member.value.is_known())
            }
            Value::Unknown(_) => false,
        }
    }

    /// Every value that it can have, where all are known: itself, or its candidates.
    pub(crate) fn possible(&self) -> Option<Vec<Value>> {
        match self {
            Value::Unknown(unknown) if !unknown.candidates.is_empty() => Some(unknown.candidates.clone()),
            known if known.is_known() => Some(vec![known.clone()]),
            _ => None,
        }
    }
}

impl List {
    /// A list of these items, all of them.
    pub(crate) fn of(items: Vec<Value>) -> List {
        List { items, ..List::default() }
    }

    /// As a value.
    pub(crate) fn value(self) -> Value {
        Value::List(Arc::new(self))
    }
}

impl Object {
    /// An object of these members, all of them.
    pub(crate) fn of(members: impl IntoIterator<Item = (String, Value)>) -> Object {
        let member = |(name, value)| Member { name, value, spot: None };
        Object { members: members.into_iter().map(member).collect(), ..Object::default() }
    }

    /// The value under this very name.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.members.iter().find(|member| member.name == name).map(|member| &member.value)
    }

    /// As a value.
    pub(crate) fn value(self) -> Value {
        Value::Object(Arc::new(self))
    }
}

/// Adds the sources that are not there yet.
pub(crate) fn add_origins(out: &mut Vec<Origin>, more: &[Origin]) {
    for origin in more {
        if out.iter().all(|known| known.name != origin.name) {
            out.push(origin.clone());
        }
    }
}

impl Unknown {
    /// One source, asked for by its name.
    pub(crate) fn source(name: impl Into<String>, spot: Option<Spot>) -> Unknown {
        Unknown { sources: vec![Origin { name: name.into(), spot }], plain: true, ..Unknown::default() }
    }

    /// The same under another name.
    pub(crate) fn labelled(self, label: impl Into<String>) -> Unknown {
        Unknown { label: Some(label.into()), ..self }
    }

    /// What depends on these sources in a way that is not known.
    pub(crate) fn of(sources: Vec<Origin>) -> Unknown {
        Unknown { sources, ..Unknown::default() }
    }

    /// The same, with all its values.
    pub(crate) fn one_of(sources: Vec<Origin>, candidates: Vec<Value>) -> Unknown {
        let few = candidates.len() <= MAX_CANDIDATES;
        Unknown { candidates: if few { candidates } else { Vec::new() }, ..Unknown::of(sources) }
    }

    /// As a value.
    pub(crate) fn value(self) -> Value {
        Value::Unknown(Arc::new(self))
    }
}

impl Text {
    /// A text without holes.
    pub(crate) fn literal(text: impl Into<String>) -> Text {
        let mut out = Text::default();
        out.push(&text.into());
        out
    }

    /// A text that is written here, byte for byte as far as the spot goes.
    pub(crate) fn written(text: impl Into<String>, spot: Spot) -> Text {
        let mut out = Text::default();
        out.push_written(&text.into(), spot);
        out
    }

    /// Adds literal text that is written here, byte for byte as far as the spot goes.
    pub(crate) fn push_written(&mut self, text: &str, spot: Spot) {
        let at = self.known;
        self.push(text);
        self.add_written(at, spot);
    }

    /// Notes where what starts at this byte is written, as one piece with what is written before it.
    fn add_written(&mut self, at: usize, spot: Spot) {
        match self.written.last_mut() {
            Some((start, last))
                if *start + last.bytes.len() == at
                    && last.document == spot.document
                    && last.bytes.end == spot.bytes.start =>
            {
                last.bytes.end = spot.bytes.end;
            }
            _ => self.written.push((at, spot)),
        }
    }

    /// The same text, which encodes this value.
    pub(crate) fn encoding(self, value: Value) -> Text {
        Text { encodes: Some(Arc::new(value)), ..self }
    }

    /// What it encodes, where a function made it of a value.
    pub(crate) fn encoded(&self) -> Option<&Value> {
        self.encodes.as_deref()
    }

    /// Where these bytes of the known text are written, as far as they are written in one piece.
    pub(crate) fn spot_of(&self, bytes: Range<usize>) -> Option<Spot> {
        let before = self.written.partition_point(|(at, _)| *at <= bytes.start);
        let (at, spot) = self.written.get(before.checked_sub(1)?)?;
        let start = spot.bytes.start + (bytes.start - at);
        let end = (start + bytes.len()).min(spot.bytes.end);
        (start < spot.bytes.end || bytes.is_empty() && start == spot.bytes.end)
            .then_some(Spot { document: spot.document, bytes: start..end })
    }

    /// Adds literal text.
    pub(crate) fn push(&mut self, text: &str) {
        self.encodes = None;
        self.known += text.len();
        match self.parts.last_mut() {
            _ if text.is_empty() => {}
            Some(Part::Literal(last)) => last.push_str(text),
            _ => self.parts.push(Part::Literal(text.to_owned())),
        }
    }

    /// Adds a piece of another text, which stands there from this byte of what is known on, with where it is written.
    pub(crate) fn push_piece(&mut self, piece: &str, at: usize, of: &Text) {
        let (start, end) = (self.len(), at + piece.len());
        self.push(piece);
        let first = of.written.partition_point(|(from, spot)| from + spot.bytes.len() <= at);
        for (from, spot) in of.written.iter().skip(first).take_while(|(from, _)| *from < end) {
            let (cut, until) = (at.saturating_sub(*from), (end - from).min(spot.bytes.len()));
            let bytes = spot.bytes.start + cut..spot.bytes.start + until;
            self.add_written(start + from.saturating_sub(at), Spot { document: spot.document, bytes });
        }
    }

    /// As a value: what is one hole alone is that hole.
    pub(crate) fn value(self) -> Value {
        match self.parts.as_slice() {
            [Part::Hole(hole)] => Value::Unknown(Arc::clone(hole)),
            _ => Value::Text(self),
        }
    }

    /// Adds a hole.
    pub(crate) fn push_hole(&mut self, hole: Arc<Unknown>) {
        self.encodes = None;
        self.parts.push(Part::Hole(hole));
    }

    /// Adds another text.
    pub(crate) fn append(&mut self, other: &Text) {
        if self.parts.is_empty() {
            *self = other.clone();
            return;
        }
        let before = self.len();
        other.written.iter().for_each(|(at, spot)| self.add_written(before + at, spot.clone()));
        for part in &other.parts {
            match part {
                Part::Literal(text) => self.push(text),
                Part::Hole(hole) => self.push_hole(Arc::clone(hole)),
            }
        }
    }

    /// Its parts.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The holes, in order.
    pub(crate) fn holes(&self) -> impl Iterator<Item = &Arc<Unknown>> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(hole) => Some(hole),
            Part::Literal(_) => None,
        })
    }

    /// The text, where it has no holes.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Literal(text)] => Some(text),
            _ => None,
        }
    }

    /// What it certainly begins with.
    pub(crate) fn prefix(&self) -> &str {
        match self.parts.first() {
            Some(Part::Literal(text)) => text,
            _ => "",
        }
    }

    /// What it certainly ends with.
    pub(crate) fn suffix(&self) -> &str {
        match self.parts.last() {
            Some(Part::Literal(text)) => text,
            _ => "",
        }
    }

    /// How many bytes of it are known.
    pub(crate) fn len(&self) -> usize {
        self.known
    }

    /// As it is shown: each hole as `⟦name⟧`.
    pub(crate) fn pattern(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Hole(hole) => {
                    out.push('⟦');
                    let names: Vec<&str> = hole.sources.iter().map(|origin| origin.name.as_str()).collect();
                    out.push_str(&hole.label.clone().unwrap_or_else(|| names.join(" | ")));
                    out.push('⟧');
                }
            }
        }
        out
    }

    /// The lines of it, as they are cut at line feeds that are written; a hole is taken to hold none.
    pub(crate) fn split(&self, at: &[char]) -> Vec<Text> {
        let mut out = vec![Text::default()];
        for part in &self.parts {
            let (first, rest) = match part {
                Part::Hole(hole) => {
                    if let Some(last) = out.last_mut() {
                        last.push_hole(Arc::clone(hole));
                    }
                    continue;
                }
                Part::Literal(text) => {
                    let mut pieces = text.split(at);
                    (pieces.next().unwrap_or(""), pieces)
                }
            };
            if let Some(last) = out.last_mut() {
                last.push(first);
            }
            out.extend(rest.map(Text::literal));
        }
        out
    }

    /// Without the white space around it.
    pub(crate) fn trim(&self) -> Text {
        let mut parts = self.parts.clone();
        if let Some(Part::Literal(text)) = parts.first_mut() {
            *text = text.trim_start().to_owned();
        }
        if let Some(Part::Literal(text)) = parts.last_mut() {
            *text = text.trim_end().to_owned();
        }
        let mut out = Text::default();
        for part in parts {
            match part {
                Part::Literal(text) => out.push(&text),
                Part::Hole(hole) => out.push_hole(hole),
            }
        }
        out
    }

    /// The same with every literal part changed.
    pub(crate) fn map(&self, change: impl Fn(&str) -> String) -> Text {
        let mut out = Text::default();
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.push(&change(text)),
                Part::Hole(hole) => out.push_hole(Arc::clone(hole)),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hole(name: &str) -> Arc<Unknown> {
        Arc::new(Unknown::source(name, None))
    }

    #[test]
    fn texts_keep_what_is_known() {
        let mut text = Text::literal("repo:");
        text.push_hole(hole("var.org"));
        text.push("/*");
        text.push("\nnext ");
        assert_eq!(text.pattern(), "repo:⟦var.org⟧/*\nnext ");
        assert_eq!((text.prefix(), text.suffix(), text.as_str()), ("repo:", "/*\nnext ", None));
        let lines: Vec<String> = text.split(&['\n']).iter().map(|line| line.trim().pattern()).collect();
        assert_eq!(lines, ["repo:⟦var.org⟧/*", "next"]);
        assert_eq!(text.len(), 13);
    }

    #[test]
    fn sources_are_named_once() {
        let mut text = Text::default();
        for name in ["a", "b", "a"] {
            text.push_hole(hole(name));
        }
        let names: Vec<String> = Value::Text(text).origins().into_iter().map(|origin| origin.name).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(Text::literal("").as_str(), Some(""));
    }

    #[test]
    fn an_open_list_is_not_known() {
        let list = List { more: Some(hole("var.more")), ..List::of(vec![Value::text("x")]) };
        assert!(!list.value().is_known());
        assert!(List::of(vec![Value::Null]).value().is_known());
    }

    #[test]
    fn a_text_knows_where_its_pieces_are_written() {
        let spot = |bytes| Spot { document: 1, bytes };
        let mut text = Text::written("repo:", spot(10..15));
        text.push_hole(hole("var.org"));
        text.push_written("/*", spot(25..27));
        let mut joined = Text::literal("[");
        joined.append(&text);
        assert_eq!(joined.spot_of(1..6), Some(spot(10..15)));
        assert_eq!(joined.spot_of(7..8), Some(spot(26..27)));
        assert_eq!(joined.spot_of(0..1), None);
        assert_eq!(Value::Text(text).spot(), Some(&spot(10..15)));
    }

    #[test]
    fn a_piece_of_a_text_keeps_where_it_is_written() {
        let spot = |bytes| Spot { document: 1, bytes };
        let mut text = Text::written("one", spot(10..13));
        text.push("--");
        text.push_written("three", spot(20..25));
        let mut out = Text::literal(">");
        out.push_piece("e--th", 2, &text);
        assert_eq!(out.as_str(), Some(">e--th"));
        assert_eq!(out.spot_of(1..2), Some(spot(12..13)));
        assert_eq!(out.spot_of(2..4), None);
        assert_eq!(out.spot_of(4..6), Some(spot(20..22)));
        assert_eq!(out.spot_of(0..1), None);
    }
}
