//! Naming rules: which image names a run may push.
//!
//! Nothing at AWS can keep a pipeline to a convention: no IAM condition key carries the tag, and ECR cannot refuse tags
//! by pattern; immutability only keeps a tag from moving. The rule lives where the push is made, so it is written once,
//! as data, and both makes the names and checks them.
//!
//! # The format
//!
//! YAML or JSON (a document that starts with `{`); unknown members, duplicates, anchors and aliases are refused.
//! The convention "always tagged with the git sha and no other tags":
//!
//! ```yaml
//! version: 1
//! image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/{repository|lower}
//! tags: [{name: sha, tag: "{sha}", sha: event}]
//! ```
//!
//! | member | meaning |
//! |---|---|
//! | `version` | `1` |
//! | `image` | the repository, or a list of them: registry and path, with placeholders; each name is made in each |
//! | `tags` | the rules; each has the members of the next table |
//! | `cardinality` | `exactly` (default): every name of the run is pushed and no other; `at_least_one`; `any` |
//! | `skip` | guards: a run that one of them matches pushes nothing |
//! | `auxiliary` | tags that may stand beside: `signature`, `attestation`, `sbom`, `referrers`, or `{name, tag}` with a glob |
//!
//! | of a rule | meaning |
//! |---|---|
//! | `name` | what reports call it |
//! | `tag` | the tag, with placeholders |
//! | `when` | the guard; without one the rule fires on every run |
//! | `sha` | which commit `{sha}` is: `event` (`GITHUB_SHA`) or `head` (of the pull request; elsewhere the same) |
//! | `moving` | `true`: the tag is pointed elsewhere by later runs |
//! | `optional` | `true`: the tag may be left out under `exactly` |
//! | `image` | a repository in place of the document's; may hold captures |
//!
//! | of a guard | holds when |
//! |---|---|
//! | `event` | the event is this, or one of these |
//! | `branch`, `tag` | the ref is a branch or tag whose name matches the pattern, or one of these |
//! | `base` | the pull request goes to a branch that matches |
//! | `repository` | `owner/name` matches |
//! | `pull_request` | the run is, or is not, of a pull request |
//! | `default_branch` | the ref is the default branch, or is another branch |
//! | `prerelease` | the captured version is, or is not, a pre-release |
//!
//! All members of a guard must hold. `branch` and `default_branch` never hold on a pull request's run unless the guard
//! names `event` or `pull_request`: `pull_request_target` has the base branch as its ref, and must not pass for it.
//!
//! Patterns are globs over the whole name: `*` and `?` stop at `/`, `**/` does not, `[ab]` and `{a,b}` choose. A pattern
//! may bind typed captures instead: `{v:semver}`, `{v:pep440}`, `{t:calver}`, `{n:number}`, `{s:slug}`; beside them stand
//! `*` (as little as fits), `**` and `?`.
//!
//! Placeholders: `{sha}`, `{branch}`, `{tag}`, `{ref}` (either), `{head}`, `{base}`, `{number}` (of the pull request),
//! `{repository}` (`owner/name`), `{owner}`, `{name}`, `{run_number}`, `{run_attempt}`, `{run_id}`, `{date}` (of the given
//! time), and captures: `{v}`, `{v.major}`, `{v.minor}`, `{v.patch}`, `{v.core}`, `{v.prerelease}`, `{v.release}`, `{t.year}`,
//! `{t.month}`. Filters: `lower`; `slug` or `slug:63`; `short:12`; `plus:_` (a version's `+`); `format:YYYY.0M.0D`.
//!
//! It is a closed world: a tag that no rule names is refused, `latest` included. What a run brings is data: it is put in
//! place and never read as a pattern or template.

mod capture;
mod check;
mod guard;
mod lint;
mod make;
mod pattern;
mod read;
mod run;
mod template;
#[cfg(test)]
mod tests;

pub use capture::CaptureKind;
pub use check::{CheckedImage, CheckedImages, NameVerdict};
pub use lint::{LintFinding, LintReport};
pub use make::{Fires, MadeName, MadeNames, NamesOutcome, RuleReport};
pub use run::Run;
pub use template::ShaSource;

use core::ops::Range;
use core::str::FromStr;

use globset::GlobMatcher;
use guard::Guard;
use pattern::PatternTable;
use template::Template;

use crate::error::Error;

/// A team's convention for image names, read once and asked often.
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
/// let made = rules.make(&run);
/// let name = "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app:860c1904a1ce19322e91ac35af1ab07466440c37";
/// assert_eq!(made.names[0].name, name);
///
/// let latest = "123456789012.dkr.ecr.us-east-1.amazonaws.com/apps/octo-org/app:latest";
/// let checked = rules.check(&run, &[name, latest]);
/// assert_eq!(checked.images[1].reason, "no rule names the tag `latest`");
/// ```
///
/// The format is documented in `core/src/image/rules/mod.rs` and, for editors, in `examples/naming/schema.json`. AWS
/// cannot enforce it: neither IAM nor ECR can refuse a push by its tag.
#[derive(Debug, Clone)]
pub struct NamingRules {
    images: Vec<Template>,
    cardinality: Cardinality,
    skip: Vec<Guard>,
    rules: Vec<Rule>,
    auxiliary: Vec<Auxiliary>,
    patterns: Patterns,
}

/// How many of a run's names must be pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
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
struct Rule {
    name: String,
    tag: Template,
    guard: Guard,
    sha: Option<ShaSource>,
    moving: bool,
    optional: bool,
    image: Option<Template>,
    span: Range<usize>,
}

/// A tag that may stand beside.
#[derive(Debug, Clone)]
enum Auxiliary {
    /// `sha256-<64 hex>` and this ending.
    OfDigest(&'static str, &'static str),
    Glob(String, GlobMatcher),
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
            Auxiliary::Glob(_, glob) => glob.is_match(tag),
        }
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
        read::read(text).map_err(|error| error.locate(text))
    }
}
