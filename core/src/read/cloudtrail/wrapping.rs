//! From what wraps events to the events.

use crate::limits::MAX_FILE_BYTES;
use crate::read::answers::{Fields, Origin};
use crate::tree::json::{self, Member, Node, Value};

/// How often what wraps may wrap again: a group of logs that an event bus passed on, which an export lists.
const DEPTH: usize = 6;

/// Where lists of events stand.
const LISTS: [&str; 3] = ["records", "events", "logevents"];

/// Gives every event to `tell`.
pub(super) fn each(node: &Node, origin: Origin<'_>, depth: usize, tell: &mut dyn FnMut(Fields<'_>)) {
    if depth == DEPTH {
        return;
    }
    if let Value::Array(items) = &node.value {
        for item in items {
            each(item, origin, depth + 1, tell);
        }
        return;
    }
    let Some(fields) = Fields::of(node, origin) else { return };
    if let Some(list) = LISTS.iter().find_map(|name| fields.list(&[name])) {
        for item in list {
            each(item, origin, depth + 1, tell);
        }
    } else if let Some(rows) = fields.list(&["queryresultrows"]) {
        for row in rows {
            each(&of_columns(row), origin, depth + 1, tell);
        }
    } else if let Some(inner) =
        fields.get(&["cloudtrailevent"]).or_else(|| fields.get(&["message"]).filter(|_| !is_event(fields)))
    {
        let spot = origin.spot(inner);
        if let Some(Ok(tree)) = inner.as_str().map(|text| json::parse_foreign(text, MAX_FILE_BYTES)) {
            each(&tree.node, Origin::Within(&spot), depth + 1, tell);
        }
    } else {
        match fields.get(&["detail"]).filter(|_| !is_event(fields)) {
            Some(detail) => each(detail, origin, depth + 1, tell),
            None => tell(fields),
        }
    }
}

fn is_event(fields: Fields<'_>) -> bool {
    fields.has(&["eventname"])
}

/// A row of CloudTrail Lake, a list of objects with one column each, as one object.
fn of_columns(row: &Node) -> Node {
    let Value::Array(columns) = &row.value else { return row.clone() };
    let members = columns.iter().filter_map(|column| match &column.value {
        Value::Object(members) => Some(members.clone()),
        _ => None,
    });
    let members: Vec<Member> = members.flatten().collect();
    Node { value: Value::Object(members), span: row.span.clone() }
}
