//! From the tree of a file to a workflow.

use core::ops::Range;

use super::matrix::Matrix;
use super::model::{Action, Body, Call, Composite, Environment, Job, Secrets, Step, Workflow};
use super::needs;
use super::parts::Fault;
use super::permissions::Permissions;
use super::schema::{Schema, invalid, member};
use super::triggers;
use crate::error::{Error, ErrorKind};
use crate::read::expression::{Scope, Template};
use crate::tree::json::{Member, Node, Value};

const fn scope(contexts: &'static [&'static str]) -> Scope<'static> {
    Scope { contexts, status: false, files: false }
}

const WORKFLOW_ENV: Scope<'static> = scope(&["github", "secrets", "inputs", "vars"]);
const RUN_NAME: Scope<'static> = scope(&["github", "inputs", "vars"]);
const JOB_IF: Scope<'static> =
    Scope { contexts: &["github", "needs", "vars", "inputs"], status: true, files: false };
const JOB_ENV: Scope<'static> =
    scope(&["github", "needs", "strategy", "matrix", "vars", "secrets", "inputs"]);
/// Also of `runs-on` and of what a call passes.
const ENVIRONMENT: Scope<'static> = scope(&["github", "needs", "strategy", "matrix", "vars", "inputs"]);
const MATRIX: Scope<'static> = scope(&["github", "needs", "vars", "inputs"]);
const CALL_SECRETS: Scope<'static> =
    scope(&["github", "needs", "strategy", "matrix", "secrets", "inputs", "vars"]);
const STEP_CONTEXTS: &[&str] =
    &["github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "secrets", "steps", "inputs"];
const STEP: Scope<'static> = Scope { contexts: STEP_CONTEXTS, status: false, files: true };
const STEP_IF: Scope<'static> = Scope {
    contexts: &["github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "steps", "inputs"],
    status: true,
    files: true,
};
const COMPOSITE: Scope<'static> = Scope {
    contexts: &["github", "inputs", "strategy", "matrix", "steps", "job", "runner", "env"],
    status: false,
    files: true,
};
const COMPOSITE_IF: Scope<'static> = Scope { status: true, ..COMPOSITE };

const ROOT: &[&str] =
    &["on", "jobs", "name", "run-name", "description", "defaults", "env", "permissions", "concurrency"];
const JOB: &[&str] = &[
    "name",
    "needs",
    "if",
    "permissions",
    "runs-on",
    "environment",
    "concurrency",
    "outputs",
    "env",
    "defaults",
    "steps",
    "timeout-minutes",
    "strategy",
    "continue-on-error",
    "container",
    "services",
    "snapshot",
];
const CALLING_JOB: &[&str] =
    &["name", "uses", "with", "secrets", "needs", "if", "permissions", "concurrency", "strategy"];
const STEP_KEYS: &[&str] = &[
    "id",
    "if",
    "name",
    "uses",
    "run",
    "with",
    "env",
    "working-directory",
    "shell",
    "continue-on-error",
    "timeout-minutes",
    "background",
    "wait",
    "wait-all",
    "cancel",
    "parallel",
];
/// Keys of steps that GitHub's schema has, behind a switch.
const NEWER_STEP_KEYS: &[&str] = &["background", "wait", "wait-all", "cancel", "parallel"];

/// Reads a workflow.
///
/// # Errors
/// `WORKFLOW_INVALID` or `EXPRESSION_INVALID` for what GitHub refuses, with the bytes of its place.
pub(super) fn workflow(document: usize, node: &Node) -> Result<Workflow, Error> {
    let schema = Schema { document };
    let members = schema.mapping(node, "workflow")?;
    for member in members {
        schema.known(member, ROOT, "a workflow")?;
    }
    let missing = |name: &str| {
        invalid(format!("the workflow has no `{name}`"), node.span.start..node.span.start)
            .with_help(format!("add `{name}`"))
    };
    let triggers = triggers::read(schema, member(members, "on").ok_or_else(|| missing("on"))?)?;
    let jobs = member(members, "jobs").ok_or_else(|| missing("jobs"))?;
    let mut faults = Vec::new();
    let permissions = permissions(schema, members, &mut faults);
    let env = match member(members, "env") {
        Some(node) => schema.variables(node, WORKFLOW_ENV, &mut faults)?,
        None => Vec::new(),
    };
    if let Some(node) = member(members, "run-name") {
        schema.template(node, "run-name", RUN_NAME)?;
    }
    let name = member(members, "name").map(|node| schema.text_template(node, "name", scope(&[])));
    let jobs = schema.mapping(jobs, "jobs")?;
    needs::check(schema, jobs)?;
    let jobs = jobs.iter().map(|member| job(schema, member)).collect::<Result<Vec<_>, _>>()?;
    if jobs.is_empty() {
        return Err(
            invalid("the workflow has no jobs", node.span.start..node.span.start).with_help("add a job")
        );
    }
    let name = name.and_then(Result::ok);
    Ok(Workflow { document, triggers, permissions, env, jobs, faults, name })
}

/// A block of permissions; one that GitHub refuses stops the run, and the rest of the file is read.
fn permissions(schema: Schema, members: &[Member], faults: &mut Vec<Fault>) -> Option<Permissions> {
    match Permissions::read(schema, member(members, "permissions")?) {
        Ok(permissions) => Some(permissions),
        Err(error) => {
            faults.push(schema.fault(&error));
            None
        }
    }
}

fn job(schema: Schema, declared: &Member) -> Result<Job, Error> {
    let members = schema.mapping(&declared.node, &declared.name)?;
    let has = |name: &str| member(members, name).is_some();
    let calls = has("uses") && !has("runs-on") && !has("steps");
    let mut faults = Vec::new();
    for member in members {
        if !calls {
            schema.known(member, JOB, "a job with steps")?;
        } else if let Err(error) = schema.known(member, CALLING_JOB, "a job that calls a workflow") {
            faults.push(schema.fault(&error));
        }
    }
    let node = |name: &str| member(members, name);
    let permissions = permissions(schema, members, &mut faults);
    let condition = node("if").map(|node| schema.condition(node, JOB_IF)).transpose()?;
    let matrix = match node("strategy") {
        Some(strategy) if strategy.value != Value::Null && strategy.as_str().is_none() => {
            let members = schema.mapping(strategy, "strategy")?;
            let matrix = members.iter().find(|member| member.name == "matrix");
            matrix.map(|matrix| Matrix::read(schema, matrix, MATRIX)).transpose()?
        }
        Some(strategy) => Some(Matrix::Unknown(schema.spot(strategy.span.clone()))),
        None => None,
    };
    let environment = match node("environment") {
        Some(node) if !calls => environment(schema, node)?,
        _ => None,
    };
    let env = match node("env") {
        Some(node) => schema.variables(node, JOB_ENV, &mut faults)?,
        None => Vec::new(),
    };
    let runs_on = match node("runs-on") {
        Some(node) if node.as_str().is_some() => Some(schema.template(node, "runs-on", ENVIRONMENT)?),
        _ => None,
    };
    let body = if calls {
        Body::Call(call(schema, members, &mut faults)?)
    } else {
        if !has("runs-on") {
            return Err(invalid("the job has neither `runs-on` nor `uses`", declared.name_span.clone())
                .with_help("add `runs-on`"));
        }
        Body::Steps(match node("steps") {
            Some(node) => steps(schema, node, STEP, STEP_IF)?,
            None => Vec::new(),
        })
    };
    Ok(Job {
        id: declared.name.clone(),
        id_bytes: declared.name_span.clone(),
        permissions,
        condition,
        matrix,
        environment,
        env,
        runs_on,
        body,
        faults,
    })
}

/// An environment: its name, or a mapping with it.
fn environment(schema: Schema, node: &Node) -> Result<Option<Environment>, Error> {
    let Value::Object(members) = &node.value else {
        let name = schema.text_template(node, "environment", ENVIRONMENT)?;
        return Ok(Some(Environment { name, without_deployment: false }));
    };
    for member in members {
        schema.known(member, &["name", "url", "deployment"], "`environment`")?;
    }
    let without_deployment =
        member(members, "deployment").is_some_and(|node| node.value == Value::Bool(false));
    let Some(name) = member(members, "name") else {
        return Err(invalid("the environment has no `name`", node.span.clone()).with_help("add `name`"));
    };
    let name = schema.text_template(name, "environment", ENVIRONMENT)?;
    Ok(Some(Environment { name, without_deployment }))
}

/// The call of a workflow. What GitHub refuses of it stops the run; the call is known all the same.
fn call(schema: Schema, members: &[Member], faults: &mut Vec<Fault>) -> Result<Call, Error> {
    let (uses, spot) = match member(members, "uses") {
        Some(node) => (schema.text(node, "uses")?, schema.spot(node.span.clone())),
        None => (String::new(), schema.spot(0..0)),
    };
    let mut soft = |read: Result<Vec<(String, Template)>, Error>| match read {
        Err(error) if matches!(error.kind(), ErrorKind::ExpressionInvalid | ErrorKind::WorkflowInvalid) => {
            faults.push(schema.fault(&error));
            Ok(Vec::new())
        }
        read => read,
    };
    let with = match member(members, "with") {
        Some(node) => soft(passed(schema, node, ENVIRONMENT))?,
        None => Vec::new(),
    };
    let secrets = match member(members, "secrets") {
        Some(node) if node.as_str() == Some("inherit") => Secrets::Inherit,
        Some(node) => Secrets::Passed(soft(passed(schema, node, CALL_SECRETS))?),
        None => Secrets::Passed(Vec::new()),
    };
    Ok(Call { uses, spot, with, secrets })
}

/// What a call passes: a number and a boolean keep their types.
fn passed(schema: Schema, node: &Node, scope: Scope<'_>) -> Result<Vec<(String, Template)>, Error> {
    if node.value == Value::Null {
        return Ok(Vec::new());
    }
    let one =
        |member: &Member| Ok((member.name.clone(), schema.template(&member.node, &member.name, scope)?));
    schema.mapping(node, "with")?.iter().map(one).collect()
}

fn steps(
    schema: Schema,
    node: &Node,
    scope: Scope<'static>,
    scope_of_if: Scope<'static>,
) -> Result<Vec<Step>, Error> {
    let mut out = Vec::new();
    for item in schema.list(node, "steps")? {
        let members = schema.mapping(item, "step")?;
        for member in members {
            schema.known(member, STEP_KEYS, "a step")?;
        }
        let newer = members.iter().any(|member| NEWER_STEP_KEYS.contains(&member.name.as_str()));
        if let Some(inner) = member(members, "parallel") {
            let inner = steps(schema, inner, scope, scope_of_if)?;
            out.extend(inner.into_iter().map(|step| Step { newer: true, ..step }));
            continue;
        }
        out.push(step(schema, item, members, newer, scope, scope_of_if)?);
    }
    Ok(out)
}

fn step(
    schema: Schema,
    item: &Node,
    members: &[Member],
    newer: bool,
    scope: Scope<'static>,
    scope_of_if: Scope<'static>,
) -> Result<Step, Error> {
    let node = |name: &str| member(members, name);
    let action = match (node("uses"), node("run")) {
        (Some(uses), Some(run)) => {
            let second: Range<usize> =
                if uses.span.start < run.span.start { &run.span } else { &uses.span }.clone();
            return Err(invalid("a step has `uses` and `run`", second).with_help("split it into two steps"));
        }
        (Some(uses), None) => Action::Uses {
            uses: schema.text(uses, "uses")?,
            with: match node("with") {
                Some(node) => schema.templates(node, "with", scope)?,
                None => Vec::new(),
            },
        },
        (None, Some(run)) => Action::Run(schema.text_template(run, "run", scope)?),
        (None, None) if newer => Action::Nothing,
        (None, None) => {
            return Err(invalid("a step has neither `uses` nor `run`", item.span.clone())
                .with_help("add what the step does"));
        }
    };
    let mut faults = Vec::new();
    let env = match node("env") {
        Some(node) => schema.variables(node, scope, &mut faults)?,
        None => Vec::new(),
    };
    if let Some(fault) = faults.first() {
        return Err(invalid(fault.message.clone(), fault.spot.bytes.clone()).with_help("write text"));
    }
    Ok(Step {
        id: node("id").map(|node| schema.text(node, "id")).transpose()?,
        spot: schema.spot(item.span.clone()),
        condition: node("if").map(|node| schema.condition(node, scope_of_if)).transpose()?,
        env,
        action,
        newer,
    })
}

/// Reads a composite action; `None` for an action of another kind.
pub(super) fn composite(document: usize, node: &Node) -> Result<Option<Composite>, Error> {
    let schema = Schema { document };
    let members = schema.mapping(node, "action")?;
    let Some(runs) = member(members, "runs") else {
        return Err(
            invalid("the action has no `runs`", node.span.start..node.span.start).with_help("add `runs`")
        );
    };
    let runs = schema.mapping(runs, "runs")?;
    if member(runs, "using").and_then(Node::as_str) != Some("composite") {
        return Ok(None);
    }
    let inputs = match member(members, "inputs") {
        Some(node) => triggers::inputs(schema, node, "")?,
        None => Vec::new(),
    };
    let steps = match member(runs, "steps") {
        Some(node) => steps(schema, node, COMPOSITE, COMPOSITE_IF)?,
        None => Vec::new(),
    };
    Ok(Some(Composite { inputs, steps }))
}
