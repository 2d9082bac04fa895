//! `Fn::ToJsonString`: a value as JSON text, with its holes.

use super::evaluate::Evaluator;
use crate::read::expression::{print, to_text};
use crate::read::value::{Part, Text, Value};

impl Evaluator<'_> {
    /// Adds a value as JSON. What is read back is the value itself, so that only the text of it counts here.
    pub(super) fn write_json(&mut self, value: &Value, out: &mut Text) {
        if !self.spend(1) {
            return;
        }
        match value {
            Value::Null => out.push("null"),
            Value::Bool(_) | Value::Number(_) => out.push(&print(value)),
            Value::Text(_) | Value::Unknown(_) => {
                out.push("\"");
                self.write_text(&to_text(value), out);
                out.push("\"");
            }
            Value::List(list) => {
                out.push("[");
                for (index, item) in list.items.iter().enumerate() {
                    out.push(if index > 0 { "," } else { "" });
                    self.write_json(item, out);
                }
                out.push("]");
            }
            Value::Object(object) => {
                out.push("{");
                for (index, member) in object.members.iter().enumerate() {
                    out.push(if index > 0 { ",\"" } else { "\"" });
                    self.write_text(&Text::literal(&*member.name), out);
                    out.push("\":");
                    self.write_json(&member.value, out);
                }
                out.push("}");
            }
        }
    }

    fn write_text(&mut self, text: &Text, out: &mut Text) {
        self.spend(text.len());
        for part in text.parts() {
            match part {
                Part::Hole(hole) => out.push_hole(std::sync::Arc::clone(hole)),
                Part::Literal(literal) => {
                    let quoted = serde_json::Value::from(literal.as_str()).to_string();
                    out.push(quoted.get(1..quoted.len() - 1).unwrap_or(""));
                }
            }
        }
    }
}
