//! From the resources of all modules to the one form of all readers.

use super::folder::Resource;
use super::instance::{Instance, Instances};
use super::syntax::{Block, Expr};
use super::walk::{Called, Walk};
use crate::codes;
use crate::read::gathered::{
    Attachment, Gathered, ManagedPolicy, Permission, Provider, RegistryPolicy, Repository, RepositoryPolicy,
    Role, Settings,
};
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
    out.remarks = core::mem::take(&mut walk.remarks);
    out
}

/// The kinds of resources that say something.
const WANTED: &[&str] = &[
    "aws_iam_role",
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_iam_policy_attachment",
    "aws_iam_openid_connect_provider",
    "aws_ecr_repository",
    "aws_ecr_repository_policy",
    "aws_ecr_lifecycle_policy",
    "aws_ecr_registry_policy",
    "github_actions_organization_oidc_subject_claim_customization_template",
    "github_actions_repository_oidc_subject_claim_customization_template",
];

fn is_wanted(kind: &str) -> bool {
    WANTED.contains(&kind)
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
            Instances::Single(Instance { suffix: String::new(), names: Vec::new() })
        }
    };
    let all = instances.all();
    if all.is_empty() && resource.kind == "aws_iam_role" {
        let address = walk.outside(module, &resource.address());
        let message = format!("`{address}` is not created: there are none of it");
        walk.remark(codes::ROLE_COUNT_ZERO, message, Some(&block.spot));
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
        let one = One { kind: &resource.kind, address, spot, object: &object, is_shared: repeated };
        one.add(walk, out);
        if let Instances::Open(_, open) = &instances {
            // That it is there depends on this.
            for origin in open.origins() {
                let known = walk.question(&origin.name).cloned();
                out.questions.extend(known);
            }
        }
    }
}

/// One instance of a resource.
struct One<'o> {
    kind: &'o str,
    address: String,
    spot: Spot,
    object: &'o Object,
    is_shared: bool,
}

impl One<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        self.object.get(name).filter(|value| !matches!(value, Value::Null)).cloned()
    }

    /// Where an attribute is written.
    fn spot_of(&self, name: &str) -> Spot {
        let member = self.object.members.iter().find(|member| member.name == name);
        member.and_then(|member| member.spot.clone()).unwrap_or_else(|| self.spot.clone())
    }

    fn add(&self, walk: &mut Walk<'_>, out: &mut Gathered) {
        let address = Some(self.address.clone());
        let spot = self.spot.clone();
        match self.kind {
            "aws_iam_role" => self.role(out),
            "aws_iam_policy" => {
                if let (Some(arn), Some(policy)) = (self.get("arn"), self.get("policy")) {
                    out.policies.push(ManagedPolicy { address, arn, policy, spot });
                }
            }
            "aws_iam_role_policy" => {
                if let (Some(role), Some(policy)) = (self.get("role"), self.get("policy")) {
                    let name = self.get("name");
                    let permission = Permission::Inline { name, address, policy, spot };
                    out.attachments.push(Attachment { role, permission });
                }
            }
            "aws_iam_role_policy_attachment" => {
                if let (Some(role), Some(arn)) = (self.get("role"), self.get("policy_arn")) {
                    out.attachments.push(Attachment { role, permission: Permission::Managed { arn, spot } });
                }
            }
            "aws_iam_policy_attachment" => self.attach(out),
            "aws_iam_openid_connect_provider" => out.providers.push(Provider {
                address,
                arn: self.get("arn"),
                url: self.get("url"),
                client_ids: self.get("client_id_list"),
                spot,
            }),
            "aws_ecr_repository" => out.repositories.push(Repository {
                address,
                arn: self.get("arn"),
                name: self.get("name"),
                mutability: Some(self.get("image_tag_mutability").unwrap_or_else(|| Value::text("MUTABLE"))),
                exclusions: self.get("image_tag_mutability_exclusion_filter"),
                policy: None,
                lifecycle_rules: None,
                spot,
            }),
            "aws_ecr_repository_policy" | "aws_ecr_lifecycle_policy" => {
                if let Some(repository) = self.get("repository") {
                    let policy = self.get("policy");
                    let is_lifecycle = self.kind == "aws_ecr_lifecycle_policy";
                    let lifecycle_rules = policy.as_ref().filter(|_| is_lifecycle).and_then(rules);
                    let policy = policy.filter(|_| !is_lifecycle);
                    out.repository_policies.push(RepositoryPolicy {
                        repository,
                        policy,
                        lifecycle_rules,
                        spot,
                    });
                }
            }
            "aws_ecr_registry_policy" => {
                if let Some(policy) = self.get("policy") {
                    let registry = self.get("registry_id");
                    out.registry_policies.push(RegistryPolicy { address, registry, policy, spot });
                }
            }
            _ => self.settings(walk, out),
        }
    }

    fn role(&self, out: &mut Gathered) {
        let mut permissions = Vec::new();
        if let Some(Value::List(list)) = self.object.get("inline_policy") {
            for item in &list.items {
                let Value::Object(block) = item else { continue };
                let Some(policy) = block.get("policy").filter(|policy| !matches!(policy, Value::Null)) else {
                    continue;
                };
                permissions.push(Permission::Inline {
                    name: block.get("name").cloned(),
                    address: None,
                    policy: policy.clone(),
                    spot: block.spot.clone().unwrap_or_else(|| self.spot.clone()),
                });
            }
        }
        if let Some(Value::List(list)) = self.object.get("managed_policy_arns") {
            let spot = self.spot_of("managed_policy_arns");
            let arns = list.items.iter().filter(|arn| !matches!(arn, Value::Null));
            let more = list.more.iter().map(|more| Value::Unknown(more.clone()));
            permissions.extend(arns.cloned().chain(more).map(|arn| {
                let place = arn.spot().cloned().unwrap_or_else(|| spot.clone());
                Permission::Managed { arn, spot: place }
            }));
        }
        out.roles.push(Role {
            address: Some(self.address.clone()),
            arn: self.get("arn"),
            name: self.get("name"),
            path: self.get("path"),
            trust: self.get("assume_role_policy"),
            permissions,
            boundary: self.get("permissions_boundary").filter(|arn| arn.as_str() != Some("")),
            max_session_duration: self.get("max_session_duration"),
            spot: self.spot.clone(),
            is_source: true,
            shares_text: self.is_shared,
        });
    }

    /// A policy for several roles at once.
    fn attach(&self, out: &mut Gathered) {
        let Some(arn) = self.get("policy_arn") else { return };
        let roles = match self.get("roles") {
            Some(Value::List(list)) => {
                let more = list.more.iter().map(|more| Value::Unknown(more.clone()));
                list.items.iter().cloned().chain(more).collect()
            }
            Some(open @ Value::Unknown(_)) => vec![open],
            _ => Vec::new(),
        };
        for role in roles {
            let permission = Permission::Managed { arn: arn.clone(), spot: self.spot.clone() };
            out.attachments.push(Attachment { role, permission });
        }
    }

    fn settings(&self, walk: &mut Walk<'_>, out: &mut Gathered) {
        let is_repository =
            self.kind == "github_actions_repository_oidc_subject_claim_customization_template";
        let keys = self.get("include_claim_keys");
        let use_default = self.get("use_default");
        if is_repository && keys.is_none() && matches!(use_default, Some(Value::Bool(false))) {
            let message =
                "`use_default` is false and no keys are given: the template of the organization is taken";
            walk.remark(codes::SETTINGS_WITHOUT_KEYS, message, Some(&self.spot));
        }
        out.settings.push(Settings {
            address: Some(self.address.clone()),
            is_repository,
            of: self.get("repository"),
            use_default,
            include_claim_keys: keys,
            use_immutable_subject: None,
            sub_claim_prefix: None,
            spot: self.spot.clone(),
        });
    }
}

/// How many rules a lifecycle policy has, where that is known.
fn rules(policy: &Value) -> Option<usize> {
    let Ok(Value::Object(policy)) = super::encoding::json_decode(policy) else { return None };
    match policy.get("rules")? {
        Value::List(list) if list.more.is_none() => Some(list.items.len()),
        _ => None,
    }
}

/// What the holes of these values stand for, each once.
fn questions(walk: &mut Walk<'_>, gathered: &Gathered) -> Vec<crate::read::gathered::Question> {
    let mut names: Vec<String> = gathered.questions.iter().map(|question| question.name.clone()).collect();
    let mut look = |value: &Value| {
        for origin in value.origins() {
            if !names.contains(&origin.name) {
                names.push(origin.name);
            }
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
    names.sort();
    names.iter().filter_map(|name| walk.question(name).cloned()).collect()
}
