//! Kleene's three-valued logic, inside and as a verdict.

use serde::Serialize;

/// No, unknown or yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tri {
    No,
    Unknown,
    Yes,
}

impl Tri {
    /// A definite "no" decides.
    pub(crate) fn and(self, other: Tri) -> Tri {
        self.min(other)
    }

    /// A definite "yes" decides.
    pub(crate) fn or(self, other: Tri) -> Tri {
        self.max(other)
    }

    /// The answer, where there is one.
    pub(crate) fn known(self) -> Option<bool> {
        match self {
            Tri::No => Some(false),
            Tri::Unknown => None,
            Tri::Yes => Some(true),
        }
    }

    pub(crate) fn not(self) -> Tri {
        match self {
            Tri::No => Tri::Yes,
            Tri::Unknown => Tri::Unknown,
            Tri::Yes => Tri::No,
        }
    }
}

impl From<bool> for Tri {
    fn from(value: bool) -> Tri {
        if value { Tri::Yes } else { Tri::No }
    }
}

/// What the documents given decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They let it in.
    Allowed,
    /// They do not.
    Denied,
    /// They would need something that is not known, or that AWS does not document.
    Undetermined,
}

impl Verdict {
    /// Its name in answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Allowed => "allowed",
            Verdict::Denied => "denied",
            Verdict::Undetermined => "undetermined",
        }
    }

    /// Both must allow.
    pub(crate) fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::Denied, _) | (_, Verdict::Denied) => Verdict::Denied,
            (Verdict::Allowed, Verdict::Allowed) => Verdict::Allowed,
            _ => Verdict::Undetermined,
        }
    }
}
