//! What ECR asks of the policies of its repositories and registries.

use super::{CreateOutcome, CreateReason, StoredAs, Verdicts};
use crate::aws::policy::{ActionElement, Placed, Principal, Statement};
use crate::codes;
use crate::knowledge::ecr_actions::{REGISTRY_SCOPE_SOURCE, REGISTRY_V1, RegistryScope};
use crate::premise::{Grade, Premise};
use crate::text::quote;

const PRINCIPAL_SOURCE: &str = "hashicorp/terraform-provider-aws#3924";
const RESOURCE_SEEN: &str = "awsdocs/amazon-ecr-user-guide#20, aws/aws-cdk#24314, #24401";
const RESOURCE_PRINTED: &str = "Amazon ECR User Guide, Private repository policy examples; \
    aws-samples/data-perimeter-policy-examples, ecr_repository_policy.json";
const V1_SOURCE: &str = "Amazon ECR User Guide, Private registry permissions; \
    AWS re:Post, QUotxPDrRVT2ikDhEV92zQwA";

/// The checks of one statement.
pub(super) fn check(
    statement: &Statement,
    stored_as: StoredAs,
    scope: Option<RegistryScope>,
    out: &mut Verdicts,
) {
    principals(statement, out);
    match stored_as {
        StoredAs::EcrRepository => no_resource(statement, out),
        StoredAs::EcrRegistry => {
            resource(statement, out);
            actions(&statement.action, scope, out);
        }
        _ => {}
    }
}

/// Principals as ECR takes them: it was seen to refuse what IAM's page does not allow either.
fn principals(statement: &Statement, out: &mut Verdicts) {
    let Some(element) = &statement.principal else { return };
    let principals = &element.value.principals;
    let foreign = |one: &Principal| matches!(one, Principal::Federated(_) | Principal::Canonical(_));
    if principals.iter().any(foreign) {
        let message = "ECR's policies are documented for principals under `AWS` and `Service` and for `*`";
        let outcome = CreateOutcome::Undetermined;
        out.reasons.push(CreateReason::at(element, outcome, codes::PRINCIPAL_INVALID, message));
    }
    for (text, why) in principals.iter().filter(|one| !foreign(one)).filter_map(Principal::fault) {
        let whole = text.strip_suffix(":*").filter(|_| text.contains(":iam::"));
        let help = whole
            .map(|arn| format!("; write `{}:root` for the whole account", quote(arn)))
            .unwrap_or_default();
        let message = format!("`{}` is not a principal: {why}{help}", quote(text));
        out.reasons.push(CreateReason::at(
            element,
            CreateOutcome::Rejected,
            codes::PRINCIPAL_INVALID,
            message,
        ));
        let text =
            "ECR refuses a policy whose principal is not an account, a user, a role, a session or a service";
        out.premise(Premise {
            date: Some("2018"),
            ..Premise::sourced(Grade::Observed, text, PRINCIPAL_SOURCE)
        });
    }
}

/// A repository's policy speaks of the repository it is attached to.
fn no_resource(statement: &Statement, out: &mut Verdicts) {
    let Some(element) = &statement.resource else { return };
    let seen =
        "ECR refused repository policies that have a `Resource`, with `Invalid repository policy provided`";
    let seen =
        Premise { date: Some("2019–2023"), ..Premise::sourced(Grade::Observed, seen, RESOURCE_SEEN) };
    out.premise(seen);
    let everything = !element.value.negated && element.value.written.iter().all(|text| text == "*");
    let (outcome, message) = if everything {
        let text = "AWS's page prints repository policies with `\"Resource\": \"*\"`";
        out.premise(Premise {
            date: Some("2026-11"),
            ..Premise::sourced(Grade::Documented, text, RESOURCE_PRINTED)
        });
        (
            CreateOutcome::Undetermined,
            "a repository policy with `\"Resource\": \"*\"` was seen to be refused from 2019 to 2023, and AWS's page prints \
             such policies today; without `Resource` it means the same",
        )
    } else {
        (
            CreateOutcome::Rejected,
            "a repository policy names no resource: it speaks of the repository it is attached to; leave `Resource` out, or \
             store the policy as the registry's",
        )
    };
    out.reasons.push(CreateReason::at(element, outcome, codes::RESOURCE_MISPLACED, message));
}

/// A registry's policy says which repositories it is about.
fn resource(statement: &Statement, out: &mut Verdicts) {
    if statement.resource.is_some() {
        return;
    }
    out.reasons.push(CreateReason {
        outcome: CreateOutcome::Rejected,
        code: codes::RESOURCE_MISPLACED,
        message: "a statement of a registry policy has no `Resource`; a repository's policy has none"
            .to_owned(),
        pointer: Some(statement.pointer().to_owned()),
        line: statement.line(),
    });
}

/// The first scope takes three actions; the second, the default, takes all.
fn actions(element: &Placed<ActionElement>, scope: Option<RegistryScope>, out: &mut Verdicts) {
    let action = &element.value;
    let of_first = |text: &String| REGISTRY_V1.iter().any(|known| known.eq_ignore_ascii_case(text));
    let everything = |text: &String| text.eq_ignore_ascii_case("ecr:*");
    let beyond = action.written.iter().enumerate().find(|(_, text)| !of_first(text) && !everything(text));
    let Some((index, text)) = beyond else { return };
    match scope {
        Some(RegistryScope::V2) => {}
        None => {
            let text = "the registry's policy has scope V2, the default, which takes every action";
            out.premise(Premise::sourced(Grade::Assumed, text, REGISTRY_SCOPE_SOURCE));
        }
        Some(RegistryScope::V1) => {
            let open = action.negated || text.contains(['*', '?']);
            let outcome = if open { CreateOutcome::Undetermined } else { CreateOutcome::Rejected };
            let message = format!(
                "under scope V1 a registry's policy takes the actions {} only, and `ecr:*`: `{}`{}",
                REGISTRY_V1.map(|action| format!("`{action}`")).join(", "),
                quote(text),
                if open { " is not documented" } else { "" }
            );
            let pointer =
                if action.listed { format!("{}/{index}", element.pointer) } else { element.pointer.clone() };
            let place = action.places.get(index).copied().unwrap_or(element.place);
            out.reasons.push(CreateReason {
                outcome,
                code: codes::ACTION_NOT_ALLOWED,
                message,
                pointer: Some(pointer),
                line: place.map(|place| place.line),
            });
            let text = "a registry whose policy has scope V1 refuses other actions";
            out.premise(Premise::sourced(Grade::Observed, text, V1_SOURCE));
        }
    }
}
