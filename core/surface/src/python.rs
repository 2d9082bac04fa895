//! The Python surface: `bindings-python/python/assumable/_generated.py`.

use std::fmt::Write as _;

use assumable::codes::CODES_PAGE;
use serde_json::Value;

use super::model::{Contract, Definition, Field, Handle, Named, Operation, Presence, Type};

const HEAD: &str = r#"# Generated from the contract by `cargo run -p assumable-surface`; not edited by hand.
"""Every operation, handle and type of the contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union

from ._decode import Handle, ask
from ._encode import DOCUMENT
from ._record import Record, made
"#;

const ALIASES: &str = r#"

Claims = Mapping[str, Any]
"""Claims as in the payload of a token: name → value. ``None`` = known not to be in the token."""

TokenClass = Mapping[str, Any]
"""A class of tokens: claim → list of patterns (``*``, ``?``), ``None`` among them for a token without the claim; ``not``
holds claims that must not fit."""

Document = Union[str, bytes, Mapping[str, Any]]
"""A document: its text, the bytes of its file (UTF-8), or a mapping, which has no lines: a JSON pointer tells the place."""
"#;

/// The width that signatures are broken at.
const WIDTH: usize = 110;

/// The module's text.
#[must_use]
pub fn emit(contract: &Contract) -> String {
    let mut out = String::from(HEAD);
    let mut names: Vec<&str> = vec!["CODES_PAGE", "Claims", "Document", "TokenClass"];
    names.extend(contract.types.iter().map(|named| named.name.as_str()));
    names.extend(contract.handles.iter().map(|handle| handle.name.as_str()));
    names.extend(contract.operations.iter().map(|operation| operation.name.as_str()));
    names.sort_unstable();
    out.push_str("\n__all__ = [\n");
    for name in names {
        let _ = writeln!(out, "    \"{name}\",");
    }
    out.push_str("]\n");
    out.push_str(ALIASES);
    let _ = write!(out, "\nCODES_PAGE = \"{CODES_PAGE}\"\n");
    docstring(
        &mut out,
        "",
        "The page that explains every code of errors, findings and denials: with the code in lower case behind it, this \
         is the address of its section.",
    );
    for named in &contract.types {
        type_(&mut out, contract, named);
    }
    for operation in &contract.operations {
        function(&mut out, contract, operation);
    }
    for handle in &contract.handles {
        class(&mut out, contract, handle);
    }
    for named in contract.types.iter().filter(|named| named.in_response) {
        decoder(&mut out, contract, named);
    }
    out
}

fn type_(out: &mut String, contract: &Contract, named: &Named) {
    match &named.definition {
        Definition::Enum(variants) => {
            let values: Vec<String> = variants.iter().map(|variant| quoted(&variant.value)).collect();
            let line = format!("{} = Literal[{}]\n", named.name, values.join(", "));
            if line.len() <= WIDTH {
                let _ = write!(out, "\n\n{line}");
            } else {
                let _ = write!(out, "\n\n{} = Literal[\n    {},\n]\n", named.name, values.join(",\n    "));
            }
            let mut doc = named.doc.clone();
            for variant in variants.iter().filter(|variant| !variant.doc.is_empty()) {
                let _ = write!(doc, "\n\n``{}``: {}", variant.value, variant.doc);
            }
            docstring(out, "", &doc);
        }
        Definition::Object(fields) => {
            let _ = write!(out, "\n\nclass {}(Record):\n", named.name);
            docstring(out, "    ", &named.doc);
            for field in fields {
                python_name(&field.name);
                let _ = write!(
                    out,
                    "\n    {}: {}{}\n",
                    field.name,
                    annotation(contract, field, named.in_request),
                    default(field)
                );
                docstring(out, "    ", &field.doc);
            }
        }
    }
}

/// How a field or parameter is annotated; what a caller writes is taken generously, what is answered told exactly.
fn annotation(contract: &Contract, field: &Field, request: bool) -> String {
    let base = type_name(contract, &field.kind, request);
    if field.nullable || python_default(field) == Some("None".to_owned()) {
        format!("{base} | None")
    } else {
        base
    }
}

fn type_name(contract: &Contract, kind: &Type, request: bool) -> String {
    match kind {
        Type::Text => "str".to_owned(),
        Type::Document => "Document".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Integer => "int".to_owned(),
        Type::Claims => "Claims".to_owned(),
        Type::Json => "Any".to_owned(),
        Type::Class => "TokenClass".to_owned(),
        Type::BoolOrEither => "bool | Literal[\"either\"]".to_owned(),
        Type::List(item) if request => format!("Sequence[{}]", type_name(contract, item, request)),
        Type::List(item) => format!("tuple[{}, ...]", type_name(contract, item, request)),
        Type::Map(item) => format!("Mapping[str, {}]", type_name(contract, item, request)),
        Type::Nullable(item) => format!("{} | None", type_name(contract, item, request)),
        Type::OneOrMany(item) => {
            let item = type_name(contract, item, request);
            format!("{item} | Sequence[{item}]")
        }
        Type::Named(name) => match contract.named(name).definition {
            Definition::Object(_) if request => format!("{name} | Mapping[str, Any]"),
            _ => name.clone(),
        },
    }
}

/// The default as Python writes it; `None` for what has to be given.
fn python_default(field: &Field) -> Option<String> {
    match &field.presence {
        Presence::Required => None,
        Presence::Optional => Some("None".to_owned()),
        Presence::Default(Value::String(text)) => Some(quoted(text)),
        Presence::Default(Value::Bool(value)) => Some(if *value { "True" } else { "False" }.to_owned()),
        Presence::Default(Value::Number(number)) => Some(number.to_string()),
        Presence::Default(Value::Array(items)) if items.is_empty() => Some("()".to_owned()),
        // Any other default is the core's to fill in.
        Presence::Default(_) => Some("None".to_owned()),
    }
}

fn default(field: &Field) -> String {
    python_default(field).map(|value| format!(" = {value}")).unwrap_or_default()
}

fn function(out: &mut String, contract: &Contract, operation: &Operation) {
    out.push('\n');
    out.push('\n');
    signature(out, contract, operation, "", &[]);
    call_docstring(out, "    ", operation);
    let request = request(out, "    ", operation);
    let call = format!(
        "ask({}, {request}, {}, {})",
        quoted(&operation.name),
        shape(contract, operation),
        decoder_name(&operation.response)
    );
    let _ = writeln!(out, "    return {call}");
}

fn class(out: &mut String, contract: &Contract, handle: &Handle) {
    let _ = write!(
        out,
        "\n\nclass {}(Handle):\n    \"\"\"A `{}` compiled once and asked often; immutable, for any thread.\n\n    \
         Raises:\n        AssumableError: The document is malformed; the error says where and why.\n    \"\"\"\n\n    \
         __slots__ = ()\n\n    def __init__(self, {}: Document) -> None:\n        super().__init__({}, {})\n",
        handle.name,
        handle.source,
        handle.source,
        quoted(&handle.source),
        handle.source
    );
    for method in &handle.methods {
        out.push('\n');
        signature(out, contract, &method.call, "    ", &["self"]);
        call_docstring(out, "        ", &method.call);
        let request = request(out, "        ", &method.call);
        let call = &method.call;
        let arguments = format!(
            "{}, {request}, {}, {}",
            quoted(&call.name),
            shape(contract, call),
            decoder_name(&call.response)
        );
        let _ = match &method.batch {
            None => writeln!(out, "        return self._ask({arguments})"),
            Some(batch) => writeln!(
                out,
                "        return self._ask_many({arguments}, {}, {})",
                quoted(&batch.parameter),
                quoted(&batch.field)
            ),
        };
    }
}

fn signature(out: &mut String, contract: &Contract, operation: &Operation, indent: &str, first: &[&str]) {
    python_name(&operation.name);
    let mut parameters: Vec<String> = first.iter().map(|name| (*name).to_owned()).collect();
    for field in &operation.parameters {
        python_name(&field.name);
        parameters.push(format!("{}: {}{}", field.name, annotation(contract, field, true), default(field)));
    }
    let line =
        format!("{indent}def {}({}) -> {}:\n", operation.name, parameters.join(", "), operation.response);
    if line.len() <= WIDTH {
        out.push_str(&line);
        return;
    }
    let _ = writeln!(out, "{indent}def {}(", operation.name);
    for parameter in parameters {
        let _ = writeln!(out, "{indent}    {parameter},");
    }
    let _ = writeln!(out, "{indent}) -> {}:", operation.response);
}

fn call_docstring(out: &mut String, indent: &str, operation: &Operation) {
    let mut doc = operation.doc.clone();
    doc.push_str("\n\nArgs:");
    for field in &operation.parameters {
        let _ = write!(doc, "\n    {}: {}", field.name, field.doc.replace('\n', "\n        "));
    }
    doc.push_str("\n\nRaises:\n    AssumableError: The input is malformed; the error says where and why.");
    docstring(out, indent, &doc);
}

/// Writes the members that may be left out, and gives the expression of the request.
fn request(out: &mut String, indent: &str, operation: &Operation) -> String {
    let left_out = |field: &Field| python_default(field) == Some("None".to_owned());
    let always: Vec<String> = operation
        .parameters
        .iter()
        .filter(|field| !left_out(field))
        .map(|field| format!("{}: {}", quoted(&field.name), field.name))
        .collect();
    let literal = format!("{{{}}}", always.join(", "));
    if always.len() == operation.parameters.len() {
        return literal;
    }
    let _ = writeln!(out, "{indent}request: dict[str, Any] = {literal}");
    for field in operation.parameters.iter().filter(|field| left_out(field)) {
        let name = &field.name;
        let _ =
            writeln!(out, "{indent}if {name} is not None:\n{indent}    request[{}] = {name}", quoted(name));
    }
    "request".to_owned()
}

/// Where in a request documents are, as the encoder takes it.
fn shape(contract: &Contract, operation: &Operation) -> String {
    shape_of_fields(contract, &operation.parameters).unwrap_or_else(|| "None".to_owned())
}

fn shape_of_fields(contract: &Contract, fields: &[Field]) -> Option<String> {
    let members: Vec<String> = fields
        .iter()
        .filter_map(|field| Some(format!("{}: {}", quoted(&field.name), shape_of(contract, &field.kind)?)))
        .collect();
    (!members.is_empty()).then(|| format!("{{{}}}", members.join(", ")))
}

fn shape_of(contract: &Contract, kind: &Type) -> Option<String> {
    if !contract.holds_document(kind) {
        return None;
    }
    match kind {
        Type::Document => Some("DOCUMENT".to_owned()),
        Type::List(item) => shape_of(contract, item).map(|item| format!("[{item}]")),
        Type::OneOrMany(item) => shape_of(contract, item).map(|item| format!("({item},)")),
        Type::Named(name) => match &contract.named(name).definition {
            Definition::Object(fields) => shape_of_fields(contract, fields),
            Definition::Enum(_) => None,
        },
        Type::Map(_)
        | Type::Nullable(_)
        | Type::Text
        | Type::Bool
        | Type::Integer
        | Type::Claims
        | Type::Json
        | Type::Class
        | Type::BoolOrEither => {
            panic!("the Python encoder knows no documents in {kind:?}")
        }
    }
}

fn decoder(out: &mut String, contract: &Contract, named: &Named) {
    let Definition::Object(fields) = &named.definition else { return };
    let _ = write!(out, "\n\ndef {}(value: Any) -> {}:\n", decoder_name(&named.name), named.name);
    for field in fields {
        let Some(decoded) = decoded(contract, &field.kind, &format!("value[{}]", quoted(&field.name))) else {
            continue;
        };
        let name = quoted(&field.name);
        let _ = if field.presence == Presence::Required && !field.nullable {
            writeln!(out, "    value[{name}] = {decoded}")
        } else {
            writeln!(out, "    if value.get({name}) is not None:\n        value[{name}] = {decoded}")
        };
    }
    let _ = writeln!(out, "    return made({}, value)", named.name);
}

/// The expression that decodes `value`; none where JSON has it already.
fn decoded(contract: &Contract, kind: &Type, value: &str) -> Option<String> {
    match kind {
        Type::Text
        | Type::Document
        | Type::Bool
        | Type::Integer
        | Type::Claims
        | Type::Json
        | Type::Class
        | Type::BoolOrEither => None,
        Type::Named(name) => match contract.named(name).definition {
            Definition::Enum(_) => None,
            Definition::Object(_) => Some(format!("{}({value})", decoder_name(name))),
        },
        Type::List(item) => Some(match decoded(contract, item, "item") {
            None => format!("tuple({value})"),
            Some(item) => format!("tuple([{item} for item in {value}])"),
        }),
        Type::Map(item) => decoded(contract, item, "item")
            .map(|item| format!("{{name: {item} for name, item in {value}.items()}}")),
        Type::OneOrMany(_) | Type::Nullable(_) => panic!("an answer never holds {kind:?}"),
    }
}

fn decoder_name(name: &str) -> String {
    let mut out = String::from("_");
    for (index, c) in name.chars().enumerate() {
        if c.is_uppercase() && index > 0 {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn docstring(out: &mut String, indent: &str, doc: &str) {
    let doc = doc.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    let mut lines = doc.lines();
    let _ = write!(out, "{indent}\"\"\"{}", lines.next().unwrap_or_default());
    let mut several = false;
    for line in lines {
        several = true;
        let line = format!("{indent}{line}");
        let _ = write!(out, "\n{}", line.trim_end());
    }
    if several {
        let _ = writeln!(out, "\n{indent}\"\"\"");
    } else {
        // A quote before the closing quotes would end the string early.
        let _ = writeln!(out, "{}\"\"\"", if doc.ends_with('"') { " " } else { "" });
    }
}

fn quoted(text: &str) -> String {
    assert!(
        text.chars().all(|c| !c.is_control() && c != '"' && c != '\\'),
        "`{text}` would need escapes in Python"
    );
    format!("\"{text}\"")
}

fn python_name(name: &str) {
    const KEYWORDS: [&str; 35] = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
        "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
        "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];
    assert!(!KEYWORDS.contains(&name) && !name.is_empty(), "`{name}` cannot be a name in Python");
}

/// A program that calls every operation with its documented example, for the type checker and the tests.
#[must_use]
pub fn every_operation(contract: &Contract) -> String {
    let mut out = String::from(
        "# Generated from the contract by `cargo run -p assumable-surface`; not edited by hand.\n\
         \"\"\"Every operation with its documented example: checked by `mypy --strict`, run by a test.\"\"\"\n\n\
         import assumable\n",
    );
    for operation in &contract.operations {
        let request: Value = serde_json::from_str(&operation.example).expect("an example is JSON");
        let arguments = arguments(contract, &operation.parameters, &request);
        let _ = write!(
            out,
            "\n{}: assumable.{} = assumable.{}(\n    {},\n)\n",
            operation.name,
            operation.response,
            operation.name,
            arguments.join(",\n    ")
        );
    }
    out.push_str("\nANSWERS: dict[str, object] = {\n");
    for operation in &contract.operations {
        let _ = writeln!(out, "    \"{}\": {},", operation.name, operation.name);
    }
    out.push_str("}\n");
    out
}

fn arguments(contract: &Contract, fields: &[Field], value: &Value) -> Vec<String> {
    let members = value.as_object().expect("an example is an object");
    let known = |name: &String| fields.iter().find(|field| &field.name == name);
    members
        .iter()
        .map(|(name, value)| {
            let field = known(name).unwrap_or_else(|| panic!("the example's `{name}` is no field"));
            format!("{name}={}", literal(contract, Some(&field.kind), value))
        })
        .collect()
}

/// A value as Python writes it; objects of a named type are made by their class.
fn literal(contract: &Contract, kind: Option<&Type>, value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(value) => if *value { "True" } else { "False" }.to_owned(),
        Value::Number(number) => number.to_string(),
        // What JSON escapes, Python reads alike.
        Value::String(_) => value.to_string(),
        Value::Array(items) => {
            let item = match kind {
                Some(Type::List(item) | Type::OneOrMany(item)) => Some(item.as_ref()),
                _ => None,
            };
            let items: Vec<String> = items.iter().map(|value| literal(contract, item, value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            if let Some(Type::Named(name)) = kind
                && let Definition::Object(fields) = &contract.named(name).definition
            {
                return format!("assumable.{name}({})", arguments(contract, fields, value).join(", "));
            }
            let item = match kind {
                Some(Type::Map(item)) => Some(item.as_ref()),
                _ => None,
            };
            let members: Vec<String> = members
                .iter()
                .map(|(name, value)| {
                    format!("{}: {}", Value::String(name.clone()), literal(contract, item, value))
                })
                .collect();
            format!("{{{}}}", members.join(", "))
        }
    }
}
