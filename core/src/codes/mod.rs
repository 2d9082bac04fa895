//! Every code of an error, a denial, a finding and an open question: one row each.
//!
//! A new rule is a row here, the function that finds it, and a case. `core/docs/codes.md` is made from these rows, with
//! a section for each code; [`Code::link`] leads to it.

mod analysis;
mod causes;
mod claims;
mod documents;
mod errors;
mod images;
mod making;
mod naming;
mod plans;
mod policies;
mod questions;
mod roads;
mod stops;
mod subjects;
mod templates;
mod terraform;
mod trust;
mod workflows;

use core::fmt;

pub use analysis::*;
pub use causes::*;
pub use claims::*;
pub use documents::*;
pub use errors::*;
pub use images::*;
pub use making::*;
pub use naming::*;
pub use plans::*;
pub use policies::*;
pub use questions::*;
pub use roads::*;
pub use stops::*;
pub use subjects::*;
pub use templates::*;
pub use terraform::*;
pub use trust::*;
pub use workflows::*;

/// The page that explains every code: with the code in lower case behind it, this is the address of its section.
pub const CODES_PAGE: &str = "https://github.com/assumable/assumable/blob/main/core/docs/codes.md#";

/// Every code, by area.
pub const ALL: &[&[&Code]] = &[
    errors::ROWS,
    claims::ROWS,
    subjects::ROWS,
    trust::ROWS,
    causes::ROWS,
    policies::ROWS,
    images::ROWS,
    naming::ROWS,
    analysis::ROWS,
    making::ROWS,
    workflows::ROWS,
    documents::ROWS,
    terraform::ROWS,
    templates::ROWS,
    plans::ROWS,
    roads::ROWS,
    stops::ROWS,
    questions::ROWS,
];

/// What a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodeKind {
    /// Input that is refused.
    Error,
    /// Why something is denied or not stored.
    Denial,
    /// Something worth knowing that does not stop the answer.
    Finding,
    /// A question that AWS leaves open.
    Question,
}

/// Where on the way from the workflow to the registry a code belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodeStage {
    /// Reading what the caller gives.
    Input,
    /// The claims of a token.
    Token,
    /// The subject, and the settings that shape it.
    Subject,
    /// The identity provider: STS before it reads a policy.
    Provider,
    /// The role's trust policy.
    TrustPolicy,
    /// Any policy document.
    Policy,
    /// What a role may do.
    Permissions,
    /// Image references and registries.
    Image,
    /// Naming rules.
    Naming,
    /// Workflow files and filters.
    Workflow,
    /// Documents of infrastructure, answers and logs.
    Document,
}

/// How much a code weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Probably not what its writer means.
    Warning,
    /// Lets in more than its writer means, or can be imitated.
    Danger,
    /// Stops the job, or the reading.
    Error,
}

/// A stable code: the same in every language, and never used for anything else.
///
/// It compares with text: `finding.code == "TAG_IMPLICIT"`.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Code {
    /// The code itself, upper case.
    pub name: &'static str,
    /// What it stands for.
    pub kind: CodeKind,
    /// Where it belongs.
    pub stage: CodeStage,
    /// How much it weighs.
    pub severity: Severity,
    /// Whether what it finds comes with a change of the text, and of which kind.
    pub fix: Option<FixKind>,
    /// What is true when it is given: one line, lower case, no final stop.
    pub title: &'static str,
    /// Where it is written; for other codes than questions it is kept for the page only.
    pub(crate) source: &'static str,
    /// What only its section needs.
    #[cfg(feature = "schema")]
    pub page: CodePage,
}

/// What the section of a code says beside its title.
#[cfg(feature = "schema")]
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct CodePage {
    /// Why it matters.
    pub why: &'static str,
    /// The smallest example.
    pub example: &'static str,
    /// What to do.
    pub help: &'static str,
}

/// Whether a change of the caller's text can be made without looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FixKind {
    /// It admits nothing that was not admitted before, but for the job at hand.
    Safe,
    /// A person has to decide.
    Judgement,
}

impl Code {
    /// The code itself.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The address of its section.
    #[must_use]
    pub fn link(&self) -> String {
        format!("{CODES_PAGE}{}", self.name.to_ascii_lowercase())
    }

    /// The code of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Code> {
        ALL.iter().flat_map(|rows| rows.iter()).find(|code| code.name == name).copied()
    }

    /// The names of all.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().flat_map(|rows| rows.iter()).map(|code| code.name)
    }

    /// Where it is written.
    #[cfg(feature = "schema")]
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.name == other.name
    }
}

impl Eq for Code {}

impl core::hash::Hash for Code {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.name == other
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
    }
}

/// Rows: `NAME: Kind Stage Severity, "what is true", "where it is written", why "…", example "…", help "…";`, and
/// `fix Safe` or `fix Judgement` behind the severity where findings of the code carry a change of the text.
///
/// Why, example and help are for the page only, and are not compiled into what is shipped.
macro_rules! codes {
    ($($name:ident: $kind:ident $stage:ident $severity:ident $(fix $fix:ident)?,
        $title:literal, $source:literal, why $why:literal, example $example:literal, help $help:literal;)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`: ", $title, ".")]
            pub const $name: &$crate::codes::Code = &$crate::codes::Code {
                name: stringify!($name),
                kind: $crate::codes::CodeKind::$kind,
                stage: $crate::codes::CodeStage::$stage,
                severity: $crate::codes::Severity::$severity,
                fix: [$(Some($crate::codes::FixKind::$fix),)? None][0],
                title: $title,
                source: if cfg!(feature = "schema")
                    || matches!($crate::codes::CodeKind::$kind, $crate::codes::CodeKind::Question)
                {
                    $source
                } else {
                    ""
                },
                #[cfg(feature = "schema")]
                page: $crate::codes::CodePage { why: $why, example: $example, help: $help },
            };
        )*

        pub(super) const ROWS: &[&$crate::codes::Code] = &[$($name),*];
    };
}
use codes;

#[cfg(test)]
mod tests;
