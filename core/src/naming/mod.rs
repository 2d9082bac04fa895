//! Naming rules: which image names a run may push. The format is documented in `docs/naming-rules.md`, shown at
//! [`NamingRules`].

mod admit;
mod allowed;
mod capture;
mod check;
mod date;
mod explain;
mod fact;
mod given;
mod glob;
mod guard;
mod language;
mod lint;
mod make;
mod pattern;
mod read;
mod run;
mod search;
mod shape;
mod template;
#[cfg(test)]
mod tests;
mod work;

pub use capture::CaptureKind;
pub use check::{CheckedImage, CheckedImages, NameVerdict};
pub use fact::ShaSource;
#[cfg(feature = "render")]
pub(crate) use glob::PathPattern;
pub use lint::{LifecyclePattern, LifecyclePolicy, LintFinding, LintReport};
pub use make::{Fires, MadeName, MadeNames, NamesOutcome, RuleReport};
pub use run::Run;

use core::str::FromStr;
use std::sync::OnceLock;

use given::Declared;
use guard::Guard;
use language::TagLanguage;
use pattern::PatternTable;
use search::PatternsTogether;
use template::TagTemplate;

use crate::error::Error;
use crate::text::Place;
use crate::tree::Source;

/// A team's convention for image names, read once and asked often.
///
#[doc = include_str!("../../docs/naming-rules.md")]
///
/// # Example
///
/// ```
/// use assumable::{NamingRules, Run};
///
/// let rules: NamingRules = r#"
/// version: 1
/// image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}
/// tags: [{name: sha, tag: "{sha}", sha: event}]
/// "#
/// .parse()
/// .unwrap();
///
/// let mut run = Run::default();
/// run.fill_from_env([
///     ("GITHUB_EVENT_NAME", "push"),
///     ("GITHUB_REF", "refs/heads/main"),
///     ("GITHUB_REPOSITORY", "Octo-Org/app"),
///     ("GITHUB_SHA", "860c1904a1ce19322e91ac35af1ab07466440c37"),
/// ]);
/// let made = rules.make(&run).unwrap();
/// let name = "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app:860c1904a1ce19322e91ac35af1ab07466440c37";
/// assert_eq!(made.names[0].name, name);
///
/// let latest = "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app:latest";
/// let checked = rules.check(&run, &[name, latest]).unwrap();
/// assert_eq!(checked.images[1].reason, "no rule names the tag `latest`");
/// ```
///
/// A JSON Schema for editors is in `examples/naming/schema.json` of the source, with tested conventions beside it.
#[derive(Debug, Clone)]
pub struct NamingRules {
    images: Vec<TagTemplate>,
    cardinality: Cardinality,
    skip: Vec<Guard>,
    rules: Vec<NamingRule>,
    auxiliary: Vec<Auxiliary>,
    patterns: Patterns,
    declared: Declared,
    /// What each rule can give, computed where it is first asked for.
    languages: OnceLock<Vec<Option<TagLanguage>>>,
}

/// How many of a run's names must be pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Cardinality {
    /// All, but for the optional ones.
    #[default]
    Exactly,
    /// One or more.
    AtLeastOne,
    /// Any of them, or none.
    Any,
}

/// One rule.
#[derive(Debug, Clone)]
struct NamingRule {
    name: String,
    tag: TagTemplate,
    guard: Guard,
    sha: Option<ShaSource>,
    moving: bool,
    optional: bool,
    image: Option<TagTemplate>,
    /// Where it stands in the document.
    pointer: String,
    /// And in its text, if it has one.
    place: Option<Place>,
}

/// A tag that may stand beside.
#[derive(Debug, Clone)]
enum Auxiliary {
    /// `sha256-<64 hex>` and this ending.
    OfDigest(&'static str, &'static str),
    Glob(String, PatternsTogether),
}

/// All patterns, by what they are asked of.
#[derive(Debug, Clone, Default)]
struct Patterns {
    branch: PatternTable,
    tag: PatternTable,
    base: PatternTable,
    repository: PatternTable,
}

impl Auxiliary {
    fn name(&self) -> &str {
        match self {
            Auxiliary::OfDigest(name, _) => name,
            Auxiliary::Glob(name, _) => name,
        }
    }

    fn matches(&self, tag: &str) -> bool {
        match self {
            Auxiliary::OfDigest(_, ending) => tag
                .strip_prefix("sha256-")
                .and_then(|rest| rest.strip_suffix(ending))
                .is_some_and(|hex| hex.len() == 64 && run::is_sha(hex)),
            Auxiliary::Glob(_, glob) => !glob.matches(tag).is_empty(),
        }
    }
}

impl NamingRules {
    /// Where the rule of this name is written.
    #[cfg(feature = "road")]
    pub(crate) fn place_of(&self, rule: &str) -> Option<Place> {
        self.rules.iter().find(|known| known.name == rule)?.place
    }

    pub(crate) fn read_from(source: Source<'_>) -> Result<NamingRules, Error> {
        read::read(source).map_err(|error| source.locate(error))
    }
}

impl FromStr for NamingRules {
    type Err = Error;

    /// Reads a rules document, YAML or JSON.
    ///
    /// # Errors
    /// What the reader says of malformed YAML or JSON; `UNKNOWN_FIELD`, `MISSING_FIELD`, `WRONG_TYPE`; `RULES_INVALID`
    /// for a placeholder, filter, pattern or guard that makes no sense. Each with its place.
    fn from_str(text: &str) -> Result<NamingRules, Error> {
        NamingRules::read_from(Source::text(text))
    }
}
