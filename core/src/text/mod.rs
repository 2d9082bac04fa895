//! Text as messages and reports show it: places in it, quotations of it, pointers into it.

mod cut;
mod day;
mod hash;
mod nearest;
mod place;
mod placeholder;
mod pointer;
mod quote;
#[cfg(feature = "make")]
mod terraform;

pub(crate) use cut::cut;
pub(crate) use day::{days_between, days_in, days_since_1970, is_day};
pub(crate) use hash::hash;
pub(crate) use nearest::nearest;
pub use place::Place;
pub(crate) use place::Places;
pub(crate) use placeholder::{Placeholder, PlaceholderKind, placeholder, placeholder_in_policy};
pub(crate) use pointer::pointer_step;
pub(crate) use quote::{
    escape_hidden, has_signature, is_token, made_visible, quote, quote_part, shown, visible,
    without_signatures,
};
#[cfg(feature = "make")]
pub(crate) use terraform::in_terraform;
