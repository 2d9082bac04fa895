//! `parse_image` and `check_name`: names of images and their parts.

use serde::{Deserialize, Serialize};

use super::request::Request;
use super::values::Finding;
use crate::error::{Error, ErrorKind};
use crate::github::{UsesReference, WorkflowRef};
use crate::image::ecr::EcrRegistry;
use crate::image::repository::{Grammar, check_ecr};
use crate::image::{self, ImageReference};
use crate::limits::MAX_TEXT;
use crate::names;
use crate::names::rule::NameFault as Fault;
pub use crate::names::rule::NameRule;
use crate::text::{Place, quote_part};

/// Reads an image reference by docker's rules: `[registry/]repository[:tag][@digest]`.
///
/// Nothing is trimmed or lower-cased; a first part that is `localhost` or has a dot, a colon or an upper-case letter is
/// the registry. Source: distribution/reference v0.6.0; Amazon ECR User Guide for the registry hosts.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ParseImageRequest {
    /// The reference, such as `123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1`.
    pub text: String,
}

/// The parts of an image reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ParseImageResponse {
    /// The registry's host, with its port where one was given; `docker.io` where none was.
    pub registry: String,
    /// The repository, with `library/` where docker puts it.
    pub repository: String,
    /// The tag, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The digest, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The text as given.
    pub original: String,
    /// Everything spelled out.
    pub canonical: String,
    /// As short as docker prints it.
    pub familiar: String,
    /// What the registry's host says, if it is one of Amazon ECR's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ecr: Option<Ecr>,
    /// What a reader may have meant otherwise, or a registry will not take.
    pub findings: Vec<Finding>,
}

/// An Amazon ECR registry, and the repository in it where one is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ecr {
    /// Whether this is ECR Public.
    pub public: bool,
    /// The account, 12 digits; none for ECR Public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The region; none for ECR Public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The partition: by the region's form, or by the host's suffix where the region is of no known form.
    pub partition: String,
    /// Whether this is a FIPS endpoint.
    pub fips: bool,
    /// Whether the host stands for IPv4 and IPv6.
    pub dual_stack: bool,
    /// The repository's ARN; none for ECR Public, and where ECR refuses the repository's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository_arn: Option<String>,
}

impl Ecr {
    fn of(registry: &EcrRegistry, repository_arn: Option<String>) -> Ecr {
        Ecr {
            public: registry.is_public(),
            account: registry.account().map(str::to_owned),
            region: registry.region().map(str::to_owned),
            partition: registry.partition().to_owned(),
            fips: registry.is_fips(),
            dual_stack: registry.is_dual_stack(),
            repository_arn,
        }
    }
}

impl Request for ParseImageRequest {
    type Response = ParseImageResponse;

    fn run(self) -> Result<ParseImageResponse, Error> {
        let image: ImageReference = self.text.parse().map_err(|error: Error| error.at("").within("/text"))?;
        Ok(ParseImageResponse {
            registry: image.registry().to_owned(),
            repository: image.repository().to_string(),
            tag: image.tag().map(ToString::to_string),
            digest: image.digest().map(ToString::to_string),
            original: image.original().to_owned(),
            canonical: image.to_string(),
            familiar: image.familiar(),
            ecr: image.ecr_registry().map(|registry| {
                Ecr::of(&registry, image.ecr_repository().map(|repository| repository.arn()))
            }),
            findings: image.findings(),
        })
    }
}

/// What a name is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    /// A whole image reference, as `parse_image` reads it.
    ImageReference,
    /// The tag of an image, by the registry protocol's rule.
    ImageTag,
    /// The digest of an image.
    ImageDigest,
    /// A repository of Amazon ECR, by the API's current rule; the older one is told as a finding.
    EcrRepository,
    /// The host of an Amazon ECR registry. As AWS's credential helper does, `https://` before and a path after it are
    /// passed over.
    EcrRegistry,
    /// A full git ref, such as `refs/heads/main`, by git-check-ref-format.
    GitRef,
    /// A user or an organisation on GitHub; the login of a managed user has `_` and its enterprise's short code.
    Owner,
    /// A repository on GitHub, without its owner.
    Repository,
    /// An environment of a repository.
    Environment,
    /// A workflow with its ref, as in the claims `workflow_ref` and `job_workflow_ref`.
    WorkflowRef,
    /// What a job's `uses:` names: a reusable workflow.
    Uses,
}

/// Checks one name, and says which rule fails where.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckNameRequest {
    /// What the name is to be.
    pub kind: NameKind,
    /// The name.
    pub text: String,
}

/// Whether a name is legal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckNameResponse {
    /// Whether the name obeys its rule.
    pub valid: bool,
    /// The first rule that it breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<NameFault>,
    /// For an ECR repository: whether the older rule, by which ECR's servers answered until 2024-02, takes it as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_under_older_rule: Option<bool>,
    /// What is odd in a legal name: an older rule that refuses it, parts that do not belong together.
    pub findings: Vec<Finding>,
    /// What the host says, for an ECR registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ecr: Option<Ecr>,
    /// The parts, for a workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow: Option<Workflow>,
}

/// A workflow file, and the `job_workflow_ref` of the jobs in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Workflow {
    /// `owner/name`; none for a workflow of the caller's own repository (`./`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The path of the file in its repository.
    pub path: String,
    /// The branch, tag, ref or commit after `@`, as written.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What `job_workflow_ref` may be. For a name after `uses: …@` a tag wins over a branch, so it comes first: which
    /// of them there is, the text does not tell. None where it is the caller's to say.
    pub job_workflow_ref: Vec<String>,
}

impl From<&WorkflowRef> for Workflow {
    fn from(parts: &WorkflowRef) -> Workflow {
        Workflow {
            repository: Some(parts.repository().to_owned()),
            path: parts.path().to_owned(),
            reference: Some(parts.reference().to_owned()),
            job_workflow_ref: vec![parts.to_string()],
        }
    }
}

impl Workflow {
    fn of_uses(uses: &UsesReference) -> Workflow {
        Workflow {
            repository: uses.repository().map(str::to_owned),
            path: uses.path().to_owned(),
            reference: uses.reference().map(str::to_owned),
            job_workflow_ref: uses.job_workflow_refs(None),
        }
    }
}

/// Why a name is not legal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NameFault {
    /// The rule.
    pub rule: NameRule,
    /// One sentence.
    pub message: String,
    /// Characters before the fault, from 0.
    pub offset: usize,
    /// The text at fault; empty where something is missing.
    pub found: String,
    /// The rule in words.
    pub help: String,
    /// The nearest legal name, where there is exactly one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl NameFault {
    fn of(fault: Fault, text: &str) -> NameFault {
        NameFault {
            rule: fault.rule,
            offset: Place::of(text, fault.span.start).offset,
            found: quote_part(text, fault.span),
            message: fault.message,
            help: fault.help.to_owned(),
            suggestion: fault.suggestion,
        }
    }
}

impl Request for CheckNameRequest {
    type Response = CheckNameResponse;

    fn run(self) -> Result<CheckNameResponse, Error> {
        let text = self.text.as_str();
        if text.len() > MAX_TEXT {
            let message = format!("the name has {} bytes, at most {MAX_TEXT} are read", text.len());
            return Err(Error::new(ErrorKind::TooLarge, message).with_help("pass one name").under("text"));
        }
        let mut findings = Vec::new();
        let mut ecr = None;
        let mut older = None;
        let mut workflow = None;
        let result = match self.kind {
            NameKind::ImageReference => image::check_reference(text),
            NameKind::ImageTag => image::read_tag(text).map(|_| ()),
            NameKind::ImageDigest => image::check_digest(text),
            NameKind::EcrRepository => {
                findings.extend(image::host_in_name(text));
                findings.extend(image::repository::ecr_findings(text));
                older = Some(check_ecr(text, Grammar::Older).is_ok());
                check_ecr(text, Grammar::Current)
            }
            NameKind::GitRef => names::check_ref(text),
            NameKind::Owner => names::check_owner(text),
            NameKind::Repository => names::check_repository(text),
            NameKind::Environment => names::check_environment(text),
            NameKind::WorkflowRef => {
                WorkflowRef::read(text).map(|parts| workflow = Some(Workflow::from(&parts)))
            }
            NameKind::Uses => UsesReference::read(text).map(|uses| {
                findings = uses.findings();
                workflow = Some(Workflow::of_uses(&uses));
            }),
            NameKind::EcrRegistry => EcrRegistry::of_url(text).map(|registry| {
                findings = registry.findings();
                ecr = Some(Ecr::of(&registry, None));
            }),
        };
        Ok(CheckNameResponse {
            valid: result.is_ok(),
            fault: result.err().map(|fault| NameFault::of(fault, text)),
            valid_under_older_rule: older,
            findings,
            ecr,
            workflow,
        })
    }
}
