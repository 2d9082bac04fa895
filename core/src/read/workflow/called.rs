//! A called workflow: what it is passed, and what its token says.

use super::model::{Body, Call, Input, Secrets, Workflow};
use super::parts::Fault;
use super::report::{ReadCandidate, ReadText};
use crate::codes;
use crate::read::expression::Template;
use crate::text::quote;

/// What `job_workflow_ref` is made of.
#[derive(Debug, Clone)]
pub(super) enum WorkflowRefOf {
    /// A file at the run's own ref.
    Run { repository: Option<String>, path: String },
    /// A file of another repository: all that it may be.
    Fixed(Vec<String>),
    /// The same, of which the spelling of the repository is open.
    AnyCase { repository: String, rest: String },
    /// There is none.
    None,
}

impl WorkflowRefOf {
    /// What a token says, where the ref of the run is this one.
    pub(super) fn text(&self, run: Option<&str>) -> Option<ReadText> {
        let known = |value: String| ReadText { value: Some(value), ..ReadText::default() };
        Some(match self {
            WorkflowRefOf::None => return None,
            WorkflowRefOf::Run { repository, path } => {
                let mut unknown = Vec::new();
                let mut part = |value: Option<&str>, name: &str| {
                    value.map_or_else(
                        || {
                            unknown.push(name.to_owned());
                            format!("⟦{name}⟧")
                        },
                        str::to_owned,
                    )
                };
                let repository = part(repository.as_deref(), "github.repository");
                let reference = part(run, "github.ref");
                let whole = format!("{repository}/{path}@{reference}");
                if unknown.is_empty() {
                    known(whole)
                } else {
                    ReadText { unknown, pattern: Some(whole), ..ReadText::default() }
                }
            }
            WorkflowRefOf::Fixed(all) => match all.as_slice() {
                [only] => known(only.clone()),
                _ => ReadText {
                    one_of: all
                        .iter()
                        .map(|value| ReadCandidate { value: Some(value.clone()), when: Vec::new() })
                        .collect(),
                    ..ReadText::default()
                },
            },
            WorkflowRefOf::AnyCase { repository, rest } => ReadText {
                unknown: vec!["letter case of owner and repository in the claim".to_owned()],
                pattern: Some(format!("⟦{repository}⟧{rest}")),
                ..ReadText::default()
            },
        })
    }
}

/// What a call passes against what the callee declares.
pub(super) fn check_inputs(call: &Call, workflow: &Workflow, faults: &mut Vec<Fault>) {
    let Some(trigger) = workflow.trigger("workflow_call") else { return };
    let mut fault = |code, message: String| faults.push(Fault { code, message, spot: call.spot.clone() });
    let given = |all: &[(String, Template)], name: &str| {
        all.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    };
    let missing = |input: &&Input| input.required && !given(&call.with, &input.name);
    for input in trigger.inputs.iter().filter(missing) {
        let message = format!("the called workflow needs the input `{}`", quote(&input.name));
        fault(codes::INPUT_REQUIRED_MISSING, message);
    }
    for (name, _) in &call.with {
        if trigger.inputs.iter().all(|input| !input.name.eq_ignore_ascii_case(name)) {
            let message = format!("the called workflow has no input `{}`", quote(name));
            fault(codes::INPUT_UNDECLARED, message);
        }
    }
    let Secrets::Passed(passed) = &call.secrets else { return };
    for secret in trigger.secrets.iter().filter(|secret| secret.required && !given(passed, &secret.name)) {
        let message = format!("the called workflow needs the secret `{}`", quote(&secret.name));
        fault(codes::INPUT_REQUIRED_MISSING, message);
    }
    for (name, _) in passed {
        if trigger.secrets.iter().all(|secret| !secret.name.eq_ignore_ascii_case(name)) {
            let message = format!("the called workflow has no secret `{}`", quote(name));
            fault(codes::INPUT_UNDECLARED, message);
        }
    }
}

/// The files of the same repository that a workflow calls.
pub(super) fn local_calls(workflow: &Workflow) -> impl Iterator<Item = &str> {
    workflow.jobs.iter().filter_map(|job| match &job.body {
        Body::Call(call) => call.uses.strip_prefix("./").or_else(|| call.uses.strip_prefix("$/")),
        Body::Steps(_) => None,
    })
}
