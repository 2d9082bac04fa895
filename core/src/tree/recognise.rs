//! What a document is, by its content: one that was passed where another is asked for is named, with what to pass.
//!
//! Here are only the signs, and only for what is passed by mistake: no answer depends on them.

use memchr::memmem;

use crate::error::{Error, ErrorKind};
use crate::text::is_token;
use crate::tree::json::{Member, Node, Value};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// A policy document, with its name in messages, such as `a trust policy`.
    Policy(&'static str),
    /// The claims of a job.
    Claims,
    /// A compact token.
    Token,
    /// A subject.
    Subject,
    /// The rules for image names.
    Rules,
    /// Another object of a request, such as settings or options, by the name of its type.
    Object(&'static str),
}

impl Wanted {
    fn name(self) -> &'static str {
        match self {
            Wanted::Policy(name) => name,
            Wanted::Claims => "an object of claims",
            Wanted::Token => "a compact token",
            Wanted::Subject => "a subject",
            Wanted::Rules => "a document of naming rules",
            Wanted::Object(_) => "what is asked for here",
        }
    }

    /// What to pass, whatever was passed.
    fn help(self) -> &'static str {
        match self {
            Wanted::Policy(_) => "pass the policy: a JSON object with `Version` and `Statement`",
            Wanted::Claims => {
                "pass what is known of the job or its token as claims, such as `sub`, `aud`, `repository` and `ref`"
            }
            Wanted::Token => "pass the token: three parts between dots",
            Wanted::Subject => {
                "pass the text of the claim `sub`, such as `repo:octo-org/app:ref:refs/heads/main`"
            }
            Wanted::Rules => "pass the rules: a document with `version`, `image` and `tags`",
            Wanted::Object(_) => "pass the members that the documentation lists",
        }
    }
}

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DocumentKind {
    /// Its name in messages, with its article.
    name: &'static str,
    /// Which part of it is a policy, and how to get at it.
    policy: &'static str,
    /// Which parts of it are claims, and how.
    claims: &'static str,
    /// Which part of it is a token.
    token: &'static str,
    /// What to pass of it where settings or options are asked for.
    object: &'static str,
}

const fn kind(name: &'static str) -> DocumentKind {
    DocumentKind { name, policy: "", claims: "", token: "", object: "" }
}

impl DocumentKind {
    const fn policy(self, policy: &'static str) -> DocumentKind {
        DocumentKind { policy, ..self }
    }

    const fn claims(self, claims: &'static str) -> DocumentKind {
        DocumentKind { claims, ..self }
    }

    const fn token(self, token: &'static str) -> DocumentKind {
        DocumentKind { token, ..self }
    }

    const fn object(self, object: &'static str) -> DocumentKind {
        DocumentKind { object, ..self }
    }

    /// Whether it is a compact token.
    pub(crate) fn is_token(self) -> bool {
        self == TOKEN
    }

    /// The refusal of a document of this kind.
    pub(crate) fn refuse(self, wanted: Wanted) -> Error {
        let own = match wanted {
            Wanted::Policy(_) => self.policy,
            Wanted::Claims => self.claims,
            Wanted::Token => self.token,
            Wanted::Object(_) => self.object,
            Wanted::Subject | Wanted::Rules => "",
        };
        let help = if own.is_empty() { wanted.help() } else { own };
        let message = format!("this is {}, not {}", self.name, wanted.name());
        Error::new(ErrorKind::WrongDocument, message).with_help(help)
    }
}

const CLOUD_TRAIL: DocumentKind = kind("a CloudTrail event").claims(
    "pass `userIdentity.userName` as the claim `sub` and set `claims_scope` to `partial`: the event holds no other claim, but \
     for `aud` within `principalId`",
);
const TOKEN_RESPONSE: DocumentKind = kind("the answer of GitHub's token endpoint")
    .token("pass the text of its member `value`")
    .claims("decode the token in its member `value`, and pass the claims");
const DECODED_TOKEN: DocumentKind = kind("a decoded token").claims("pass its member `claims`");
const REQUEST: DocumentKind =
    kind("a whole request").policy("pass its member `policy`").claims("pass its member `claims`");
const IAM_ROLE: DocumentKind = kind("what `aws iam get-role` shows")
    .policy("pass what `AssumeRolePolicyDocument` holds; the answer of an SDK has it URL-encoded");
const IAM_ANSWER: DocumentKind = kind("an answer of IAM")
    .policy("pass one policy of it: what `PolicyDocument` or `Document` holds, decoded");
const IAM_PROVIDER: DocumentKind = kind("what IAM shows of an identity provider");
const ECR_ANSWER: DocumentKind = kind("an answer of ECR").policy("pass the text in its member `policyText`");
const CREDENTIALS: DocumentKind = kind("temporary AWS credentials");
const CALLER_IDENTITY: DocumentKind = kind("the answer of `aws sts get-caller-identity`");
const TERRAFORM_PLAN: DocumentKind = kind("a Terraform plan or state")
    .policy("pass one policy of it: the text of `assume_role_policy` or `policy` of a resource");
const TERRAFORM: DocumentKind = kind("Terraform configuration")
    .policy("pass the policy as JSON, as it is in `terraform show -json` or as `aws iam get-role` shows it");
const CLOUDFORMATION: DocumentKind = kind("a CloudFormation template")
    .policy("pass one policy of it as JSON, with its functions resolved, as `aws iam get-role` shows it");
const STATEMENT: DocumentKind =
    kind("a statement").policy("put it into a policy: `{\"Version\": \"2012-10-17\", \"Statement\": [ … ]}`");
const CONDITION: DocumentKind =
    kind("a `Condition` block").policy("pass the whole policy that it is part of");
const POLICY: DocumentKind = kind("a policy document");
const POLICY_IN_YAML: DocumentKind = kind("a policy in YAML").policy("write it as JSON, as AWS stores it");
const URL_ENCODED: DocumentKind = kind("URL-encoded text").policy(
    "decode it first (`%7B` is `{`): IAM's API and SDKs give policies URL-encoded, and the AWS CLI gives them decoded",
);
const ENCODED_TWICE: DocumentKind =
    kind("JSON within a JSON string").policy("pass the text that the string holds");
const CLAIMS: DocumentKind = kind("an object of claims");
const TOKEN: DocumentKind = kind("a token").claims("decode the token first, and pass its claims");
const API_TOKEN: DocumentKind = kind("a token for GitHub's API")
    .token("a job gets an OIDC token from `ACTIONS_ID_TOKEN_REQUEST_URL`")
    .claims(
        "a token for the API holds no claims: a job gets an OIDC token from `ACTIONS_ID_TOKEN_REQUEST_URL`",
    );
const SETTINGS: DocumentKind = kind("what GitHub shows of subject settings")
    .object("resolve the settings of organisation and repository first, and pass what they come to");
const REPOSITORY: DocumentKind = kind("a repository as GitHub's API shows it").claims(
    "pass its `full_name` as `repository`, its `id` as `repository_id` and its `owner.id` as `repository_owner_id`",
);
const EVENT: DocumentKind = kind("the payload of an event").claims(
    "pass `repository.full_name` as `repository`, `repository.id` as `repository_id`, and the run's own `ref` and `event_name`",
);
const GITHUB_CONTEXT: DocumentKind = kind("the `github` context of a run")
    .claims("pass only those of its members that are claims, such as `repository`, `ref` and `event_name`");
const ENVIRONMENT: DocumentKind = kind("a list of environment variables").claims(
    "pass `GITHUB_REPOSITORY` as `repository`, `GITHUB_REF` as `ref` and `GITHUB_EVENT_NAME` as `event_name`; `sub` is not \
     among the variables",
);
const DISCOVERY: DocumentKind = kind("an issuer's OpenID Connect configuration");
const RULES: DocumentKind = kind("a document of naming rules");
const WORKFLOW: DocumentKind = kind("a workflow file")
    .claims("pass what is known of the run as claims: a file does not say for which ref or event it runs");
const MANIFEST: DocumentKind = kind("a Kubernetes manifest");
const LOG: DocumentKind = kind("an error message or a log").claims(
    "pass the claims of the token that the job got, or what is known of the run: `repository`, `event_name`, `ref`, `environment`",
);
const FILE_NAME: DocumentKind = kind("the name of a file")
    .policy("pass what is in the file, not its name")
    .claims("pass what is in the file, not its name")
    .token("pass what is in the file, not its name");
const ADDRESS: DocumentKind = kind("a URL");
const ARN: DocumentKind = kind("an ARN");
const MARKUP: DocumentKind =
    kind("XML or HTML").policy("pass the policy in it as JSON; `aws iam get-role` shows it so");
const JSON_TEXT: DocumentKind =
    kind("the text of a JSON document").claims("parse the text, and pass the object");

/// Beginnings of GitHub's API tokens (GitHub Docs, "About authentication to GitHub").
const API_TOKENS: [&str; 6] = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"];

/// What this document is, where it is one that is known and not what is asked for.
pub(crate) fn document(node: &Node, wanted: Wanted) -> Option<DocumentKind> {
    match &node.value {
        Value::Object(members) => object(&ObjectMembers(members), wanted),
        Value::Array(items) => {
            let first = match &items.first()?.value {
                Value::Object(members) => ObjectMembers(members),
                _ => return None,
            };
            is_statement(&first)
                .then_some(STATEMENT)
                .or_else(|| is_event_of_trail(&first).then_some(CLOUD_TRAIL))
        }
        Value::String(inner) if inner.trim_start().starts_with('{') => Some(match wanted {
            Wanted::Policy(_) => ENCODED_TWICE,
            _ => JSON_TEXT,
        }),
        Value::String(inner) => text(inner),
        _ => None,
    }
}

/// An object's members, asked by name.
struct ObjectMembers<'n>(&'n [Member]);

impl<'n> ObjectMembers<'n> {
    fn get(&self, name: &str) -> Option<&'n Value> {
        self.0.iter().find(|member| member.name == name).map(|member| &member.node.value)
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.has(name))
    }

    fn all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    fn text(&self, name: &str) -> Option<&'n str> {
        match self.get(name)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    fn object(&self, name: &str) -> Option<ObjectMembers<'n>> {
        match self.get(name)? {
            Value::Object(members) => Some(ObjectMembers(members)),
            _ => None,
        }
    }

    /// The first item of a list of objects.
    fn first(&self, name: &str) -> Option<ObjectMembers<'n>> {
        match self.get(name)? {
            Value::Array(items) => match &items.first()?.value {
                Value::Object(members) => Some(ObjectMembers(members)),
                _ => None,
            },
            _ => None,
        }
    }

    fn names_start(&self, starts: &[&str]) -> bool {
        !self.0.is_empty()
            && self.0.iter().all(|member| starts.iter().any(|start| member.name.starts_with(start)))
    }
}

fn object(members: &ObjectMembers<'_>, wanted: Wanted) -> Option<DocumentKind> {
    let of_aws = || aws(members);
    let of_github = || github(members);
    if members.has("Statement") {
        return (!matches!(wanted, Wanted::Policy(_))).then_some(POLICY);
    }
    let kind = of_aws().or_else(|| infrastructure(members)).or_else(of_github)?;
    let is_wanted = match wanted {
        Wanted::Claims => kind == CLAIMS,
        Wanted::Rules => kind == RULES,
        // A run has a `repository` as claims have, and a whole request is what it is.
        Wanted::Object(name) => {
            name.ends_with("Request")
                || (kind == SETTINGS && matches!(name, "OrganizationSettings" | "RepositorySettings"))
                || (kind == CLAIMS && !members.any(&["sub", "iss"]))
        }
        _ => false,
    };
    (!is_wanted).then_some(kind)
}

/// What AWS shows.
fn aws(members: &ObjectMembers<'_>) -> Option<DocumentKind> {
    let role = |role: &ObjectMembers<'_>| role.has("AssumeRolePolicyDocument");
    if is_event_of_trail(members)
        || members.first("Records").is_some_and(|event| is_event_of_trail(&event))
        || members.first("Events").is_some_and(|event| event.has("CloudTrailEvent"))
        || (members.has("detail-type") && members.has("detail"))
    {
        Some(CLOUD_TRAIL)
    } else if role(members)
        || members.object("Role").is_some()
        || members.first("Roles").is_some_and(|first| role(&first))
        || members.has("RoleDetailList")
    {
        Some(IAM_ROLE)
    } else if members.any(&["PolicyVersion", "PolicyDocument", "PolicyVersionList"])
        || members.first("Policies").is_some_and(|policy| policy.any(&["Arn", "PolicyArn", "PolicyName"]))
    {
        Some(IAM_ANSWER)
    } else if members.has("OpenIDConnectProviderList") || members.all(&["Url", "ClientIDList"]) {
        Some(IAM_PROVIDER)
    } else if members.any(&["policyText", "lifecyclePolicyText"])
        || members.first("repositories").is_some_and(|first| first.has("repositoryArn"))
    {
        Some(ECR_ANSWER)
    } else if members.any(&["Credentials", "SecretAccessKey", "AssumedRoleUser"]) {
        Some(CREDENTIALS)
    } else if members.all(&["UserId", "Account", "Arn"]) {
        Some(CALLER_IDENTITY)
    } else if is_statement(members) {
        Some(STATEMENT)
    } else if members.has("Condition") || is_condition(members) {
        Some(CONDITION)
    } else {
        None
    }
}

fn is_event_of_trail(members: &ObjectMembers<'_>) -> bool {
    members.object("userIdentity").is_some()
        || members.all(&["eventName", "eventSource"])
        || members.all(&["eventname", "useridentity"])
}

fn is_statement(members: &ObjectMembers<'_>) -> bool {
    members.has("Effect")
        && members.any(&["Action", "NotAction", "Principal", "NotPrincipal", "Resource", "NotResource"])
}

/// Whether every member is named as a condition operator is.
fn is_condition(members: &ObjectMembers<'_>) -> bool {
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

/// What builds infrastructure.
fn infrastructure(members: &ObjectMembers<'_>) -> Option<DocumentKind> {
    let of_aws = |block: &ObjectMembers<'_>| block.0.iter().any(|member| member.name.starts_with("aws_"));
    if (members.has("format_version") && members.any(&["planned_values", "resource_changes", "values"]))
        || members.all(&["lineage", "resources"])
    {
        Some(TERRAFORM_PLAN)
    } else if members.has("AWSTemplateFormatVersion") || members.object("Resources").is_some() {
        Some(CLOUDFORMATION)
    } else if ["resource", "data"].iter().any(|name| members.object(name).is_some_and(|block| of_aws(&block)))
        || members.has("terraform")
    {
        Some(TERRAFORM)
    } else if members.all(&["apiVersion", "kind"]) {
        Some(MANIFEST)
    } else if members.object("jobs").is_some() {
        Some(WORKFLOW)
    } else {
        None
    }
}

/// What GitHub shows, and what this project reads and writes.
fn github(members: &ObjectMembers<'_>) -> Option<DocumentKind> {
    if members.object("claims").is_some() && members.any(&["verified", "kind"]) {
        Some(DECODED_TOKEN)
    } else if members.object("claims").is_some() || members.any(&["policy", "policies"]) {
        Some(REQUEST)
    } else if members.text("value").is_some_and(|value| is_token(value) || members.has("count")) {
        Some(TOKEN_RESPONSE)
    } else if members.any(&["use_default", "include_claim_keys", "sub_claim_prefix", "use_immutable_subject"])
    {
        Some(SETTINGS)
    } else if members.text("full_name").is_some() && members.any(&["owner", "node_id", "html_url"]) {
        Some(REPOSITORY)
    } else if members.object("repository").is_some() {
        Some(EVENT)
    } else if members.object("event").is_some() {
        Some(GITHUB_CONTEXT)
    } else if members.all(&["issuer", "jwks_uri"]) || members.first("keys").is_some_and(|key| key.has("kty"))
    {
        Some(DISCOVERY)
    } else if members.names_start(&["GITHUB_", "ACTIONS_", "RUNNER_", "AWS_", "INPUT_", "CI"]) {
        Some(ENVIRONMENT)
    } else if members.all(&["image", "tags"]) {
        Some(RULES)
    } else if members.any(&["sub", "iss", "job_workflow_ref", "repository"]) {
        Some(CLAIMS)
    } else {
        None
    }
}

/// What this text is, where it is one that is known. JSON and YAML are read first, and then asked of [`document`].
pub(crate) fn text(text: &str) -> Option<DocumentKind> {
    let text = start(text.trim(), MOST);
    if text.is_empty() {
        return None;
    }
    if is_token(text) {
        return Some(TOKEN);
    }
    if API_TOKENS.iter().any(|start| text.starts_with(start)) {
        return Some(API_TOKEN);
    }
    if text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("%7b")) {
        return Some(URL_ENCODED);
    }
    if text.starts_with(['{', '[']) {
        return None;
    }
    if text.starts_with('<') && text.ends_with('>') && text.contains("</") {
        return Some(MARKUP);
    }
    if !text.chars().any(char::is_whitespace)
        && let Some(kind) = one_word(text)
    {
        return Some(kind);
    }
    if is_error(text) {
        return Some(LOG);
    }
    lines(text)
}

/// As [`text`], for a text where an object is asked for: JSON is one of the kinds then.
pub(crate) fn text_for_object(given: &str) -> Option<DocumentKind> {
    text(given).or_else(|| given.trim_start().starts_with('{').then_some(JSON_TEXT))
}

/// How much of a text is looked at, in bytes.
const MOST: usize = 65_536;

/// What errors say (the lists of `configure-aws-credentials`, STS, docker and the AWS CLI).
const ERRORS: [&str; 10] = [
    "ot authorized to perform",
    "An error occurred (",
    "Could not load credentials",
    "Credentials could not be loaded",
    "Could not assume role",
    "Could not get ID token",
    "Incorrect token audience",
    "No OpenIDConnect provider found",
    "Unable to get ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_URL env variable",
];
/// Those that are one word.
const ERROR_WORDS: [&str; 3] = ["##[", "::error", "AccessDenied"];
const ERROR_STARTS: [&str; 5] = ["Error: ", "error: ", "ERROR: ", "denied: ", "Traceback "];

/// Whether it is what a program says of an error. This is asked of every subject, which seldom has a space.
fn is_error(text: &str) -> bool {
    let has = |sign: &&str| memmem::find(text.as_bytes(), sign.as_bytes()).is_some();
    ERROR_WORDS.iter().any(has)
        || text.contains(' ')
            && (ERRORS.iter().any(has) || ERROR_STARTS.iter().any(|sign| text.starts_with(sign)))
}

fn one_word(word: &str) -> Option<DocumentKind> {
    if word.starts_with("arn:") {
        return Some(ARN);
    }
    if word.starts_with("https://") || word.starts_with("http://") || word.starts_with("s3://") {
        return Some(ADDRESS);
    }
    let endings = [".json", ".yaml", ".yml", ".tf", ".hcl", ".txt", ".jwt", ".tfstate", ".tfplan"];
    let is_path = word.starts_with("file://")
        || word.starts_with("./")
        || word.starts_with("../")
        || word.starts_with("~/");
    let ends = |end: &&str| {
        let last = word.len().checked_sub(end.len()).and_then(|at| word.as_bytes().get(at..));
        last.is_some_and(|last| last.eq_ignore_ascii_case(end.as_bytes()))
    };
    let names_file =
        word.len() <= 4096 && endings.iter().any(ends) && !word.bytes().any(|b| matches!(b, b'{' | b'='));
    (is_path || names_file).then_some(FILE_NAME)
}

/// What the lines of a text show.
fn lines(text: &str) -> Option<DocumentKind> {
    let mut variables = true;
    let mut seen = Lines::default();
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        variables &= is_variable(trimmed);
        let opens = |words: &[&str]| words.iter().any(|word| trimmed.starts_with(word));
        seen.terraform |=
            opens(&TERRAFORM_BLOCKS) || trimmed.contains('(') && trimmed.contains("jsonencode(");
        seen.cloudformation |= line.starts_with("AWSTemplateFormatVersion")
            || opens(&["Type: AWS::", "Type: \"AWS::", "Type: 'AWS::", "Fn::"])
            || trimmed.contains('!') && (trimmed.contains(": !") || trimmed.contains("- !"));
        seen.jobs |= line.starts_with("jobs:");
        seen.manifest |= line.starts_with("apiVersion:");
        seen.policy |= line.starts_with("Statement:") || line.starts_with("Version:");
        seen.settings |= line.starts_with("include_claim_keys:");
    }
    if variables {
        return Some(ENVIRONMENT);
    }
    let found = [
        (seen.terraform, TERRAFORM),
        (seen.jobs, WORKFLOW),
        (seen.manifest, MANIFEST),
        (seen.cloudformation, CLOUDFORMATION),
        (seen.policy, POLICY_IN_YAML),
        (seen.settings, SETTINGS),
    ];
    found.into_iter().find(|(is_one, _)| *is_one).map(|(_, kind)| kind)
}

#[derive(Default)]
struct Lines {
    terraform: bool,
    cloudformation: bool,
    jobs: bool,
    manifest: bool,
    policy: bool,
    settings: bool,
}

/// How lines of Terraform start.
const TERRAFORM_BLOCKS: [&str; 10] = [
    "resource \"",
    "data \"",
    "module \"",
    "variable \"",
    "provider \"",
    "output \"",
    "locals {",
    "terraform {",
    "statement {",
    "assume_role_policy",
];

/// `NAME=value`, as `env` prints it.
fn is_variable(line: &str) -> bool {
    let line = line.strip_prefix("export ").unwrap_or(line);
    line.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    })
}

/// The first `most` bytes, up to a whole character.
fn start(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}
