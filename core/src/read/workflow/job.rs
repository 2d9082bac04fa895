//! One job, as it is reported.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde::Serialize;

use super::calls::{Placed, Token};
use super::contexts::{Choice, Cx, World};
use super::files::Files;
use super::found::Found;
use super::frame::{At, Frame, Level};
use super::images::is_untrusted;
use super::matrix::{self, Matrix};
use super::model::{Body, Environment};
use super::narrow::{Narrowed, runs_of};
use super::outputs;
use super::reading::{Alternative, alternatives, place, text};
use super::report::{
    AssumedVia, JobToken, ReadChoice, ReadText, RunRef, RunSet, RunTrigger, TokenAnswer, TokenReason,
    WorkflowJob,
};
use super::steps;
use crate::codes;
use crate::premise::{Finding, RelatedPlace};
use crate::read::expression::{Stop, print};
use crate::read::gathered::Remark;
use crate::read::options::ReadOptions;
use crate::read::value::{Spot, Unknown, Value};
use crate::text::{quote, visible};

/// The most combinations in which one job is looked at.
const MAX_VARIANTS: usize = 512;

/// Reports a job.
pub(super) fn report<'w>(
    files: &'w Files<'w>,
    options: &'w ReadOptions,
    placed: &Placed<'w>,
    started: &str,
    fails: bool,
) -> WorkflowJob {
    let Narrowed { runs, notes, condition } = runs_of(files, options, &placed.frame, outputs::value);
    let frame = &placed.frame;
    let mut found = Found::default();
    placed.faults.iter().for_each(|fault| found.find(fault.code, fault.message.clone(), Some(&fault.spot)));
    let spot = Spot { document: frame.workflow.document, bytes: frame.job.id_bytes.clone() };
    for note in &notes {
        found.note(note, &spot);
    }
    let token =
        if fails { Token::new(TokenAnswer::No, TokenReason::StartupFailure) } else { placed.token.clone() };
    if fails {
        let message = "the run fails before any job starts";
        found.find(codes::STARTUP_FAILURE, message.to_owned(), Some(&spot));
    }
    let mut environment = None;
    if !placed.is_call {
        environment = variants(files, options, &runs, frame, &mut found);
    }
    let exact = one_ref(&runs, options);
    let workflow_ref = placed.workflow_ref.text(exact.as_deref());
    of_token(&token, &runs, &mut found, &spot);
    invisible(&runs, environment.as_ref(), &mut found, &spot);
    WorkflowJob {
        workflow: started.to_owned(),
        job: placed.path.clone(),
        place: place(files, &spot),
        events: runs,
        triggers: triggers(files, started),
        condition,
        id_token: JobToken {
            answer: token.answer,
            reason: token.reason,
            level: token.level,
            needs: token.needs.iter().map(|need| (*need).to_owned()).collect(),
            place: token.spot.as_ref().map(|spot| place(files, spot)),
        },
        environment,
        roles: found.roles,
        unread_actions: found.unread,
        called_workflow: placed.called.clone(),
        job_workflow_ref: workflow_ref,
        images: found.images,
        findings: joined(files, found.findings),
        head: found.head,
    }
}

/// The events that start a workflow.
fn triggers(files: &Files<'_>, started: &str) -> Vec<RunTrigger> {
    let workflow = files.all.iter().find(|file| file.name == started).and_then(|file| file.workflow());
    let triggers = workflow.map_or(&[][..], |workflow| &workflow.triggers);
    triggers
        .iter()
        .map(|trigger| RunTrigger { event: trigger.event.clone(), place: place(files, &trigger.spot) })
        .collect()
}

/// The ref of every run, where it is one.
fn one_ref(runs: &[RunSet], options: &ReadOptions) -> Option<String> {
    let mut refs = runs.iter().map(|run| run.exact_ref(options.default_branch.as_deref()));
    let first = refs.next()??;
    refs.all(|other| other.as_deref() == Some(&first)).then_some(first)
}

/// Environment, roles and images in every combination of the matrices.
fn variants<'w>(
    files: &'w Files<'w>,
    options: &'w ReadOptions,
    runs: &'w [RunSet],
    frame: &Rc<Frame<'w>>,
    found: &mut Found,
) -> Option<ReadText> {
    let mut cx = Cx::new(files, options, runs, Rc::clone(frame), outputs::value);
    let mut open: Vec<World> = vec![cx.world.clone()];
    let mut environments: Vec<Alternative> = Vec::new();
    let mut all: Vec<Found> = Vec::new();
    let mut count = 0;
    while let Some(world) = open.pop() {
        count += 1;
        if count > MAX_VARIANTS && !cx.coarse {
            // Too many: what depends on a matrix is told as unknown.
            cx.coarse = true;
            (open, environments, all) = (Vec::new(), Vec::new(), Vec::new());
            cx = Cx::new(files, options, runs, Rc::clone(frame), outputs::value);
            cx.coarse = true;
        }
        cx.world = world;
        cx.touched.clear();
        cx.notes.clear();
        match variant(&mut cx, frame) {
            Ok((environment, shown)) => {
                environments.extend(environment);
                all.push(shown);
            }
            Err(Stop::Choose) => {
                if let Some(Choice::Matrix(depth, key)) = cx.pending.take() {
                    open.extend(split(frame, &cx.world, depth, &key).into_iter().rev());
                }
            }
            Err(Stop::Costly | Stop::Failed(_)) => {
                let spot = Spot { document: frame.workflow.document, bytes: frame.job.id_bytes.clone() };
                let message = "the job's values take more steps than are taken: some of it is not told";
                found.find(codes::JOB_TOO_COSTLY, message.to_owned(), Some(&spot));
            }
        }
    }
    merge(all, found);
    let environment = environment(files, frame, environments, found);
    if let Some(Matrix::Unknown(spot)) = &frame.job.matrix {
        let message = "which jobs the matrix makes is known only in the run";
        found.find(codes::MATRIX_UNKNOWN, message.to_owned(), Some(spot));
    }
    environment
}

/// The worlds of each value of a key of a matrix.
fn split(frame: &Rc<Frame<'_>>, world: &World, depth: usize, key: &str) -> Vec<World> {
    let mut at = frame;
    while at.depth > depth {
        let Some(caller) = &at.caller else { return Vec::new() };
        at = caller;
    }
    let Some(Matrix::Known(combinations)) = &at.job.matrix else { return Vec::new() };
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for index in world.combinations.get(depth).into_iter().flatten() {
        let value = combinations.get(*index).and_then(|combination| matrix::get(combination, key));
        let shown = value.map_or_else(String::new, print);
        match groups.iter_mut().find(|(known, _)| *known == shown) {
            Some((_, members)) => members.push(*index),
            None => groups.push((shown, vec![*index])),
        }
    }
    let part = |(_, members): (String, Vec<usize>)| {
        let mut next = world.clone();
        if let Some(slot) = next.combinations.get_mut(depth) {
            *slot = members;
        }
        next
    };
    groups.into_iter().map(part).collect()
}

/// One combination: the environment in each run, and what the steps show.
fn variant<'w>(cx: &mut Cx<'w>, frame: &Rc<Frame<'w>>) -> Result<(Vec<Alternative>, Found), Stop> {
    let environment = match &frame.job.environment {
        Some(environment) => {
            let at = At { frame: Rc::clone(frame), level: Level::Job };
            let all = alternatives(cx, |cx| cx.eval(&environment.name, &at))?;
            let touched = &cx.touched;
            all.into_iter()
                .map(|one| Alternative { when: touched.iter().chain(&one.when).cloned().collect(), ..one })
                .collect()
        }
        None => Vec::new(),
    };
    let notes = core::mem::take(&mut cx.notes);
    let mut found = match &frame.job.body {
        Body::Steps(all) => steps::read(cx, frame, all)?,
        Body::Call(_) => Found::default(),
    };
    if let Some(environment) = &frame.job.environment {
        for note in &notes {
            found.note(note, &environment.name.spot);
        }
    }
    let choices: Vec<ReadChoice> = cx
        .touched
        .iter()
        .map(|(name, value)| ReadChoice { name: name.clone(), value: value.clone() })
        .collect();
    found.roles.iter_mut().for_each(|role| role.combination.clone_from(&choices));
    found.images.iter_mut().for_each(|image| image.combination.clone_from(&choices));
    Ok((environment, found))
}

/// What is the same in every combination is told once.
fn merge(all: Vec<Found>, found: &mut Found) {
    let count = all.len();
    let mut roles = Vec::new();
    let mut images = Vec::new();
    for one in all {
        for remark in one.findings {
            found.find(remark.code, remark.message, remark.spot.as_ref());
        }
        for action in one.unread {
            if !found.unread.contains(&action) {
                found.unread.push(action);
            }
        }
        found.head = found.head.take().or(one.head);
        roles.push(one.roles);
        images.push(one.images);
    }
    found.roles = once(roles, count, |role| &mut role.combination);
    found.images = once(images, count, |image| &mut image.combination);
}

/// The items of all lists: one that is in every list stands once and without its combination.
fn once<T: Clone + Serialize>(
    lists: Vec<Vec<T>>,
    count: usize,
    combination: impl Fn(&mut T) -> &mut Vec<ReadChoice>,
) -> Vec<T> {
    // Compared by how they are written, so that many are no more than sorted.
    let bare = |item: &T| {
        let mut item = item.clone();
        combination(&mut item).clear();
        let written = serde_json::to_string(&item).unwrap_or_default();
        (item, written)
    };
    let mut counted: BTreeMap<String, usize> = BTreeMap::new();
    for list in &lists {
        let seen: BTreeSet<String> = list.iter().map(|item| bare(item).1).collect();
        for written in seen {
            *counted.entry(written).or_default() += 1;
        }
    }
    let mut out: Vec<T> = Vec::new();
    for (index, list) in lists.into_iter().enumerate() {
        for item in list {
            let (plain, written) = bare(&item);
            match counted.get(&written) == Some(&count) {
                // The same twice in one list is twice.
                true if index == 0 => out.push(plain),
                true => {}
                false => out.push(item),
            }
        }
    }
    out
}

/// The environment over all combinations; `None` where there is none in any run.
fn environment(
    files: &Files<'_>,
    frame: &Rc<Frame<'_>>,
    all: Vec<Alternative>,
    found: &mut Found,
) -> Option<ReadText> {
    let Environment { name, without_deployment } = frame.job.environment.as_ref()?;
    if *without_deployment {
        let message = "there is no deployment; whether the token has the claim then is not documented";
        found.find(codes::ENVIRONMENT_WITHOUT_DEPLOYMENT, message.to_owned(), Some(&name.spot));
    }
    let all = if all.is_empty() {
        vec![Alternative { when: Vec::new(), value: Unknown::source("matrix", None).value() }]
    } else {
        all
    };
    if all.iter().all(|one| is_empty(&one.value)) {
        return None;
    }
    for origin in all.iter().flat_map(|one| one.value.origins()) {
        let is_ref_name = origin.name == "github.ref_name";
        if is_ref_name || is_untrusted(&origin.name) {
            let message = format!("whoever names a branch names the environment: `{}`", origin.name);
            found.find(codes::ENVIRONMENT_FROM_UNTRUSTED, message, Some(&name.spot));
        }
        let may_be_empty = |one: &Alternative| match &one.value {
            Value::Unknown(unknown) => {
                unknown.default.is_none()
                    && unknown.candidates.is_empty()
                    && unknown.sources.contains(&origin)
            }
            _ => false,
        };
        if origin.name.starts_with("vars.") && all.iter().any(may_be_empty) {
            let message = format!("where `{}` is not set the job has no environment", origin.name);
            found.find(codes::ENVIRONMENT_MAY_BE_EMPTY, message, Some(&name.spot));
        }
    }
    Some(text(&all, files, Some(&name.spot), true))
}

fn is_empty(value: &Value) -> bool {
    value.is_known() && print(value).is_empty()
}

/// The events that people outside start, in the repository's own name.
const PRIVILEGED: [&str; 6] =
    ["workflow_run", "issue_comment", "issues", "discussion", "discussion_comment", "fork"];

/// Findings about the token of a job.
fn of_token(token: &Token, runs: &[RunSet], found: &mut Found, spot: &Spot) {
    let has = token.answer == TokenAnswer::Yes;
    let asks = found.roles.iter().any(|role| role.via == AssumedVia::Oidc);
    if asks && token.answer == TokenAnswer::No && token.reason != TokenReason::StartupFailure {
        let message = "the job assumes a role and cannot get a token: `id-token: write` is missing";
        found.find(codes::ID_TOKEN_MISSING, message.to_owned(), Some(spot));
    }
    if !has {
        found.findings.retain(|remark| remark.code != codes::SCRIPT_INJECTION);
        return;
    }
    let event = |wanted: &dyn Fn(&RunSet) -> bool| runs.iter().any(wanted);
    if event(&|run| run.reference == RunRef::Pull) {
        let message = "a pull request from a public fork gets no token";
        found.find(codes::FORK_PR_NO_TOKEN, message.to_owned(), Some(spot));
    }
    if event(&|run| run.event == "pull_request_target") {
        let message = "a pull request from anywhere starts this job with the subject of the default branch";
        found.find(codes::PR_TARGET_WITH_TOKEN, message.to_owned(), Some(spot));
    }
    if let Some(run) = runs.iter().find(|run| PRIVILEGED.contains(&run.event.as_str())) {
        let message = format!(
            "people outside start this job by `{}`, with the subject of the default branch",
            run.event
        );
        found.find(codes::PRIVILEGED_TRIGGER, message, Some(spot));
    }
}

/// Characters in names that nobody sees.
fn invisible(runs: &[RunSet], environment: Option<&ReadText>, found: &mut Found, spot: &Spot) {
    let lists = runs.iter().flat_map(|run| [&run.branches, &run.tags, &run.base, &run.head_branches]);
    let patterns = lists.flatten().flatten().map(String::as_str);
    let environment = environment.and_then(|environment| environment.value.as_deref());
    for name in patterns.chain(environment) {
        if visible(Cow::Owned(name.to_owned())) != name {
            let message = format!("`{}` holds a character that is not seen", quote(name));
            found.find(codes::INVISIBLE_CHARACTER, message, Some(spot));
        }
    }
}

/// One finding for each code, in the order of the codes; further places are related to the first.
fn joined(files: &Files<'_>, remarks: Vec<Remark>) -> Vec<Finding> {
    let mut out: Vec<Finding> = Vec::new();
    for remark in remarks {
        let place = remark.spot.as_ref().map(|spot| place(files, spot));
        match out.iter_mut().find(|known| known.code == remark.code) {
            Some(known) => {
                known.related.extend(place.map(|place| RelatedPlace { message: remark.message, place }));
            }
            None => {
                let finding = Finding::new(remark.code, remark.message);
                out.push(match place {
                    Some(place) => finding.place(place),
                    None => finding,
                });
            }
        }
    }
    out.sort_by_key(|finding| finding.code.name);
    out
}
