//! The claims of a token: what GitHub says of a job.

/// The value of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimValue {
    /// Known not to be in the token (`null` on the wire).
    Absent,
    /// A string; all of GitHub's claims but the times are.
    Text(String),
    /// A number, as written.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// A list, as in a multi-valued `aud`.
    List(Vec<ClaimValue>),
    /// An object, as in AWS's session-tags claim.
    Object(Vec<(String, ClaimValue)>),
}

/// Claims by name, in the order given. Names are data: one this library has never heard of is kept.
///
/// ```
/// let claims: assumable::Claims = [("repository", "octo-org/app")].into_iter().collect();
/// assert_eq!(claims.text("repository"), Some("octo-org/app"));
/// assert!(claims.get("environment").is_none());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims(Vec<(String, ClaimValue)>);

impl Claims {
    /// No claims.
    #[must_use]
    pub const fn new() -> Claims {
        Claims(Vec::new())
    }

    /// The value under this name; `None` where the claim is not named at all.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ClaimValue> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The value under this name, if it is a string.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(ClaimValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Sets or replaces a claim.
    pub fn set(&mut self, name: impl Into<String>, value: ClaimValue) {
        let name = name.into();
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }

    /// All claims, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ClaimValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl<N: Into<String>, T: Into<String>> FromIterator<(N, T)> for Claims {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(claims: I) -> Claims {
        Claims(claims.into_iter().map(|(name, text)| (name.into(), ClaimValue::Text(text.into()))).collect())
    }
}
