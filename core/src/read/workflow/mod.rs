//! Workflow files: their jobs, each with all that a token, a role and an image name depend on.
//!
//! Read as GitHub reads them; nothing is run. Sources: GitHub Docs, "Workflow syntax for GitHub Actions"; the published
//! source of the runner and of the actions.

mod by_runs;
mod called;
mod calls;
mod contexts;
mod credentials;
mod files;
mod found;
mod frame;
mod images;
mod job;
mod matrix;
mod metadata;
mod model;
mod narrow;
mod needs;
mod of_github;
mod origin;
mod outputs;
mod parse;
mod parts;
mod permissions;
mod reading;
mod report;
mod scenario;
mod schema;
mod script;
mod sdk;
mod steps;
mod triggers;
mod variants;

pub use report::{
    AssumedRole, AssumedVia, CalledWorkflow, JobToken, PermissionLevel, PullRequestHead, PushedImage,
    ReadCandidate, ReadChoice, ReadText, RunRef, RunSet, RunTrigger, TokenAnswer, TokenReason, UnreadAction,
    WorkflowJob,
};

use std::collections::BTreeSet;

use calls::Walk;
pub(super) use files::Looks;
use files::{Content, File, Files};
use model::Workflow;

use super::options::ReadOptions;
use crate::error::Error;

/// What the workflow files among the documents say.
pub(super) struct Workflows {
    /// What each document is, in the order given.
    pub(super) documents: Vec<Outcome>,
    /// Their jobs.
    pub(super) jobs: Vec<WorkflowJob>,
    /// Whether there are more jobs than are told.
    pub(super) cut: bool,
}

/// What a document turned out to be.
#[derive(Debug)]
pub(super) enum Outcome {
    Workflow,
    CompositeAction,
    Action,
    /// A workflow or an action that GitHub refuses.
    Refused(bool, Error),
    Other,
}

/// Reads the workflow files and actions among documents, given by name and text, and what each was recognised as.
pub(super) fn read(documents: &[(&str, &str)], looks: &[Looks], options: &ReadOptions) -> Workflows {
    let read = documents.iter().zip(looks).enumerate();
    let files = Files::new(
        read.map(|(index, ((name, text), looks))| File::read(index, name, text, *looks)).collect(),
    );
    let mut jobs = Vec::new();
    let mut cut = false;
    for (file, workflow) in entries(&files, options) {
        let walk = Walk::of(&files, options, file, workflow);
        cut |= walk.cut;
        for placed in &walk.jobs {
            jobs.push(job::report(&files, options, placed, file.name, walk.fails));
        }
    }
    let outcome = |(file, looks): (File<'_>, &Looks)| match file.content {
        Content::Workflow(_) => Outcome::Workflow,
        Content::Composite(_) => Outcome::CompositeAction,
        Content::Action => Outcome::Action,
        Content::Refused(error) => Outcome::Refused(*looks == Looks::Workflow, error),
        Content::Other => Outcome::Other,
    };
    let documents = files.all.into_iter().zip(looks).map(outcome).collect();
    Workflows { documents, jobs, cut }
}

/// The workflows whose jobs are told: those that were asked for, or those that take place by themselves.
fn entries<'f>(files: &'f Files<'f>, options: &ReadOptions) -> Vec<(&'f File<'f>, &'f Workflow)> {
    let all = files.all.iter().filter_map(|file| Some((file, file.workflow()?)));
    let called: BTreeSet<&str> =
        files.all.iter().filter_map(File::workflow).flat_map(called::local_calls).collect();
    // Where the repository itself has some, those of a folder within are no workflows: GitHub reads only its own.
    let is_workflow = |file: &&File<'_>| file.workflow().is_some() && file.remote.is_none();
    let is_named = |file: &File<'_>| file.path.starts_with(".github/workflows/");
    let has_own = files.all.iter().filter(is_workflow).any(|file| is_named(file) && file.is_at_root());
    all.filter(|(file, workflow)| match &options.entries {
        Some(entries) => entries.iter().any(|name| name == file.name),
        None if is_named(file) && (has_own && !file.is_at_root() || !file.is_in_workflows()) => false,
        None => {
            let by_itself = workflow.triggers.iter().any(|trigger| trigger.event != "workflow_call");
            file.remote.is_none() && (by_itself || !called.contains(file.path))
        }
    })
    .collect()
}
