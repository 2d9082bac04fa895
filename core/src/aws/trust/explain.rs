//! The whole answer to "may this token take this role": the decision, and all that led to it.

use super::failures::failures;
use super::needs::needs;
use super::report::{Stage, TrustReport};
use super::statements::{self, Told, protected_branches};
use super::token::PreparedToken;
use super::{Decision, TrustOptions, TrustPolicy, cases, resource_control};
use crate::aws::layer::{Layer, NotExamined};
use crate::aws::lint;
use crate::aws::logic::Verdict;
use crate::aws::trace::{Lack, Trace, once};
use crate::codes;
use crate::github::Claims;
use crate::knowledge::quotas::QuotaOf;
use crate::premise::{Finding, Grade, Premise};
use crate::text::quote;

pub(super) fn explain(
    policy: &TrustPolicy,
    token: &PreparedToken,
    claims: &Claims,
    options: &TrustOptions,
) -> TrustReport {
    let Decision { verdict, reason } = policy.decide(token);
    let mut trace = Trace::default();
    let mut told = Told::default();
    let mut irrelevant = None;
    if let Some(request) = token.requests.first() {
        let first = policy.through(token, request, Some(&mut trace));
        told = statements::told(token, request, &trace);
        irrelevant = irrelevant_keys(policy, token, first.verdict, verdict);
    }
    let Told { statements, premises, mut findings } = told;
    findings.extend(self::findings(policy, claims));
    findings.extend(claims.findings());
    let failures = match verdict {
        Verdict::Denied => failures(policy, token, &statements, irrelevant.as_deref()),
        _ => Vec::new(),
    };
    let needs = match verdict {
        Verdict::Undetermined => needs(policy, token, claims, options, &with_resource_control(trace, token)),
        _ => Vec::new(),
    };
    let mut premises: Vec<Premise> = token.premises.iter().cloned().chain(premises).collect();
    if verdict == Verdict::Allowed {
        premises.extend(irrelevant.map(|keys| {
            Premise::new(Grade::Inferred, format!("whatever {keys} may be, the policy lets this token in"))
        }));
        premises.extend(protected_branches(&statements));
    }
    TrustReport {
        verdict,
        stage: stage(policy, token, verdict),
        reason,
        failures,
        needs,
        premises,
        findings,
        not_examined: not_examined(options),
        statements,
    }
}

/// The unknown keys that make no difference, in words: where the verdict is settled although the evaluation through the
/// first provider, by itself, is not.
fn irrelevant_keys(
    policy: &TrustPolicy,
    token: &PreparedToken,
    first: Verdict,
    verdict: Verdict,
) -> Option<String> {
    if first != Verdict::Undetermined || verdict == Verdict::Undetermined {
        return None;
    }
    let (_, keys) = cases::decide(policy, token, token.requests.first()?)?;
    let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", quote(key))).collect();
    Some(keys.join(" and "))
}

/// What the open statements depend on, those of resource control policies last.
fn with_resource_control<'e>(mut trace: Trace<'e>, token: &'e PreparedToken) -> Vec<Lack<'e>> {
    if let Some(request) = token.requests.first() {
        resource_control(token, &token.rcp, token.role.as_deref(), request, Some(&mut trace));
    }
    once(trace.lacks())
}

/// Where it is decided.
fn stage(policy: &TrustPolicy, token: &PreparedToken, verdict: Verdict) -> Option<Stage> {
    match verdict {
        Verdict::Allowed => None,
        _ if token.is_rejected() => Some(Stage::Provider),
        // The policies let it in, so that it depends on whether STS accepts it.
        Verdict::Undetermined if policy.by_policies(token).verdict == Verdict::Allowed => {
            Some(Stage::Provider)
        }
        _ => Some(Stage::TrustPolicy),
    }
}

fn not_examined(options: &TrustOptions) -> Vec<NotExamined> {
    let rcp = (options.rcp == Layer::Omitted).then_some(NotExamined::Rcp);
    rcp.into_iter().chain([NotExamined::RolePermissions]).collect()
}

/// What the response of STS holds of a subject.
const SUBJECT_IN_RESPONSE: usize = 255;

/// What is worth knowing of policy and claims.
fn findings(policy: &TrustPolicy, claims: &Claims) -> Vec<Finding> {
    let mut out = Vec::new();
    let length = claims.text("sub").map_or(0, |sub| sub.chars().count());
    if length > SUBJECT_IN_RESPONSE {
        let message = format!(
            "the subject has {length} characters; the response of STS holds {SUBJECT_IN_RESPONSE}, and what becomes of a \
             longer one is not documented"
        );
        out.push(Finding::new(codes::SUBJECT_LONG, message).about("sub"));
    }
    let quota = QuotaOf::Trust.quota();
    let size = quota.counted(policy.document.length);
    if size > quota.usual {
        let message = format!(
            "the policy has {size} characters without white space; unless its quota was raised an account stores {}",
            quota.usual
        );
        out.push(Finding::new(codes::POLICY_LONG, message).about(String::new()));
    }
    out.extend(lint::findings(&policy.document));
    out
}
