//! The first stage: whether the job gets a token, and asks for the role under a name that STS takes.

use super::known::Known;
use super::report::{PullRequestHead, RoadStage, RoadVerdict};
use super::scenarios::Set;
use super::trust::Answer;
use crate::codes::{self, Code};
use crate::names::RoleSessionName;
use crate::premise::SourcePlace;
use crate::read::{AssumedRole, TokenAnswer, TokenReason, WorkflowJob};

/// What stops the job before it has a token, and where.
pub(super) fn request(job: &WorkflowJob, set: &Set, known: &Known<'_>) -> Option<(Answer, SourcePlace)> {
    let place = || job.id_token.place.clone().unwrap_or_else(|| job.place.clone());
    let none = |cause: &'static Code, message: &str| Answer {
        verdict: RoadVerdict::NoToken,
        cause: Some(cause),
        message: Some(message.to_owned()),
        ..Answer::open(Some(RoadStage::TokenRequest), Vec::new())
    };
    let nested =
        matches!(job.id_token.reason, TokenReason::StartupFailure | TokenReason::CalleeRequestsCallerSilent);
    match job.id_token.answer {
        TokenAnswer::No if nested => {
            let message = "the called workflow asks for `id-token: write`, which its caller does not allow: the run fails at the start";
            Some((none(codes::TOKEN_NESTED_PERMISSION, message), place()))
        }
        TokenAnswer::No => {
            let message = "the job has no `id-token: write`, so GitHub gives it no token";
            Some((none(codes::TOKEN_NO_PERMISSION, message), place()))
        }
        TokenAnswer::Unknown => {
            let answer = Answer {
                cause: nested.then_some(codes::TOKEN_NESTED_PERMISSION),
                ..Answer::open(Some(RoadStage::TokenRequest), job.id_token.needs.clone())
            };
            Some((answer, place()))
        }
        TokenAnswer::Yes if set.head == Some(PullRequestHead::Fork) => {
            let message =
                "a run for a fork's pull request gets no token that can write, and so no OIDC token";
            let trigger = job.triggers.iter().find(|trigger| trigger.event == "pull_request");
            let place = trigger.map_or_else(|| job.place.clone(), |trigger| trigger.place.clone());
            Some((none(codes::TOKEN_FORK_PR, message), place))
        }
        TokenAnswer::Yes => {
            let wants = known.keys.as_ref().is_some_and(|keys| keys.iter().any(|key| key == "environment"));
            if !wants || job.environment.is_some() {
                return None;
            }
            let message =
                "the subject is to name the environment, and the job has none: GitHub gives no token";
            let place = known.settings.map_or_else(|| job.place.clone(), |settings| settings.place.clone());
            Some((none(codes::TOKEN_ENV_CLAIM_MISSING, message), place))
        }
    }
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
