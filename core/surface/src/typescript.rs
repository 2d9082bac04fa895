//! The TypeScript and JavaScript surface, one for Node and wasm.
//!
//! `typescript/runtime.js` and `typescript/runtime.d.ts` are written by hand and hold what does not depend on the
//! contract; here the functions, classes and types are added and the whole is wrapped for each package.

use core::fmt::Write;

use assumable::codes::CODES_PAGE;
use assumable::contract::{WireError, envelope, internal_error, utf8};
use assumable::limits::MAX_REQUEST;
use serde_json::Value;

use super::model::{Contract, Definition, Field, Handle, Named, Operation, Presence, Type};

const RUNTIME: &str = include_str!("typescript/runtime.js");
const RUNTIME_TYPES: &str = include_str!("typescript/runtime.d.ts");
const NOTICE: &str = "// Generated from the contract by `cargo run -p assumable-surface`; do not edit.\n";

/// Every file of both packages, and the TypeScript program that calls every operation.
#[must_use]
pub fn outputs(contract: &Contract) -> Vec<(&'static str, String)> {
    let body = body(contract);
    let names = exports(contract);
    let types = types(contract);
    let list = names.join(", ");
    vec![
        (
            "bindings-node/index.cjs",
            format!(
                "{NOTICE}\"use strict\";\n\nconst native = require(\"./native.cjs\");\n\n{body}\nmodule.exports = {{ {list} }};\n"
            ),
        ),
        (
            "bindings-node/index.mjs",
            format!("{NOTICE}import surface from \"./index.cjs\";\n\nexport const {{ {list} }} = surface;\n"),
        ),
        ("bindings-node/index.d.cts", format!("{NOTICE}{types}")),
        ("bindings-node/index.d.mts", format!("{NOTICE}export * from \"./index.cjs\";\n")),
        (
            "bindings-wasm/index.js",
            format!(
                "{NOTICE}import * as native from \"./load.js\";\n\nexport {{ init }} from \"./load.js\";\n\n{body}\nexport {{ {list} }};\n"
            ),
        ),
        ("tests/node/types/every-operation.ts", every_operation(contract)),
    ]
}

/// `check_trust` → `checkTrust`.
fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let mut letters = part.chars();
        out.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}

fn exports(contract: &Contract) -> Vec<String> {
    let mut names: Vec<String> = contract.operations.iter().map(|operation| camel(&operation.name)).collect();
    names.extend(contract.handles.iter().map(|handle| handle.name.clone()));
    names
        .extend(["AssumableError", "isAssumableError", "answer", "version", "CODES_PAGE"].map(str::to_owned));
    names
}

// The program.

fn body(contract: &Contract) -> String {
    let not_utf8 = match utf8(&[0xff]) {
        Ok(_) => panic!("0xff is not UTF-8"),
        Err(error) => {
            let mut wire = WireError::from(&error);
            (wire.offset, wire.line, wire.column) = (None, None, None);
            wire
        }
    };
    let mut out = format!(
        "/** The envelope of a defect of this library, where the runtime itself broke down. */\nconst INTERNAL =\n  {};\nconst NOT_UTF8 = {};\nconst MAX_REQUEST = {MAX_REQUEST};\nconst CODES_PAGE = \"{CODES_PAGE}\";\n\n{RUNTIME}",
        Value::from(envelope(Err(internal_error()))),
        serde_json::to_string(&not_utf8).expect("an error can be written"),
    );
    for operation in &contract.operations {
        write!(
            out,
            "\nfunction {}({}) {{\n  return ask({}, {{ {} }}{});\n}}\n",
            camel(&operation.name),
            parameters(operation),
            Value::from(operation.name.as_str()),
            members(operation),
            documents_argument(contract, operation),
        )
        .expect("a string takes all");
    }
    for handle in &contract.handles {
        out.push_str(&class(contract, handle));
    }
    out
}

fn class(contract: &Contract, handle: &Handle) -> String {
    let Handle { name, source, .. } = handle;
    let mut out = format!(
        "\nclass {name} extends Compiled {{\n  constructor({source}) {{\n    super(\"{name}\", \"{source}\", {source});\n  }}\n"
    );
    for method in &handle.methods {
        let (names, members) = (parameters(&method.call), members(&method.call));
        let documents = documents_argument(contract, &method.call);
        let (ask, batch) = match &method.batch {
            None => ("_ask", String::new()),
            Some(batch) => {
                let documents = if documents.is_empty() { ", undefined" } else { "" };
                ("_askMany", format!("{documents}, \"{}\", \"{}\"", batch.parameter, batch.field))
            }
        };
        write!(
            out,
            "\n  {}({names}) {{\n    return this.{ask}(\"{}\", {{ {members} }}{documents}{batch});\n  }}\n",
            camel(&method.call.name),
            method.call.name,
        )
        .expect("a string takes all");
    }
    out.push_str("}\n");
    out
}

fn parameters(operation: &Operation) -> String {
    operation.parameters.iter().map(|field| parameter(&field.name)).collect::<Vec<_>>().join(", ")
}

/// The request, made of the parameters.
fn members(operation: &Operation) -> String {
    let member = |field: &Field| match parameter(&field.name) {
        name if name == field.name => name,
        name => format!("{}: {name}", field.name),
    };
    operation.parameters.iter().map(member).collect::<Vec<_>>().join(", ")
}

/// A parameter may not be called as a reserved word is; a member may.
fn parameter(name: &str) -> String {
    const RESERVED: [&str; 6] = ["default", "delete", "in", "new", "this", "with"];
    if RESERVED.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// Where the documents of a request stand, as the encoder takes it.
fn documents_argument(contract: &Contract, operation: &Operation) -> String {
    match documents_in(contract, &operation.parameters, &mut Vec::new()) {
        Some(places) => format!(", {places}"),
        None => String::new(),
    }
}

fn documents_in(contract: &Contract, fields: &[Field], above: &mut Vec<String>) -> Option<String> {
    let places: Vec<String> = fields
        .iter()
        .filter_map(|field| Some(format!("{}: {}", field.name, documents(contract, &field.kind, above)?)))
        .collect();
    (!places.is_empty()).then(|| format!("{{ in: {{ {} }} }}", places.join(", ")))
}

fn documents(contract: &Contract, kind: &Type, above: &mut Vec<String>) -> Option<String> {
    match kind {
        Type::Text
        | Type::Bool
        | Type::Integer
        | Type::Claims
        | Type::Json
        | Type::Class
        | Type::BoolOrEither => None,
        Type::Document => Some("{ text: true }".to_owned()),
        Type::List(item) | Type::Map(item) | Type::Nullable(item) => {
            documents(contract, item, above).map(|places| format!("{{ each: {places} }}"))
        }
        Type::OneOrMany(item) => documents(contract, item, above).map(|places| match **item {
            Type::Document | Type::OneOrMany(_) => format!("{{ text: true, each: {places} }}"),
            _ => panic!("one or many of {places} is not known"),
        }),
        Type::Named(name) => match &contract.named(name).definition {
            Definition::Enum(_) => None,
            Definition::Object(fields) => {
                if !contract.holds_document(kind) {
                    return None;
                }
                assert!(!above.contains(name), "{name} holds a document and itself");
                above.push(name.clone());
                let found = documents_in(contract, fields, above);
                above.pop();
                found
            }
        },
    }
}

// The types.

fn types(contract: &Contract) -> String {
    let codes: Vec<String> = contract.codes.iter().map(|code| format!("  | \"{code}\"")).collect();
    let mut out = RUNTIME_TYPES.replace("  | CODES", &codes.join("\n"));
    for named in &contract.types {
        out.push('\n');
        out.push_str(&named_type(named));
    }
    for operation in &contract.operations {
        out.push('\n');
        let throws = "@throws {@link AssumableError} where the request is not as documented".to_owned();
        let example = format!("@example\n```ts\n{}\n```", call(operation, true));
        out.push_str(&comment("", &signature_doc(operation, &[throws, example])));
        writeln!(out, "export function {};", signature(operation)).expect("a string takes all");
    }
    for handle in &contract.handles {
        out.push('\n');
        out.push_str(&class_type(handle));
    }
    out
}

fn class_type(handle: &Handle) -> String {
    let Handle { name, source, .. } = handle;
    let mut out = comment("", &format!("A {source} that is compiled once and asked often."));
    writeln!(out, "export class {name} {{").expect("a string takes all");
    out.push_str(&comment("  ", &format!("@throws {{@link AssumableError}} where the {source} is refused")));
    writeln!(out, "  constructor({source}: DocumentInput);").expect("a string takes all");
    for method in &handle.methods {
        out.push_str(&comment("  ", &signature_doc(&method.call, &[])));
        writeln!(out, "  {};", signature(&method.call)).expect("a string takes all");
    }
    out.push_str(&comment("  ", "Lets go of the compiled document at once; after that it cannot be asked."));
    out.push_str("  free(): void;\n");
    out.push_str(&comment("  ", "The same as `free`, for `using`."));
    out.push_str("  [Symbol.dispose](): void;\n}\n");
    out
}

fn signature(operation: &Operation) -> String {
    let parameters: Vec<String> =
        operation.parameters.iter().map(|field| member(&parameter(&field.name), field, true)).collect();
    format!("{}({}): {}", camel(&operation.name), parameters.join(", "), operation.response)
}

fn signature_doc(operation: &Operation, tags: &[String]) -> String {
    let mut out = operation.doc.clone();
    out.push('\n');
    for field in &operation.parameters {
        write!(out, "\n@param {} - {}", parameter(&field.name), field_doc(field))
            .expect("a string takes all");
    }
    for tag in tags {
        write!(out, "\n{tag}").expect("a string takes all");
    }
    out
}

fn field_doc(field: &Field) -> String {
    match &field.presence {
        Presence::Default(value) => format!("{} Default: `{value}`.", field.doc),
        Presence::Required | Presence::Optional => field.doc.clone(),
    }
}

fn named_type(named: &Named) -> String {
    let name = &named.name;
    match &named.definition {
        Definition::Enum(variants) => {
            let mut doc = named.doc.clone();
            for (index, variant) in variants.iter().filter(|variant| !variant.doc.is_empty()).enumerate() {
                let gap = if index == 0 { "\n\n" } else { "\n" };
                write!(doc, "{gap}- `{}`: {}", variant.value, variant.doc.replace('\n', " "))
                    .expect("a string takes all");
            }
            let values: Vec<String> =
                variants.iter().map(|variant| format!("\"{}\"", variant.value)).collect();
            let line = format!("export type {name} = {};\n", values.join(" | "));
            let broken = || format!("export type {name} =\n  | {};\n", values.join("\n  | "));
            comment("", &doc) + &if line.len() <= 110 { line } else { broken() }
        }
        Definition::Object(fields) => {
            let mut out = comment("", &named.doc);
            writeln!(out, "export interface {name} {{").expect("a string takes all");
            for field in fields {
                out.push_str(&comment("  ", &field_doc(field)));
                writeln!(out, "  {};", member(&field.name, field, named.in_request))
                    .expect("a string takes all");
            }
            out.push_str("}\n");
            out
        }
    }
}

/// A field or parameter. An answer leaves out what it does not know and never writes `null` for it.
fn member(name: &str, field: &Field, in_request: bool) -> String {
    let optional = if field.presence == Presence::Required { "" } else { "?" };
    let null = if field.nullable && (in_request || optional.is_empty()) { " | null" } else { "" };
    format!("{name}{optional}: {}{null}", type_name(&field.kind, in_request))
}

fn type_name(kind: &Type, in_request: bool) -> String {
    let readonly = if in_request { "readonly " } else { "" };
    match kind {
        Type::Text => "string".to_owned(),
        Type::Document if in_request => "DocumentInput".to_owned(),
        Type::Document => "string".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::Integer => "number".to_owned(),
        Type::Claims if in_request => "ClaimsInput".to_owned(),
        Type::Claims => "Claims".to_owned(),
        Type::Json => "JsonValue".to_owned(),
        Type::Class if in_request => "TokenClassInput".to_owned(),
        Type::Class => "TokenClass".to_owned(),
        Type::BoolOrEither => "boolean | \"either\"".to_owned(),
        Type::List(item) => match **item {
            Type::OneOrMany(_) => format!("{readonly}({})[]", type_name(item, in_request)),
            _ => format!("{readonly}{}[]", element(item, in_request)),
        },
        Type::Map(item) => format!("{{ {readonly}[name: string]: {} }}", type_name(item, in_request)),
        Type::Nullable(item) => format!("{} | null", type_name(item, in_request)),
        Type::OneOrMany(item) => {
            format!("{} | {readonly}{}[]", type_name(item, in_request), element(item, in_request))
        }
        Type::Named(name) => name.clone(),
    }
}

/// The type of a list's element; a `readonly` list within a list needs its parentheses.
fn element(kind: &Type, in_request: bool) -> String {
    let name = type_name(kind, in_request);
    if name.contains(' ') && !name.starts_with('{') { format!("({name})") } else { name }
}

/// A TSDoc comment; what would end it, or start a tag or a link of another language, is made harmless.
fn comment(indent: &str, text: &str) -> String {
    let text = text.replace("*/", "*\\/");
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim().lines() {
        lines.push(unlinked(line.trim_end()));
    }
    match lines.as_slice() {
        [only] => format!("{indent}/** {only} */\n"),
        _ => {
            let mut out = format!("{indent}/**\n");
            for line in &lines {
                writeln!(out, "{}", format!("{indent} * {line}").trim_end()).expect("a string takes all");
            }
            writeln!(out, "{indent} */").expect("a string takes all");
            out
        }
    }
}

/// Rust's links to items, ``[`X`]`` or ``[`X`](path)``, as code alone.
fn unlinked(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("[`") {
        let Some((code, after)) = after.split_once("`]") else { break };
        write!(out, "{before}`{code}`").expect("a string takes all");
        rest = match after.strip_prefix('(').and_then(|link| link.split_once(')')) {
            Some((_, after)) => after,
            None => after,
        };
    }
    out + rest
}

// The examples.

/// The call of the operation's example request; `readable` writes documents as objects, which have no lines.
fn call(operation: &Operation, readable: bool) -> String {
    let request: Value = serde_json::from_str(&operation.example).expect("an example request is JSON");
    let request = request.as_object().expect("an example request is an object");
    let last = operation.parameters.iter().rposition(|field| request.contains_key(&field.name));
    let given = operation.parameters.iter().take(last.map_or(0, |last| last + 1));
    let arguments: Vec<String> = given
        .map(|field| match request.get(&field.name) {
            None => "undefined".to_owned(),
            Some(value) => literal(value, if readable { &field.kind } else { &Type::Text }),
        })
        .collect();
    let name = camel(&operation.name);
    let short = format!("{name}({})", arguments.join(", "));
    if short.chars().count() <= 110 && !short.contains('\n') {
        return short;
    }
    let lines: Vec<String> =
        arguments.iter().map(|argument| format!("  {},\n", argument.replace('\n', "\n  "))).collect();
    format!("{name}(\n{})", lines.concat())
}

/// A value as a literal; a document that is an object as one.
fn literal(value: &Value, kind: &Type) -> String {
    let parsed = match (kind, value) {
        (Type::Document, Value::String(text)) => {
            serde_json::from_str::<Value>(text).ok().filter(Value::is_object)
        }
        _ => None,
    };
    let value = parsed.as_ref().unwrap_or(value);
    let short = value.to_string();
    if short.chars().count() <= 80 {
        return short;
    }
    serde_json::to_string_pretty(value).expect("a JSON value can be written")
}

/// A program that calls every operation with its example; its types are checked, and it is run.
fn every_operation(contract: &Contract) -> String {
    let names: Vec<String> = contract.operations.iter().map(|operation| camel(&operation.name)).collect();
    let responses: std::collections::BTreeSet<&str> =
        contract.operations.iter().map(|operation| operation.response.as_str()).collect();
    let mut out = format!(
        "{NOTICE}import {{\n  {},\n}} from \"assumable\";\nimport type {{\n  {},\n}} from \"assumable\";\n\n/** The answer to the example request of every operation. */\nexport const answers = {{\n",
        names.join(",\n  "),
        responses.into_iter().collect::<Vec<_>>().join(",\n  "),
    );
    for operation in &contract.operations {
        let call = call(operation, false).replace('\n', "\n  ");
        writeln!(out, "  {}: {call} satisfies {},", operation.name, operation.response)
            .expect("a string takes all");
    }
    out.push_str("};\n");
    out
}
