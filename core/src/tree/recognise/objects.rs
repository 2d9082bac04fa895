//! By what members an object is known.

#[allow(clippy::wildcard_imports, reason = "the kinds are one table")]
use super::kinds::*;
use crate::text::is_token;
use crate::tree::json::{Member, Node, Value};

/// An object's members, asked by name.
#[derive(Clone, Copy)]
pub(super) struct ObjectMembers<'n>(pub(super) &'n [Member]);

impl<'n> ObjectMembers<'n> {
    pub(super) fn of(node: &'n Node) -> Option<ObjectMembers<'n>> {
        match &node.value {
            Value::Object(members) => Some(ObjectMembers(members)),
            _ => None,
        }
    }

    fn node(self, name: &str) -> Option<&'n Node> {
        self.0.iter().find(|member| member.name == name).map(|member| &member.node)
    }

    pub(super) fn any(self, names: &[&str]) -> bool {
        names.iter().any(|name| self.node(name).is_some())
    }

    fn text(self, name: &str) -> Option<&'n str> {
        self.node(name)?.as_str()
    }

    fn object(self, name: &str) -> Option<ObjectMembers<'n>> {
        ObjectMembers::of(self.node(name)?)
    }

    fn items(self, name: &str) -> Option<&'n [Node]> {
        match &self.node(name)?.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    fn names_start(self, starts: &[&str]) -> bool {
        !self.0.is_empty()
            && self.0.iter().all(|member| starts.iter().any(|start| member.name.starts_with(start)))
    }
}

/// One part of a sign.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// There is such a member.
    Has(&'static str),
    /// There is one of these members.
    Any(&'static [&'static str]),
    /// There is none.
    Lacks(&'static str),
    /// It is an object.
    Object(&'static str),
    /// It is an object with this member.
    In(&'static str, &'static str),
    /// It is a list, which may be empty.
    List(&'static str),
    /// It is a list, and the first of its items is an object with this member.
    First(&'static str, &'static str),
    /// It is a text.
    Text(&'static str),
    /// It is a text with this beginning.
    Starts(&'static str, &'static str),
    /// What no part above says: one clause, and whether it is so.
    So(&'static str, fn(ObjectMembers<'_>) -> bool),
}

use Part::{Any, First, Has, In, Lacks, List, Object, So, Starts, Text};

/// A kind, and parts that are all there where a document is of it.
pub(super) type Row = (DocumentKind, &'static [Part]);

impl Part {
    fn fits(self, members: ObjectMembers<'_>) -> bool {
        match self {
            Has(name) => members.node(name).is_some(),
            Any(names) => members.any(names),
            Lacks(name) => members.node(name).is_none(),
            Object(name) => members.object(name).is_some(),
            In(name, inner) => members.object(name).is_some_and(|object| object.node(inner).is_some()),
            List(name) => members.items(name).is_some(),
            First(name, inner) => members
                .items(name)
                .and_then(|items| ObjectMembers::of(items.first()?))
                .is_some_and(|object| object.node(inner).is_some()),
            Text(name) => members.text(name).is_some(),
            Starts(name, start) => members.text(name).is_some_and(|text| text.starts_with(start)),
            So(_, is_so) => is_so(members),
        }
    }

    /// As one clause of a sentence; `None` for what is not there.
    #[cfg(feature = "documents")]
    fn clause(self, members: ObjectMembers<'_>) -> Option<String> {
        Some(match self {
            Has(name) | Text(name) => format!("it has `{name}`"),
            Any(names) => {
                let name = names.iter().find(|name| members.node(name).is_some())?;
                format!("it has `{name}`")
            }
            Object(name) => format!("`{name}` is an object"),
            List(name) => format!("`{name}` is a list"),
            In(name, inner) => format!("`{name}` has `{inner}`"),
            First(name, inner) => format!("the items of `{name}` have `{inner}`"),
            Starts(name, start) => format!("`{name}` starts with `{start}`"),
            So(clause, _) => clause.to_owned(),
            Lacks(_) => return None,
        })
    }
}

/// The first row that fits.
pub(super) fn find(rows: &'static [Row], members: ObjectMembers<'_>) -> Option<&'static Row> {
    rows.iter().find(|(_, parts)| parts.iter().all(|part| part.fits(members)))
}

/// Why it fits, one clause.
#[cfg(feature = "documents")]
pub(super) fn why(row: &Row, members: ObjectMembers<'_>) -> String {
    let clauses: Vec<String> = row.1.iter().filter_map(|part| part.clause(members)).collect();
    clauses.join(", and ")
}

/// The signs of AWS, of what builds infrastructure, of GitHub and of this project, in the order in which they are looked for.
pub(super) const SIGNS: &[Row] = &[
    (POLICY, &[Has("Statement")]),
    // CloudTrail.
    (NOTIFICATION, &[Has("eventSource"), Any(&["s3", "messageId", "dynamodb", "kinesis"])]),
    (NOTIFICATION, &[First("Records", "eventSource"), So("its records are messages", is_message)]),
    (NOTIFICATION, &[First("Records", "EventSource")]),
    (CLOUD_TRAIL, &[Object("userIdentity")]),
    (CLOUD_TRAIL, &[Has("eventName"), Has("eventSource")]),
    (CLOUD_TRAIL, &[Has("eventname"), Any(&["useridentity", "eventsource", "requestparameters"])]),
    (CLOUD_TRAIL, &[First("Records", "eventName")]),
    (CLOUD_TRAIL, &[First("Records", "userIdentity")]),
    (CLOUD_TRAIL, &[First("Events", "CloudTrailEvent")]),
    (CLOUD_TRAIL, &[Has("CloudTrailEvent")]),
    (CLOUD_TRAIL, &[Has("detail-type"), In("detail", "eventName")]),
    (CLOUD_TRAIL, &[Starts("detail-type", "AWS API Call via CloudTrail")]),
    (BRIDGE, &[Has("detail-type"), Has("detail")]),
    // IAM.
    (IAM_ROLE, &[Has("AssumeRolePolicyDocument")]),
    (IAM_ROLE, &[Object("Role")]),
    (IAM_ROLE, &[First("Roles", "AssumeRolePolicyDocument")]),
    (IAM_ROLE, &[First("Roles", "RoleName")]),
    (IAM_ROLE, &[Has("RoleDetailList")]),
    (IAM_ANSWER, &[Any(&["PolicyVersion", "PolicyDocument", "PolicyVersionList", "AttachedPolicies"])]),
    (IAM_ANSWER, &[First("Policies", "Arn")]),
    (IAM_ANSWER, &[First("Policies", "PolicyArn")]),
    (IAM_ANSWER, &[First("Policies", "PolicyName")]),
    (IAM_ANSWER, &[List("PolicyNames")]),
    (IAM_ANSWER, &[In("Policy", "PolicyName")]),
    (IAM_PROVIDER, &[Any(&["OpenIDConnectProviderList", "OpenIDConnectProviderArn"])]),
    (IAM_PROVIDER, &[Has("Url"), Has("ClientIDList")]),
    // ECR, STS, Config.
    (ECR_ANSWER, &[Any(&["policyText", "lifecyclePolicyText"])]),
    (ECR_ANSWER, &[First("repositories", "repositoryArn")]),
    (ECR_ANSWER, &[In("repository", "repositoryArn")]),
    (ECR_ANSWER, &[Has("repositoryArn"), Has("repositoryName")]),
    (STS_ANSWER, &[Has("AssumedRoleUser"), Has("SubjectFromWebIdentityToken")]),
    (CREDENTIALS, &[Any(&["Credentials", "SecretAccessKey", "AssumedRoleUser"])]),
    (CALLER_IDENTITY, &[Has("UserId"), Has("Account"), Has("Arn")]),
    (CONFIG_ITEM, &[Starts("resourceType", "AWS::"), Any(&["configuration", "configurationItemStatus"])]),
    (CONFIG_ITEM, &[First("configurationItems", "resourceType")]),
    (CONFIG_ITEM, &[First("baseConfigurationItems", "resourceType")]),
    (STATEMENT, &[So("it has `Effect` and what it is about", is_statement)]),
    (CONDITION, &[Has("Condition")]),
    (CONDITION, &[So("its members are condition operators", is_condition)]),
    // What builds infrastructure.
    (TERRAFORM_PLAN, &[Has("format_version"), Any(&["planned_values", "resource_changes"])]),
    (TERRAFORM_STATE, &[Has("format_version"), Has("values")]),
    (TERRAFORM_STATE, &[Has("lineage"), Has("resources")]),
    (ENCRYPTED_STATE, &[Has("encrypted_data")]),
    (TERRAFORM_LOG, &[Has("@level"), Has("@message")]),
    (CLOUDFORMATION, &[Has("AWSTemplateFormatVersion")]),
    (CLOUDFORMATION, &[Object("Resources")]),
    (TERRAFORM_JSON, &[So("its blocks are of Terraform", is_terraform)]),
    (MANIFEST, &[Has("apiVersion"), Has("kind")]),
    (CIRCLE_CI, &[Object("jobs"), Has("workflows")]),
    (AZURE, &[Any(&["pool", "trigger"]), Any(&["jobs", "stages", "steps"])]),
    (WORKFLOW, &[Object("jobs")]),
    // What GitHub shows, and what this project reads and writes.
    (DECODED_TOKEN, &[Object("claims"), Any(&["verified", "kind"])]),
    (REQUEST, &[Object("claims")]),
    (REQUEST, &[Any(&["policy", "policies"]), Lacks("arn")]),
    (TOKEN_RESPONSE, &[So("`value` is a token", has_token)]),
    (SETTINGS, &[Any(&["use_default", "include_claim_keys", "sub_claim_prefix", "use_immutable_subject"])]),
    (REPOSITORY, &[Text("full_name"), Any(&["owner", "node_id", "html_url"])]),
    (EVENT, &[Object("repository")]),
    (GITHUB_CONTEXT, &[Object("event")]),
    (DISCOVERY, &[Has("issuer"), Has("jwks_uri")]),
    (DISCOVERY, &[First("keys", "kty")]),
    (ENVIRONMENT, &[So("its members are environment variables", is_environment)]),
    (RULES, &[Has("image"), Has("tags")]),
    (CLAIMS, &[Any(&["sub", "iss", "job_workflow_ref", "repository"])]),
];

/// The signs of what only `recognize` and `read_documents` tell apart: looked for where [`SIGNS`] has none.
#[cfg(feature = "documents")]
pub(super) const FURTHER: &[Row] = &[
    (CLOUD_TRAIL, &[List("QueryResultRows"), So("its rows are events", rows_are_events)]),
    (CLOUD_TRAIL, &[First("events", "message"), So("its messages are events", messages_are_events)]),
    (CLOUD_TRAIL, &[First("logEvents", "message"), So("its messages are events", messages_are_events)]),
    (LOG_EVENTS, &[First("events", "message")]),
    (LOG_EVENTS, &[First("logEvents", "message")]),
    (IAM_ROLE, &[List("Roles")]),
    (IAM_ANSWER, &[List("Policies")]),
    (ECR_ANSWER, &[List("repositories"), Lacks("total_count")]),
    (CONFIG_ITEM, &[Has("assumeRolePolicyDocument")]),
    (CONFIG_ITEM, &[List("configurationItems")]),
    (CONFIG_ITEM, &[List("Results"), Has("QueryInfo")]),
    (PULUMI, &[In("deployment", "resources")]),
    (PULUMI, &[First("steps", "newState")]),
    (PULUMI, &[First("steps", "urn")]),
    (PULUMI, &[Has("urn"), Has("type")]),
    (QUERY_ROWS, &[Any(&["assume_role_policy", "assume_role_policy_std", "assume_role_policy_document"])]),
    (QUERY_ROWS, &[First("rows", "assume_role_policy")]),
    (QUERY_ROWS, &[First("rows", "assume_role_policy_std")]),
    (QUERY_ROWS, &[First("rows", "assume_role_policy_document")]),
    (QUERY_ROWS, &[List("rows"), List("columns")]),
    (TERRAFORM_STATE, &[Has("format_version"), Has("terraform_version")]),
    (TERRAFORM_SCHEMA, &[Has("format_version"), Any(&["provider_schemas", "diagnostics"])]),
    (ACTION, &[In("runs", "using")]),
    (IMAGE_LIST, &[Any(&["imageDetails", "imageIds"])]),
    (PACKAGE_LOCK, &[Any(&["lockfileVersion", "lockfile_version"])]),
    (PACKAGE, &[Text("name"), Any(&["dependencies", "devDependencies", "scripts"])]),
    (OPEN_API, &[Any(&["openapi", "swagger"])]),
    (COMPOSE, &[Object("services")]),
    (CHART, &[Has("apiVersion"), Has("name"), Has("version")]),
    (DEPENDABOT, &[Has("version"), List("updates")]),
    (GITLAB_CI, &[Has("stages")]),
    (SARIF, &[Has("$schema"), List("runs")]),
    (SCHEMA, &[Has("$schema")]),
    (DEFAULT_PERMISSIONS, &[Has("default_workflow_permissions")]),
    (API_ERROR, &[Text("message"), Has("documentation_url")]),
];

/// Whether it is a message of another service: the sources of these are not host names.
fn is_message(members: ObjectMembers<'_>) -> bool {
    members
        .items("Records")
        .and_then(|items| ObjectMembers::of(items.first()?)?.text("eventSource"))
        .is_some_and(|source| source.starts_with("aws:"))
}

/// Whether rows, each a list of columns that are objects of one member, have the columns of events.
#[cfg(feature = "documents")]
fn rows_are_events(members: ObjectMembers<'_>) -> bool {
    let first = members.items("QueryResultRows").and_then(|rows| rows.first());
    let Some(Node { value: Value::Array(columns), .. }) = first else { return false };
    columns.iter().filter_map(ObjectMembers::of).any(|column| column.any(&["eventname", "eventName"]))
}

/// Whether events of a trail, as a group of logs keeps them, are in the messages.
#[cfg(feature = "documents")]
fn messages_are_events(members: ObjectMembers<'_>) -> bool {
    let items = ["events", "logEvents"].iter().find_map(|name| members.items(name));
    items
        .and_then(|items| ObjectMembers::of(items.first()?)?.text("message"))
        .is_some_and(|message| message.starts_with('{') && message.contains("\"eventName\""))
}

fn is_statement(members: ObjectMembers<'_>) -> bool {
    let about = ["Action", "NotAction", "Principal", "NotPrincipal", "Resource", "NotResource"];
    members.node("Effect").is_some() && members.any(&about)
}

/// Whether every member is named as a condition operator is.
fn is_condition(members: ObjectMembers<'_>) -> bool {
    let operators = [
        "String",
        "ForAllValues:",
        "ForAnyValue:",
        "Arn",
        "Numeric",
        "Date",
        "Bool",
        "IpAddress",
        "NotIpAddress",
        "Null",
    ];
    members.names_start(&operators)
        && members.0.iter().all(|member| matches!(member.node.value, Value::Object(_)))
}

fn is_terraform(members: ObjectMembers<'_>) -> bool {
    let of_aws = |block: ObjectMembers<'_>| block.0.iter().any(|member| member.name.starts_with("aws_"));
    ["resource", "data"].iter().any(|name| members.object(name).is_some_and(of_aws))
        || members.node("terraform").is_some()
}

fn has_token(members: ObjectMembers<'_>) -> bool {
    members.text("value").is_some_and(|value| is_token(value) || members.node("count").is_some())
}

fn is_environment(members: ObjectMembers<'_>) -> bool {
    members.names_start(&["GITHUB_", "ACTIONS_", "RUNNER_", "AWS_", "INPUT_", "CI"])
}
