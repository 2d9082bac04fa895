//! Texts that several places share by an alias: who changes one changes all.

use core::ops::Range;

use crate::tree::json::{Member, Node, Value};

/// Where the shared texts stand, in order.
pub(super) fn texts(root: &Node) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    aliases(root, &mut |span| found.push(span));
    found.sort_by_key(|span| (span.start, span.end));
    found.dedup();
    found
}

/// Every node that does not stand within the one that holds it.
fn aliases(node: &Node, found: &mut impl FnMut(Range<usize>)) {
    let mut child = |child: &Node| {
        let is_inside = child.span.start >= node.span.start && child.span.end <= node.span.end;
        if !is_inside {
            found(child.span.clone());
        }
        aliases(child, found);
    };
    match &node.value {
        Value::Array(items) => items.iter().for_each(&mut child),
        Value::Object(members) => members.iter().for_each(|member| child(&member.node)),
        _ => {}
    }
}

/// Whether something among these members is an alias.
pub(super) fn has_alias(within: &Range<usize>, members: &[Member]) -> bool {
    let mut found = false;
    for member in members {
        let span = &member.node.span;
        found |= span.start < within.start || span.end > within.end;
        aliases(&member.node, &mut |_| found = true);
    }
    found
}
