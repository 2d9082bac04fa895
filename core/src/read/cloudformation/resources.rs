//! The resources of a template, as they are told.

use super::evaluate::Evaluator;
use super::kinds;
use super::outcome::Truth;
use super::template::{Resource, get, members};
use crate::codes;
use crate::limits::MAX_POLICY;
use crate::read::expression::to_text;
use crate::read::gathered::{
    Attachment, Gathered, ManagedPolicy, Permission, Provider, RegistryPolicy, Remark, Repository, Role,
};
use crate::read::value::{List, Spot, Value};
use crate::text::quote;
use crate::tree::json::{self, Node};

/// Gathers the resources of a template.
pub(super) struct Gatherer<'e, 't> {
    /// The resource at which it became too much.
    pub(super) stopped: Option<core::ops::Range<usize>>,
    pub(super) evaluator: &'e mut Evaluator<'t>,
    pub(super) found: Gathered,
    /// Whether people write the text: not so where CDK does.
    pub(super) is_source: bool,
    /// Where texts stand that several places share by an alias.
    pub(super) shared: Vec<core::ops::Range<usize>>,
}

impl<'t> Gatherer<'_, 't> {
    pub(super) fn gather(&mut self) {
        let template = self.evaluator.template;
        for (name, span) in &template.macros {
            let message = format!("the macro `{}` may change the template; it is not run", quote(name));
            self.remark(codes::MACRO_NOT_RUN, message, span);
        }
        for member in &template.loops {
            let message = format!("the resources of `{}` are not told", quote(&member.name));
            self.remark(codes::MACRO_NOT_RUN, message, &member.name_span);
        }
        for (index, resource) in template.resources.iter().enumerate() {
            if kinds::is_apart(resource.kind) {
                let message = format!("`{}` is another template, which is not given", quote(resource.name));
                self.remark(codes::STACK_NOT_GIVEN, message, &resource.name_span);
            }
            if kinds::is_told(resource.kind) && self.is_created(resource) {
                self.resource(index, resource);
            }
            if self.evaluator.exhausted {
                self.stopped = Some(resource.name_span.clone());
                return;
            }
        }
    }

    fn remark(&mut self, code: &'static codes::Code, message: String, span: &core::ops::Range<usize>) {
        let spot = Some(self.evaluator.placed.spot(span));
        self.found.remarks.push(Remark { code, message, spot });
    }

    fn is_created(&mut self, resource: &'t Resource<'t>) -> bool {
        let Some((node, name)) = resource.condition.and_then(|node| Some((node, node.as_str()?))) else {
            return true;
        };
        let (own, name) = (quote(resource.name), quote(name));
        match self.evaluator.condition(node.as_str().unwrap_or_default(), node) {
            Truth::Known(true) => true,
            Truth::Known(false) => {
                let message = format!("`{own}` is not created: the condition `{name}` is false");
                self.remark(codes::NOT_CREATED, message, &node.span);
                false
            }
            Truth::Open(origins) => {
                let sources: Vec<&str> = origins.iter().map(|origin| origin.name.as_str()).collect();
                let message = format!(
                    "`{own}` is created where the condition `{name}` is true, which depends on `{}`",
                    sources.join("`, `")
                );
                self.remark(codes::CREATION_UNKNOWN, message, &node.span);
                true
            }
        }
    }

    fn property(&mut self, resource: &'t Resource<'t>, name: &str) -> Option<Value> {
        let node = resource.property(name)?;
        self.evaluator.present(node).filter(|value| !matches!(value, Value::Null))
    }

    fn resource(&mut self, index: usize, resource: &'t Resource<'t>) {
        let spot = self.evaluator.placed.spot(&resource.span);
        let address = Some(resource.name.to_owned());
        let reference = |gatherer: &mut Self, attribute| {
            gatherer.evaluator.attribute_of(index, attribute, &resource.name_span)
        };
        match resource.kind {
            kinds::ROLE => self.role(index, resource),
            kinds::POLICY => {
                let roles = self.list(resource, "Roles");
                self.attach_inline(resource, roles);
            }
            kinds::ROLE_POLICY => {
                let roles = self.property(resource, "RoleName").into_iter().collect();
                self.attach_inline(resource, roles);
            }
            kinds::MANAGED_POLICY => {
                let arn = reference(self, "");
                let policy = self.property(resource, "PolicyDocument");
                for role in self.list(resource, "Roles") {
                    let permission = Permission::Managed { arn: arn.clone(), spot: spot.clone() };
                    self.found.attachments.push(Attachment { role, permission });
                }
                if let Some(policy) = policy {
                    self.found.policies.push(ManagedPolicy { address, arn, policy, spot });
                }
            }
            kinds::PROVIDER | kinds::CDK_PROVIDER => {
                let ids = if resource.kind == kinds::PROVIDER { "ClientIdList" } else { "ClientIDList" };
                // Without a list there are no client ids.
                let client_ids = self.property(resource, ids).unwrap_or_else(|| List::default().value());
                let (arn, url) = (reference(self, ""), self.property(resource, "Url"));
                let thumbprints = self.property(resource, "ThumbprintList");
                let client_ids = Some(client_ids);
                let provider = Provider { address, arn: Some(arn), url, client_ids, thumbprints, spot };
                self.found.providers.push(provider);
            }
            kinds::REPOSITORY => self.repository(index, resource),
            kinds::REGISTRY_POLICY => {
                if let Some(policy) = self.property(resource, "PolicyText") {
                    let registry =
                        crate::read::facts::fact(crate::read::facts::ACCOUNT, self.evaluator.options);
                    let policy = RegistryPolicy { address, registry: Some(registry), policy, spot };
                    self.found.registry_policies.push(policy);
                }
            }
            _ => {}
        }
    }

    fn role(&mut self, index: usize, resource: &'t Resource<'t>) {
        let mut permissions = Vec::new();
        for arn in self.list(resource, "ManagedPolicyArns") {
            let spot = arn.spot().cloned().unwrap_or_else(|| self.spot_of(resource, "ManagedPolicyArns"));
            permissions.push(Permission::Managed { arn, spot });
        }
        for policy in self.list(resource, "Policies") {
            let spot = policy.spot().cloned().unwrap_or_else(|| self.spot_of(resource, "Policies"));
            let (name, policy) = match &policy {
                Value::Object(object) => {
                    let Some(document) = object.get("PolicyDocument") else { continue };
                    (object.get("PolicyName").cloned(), document.clone())
                }
                hole => (None, hole.clone()),
            };
            permissions.push(Permission::Inline { name, address: None, policy, spot });
        }
        let role = Role {
            address: Some(resource.name.to_owned()),
            arn: None,
            name: Some(self.evaluator.attribute_of(index, "", &resource.name_span)),
            path: self.property(resource, "Path"),
            trust: self.property(resource, "AssumeRolePolicyDocument"),
            permissions,
            boundary: self.property(resource, "PermissionsBoundary").filter(|arn| arn.as_str() != Some("")),
            max_session_duration: self.property(resource, "MaxSessionDuration"),
            spot: self.evaluator.placed.spot(&resource.span),
            is_source: self.is_source,
            shares_text: self.shares_text(resource),
        };
        self.found.roles.push(role);
    }

    fn shares_text(&self, resource: &Resource<'_>) -> bool {
        let first = self.shared.partition_point(|shared| shared.end <= resource.span.start);
        let own = self.shared.get(first).is_some_and(|shared| shared.start < resource.span.end);
        own || resource.has_alias()
    }

    fn spot_of(&self, resource: &Resource<'_>, property: &str) -> Spot {
        let span = resource.property(property).map_or(&resource.span, |node| &node.span);
        self.evaluator.placed.spot(span)
    }

    /// The items of a list; what more there may be, or a whole list that is not known, is an item that is a hole.
    fn list(&mut self, resource: &'t Resource<'t>, name: &str) -> Vec<Value> {
        match self.property(resource, name) {
            None => Vec::new(),
            Some(Value::List(list)) => {
                let more = list.more.iter().map(|more| Value::Unknown(std::sync::Arc::clone(more)));
                list.items.iter().cloned().chain(more).collect()
            }
            Some(one) => vec![one],
        }
    }

    fn attach_inline(&mut self, resource: &'t Resource<'t>, roles: Vec<Value>) {
        let Some(policy) = self.property(resource, "PolicyDocument") else { return };
        let name = self.property(resource, "PolicyName");
        let spot = self.evaluator.placed.spot(&resource.span);
        for role in roles {
            let permission = Permission::Inline {
                name: name.clone(),
                address: Some(resource.name.to_owned()),
                policy: policy.clone(),
                spot: spot.clone(),
            };
            self.found.attachments.push(Attachment { role, permission });
        }
    }

    fn repository(&mut self, index: usize, resource: &'t Resource<'t>) {
        let lifecycle = resource.property("LifecyclePolicy").map(members);
        let lifecycle = lifecycle
            .and_then(|own| get(own, "LifecyclePolicyText"))
            .and_then(|node| self.evaluator.present(node));
        let exclusions = self.property(resource, "ImageTagMutabilityExclusionFilters");
        let repository = Repository {
            address: Some(resource.name.to_owned()),
            arn: Some(self.evaluator.attribute_of(index, "Arn", &resource.name_span)),
            name: Some(self.evaluator.attribute_of(index, "", &resource.name_span)),
            mutability: self.property(resource, "ImageTagMutability"),
            exclusions: exclusions.map(filters),
            policy: self.property(resource, "RepositoryPolicyText"),
            lifecycle_rules: lifecycle.as_ref().and_then(rules),
            spot: self.evaluator.placed.spot(&resource.span),
        };
        self.found.repositories.push(repository);
    }
}

/// The filters by the names that all readers give them.
fn filters(value: Value) -> Value {
    let Value::List(list) = &value else { return value };
    let filter = |item: &Value| {
        let Value::Object(object) = item else { return item.clone() };
        let mut object = (**object).clone();
        for member in &mut object.members {
            match member.name.as_str() {
                "ImageTagMutabilityExclusionFilterType" => "filter_type".clone_into(&mut member.name),
                "ImageTagMutabilityExclusionFilterValue" => "filter".clone_into(&mut member.name),
                _ => {}
            }
        }
        object.value()
    };
    List { items: list.items.iter().map(filter).collect(), ..(**list).clone() }.value()
}

/// How many rules a lifecycle policy has.
fn rules(policy: &Value) -> Option<usize> {
    let node = json::parse(to_text(policy).as_str()?, MAX_POLICY).ok()?;
    let rules = |node: &Node| match &get(members(node), "rules")?.value {
        json::Value::Array(rules) => Some(rules.len()),
        _ => None,
    };
    rules(&node)
}
