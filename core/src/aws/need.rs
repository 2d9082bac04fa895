//! What would settle an open verdict.

use serde::Serialize;

use super::logic::Verdict;
use crate::codes::Code;
use crate::knowledge::questions::Question;

/// Something that would settle an open verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Need {
    /// The claim that would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// The condition key that would, in `context`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The option that would, or the layer of policies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Code of the question that AWS leaves open.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub question: Option<&'static Code>,
    /// One sentence.
    pub message: String,
    /// What the values that the policies name would give.
    pub values: Vec<NeedValue>,
    /// What the values that fit a pattern of the policies would give.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", serde(default))]
    pub patterns: Vec<NeedPattern>,
    /// What any other value would give, where that is one verdict.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Verdict>,
    /// What it would give that the token has no such claim, or the request no such key; absent where every one has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absent: Option<Verdict>,
}

/// What one value would give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NeedValue {
    /// The value.
    pub value: String,
    /// The verdict then.
    pub verdict: Verdict,
}

/// What the values that fit a pattern would give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NeedPattern {
    /// The pattern or network, as in the policy.
    pub pattern: String,
    /// The verdict for a value that fits it.
    pub verdict: Verdict,
}

impl Need {
    pub(crate) fn new(message: impl Into<String>) -> Need {
        Need {
            claim: None,
            key: None,
            option: None,
            question: None,
            message: message.into(),
            values: Vec::new(),
            patterns: Vec::new(),
            otherwise: None,
            absent: None,
        }
    }

    /// A question that AWS leaves open.
    pub(crate) fn of(question: &Question) -> Need {
        let message = format!("AWS does not document {} ({})", question.text, question.source);
        Need { question: Some(question.code), ..Need::new(message) }
    }
}

/// The needs of several requests, all of which have to be allowed: a value gives what it gives to all of them together.
///
/// Each request comes with its verdict, which it keeps whatever is found out about what it does not need.
#[cfg(feature = "push")]
pub(crate) fn joined(requests: &[(Verdict, Vec<Need>)]) -> Vec<Need> {
    if requests.iter().any(|(verdict, _)| *verdict == Verdict::Denied) {
        return Vec::new();
    }
    let mut out: Vec<Need> = Vec::new();
    for need in requests.iter().flat_map(|(_, needs)| needs) {
        if !out.iter().any(|known| known.is_about(need)) {
            out.push(need.over(requests));
        }
    }
    out
}

#[cfg(feature = "push")]
impl Need {
    /// Whether both would be settled by the same thing.
    fn is_about(&self, other: &Need) -> bool {
        let what = |need: &Need| (need.claim.clone(), need.key.clone(), need.option.clone(), need.question);
        what(self) == what(other) && self.message == other.message
    }

    /// This need, of all these requests together.
    fn over(&self, requests: &[(Verdict, Vec<Need>)]) -> Need {
        let all = |each: &dyn Fn(&Need) -> Verdict| {
            requests.iter().fold(Verdict::Allowed, |whole, (verdict, needs)| {
                let own = needs.iter().find(|need| need.is_about(self));
                whole.and(own.map_or(*verdict, each))
            })
        };
        let mine = || requests.iter().flat_map(|(_, needs)| needs).filter(|need| need.is_about(self));
        let some = |of: &dyn Fn(&Need) -> Option<Verdict>| {
            mine()
                .all(|need| of(need).is_some())
                .then(|| all(&|need| of(need).unwrap_or(Verdict::Undetermined)))
        };
        let otherwise = some(&|need| need.otherwise);
        let mut values: Vec<NeedValue> = Vec::new();
        for NeedValue { value, .. } in mine().flat_map(|need| &need.values) {
            let verdict = all(&|need| need.of_value(value));
            if Some(verdict) != otherwise && !values.iter().any(|known| known.value == *value) {
                values.push(NeedValue { value: value.clone(), verdict });
            }
        }
        let mut patterns: Vec<NeedPattern> = Vec::new();
        for NeedPattern { pattern, .. } in mine().flat_map(|need| &need.patterns) {
            let verdict = all(&|need| need.of_pattern(pattern));
            if Some(verdict) != otherwise && !patterns.iter().any(|known| known.pattern == *pattern) {
                patterns.push(NeedPattern { pattern: pattern.clone(), verdict });
            }
        }
        Need { values, patterns, otherwise, absent: some(&|need| need.absent), ..self.clone() }
    }

    /// The same where a denial would still leave the whole open.
    pub(crate) fn at_most_open(mut self) -> Need {
        let open = |verdict: &mut Verdict| {
            if *verdict == Verdict::Denied {
                *verdict = Verdict::Undetermined;
            }
        };
        self.values.iter_mut().for_each(|one| open(&mut one.verdict));
        self.patterns.iter_mut().for_each(|one| open(&mut one.verdict));
        self.otherwise.iter_mut().chain(&mut self.absent).for_each(open);
        self
    }

    fn of_value(&self, value: &str) -> Verdict {
        let known = self.values.iter().find(|known| known.value == value).map(|known| known.verdict);
        known.or(self.otherwise).unwrap_or(Verdict::Undetermined)
    }

    fn of_pattern(&self, pattern: &str) -> Verdict {
        let known = self.patterns.iter().find(|known| known.pattern == pattern).map(|known| known.verdict);
        known.or(self.otherwise).unwrap_or(Verdict::Undetermined)
    }
}
