//! Amazon ECR: registry hosts, and repositories behind them.

use core::fmt;
use core::str::FromStr;

use super::RepositoryName;
use super::repository::{Grammar, check_ecr};
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::knowledge::ecr::{PUBLIC_DUAL_STACK_HOST, PUBLIC_HOST, Suffix, partition_of_region, suffixes};
use crate::names::rule::{NameFault, NameRule};
use crate::premise::Finding;
use crate::text::quote;

const RULE: &str = "an ECR registry is `ACCOUNT.dkr.ecr.REGION.amazonaws.com`, one of its FIPS, dual-stack or \
    partition forms, `public.ecr.aws` or `ecr-public.aws.com`";

/// A registry of Amazon ECR, read from its host name.
///
/// What is accepted is what AWS's credential helper accepts, which mixes forms freely; where service prefix, region and
/// suffix do not belong together, [`findings`](EcrRegistry::findings) says so. Source: the pattern shared by
/// amazon-ecr-credential-helper and cloud-provider-aws.
///
/// ```
/// use assumable::image::EcrRegistry;
///
/// let registry: EcrRegistry = "123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com".parse().unwrap();
/// assert_eq!(registry.account(), Some("123456789012"));
/// assert_eq!(registry.region(), Some("us-gov-west-1"));
/// assert_eq!(registry.partition(), "aws-us-gov");
/// assert!(registry.is_fips());
/// assert!("public.ecr.aws.example.com".parse::<EcrRegistry>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EcrRegistry {
    /// Account and region; none for ECR Public.
    private: Option<(Box<str>, Box<str>)>,
    partition: &'static str,
    fips: bool,
    dual_stack: bool,
    dkr_dash: bool,
    suffix: &'static str,
}

/// The one port that is meant anyway.
const PORT: &str = ":443";

impl EcrRegistry {
    /// The account, 12 digits; none for ECR Public.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.private.as_ref().map(|(account, _)| &**account)
    }

    /// The region; none for ECR Public.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.private.as_ref().map(|(_, region)| &**region)
    }

    /// The partition: by the region's form, or by the suffix where the region is of no known form.
    #[must_use]
    pub const fn partition(&self) -> &'static str {
        self.partition
    }

    /// Whether this is a FIPS endpoint.
    #[must_use]
    pub const fn is_fips(&self) -> bool {
        self.fips
    }

    /// Whether the host stands for IPv4 and IPv6.
    #[must_use]
    pub const fn is_dual_stack(&self) -> bool {
        self.dual_stack
    }

    /// Whether this is ECR Public.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        self.private.is_none()
    }

    /// Whether both are one registry, under whatever host.
    #[must_use]
    pub fn is_same(&self, other: &EcrRegistry) -> bool {
        self.partition == other.partition && self.private == other.private
    }

    /// One text for the registry under all its hosts; no host is spelled like it.
    pub(crate) fn key(&self) -> String {
        match &self.private {
            Some((account, region)) => format!("ecr {} {account} {region}", self.partition),
            None => "ecr public".to_owned(),
        }
    }

    /// The host that clients usually log in to: for IPv4 only and without FIPS.
    pub(crate) fn usual_host(&self) -> String {
        let Some((account, region)) = &self.private else { return PUBLIC_HOST.to_owned() };
        let usual = |known: &&Suffix<'_>| !known.dual_stack && known.partitions.contains(&self.partition);
        let suffix = suffixes().iter().find(usual).map_or(self.suffix, |known| known.text);
        format!("{account}.dkr.ecr.{region}.{suffix}")
    }

    /// The repository of this name; none for ECR Public, and where ECR refuses the name.
    #[must_use]
    pub fn repository(&self, name: &RepositoryName) -> Option<EcrRepository> {
        let (account, region) = self.private.clone()?;
        check_ecr(name.as_str(), Grammar::Current).ok()?;
        Some(EcrRepository { partition: self.partition, account, region, name: name.clone() })
    }

    /// What does not belong together in the host.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let Some((_, region)) = &self.private else { return Vec::new() };
        let mut findings = Vec::new();
        let mut add = |message: String| {
            findings.push(Finding::new(codes::ECR_HOST_MIXED, message));
        };
        if self.dkr_dash != self.dual_stack {
            let (given, wanted) = if self.dkr_dash { ("dkr-ecr", "dkr.ecr") } else { ("dkr.ecr", "dkr-ecr") };
            add(format!("with `{}` AWS documents `{wanted}`, the host has `{given}`", self.suffix));
        }
        let partitions = suffix(self.suffix).map_or(&[][..], |known| &known.partitions);
        match partition_of_region(region) {
            None => {
                add(format!("the region `{}` does not have the form of a known partition", quote(region)));
            }
            Some(partition) if !partitions.contains(&partition) => add(format!(
                "the region `{region}` is in the partition {partition}, the suffix `{}` belongs to {}",
                self.suffix,
                partitions.join(" and ")
            )),
            Some(_) => {}
        }
        findings
    }

    /// Reads a host as docker's credential store names it: `https://` may stand before it, a path after it.
    pub(crate) fn of_url(text: &str) -> Result<EcrRegistry, NameFault> {
        let rest = text.strip_prefix("https://").unwrap_or(text);
        let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
        // A port belongs to an image reference, where it is ignored; the name of a registry has none.
        let fault = if host.ends_with(PORT) {
            let at = host.len() - PORT.len();
            Some(NameFault::new(
                NameRule::EcrHost,
                at..host.len(),
                "the name of an ECR registry has no port",
                RULE,
            ))
        } else if path == Some("") {
            let end = rest.len() - 1..rest.len();
            Some(NameFault::new(NameRule::End, end, "nothing follows the `/` after the host", RULE))
        } else {
            None
        };
        if let Some(fault) = fault {
            let nearest = host.strip_suffix(PORT).unwrap_or(host).to_owned();
            return Err(fault
                .shift(text.len() - rest.len())
                .suggest(text, nearest, |nearest| EcrRegistry::of_url(nearest).is_ok()));
        }
        EcrRegistry::of_host(host).map_err(|fault| {
            let fault = fault.shift(text.len() - rest.len());
            let nearest = text.trim().to_ascii_lowercase();
            fault.suggest(text, nearest, |nearest| EcrRegistry::of_host(nearest).is_ok())
        })
    }

    /// Reads a host; port 443 may follow, since it is the one that is meant anyway.
    pub(crate) fn of_host(text: &str) -> Result<EcrRegistry, NameFault> {
        let host = text.strip_suffix(PORT).unwrap_or(text);
        if host == PUBLIC_HOST || host == PUBLIC_DUAL_STACK_HOST {
            return Ok(EcrRegistry {
                private: None,
                partition: "aws",
                fips: false,
                dual_stack: host == PUBLIC_DUAL_STACK_HOST,
                dkr_dash: false,
                suffix: "",
            });
        }
        private(host).map_err(|(span, what)| {
            let message = format!("{what}: `{}`", quote(text));
            NameFault::new(NameRule::EcrHost, span, message, RULE)
        })
    }
}

type HostFault = (core::ops::Range<usize>, String);

fn private(host: &str) -> Result<EcrRegistry, HostFault> {
    let no = || (0..host.len(), "the host is not an ECR registry".to_owned());
    let (account, rest) = host.split_once('.').ok_or_else(no)?;
    let (dkr_dash, rest) = match (rest.strip_prefix("dkr.ecr"), rest.strip_prefix("dkr-ecr")) {
        (Some(rest), _) => (false, rest),
        (None, Some(rest)) => (true, rest),
        (None, None) => return Err(no()),
    };
    let (fips, rest) = rest.strip_prefix("-fips").map_or((false, rest), |rest| (true, rest));
    let rest = rest.strip_prefix('.').ok_or_else(no)?;
    if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
        return Err((
            0..account.len(),
            "an ECR registry's host starts with the 12 digits of an account".to_owned(),
        ));
    }
    let (region, ending) = rest.split_once('.').ok_or_else(no)?;
    let start = host.len() - rest.len();
    let worded = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if !region.bytes().all(worded) || !region.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric()) {
        return Err((start..start + region.len(), "the region in the host is malformed".to_owned()));
    }
    let Some(known) = suffix(ending) else {
        let what = format!("ECR has no host that ends with `{}`", quote(ending));
        return Err((host.len() - ending.len()..host.len(), what));
    };
    let by_suffix = known.partitions.first().copied().unwrap_or("aws");
    Ok(EcrRegistry {
        private: Some((account.into(), region.into())),
        partition: partition_of_region(region).unwrap_or(by_suffix),
        fips,
        dual_stack: known.dual_stack,
        dkr_dash,
        suffix: known.text,
    })
}

fn suffix(text: &str) -> Option<&'static Suffix<'static>> {
    suffixes().iter().find(|known| known.text == text)
}

impl FromStr for EcrRegistry {
    type Err = Error;

    fn from_str(text: &str) -> Result<EcrRegistry, Error> {
        EcrRegistry::of_host(text).map_err(|fault| fault.into_error(ErrorKind::ImageInvalid, text))
    }
}

/// A private ECR repository. Equal under every host of its registry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EcrRepository {
    partition: &'static str,
    account: Box<str>,
    region: Box<str>,
    name: RepositoryName,
}

impl EcrRepository {
    /// The partition.
    #[must_use]
    pub const fn partition(&self) -> &'static str {
        self.partition
    }

    /// The account, 12 digits.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The name within the registry.
    #[must_use]
    pub fn name(&self) -> &RepositoryName {
        &self.name
    }

    /// The ARN, as policies name the repository.
    ///
    /// Source: Service Authorization Reference, "Amazon Elastic Container Registry", resource type `repository`.
    #[must_use]
    pub fn arn(&self) -> String {
        self.to_string()
    }
}

/// The ARN.
impl fmt::Display for EcrRepository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EcrRepository { partition, account, region, name } = self;
        write!(f, "arn:{partition}:ecr:{region}:{account}:repository/{name}")
    }
}
