//! Resources of Terraform as they are told, whatever text they are from: configuration, a plan or a state.

use super::gathered::{
    Attachment, Gathered, ManagedPolicy, Permission, Provider, RegistryPolicy, Remark, Repository,
    RepositoryPolicy, Role, Settings,
};
use super::value::{Object, Spot, Value};
use crate::codes;

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

/// Whether resources of this kind say something.
pub(super) fn is_wanted(kind: &str) -> bool {
    WANTED.contains(&kind)
}

/// One instance of a resource.
pub(super) struct Instance<'o> {
    pub(super) kind: &'o str,
    pub(super) address: String,
    pub(super) spot: Spot,
    /// Its attributes.
    pub(super) object: &'o Object,
    /// Whether a change of the text at `spot` changes it.
    pub(super) is_source: bool,
    /// Whether one text makes several of it.
    pub(super) is_shared: bool,
}

impl Instance<'_> {
    fn get(&self, name: &str) -> Option<Value> {
        self.object.get(name).filter(|value| !matches!(value, Value::Null)).cloned()
    }

    /// Where an attribute is written.
    fn spot_of(&self, name: &str) -> Spot {
        let member = self.object.members.iter().find(|member| member.name == name);
        member.and_then(|member| member.spot.clone()).unwrap_or_else(|| self.spot.clone())
    }

    /// Adds what it says.
    pub(super) fn add(&self, out: &mut Gathered) {
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
                thumbprints: self.get("thumbprint_list"),
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
            _ => self.settings(out),
        }
    }

    fn role(&self, out: &mut Gathered) {
        let mut permissions = Vec::new();
        if let Some(Value::List(list)) = self.object.get("managed_policy_arns") {
            let spot = self.spot_of("managed_policy_arns");
            let arns = list.items.iter().filter(|arn| !matches!(arn, Value::Null));
            let more = list.more.iter().map(|more| Value::Unknown(more.clone()));
            permissions.extend(arns.cloned().chain(more).map(|arn| {
                let place = arn.spot().cloned().unwrap_or_else(|| spot.clone());
                Permission::Managed { arn, spot: place }
            }));
        }
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
            is_source: self.is_source,
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

    fn settings(&self, out: &mut Gathered) {
        let is_repository =
            self.kind == "github_actions_repository_oidc_subject_claim_customization_template";
        let keys = self.get("include_claim_keys");
        let use_default = self.get("use_default");
        if is_repository && keys.is_none() && matches!(use_default, Some(Value::Bool(false))) {
            let message =
                "`use_default` is false and no keys are given: the template of the organization is taken";
            let spot = Some(self.spot.clone());
            out.remarks.push(Remark {
                code: codes::SETTINGS_WITHOUT_KEYS,
                message: message.to_owned(),
                spot,
            });
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
    let Ok(Value::Object(policy)) = super::policy::policy(policy) else { return None };
    match policy.get("rules")? {
        Value::List(list) if list.more.is_none() => Some(list.items.len()),
        _ => None,
    }
}
