//! What documents say together.

use serde::Serialize;

use super::gather;
use super::gathered::Remark;
use super::join;
use super::options::ReadOptions;
use super::questions::{OpenQuestion, Questions};
use super::report::{
    ReadEvent, ReadProvider, ReadRefusalLine, ReadRegistryPolicy, ReadRepository, ReadRole, ReadSettings,
    ReadToken,
};
use super::sites::Sites;
use super::unshown;
use super::value::Spot;
use super::workflow::{self, Outcome, WorkflowJob};
use crate::codes::{self, Code};
use crate::error::{Error, ErrorKind, PASS_LESS};
use crate::limits::{MAX_FILES, MAX_FILES_BYTES};
use crate::premise::{Finding, SourcePlace};
use crate::text::quote;
use crate::tree::recognise::{self, ReadKind, Recognised};

/// A document that the caller has.
#[derive(Debug, Clone, Copy)]
pub struct NamedText<'t> {
    /// Its path in the repository; a file of another repository is `owner/name/path@ref`.
    pub name: &'t str,
    /// What is in it.
    pub text: &'t str,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadDocument {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ReadKind,
    /// What a document that is not read looks like, such as `a Kubernetes manifest`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<&'static str>,
    /// Why it is refused, by the program that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<ReadRefusal>,
}

/// Why a document is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReadRefusal {
    /// Stable code.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: &'static Code,
    /// One sentence: lower case, no final stop.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SourcePlace>,
}

impl ReadRefusal {
    /// The refusal of the document of this name.
    pub(super) fn of(name: &str, error: &Error) -> ReadRefusal {
        let place = error.place().map(|place| {
            let mut place = SourcePlace::of(Some(place), "");
            (place.document, place.pointer) = (Some(name.to_owned()), None);
            place
        });
        ReadRefusal {
            code: error.kind().row(),
            message: error.to_string(),
            help: error.help().to_owned(),
            place,
        }
    }
}

/// The answer of `read_documents`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ReadDocumentsResponse"))]
#[non_exhaustive]
pub struct Inventory {
    /// The documents, in the order given.
    pub documents: Vec<ReadDocument>,
    /// The jobs of the workflows, with those of the workflows that they call.
    pub jobs: Vec<WorkflowJob>,
    /// The roles, with what they may do.
    pub roles: Vec<ReadRole>,
    /// The identity providers.
    pub providers: Vec<ReadProvider>,
    /// The ECR repositories.
    pub repositories: Vec<ReadRepository>,
    /// The policies of registries.
    pub registry_policies: Vec<ReadRegistryPolicy>,
    /// GitHub's settings of subjects.
    pub settings: Vec<ReadSettings>,
    /// Calls of `AssumeRoleWithWebIdentity` that were recorded.
    pub events: Vec<ReadEvent>,
    /// Tokens.
    pub tokens: Vec<ReadToken>,
    /// Lines in which something was refused.
    pub errors: Vec<ReadRefusalLine>,
    /// What is not known, each once.
    pub unresolved: Vec<OpenQuestion>,
    /// Findings about the documents as a whole.
    pub findings: Vec<Finding>,
    /// Roles that are written and of which there are none: the name, and where that is said.
    #[serde(skip)]
    #[cfg_attr(not(feature = "road"), allow(dead_code, reason = "only a road tells of them"))]
    pub(crate) absent_roles: Vec<(String, SourcePlace)>,
}

/// Reads documents together.
///
/// A document that is refused does not hide the others.
///
/// # Errors
/// `TOO_LARGE` past the limits.
///
/// ```
/// use assumable::read::{NamedText, ReadOptions, read_documents};
/// let text = "on: push\npermissions: {id-token: write}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    environment: production\n    steps:\n      - run: make\n";
/// let files = [NamedText { name: ".github/workflows/ci.yml", text }];
/// let inventory = read_documents(&files, &ReadOptions::default())?;
/// assert_eq!(inventory.jobs[0].environment.as_ref().unwrap().value.as_deref(), Some("production"));
/// # Ok::<(), assumable::Error>(())
/// ```
pub fn read_documents(files: &[NamedText<'_>], options: &ReadOptions) -> Result<Inventory, Error> {
    if files.len() > MAX_FILES {
        let message = format!("there are {} documents, at most {MAX_FILES} are read", files.len());
        return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS));
    }
    let bytes: usize = files.iter().map(|file| file.text.len()).sum();
    if bytes > MAX_FILES_BYTES {
        let message =
            format!("the documents have {bytes} bytes together, at most {MAX_FILES_BYTES} are read");
        return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS));
    }
    let pairs: Vec<(&str, &str)> = files.iter().map(|file| (file.name, file.text)).collect();
    let recognised: Vec<Recognised> =
        pairs.iter().map(|(name, text)| recognise::recognise(name, text)).collect();
    let looks: Vec<workflow::Looks> = recognised.iter().map(|found| found.kind.read.into()).collect();
    let workflows = workflow::read(&pairs, &looks, options);
    let gathered = gather::gather(&pairs, &recognised, options);
    let documents = files.iter().zip(&recognised).zip(workflows.documents);
    let documents = documents.map(|((file, found), outcome)| document(file.name, found, outcome));
    let mut documents: Vec<ReadDocument> = documents.collect();
    for (document, error) in documents.iter_mut().zip(&gathered.refused) {
        if let Some(error) = error {
            document.refused = Some(ReadRefusal::of(&document.name, error));
        }
    }
    let sites = Sites::new(pairs.iter().copied());
    let estate = join::join(gathered.groups, &sites);
    let mut findings: Vec<Finding> = estate.remarks.iter().map(|remark| finding(remark, &sites)).collect();
    let twice = pairs.iter().zip(&recognised).enumerate();
    let twice = twice.flat_map(|(index, ((_, text), found))| named_twice(index, text, found));
    findings.extend(twice.map(|remark| finding(&remark, &sites)));
    let dependabot =
        recognised.iter().enumerate().filter_map(|(index, found)| unshown::of_dependabot(index, found));
    findings.extend(dependabot.map(|remark| finding(&remark, &sites)));
    let copilot = workflows.jobs.iter().filter_map(|job| Some((unshown::of_copilot(&job.job)?, &job.place)));
    findings.extend(
        copilot.map(|(message, place)| Finding::new(codes::JOBS_NOT_SHOWN, message).place(place.clone())),
    );
    if workflows.cut {
        findings.push(Finding::new(codes::TOO_MANY_JOBS, "a workflow has more jobs than are told"));
    }
    let mut questions = Questions::default();
    questions.of_jobs(&workflows.jobs);
    estate.questions.into_iter().for_each(|question| questions.add(question, &sites));
    Ok(Inventory {
        documents,
        jobs: workflows.jobs,
        roles: estate.roles,
        providers: estate.providers,
        repositories: estate.repositories,
        registry_policies: estate.registry_policies,
        settings: estate.settings,
        events: estate.events,
        tokens: estate.tokens,
        errors: estate.errors,
        unresolved: questions.all,
        findings,
        absent_roles: estate.absent_roles,
    })
}

fn finding(remark: &Remark, sites: &Sites<'_>) -> Finding {
    let finding = Finding::new(remark.code, remark.message.clone());
    match &remark.spot {
        Some(spot) => finding.place(sites.place(spot)),
        None => finding,
    }
}

fn document(name: &str, found: &Recognised, outcome: Outcome) -> ReadDocument {
    let (kind, refused) = match outcome {
        Outcome::Workflow => (ReadKind::Workflow, None),
        Outcome::CompositeAction => (ReadKind::CompositeAction, None),
        Outcome::Action => (ReadKind::Action, None),
        Outcome::Refused(true, error) => (ReadKind::Workflow, Some(ReadRefusal::of(name, &error))),
        Outcome::Refused(false, error) => (ReadKind::Action, Some(ReadRefusal::of(name, &error))),
        Outcome::Other => (found.kind.read, found.error.as_ref().map(|error| ReadRefusal::of(name, error))),
    };
    let title = (kind == ReadKind::NotRead).then_some(found.kind.name);
    ReadDocument { name: name.to_owned(), kind, title, refused }
}

/// The most members that are told of one document because they are named twice.
const MAX_TWICE: usize = 16;

/// What JSON names twice in one object.
fn named_twice(document: usize, text: &str, found: &Recognised) -> Vec<Remark> {
    let twice = found.tree.as_ref().filter(|_| found.kind.read.is_read()).map_or(&[][..], |tree| &tree.twice);
    let remark = |bytes: &core::ops::Range<usize>| {
        let name = text.get(bytes.clone()).unwrap_or("").trim_matches('"');
        let message = format!("`{}` is named twice in one object: the last one counts", quote(name));
        let spot = Some(Spot { document, bytes: bytes.clone() });
        Remark { code: codes::DUPLICATE_KEY, message, spot }
    };
    twice.iter().take(MAX_TWICE).map(remark).collect()
}
