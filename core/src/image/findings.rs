//! Warnings about a reference that is well-formed.

use super::parse::{DOCKER_HUB, OFFICIAL};
use super::repository::{Grammar, check_ecr};
use super::{DigestAlgorithm, EcrRegistry, ImageReference};
use crate::codes::{self, Code};
use crate::premise::Finding;

impl ImageReference {
    /// What a reader may have meant otherwise, or a registry will not take. None of it stops the reading.
    ///
    /// ```
    /// let image: assumable::ImageReference = "Octo-Org/app:v1".parse().unwrap();
    /// assert_eq!(
    ///     image.findings()[0].message,
    ///     "`Octo-Org` is read as a registry host, because of its upper-case letters",
    /// );
    /// ```
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut add = |code: &'static Code, message: String| {
            findings.push(Finding::new(code, message));
        };
        let registry = self.registry();
        let path = self.repository().as_str();

        if registry.is_empty() {
            let first = path.split('/').next().unwrap_or("");
            add(
                codes::REGISTRY_MISSING,
                format!("`{first}` is not a host name, so docker reads a repository without a registry"),
            );
        } else if !registry.contains(['.', ':', '[']) && registry != "localhost" {
            add(
                codes::REGISTRY_BY_UPPER_CASE,
                format!("`{registry}` is read as a registry host, because of its upper-case letters"),
            );
        }
        match EcrRegistry::of_host(registry) {
            Ok(ecr) => {
                if let Some((first, rest)) = doubled(registry, path) {
                    let message = if first == registry {
                        format!("the registry host stands twice: write `{registry}/{rest}`")
                    } else {
                        format!(
                            "the repository name begins with the host of another registry, `{first}`: write `{first}/{rest}` \
                             for an image there, `{registry}/{rest}` for one here"
                        )
                    };
                    add(codes::REGISTRY_TWICE, message);
                } else if ecr.is_public() && !path.contains('/') {
                    add(
                        codes::ECR_PUBLIC_ALIAS,
                        format!(
                            "in ECR Public the first part of a name is the registry's alias, and a repository follows: write `{registry}/ALIAS/{path}`"
                        ),
                    );
                }
                if !ecr.is_public()
                    && let Err(fault) = check_ecr(path, Grammar::Current)
                {
                    add(codes::ECR_REPOSITORY_NAME, fault.message);
                }
                findings.extend(ecr.findings());
            }
            Err(fault) => {
                let host = path.strip_prefix(OFFICIAL).unwrap_or("");
                if registry == DOCKER_HUB && EcrRegistry::of_host(host).is_ok() {
                    add(
                        codes::REPOSITORY_MISSING,
                        format!(
                            "`{host}` is an ECR registry, but without a repository after it docker reads an image of that name"
                        ),
                    );
                } else if looks_like_ecr(registry) {
                    add(codes::ECR_LOOK_ALIKE, fault.message);
                }
            }
        }
        let mut add = |code: &'static Code, message: &str| {
            findings.push(Finding::new(code, message));
        };
        match (self.tag(), self.digest()) {
            (None, None) => add(codes::TAG_IMPLICIT, "without tag and digest docker takes the tag `latest`"),
            (Some(_), Some(_)) => {
                add(
                    codes::TAG_BESIDE_DIGEST,
                    "a pull goes by the digest and ignores the tag, whatever it points to",
                );
            }
            _ => {}
        }
        if self.digest().is_some_and(|digest| digest.algorithm() != DigestAlgorithm::Sha256) {
            add(codes::DIGEST_NOT_SHA256, "docker's clients and registries know only sha256");
        }
        findings
    }
}

/// The registry host that a repository name begins with, and the rest: the registry's own, or another one of ECR's.
fn doubled<'t>(registry: &str, path: &'t str) -> Option<(&'t str, &'t str)> {
    let (first, rest) = path.split_once('/')?;
    (first == registry || EcrRegistry::of_host(first).is_ok()).then_some((first, rest))
}

/// A repository name that begins with the host of a registry of ECR.
pub(crate) fn host_in_name(text: &str) -> Option<Finding> {
    let (first, rest) = doubled("", text)?;
    let message = format!("the name begins with the registry host `{first}`: write `{rest}`");
    Some(Finding::new(codes::REGISTRY_TWICE, message))
}

/// Whether a reader may take the host for one of ECR's: `dkr.ecr` and `public.ecr.aws` in the wrong surroundings, and
/// ECR's API hosts, which serve no images.
pub(crate) fn looks_like_ecr(host: &str) -> bool {
    let lower = host.to_ascii_lowercase();
    let api = lower.starts_with("api.ecr.") || (lower.starts_with("ecr.") && lower.ends_with(".api.aws"));
    api || ["dkr.ecr", "dkr-ecr", "public.ecr.aws", "ecr-public.aws.com"]
        .iter()
        .any(|part| lower.contains(part))
}
