//! Plans and states of Terraform and `OpenTofu`: what `terraform show -json` prints of both, and states as they are stored.
//!
//! Source: Terraform documentation, "JSON output format"; its shapes were produced with Terraform 1.11.

mod changes;
mod complete;
mod reader;
mod references;
mod state;
#[cfg(test)]
mod tests;

use reader::Reader;

pub(super) use complete::complete;

use super::gathered::Gathered;
use super::placed::Placed;
use crate::error::{Error, ErrorKind};
use crate::tree::json::{Member, Node, Value};
use crate::tree::recognise::{ReadKind, Recognised};

/// What plans and states say.
pub(super) struct Plans {
    /// Why each document is refused, in the order given.
    pub(super) refused: Vec<Option<Error>>,
    /// What each plan says that is read.
    pub(super) planned: Vec<Gathered>,
    /// What each state says that is read.
    pub(super) stored: Vec<Gathered>,
}

/// Reads the plans and states among documents, given by name and text.
pub(super) fn read(documents: &[(&str, &str)], recognised: &[Recognised]) -> Plans {
    let mut plans = Plans { refused: Vec::new(), planned: Vec::new(), stored: Vec::new() };
    for (document, ((_, text), recognised)) in documents.iter().zip(recognised).enumerate() {
        let is_one = matches!(recognised.kind.read, ReadKind::TerraformPlan | ReadKind::TerraformState);
        let tree = recognised.tree.as_ref().filter(|_| is_one);
        let read = tree.map(|tree| one(&tree.node, Placed { document, text }));
        plans.refused.push(match read {
            Some(Ok(found)) => {
                let is_plan = recognised.kind.read == ReadKind::TerraformPlan;
                if is_plan { &mut plans.planned } else { &mut plans.stored }.push(found);
                None
            }
            Some(Err(error)) => Some(error.locate(text)),
            None => None,
        });
    }
    plans
}

/// Reads a plan or a state.
fn one(root: &Node, placed: Placed<'_>) -> Result<Gathered, Error> {
    let own = members(root);
    let mut reader = Reader::new(placed);
    if let Some(version) = get(own, "version").filter(|_| get(own, "lineage").is_some()) {
        if !matches!(&version.value, Value::Number(number) if number == "4") {
            return Err(Error::new(
                ErrorKind::WrongDocument,
                "this is a state of a version that is not read; version 4 is",
            )
            .with_help("pass what `terraform show -json` prints of it")
            .span_or(version.span.clone()));
        }
        state::raw(&mut reader, items(own, "resources"));
    } else if let Some(values) = get(own, "values") {
        state::values(&mut reader, values, |_| true);
    } else {
        changes::plan(&mut reader, own);
    }
    Ok(reader.finish())
}

/// The members of an object; of what is none, none.
fn members(node: &Node) -> &[Member] {
    match &node.value {
        Value::Object(members) => members,
        _ => &[],
    }
}

/// A member by its name.
fn get<'t>(members: &'t [Member], name: &str) -> Option<&'t Node> {
    members.iter().find(|member| member.name == name).map(|member| &member.node)
}

/// The text of a member.
fn text<'t>(members: &'t [Member], name: &str) -> Option<&'t str> {
    get(members, name).and_then(Node::as_str)
}

/// The items of a list; of what is none, none.
fn items<'t>(members: &'t [Member], name: &str) -> &'t [Node] {
    match get(members, name).map(|node| &node.value) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}
