//! Text as messages and reports show it: places in it, quotations of it, pointers into it.

mod place;
mod pointer;
mod quote;

pub use place::Place;
pub(crate) use place::Places;
pub(crate) use pointer::pointer_step;
pub(crate) use quote::{quote, shown};
