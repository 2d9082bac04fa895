//! References of a plan's configuration: a value that is not known yet is that of another resource, where the
//! configuration says nothing else. So an attachment finds its policy and its role before both are there.

use std::collections::BTreeMap;

use super::reader::{Reader, after, is_told};
use super::{get, items, members, text};
use crate::read::value::{Object, Value};
use crate::tree::json::{Member, Node};

/// What the resources of a plan are and refer to.
pub(super) struct References<'t> {
    /// The expressions of each resource, by the names of its modules and its own, without indexes.
    expressions: BTreeMap<String, &'t [Member]>,
    /// The values of each resource that is told.
    values: BTreeMap<&'t str, Object>,
}

impl<'t> References<'t> {
    pub(super) fn of(reader: &mut Reader<'_>, own: &'t [Member], changes: &'t [Node]) -> References<'t> {
        let mut references = References { expressions: BTreeMap::new(), values: BTreeMap::new() };
        let root = get(own, "configuration").and_then(|node| get(members(node), "root_module"));
        let mut open: Vec<(String, &'t [Member])> =
            root.map(|node| (String::new(), members(node))).into_iter().collect();
        while let Some((path, module)) = open.pop() {
            for node in items(module, "resources") {
                let resource = members(node);
                if let (Some(address), Some(expressions)) =
                    (text(resource, "address"), get(resource, "expressions"))
                {
                    references.expressions.insert(format!("{path}{address}"), members(expressions));
                }
            }
            for call in get(module, "module_calls").map_or(&[][..], members) {
                if let Some(inner) = get(members(&call.node), "module") {
                    open.push((format!("{path}module.{}.", call.name), members(inner)));
                }
            }
        }
        for node in changes {
            let entry = members(node);
            let (Some(kind), Some(address)) = (text(entry, "type"), text(entry, "address")) else { continue };
            let change = get(entry, "change").map_or(&[][..], members);
            if let Some((after, unknown)) = after(change).filter(|_| is_told(text(entry, "mode"), kind)) {
                references.values.insert(address, reader.values(after, unknown, address));
            }
        }
        references
    }

    /// Puts in the values of other resources.
    pub(super) fn fill(&self, object: &mut Object, address: &str, entry: &[Member]) {
        let module = text(entry, "module_address").map_or_else(String::new, |module| format!("{module}."));
        let (Some(kind), Some(name)) = (text(entry, "type"), text(entry, "name")) else { return };
        let key = format!("{}{kind}.{name}", without_indexes(&module));
        let Some(expressions) = self.expressions.get(&key) else { return };
        let own = format!("{module}{kind}.{name}");
        let index = address.strip_prefix(&*own).unwrap_or("");
        for member in &mut object.members {
            let Value::Unknown(_) = &member.value else { continue };
            let expression = get(expressions, &member.name).map_or(&[][..], members);
            if let Some(value) = self.value(&module, index, items(expression, "references")) {
                member.value = value;
            }
        }
    }

    /// The value that `resource.attribute` refers to, where it is all that is referred to.
    fn value(&self, module: &str, index: &str, references: &[Node]) -> Option<Value> {
        let (first, rest) = references.split_first()?;
        let (target, attribute) = first.as_str()?.rsplit_once('.')?;
        // Terraform lists the resource behind its attribute, once with its index and once without.
        let is_same = |node: &Node| {
            node.as_str().is_some_and(|text| text == target || target.starts_with(&format!("{text}[")))
        };
        if rest.is_empty() || !rest.iter().all(is_same) {
            return None;
        }
        let attribute = if attribute == "id" { "name" } else { attribute };
        let known = [format!("{module}{target}"), format!("{module}{target}{index}")];
        let object = known.iter().find_map(|address| self.values.get(address.as_str()))?;
        object.get(attribute).cloned()
    }
}

/// An address without what stands in brackets.
fn without_indexes(address: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut quoted) = (0_usize, false);
    for c in address.chars() {
        match c {
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}
