//! What would settle an open verdict, and what each value would give.

use core::cell::Cell;

use super::record::Part;
use super::token::{Doubt, PreparedToken};
use super::{TrustOptions, TrustPolicy};
use crate::aws::condition::{Comparison, Test};
use crate::aws::layer::Layer;
use crate::aws::logic::{Tri, Verdict};
use crate::aws::need::{Need, NeedValue};
use crate::github::{ClaimValue, Claims, Issuer};
use crate::knowledge::questions;
use crate::limits::MAX_STEPS;
use crate::text::quote;

/// Values of the tests' type that a policy hardly names: of some lengths, an address that no network is given to
/// (RFC 1112), an ARN of nothing.
fn others(tests: &[&Test]) -> &'static [&'static str] {
    let any = |wanted: Comparison| tests.iter().any(|test| test.operator.comparison == wanted);
    if any(Comparison::IpAddress) {
        &["240.0.0.1"]
    } else if any(Comparison::Arn) {
        &["arn:\u{fffd}:\u{fffd}:::\u{fffd}"]
    } else if any(Comparison::Bool) {
        &["true", "false"]
    } else {
        &["\u{fffd}\u{fffd}", "\u{fffd}", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"]
    }
}

/// The steps of making the request anew for one trial.
const TRIAL: u64 = 20_000;

/// How many values of one claim or key are tried.
const MAX_VALUES: usize = 64;

pub(super) fn needs(
    policy: &TrustPolicy,
    token: &PreparedToken,
    claims: &Claims,
    options: &TrustOptions,
    parts: &[Part],
) -> Vec<Need> {
    let asked =
        Asked { policy, claims, options, issuer: &token.issuer, steps: Cell::new(0), size: size(claims) };
    let mut needs: Vec<Need> = Vec::new();
    if token.doors.len() > 1 {
        let arns: Vec<&str> = token.doors.iter().map(|door| door.provider.as_str()).collect();
        needs.push(Need {
            option: Some("role_arn".to_owned()),
            ..Need::new(format!(
                "the policy names several providers ({}); which is in the role's account is not known",
                arns.join(", ")
            ))
        });
    }
    needs.extend(token.doubts.iter().map(|doubt| match doubt {
        Doubt::RoleUnknown => {
            let message =
                "the token lists the roles it may be used for, and which role is asked for is not known";
            Need { option: Some("role_arn".to_owned()), ..Need::new(message.to_owned()) }
        }
        Doubt::Question(question) => Need::of(question),
    }));
    let blank_identity = token.source_identity == Tri::Unknown;
    for part in parts.iter().chain(blank_identity.then_some(&Part::Question(&questions::BLANK_CLAIM))) {
        let need = match part {
            Part::Claim(claim, may_be_absent) => asked.claim(claim, *may_be_absent),
            Part::Key(key, may_be_absent) => asked.key(key, *may_be_absent),
            Part::Role => Some(Need {
                option: Some("role_arn".to_owned()),
                ..Need::new(
                    "a resource control policy names roles, and which one is asked for is not known"
                        .to_owned(),
                )
            }),
            Part::Question(question) => Some(Need::of(question)),
        };
        needs.extend(need.filter(|need| !needs.contains(need)));
    }
    if options.rcp == Layer::Unknown {
        needs.push(Need {
            option: Some("rcp".to_owned()),
            ..Need::new("the resource control policies of the role's organisation are not known".to_owned())
        });
    }
    needs
}

struct Asked<'a> {
    policy: &'a TrustPolicy,
    issuer: &'a Issuer,
    claims: &'a Claims,
    options: &'a TrustOptions,
    /// What the trials took.
    steps: Cell<u64>,
    /// The bytes of the claims, which each trial copies.
    size: u64,
}

fn size(claims: &Claims) -> u64 {
    let of = |(name, value): (&str, &ClaimValue)| {
        name.len() + value.texts().iter().map(|text| text.len()).sum::<usize>()
    };
    claims.iter().map(of).sum::<usize>() as u64
}

impl Asked<'_> {
    fn claim(&self, claim: &str, may_be_absent: bool) -> Option<Need> {
        let verdict = |value: ClaimValue| {
            let mut claims = self.claims.clone();
            claims.set(claim, value);
            self.verdict(&claims, self.options)
        };
        let absent = may_be_absent.then(|| verdict(ClaimValue::Absent));
        let need = self.need(
            &self.issuer.condition_key(claim),
            &|text| verdict(ClaimValue::Text(text.to_owned())),
            absent,
            if claim == "sub" {
                "the claim `sub` is not known; `build_subject` makes it from the other claims and the settings".to_owned()
            } else {
                format!("the claim `{claim}` is not known")
            },
        );
        need.map(|need| Need { claim: Some(claim.to_owned()), ..need })
    }

    fn key(&self, key: &str, may_be_absent: bool) -> Option<Need> {
        let verdict = |values: Option<Vec<String>>| {
            let mut options = self.options.clone();
            options.context.push((key.to_owned(), values));
            self.verdict(self.claims, &options)
        };
        let absent = may_be_absent.then(|| verdict(None));
        let told = |value: &str| verdict(Some(vec![value.to_owned()]));
        let need = self.need(key, &told, absent, format!("the condition key `{}` is not known", quote(key)));
        need.map(|need| Need { key: Some(key.to_owned()), ..need })
    }

    /// One trial. Past the budget there is none, and nothing is said of values.
    fn verdict(&self, claims: &Claims, options: &TrustOptions) -> Verdict {
        if self.is_spent() {
            return Verdict::Undetermined;
        }
        let token = self.policy.prepare(claims, options);
        let steps = (TRIAL + 2 * self.size).saturating_add(self.policy.steps(&token));
        self.steps.set(self.steps.get().saturating_add(steps));
        if self.is_spent() { Verdict::Undetermined } else { self.policy.decide(&token).verdict }
    }

    fn is_spent(&self) -> bool {
        self.steps.get() > MAX_STEPS
    }

    /// `None` where no value changes anything.
    fn need(
        &self,
        key: &str,
        verdict: &dyn Fn(&str) -> Verdict,
        absent: Option<Verdict>,
        message: String,
    ) -> Option<Need> {
        let key = key.to_ascii_lowercase();
        let tests = self.policy.tests().chain(self.options.rcp.tests());
        let tests: Vec<&Test> = tests.filter(|test| test.key.lower == key).collect();
        // Of numbers and instants there are more than the policy names.
        let comparisons = || tests.iter().map(|test| test.operator.comparison);
        if comparisons().any(|one| matches!(one, Comparison::Numeric(_) | Comparison::Date(_))) {
            return Some(Need { absent, ..Need::new(message) });
        }
        // What the policies name no value for is told by one that fits none of theirs.
        let otherwise = others(&tests).iter().find(|other| !tests.iter().any(|test| test.names(other)));
        let otherwise = otherwise.map(|other| verdict(other));
        let mut values: Vec<NeedValue> = Vec::new();
        for test in tests {
            for written in test.written.iter().take(MAX_VALUES) {
                if values.iter().any(|known| known.value == *written) {
                    continue;
                }
                let sample = sample(test.operator.comparison, written);
                let one = NeedValue { value: written.clone(), verdict: verdict(&sample) };
                if Some(one.verdict) != otherwise {
                    values.push(one);
                }
            }
        }
        if self.is_spent() {
            return Some(Need::new(message));
        }
        if values.is_empty() && otherwise == Some(Verdict::Undetermined) {
            return Some(Need { absent, ..Need::new(message) });
        }
        Some(Need { values, otherwise, absent, ..Need::new(message) })
    }
}

/// A value that fits what the policy gives.
fn sample(comparison: Comparison, written: &str) -> String {
    match comparison {
        Comparison::StringLike | Comparison::Arn => written.replace(['*', '?'], "x"),
        Comparison::IpAddress => written.split('/').next().unwrap_or(written).to_owned(),
        _ => written.to_owned(),
    }
}
