//! Where an expression of a workflow stands, and what is known there.

use std::rc::Rc;

use super::matrix::Matrix;
use super::model::{Input, Job, Workflow};
use super::parts::Variables;
use crate::read::expression::Template;

/// A job in a chain of calls.
#[derive(Debug)]
pub(super) struct Frame<'w> {
    pub(super) workflow: &'w Workflow,
    pub(super) job: &'w Job,
    /// The job that calls the workflow, if one does.
    pub(super) caller: Option<Rc<Frame<'w>>>,
    /// How many jobs call before it.
    pub(super) depth: usize,
    /// The repository and the ref of its file, where that is not the caller's own.
    pub(super) remote: Option<(String, String)>,
}

impl Frame<'_> {
    /// The jobs of its matrix, where they are known.
    pub(super) fn combinations(&self) -> usize {
        match &self.job.matrix {
            Some(Matrix::Known(combinations)) => combinations.len(),
            _ => 0,
        }
    }
}

/// Where a template stands.
#[derive(Debug, Clone)]
pub(super) struct At<'w> {
    pub(super) frame: Rc<Frame<'w>>,
    pub(super) level: Level<'w>,
}

#[derive(Debug, Clone)]
pub(super) enum Level<'w> {
    /// The workflow's own keys: its jobs are not known there.
    Workflow,
    /// A key of the job.
    Job,
    /// A key of a step.
    Step(Rc<StepScope<'w>>),
}

/// What a step knows.
#[derive(Debug)]
pub(super) struct StepScope<'w> {
    /// Its own variables; none while they are read themselves.
    pub(super) own: Option<(&'w Variables, Rc<At<'w>>)>,
    /// What steps before it wrote.
    pub(super) written: Written<'w>,
    /// The outputs of steps before it that are known.
    pub(super) outputs: Chain<(String, Output<'w>)>,
    /// The action that it is a step of.
    pub(super) composite: Option<Rc<CompositeScope<'w>>>,
}

/// A composite action in use.
#[derive(Debug)]
pub(super) struct CompositeScope<'w> {
    pub(super) inputs: &'w [Input],
    pub(super) with: &'w [(String, Template)],
    pub(super) outer: At<'w>,
    /// The variables of the step that uses it.
    pub(super) env: &'w Variables,
}

/// What steps wrote to the environment of those after them.
#[derive(Debug, Clone, Default)]
pub(super) struct Written<'w> {
    /// Names and what they have now, by step; the last counts.
    pub(super) names: Chain<Vec<(String, Now<'w>)>>,
    /// Whether a script writes names that its text does not tell.
    pub(super) anything: bool,
    /// Whether any step ran before.
    pub(super) any_step: bool,
}

/// What a variable has now.
#[derive(Debug, Clone)]
pub(super) enum Now<'w> {
    /// A script wrote it: what, only the run tells.
    Unknown,
    /// An action exported an input of its own.
    Source(Source<'w>),
}

/// What a step's input is taken from.
#[derive(Debug, Clone)]
pub(super) enum Source<'w> {
    /// It is written in the step.
    Given(&'w Template, At<'w>),
    /// The action takes a variable.
    Variable(String, At<'w>),
    /// It is not given.
    Missing,
}

/// The outputs of a step, as far as they are known.
#[derive(Debug, Clone)]
pub(super) enum Output<'w> {
    /// `aws-actions/configure-aws-credentials`
    Credentials(Rc<Credentials<'w>>),
    /// `aws-actions/amazon-ecr-login`
    Login(Rc<Login<'w>>),
    /// `docker/metadata-action`
    Metadata(Rc<StepInputs<'w>>),
}

/// The inputs of a step.
#[derive(Debug)]
pub(super) struct StepInputs<'w> {
    pub(super) with: &'w [(String, Template)],
    pub(super) at: At<'w>,
}

/// The credentials that a step left behind.
#[derive(Debug)]
pub(super) struct Credentials<'w> {
    pub(super) role: Source<'w>,
    pub(super) region: Source<'w>,
}

/// A login in to ECR.
#[derive(Debug)]
pub(super) struct Login<'w> {
    pub(super) registries: Source<'w>,
    pub(super) public: Source<'w>,
    pub(super) credentials: Option<Rc<Credentials<'w>>>,
}

impl<'w> StepInputs<'w> {
    /// The input of this name, as it is written.
    pub(super) fn given(&self, name: &str) -> Option<&'w Template> {
        self.with.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// The input of this name.
    pub(super) fn source(&self, name: &str) -> Source<'w> {
        self.given(name).map_or(Source::Missing, |template| Source::Given(template, self.at.clone()))
    }
}

/// A list that grows at its front and shares what is behind: each step knows those before it.
#[derive(Debug)]
pub(super) struct Chain<T> {
    first: Option<Rc<Link<T>>>,
    length: usize,
}

#[derive(Debug)]
struct Link<T> {
    item: T,
    next: Option<Rc<Link<T>>>,
}

impl<T> Clone for Chain<T> {
    fn clone(&self) -> Chain<T> {
        Chain { first: self.first.clone(), length: self.length }
    }
}

impl<T> Default for Chain<T> {
    fn default() -> Chain<T> {
        Chain { first: None, length: 0 }
    }
}

impl<T> Chain<T> {
    /// Puts an item in front.
    pub(super) fn push(&mut self, item: T) {
        self.first = Some(Rc::new(Link { item, next: self.first.take() }));
        self.length += 1;
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// The items, the last one first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        core::iter::successors(self.first.as_deref(), |link| link.next.as_deref()).map(|link| &link.item)
    }
}
