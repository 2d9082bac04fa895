//! Identity-provider controls: what a trust policy must test to trust a provider that many tenants share.
//!
//! Source: IAM User Guide, "Identity-provider controls for shared OIDC providers"; the message of `CreateRole` as
//! published, and what it was seen to store, both of 2026-08-31.

use super::{CreateOutcome, CreateReason, Verdicts};
use crate::aws::condition::{Comparison, Quantifier, Test};
use crate::aws::policy::{Effect, Placed, Principal, Statement};
use crate::codes;
use crate::knowledge::identity_providers::{FIRST_VALUE_SOURCE, SharedProvider, WORKFLOW_KEY_SOURCE, rows};
use crate::premise::{Grade, Premise};
use crate::text::quote;

/// The controls, for one statement.
pub(super) fn check(statement: &Statement, out: &mut Verdicts) {
    let Some(principal) = statement.principal.as_ref().filter(|_| statement.effect == Effect::Allow) else {
        return;
    };
    for federated in &principal.value.principals {
        let Principal::Federated(name) = federated else { continue };
        let provider = name.split_once(":oidc-provider/").map_or(name.as_str(), |(_, provider)| provider);
        let Some(row) = rows().iter().find(|row| row.is(provider)) else { continue };
        let keys = row.keys(provider);
        let is_one =
            |test: &&Placed<Test>| keys.iter().any(|key| key.eq_ignore_ascii_case(&test.value.key.lower));
        let tests = statement.conditions.iter().filter(is_one);
        let found = tests.map(|test| (scoped(&test.value), test)).max_by_key(|(scoped, _)| scoped.rank());
        let shared = quote(provider);
        let names: Vec<String> = keys.iter().map(|key| format!("`{}`", quote(key))).collect();
        let names = names.join(" or ");
        let (outcome, message) = match found {
            Some((Scoped::Yes, test)) => {
                out.premises.extend(observed(test, keys.first()));
                continue;
            }
            Some((Scoped::Open(why), _)) => (CreateOutcome::Undetermined, format!("{why}, for {names}")),
            Some((Scoped::AnyValue, _)) => (
                CreateOutcome::Rejected,
                format!("to trust `{shared}` the first value of {names} must be more than wildcards"),
            ),
            Some((Scoped::OtherOperator, _)) | None => (
                CreateOutcome::Rejected,
                format!(
                    "to trust `{shared}` a statement must test {names}, with `StringEquals`, `StringLike` or \
                     `StringEqualsIgnoreCase`"
                ),
            ),
        };
        out.reasons.push(CreateReason::at(principal, outcome, codes::CREATE_GUARD_REJECT, message));
    }
}

impl SharedProvider<'_> {
    fn is(&self, provider: &str) -> bool {
        let below = provider.strip_prefix(self.provider).is_some_and(|rest| rest.starts_with('/'));
        provider == self.provider || (self.and_below && below)
    }

    /// The condition keys of which one must be tested.
    fn keys(&self, provider: &str) -> Vec<String> {
        let key =
            |key: &&str| if key.contains(':') { (*key).to_owned() } else { format!("{provider}:{key}") };
        self.keys.iter().map(key).collect()
    }
}

/// What an accepted test owes to observation: that only the first value counts, or that another key than the
/// documented one does.
fn observed(test: &Placed<Test>, documented: Option<&String>) -> Vec<Premise> {
    let seen = |text: &'static str, source| Premise {
        date: Some("2026-08-31"),
        ..Premise::sourced(Grade::Observed, text, source)
    };
    let mut out = Vec::new();
    if documented.is_some_and(|key| !key.eq_ignore_ascii_case(&test.value.key.lower)) {
        let text = "a test of `job_workflow_ref` meets the controls as one of `sub` does";
        out.push(seen(text, WORKFLOW_KEY_SOURCE));
    }
    if test.value.written.iter().skip(1).any(|value| any_value(test.value.operator.comparison, value)) {
        let text = "IAM looks only at the first value of a list";
        out.push(seen(text, FIRST_VALUE_SOURCE));
    }
    out
}

/// Whether a test counts as evaluating its key.
enum Scoped {
    OtherOperator,
    AnyValue,
    Open(&'static str),
    Yes,
}

impl Scoped {
    fn rank(&self) -> u8 {
        match self {
            Scoped::OtherOperator => 0,
            Scoped::AnyValue => 1,
            Scoped::Open(_) => 2,
            Scoped::Yes => 3,
        }
    }
}

fn scoped(test: &Test) -> Scoped {
    let operator = test.operator;
    let named = matches!(
        operator.comparison,
        Comparison::StringEquals | Comparison::StringEqualsIgnoreCase | Comparison::StringLike
    );
    if !named || operator.negated {
        return Scoped::OtherOperator;
    }
    match test.written.first() {
        None => Scoped::Open("AWS does not document whether an empty list of values counts"),
        Some(first) if any_value(operator.comparison, first) => Scoped::AnyValue,
        Some(_) if operator.quantifier != Quantifier::None || operator.if_exists => {
            Scoped::Open("AWS does not document whether a set operator or `IfExists` counts")
        }
        Some(_) => Scoped::Yes,
    }
}

/// "Solely a wildcard character (* and ?) or null": under `StringLike` several of them too; under an exact operator `**`
/// is a text like any other, which a third party saw stored.
fn any_value(comparison: Comparison, value: &str) -> bool {
    match comparison {
        Comparison::StringLike => value.chars().all(|c| matches!(c, '*' | '?')),
        _ => matches!(value, "" | "*" | "?"),
    }
}
