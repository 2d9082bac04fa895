//! What becomes of a set of tokens, or of one token, at a role.

use super::report::{RoadStage, RoadVerdict};
use crate::aws::{Alignment, Element, Failure, Stage, StatementReport, TestReport, TrustReport, Verdict};
use crate::codes::{self, Code};
use crate::premise::SourcePlace;
use crate::read::PolicyPlace;

/// Pattern and value of one token. Two answers are the same whichever token shows them.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown(pub(super) Option<Alignment>);

impl PartialEq for Shown {
    fn eq(&self, _: &Shown) -> bool {
        true
    }
}

impl Eq for Shown {}

/// What becomes of a set of tokens at the role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) verdict: RoadVerdict,
    pub(super) stage: Option<RoadStage>,
    pub(super) cause: Option<&'static Code>,
    pub(super) message: Option<String>,
    /// JSON pointer into the trust policy.
    pub(super) pointer: Option<String>,
    /// Where it is, where that is in no trust policy.
    pub(super) place: Option<SourcePlace>,
    /// The text that does not fit, where that is what stops it.
    pub(super) alignment: Shown,
    /// What else stands in the way, each with its pointer.
    pub(super) behind: Vec<(&'static Code, String, Option<String>)>,
    pub(super) needs: Vec<String>,
    /// Whether some of the tokens get in and others do not.
    pub(super) is_mixed: bool,
}

/// An account that is put in the place of one that is not known.
pub(super) const SOME_ACCOUNT: &str = "123456789012";

impl Answer {
    pub(super) fn allowed() -> Answer {
        Answer { verdict: RoadVerdict::Allowed, ..Answer::open(None, Vec::new()) }
    }

    pub(super) fn open(stage: Option<RoadStage>, needs: Vec<String>) -> Answer {
        Answer {
            verdict: RoadVerdict::Undetermined,
            stage,
            cause: None,
            message: None,
            pointer: None,
            place: None,
            alignment: Shown::default(),
            behind: Vec::new(),
            needs,
            is_mixed: false,
        }
    }

    /// Of the report on one token.
    pub(super) fn of(report: &TrustReport) -> Answer {
        if report.verdict == Verdict::Allowed {
            return Answer::allowed();
        }
        let Some(failure) = report.failures.first() else {
            let needs = report.needs.iter().map(|need| need.message.clone()).collect();
            return Answer::open(Some(RoadStage::TrustPolicy), needs);
        };
        let stage = match failure.stage {
            Stage::Provider => RoadStage::Provider,
            Stage::TrustPolicy => RoadStage::TrustPolicy,
        };
        Answer {
            verdict: if report.verdict == Verdict::Denied {
                RoadVerdict::Denied
            } else {
                RoadVerdict::Undetermined
            },
            stage: Some(stage),
            cause: Some(failure.cause.as_ref().map_or(failure.code, |cause| cause.code)),
            message: Some(failure.cause.as_ref().map_or(&failure.message, |cause| &cause.message).clone()),
            pointer: pointer(report, failure),
            place: None,
            alignment: Shown(alignment(report, failure)),
            behind: behind(report, failure),
            needs: Vec::new(),
            is_mixed: false,
        }
    }
}

/// What else stands in the way: the further tests of the same statement that do not hold.
fn behind(report: &TrustReport, first: &Failure) -> Vec<(&'static Code, String, Option<String>)> {
    let mut out: Vec<(&'static Code, String, Option<String>)> = Vec::new();
    for failure in report.failures.iter().skip(1) {
        let code = failure.cause.as_ref().map_or(failure.code, |cause| cause.code);
        let same = failure.statement == first.statement || first.statement.is_none();
        if same && out.iter().all(|(known, ..)| *known != code) {
            let message = failure.cause.as_ref().map_or(&failure.message, |cause| &cause.message);
            out.push((code, message.clone(), pointer(report, failure)));
        }
    }
    out
}

/// The statement of a failure.
fn statement<'r>(report: &'r TrustReport, failure: &Failure) -> Option<&'r StatementReport> {
    report.statements.iter().find(|statement| Some(statement.number) == failure.statement)
}

/// The test that failed.
fn test<'r>(statement: &'r StatementReport, failure: &Failure) -> Option<&'r TestReport> {
    let same = |test: &&TestReport| {
        test.element == failure.element && test.operator == failure.operator && test.key == failure.key
    };
    statement.tests.iter().find(same)
}

/// Pattern and value of a failure.
fn alignment(report: &TrustReport, failure: &Failure) -> Option<Alignment> {
    test(statement(report, failure)?, failure)?.alignment.clone()
}

/// Where in the policy a failure is.
fn pointer(report: &TrustReport, failure: &Failure) -> Option<String> {
    let statement = statement(report, failure)?;
    let condition = || statement.tests.iter().find(|test| test.element == Element::Condition);
    let found = test(statement, failure).or_else(condition).or_else(|| statement.tests.first())?;
    // Of a Deny it is the operator that would be another.
    if failure.code == codes::EXPLICIT_DENY && found.element == Element::Condition {
        return found.pointer.rsplit_once('/').map(|(operator, _)| operator.to_owned());
    }
    Some(found.pointer.clone())
}

/// The place of a pointer: its own, that of the first text within it, or that of what holds it.
pub(super) fn place_of(places: &[PolicyPlace], pointer: &str) -> Option<SourcePlace> {
    if let Some(own) = places.iter().find(|place| place.pointer == pointer) {
        return Some(own.place.clone());
    }
    let mut pointer = pointer;
    loop {
        let within = |place: &&PolicyPlace| {
            place.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if let Some(found) = places.iter().find(within) {
            return Some(found.place.clone());
        }
        pointer = pointer.rsplit_once('/')?.0;
    }
}
