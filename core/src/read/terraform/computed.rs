//! What a resource has beside what is written: ARNs, ids, and the names that AWS makes.

use std::collections::BTreeMap;

use super::facts::Facts;
use super::types;
use crate::read::value::{Member, Object, Part, Text, Unknown, Value};

/// Resources whose ARN is made of their name: the kind, the attribute with the name, and the ARN.
const ARNS: &[(&str, &str, &str)] = &[
    ("aws_iam_role", "name", "arn:{partition}:iam::{account_id}:role{path}{}"),
    ("aws_iam_policy", "name", "arn:{partition}:iam::{account_id}:policy{path}{}"),
    ("aws_iam_user", "name", "arn:{partition}:iam::{account_id}:user{path}{}"),
    ("aws_iam_group", "name", "arn:{partition}:iam::{account_id}:group{path}{}"),
    ("aws_iam_instance_profile", "name", "arn:{partition}:iam::{account_id}:instance-profile{path}{}"),
    ("aws_ecr_repository", "name", "arn:{partition}:ecr:{region}:{account_id}:repository/{}"),
    ("aws_s3_bucket", "bucket", "arn:{partition}:s3:::{}"),
    ("aws_sns_topic", "name", "arn:{partition}:sns:{region}:{account_id}:{}"),
    ("aws_sqs_queue", "name", "arn:{partition}:sqs:{region}:{account_id}:{}"),
    ("aws_dynamodb_table", "name", "arn:{partition}:dynamodb:{region}:{account_id}:table/{}"),
    ("aws_lambda_function", "function_name", "arn:{partition}:lambda:{region}:{account_id}:function:{}"),
    ("aws_cloudwatch_log_group", "name", "arn:{partition}:logs:{region}:{account_id}:log-group:{}"),
    ("aws_ecs_cluster", "name", "arn:{partition}:ecs:{region}:{account_id}:cluster/{}"),
    ("aws_codebuild_project", "name", "arn:{partition}:codebuild:{region}:{account_id}:project/{}"),
];

/// Kinds whose `id` is their name, or their ARN.
const IDS: &[(&str, &str)] = &[
    ("aws_iam_role", "name"),
    ("aws_iam_user", "name"),
    ("aws_iam_group", "name"),
    ("aws_iam_policy", "arn"),
    ("aws_iam_openid_connect_provider", "arn"),
    ("aws_ecr_repository", "name"),
    ("aws_s3_bucket", "bucket"),
    ("aws_sns_topic", "arn"),
];

/// Adds what AWS computes to what is written. `address` names what is not known.
pub(super) fn add(kind: &str, is_data: bool, address: &str, object: &mut Object, facts: &Facts) {
    let mut add = Members::of(object);
    if is_data {
        data(kind, &mut add, facts);
    } else {
        resource(kind, address, &mut add, facts);
    }
    if let Some((_, from)) = IDS.iter().find(|(one, _)| *one == kind)
        && let Some(value) = add.get(from)
    {
        add.set("id", value);
    }
    object.members = add.0.into_values().collect();
}

/// The members by name, while there are more to come.
struct Members(BTreeMap<String, Member>);

impl Members {
    fn of(object: &mut Object) -> Members {
        Members(core::mem::take(&mut object.members).into_iter().map(|one| (one.name.clone(), one)).collect())
    }

    fn get(&self, name: &str) -> Option<Value> {
        let value = self.0.get(name)?.value.clone();
        (!matches!(value, Value::Null)).then_some(value)
    }

    fn set(&mut self, name: &str, value: Value) {
        let member = Member { name: name.to_owned(), value, spot: None };
        self.0.insert(name.to_owned(), member);
    }
}

fn resource(kind: &str, address: &str, members: &mut Members, facts: &Facts) {
    if kind == "aws_iam_openid_connect_provider" {
        if let Some(url) = members.get("url") {
            members.set(
                "arn",
                facts.text("arn:{partition}:iam::{account_id}:oidc-provider/{}", &[&without_scheme(&url)]),
            );
        }
        return;
    }
    let Some((_, named, pattern)) = ARNS.iter().find(|(one, ..)| *one == kind) else { return };
    let name = members.get(named).filter(|name| name.as_str() != Some(""));
    let name = name.unwrap_or_else(|| {
        let made = Unknown::source(format!("{address}.{named}"), None).value();
        match members.get(&format!("{named}_prefix")).map(|prefix| types::text(&prefix)) {
            Some(Ok(mut prefix)) => {
                if let Ok(rest) = types::text(&made) {
                    prefix.append(&rest);
                }
                Value::Text(prefix)
            }
            _ => made,
        }
    });
    let path = members.get("path").unwrap_or_else(|| Value::text("/"));
    let arn = match pattern.split_once("{path}") {
        Some((before, after)) => facts.text(&format!("{before}{{}}{after}"), &[&path, &name]),
        None => facts.text(pattern, &[&name]),
    };
    members.set("arn", arn);
    members.set(named, name.clone());
    if kind == "aws_ecr_repository" {
        members.set("registry_id", facts.get("account_id"));
        let url = "{account_id}.dkr.ecr.{region}.{dns_suffix}/{}";
        members.set("repository_url", facts.text(url, &[&name]));
    }
}

fn data(kind: &str, members: &mut Members, facts: &Facts) {
    match kind {
        "aws_caller_identity" => {
            members.set("account_id", facts.get("account_id"));
            members.set("id", facts.get("account_id"));
        }
        "aws_partition" => {
            members.set("partition", facts.get("partition"));
            members.set("id", facts.get("partition"));
            members.set("dns_suffix", facts.get("dns_suffix"));
        }
        "aws_region" => {
            for name in ["name", "region", "id"] {
                let given = members.get(name);
                members.set(name, given.unwrap_or_else(|| facts.get("region")));
            }
        }
        "aws_iam_openid_connect_provider" => {
            let arn = members.get("arn");
            match (members.get("url"), &arn) {
                (Some(url), None) => {
                    let pattern = "arn:{partition}:iam::{account_id}:oidc-provider/{}";
                    members.set("arn", facts.text(pattern, &[&without_scheme(&url)]));
                }
                (None, Some(Value::Text(arn))) => {
                    if let Some((_, url)) = arn.suffix().split_once(":oidc-provider/") {
                        members.set("url", Value::text(url));
                    }
                }
                _ => {}
            }
        }
        "aws_ecr_repository" => {
            if let Some(name) = members.get("name") {
                members.set(
                    "arn",
                    facts.text("arn:{partition}:ecr:{region}:{account_id}:repository/{}", &[&name]),
                );
                let url = "{account_id}.dkr.ecr.{region}.{dns_suffix}/{}";
                members.set("repository_url", facts.text(url, &[&name]));
            }
        }
        "aws_s3_bucket" => {
            if let Some(name) = members.get("bucket") {
                members.set("arn", facts.text("arn:{partition}:s3:::{}", &[&name]));
            }
        }
        _ => {}
    }
}

/// The address of a provider as its ARN holds it.
fn without_scheme(url: &Value) -> Value {
    let Value::Text(text) = url else {
        let Value::Unknown(unknown) = url else { return url.clone() };
        let mut alone = Text::default();
        alone.push_hole(std::sync::Arc::clone(unknown));
        let label = format!("trimprefix({}, \"https://\")", alone.pattern().replace(['⟦', '⟧'], ""));
        return Unknown::of(unknown.sources.clone()).labelled(label).value();
    };
    let mut out = Text::default();
    for (index, part) in text.parts().iter().enumerate() {
        match part {
            Part::Literal(literal) if index == 0 => {
                out.push(literal.strip_prefix("https://").unwrap_or(literal));
            }
            Part::Literal(literal) => out.push(literal),
            Part::Hole(hole) => out.push_hole(std::sync::Arc::clone(hole)),
        }
    }
    Value::Text(out)
}
