//! The settings behind a template: what is in force at two levels, and the calls that set it.
//!
//! Source: GitHub REST API, "Actions OIDC"; GitHub Docs, "OpenID Connect reference".

use serde::{Deserialize, Serialize};

use super::claims::Claims;
use super::consistency::misspelt_keys;
use super::subject::{SubjectReadings, SubjectTemplate};
use super::template_faults::validate;
use crate::codes::{self, Code};
use crate::error::{Error, ErrorKind};
use crate::github::Platform;
use crate::names::{check_owner, check_repository};
use crate::premise::{Finding, Grade, Premise};

/// What `GET /orgs/{org}/actions/oidc/customization/sub` returns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct OrganizationSettings {
    /// The organisation's template.
    #[serde(default)]
    pub include_claim_keys: Option<Vec<String>>,
    /// Whether its repositories have immutable subjects where they do not say themselves.
    #[serde(default)]
    pub use_immutable_subject: Option<bool>,
}

impl OrganizationSettings {
    /// Sets the organisation's template.
    #[must_use]
    pub fn with_include_claim_keys<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.include_claim_keys = Some(keys.into_iter().map(Into::into).collect());
        self
    }

    /// Sets whether its repositories have immutable subjects where they do not say themselves.
    #[must_use]
    pub fn with_use_immutable_subject(mut self, immutable: bool) -> Self {
        self.use_immutable_subject = Some(immutable);
        self
    }
}

/// What `GET /repos/{owner}/{repo}/actions/oidc/customization/sub` returns.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
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

impl RepositorySettings {
    /// Settings with this `use_default` and nothing else.
    #[must_use]
    pub const fn new(use_default: bool) -> RepositorySettings {
        RepositorySettings {
            use_default,
            include_claim_keys: None,
            use_immutable_subject: None,
            sub_claim_prefix: None,
        }
    }

    /// Sets the repository's own template.
    #[must_use]
    pub fn with_include_claim_keys<K: Into<String>>(mut self, keys: impl IntoIterator<Item = K>) -> Self {
        self.include_claim_keys = Some(keys.into_iter().map(Into::into).collect());
        self
    }

    /// Sets whether its subjects are immutable.
    #[must_use]
    pub fn with_use_immutable_subject(mut self, immutable: bool) -> Self {
        self.use_immutable_subject = Some(immutable);
        self
    }

    /// Sets how its subjects start.
    #[must_use]
    pub fn with_sub_claim_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.sub_claim_prefix = Some(prefix.into());
        self
    }
}

/// Where a template comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SettingsLevel {
    /// GitHub's default.
    Default,
    /// The organisation.
    Organization,
    /// The repository.
    Repository,
}

/// A template in force, as `build_subject` takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ResolvedSettings {
    /// The keys; absent for the default template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_claim_keys: Option<Vec<String>>,
    /// Whether subjects are immutable; absent where the settings do not show it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub immutable: Option<bool>,
}

impl ResolvedSettings {
    /// The template of these settings, which builds subjects.
    ///
    /// # Errors
    /// As [`SubjectTemplate::new`].
    pub fn template(&self) -> Result<SubjectTemplate, Error> {
        let template = match &self.include_claim_keys {
            None => SubjectTemplate::default(),
            Some(keys) => SubjectTemplate::new(keys.iter().cloned())?,
        };
        Ok(match self.immutable {
            Some(immutable) => template.with_immutable(immutable),
            None => template,
        })
    }
}

/// Whether settings decide the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SettingsOutcome {
    /// They do: `settings` hold.
    Known,
    /// GitHub does not document what holds; `candidates` are likely, the likeliest first.
    Ambiguous,
}

/// The answer of `resolve_settings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ResolveSettingsResponse"))]
#[non_exhaustive]
pub struct SettingsReport {
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
    pub reason: &'static str,
    /// What `sub_claim_prefix` says of the repository, ids included.
    pub claims: Claims,
    /// What the answer depends on.
    pub premises: Vec<Premise>,
    /// Warnings about the settings.
    pub findings: Vec<Finding>,
}

/// The template in force, while it is worked out.
struct Resolution {
    /// The keys, `None` for the default template; more than one where GitHub does not say.
    keys: Vec<Option<Vec<String>>>,
    level: SettingsLevel,
    immutable: Option<bool>,
    reason: &'static str,
    /// What the prefix says of the repository.
    claims: Claims,
    premises: Vec<Premise>,
    findings: Vec<Finding>,
}

const REST: &str = "GitHub REST API, Actions OIDC";
const REFERENCE: &str = "GitHub Docs, OpenID Connect reference";

/// Works out the template that is in force for a repository, and says why it is.
///
/// `None` for a level: the API answered 404 there, or the owner is a user. An organisation's template holds only in
/// repositories that opt in. Source: GitHub REST API, "Actions OIDC"; GitHub Docs, "OpenID Connect reference".
///
/// ```
/// use assumable::github::{OrganizationSettings, RepositorySettings, SettingsLevel, resolve_settings};
/// let organization = OrganizationSettings::default().with_include_claim_keys(["repo", "context", "job_workflow_ref"]);
/// let repository = RepositorySettings::new(false);
/// let report = resolve_settings(Some(&organization), Some(&repository))?;
/// assert_eq!(report.level, SettingsLevel::Organization);
/// let template = report.settings.unwrap().template()?;
/// assert_eq!(template.keys().unwrap().len(), 3);
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// Those of [`SubjectTemplate::new`] for the keys of a level, with their path, such as `/organization/include_claim_keys/0`.
pub fn resolve_settings(
    organization: Option<&OrganizationSettings>,
    repository: Option<&RepositorySettings>,
) -> Result<SettingsReport, Error> {
    let levels = [
        ("organization", organization.and_then(|level| level.include_claim_keys.as_ref())),
        ("repository", repository.and_then(|level| level.include_claim_keys.as_ref())),
    ];
    for (level, keys) in levels {
        if let Some(keys) = keys {
            SubjectTemplate::new(keys.iter().cloned())
                .map_err(|error| error.under("include_claim_keys").under(level))?;
        }
    }
    Ok(resolve(organization, repository).into_report())
}

fn resolve(
    organization: Option<&OrganizationSettings>,
    repository: Option<&RepositorySettings>,
) -> Resolution {
    let shared =
        organization.and_then(|level| level.include_claim_keys.clone()).filter(|keys| !keys.is_empty());
    let mut resolved = Resolution {
        keys: vec![None],
        level: SettingsLevel::Default,
        immutable: None,
        reason: "the repository uses the default template",
        claims: Claims::new(),
        premises: Vec::new(),
        findings: Vec::new(),
    };
    resolved.resolve_keys(repository, shared.as_ref());
    if shared.is_some() && resolved.level == SettingsLevel::Default {
        resolved.find(
            codes::ORGANIZATION_NOT_ADOPTED,
            "the organisation has a template and this repository does not use it: new and existing repositories opt in with `use_default` false",
            "/organization/include_claim_keys",
        );
    }
    resolved.resolve_immutable(organization, repository);
    let levels = [
        (
            organization.and_then(|level| level.include_claim_keys.as_deref()),
            "/organization/include_claim_keys",
        ),
        (repository.and_then(|level| level.include_claim_keys.as_deref()), "/repository/include_claim_keys"),
    ];
    for (keys, pointer) in levels {
        resolved.findings.extend(misspelt_keys(keys, pointer));
    }
    resolved
}

impl Resolution {
    /// The template in force; `shared` is that of the organisation.
    fn resolve_keys(&mut self, repository: Option<&RepositorySettings>, shared: Option<&Vec<String>>) {
        match repository {
            None => {
                self.reason = "no settings of the repository were given, so the default template is assumed";
                self.premises.push(Premise::new(
                    Grade::Assumed,
                    "the API answers 404 for the repository, which then has the default template",
                ));
            }
            Some(level) if level.use_default => {
                self.premises.push(Premise::sourced(
                    Grade::Documented,
                    "with `use_default` the keys of either level have no effect",
                    REST,
                ));
                if level.include_claim_keys.as_ref().is_some_and(|keys| !keys.is_empty()) {
                    self.find(
                        codes::KEYS_IGNORED,
                        "`use_default` is true: the keys of the repository have no effect",
                        "/repository/include_claim_keys",
                    );
                }
            }
            Some(level) => match &level.include_claim_keys {
                Some(keys) if !keys.is_empty() => {
                    self.keys = vec![Some(keys.clone())];
                    self.level = SettingsLevel::Repository;
                    self.reason = "the repository has a template of its own";
                    self.premises.push(Premise::sourced(
                        Grade::Documented,
                        "`use_default` is false, with keys: these are the template",
                        REST,
                    ));
                }
                listed => match (listed, shared.cloned()) {
                    (None, Some(keys)) => {
                        self.keys = vec![Some(keys)];
                        self.level = SettingsLevel::Organization;
                        self.reason = "the repository takes the template of its organisation";
                        self.premises.push(Premise::sourced(
                            Grade::Documented,
                            "`use_default` is false, without keys: the repository opts in to its organisation's template",
                            REFERENCE,
                        ));
                    }
                    (Some(_), Some(keys)) => {
                        self.keys = vec![Some(keys), None];
                        self.level = SettingsLevel::Organization;
                        self.reason = "GitHub does not say whether an empty list of keys opts in to the organisation's template";
                    }
                    (_, None) => {
                        self.keys = vec![None];
                        self.reason = "the repository opts in to its organisation's template, and there is none: GitHub does not say what \
                                           holds then; the default template is likely";
                        self.find(
                            codes::NOTHING_TO_INHERIT,
                            "`use_default` is false, and neither level has keys",
                            "/repository/use_default",
                        );
                    }
                },
            },
        }
    }

    fn into_report(self) -> SettingsReport {
        let known = self.keys.len() == 1
            && !self.findings.iter().any(|finding| finding.code == codes::NOTHING_TO_INHERIT);
        let immutable = self.immutable;
        let settings = |include_claim_keys| ResolvedSettings { include_claim_keys, immutable };
        let mut candidates: Vec<ResolvedSettings> = self.keys.into_iter().map(settings).collect();
        let settings = if known { candidates.pop() } else { None };
        SettingsReport {
            outcome: if known { SettingsOutcome::Known } else { SettingsOutcome::Ambiguous },
            settings,
            candidates,
            level: self.level,
            reason: self.reason,
            claims: self.claims,
            premises: self.premises,
            findings: self.findings,
        }
    }

    fn find(&mut self, code: &'static Code, message: &str, about: &str) {
        self.findings.push(Finding::new(code, message).about(about));
    }

    /// The prefix shows the form of the subject. The flag does not: new repositories have been seen with the
    /// flag false and an immutable prefix, and their tokens followed the prefix.
    fn resolve_immutable(
        &mut self,
        organization: Option<&OrganizationSettings>,
        repository: Option<&RepositorySettings>,
    ) {
        let flag = repository.and_then(|level| level.use_immutable_subject);
        let prefix = repository.and_then(|level| level.sub_claim_prefix.as_deref());
        if let Some(prefix) = prefix {
            match read_prefix(prefix) {
                Some((immutable, claims)) => {
                    self.immutable = Some(immutable);
                    self.claims = claims;
                    self.premises.push(Premise {
                        source: Some("Azure/azure-dev#9382 and other reports"),
                        date: Some("2026-08"),
                        ..Premise::new(Grade::Observed, "`sub_claim_prefix` shows the form of the subject")
                    });
                    if flag.is_some_and(|flag| flag != immutable) {
                        self.find(
                            codes::FLAG_AGAINST_PREFIX,
                            "`use_immutable_subject` and `sub_claim_prefix` disagree: tokens follow the prefix",
                            "/repository/use_immutable_subject",
                        );
                    }
                    return;
                }
                None => self.find(
                    codes::PREFIX_UNREADABLE,
                    "`sub_claim_prefix` is neither `repo:owner/name` nor `repo:owner@id/name@id`: it is ignored",
                    "/repository/sub_claim_prefix",
                ),
            }
        }
        let inherited = organization.and_then(|level| level.use_immutable_subject);
        match (flag, inherited) {
            (Some(true), _) => {
                self.immutable = Some(true);
                self.premises.push(Premise::sourced(Grade::Documented, "the repository has `use_immutable_subject`", REST));
            }
            (None, Some(true)) => {
                self.immutable = Some(true);
                self.premises.push(Premise::sourced(
                    Grade::Documented,
                    "the organisation has `use_immutable_subject`, and the repository does not say",
                    REST,
                ));
            }
            (Some(false), _) | (None, Some(false)) => self.find(
                codes::FLAG_ALONE,
                "`use_immutable_subject` false does not settle the form: repositories made, renamed or transferred after 15 July 2026 have had \
                 immutable subjects with it; `sub_claim_prefix` shows the form",
                if flag.is_some() { "/repository/use_immutable_subject" } else { "/organization/use_immutable_subject" },
            ),
            (None, None) => {}
        }
    }
}

/// Whether a prefix carries ids, and what it says of the repository.
fn read_prefix(prefix: &str) -> Option<(bool, Claims)> {
    let keys = ["repo".to_owned()];
    let prefix = prefix.strip_suffix(':').unwrap_or(prefix);
    let readings = SubjectReadings::read(prefix, Some(&keys), Platform::GithubCom).ok()?;
    let reading = readings.single()?;
    Some((reading.immutable?, reading.claims.clone()))
}

/// What a call sends.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
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
#[non_exhaustive]
pub struct CustomizationCall {
    /// The level that it sets.
    pub level: SettingsLevel,
    /// The HTTP method.
    pub method: &'static str,
    /// The path, after `https://api.github.com` or, on Enterprise Server, `https://HOST/api/v3`.
    pub path: String,
    /// The JSON body.
    pub body: CustomizationBody,
    /// What the caller's token must be allowed.
    pub permission: &'static str,
    /// What the call does.
    pub effect: &'static str,
}

/// The answer of `customization_requests`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "CustomizationRequestsResponse"))]
#[non_exhaustive]
pub struct CustomizationRequests {
    /// The calls, in order; none where the template cannot work; `findings` say why.
    pub requests: Vec<CustomizationCall>,
    /// What is to be said of the template.
    pub findings: Vec<Finding>,
}

/// Writes the calls of GitHub's REST API that bring a template into force, after checking it. Nothing is sent.
///
/// With `repository`, its name without the owner, there are two calls: the organisation's template, which serves
/// repositories that opt in, and the repository's own, which is enough for this one. There is no call where the template
/// cannot work; the findings say why. Source: GitHub REST API, "Actions OIDC", versions 2022-11-28 and 2026-03-10.
///
/// ```
/// use assumable::SubjectTemplate;
/// use assumable::github::customization_requests;
/// let template = SubjectTemplate::new(["repo", "context", "job_workflow_ref"])?;
/// let calls = customization_requests(&template, "octo-org", Some("app"))?;
/// assert_eq!(calls.requests[1].path, "/repos/octo-org/app/actions/oidc/customization/sub");
/// assert_eq!(calls.requests[1].body.use_default, Some(false));
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// `NAME_INVALID` for an owner or a repository that GitHub cannot have, with the path `/owner` or `/repository`.
pub fn customization_requests(
    template: &SubjectTemplate,
    owner: &str,
    repository: Option<&str>,
) -> Result<CustomizationRequests, Error> {
    check_owner(owner).map_err(|fault| fault.into_error(ErrorKind::NameInvalid, owner).at("/owner"))?;
    if let Some(name) = repository {
        check_repository(name)
            .map_err(|fault| fault.into_error(ErrorKind::NameInvalid, name).at("/repository"))?;
    }
    let mut result = CustomizationRequests::default();
    let (keys, immutable) = (template.keys(), template.immutable());
    if validate(keys, immutable, template.platform(), &mut result.findings) {
        return Ok(result);
    }
    result.requests.push(for_organization(keys, immutable, owner));
    if keys.is_none() {
        let message = "without keys the organisation's template becomes the default one, also for the repositories that follow it";
        result
            .findings
            .push(Finding::new(codes::RESETS_ORGANIZATION, message).about("/settings/include_claim_keys"));
    }
    if let Some(name) = repository {
        result.requests.push(for_repository(keys, immutable, owner, name));
    }
    Ok(result)
}

fn for_organization(keys: Option<&[String]>, immutable: Option<bool>, owner: &str) -> CustomizationCall {
    let default = || vec!["repo".to_owned(), "context".to_owned()];
    CustomizationCall {
        level: SettingsLevel::Organization,
        method: "PUT",
        path: format!("/orgs/{owner}/actions/oidc/customization/sub"),
        body: CustomizationBody {
            use_default: None,
            include_claim_keys: Some(keys.map_or_else(default, <[String]>::to_vec)),
            use_immutable_subject: immutable,
        },
        permission: "organisation administration: write; `write:org` for a classic token",
        effect: "sets the template of the organisation: each repository, new ones too, follows it only once it opts in with \
                 `use_default` false",
    }
}

fn for_repository(
    keys: Option<&[String]>,
    immutable: Option<bool>,
    owner: &str,
    name: &str,
) -> CustomizationCall {
    CustomizationCall {
        level: SettingsLevel::Repository,
        method: "PUT",
        path: format!("/repos/{owner}/{name}/actions/oidc/customization/sub"),
        body: CustomizationBody {
            use_default: Some(keys.is_none()),
            include_claim_keys: keys.map(<[String]>::to_vec),
            use_immutable_subject: immutable,
        },
        permission: "repository actions: write; `repo` for a classic token",
        effect: "sets the template of this repository, whatever its organisation has; it holds from the next job on",
    }
}
