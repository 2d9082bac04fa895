//! What each statement came to, from the trace of an evaluation.

use super::admit;
use super::cause::{self, Mismatch, TrustCause};
use super::element::Element;
use super::report::{StatementReport, TestReport, TestResult};
use super::standing::{Standing, of_some_issuer};
use super::token::{PreparedToken, ProviderRequest};
use crate::aws::condition::context::Values;
use crate::aws::condition::{Outcome, Test, Why};
use crate::aws::logic::Tri;
use crate::aws::nearest::nearest;
use crate::aws::policy::{ActionElement, Effect, Placed, Principal, PrincipalElement};
use crate::aws::trace::{StatementPart, Tested, Trace};
use crate::aws::words::trust as words;
use crate::codes;
use crate::limits::MAX_SHOWN;
use crate::premise::{Finding, Premise};
use crate::text::cut;

/// What a trace tells of a token.
#[derive(Default)]
pub(super) struct Told {
    pub(super) statements: Vec<StatementReport>,
    pub(super) premises: Vec<Premise>,
    pub(super) findings: Vec<Finding>,
}

/// Reads the trace of an evaluation for the request through one provider.
pub(super) fn told(token: &PreparedToken, request: &ProviderRequest, trace: &Trace<'_>) -> Told {
    let prefix = token.issuer.condition_key("");
    let lower_prefix = prefix.to_ascii_lowercase();
    let told = Told::default();
    let mut reader =
        Reader { token, request, prefix: &prefix, lower_prefix, repository: token.repository(), told };
    for tested in &trace.statements {
        let report = reader.statement(tested);
        reader.told.statements.push(report);
    }
    reader.told
}

struct Reader<'t> {
    token: &'t PreparedToken,
    request: &'t ProviderRequest,
    /// What the keys of the token's issuer start with.
    prefix: &'t str,
    lower_prefix: String,
    /// The repository that the job runs in, where it is known.
    repository: Option<String>,
    told: Told,
}

impl Reader<'_> {
    fn statement(&mut self, tested: &Tested<'_>) -> StatementReport {
        let mut tests: Vec<TestReport> = Vec::new();
        for fact in &tested.facts {
            tests.push(match fact.part {
                StatementPart::Principal(placed) => self.principal(tested, placed, &fact.outcome),
                StatementPart::Action(placed) => action(tested, placed, &fact.outcome),
                // A trust policy names no resource.
                StatementPart::Resource(_) => continue,
                StatementPart::Condition(placed) => self.condition(tested, placed, &fact.outcome),
            });
        }
        self.admit(tested, &mut tests);
        let statement = tested.statement;
        StatementReport {
            number: statement.index + 1,
            sid: statement.sid.clone(),
            effect: statement.effect,
            line: statement.line(),
            result: result(tested.result),
            tests,
        }
    }

    fn principal(
        &self,
        tested: &Tested<'_>,
        placed: &Placed<PrincipalElement>,
        outcome: &Outcome<'_>,
    ) -> TestReport {
        let provider = self.request.provider.as_str();
        let cause = lacks(tested, outcome)
            .then(|| cause::of_principal(tested.statement, &placed.value, provider))
            .flatten();
        TestReport {
            message: words::principal(outcome, provider),
            cause: cause.map(|cause| cause.worded()),
            expected: placed.value.principals.iter().map(Principal::describe).collect(),
            actual: Some(provider.to_owned()),
            ..blank(Element::Principal, outcome, placed)
        }
    }

    fn condition(&mut self, tested: &Tested<'_>, placed: &Placed<Test>, outcome: &Outcome<'_>) -> TestReport {
        let test = &placed.value;
        let own = test.key.lower.strip_prefix(&self.lower_prefix);
        let standing = Standing::of(self.token, self.request, test, outcome.why, own, self.prefix);
        self.note(tested, placed, outcome, standing);
        let values = tested.found(test);
        let shown = if matches!(outcome.why, Why::Missing) { None } else { values.shown() };
        let actual = shown.map(|values| values.join(", "));
        let mut message = words::condition(test.sentence(outcome, tested.request.context), standing);
        let mut cause = self.cause_of_missing(own, outcome, test);
        let mut alignment = None;
        if let Values::One(value) = values
            && let Some((pattern, aligned)) = nearest(test, outcome, value, own == Some("sub"))
        {
            if let Some(claim) = own {
                let (repository, workflow) =
                    (self.repository.as_deref(), self.token.claim("job_workflow_ref"));
                cause = Mismatch { test, pattern, value, repository, workflow }.cause(claim);
            }
            // Where an audience differs from another says nothing.
            if let Some(difference) = aligned.difference.as_ref().filter(|_| own != Some("aud")) {
                let several = (test.written.len() > 1).then_some(pattern);
                message = words::compared(message, several, &aligned, difference);
            }
            alignment = Some(aligned);
        }
        let cause = cause.map(|cause| cause.worded());
        if matches!(outcome.why, Why::NoVariable) {
            let finding = Finding::new(codes::VARIABLE_WITHOUT_VALUE, message.clone());
            self.told.findings.push(finding.about(placed.pointer.clone()));
        }
        TestReport {
            operator: Some(test.name.clone()),
            key: Some(test.key.written.clone()),
            message,
            expected: test.written.clone(),
            actual: actual.map(|value| cut(value, MAX_SHOWN)),
            alignment,
            cause,
            ..blank(Element::Condition, outcome, placed)
        }
    }

    /// What the key of a test tells beside its sentence.
    fn note(
        &mut self,
        tested: &Tested<'_>,
        placed: &Placed<Test>,
        outcome: &Outcome<'_>,
        standing: Standing<'_>,
    ) {
        if let Standing::Filled(row) = standing {
            let premise = words::claim_is_a_key(row);
            if !self.told.premises.contains(&premise) {
                self.told.premises.push(premise);
            }
        }
        // A statement for other callers may well test what no token's request has.
        let for_others = || {
            let heads = tested.facts.iter().filter(|fact| !matches!(fact.part, StatementPart::Condition(_)));
            heads.into_iter().any(|fact| fact.outcome.result == Tri::No)
        };
        if !standing.is_never_filled() || matches!(standing, Standing::Never { .. }) && for_others() {
            return;
        }
        let message = words::one_answer(standing, tested.statement.effect, outcome.result);
        let finding = Finding::new(codes::KEY_NOT_AVAILABLE, message).about(placed.pointer.clone());
        if !self.told.findings.contains(&finding) {
            self.told.findings.push(finding);
        }
    }

    /// Why a key that the request lacks is missing.
    fn cause_of_missing<'c>(
        &'c self,
        own: Option<&str>,
        outcome: &Outcome<'_>,
        test: &'c Test,
    ) -> Option<TrustCause<'c>> {
        if !matches!(outcome.why, Why::Missing) || outcome.result != Tri::No {
            return None;
        }
        let (prefix, key) = (self.prefix, test.key.written.as_str());
        match own {
            Some("environment") => Some(TrustCause::NoEnvironment),
            Some(_) => None,
            None if !key.contains(':') => Some(TrustCause::KeyWithoutIssuer { prefix, key }),
            None => of_some_issuer(&test.key.lower).then(|| {
                let claim = key.rsplit(':').next().unwrap_or("");
                TrustCause::KeyOfOtherIssuer { prefix, claim }
            }),
        }
    }

    /// What would let this token in and no other: a value for the one test that does not hold, where the subject is then
    /// the only one that the statement newly admits.
    fn admit(&self, tested: &Tested<'_>, tests: &mut [TestReport]) {
        if tested.statement.effect != Effect::Allow {
            return;
        }
        let mut failing = tests.iter_mut().filter(|test| test.result != TestResult::Match);
        let (Some(lacking), None) = (failing.next(), failing.next()) else { return };
        let mut conditions = tested.conditions();
        let failing = conditions
            .find(|(placed, outcome)| placed.pointer == lacking.pointer && outcome.result == Tri::No);
        let Some((placed, _)) = failing else { return };
        let test = &placed.value;
        let context = tested.request.context;
        let subject = format!("{}sub", self.lower_prefix);
        let own = test.key.lower.starts_with(&self.lower_prefix);
        let on_subject = |placed: &&Placed<Test>| placed.value.key.lower == subject;
        let mut subjects = tested.statement.conditions.iter().filter(on_subject);
        let pinned = test.key.lower == subject || subjects.any(|one| admit::pins(&one.value, context));
        let Values::One(value) = tested.found(test) else { return };
        if value.len() > MAX_SHOWN {
            return;
        }
        let of_subject = (test.key.lower == subject).then_some(value);
        if own && pinned && !cause::may_be_meant(lacking.cause.as_ref(), &test.written, of_subject) {
            lacking.admits = admit::exact(test, value, context);
        }
    }
}

/// What a token comes with.
const ACTION: &str = "sts:AssumeRoleWithWebIdentity";

fn action(tested: &Tested<'_>, placed: &Placed<ActionElement>, outcome: &Outcome<'_>) -> TestReport {
    let cause = lacks(tested, outcome).then(|| cause::of_action(tested.statement)).flatten();
    TestReport {
        message: words::action(outcome, ACTION),
        cause: cause.map(|cause| cause.worded()),
        expected: placed.value.written.clone(),
        actual: Some(ACTION.to_owned()),
        ..blank(Element::Action, outcome, placed)
    }
}

/// Whether an Allow statement lacks this part.
fn lacks(tested: &Tested<'_>, outcome: &Outcome<'_>) -> bool {
    tested.statement.effect == Effect::Allow && outcome.result == Tri::No
}

fn blank<T>(element: Element, outcome: &Outcome<'_>, placed: &Placed<T>) -> TestReport {
    TestReport {
        element,
        operator: None,
        key: None,
        result: result(outcome.result),
        message: String::new(),
        expected: Vec::new(),
        actual: None,
        line: placed.line(),
        pointer: placed.pointer.clone(),
        alignment: None,
        cause: None,
        admits: None,
    }
}

fn result(result: Tri) -> TestResult {
    match result {
        Tri::Yes => TestResult::Match,
        Tri::No => TestResult::NoMatch,
        Tri::Unknown => TestResult::Undetermined,
    }
}

/// What an allowed token owes to the protection of a branch: a pattern that pins a workflow to a branch is worth as much
/// as the rules of that branch.
pub(super) fn protected_branches(statements: &[StatementReport]) -> Vec<Premise> {
    let mut out = Vec::new();
    let holding = statements.iter().filter(|statement| statement.result == TestResult::Match);
    for text in holding.flat_map(|statement| &statement.tests).flat_map(|test| &test.expected) {
        let Some((before, branch)) = text.split_once("@refs/heads/") else { continue };
        let branch = branch.split(':').next().unwrap_or(branch);
        let path = before.rsplit(':').next().unwrap_or(before);
        let repository = path.split("/.github/").next().unwrap_or(path);
        let premise = words::protected(branch, repository);
        if !out.contains(&premise) {
            out.push(premise);
        }
    }
    out
}
