//! IAM's patterns with `*` and `?`: whether one fits a text, and the two beside each other.

pub(crate) mod align;
#[cfg(feature = "push")]
pub(crate) mod arn;
mod pairing;
pub(crate) mod segments;
pub(crate) mod wildcard;

pub use align::{Alignment, Column, Difference};
