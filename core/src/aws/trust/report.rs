//! The whole answer to "may this token take this role", as data.

use serde::Serialize;

use super::cases;
use super::cause::Cause;
use super::element::Element;
use super::needs;
use super::record::{Hanging, Part, Recorder};
use super::rejection::Rejection;
use super::token::{PreparedToken, ProviderRequest};
use super::{Decision, SET_SOURCE_IDENTITY, TAG_SESSION, TrustOptions, TrustPolicy, resource_control};
use crate::aws::condition::Outcome;
use crate::aws::evaluate::{self, Sink};
use crate::aws::layer::{Layer, NotExamined};
use crate::aws::lint;
use crate::aws::logic::{Tri, Verdict};
use crate::aws::need::Need;
use crate::aws::pattern::align::Alignment;
use crate::aws::policy::{Effect, PrincipalElement, Statement};
use crate::codes::{self, Code};
use crate::github::Claims;
use crate::knowledge::quotas::TRUST;
use crate::premise::{Finding, Grade, Premise};
use crate::text::quote;

/// Where a job is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Stage {
    /// STS turns the token away: issuer, audience, keys.
    Provider,
    /// The role's trust policy, or a resource control policy.
    TrustPolicy,
}

/// Why the verdict is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TrustReason {
    /// A statement allows and none denies.
    Allow,
    /// A Deny statement, or a resource control policy, matches.
    ExplicitDeny,
    /// No statement allows.
    ImplicitDeny,
    /// STS turns the token away before it reads the policy.
    TokenRejected,
    /// Something that decides is not known.
    Open,
}

/// Whether a part of a statement holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestResult {
    /// It does.
    Match,
    /// It does not.
    NoMatch,
    /// It depends on something that is not known, or that AWS does not document.
    Undetermined,
}

/// One part of a statement, tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TestReport {
    /// What is tested.
    pub element: Element,
    /// For a condition: its operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// For a condition: its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether it holds.
    pub result: TestResult,
    /// Why, in one sentence.
    pub message: String,
    /// What the policy gives.
    pub expected: Vec<String>,
    /// What the request has; absent for a missing or unknown key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// Line in the policy, from 1; absent for a policy given as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// JSON pointer in the policy.
    pub pointer: String,
    /// Pattern and value side by side, for a text comparison that fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alignment: Option<Alignment>,
    /// Why a test of an Allow statement does not hold, where that is one of the known causes. The JSON has it in the
    /// failures only.
    #[serde(skip)]
    pub cause: Option<Cause>,
    /// What to add to the values of this test so that this token is let in, and no other; `None` where no single value
    /// does. The JSON has it in the failures only.
    #[serde(skip)]
    pub admits: Option<String>,
}

/// One statement, tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StatementReport {
    /// Its number, from 1.
    pub number: usize,
    /// Its Sid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Allow or Deny.
    pub effect: Effect,
    /// Line in the policy, from 1; absent for a policy given as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Whether it applies to the request.
    pub result: TestResult,
    /// Every part, in order.
    pub tests: Vec<TestReport>,
}

/// One thing that keeps the token out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Failure {
    /// Where.
    pub stage: Stage,
    /// Stable code.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: &'static Code,
    /// One sentence.
    pub message: String,
    /// What fails.
    pub element: Element,
    /// For a condition: its operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// For a condition: its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Number of the statement, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<usize>,
    /// Line in the policy, from 1; absent for a policy given as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What would have passed.
    pub expected: Vec<String>,
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
    /// Why, where that is one of the known causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// What to add to the values of the test so that this token is let in, and no other; absent where no single value does.
    /// Whether it is to be let in is for the owner of the policy to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admits: Option<String>,
}

/// The answer of `check_trust`.
///
/// "Allowed" means by the documents given: `not_examined` lists what was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TrustReport {
    /// Whether the documents given let the token in.
    pub verdict: Verdict,
    /// Where it is decided; absent when the token gets in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Why.
    pub reason: TrustReason,
    /// What keeps the token out: the first stage first, then the statement that lacks least.
    pub failures: Vec<Failure>,
    /// What would settle an open verdict.
    pub needs: Vec<Need>,
    /// The assumptions and facts that the verdict depends on.
    pub premises: Vec<Premise>,
    /// What is worth knowing of policy and claims and changes no verdict.
    pub findings: Vec<Finding>,
    /// What was not examined.
    pub not_examined: Vec<NotExamined>,
    /// Every statement with every test.
    pub statements: Vec<StatementReport>,
}

pub(super) fn report(
    policy: &TrustPolicy,
    token: &PreparedToken,
    claims: &Claims,
    options: &TrustOptions,
) -> TrustReport {
    let Decision { verdict, reason } = policy.decide(token);
    let mut recorder = Recorder::new(token);
    let first =
        token.requests.first().map(|request| (request, policy.through(token, request, &mut recorder)));
    let statements = core::mem::take(&mut recorder.statements);
    let mut premises = core::mem::take(&mut recorder.premises);
    let mut findings = core::mem::take(&mut recorder.findings);
    findings.extend(self::findings(policy, claims));
    findings.extend(claims.findings());
    let mut failures: Vec<Failure> = token.rejections.iter().map(rejected).collect();
    let settled = match first {
        // Which keys make no difference is told of an answer alone.
        Some((request, one)) if one.verdict == Verdict::Undetermined && verdict != Verdict::Undetermined => {
            cases::decide(policy, token, request)
        }
        _ => None,
    };
    let keys = settled.as_ref().map(|(_, keys)| listed(keys));
    if verdict == Verdict::Denied {
        failures.extend(
            statements
                .iter()
                .filter(|s| s.effect == Effect::Deny && s.result == TestResult::Match)
                .map(denies),
        );
        failures.extend(beside_the_statements(policy, token));
        let denied = !failures.is_empty();
        failures.extend(shortfalls(&statements, denied));
        if let (true, Some(keys)) = (failures.is_empty(), &keys) {
            let message = format!("whatever {keys} may be, the policy does not let this token in");
            failures.push(failure(codes::DENIED_IN_EVERY_CASE, message, Element::Policy));
        }
        if failures.is_empty() {
            let message = "no statement of the policy allows anything: what is not allowed is denied";
            failures.push(failure(codes::NO_ALLOW, message.to_owned(), Element::Policy));
        }
    }
    let needs = if verdict == Verdict::Undetermined {
        let mut control = Hanging::default();
        if let Some(request) = token.requests.first() {
            resource_control(token, request, &mut control);
        }
        let mut parts = recorder.parts();
        parts.extend(control.parts.into_iter().filter(|part| !parts.contains(part)).collect::<Vec<_>>());
        needs::needs(policy, token, claims, options, &parts)
    } else {
        Vec::new()
    };
    if let (Verdict::Allowed, Some(keys)) = (verdict, &keys) {
        let text = format!("whatever {keys} may be, the policy lets this token in");
        premises.push(Premise::new(Grade::Inferred, text));
    }
    if verdict == Verdict::Allowed {
        premises.extend(super::record::branches(&statements));
    }
    let mut not_examined = vec![NotExamined::RolePermissions];
    if options.rcp == Layer::Omitted {
        not_examined.insert(0, NotExamined::Rcp);
    }
    TrustReport {
        verdict,
        stage: match verdict {
            Verdict::Allowed => None,
            _ if token.is_rejected() => Some(Stage::Provider),
            // The policies let it in, so that it hangs on whether STS takes it.
            Verdict::Undetermined if policy.by_policies(token).verdict == Verdict::Allowed => {
                Some(Stage::Provider)
            }
            _ => Some(Stage::TrustPolicy),
        },
        reason,
        failures,
        needs,
        premises: token.premises.iter().cloned().chain(premises).collect(),
        findings,
        not_examined,
        statements,
    }
}

/// Keys in words.
fn listed(keys: &[String]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| format!("`{}`", quote(key))).collect();
    keys.join(" and ")
}

/// What the response of STS holds of a subject.
const SUBJECT_IN_RESPONSE: usize = 255;

/// Odd things in policy and claims.
fn findings(policy: &TrustPolicy, claims: &Claims) -> Vec<Finding> {
    let mut out = Vec::new();
    let length = claims.text("sub").map_or(0, |sub| sub.chars().count());
    if length > SUBJECT_IN_RESPONSE {
        let message = format!(
            "the subject has {length} characters; the response of STS holds {SUBJECT_IN_RESPONSE}, and what becomes of a \
             longer one is not documented"
        );
        out.push(Finding::new(codes::SUBJECT_LONG, message).about("sub"));
    }
    let size = TRUST.counted(policy.document.length);
    if size > TRUST.usual {
        let message = format!(
            "the policy has {size} characters without white space; unless its quota was raised an account stores {}",
            TRUST.usual
        );
        out.push(Finding::new(codes::POLICY_LONG, message).about(String::new()));
    }
    out.extend(lint::findings(&policy.document));
    out
}

fn rejected(rejection: &Rejection) -> Failure {
    Failure {
        stage: Stage::Provider,
        code: rejection.code,
        message: rejection.message.clone(),
        element: rejection.element,
        operator: None,
        key: None,
        statement: None,
        line: None,
        expected: rejection.expected.clone(),
        actual: rejection.actual.clone(),
        cause: None,
        admits: None,
    }
}

fn failure(code: &'static Code, message: String, element: Element) -> Failure {
    Failure {
        stage: Stage::TrustPolicy,
        code,
        message,
        element,
        operator: None,
        key: None,
        statement: None,
        line: None,
        expected: Vec::new(),
        actual: None,
        cause: None,
        admits: None,
    }
}

/// How many tests of a Deny are told.
const TOLD: usize = 3;

/// The reasons of a Deny in one clause, behind a colon.
fn because(mut reasons: Vec<String>) -> String {
    let more = reasons.len().saturating_sub(TOLD);
    reasons.truncate(TOLD);
    if more > 0 {
        reasons.push(format!("and {more} more tests hold"));
    }
    if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) }
}

fn denies(statement: &StatementReport) -> Failure {
    let tests: Vec<&TestReport> = statement.tests.iter().filter(|test| test.key.is_some()).collect();
    let why = because(tests.iter().map(|test| test.message.clone()).collect());
    let only = if let [only] = tests[..] { Some(only) } else { None };
    Failure {
        statement: Some(statement.number),
        line: only.map_or(statement.line, |test| test.line),
        operator: only.and_then(|test| test.operator.clone()),
        key: only.and_then(|test| test.key.clone()),
        expected: only.map_or(Vec::new(), |test| test.expected.clone()),
        actual: only.and_then(|test| test.actual.clone()),
        ..failure(
            codes::EXPLICIT_DENY,
            format!("statement {} denies this token{why}", statement.number),
            Element::Statement,
        )
    }
}

/// Denials that no statement shows by itself: a resource control policy, or a second action that a token with session
/// tags or a source identity needs.
fn beside_the_statements(policy: &TrustPolicy, token: &PreparedToken) -> Vec<Failure> {
    let Some(request) = token.requests.first() else { return Vec::new() };
    let mut out = Vec::new();
    let mut control = Denying::of(request);
    if resource_control(token, request, &mut control).verdict == Verdict::Denied {
        let which = control.name();
        let message = format!("a resource control policy denies this token{which}{}", because(control.why()));
        out.push(failure(codes::EXPLICIT_DENY, message, Element::Policy));
    }
    for (asked, action, name, what) in [
        (token.tags, &TAG_SESSION, "sts:TagSession", "session tags"),
        (token.source_identity, &SET_SOURCE_IDENTITY, "sts:SetSourceIdentity", "a source identity"),
    ] {
        if asked != Tri::Yes {
            continue;
        }
        let mut denying = Denying::of(request);
        let one = match policy.grants(request, action, &mut denying).reason {
            TrustReason::ExplicitDeny => Failure {
                statement: denying.first.as_ref().map(|statement| statement.index + 1),
                line: denying.first.as_ref().and_then(|statement| statement.line()),
                ..failure(
                    codes::EXPLICIT_DENY,
                    format!("the token carries {what}, and the policy denies `{name}`{}", denying.name()),
                    Element::Statement,
                )
            },
            TrustReason::ImplicitDeny => Failure {
                expected: vec![name.to_owned()],
                ..failure(
                    codes::ACTION_MISSING,
                    format!("the token carries {what}, and the policy does not allow `{name}`"),
                    Element::Action,
                )
            },
            _ => continue,
        };
        out.push(one);
    }
    out
}

/// Notes the first Deny statement that applies.
struct Denying<'d> {
    request: &'d ProviderRequest,
    first: Option<Statement>,
}

impl Denying<'_> {
    fn of(request: &ProviderRequest) -> Denying<'_> {
        Denying { request, first: None }
    }

    /// The statement in brackets, by its Sid or its number.
    fn name(&self) -> String {
        self.first.as_ref().map_or_else(String::new, |statement| match &statement.sid {
            Some(sid) => format!(" (`{}`)", quote(sid)),
            None => format!(" (statement {})", statement.index + 1),
        })
    }

    /// What each of its tests holds for.
    fn why(&self) -> Vec<String> {
        let conditions = self.first.iter().flat_map(|statement| &statement.conditions);
        let tests = conditions.map(|placed| &placed.value);
        tests
            .map(|test| test.sentence(&test.evaluate(&self.request.context), &self.request.context))
            .collect()
    }
}

impl Sink for Denying<'_> {
    const COMPLETE: bool = false;

    fn part(&mut self, _: &Statement, _: evaluate::Part, _: Outcome<'_>) {}

    fn statement(&mut self, statement: &Statement, whole: Tri) {
        if whole == Tri::Yes && statement.effect == Effect::Deny && self.first.is_none() {
            self.first = Some(statement.clone());
        }
    }
}

/// What each Allow statement lacks, the one that lacks least first. Where something else keeps the token out, no value lets
/// it in.
fn shortfalls(statements: &[StatementReport], denied: bool) -> Vec<Failure> {
    let mut near: Vec<(usize, Vec<Failure>)> = Vec::new();
    for statement in
        statements.iter().filter(|s| s.effect == Effect::Allow && s.result == TestResult::NoMatch)
    {
        let lacking: Vec<Failure> = statement
            .tests
            .iter()
            .filter(|test| test.result == TestResult::NoMatch)
            .map(|test| Failure {
                operator: test.operator.clone(),
                key: test.key.clone(),
                statement: Some(statement.number),
                line: test.line,
                expected: test.expected.clone(),
                actual: test.actual.clone(),
                cause: test.cause.clone(),
                admits: test.admits.clone().filter(|_| !denied),
                ..failure(Part::failure_code(test), test.message.clone(), test.element)
            })
            .collect();
        near.push((lacking.len(), lacking));
    }
    near.sort_by_key(|(count, _)| *count);
    near.into_iter().flat_map(|(_, lacking)| lacking).collect()
}

/// The principals of an element, as written.
pub(super) fn principals(element: &PrincipalElement) -> Vec<String> {
    element.principals.iter().map(crate::aws::policy::Principal::describe).collect()
}
