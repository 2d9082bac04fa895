//! Issuers of GitHub's tokens (GitHub Docs, OpenID Connect reference, 2026-11-22) and the audiences that AWS is usually
//! asked with.

use super::Source;

/// The host that issues for github.com and Enterprise Cloud.
pub(crate) const GITHUB_HOST: &str = "token.actions.githubusercontent.com";
/// What precedes the subdomain in the host of a data-residency issuer.
pub(crate) const GHE_COM_PREFIX: &str = "token.actions.";
/// What follows it.
pub(crate) const GHE_COM_SUFFIX: &str = ".ghe.com";
/// The path of an Enterprise Server's issuer.
pub(crate) const SERVER_PATH: &str = "_services/token";

/// The audience that jobs usually ask for in one AWS partition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Audience {
    pub(crate) partition: &'static str,
    pub(crate) audience: &'static str,
    pub(crate) source: Source,
}

const ACTION: Source = Source { name: "aws-actions/configure-aws-credentials README", date: "2026-11" };
const SEEN: Source = Source { name: "seen in published workflows", date: "2026" };

/// Partitions whose usual audience is published; for the isolated ones nothing is.
pub(crate) const AUDIENCES: &[Audience] = &[
    Audience { partition: "aws", audience: "sts.amazonaws.com", source: ACTION },
    Audience { partition: "aws-us-gov", audience: "sts.amazonaws.com", source: ACTION },
    Audience { partition: "aws-cn", audience: "sts.amazonaws.com.cn", source: ACTION },
    Audience { partition: "aws-eusc", audience: "sts.eusc-de-east-1.amazonaws.eu", source: SEEN },
];

/// The certificate thumbprints that GitHub published for its issuer (changelog, 2023-06-27). AWS no longer reads
/// them for this issuer (aws-actions/configure-aws-credentials README): a provider with others works as well.
pub(crate) const THUMBPRINTS: &[&str] =
    &["6938fd4d98bab03faadb97b34396831e3780aea1", "1c58a3a8518e8759bf075b76b750d4f2df264fcd"];
