//! Environment, roles and images of a job, in every combination of its matrices.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde::Serialize;

use super::contexts::{Choice, Cx, World};
use super::files::Files;
use super::found::Found;
use super::frame::{At, Frame, Level};
use super::images::is_untrusted;
use super::matrix::{self, Matrix};
use super::model::{Body, Environment};
use super::outputs;
use super::reading::{Alternative, alternatives, text};
use super::report::{ReadChoice, ReadText, RunSet};
use super::steps;
use crate::codes;
use crate::read::expression::{Stop, print};
use crate::read::options::ReadOptions;
use crate::read::value::{Spot, Unknown, Value};

/// The most combinations in which one job is looked at.
const MAX_VARIANTS: usize = 512;

/// Environment, roles and images in every combination of the matrices.
pub(super) fn variants<'w>(
    files: &'w Files<'w>,
    options: &'w ReadOptions,
    runs: &'w [RunSet],
    frame: &Rc<Frame<'w>>,
    found: &mut Found,
    in_parts: bool,
) -> Option<ReadText> {
    let mut cx = Cx::new(files, options, runs, Rc::clone(frame), outputs::value);
    cx.in_parts = in_parts;
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
