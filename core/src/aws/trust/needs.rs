//! What would settle an open verdict, and what each value would give.

use core::cell::Cell;

use super::token::{Doubt, PreparedToken};
use super::{TrustOptions, TrustPolicy};
use crate::aws::condition::Test;
use crate::aws::condition::context::Missing;
use crate::aws::layer::Layer;
use crate::aws::logic::{Tri, Verdict};
use crate::aws::need::Need;
use crate::aws::trace::Lack;
use crate::aws::tried;
use crate::github::{ClaimValue, Claims, Issuer};
use crate::knowledge::questions;
use crate::limits::MAX_STEPS;
use crate::text::quote;

/// The steps of making the request anew for one trial.
const TRIAL: u64 = 20_000;

pub(super) fn needs(
    policy: &TrustPolicy,
    token: &PreparedToken,
    claims: &Claims,
    options: &TrustOptions,
    lacks: &[Lack<'_>],
) -> Vec<Need> {
    let asked =
        Asked { policy, claims, options, issuer: &token.issuer, steps: Cell::new(0), size: size(claims) };
    let mut needs: Vec<Need> = Vec::new();
    if token.requests.len() > 1 {
        let arns: Vec<&str> = token.requests.iter().map(|request| request.provider.as_str()).collect();
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
    let blank_identity = Lack::Question(&questions::BLANK_CLAIM);
    let blank_identity = (token.source_identity == Tri::Unknown).then_some(&blank_identity);
    for one in lacks.iter().chain(blank_identity) {
        let need = match one {
            Lack::Question(question) => Need::of(question),
            Lack::Unknown(unknown) => match &unknown.need {
                Missing::Claim(claim) => asked.claim(claim, unknown.may_be_missing),
                Missing::Key(key) => asked.key(key, unknown.may_be_missing),
                Missing::Role => Need {
                    option: Some("role_arn".to_owned()),
                    ..Need::new(
                        "a resource control policy names roles, and which one is asked for is not known",
                    )
                },
                Missing::Question(question) => Need::of(question),
            },
        };
        if !needs.contains(&need) {
            needs.push(need);
        }
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
    fn claim(&self, claim: &str, may_be_absent: bool) -> Need {
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
                "the claim `sub` is not known; it follows from the other claims and the subject settings"
                    .to_owned()
            } else {
                format!("the claim `{claim}` is not known")
            },
        );
        Need { claim: Some(claim.to_owned()), ..need }
    }

    fn key(&self, key: &str, may_be_absent: bool) -> Need {
        let verdict = |values: Option<Vec<String>>| {
            let mut options = self.options.clone();
            options.context.push((key.to_owned(), values));
            self.verdict(self.claims, &options)
        };
        let absent = may_be_absent.then(|| verdict(None));
        let given = |value: &str| verdict(Some(vec![value.to_owned()]));
        let need = self.need(key, &given, absent, format!("the condition key `{}` is not known", quote(key)));
        Need { key: Some(key.to_owned()), ..need }
    }

    /// One trial. Past the budget there is none, and nothing is said of values.
    fn verdict(&self, claims: &Claims, options: &TrustOptions) -> Verdict {
        if self.is_spent() {
            return Verdict::Undetermined;
        }
        let token = self.policy.ready(claims, options);
        let steps = (TRIAL + 2 * self.size).saturating_add(self.policy.steps(&token));
        self.steps.set(self.steps.get().saturating_add(steps));
        if self.is_spent() { Verdict::Undetermined } else { self.policy.decide(&token).verdict }
    }

    fn is_spent(&self) -> bool {
        self.steps.get() > MAX_STEPS
    }

    fn need(
        &self,
        key: &str,
        verdict: &dyn Fn(&str) -> Verdict,
        absent: Option<Verdict>,
        message: String,
    ) -> Need {
        let key = key.to_ascii_lowercase();
        let tests = self.policy.tests().chain(self.options.rcp.tests());
        let tests: Vec<&Test> = tests.filter(|test| test.key.lower == key).collect();
        let asked = self.policy.document.keys().chain(self.options.rcp.keys());
        let alone = asked.filter(|asked| asked.lower == key).count() == tests.len();
        let mut need = Need { absent, ..Need::new(message.clone()) };
        tried::fill(&mut need, &tests, alone, verdict);
        if self.is_spent() { Need::new(message) } else { need }
    }
}
