//! Kleene's three-valued logic.

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
