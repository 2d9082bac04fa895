//! The settings that decide the form of a subject.

use crate::error::{Error, ErrorKind};
use crate::github::Platform;
use crate::limits::{MAX_CLAIM_KEYS, MAX_TEXT};
use crate::text::placeholder;

/// The form of a job's subject: the template in force, legacy or immutable, and the platform.
///
/// ```
/// use assumable::{Claims, SubjectTemplate};
///
/// let claims: Claims = [
///     ("repository", "octo-org/app"),
///     ("ref", "refs/heads/main"),
///     ("job_workflow_ref", "octo-org/gh-actions/.github/workflows/build.yaml@refs/heads/main"),
/// ].into_iter().collect();
///
/// let template = SubjectTemplate::new(["repo", "context", "job_workflow_ref"])?;
/// let subject = template.build(&claims)?;
/// assert_eq!(
///     subject.value.as_deref(),
///     Some("repo:octo-org/app:ref:refs/heads/main:job_workflow_ref:octo-org/gh-actions/.github/workflows/build.yaml@refs/heads/main"),
/// );
/// # Ok::<(), assumable::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SubjectTemplate {
    pub(super) keys: Option<Vec<String>>,
    pub(super) immutable: Option<bool>,
    pub(super) platform: Platform,
}

impl SubjectTemplate {
    /// A template of these keys, in this order.
    ///
    /// # Errors
    /// `INVALID_VALUE` for a key that is empty or holds more than letters, digits and underscores: the schema of
    /// GitHub's REST API admits no other. Whether a key can be *used* is for [`SubjectTemplate::build`] to say.
    pub fn new<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Result<SubjectTemplate, Error> {
        let keys: Vec<String> = keys.into_iter().map(Into::into).collect();
        if keys.len() > MAX_CLAIM_KEYS {
            let message = format!("a template has at most {MAX_CLAIM_KEYS} keys");
            return Err(Error::new(ErrorKind::TooLarge, message).with_help("name each key once"));
        }
        for (index, key) in keys.iter().enumerate() {
            check_key(key).map_err(|error| error.under(index))?;
        }
        Ok(SubjectTemplate { keys: Some(keys), ..SubjectTemplate::default() })
    }

    /// Says whether the repository has immutable subjects; a template that does not say is taken for legacy.
    #[must_use]
    pub fn with_immutable(mut self, immutable: bool) -> SubjectTemplate {
        self.immutable = Some(immutable);
        self
    }

    /// Says where GitHub runs; github.com otherwise.
    #[must_use]
    pub fn with_platform(mut self, platform: Platform) -> SubjectTemplate {
        self.platform = platform;
        self
    }

    /// Where GitHub runs.
    #[must_use]
    pub fn platform(&self) -> Platform {
        self.platform
    }

    /// Whether the repository has immutable subjects; `None` where that is not given.
    #[must_use]
    pub fn immutable(&self) -> Option<bool> {
        self.immutable
    }

    /// The keys; `None` for the default template, `repo` and `context`.
    #[must_use]
    pub fn keys(&self) -> Option<&[String]> {
        self.keys.as_deref()
    }
}

/// Checks the spelling of one key.
pub(crate) fn check_key(key: &str) -> Result<(), Error> {
    if key.is_empty() {
        return Err(Error::new(ErrorKind::InvalidValue, "a claim key cannot be empty")
            .with_help("remove it, or write the name of a claim, `repo` or `context`"));
    }
    if key.len() > MAX_TEXT {
        let message = format!("a claim key is longer than {MAX_TEXT} bytes");
        return Err(Error::new(ErrorKind::TooLarge, message)
            .with_help("write the name of a claim, `repo` or `context`"));
    }
    if let Some(found) = placeholder(key) {
        return Err(Error::unfilled(&found));
    }
    match key.char_indices().find(|&(_, c)| !(c.is_ascii_alphanumeric() || c == '_')) {
        None => Ok(()),
        Some((at, c)) => {
            let message = format!(
                "a claim key holds letters, digits and `_` only, not `{}`",
                crate::text::quote(&c.to_string())
            );
            Err(Error::new(ErrorKind::InvalidValue, message)
                .with_found(key)
                .with_help("a key is the name of a claim, `repo` or `context`")
                .span_or(at..at + c.len_utf8()))
        }
    }
}
