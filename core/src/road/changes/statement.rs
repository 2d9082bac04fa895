//! One more statement of a policy behind those that it has, and one more condition of a statement of Terraform.

use super::op::{steps, texts};
use super::texts::{TextEdit, Writer, line_start};
use super::write::find;
use crate::github::ClaimValue;
use crate::read::{Spot, Value};
use crate::road::document::get;

impl Writer<'_> {
    /// One more object behind the last of a list; `None` where the last is not written as one.
    pub(super) fn push(&self, policy: &Value, at: &str, value: &ClaimValue) -> Option<TextEdit> {
        let Value::List(list) = find(policy, at)?.value else { return None };
        let Value::Object(last) = list.items.last()? else { return None };
        let member = last.members.iter().find_map(|member| member.spot.as_ref())?;
        let text = self.text(member.document);
        let new = |at: usize, new: String| {
            Some(TextEdit { spot: Spot { document: member.document, bytes: at..at }, new })
        };
        if let Some(block) = self.block(member, "statement") {
            let pad = indent(text, block.start);
            let list = |name: &str| {
                let texts: Vec<String> = get(value, &format!("/{name}")).map(texts).unwrap_or_default();
                let quoted: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
                quoted.join(", ")
            };
            return new(
                block.end,
                format!(
                    "\n\n{pad}statement {{\n{pad}  actions   = [{}]\n{pad}  resources = [{}]\n{pad}}}",
                    list("Action"),
                    list("Resource")
                ),
            );
        }
        let own = last
            .spot
            .as_ref()
            .filter(|spot| text.get(spot.bytes.clone()).is_some_and(|own| own.starts_with('{')));
        if let Some(spot) = own {
            let pad = indent(text, spot.bytes.start);
            let alone = text.get(line_start(text, spot.bytes.start)..spot.bytes.start)?.trim().is_empty();
            let is_terraform =
                text.get(member.bytes.end..)?.trim_start_matches(['"', ' ', '\t']).starts_with('=');
            let many = text.get(spot.bytes.clone())?.contains('\n') && alone;
            let written = self.value(member, value, is_terraform, many.then_some(pad));
            let rest = text.get(spot.bytes.end..)?;
            let has_comma = rest.trim_start_matches([' ', '\t']).starts_with(',');
            let end = if has_comma { spot.bytes.end + rest.find(',')? + 1 } else { spot.bytes.end };
            let between = match (alone, has_comma) {
                (true, true) => format!("\n{pad}"),
                (true, false) => format!(",\n{pad}"),
                (false, true) => " ".to_owned(),
                (false, false) => ", ".to_owned(),
            };
            return new(end, format!("{between}{written}{}", if has_comma { "," } else { "" }));
        }
        // A list of YAML: the dash stands before the first member.
        let start = line_start(text, member.bytes.start);
        let line = text.get(start..)?.lines().next()?;
        let dash =
            line.find("- ").filter(|at| line.get(..*at).is_some_and(|before| before.trim().is_empty()))?;
        let pad = line.get(..dash)?;
        let mut end = start;
        for (index, line) in text.get(start..)?.split_inclusive('\n').enumerate() {
            let own = line.len() - line.trim_start().len();
            if index > 0 && !line.trim().is_empty() && own <= dash {
                break;
            }
            end += line.len();
        }
        let written = text.get(start..end)?.trim_end();
        let end = start + written.len();
        let part = |name: &str| {
            let texts: Vec<String> = get(value, &format!("/{name}")).map(texts).unwrap_or_default();
            texts.first().map(|text| format!("{name}: \"{text}\"")).unwrap_or_default()
        };
        new(
            end,
            format!("\n{pad}- {}\n{pad}  {}\n{pad}  {}", part("Effect"), part("Action"), part("Resource")),
        )
    }

    /// One more `condition` block in front of the first of a statement of Terraform.
    pub(super) fn insert_block(
        &self,
        policy: &Value,
        at: &str,
        name: &str,
        value: &ClaimValue,
    ) -> Option<Vec<TextEdit>> {
        let steps = steps(at);
        let (statement, operator) = match steps.as_slice() {
            [list, index, condition, operator] if list == "Statement" && condition == "Condition" => {
                (index, Some(operator.as_str()))
            }
            [list, index, condition] if list == "Statement" && condition == "Condition" => (index, None),
            _ => return None,
        };
        let tests = match (operator, value) {
            (Some(operator), value) => vec![(operator.to_owned(), name.to_owned(), value.clone())],
            (None, ClaimValue::Object(keys)) => {
                keys.iter().map(|(key, value)| (name.to_owned(), key.clone(), value.clone())).collect()
            }
            _ => return None,
        };
        let conditions = find(policy, &format!("/Statement/{statement}/Condition"))?;
        let Value::Object(operators) = conditions.value else { return None };
        let keys = operators.members.iter().filter_map(|member| match &member.value {
            Value::Object(keys) => keys.members.iter().find_map(|key| key.spot.clone()),
            _ => None,
        });
        let spot = keys.min_by_key(|spot| spot.bytes.start)?;
        let block = self.block(&spot, "condition")?;
        let text = self.text(spot.document);
        let start = line_start(text, block.start);
        let line = text.get(start..)?;
        let indent = line.get(..line.len() - line.trim_start().len())?;
        let mut new = String::new();
        for (operator, key, value) in tests {
            let values: Vec<String> =
                texts(&value).iter().map(|text| format!("\"{}\"", self.escaped(&spot, text, '"'))).collect();
            new.push_str(&format!(
                "{indent}condition {{\n{indent}  test     = \"{operator}\"\n{indent}  variable = \"{key}\"\n{indent}  values   = [{}]\n{indent}}}\n\n",
                values.join(", ")
            ));
        }
        Some(vec![TextEdit { spot: Spot { document: spot.document, bytes: start..start }, new }])
    }
}

/// What stands before the first sign of the line of a byte.
fn indent(text: &str, at: usize) -> &str {
    let start = line_start(text, at);
    let line = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or("");
    line.get(..line.len() - line.trim_start().len()).unwrap_or("")
}
