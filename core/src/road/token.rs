//! The first stage: whether the job gets a token, and asks for the role under a name that STS takes.

use super::known::Known;
use super::report::{RoadStage, RoadVerdict};
use super::scenarios::{DEPENDABOT, Set};
use super::trust::Answer;
use crate::codes::{self, Code};
use crate::names::RoleSessionName;
use crate::premise::{Finding, SourcePlace};
use crate::read::{
    AssumedRole, AssumedVia, PullRequestHead, ReadRole, TokenAnswer, TokenReason, WorkflowJob,
};

/// What stops a run at its start.
const FAULTS: [&Code; 5] = [
    codes::CALLER_PERMISSION_MISSING,
    codes::NOT_CALLABLE,
    codes::CALLS_TOO_DEEP,
    codes::USES_INVALID,
    codes::INPUT_REQUIRED_MISSING,
];

/// What stops the job before it has a token, and where.
pub(super) fn request(
    job: &WorkflowJob,
    set: &Set,
    known: &Known<'_>,
) -> Option<(Answer, Option<SourcePlace>)> {
    let own = || job.id_token.place.clone().unwrap_or_else(|| job.place.clone());
    let none = |cause: &'static Code, message: &str| Answer {
        verdict: RoadVerdict::NoToken,
        cause: Some(cause),
        message: Some(message.to_owned()),
        ..Answer::open(Some(RoadStage::TokenRequest), Vec::new())
    };
    let nested =
        matches!(job.id_token.reason, TokenReason::StartupFailure | TokenReason::CalleeRequestsCallerSilent);
    // A call is given its permissions where it is written.
    let place = || match &job.called_workflow {
        Some(called) if nested => called.place.clone(),
        _ => own(),
    };
    match job.id_token.answer {
        TokenAnswer::Unknown if job.id_token.reason == TokenReason::CalleeAlone => {
            let need = "which job calls this workflow?".to_owned();
            Some((Answer::open(None, vec![need]), None))
        }
        TokenAnswer::No if stopped(job, known).is_some() => {
            let fault = stopped(job, known)?;
            let message = format!("the run fails before any job starts: {}", fault.message);
            Some((
                none(codes::RUN_FAILS_AT_START, &message),
                fault.place.map(|place| *place).or_else(|| Some(own())),
            ))
        }
        TokenAnswer::No if nested => {
            let message = "the called workflow asks for `id-token: write`, which its caller does not allow: the run fails at the start";
            Some((none(codes::TOKEN_NESTED_PERMISSION, message), Some(place())))
        }
        TokenAnswer::No => {
            let message = "the job has no `id-token: write`, so GitHub gives it no token";
            Some((none(codes::TOKEN_NO_PERMISSION, message), Some(place())))
        }
        TokenAnswer::Unknown => {
            let answer = Answer {
                cause: nested.then_some(codes::TOKEN_NESTED_PERMISSION),
                ..Answer::open(Some(RoadStage::TokenRequest), needs(job))
            };
            Some((answer, Some(place())))
        }
        TokenAnswer::Yes if set.head == Some(PullRequestHead::Fork) => {
            let message =
                "a run for a fork's pull request gets no token that can write, and so no OIDC token";
            let place = trigger(job, set);
            Some((none(codes::TOKEN_FORK_PR, message), Some(place)))
        }
        TokenAnswer::Yes if is_of_dependabot(set) => {
            let need = "whether GitHub honours `id-token: write` in runs that Dependabot starts: it is not documented";
            let answer = Answer {
                cause: Some(codes::TOKEN_DEPENDABOT),
                ..Answer::open(Some(RoadStage::TokenRequest), vec![need.to_owned()])
            };
            Some((answer, Some(trigger(job, set))))
        }
        TokenAnswer::Yes => {
            let wants = known.keys.as_ref().is_some_and(|keys| keys.iter().any(|key| key == "environment"));
            if !wants || job.environment.is_some() {
                return None;
            }
            let message =
                "the subject is to name the environment, and the job has none: GitHub gives no token";
            let place = known.settings.map_or_else(|| job.place.clone(), |settings| settings.place.clone());
            Some((none(codes::TOKEN_ENV_CLAIM_MISSING, message), Some(place)))
        }
    }
}

/// What settles whether a job gets a token, in words.
fn needs(job: &WorkflowJob) -> Vec<String> {
    let one = |need: &String| match need.as_str() {
        "default_workflow_permissions" => {
            "the default permissions of workflows in the repository, `read` or `write`: \
            `gh api repos/OWNER/NAME/actions/permissions/workflow` shows them"
                .to_owned()
        }
        "same_owner" => "whether the called workflow is of the repository's own organisation".to_owned(),
        other => other.to_owned(),
    };
    job.id_token.needs.iter().map(one).collect()
}

/// What stops the whole run before it starts: a fault of another kind than a missing `id-token: write`.
fn stopped(job: &WorkflowJob, known: &Known<'_>) -> Option<Finding> {
    if job.id_token.reason != TokenReason::StartupFailure {
        return None;
    }
    let is_fault = |finding: &&Finding| FAULTS.contains(&finding.code);
    let is_token = |finding: &&Finding| finding.message.contains("`id-token:");
    let own = || job.findings.iter().filter(is_fault);
    if own().any(|finding| is_token(&finding)) {
        return None;
    }
    let same = known.inventory.jobs.iter().filter(|other| other.workflow == job.workflow);
    let others = || same.clone().flat_map(|other| &other.findings).filter(is_fault);
    own().next().or_else(|| others().next()).cloned()
}

/// Where the event of a set starts the workflow.
fn trigger(job: &WorkflowJob, set: &Set) -> SourcePlace {
    let is_own = |event: &str| set.patterns("event_name").iter().flatten().any(|own| own == event);
    let found = job.triggers.iter().find(|trigger| is_own(&trigger.event));
    found.map_or_else(|| job.place.clone(), |trigger| trigger.place.clone())
}

fn is_of_dependabot(set: &Set) -> bool {
    matches!(set.patterns("actor"), [Some(actor)] if actor == DEPENDABOT)
}

/// Whether STS refuses the session's name.
pub(super) fn session_name(assumed: &AssumedRole) -> Option<Answer> {
    let name = assumed.session_name.value.as_deref()?;
    let error = name.parse::<RoleSessionName>().err()?;
    Some(Answer {
        verdict: RoadVerdict::Denied,
        cause: Some(codes::SESSION_NAME_ILLEGAL),
        message: Some(error.to_string()),
        ..Answer::open(Some(RoadStage::Session), Vec::new())
    })
}

/// The longest session of a role that does not say, and of any that is chained, in seconds.
const ONE_HOUR: u32 = 3_600;

/// Whether the session is asked for longer than it may last.
pub(super) fn session_duration(assumed: &AssumedRole, role: Option<&ReadRole>) -> Option<Answer> {
    let asked: u32 = assumed.duration.as_ref()?.value.as_deref()?.trim().parse().ok()?;
    let is_chained = assumed.via == AssumedVia::Chained;
    let of_role = role.map(|role| role.max_session_duration.unwrap_or(ONE_HOUR));
    let most = if is_chained { ONE_HOUR } else { of_role? };
    if asked <= most {
        return None;
    }
    let whose = if is_chained { "a chained session" } else { "a session of the role" };
    Some(Answer {
        verdict: RoadVerdict::Denied,
        cause: Some(codes::SESSION_DURATION),
        message: Some(format!("the step asks for {asked} seconds, and {whose} lasts {most} at most")),
        ..Answer::open(Some(RoadStage::Session), Vec::new())
    })
}
