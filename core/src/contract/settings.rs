//! Settings that decide a subject: as an operation takes them, and as GitHub's REST API shows them.

use serde::Deserialize;

use crate::error::{Error, ErrorKind};
use crate::github::{self, SubjectTemplate};

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

impl SubjectSettings {
    /// The template that these settings describe.
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
