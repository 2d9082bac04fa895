//! `resolve_settings` and `customization_requests`: settings that decide a subject, as operations take them and as
//! GitHub's REST API shows and sets them.

use serde::Deserialize;

use super::request::Request;
use crate::error::{Error, ErrorKind};
use crate::github::{
    CustomizationRequests, GhesVersion, OrganizationSettings, Platform, RepositorySettings, SettingsReport,
    SubjectTemplate, customization_requests, resolve_settings,
};
use crate::limits::MAX_REQUEST;
use crate::tree::json;

/// Where GitHub runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Platform"))]
pub(super) enum PlatformName {
    /// github.com, Enterprise Cloud included.
    #[default]
    #[serde(rename = "github.com")]
    GithubCom,
    /// Enterprise Cloud with data residency, under a subdomain of ghe.com.
    #[serde(rename = "ghe.com")]
    GheCom,
    /// Enterprise Server.
    #[serde(rename = "ghes")]
    Ghes,
}

/// What decides the form of a subject.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectSettings {
    /// The keys of the template in force, in order; `null` or absent for the default, `repo` and `context`.
    #[serde(default)]
    include_claim_keys: Option<Vec<String>>,
    /// Whether the repository has immutable subjects (`repo:OWNER@ID/NAME@ID:…`). Absent: a `sub` among the claims
    /// shows it; without one a legacy subject is assumed and listed as a premise.
    #[serde(default)]
    immutable: Option<bool>,
    /// Where GitHub runs; github.com if absent.
    #[serde(default)]
    platform: Option<PlatformName>,
    /// The version of an Enterprise Server, such as `3.17`.
    #[serde(default)]
    ghes_version: Option<String>,
}

/// Reads settings as `build_subject` takes them, such as `{"include_claim_keys": ["repo", "context"]}`.
///
/// ```
/// let template = assumable::contract::subject_template(r#"{"include_claim_keys": ["repo", "ref"]}"#)?;
/// assert_eq!(template.keys().unwrap(), ["repo", "ref"]);
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// Those of the request's reader, and `INVALID_VALUE` for a key or a version that cannot be, with its path.
pub fn subject_template(settings: &str) -> Result<SubjectTemplate, Error> {
    json::parse(settings, MAX_REQUEST)
        .and_then(|node| super::decode::<SubjectSettings>(&node))
        .map_err(|error| error.locate(settings))?
        .template()
}

impl SubjectSettings {
    /// The template that these settings describe.
    ///
    /// # Errors
    /// `INVALID_VALUE` for a key or a version that cannot be, with its path.
    pub(super) fn template(&self) -> Result<SubjectTemplate, Error> {
        let template = match &self.include_claim_keys {
            None => SubjectTemplate::default(),
            Some(keys) => SubjectTemplate::new(keys.iter().cloned())
                .map_err(|error| error.under("include_claim_keys"))?,
        };
        let template = template.with_platform(platform(self.platform, self.ghes_version.as_deref())?);
        Ok(match self.immutable {
            Some(immutable) => template.with_immutable(immutable),
            None => template,
        })
    }
}

/// The platform and the version of an Enterprise Server as one.
pub(super) fn platform(name: Option<PlatformName>, version: Option<&str>) -> Result<Platform, Error> {
    let version = version
        .map(|text| text.parse::<GhesVersion>().map_err(|error| error.under("ghes_version")))
        .transpose()?;
    match (name.unwrap_or_default(), version) {
        (PlatformName::Ghes, version) => Ok(Platform::Ghes(version)),
        (_, Some(_)) => {
            Err(Error::new(ErrorKind::InvalidValue, "only Enterprise Server has a `ghes_version`")
                .with_help("set `platform` to `ghes`, or leave `ghes_version` out")
                .under("ghes_version"))
        }
        (PlatformName::GithubCom, None) => Ok(Platform::GithubCom),
        (PlatformName::GheCom, None) => Ok(Platform::GheCom),
    }
}

/// Works out the template in force from the settings at both levels, and says why it is.
///
/// An organisation's template holds only in repositories that opt in. Source: GitHub REST API, "Actions OIDC".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct ResolveSettingsRequest {
    /// The organisation's settings; `null` where the API answers 404, or the owner is a user.
    organization: Option<OrganizationSettings>,
    /// The repository's settings; `null` where the API answers 404.
    repository: Option<RepositorySettings>,
}

impl Request for ResolveSettingsRequest {
    type Response = SettingsReport;

    fn run(self) -> Result<SettingsReport, Error> {
        resolve_settings(self.organization.as_ref(), self.repository.as_ref())
    }
}

/// Writes the REST calls that bring a template into force, after checking it.
///
/// Source: GitHub REST API, "Actions OIDC", versions 2022-11-28 and 2026-03-10. Nothing is sent.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct CustomizationRequestsRequest {
    /// What is wanted. Without keys: back to the default template.
    settings: SubjectSettings,
    /// The organisation, or the user who owns the repository.
    owner: String,
    /// The repository, without its owner. With it there are two calls: the organisation's template, which serves
    /// repositories that opt in, and the repository's own, which is enough for this one.
    #[serde(default)]
    repository: Option<String>,
}

impl Request for CustomizationRequestsRequest {
    type Response = CustomizationRequests;

    fn run(self) -> Result<CustomizationRequests, Error> {
        let template = self.settings.template().map_err(|error| error.under("settings"))?;
        customization_requests(&template, &self.owner, self.repository.as_deref())
    }
}
