//! What is known of a workflow run, in the words of naming rules.

use std::collections::BTreeMap;

use serde::Serialize;

use super::date;
use super::fact::{Fact, ShaSource, Unfilled};
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::github::Claims;
use crate::premise::Finding;
use crate::text::quote;
use crate::tree::json::{Node, Value};

/// What is known of a workflow run. A field that is `None` is not known.
///
/// Fill it by hand, from claims ([`Run::fill_from_claims`]), from GitHub's environment variables
/// ([`Run::fill_from_env`]) and from the event's JSON ([`Run::fill_from_event`]), in this or another order: what is
/// known stays, and a contradiction is a finding.
///
/// ```
/// use assumable::Run;
///
/// let mut run = Run::default();
/// run.fill_from_env([("GITHUB_EVENT_NAME", "push"), ("GITHUB_REF", "refs/heads/main")]);
/// assert_eq!(run.event.as_deref(), Some("push"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(rename = "ExampleRun", description = "A run as an example, in the fields of `run`.")
)]
#[non_exhaustive]
pub struct Run {
    /// The event's name (`GITHUB_EVENT_NAME`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The full ref (`GITHUB_REF`), such as `refs/heads/main`. Empty for a deployment of a commit.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The commit (`GITHUB_SHA`); on `pull_request` the merge commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha: Option<String>,
    /// The head commit of the pull request (event JSON, `pull_request.head.sha`), or of the run that a `workflow_run`
    /// follows (`workflow_run.head_sha`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_sha: Option<String>,
    /// The commit that the job has checked out (`git rev-parse HEAD`), for rules with `sha: checkout`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkout_sha: Option<String>,
    /// The branch that the pull request comes from (`GITHUB_HEAD_REF`), or that of the run that a `workflow_run`
    /// follows (`workflow_run.head_branch`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_ref: Option<String>,
    /// The branch that the pull request goes to (`GITHUB_BASE_REF`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_ref: Option<String>,
    /// The pull request's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// `owner/name` (`GITHUB_REPOSITORY`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The default branch (event JSON, `repository.default_branch`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_branch: Option<String>,
    /// The run's number (`GITHUB_RUN_NUMBER`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_number: Option<String>,
    /// The run's id (`GITHUB_RUN_ID`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    /// The attempt (`GITHUB_RUN_ATTEMPT`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_attempt: Option<String>,
    /// The time to take dates from, UTC: `YYYY-MM-DDTHH:MM:SSZ`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// Values that the job knows, by the names that the rules declare under `values`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Inputs of a `workflow_dispatch` (event JSON, `inputs`), by the names that the rules declare under `inputs`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, String>,
    /// The git tags that the repository has (`git tag`), for guards with `highest`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_tags: Option<Vec<String>>,
}

/// A field of [`Run`] by its name on the wire.
type Slot = fn(&mut Run) -> &mut Option<String>;

/// Field, claim, environment variable.
const SOURCES: [(&str, Slot, Option<&str>, Option<&str>); 14] = [
    ("event", |run| &mut run.event, Some("event_name"), Some("GITHUB_EVENT_NAME")),
    ("ref", |run| &mut run.reference, Some("ref"), Some("GITHUB_REF")),
    ("sha", |run| &mut run.sha, Some("sha"), Some("GITHUB_SHA")),
    ("head_sha", |run| &mut run.head_sha, None, None),
    ("checkout_sha", |run| &mut run.checkout_sha, None, None),
    ("head_ref", |run| &mut run.head_ref, Some("head_ref"), Some("GITHUB_HEAD_REF")),
    ("base_ref", |run| &mut run.base_ref, Some("base_ref"), Some("GITHUB_BASE_REF")),
    ("number", |run| &mut run.number, None, None),
    ("repository", |run| &mut run.repository, Some("repository"), Some("GITHUB_REPOSITORY")),
    ("default_branch", |run| &mut run.default_branch, None, None),
    ("run_number", |run| &mut run.run_number, Some("run_number"), Some("GITHUB_RUN_NUMBER")),
    ("run_id", |run| &mut run.run_id, Some("run_id"), Some("GITHUB_RUN_ID")),
    ("run_attempt", |run| &mut run.run_attempt, Some("run_attempt"), Some("GITHUB_RUN_ATTEMPT")),
    ("time", |run| &mut run.time, None, None),
];

/// What a ref is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RefKind<'a> {
    Branch(&'a str),
    Tag(&'a str),
    /// The number.
    Pull(&'a str),
    Other,
}

impl Run {
    /// The facts that are known, by their names on the wire.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let facts: [(&'static str, &Option<String>); 14] = [
            ("event", &self.event),
            ("ref", &self.reference),
            ("sha", &self.sha),
            ("head_sha", &self.head_sha),
            ("checkout_sha", &self.checkout_sha),
            ("head_ref", &self.head_ref),
            ("base_ref", &self.base_ref),
            ("number", &self.number),
            ("repository", &self.repository),
            ("default_branch", &self.default_branch),
            ("run_number", &self.run_number),
            ("run_id", &self.run_id),
            ("run_attempt", &self.run_attempt),
            ("time", &self.time),
        ];
        facts.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)))
    }

    fn fill(&mut self, field: &str, slot: Slot, value: &str, source: &str) -> Option<Finding> {
        // GITHUB_HEAD_REF, GITHUB_BASE_REF and their claims are empty outside pull requests
        if value.is_empty() && field != "ref" {
            return None;
        }
        let known = slot(self);
        match known {
            None => {
                *known = Some(value.to_owned());
                None
            }
            Some(known) if known == value => None,
            Some(known) => {
                let message =
                    format!("`{field}` is `{}`, but {source} says `{}`", quote(known), quote(value));
                Some(Finding::new(codes::RUN_CONTRADICTION, message).about(field))
            }
        }
    }

    /// Fills what is not known yet from a token's claims.
    pub fn fill_from_claims(&mut self, claims: &Claims) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (field, slot, claim, _) in SOURCES {
            if let Some(value) = claim.and_then(|claim| claims.text(claim)) {
                findings.extend(self.fill(field, slot, value, "the token"));
            }
        }
        findings
    }

    /// Fills what is not known yet from GitHub's environment variables; others are passed over.
    ///
    /// Source: GitHub Docs, "Variables reference", default environment variables.
    pub fn fill_from_env<'a>(
        &mut self,
        variables: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (name, value) in variables {
            for (field, slot, _, variable) in SOURCES {
                if variable == Some(name) {
                    findings.extend(self.fill(field, slot, value, name));
                }
            }
        }
        findings
    }

    /// Fills what is not known yet from the event's JSON (the file of `GITHUB_EVENT_PATH`): the pull request's number,
    /// head commit and branches, and the default branch.
    ///
    /// Source: GitHub Docs, "Webhook events and payloads".
    pub fn fill_from_event(&mut self, event: &Node) -> Vec<Finding> {
        const PATHS: [(&str, &[&str]); 9] = [
            ("head_sha", &["pull_request", "head", "sha"]),
            ("head_ref", &["pull_request", "head", "ref"]),
            ("base_ref", &["pull_request", "base", "ref"]),
            ("number", &["pull_request", "number"]),
            ("default_branch", &["repository", "default_branch"]),
            ("repository", &["repository", "full_name"]),
            ("sha", &["merge_group", "head_sha"]),
            ("head_sha", &["workflow_run", "head_sha"]),
            ("head_ref", &["workflow_run", "head_branch"]),
        ];
        let mut findings = Vec::new();
        for (field, path) in PATHS {
            let found = path.iter().try_fold(event, |node, step| member(node, step));
            let Some(Value::String(value) | Value::Number(value)) = found.map(|node| &node.value) else {
                continue;
            };
            let Some((_, slot, ..)) = SOURCES.into_iter().find(|(known, ..)| *known == field) else {
                continue;
            };
            findings.extend(self.fill(field, slot, value, "the event"));
        }
        if let Some(Value::Object(inputs)) = member(event, "inputs").map(|node| &node.value) {
            for input in inputs {
                let value = match &input.node.value {
                    Value::String(value) | Value::Number(value) => value.clone(),
                    Value::Bool(value) => value.to_string(),
                    _ => continue,
                };
                findings.extend(self.fill_input(&input.name, &value));
            }
        }
        findings
    }

    fn fill_input(&mut self, name: &str, value: &str) -> Option<Finding> {
        let known = self.inputs.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        if *known == value {
            return None;
        }
        let message = format!(
            "the input `{}` is `{}`, but the event says `{}`",
            quote(name),
            quote(known),
            quote(value)
        );
        Some(Finding::new(codes::RUN_CONTRADICTION, message).about("inputs"))
    }

    /// Checks that each known field has its form.
    ///
    /// # Errors
    /// `INVALID_VALUE` with the field as path.
    pub fn check(&self) -> Result<(), Error> {
        let fail = |field: &str, value: &str, what: &str, help: &str| {
            let message = format!("`{}` is not {what}", quote(value));
            Err(Error::new(ErrorKind::InvalidValue, message).with_found(value).with_help(help).under(field))
        };
        for (field, value) in
            [("sha", &self.sha), ("head_sha", &self.head_sha), ("checkout_sha", &self.checkout_sha)]
        {
            if let Some(value) = value
                && !is_sha(value)
            {
                return fail(
                    field,
                    value,
                    "a commit",
                    "pass the whole SHA: 40 (or 64) lower-case hexadecimal characters",
                );
            }
        }
        if let Some(value) = &self.repository {
            let half = |half: &str| {
                !half.is_empty() && half.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
            };
            if !value.split_once('/').is_some_and(|(owner, name)| half(owner) && half(name)) {
                return fail("repository", value, "a repository", "write it as `owner/name`");
            }
        }
        if let Some(value) = &self.reference
            && !value.is_empty()
            && !value.starts_with("refs/")
        {
            return fail(
                "ref",
                value,
                "a full ref",
                "write it as `refs/heads/…`, `refs/tags/…` or `refs/pull/…`",
            );
        }
        for (field, value) in [
            ("number", &self.number),
            ("run_number", &self.run_number),
            ("run_id", &self.run_id),
            ("run_attempt", &self.run_attempt),
        ] {
            if let Some(value) = value
                && (value.is_empty() || value.len() > 20 || !value.bytes().all(|b| b.is_ascii_digit()))
            {
                return fail(field, value, "a number", "write digits, such as `42`");
            }
        }
        if let Some(value) = &self.time
            && self.date("YYYY").is_none()
        {
            return fail("time", value, "a time", "write it as `YYYY-MM-DDTHH:MM:SSZ`, in UTC");
        }
        Ok(())
    }

    pub(super) fn kind(&self) -> Option<RefKind<'_>> {
        let reference = self.reference.as_deref()?;
        Some(if let Some(branch) = reference.strip_prefix("refs/heads/") {
            RefKind::Branch(branch)
        } else if let Some(tag) = reference.strip_prefix("refs/tags/") {
            RefKind::Tag(tag)
        } else if let Some(pull) = reference.strip_prefix("refs/pull/") {
            RefKind::Pull(pull.split('/').next().unwrap_or(pull))
        } else {
            RefKind::Other
        })
    }

    /// Whether the run is of a pull request: by its event, or by its ref.
    pub(super) fn is_pull_request(&self) -> Option<bool> {
        let by_event = self.event.as_deref().map(|event| event.starts_with("pull_request"));
        let by_ref = self.kind().map(|kind| matches!(kind, RefKind::Pull(_)));
        match (by_event, by_ref) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), _) => Some(false),
            // assumed for branches: `pull_request_target`, which has the base branch as its ref, is named by its event
            (None, Some(false)) => match self.kind() {
                Some(RefKind::Tag(_) | RefKind::Branch(_)) => Some(false),
                _ => None,
            },
            (None, None) => None,
        }
    }

    /// The pull request's number, from the field or the ref.
    pub(super) fn pull_number(&self) -> Option<&str> {
        self.number.as_deref().or(match self.kind() {
            Some(RefKind::Pull(number)) => Some(number),
            _ => None,
        })
    }

    /// Whether the run follows another one, whose commit is not the run's own.
    pub(super) fn follows_a_run(&self) -> bool {
        self.event.as_deref() == Some("workflow_run")
    }

    /// The commit of this source.
    pub(super) fn commit(&self, source: ShaSource) -> Result<&str, &'static str> {
        match (source, self.is_pull_request()) {
            (ShaSource::Checkout, _) => self.checkout_sha.as_deref().ok_or("checkout_sha"),
            (ShaSource::Head, Some(true)) => self.head_sha.as_deref().ok_or("head_sha"),
            (ShaSource::Head, _) if self.follows_a_run() => self.head_sha.as_deref().ok_or("head_sha"),
            (ShaSource::Head, None) => Err("event"),
            _ => self.sha.as_deref().ok_or("sha"),
        }
    }

    pub(super) fn fact(&self, fact: Fact, sha: Option<ShaSource>) -> Result<String, Unfilled> {
        let known = |value: &Option<String>, name: &str| value.clone().ok_or_else(|| Unfilled::missing(name));
        let none = |what: &str| Err(Unfilled::Fault(format!("this run has no {what}")));
        let pull = |value: &Option<String>, name: &str| match self.is_pull_request() {
            Some(false) => none("pull request"),
            _ => known(value, name),
        };
        match fact {
            Fact::Sha => {
                let commit = self.commit(sha.unwrap_or(ShaSource::Event));
                commit.map(str::to_owned).map_err(Unfilled::missing)
            }
            Fact::Branch | Fact::Tag | Fact::Ref => {
                match (fact, self.kind().ok_or_else(|| Unfilled::missing("ref"))?) {
                    (Fact::Branch | Fact::Ref, RefKind::Branch(name))
                    | (Fact::Tag | Fact::Ref, RefKind::Tag(name)) => Ok(name.to_owned()),
                    (Fact::Branch, _) => none("branch"),
                    (Fact::Tag, _) => none("tag"),
                    _ => none("branch or tag"),
                }
            }
            Fact::Head if self.follows_a_run() => known(&self.head_ref, "head_ref"),
            Fact::Head => pull(&self.head_ref, "head_ref"),
            Fact::Base => pull(&self.base_ref, "base_ref"),
            Fact::Number => match (self.pull_number(), self.is_pull_request()) {
                (Some(number), _) => Ok(number.to_owned()),
                (None, Some(false)) => none("pull request"),
                (None, _) => Err(Unfilled::missing("number")),
            },
            Fact::Repository => known(&self.repository, "repository"),
            Fact::Owner | Fact::Name => {
                let repository = known(&self.repository, "repository")?;
                let (owner, name) = repository.split_once('/').unwrap_or((&repository, ""));
                Ok(if fact == Fact::Owner { owner } else { name }.to_owned())
            }
            Fact::RunNumber => known(&self.run_number, "run_number"),
            Fact::RunAttempt => known(&self.run_attempt, "run_attempt"),
            Fact::RunId => known(&self.run_id, "run_id"),
            Fact::Date => self.date(date::DEFAULT_FORMAT).ok_or_else(|| Unfilled::missing("time")),
        }
    }

    /// The time in this form; none where it is not known or malformed.
    pub(super) fn date(&self, format: &str) -> Option<String> {
        date::write(self.time.as_deref()?, format)
    }
}

pub(super) fn is_sha(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    match &node.value {
        Value::Object(members) => {
            members.iter().find(|member| member.name == name).map(|member| &member.node)
        }
        _ => None,
    }
}
