//! The surfaces of every language, out of the contract.
//!
//! `model` reads the contract's schema into a few plain types and refuses what it does not know; one module per
//! language prints them. The output is committed, and a test fails when regenerating changes it.

#![allow(clippy::panic, clippy::expect_used, reason = "a tool stops at what it does not know")]

pub mod assumptions;
pub mod codes;
pub mod markdown;
pub mod model;
pub mod python;
pub mod typescript;
pub mod vectors;

use std::path::{Path, PathBuf};

use assumable::contract::{OPERATIONS, call};
use model::Contract;

/// Every generated file: its path from the root of the repository, and its text.
#[must_use]
pub fn outputs() -> Vec<(&'static str, String)> {
    let contract = Contract::read();
    let mut outputs = vec![
        ("tests/contract/schema.json", contract.schema()),
        ("core/docs/contract.md", markdown::emit(&contract)),
        ("core/docs/codes.md", codes::emit()),
        ("tests/vectors/cases.schema.json", vectors::emit(&contract)),
        ("core/src/contract/examples/knowledge.response.json", example("knowledge", request_of("knowledge"))),
        ("core/src/contract/examples/replace_knowledge.request.json", replacement()),
        (
            "core/src/contract/examples/replace_knowledge.response.json",
            example("replace_knowledge", &replacement()),
        ),
        ("core/docs/model.md", assumptions::emit()),
        ("bindings-python/python/assumable/_generated.py", python::emit(&contract)),
        ("tests/python/every_operation.py", python::every_operation(&contract)),
    ];
    outputs.extend(typescript::outputs(&contract));
    outputs
}

/// The example of an operation shows every table as it is, so it is written by the operation itself. The page of the
/// contract shows it once this program is compiled with it: after a change of a table it is run twice.
fn example(name: &str, request: &str) -> String {
    pretty(&parsed(&call(name, request).expect("the example is sound")))
}

fn request_of(name: &str) -> &'static str {
    OPERATIONS.iter().find(|one| one.name == name).expect("the operation exists").request
}

/// The request of `replace_knowledge`: the shortest table, as it is.
fn replacement() -> String {
    let mut document = parsed(&assumable::knowledge::print());
    let tables = document.get_mut("tables").and_then(serde_json::Value::as_array_mut);
    let tables = tables.expect("tables are a list");
    tables.retain(|table| table.get("name").is_some_and(|name| name == "thumbprints"));
    pretty(&serde_json::json!({"document": document}))
}

fn parsed(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("an answer is JSON")
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).expect("a value prints"))
}

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("the package lies in a folder of the repository")
        .to_owned()
}
