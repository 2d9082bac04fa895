//! The contract: every operation as JSON text in, JSON text out. The bindings know this module and nothing else.
//!
//! [`call`] reads a request with the one strict reader, runs the operation and writes the response. The
//! structs of requests live here, and are private: a Rust program calls the functions of the crate instead. The answers
//! are the crate's own reports, such as [`Subject`](crate::github::Subject).
//!
//! ```
//! let request = r#"{"operator": "StringLike", "key": "aws:username", "values": "al*", "context": {"aws:username": "alice"}}"#;
//! let response = assumable::contract::call("match_condition", request).unwrap();
//! assert!(response.starts_with(r#"{"outcome":"match""#));
//! ```
//!
//! Rules that hold for every operation: unknown fields are refused; ids are strings; there are no floats; lists and
//! members keep a fixed order, so the same request gives the same bytes in every runtime. A denial is a value;
//! only malformed input is an error. Errors are [`WireError`]s.
#![doc = include_str!("../../docs/contract.md")]
#![allow(clippy::doc_markdown, reason = "the page is made from the table of operations")]

#[cfg(feature = "push")]
mod access;
#[cfg(feature = "analysis")]
mod analysis;
mod answer;
mod condition;
mod create;
mod document;
#[cfg(feature = "documents")]
mod documents;
mod error;
#[cfg(feature = "road")]
mod explain;
#[cfg(feature = "documents")]
mod expression;
mod filter;
mod handle;
#[cfg(feature = "push")]
mod image;
mod knowledge;
#[cfg(feature = "make")]
mod make;
#[cfg(feature = "road")]
mod migrate;
#[cfg(feature = "push")]
mod mutability;
#[cfg(feature = "push")]
mod printed;
#[cfg(feature = "push")]
mod push;
#[cfg(feature = "documents")]
mod recognize;
#[cfg(feature = "render")]
mod render;
#[cfg(feature = "render")]
mod repository_settings;
mod request;
#[cfg(feature = "naming")]
mod rules;
#[cfg(feature = "analysis")]
mod set;
mod settings;
mod subject;
mod table;
mod tables;
mod token;
mod trust;
mod values;

pub use condition::{ConditionOutcome, MatchConditionResponse};
pub use error::WireError;
pub use handle::{HANDLES, Handle, HandleKind, Method};
pub use knowledge::{KnowledgeResponse, ReplaceKnowledgeResponse};
#[cfg(feature = "make")]
pub use make::intent_file;
#[cfg(feature = "render")]
pub use repository_settings::{FailLevel, RepositorySettings, SettingValue};
#[cfg(feature = "analysis")]
pub use set::{SetAnswers, SetRoles, SetVerdict};
pub use settings::subject_template;
pub use table::{OPERATIONS, Operation};
pub use tables::{TableFault, report_of_role, role_of_row};
pub use trust::{TrustAnswer, TrustAnswers};

use crate::error::{Error, ErrorKind};
use crate::github::admit_claims;
use crate::limits::MAX_REQUEST;
use crate::tree;
use crate::tree::json::{self, Node};

/// The version of the contract: raised when the meaning of a request or a response changes.
pub const CONTRACT_VERSION: u32 = 1;

/// Runs one operation: JSON text in, JSON text out.
///
/// # Errors
/// One coded [`Error`] for malformed JSON, an unknown operation, or a request that is not as documented.
pub fn call(operation: &str, request: &str) -> Result<String, Error> {
    #[cfg(planted_panic)]
    panic_if_planted(operation);
    let found = OPERATIONS.iter().find(|known| known.name == operation);
    let Some(found) = found else {
        if table::NAMES.contains(&operation) {
            return Err(not_loaded(operation));
        }
        return Err(Error::new(ErrorKind::UnknownOperation, "no operation has this name")
            .with_found(operation)
            .with_help(format!("known: {}", table::NAMES.join(", "))));
    };
    (found.run)(&read(request)?).map_err(Error::without_place)
}

/// [`call`] for hosts that hold bytes.
///
/// # Errors
/// As [`call`], and `NOT_UTF8` with the offset of the first byte that is not.
pub fn call_bytes(operation: &str, request: &[u8]) -> Result<String, Error> {
    call(operation, utf8(request)?)
}

/// The text of `bytes`.
///
/// # Errors
/// `NOT_UTF8` with the place of the first byte that is not.
pub fn utf8(bytes: &[u8]) -> Result<&str, Error> {
    core::str::from_utf8(bytes).map_err(|error| {
        let good =
            bytes.get(..error.valid_up_to()).and_then(|good| core::str::from_utf8(good).ok()).unwrap_or("");
        Error::new(ErrorKind::NotUtf8, "the text is not UTF-8")
            .span_or(good.len()..good.len() + 1)
            .with_help("save it as UTF-8")
            .locate(good)
    })
}

/// Reads a file of settings in YAML, as strictly as a request: members that are not known or stand there twice are refused.
///
/// # Errors
/// One coded [`Error`] with the line and the column.
#[cfg(feature = "documents")]
pub fn settings_file<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Error> {
    let read = tree::yaml::parse(text, crate::limits::MAX_RULES).and_then(|node| decode(&node));
    read.map_err(|error| error.locate(text))
}

/// [`call`] as the bindings use it: the answer or the error, in one envelope, `{"ok": …}` or `{"error": …}`.
#[must_use]
pub fn answer(operation: &str, request: &str) -> String {
    envelope(call(operation, request))
}

/// The panic that tests plant, to prove that none leaves a binding.
#[cfg(planted_panic)]
#[allow(clippy::panic, reason = "it is what the feature is for")]
fn panic_if_planted(name: &str) {
    if name == "planted_panic" {
        panic!("planted: a secret of the caller");
    }
}

/// The envelope around an answer or an error.
#[must_use]
pub fn envelope(result: Result<String, Error>) -> String {
    match result {
        Ok(text) => format!("{{\"ok\":{text}}}"),
        // What an error says is short.
        Err(error) => {
            format!("{{\"error\":{}}}", answer::write(&WireError::from(&error)).unwrap_or_default())
        }
    }
}

/// The error that stands for a panic caught at a binding: a defect of this library, without its details.
#[must_use]
pub fn internal_error() -> Error {
    Error::new(ErrorKind::Internal, "the library met a defect of its own; this request has no answer")
        .with_help("please report the request that caused it")
}

/// The answer of a build that lacks the feature behind `name`.
fn not_loaded(name: &str) -> Error {
    let message = format!("`{name}` is not in the part of the library that is loaded");
    Error::new(ErrorKind::NotLoaded, message)
        .with_help("await `init()`, which loads the whole library, and ask again")
}

/// Decodes a request.
///
/// # Errors
/// As [`tree::decode`].
fn decode<T: serde::de::DeserializeOwned>(node: &Node) -> Result<T, Error> {
    tree::decode(node, admit_claims)
}

fn read(request: &str) -> Result<Node, Error> {
    json::parse_request(request, MAX_REQUEST)
}
