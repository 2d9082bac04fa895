//! Repositories and registries, as ECR answers.

use super::fields::Fields;
use crate::limits::MAX_FILE_BYTES;
use crate::read::gathered::{Gathered, RegistryPolicy, Repository, RepositoryPolicy};
use crate::read::value::{List, Value};
use crate::tree::json::{self, Node};

const NAME: [&str; 1] = ["repositoryname"];

/// Reads one answer, or one repository of it.
pub(super) fn read(fields: Fields<'_>, found: &mut Gathered) {
    let policy = fields.document(&["policytext"]);
    let rules = fields.get(&["lifecyclepolicytext"]).and_then(rules);
    match (fields.value(&NAME), policy) {
        (Some(name), None) if rules.is_none() => found.repositories.push(repository(fields, name)),
        (Some(repository), policy) => {
            let spot = fields.spot();
            found.repository_policies.push(RepositoryPolicy {
                repository,
                policy,
                lifecycle_rules: rules,
                spot,
            });
        }
        (None, Some(policy)) => {
            let (registry, spot) = (fields.value(&["registryid"]), fields.spot());
            found.registry_policies.push(RegistryPolicy { address: None, registry, policy, spot });
        }
        (None, None) => {}
    }
}

pub(super) fn repository(fields: Fields<'_>, name: Value) -> Repository {
    let lifecycle =
        fields.object(&["lifecyclepolicy"]).and_then(|policy| policy.get(&["lifecyclepolicytext"]));
    Repository {
        address: None,
        arn: fields.value(&["repositoryarn", "arn"]),
        name: Some(name),
        mutability: fields.value(&["imagetagmutability"]),
        exclusions: exclusions(fields),
        policy: fields.document(&["repositorypolicytext", "policy"]),
        lifecycle_rules: lifecycle.or_else(|| fields.get(&["lifecyclepolicy"])).and_then(rules),
        spot: fields.spot(),
    }
}

/// The filters of the tags that are an exception.
fn exclusions(fields: Fields<'_>) -> Option<Value> {
    let name = ["imagetagmutabilityexclusionfilters"];
    fields.get(&name)?;
    let filters = fields
        .objects(&name)
        .filter_map(|one| one.value(&["filter", "imagetagmutabilityexclusionfiltervalue"]));
    Some(List::of(filters.collect()).value())
}

/// How many rules a lifecycle policy has: a text that holds it, or the policy itself.
pub(super) fn rules(node: &Node) -> Option<usize> {
    let count = |node: &Node| match &node.value {
        json::Value::Object(members) => {
            let rules = members.iter().find(|member| member.name == "rules")?;
            match &rules.node.value {
                json::Value::Array(rules) => Some(rules.len()),
                _ => None,
            }
        }
        _ => None,
    };
    match node.as_str() {
        Some(text) => count(&json::parse_foreign(text, MAX_FILE_BYTES).ok()?.node),
        None => count(node),
    }
}
