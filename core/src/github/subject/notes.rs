//! What is gathered while a subject is built.

use std::borrow::Cow;

use super::{Subject, SubjectCandidate, SubjectOutcome, SubjectRefusal};
use crate::knowledge::OIDC_REFERENCE;
use crate::premise::{Grade, Premise};

/// What is gathered on the way.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) premises: Vec<Premise>,
    /// Undocumented questions that these claims raise.
    pub(super) questions: Vec<Cow<'static, str>>,
    pub(super) refusal: Option<SubjectRefusal>,
    /// Why it is refused.
    pub(super) refusals: Vec<Cow<'static, str>>,
    pub(super) needs: Vec<Cow<'static, str>>,
    /// The subject may be another than the candidates.
    pub(super) open: bool,
    /// A value holds `%`, where colons are escaped.
    pub(super) has_percent: bool,
    /// A value holds a colon.
    pub(super) has_colon: bool,
}

impl Notes {
    pub(super) fn rests_on(&mut self, grade: Grade, text: impl Into<Cow<'static, str>>) {
        self.add(Premise::new(grade, text));
    }

    pub(super) fn rests_on_page(&mut self, text: impl Into<Cow<'static, str>>) {
        self.add(Premise::sourced(Grade::Documented, text, OIDC_REFERENCE.name));
    }

    pub(super) fn add(&mut self, premise: Premise) {
        if !self.premises.contains(&premise) {
            self.premises.push(premise);
        }
    }

    /// An undocumented question, whose answers the candidates are.
    pub(super) fn asks(&mut self, question: impl Into<Cow<'static, str>>) {
        let question = question.into();
        if !self.questions.contains(&question) {
            self.questions.push(question);
        }
    }

    /// An undocumented question with more answers than the candidates.
    pub(super) fn asks_openly(&mut self, question: impl Into<Cow<'static, str>>) {
        self.open = true;
        self.asks(question);
    }

    /// No subject. What the settings rule out comes before what the claims leave open.
    pub(super) fn refuses(&mut self, refusal: SubjectRefusal, reason: impl Into<Cow<'static, str>>) {
        if self.refusal == Some(SubjectRefusal::ClaimsMissing) && refusal != SubjectRefusal::ClaimsMissing {
            self.refusal = None;
            self.refusals.clear();
        }
        self.refusal.get_or_insert(refusal);
        let reason = reason.into();
        if !self.refusals.contains(&reason) {
            self.refusals.push(reason);
        }
    }

    pub(super) fn needs(
        &mut self,
        claim: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) {
        let claim = claim.into();
        if self.needs.contains(&claim) {
            return;
        }
        self.needs.push(claim);
        if self.refusal.is_none_or(|known| known == SubjectRefusal::ClaimsMissing) {
            self.refuses(SubjectRefusal::ClaimsMissing, reason);
        }
    }

    pub(super) fn into_subject(self, candidates: Vec<SubjectCandidate>) -> Subject {
        let reasons = if self.refusal.is_some() { &self.refusals } else { &self.questions };
        let reason = (!reasons.is_empty()).then(|| reasons.join("; "));
        let mut subject = Subject {
            outcome: SubjectOutcome::Known,
            value: None,
            candidates: Vec::new(),
            exhaustive: None,
            segments: Vec::new(),
            premises: self.premises,
            reason,
            refusal: self.refusal,
            needs: self.needs,
            findings: Vec::new(),
        };
        if self.refusal.is_some() {
            subject.outcome = SubjectOutcome::Refused;
        } else if self.questions.is_empty() {
            let known = candidates.into_iter().next().unwrap_or_default();
            subject.value = Some(known.value);
            subject.segments = known.segments;
        } else {
            subject.outcome = SubjectOutcome::Ambiguous;
            subject.candidates = candidates;
            subject.exhaustive = Some(!self.open);
        }
        subject
    }
}
