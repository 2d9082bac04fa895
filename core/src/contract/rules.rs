//! `make_tags`, `check_images` and `lint_rules`: naming rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::handle::Ask;
use super::mutability::MutabilityOptions;
use super::request::Request;
use super::values::{Claims, DocumentText, Finding, Premise};
use crate::codes::{Code, Severity};
use crate::error::{Error, ErrorKind};
use crate::limits::{MAX_IMAGES, MAX_REQUEST, MAX_TEXT};
use crate::naming::{self, CheckedImage, CheckedImages, LintFinding, MadeName, MadeNames, NamingRules, Run};
use crate::premise;
use crate::text::Place;
use crate::tree::json;

/// Makes the image names that a run may push, by the team's naming rules.
///
/// AWS cannot enforce them: no IAM condition key carries the tag, and ECR refuses no tag by pattern.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MakeTagsRequest {
    /// The rules, YAML or JSON.
    pub rules: DocumentText,
    /// What is known of the run.
    pub run: RunFacts,
}

/// Checks the image names that a run is about to push against the team's naming rules.
///
/// A closed world: a tag that no rule names is denied, `latest` included. AWS cannot enforce it, so the check belongs
/// before the push.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckImagesRequest {
    /// The rules, YAML or JSON.
    pub rules: DocumentText,
    /// What is known of the run.
    pub run: RunFacts,
    /// The names to be pushed, with their tags.
    pub images: Vec<String>,
}

/// Looks for what will go wrong with naming rules, with an example run for each finding.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LintRulesRequest {
    /// The rules, YAML or JSON.
    pub rules: DocumentText,
    /// Mutability settings of the ECR repository, to find tags that could not move.
    #[serde(default)]
    pub repository: Option<MutabilityOptions>,
}

/// What is known of a workflow run. Any field may be left out: it is then taken from `claims`, `env` or `event_json`,
/// in this order, and is unknown where none tells it.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RunFacts {
    /// The event's name (`GITHUB_EVENT_NAME`), such as `push`.
    pub event: Option<String>,
    /// The full ref (`GITHUB_REF`), such as `refs/heads/main`.
    pub r#ref: Option<String>,
    /// The commit (`GITHUB_SHA`); on `pull_request` that is the merge commit.
    pub sha: Option<String>,
    /// The head commit of the pull request (event JSON, `pull_request.head.sha`).
    pub head_sha: Option<String>,
    /// The branch that the pull request comes from (`GITHUB_HEAD_REF`).
    pub head_ref: Option<String>,
    /// The branch that the pull request goes to (`GITHUB_BASE_REF`).
    pub base_ref: Option<String>,
    /// The pull request's number.
    pub number: Option<String>,
    /// The repository, `owner/name` (`GITHUB_REPOSITORY`), with its upper case.
    pub repository: Option<String>,
    /// The default branch (event JSON, `repository.default_branch`).
    pub default_branch: Option<String>,
    /// The number of the run (`GITHUB_RUN_NUMBER`).
    pub run_number: Option<String>,
    /// The id of the run (`GITHUB_RUN_ID`).
    pub run_id: Option<String>,
    /// The attempt (`GITHUB_RUN_ATTEMPT`).
    pub run_attempt: Option<String>,
    /// The time to take dates from, in UTC: `YYYY-MM-DDTHH:MM:SSZ`.
    pub time: Option<String>,
    /// Claims of the run's token.
    pub claims: Option<Claims>,
    /// GitHub's environment variables; others are passed over.
    pub env: BTreeMap<String, String>,
    /// The event's JSON, the file of `GITHUB_EVENT_PATH`.
    pub event_json: Option<DocumentText>,
}

/// What comes of naming rules for one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NamesOutcome {
    /// The names are made.
    Made,
    /// The run pushes nothing, by a guard of `skip`.
    Skipped,
    /// No rule fires, or one that fires cannot make a legal name.
    Refused,
    /// What is known of the run does not tell; `needs` says what would.
    Undetermined,
}

/// Whether a rule fires on a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Fires {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// The run does not tell.
    Unknown,
}

/// The answer of `make_tags`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MakeTagsResponse {
    /// What came of it.
    pub outcome: NamesOutcome,
    /// Why, in one sentence.
    pub reason: String,
    /// The repositories that the run pushes to.
    pub images: Vec<String>,
    /// The names, in the order of the rules.
    pub names: Vec<ImageName>,
    /// Every rule, and whether it fires; none for a run that is skipped.
    pub rules: Vec<RuleOutcome>,
    /// The fields of `run` that would tell what is not known.
    pub needs: Vec<String>,
    /// What to know of the names and the run.
    pub findings: Vec<Finding>,
    /// What the answer rests on beside the run.
    pub premises: Vec<Premise>,
}

/// A name that a run may push.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImageName {
    /// Repository and tag.
    pub name: String,
    /// The repository.
    pub image: String,
    /// The tag.
    pub tag: String,
    /// The rules that make it.
    pub rules: Vec<String>,
    /// Whether later runs point the tag elsewhere.
    pub moving: bool,
    /// Whether it may be left out.
    pub optional: bool,
}

/// Whether one rule fires.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleOutcome {
    /// The rule.
    pub name: String,
    /// Whether it fires.
    pub fires: Fires,
    /// Why, in one sentence.
    pub reason: String,
}

/// Whether a name may be pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NameVerdict {
    /// It may.
    Allowed,
    /// What is known of the run does not tell.
    Undetermined,
    /// It may not.
    Denied,
}

/// The answer of `check_images`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckImagesResponse {
    /// Of the set: denied where a name is, or where a name that must be pushed is missing.
    pub verdict: NameVerdict,
    /// Why, in one sentence.
    pub reason: String,
    /// Each name, in the order given.
    pub images: Vec<ImageVerdict>,
    /// Names that must be pushed and are not among those given.
    pub missing: Vec<String>,
    /// What the rules make of the run.
    pub outcome: NamesOutcome,
    /// The fields of `run` that would tell what is not known.
    pub needs: Vec<String>,
    /// What to know of the rules' names and the run.
    pub findings: Vec<Finding>,
    /// What the answer rests on beside the run.
    pub premises: Vec<Premise>,
}

/// The verdict on one name.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImageVerdict {
    /// The name as given.
    pub image: String,
    /// Whether it may be pushed.
    pub verdict: NameVerdict,
    /// Why not, as a stable code such as `TAG_UNKNOWN`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Why, in one sentence.
    pub reason: String,
    /// The rule that names it, or the kind of auxiliary tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The name that is probably meant, where exactly one comes to mind; it passes this check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    /// What is odd in the name.
    pub findings: Vec<Finding>,
}

/// The answer of `lint_rules`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LintRulesResponse {
    /// Each fault; a document that cannot be read has one, with the code of the error.
    pub findings: Vec<RuleFinding>,
    /// The ECR exclusion filters that let the moving tags move in an immutable repository.
    pub exclusion_filters: Vec<String>,
    /// For each rule the pattern by which a lifecycle policy finds its tags.
    pub lifecycle_patterns: Vec<LifecyclePattern>,
}

/// A pattern for a lifecycle policy's `tagPatternList`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LifecyclePattern {
    /// The rule.
    pub rule: String,
    /// The pattern; `*` alone where the tags of the rule have nothing in common.
    pub pattern: String,
}

/// One fault of naming rules.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleFinding {
    /// Stable code, upper case.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// One sentence.
    pub message: String,
    /// The rules that it is about.
    pub rules: Vec<String>,
    /// The tag that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Runs that show it.
    pub runs: Vec<ExampleRun>,
    /// Line in the rules, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in the rules, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// A run as an example, in the fields of `run`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExampleRun {
    /// The event's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The full ref.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#ref: Option<String>,
    /// The commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha: Option<String>,
    /// The head commit of the pull request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_sha: Option<String>,
    /// The branch that the pull request comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_ref: Option<String>,
    /// The branch that the pull request goes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_ref: Option<String>,
    /// The pull request's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The default branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_branch: Option<String>,
    /// The number of the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_number: Option<String>,
}

impl RunFacts {
    /// The run, and what its sources contradict each other in.
    fn read(self) -> Result<(Run, Vec<premise::Finding>), Error> {
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
        };
        let mut findings = Vec::new();
        if let Some(claims) = &self.claims {
            findings.extend(run.fill_from_claims(&claims.0));
        }
        findings
            .extend(run.fill_from_env(self.env.iter().map(|(name, value)| (name.as_str(), value.as_str()))));
        if let Some(event) = &self.event_json {
            let node = json::parse(&event.0, MAX_REQUEST).map_err(|error| error.within("/run/event_json"))?;
            findings.extend(run.fill_from_event(&node));
        }
        run.check().map_err(|error| error.under("run"))?;
        Ok((run, findings))
    }
}

fn read_rules(rules: &DocumentText) -> Result<NamingRules, Error> {
    rules.0.parse().map_err(|error: Error| error.within("/rules"))
}

impl Request for MakeTagsRequest {
    type Response = MakeTagsResponse;

    fn run(self) -> Result<MakeTagsResponse, Error> {
        make(&read_rules(&self.rules)?, self.run)
    }
}

fn make(rules: &NamingRules, run: RunFacts) -> Result<MakeTagsResponse, Error> {
    let (run, findings) = run.read()?;
    let made = rules.make(&run);
    Ok(MakeTagsResponse {
        outcome: made.outcome.into(),
        findings: all(&made, &findings),
        reason: made.reason,
        images: made.images,
        names: made.names.into_iter().map(ImageName::from).collect(),
        rules: made
            .rules
            .into_iter()
            .map(|rule| RuleOutcome { name: rule.name, fires: rule.fires.into(), reason: rule.reason })
            .collect(),
        needs: made.needs.into_iter().map(str::to_owned).collect(),
        premises: made.premises,
    })
}

impl Request for CheckImagesRequest {
    type Response = CheckImagesResponse;

    fn run(self) -> Result<CheckImagesResponse, Error> {
        check(&read_rules(&self.rules)?, self.run, &self.images)
    }
}

fn check(rules: &NamingRules, run: RunFacts, images: &[String]) -> Result<CheckImagesResponse, Error> {
    if images.len() > MAX_IMAGES {
        let message = format!("{} names are given, at most {MAX_IMAGES} are read", images.len());
        return Err(Error::new(ErrorKind::TooLarge, message).under("images"));
    }
    if let Some(index) = images.iter().position(|image| image.len() > MAX_TEXT) {
        let message = format!("the name is longer than {MAX_TEXT} bytes");
        return Err(Error::new(ErrorKind::TooLarge, message).under(index).under("images"));
    }
    let (run, findings) = run.read()?;
    let CheckedImages { verdict, reason, images, missing, made, .. } = rules.check(&run, images);
    Ok(CheckImagesResponse {
        verdict: verdict.into(),
        reason,
        images: images.into_iter().map(ImageVerdict::from).collect(),
        missing,
        outcome: made.outcome.into(),
        needs: made.needs.iter().map(|need| (*need).to_owned()).collect(),
        findings: all(&made, &findings),
        premises: made.premises,
    })
}

fn all(made: &MadeNames, findings: &[premise::Finding]) -> Vec<Finding> {
    findings.iter().chain(&made.findings).cloned().collect()
}

impl Request for LintRulesRequest {
    type Response = LintRulesResponse;

    fn run(self) -> Result<LintRulesResponse, Error> {
        let settings = match self.repository {
            Some(options) => Some(options.read().map_err(|error| error.under("repository"))?),
            None => None,
        };
        let text = self.rules.0.as_str();
        let rules: NamingRules = match text.parse() {
            Ok(rules) => rules,
            Err(error) => {
                return Ok(LintRulesResponse {
                    findings: vec![RuleFinding::unread(&error)],
                    exclusion_filters: Vec::new(),
                    lifecycle_patterns: Vec::new(),
                });
            }
        };
        let report = rules.lint(settings.as_ref());
        Ok(LintRulesResponse {
            findings: report.findings.into_iter().map(|finding| RuleFinding::of(finding, text)).collect(),
            exclusion_filters: report.exclusion_filters,
            lifecycle_patterns: report
                .lifecycle_patterns
                .into_iter()
                .map(|(rule, pattern)| LifecyclePattern { rule, pattern })
                .collect(),
        })
    }
}

impl RuleFinding {
    fn unread(error: &Error) -> RuleFinding {
        RuleFinding {
            code: error.kind().code().to_owned(),
            severity: Severity::Error,
            message: error.to_string(),
            rules: Vec::new(),
            tag: None,
            runs: Vec::new(),
            line: error.place().map(|place| place.line),
            column: error.place().map(|place| place.column),
            help: error.help().map(str::to_owned),
        }
    }

    fn of(finding: LintFinding, text: &str) -> RuleFinding {
        let place = Place::of(text, finding.span.start);
        RuleFinding {
            code: finding.code.to_string(),
            severity: finding.code.severity,
            message: finding.message,
            rules: finding.rules,
            tag: finding.tag,
            runs: finding.runs.into_iter().map(ExampleRun::from).collect(),
            line: Some(place.line),
            column: Some(place.column),
            help: None,
        }
    }
}

impl From<Run> for ExampleRun {
    fn from(run: Run) -> ExampleRun {
        ExampleRun {
            event: run.event,
            r#ref: run.reference,
            sha: run.sha,
            head_sha: run.head_sha,
            head_ref: run.head_ref,
            base_ref: run.base_ref,
            number: run.number,
            repository: run.repository,
            default_branch: run.default_branch,
            run_number: run.run_number,
        }
    }
}

impl From<MadeName> for ImageName {
    fn from(name: MadeName) -> ImageName {
        let MadeName { name, image, tag, rules, moving, optional, .. } = name;
        ImageName { name, image, tag, rules, moving, optional }
    }
}

impl From<CheckedImage> for ImageVerdict {
    fn from(image: CheckedImage) -> ImageVerdict {
        ImageVerdict {
            image: image.image,
            verdict: image.verdict.into(),
            code: image.code.map(Code::to_string),
            reason: image.reason,
            rule: image.rule,
            suggestion: image.suggestion,
            findings: image.findings,
        }
    }
}

impl From<naming::NamesOutcome> for NamesOutcome {
    fn from(outcome: naming::NamesOutcome) -> NamesOutcome {
        match outcome {
            naming::NamesOutcome::Made => NamesOutcome::Made,
            naming::NamesOutcome::Skipped => NamesOutcome::Skipped,
            naming::NamesOutcome::Refused => NamesOutcome::Refused,
            naming::NamesOutcome::Undetermined => NamesOutcome::Undetermined,
        }
    }
}

impl From<naming::Fires> for Fires {
    fn from(fires: naming::Fires) -> Fires {
        match fires {
            naming::Fires::Yes => Fires::Yes,
            naming::Fires::No => Fires::No,
            naming::Fires::Unknown => Fires::Unknown,
        }
    }
}

impl From<naming::NameVerdict> for NameVerdict {
    fn from(verdict: naming::NameVerdict) -> NameVerdict {
        match verdict {
            naming::NameVerdict::Allowed => NameVerdict::Allowed,
            naming::NameVerdict::Undetermined => NameVerdict::Undetermined,
            naming::NameVerdict::Denied => NameVerdict::Denied,
        }
    }
}

/// Makes the image names that a run may push.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RulesMakeRequest {
    /// What is known of the run.
    pub run: RunFacts,
}

/// Checks the image names that a run is about to push, and the set of them.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RulesCheckRequest {
    /// What is known of the run.
    pub run: RunFacts,
    /// The names to be pushed, with their tags.
    pub images: Vec<String>,
}

/// Checks many image names of one run, each alone: what the set must hold is not asked.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RulesCheckManyRequest {
    /// The names, with their tags.
    pub images: Vec<String>,
    /// What is known of the run.
    pub run: RunFacts,
}

/// The answer of `check_many`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImageVerdicts {
    /// Each name, in the order given.
    pub images: Vec<ImageVerdict>,
}

impl Ask<NamingRules> for RulesMakeRequest {
    type Response = MakeTagsResponse;

    fn ask(self, rules: &NamingRules) -> Result<MakeTagsResponse, Error> {
        make(rules, self.run)
    }
}

impl Ask<NamingRules> for RulesCheckRequest {
    type Response = CheckImagesResponse;

    fn ask(self, rules: &NamingRules) -> Result<CheckImagesResponse, Error> {
        check(rules, self.run, &self.images)
    }
}

impl Ask<NamingRules> for RulesCheckManyRequest {
    type Response = ImageVerdicts;

    fn ask(self, rules: &NamingRules) -> Result<ImageVerdicts, Error> {
        Ok(ImageVerdicts { images: check(rules, self.run, &self.images)?.images })
    }
}
