//! What is asked of AWS.

use super::principal::AccessPrincipal;
use crate::aws::condition::context::{Alternative, RequestContext};
use crate::aws::layer::PolicyText;
use crate::aws::policy::Action;
use crate::aws::request::{Request, Target};
use crate::codes;
use crate::error::Error;
use crate::knowledge::ecr_actions::{
    ECR_ACTIONS_SOURCE, LOGIN, REGISTRY_V1, RegistryScope, is_known, near_action, on_everything,
};
use crate::knowledge::own_policies::{self, OwnPolicy};
use crate::names::arn::{Arn, is_account};
use crate::premise::{Finding, Grade, Premise};
use crate::text::quote;

/// A request to AWS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRequest {
    pub(super) principal: Option<AccessPrincipal>,
    pub(super) action: Action,
    pub(super) action_text: String,
    /// The resource's ARN; `None` for an action without resource types, which is asked for on `*`.
    pub(super) resource: Option<Arn>,
    /// What the caller says of condition keys: `None` for one that the request lacks.
    pub(super) given: Vec<(String, Alternative)>,
    pub(super) premises: Vec<Premise>,
}

impl AccessRequest {
    /// A request. `resource` is an ARN or `*`, which an ECR action without a resource type is asked on in any case.
    ///
    /// `context` gives values for condition keys, `None` for a key that the request lacks. What it does not name follows
    /// from principal, resource and action where it can, and is missing or not known otherwise, by AWS's pages.
    ///
    /// # Errors
    /// `ARN_INVALID` or `INVALID_VALUE`, with the field as its path.
    pub fn new<'k>(
        principal: Option<AccessPrincipal>,
        action: &str,
        resource: &str,
        context: impl IntoIterator<Item = (&'k str, Option<Vec<String>>)>,
    ) -> Result<AccessRequest, Error> {
        let resource_arn = match resource {
            "*" => None,
            text => Some(text.parse::<Arn>().map_err(|error| error.under("resource"))?),
        };
        let mut premises = Vec::new();
        let resource_arn = resource_arn.filter(|_| {
            let on_everything = on_everything(action);
            if on_everything {
                let text = format!("`{}` has no resource type, so it is asked on `*`", quote(action));
                premises.push(Premise::sourced(Grade::Documented, text, ECR_ACTIONS_SOURCE));
            }
            !on_everything
        });
        let given: Vec<(String, Alternative)> =
            context.into_iter().map(|(key, values)| (key.to_owned(), values)).collect();
        if !given.iter().any(|(key, _)| key.eq_ignore_ascii_case("aws:PrincipalArn")) {
            premises.extend(principal.as_ref().and_then(AccessPrincipal::path_of_role));
        }
        Ok(AccessRequest {
            principal,
            action: Action::parse(action).map_err(|error| error.under("action"))?,
            action_text: action.to_owned(),
            resource: resource_arn,
            given,
            premises,
        })
    }

    /// The same request, with this for a key instead of what it was.
    pub(super) fn with(&self, key: &str, values: Alternative) -> AccessRequest {
        let mut request = self.clone();
        request.given.retain(|(known, _)| !known.eq_ignore_ascii_case(key));
        request.given.push((key.to_owned(), values));
        request
    }

    /// As a statement is tested against it.
    pub(super) fn to<'r>(&'r self, context: &'r RequestContext) -> Request<'r> {
        let resource = Target::Named(self.resource.as_ref().map_or("*", Arn::as_str));
        Request { action: &self.action, resource, context }
    }

    /// The action and what it is asked on, as messages show them.
    pub(super) fn asked(&self) -> String {
        let resource = self.resource.as_ref().map_or("*", Arn::as_str);
        format!("`{}` on `{}`", quote(&self.action_text), quote(resource))
    }

    /// What is worth a warning in the request itself.
    pub(super) fn findings(&self) -> impl Iterator<Item = Finding> {
        let unknown = self.is_of_ecr() && !is_known(&self.action_text);
        let unknown = unknown.then(|| {
            let near = near_action(&self.action_text);
            let near = near.map(|name| format!("; the nearest is `{name}`")).unwrap_or_default();
            let message = format!("ECR is not known to have an action `{}`{near}", quote(&self.action_text));
            Finding::new(codes::ACTION_UNKNOWN, message).about("/request/action")
        });
        let foreign = self.resource.as_ref().filter(|arn| {
            let repository = arn.service() == "ecr"
                && is_account(arn.account())
                && !arn.region().is_empty()
                && arn.resource().strip_prefix("repository/").is_some_and(|name| !name.contains(['*', '?']));
            self.is_of_ecr() && !repository
        });
        let foreign = foreign.map(|arn| {
            let message =
                format!("`{}` is not a repository of ECR's, which the action is for", quote(arn.as_str()));
            Finding::new(codes::RESOURCE_UNKNOWN, message).about("/request/resource")
        });
        unknown.into_iter().chain(foreign)
    }

    /// What an action that no table has is taken for.
    pub(super) fn unknown_action(&self) -> Option<Premise> {
        if !self.is_of_ecr() || is_known(&self.action_text) {
            return None;
        }
        let on = if self.resource.is_some() { "a repository" } else { "every resource" };
        let text = format!("`{}` is taken for an action on {on}", quote(&self.action_text));
        Some(Premise::sourced(Grade::Assumed, text, ECR_ACTIONS_SOURCE))
    }

    /// The partitions of principal and resource, where these differ: nothing reaches from one into another (IAM User
    /// Guide, "Identify AWS resources with Amazon Resource Names").
    pub(super) fn partitions_apart(&self) -> Option<(&str, &str)> {
        let own = self.principal.as_ref()?.partition()?;
        let there = self.resource.as_ref()?.partition();
        (own != there).then_some((own, there))
    }

    /// The policies of ECR's repositories and of roles speak of what they are attached to; those of other services
    /// name it, and are not stored without (Amazon ECR User Guide, "Private repository policies"; IAM User Guide,
    /// "Grammar of the IAM JSON policy language").
    pub(super) fn resource_may_go_unnamed(&self) -> bool {
        let is_role = |arn: &Arn| arn.service() == "iam" && arn.resource().starts_with("role/");
        self.resource.as_ref().is_none_or(|arn| matches!(arn.service(), "ecr" | "ecr-public") || is_role(arn))
    }

    pub(super) fn is_of_ecr(&self) -> bool {
        self.action.service() == "ecr"
    }

    /// Whether it asks for the token that logs in to ECR.
    pub(super) fn is_login(&self) -> bool {
        LOGIN.eq_ignore_ascii_case(&self.action_text)
    }

    /// Whose policies have a say beside the principal's own.
    pub(super) fn reach(&self) -> Reach {
        match &self.resource {
            Some(_) => Reach::Resource,
            None if !self.is_of_ecr() || self.is_login() => Reach::Nothing,
            None if on_everything(&self.action_text) => Reach::Registry,
            None => Reach::Resource,
        }
    }

    /// Whether a policy of the resource is enforced.
    pub(super) fn enforces(&self, policy: &PolicyText, scope: Option<RegistryScope>) -> bool {
        if policy.of_registry {
            self.is_of_ecr() && (scope != Some(RegistryScope::V1) || self.is_of_first_scope())
        } else {
            self.reach() == Reach::Resource
        }
    }

    /// Whether a registry policy of the first scope is enforced for the action.
    pub(super) fn is_of_first_scope(&self) -> bool {
        REGISTRY_V1.iter().any(|action| action.eq_ignore_ascii_case(&self.action_text))
    }

    /// Whether principal and resource are in one account. An action on `*` is asked of the caller's own account.
    pub(super) fn one_account(&self) -> bool {
        match (self.principal.as_ref().and_then(AccessPrincipal::account), &self.resource) {
            (Some(own), Some(resource)) => own == resource.account() || resource.account().is_empty(),
            _ => true,
        }
    }

    /// The resource's own policy, where nothing but it opens the resource.
    pub(super) fn own_policy(&self) -> Option<&'static OwnPolicy<'static>> {
        let arn = self.resource.as_ref()?;
        own_policies::rows().iter().find(|row| {
            self.action.service() == row.calls
                && arn.service() == row.service
                && arn.resource().starts_with(row.starts)
        })
    }

    /// Whether the identity policies of the principal have no say without the resource's: those of an AWS service, which
    /// has none, and for resources that only their own policy opens.
    pub(super) fn needs_own_policy(&self) -> bool {
        self.own_policy().is_some() || self.principal.as_ref().is_some_and(AccessPrincipal::is_service)
    }
}

/// How far a request reaches beyond its principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// An action without a resource type: no policy of a resource, and no resource control policy, has a say.
    Nothing,
    /// An action on an ECR registry as a whole: the registry's policy has one.
    Registry,
    /// An action on a resource, or on every one of a kind.
    Resource,
}
