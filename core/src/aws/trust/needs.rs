//! What would settle an open verdict, and what each value would give.

use super::record::Part;
use super::report::{Need, NeedValue};
use super::{TrustOptions, TrustPolicy};
use crate::aws::condition::Comparison;
use crate::aws::logic::Verdict;
use crate::aws::trust::token::PreparedToken;
use crate::github::{ClaimValue, Claims};

/// A value that no policy names.
const OTHER: &str = "\u{fffd}\u{fffd}";

/// How many values of one claim or key are tried.
const MAX_VALUES: usize = 64;

pub(super) fn needs(
    policy: &TrustPolicy,
    token: &PreparedToken,
    claims: &Claims,
    options: &TrustOptions,
    parts: &[Part],
) -> Vec<Need> {
    let asked = Asked { policy, token, claims, options };
    let mut needs: Vec<Need> = Vec::new();
    if token.doors.len() > 1 {
        let arns: Vec<&str> = token.doors.iter().map(|door| door.provider.as_str()).collect();
        needs.push(Need {
            option: Some("role_arn".to_owned()),
            ..blank(format!(
                "the policy names several providers ({}); which is in the role's account is not known",
                arns.join(", ")
            ))
        });
    }
    for part in parts {
        let need = match part {
            Part::Claim(claim) => asked.claim(claim),
            Part::Key(key) => asked.key(key),
            Part::Question(question) => Some(Need {
                question: Some(question.code),
                ..blank(format!("AWS does not document {} ({})", question.text, question.source))
            }),
        };
        needs.extend(need);
    }
    if matches!(options.rcp, crate::aws::layer::Layer::Unknown) {
        needs.push(Need {
            option: Some("rcp".to_owned()),
            ..blank("the resource control policies of the role's organisation are not known".to_owned())
        });
    }
    needs
}

fn blank(message: String) -> Need {
    Need {
        claim: None,
        key: None,
        option: None,
        question: None,
        message,
        values: Vec::new(),
        otherwise: None,
    }
}

struct Asked<'a> {
    policy: &'a TrustPolicy,
    token: &'a PreparedToken,
    claims: &'a Claims,
    options: &'a TrustOptions,
}

impl Asked<'_> {
    fn claim(&self, claim: &str) -> Option<Need> {
        let verdict = |value: Option<&str>| {
            let mut claims = self.claims.clone();
            claims.set(claim, value.map_or(ClaimValue::Absent, |text| ClaimValue::Text(text.to_owned())));
            self.policy.decide(&self.policy.prepare(&claims, self.options)).verdict
        };
        let need = self.need(
            &self.token.issuer.condition_key(claim),
            &verdict,
            format!("the claim `{claim}` is not known"),
        )?;
        Some(Need { claim: Some(claim.to_owned()), ..need })
    }

    fn key(&self, key: &str) -> Option<Need> {
        let verdict = |value: Option<&str>| {
            let mut options = self.options.clone();
            options.context.push((key.to_owned(), value.map(str::to_owned).into_iter().collect()));
            self.policy.decide(&self.policy.prepare(self.claims, &options)).verdict
        };
        let need = self.need(key, &verdict, format!("the condition key `{key}` is not known"))?;
        Some(Need { key: Some(key.to_owned()), ..need })
    }

    /// `None` where no value changes anything.
    fn need(&self, key: &str, verdict: &dyn Fn(Option<&str>) -> Verdict, message: String) -> Option<Need> {
        let otherwise = verdict(Some(OTHER));
        let mut values: Vec<NeedValue> = Vec::new();
        let tests = self.policy.document.tests().filter(|test| test.key.lower == key.to_ascii_lowercase());
        for test in tests {
            for written in test.written.iter().take(MAX_VALUES) {
                if values.iter().any(|known| known.value == *written) {
                    continue;
                }
                let sample = sample(test.operator.comparison, written);
                let one = NeedValue { value: written.clone(), verdict: verdict(Some(&sample)) };
                if one.verdict != otherwise {
                    values.push(one);
                }
            }
        }
        if values.is_empty() && otherwise == Verdict::Undetermined && verdict(None) == Verdict::Undetermined {
            return Some(blank(message));
        }
        Some(Need { values, otherwise: Some(otherwise), ..blank(message) })
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
