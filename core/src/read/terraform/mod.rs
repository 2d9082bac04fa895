//! Terraform and `OpenTofu`: what their files say of roles, providers, repositories and settings, evaluated as Terraform
//! evaluates them, without its providers and without a state.
//!
//! A folder is a module. What is not known, such as a variable without a value, is a hole with its name; what Terraform
//! refuses is told where it stands.

mod collections;
mod computed;
mod encoding;
mod eval;
mod facts;
mod folder;
mod functions;
mod gather;
mod instance;
mod json;
mod literal;
mod masks;
mod operators;
mod parse;
mod pattern;
mod policy_document;
mod published;
mod scan;
mod scope;
mod stop;
mod syntax;
mod taken;
#[cfg(test)]
mod tests;
mod texts;
mod types;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use folder::{Folder, Role};
use syntax::{Body, Expr};
use taken::{Paths, Taken};
use walk::{Given, Published, Walk};

use super::ask::of_claim;
use super::gathered::Gathered;
use super::options::ReadOptions;
use super::value::{List, Object, Value};
use crate::error::Error;
use crate::limits::MAX_TERRAFORM_STEPS;
use crate::names::Partition;
use crate::tree::recognise::ReadKind;
use crate::tree::without_nul;

/// What the Terraform files among documents say.
#[derive(Debug)]
pub(super) struct Terraform {
    /// Why a document is refused, in the order given.
    pub(super) refused: Vec<Option<Error>>,
    /// What each configuration says: a folder that no other one calls.
    pub(super) configurations: Vec<Gathered>,
    /// The documents that configurations take in.
    pub(super) taken: BTreeSet<usize>,
}

/// Reads the Terraform files among documents, given by name and text, and by the kind that each seems to be: Terraform goes
/// by names, and where a name says nothing the content does.
pub(super) fn read(documents: &[(&str, &str)], kinds: &[ReadKind], options: &ReadOptions) -> Terraform {
    let mut refused: Vec<Option<Error>> = Vec::new();
    let mut bodies: Vec<(Role, String, String, Body)> = Vec::new();
    let hidden = hidden(documents);
    let paths = Paths::of(documents);
    let mut taken = BTreeSet::new();
    for (index, ((name, text), kind)) in documents.iter().zip(kinds).enumerate() {
        let Some((role, is_json)) = folder::role(name).or_else(|| by_kind(*kind)) else {
            refused.push(None);
            continue;
        };
        let values = matches!(role, Role::Values | Role::OtherValues);
        let read = |()| if is_json { json::file(index, text, values) } else { parse::file(index, text) };
        refused.push(match without_nul(text).and_then(read) {
            Ok(body) => {
                let (path, file) = folder::split(name);
                Taken { folder: path, paths: &paths, found: &mut taken }.body(&body);
                if !hidden.contains(&index) {
                    bodies.push((role, folder::clean(path), file.to_owned(), body));
                }
                None
            }
            Err(error) => Some(error),
        });
    }
    // Configuration before overrides before values, each in the order of names; `terraform.tfvars` before the others.
    bodies.sort_by(|a, b| {
        let key = |one: &(Role, String, String, Body)| {
            (one.0, !one.2.starts_with("terraform.tfvars"), one.2.clone())
        };
        key(a).cmp(&key(b))
    });
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    for (role, path, _, body) in bodies {
        let folder = folders.entry(path.clone()).or_insert_with(|| Folder { path, ..Folder::default() });
        folder.add(role, body);
    }
    let folders: Vec<Folder> = folders.into_values().collect();
    let known: BTreeMap<usize, Folder> =
        published_calls(&folders).into_iter().map(|index| (index, published::folder(index))).collect();
    let given = Given {
        documents,
        paths: &paths,
        folders: &folders,
        published: &|source, version| match published::find(source, version) {
            Some(published::Found::Row(index)) => match known.get(&index) {
                Some(folder) => Published::Known(folder, published::differs(index)),
                None => Published::Unknown,
            },
            Some(published::Found::Open) => Published::VersionOpen,
            None => Published::Unknown,
        },
        values: options.values.iter().map(|(name, value)| (name.clone(), sorted(&of_claim(value)))).collect(),
        facts: facts(options),
    };
    let called = called(&folders);
    let roots = folders.iter().filter(|folder| folder.is_module && !called.contains(&folder.path));
    let mut left = MAX_TERRAFORM_STEPS;
    let mut configurations = Vec::new();
    for root in roots {
        let mut walk = Walk::new(&given, root, left);
        configurations.push(gather::gather(&mut walk));
        taken.append(&mut walk.taken);
        left = walk.left();
    }
    Terraform { refused, configurations, taken }
}

/// What a document without one of Terraform's names is.
fn by_kind(kind: ReadKind) -> Option<(Role, bool)> {
    match kind {
        ReadKind::Terraform => Some((Role::Configuration, false)),
        ReadKind::TerraformJson => Some((Role::Configuration, true)),
        ReadKind::TerraformVariables => Some((Role::Values, false)),
        _ => None,
    }
}

/// What the caller tells of the account.
fn facts(options: &ReadOptions) -> BTreeMap<&'static str, Value> {
    let mut out = BTreeMap::new();
    if let Some(account) = &options.account {
        out.insert("account_id", Value::text(account.as_str()));
    }
    if let Some(region) = &options.region {
        out.insert("region", Value::text(region.clone()));
    }
    if let Some(partition) = options.partition.as_ref().map(Partition::as_str) {
        out.insert("partition", Value::text(partition));
        let suffix = match partition {
            "aws" | "aws-us-gov" => Some("amazonaws.com"),
            "aws-cn" => Some("amazonaws.com.cn"),
            _ => None,
        };
        out.extend(suffix.map(|suffix| ("dns_suffix", Value::text(suffix))));
    }
    out
}

/// A value with the members of its objects in the order of their names.
fn sorted(value: &Value) -> Value {
    match value {
        Value::List(list) => List::of(list.items.iter().map(sorted).collect()).value(),
        Value::Object(object) => {
            let members = object.members.iter().map(|one| (one.name.clone(), sorted(&one.value)));
            Object::of(members.collect::<BTreeMap<_, _>>()).value()
        }
        one => one.clone(),
    }
}

/// The files `x.tf` beside which an `x.tofu` stands: `OpenTofu` does not read them.
fn hidden(documents: &[(&str, &str)]) -> BTreeSet<usize> {
    let names: BTreeSet<&str> = documents.iter().map(|(name, _)| *name).collect();
    let twin = |name: &str| match name.strip_suffix(".tf") {
        Some(stem) => names.contains(format!("{stem}.tofu").as_str()),
        None => name
            .strip_suffix(".tf.json")
            .is_some_and(|stem| names.contains(format!("{stem}.tofu.json").as_str())),
    };
    documents.iter().enumerate().filter(|(_, (name, _))| twin(name)).map(|(index, _)| index).collect()
}

/// The behaviours of modules of a registry that the folders call.
fn published_calls(folders: &[Folder]) -> BTreeSet<usize> {
    let calls = folders.iter().flat_map(|folder| &folder.calls);
    calls
        .filter_map(|call| {
            let text = |name: &str| call.body.attribute(name).and_then(Expr::literal);
            match published::find(text("source")?, text("version"))? {
                published::Found::Row(index) => Some(index),
                published::Found::Open => None,
            }
        })
        .collect()
}

/// The folders that others call.
fn called(folders: &[Folder]) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for folder in folders {
        for call in &folder.calls {
            let source = call.body.attribute("source").and_then(Expr::literal).unwrap_or("");
            if source.starts_with("./") || source.starts_with("../") {
                let path = folder::join(&folder.path, source);
                if path != folder.path {
                    out.insert(path);
                }
            }
        }
    }
    out
}
