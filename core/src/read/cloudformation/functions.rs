//! The functions that give values (CloudFormation template reference, "Intrinsic functions", 2026-11).

use base64::Engine as _;

use super::condition::is_same;
use super::evaluate::Evaluator;
use super::outcome::{Outcome, Truth};
use super::template::{get, items, members};
use crate::read::expression::to_text;
use crate::read::facts::is_fact;
use crate::read::gathered::OpenReason;
use crate::read::value::{List, Part, Text, Unknown, Value, add_origins};
use crate::text::quote;
use crate::tree::json::Node;

impl<'t> Evaluator<'t> {
    /// Calls a function.
    pub(super) fn call(&mut self, name: &'t str, argument: &'t Node, node: &'t Node) -> Outcome {
        let value = match (name, items(argument)) {
            ("Ref", _) => match argument.as_str() {
                Some(name) => return self.reference(name, &argument.span, node),
                None => return self.fault("`Ref` takes the name of a parameter or a resource", node),
            },
            ("Fn::If", Some([condition, yes, no])) => return self.choose(condition, yes, no, node),
            ("Fn::GetAtt", Some([resource, attribute])) => match (resource.as_str(), self.value(attribute)) {
                (Some(resource), Value::Text(attribute)) if attribute.as_str().is_some() => {
                    let attribute = attribute.as_str().unwrap_or_default();
                    return self.attribute(resource, attribute, &argument.span, node);
                }
                _ => return self.fault("`Fn::GetAtt` takes a resource and the name of an attribute", node),
            },
            ("Fn::GetAtt", None) => match argument.as_str().and_then(|text| text.split_once('.')) {
                Some((resource, attribute)) => {
                    return self.attribute(resource, attribute, &argument.span, node);
                }
                None => {
                    return self
                        .fault("`Fn::GetAtt` takes a resource and an attribute, as in `Role.Arn`", node);
                }
            },
            ("Fn::Sub", None) => self.substitute(argument, &[], node),
            ("Fn::Sub", Some([text, values])) => self.substitute(text, members(values), node),
            ("Fn::Join", Some([delimiter, list])) => self.join(delimiter, list, node),
            ("Fn::Split", Some([delimiter, text])) => self.split(delimiter, text),
            ("Fn::Select", Some([index, list])) => self.select(index, list, node),
            ("Fn::FindInMap", Some([map, first, second, ..])) => {
                self.find(map, first, second, argument, node)
            }
            ("Fn::ImportValue", _) => {
                let export = self.value(argument);
                let name = format!("{name} {}", to_text(&export).pattern());
                Some(self.hole(name, None, OpenReason::ImportValue, &node.span).value())
            }
            ("Fn::Base64", _) => {
                let text = self.value(argument);
                Some(match text.as_str() {
                    Some(text) => Value::text(base64::engine::general_purpose::STANDARD.encode(text)),
                    None => open(name, &text),
                })
            }
            ("Fn::ToJsonString", _) => {
                let value = self.value(argument);
                let mut out = Text::default();
                self.write_json(&value, &mut out);
                Some(Value::Text(out.encoding(value)))
            }
            ("Fn::Length", _) => match self.value(argument) {
                Value::List(list) if list.more.is_none() => {
                    u32::try_from(list.items.len()).ok().map(|length| Value::Number(length.into()))
                }
                list @ (Value::List(_) | Value::Unknown(_)) => Some(open(name, &list)),
                _ => None,
            },
            ("Fn::GetAZs" | "Fn::Cidr", _) => {
                Some(self.hole(name, None, OpenReason::Fact, &node.span).value())
            }
            ("Fn::Transform", _) => {
                let name = get(members(argument), "Name").and_then(Node::as_str).unwrap_or("a macro");
                Some(
                    self.hole(format!("Fn::Transform {name}"), None, OpenReason::FileNotGiven, &node.span)
                        .value(),
                )
            }
            _ => None,
        };
        match value {
            Some(value) => Outcome::Value(value),
            None => self.fault(format!("`{}` does not take these arguments", quote(name)), node),
        }
    }

    fn choose(&mut self, condition: &'t Node, yes: &'t Node, no: &'t Node, node: &'t Node) -> Outcome {
        let Some(name) = condition.as_str() else {
            return self.fault("`Fn::If` takes the name of a condition", node);
        };
        let origins = match self.condition(name, condition) {
            Truth::Known(true) => return self.outcome(yes),
            Truth::Known(false) => return self.outcome(no),
            Truth::Open(origins) => origins,
        };
        let label = Some(format!("Fn::If {name}"));
        let (yes, no) = match (self.outcome(yes), self.outcome(no)) {
            (Outcome::Value(yes), Outcome::Value(no)) if is_same(&yes, &no) => return Outcome::Value(yes),
            (Outcome::Absent, Outcome::Absent) => return Outcome::Absent,
            (Outcome::Value(yes), Outcome::Value(no)) => (yes, no),
            _ => return Outcome::Perhaps(std::sync::Arc::new(Unknown { label, ..Unknown::of(origins) })),
        };
        let hole = match (yes.possible(), no.possible()) {
            (Some(mut candidates), Some(others)) => {
                candidates.extend(others);
                self.spend(candidates.len());
                Unknown::one_of(origins, candidates)
            }
            _ => Unknown::of(origins),
        };
        Outcome::Value(Unknown { label, ..hole }.value())
    }

    /// `Fn::Sub`: the text with what is between `${` and `}` replaced; `${!x}` is `${x}`.
    fn substitute(
        &mut self,
        text: &'t Node,
        values: &'t [crate::tree::json::Member],
        node: &'t Node,
    ) -> Option<Value> {
        let source = text.as_str()?;
        if !self.spend(source.len()) {
            return None;
        }
        let written = self.placed.scalar(source, &text.span);
        let mut out = Text::default();
        let mut at = 0;
        let piece = |out: &mut Text, bytes: core::ops::Range<usize>| {
            out.push_piece(source.get(bytes.clone()).unwrap_or(""), bytes.start, &written);
        };
        while let Some(start) = source.get(at..).and_then(|rest| rest.find("${")).map(|found| at + found) {
            let Some(length) = source.get(start..).and_then(|rest| rest.find('}')) else { break };
            let end = start + length + 1;
            let name = source.get(start + 2..end - 1).unwrap_or("");
            piece(&mut out, at..start);
            at = end;
            if name.starts_with('!') {
                piece(&mut out, start..start + 2);
                piece(&mut out, start + 3..end);
                continue;
            }
            let given = get(values, name);
            let value = match (given, name.split_once('.')) {
                (Some(given), _) => Outcome::Value(self.value(given)),
                (None, Some((resource, attribute))) => self.attribute(resource, attribute, &text.span, node),
                (None, None) => self.reference(name, &text.span, node),
            };
            match value {
                Outcome::Value(Value::List(_) | Value::Object(_)) => {
                    let message = format!(
                        "`Fn::Sub` puts text into text, and `{}` is a list or an object",
                        quote(name)
                    );
                    let Outcome::Value(hole) = self.fault(message, node) else { return None };
                    self.append(&mut out, &hole);
                }
                Outcome::Value(value) => self.append(&mut out, &value),
                Outcome::Absent => {}
                Outcome::Perhaps(hole) => out.push_hole(hole),
            }
        }
        piece(&mut out, at..source.len());
        Some(self.finish(out))
    }

    /// Adds a value to a text.
    fn append(&mut self, out: &mut Text, value: &Value) {
        let text = to_text(value);
        if self.spend(text.len() + text.parts().len()) {
            out.append(&text);
        }
    }

    fn join(&mut self, delimiter: &'t Node, list: &'t Node, node: &'t Node) -> Option<Value> {
        let delimiter = delimiter.as_str()?;
        let list = match self.value(list) {
            Value::List(list) => list,
            Value::Unknown(hole) => return Some(open("Fn::Join", &Value::Unknown(hole))),
            _ => return None,
        };
        let mut out = Text::default();
        for (index, item) in list.items.iter().enumerate() {
            if matches!(item, Value::List(_) | Value::Object(_)) {
                self.fault("`Fn::Join` joins texts, and one of them is a list or an object", node);
                return None;
            }
            if index > 0 {
                out.push(delimiter);
            }
            self.spend(delimiter.len());
            self.append(&mut out, item);
        }
        if let Some(more) = &list.more {
            out.push_hole(std::sync::Arc::clone(more));
        }
        Some(self.finish(out))
    }

    fn split(&mut self, delimiter: &'t Node, text: &'t Node) -> Option<Value> {
        let delimiter = delimiter.as_str().filter(|delimiter| !delimiter.is_empty())?;
        match self.value(text) {
            Value::Text(text) if is_cut_surely(&text, delimiter) => {
                self.spend(text.len() + text.parts().len());
                Some(List::of(cut(&text, delimiter).into_iter().map(Text::value).collect()).value())
            }
            Value::Text(text) => Some(open("Fn::Split", &Value::Text(text))),
            Value::Unknown(hole) => Some(open("Fn::Split", &Value::Unknown(hole))),
            _ => None,
        }
    }

    fn select(&mut self, index: &'t Node, list: &'t Node, node: &'t Node) -> Option<Value> {
        let index = self.value(index);
        let list = match self.value(list) {
            Value::List(list) => list,
            Value::Unknown(hole) => return Some(open("Fn::Select", &Value::Unknown(hole))),
            _ => return None,
        };
        if !index.is_known() {
            return Some(open_all("Fn::Select", &[index, Value::List(list)]));
        }
        let index: usize = to_text(&index).as_str()?.parse().ok()?;
        match (list.items.get(index), &list.more) {
            (Some(item), None) => Some(item.clone()),
            (_, Some(_)) => Some(open("Fn::Select", &Value::List(list))),
            (None, None) => {
                let message = format!(
                    "the list has {} items, and `Fn::Select` asks for the one at {index}",
                    list.items.len()
                );
                match self.fault(message, node) {
                    Outcome::Value(hole) => Some(hole),
                    _ => None,
                }
            }
        }
    }

    fn find(
        &mut self,
        map: &'t Node,
        first: &'t Node,
        second: &'t Node,
        argument: &'t Node,
        node: &'t Node,
    ) -> Option<Value> {
        let keys = [self.value(map), self.value(first), self.value(second)];
        let texts = keys.each_ref().map(to_text);
        let [Some(map), second_name] = [texts[0].as_str(), texts[2].as_str()] else {
            return Some(open_all("Fn::FindInMap", &keys));
        };
        let map_found = self.template.mappings.get(map);
        if let (Some(first), Some(second)) = (texts[1].as_str(), second_name) {
            let found = map_found.and_then(|map| map.get(first)).and_then(|map| map.get(second)).copied();
            if let Some(found) = found {
                return Some(self.value(found));
            }
            let default = items(argument)
                .and_then(|items| items.get(3))
                .and_then(|options| get(members(options), "DefaultValue"));
            if let Some(default) = default {
                return Some(self.value(default));
            }
            let message =
                format!("the mapping `{}` has no `{}` with `{}`", quote(map), quote(first), quote(second));
            return match self.fault(message, node) {
                Outcome::Value(hole) => Some(hole),
                _ => None,
            };
        }
        let mut hole = Unknown { label: Some(format!("Fn::FindInMap {map}")), ..Unknown::default() };
        for key in &keys {
            add_origins(&mut hole.sources, &key.origins());
        }
        if let (Some(map), Some(second)) =
            (map_found.filter(|map| map.len() <= crate::read::value::MAX_CANDIDATES), second_name)
        {
            let found: Vec<&'t Node> = map.values().filter_map(|map| map.get(second).copied()).collect();
            hole.candidates = found.into_iter().map(|node| self.value(node)).collect();
        }
        Some(hole.value())
    }
}

/// What depends on a value in a way that is not known.
fn open(function: &str, value: &Value) -> Value {
    open_all(function, core::slice::from_ref(value))
}

fn open_all(function: &str, values: &[Value]) -> Value {
    let mut hole = Unknown { label: Some(function.to_owned()), ..Unknown::default() };
    for value in values {
        add_origins(&mut hole.sources, &value.origins());
    }
    hole.value()
}

/// Whether a text is cut at the same places whatever is in its holes: they are facts, which hold letters, digits, dots and
/// hyphens, and the delimiter starts and ends with something else.
fn is_cut_surely(text: &Text, delimiter: &str) -> bool {
    let of_fact = |byte: Option<u8>| {
        byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
    };
    let (first, last) = (delimiter.bytes().next(), delimiter.bytes().last());
    let mut holes = text.holes();
    if holes.next().is_none() {
        return true;
    }
    let all_facts =
        text.holes().all(|hole| hole.plain && hole.sources.iter().all(|source| is_fact(&source.name)));
    // A hole would have to be the whole of what is inside the delimiter.
    let spans = |before: &str, after: &str| {
        (1..delimiter.len()).any(|cut| {
            delimiter.is_char_boundary(cut)
                && before.ends_with(delimiter.get(..cut).unwrap_or("\0"))
                && (1..=delimiter.len() - cut).any(|rest| {
                    delimiter.get(delimiter.len() - rest..).is_some_and(|rest| after.starts_with(rest))
                })
        })
    };
    let literal = |part: Option<&Part>| match part {
        Some(Part::Literal(text)) => text.clone(),
        _ => String::new(),
    };
    let parts = text.parts();
    all_facts
        && !of_fact(first)
        && !of_fact(last)
        && delimiter.len() <= 64
        && parts.iter().enumerate().all(|(index, part)| {
            matches!(part, Part::Literal(_))
                || !spans(
                    &literal(index.checked_sub(1).and_then(|before| parts.get(before))),
                    &literal(parts.get(index + 1)),
                )
        })
}

/// The pieces between delimiters.
pub(super) fn cut(text: &Text, delimiter: &str) -> Vec<Text> {
    let mut out = vec![Text::default()];
    let mut at = 0;
    for part in text.parts() {
        match part {
            Part::Hole(hole) => {
                if let Some(last) = out.last_mut() {
                    last.push_hole(std::sync::Arc::clone(hole));
                }
            }
            Part::Literal(literal) => {
                let mut start = at;
                for (index, piece) in literal.split(delimiter).enumerate() {
                    if index > 0 {
                        out.push(Text::default());
                    }
                    if let Some(last) = out.last_mut() {
                        last.push_piece(piece, start, text);
                    }
                    start += piece.len() + delimiter.len();
                }
                at += literal.len();
            }
        }
    }
    out
}
