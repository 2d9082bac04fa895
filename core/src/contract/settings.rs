//! `resolve_settings` and `customization_requests`: settings that decide a subject, as operations take them and as
//! GitHub's REST API shows and sets them.

use core::str::FromStr;

use serde::{Deserialize, Serialize};

use super::request::Request;
use super::values::{Claims, Finding, Premise};
use crate::error::{Error, ErrorKind};
use crate::github::customization::{self, Level};
use crate::github::{self, SubjectTemplate};
use crate::limits::MAX_REQUEST;
use crate::tree::json;

/// Where GitHub runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Platform {
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
pub struct SubjectSettings {
    /// The keys of the template in force, in order; `null` or absent for the default, `repo` and `context`.
    #[serde(default)]
    pub include_claim_keys: Option<Vec<String>>,
    /// Whether the repository has immutable subjects (`repo:OWNER@ID/NAME@ID:…`). Absent: a `sub` among the claims
    /// tells, and without one a legacy subject is assumed and listed as a premise.
    #[serde(default)]
    pub immutable: Option<bool>,
    /// Where GitHub runs; github.com if absent.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// The version of an Enterprise Server, such as `3.17`.
    #[serde(default)]
    pub ghes_version: Option<String>,
}

impl FromStr for SubjectSettings {
    type Err = Error;

    /// Reads the settings as `build_subject` takes them.
    fn from_str(text: &str) -> Result<SubjectSettings, Error> {
        json::parse(text, MAX_REQUEST)
            .and_then(|node| super::decode::decode(&node))
            .map_err(|error| error.locate(text))
    }
}

impl SubjectSettings {
    /// The template that these settings describe.
    ///
    /// # Errors
    /// `INVALID_VALUE` for a key or a version that cannot be, with its path.
    pub fn template(&self) -> Result<SubjectTemplate, Error> {
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
pub(super) fn platform(name: Option<Platform>, version: Option<&str>) -> Result<github::Platform, Error> {
    let version = version
        .map(|text| text.parse::<github::GhesVersion>().map_err(|error| error.under("ghes_version")))
        .transpose()?;
    match (name.unwrap_or_default(), version) {
        (Platform::Ghes, version) => Ok(github::Platform::Ghes(version)),
        (_, Some(_)) => {
            Err(Error::new(ErrorKind::InvalidValue, "only Enterprise Server has a `ghes_version`")
                .with_help("set `platform` to `ghes`, or leave `ghes_version` out")
                .under("ghes_version"))
        }
        (Platform::GithubCom, None) => Ok(github::Platform::GithubCom),
        (Platform::GheCom, None) => Ok(github::Platform::GheCom),
    }
}

/// What `GET /orgs/{org}/actions/oidc/customization/sub` returns.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OrganizationSettings {
    /// The organisation's template.
    #[serde(default)]
    pub include_claim_keys: Option<Vec<String>>,
    /// Whether its repositories have immutable subjects where they do not say themselves.
    #[serde(default)]
    pub use_immutable_subject: Option<bool>,
}

/// What `GET /repos/{owner}/{repo}/actions/oidc/customization/sub` returns.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RepositorySettings {
    /// Whether the repository has the default template, whatever else is set.
    pub use_default: bool,
    /// The repository's own template.
    #[serde(default)]
    pub include_claim_keys: Option<Vec<String>>,
    /// Whether its subjects are immutable.
    #[serde(default)]
    pub use_immutable_subject: Option<bool>,
    /// How its subjects start: `repo:octo-org/app`, or `repo:octo-org@65/app@74`.
    #[serde(default)]
    pub sub_claim_prefix: Option<String>,
}

/// Works out the template in force from the settings at both levels, and says why it is.
///
/// An organisation's template holds only in repositories that opt in. Source: GitHub REST API, "Actions OIDC".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResolveSettingsRequest {
    /// The organisation's settings; `null` where the API answers 404, or the owner is a user.
    pub organization: Option<OrganizationSettings>,
    /// The repository's settings; `null` where the API answers 404.
    pub repository: Option<RepositorySettings>,
}

/// Where a template comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SettingsLevel {
    /// GitHub's default.
    Default,
    /// The organisation.
    Organization,
    /// The repository.
    Repository,
}

impl From<Level> for SettingsLevel {
    fn from(level: Level) -> SettingsLevel {
        match level {
            Level::Default => SettingsLevel::Default,
            Level::Organization => SettingsLevel::Organization,
            Level::Repository => SettingsLevel::Repository,
        }
    }
}

/// A template in force, as `build_subject` takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResolvedSettings {
    /// The keys; absent for the default template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_claim_keys: Option<Vec<String>>,
    /// Whether subjects are immutable; absent where the settings do not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub immutable: Option<bool>,
}

/// Whether settings decide the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SettingsOutcome {
    /// They do: `settings` hold.
    Known,
    /// GitHub does not document what holds; `candidates` are likely, the likeliest first.
    Ambiguous,
}

/// The answer of `resolve_settings`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResolveSettingsResponse {
    /// Whether the settings decide the template.
    pub outcome: SettingsOutcome,
    /// The template in force, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<ResolvedSettings>,
    /// What may hold where it is not known.
    pub candidates: Vec<ResolvedSettings>,
    /// Where the template comes from.
    pub level: SettingsLevel,
    /// Why.
    pub reason: String,
    /// What `sub_claim_prefix` says of the repository, ids included.
    pub claims: Claims,
    /// What the answer rests on.
    pub premises: Vec<Premise>,
    /// What is odd about the settings.
    pub findings: Vec<Finding>,
}

impl Request for ResolveSettingsRequest {
    type Response = ResolveSettingsResponse;

    fn run(self) -> Result<ResolveSettingsResponse, Error> {
        let check = |keys: &Option<Vec<String>>, level: &'static str| match keys {
            Some(keys) => SubjectTemplate::new(keys.iter().cloned())
                .map(drop)
                .map_err(|error| error.under("include_claim_keys").under(level)),
            None => Ok(()),
        };
        let organization = match self.organization {
            Some(level) => {
                check(&level.include_claim_keys, "organization")?;
                Some(customization::OrganizationLevel {
                    include_claim_keys: level.include_claim_keys,
                    use_immutable_subject: level.use_immutable_subject,
                })
            }
            None => None,
        };
        let repository = match self.repository {
            Some(level) => {
                check(&level.include_claim_keys, "repository")?;
                Some(customization::RepositoryLevel {
                    use_default: level.use_default,
                    include_claim_keys: level.include_claim_keys,
                    use_immutable_subject: level.use_immutable_subject,
                    sub_claim_prefix: level.sub_claim_prefix,
                })
            }
            None => None,
        };
        let resolved = customization::resolve(organization.as_ref(), repository.as_ref());
        let known = resolved.is_known();
        let immutable = resolved.immutable;
        let mut candidates: Vec<ResolvedSettings> = resolved
            .keys
            .into_iter()
            .map(|include_claim_keys| ResolvedSettings { include_claim_keys, immutable })
            .collect();
        let settings = if known { candidates.pop() } else { None };
        Ok(ResolveSettingsResponse {
            outcome: if known { SettingsOutcome::Known } else { SettingsOutcome::Ambiguous },
            settings,
            candidates,
            level: resolved.level.into(),
            reason: resolved.reason.to_owned(),
            claims: Claims(resolved.claims),
            premises: resolved.premises,
            findings: resolved.findings,
        })
    }
}

/// Writes the REST calls that bring a template into force, after checking it.
///
/// Source: GitHub REST API, "Actions OIDC", versions 2022-11-28 and 2026-03-10. Nothing is sent.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CustomizationRequestsRequest {
    /// What is wanted. Without keys: back to the default template.
    pub settings: SubjectSettings,
    /// The organisation, or the user who owns the repository.
    pub owner: String,
    /// The repository, without its owner. With it there are two calls: the organisation's template, which serves
    /// repositories that opt in, and the repository's own, which is enough for this one.
    #[serde(default)]
    pub repository: Option<String>,
}

/// What a call sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomizationBody {
    /// Whether the repository has the default template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_default: Option<bool>,
    /// The template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_claim_keys: Option<Vec<String>>,
    /// Whether subjects are immutable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_immutable_subject: Option<bool>,
}

/// One call of GitHub's REST API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomizationCall {
    /// The level that it sets.
    pub level: SettingsLevel,
    /// The HTTP method.
    pub method: String,
    /// The path, after `https://api.github.com` or, on Enterprise Server, `https://HOST/api/v3`.
    pub path: String,
    /// The JSON body.
    pub body: CustomizationBody,
    /// What the caller's token must be allowed.
    pub permission: String,
    /// What the call does.
    pub effect: String,
}

/// The answer of `customization_requests`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CustomizationRequestsResponse {
    /// The calls, in order; none where the template cannot work, which `findings` then tell.
    pub requests: Vec<CustomizationCall>,
    /// What is to be said of the template.
    pub findings: Vec<Finding>,
}

impl Request for CustomizationRequestsRequest {
    type Response = CustomizationRequestsResponse;

    fn run(self) -> Result<CustomizationRequestsResponse, Error> {
        let settings = &self.settings;
        settings.template().map_err(|error| error.under("settings"))?;
        let platform = platform(settings.platform, settings.ghes_version.as_deref())?;
        let keys = settings.include_claim_keys.as_deref();
        let calls = customization::calls(
            keys,
            settings.immutable,
            platform,
            &self.owner,
            self.repository.as_deref(),
        )?;
        let wire = |call: customization::Call| CustomizationCall {
            level: call.level.into(),
            method: "PUT".to_owned(),
            path: call.path,
            body: CustomizationBody {
                use_default: call.use_default,
                include_claim_keys: call.include_claim_keys,
                use_immutable_subject: call.use_immutable_subject,
            },
            permission: call.permission.to_owned(),
            effect: call.effect.to_owned(),
        };
        Ok(CustomizationRequestsResponse {
            requests: calls.calls.into_iter().map(wire).collect(),
            findings: calls.findings,
        })
    }
}
