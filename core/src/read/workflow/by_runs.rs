//! A job in each part of its runs, where its environment or a role is another by the event or the ref.

use std::rc::Rc;

use super::files::Files;
use super::found::Found;
use super::frame::Frame;
use super::report::{AssumedRole, PushedImage, ReadText, RunRef, RunSet};
use super::variants::variants;
use crate::read::options::ReadOptions;

/// The runs in which environment and roles are the same.
pub(super) struct Part {
    pub(super) runs: Vec<RunSet>,
    pub(super) environment: Option<ReadText>,
    pub(super) roles: Vec<AssumedRole>,
    pub(super) images: Vec<PushedImage>,
}

/// Runs of one environment and the same roles, each with the index of the set that it is a part of.
struct Group {
    environment: Option<ReadText>,
    roles: Vec<AssumedRole>,
    runs: Vec<(usize, RunSet)>,
}

/// The most sets of runs that are looked at by themselves.
const MAX_PARTS: usize = 32;

/// The parts; none where environment and roles are the same in all runs.
pub(super) fn of<'w>(
    files: &'w Files<'w>,
    options: &'w ReadOptions,
    runs: &[RunSet],
    frame: &Rc<Frame<'w>>,
) -> Vec<Part> {
    let fine: Vec<(usize, RunSet)> = runs
        .iter()
        .enumerate()
        .flat_map(|(index, run)| fine(run).into_iter().map(move |run| (index, run)))
        .collect();
    if fine.len() < 2 || fine.len() > MAX_PARTS {
        return Vec::new();
    }
    let mut groups: Vec<Group> = Vec::new();
    for (index, run) in fine {
        let (environment, found) = read(files, options, core::slice::from_ref(&run), frame);
        let fits = |known: &&mut Group| known.environment == environment && known.roles == found.roles;
        match groups.iter_mut().find(fits) {
            Some(known) => known.runs.push((index, run)),
            None => groups.push(Group { environment, roles: found.roles, runs: vec![(index, run)] }),
        }
    }
    if groups.len() < 2 {
        return Vec::new();
    }
    let part = |group: Group| {
        let runs = whole(runs, &group.runs);
        let images = read(files, options, &runs, frame).1.images;
        Part { runs, environment: group.environment, roles: group.roles, images }
    };
    groups.into_iter().filter(|group| !group.roles.is_empty()).map(part).collect()
}

/// Whether environment or roles may be others in other runs.
pub(super) fn may_differ(environment: Option<&ReadText>, roles: &[AssumedRole]) -> bool {
    let depends = |text: &ReadText| !text.by.is_empty() || !text.unknown.is_empty();
    let of_role = |role: &AssumedRole| {
        let more = [&role.audience, &role.region, &role.duration];
        role.condition.is_some()
            || depends(&role.role)
            || depends(&role.session_name)
            || more.into_iter().flatten().any(depends)
    };
    !roles.is_empty() && (environment.is_some_and(depends) || roles.iter().any(of_role))
}

fn read<'w>(
    files: &'w Files<'w>,
    options: &'w ReadOptions,
    runs: &[RunSet],
    frame: &Rc<Frame<'w>>,
) -> (Option<ReadText>, Found) {
    let mut found = Found::default();
    let environment = variants(files, options, runs, frame, &mut found, true);
    (environment, found)
}

/// The set with one branch, or one kind of ref, at a time.
fn fine(run: &RunSet) -> Vec<RunSet> {
    let is_name = |pattern: &String| !pattern.contains(['*', '?', '+', '[', ']', '!', '\\']);
    let singles = |patterns: &Option<Vec<String>>| -> Vec<Option<Vec<String>>> {
        match patterns {
            Some(names) if names.iter().all(is_name) => {
                names.iter().map(|name| Some(vec![name.clone()])).collect()
            }
            other => vec![other.clone()],
        }
    };
    let branches = || {
        singles(&run.branches).into_iter().map(|branches| RunSet {
            reference: RunRef::Branch,
            branches,
            tags: None,
            tags_ignore: None,
            ..run.clone()
        })
    };
    let tags = || {
        singles(&run.tags).into_iter().map(|tags| RunSet {
            reference: RunRef::Tag,
            tags,
            branches: None,
            branches_ignore: None,
            ..run.clone()
        })
    };
    match run.reference {
        RunRef::Branch => branches().collect(),
        RunRef::Tag => tags().collect(),
        RunRef::BranchOrTag => branches().chain(tags()).collect(),
        _ => vec![run.clone()],
    }
}

/// Sets of which all parts are there, as they were.
fn whole(runs: &[RunSet], members: &[(usize, RunSet)]) -> Vec<RunSet> {
    let mut out: Vec<RunSet> = Vec::new();
    for (index, run) in runs.iter().enumerate() {
        let own: Vec<&RunSet> =
            members.iter().filter(|(known, _)| *known == index).map(|(_, run)| run).collect();
        if own.len() == fine(run).len() {
            out.push(run.clone());
        } else {
            out.extend(own.into_iter().cloned());
        }
    }
    out
}
