//! `build_subject` and `parse_subject`: claims to the `sub` of a token, and back.

use serde::{Deserialize, Serialize};

use super::request::Request;
use super::settings::{Platform, SubjectSettings, platform};
use super::values::{Claims, Finding, Premise};
use crate::error::Error;
use crate::github::{self, Candidate, SubjectOutcome as Outcome, SubjectReadings, SubjectTemplate};
use crate::tree::recognise::{self, Wanted};

/// Builds the `sub` that GitHub gives a job with these claims.
///
/// A claim that is not named, or `null`, is not in the token. Source: GitHub Docs, "OpenID Connect reference".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BuildSubjectRequest {
    /// What is known of the job. Mostly needed: `repository`, and `environment`, `event_name` or `ref`.
    pub claims: Claims,
    /// The template in force and the platform; without them a legacy default subject on github.com is assumed.
    #[serde(default)]
    pub settings: Option<SubjectSettings>,
}

/// What is known of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubjectOutcome {
    /// It is `value`.
    Known,
    /// GitHub does not document a question that this input raises: it is one of `candidates`.
    Ambiguous,
    /// There is none, or the claims do not tell it; `refusal` and `reason` say why.
    Refused,
}

/// Why a subject is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubjectRefusal {
    /// The claims do not say enough; `needs` names those that are missing.
    ClaimsMissing,
    /// The template has a key that no subject can hold.
    KeyUnusable,
    /// GitHub refuses the token request of this job.
    TokenRequestFails,
    /// The settings do not exist on this platform.
    NotOnPlatform,
}

/// What one key of the template printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubjectSegment {
    /// The key: `repo`, `context` or the name of a claim.
    pub key: String,
    /// The value with its colons restored, such as `octo-org/app` or `environment:production`.
    pub value: String,
    /// The text in the subject, such as `repo:octo-org/app`.
    pub text: String,
}

/// The answer of `build_subject`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BuildSubjectResponse {
    /// What is known of the subject.
    pub outcome: SubjectOutcome,
    /// The subject, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What the subject may be, where it is ambiguous; the plainest reading of the documentation first.
    pub candidates: Vec<String>,
    /// Whether an ambiguous subject is one of `candidates` for certain; otherwise it may be another, or the job may
    /// get no token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exhaustive: Option<bool>,
    /// The parts of a known subject, in order.
    pub segments: Vec<SubjectSegment>,
    /// What the answer rests on.
    pub premises: Vec<Premise>,
    /// Why the subject is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal: Option<SubjectRefusal>,
    /// The claims that are missing.
    pub needs: Vec<String>,
    /// What is odd about the claims.
    pub findings: Vec<Finding>,
}

impl Request for BuildSubjectRequest {
    type Response = BuildSubjectResponse;

    fn run(self) -> Result<BuildSubjectResponse, Error> {
        let template = match self.settings {
            None => SubjectTemplate::default(),
            Some(settings) => settings.template().map_err(|error| error.under("settings"))?,
        };
        let claims = &self.claims.0;
        let subject = template.build(claims).map_err(|error| error.under("claims"))?;
        let mut findings = claims.findings();
        findings.extend(github::misspelt_keys(template.keys(), "/settings/include_claim_keys"));
        findings.extend(claims.text("sub").and_then(|sub| subject.disagreement(sub)));
        let mut response = BuildSubjectResponse::from(subject);
        response.findings = findings;
        Ok(response)
    }
}

/// Without the findings, which are about the claims.
impl From<github::Subject> for BuildSubjectResponse {
    fn from(subject: github::Subject) -> BuildSubjectResponse {
        let mut response = BuildSubjectResponse {
            outcome: SubjectOutcome::Known,
            value: None,
            candidates: Vec::new(),
            exhaustive: None,
            segments: Vec::new(),
            premises: subject.premises,
            reason: (!subject.reasons.is_empty()).then(|| subject.reasons.join("; ")),
            refusal: None,
            needs: subject.needs.iter().map(|name| name.clone().into_owned()).collect(),
            findings: Vec::new(),
        };
        match subject.outcome {
            Outcome::Known(candidate) => {
                response.segments = segments(&candidate);
                response.value = Some(candidate.value);
            }
            Outcome::Ambiguous { candidates, exhaustive } => {
                response.outcome = SubjectOutcome::Ambiguous;
                response.exhaustive = Some(exhaustive);
                response.candidates = candidates.into_iter().map(|candidate| candidate.value).collect();
            }
            Outcome::Refused(refusal) => {
                response.outcome = SubjectOutcome::Refused;
                response.refusal = Some(match refusal {
                    github::Refusal::ClaimsMissing => SubjectRefusal::ClaimsMissing,
                    github::Refusal::KeyUnusable => SubjectRefusal::KeyUnusable,
                    github::Refusal::TokenRequestFails => SubjectRefusal::TokenRequestFails,
                    github::Refusal::NotOnPlatform => SubjectRefusal::NotOnPlatform,
                });
            }
        }
        response
    }
}

fn segments(candidate: &Candidate) -> Vec<SubjectSegment> {
    let wire = |segment: &github::Segment| SubjectSegment {
        key: segment.key.clone().into_owned(),
        value: segment.value.clone(),
        text: candidate.text(segment).to_owned(),
    };
    candidate.segments.iter().map(wire).collect()
}

/// Reads a `sub` back: every way to take it apart, and whether there is only one.
///
/// Source: GitHub Docs, "OpenID Connect reference".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ParseSubjectRequest {
    /// The subject.
    pub sub: String,
    /// The keys of the template, where they are known; otherwise every template is tried.
    #[serde(default)]
    pub include_claim_keys: Option<Vec<String>>,
    /// Where GitHub runs; github.com if absent.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// The version of an Enterprise Server, such as `3.17`: up to 3.18, colons in values are not escaped.
    #[serde(default)]
    pub ghes_version: Option<String>,
}

/// What stands for the job's context.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ContextKind {
    /// `environment:NAME`
    Environment,
    /// `pull_request`
    PullRequest,
    /// `ref:REF`
    Ref,
}

/// One way to read a subject.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubjectReading {
    /// Its parts in order.
    pub segments: Vec<SubjectSegment>,
    /// The templates that print it, the likeliest first: `ref:…` or `environment:…` may be the context or a key.
    pub templates: Vec<Vec<String>>,
    /// What the subject says of the claims, ids included. `null`: it says that the token has no such claim.
    pub claims: Claims,
    /// What the context is, where the first template has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<ContextKind>,
    /// Whether the subject is immutable: its `repo` segment carries ids. Absent without such a segment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub immutable: Option<bool>,
    /// Whether this reading holds only where colons in values are not escaped: Enterprise Server up to 3.18.
    pub raw_colons: bool,
}

/// The answer of `parse_subject`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ParseSubjectResponse {
    /// Every reading; none for a text that is no subject of GitHub's.
    pub readings: Vec<SubjectReading>,
    /// Whether there is exactly one, and no other value gives the same subject.
    pub only: bool,
    /// Whether these are all; a subject made to have very many is cut off.
    pub complete: bool,
    /// What else gives the same subject.
    pub collisions: Vec<Finding>,
    /// Why there is no reading, and keys that look misspelt.
    pub findings: Vec<Finding>,
}

impl Request for ParseSubjectRequest {
    type Response = ParseSubjectResponse;

    fn run(self) -> Result<ParseSubjectResponse, Error> {
        let platform = platform(self.platform, self.ghes_version.as_deref())?;
        if let Some(kind) = recognise::text(&self.sub) {
            return Err(kind.refuse(Wanted::Subject).under("sub"));
        }
        if let Some(keys) = &self.include_claim_keys {
            SubjectTemplate::new(keys.iter().cloned()).map_err(|error| error.under("include_claim_keys"))?;
        }
        let all = SubjectReadings::of(&self.sub, self.include_claim_keys.as_deref(), platform)
            .map_err(|error| error.under("sub"))?;
        let mut response = ParseSubjectResponse::new(&self.sub, all);
        response
            .findings
            .extend(github::misspelt_keys(self.include_claim_keys.as_deref(), "/include_claim_keys"));
        Ok(response)
    }
}

impl ParseSubjectResponse {
    /// The readings of `sub`, as the contract tells them.
    #[must_use]
    pub fn new(sub: &str, all: SubjectReadings) -> ParseSubjectResponse {
        let only = all.only().is_some();
        let reading = |reading: github::Reading| SubjectReading {
            segments: reading
                .segments
                .iter()
                .map(|segment| SubjectSegment {
                    key: segment.key.clone().into_owned(),
                    value: segment.value.clone(),
                    text: sub.get(segment.range.clone()).unwrap_or("").to_owned(),
                })
                .collect(),
            templates: reading
                .templates
                .into_iter()
                .map(|keys| keys.into_iter().map(std::borrow::Cow::into_owned).collect())
                .collect(),
            claims: Claims(reading.claims),
            context: reading.context.map(|kind| match kind {
                github::ContextKind::Environment => ContextKind::Environment,
                github::ContextKind::PullRequest => ContextKind::PullRequest,
                github::ContextKind::Ref => ContextKind::Ref,
            }),
            immutable: reading.immutable,
            raw_colons: reading.raw_colons,
        };
        ParseSubjectResponse {
            only,
            complete: all.complete,
            collisions: all.collisions,
            findings: all.findings,
            readings: all.readings.into_iter().map(reading).collect(),
        }
    }
}
