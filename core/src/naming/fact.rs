//! The facts of a run that placeholders name.

/// A fact of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    Sha,
    Branch,
    Tag,
    Ref,
    Head,
    Base,
    Number,
    Repository,
    Owner,
    Name,
    RunNumber,
    RunAttempt,
    RunId,
    Date,
}

const FACTS: [(&str, Fact); 14] = [
    ("sha", Fact::Sha),
    ("branch", Fact::Branch),
    ("tag", Fact::Tag),
    ("ref", Fact::Ref),
    ("head", Fact::Head),
    ("base", Fact::Base),
    ("number", Fact::Number),
    ("repository", Fact::Repository),
    ("owner", Fact::Owner),
    ("name", Fact::Name),
    ("run_number", Fact::RunNumber),
    ("run_attempt", Fact::RunAttempt),
    ("run_id", Fact::RunId),
    ("date", Fact::Date),
];

impl Fact {
    pub(super) fn find(name: &str) -> Option<Fact> {
        FACTS.iter().find(|(known, _)| *known == name).map(|(_, fact)| *fact)
    }

    pub(super) fn name(self) -> &'static str {
        FACTS.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    pub(super) fn names() -> impl Iterator<Item = &'static str> + use<> {
        FACTS.iter().map(|(name, _)| *name)
    }

    /// Whether whoever names a branch or tag decides it.
    pub(super) const fn is_free_text(self) -> bool {
        matches!(self, Fact::Branch | Fact::Tag | Fact::Ref | Fact::Head | Fact::Base)
    }
}

/// Which commit `{sha}` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ShaSource {
    /// `GITHUB_SHA`: on `pull_request` that is the merge commit, which exists only for the run.
    Event,
    /// The head of the pull request, or the commit of the run that a `workflow_run` follows; `GITHUB_SHA` on every
    /// other event.
    Head,
    /// The commit that the job has checked out, as the caller gives it.
    Checkout,
}

/// Why a template gives no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfilled {
    /// The run does not say; the field that would.
    Missing(String),
    /// The run says that there is none.
    Fault(String),
}

impl Unfilled {
    pub(super) fn missing(field: &str) -> Unfilled {
        Unfilled::Missing(field.to_owned())
    }
}
