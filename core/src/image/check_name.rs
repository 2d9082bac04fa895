//! Whether a name is legal, for every kind of name on the way from a workflow to a registry.

use serde::{Deserialize, Serialize};

use super::ecr::EcrRegistry;
use super::repository::{Grammar, check_ecr, ecr_findings};
use super::{EcrReport, digest, host_in_name, parse, tag};
use crate::error::{Error, ErrorKind};
use crate::github::{UsesReference, WorkflowRef};
use crate::limits::MAX_TEXT;
use crate::names;
use crate::names::rule::{NameFault, NameRule};
use crate::premise::Finding;
use crate::text::{Place, quote_part};

/// What a name is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NameKind {
    /// A whole image reference, as `parse_image` reads it.
    ImageReference,
    /// The tag of an image, by the registry protocol's rule.
    ImageTag,
    /// The digest of an image.
    ImageDigest,
    /// A repository of Amazon ECR, by the API's current rule; the older one gives a finding.
    EcrRepository,
    /// The host of an Amazon ECR registry. As AWS's credential helper does, `https://` before and a path after it are
    /// ignored.
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

/// Whether a name is legal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "CheckNameResponse"))]
#[non_exhaustive]
pub struct NameReport {
    /// Whether the name obeys its rule.
    pub valid: bool,
    /// The first rule that it breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<NameProblem>,
    /// For an ECR repository: whether the older rule, by which ECR's servers answered until 2024-02, takes it as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_under_older_rule: Option<bool>,
    /// Warnings about a legal name: an older rule that refuses it, parts that do not belong together.
    pub findings: Vec<Finding>,
    /// What the host says, for an ECR registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ecr: Option<EcrReport>,
    /// The parts, for a workflow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workflow: Option<WorkflowFile>,
}

/// Why a name is not legal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "NameFault"))]
#[non_exhaustive]
pub struct NameProblem {
    /// The rule.
    pub rule: NameRule,
    /// One sentence.
    pub message: String,
    /// Characters before the fault, from 0.
    pub offset: usize,
    /// The text at fault; empty where something is missing.
    pub found: String,
    /// The rule in words.
    pub help: &'static str,
    /// The nearest legal name, where there is exactly one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl NameProblem {
    fn of(fault: NameFault, text: &str) -> NameProblem {
        NameProblem {
            rule: fault.rule,
            offset: Place::of(text, fault.span.start).offset,
            found: quote_part(text, fault.span),
            message: fault.message,
            help: fault.help,
            suggestion: fault.suggestion,
        }
    }
}

/// A workflow file, and the `job_workflow_ref` of the jobs in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Workflow"))]
#[non_exhaustive]
pub struct WorkflowFile {
    /// `owner/name`; none for a workflow of the caller's own repository (`./`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The path of the file in its repository.
    pub path: String,
    /// The branch, tag, ref or commit after `@`, as written.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What `job_workflow_ref` may be. For a name after `uses: …@` a tag wins over a branch, so it comes first: the
    /// text does not show which of them exists. None where it depends on the caller.
    pub job_workflow_ref: Vec<String>,
}

impl WorkflowFile {
    fn of_claim(parts: &WorkflowRef) -> WorkflowFile {
        WorkflowFile {
            repository: Some(parts.repository().to_owned()),
            path: parts.path().to_owned(),
            reference: Some(parts.reference().to_owned()),
            job_workflow_ref: vec![parts.to_string()],
        }
    }

    fn of_uses(uses: &UsesReference) -> WorkflowFile {
        WorkflowFile {
            repository: uses.repository().map(str::to_owned),
            path: uses.path().to_owned(),
            reference: uses.reference().map(str::to_owned),
            job_workflow_ref: uses.job_workflow_refs(None),
        }
    }
}

/// Checks one name, and says which rule fails where. A name that is not legal is an answer.
///
/// The rules are those of the page or program that each [`NameKind`] names: distribution/reference for images, the Amazon
/// ECR API for its repositories, git-check-ref-format for refs, GitHub Docs for owners, repositories and environments.
///
/// ```
/// use assumable::image::{NameKind, check_name};
/// use assumable::names::NameRule;
/// assert!(check_name(NameKind::Environment, "production")?.valid);
///
/// let fault = check_name(NameKind::ImageTag, "feature/x")?.fault.unwrap();
/// assert_eq!((fault.rule, fault.offset), (NameRule::Character, 7));
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// `TOO_LARGE` for more than [`MAX_TEXT`] bytes, with the path `/text`.
pub fn check_name(kind: NameKind, text: &str) -> Result<NameReport, Error> {
    if text.len() > MAX_TEXT {
        let message = format!("the name has {} bytes, at most {MAX_TEXT} are read", text.len());
        return Err(Error::new(ErrorKind::TooLarge, message).with_help("pass one name").under("text"));
    }
    let mut report = NameReport {
        valid: true,
        fault: None,
        valid_under_older_rule: None,
        findings: Vec::new(),
        ecr: None,
        workflow: None,
    };
    if let Err(fault) = report.read(kind, text) {
        report.valid = false;
        report.fault = Some(NameProblem::of(fault, text));
    }
    Ok(report)
}

impl NameReport {
    /// Reads the name, and notes what it says.
    fn read(&mut self, kind: NameKind, text: &str) -> Result<(), NameFault> {
        match kind {
            NameKind::ImageReference => parse::reference(text).map(|_| ()),
            NameKind::ImageTag => tag::parse(text).map(|_| ()),
            NameKind::ImageDigest => digest::parse(text).map(|_| ()),
            NameKind::EcrRepository => {
                self.findings.extend(host_in_name(text));
                self.findings.extend(ecr_findings(text));
                self.valid_under_older_rule = Some(check_ecr(text, Grammar::Older).is_ok());
                check_ecr(text, Grammar::Current)
            }
            NameKind::EcrRegistry => {
                let registry = EcrRegistry::of_url(text)?;
                self.findings = registry.findings();
                self.ecr = Some(EcrReport::of(&registry, None));
                Ok(())
            }
            NameKind::GitRef => names::check_ref(text),
            NameKind::Owner => names::check_owner(text),
            NameKind::Repository => names::check_repository(text),
            NameKind::Environment => names::check_environment(text),
            NameKind::WorkflowRef => {
                self.workflow = Some(WorkflowFile::of_claim(&WorkflowRef::read(text)?));
                Ok(())
            }
            NameKind::Uses => {
                let uses = UsesReference::read(text)?;
                self.findings = uses.findings();
                self.workflow = Some(WorkflowFile::of_uses(&uses));
                Ok(())
            }
        }
    }
}
