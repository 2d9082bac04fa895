//! Roads of jobs that are passed on to an action which is not given: the role that it may assume is a guess.

use super::images;
use super::known::Known;
use super::report::{Road, RoadScenario};
use super::scenarios::{self, Set};
use super::trust::{Answer, Door};
use super::{Told, dangers, label, merged};
use crate::premise::{Grade, Premise};
use crate::read::{AssumedRole, AssumedVia, ReadRole, ReadText, UnreadAction, WorkflowJob};

/// The road of a job to the only role of the documents that an identity provider opens.
pub(super) fn road(job: &WorkflowJob, action: &UnreadAction, known: &Known<'_>) -> Road {
    let role = only_role(known);
    let need = format!("the file `action.yml` of `{}`: which role does it assume?", action.uses);
    let told = |set: Set| Told::new(&set, Answer::open(None, vec![need.clone()]), Some(action.place.clone()));
    let scenarios: Vec<RoadScenario> = merged(scenarios::of_job(job, known).into_iter().map(told).collect());
    let images = match role {
        Some(role) => images::of(job, &assumed(action), Some(role), known),
        None => Vec::new(),
    };
    let door = role.and_then(|role| Door::of(role, None, known).ok().flatten());
    let premise = role.and_then(label).map(|label| {
        let text =
            format!("`{}` assumes `{label}`, the only role of the documents that trusts tokens", action.uses);
        Premise::new(Grade::Assumed, text)
    });
    Road {
        workflow: Some(job.workflow.clone()),
        job: Some(job.job.clone()),
        role: role.and_then(label),
        role_place: role.map(|role| role.place.clone()),
        scenarios,
        calls: Vec::new(),
        images,
        dangers: door.as_ref().map(dangers::of).unwrap_or_default(),
        changes: Vec::new(),
        assumed: premise.into_iter().collect(),
    }
}

/// The only role of the documents that an identity provider opens.
pub(super) fn only_role<'i>(known: &Known<'i>) -> Option<&'i ReadRole> {
    let mut roles = known.inventory.roles.iter().filter(|role| is_for_tokens(role));
    match (roles.next(), roles.next()) {
        (Some(role), None) => Some(role),
        _ => None,
    }
}

fn is_for_tokens(role: &ReadRole) -> bool {
    role.trust_policy.as_ref().is_some_and(|policy| policy.document.to_string().contains(":oidc-provider/"))
}

/// What the action is taken to ask for.
fn assumed(action: &UnreadAction) -> AssumedRole {
    let role = AssumedRole::new(ReadText::default(), AssumedVia::Oidc, action.place.clone());
    AssumedRole { action: Some(action.uses.clone()), ..role }
}
