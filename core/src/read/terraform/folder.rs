//! A folder of Terraform files is a module: its files together, overrides merged in, and the values that lie beside them.

use std::collections::{BTreeMap, BTreeSet};

use super::syntax::{Attribute, Block, Body, Expr};

/// What the files of one folder say together.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Its path, `/` between the steps; empty for the topmost one.
    pub(super) path: String,
    pub(super) variables: BTreeMap<String, Block>,
    pub(super) locals: BTreeMap<String, Attribute>,
    pub(super) outputs: BTreeMap<String, Block>,
    pub(super) resources: Vec<Resource>,
    /// The first resource of each address.
    pub(super) by_address: BTreeMap<String, usize>,
    pub(super) calls: Vec<Block>,
    /// The first call of each name.
    pub(super) calls_by_name: BTreeMap<String, usize>,
    pub(super) providers: Vec<Block>,
    /// Values of variables from files beside it, the later ones over the earlier ones.
    pub(super) values: BTreeMap<String, Expr>,
    /// Whether it has any configuration, and not values alone.
    pub(super) is_module: bool,
}

/// A resource or a data source.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    pub(super) is_data: bool,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) block: Block,
}

impl Resource {
    /// Its address within its module.
    pub(super) fn address(&self) -> String {
        let data = if self.is_data { "data." } else { "" };
        format!("{data}{}.{}", self.kind, self.name)
    }
}

/// What a file is to its folder, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Configuration,
    Override,
    /// Values that are taken without being named.
    Values,
    /// Values that are taken only where the command names them.
    OtherValues,
}

/// What a file is, and whether it is JSON; `None` where its name is not one of Terraform's.
pub(super) fn role(name: &str) -> Option<(Role, bool)> {
    let (_, file) = split(name);
    let (stem, json) = match file.strip_suffix(".json") {
        Some(stem) => (stem, true),
        None => (file, false),
    };
    if let Some(stem) = stem.strip_suffix(".tfvars") {
        let auto = stem == "terraform" || stem.ends_with(".auto");
        return Some((if auto { Role::Values } else { Role::OtherValues }, json));
    }
    let stem = stem.strip_suffix(".tf").or_else(|| stem.strip_suffix(".tofu"))?;
    let overrides = stem == "override" || stem.ends_with("_override");
    // Files that editors leave behind are not read.
    if stem.is_empty() || stem.starts_with('.') || file.ends_with('~') {
        return None;
    }
    Some((if overrides { Role::Override } else { Role::Configuration }, json))
}

/// The folder and the name of a file.
pub(super) fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

/// A path without `.` and, as far as may be, without `..`.
pub(super) fn clean(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." if out.last().is_some_and(|last| *last != "..") => drop(out.pop()),
            step => out.push(step),
        }
    }
    out.join("/")
}

/// The path that another leads to, seen from a folder.
pub(super) fn join(folder: &str, path: &str) -> String {
    clean(&format!("{folder}/{path}"))
}

impl Folder {
    /// Adds what a file says. Files with configuration come first, then overrides, then values.
    pub(super) fn add(&mut self, role: Role, body: Body) {
        match role {
            Role::Configuration => self.configure(body),
            Role::Override => self.overrides(body),
            Role::Values => {
                self.values.extend(body.attributes.into_iter().map(|one| (one.name, one.value)));
            }
            Role::OtherValues => {}
        }
    }

    fn configure(&mut self, body: Body) {
        self.is_module = true;
        for block in body.blocks {
            match (block.kind.as_str(), block.labels.as_slice()) {
                ("locals", []) => {
                    for one in block.body.attributes {
                        self.locals.entry(one.name.clone()).or_insert(one);
                    }
                }
                ("variable", [name]) => {
                    self.variables.entry(name.clone()).or_insert(block);
                }
                ("output", [name]) => {
                    self.outputs.entry(name.clone()).or_insert(block);
                }
                ("module", [name]) => {
                    self.calls_by_name.entry(name.clone()).or_insert(self.calls.len());
                    self.calls.push(block);
                }
                ("provider", [_]) => self.providers.push(block),
                (mode @ ("resource" | "data"), [kind, name]) => {
                    let (kind, name) = (kind.clone(), name.clone());
                    let one = Resource { is_data: mode == "data", kind, name, block };
                    self.by_address.entry(one.address()).or_insert(self.resources.len());
                    self.resources.push(one);
                }
                _ => {}
            }
        }
    }

    /// An override replaces the attributes of what it names, and its nested blocks by kinds.
    fn overrides(&mut self, body: Body) {
        self.is_module = true;
        for block in body.blocks {
            match (block.kind.as_str(), block.labels.as_slice()) {
                ("locals", []) => {
                    for one in block.body.attributes {
                        self.locals.insert(one.name.clone(), one);
                    }
                }
                ("variable", [name]) => replace(self.variables.get_mut(name), &block),
                ("output", [name]) => replace(self.outputs.get_mut(name), &block),
                ("module", [name]) => {
                    let index = self.calls_by_name.get(name);
                    replace(index.and_then(|index| self.calls.get_mut(*index)), &block);
                }
                ("provider", [_]) => self.providers.push(block),
                (mode @ ("resource" | "data"), [kind, name]) => {
                    let index = self.resource(mode == "data", kind, name);
                    let found = index.and_then(|index| self.resources.get_mut(index));
                    replace(found.map(|one| &mut one.block), &block);
                }
                _ => {}
            }
        }
    }

    pub(super) fn resource(&self, is_data: bool, kind: &str, name: &str) -> Option<usize> {
        let data = if is_data { "data." } else { "" };
        self.by_address.get(&format!("{data}{kind}.{name}")).copied()
    }
}

fn replace(base: Option<&mut Block>, with: &Block) {
    let Some(base) = base else { return };
    for one in &with.body.attributes {
        base.body.attributes.retain(|old| old.name != one.name);
        base.body.attributes.push(one.clone());
    }
    let kinds: BTreeSet<&str> = with.body.blocks.iter().map(kind_of).collect();
    base.body.blocks.retain(|old| !kinds.contains(kind_of(old)));
    base.body.blocks.extend(with.body.blocks.iter().cloned());
}

/// The kind of a nested block; a dynamic one is of the kind that it makes.
fn kind_of(block: &Block) -> &str {
    match block.labels.first() {
        Some(label) if block.kind == "dynamic" => label,
        _ => &block.kind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_file_is() {
        let of = |name| role(name).map(|(role, _)| role);
        assert_eq!(of("a/main.tf"), Some(Role::Configuration));
        assert_eq!(of("main.tf.json"), Some(Role::Configuration));
        assert_eq!(of("main.tofu"), Some(Role::Configuration));
        assert_eq!(of("x_override.tf"), Some(Role::Override));
        assert_eq!(of("override.tf.json"), Some(Role::Override));
        assert_eq!(of("terraform.tfvars"), Some(Role::Values));
        assert_eq!(of("a.auto.tfvars.json"), Some(Role::Values));
        assert_eq!(of("prod.tfvars"), Some(Role::OtherValues));
        assert_eq!(of("main.hcl"), None);
        assert_eq!(of("x.json"), None);
    }

    #[test]
    fn paths_are_cleaned() {
        assert_eq!(join("infra", "../modules/./x"), "modules/x");
        assert_eq!(join("", "./a//b"), "a/b");
        assert_eq!(join("", "../x"), "../x");
    }
}
