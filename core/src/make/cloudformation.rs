//! What is made, for CloudFormation.

use super::estate::{Estate, PUSH_POLICY, identifier};
use super::json::{object, text};
use crate::github::ClaimValue;

/// The template of one account; `None` where it would have no resource.
pub(super) fn print(estate: &Estate<'_>) -> Option<String> {
    let mut resources: Vec<(String, ClaimValue)> = Vec::new();
    let list = |items: &[String]| ClaimValue::List(items.iter().map(text).collect());
    if let Some(role) = &estate.role {
        if !role.provider.exists {
            let properties = object([
                ("Url", text(&role.provider.url)),
                ("ClientIdList", list(&role.provider.client_ids)),
            ]);
            resources.push(("GitHubProvider".to_owned(), resource("AWS::IAM::OIDCProvider", properties)));
        }
        let mut properties = vec![
            ("RoleName".to_owned(), text(&role.made.name)),
            ("AssumeRolePolicyDocument".to_owned(), role.trust.clone()),
        ];
        if let Some(permissions) = role.permissions {
            let policy = object([("PolicyName", text(PUSH_POLICY)), ("PolicyDocument", permissions.clone())]);
            properties.push(("Policies".to_owned(), ClaimValue::List(vec![policy])));
        }
        resources.push(("Role".to_owned(), resource("AWS::IAM::Role", ClaimValue::Object(properties))));
    }
    for repository in estate.own().filter(|_| !estate.repositories_exist) {
        let mutability = repository.image_tag_mutability.map_or("", |kind| kind.as_str());
        let mut properties = vec![
            ("RepositoryName".to_owned(), text(&repository.name)),
            ("ImageTagMutability".to_owned(), text(mutability)),
        ];
        if !repository.exclusion_filters.is_empty() {
            let filter = |value: &String| {
                object([
                    ("ImageTagMutabilityExclusionFilterType", text("WILDCARD")),
                    ("ImageTagMutabilityExclusionFilterValue", text(value)),
                ])
            };
            let filters = repository.exclusion_filters.iter().map(filter).collect();
            properties.push(("ImageTagMutabilityExclusionFilters".to_owned(), ClaimValue::List(filters)));
        }
        if let Some(policy) = &repository.policy {
            properties.push(("RepositoryPolicyText".to_owned(), policy.value().clone()));
        }
        let name = format!("Repository{}", logical(&repository.name));
        resources.push((name, resource("AWS::ECR::Repository", ClaimValue::Object(properties))));
    }
    if resources.is_empty() {
        return None;
    }
    template(resources)
}

/// A template with these resources.
pub(super) fn template(resources: Vec<(String, ClaimValue)>) -> Option<String> {
    let template = object([
        ("AWSTemplateFormatVersion", text("2010-09-09")),
        ("Resources", ClaimValue::Object(resources)),
    ]);
    serde_json::to_string_pretty(&template).ok()
}

pub(super) fn resource(kind: &str, properties: ClaimValue) -> ClaimValue {
    object([("Type", text(kind)), ("Properties", properties)])
}

/// A name within a template: letters and digits only, each word with a capital.
fn logical(name: &str) -> String {
    let words = identifier(name, " ");
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
    };
    words.split(' ').map(capital).collect()
}
