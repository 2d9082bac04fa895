//! The functions that encode and decode.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::masks::Masked;
use super::stop::{Budget, Stop, fails};
use super::types::{self, derived};
use crate::limits::MAX_FILE_BYTES;
use crate::read::value::{List, Member, Object, Text, Unknown, Value};
use crate::tree::json::{self, Node};
use crate::tree::yaml;

/// `jsonencode`.
pub(super) fn json_encode(value: &Value, budget: &mut Budget) -> Result<Value, Stop> {
    budget.pay(value)?;
    let mut out = Text::default();
    push_json(value, &mut out);
    budget.spend(out.len() / 16)?;
    Ok(Value::Text(out.encoding(value.clone())))
}

fn push_json(value: &Value, out: &mut Text) {
    match value {
        Value::Null => out.push("null"),
        Value::Bool(value) => out.push(if *value { "true" } else { "false" }),
        Value::Number(value) => out.push(&types::print_number(*value)),
        Value::Text(text) => {
            out.push("\"");
            out.append(&text.map(escape));
            out.push("\"");
        }
        Value::Unknown(unknown) => out.push_hole(std::sync::Arc::clone(unknown)),
        Value::List(list) => {
            out.push("[");
            for (index, item) in list.items.iter().enumerate() {
                out.push(if index == 0 { "" } else { "," });
                push_json(item, out);
            }
            if let Some(more) = &list.more {
                out.push(if list.items.is_empty() { "" } else { "," });
                out.push_hole(std::sync::Arc::clone(more));
            }
            out.push("]");
        }
        Value::Object(object) => {
            out.push("{");
            for (index, member) in object.members.iter().enumerate() {
                out.push(&format!("{}\"{}\":", if index == 0 { "" } else { "," }, escape(&member.name)));
                push_json(&member.value, out);
            }
            if let Some(more) = &object.more {
                out.push(if object.members.is_empty() { "" } else { "," });
                out.push_hole(std::sync::Arc::clone(more));
            }
            out.push("}");
        }
    }
}

/// A text within JSON, as Terraform writes it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}

/// `jsondecode`: of what `jsonencode` made, that itself.
pub(super) fn json_decode(value: &Value) -> Result<Value, Stop> {
    let text = types::text(value)?;
    if let Some(inner) = text.encoded() {
        return Ok(inner.clone());
    }
    decode(value, &text, true, |text| json::parse_foreign(text, MAX_FILE_BYTES).ok().map(|read| read.node))
}

/// `yamldecode`.
pub(super) fn yaml_decode(value: &Value) -> Result<Value, Stop> {
    let text = types::text(value)?;
    decode(value, &text, false, |text| yaml::parse(text, MAX_FILE_BYTES).ok())
}

fn decode(
    value: &Value,
    text: &Text,
    json: bool,
    parse: impl Fn(&str) -> Option<Node>,
) -> Result<Value, Stop> {
    if let [crate::read::value::Part::Hole(_)] = text.parts() {
        return Ok(derived(&[value]));
    }
    let Some(masked) = Masked::of(text) else { return Ok(derived(&[value])) };
    let given = if json && text.as_str().is_none() { quote_bare(&masked.text) } else { masked.text.clone() };
    match parse(&given) {
        Some(node) => Ok(of_node(&node, &masked, if json { None } else { Some(&given) })),
        None if text.as_str().is_some() => {
            fails(if json { "the text is not JSON" } else { "the text is not YAML that is read" })
        }
        None => Ok(derived(&[value])),
    }
}

/// Puts the masks that stand outside texts into quotes, so that JSON may be read.
fn quote_bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let (mut within, mut escaped) = (false, false);
    for c in text.chars() {
        if !within && ('\u{e000}'..'\u{f000}').contains(&c) {
            out.push_str(&format!("\"{c}\""));
            continue;
        }
        if c == '"' && !escaped {
            within = !within;
        }
        escaped = within && c == '\\' && !escaped;
        out.push(c);
    }
    out
}

/// The value of a node; `yaml` is its text, where the type of a scalar depends on how it is written.
fn of_node(node: &Node, masked: &Masked, yaml: Option<&str>) -> Value {
    match &node.value {
        json::Value::Null => Value::Null,
        json::Value::Bool(value) => Value::Bool(*value),
        json::Value::Number(text) => types::number(text).map_or(Value::Null, Value::Number),
        json::Value::String(text) => {
            let plain = yaml.and_then(|whole| whole.get(node.span.clone())) == Some(text.as_str());
            if plain && is_date(text) {
                // A date without a time is a point in time to Terraform.
                return Value::text(format!("{text}T00:00:00Z"));
            }
            if plain && let Some(value) = truth(text) {
                return Value::Bool(value);
            }
            let text = masked.unmask(text);
            match text.parts() {
                [crate::read::value::Part::Hole(hole)] => Value::Unknown(std::sync::Arc::clone(hole)),
                _ => Value::Text(text),
            }
        }
        json::Value::Array(items) => {
            List::of(items.iter().map(|item| of_node(item, masked, yaml)).collect()).value()
        }
        json::Value::Object(members) => {
            let mut out = Object::default();
            let mut open = Vec::new();
            for member in members {
                let name = masked.unmask(&member.name);
                match name.as_str() {
                    Some(name) => out.members.push(Member {
                        name: name.to_owned(),
                        value: of_node(&member.node, masked, yaml),
                        spot: None,
                    }),
                    None => open.push(Value::Text(name)),
                }
            }
            out.members.sort_by(|a, b| a.name.cmp(&b.name));
            if !open.is_empty() {
                let sources = open.iter().flat_map(Value::origins).collect();
                out.more = Some(std::sync::Arc::new(Unknown::of(sources)));
            }
            out.value()
        }
    }
}

/// The words of YAML 1.1 that Terraform reads as truth values.
fn truth(text: &str) -> Option<bool> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

fn is_date(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape == "0000-00-00"
}

pub(super) fn base64_encode(value: &Value) -> Result<Value, Stop> {
    match types::text(value)?.as_str() {
        Some(text) => Ok(Value::text(STANDARD.encode(text))),
        None => Ok(derived(&[value])),
    }
}

pub(super) fn base64_decode(value: &Value) -> Result<Value, Stop> {
    match types::text(value)?.as_str() {
        Some(text) => {
            let bytes = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            bytes.map_or_else(|| fails("the text is not base64 of a text"), |text| Ok(Value::text(text)))
        }
        None => Ok(derived(&[value])),
    }
}

pub(super) fn url_encode(value: &Value) -> Result<Value, Stop> {
    match types::text(value)?.as_str() {
        Some(text) => {
            let mut out = String::new();
            for byte in text.bytes() {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                        out.push(char::from(byte));
                    }
                    b' ' => out.push('+'),
                    _ => out.push_str(&format!("%{byte:02X}")),
                }
            }
            Ok(Value::text(out))
        }
        None => Ok(derived(&[value])),
    }
}
