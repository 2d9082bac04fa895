//! References to resources, data sources and the outputs of modules.

use super::bodies::alias_of;
use super::{Called, Module, Published, Walk};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::codes;
use crate::limits::{MAX_TERRAFORM_INSTANCES, MAX_TERRAFORM_MODULES};
use crate::read::gathered::OpenReason;
use crate::read::terraform::eval::{eval, labelled};
use crate::read::terraform::folder::join;
use crate::read::terraform::instance::Instances;
use crate::read::terraform::scope::{Scope, World};
use crate::read::terraform::stop::{Stop, fails};
use crate::read::terraform::syntax::{Block, Expr, Kind, Step, place};
use crate::read::terraform::types::{self, Type};
use crate::read::value::{List, Object, Spot, Unknown, Value};

/// What a call holds beside the inputs of the module.
const META: &[&str] = &["source", "version", "count", "for_each", "providers", "depends_on"];

impl Walk<'_> {
    /// What a reference to a resource leads to, and how many steps it took.
    pub(super) fn resource(
        &mut self,
        scope: &Scope<'_>,
        module: usize,
        (is_data, kind, name): (bool, &str, &str),
        steps: &[Step],
        spot: &Spot,
    ) -> Result<(Value, usize), Stop> {
        let found = self.folder(module).and_then(|folder| {
            folder.resource(is_data, kind, name).and_then(|index| folder.resources.get(index))
        });
        let Some(resource) = found else {
            let address = format!("{}{kind}.{name}", if is_data { "data." } else { "" });
            return Ok((self.undeclared(module, &address, spot), 0));
        };
        let instances = self.instances(module, &resource.block.body)?;
        match (&instances, steps.first()) {
            (Instances::Single(one), _) => Ok((self.object(module, resource, one)?, 0)),
            (Instances::Open(one, _), Some(Step::Index(_))) => Ok((self.object(module, resource, one)?, 1)),
            (Instances::Open(one, open), _) => {
                // One stands for all of them; how many there are is not known.
                let more = Some(Arc::new(Unknown::of(open.origins())));
                Ok((List { more, ..List::of(vec![self.object(module, resource, one)?]) }.value(), 0))
            }
            (Instances::Count(_) | Instances::Each(_), Some(Step::Index(index))) => {
                let index = eval(self, scope, index)?;
                let one = match &instances {
                    Instances::Count(all) => match types::convert(&index, &Type::Number)? {
                        Value::Number(number) => types::whole(number).and_then(|index| all.get(index)),
                        _ => None,
                    },
                    Instances::Each(all) => {
                        let key = types::text(&index)?.pattern();
                        all.iter().find(|(name, _)| *name == key).map(|(_, one)| one)
                    }
                    _ => None,
                };
                match one {
                    Some(one) => Ok((self.object(module, resource, one)?, 1)),
                    None if index.is_known() => {
                        fails(format!("`{}` has no such instance", resource.address()))
                    }
                    None => Ok((types::derived(&[&index]), 1)),
                }
            }
            (Instances::Count(all), _) => {
                let items =
                    all.iter().map(|one| self.object(module, resource, one)).collect::<Result<_, _>>()?;
                Ok((List { items, ..List::default() }.value(), 0))
            }
            (Instances::Each(all), _) => {
                let mut members = Vec::new();
                for (key, one) in all {
                    members.push((key.clone(), self.object(module, resource, one)?));
                }
                members.sort_by(|a, b| a.0.cmp(&b.0));
                Ok((Object::of(members).value(), 0))
            }
        }
    }

    /// The modules that a call makes.
    pub(in crate::read::terraform) fn call(&mut self, module: usize, name: &str) -> Result<Called, Stop> {
        let id = (module, name.to_owned());
        if let Some(called) = self.called.get(&id) {
            return called.clone();
        }
        let called = self.call_anew(module, name);
        self.called.insert(id, called.clone());
        called
    }

    fn call_anew(&mut self, module: usize, name: &str) -> Result<Called, Stop> {
        let caller =
            self.modules.get(module).map(|module| (module.folder, module.depth, module.path.clone()));
        let Some((folder, depth, path)) = caller else { return fails("there is no module") };
        let index = folder.calls_by_name.get(name);
        let Some(block) = index.and_then(|index| folder.calls.get(*index)) else {
            return Ok(Called::Missing);
        };
        let address = self.outside(module, &format!("module.{name}"));
        let source = block.body.attribute("source").and_then(Expr::literal).unwrap_or("").to_owned();
        let is_local = source.starts_with("./") || source.starts_with("../");
        let mut is_published = false;
        let target = if is_local {
            let path = join(&folder.path, &source);
            self.given.folders.iter().find(|one| one.path == path && one.is_module)
        } else {
            let version = block.body.attribute("version").and_then(Expr::literal);
            match (self.given.published)(&source, version) {
                Published::Known(folder, differs) => {
                    let inputs = block.body.attributes.iter().map(|one| one.name.as_str());
                    let mut inputs = inputs.filter(|name| !META.contains(name));
                    if let Some(other) = inputs.find(|name| !folder.variables.contains_key(*name)) {
                        let why = format!("what its input `{other}` does is not read");
                        self.ask(&address, OpenReason::NotRead, Some(why), &block.spot);
                        return Ok(Called::Missing);
                    }
                    let version = version.unwrap_or("");
                    let message = format!("`{address}` is read as `{source}` {version} behaves");
                    self.remark(codes::MODULE_KNOWN, message, Some(&block.spot));
                    if differs {
                        let message =
                            format!("`{address}` would make other subjects in version 3 of the module");
                        self.remark(codes::MODULE_DEFAULTS_DIFFER_BY_VERSION, message, Some(&block.spot));
                    }
                    is_published = true;
                    Some(folder)
                }
                Published::VersionOpen => {
                    let why = "its version does not say which behaviour it has".to_owned();
                    self.ask(&address, OpenReason::ModuleVersionUnknown, Some(why), &block.spot);
                    return Ok(Called::Missing);
                }
                Published::Unknown => None,
            }
        };
        let Some(target) = target else {
            self.ask(&address, OpenReason::ModuleNotGiven, Some(source), &block.spot);
            return Ok(Called::Missing);
        };
        if depth >= MAX_TERRAFORM_MODULES {
            self.ask(&address, OpenReason::Cycle, Some(source), &block.spot);
            return Ok(Called::Missing);
        }
        let instances = self.instances(module, &block.body)?;
        let all = instances.all();
        let is_repeated = all.len() > 1 || self.modules.get(module).is_some_and(|caller| caller.is_repeated);
        let mut made = Vec::new();
        for one in all {
            if self.modules.len() > MAX_TERRAFORM_INSTANCES {
                break;
            }
            made.push(self.modules.len());
            self.modules.push(Module {
                folder: target,
                address: format!("{address}{}", one.suffix),
                call: Some((module, block, one.names.clone())),
                is_published,
                is_repeated,
                depth: depth + 1,
                path: if is_local { join(&path, &source) } else { String::new() },
                providers: providers(block),
            });
        }
        Ok(Called::Modules(instances, made))
    }

    /// What a reference to a module leads to, and how many steps it took.
    pub(super) fn output(
        &mut self,
        scope: &Scope<'_>,
        module: usize,
        name: &str,
        steps: &[Step],
        spot: &Spot,
    ) -> Result<(Value, usize), Stop> {
        let (instances, made) = match self.call(module, name)? {
            Called::Modules(instances, made) => (instances, made),
            Called::Missing => {
                let address = self.outside(module, &format!("module.{name}"));
                if self.question(&address).is_none() {
                    return Ok((self.undeclared(module, &format!("module.{name}"), spot), 0));
                }
                return Ok((Unknown::source(address, place(spot)).value(), 0));
            }
        };
        let (chosen, taken) = match (&instances, steps.first()) {
            (Instances::Single(_), _) => (made.first().copied(), 0),
            (Instances::Open(..), Some(Step::Index(_))) => (made.first().copied(), 1),
            (Instances::Count(_) | Instances::Each(_), Some(Step::Index(index))) => {
                let index = eval(self, scope, index)?;
                let place = match &instances {
                    Instances::Each(all) => {
                        let key = types::text(&index)?.pattern();
                        all.iter().position(|(name, _)| *name == key)
                    }
                    _ => match types::convert(&index, &Type::Number)? {
                        Value::Number(number) => types::whole(number),
                        _ => None,
                    },
                };
                match place.and_then(|place| made.get(place)) {
                    Some(one) => (Some(*one), 1),
                    None => return fails(format!("`module.{name}` has no such instance")),
                }
            }
            _ => (None, 0),
        };
        if let Some(chosen) = chosen {
            return match steps.get(taken) {
                Some(Step::Attribute(output)) => Ok((self.output_of(chosen, output, spot)?, taken + 1)),
                _ => Ok((self.outputs(chosen, spot)?, taken)),
            };
        }
        let mut items = Vec::new();
        for one in &made {
            items.push(self.outputs(*one, spot)?);
        }
        if let Instances::Each(all) = &instances {
            let members = all.iter().map(|(key, _)| key.clone()).zip(items);
            return Ok((Object::of(members).value(), taken));
        }
        Ok((List { items, ..List::default() }.value(), taken))
    }

    fn outputs(&mut self, module: usize, spot: &Spot) -> Result<Value, Stop> {
        let Some(folder) = self.folder(module) else { return fails("there is no module") };
        let mut members = Vec::new();
        for name in folder.outputs.keys() {
            members.push((name.clone(), self.output_of(module, name, spot)?));
        }
        Ok(Object::of(members).value())
    }

    fn output_of(&mut self, module: usize, name: &str, spot: &Spot) -> Result<Value, Stop> {
        let output = self.folder(module).and_then(|folder| folder.outputs.get(name));
        let Some(expr) = output.and_then(|block| block.body.attribute("value")) else {
            let published = self.modules.get(module).is_some_and(|module| module.is_published);
            if published {
                // Of a module that is known by its role, not all that it gives out is known.
                let name = self.outside(module, name);
                self.ask(&name, OpenReason::ModuleNotGiven, None, spot);
                return Ok(Unknown::source(name, place(spot)).value());
            }
            return fails(format!("the module has no output `{name}`"));
        };
        self.once(module, &format!("output.{name}"), spot, &mut |walk| {
            let value = eval(walk, &Walk::scope(module), expr)?;
            walk.budget.pay(&value)?;
            Ok(labelled(walk, expr, value))
        })
    }
}

/// Which configurations a call passes on, by the names that the module has for them.
fn providers(block: &Block) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    if let Some(Expr { kind: Kind::Object(items), .. }) = block.body.attribute("providers") {
        for item in items {
            let own = match item.key.literal() {
                Some(text) => text.split_once('.').map_or("", |(_, alias)| alias).to_owned(),
                None => alias_of(&item.key).unwrap_or_default(),
            };
            out.insert(own, alias_of(&item.value).unwrap_or_default());
        }
    }
    out
}
