//! The parts of an image reference, as data.

use serde::Serialize;

use super::{EcrRegistry, ImageReference};
use crate::premise::Finding;

/// The parts of an image reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ParseImageResponse"))]
#[non_exhaustive]
pub struct ImageReport {
    /// The registry's host, with its port where one was given; `docker.io` where none was.
    pub registry: String,
    /// The repository, with `library/` where docker puts it.
    pub repository: String,
    /// The tag, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The digest, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The text as given.
    pub original: String,
    /// Everything spelled out.
    pub canonical: String,
    /// As short as docker prints it.
    pub familiar: String,
    /// What the registry's host says, if it is one of Amazon ECR's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ecr: Option<EcrReport>,
    /// What a reader may have meant otherwise, or a registry will not take.
    pub findings: Vec<Finding>,
}

/// An Amazon ECR registry, and the repository in it where one is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Ecr"))]
#[non_exhaustive]
pub struct EcrReport {
    /// Whether this is ECR Public.
    pub public: bool,
    /// The account, 12 digits; none for ECR Public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The region; none for ECR Public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The partition: by the region's form, or by the host's suffix where the region is of no known form.
    pub partition: &'static str,
    /// Whether this is a FIPS endpoint.
    pub fips: bool,
    /// Whether the host stands for IPv4 and IPv6.
    pub dual_stack: bool,
    /// The repository's ARN; none for ECR Public, and where ECR refuses the repository's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository_arn: Option<String>,
}

impl EcrReport {
    pub(super) fn of(registry: &EcrRegistry, repository_arn: Option<String>) -> EcrReport {
        EcrReport {
            public: registry.is_public(),
            account: registry.account().map(str::to_owned),
            region: registry.region().map(str::to_owned),
            partition: registry.partition(),
            fips: registry.is_fips(),
            dual_stack: registry.is_dual_stack(),
            repository_arn,
        }
    }
}

impl ImageReference {
    /// All its parts as data: the answer of `parse_image`.
    ///
    /// ```
    /// let image: assumable::ImageReference = "public.ecr.aws/docker/library/alpine:3".parse()?;
    /// let report = image.report();
    /// assert_eq!(report.tag.as_deref(), Some("3"));
    /// assert!(report.ecr.unwrap().public);
    /// # Ok::<(), assumable::Error>(())
    /// ```
    #[must_use]
    pub fn report(&self) -> ImageReport {
        ImageReport {
            registry: self.registry().to_owned(),
            repository: self.repository().to_string(),
            tag: self.tag().map(ToString::to_string),
            digest: self.digest().map(ToString::to_string),
            original: self.original().to_owned(),
            canonical: self.to_string(),
            familiar: self.familiar(),
            ecr: self.ecr_registry().map(|registry| {
                EcrReport::of(&registry, self.ecr_repository().map(|repository| repository.arn()))
            }),
            findings: self.findings(),
        }
    }
}
