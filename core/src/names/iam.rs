//! What IAM names: roles, identity providers, and the sessions of roles.
//!
//! Source: botocore 1.44.8, the models of IAM and STS (`roleNameType`, `pathType`, `arnType`, `roleSessionNameType`,
//! `OpenIDConnectProviderUrlType`); IAM User Guide, "IAM and AWS STS quotas".

use core::fmt;
use core::str::FromStr;

use super::arn::{Arn, is_account};
use crate::error::{Error, ErrorKind};
use crate::knowledge::ecr::{is_partition, partition_names};
use crate::text::{quote, shown};

/// Most characters of the name of a role, a user or a session.
const NAME: usize = 64;
/// Fewest characters of a session name.
const SESSION_LEAST: usize = 2;
/// Most characters of a path, its slashes included.
const PATH: usize = 512;
/// Most characters of the URL of an identity provider, `https://` left out.
const PROVIDER: usize = 255;

const ROLE_HELP: &str = "a role's ARN is written `arn:aws:iam::123456789012:role/name`";
const PROVIDER_HELP: &str =
    "it is written `arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com`";

/// The ARN of a role: `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`.
///
/// ```
/// use assumable::names::RoleArn;
/// let role: RoleArn = "arn:aws:iam::123456789012:role/ci/push".parse().unwrap();
/// assert_eq!((role.account(), role.name()), ("123456789012", "push"));
/// assert!("arn:aws:iam::123456789012:role/ci push".parse::<RoleArn>().is_err());
/// assert!("arn:aws:iam:us-east-1:123456789012:role/push".parse::<RoleArn>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleArn(Arn);

/// The ARN of an OpenID Connect identity provider: `arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST/PATH`.
///
/// ```
/// use assumable::names::ProviderArn;
/// let arn: ProviderArn =
///     "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com".parse().unwrap();
/// assert_eq!(arn.provider(), "token.actions.githubusercontent.com");
/// assert!("arn:aws:iam::123456789012:oidc-provider/https://example.com".parse::<ProviderArn>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProviderArn(Arn);

/// The name of a role session: 2 to 64 letters, digits and `_+=,.@-`.
///
/// ```
/// use assumable::names::RoleSessionName;
/// assert!("GitHubActions".parse::<RoleSessionName>().is_ok());
/// assert!("deploy to prod".parse::<RoleSessionName>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoleSessionName(String);

impl RoleArn {
    /// The partition.
    #[must_use]
    pub fn partition(&self) -> &str {
        self.0.partition()
    }

    /// The account, 12 digits.
    #[must_use]
    pub fn account(&self) -> &str {
        self.0.account()
    }

    /// The name, without the path before it.
    #[must_use]
    pub fn name(&self) -> &str {
        last(self.0.resource())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The ARN as such.
    pub(crate) fn into_arn(self) -> Arn {
        self.0
    }
}

impl FromStr for RoleArn {
    type Err = Error;

    fn from_str(text: &str) -> Result<RoleArn, Error> {
        let arn: Arn = text.parse()?;
        if arn.service() != "iam" || !arn.resource().starts_with("role/") {
            return Err(other_arn(text, "the ARN of a role", ROLE_HELP));
        }
        within_iam(&arn, "a role's ARN", ROLE_HELP)?;
        check_path_and_name(arn.resource(), "a role", text)?;
        Ok(RoleArn(arn))
    }
}

impl fmt::Display for RoleArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ProviderArn {
    /// The partition.
    #[must_use]
    pub fn partition(&self) -> &str {
        self.0.partition()
    }

    /// The account, 12 digits.
    #[must_use]
    pub fn account(&self) -> &str {
        self.0.account()
    }

    /// The provider's URL, without `https://`.
    #[must_use]
    pub fn provider(&self) -> &str {
        self.0.resource().strip_prefix("oidc-provider/").unwrap_or("")
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for ProviderArn {
    type Err = Error;

    fn from_str(text: &str) -> Result<ProviderArn, Error> {
        let arn: Arn = text.parse()?;
        let Some(provider) = arn.resource().strip_prefix("oidc-provider/").filter(|_| arn.service() == "iam")
        else {
            return Err(other_arn(text, "the ARN of an identity provider", PROVIDER_HELP));
        };
        within_iam(&arn, "the ARN of an identity provider", PROVIDER_HELP)?;
        let refused = |message: String, help: &str| {
            Err(Error::new(ErrorKind::ArnInvalid, message).with_found(text).with_help(help))
        };
        if provider.contains("://") {
            let message = "the ARN of an identity provider has no `https://`".to_owned();
            return refused(message, PROVIDER_HELP);
        }
        let legal = |c: char| c.is_ascii_graphic() && !matches!(c, '*' | '?');
        if let Some(c) = provider.chars().find(|&c| !legal(c)) {
            let message = format!("the ARN of an identity provider cannot hold {}", shown(c));
            return refused(message, PROVIDER_HELP);
        }
        if provider.is_empty() || provider.starts_with('/') {
            return refused("the ARN of an identity provider names no host".to_owned(), PROVIDER_HELP);
        }
        if provider.len() > PROVIDER {
            let message = format!(
                "the URL of the identity provider has {} characters, at most {PROVIDER} are allowed",
                provider.len()
            );
            return refused(message, "check that it is the provider's own ARN");
        }
        Ok(ProviderArn(arn))
    }
}

impl fmt::Display for ProviderArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl RoleSessionName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoleSessionName {
    type Err = Error;

    fn from_str(text: &str) -> Result<RoleSessionName, Error> {
        if (SESSION_LEAST..=NAME).contains(&text.len()) && text.chars().all(in_name) {
            return Ok(RoleSessionName(text.to_owned()));
        }
        Err(Error::new(ErrorKind::InvalidValue, format!("`{}` is not a session name", quote(text)))
            .with_found(text)
            .with_help("STS takes 2 to 64 letters, digits and `_+=,.@-`"))
    }
}

impl fmt::Display for RoleSessionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What follows the last slash.
pub(crate) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A character of the names of roles, users and sessions.
fn in_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)
}

fn other_arn(text: &str, what: &str, help: &str) -> Error {
    Error::new(ErrorKind::ArnInvalid, format!("`{}` is not {what}", quote(text)))
        .with_found(text)
        .with_help(help)
}

/// The parts that every ARN of IAM and of STS's sessions shares: a partition, no region, an account.
pub(crate) fn within_iam(arn: &Arn, what: &str, help: &str) -> Result<(), Error> {
    let error = |message: String, found: &str, help: String| {
        Err(Error::new(ErrorKind::ArnInvalid, message).with_found(found).with_help(help))
    };
    if !is_partition(arn.partition()) {
        let message =
            format!("{what} names the partition `{}`, which does not exist", quote(arn.partition()));
        return error(message, arn.partition(), format!("known: {}", partition_names()));
    }
    if !arn.region().is_empty() {
        let message = format!("{what} has no region, and this one has `{}`", quote(arn.region()));
        return error(message, arn.region(), format!("leave it empty: {help}"));
    }
    if !is_account(arn.account()) {
        let message =
            format!("{what} has an account of 12 digits, and this one has `{}`", quote(arn.account()));
        return error(message, arn.as_str(), help.to_owned());
    }
    Ok(())
}

/// The path and the name in `role/PATH/NAME` or `user/PATH/NAME`; `what` is `a role` or `a user`.
pub(crate) fn check_path_and_name(resource: &str, what: &str, found: &str) -> Result<(), Error> {
    let rest = resource.split_once('/').map_or("", |(_, rest)| rest);
    let (path, name) = rest.rsplit_once('/').unwrap_or(("", rest));
    check_name(name, &format!("the name of {what}"), found)?;
    if let Some(c) = path.chars().find(|c| !c.is_ascii_graphic() || matches!(c, '*' | '?')) {
        let message = format!("the path of {what} cannot hold {}", shown(c));
        return Err(Error::new(ErrorKind::ArnInvalid, message)
            .with_found(found)
            .with_help("a path is printable ASCII without spaces and wildcards, such as `/ci/`"));
    }
    // The path of the API has a slash at each end.
    if path.len() + 2 > PATH {
        let message =
            format!("the path of {what} has {} characters, at most {PATH} are allowed", path.len() + 2);
        return Err(Error::new(ErrorKind::ArnInvalid, message).with_found(found).with_help("check the ARN"));
    }
    Ok(())
}

/// The name of a role, a user or a session in an ARN; `what` says which.
pub(crate) fn check_name(name: &str, what: &str, found: &str) -> Result<(), Error> {
    let message = if name.is_empty() {
        format!("{what} is missing")
    } else if let Some(c) = name.chars().find(|&c| !in_name(c)) {
        format!("{what} cannot hold {}", shown(c))
    } else if name.len() > NAME {
        format!("{what} has {} characters, at most {NAME} are allowed", name.len())
    } else {
        return Ok(());
    };
    Err(Error::new(ErrorKind::ArnInvalid, message)
        .with_found(found)
        .with_help("it is 1 to 64 letters, digits and `_+=,.@-`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        text.parse::<RoleArn>().map_or_else(|error| error.to_string(), |arn| arn.to_string())
    }

    #[test]
    fn a_role_has_a_name_of_its_grammar() {
        let role = |rest: &str| format!("arn:aws:iam::123456789012:role/{rest}");
        for good in ["push", "ci/push", "a/b/c", "A+=,.@_-9", &"r".repeat(64)] {
            assert_eq!(message(&role(good)), role(good));
        }
        for (bad, why) in [
            (role(""), "the name of a role is missing"),
            (role("ci/"), "the name of a role is missing"),
            (role("ci push"), "the name of a role cannot hold a space"),
            (role("push\n"), "white space stands before or after the ARN"),
            (role("pu\nsh"), "an ARN cannot hold U+000A"),
            (role("push*"), "the name of a role cannot hold `*`"),
            (role("ro:le"), "the name of a role cannot hold `:`"),
            (role("é"), "the name of a role cannot hold `é` (U+00E9)"),
            (role(&"r".repeat(65)), "the name of a role has 65 characters, at most 64 are allowed"),
            (role("a b/push"), "the path of a role cannot hold a space"),
            (
                role(&format!("{}/push", "p".repeat(511))),
                "the path of a role has 513 characters, at most 512 are allowed",
            ),
            (
                "arn:aws:iam:us-east-1:123456789012:role/r".into(),
                "a role's ARN has no region, and this one has `us-east-1`",
            ),
            (
                "arn:aws:iam::123:role/r".into(),
                "a role's ARN has an account of 12 digits, and this one has `123`",
            ),
            (
                "arn:was:iam::123456789012:role/r".into(),
                "a role's ARN names the partition `was`, which does not exist",
            ),
            (
                "arn:aws:sts::123456789012:assumed-role/r/s".into(),
                "`arn:aws:sts::123456789012:assumed-role/r/s` is not the ARN of a role",
            ),
        ] {
            assert_eq!(message(&bad), why, "{bad}");
        }
    }

    #[test]
    fn a_provider_has_a_host() {
        let provider =
            |rest: &str| format!("arn:aws:iam::123456789012:oidc-provider/{rest}").parse::<ProviderArn>();
        assert!(provider("ghes.example.com/_services/token").is_ok());
        for bad in ["", "/token", "a b", "*", "https://example.com", &"h".repeat(256)] {
            assert!(provider(bad).is_err(), "{bad}");
        }
    }
}
