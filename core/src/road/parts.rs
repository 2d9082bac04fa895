//! The roles that a job assumes, each with the job in the runs in which it is this one.

use std::borrow::Cow;

use crate::read::{AssumedRole, ReadCandidate, ReadChoice, WorkflowJob};

/// A job in some of its runs, and a role that it assumes there.
pub(super) type Part<'j> = (Cow<'j, WorkflowJob>, Cow<'j, AssumedRole>);

/// The roles that the steps of a job assume, each with the job in all parts of its runs in which it is this one.
pub(super) fn by_role(job: &WorkflowJob) -> Vec<(Part<'_>, Vec<Part<'_>>)> {
    let jobs = if job.by_runs.is_empty() { core::slice::from_ref(job) } else { &job.by_runs };
    let mut out: Vec<(Part<'_>, Vec<Part<'_>>)> = Vec::new();
    for part in jobs.iter().flat_map(|job| job.roles.iter().flat_map(|assumed| choices(job, assumed))) {
        let same = |(_, known): &Part<'_>| {
            let (role, other) = (&known.role, &part.1.role);
            known.place == part.1.place
                && known.via == part.1.via
                && (&role.value, &role.pattern, &role.unknown)
                    == (&other.value, &other.pattern, &other.unknown)
        };
        match out.iter_mut().find(|(first, _)| same(first)) {
            Some((_, more)) => more.push(part),
            None => out.push((part, Vec::new())),
        }
    }
    out
}

/// A job with each of the roles that one step may assume: with a role comes the environment of the same runs.
fn choices<'j>(job: &'j WorkflowJob, assumed: &'j AssumedRole) -> Vec<Part<'j>> {
    if assumed.role.one_of.is_empty() || !assumed.role.unknown.is_empty() {
        return vec![(with_choices(job, &assumed.combination), Cow::Borrowed(assumed))];
    }
    let choice = |candidate: &ReadCandidate| {
        let mut own = assumed.clone();
        own.role.value.clone_from(&candidate.value);
        own.role.one_of.clear();
        let choices: Vec<ReadChoice> = assumed.combination.iter().chain(&candidate.when).cloned().collect();
        (with_choices(job, &choices), Cow::Owned(own))
    };
    assumed.role.one_of.iter().map(choice).collect()
}

/// A job in the runs of these choices: with what belongs to others left out.
fn with_choices<'j>(job: &'j WorkflowJob, choices: &[ReadChoice]) -> Cow<'j, WorkflowJob> {
    if choices.is_empty() {
        return Cow::Borrowed(job);
    }
    let mut own = job.clone();
    if let Some(environment) = &mut own.environment {
        environment.one_of.retain(|other| !contradict(choices, &other.when));
        if let [only] = environment.one_of.as_slice() {
            environment.value.clone_from(&only.value);
        }
    }
    own.images.retain(|image| !contradict(choices, &image.combination));
    Cow::Owned(own)
}

/// Whether both cannot be in one run.
fn contradict(one: &[ReadChoice], other: &[ReadChoice]) -> bool {
    one.iter()
        .any(|choice| other.iter().any(|known| known.name == choice.name && known.value != choice.value))
}
