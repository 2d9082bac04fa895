//! Issuers of GitHub's tokens (GitHub Docs, OpenID Connect reference, 2026-11-22) and the audiences that AWS is usually
//! asked with.

use super::Source;
use super::row::row;
use super::shelf::Shelf;

/// The host that issues for github.com and Enterprise Cloud.
pub(crate) const GITHUB_HOST: &str = "token.actions.githubusercontent.com";
/// What precedes the subdomain in the host of a data-residency issuer.
pub(crate) const GHE_COM_PREFIX: &str = "token.actions.";
/// What follows it.
pub(crate) const GHE_COM_SUFFIX: &str = ".ghe.com";
/// The path of an Enterprise Server's issuer.
pub(crate) const SERVER_PATH: &str = "_services/token";

row! {
    /// The audience that jobs usually ask for in one AWS partition.
    Audience<'a> {
        partition: &'a str,
        audience: &'a str,
        /// Where it is written.
        source: &'a str,
        /// When it was read or came into force.
        date: &'a str,
    }
}

const fn usual(partition: &'static str, audience: &'static str, source: Source) -> Audience<'static> {
    Audience { partition, audience, source: source.name, date: source.date }
}

const ACTION: Source = Source { name: "aws-actions/configure-aws-credentials README", date: "2026-11" };
const SEEN: Source = Source { name: "seen in published workflows", date: "2026" };

/// Partitions whose usual audience is published; for the isolated ones nothing is.
pub(super) const AUDIENCES: &[Audience<'static>] = &[
    usual("aws", "sts.amazonaws.com", ACTION),
    usual("aws-us-gov", "sts.amazonaws.com", ACTION),
    usual("aws-cn", "sts.amazonaws.com.cn", ACTION),
    usual("aws-eusc", "sts.eusc-de-east-1.amazonaws.eu", SEEN),
];

pub(super) static AUDIENCE_SHELF: Shelf<Audience<'static>> = Shelf::new(AUDIENCES);

/// The certificate thumbprints that GitHub published for its issuer (changelog, 2023-06-27). AWS no longer reads
/// them for this issuer (aws-actions/configure-aws-credentials README): a provider with others works as well.
pub(super) const THUMBPRINTS: &[&str] =
    &["6938fd4d98bab03faadb97b34396831e3780aea1", "1c58a3a8518e8759bf075b76b750d4f2df264fcd"];

pub(super) static THUMBPRINT_SHELF: Shelf<&'static str> = Shelf::new(THUMBPRINTS);

/// The usual audience of a partition.
pub(crate) fn audience(partition: &str) -> Option<&'static Audience<'static>> {
    AUDIENCE_SHELF.rows().iter().find(|row| row.partition == partition)
}

/// The thumbprints.
pub(crate) fn thumbprints() -> &'static [&'static str] {
    THUMBPRINT_SHELF.rows()
}
