//! `make_tags`, `check_images` and `lint_rules`: naming rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::document::Document;
use super::printed::MutabilityOptions;
use super::request::{Ask, Request};
use super::values::Claims;
use crate::error::Error;
use crate::limits::MAX_REQUEST;
use crate::naming::{CheckedImage, CheckedImages, LifecyclePolicy, LintReport, MadeNames, NamingRules, Run};
use crate::premise::Finding;
use crate::tree::json;

/// Makes the image names that a run may push, by the team's naming rules.
///
/// AWS cannot enforce them: no IAM condition key carries the tag, and ECR refuses no tag by pattern.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct MakeTagsRequest {
    /// The rules, as YAML or JSON text or as an object.
    rules: Document,
    /// What is known of the run.
    run: RunFacts,
}

/// Checks the image names that a run is about to push against the team's naming rules.
///
/// A closed world: a tag that no rule names is denied, `latest` included. AWS cannot enforce it, so the check belongs
/// before the push.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CheckImagesRequest {
    /// The rules, as YAML or JSON text or as an object.
    rules: Document,
    /// What is known of the run.
    run: RunFacts,
    /// The names to be pushed, with their tags.
    images: Vec<String>,
}

/// Looks for what will go wrong with naming rules, with an example run for each finding.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct LintRulesRequest {
    /// The rules, as YAML or JSON text or as an object.
    rules: Document,
    /// Mutability settings of the ECR repository, to find tags that could not move and tags that could.
    #[serde(default)]
    repository: Option<MutabilityOptions>,
    /// The lifecycle policy of the ECR repository, as `get-lifecycle-policy` prints it under `lifecyclePolicyText`, to
    /// find images that it expires and should not.
    #[serde(default)]
    lifecycle_policy: Option<Document>,
}

/// What is known of a workflow run. Any field may be left out: it is then taken from `claims`, `env` or `event_json`,
/// in this order, and is unknown where none has it.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub(super) struct RunFacts {
    /// The event's name (`GITHUB_EVENT_NAME`), such as `push`.
    event: Option<String>,
    /// The full ref (`GITHUB_REF`), such as `refs/heads/main`.
    pub r#ref: Option<String>,
    /// The commit (`GITHUB_SHA`); on `pull_request` that is the merge commit.
    sha: Option<String>,
    /// The head commit of the pull request (event JSON, `pull_request.head.sha`), or of the run that a `workflow_run`
    /// follows (`workflow_run.head_sha`).
    head_sha: Option<String>,
    /// The commit that the job has checked out (`git rev-parse HEAD`), for rules with `sha: checkout`.
    checkout_sha: Option<String>,
    /// The branch that the pull request comes from (`GITHUB_HEAD_REF`).
    head_ref: Option<String>,
    /// The branch that the pull request goes to (`GITHUB_BASE_REF`).
    base_ref: Option<String>,
    /// The pull request's number.
    number: Option<String>,
    /// The repository, `owner/name` (`GITHUB_REPOSITORY`), with its upper case.
    repository: Option<String>,
    /// The default branch (event JSON, `repository.default_branch`).
    default_branch: Option<String>,
    /// The number of the run (`GITHUB_RUN_NUMBER`).
    run_number: Option<String>,
    /// The id of the run (`GITHUB_RUN_ID`).
    run_id: Option<String>,
    /// The attempt (`GITHUB_RUN_ATTEMPT`).
    run_attempt: Option<String>,
    /// The time to take dates from, in UTC: `YYYY-MM-DDTHH:MM:SSZ`.
    time: Option<String>,
    /// Values that the job knows, such as the content of a `VERSION` file, by the names that the rules declare under
    /// `values`.
    values: BTreeMap<String, String>,
    /// Inputs of a `workflow_dispatch`, by the names that the rules declare under `inputs`.
    inputs: BTreeMap<String, String>,
    /// The git tags that the repository has (`git tag`), for guards with `highest`.
    existing_tags: Option<Vec<String>>,
    /// Claims of the run's token.
    claims: Option<Claims>,
    /// GitHub's environment variables; others are ignored.
    env: BTreeMap<String, String>,
    /// The event's JSON, the file of `GITHUB_EVENT_PATH`, as text or as an object.
    event_json: Option<Document>,
}

impl RunFacts {
    /// The run, and what its sources contradict each other in.
    fn read(self) -> Result<(Run, Vec<Finding>), Error> {
        let mut run = Run {
            event: self.event,
            reference: self.r#ref,
            sha: self.sha,
            head_sha: self.head_sha,
            head_ref: self.head_ref,
            base_ref: self.base_ref,
            number: self.number,
            repository: self.repository,
            default_branch: self.default_branch,
            run_number: self.run_number,
            run_id: self.run_id,
            run_attempt: self.run_attempt,
            time: self.time,
            checkout_sha: self.checkout_sha,
            values: self.values,
            inputs: self.inputs,
            existing_tags: self.existing_tags,
        };
        let mut findings = Vec::new();
        if let Some(claims) = &self.claims {
            findings.extend(run.fill_from_claims(&claims.0));
        }
        findings
            .extend(run.fill_from_env(self.env.iter().map(|(name, value)| (name.as_str(), value.as_str()))));
        if let Some(event) = &self.event_json {
            let node = json::parse(event.source().text, MAX_REQUEST)
                .map_err(|error| event.fault(error, "/run/event_json"))?;
            findings.extend(run.fill_from_event(&node));
        }
        run.check().map_err(|error| error.under("run"))?;
        Ok((run, findings))
    }
}

fn read_rules(rules: &Document) -> Result<NamingRules, Error> {
    NamingRules::read_from(rules.source()).map_err(|error| rules.fault(error, "/rules"))
}

impl Request for MakeTagsRequest {
    type Response = MadeNames;

    fn run(self) -> Result<MadeNames, Error> {
        make(&read_rules(&self.rules)?, self.run)
    }
}

fn make(rules: &NamingRules, run: RunFacts) -> Result<MadeNames, Error> {
    let (run, findings) = run.read()?;
    let mut made = rules.make(&run)?;
    made.findings.splice(0..0, findings);
    Ok(made)
}

impl Request for CheckImagesRequest {
    type Response = CheckedImages;

    fn run(self) -> Result<CheckedImages, Error> {
        check(&read_rules(&self.rules)?, self.run, &self.images)
    }
}

fn check(rules: &NamingRules, run: RunFacts, images: &[String]) -> Result<CheckedImages, Error> {
    let (run, findings) = run.read()?;
    let mut checked = rules.check(&run, images)?;
    checked.findings.splice(0..0, findings);
    Ok(checked)
}

impl Request for LintRulesRequest {
    type Response = LintReport;

    fn run(self) -> Result<LintReport, Error> {
        let settings = match self.repository {
            Some(options) => Some(options.read().map_err(|error| error.under("repository"))?),
            None => None,
        };
        let lifecycle = match &self.lifecycle_policy {
            Some(policy) => {
                let read = policy.source().text.parse::<LifecyclePolicy>();
                Some(read.map_err(|error| policy.fault(error, "/lifecycle_policy"))?)
            }
            None => None,
        };
        Ok(match NamingRules::read_from(self.rules.source()) {
            Ok(rules) => rules
                .lint_with(settings.as_ref(), lifecycle.as_ref())
                .map_err(|error| self.rules.fault(error, "/rules"))?,
            Err(error) => LintReport::from(&error),
        })
    }
}

/// Makes the image names that a run may push.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RulesMakeRequest {
    /// What is known of the run.
    run: RunFacts,
}

/// Checks the image names that a run is about to push, and the set of them.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RulesCheckRequest {
    /// What is known of the run.
    run: RunFacts,
    /// The names to be pushed, with their tags.
    images: Vec<String>,
}

/// Checks many image names of one run, each by itself: the rules about the whole set are not checked.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct RulesCheckManyRequest {
    /// The names, with their tags.
    images: Vec<String>,
    /// What is known of the run.
    run: RunFacts,
}

/// The answer of `check_many`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct ImageVerdicts {
    /// Each name, in the order given.
    images: Vec<CheckedImage>,
}

impl Ask<NamingRules> for RulesMakeRequest {
    type Response = MadeNames;

    fn ask(self, rules: &NamingRules) -> Result<MadeNames, Error> {
        make(rules, self.run)
    }
}

impl Ask<NamingRules> for RulesCheckRequest {
    type Response = CheckedImages;

    fn ask(self, rules: &NamingRules) -> Result<CheckedImages, Error> {
        check(rules, self.run, &self.images)
    }
}

impl Ask<NamingRules> for RulesCheckManyRequest {
    type Response = ImageVerdicts;

    fn ask(self, rules: &NamingRules) -> Result<ImageVerdicts, Error> {
        Ok(ImageVerdicts { images: check(rules, self.run, &self.images)?.images })
    }
}
