//! What a Terraform file is made of, with the place of each part.

use crate::read::value::{Spot, Text};

/// In the place of a document's index: a text that is not one of the caller's.
pub(super) const NOWHERE: usize = usize::MAX;

/// The place, where it is in a document of the caller's.
pub(super) fn place(spot: &Spot) -> Option<Spot> {
    (spot.document != NOWHERE).then(|| spot.clone())
}

/// An expression.
#[derive(Debug, Clone)]
pub(super) struct Expr {
    pub(super) kind: Kind,
    pub(super) spot: Spot,
}

#[derive(Debug, Clone)]
pub(super) enum Kind {
    Null,
    Bool(bool),
    Number(f64),
    /// A number that has more digits than are read.
    LongNumber,
    Template(Vec<Piece>),
    Tuple(Vec<Expr>),
    Object(Vec<Item>),
    Name(String),
    Get(Box<Expr>, Vec<Step>),
    Call(Box<Call>),
    Unary(Unary, Box<Expr>),
    Binary(Binary, Box<[Expr; 2]>),
    Conditional(Box<[Expr; 3]>),
    For(Box<For>),
}

/// A part of a template.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Literal(Text),
    Value(Expr),
    If(Box<(Expr, Vec<Piece>, Vec<Piece>)>),
    For(Box<PieceFor>),
}

#[derive(Debug, Clone)]
pub(super) struct PieceFor {
    pub(super) key: Option<String>,
    pub(super) value: String,
    pub(super) over: Expr,
    pub(super) body: Vec<Piece>,
}

/// A member of an object expression.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) key: Expr,
    pub(super) value: Expr,
}

/// A step of a reference.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Attribute(String),
    Index(Expr),
    /// `[*]`: all that follows is done to each.
    Splat,
    /// `.*`: the attributes that follow are taken of each.
    AttributeSplat,
}

#[derive(Debug, Clone)]
pub(super) struct Call {
    pub(super) name: String,
    pub(super) arguments: Vec<Expr>,
    /// Whether the last argument is a list of arguments.
    pub(super) expands: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unary {
    Minus,
    Not,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binary {
    And,
    Or,
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

#[derive(Debug, Clone)]
pub(super) struct For {
    pub(super) key_name: Option<String>,
    pub(super) value_name: String,
    pub(super) over: Expr,
    /// The key, where an object is made.
    pub(super) key: Option<Expr>,
    pub(super) value: Expr,
    pub(super) groups: bool,
    pub(super) condition: Option<Expr>,
}

/// The inside of a block, or a whole file.
#[derive(Debug, Clone, Default)]
pub(super) struct Body {
    pub(super) attributes: Vec<Attribute>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Debug, Clone)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) value: Expr,
    pub(super) spot: Spot,
}

#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) kind: String,
    pub(super) labels: Vec<String>,
    pub(super) body: Body,
    pub(super) spot: Spot,
}

impl Body {
    pub(super) fn attribute(&self, name: &str) -> Option<&Expr> {
        self.attributes.iter().find(|one| one.name == name).map(|one| &one.value)
    }

    pub(super) fn blocks<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }
}

impl Expr {
    /// The known text that it is, where it is written as one.
    pub(super) fn literal(&self) -> Option<&str> {
        match &self.kind {
            Kind::Template(pieces) => match pieces.as_slice() {
                [] => Some(""),
                [Piece::Literal(text)] => text.as_str(),
                _ => None,
            },
            _ => None,
        }
    }

    /// The word that it is: a bare name or a text, as the older forms of some settings allow.
    pub(super) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Name(name) => Some(name),
            _ => self.literal(),
        }
    }
}
