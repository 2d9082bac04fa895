//! What each fuzz target claims of the library. A target fails by panicking, so here, as in tests, panics are meant.
//!
//! Every claim is a function from bytes: libfuzzer calls it with inputs it makes up (`fuzz_targets/`), and
//! `tests/replay.rs` with seeds, with every input that once failed, and with a fixed run of mutations, on any toolchain.

mod analysis;
mod documents;
mod draw;
mod json;
mod naming;
mod policy;
mod rules;
pub mod seeds;
mod set;
pub mod shapes;
mod text;
#[allow(dead_code, reason = "the library's own file, whose other half serves its evaluator")]
#[path = "../../src/aws/pattern/wildcard.rs"]
mod wildcard_source;

pub use analysis::analysis;
pub use documents::{answers, cloudformation, expression, plan, recognise, terraform, workflow};
pub use json::{call, json};
pub use naming::naming;
pub use policy::{condition, policy};
pub use set::set;
pub use text::{filter, image, subject, wildcard};

/// The targets by name.
pub const TARGETS: &[(&str, fn(&[u8]))] = &[
    ("analysis", analysis),
    ("naming", naming),
    ("json", json),
    ("call", call),
    ("policy", policy),
    ("condition", condition),
    ("set", set),
    ("wildcard", wildcard),
    ("subject", subject),
    ("image", image),
    ("filter", filter),
    ("expression", expression),
    ("workflow", workflow),
    ("cloudformation", cloudformation),
    ("plan", plan),
    ("terraform", terraform),
    ("recognise", recognise),
    ("answers", answers),
];

/// The input as text; what is not UTF-8 never gets further than `call_bytes`, which `call` tries.
fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}
