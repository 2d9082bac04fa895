//! A policy by itself.

use std::collections::BTreeSet;

use super::Answer;
use super::fields::decoded;
use crate::codes;
use crate::read::gathered::{Gathered, Remark, Role};
use crate::read::placed::Placed;
use crate::read::value::{Object, Spot, Text, Value};
use crate::tree::json as tree;

/// Reads a policy: a trust policy is a role that has no name, and of another it is not known whose it is.
pub(in crate::read) fn read(document: &Answer<'_>, used: &BTreeSet<usize>, found: &mut Gathered) {
    if used.contains(&document.index) {
        return;
    }
    let end = document.text.len();
    let spot = |bytes| Spot { document: document.index, bytes };
    let Some(tree) = document.tree else {
        // URL-encoded.
        let text = decoded(document.text.trim()).unwrap_or_else(|| document.text.trim().to_owned());
        let is_trust = text.contains("sts:AssumeRole");
        add(Value::Text(Text::literal(text)), is_trust, spot(0..end), found);
        return;
    };
    let nodes = match &tree.node.value {
        tree::Value::Array(items) => items,
        _ => core::slice::from_ref(&tree.node),
    };
    for node in nodes {
        let value = Placed { document: document.index, text: document.text }.value(node);
        let is_trust = is_trust(&value);
        add(value, is_trust, spot(node.span.clone()), found);
    }
}

fn add(policy: Value, is_trust: bool, spot: Spot, found: &mut Gathered) {
    if is_trust {
        found.roles.push(Role {
            address: None,
            arn: None,
            name: None,
            path: None,
            trust: Some(policy),
            permissions: Vec::new(),
            boundary: None,
            max_session_duration: None,
            spot,
            is_source: true,
            shares_text: false,
        });
        return;
    }
    let message = "the policy stands by itself: whose it is, is not known".to_owned();
    found.remarks.push(Remark { code: codes::POLICY_WITHOUT_OWNER, message, spot: Some(spot) });
}

/// Whether some statement of a policy lets a principal assume the role that it belongs to.
fn is_trust(policy: &Value) -> bool {
    let statements = match member(policy, "Statement") {
        Some(Value::List(list)) => list.items.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    statements.into_iter().any(|statement| {
        let actions = match member(statement, "Action").or_else(|| member(statement, "NotAction")) {
            Some(Value::List(list)) => list.items.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        let of_sts = |action: &Value| {
            action.as_str().is_some_and(|action| {
                action.get(..4).is_some_and(|service| service.eq_ignore_ascii_case("sts:")) || action == "*"
            })
        };
        let has_principal =
            ["Principal", "NotPrincipal"].iter().any(|name| member(statement, name).is_some());
        has_principal && member(statement, "Resource").is_none() && actions.into_iter().any(of_sts)
    })
}

fn member<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let object: &Object = match value {
        Value::Object(object) => object,
        _ => return None,
    };
    object.get(name)
}
