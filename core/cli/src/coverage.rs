//! What was read, and what not and why.

use std::collections::BTreeMap;

use assumable::read::{Inventory, ReadDocument, ReadKind};

use super::files::Files;

/// The lines that say it, and whether something that was to be read is not.
pub(crate) fn coverage(files: &Files, inventory: &Inventory, ignored: usize) -> (String, bool) {
    let mut kinds: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for document in &inventory.documents {
        *kinds.entry(kind(document.kind)).or_default() += 1;
    }
    let mut parts: Vec<String> =
        kinds.iter().map(|((one, several), count)| counted(*count, one, several)).collect();
    if parts.is_empty() {
        parts.push("nothing".to_owned());
    }
    let mut out = format!("read: {}", parts.join(", "));
    if !files.evidence.is_empty() {
        let count = counted(files.evidence.len(), "event, token or log", "events, tokens or logs");
        out.push_str(&format!("; not read: {count} (name a file to have it read)"));
    }
    if files.others > 0 {
        out.push_str(&format!("; {}", counted(files.others, "other file", "other files")));
    }
    // Why is a finding each, with its place.
    let refused = inventory.documents.iter().filter(|document| document.refused.is_some()).count();
    if refused > 0 {
        out.push_str(&format!("; {refused} refused, see the findings"));
    }
    if ignored > 0 {
        out.push_str(&format!("; {ignored} ignored"));
    }
    out.push('\n');
    for (name, why) in &files.unread {
        out.push_str(&format!("not read: {name}: {why}\n"));
    }
    // A folder's files of other kinds are counted; one that is here was named.
    let is_of_no_kind =
        |document: &&ReadDocument| document.kind == ReadKind::NotRead && document.refused.is_none();
    let mut unknown = inventory.documents.iter().filter(is_of_no_kind).peekable();
    let is_incomplete = refused > 0 || !files.unread.is_empty() || unknown.peek().is_some();
    for document in unknown {
        out.push_str(&format!("not read: {}: it is of no known kind\n", document.name));
    }
    (out, is_incomplete)
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

const fn kind(kind: ReadKind) -> (&'static str, &'static str) {
    match kind {
        ReadKind::Workflow => ("workflow", "workflows"),
        ReadKind::CompositeAction | ReadKind::Action => ("action", "actions"),
        ReadKind::Terraform | ReadKind::TerraformJson | ReadKind::TerraformVariables => {
            ("file of Terraform", "files of Terraform")
        }
        ReadKind::TerraformPlan | ReadKind::TerraformState => ("plan or state", "plans or states"),
        ReadKind::Cloudformation => ("template", "templates"),
        ReadKind::Policy => ("policy", "policies"),
        ReadKind::NamingRules => ("file of naming rules", "files of naming rules"),
        ReadKind::GithubSettings => ("file of settings", "files of settings"),
        ReadKind::Dependabot => ("configuration of Dependabot", "configurations of Dependabot"),
        ReadKind::NotRead => ("document of no known kind", "documents of no known kind"),
        _ => ("other document", "other documents"),
    }
}
