//! What Pulumi exports of a stack (`pulumi stack export`) or previews (`pulumi preview --json`).

use super::account::{Account, provider};
use super::ecr;
use super::fields::{Fields, Origin};
use crate::read::gathered::{
    Attachment, Gathered, ManagedPolicy, OpenReason, Permission, Question, RegistryPolicy, RepositoryPolicy,
    Settings,
};
use crate::read::value::{List, Object, Text, Unknown, Value};
use crate::tree::json::Node;

/// Reads an export, a preview or one resource of them.
pub(in crate::read) fn read(node: &Node, origin: Origin<'_>, account: &mut Account) {
    let Some(fields) = Fields::of(node, origin) else { return };
    if let Some(deployment) = fields.object(&["deployment"]) {
        deployment.objects(&["resources"]).for_each(|one| resource(one, account));
    } else if fields.has(&["steps"]) {
        for step in fields.objects(&["steps"]) {
            let is_gone =
                step.text(&["op"]).is_some_and(|op| op.starts_with("delete") || op.starts_with("discard"));
            if let Some(state) = step.object(&["newstate"]).filter(|_| !is_gone) {
                resource(state, account);
            }
        }
    } else {
        resource(fields, account);
    }
}

/// What stands for a value that is known only after it is created (Pulumi's SDK, `plugin.UnknownStringValue`).
const UNKNOWN: &str = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/// The member that marks a secret (Pulumi's SDK, `resource.SigKey`).
const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";

fn resource(fields: Fields<'_>, account: &mut Account) {
    // What is created has outputs; before that there are inputs.
    let properties = fields.object(&["outputs"]).filter(|outputs| !outputs.members().is_empty());
    let Some(properties) = properties.or_else(|| fields.object(&["inputs"])) else { return };
    let Some(kind) = fields.text(&["type"]) else { return };
    let mut one = Account::default();
    let value = |names: &[&str]| properties.value(names);
    let spot = properties.spot();
    let attach = |one: &mut Account, permission| {
        if let Some(role) = value(&["role", "rolename"]) {
            one.found.attachments.push(Attachment { role, permission });
        }
    };
    match kind.to_ascii_lowercase().as_str() {
        "aws:iam/role:role" | "aws-native:iam:role" => {
            let role = one.role(properties);
            one.found.roles.push(role);
        }
        "aws:iam/rolepolicy:rolepolicy" => {
            if let Some(policy) = properties.document(&["policy"]) {
                attach(&mut one, Permission::Inline { name: value(&["name"]), address: None, policy, spot });
            }
        }
        "aws:iam/rolepolicyattachment:rolepolicyattachment" => {
            if let Some(arn) = value(&["policyarn"]) {
                attach(&mut one, Permission::Managed { arn, spot });
            }
        }
        "aws:iam/policy:policy" => {
            if let (Some(arn), Some(policy)) = (value(&["arn"]), properties.document(&["policy"])) {
                one.found.policies.push(ManagedPolicy { address: None, arn, policy, spot });
            }
        }
        "aws:iam/openidconnectprovider:openidconnectprovider" | "aws-native:iam:oidcprovider" => {
            provider(properties, &mut one.found);
        }
        "aws:ecr/repository:repository" | "aws-native:ecr:repository" => {
            if let Some(name) = value(&["name", "repositoryname"]) {
                one.found.repositories.push(ecr::repository(properties, name));
            }
        }
        "aws:ecr/repositorypolicy:repositorypolicy" | "aws:ecr/lifecyclepolicy:lifecyclepolicy" => {
            if let Some(repository) = value(&["repository"]) {
                let is_policy = kind.to_ascii_lowercase().contains("repositorypolicy");
                let policy = properties.document(&["policy"]).filter(|_| is_policy);
                let rules = properties.get(&["policy"]).filter(|_| !is_policy).and_then(ecr::rules);
                let policy = RepositoryPolicy { repository, policy, lifecycle_rules: rules, spot };
                one.found.repository_policies.push(policy);
            }
        }
        "aws:ecr/registrypolicy:registrypolicy" => {
            if let Some(policy) = properties.document(&["policy"]) {
                let registry = value(&["registryid"]);
                let policy = RegistryPolicy { address: None, registry, policy, spot };
                one.found.registry_policies.push(policy);
            }
        }
        kind if kind.contains("oidcsubjectclaimcustomizationtemplate") => {
            let is_repository = kind.contains("repository");
            one.found.settings.push(Settings {
                address: None,
                is_repository,
                of: value(&["repository"]).filter(|_| is_repository),
                use_default: value(&["usedefault"]),
                include_claim_keys: value(&["includeclaimkeys"]),
                use_immutable_subject: None,
                sub_claim_prefix: None,
                spot,
            });
        }
        _ => return,
    }
    name(&mut one.found, fields.text(&["urn"]).unwrap_or(kind));
    account.found.append(one.found);
}

/// Gives the address of a resource to what was read of it, and its name to what is not known in it.
fn name(found: &mut Gathered, address: &str) {
    let mut holes = Holes { address, questions: Vec::new() };
    let addressed = Some(address.to_owned());
    for role in &mut found.roles {
        role.address.clone_from(&addressed);
        let own = [&mut role.arn, &mut role.name, &mut role.path, &mut role.trust, &mut role.boundary];
        own.into_iter().flatten().for_each(|value| holes.fill(value));
        role.permissions.iter_mut().for_each(|permission| holes.permission(permission));
    }
    for attachment in &mut found.attachments {
        holes.fill(&mut attachment.role);
        holes.permission(&mut attachment.permission);
    }
    for policy in &mut found.policies {
        policy.address.clone_from(&addressed);
        holes.fill(&mut policy.arn);
        holes.fill(&mut policy.policy);
    }
    for provider in &mut found.providers {
        provider.address.clone_from(&addressed);
        let own = [&mut provider.arn, &mut provider.url, &mut provider.client_ids];
        own.into_iter().flatten().for_each(|value| holes.fill(value));
    }
    for repository in &mut found.repositories {
        repository.address.clone_from(&addressed);
        let own =
            [&mut repository.arn, &mut repository.name, &mut repository.mutability, &mut repository.policy];
        own.into_iter().flatten().for_each(|value| holes.fill(value));
    }
    for policy in &mut found.repository_policies {
        holes.fill(&mut policy.repository);
        policy.policy.iter_mut().for_each(|value| holes.fill(value));
    }
    for policy in &mut found.registry_policies {
        policy.address.clone_from(&addressed);
        holes.fill(&mut policy.policy);
    }
    for settings in &mut found.settings {
        settings.address.clone_from(&addressed);
        let own = [&mut settings.of, &mut settings.use_default, &mut settings.include_claim_keys];
        own.into_iter().flatten().for_each(|value| holes.fill(value));
    }
    found.questions.extend(holes.questions);
}

/// Puts holes where Pulumi has marks.
struct Holes<'a> {
    address: &'a str,
    questions: Vec<Question>,
}

impl Holes<'_> {
    fn permission(&mut self, permission: &mut Permission) {
        match permission {
            Permission::Inline { name, policy, .. } => {
                if let Some(name) = name {
                    self.fill(name);
                }
                self.fill(policy);
            }
            Permission::Managed { arn, .. } => self.fill(arn),
        }
    }

    fn hole(&mut self, what: &str, reason: OpenReason) -> Unknown {
        let resource = self.address.rsplit("::").next().unwrap_or(self.address);
        let number = self.questions.len() + 1;
        let name = format!("{resource} ({what} {number})");
        self.questions.push(Question { name: name.clone(), reason, detail: None, spot: None });
        Unknown::source(name, None)
    }

    fn fill(&mut self, value: &mut Value) {
        match value {
            Value::Text(text) if text.as_str().is_some_and(|text| text.contains(UNKNOWN)) => {
                let whole = text.as_str().unwrap_or("").to_owned();
                if whole == UNKNOWN {
                    *value = self.hole("unknown", OpenReason::UnknownAtPlan).value();
                    return;
                }
                let mut out = Text::default();
                for (index, piece) in whole.split(UNKNOWN).enumerate() {
                    if index > 0 {
                        out.push_hole(self.hole("unknown", OpenReason::UnknownAtPlan).into());
                    }
                    out.push(piece);
                }
                *value = Value::Text(out);
            }
            Value::Object(object) if object.get(SIGNATURE).is_some() => {
                *value = self.hole("secret", OpenReason::NotRead).value();
            }
            Value::Object(object) => {
                let mut inner: Object = (**object).clone();
                inner.members.iter_mut().for_each(|member| self.fill(&mut member.value));
                *value = inner.value();
            }
            Value::List(list) => {
                let mut inner: List = (**list).clone();
                inner.items.iter_mut().for_each(|item| self.fill(item));
                *value = inner.value();
            }
            _ => {}
        }
    }
}
