//! What is wrong with the actions and resources of ECR in a policy, and with any resource's region.
//!
//! Source: AWS Service Authorization Reference, Amazon ECR and Amazon ECR Public.

use super::finding;
use crate::aws::pattern::wildcard::Pattern;
use crate::aws::policy::{ActionElement, Effect, Placed, PolicyKind, Statement};
use crate::codes::{self, Code};
use crate::knowledge::ecr::partition_of_region;
use crate::knowledge::ecr_actions::{LOGIN, On, PUBLIC_LOGIN, asked_on, near_action, some_action};
use crate::names::arn::parts;
use crate::premise::{Finding, SourcePlace};
use crate::text::quote;

/// Every finding about ECR in a statement.
pub(super) fn findings(kind: PolicyKind, statement: &Statement) -> Vec<Finding> {
    let mut out: Vec<Finding> = unknown_actions(&statement.action).collect();
    out.extend(granting_nothing(kind, statement));
    out.extend(resources(statement));
    out.extend(login(statement));
    out
}

/// Actions that ECR does not have. IAM stores them, and they match nothing.
fn unknown_actions(element: &Placed<ActionElement>) -> impl Iterator<Item = Finding> {
    element.value.written.iter().enumerate().filter_map(|(index, action)| {
        let (service, name) = action.split_once(':')?;
        let message = if name.contains(['*', '?']) {
            let pattern = Pattern::new(&name.to_ascii_lowercase());
            let some = some_action(action, |known| pattern.matches(&known.to_ascii_lowercase()))?;
            (!some).then(|| format!("no action of the service `{}` fits `{}`", quote(service), quote(action)))
        } else {
            let unknown = some_action(action, |_| true)? && asked_on(action).is_none();
            unknown.then(|| {
                let near = near_action(action);
                let note = near.map(|near| format!("; `{near}` is near")).unwrap_or_default();
                format!("the service `{}` has no action `{}`{note}", quote(service), quote(name))
            })
        }?;
        Some(at_action(element, index, codes::ACTION_UNKNOWN, message))
    })
}

/// A finding about one action of the element.
fn at_action(
    element: &Placed<ActionElement>,
    index: usize,
    code: &'static Code,
    message: impl Into<String>,
) -> Finding {
    let pointer =
        if element.value.listed { format!("{}/{index}", element.pointer) } else { element.pointer.clone() };
    let place = element.value.places.get(index).copied().unwrap_or(element.place);
    Finding::new(code, message).about(pointer.as_str()).place(SourcePlace::of(place, pointer))
}

/// Actions that a repository's policy cannot grant: those without a resource type, which only identity policies grant,
/// and creating the repository that the policy is attached to (Amazon ECR User Guide, "Private repository policies").
fn granting_nothing(kind: PolicyKind, statement: &Statement) -> impl Iterator<Item = Finding> {
    let element = &statement.action;
    let attached =
        kind == PolicyKind::Resource && statement.effect == Effect::Allow && !element.value.negated;
    element.value.written.iter().enumerate().filter(move |_| attached).filter_map(|(index, action)| {
        let login = [LOGIN, PUBLIC_LOGIN].iter().any(|login| login.eq_ignore_ascii_case(action));
        let creates =
            action.rsplit(':').next().is_some_and(|name| name.eq_ignore_ascii_case("CreateRepository"));
        let of_repository = statement.resource.is_none();
        let on = asked_on(action)?;
        let why = if login {
            "only an identity policy can allow logging in"
        } else if of_repository && on == On::Everything {
            "the action is not asked on a repository"
        } else if of_repository && creates {
            "a repository that has a policy exists already"
        } else {
            return None;
        };
        let message = format!("`{}` grants nothing in a policy of a resource: {why}", quote(action));
        Some(at_action(element, index, codes::ACTION_GRANTS_NOTHING, message))
    })
}

/// Resource ARNs that can match nothing.
fn resources(statement: &Statement) -> impl Iterator<Item = Finding> {
    let elements = statement.resource.iter();
    elements.flat_map(|element| {
        element.value.written.iter().filter_map(|text| {
            let effect = if element.value.negated { "leaves nothing out" } else { "matches nothing" };
            let shown = quote(text);
            let literal = |part: &str| !part.is_empty() && !part.contains(['*', '?', '$']);
            if let Some(service) = text.split(':').nth(2).filter(|part| partition_of_region(part).is_some()) {
                let only = if only_of_ecr(statement) { "; the actions are ECR's: write `ecr` before it" } else { "" };
                let message = format!(
                    "`{shown}` has the region `{}` where its service belongs, so it {effect}{only}",
                    quote(service)
                );
                return Some(finding(codes::RESOURCE_SERVICE, message, element));
            }
            let [_, partition, service, region, _, resource] = parts(text)?;
            let partition_there = partition_of_region(region).filter(|_| literal(region));
            let kind = resource.split('/').next().filter(|kind| literal(kind));
            let (code, message) = if let Some(there) = partition_there.filter(|there| literal(partition) && *there != partition) {
                let message = format!(
                    "`{shown}` is of the partition `{}`, and its region `{}` is in `{there}`, so it {effect}",
                    quote(partition),
                    quote(region)
                );
                (codes::RESOURCE_REGION, message)
            } else if service == "ecr-public" && literal(region) {
                let message = format!(
                    "`{shown}` has the region `{}`; ARNs of ECR Public have an empty region, so it {effect}",
                    quote(region)
                );
                (codes::ECR_RESOURCE_ARN, message)
            } else if service == "ecr" && region.is_empty() {
                (codes::ECR_RESOURCE_ARN, format!("`{shown}` has no region; ARNs of ECR have one, so it {effect}"))
            } else if service == "ecr-public" && kind.is_some_and(|kind| !matches!(kind, "repository" | "registry")) {
                let message = format!(
                    "`{shown}` names the resource type `{}`; those of ECR Public are `repository` and `registry`, so it {effect}",
                    quote(kind.unwrap_or_default())
                );
                (codes::ECR_RESOURCE_ARN, message)
            } else if only_of_ecr(statement) && literal(service) && !matches!(service, "ecr" | "ecr-public") {
                let message = format!(
                    "`{shown}` names the service `{}`, and the actions of the statement are ECR's, so it {effect}",
                    quote(service)
                );
                (codes::ECR_RESOURCE_ARN, message)
            } else {
                return None;
            };
            Some(finding(code, message, element))
        })
    })
}

/// Whether every action of the statement is one of ECR's or ECR Public's.
fn only_of_ecr(statement: &Statement) -> bool {
    let action = &statement.action.value;
    let of_ecr = |text: &String| {
        text.split_once(':').is_some_and(|(service, _)| {
            service.eq_ignore_ascii_case("ecr") || service.eq_ignore_ascii_case("ecr-public")
        })
    };
    !action.negated && action.written.iter().all(of_ecr)
}

/// Logging in to ECR, allowed on repositories: it has no resource type.
fn login(statement: &Statement) -> Option<Finding> {
    let resource = statement.resource.as_ref().filter(|_| statement.effect == Effect::Allow)?;
    let is_login =
        |action: &&String| [LOGIN, PUBLIC_LOGIN].iter().any(|login| login.eq_ignore_ascii_case(action));
    let named = statement.action.value.written.iter().find(is_login)?;
    let on_everything = resource.value.negated || resource.value.written.iter().any(|text| text == "*");
    (!statement.action.value.negated && !on_everything).then(|| {
        let message = format!("`{}` has no resource type, so it is allowed on `*` only", quote(named));
        finding(codes::ECR_LOGIN_RESOURCE, message, resource)
    })
}
