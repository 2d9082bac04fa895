//! The proof of assumable: what the runners share.
//!
//! This is a tool of the project, never shipped: a surprise stops it, where the library itself must never stop.
#![allow(clippy::panic, clippy::expect_used, reason = "a tool stops at what it does not know")]

pub mod compare;
pub mod coverage;
pub mod parallel;
pub mod vectors;
