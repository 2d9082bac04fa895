//! An answer as JSON.

use assumable::Verdict;
use assumable::aws::TrustReport;
use assumable::github::{SubjectOutcome, SubjectReadings};
use serde::Serialize;

use super::ask::{Answer, Evaluation, SubjectSource};

/// The answer as one document. `subject` is what `build_subject` or `parse_subject` answers, `trust` what `check_trust`
/// answers; where the subject is ambiguous, `candidates` has a report for each.
#[derive(Serialize)]
struct AnswerReport {
    verdict: Verdict,
    stage: Option<Stage>,
    subject: Option<Subject>,
    trust: Option<TrustReport>,
    candidates: Vec<CandidateReport>,
}

/// Where the job is stopped.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Stage {
    /// GitHub gives it no token.
    TokenRequest,
    /// STS turns the token away.
    Provider,
    TrustPolicy,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Subject {
    Built(assumable::github::Subject),
    Given(SubjectReadings),
}

#[derive(Serialize)]
struct CandidateReport {
    sub: Option<String>,
    trust: TrustReport,
}

pub(super) fn json(answer: Answer) -> String {
    let Answer { verdict, told, mut put, .. } = answer;
    let ambiguous =
        matches!(&told, SubjectSource::Built(subject) if subject.outcome == SubjectOutcome::Ambiguous);
    let stage = match (verdict, put.as_slice()) {
        (Verdict::Allowed, _) => None,
        (Verdict::Denied, []) => Some(Stage::TokenRequest),
        (_, put) => put.iter().find_map(|one| one.report.stage).map(|stage| match stage {
            assumable::aws::Stage::Provider => Stage::Provider,
            _ => Stage::TrustPolicy,
        }),
    };
    let subject = match told {
        SubjectSource::Built(subject) => Some(Subject::Built(subject)),
        SubjectSource::Given(readings) => Some(Subject::Given(readings)),
        SubjectSource::Not(_) => None,
    };
    let trust = if ambiguous { None } else { put.pop().map(|put| put.report) };
    let candidate = |Evaluation { sub, report }| CandidateReport { sub, trust: report };
    let candidates = put.into_iter().map(candidate).collect();
    let document = AnswerReport { verdict, stage, subject, trust, candidates };
    assumable::render::json(&document)
}
