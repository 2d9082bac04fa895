//! States: as they are stored, and as they are shown.

use super::reader::{Reader, is_told};
use super::{get, items, members, text};
use crate::text::quote;
use crate::tree::json::{Node, Value};

/// The resources of a state as `terraform show -json` shows it, those of a mode that is wanted.
pub(super) fn values(reader: &mut Reader<'_>, values: &Node, wanted: impl Fn(Option<&str>) -> bool + Copy) {
    let mut open: Vec<&Node> = get(members(values), "root_module").into_iter().collect();
    while let Some(module) = open.pop() {
        let own = members(module);
        for node in items(own, "resources") {
            let resource = members(node);
            let (Some(kind), Some(address)) = (text(resource, "type"), text(resource, "address")) else {
                continue;
            };
            let mode = text(resource, "mode");
            if let Some(values) = get(resource, "values").filter(|_| is_told(mode, kind) && wanted(mode)) {
                let object = reader.values(values, None, address);
                reader.add(kind, address, object, node);
                reader.sensitive(address, get(resource, "sensitive_values"), node);
            }
        }
        // The first module is looked at first.
        open.extend(items(own, "child_modules").iter().rev());
    }
}

/// The resources of a state as it is stored.
pub(super) fn raw(reader: &mut Reader<'_>, resources: &[Node]) {
    for node in resources {
        let resource = members(node);
        let (Some(kind), Some(name)) = (text(resource, "type"), text(resource, "name")) else { continue };
        let mode = text(resource, "mode");
        if !is_told(mode, kind) {
            continue;
        }
        let module = text(resource, "module").map_or_else(String::new, |module| format!("{module}."));
        let data = if mode == Some("data") { "data." } else { "" };
        for instance in items(resource, "instances") {
            let own = members(instance);
            // What is deposed is to be removed.
            let Some(attributes) = get(own, "attributes").filter(|_| get(own, "deposed").is_none()) else {
                continue;
            };
            let key = get(own, "index_key").map_or_else(String::new, index);
            let address = format!("{module}{data}{kind}.{name}{key}");
            let object = reader.values(attributes, None, &address);
            reader.add(kind, &address, object, instance);
            if items(own, "sensitive_attributes").iter().any(is_policy) {
                let message = format!("a policy of `{}` is marked as sensitive", quote(&address));
                reader.remark(crate::codes::SENSITIVE, message, instance);
            }
        }
    }
}

/// `["key"]` or `[0]`.
fn index(key: &Node) -> String {
    match &key.value {
        Value::String(key) => format!("[{}]", serde_json::Value::from(key.as_str())),
        Value::Number(key) => format!("[{key}]"),
        _ => String::new(),
    }
}

/// Whether a path of a stored state leads to a policy.
fn is_policy(path: &Node) -> bool {
    let steps = match &path.value {
        Value::Array(steps) => steps.as_slice(),
        _ => core::slice::from_ref(path),
    };
    let step = steps.first().and_then(|step| text(members(step), "value"));
    matches!(step, Some("assume_role_policy" | "policy" | "inline_policy"))
}
