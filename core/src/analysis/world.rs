//! The world that a question is asked in, and the sets of tokens that it is asked about.

use crate::aws::condition::language::Glyph;
use crate::aws::pattern::wildcard::{Pattern, PatternToken};
use crate::aws::{Layer, Provider};
use crate::error::{Error, ErrorKind, PASS_LESS};
use crate::github::{Claims, Issuer, IssuerPlatform, Platform, SubjectTemplate};
use crate::knowledge::claims::{self, PROPERTY_PREFIX};
use crate::limits::{MAX_CLAIM_PATTERNS, MAX_CLASSES, MAX_TEXT};
use crate::names::{Partition, RoleSessionName, check_owner, check_repository};
use crate::text::{nearest, quote};

/// What is known of the template of an owner's subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OwnerTemplate {
    /// These keys in every repository; `None` for the default template.
    Keys(Option<Vec<String>>),
    /// Any template, and another in each repository.
    Unknown,
}

/// What is known of the form of an owner's subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SubjectForm {
    /// Without ids.
    #[default]
    Legacy,
    /// With the ids of owner and repository.
    Immutable,
    /// Some repositories have the one, some the other.
    Either,
}

/// An organisation or a user of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Owner {
    /// The login as GitHub prints it.
    pub login: String,
    /// Its id.
    pub id: Option<String>,
    /// The template of its subjects.
    pub template: OwnerTemplate,
    /// The form of its subjects.
    pub form: SubjectForm,
    /// All its repositories; empty where there may be any.
    pub repositories: Vec<String>,
    /// The id of its enterprise; `None` for an owner outside of any.
    pub enterprise_id: Option<String>,
}

impl Owner {
    /// An owner with the default template and legacy subjects.
    #[must_use]
    pub fn new(login: impl Into<String>) -> Owner {
        Owner {
            login: login.into(),
            id: None,
            template: OwnerTemplate::Keys(None),
            form: SubjectForm::Legacy,
            repositories: Vec::new(),
            enterprise_id: None,
        }
    }
}

/// What is taken to be so of GitHub and AWS: who is ours, and what others can do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct World {
    /// Ours. Where none is named, the owners that the policy names are taken for ours.
    pub owners: Vec<Owner>,
    /// Whether anybody else has tokens of this issuer.
    pub strangers: bool,
    /// Whether others can call our reusable workflows.
    pub callable: bool,
    /// Whether others can have come by our logins, under other ids.
    pub recycled: bool,
    /// Whether tokens are looked at whose subject GitHub does not document.
    pub undocumented: bool,
    /// Ids of our repositories, each with its `owner/name`.
    pub repository_ids: Vec<(String, String)>,
    /// The audiences that the provider takes; empty where it may take any.
    pub audiences: Vec<String>,
    /// Where GitHub runs; as the providers that the policy names tell, where this is not given.
    pub platform: Option<Platform>,
    /// The identity provider of the role's account.
    pub provider: Option<Provider>,
    /// The AWS partition; as the policy tells where this is not given.
    pub partition: Option<Partition>,
    /// The day to answer for.
    pub as_of: Option<String>,
    /// The session name; any where this is not given, since the caller chooses it.
    pub role_session_name: Option<RoleSessionName>,
    /// Further condition keys of every request.
    pub context: Vec<(String, Option<Vec<String>>)>,
    /// Resource control policies of the role's organisation.
    pub rcp: Layer,
}

impl Default for World {
    /// Nobody is known to be ours.
    fn default() -> World {
        World {
            owners: Vec::new(),
            strangers: true,
            callable: true,
            recycled: false,
            undocumented: false,
            repository_ids: Vec::new(),
            audiences: Vec::new(),
            platform: None,
            provider: None,
            partition: None,
            as_of: None,
            role_session_name: None,
            context: Vec::new(),
            rcp: Layer::Omitted,
        }
    }
}

impl World {
    /// A world in which these are ours, and all else is as usual.
    #[must_use]
    pub fn of(owners: impl IntoIterator<Item = Owner>) -> World {
        World { owners: owners.into_iter().collect(), ..World::default() }
    }

    /// Whether it can be.
    ///
    /// # Errors
    /// `NAME_INVALID` for a login or repository that cannot be, `INVALID_VALUE` for an id, a key or a login named twice,
    /// each with its path.
    pub fn check(&self) -> Result<(), Error> {
        if self.owners.len() > MAX_CLASSES {
            let message = format!("a world has at most {MAX_CLASSES} owners");
            return Err(Error::new(ErrorKind::TooLarge, message)
                .with_help("name fewer owners")
                .under("owners"));
        }
        for (index, owner) in self.owners.iter().enumerate() {
            let twice =
                self.owners.iter().take(index).any(|known| known.login.eq_ignore_ascii_case(&owner.login));
            owner.check(twice).map_err(|error| error.under(index).under("owners"))?;
        }
        for (id, repository) in &self.repository_ids {
            let error = |error: Error| error.under(id).under("our_repository_ids");
            check_id(id).map_err(error)?;
            let ours = repository.split_once('/').is_some_and(|(login, name)| {
                check_repository(name).is_ok() && self.owners.iter().any(|owner| owner.login == login)
            });
            if !ours {
                let message =
                    format!("`{}` is not a repository of an owner of this world", quote(repository));
                return Err(error(
                    Error::new(ErrorKind::InvalidValue, message)
                        .with_found(repository)
                        .with_help("write it as `owner/name`, and list the owner under `owners`"),
                ));
            }
        }
        if let Some(index) = self.audiences.iter().position(|text| text.is_empty() || text.len() > MAX_TEXT) {
            let message = format!("an audience has 1 to {MAX_TEXT} bytes");
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_help("write it as in `sts.amazonaws.com`")
                .under(index)
                .under("audiences"));
        }
        Ok(())
    }

    pub(super) fn logins(&self) -> Vec<String> {
        self.owners.iter().map(|owner| owner.login.clone()).collect()
    }
}

impl Owner {
    fn check(&self, twice: bool) -> Result<(), Error> {
        check_owner(&self.login)
            .map_err(|fault| fault.into_error(ErrorKind::NameInvalid, &self.login).under("login"))?;
        if twice {
            let message =
                format!("the owner `{}` is named twice: GitHub ignores the case of logins", self.login);
            return Err(Error::new(ErrorKind::InvalidValue, message)
                .with_found(&self.login)
                .with_help("keep one of the two")
                .under("login"));
        }
        for (id, field) in [(&self.id, "id"), (&self.enterprise_id, "enterprise_id")] {
            if let Some(id) = id {
                check_id(id).map_err(|error| error.under(field))?;
            }
        }
        if let OwnerTemplate::Keys(Some(keys)) = &self.template {
            SubjectTemplate::new(keys.iter().cloned()).map_err(|error| error.under("include_claim_keys"))?;
        }
        for (index, name) in self.repositories.iter().enumerate() {
            check_repository(name).map_err(|fault| {
                fault.into_error(ErrorKind::NameInvalid, name).under(index).under("repositories")
            })?;
        }
        Ok(())
    }
}

fn check_id(id: &str) -> Result<(), Error> {
    let one =
        id.len() <= 20 && !id.starts_with('0') && !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    if one {
        return Ok(());
    }
    Err(Error::new(ErrorKind::InvalidValue, format!("`{}` is not an id", quote(id)))
        .with_found(id)
        .with_help("an id is a decimal number without leading zeros, as a string"))
}

/// What a claim may be: patterns with `*` and `?` as under `StringLike`, `None` for a token without the claim.
pub type ClaimPatterns = (String, Vec<Option<String>>);

/// The tokens whose claims all fit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Class {
    /// Each claim fits one of its patterns.
    pub claims: Vec<ClaimPatterns>,
    /// None of these claims fits one of its patterns.
    pub not: Vec<ClaimPatterns>,
}

impl Class {
    /// The tokens whose claims fit one pattern each.
    #[must_use]
    pub fn new<N: Into<String>, P: Into<String>>(claims: impl IntoIterator<Item = (N, P)>) -> Class {
        let one = |(name, pattern): (N, P)| (name.into(), vec![Some(pattern.into())]);
        Class { claims: claims.into_iter().map(one).collect(), not: Vec::new() }
    }

    fn check(&self) -> Result<(), Error> {
        for (name, patterns) in &self.claims {
            check_patterns(name, patterns)?;
        }
        for (name, patterns) in &self.not {
            check_patterns(name, patterns).map_err(|error| error.under("not"))?;
        }
        Ok(())
    }
}

fn check_patterns(name: &str, patterns: &[Option<String>]) -> Result<(), Error> {
    let property = name.strip_prefix(PROPERTY_PREFIX).is_some_and(|rest| !rest.is_empty());
    let times = matches!(name, "exp" | "iat" | "nbf" | "jti");
    if times || !(property || claims::rows().iter().any(|claim| claim.name == name)) {
        let message = if times {
            format!("the claim `{name}` differs in every token, so no set of tokens can be named by it")
        } else {
            format!("`{}` is not a claim of GitHub's tokens", quote(name))
        };
        let known = claims::rows().iter().map(|claim| claim.name);
        let help = match nearest(name, known).filter(|_| !times) {
            Some(known) => format!("write `{known}` if that is meant"),
            None => {
                "name claims of GitHub's tokens, such as `repository`, `ref` and `environment`".to_owned()
            }
        };
        return Err(Error::new(ErrorKind::ClaimUnknown, message)
            .with_found(name)
            .with_help(help)
            .under(name));
    }
    let bytes: usize = patterns.iter().flatten().map(String::len).sum();
    if patterns.len() > MAX_CLAIM_PATTERNS || bytes > MAX_TEXT {
        let message =
            format!("a claim has at most {MAX_CLAIM_PATTERNS} patterns, of {MAX_TEXT} bytes together");
        return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS).under(name));
    }
    Ok(())
}

/// A set of tokens: those of any of its classes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct TokenSet {
    /// The classes.
    pub classes: Vec<Class>,
}

impl TokenSet {
    /// Whether every class can be asked about.
    ///
    /// # Errors
    /// `CLAIM_UNKNOWN` for a claim that tokens do not have, `TOO_LARGE`, each with its path.
    pub fn check(&self) -> Result<(), Error> {
        if self.classes.len() > MAX_CLASSES {
            let message = format!("a set of tokens has at most {MAX_CLASSES} classes");
            return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS));
        }
        self.classes
            .iter()
            .enumerate()
            .try_for_each(|(index, class)| class.check().map_err(|error| error.under(index)))
    }
}

impl FromIterator<Class> for TokenSet {
    fn from_iter<I: IntoIterator<Item = Class>>(classes: I) -> TokenSet {
        TokenSet { classes: classes.into_iter().collect() }
    }
}

/// Who may assume a role: nobody but the tokens of these classes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Intent {
    /// The tokens that may.
    pub only: TokenSet,
}

impl Intent {
    /// Only tokens of these classes may.
    #[must_use]
    pub fn only(classes: impl IntoIterator<Item = Class>) -> Intent {
        Intent { only: classes.into_iter().collect() }
    }
}

/// The platform of an issuer, in a world that may say more of it.
pub(super) fn platform_of(world: &World, issuer: &Issuer) -> Platform {
    match (world.platform, issuer.platform()) {
        (Some(platform), _) => platform,
        (None, IssuerPlatform::Ghes) => Platform::Ghes(None),
        (None, IssuerPlatform::GheCom) => Platform::GheCom,
        (None, _) => Platform::GithubCom,
    }
}

impl TokenSet {
    /// Whether a token with these claims belongs to the set.
    #[must_use]
    pub fn holds(&self, claims: &Claims) -> bool {
        let fits = |(name, patterns): &ClaimPatterns| {
            let value = claims.text(name);
            patterns.iter().any(|pattern| match (pattern, value) {
                (None, None) => true,
                (Some(pattern), Some(value)) => pattern_of(pattern).matches(value),
                _ => false,
            })
        };
        self.classes.iter().any(|class| class.claims.iter().all(fits) && !class.not.iter().any(fits))
    }
}

fn pattern_of(text: &str) -> Pattern {
    let glob = super::matcher::Glob::written(text);
    let texts: Vec<String> = glob
        .glyphs
        .iter()
        .map(|glyph| if let Glyph::Char(c) = glyph { c.to_string() } else { String::new() })
        .collect();
    Pattern::from_tokens(glob.glyphs.iter().zip(&texts).map(|(glyph, text)| match glyph {
        Glyph::Char(_) => PatternToken::Literal(text),
        Glyph::One => PatternToken::AnyOne,
        Glyph::Run => PatternToken::AnyRun,
    }))
}
