//! The contract as a page for people: every operation with one complete request and response, every type, every
//! error code.

use std::fmt::Write;

use assumable::ErrorKind;
use assumable::contract::OPERATIONS;
use serde_json::Value;

use super::model::{Contract, Definition, Field, Named, Operation, Presence, Type};

const HEAD: &str = "\
<!-- Generated from the contract by `cargo run -p assumable-surface`; not edited by hand. -->

# The contract

Every operation takes a JSON object and gives a JSON object, the same bytes in every runtime. Python and TypeScript
have a function of the same parameters for each (`camelCase` in TypeScript); Rust has typed functions, and
`assumable::contract::call` for the text itself. Unknown fields are refused. Ids are strings. There are no floats.
A denial is an answer; only malformed input is an error.
";

/// The page.
#[must_use]
pub fn emit(contract: &Contract) -> String {
    let mut page = String::from(HEAD);
    page.push_str("\n| operation | gives | what for |\n|---|---|---|\n");
    for operation in &contract.operations {
        let first = operation.doc.split("\n\n").next().unwrap_or_default().replace('\n', " ");
        line(
            &mut page,
            &format!(
                "| [`{}`](#{}) | [`{}`](#{}) | {first} |",
                signature(operation),
                operation.name,
                operation.response,
                anchor(&operation.response)
            ),
        );
    }
    for (operation, example) in contract.operations.iter().zip(OPERATIONS) {
        line(&mut page, &format!("\n## {}\n\n{}\n", operation.name, operation.doc));
        fields(&mut page, "parameter", &operation.parameters);
        line(&mut page, &format!("\nGives [`{}`](#{}).\n", operation.response, anchor(&operation.response)));
        block(&mut page, "Request", example.request);
        block(&mut page, "Response", example.response);
    }
    page.push_str("\n# Handles\n\nA document compiled once and asked often; immutable, for any thread.\n");
    for handle in &contract.handles {
        for method in &handle.methods {
            let call = &method.call;
            line(&mut page, &format!("\n## {}.{}\n\n{}\n", handle.name, call.name, call.doc));
            fields(&mut page, "parameter", &call.parameters);
            line(&mut page, &format!("\nGives [`{}`](#{}).", call.response, anchor(&call.response)));
        }
    }
    page.push_str("\n# Types\n");
    for named in &contract.types {
        definition(&mut page, named);
    }
    page.push_str("\n# Errors\n\n| code | meaning |\n|---|---|\n");
    for kind in ErrorKind::ALL {
        let anchor = anchor(kind.code());
        line(&mut page, &format!("| [`{}`](codes.md#{anchor}) | {} |", kind.code(), kind.meaning()));
    }
    page
}

fn line(page: &mut String, text: &str) {
    writeln!(page, "{text}").expect("a string takes any text");
}

fn signature(operation: &Operation) -> String {
    let parameter = |field: &Field| match field.presence {
        Presence::Required => field.name.clone(),
        _ => format!("{}?", field.name),
    };
    let parameters: Vec<String> = operation.parameters.iter().map(parameter).collect();
    format!("{}({})", operation.name, parameters.join(", "))
}

/// The anchor that renderers give a heading.
fn anchor(name: &str) -> String {
    name.to_lowercase()
}

fn definition(page: &mut String, named: &Named) {
    line(page, &format!("\n## {}\n\n{}\n", named.name, named.doc));
    match &named.definition {
        Definition::Object(members) => fields(page, "field", members),
        Definition::Enum(variants) => {
            page.push_str("| value | meaning |\n|---|---|\n");
            for variant in variants {
                line(page, &format!("| `{}` | {} |", variant.value, cell(&variant.doc)));
            }
        }
    }
}

fn fields(page: &mut String, what: &str, fields: &[Field]) {
    line(page, &format!("| {what} | type | meaning |\n|---|---|---|"));
    for field in fields {
        let note = match &field.presence {
            Presence::Required => String::new(),
            Presence::Optional => ", optional".to_owned(),
            Presence::Default(value) => format!(", `{value}` where not given"),
        };
        line(page, &format!("| `{}` | {}{note} | {} |", field.name, kind(&field.kind), cell(&field.doc)));
    }
}

fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

fn kind(kind: &Type) -> String {
    match kind {
        Type::Text => "string".to_owned(),
        Type::Document => "document, as text or as an object".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::Integer => "integer".to_owned(),
        Type::Claims => "claims: name → value, `null` = not in the token".to_owned(),
        Type::Json => "any JSON".to_owned(),
        Type::Class => "class of tokens: claim → list of patterns, `null` = without the claim; `not` = claims that must not fit".to_owned(),
        Type::BoolOrEither => "boolean, or `\"either\"`".to_owned(),
        Type::List(of) => format!("list of {}", self::kind(of)),
        Type::Map(of) => format!("object of {}", self::kind(of)),
        Type::Nullable(of) => format!("{}, or `null`", self::kind(of)),
        Type::OneOrMany(of) => format!("{}, or a list", self::kind(of)),
        Type::Named(name) => format!("[`{name}`](#{})", anchor(name)),
    }
}

fn block(page: &mut String, title: &str, json: &str) {
    let value: Value = serde_json::from_str(json).expect("an example is JSON");
    let pretty = serde_json::to_string_pretty(&value).expect("a value prints");
    line(page, &format!("{title}:\n\n```json\n{pretty}\n```\n"));
}
