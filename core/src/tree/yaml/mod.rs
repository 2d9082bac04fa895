//! YAML as the same tree that the JSON reader gives, so that one decoder and one kind of place serve both.
//!
//! Read strictly it is what a configuration file of ours needs: one document of mappings, lists and scalars by the YAML
//! 1.2 core schema (`yes`, `on` and `1_000` are text). Anchors, aliases and tags are refused: the first two are the stuff
//! of alias bombs, and a tag changes what is read without a reader's notice.
//!
//! Read as a workflow it is what GitHub reads: aliases are replayed under a budget, tags of the core schema are taken, and
//! names are compared without regard to case.
//!
//! Read as a template it is what CloudFormation reads: the short form of a function, `!Ref x`, is the object
//! `{"Ref": "x"}`, aliases are replayed under a budget, and merge keys are refused.

#[cfg(feature = "documents")]
mod functions;
mod scalar;

use core::ops::Range;
use std::collections::{BTreeMap, BTreeSet};

use granit_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::source::without_nul;
use crate::error::{Draft, Error, ErrorKind, FLATTEN, PASS_LESS};
use crate::limits::MAX_DEPTH;
use crate::text::quote;
use crate::tree::json::{Member, Node, Value};

/// What is read of YAML.
#[derive(Debug, Clone, Copy)]
struct Dialect {
    /// How deep documents may nest.
    depth: usize,
    /// How many nodes aliases may repeat together; `None` where anchors, aliases and tags are not read at all.
    repeats: Option<usize>,
    /// Whether names that differ only in case are the same.
    ignores_case: bool,
    /// How many events of the parser are read.
    events: usize,
    /// Whether tags are functions of CloudFormation.
    functions: bool,
}

/// What our own files are written in.
const STRICT: Dialect =
    Dialect { depth: MAX_DEPTH, repeats: None, ignores_case: false, events: usize::MAX, functions: false };

/// What GitHub reads of a workflow file (the published source of the runner).
#[cfg(feature = "documents")]
const WORKFLOW: Dialect =
    Dialect { depth: 50, repeats: Some(50_000), ignores_case: true, events: 1_000_000, functions: false };

/// Reads one YAML document of at most `max` bytes.
///
/// # Errors
/// `TOO_LARGE`, `YAML_SYNTAX`, `JSON_DUPLICATE_MEMBER`, `JSON_TOO_DEEP` or `JSON_NUL`, each with its place.
pub(crate) fn parse(text: &str, max: usize) -> Result<Node, Error> {
    parse_as(text, max, STRICT)
}

/// Reads one YAML document as GitHub reads a workflow file.
///
/// # Errors
/// As [`parse`]; `TOO_LARGE` also where aliases repeat too much.
#[cfg(feature = "documents")]
pub(crate) fn parse_workflow(text: &str, max: usize) -> Result<Node, Error> {
    parse_as(text, max, WORKFLOW)
}

/// Reads one YAML document as CloudFormation reads a template.
///
/// Aliases may repeat four parts for each byte of the text: templates that share a block stay far below that, and what is
/// read stays in proportion to what is given.
///
/// # Errors
/// As [`parse`]; `YAML_SYNTAX` also for a tag that is not a function, `TOO_LARGE` where aliases repeat too much.
#[cfg(feature = "documents")]
pub(crate) fn parse_template(text: &str, max: usize) -> Result<Node, Error> {
    let repeats = text.len().saturating_mul(4).min(MAX_TEMPLATE_REPEATS);
    parse_as(text, max, Dialect { repeats: Some(repeats), functions: true, ..STRICT })
}

/// How many parts of a template aliases may repeat, however long it is.
#[cfg(feature = "documents")]
const MAX_TEMPLATE_REPEATS: usize = 200_000;

fn parse_as(text: &str, max: usize, dialect: Dialect) -> Result<Node, Error> {
    if text.len() > max {
        let message = format!("the document has {} bytes, at most {max} are read", text.len());
        return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS));
    }
    without_nul(text)?;
    let mut reader = Reader {
        text,
        dialect,
        aliased: BTreeSet::new(),
        first: None,
        anchors: BTreeMap::new(),
        kept: 0,
        repeated: 0,
        open: Vec::new(),
        root: None,
        documents: 0,
    };
    reader.document().map_err(|error| error.locate(text))
}

/// A mapping or a list that is not yet closed.
enum OpenNode {
    List(Opened, Vec<Node>),
    Mapping {
        opened: Opened,
        members: Vec<Member>,
        /// Every name so far.
        names: BTreeSet<String>,
        name: Option<(String, Range<usize>)>,
    },
}

/// Where a mapping or a list starts, the anchor on it, and the function that it is the argument of.
struct Opened {
    start: usize,
    anchor: usize,
    function: Option<Function>,
}

/// The name of a function and where it is written.
type Function = (&'static str, Range<usize>);

struct Reader<'t> {
    text: &'t str,
    dialect: Dialect,
    /// The anchors that an alias names.
    aliased: BTreeSet<usize>,
    /// Where the first of them stands.
    first: Option<Range<usize>>,
    /// What stands at those anchors, and how many nodes that is.
    anchors: BTreeMap<usize, (Node, usize)>,
    /// Nodes kept at anchors.
    kept: usize,
    /// Nodes repeated by aliases.
    repeated: usize,
    open: Vec<OpenNode>,
    root: Option<Node>,
    documents: usize,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Error> {
        if self.dialect.repeats.is_some() && self.text.contains('*') {
            self.find_aliases();
        }
        for (count, event) in Parser::new_from_str(self.text).enumerate() {
            let (event, span) = event.map_err(|error| {
                let at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
                Error::new(ErrorKind::YamlSyntax, format!("this is not YAML: {}", error.info()))
                    .with_help("check the indentation and the quotes up to here")
                    .span_or(at..at)
            })?;
            let range = range(&span, self.text);
            if count >= self.dialect.events {
                let message = format!("the document has more than {} parts", self.dialect.events);
                return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS).span_or(range));
            }
            self.event(event, span, range)?;
        }
        self.root.take().ok_or_else(|| {
            Error::new(ErrorKind::YamlSyntax, "the document is empty")
                .with_help("pass what is in the file")
                .span_or(0..0)
        })
    }

    /// Notes which anchors are named by aliases: only those are kept.
    fn find_aliases(&mut self) {
        for event in Parser::new_from_str(self.text).take(self.dialect.events) {
            match event {
                Ok((Event::Alias(anchor), _)) => drop(self.aliased.insert(anchor)),
                Ok(_) => {}
                // Read again, it is told with its place.
                Err(_) => return,
            }
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span, range: Range<usize>) -> Result<(), Error> {
        let reads_anchors = self.dialect.repeats.is_some();
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(syntax("a second document starts here, one is read", range)
                        .with_help("pass each document by itself"));
                }
                Ok(())
            }
            Event::Alias(_) | Event::Anchor(..) | Event::UnresolvedAlias(_) if !reads_anchors => {
                Err(syntax("anchors and aliases are not read", range).with_help("write the value out"))
            }
            Event::Scalar(_, _, anchor, ref tag)
            | Event::SequenceStart(_, anchor, ref tag)
            | Event::MappingStart(_, anchor, ref tag)
                if !reads_anchors && (anchor != 0 || tag.is_some()) =>
            {
                Err(syntax("anchors, aliases and tags are not read", range)
                    .with_help("write the value plainly"))
            }
            Event::Alias(anchor) => {
                let node = self.repeat(anchor, &range)?;
                self.put(node, 0)
            }
            Event::Scalar(value, style, anchor, tag) => {
                let node = match self.function(tag.as_deref(), &span)? {
                    Some(function) => {
                        called(function, Node { value: Value::String(value.into_owned()), span: range })
                    }
                    None => {
                        let value = self.scalar(&value, style, tag.as_deref(), &range)?;
                        Node { value, span: range }
                    }
                };
                self.put(node, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                let opened = self.opened(tag.as_deref(), "seq", anchor, &span, &range)?;
                self.push(OpenNode::List(opened, Vec::new()), &range)
            }
            Event::MappingStart(_, anchor, tag) => {
                let opened = self.opened(tag.as_deref(), "map", anchor, &span, &range)?;
                let mapping =
                    OpenNode::Mapping { opened, members: Vec::new(), names: BTreeSet::new(), name: None };
                self.push(mapping, &range)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let (value, opened) = match self.open.pop() {
                    Some(OpenNode::List(opened, items)) => (Value::Array(items), opened),
                    Some(OpenNode::Mapping { opened, members, .. }) => (Value::Object(members), opened),
                    None => return Ok(()),
                };
                let node = Node { value, span: opened.start..range.end };
                let node = match opened.function {
                    Some(function) => called(function, node),
                    None => node,
                };
                self.put(node, opened.anchor)
            }
            _ => Ok(()),
        }
    }

    /// The function that a tag is the short form of, where tags are that.
    fn function(&self, tag: Option<&Tag>, span: &Span) -> Result<Option<Function>, Error> {
        match tag {
            #[cfg(feature = "documents")]
            Some(tag) if self.dialect.functions && !tag.is_yaml_core_schema() => {
                let at = span.tag_span().map_or_else(|| range(span, self.text), |tag| range(&tag, self.text));
                functions::of_tag(tag, &at).map(|name| Some((name, at)))
            }
            _ => Ok(None),
        }
    }

    fn opened(
        &self,
        tag: Option<&Tag>,
        own: &str,
        anchor: usize,
        span: &Span,
        range: &Range<usize>,
    ) -> Result<Opened, Error> {
        let function = self.function(tag, span)?;
        if function.is_none() {
            collection_tag(tag, own, range)?;
        }
        Ok(Opened { start: range.start, anchor, function })
    }

    fn push(&mut self, next: OpenNode, range: &Range<usize>) -> Result<(), Error> {
        if self.open.len() >= self.dialect.depth {
            return Err(self.too_deep(range));
        }
        self.open.push(next);
        Ok(())
    }

    fn too_deep(&self, range: &Range<usize>) -> Error {
        let message = format!("the document nests deeper than {}", self.dialect.depth);
        Error::new(ErrorKind::JsonTooDeep, message).with_help(FLATTEN).span_or(range.clone())
    }

    /// A whole node: it goes into what is open.
    fn put(&mut self, node: Node, anchor: usize) -> Result<(), Error> {
        if anchor != 0 && self.aliased.contains(&anchor) {
            let (count, _) = size(&node);
            // Each is repeated at least once, so what is kept is bounded as what is repeated.
            self.kept += count;
            self.first.get_or_insert_with(|| node.span.clone());
            if self.kept > self.dialect.repeats.unwrap_or(0) {
                return Err(self.too_many(&node.span));
            }
            self.anchors.insert(anchor, (node.clone(), count));
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(OpenNode::List(_, items)) => items.push(node),
            Some(OpenNode::Mapping { members, names, name, .. }) => match name.take() {
                None => *name = Some(key(node, names, self.dialect)?),
                Some((name, name_span)) => members.push(Member { name, name_span, node }),
            },
        }
        Ok(())
    }

    fn too_many(&self, range: &Range<usize>) -> Error {
        let most = self.dialect.repeats.unwrap_or(0);
        let message = format!("aliases repeat more than {most} parts of the document, from this anchor on");
        Error::new(ErrorKind::TooLarge, message)
            .with_help("write out what is needed; such a document expands to many times its size")
            .span_or(self.first.clone().unwrap_or_else(|| range.clone()))
    }

    /// What stands at an anchor, once more.
    fn repeat(&mut self, anchor: usize, range: &Range<usize>) -> Result<Node, Error> {
        let Some((node, count)) = self.anchors.get(&anchor) else {
            return Err(syntax("an alias stands within its own anchor", range.clone())
                .with_help("write the value out"));
        };
        self.repeated += count;
        let node = node.clone();
        if self.repeated > self.dialect.repeats.unwrap_or(0) {
            return Err(self.too_many(range));
        }
        let (_, depth) = size(&node);
        if self.open.len() + depth > self.dialect.depth {
            return Err(self.too_deep(range));
        }
        Ok(node)
    }

    fn scalar(
        &self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        range: &Range<usize>,
    ) -> Result<Value, Error> {
        let plain = style == ScalarStyle::Plain;
        let Some(tag) = tag else {
            return Ok(match plain {
                true if self.dialect.repeats.is_some() => scalar::of_workflow(text),
                true => scalar::plain(text),
                false => Value::String(text.to_owned()),
            });
        };
        if tag.is_yaml_core_schema_tag("str") {
            return Ok(Value::String(text.to_owned()));
        }
        let value = scalar::of_workflow(text);
        let fits = match &value {
            Value::Null => tag.is_yaml_core_schema_tag("null"),
            Value::Bool(_) => tag.is_yaml_core_schema_tag("bool"),
            Value::Number(_) => {
                tag.is_yaml_core_schema_tag("float")
                    || (tag.is_yaml_core_schema_tag("int") && !text.contains(['.', 'e', 'E', 'n']))
            }
            _ => false,
        };
        match fits && plain {
            true => Ok(value),
            false => Err(syntax("the value does not have the type that its tag says", range.clone())
                .with_help("remove the tag")),
        }
    }
}

/// The object that the short form of a function stands for.
fn called((name, name_span): Function, argument: Node) -> Node {
    let span = name_span.start..argument.span.end;
    let member = Member { name: name.to_owned(), name_span, node: argument };
    Node { value: Value::Object(vec![member]), span }
}

fn syntax(message: &str, range: Range<usize>) -> Draft {
    Error::new(ErrorKind::YamlSyntax, message).span_or(range)
}

/// Refuses a tag on a mapping or a list that says something else.
fn collection_tag(tag: Option<&Tag>, own: &str, range: &Range<usize>) -> Result<(), Error> {
    match tag {
        Some(tag) if !tag.is_yaml_core_schema_tag(own) => {
            Err(syntax("the value does not have the type that its tag says", range.clone())
                .with_help("remove the tag"))
        }
        _ => Ok(()),
    }
}

/// How many nodes a tree has, and how deep it is; the names of members count.
fn size(node: &Node) -> (usize, usize) {
    let join =
        |(count, depth): (usize, usize), (more, below): (usize, usize)| (count + more, depth.max(below));
    match &node.value {
        Value::Array(items) => {
            let (count, depth) = items.iter().map(size).fold((1, 0), join);
            (count, depth + 1)
        }
        Value::Object(members) => {
            let (count, depth) = members.iter().map(|member| size(&member.node)).fold((1, 0), join);
            (count + members.len(), depth + 1)
        }
        _ => (1, 0),
    }
}

/// The name of a member: a string, or a plain scalar as it is written.
fn key(node: Node, names: &mut BTreeSet<String>, dialect: Dialect) -> Result<(String, Range<usize>), Error> {
    let kind = node.kind();
    let Dialect { ignores_case, functions, .. } = dialect;
    let name = match node.value {
        Value::String(name) if functions && name == "<<" => {
            return Err(syntax("CloudFormation does not read merge keys", node.span)
                .with_help("write the members out where they are needed"));
        }
        Value::String(name) | Value::Number(name) => name,
        // GitHub and AWS take every scalar as text here.
        Value::Bool(value) if ignores_case || functions => value.to_string(),
        Value::Null if ignores_case || functions => String::new(),
        _ => {
            let message = format!("the name of a member is a string, found {kind}");
            return Err(Error::new(ErrorKind::YamlSyntax, message)
                .with_help("write the name as text")
                .span_or(node.span));
        }
    };
    let compared = if ignores_case { name.to_uppercase() } else { name.clone() };
    if !names.insert(compared) {
        let message = format!("the member `{}` is named twice", quote(&name));
        let help = if ignores_case {
            "keep one of them; GitHub compares names without regard to case"
        } else {
            "keep one of them"
        };
        return Err(Error::new(ErrorKind::JsonDuplicateMember, message)
            .with_found(&name)
            .with_help(help)
            .span_or(node.span));
    }
    Ok((name, node.span))
}

/// The bytes of an event; the parser gives them for every text.
fn range(span: &Span, text: &str) -> Range<usize> {
    let range = span.byte_range().unwrap_or(0..0);
    range.start.min(text.len())..range.end.min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, code: &str, message: &str, line: usize, column: usize) {
        let error = parse(text, 10_000).unwrap_err();
        assert_eq!((error.kind().code(), error.to_string().as_str()), (code, message));
        let place = error.place().unwrap();
        assert_eq!((place.line, place.column), (line, column), "{message}");
    }

    #[test]
    fn the_same_tree_as_json() {
        let strip = |text: &str| format!("{:?}", shape(&parse(text, 1000).unwrap()));
        let json = |text: &str| format!("{:?}", shape(&crate::tree::json::parse(text, 1000).unwrap()));
        assert_eq!(
            strip("a: 1\nb: [x, 'y', true, ~, 1.10]\nc:\n  - {d: \"{sha}\"} # comment\n  - yes\n"),
            json(r#"{"a": 1, "b": ["x", "y", true, null, 1.10], "c": [{"d": "{sha}"}, "yes"]}"#)
        );
    }

    fn shape(node: &Node) -> Node {
        let value = match &node.value {
            Value::Array(items) => Value::Array(items.iter().map(shape).collect()),
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|m| Member { name: m.name.clone(), name_span: 0..0, node: shape(&m.node) })
                    .collect(),
            ),
            other => other.clone(),
        };
        Node { value, span: 0..0 }
    }

    #[test]
    fn places_are_of_the_text() {
        let node = parse("é: x\nlist:\n  - one\n  - 'two'\n", 1000).unwrap();
        let Value::Object(members) = &node.value else { panic!() };
        let Value::Array(items) = &members[1].node.value else { panic!() };
        assert_eq!(members[0].name_span, 0..2);
        assert_eq!(items[1].span, 24..29);
    }

    #[test]
    fn what_is_not_read() {
        refused("a: 1\na: 2\n", "JSON_DUPLICATE_MEMBER", "the member `a` is named twice", 2, 1);
        refused("a: &x 1\nb: *x\n", "YAML_SYNTAX", "anchors, aliases and tags are not read", 1, 7);
        refused("a: !!str 1\n", "YAML_SYNTAX", "anchors, aliases and tags are not read", 1, 10);
        refused("a: 1\n---\nb: 2\n", "YAML_SYNTAX", "a second document starts here, one is read", 2, 1);
        refused("", "YAML_SYNTAX", "the document is empty", 1, 1);
        refused("? [a]\n: 1\n", "YAML_SYNTAX", "the name of a member is a string, found a list", 1, 3);
        let deep = format!("{}{}", "[".repeat(65), "]".repeat(65));
        refused(&deep, "JSON_TOO_DEEP", "the document nests deeper than 64", 1, 65);
        assert_eq!(parse("a: [", 100).unwrap_err().kind().code(), "YAML_SYNTAX");
        let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n";
        assert_eq!(parse(bomb, 1000).unwrap_err().kind().code(), "YAML_SYNTAX");
        assert_eq!(parse("aaa", 2).unwrap_err().kind().code(), "TOO_LARGE");
    }
}
