//! `check_trust`, and the `TrustPolicy` handle.

mod options;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub(super) use options::*;

use super::answer::Size;
use super::document::Document;
use super::request::{Ask, Request};
use super::values::Claims;
use crate::aws::cost::within;
use crate::aws::{self, TrustReason, TrustReport, Verdict};
use crate::error::{Error, ErrorKind};
use crate::limits::{MAX_BATCH, MAX_BATCH_STEPS, MAX_STEPS};
use crate::premise::Finding;

/// Puts a token to a role's trust policy, as STS does for `AssumeRoleWithWebIdentity`.
///
/// "Allowed" means by the documents given; `not_examined` lists what was not. The token's signature is not part of the
/// input and nothing here verifies it. Source: IAM User Guide, "Policy evaluation logic" and "Create a role for
/// web identity or OpenID Connect federation".
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::contract) struct CheckTrustRequest {
    /// The trust policy, as JSON text or as an object.
    policy: Document,
    /// The claims of the token.
    claims: Claims,
    /// What is known besides.
    #[serde(default)]
    options: Option<TrustOptions>,
}

impl Request for CheckTrustRequest {
    type Response = TrustReport;

    fn run(self) -> Result<TrustReport, Error> {
        let policy = aws::TrustPolicy::read_from(self.policy.source())
            .map_err(|error| self.policy.fault(error, "/policy"))?;
        PolicyCheckRequest { claims: self.claims, options: self.options }.ask(&policy)
    }
}

/// Puts one token to a compiled trust policy.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::contract) struct PolicyCheckRequest {
    /// The claims of the token.
    claims: Claims,
    /// What is known besides.
    #[serde(default)]
    options: Option<TrustOptions>,
}

impl Ask<aws::TrustPolicy> for PolicyCheckRequest {
    type Response = TrustReport;

    fn ask(self, policy: &aws::TrustPolicy) -> Result<TrustReport, Error> {
        let options = self.options.unwrap_or_default().read(policy)?;
        let claims = self.claims.bounded().map_err(|error| error.under("claims"))?;
        policy.check(claims, &options)
    }
}

/// Puts many tokens to a compiled trust policy.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(in crate::contract) struct PolicyCheckManyRequest {
    /// The claims of each token.
    claims: Vec<Claims>,
    /// What is known besides, for all of them.
    #[serde(default)]
    options: Option<TrustOptions>,
    /// Whether each answer comes with its whole report; slower and larger.
    #[serde(default)]
    explain: Option<bool>,
}

/// The answers of `check_many`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TrustAnswers {
    /// One a token, in the order given.
    pub answers: Vec<TrustAnswer>,
}

/// A verdict in short.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TrustAnswer {
    /// Whether the documents given let the token in.
    pub verdict: Verdict,
    /// Why.
    pub reason: TrustReason,
    /// Misspelt names of claims, each reported at the first token that has it; all findings are in the report, where that was
    /// asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", serde(default))]
    pub findings: Vec<Finding>,
    /// The whole report, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<TrustReport>,
}

impl Ask<aws::TrustPolicy> for PolicyCheckManyRequest {
    type Response = TrustAnswers;

    fn ask(self, policy: &aws::TrustPolicy) -> Result<TrustAnswers, Error> {
        let options = self.options.unwrap_or_default().read(policy)?;
        let explain = self.explain.unwrap_or(false);
        if self.claims.len() > MAX_BATCH {
            let message = format!("the batch has {} tokens, at most {MAX_BATCH} are read", self.claims.len());
            return Err(Error::new(ErrorKind::TooLarge, message)
                .with_help("ask in several batches")
                .under("claims"));
        }
        let (mut steps, mut size, mut spelling) = (0_u64, Size::default(), Spelling::default());
        let answer = |(index, claims): (usize, &Claims)| {
            let at = |error: Error| error.under(index).under("claims");
            let claims = claims.bounded().map_err(at)?;
            let token = policy.prepare(claims, &options).map_err(at)?;
            let one = if explain { token.steps_of_report() } else { token.steps() };
            within(one, MAX_STEPS, "the evaluation").map_err(at)?;
            steps = steps.saturating_add(one);
            within(steps, MAX_BATCH_STEPS, "the batch up to here").map_err(at)?;
            if explain {
                let report = policy.check(claims, &options).map_err(at)?;
                let answer = TrustAnswer {
                    verdict: report.verdict,
                    reason: report.reason,
                    findings: Vec::new(),
                    report: Some(report),
                };
                size.add(&answer)?;
                return Ok(answer);
            }
            let decision = token.decide();
            let findings = spelling.findings(claims);
            Ok(TrustAnswer { verdict: decision.verdict, reason: decision.reason, findings, report: None })
        };
        Ok(TrustAnswers {
            answers: self.claims.iter().enumerate().map(answer).collect::<Result<_, Error>>()?,
        })
    }
}

/// How many names of claims a batch looks at for their spelling: more than GitHub's tokens have.
const MAX_NAMES: usize = 256;

/// The names of claims that a batch has examined: each is reported once.
#[derive(Default)]
struct Spelling(BTreeSet<String>);

impl Spelling {
    /// The findings about names that no token before this one had.
    fn findings(&mut self, claims: &crate::github::Claims) -> Vec<Finding> {
        let new: Vec<String> = claims
            .iter()
            .map(|(name, _)| name)
            .filter(|name| !self.0.contains(*name))
            .take(MAX_NAMES.saturating_sub(self.0.len()))
            .map(str::to_owned)
            .collect();
        if new.is_empty() {
            return Vec::new();
        }
        let found = claims.misspelt();
        let found = found.into_iter().filter(|one| one.about.as_ref().is_some_and(|name| new.contains(name)));
        let found = found.collect();
        self.0.extend(new);
        found
    }
}

#[cfg(test)]
mod tests {
    use crate::contract::Handle;

    #[test]
    fn a_misspelt_claim_of_a_batch_is_told_once() {
        let policy = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"Federated":
            "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
            "Action": "sts:AssumeRoleWithWebIdentity"}}"#;
        let handle = Handle::open("TrustPolicy", policy).unwrap();
        let token = r#"{"sub": "repo:o/r:environment:p", "enviroment": "p"}"#;
        let answer = handle.call("check_many", &format!(r#"{{"claims": [{token}, {token}]}}"#)).unwrap();
        assert_eq!(answer.matches("CLAIM_MISSPELT").count(), 1, "{answer}");
        assert!(answer.contains("write `environment` if that is meant"), "{answer}");
    }
}
