//! From claims to the subject, and from the subject to the verdict.

use assumable::aws::{ClaimsScope, TrustReport};
use assumable::github::{ClaimValue, Subject, SubjectOutcome, SubjectReadings, SubjectRefusal};
use assumable::names::RoleArn;
use assumable::premise::{Finding, Premise};
use assumable::{Claims, Error, SubjectTemplate, TrustOptions, TrustPolicy, Verdict};

/// A job and a role.
pub(super) struct Question {
    pub claims: Claims,
    /// Whether the claims come out of a token: then one that is not among them is not in the token.
    pub is_token: bool,
    /// What is odd about the token.
    pub findings: Vec<Finding>,
    pub template: SubjectTemplate,
    pub policy: TrustPolicy,
    pub options: TrustOptions,
}

/// Where the subject comes from.
pub(super) enum SubjectSource {
    /// The claims have it.
    Given(SubjectReadings),
    /// It is built from the other claims.
    Built(Subject),
    /// There is none to show.
    Not(&'static str),
}

/// One subject, put to the policy.
pub(super) struct Evaluation {
    pub sub: Option<String>,
    pub report: TrustReport,
}

/// What came out.
pub(super) struct Answer {
    pub verdict: Verdict,
    pub told: SubjectSource,
    /// One; several where the subject is ambiguous; none where it cannot be told.
    pub put: Vec<Evaluation>,
    /// What is odd about the token and its claims.
    pub findings: Vec<Finding>,
    pub role: Option<RoleArn>,
}

impl Question {
    pub(super) fn answer(self) -> Result<Answer, Error> {
        let told = self.subject()?;
        let (put, verdict) = match &told {
            SubjectSource::Given(_) | SubjectSource::Not(_) => self.put([self.claims.text("sub")])?,
            SubjectSource::Built(subject) => match subject.outcome {
                SubjectOutcome::Known => self.put([subject.value.as_deref()])?,
                SubjectOutcome::Ambiguous => {
                    let candidates = subject.candidates.iter().map(|one| Some(one.value.as_str()));
                    let (put, verdict) = self.put(candidates)?;
                    // It may also be none of these: then only a verdict that no subject changes stands.
                    let holds = subject.exhaustive == Some(true) || self.whatever_the_subject()? == verdict;
                    (put, if holds { verdict } else { Verdict::Undetermined })
                }
                // Without a token there is nothing to put to the policy.
                SubjectOutcome::Refused if subject.refusal == Some(SubjectRefusal::TokenRequestFails) => {
                    (Vec::new(), Verdict::Denied)
                }
                SubjectOutcome::Refused => (Vec::new(), Verdict::Undetermined),
            },
        };
        let mut findings = self.findings;
        findings.extend(self.claims.findings());
        Ok(Answer { verdict, told, put, findings, role: self.options.role_arn })
    }

    fn subject(&self) -> Result<SubjectSource, Error> {
        match self.claims.get("sub") {
            Some(ClaimValue::Text(sub)) => {
                let (keys, platform) = (self.template.keys(), self.template.platform());
                SubjectReadings::of(sub, keys, platform).map(SubjectSource::Given)
            }
            Some(ClaimValue::Absent) => Ok(SubjectSource::Not("none: the claims say so")),
            Some(_) => Ok(SubjectSource::Not("none: the claim `sub` is no text")),
            None if self.is_token => Ok(SubjectSource::Not("none in the token")),
            None if self.options.claims_scope == ClaimsScope::Partial => Ok(SubjectSource::Not(
                "not known: the claims do not have it, and may lack others that decide it",
            )),
            None => self.template.build(&self.claims).map(SubjectSource::Built),
        }
    }

    /// Puts each subject to the policy; where they do not agree, the verdict is open.
    fn put<'s>(
        &self,
        subjects: impl IntoIterator<Item = Option<&'s str>>,
    ) -> Result<(Vec<Evaluation>, Verdict), Error> {
        let put = |sub: Option<&str>| {
            let mut claims = self.claims.clone();
            if let Some(sub) = sub {
                claims.set("sub", ClaimValue::Text(sub.to_owned()));
            }
            let report = self.policy.check(&claims, &self.options)?;
            Ok(Evaluation { sub: sub.map(str::to_owned), report })
        };
        let all = subjects.into_iter().map(put).collect::<Result<Vec<Evaluation>, Error>>()?;
        let mut verdicts = all.iter().map(|one| one.report.verdict);
        let first = verdicts.next().unwrap_or(Verdict::Undetermined);
        let agreed = verdicts.all(|other| other == first);
        Ok((all, if agreed { first } else { Verdict::Undetermined }))
    }

    fn whatever_the_subject(&self) -> Result<Verdict, Error> {
        let options = self.options.clone().with_claims_scope(ClaimsScope::Partial);
        Ok(self.policy.check(&self.claims, &options)?.verdict)
    }
}

impl Answer {
    /// What it rests on, each once.
    pub(super) fn premises(&self) -> Vec<&Premise> {
        let built = match &self.told {
            SubjectSource::Built(subject) => subject.premises.as_slice(),
            _ => &[],
        };
        let mut all: Vec<&Premise> = Vec::new();
        for premise in built.iter().chain(self.put.iter().flat_map(|put| &put.report.premises)) {
            if !all.iter().any(|known| known.text == premise.text) {
                all.push(premise);
            }
        }
        all
    }

    /// What is odd, each once.
    pub(super) fn all_findings(&self) -> Vec<&Finding> {
        let about_the_subject = match &self.told {
            SubjectSource::Given(readings) => readings.findings.as_slice(),
            SubjectSource::Built(subject) => subject.findings.as_slice(),
            SubjectSource::Not(_) => &[],
        };
        let of_the_policy = self.put.iter().flat_map(|put| &put.report.findings);
        let mut all: Vec<&Finding> = Vec::new();
        for finding in self.findings.iter().chain(about_the_subject).chain(of_the_policy) {
            if !all.contains(&finding) {
                all.push(finding);
            }
        }
        all
    }
}
