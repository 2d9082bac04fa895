//! What the exact answers assume of GitHub and AWS. Every answer lists the ids of the rows that it uses.
//!
//! A recorded token that breaks a row is found by [`broken_by`].
#![doc = include_str!("../../docs/model.md")]

use crate::github::Claims;
use crate::names::{check_owner, check_ref, check_repository};
use crate::premise::Grade;

/// One assumption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assumption {
    /// Its id, stable.
    pub id: &'static str,
    /// The assumption: one sentence, lower case, without a final stop.
    pub text: &'static str,
    /// How well it is supported.
    pub grade: Grade,
    /// Where it is written or was seen.
    pub source: &'static str,
}

const fn row(id: &'static str, text: &'static str, grade: Grade, source: &'static str) -> Assumption {
    Assumption { id, text, grade, source }
}

const REFERENCE: &str = "GitHub Docs, OpenID Connect reference";
const EVENTS: &str = "GitHub Docs, Events that trigger workflows";

/// Every assumption.
pub const ASSUMPTIONS: &[Assumption] = &[
    row(
        "LOGINS",
        "a login is 1 to 39 letters, digits and single `-`, with `_` and a short code behind that of a managed user, and differs from others by more than case",
        Grade::Observed,
        "dead-claudia/github-limits",
    ),
    row(
        "LOGIN_SPELLING",
        "a token prints a login as its owner spells it, never in another case",
        Grade::Inferred,
        "published tokens",
    ),
    row(
        "ACTORS",
        "an actor is a login, or the name of an app with `[bot]` behind it",
        Grade::Documented,
        "GitHub Docs, Automating Dependabot with GitHub Actions",
    ),
    row(
        "REPOSITORY_NAMES",
        "a repository name is 1 to 100 letters, digits, `.`, `_` and `-`, and ends neither in `.git` nor in `.wiki`",
        Grade::Observed,
        "dead-claudia/github-limits",
    ),
    row(
        "REFS",
        "a ref is a branch or tag that git-check-ref-format takes, or `refs/pull/N/merge`",
        Grade::Documented,
        "git-check-ref-format; GitHub Docs, Events that trigger workflows",
    ),
    row(
        "ENVIRONMENTS",
        "an environment name has 1 to 255 characters, no control characters and no space at either end; anybody who can push a workflow may name one",
        Grade::Inferred,
        "GitHub Docs, Managing environments for deployment",
    ),
    row(
        "WORKFLOW_FILES",
        "a workflow file is one path component under `.github/workflows/` that ends in `.yml` or `.yaml`, with any other characters",
        Grade::Inferred,
        "GitHub Docs, Workflow syntax; git",
    ),
    row(
        "IDS",
        "ids are decimal numbers without leading zeros, assigned by GitHub and never given twice",
        Grade::Documented,
        REFERENCE,
    ),
    row(
        "SUBJECT",
        "the subject is what `build_subject` prints: the keys of the template in order, colons in values as `%3A`",
        Grade::Documented,
        REFERENCE,
    ),
    row(
        "CONTEXT",
        "the context is the environment; without one `pull_request` for that event, and the ref for others",
        Grade::Documented,
        REFERENCE,
    ),
    row(
        "MERGED_PULL_REQUEST",
        "a pull request that was merged runs on its base branch and still has the event `pull_request`",
        Grade::Documented,
        EVENTS,
    ),
    row(
        "DEFAULT_BRANCH_EVENTS",
        "events such as `pull_request_target` run on a branch and have the subject of a push to it",
        Grade::Documented,
        EVENTS,
    ),
    row(
        "STRANGERS",
        "anybody may own an organisation, its repositories, refs, environments and workflows, and choose the template of its subjects, custom properties among its keys",
        Grade::Documented,
        REFERENCE,
    ),
    row(
        "PROPERTIES",
        "a custom property may have any name of letters, digits and `_`, and any text as its value",
        Grade::Documented,
        REFERENCE,
    ),
    row(
        "CALLED_WORKFLOWS",
        "others may call our reusable workflows, unless the world says `callable: own`",
        Grade::Documented,
        "GitHub Docs, Reusing workflows",
    ),
    row(
        "DIRECT_WORKFLOWS",
        "a job that is written in its own workflow has the `job_workflow_ref` of its repository and ref",
        Grade::Documented,
        REFERENCE,
    ),
    row(
        "OUR_TEMPLATE",
        "every repository of an owner has the template that the world gives",
        Grade::Given,
        "the world of the question",
    ),
    row("ANY_AUDIENCE", "a job may ask for any audience", Grade::Documented, REFERENCE),
    row(
        "DOCUMENTED_EVENTS",
        "jobs of `pull_request_review` and its comments, and deployments of a commit, are left out: GitHub does not document their subject",
        Grade::Inferred,
        REFERENCE,
    ),
    row(
        "KEYS",
        "AWS fills `sub`, `aud` and ten more claims as condition keys; a key for any other claim is missing",
        Grade::Documented,
        "AWS Service Authorization Reference, STS",
    ),
    row(
        "EQUALITY",
        "two claims are equal when their bytes are: nothing is normalised",
        Grade::Observed,
        "published tokens",
    ),
];

/// The assumptions that a recorded token of GitHub breaks, each with what it has: none, if the model is right.
///
/// ```
/// let token = [("repository", "octo-org/app"), ("ref", "refs/heads/main")].into_iter().collect();
/// assert!(assumable::analysis::model::broken_by(&token).is_empty());
/// let token = [("repository", "octo--org/app")].into_iter().collect();
/// assert_eq!(assumable::analysis::model::broken_by(&token)[0].0, "LOGINS");
/// ```
#[must_use]
pub fn broken_by(claims: &Claims) -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    let text = |name: &str| claims.text(name).filter(|text| !text.is_empty());
    if let Some((owner, name)) = text("repository").and_then(|text| text.split_once('/')) {
        if check_owner(owner).is_err() {
            out.push(("LOGINS", owner.to_owned()));
        }
        if check_repository(name).is_err() {
            out.push(("REPOSITORY_NAMES", name.to_owned()));
        }
    }
    if let Some(reference) = text("ref").filter(|text| check_ref(text).is_err()) {
        out.push(("REFS", reference.to_owned()));
    }
    let space =
        |text: &&str| text.trim() != *text || text.chars().count() > 255 || text.contains(char::is_control);
    if let Some(environment) = text("environment").filter(space) {
        out.push(("ENVIRONMENTS", environment.to_owned()));
    }
    for name in ["repository_id", "repository_owner_id", "actor_id", "enterprise_id"] {
        let id = |text: &&str| text.starts_with('0') || !text.bytes().all(|b| b.is_ascii_digit());
        if let Some(id) = text(name).filter(id) {
            out.push(("IDS", id.to_owned()));
        }
    }
    let own = text("repository").zip(text("ref"));
    if let (Some(workflow), Some((repository, reference))) = (text("workflow_ref"), own) {
        let is_own = workflow.strip_prefix(repository).and_then(|rest| rest.strip_suffix(reference));
        let file = is_own.and_then(|rest| rest.strip_prefix("/.github/workflows/")?.strip_suffix('@'));
        let fits = |file: &str| !file.contains('/') && (file.ends_with(".yml") || file.ends_with(".yaml"));
        if file.is_some_and(|file| !fits(file)) {
            out.push(("WORKFLOW_FILES", workflow.to_owned()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_used_once() {
        for (index, one) in ASSUMPTIONS.iter().enumerate() {
            assert!(ASSUMPTIONS.iter().skip(index + 1).all(|other| other.id != one.id), "{}", one.id);
        }
    }
}
