//! Bodies of blocks: how often they count, with which provider, and what their attributes and nested blocks are.

use std::collections::BTreeMap;

use super::Walk;
use crate::codes;
use crate::limits::MAX_TERRAFORM_INSTANCES;
use crate::read::gathered::OpenReason;
use crate::read::terraform::computed;
use crate::read::terraform::encoding;
use crate::read::terraform::eval::{eval, labelled, pairs};
use crate::read::terraform::facts::Facts;
use crate::read::terraform::folder::Resource;
use crate::read::terraform::instance::{Instance, Instances};
use crate::read::terraform::policy_document;
use crate::read::terraform::scope::{Named, Scope, World};
use crate::read::terraform::stop::{Stop, fails};
use crate::read::terraform::syntax::{Block, Body, Expr, Kind, Step, place};
use crate::read::terraform::types::{self, Type};
use crate::read::value::{List, Member, Object, Shape, Spot, Text, Unknown, Value};

/// Blocks that say how Terraform makes a resource and nothing of it: the names in them are not evaluated.
const HOW: [&str; 3] = ["lifecycle", "provisioner", "connection"];

impl Walk<'_> {
    /// The instances that `count` or `for_each` make.
    pub(in crate::read::terraform) fn instances(
        &mut self,
        module: usize,
        body: &Body,
    ) -> Result<Instances, Stop> {
        let scope = Walk::scope(module);
        if let Some(expr) = body.attribute("count") {
            let count = eval(self, &scope, expr)?;
            let index = |index: f64| Object::of([("index".to_owned(), Value::Number(index))]).value();
            return match types::convert(&count, &Type::Number)? {
                Value::Number(number) => {
                    match types::whole(number) {
                        Some(count) if count > MAX_TERRAFORM_INSTANCES => {
                            self.remark(codes::TOO_MANY_INSTANCES, format!("{count} instances are made, and {MAX_TERRAFORM_INSTANCES} of them are told"), Some(&expr.spot));
                            Ok(counted(MAX_TERRAFORM_INSTANCES, &index))
                        }
                        Some(count) => Ok(counted(count, &index)),
                        None => fails("`count` is not a whole number of 0 or more"),
                    }
                }
                Value::Null => fails("`count` is null"),
                open => {
                    let one = Instance { suffix: "[0]".to_owned(), names: vec![("count", index(0.0))] };
                    Ok(Instances::Open(one, labelled(self, expr, open)))
                }
            };
        }
        let Some(expr) = body.attribute("for_each") else {
            return Ok(Instances::Single(Instance { suffix: String::new(), names: Vec::new() }));
        };
        let over = eval(self, &scope, expr)?;
        if let Value::List(list) = &over
            && list.shape != Shape::Set
        {
            return fails("`for_each` takes a map or a set");
        }
        let (pairs, more) = pairs(&over)?;
        let each = |key: Value, value: Value| {
            vec![("each", Object::of([("key".to_owned(), key), ("value".to_owned(), value)]).value())]
        };
        let mut all = Vec::new();
        for (key, value) in pairs.into_iter().take(MAX_TERRAFORM_INSTANCES) {
            self.budget.spend(8)?;
            let text = types::text(&key)?;
            let suffix = format!("[\"{}\"]", text.pattern());
            all.push((text.pattern(), Instance { suffix, names: each(key, value) }));
        }
        match more {
            Some(more) if all.is_empty() => {
                let part = |name: &str| Unknown::of(more.sources.clone()).labelled(name).value();
                let names = each(part("each.key"), part("each.value"));
                let mut text = Text::default();
                text.push_hole(more.clone());
                let one = Instance { suffix: format!("[\"{}\"]", text.pattern()), names };
                Ok(Instances::Open(one, Value::Unknown(more)))
            }
            _ => Ok(Instances::Each(all)),
        }
    }

    /// The configuration of the AWS provider that a resource has.
    pub(super) fn facts(&mut self, module: usize, body: &Body) -> Facts {
        let alias = body.attribute("provider").and_then(alias_of).unwrap_or_default();
        let mut alias = alias;
        let mut at = module;
        while let Some((caller, ..)) = self.modules.get(at).and_then(|module| module.call.as_ref()) {
            let map = self.modules.get(at).map(|module| &module.providers);
            alias = map.and_then(|map| map.get(&alias)).cloned().unwrap_or(alias);
            at = *caller;
        }
        let mut known = if alias.is_empty() { self.given.facts.clone() } else { BTreeMap::new() };
        if let Some(partition) = self.given.facts.get("partition") {
            known.insert("partition", partition.clone());
        }
        if let Some(suffix) = self.given.facts.get("dns_suffix") {
            known.insert("dns_suffix", suffix.clone());
        }
        let folder = self.folder(at);
        let block = folder.and_then(|folder| {
            folder.providers.iter().find(|block| {
                let own = block.body.attribute("alias").and_then(Expr::word).unwrap_or("");
                block.labels.first().is_some_and(|label| label == "aws") && own == alias
            })
        });
        let region = block.and_then(|block| block.body.attribute("region"));
        if let Some(region) = region.filter(|_| !known.contains_key("region"))
            && let Ok(value) = self.once(at, &format!("provider.aws.{alias}"), &region.spot, &mut |walk| {
                eval(walk, &Walk::scope(at), region)
            })
            && !matches!(value, Value::Null)
        {
            known.insert("region", value);
        }
        Facts::new(&alias, known)
    }

    /// The attributes and the nested blocks of a body, each kind of block a list.
    pub(super) fn body(&mut self, scope: &Scope<'_>, body: &Body, spot: &Spot) -> Object {
        let mut members: BTreeMap<String, Member> = BTreeMap::new();
        for one in &body.attributes {
            if matches!(one.name.as_str(), "count" | "for_each" | "provider" | "depends_on" | "lifecycle") {
                continue;
            }
            let value = self.value(scope, &one.value);
            let member = Member { name: one.name.clone(), value, spot: place(&one.spot) };
            members.insert(one.name.clone(), member);
        }
        let mut blocks: BTreeMap<String, List> = BTreeMap::new();
        for block in body.blocks.iter().filter(|block| !HOW.contains(&block.kind.as_str())) {
            if self.budget.enter().is_err() {
                break;
            }
            if block.kind == "dynamic" {
                self.dynamic(scope, block, &mut blocks);
            } else {
                let one = self.body(scope, &block.body, &block.spot).value();
                blocks.entry(block.kind.clone()).or_default().items.push(one);
            }
            self.budget.leave();
        }
        for (name, list) in blocks {
            members.insert(name.clone(), Member { name, value: list.value(), spot: None });
        }
        Object { members: members.into_values().collect(), spot: place(spot), ..Object::default() }
    }

    /// The blocks that a dynamic one makes.
    fn dynamic(&mut self, scope: &Scope<'_>, block: &Block, blocks: &mut BTreeMap<String, List>) {
        let (Some(kind), Some(content)) = (block.labels.first(), block.body.blocks("content").next()) else {
            return;
        };
        let iterator = block.body.attribute("iterator").and_then(Expr::word).unwrap_or(kind);
        let Some(expr) = block.body.attribute("for_each") else { return };
        let over = self.value(scope, expr);
        let (found, more) = match pairs(&over) {
            Ok(pairs) => pairs,
            Err(stop) => {
                let open = self.failed(&format!("the {kind} blocks"), stop, &expr.spot);
                let more = if let Value::Unknown(open) = open { Some(open) } else { None };
                (Vec::new(), more)
            }
        };
        for (key, value) in found {
            if self.budget.spend(8).is_err() {
                break;
            }
            let pair = Object::of([("key".to_owned(), key), ("value".to_owned(), value)]).value();
            let named = Named { name: iterator, value: pair, outer: scope.names };
            let one = self.body(&scope.with(&named), &content.body, &content.spot).value();
            blocks.entry(kind.clone()).or_default().items.push(one);
        }
        if more.is_some() {
            let list = blocks.entry(kind.clone()).or_default();
            list.more = list.more.take().or(more);
        }
    }

    /// One instance of a resource, with what AWS computes.
    pub(in crate::read::terraform) fn object(
        &mut self,
        module: usize,
        resource: &Resource,
        instance: &Instance,
    ) -> Result<Value, Stop> {
        let address = self.outside(module, &format!("{}{}", resource.address(), instance.suffix));
        let spot = resource.block.spot.clone();
        // Two resources may have one address, where Terraform refuses the configuration.
        let start = spot.bytes.start;
        let key = format!("{}{}", resource.address(), instance.suffix);
        let first = self.folder(module).and_then(|folder| {
            folder
                .resource(resource.is_data, &resource.kind, &resource.name)
                .and_then(|index| folder.resources.get(index))
        });
        let is_first = first.is_some_and(|first| first.block.spot == spot);
        let key = if is_first { key } else { format!("{key} at {}:{start}", spot.document) };
        self.once(module, &key, &spot, &mut |walk| {
            let facts = walk.facts(module, &resource.block.body);
            let mut object = Walk::within(module, &instance.names, |scope| {
                walk.body(scope, &resource.block.body, &resource.block.spot)
            });
            let reason = match (resource.is_data, resource.kind.as_str()) {
                (false, _) => OpenReason::UnknownAtPlan,
                (true, "terraform_remote_state") => OpenReason::RemoteState,
                (true, _) => OpenReason::DataSource,
            };
            walk.ask(&address, reason, None, &spot);
            let more = Unknown::source(address.clone(), place(&spot));
            if resource.is_data && resource.kind == "aws_iam_policy_document" {
                walk.policy(&mut object, &address, &resource.block.spot);
            } else {
                computed::add(&resource.kind, resource.is_data, &address, &mut object, &facts);
            }
            object.more = Some(std::sync::Arc::new(more));
            Ok(object.value())
        })
    }

    /// Adds the policy that a policy document is.
    fn policy(&mut self, object: &mut Object, address: &str, spot: &Spot) {
        let rendered = policy_document::render(object, &|text| encoding::json_decode(text));
        let json = rendered.and_then(|rendered| {
            for sid in &rendered.replaced {
                let message = format!("the statement `{sid}` of a source document is replaced");
                self.remark(codes::STATEMENT_REPLACED, message, Some(spot));
            }
            for test in &rendered.dropped {
                let message =
                    format!("the number under `{test}` in a source document is not read by the provider");
                self.remark(codes::SOURCE_CONDITION_DROPPED, message, Some(spot));
            }
            encoding::json_encode(&rendered.policy, &mut self.budget)
        });
        let json = match json {
            Ok(json) => json,
            Err(stop) => self.failed(&format!("{address}.json"), stop, spot),
        };
        for name in ["json", "minified_json"] {
            object.members.retain(|member| member.name != name);
            object.members.push(Member { name: name.to_owned(), value: json.clone(), spot: None });
        }
    }
}

fn counted(count: usize, index: &dyn Fn(f64) -> Value) -> Instances {
    let all =
        (0..count).map(|at| Instance { suffix: format!("[{at}]"), names: vec![("count", index(at as f64))] });
    Instances::Count(all.collect())
}

/// The alias in `aws.other`.
pub(super) fn alias_of(expr: &Expr) -> Option<String> {
    match &expr.kind {
        Kind::Get(_, steps) => match steps.as_slice() {
            [Step::Attribute(alias)] => Some(alias.clone()),
            _ => None,
        },
        Kind::Name(_) => Some(String::new()),
        _ => expr.literal().map(|text| text.split_once('.').map_or("", |(_, alias)| alias).to_owned()),
    }
}
