//! Who signs the tokens: the issuer, as GitHub writes it and as AWS names it.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::knowledge::issuers::{self, GHE_COM_PREFIX, GHE_COM_SUFFIX, GITHUB_HOST, SERVER_PATH};
use crate::premise::{Grade, Premise};

/// Whose issuer it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IssuerPlatform {
    /// github.com and Enterprise Cloud; with a path where an enterprise has its own issuer.
    GithubCom,
    /// Enterprise Cloud with data residency.
    GheCom,
    /// Enterprise Server.
    Ghes,
    /// Not one of GitHub's.
    Other,
}

/// An issuer, such as `https://token.actions.githubusercontent.com`.
///
/// Reads the URL as in the claim `iss`, or only host and path as AWS writes it. A final slash, seen in tokens of
/// 2022, is dropped. Source: GitHub Docs, "OpenID Connect reference".
///
/// ```
/// use assumable::github::{Issuer, IssuerPlatform};
/// let issuer: Issuer = "https://token.actions.githubusercontent.com/octo-inc".parse()?;
/// assert_eq!(issuer.platform(), IssuerPlatform::GithubCom);
/// assert_eq!(issuer.path(), Some("octo-inc"));
/// assert_eq!(issuer.condition_key("sub"), "token.actions.githubusercontent.com/octo-inc:sub");
/// assert_eq!(
///     issuer.provider_arn("aws", "123456789012"),
///     "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com/octo-inc",
/// );
/// # Ok::<(), assumable::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Issuer {
    host_and_path: String,
    platform: IssuerPlatform,
}

impl Default for Issuer {
    /// The issuer of github.com.
    fn default() -> Issuer {
        Issuer { host_and_path: GITHUB_HOST.to_owned(), platform: IssuerPlatform::GithubCom }
    }
}

impl FromStr for Issuer {
    type Err = Error;

    fn from_str(text: &str) -> Result<Issuer, Error> {
        let wrong = |message: &str| {
            Error::new(ErrorKind::ClaimInvalid, message)
                .with_found(text)
                .with_help(format!("write it as `https://{GITHUB_HOST}`"))
        };
        let rest = match text.split_once("://") {
            Some(("https", rest)) => rest,
            Some(_) => return Err(wrong("an issuer is an https URL")),
            None => text,
        };
        let host_and_path = rest.strip_suffix('/').unwrap_or(rest);
        let (host, path) = split(host_and_path);
        let host_is_one = !host.is_empty()
            && host
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
        let path_is_one = path.is_none_or(|path| {
            !path.is_empty()
                && path.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'?' | b'#' | b'"' | b'\\'))
        });
        if !host_is_one || !path_is_one {
            return Err(wrong("this is not an issuer; expected a host, and perhaps a path"));
        }
        Ok(Issuer { platform: platform(host, path), host_and_path: host_and_path.to_owned() })
    }
}

fn split(host_and_path: &str) -> (&str, Option<&str>) {
    match host_and_path.split_once('/') {
        Some((host, path)) => (host, Some(path)),
        None => (host_and_path, None),
    }
}

fn platform(host: &str, path: Option<&str>) -> IssuerPlatform {
    let one_level = path.is_none_or(|path| !path.contains('/'));
    let subdomain = host.strip_prefix(GHE_COM_PREFIX).and_then(|rest| rest.strip_suffix(GHE_COM_SUFFIX));
    if host == GITHUB_HOST && one_level {
        IssuerPlatform::GithubCom
    } else if subdomain.is_some_and(|name| !name.is_empty() && !name.contains('.')) && one_level {
        IssuerPlatform::GheCom
    } else if path == Some(SERVER_PATH) {
        IssuerPlatform::Ghes
    } else {
        IssuerPlatform::Other
    }
}

impl Issuer {
    /// The URL, as in the claim `iss`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}", self.host_and_path)
    }

    /// Host and path, as AWS names it in a provider's ARN and in condition keys.
    #[must_use]
    pub fn host_and_path(&self) -> &str {
        &self.host_and_path
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> &str {
        split(&self.host_and_path).0
    }

    /// The path: the slug of an enterprise, or `_services/token`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        split(&self.host_and_path).1
    }

    /// Whose issuer it is.
    #[must_use]
    pub fn platform(&self) -> IssuerPlatform {
        self.platform
    }

    /// The AWS condition key of a claim of this issuer's tokens.
    #[must_use]
    pub fn condition_key(&self, claim: &str) -> String {
        format!("{}:{claim}", self.host_and_path)
    }

    /// The ARN of this issuer's provider in an account.
    #[must_use]
    pub fn provider_arn(&self, partition: &str, account: &str) -> String {
        format!("arn:{partition}:iam::{account}:oidc-provider/{}", self.host_and_path)
    }

    /// The audience of a token whose job asked for none: the URL of the repository's owner. Not published for data
    /// residency.
    #[must_use]
    pub fn default_audience(&self, owner: &str) -> Option<String> {
        match self.platform {
            IssuerPlatform::GithubCom => Some(format!("https://github.com/{owner}")),
            IssuerPlatform::Ghes => Some(format!("https://{}/{owner}", self.host())),
            IssuerPlatform::GheCom | IssuerPlatform::Other => None,
        }
    }

    /// The audience that jobs usually ask for to enter a partition of AWS; `None` where nothing is published.
    ///
    /// ```
    /// assert_eq!(assumable::github::Issuer::sts_audience("aws-cn"), Some("sts.amazonaws.com.cn"));
    /// ```
    #[must_use]
    pub fn sts_audience(partition: &str) -> Option<&'static str> {
        issuers::audience(partition).map(|row| row.audience)
    }

    /// The same as a premise, with its source.
    #[must_use]
    pub fn sts_audience_premise(partition: &str) -> Option<Premise> {
        let row = issuers::audience(partition)?;
        let text = format!("jobs ask for the audience `{}` to enter the partition {partition}", row.audience);
        Some(Premise { date: Some(row.date), ..Premise::sourced(Grade::Documented, text, row.source) })
    }

    /// The certificate thumbprints that GitHub published for github.com (changelog, 2023-06-27). AWS no longer reads those
    /// of a provider for this issuer: others, or none, work as well.
    #[must_use]
    pub fn thumbprints() -> &'static [&'static str] {
        issuers::thumbprints()
    }
}

impl fmt::Display for Issuer {
    /// The URL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}", self.host_and_path)
    }
}
