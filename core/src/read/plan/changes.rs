//! Plans: what stands in AWS once they are applied.

use super::reader::{Reader, after, is_told};
use super::references::References;
use super::{get, items, members, state, text};
use crate::codes;
use crate::text::quote;
use crate::tree::json::{Member, Node};

/// Gathers what a plan leads to.
pub(super) fn plan(reader: &mut Reader<'_>, own: &[Member]) {
    // What is read before the plan is made is not among the changes.
    if let Some(values) = get(own, "prior_state").and_then(|state| get(members(state), "values")) {
        state::values(reader, values, |mode| mode == Some("data"));
    }
    let changes = items(own, "resource_changes");
    if changes.is_empty() {
        if let Some(values) = get(own, "planned_values") {
            state::values(reader, values, |_| true);
        }
    } else {
        let references = References::of(reader, own, changes);
        for node in changes {
            change(reader, &references, node);
        }
    }
    for node in items(own, "resource_drift") {
        let entry = members(node);
        let (Some(kind), Some(address)) = (text(entry, "type"), text(entry, "address")) else { continue };
        if is_told(None, kind) {
            let message = format!("`{}` was changed outside of Terraform", quote(address));
            reader.remark(codes::DRIFT, message, node);
        }
    }
}

/// What a change does with a resource.
pub(super) fn actions(change: &[Member]) -> Vec<&str> {
    items(change, "actions").iter().filter_map(Node::as_str).collect()
}

fn change(reader: &mut Reader<'_>, references: &References<'_>, node: &Node) {
    let entry = members(node);
    let (Some(kind), Some(address)) = (text(entry, "type"), text(entry, "address")) else { return };
    let mode = text(entry, "mode");
    // What is deposed is what a replacement left behind.
    if !is_told(mode, kind) || get(entry, "deposed").is_some() {
        return;
    }
    let change = get(entry, "change").map_or(&[][..], members);
    let is_role = kind == "aws_iam_role";
    match actions(change).as_slice() {
        ["delete"] if is_role => {
            let message = format!("`{}` is removed by this plan", quote(address));
            return reader.remark(codes::ROLE_DELETED, message, node);
        }
        ["forget"] if is_role => {
            let message = format!("`{}` is forgotten by this plan, and stays in AWS", quote(address));
            return reader.remark(codes::ROLE_FORGOTTEN, message, node);
        }
        ["delete" | "forget"] => return,
        _ => {}
    }
    let Some((after, unknown)) = after(change) else { return };
    let mut object = reader.values(after, unknown, address);
    references.fill(&mut object, address, entry);
    reader.add(kind, address, object, node);
    reader.sensitive(address, get(change, "after_sensitive"), node);
}
