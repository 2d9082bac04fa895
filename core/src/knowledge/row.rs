//! The rows of tables: what their columns are, how one is read from JSON and printed.
//!
//! Every type of row is described by its columns, and one function reads and prints all of them: with a reader of its own for
//! each type, a page would load a tenth more before its first answer.

use serde::de::Error as _;

use super::list::List;
use crate::error::{Error, ErrorKind};
use crate::text::quote;
use crate::tree::json::{Node, Value};
use crate::tree::plain;

/// What a column holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Whether it is so; left out where it is not.
    Flag,
    /// A list of texts; left out where it is empty.
    Texts,
    /// A number.
    Count,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) kind: Kind,
    /// Whether a row may go without it.
    pub(crate) optional: bool,
}

/// What a row has in a column.
#[derive(Debug)]
pub(crate) enum Cell<'a> {
    None,
    Text(&'a str),
    /// The place of the word among the words of the column.
    Word(usize),
    Flag(bool),
    Texts(List<'a, &'a str>),
    Count(usize),
}

/// A type that a column can have.
pub(crate) trait Field<'a>: Sized {
    const COLUMN: Column;

    /// Its value; `None` where the cell is of another column.
    fn of(cell: Cell<'a>) -> Option<Self>;

    fn cell(&'a self) -> Cell<'a>;
}

/// A type of rows.
pub(crate) trait Row<'a>: Sized {
    /// The names of its columns; none for rows that are a text.
    const NAMES: &'static [&'static str];
    const COLUMNS: &'static [Column];
    /// How many columns, from the first on, tell a row from the others.
    const KEY: usize = 1;
    /// Whether every word of the first column has a row.
    const EVERY: bool = false;

    fn of(cells: Vec<Cell<'a>>) -> Option<Self>;

    fn cells(&'a self) -> Vec<Cell<'a>>;

    /// What is wrong with it that its columns do not show: what to do instead.
    fn fault(&self) -> Option<&'static str> {
        None
    }
}

/// Makes a type of rows; further members of [`Row`] follow its columns.
macro_rules! row {
    ($(#[$meta:meta])* $name:ident $(<$life:lifetime>)? {
        $($(#[$doc:meta])* $field:ident: $type:ty,)*
    } $($more:tt)*) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name $(<$life>)? {
            $($(#[$doc])* pub(crate) $field: $type,)*
        }

        impl<'a> $crate::knowledge::row::Row<'a> for $name $(<$life>)? {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),*];
            const COLUMNS: &'static [$crate::knowledge::row::Column] =
                &[$(<$type as $crate::knowledge::row::Field<'a>>::COLUMN),*];
            $($more)*

            fn of(cells: Vec<$crate::knowledge::row::Cell<'a>>) -> Option<Self> {
                let mut cells = cells.into_iter();
                Some($name { $($field: $crate::knowledge::row::Field::of(cells.next()?)?,)* })
            }

            fn cells(&'a self) -> Vec<$crate::knowledge::row::Cell<'a>> {
                vec![$($crate::knowledge::row::Field::cell(&self.$field)),*]
            }
        }
    };
}

/// Makes the words of a column.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $word:ident = $text:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name {
            $($(#[$doc])* $word,)*
        }

        $crate::knowledge::row::word!($name { $($word = $text,)* });
    };
}

/// Makes words of the variants of an enum, all of them and in their order.
macro_rules! word {
    ($name:ident { $($word:ident = $text:literal,)* }) => {
        impl<'a> $crate::knowledge::row::Field<'a> for $name {
            const COLUMN: $crate::knowledge::row::Column = $crate::knowledge::row::Column {
                kind: $crate::knowledge::row::Kind::Word(&[$($text),*]),
                optional: false,
            };

            fn of(cell: $crate::knowledge::row::Cell<'a>) -> Option<Self> {
                let $crate::knowledge::row::Cell::Word(index) = cell else { return None };
                [$($name::$word),*].get(index).copied()
            }

            fn cell(&'a self) -> $crate::knowledge::row::Cell<'a> {
                $crate::knowledge::row::Cell::Word(*self as usize)
            }
        }
    };
}

pub(crate) use {row, word, words};

const fn column(kind: Kind, optional: bool) -> Column {
    Column { kind, optional }
}

impl<'a> Field<'a> for &'a str {
    const COLUMN: Column = column(Kind::Text, false);

    fn of(cell: Cell<'a>) -> Option<Self> {
        if let Cell::Text(text) = cell { Some(text) } else { None }
    }

    fn cell(&'a self) -> Cell<'a> {
        Cell::Text(self)
    }
}

impl<'a> Field<'a> for bool {
    const COLUMN: Column = column(Kind::Flag, true);

    fn of(cell: Cell<'a>) -> Option<Self> {
        match cell {
            Cell::Flag(flag) => Some(flag),
            Cell::None => Some(false),
            _ => None,
        }
    }

    fn cell(&'a self) -> Cell<'a> {
        if *self { Cell::Flag(true) } else { Cell::None }
    }
}

impl<'a> Field<'a> for usize {
    const COLUMN: Column = column(Kind::Count, false);

    fn of(cell: Cell<'a>) -> Option<Self> {
        if let Cell::Count(count) = cell { Some(count) } else { None }
    }

    fn cell(&'a self) -> Cell<'a> {
        Cell::Count(*self)
    }
}

impl<'a> Field<'a> for List<'a, &'a str> {
    const COLUMN: Column = column(Kind::Texts, true);

    fn of(cell: Cell<'a>) -> Option<Self> {
        match cell {
            Cell::Texts(texts) => Some(texts),
            Cell::None => Some(List::NONE),
            _ => None,
        }
    }

    fn cell(&'a self) -> Cell<'a> {
        if self.is_empty() { Cell::None } else { Cell::Texts(List::Fixed(self)) }
    }
}

impl<'a, T: Field<'a>> Field<'a> for Option<T> {
    const COLUMN: Column = column(T::COLUMN.kind, true);

    fn of(cell: Cell<'a>) -> Option<Self> {
        if matches!(cell, Cell::None) { Some(None) } else { T::of(cell).map(Some) }
    }

    fn cell(&'a self) -> Cell<'a> {
        self.as_ref().map_or(Cell::None, T::cell)
    }
}

impl<'a> Row<'a> for &'a str {
    const NAMES: &'static [&'static str] = &[];
    const COLUMNS: &'static [Column] = &[column(Kind::Text, false)];

    fn of(cells: Vec<Cell<'a>>) -> Option<Self> {
        Field::of(cells.into_iter().next()?)
    }

    fn cells(&'a self) -> Vec<Cell<'a>> {
        vec![self.cell()]
    }
}

/// Reads a row.
///
/// # Errors
/// What is wrong with it, with the JSON pointer.
pub(super) fn read<'a>(
    names: &'static [&'static str],
    columns: &[Column],
    node: &'a Node,
) -> Result<Vec<Cell<'a>>, Error> {
    if names.is_empty() {
        return Ok(vec![Cell::Text(plain(node)?)]);
    }
    let Value::Object(members) = &node.value else {
        let message = format!("expected an object, found {}", node.kind());
        return Err(Error::new(ErrorKind::WrongType, message)
            .with_help("pass a row as `knowledge` prints it")
            .span_or(node.span.clone()));
    };
    if let Some(member) = members.iter().find(|member| !names.contains(&member.name.as_str())) {
        let error = Error::unknown_field(&member.name, names);
        return Err(error.under(&member.name).span_or(member.name_span.clone()));
    }
    let mut cells = Vec::with_capacity(columns.len());
    for (name, column) in names.iter().zip(columns) {
        cells.push(match node.member(name) {
            Some(node) => cell(column.kind, node).map_err(|error| error.under(name))?,
            None if column.optional => Cell::None,
            None => return Err(Error::missing_field(name).span_or(node.span.clone())),
        });
    }
    Ok(cells)
}

fn cell(kind: Kind, node: &Node) -> Result<Cell<'_>, Error> {
    Ok(match kind {
        Kind::Text => Cell::Text(plain(node)?),
        Kind::Flag => Cell::Flag(plain(node)?),
        Kind::Count => Cell::Count(plain(node)?),
        Kind::Texts => Cell::Texts(List::Read(plain(node)?)),
        Kind::Word(words) => {
            let text: &str = plain(node)?;
            let found = words.iter().position(|word| *word == text);
            let unknown = || Error::unknown_variant(text, words).span_or(node.span.clone());
            Cell::Word(found.ok_or_else(unknown)?)
        }
    })
}

/// A row as its JSON without white space.
pub(super) fn print(names: &[&str], columns: &[Column], cells: &[Cell<'_>]) -> String {
    let mut out = String::new();
    for (index, (cell, column)) in cells.iter().zip(columns).enumerate() {
        let (name, sign) = (names.get(index), if out.is_empty() { '{' } else { ',' });
        let text = match (cell, column.kind) {
            (Cell::Text(text), _) => json(text),
            (Cell::Word(word), Kind::Word(words)) => json(words.get(*word).unwrap_or(&"")),
            (Cell::Count(count), _) => count.to_string(),
            (Cell::Texts(texts), _) if !texts.is_empty() => {
                let texts: Vec<String> = texts.iter().map(|text| json(text)).collect();
                format!("[{}]", texts.join(","))
            }
            (Cell::Flag(true), _) => "true".to_owned(),
            _ => continue,
        };
        match name {
            Some(name) => out.push_str(&format!("{sign}\"{name}\":{text}")),
            None => return text,
        }
    }
    out + "}"
}

/// A text as JSON.
fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// What tells a row from the others, for messages.
pub(super) fn key(columns: &[Column], cells: &[Cell<'_>], width: usize) -> String {
    let texts: Vec<&str> = cells
        .iter()
        .zip(columns)
        .take(width)
        .map(|(cell, column)| match (cell, column.kind) {
            (Cell::Text(text), _) => text,
            (Cell::Word(word), Kind::Word(words)) => words.get(*word).copied().unwrap_or(""),
            _ => "",
        })
        .collect();
    quote(&texts.join(" "))
}
