//! What a role may push, and the repositories that take it.

use super::json::{compact, document, object, text, texts};
use super::means::is_literal;
use super::options::MakeOptions;
use super::report::MadeRepository;
use crate::aws::{
    AccessPolicies, AccessPrincipal, AccessRequest, CreateOptions, CreateOutcome, Layer, PolicyKind,
    PolicyText, PushClient, StoredAs, Verdict, check_access, check_create,
};
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::github::ClaimValue;
use crate::image::{MutabilitySettings, RepositoryName, TagMutability};
use crate::knowledge::ecr_actions::On;
use crate::knowledge::push_calls::calls;
use crate::names::{Arn, RoleArn};
use crate::naming::LintFinding;
use crate::premise::Finding;
use crate::read::ReadJson;
use crate::text::quote;

/// What is made for pushes.
pub(super) struct Push {
    pub(super) permissions: Option<ClaimValue>,
    pub(super) repositories: Vec<MadeRepository>,
    /// What the naming rules have against the settings of the repositories.
    pub(super) findings: Vec<Finding>,
}

/// Which tags of the repositories move.
struct Tags {
    kind: TagMutability,
    filters: Vec<String>,
}

/// Writes what lets a role push, and checks that it does.
pub(super) fn make(options: &MakeOptions, role: &RoleArn) -> Result<Push, Error> {
    if options.repositories.is_empty() {
        return Ok(Push { permissions: None, repositories: Vec::new(), findings: Vec::new() });
    }
    let (tags, findings) = tags(options)?;
    let everything: Vec<String> = actions(options, On::Everything);
    let pushing: Vec<String> = actions(options, On::Repository);
    let mut repositories = Vec::new();
    for (index, written) in options.repositories.iter().enumerate() {
        let made = repository(written, options, &tags, role, &pushing);
        repositories.push(made.map_err(|error| error.under(index).under("repositories"))?);
    }
    let arns: Vec<String> = repositories.iter().map(|repository| repository.arn.clone()).collect();
    let allow = |actions: &[String], resources: &[String]| {
        object([("Effect", text("Allow")), ("Action", texts(actions)), ("Resource", texts(resources))])
    };
    let permissions = document(vec![allow(&everything, &["*".to_owned()]), allow(&pushing, &arns)]);
    stored(&permissions, StoredAs::RoleInline)?;
    let identity = Layer::Given(vec![PolicyText::read(&compact(&permissions), PolicyKind::Identity)?]);
    let principal: AccessPrincipal = role.as_str().parse()?;
    for repository in &repositories {
        let mut policies = AccessPolicies::default().with_identity(identity.clone());
        if let Some(policy) = &repository.policy {
            stored(policy.value(), StoredAs::EcrRepository)?;
            let policy = PolicyText::read(&compact(policy.value()), PolicyKind::Resource)?;
            policies = policies.with_resource(Layer::Given(vec![policy]));
        }
        // Any name that fits the pattern will do.
        let one = repository.arn.replace(['*', '?'], "x");
        for (action, resource) in
            everything.iter().map(|action| (action, "*")).chain(pushing.iter().map(|action| (action, &*one)))
        {
            let request = AccessRequest::new(Some(principal.clone()), action, resource, [])?;
            if check_access(&request, &policies)?.verdict != Verdict::Allowed {
                let message = format!("the policies that were made do not allow `{action}` on `{resource}`");
                return Err(Error::new(ErrorKind::Internal, message).with_help("report this as a defect"));
            }
        }
    }
    Ok(Push { permissions: Some(permissions), repositories, findings })
}

/// No tag moves but those that are named, or else those that the naming rules call moving; and what the rules have against it.
fn tags(options: &MakeOptions) -> Result<(Tags, Vec<Finding>), Error> {
    let settings = |filters: &[String]| {
        let kind =
            if filters.is_empty() { TagMutability::Immutable } else { TagMutability::ImmutableWithExclusion };
        MutabilitySettings::new(kind, filters).map(|settings| (kind, settings))
    };
    let Some(rules) = &options.naming else {
        let (kind, _) = settings(&options.mutable_tags).map_err(|error| error.under("mutable_tags"))?;
        return Ok((Tags { kind, filters: options.mutable_tags.clone() }, Vec::new()));
    };
    let filters = if options.mutable_tags.is_empty() {
        rules.lint(None).map_err(|error| error.under("naming_rules"))?.exclusion_filters
    } else {
        options.mutable_tags.clone()
    };
    let (kind, own) = settings(&filters).map_err(|error| error.under("mutable_tags"))?;
    let about = [codes::FIXED_TAG_MOVABLE, codes::TOO_MANY_FILTERS, codes::MOVING_IN_IMMUTABLE];
    let report = rules.lint(Some(&own)).map_err(|error| error.under("naming_rules"))?;
    let findings = report.findings.into_iter().filter(|finding| about.contains(&finding.code));
    let told = |finding: LintFinding| {
        let pointer = format!("/options/naming_rules{}", finding.pointer.unwrap_or_default());
        Finding::new(finding.code, finding.message).about(pointer)
    };
    Ok((Tags { kind, filters }, findings.map(told).collect()))
}

/// What a push by any client calls.
fn actions(options: &MakeOptions, on: On) -> Vec<String> {
    let calls = calls(PushClient::Any, options.pull).filter(|call| call.on == on);
    calls.map(|call| call.action.to_owned()).collect()
}

fn repository(
    written: &str,
    options: &MakeOptions,
    tags: &Tags,
    role: &RoleArn,
    pushing: &[String],
) -> Result<MadeRepository, Error> {
    let arn: Arn = if written.starts_with("arn:") {
        written.parse()?
    } else {
        let Some(region) = &options.region else {
            return Err(Error::new(ErrorKind::InvalidValue, "the region of the repository is not given")
                .with_found(written)
                .with_help("give `region`, or write the ARN of the repository"));
        };
        format!("arn:{}:ecr:{region}:{}:repository/{written}", role.partition(), role.account()).parse()?
    };
    let name = arn.resource().strip_prefix("repository/").filter(|name| !name.is_empty());
    let (Some(name), "ecr", false) =
        (name, arn.service(), arn.region().is_empty() || arn.account().is_empty())
    else {
        let message = format!("`{}` is not the ARN of a repository of ECR", quote(written));
        return Err(Error::new(ErrorKind::ArnInvalid, message)
            .with_found(written)
            .with_help("write it as `arn:aws:ecr:REGION:ACCOUNT:repository/NAME`"));
    };
    let is_one = is_literal(name);
    if is_one {
        name.parse::<RepositoryName>()?.check_ecr()?;
    }
    let foreign = arn.account() != role.account();
    let policy = foreign.then(|| {
        ReadJson::new(document(vec![object([
            ("Sid", text("Push")),
            ("Effect", text("Allow")),
            ("Principal", object([("AWS", text(role.as_str()))])),
            ("Action", texts(pushing)),
        ])]))
    });
    Ok(MadeRepository {
        arn: arn.as_str().to_owned(),
        name: name.to_owned(),
        account: arn.account().to_owned(),
        image_tag_mutability: is_one.then_some(tags.kind),
        exclusion_filters: if is_one { tags.filters.clone() } else { Vec::new() },
        policy,
    })
}

/// Asserts that AWS stores a policy.
pub(super) fn stored(policy: &ClaimValue, stored_as: StoredAs) -> Result<(), Error> {
    let report = check_create(&compact(policy), &CreateOptions::default().with_stored_as(stored_as))?;
    if report.outcome == CreateOutcome::Accepted {
        return Ok(());
    }
    let reason = report.reasons.first().map_or("", |reason| reason.message.as_str());
    Err(Error::new(ErrorKind::PolicyInvalid, format!("AWS does not store the policy of the push: {reason}"))
        .with_help("name fewer repositories, or a pattern of their names"))
}
