//! What is made, for Terraform.

use core::fmt::Write;

use super::estate::{Estate, PUSH_POLICY, identifier};
use crate::github::ClaimValue;
use crate::text::in_terraform;

/// The file of one account.
pub(super) fn print(estate: &Estate<'_>) -> String {
    let mut out = String::new();
    if let Some(role) = &estate.role {
        if !role.provider.exists {
            let ids: Vec<String> = role.provider.client_ids.iter().map(|id| quoted(id)).collect();
            block(
                &mut out,
                "aws_iam_openid_connect_provider",
                "github",
                &[("url", quoted(&role.provider.url)), ("client_id_list", format!("[{}]", ids.join(", ")))],
            );
        }
        let name = local(&role.made.name);
        block(
            &mut out,
            "aws_iam_role",
            &name,
            &[("name", quoted(&role.made.name)), ("assume_role_policy", encoded(role.trust))],
        );
        if let Some(permissions) = role.permissions {
            block(
                &mut out,
                "aws_iam_role_policy",
                &name,
                &[
                    ("name", quoted(PUSH_POLICY)),
                    ("role", format!("aws_iam_role.{name}.name")),
                    ("policy", encoded(permissions)),
                ],
            );
        }
    }
    for repository in estate.own() {
        let name = local(&repository.name);
        let mut reference = quoted(&repository.name);
        if !estate.repositories_exist {
            let mutability = repository.image_tag_mutability.map_or("", |kind| kind.as_str());
            let mut members =
                vec![("name", quoted(&repository.name)), ("image_tag_mutability", quoted(mutability))];
            for filter in &repository.exclusion_filters {
                let filter =
                    format!("{{\n    filter      = {}\n    filter_type = \"WILDCARD\"\n  }}", quoted(filter));
                members.push(("image_tag_mutability_exclusion_filter", filter));
            }
            block(&mut out, "aws_ecr_repository", &name, &members);
            reference = format!("aws_ecr_repository.{name}.name");
        }
        if let Some(policy) = &repository.policy {
            block(
                &mut out,
                "aws_ecr_repository_policy",
                &name,
                &[("repository", reference), ("policy", encoded(policy.value()))],
            );
        }
    }
    out
}

/// A resource. A member that begins with a brace is a block of its own.
pub(super) fn block(out: &mut String, kind: &str, name: &str, members: &[(&str, String)]) {
    if !out.is_empty() {
        out.push('\n');
    }
    let width = members.iter().filter(|(_, value)| !value.contains('\n')).map(|(name, _)| name.len()).max();
    // Writing to a text never fails.
    let _ = writeln!(out, "resource \"{kind}\" \"{name}\" {{");
    for (member, value) in members {
        let _ = if value.starts_with('{') {
            writeln!(out, "\n  {member} {value}")
        } else if value.contains('\n') {
            writeln!(out, "\n  {member} = {value}")
        } else {
            writeln!(out, "  {member:width$} = {value}", width = width.unwrap_or(0))
        };
    }
    out.push_str("}\n");
}

pub(super) fn local(name: &str) -> String {
    let name = identifier(name, "_").to_ascii_lowercase();
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("r_{name}") }
}

/// A text in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", in_terraform(text))
}

pub(super) fn encoded(policy: &ClaimValue) -> String {
    format!("jsonencode({})", expression(policy, 1))
}

fn expression(value: &ClaimValue, depth: usize) -> String {
    let inner = "  ".repeat(depth + 1);
    let outer = "  ".repeat(depth);
    match value {
        ClaimValue::Object(members) => {
            let one = |(name, value): &(String, ClaimValue)| {
                let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric());
                (if is_plain { name.clone() } else { quoted(name) }, expression(value, depth + 1))
            };
            let members: Vec<(String, String)> = members.iter().map(one).collect();
            let mut lines = String::new();
            // Lines that follow each other are aligned, as `terraform fmt` does.
            for run in members.chunk_by(|(_, one), (_, next)| one.contains('\n') == next.contains('\n')) {
                let aligned = run.iter().filter(|(_, value)| !value.contains('\n'));
                let width = aligned.map(|(name, _)| name.len()).max().unwrap_or(0);
                for (name, value) in run {
                    let _ = writeln!(lines, "{inner}{name:width$} = {value}");
                }
            }
            format!("{{\n{lines}{outer}}}")
        }
        ClaimValue::List(items) => {
            let mut lines = String::new();
            for item in items {
                let _ = writeln!(lines, "{inner}{},", expression(item, depth + 1));
            }
            format!("[\n{lines}{outer}]")
        }
        ClaimValue::Text(text) => quoted(text),
        other => serde_json::to_string(other).unwrap_or_default(),
    }
}
