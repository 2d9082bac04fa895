//! One job, as it is reported.

use std::borrow::Cow;

use super::by_runs::{self, Part};
use super::calls::{Placed, Token};
use super::files::Files;
use super::found::Found;
use super::narrow::{Narrowed, runs_of};
use super::outputs;
use super::reading::place;
use super::report::{
    AssumedVia, JobToken, PullRequestHead, ReadText, RunRef, RunSet, RunTrigger, TokenAnswer, TokenReason,
    WorkflowJob,
};
use super::variants::variants;
use crate::codes;
use crate::premise::{Finding, RelatedPlace};
use crate::read::gathered::Remark;
use crate::read::options::ReadOptions;
use crate::read::value::Spot;
use crate::text::{quote, visible};

/// The most refs by name in which a job's values are looked at.
const MAX_REFS: usize = 16;

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
    let each: Vec<RunSet> =
        runs.iter().flat_map(|run| run.each_ref().unwrap_or_else(|| vec![run.clone()])).collect();
    let each = if each.len() > MAX_REFS { runs.clone() } else { each };
    if !placed.is_call {
        environment = variants(files, options, &each, frame, &mut found, false);
    }
    let exact = one_ref(&runs, options);
    let workflow_ref = placed.workflow_ref.text(exact.as_deref());
    of_token(&token, &runs, &mut found, &spot);
    invisible(&runs, environment.as_ref(), &mut found, &spot);
    let may_differ = by_runs::may_differ(environment.as_ref(), &found.roles);
    let by_runs = if may_differ { by_runs::of(files, options, &runs, frame) } else { Vec::new() };
    let written = frame.job.environment.as_ref().map(|written| place(files, &written.name.spot));
    let job = WorkflowJob {
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
        empty_environment: written.clone().filter(|_| environment.is_none() && !placed.is_call),
        environment,
        roles: found.roles,
        unread_actions: found.unread,
        called_workflow: placed.called.clone(),
        job_workflow_ref: workflow_ref,
        images: found.images,
        findings: joined(files, found.findings),
        head: found.head,
        by_runs: Vec::new(),
    };
    let part = |part: Part| WorkflowJob {
        events: part.runs,
        empty_environment: written.clone().filter(|_| part.environment.is_none()),
        environment: part.environment,
        roles: part.roles,
        images: part.images,
        ..job.clone()
    };
    WorkflowJob { by_runs: by_runs.into_iter().map(part).collect(), ..job }
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
    let may_be_of_fork = |run: &RunSet| run.head != Some(PullRequestHead::SameRepository);
    if event(&|run| run.reference == RunRef::Pull && may_be_of_fork(run)) {
        let message = "a pull request from a public fork gets no token";
        found.find(codes::FORK_PR_NO_TOKEN, message.to_owned(), Some(spot));
    }
    if event(&|run| run.event == "pull_request_target" && may_be_of_fork(run)) {
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
