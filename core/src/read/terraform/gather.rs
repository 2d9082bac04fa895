//! From the resources of all modules to the one form of all readers.

use std::collections::BTreeSet;

use super::folder::Resource;
use super::instance::{Instance, Instances};
use super::scope::World;
use super::syntax::{Block, Expr};
use super::walk::{Called, Walk};
use crate::codes;
use crate::read::gathered::{Gathered, OpenReason, Permission, Role};
use crate::read::resource::{Instance as One, is_wanted};
use crate::read::value::{Object, Spot, Unknown, Value};

/// Everything that a configuration says.
pub(super) fn gather(walk: &mut Walk<'_>) -> Gathered {
    let mut out = Gathered::default();
    let mut module = 0;
    // Modules are added while their callers are looked at.
    while let Some(folder) = walk.folder(module) {
        for resource in &folder.resources {
            if !resource.is_data && is_wanted(&resource.kind) {
                all_of(walk, module, resource, &mut out);
            }
        }
        for call in &folder.calls {
            if let Some(name) = call.labels.first() {
                called(walk, module, name, call, &mut out);
            }
        }
        module += 1;
    }
    out.questions = questions(walk, &out);
    out.remarks.append(&mut walk.remarks);
    out
}

/// Follows a call; where its files are not given, a module that looks like a role stands for one.
fn called(walk: &mut Walk<'_>, module: usize, name: &str, call: &Block, out: &mut Gathered) {
    let address = walk.outside(module, &format!("module.{name}"));
    match walk.call(module, name) {
        Ok(Called::Modules(instances, _)) => {
            if let Instances::Count(none) = &instances
                && none.is_empty()
            {
                let message = format!("`{address}` is not there: its count is 0");
                walk.remark(codes::ROLE_COUNT_ZERO, message, Some(&call.spot));
            }
        }
        Ok(Called::Missing) => {
            let source = call.body.attribute("source").and_then(Expr::literal).unwrap_or("").to_lowercase();
            let is_role = ["oidc", "iam", "role"].iter().any(|word| source.contains(word));
            if is_role && !source.starts_with('.') {
                let trust = Unknown::source(address.clone(), Some(call.spot.clone())).value();
                out.roles.push(Role {
                    address: Some(address),
                    arn: None,
                    name: None,
                    path: None,
                    trust: Some(trust),
                    permissions: Vec::new(),
                    boundary: None,
                    max_session_duration: None,
                    spot: call.spot.clone(),
                    is_source: true,
                    shares_text: false,
                });
            }
        }
        Err(_) => {
            let message = format!("how many there are of `{address}` cannot be evaluated");
            walk.remark(codes::EXPRESSION_FAILS, message, Some(&call.spot));
        }
    }
}

/// Every instance of a resource.
fn all_of(walk: &mut Walk<'_>, module: usize, resource: &Resource, out: &mut Gathered) {
    let block = &resource.block;
    let instances = match walk.instances(module, &block.body) {
        Ok(instances) => instances,
        Err(_) => {
            let address = walk.outside(module, &resource.address());
            let message = format!("how many there are of `{address}` cannot be evaluated");
            walk.remark(codes::EXPRESSION_FAILS, message, Some(&block.spot));
            Instances::Single(Instance { suffix: String::new(), names: unknown_names(walk, &address, block) })
        }
    };
    let all = instances.all();
    if all.is_empty() && resource.kind == "aws_iam_role" {
        let address = walk.outside(module, &resource.address());
        let message = format!("`{address}` is not created: there are none of it");
        walk.remark(codes::ROLE_COUNT_ZERO, message, Some(&block.spot));
        let many = block.body.attribute("count").or_else(|| block.body.attribute("for_each"));
        if let Some(name) = block.body.attribute("name").and_then(Expr::literal) {
            let spot = many.map_or(&block.spot, |expr| &expr.spot);
            out.absent_roles.push((name.to_owned(), spot.clone()));
        }
    }
    let repeated =
        all.len() > 1 || walk.modules.get(module).is_some_and(|one| one.is_repeated || one.is_published);
    for instance in all {
        let Ok(Value::Object(object)) = walk.object(module, resource, instance) else { continue };
        let (address, spot) = match walk.modules.get(module) {
            // A module of a registry is told as one thing, where it is called.
            Some(one) if one.is_published => {
                let spot = one.call.as_ref().map_or(Spot::default(), |(_, call, _)| call.spot.clone());
                (one.address.clone(), spot)
            }
            _ => {
                let address = format!("{}{}", resource.address(), instance.suffix);
                (walk.outside(module, &address), block.spot.clone())
            }
        };
        let is_published = walk.modules.get(module).is_some_and(|one| one.is_published);
        let prefix = object.get("name_prefix").is_some_and(|prefix| !matches!(prefix, Value::Null));
        if is_published && prefix && resource.kind == "aws_iam_role" {
            let message = format!("the name of `{address}` is a beginning, to which AWS adds a suffix");
            walk.remark(codes::NAME_IS_PREFIX, message, Some(&spot));
        }
        let kind = &resource.kind;
        let one = One { kind, address, spot, object: &object, is_source: true, is_shared: repeated };
        one.add(out);
        if let Instances::Open(_, open) = &instances {
            // That it is there depends on this.
            for origin in open.origins() {
                let known = walk.question(&origin.name).cloned();
                out.questions.extend(known);
            }
        }
    }
}

/// `each` or `count` of a resource of which it is not known how many there are: a hole.
fn unknown_names(walk: &mut Walk<'_>, address: &str, block: &Block) -> Vec<(&'static str, Value)> {
    let named = [("count", "count"), ("for_each", "each")];
    let given = named.into_iter().find_map(|(meta, name)| Some((meta, name, block.body.attribute(meta)?)));
    let Some((meta, name, expr)) = given else { return Vec::new() };
    let source = format!("{address}.{meta}");
    walk.ask(&source, OpenReason::NotRead, Some("it cannot be evaluated".to_owned()), &expr.spot);
    let hole = || Unknown::source(source.clone(), Some(expr.spot.clone())).value();
    let parts = ["key", "value", "index"].map(|part| (part.to_owned(), hole()));
    vec![(name, Object::of(parts).value())]
}

/// What the holes of these values stand for, each once.
fn questions(walk: &mut Walk<'_>, gathered: &Gathered) -> Vec<crate::read::gathered::Question> {
    let mut names: BTreeSet<String> =
        gathered.questions.iter().map(|question| question.name.clone()).collect();
    let mut look = |value: &Value| {
        for origin in value.origins() {
            names.insert(origin.name);
        }
    };
    let permission = |permission: &Permission, look: &mut dyn FnMut(&Value)| match permission {
        Permission::Inline { name, policy, .. } => {
            name.iter().for_each(&mut *look);
            look(policy);
        }
        Permission::Managed { arn, .. } => look(arn),
    };
    for role in &gathered.roles {
        let parts = [&role.name, &role.path, &role.trust, &role.boundary, &role.max_session_duration];
        parts.into_iter().flatten().for_each(&mut look);
        role.permissions.iter().for_each(|one| permission(one, &mut look));
    }
    for one in &gathered.policies {
        look(&one.arn);
        look(&one.policy);
    }
    for one in &gathered.attachments {
        look(&one.role);
        permission(&one.permission, &mut look);
    }
    for one in &gathered.providers {
        one.url.iter().chain(&one.client_ids).for_each(&mut look);
    }
    for one in &gathered.repositories {
        [&one.name, &one.mutability, &one.exclusions].into_iter().flatten().for_each(&mut look);
    }
    for one in &gathered.repository_policies {
        look(&one.repository);
        one.policy.iter().for_each(&mut look);
    }
    for one in &gathered.registry_policies {
        one.registry.iter().for_each(&mut look);
        look(&one.policy);
    }
    for one in &gathered.settings {
        [&one.of, &one.use_default, &one.include_claim_keys].into_iter().flatten().for_each(&mut look);
    }
    names.iter().filter_map(|name| walk.question(name).cloned()).collect()
}
