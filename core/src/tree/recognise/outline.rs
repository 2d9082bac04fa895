//! The outermost two levels of a YAML text, by its lines: enough to know what it is, also where it is broken or a template.

use crate::tree::json::{Member, Node, Value};

/// The most members that are looked at.
const MOST: usize = 512;

/// An object of the outermost members, each with those right below it; `None` where no line names one.
pub(super) fn outline(text: &str) -> Option<Node> {
    let mut members: Vec<Member> = Vec::new();
    // How far the members below the last one are indented.
    let mut inner: Option<usize> = None;
    // Whether lines are those of a text of several lines, and what it is indented by at least.
    for line in text.lines() {
        let trimmed = line.trim_start_matches(' ');
        let indent = line.len() - trimmed.len();
        let Some((name, value)) = key(trimmed) else {
            // A list below the last member, on its own level or further in.
            if let (Some(item), Some(last)) = (trimmed.strip_prefix("- "), members.last_mut())
                && inner.is_none()
            {
                let first = key(item).map(|(name, value)| member(name, scalar(value)));
                last.node.value = Value::Array(vec![node(Value::Object(first.into_iter().collect()))]);
                inner = Some(usize::MAX);
            }
            continue;
        };
        if indent == 0 {
            if members.len() == MOST {
                break;
            }
            members.push(member(name, scalar(value)));
            // What follows a value on its own line is not below it.
            inner = if opens(value) { None } else { Some(usize::MAX) };
        } else if let Some(last) = members.last_mut()
            && *inner.get_or_insert(indent) == indent
        {
            let below = member(name, scalar(value));
            match &mut last.node.value {
                Value::Object(known) if known.len() < MOST => known.push(below),
                Value::Object(_) => {}
                value => *value = Value::Object(vec![below]),
            }
        }
    }
    (!members.is_empty()).then(|| node(Value::Object(members)))
}

/// Whether what a member holds may stand on the lines below it.
fn opens(value: &str) -> bool {
    value.is_empty() || value.starts_with(['#', '&', '!'])
}

/// The name of a member, and what stands behind it on the line.
fn key(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = match line.strip_prefix(['"', '\'']) {
        Some(quoted) => {
            let (name, rest) = quoted.split_once(['"', '\''])?;
            (name, rest.trim_start().strip_prefix(':')?)
        }
        None => line.split_once(':')?,
    };
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '$' | '/' | '@');
    let named = name.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '@'))
        && name.trim_end().chars().all(is_name);
    (named && (rest.is_empty() || rest.starts_with([' ', '\t', '\r'])))
        .then(|| (name.trim_end(), rest.trim()))
}

/// What a value on one line is.
fn scalar(value: &str) -> Value {
    match value.chars().next() {
        Some('{') => Value::Object(Vec::new()),
        Some('[') => Value::Array(Vec::new()),
        _ if opens(value) => Value::Null,
        _ => Value::String(value.trim_matches(['"', '\'']).to_owned()),
    }
}

fn member(name: &str, value: Value) -> Member {
    Member { name: name.to_owned(), name_span: 0..0, node: node(value) }
}

fn node(value: Value) -> Node {
    Node { value, span: 0..0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let Some(node) = outline(text) else { return "nothing".to_owned() };
        let show = |node: &Node| match &node.value {
            Value::Object(members) => {
                let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
                format!("{{{}}}", names.join(" "))
            }
            Value::Array(_) => "[]".to_owned(),
            Value::String(text) => text.clone(),
            _ => "-".to_owned(),
        };
        let Value::Object(members) = &node.value else { return String::new() };
        {
            let members = members.iter().map(|member| format!("{}={};", member.name, show(&member.node)));
            members.collect::<Vec<_>>().concat()
        }
    }

    #[test]
    fn two_levels_are_told() {
        assert_eq!(shown("on: push\njobs:\n  a:\n    runs-on: x\n  b:\n    if: y\n"), "on=push;jobs={a b};");
        assert_eq!(shown("\"runs\":\r\n  using: 'composite'\r\n"), "runs={using};");
        assert_eq!(shown("updates:\n  - a: 1\n    b: 2\nx:\n- y: 1\n"), "updates=[];x=[];");
        assert_eq!(
            shown("a: {b: 1}\nc: [1]\nd: # comment\n  e: 1\nf: text\n  g: 1"),
            "a={};c=[];d={e};f=text;"
        );
        assert_eq!(shown("plain text\nhttps://example.com\nrepo:octo-org/app"), "nothing");
    }
}
