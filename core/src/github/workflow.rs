//! Workflow files with their refs, as claims write them and as `uses:` does.

use core::fmt;
use core::str::FromStr;

use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::names::rule::{NameFault, NameRule};
use crate::names::{check_ref, is_commit, split_repository};
use crate::premise::Finding;
use crate::text::quote;

/// The folder that workflows live in.
const FOLDER: &str = ".github/workflows/";
/// The folder in which GitHub shows the workflows that it runs itself, such as those of Dependabot.
const DYNAMIC: &str = "dynamic/";

const REF_HELP: &str =
    "write it as `owner/name/.github/workflows/file.yml@refs/heads/main`, or with a full commit id after `@`";
const USES_HELP: &str = "write it as `owner/name/.github/workflows/file.yml@main`, or `./.github/workflows/file.yml` for a workflow of the \
     same repository";

/// A workflow with its ref, as in the claims `workflow_ref` and `job_workflow_ref`.
///
/// The file's name may hold `@` and the ref may look like a file: the folder is fixed and files in it have no slash, so
/// there is one reading. Source: GitHub Docs, "OpenID Connect reference".
///
/// ```
/// use assumable::github::WorkflowRef;
/// let workflow: WorkflowRef = "octo-org/app/.github/workflows/a.yml@b.yml@refs/heads/x.yml".parse()?;
/// assert_eq!(workflow.repository(), "octo-org/app");
/// assert_eq!(workflow.path(), ".github/workflows/a.yml@b.yml");
/// assert_eq!(workflow.reference(), "refs/heads/x.yml");
/// # Ok::<(), assumable::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WorkflowRef {
    repository: String,
    path: String,
    reference: String,
}

impl WorkflowRef {
    /// `owner/name` of the repository with the file.
    #[must_use]
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The path of the file in it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The full ref, or the id of a commit.
    #[must_use]
    pub fn reference(&self) -> &str {
        &self.reference
    }

    pub(crate) fn read(text: &str) -> Result<WorkflowRef, NameFault> {
        let fault = |span, message: &str| NameFault::new(NameRule::Form, span, message, REF_HELP);
        let (repository, rest) = split_file(text, REF_HELP)?;
        let start = text.len() - rest.len();
        let end = text.len();
        let (path, reference) = split_reference(rest).ok_or_else(|| {
            fault(start..end, "a full ref or a commit id is missing after the workflow's file")
        })?;
        check_file(path, start, REF_HELP)?;
        if !is_commit(reference) {
            check_ref(reference).map_err(|fault| fault.shift(end - reference.len()))?;
        }
        let owned = |part: &str| part.to_owned();
        Ok(WorkflowRef { repository: owned(repository), path: owned(path), reference: owned(reference) })
    }
}

impl FromStr for WorkflowRef {
    type Err = Error;

    fn from_str(text: &str) -> Result<WorkflowRef, Error> {
        WorkflowRef::read(text).map_err(|fault| fault.into_error(ErrorKind::ClaimInvalid, text))
    }
}

impl fmt::Display for WorkflowRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}@{}", self.repository, self.path, self.reference)
    }
}

/// The repository, and what follows it.
fn split_file<'t>(text: &'t str, help: &'static str) -> Result<(&'t str, &'t str), NameFault> {
    let form = || {
        NameFault::new(NameRule::Form, 0..text.len(), "the repository is missing before the workflow", help)
    };
    let owner_end = text.find('/').ok_or_else(form)?;
    let name_end =
        text.get(owner_end + 1..).and_then(|rest| rest.find('/')).ok_or_else(form)? + owner_end + 1;
    let (repository, rest) = text.split_at_checked(name_end).ok_or_else(form)?;
    split_repository(repository)?;
    Ok((repository, rest.strip_prefix('/').unwrap_or(rest)))
}

/// The file and its ref. A workflow's file has no slash in its name, so the first slash after the folder is that of
/// `refs/`; without one, what follows the last `@` is a commit.
fn split_reference(rest: &str) -> Option<(&str, &str)> {
    let file = rest.strip_prefix(FOLDER).unwrap_or(rest);
    let at = if file.len() < rest.len() {
        match file.find('/') {
            Some(slash) => file.get(..slash)?.strip_suffix("@refs")?.len(),
            None => file.rfind('@').filter(|at| file.get(at + 1..).is_some_and(is_commit))?,
        }
    } else {
        file.find("@refs/").or_else(|| file.rfind('@'))?
    } + (rest.len() - file.len());
    Some((rest.get(..at)?, rest.get(at + 1..)?))
}

fn check_file(path: &str, start: usize, help: &'static str) -> Result<(), NameFault> {
    if path.starts_with(DYNAMIC) {
        return Ok(());
    }
    let fault = |message: String| NameFault::new(NameRule::Form, start..start + path.len(), message, help);
    let Some(file) = path.strip_prefix(FOLDER) else {
        return Err(fault(format!("a workflow is in `{FOLDER}`, not at `{}`", quote(path))));
    };
    if file.contains('/') {
        return Err(fault(format!("a workflow is directly in `{FOLDER}`, not below it: `{}`", quote(path))));
    }
    let name = file.strip_suffix(".yml").or_else(|| file.strip_suffix(".yaml"));
    if name.is_none_or(str::is_empty) {
        return Err(fault(format!("the file of a workflow ends in `.yml` or `.yaml`: `{}`", quote(file))));
    }
    Ok(())
}

/// What a job's `uses:` names: a reusable workflow.
///
/// Source: GitHub Docs, "Reusing workflow configurations".
///
/// ```
/// use assumable::github::UsesReference;
/// let uses: UsesReference = "octo-org/gh-actions/.github/workflows/build.yaml@main".parse()?;
/// // A tag of this name would win over the branch.
/// assert_eq!(uses.job_workflow_refs(None), [
///     "octo-org/gh-actions/.github/workflows/build.yaml@refs/tags/main",
///     "octo-org/gh-actions/.github/workflows/build.yaml@refs/heads/main",
/// ]);
/// # Ok::<(), assumable::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UsesReference {
    repository: Option<String>,
    path: String,
    reference: Option<String>,
    /// Where the file's name holds `@` as well: other ways to part file and ref.
    others: Vec<(String, String)>,
}

impl UsesReference {
    /// `owner/name`; none for a workflow of the caller's own repository.
    #[must_use]
    pub fn repository(&self) -> Option<&str> {
        self.repository.as_deref()
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The branch, tag or commit after `@`.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    pub(crate) fn read(text: &str) -> Result<UsesReference, NameFault> {
        let whole = 0..text.len();
        let form = |message: &str| NameFault::new(NameRule::Form, whole.clone(), message, USES_HELP);
        if text.is_empty() {
            return Err(NameFault::new(NameRule::Empty, 0..0, "the reference is empty", USES_HELP));
        }
        if text.contains("${{") {
            return Err(form("`uses` takes no expressions"));
        }
        if let Some(path) = text.strip_prefix("./") {
            check_file(path, 2, USES_HELP)?;
            return Ok(UsesReference {
                repository: None,
                path: path.to_owned(),
                reference: None,
                others: Vec::new(),
            });
        }
        if text.starts_with("$/") {
            return Err(form("GitHub does not say what `job_workflow_ref` a `$/` reference gives"));
        }
        let (repository, rest) = match split_file(text, USES_HELP) {
            Err(fault) if fault.rule == NameRule::Form && text.contains('/') => {
                return Err(form("this does not name a file: an action is not a reusable workflow"));
            }
            split => split?,
        };
        let start = text.len() - rest.len();
        let mut splits = Vec::new();
        let mut first_fault = None;
        for (at, _) in rest.match_indices('@') {
            let (Some(path), Some(reference)) = (rest.get(..at), rest.get(at + 1..)) else { continue };
            let checked =
                check_file(path, start, USES_HELP).and_then(|()| check_name(reference, start + at + 1));
            match checked {
                Ok(()) => splits.push((path.to_owned(), reference.to_owned())),
                Err(fault) => drop(first_fault.get_or_insert(fault)),
            }
        }
        let mut splits = splits.into_iter();
        let Some((path, reference)) = splits.next() else {
            return Err(first_fault.unwrap_or_else(|| {
                form("a branch, tag or commit is missing after the workflow's file and `@`")
            }));
        };
        Ok(UsesReference {
            repository: Some(repository.to_owned()),
            path,
            reference: Some(reference),
            others: splits.collect(),
        })
    }

    /// The `job_workflow_ref` that the jobs of the called workflow carry. For a name after `@` a tag wins over a branch,
    /// and the text does not show which of them exist: both are given, the tag first. A workflow of the caller's own
    /// repository takes the caller's repository and ref (inferred from "same commit as the caller").
    #[must_use]
    pub fn job_workflow_refs(&self, caller: Option<&WorkflowRef>) -> Vec<String> {
        match (&self.repository, &self.reference) {
            (Some(repository), Some(reference)) => {
                let first = (&self.path, reference);
                core::iter::once(first)
                    .chain(self.others.iter().map(|(path, reference)| (path, reference)))
                    .flat_map(|(path, reference)| {
                        let kinds: &[&str] =
                            if is_commit(reference) { &[""] } else { &["refs/tags/", "refs/heads/"] };
                        kinds.iter().map(move |kind| format!("{repository}/{path}@{kind}{reference}"))
                    })
                    .collect()
            }
            _ => caller
                .map(|caller| format!("{}/{}@{}", caller.repository, self.path, caller.reference))
                .into_iter()
                .collect(),
        }
    }

    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        match &self.reference {
            None => findings.push(Finding::new(codes::REF_OF_CALLER, "a workflow of the same repository runs at the caller's commit: `job_workflow_ref` ends in the caller's ref")),
            Some(reference) if !is_commit(reference) => findings.push(Finding::new(codes::TAG_OR_BRANCH, format!("`{}` may be a tag or a branch; a tag wins where both exist", quote(reference)))),
            Some(_) => {}
        }
        if !self.others.is_empty() {
            findings.push(Finding::new(
                codes::SEVERAL_READINGS,
                "file and ref both contain `@`: the text does not show where the file ends",
            ));
        }
        findings
    }
}

impl FromStr for UsesReference {
    type Err = Error;

    fn from_str(text: &str) -> Result<UsesReference, Error> {
        UsesReference::read(text).map_err(|fault| fault.into_error(ErrorKind::NameInvalid, text))
    }
}

/// Checks the name of a branch or a tag, or a commit id, after the `@` of `uses:`.
fn check_name(reference: &str, start: usize) -> Result<(), NameFault> {
    let span = start..start + reference.len();
    if reference.is_empty() {
        return Err(NameFault::new(NameRule::Empty, span, "nothing follows `@`", USES_HELP));
    }
    if reference.starts_with("refs/") {
        let message = "after `@`, `uses` takes the bare name of a branch or a tag, not a full ref";
        let fault = NameFault::new(NameRule::Form, span, message, USES_HELP);
        return Err(fault);
    }
    let prefix = "refs/heads/";
    check_ref(&format!("{prefix}{reference}")).map_err(|mut fault| {
        fault.span = (fault.span.start + start).saturating_sub(prefix.len())
            ..(fault.span.end + start).saturating_sub(prefix.len());
        fault
    })
}
