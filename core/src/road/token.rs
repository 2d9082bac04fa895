//! The first stage: whether the job gets a token, and asks for the role under a name that STS takes.

use super::known::Known;
use super::report::{PullRequestHead, RoadStage, RoadVerdict};
use super::scenarios::{DEPENDABOT, Set};
use super::trust::Answer;
use crate::codes::{self, Code};
use crate::names::RoleSessionName;
use crate::premise::SourcePlace;
use crate::read::{AssumedRole, AssumedVia, ReadRole, TokenAnswer, TokenReason, WorkflowJob};

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
                ..Answer::open(Some(RoadStage::TokenRequest), job.id_token.needs.clone())
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
