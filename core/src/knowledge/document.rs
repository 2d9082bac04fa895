//! Tables as a document: read, checked and printed.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::list::List;
use super::row::{self, Cell, Column, Kind, Row};
use crate::error::{Draft, Error, ErrorKind};
use crate::limits::MAX_ROWS;
use crate::text::{self, is_day, nearest, quote};
use crate::tree::json::{Node, Value};
use crate::tree::plain;

/// The form of the document that is read and printed.
const FORM: &str = "1";

/// The document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Root<'a> {
    #[allow(dead_code, reason = "looked at before the rest, which may have another form")]
    form: IgnoredAny,
    #[serde(borrow)]
    tables: Vec<Head<'a>>,
}

/// A table but for its rows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head<'a> {
    name: &'a str,
    version: usize,
    day: &'a str,
    hash: &'a str,
    #[allow(dead_code, reason = "read by table, since each has rows of its own")]
    rows: IgnoredAny,
}

/// What a table says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Age<'a> {
    pub(super) version: usize,
    pub(super) day: &'a str,
    pub(super) hash: &'a str,
}

/// Reads a document: `set` takes each table that it has, by its place among `names`, and gives the hash of its rows.
///
/// # Errors
/// What is wrong with it, with the JSON pointer.
pub(super) fn read<'a>(
    node: &'a Node,
    names: &[&'static str],
    mut set: impl FnMut(usize, Age<'a>, &'a Node) -> Result<String, Error>,
) -> Result<(), Error> {
    if let Some(form) = node.member("form")
        && !matches!(&form.value, Value::Number(number) if number == FORM)
    {
        let (Value::Number(found) | Value::String(found)) = &form.value else {
            return Err(another_form("").with_help(FORM_HELP).under("form").span_or(form.span.clone()));
        };
        let message = format!(" `{}`", quote(found));
        return Err(another_form(&message)
            .with_found(found)
            .with_help(FORM_HELP)
            .under("form")
            .span_or(form.span.clone()));
    }
    let root: Root<'_> = plain(node)?;
    let nodes = node.member("tables").map(Node::items).unwrap_or_default();
    for (index, (head, node)) in root.tables.iter().zip(nodes).enumerate() {
        let earlier = root.tables.iter().take(index).any(|other| other.name == head.name);
        let read = head.check(names, earlier).and_then(|place| {
            let age = Age { version: head.version, day: head.day, hash: head.hash };
            let rows = node.member("rows").unwrap_or(node);
            head.has(&set(place, age, rows).map_err(|error| error.under("rows"))?)
        });
        read.map_err(|error| {
            let member = error.path().strip_prefix('/').and_then(|name| node.member(name));
            error.span_or(member.unwrap_or(node).span.clone()).under(index).under("tables")
        })?;
    }
    Ok(())
}

const FORM_HELP: &str = "pass a document of the form 1, as `knowledge` prints it";

fn another_form(found: &str) -> Draft {
    Error::new(ErrorKind::KnowledgeForm, format!("the document has the form{found}, and only 1 is read"))
}

impl Head<'_> {
    /// Checks all but the rows; gives the place of the table among all.
    fn check(&self, names: &[&'static str], earlier: bool) -> Result<usize, Error> {
        let name = quote(self.name);
        let Some(place) = names.iter().position(|known| *known == self.name) else {
            let known = names.join(", ");
            let help = nearest(self.name, names.iter().copied())
                .map_or_else(|| format!("known: {known}"), |near| format!("write `{near}`; known: {known}"));
            let error = Error::new(ErrorKind::KnowledgeTable, format!("no table has the name `{name}`"));
            return Err(error.with_found(self.name).with_help(help).under("name"));
        };
        if earlier {
            let error = Error::new(ErrorKind::KnowledgeTable, format!("the table `{name}` is given twice"));
            return Err(error.with_found(self.name).with_help("keep one of the two").under("name"));
        }
        if !is_day(self.day) {
            let message = format!("`{}` is not a day", quote(self.day));
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_found(self.day)
                .with_help("write it as `2026-11-22`")
                .under("day"));
        }
        Ok(place)
    }

    /// Whether its hash is that of its rows.
    fn has(&self, hash: &str) -> Result<(), Error> {
        if self.hash == hash {
            return Ok(());
        }
        let message = format!("the hash `{}` is not that of the rows of `{}`", quote(self.hash), self.name);
        Err(Error::new(ErrorKind::KnowledgeHash, message)
            .with_found(self.hash)
            .with_suggestion(hash)
            .under("hash"))
    }
}

/// Reads and checks the rows of a table; gives them and their hash.
///
/// # Errors
/// As [`read`].
pub(super) fn read_rows<'a, T: Row<'a>>(node: &'a Node) -> Result<(List<'a, T>, String), Error> {
    let (cells, hash) = read_cells(T::NAMES, T::COLUMNS, T::KEY, T::EVERY, node)?;
    let mut rows = Vec::with_capacity(cells.len());
    for (index, cells) in cells.into_iter().enumerate() {
        let row = T::of(cells).ok_or("the row has other columns");
        let row = row.and_then(|row| row.fault().map_or(Ok(row), Err));
        rows.push(row.map_err(|help| {
            let span = node.items().get(index).map_or(0..0, |row| row.span.clone());
            let message = "the members of the row do not go together";
            Error::new(ErrorKind::InvalidValue, message).with_help(help).span_or(span).under(index)
        })?);
    }
    Ok((List::Read(rows), hash))
}

/// What [`read_rows`] does for all types of rows alike.
fn read_cells<'a>(
    names: &'static [&'static str],
    columns: &[Column],
    width: usize,
    every: bool,
    node: &'a Node,
) -> Result<(Vec<Vec<Cell<'a>>>, String), Error> {
    let Value::Array(nodes) = &node.value else {
        let message = format!("expected a list, found {}", node.kind());
        return Err(Error::new(ErrorKind::WrongType, message)
            .with_help("pass the rows as `knowledge` prints them")
            .span_or(node.span.clone()));
    };
    if nodes.len() > MAX_ROWS {
        let message = format!("the table has {} rows, at most {MAX_ROWS} are read", nodes.len());
        return Err(Error::new(ErrorKind::TooLarge, message).with_help("leave out rows"));
    }
    let (mut rows, mut lines, mut keys) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (index, node) in nodes.iter().enumerate() {
        let cells = row::read(names, columns, node).map_err(|error| error.under(index))?;
        lines.push(row::print(names, columns, &cells));
        let key = row::key(columns, &cells, width);
        if let Some(key) = keys.replace(key) {
            let message = format!("the row `{}` is given twice", quote(&key));
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_help("keep one of the two")
                .span_or(node.span.clone())
                .under(index));
        }
        rows.push(cells);
    }
    if let (true, Some(Kind::Word(words))) = (every, columns.first().map(|column| column.kind))
        && let Some(missing) = words.iter().find(|word| !keys.contains(**word))
    {
        return Err(Error::new(ErrorKind::InvalidValue, format!("the row `{missing}` is missing"))
            .with_help("add it: this table has a row for each of its names"));
    }
    Ok((rows, hash(&lines)))
}

/// Each row as its JSON without white space.
pub(super) fn lines<T: Row<'static>>(rows: &'static [T]) -> Vec<String> {
    rows.iter().map(|row| row::print(T::NAMES, T::COLUMNS, &row.cells())).collect()
}

/// The hash of rows: FNV-1a with 64 bits, over their array as JSON without white space.
pub(super) fn hash(rows: &[String]) -> String {
    text::hash(format!("[{}]", rows.join(",")).as_bytes())
}

/// Prints tables as a document, a row a line.
pub(super) fn print(names: &[&str], ages: &[Age<'_>], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut out = format!("{{\"form\": {FORM}, \"tables\": [");
    for ((name, Age { version, day, hash }), rows) in names.iter().zip(ages).zip(rows) {
        let comma = if out.ends_with('[') { "" } else { "," };
        let rows = rows.join(",\n    ");
        out.push_str(&format!(
            "{comma}\n  {{\"name\": \"{name}\", \"version\": {version}, \"day\": \"{day}\", \"hash\": \"{hash}\", \
             \"rows\": [\n    {rows}\n  ]}}"
        ));
    }
    out + "\n]}\n"
}
