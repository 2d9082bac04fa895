//! The form of a case as JSON Schema, a definition for each operation.

use serde_json::{Map, Value, json};

use super::model::Contract;

/// The schema of one line of the files under `tests/vectors/`.
#[must_use]
pub fn emit(contract: &Contract) -> String {
    let whole: Value = serde_json::from_str(&contract.schema()).expect("the contract's schema is JSON");
    let member = |name: &str| whole.get(name).cloned().expect("the contract's schema has it");
    let mut definitions = Map::new();
    for (name, schema) in member("$defs").as_object().expect("definitions are an object") {
        definitions.insert(name.clone(), schema.clone());
        definitions.insert(format!("part.{name}"), part(schema));
    }
    definitions.insert("part.error".to_owned(), part(&member("error")));
    let mut kinds = Vec::new();
    for (name, operation) in member("operations").as_object().expect("operations are an object") {
        let side = |side: &str| operation.get(side).cloned().expect("an operation has both sides");
        definitions.insert(
            format!("case.{name}"),
            json!({
                "description": format!("A case of `{name}`. What is expected is a part of the answer; a request that is answered is as documented."),
                "properties": {"expect": {"properties": {"ok": part(&side("response"))}}},
                "if": {"required": ["request"], "properties": {"expect": {"required": ["ok"]}}},
                "then": {"properties": {"request": side("request")}},
            }),
        );
        kinds.push(json!({
            "if": {"properties": {"operation": {"const": name}}},
            "then": {"$ref": format!("#/$defs/case.{name}")},
        }));
    }
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A case",
        "description": "One line of the files under tests/vectors.",
        "type": "object",
        "required": ["name", "why", "source", "operation", "expect"],
        "properties": {
            "name": {"type": "string", "minLength": 1, "description": "Unique in its file."},
            "why": {"type": "string", "minLength": 1, "description": "What the case shows."},
            "source": {"type": "string", "minLength": 1, "description": "Where it is published; `own` for what only this project says."},
            "operation": {"type": "string", "description": "What is asked."},
            "request": {"description": "The request; where it is refused it need not be as documented."},
            "request_text": {"type": "string", "description": "The text of a request that is not JSON."},
            "expect": {
                "description": "A part of the answer: objects member by member, lists in full.",
                "type": "object",
                "properties": {"ok": {"type": "object"}, "error": {"$ref": "#/$defs/part.error"}},
                "additionalProperties": false,
                "minProperties": 1,
                "maxProperties": 1,
            },
        },
        "additionalProperties": false,
        "oneOf": [{"required": ["request"]}, {"required": ["request_text"]}],
        "allOf": kinds,
        "$defs": definitions,
    });
    let mut text = serde_json::to_string_pretty(&document).expect("a JSON value can be written");
    text.push('\n');
    text
}

/// The schema of a part: nothing is required, and a member that is left out may be `null`.
fn part(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut out = Map::new();
            for (name, value) in members {
                match (name.as_str(), value) {
                    ("required", _) => {}
                    ("$ref", Value::String(to)) => {
                        out.insert(name.clone(), json!(to.replace("#/$defs/", "#/$defs/part.")));
                    }
                    ("properties", Value::Object(fields)) => {
                        let fields = fields.iter().map(|(field, schema)| {
                            (field.clone(), json!({"anyOf": [part(schema), {"type": "null"}]}))
                        });
                        out.insert(name.clone(), Value::Object(fields.collect()));
                    }
                    _ => {
                        out.insert(name.clone(), part(value));
                    }
                }
            }
            if out.contains_key("properties") && !out.contains_key("additionalProperties") {
                out.insert("additionalProperties".to_owned(), json!(false));
            }
            Value::Object(out)
        }
        Value::Array(items) => Value::Array(items.iter().map(part).collect()),
        _ => schema.clone(),
    }
}
