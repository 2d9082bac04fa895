//! The settings behind a template: what is in force at two levels, and the calls that set it.
//!
//! Source: GitHub REST API, "Actions OIDC"; GitHub Docs, "OpenID Connect reference".

use super::claims::Claims;
use super::consistency::{misspelt_keys, near_key};
use super::subject::SubjectReadings;
use crate::codes::{self, Code};
use crate::error::{Error, ErrorKind};
use crate::github::Platform;
use crate::knowledge::claims::{AsKey, PROPERTY_PREFIX, find as find_claim};
use crate::names::{check_owner, check_repository};
use crate::premise::{Finding, Grade, Premise};
use crate::text::quote;

/// What the REST API shows of an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OrganizationLevel {
    pub(crate) include_claim_keys: Option<Vec<String>>,
    pub(crate) use_immutable_subject: Option<bool>,
}

/// What the REST API shows of a repository.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RepositoryLevel {
    pub(crate) use_default: bool,
    pub(crate) include_claim_keys: Option<Vec<String>>,
    pub(crate) use_immutable_subject: Option<bool>,
    pub(crate) sub_claim_prefix: Option<String>,
}

/// Where a template comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Default,
    Organization,
    Repository,
}

/// The template in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolved {
    /// The keys, `None` for the default template; more than one where GitHub does not say.
    pub(crate) keys: Vec<Option<Vec<String>>>,
    pub(crate) level: Level,
    pub(crate) immutable: Option<bool>,
    pub(crate) reason: &'static str,
    /// What the prefix says of the repository.
    pub(crate) claims: Claims,
    pub(crate) premises: Vec<Premise>,
    pub(crate) findings: Vec<Finding>,
}

const REST: &str = "GitHub REST API, Actions OIDC";
const REFERENCE: &str = "GitHub Docs, OpenID Connect reference";

/// The template in force for a repository. `None` for a level: the API answered 404 there.
pub(crate) fn resolve(
    organization: Option<&OrganizationLevel>,
    repository: Option<&RepositoryLevel>,
) -> Resolved {
    let shared =
        organization.and_then(|level| level.include_claim_keys.clone()).filter(|keys| !keys.is_empty());
    let mut resolved = Resolved {
        keys: vec![None],
        level: Level::Default,
        immutable: None,
        reason: "the repository uses the default template",
        claims: Claims::new(),
        premises: Vec::new(),
        findings: Vec::new(),
    };
    match repository {
        None => {
            resolved.reason = "no settings of the repository were given, so the default template is assumed";
            resolved.premises.push(Premise::new(
                Grade::Assumed,
                "the API answers 404 for the repository, which then has the default template",
            ));
        }
        Some(level) if level.use_default => {
            resolved.premises.push(Premise::sourced(
                Grade::Documented,
                "with `use_default` the keys of either level have no effect",
                REST,
            ));
            if level.include_claim_keys.as_ref().is_some_and(|keys| !keys.is_empty()) {
                resolved.find(
                    codes::KEYS_IGNORED,
                    "`use_default` is true: the keys of the repository have no effect",
                    "/repository/include_claim_keys",
                );
            }
        }
        Some(level) => match &level.include_claim_keys {
            Some(keys) if !keys.is_empty() => {
                resolved.keys = vec![Some(keys.clone())];
                resolved.level = Level::Repository;
                resolved.reason = "the repository has a template of its own";
                resolved.premises.push(Premise::sourced(
                    Grade::Documented,
                    "`use_default` is false, with keys: these are the template",
                    REST,
                ));
            }
            listed => match (listed, shared.clone()) {
                (None, Some(keys)) => {
                    resolved.keys = vec![Some(keys)];
                    resolved.level = Level::Organization;
                    resolved.reason = "the repository takes the template of its organisation";
                    resolved.premises.push(Premise::sourced(
                        Grade::Documented,
                        "`use_default` is false, without keys: the repository opts in to its organisation's template",
                        REFERENCE,
                    ));
                }
                (Some(_), Some(keys)) => {
                    resolved.keys = vec![Some(keys), None];
                    resolved.level = Level::Organization;
                    resolved.reason = "GitHub does not say whether an empty list of keys opts in to the organisation's template";
                }
                (_, None) => {
                    resolved.keys = vec![None];
                    resolved.reason = "the repository opts in to its organisation's template, and there is none: GitHub does not say what \
                                       holds then; the default template is likely";
                    resolved.find(
                        codes::NOTHING_TO_INHERIT,
                        "`use_default` is false, and neither level has keys",
                        "/repository/use_default",
                    );
                }
            },
        },
    }
    if shared.is_some() && resolved.level == Level::Default {
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

impl Resolved {
    /// Whether the keys are certain.
    pub(crate) fn is_known(&self) -> bool {
        self.keys.len() == 1 && !self.findings.iter().any(|finding| finding.code == codes::NOTHING_TO_INHERIT)
    }

    fn find(&mut self, code: &'static Code, message: &str, about: &str) {
        self.findings.push(Finding::new(code, message).about(about));
    }

    /// The prefix tells the form of the subject. The flag alone does not: new repositories have been seen with the
    /// flag false and an immutable prefix, and their tokens followed the prefix.
    fn resolve_immutable(
        &mut self,
        organization: Option<&OrganizationLevel>,
        repository: Option<&RepositoryLevel>,
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
                    "`sub_claim_prefix` is neither `repo:owner/name` nor `repo:owner@id/name@id`: it is passed over",
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
                 immutable subjects with it; `sub_claim_prefix` tells",
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
    let readings = SubjectReadings::of(prefix, Some(&keys), Platform::GithubCom).ok()?;
    let reading = readings.only()?;
    Some((reading.immutable?, reading.claims.clone()))
}

/// One call of the REST API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) level: Level,
    pub(crate) path: String,
    pub(crate) use_default: Option<bool>,
    pub(crate) include_claim_keys: Option<Vec<String>>,
    pub(crate) use_immutable_subject: Option<bool>,
    pub(crate) permission: &'static str,
    pub(crate) effect: &'static str,
}

/// The calls that bring a template into force, and what is to be said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) calls: Vec<Call>,
    pub(crate) findings: Vec<Finding>,
}

/// Works out the calls. None where the template cannot work.
///
/// # Errors
/// `NAME_INVALID` for an owner or a repository that GitHub cannot have.
pub(crate) fn calls(
    keys: Option<&[String]>,
    immutable: Option<bool>,
    platform: Platform,
    owner: &str,
    repository: Option<&str>,
) -> Result<Calls, Error> {
    check_owner(owner).map_err(|fault| fault.into_error(ErrorKind::NameInvalid, owner).at("/owner"))?;
    if let Some(name) = repository {
        check_repository(name)
            .map_err(|fault| fault.into_error(ErrorKind::NameInvalid, name).at("/repository"))?;
    }
    let mut result = Calls::default();
    let blocked = validate(keys, immutable, platform, &mut result.findings);
    if blocked {
        return Ok(result);
    }
    let default = || vec!["repo".to_owned(), "context".to_owned()];
    result.calls.push(Call {
        level: Level::Organization,
        path: format!("/orgs/{owner}/actions/oidc/customization/sub"),
        use_default: None,
        include_claim_keys: Some(keys.map_or_else(default, <[String]>::to_vec)),
        use_immutable_subject: immutable,
        permission: "organisation administration: write; `write:org` for a classic token",
        effect: "sets the template of the organisation: each repository, new ones too, follows it only once it opts in with \
                 `use_default` false",
    });
    if keys.is_none() {
        result.findings.push(Finding::new(codes::RESETS_ORGANIZATION, "without keys the organisation's template becomes the default one, also for the repositories that follow it"
                ).about("/settings/include_claim_keys"));
    }
    if let Some(name) = repository {
        result.calls.push(Call {
            level: Level::Repository,
            path: format!("/repos/{owner}/{name}/actions/oidc/customization/sub"),
            use_default: Some(keys.is_none()),
            include_claim_keys: keys.map(<[String]>::to_vec),
            use_immutable_subject: immutable,
            permission: "repository actions: write; `repo` for a classic token",
            effect: "sets the template of this repository, whatever its organisation has; it holds from the next job on",
        });
    }
    Ok(result)
}

/// Says what is wrong with a template; whether it cannot work at all.
fn validate(
    keys: Option<&[String]>,
    immutable: Option<bool>,
    platform: Platform,
    findings: &mut Vec<Finding>,
) -> bool {
    let mut blocked = false;
    let mut find = |code: &'static Code, message: String, about: String| {
        findings.push(Finding::new(code, message).about(about))
    };
    if immutable == Some(true) && matches!(platform, Platform::Ghes(_)) {
        find(
            codes::NOT_ON_PLATFORM,
            "GitHub Enterprise Server has no immutable subjects".to_owned(),
            "/settings/immutable".to_owned(),
        );
        blocked = true;
    }
    if immutable == Some(false) {
        find(
            codes::CANNOT_OPT_OUT,
            "repositories made, renamed or transferred after 15 July 2026 stay immutable, whatever is set"
                .to_owned(),
            "/settings/immutable".to_owned(),
        );
    }
    let Some(keys) = keys else { return blocked };
    let place = |index: usize| format!("/settings/include_claim_keys/{index}");
    if keys.is_empty() {
        let message = "the list of keys is empty: GitHub does not say what that does; leave it out for the default template";
        find(codes::KEYS_EMPTY, message.to_owned(), "/settings/include_claim_keys".to_owned());
        return true;
    }
    for (index, key) in keys.iter().enumerate() {
        if keys.iter().take(index).any(|known| known == key) {
            find(
                codes::KEY_REPEATED,
                format!("`{}` is listed twice: keys are unique", quote(key)),
                place(index),
            );
            blocked = true;
            continue;
        }
        if matches!(key.as_str(), "repo" | "context") || key.starts_with(PROPERTY_PREFIX) {
            continue;
        }
        match find_claim(key).map(|claim| claim.as_key) {
            Some(AsKey::Usable) => {}
            Some(AsKey::Unusable) => {
                find(codes::KEY_UNUSABLE, format!("`{key}` cannot be part of a subject"), place(index));
                blocked = true;
            }
            Some(AsKey::Fails) => {
                find(
                    codes::KEY_FAILS,
                    format!("with `{key}` in the template every token request fails"),
                    place(index),
                );
                blocked = true;
            }
            Some(AsKey::NeedsEnvironment) => find(
                codes::KEY_NEEDS_ENVIRONMENT,
                format!(
                    "with `{key}` the token request of a job without an environment fails; `context` serves both"
                ),
                place(index),
            ),
            Some(AsKey::Disputed) => find(
                codes::KEY_DISPUTED,
                format!(
                    "sources disagree on whether `{key}` can be a key; `repo` names the repository for certain"
                ),
                place(index),
            ),
            Some(AsKey::Unpublished) => {
                find(
                    codes::KEY_UNPUBLISHED,
                    format!("GitHub does not say what the key `{key}` does in a subject"),
                    place(index),
                );
            }
            None => find(
                codes::KEY_UNKNOWN,
                format!(
                    "no claim `{}` is known: GitHub accepts such a key and does not say what it prints{}",
                    quote(key),
                    near_key(key)
                        .map(|near| format!("; write `{near}` if that is meant"))
                        .unwrap_or_default()
                ),
                place(index),
            ),
        }
    }
    if let Some(first) = keys.first()
        && (first == "context" || find_claim(first).is_some_and(|claim| claim.user_controlled))
    {
        find(
            codes::USER_CONTROLLED_FIRST,
            format!(
                "the subject starts with `{first}`, whose text a committer may choose: it can imitate what should follow; put `repo` first"
            ),
            place(0),
        );
    }
    if !keys.iter().any(|key| matches!(key.as_str(), "repo" | "repository" | "repository_id")) {
        find(
            codes::NO_REPOSITORY,
            "no key names the repository: jobs of different repositories may have one subject".to_owned(),
            "/settings/include_claim_keys".to_owned(),
        );
    }
    if immutable == Some(true) && !keys.iter().any(|key| key == "repo") {
        find(
            codes::IMMUTABLE_WITHOUT_REPO,
            "GitHub does not say what becomes of an immutable subject whose template has no `repo`"
                .to_owned(),
            "/settings/include_claim_keys".to_owned(),
        );
    }
    blocked
}
