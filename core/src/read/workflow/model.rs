//! A workflow file as it is written.

use core::ops::Range;

use super::matrix::Matrix;
use super::parts::{Fault, Variables};
use super::permissions::Permissions;
use crate::read::expression::Template;
use crate::read::value::Spot;

/// A workflow.
#[derive(Debug)]
pub(super) struct Workflow {
    /// Which document it is.
    pub(super) document: usize,
    /// What starts it.
    pub(super) triggers: Vec<Trigger>,
    /// What its jobs may do.
    pub(super) permissions: Option<Permissions>,
    /// Variables of all jobs.
    pub(super) env: Variables,
    /// The jobs, in order.
    pub(super) jobs: Vec<Job>,
    /// Why no job of it ever starts.
    pub(super) faults: Vec<Fault>,
    /// Its name.
    pub(super) name: Option<Template>,
}

/// An event that starts a workflow.
#[derive(Debug, Clone, Default)]
pub(super) struct Trigger {
    pub(super) event: String,
    pub(super) spot: Spot,
    pub(super) branches: Option<Vec<String>>,
    pub(super) branches_ignore: Option<Vec<String>>,
    pub(super) tags: Option<Vec<String>>,
    pub(super) tags_ignore: Option<Vec<String>>,
    pub(super) paths: Option<Vec<String>>,
    pub(super) paths_ignore: Option<Vec<String>>,
    pub(super) types: Option<Vec<String>>,
    pub(super) workflows: Option<Vec<String>>,
    pub(super) inputs: Vec<Input>,
    pub(super) secrets: Vec<DeclaredSecret>,
}

/// An input of `workflow_dispatch`, `workflow_call` or an action.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) name: String,
    pub(super) kind: InputKind,
    pub(super) required: bool,
    pub(super) default: Option<Template>,
    /// What a choice offers.
    pub(super) options: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputKind {
    Text,
    Boolean,
    Number,
    Choice,
    Environment,
}

/// A secret of `workflow_call`.
#[derive(Debug, Clone)]
pub(super) struct DeclaredSecret {
    pub(super) name: String,
    pub(super) required: bool,
}

/// A job.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) id: String,
    /// The bytes of its name in the file.
    pub(super) id_bytes: Range<usize>,
    pub(super) permissions: Option<Permissions>,
    pub(super) condition: Option<Template>,
    pub(super) matrix: Option<Matrix>,
    pub(super) environment: Option<Environment>,
    pub(super) env: Variables,
    pub(super) runs_on: Option<Template>,
    pub(super) body: Body,
    /// Why the run never starts, in this job.
    pub(super) faults: Vec<Fault>,
}

/// What a job does.
#[derive(Debug)]
pub(super) enum Body {
    Steps(Vec<Step>),
    Call(Call),
}

/// The environment of a job.
#[derive(Debug)]
pub(super) struct Environment {
    pub(super) name: Template,
    /// Whether it says that there is no deployment.
    pub(super) without_deployment: bool,
}

/// The call of a reusable workflow.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) uses: String,
    pub(super) spot: Spot,
    pub(super) with: Vec<(String, Template)>,
    pub(super) secrets: Secrets,
}

/// The secrets that a call passes.
#[derive(Debug)]
pub(super) enum Secrets {
    Inherit,
    Passed(Vec<(String, Template)>),
}

/// A step.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) id: Option<String>,
    pub(super) spot: Spot,
    pub(super) condition: Option<Template>,
    pub(super) env: Variables,
    pub(super) action: Action,
    /// Whether it stands in a form that GitHub has announced and not released.
    pub(super) newer: bool,
}

/// What a step does.
#[derive(Debug)]
pub(super) enum Action {
    /// A script.
    Run(Template),
    /// An action, with its inputs.
    Uses { uses: String, with: Vec<(String, Template)> },
    /// Neither.
    Nothing,
}

/// A composite action.
#[derive(Debug)]
pub(super) struct Composite {
    pub(super) inputs: Vec<Input>,
    pub(super) steps: Vec<Step>,
}

impl Workflow {
    /// The trigger of this event.
    pub(super) fn trigger(&self, event: &str) -> Option<&Trigger> {
        self.triggers.iter().find(|trigger| trigger.event == event)
    }
}
