//! A policy taken apart, for who asks it about many tokens at once.

use super::token::PreparedToken;
use super::{ASSUME, Anyone, TrustOptions, TrustPolicy, WebIdentity};
use crate::aws::condition::context::RequestContext;
use crate::aws::condition::{Outcome, Test, Why};
use crate::aws::evaluate::{self, Caller};
use crate::aws::layer::{Layer, PolicyText};
use crate::aws::logic::Tri;
use crate::aws::policy::{Action, Effect, Placed, Statement};
use crate::aws::request::{Request, Target};
use crate::github::Claims;
use crate::knowledge::questions::Question;

/// The role, asked through one identity provider by tokens that have the same keys.
#[derive(Debug)]
pub(crate) struct ProviderRules<'p> {
    /// What a request holds besides the claims, and which claims it holds.
    pub(crate) context: RequestContext,
    /// The statements that may decide.
    pub(crate) rules: Vec<Rule<'p>>,
}

/// A statement of the trust policy or of a resource control policy.
#[derive(Debug)]
pub(crate) struct Rule<'p> {
    pub(crate) effect: Effect,
    /// Principal, action and resource together.
    pub(crate) head: Tri,
    /// What leaves them open.
    pub(crate) question: Option<&'static Question>,
    pub(crate) tests: Vec<&'p Placed<Test>>,
}

impl TrustPolicy {
    /// The policy as tokens like this one meet it: a part for each provider that they may come through, none where STS
    /// turns them away.
    pub(crate) fn rules_by_provider<'p>(
        &'p self,
        claims: &Claims,
        options: &'p TrustOptions,
    ) -> (Vec<ProviderRules<'p>>, PreparedToken) {
        let token = self.ready(claims, options);
        if token.is_rejected() {
            return (Vec::new(), token);
        }
        let provider = |request: &super::token::ProviderRequest| {
            let caller = WebIdentity { provider: &request.provider };
            let own = self.document.statements.iter();
            let mut rules: Vec<Rule<'p>> = own.map(|statement| rule(statement, &caller, None)).collect();
            let target =
                options.role_arn.as_ref().map_or(Target::UnknownRole, |arn| Target::Named(arn.as_str()));
            for policy in options.rcp.documents() {
                let statements = policy.document.statements.iter();
                rules.extend(
                    statements
                        .filter(|statement| statement.effect == Effect::Deny)
                        .map(|statement| rule(statement, &Anyone, Some((target, &request.context)))),
                );
            }
            ProviderRules { context: request.context.clone(), rules }
        };
        (token.requests.iter().map(provider).collect(), token)
    }

    /// The identity providers that the policy names, by their ARNs.
    pub(crate) fn federated(&self) -> impl Iterator<Item = &str> {
        let elements = self.document.statements.iter().filter_map(|statement| statement.principal.as_ref());
        elements.flat_map(|element| &element.value.principals).filter_map(|principal| match principal {
            super::Principal::Federated(arn) => Some(arn.as_str()),
            _ => None,
        })
    }

    /// Whether some test looks at a claim, by its lower-case name.
    pub(crate) fn tests_claim(&self, claim: &str) -> bool {
        let is_on = |key: &str| key.strip_suffix(claim).is_some_and(|rest| rest.ends_with(':'));
        self.document.tests().any(|test| is_on(&test.key.lower))
    }

    /// The values of its tests on this claim, as written.
    pub(crate) fn values_of<'p>(&'p self, claim: &str) -> impl Iterator<Item = &'p str> {
        let suffix = format!(":{claim}");
        let tests = self.document.tests().filter(move |test| test.key.lower.ends_with(&suffix));
        tests.flat_map(|test| &test.written).map(String::as_str)
    }

    /// The patterns of its Allow statements on this claim, of operators that compare text; as written.
    pub(crate) fn patterns_of<'p>(&'p self, claim: &str) -> impl Iterator<Item = &'p str> {
        let suffix = format!(":{claim}");
        let allowing = self.document.statements.iter().filter(|statement| statement.effect == Effect::Allow);
        let tests = allowing.flat_map(|statement| &statement.conditions).map(|placed| &placed.value);
        let like = move |test: &&Test| {
            !test.operator.negated
                && test.operator.comparison == crate::aws::Comparison::StringLike
                && test.key.lower.ends_with(&suffix)
        };
        tests.filter(like).flat_map(|test| &test.written).map(String::as_str)
    }
}

#[cfg(feature = "make")]
impl PolicyText {
    /// Whether it denies that anybody takes a role by this action of STS, with a request that has these keys and no other.
    pub(crate) fn denies<'k>(
        &self,
        action: &'static str,
        keys: impl IntoIterator<Item = (&'k str, Vec<String>)>,
    ) -> Tri {
        let action = Action::known("sts", action);
        let context = RequestContext::closed(keys);
        let request = Request { action: &action, resource: Target::UnknownRole, context: &context };
        evaluate::document(&self.document, &Anyone, request, None).deny
    }
}

impl TrustOptions {
    /// Whether resource control policies are in force that are not known.
    pub(crate) fn rcp_unknown(&self) -> bool {
        self.rcp == Layer::Unknown
    }
}

fn rule<'p>(
    statement: &'p Statement,
    caller: &impl Caller,
    target: Option<(Target<'_>, &RequestContext)>,
) -> Rule<'p> {
    let (mut head, mut question) = (Tri::Yes, None);
    if let Some(principal) = &statement.principal {
        (head, question) = caller.covered_by(&principal.value, statement.effect);
    }
    head = head.and(Tri::from(statement.action.value.covers(&ASSUME)));
    if let (Some(element), Some((target, context))) = (&statement.resource, target) {
        let covered: Outcome<'_> = match target {
            Target::Itself => Outcome::compared(Tri::Yes),
            Target::Named(resource) => element.value.covers(resource, context),
            Target::UnknownRole => element.value.covers_unknown(),
        };
        if let Why::Open(open) = covered.why {
            question = Some(open);
        }
        head = head.and(covered.result);
    }
    Rule { effect: statement.effect, head, question, tests: statement.conditions.iter().collect() }
}
