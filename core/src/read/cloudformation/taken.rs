//! Which files a template takes in: those that `AWS::Include` names.

use crate::tree::json::{Node, Value};

/// The names of the files, without their folders.
pub(super) fn names(node: &Node, out: &mut Vec<String>) {
    match &node.value {
        Value::Array(items) => {
            for item in items {
                names(item, out);
            }
        }
        Value::Object(members) => {
            if node.member("Name").and_then(Node::as_str) == Some("AWS::Include") {
                let location = node.member("Parameters").and_then(|given| given.member("Location"));
                let path = location.and_then(Node::as_str);
                out.extend(path.and_then(|path| path.rsplit('/').next()).map(str::to_owned));
            }
            for member in members {
                names(&member.node, out);
            }
        }
        _ => {}
    }
}
