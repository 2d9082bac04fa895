//! What an answer rests on.

use super::model::ASSUMPTIONS;
use super::question::{LOOSE, Question};
use super::report::Ground;
use super::searches::Asked;
use super::world::{OwnerTemplate, SubjectForm};
use crate::aws::Need;
use crate::codes;
use crate::premise::{Finding, Grade, Premise};

pub(super) fn ground(asked: &Asked<'_>) -> Ground {
    let question = &asked.question;
    let mut unless: Vec<Need> = Vec::new();
    let mut add = |need: Need| {
        if !unless.contains(&need) {
            unless.push(need);
        }
    };
    for best in &asked.open {
        if let Some(doubt) = &best.doubt {
            let code = if doubt == LOOSE { codes::TEST_NOT_REGULAR } else { codes::SUBJECT_UNDOCUMENTED };
            add(Need { question: Some(code), ..Need::new(doubt.clone()) });
        }
        if best.template_open && best.token.is_none() {
            let message = "some template may give a subject that none of those tried gives: name the template in force under `include_claim_keys`";
            add(Need { question: Some(codes::TEMPLATE_OPEN), ..Need::new(message) });
        }
        if let Some(token) = &best.token {
            let options = token.options(question.options);
            for policy in &question.policies {
                policy.report(&token.claims, &options).needs.into_iter().for_each(&mut add);
            }
        }
    }
    let findings = asked
        .too_large
        .iter()
        .map(|message| Finding::new(codes::ANALYSIS_TOO_LARGE, message.clone()))
        .collect();
    Ground {
        unless,
        premises: premises(question),
        assumptions: assumptions(question),
        findings,
        cases: question.cases,
        states: question.states(),
    }
}

/// What the world leaves to be believed.
fn premises(question: &Question<'_>) -> Vec<Premise> {
    let world = &question.world;
    let assumed = |text: String| Premise::new(Grade::Assumed, text);
    let mut out = Vec::new();
    if question.owners_guessed {
        let logins =
            world.owners.iter().map(|owner| format!("`{}`", owner.login)).collect::<Vec<_>>().join(", ");
        let text = if logins.is_empty() {
            "nobody is known to be ours: everybody is an outsider".to_owned()
        } else {
            format!("ours are the owners that the policy names: {logins}")
        };
        out.push(assumed(text));
    }
    for owner in &world.owners {
        if let OwnerTemplate::Keys(keys) = &owner.template {
            let keys = match keys.as_deref() {
                None => "the default template".to_owned(),
                Some([]) => "an empty list of keys as its template".to_owned(),
                Some(keys) => format!("the template `{}`", keys.join("`, `")),
            };
            out.push(assumed(format!("every repository of `{}` has {keys}", owner.login)));
        }
    }
    if !world.undocumented {
        let text = "jobs of `pull_request_review` and its comments are left out: GitHub does not document their subject";
        out.push(assumed(text.to_owned()));
    }
    out
}

/// The rows of the model that every question, or this one, rests on.
fn assumptions(question: &Question<'_>) -> Vec<&'static str> {
    let asks = |claim: &str| question.claims().any(|known| known == claim);
    let world = &question.world;
    let used = |id: &str| match id {
        "ENVIRONMENTS"
        | "CONTEXT"
        | "SUBJECT"
        | "REFS"
        | "LOGINS"
        | "LOGIN_SPELLING"
        | "REPOSITORY_NAMES"
        | "KEYS"
        | "EQUALITY"
        | "MERGED_PULL_REQUEST" => true,
        "ACTORS" => asks("actor"),
        "WORKFLOW_FILES" | "DIRECT_WORKFLOWS" => asks("job_workflow_ref") || asks("workflow_ref"),
        "CALLED_WORKFLOWS" => asks("job_workflow_ref") && world.callable,
        "IDS" => {
            ["repository_id", "repository_owner_id", "actor_id", "enterprise_id"].iter().any(|id| asks(id))
                || world.owners.iter().any(|owner| owner.form != SubjectForm::Legacy)
        }
        "DEFAULT_BRANCH_EVENTS" => asks("event_name"),
        "STRANGERS" | "PROPERTIES" => world.strangers,
        "OUR_TEMPLATE" => world.owners.iter().any(|owner| owner.template != OwnerTemplate::Unknown),
        "ANY_AUDIENCE" => asks("aud"),
        "DOCUMENTED_EVENTS" => !world.undocumented,
        _ => false,
    };
    ASSUMPTIONS.iter().map(|one| one.id).filter(|id| used(id)).collect()
}
