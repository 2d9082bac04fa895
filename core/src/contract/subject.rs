//! `build_subject` and `parse_subject`: claims to the `sub` of a token, and back.

use serde::Deserialize;

use super::request::Request;
use super::settings::{PlatformName, SubjectSettings, platform};
use super::values::Claims;
use crate::error::Error;
use crate::github::{Subject, SubjectReadings, SubjectTemplate};

/// Builds the `sub` that GitHub gives a job with these claims.
///
/// A claim that is not named, or `null`, is not in the token. Source: GitHub Docs, "OpenID Connect reference".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct BuildSubjectRequest {
    /// What is known of the job. Mostly needed: `repository`, and `environment`, `event_name` or `ref`.
    claims: Claims,
    /// The template in force and the platform; without them a legacy default subject on github.com is assumed.
    #[serde(default)]
    settings: Option<SubjectSettings>,
}

impl Request for BuildSubjectRequest {
    type Response = Subject;

    fn run(self) -> Result<Subject, Error> {
        let template = match self.settings {
            None => SubjectTemplate::default(),
            Some(settings) => settings.template().map_err(|error| error.under("settings"))?,
        };
        template.build(&self.claims.0).map_err(|error| error.under("claims"))
    }
}

/// Reads a `sub` back: every way to take it apart, and whether there is only one.
///
/// Source: GitHub Docs, "OpenID Connect reference".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ParseSubjectRequest {
    /// The subject.
    sub: String,
    /// The keys of the template, where they are known; otherwise every template is tried.
    #[serde(default)]
    include_claim_keys: Option<Vec<String>>,
    /// Where GitHub runs; github.com if absent.
    #[serde(default)]
    platform: Option<PlatformName>,
    /// The version of an Enterprise Server, such as `3.17`: up to 3.18, colons in values are not escaped.
    #[serde(default)]
    ghes_version: Option<String>,
}

impl Request for ParseSubjectRequest {
    type Response = SubjectReadings;

    fn run(self) -> Result<SubjectReadings, Error> {
        let platform = platform(self.platform, self.ghes_version.as_deref())?;
        SubjectReadings::of(&self.sub, self.include_claim_keys.as_deref(), platform)
    }
}
