//! Roads of what was observed: a token, or a call that CloudTrail recorded. There is one scenario and no job.

use super::dangers;
use super::known::Known;
use super::report::{Road, RoadScenario, RoadVerdict};
use super::trust::Door;
use super::{label, roles, runs};
use crate::analysis::Class;
use crate::aws::ClaimsScope;
use crate::codes;
use crate::github::Claims;
use crate::premise::Finding;
use crate::read::{ReadEvent, ReadRole, ReadToken};

/// The road of a token, to the only role of the documents.
pub(super) fn of_token(token: &ReadToken, known: &Known<'_>) -> Option<Road> {
    let [role] = known.inventory.roles.as_slice() else { return None };
    road(&token.claims, ClaimsScope::Token, role, None, known)
}

/// The road of an event, and whether the documents contradict it.
pub(super) fn of_event(event: &ReadEvent, known: &Known<'_>) -> (Option<Road>, Option<Finding>) {
    let Some(asked) = &event.role else { return (None, None) };
    let Some(role) = roles::named(asked, known.inventory) else { return (None, None) };
    let found = road(&event.claims, ClaimsScope::Partial, role, Some(asked), known);
    let verdict = found.as_ref().and_then(|road| road.scenarios.first()).map(|scenario| scenario.verdict);
    let succeeded = event.outcome == "success";
    let message = match verdict {
        Some(RoadVerdict::Allowed) if !succeeded => {
            "AWS denied what these documents allow: the account has another trust policy than the documents, or a layer that is not here"
        }
        Some(RoadVerdict::Denied) if succeeded => {
            "AWS allowed what these documents deny: the account has another trust policy than the documents"
        }
        _ => return (found, None),
    };
    let time = event.time.as_ref().map(|time| format!("{time}: ")).unwrap_or_default();
    let finding = Finding::new(codes::EVENT_CONTRADICTS_FILES, format!("{time}{message}"));
    (found, Some(finding.place(event.place.clone())))
}

fn road(
    claims: &Claims,
    scope: ClaimsScope,
    role: &ReadRole,
    asked: Option<&str>,
    known: &Known<'_>,
) -> Option<Road> {
    let door = Door::of(role, asked, known).ok()??;
    let answer = door.one(claims, scope);
    let place = answer.stage.map(|_| door.place(answer.pointer.as_deref().unwrap_or("")));
    // Of a token the audience is told by the role; of an event it is part of what was seen.
    let names: &[&str] = if scope == ClaimsScope::Token { &["sub"] } else { &["sub", "aud"] };
    let shown = names.iter().copied().filter_map(|name| Some((name, claims.text(name)?)));
    let behind = door.behind(&answer);
    let tokens = Class::new(shown);
    let scenario = RoadScenario {
        runs: runs::of(&tokens, None),
        tokens,
        head: None,
        verdict: answer.verdict,
        stage: answer.stage,
        cause: answer.cause,
        message: answer.message,
        place,
        alignment: answer.alignment.0,
        behind,
        needs: answer.needs,
    };
    Some(Road {
        workflow: None,
        job: None,
        role: label(role),
        role_place: Some(role.place.clone()),
        scenarios: vec![scenario],
        calls: Vec::new(),
        images: Vec::new(),
        dangers: dangers::of(&door),
        changes: Vec::new(),
        assumed: Vec::new(),
    })
}
