//! Image references.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use super::ecr::{EcrRegistry, EcrRepository};
use super::parse::{self, DOCKER_HUB, OFFICIAL, Parts};
use super::{Digest, RepositoryName, Tag};
use crate::error::{Error, ErrorKind};
use crate::limits::MAX_TEXT;

/// The name of an image: registry, repository, and a tag, a digest, both or neither.
///
/// Read by the grammar of distribution/reference v0.6.0 with docker's normalisation: a first part that is `localhost`
/// or has a dot, a colon or an upper-case letter is the registry; without one the registry is `docker.io`, where a
/// name of one part gets `library/` in front. Nothing is trimmed, decoded or lower-cased on the way.
///
/// Three forms are kept apart: [`original`](ImageReference::original) as given, [`Display`](fmt::Display) (canonical:
/// everything spelled out), and [`familiar`](ImageReference::familiar) (as short as docker prints it). Two references
/// are equal when their canonical forms are; whether two names mean one ECR repository, in spite of different hosts,
/// is [`same_repository`](ImageReference::same_repository).
///
/// ```
/// use assumable::ImageReference;
///
/// let image: ImageReference = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:v1".parse().unwrap();
/// assert_eq!(image.registry(), "123456789012.dkr.ecr.us-east-1.amazonaws.com");
/// assert_eq!(image.repository().as_str(), "team/app");
/// assert_eq!(image.tag().unwrap().as_str(), "v1");
///
/// let image: ImageReference = "ubuntu".parse().unwrap();
/// assert_eq!(image.to_string(), "docker.io/library/ubuntu");
/// assert_eq!(image.familiar(), "ubuntu");
/// ```
#[derive(Debug, Clone)]
pub struct ImageReference {
    original: Box<str>,
    registry: Box<str>,
    repository: RepositoryName,
    tag: Option<Tag>,
    digest: Option<Digest>,
}

impl ImageReference {
    /// The text that was read.
    #[must_use]
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The registry's host, with its port where one was given.
    ///
    /// Empty in one corner of docker's own parser: a first part with a dot or colon that is not a host name (because of
    /// `_`) but fits the grammar of a repository, as in `my_host.local/app`.
    #[must_use]
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// The repository, with `library/` where docker puts it.
    #[must_use]
    pub fn repository(&self) -> &RepositoryName {
        &self.repository
    }

    /// The tag, if one was given.
    #[must_use]
    pub fn tag(&self) -> Option<&Tag> {
        self.tag.as_ref()
    }

    /// The digest, if one was given. With a digest, docker and containerd ignore the tag.
    #[must_use]
    pub fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }

    /// The shortest form that means the same: without `docker.io` and `library/`.
    #[must_use]
    pub fn familiar(&self) -> String {
        let path = self.repository.as_str();
        let (registry, path) = if &*self.registry == DOCKER_HUB {
            let short = path.strip_prefix(OFFICIAL).filter(|rest| !rest.contains('/'));
            ("", short.unwrap_or(path))
        } else {
            (&*self.registry, path)
        };
        self.write_with(registry, path)
    }

    /// The Amazon ECR registry, if the host is one.
    #[must_use]
    pub fn ecr_registry(&self) -> Option<EcrRegistry> {
        EcrRegistry::of_host(&self.registry).ok()
    }

    /// The private ECR repository, if the registry is one of ECR's private ones and ECR takes the name.
    ///
    /// ```
    /// let image: assumable::ImageReference = "123456789012.dkr-ecr.us-east-1.on.aws/team/app".parse().unwrap();
    /// assert_eq!(image.ecr_repository().unwrap().arn(), "arn:aws:ecr:us-east-1:123456789012:repository/team/app");
    /// ```
    #[must_use]
    pub fn ecr_repository(&self) -> Option<EcrRepository> {
        self.ecr_registry()?.repository(&self.repository)
    }

    /// Whether both name one repository. ECR's hosts (IPv4, dual-stack, FIPS) count as one registry.
    ///
    /// ```
    /// # use assumable::ImageReference;
    /// let usual: ImageReference = "123456789012.dkr.ecr.us-east-1.amazonaws.com/app:v1".parse().unwrap();
    /// let dual: ImageReference = "123456789012.dkr-ecr.us-east-1.on.aws/app:v2".parse().unwrap();
    /// assert!(usual.same_repository(&dual));
    /// assert_ne!(usual, dual);
    /// ```
    #[must_use]
    pub fn same_repository(&self, other: &ImageReference) -> bool {
        self.repository == other.repository
            && (self.registry == other.registry
                || matches!((self.ecr_registry(), other.ecr_registry()), (Some(a), Some(b)) if a.is_same(&b)))
    }

    /// One text for the repository: two references have the same one where
    /// [`same_repository`](ImageReference::same_repository) holds.
    pub(crate) fn repository_key(&self) -> String {
        let registry = self.ecr_registry().map_or_else(|| self.registry.to_string(), |ecr| ecr.key());
        format!("{registry}/{}", self.repository)
    }

    fn write_with(&self, registry: &str, path: &str) -> String {
        let tag = self.tag.as_ref().map_or("", Tag::as_str);
        let digest = self.digest.as_ref().map_or("", Digest::as_str);
        let mut text = String::with_capacity(registry.len() + path.len() + tag.len() + digest.len() + 3);
        if !registry.is_empty() {
            text.push_str(registry);
            text.push('/');
        }
        text.push_str(path);
        if !tag.is_empty() {
            text.push(':');
            text.push_str(tag);
        }
        if !digest.is_empty() {
            text.push('@');
            text.push_str(digest);
        }
        text
    }
}

impl FromStr for ImageReference {
    type Err = Error;

    /// Reads a reference.
    ///
    /// # Errors
    /// `IMAGE_INVALID` with the rule that failed and its place, `TOO_LARGE` past [`MAX_TEXT`] bytes.
    fn from_str(text: &str) -> Result<ImageReference, Error> {
        if text.len() > MAX_TEXT {
            let message =
                format!("the image reference has {} bytes, at most {MAX_TEXT} are read", text.len());
            return Err(Error::new(ErrorKind::TooLarge, message)
                .with_help("pass one reference, such as `nginx:1.27`"));
        }
        let Parts { registry, repository, tag, digest } =
            parse::reference(text).map_err(|fault| fault.into_error(ErrorKind::ImageInvalid, text))?;
        Ok(ImageReference { original: text.into(), registry, repository, tag, digest })
    }
}

/// The canonical form.
impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.write_with(&self.registry, self.repository.as_str()))
    }
}

impl PartialEq for ImageReference {
    fn eq(&self, other: &ImageReference) -> bool {
        self.registry == other.registry
            && self.repository == other.repository
            && self.tag == other.tag
            && self.digest == other.digest
    }
}

impl Eq for ImageReference {}

impl Hash for ImageReference {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.registry.hash(state);
        self.repository.hash(state);
        self.tag.hash(state);
        self.digest.hash(state);
    }
}
