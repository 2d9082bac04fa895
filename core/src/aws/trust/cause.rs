//! Why a test does not hold, among what people meet: an environment in the place of a ref, ids in a subject, …
//!
//! Decided here and worded in [`words`](crate::aws::words). Source: GitHub Docs, "OpenID Connect reference"; the public
//! reports that `tests/vectors/aws/published-failures.jsonl` names case by case.

use crate::aws::cause::Cause;
use crate::aws::condition::{Comparison, Test};
use crate::aws::pattern::segments::{Kind, Segment, segments, without_ids};
use crate::aws::pattern::wildcard::Pattern;
use crate::aws::policy::{Action, Principal, PrincipalElement, Statement};
use crate::codes::{self, Code};
use crate::github::WorkflowRef;
use crate::names::is_commit;
use crate::sort::sort_by;

/// A known cause, with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) enum TrustCause<'c> {
    /// `actor` is another login.
    OtherActor {
        found: &'c str,
    },
    /// The text of a subject under the key of the audience.
    SubjectUnderAudience,
    OtherAudience {
        wanted: &'c str,
        found: &'c str,
    },
    /// A wildcard that the operator compares as text.
    LiteralWildcard {
        test: &'c Test,
        subject: bool,
    },
    LetterCase {
        test: &'c Test,
        subject: bool,
    },
    /// The policy ends after the repository, where the subject goes on with `rest`.
    NoContext {
        rest: &'c str,
    },
    /// The subject has ids and the policy has none.
    IdsInSubject {
        found: &'c str,
    },
    IdsInPolicy {
        found: &'c str,
    },
    /// The policy names the repository of the reusable workflow.
    Caller {
        found: &'c str,
        called: String,
    },
    /// The policy names the repository with a host.
    Host {
        found: &'c str,
        host: &'c str,
    },
    /// An environment and a ref in one subject.
    InventedShape,
    EnvironmentForContext {
        environment: &'c str,
        wanted: &'c str,
    },
    EnvironmentMissing {
        found: &'c str,
    },
    EscapedColon,
    OtherEnvironment {
        wanted: &'c str,
        found: &'c str,
    },
    /// A ref is wanted, and the run is of a pull request.
    PullRequestForRef,
    RefForPullRequest {
        found: &'c str,
    },
    MergeQueue {
        found: &'c str,
    },
    /// A branch where a tag is wanted, and the like.
    OtherRefKind {
        wanted: RefKind,
        kind: RefKind,
        found: &'c str,
    },
    OtherRef {
        wanted: &'c str,
        found: &'c str,
    },
    /// The shared workflow, called at another ref; `by_key` where a key of its own is tested.
    WorkflowAtOtherRef {
        wanted: &'c str,
        found: String,
        by_key: bool,
    },
    /// A workflow of the job's own repository in the place of the shared one.
    NotThroughWorkflow {
        wanted: &'c str,
        found: String,
        by_key: bool,
    },
    OtherWorkflow {
        wanted: &'c str,
        found: String,
    },
    /// The same segments in another order.
    SegmentOrder {
        wanted: Vec<&'c str>,
        found: Vec<&'c str>,
    },
    /// Claims that the template in force does not print.
    NotInTemplate {
        claims: Vec<&'c str>,
    },
    /// Claims that the template adds.
    AddedByTemplate {
        claims: Vec<&'c str>,
    },
    /// A principal of AWS in the place of the provider.
    NotProvider {
        named: &'c Principal,
        provider: &'c str,
    },
    /// A role that another role is to assume.
    Chained {
        named: &'c Principal,
        statement: usize,
    },
    ProviderElsewhere {
        named: &'c str,
    },
    ProviderWithSlash {
        named: &'c str,
    },
    ProviderOfOtherIssuer {
        named: &'c str,
        own: &'c str,
    },
    /// A provider is trusted, and another action allowed.
    OtherAction,
    /// The environment is tested, and the token has no such claim.
    NoEnvironment,
    /// A key without an issuer; `prefix` is that of the token's.
    KeyWithoutIssuer {
        prefix: &'c str,
        key: &'c str,
    },
    KeyOfOtherIssuer {
        prefix: &'c str,
        claim: &'c str,
    },
}

/// What a ref is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::aws) enum RefKind {
    Branch,
    Tag,
    PullRequest,
}

impl RefKind {
    fn of(text: &str) -> Option<RefKind> {
        let kinds = [
            ("refs/heads/", RefKind::Branch),
            ("refs/tags/", RefKind::Tag),
            ("refs/pull/", RefKind::PullRequest),
        ];
        kinds.into_iter().find(|(start, _)| text.starts_with(start)).map(|(_, kind)| kind)
    }
}

/// Causes for which no value is offered: what it would let in is another workflow, kind of ref or person than the policy
/// names, and the denial may well be meant.
const MEANT: &[&Code] = &[
    codes::SUB_JWR_DIRECT,
    codes::SUB_JWR_REF,
    codes::SUB_REF_KIND,
    codes::SUB_PULL_REQUEST,
    codes::SUB_MERGE_QUEUE,
    codes::SUB_CUSTOMIZATION_NOT_ACTIVE,
    codes::KEY_JWR_MISMATCH,
    codes::KEY_ACTOR_MISMATCH,
];

/// Whether a denial may well be meant: the policy names another owner, workflow, kind of ref or person.
pub(super) fn may_be_meant(cause: Option<&Cause>, written: &[String], subject: Option<&str>) -> bool {
    let owner = |text: &str| {
        let own = segments(text).into_iter().find(|segment| segment.kind == Kind::Repository)?;
        let name = own.value.split(['/', '@']).next()?;
        Some(name.to_ascii_lowercase())
    };
    let own = subject.and_then(owner);
    let same = |pattern: &String| match (owner(pattern), &own) {
        (Some(wanted), Some(own)) => Pattern::new(&wanted).matches(own) || wanted.contains('.'),
        _ => true,
    };
    let caller = cause.is_some_and(|cause| cause.code == codes::SUB_CALLER);
    cause.is_some_and(|cause| MEANT.contains(&cause.code)) || !(caller || written.iter().any(same))
}

/// A pattern of the policy and the value of the token that it does not fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mismatch<'m> {
    pub(super) test: &'m Test,
    /// The nearest of the test's values.
    pub(super) pattern: &'m str,
    pub(super) value: &'m str,
    /// The repository that the job runs in, where it is known.
    pub(super) repository: Option<&'m str>,
    /// The workflow that the job is written in, where it is known.
    pub(super) workflow: Option<&'m str>,
}

impl<'m> Mismatch<'m> {
    /// The cause, for the key of this claim.
    pub(super) fn cause(&self, claim: &str) -> Option<TrustCause<'m>> {
        match claim {
            "sub" => self.of_subject(),
            "aud" if self.pattern.starts_with("repo:") => Some(TrustCause::SubjectUnderAudience),
            "aud" => Some(TrustCause::OtherAudience { wanted: self.pattern, found: self.value }),
            "job_workflow_ref" => self.of_workflow(true, self.pattern, self.value),
            "actor" => Some(TrustCause::OtherActor { found: self.value }),
            _ => self.of_text(false),
        }
    }

    fn like(&self) -> bool {
        self.test.operator.comparison == Comparison::StringLike
    }

    fn fits(&self, pattern: &str, value: &str) -> bool {
        if self.like() { Pattern::new(pattern).matches(value) } else { pattern == value }
    }

    /// What may be wrong with any text: a wildcard that is none, and the case of letters.
    fn of_text(&self, subject: bool) -> Option<TrustCause<'m>> {
        let wild = self.pattern.contains(['*', '?']) && !self.like();
        if wild && Pattern::new(self.pattern).matches(self.value) {
            return Some(TrustCause::LiteralWildcard { test: self.test, subject });
        }
        let lower = |text: &str| text.to_ascii_lowercase();
        self.fits(&lower(self.pattern), &lower(self.value))
            .then_some(TrustCause::LetterCase { test: self.test, subject })
    }

    fn of_subject(&self) -> Option<TrustCause<'m>> {
        if let Some(cause) = self.of_text(true) {
            return Some(cause);
        }
        let (wanted, found) = (segments(self.pattern), segments(self.value));
        let of_repository =
            |segments: &[Segment<'_>]| segments.iter().position(|one| one.kind == Kind::Repository);
        if let (Some(p), Some(v)) = (of_repository(&wanted), of_repository(&found)) {
            let (p, v) = (wanted.get(p)?, found.get(v)?);
            if !self.fits(p.value, v.value) {
                return self.of_repository(p.value, v.value);
            }
        }
        if let ([only], [_, next, ..]) = (wanted.as_slice(), found.as_slice())
            && only.kind == Kind::Repository
        {
            let rest = self.value.get(next.range.start..).unwrap_or("");
            return Some(TrustCause::NoContext { rest });
        }
        order(&wanted, &found)
            .or_else(|| self.of_context(&wanted, &found))
            .or_else(|| template(&wanted, &found, self.like()))
            .or_else(|| self.of_shared_workflow(&wanted, &found))
    }

    /// The repositories differ: by their ids, by a host, or they are two.
    fn of_repository(&self, wanted: &'m str, found: &'m str) -> Option<TrustCause<'m>> {
        if found.contains('@') && self.fits(wanted, &without_ids(found)) {
            return Some(TrustCause::IdsInSubject { found });
        }
        if wanted.contains('@') && !found.contains('@') && self.fits(&without_ids(wanted), found) {
            return Some(TrustCause::IdsInPolicy { found });
        }
        let workflow = self.workflow.and_then(|workflow| workflow.parse::<WorkflowRef>().ok());
        if let Some(workflow) = workflow.filter(|workflow| self.fits(wanted, workflow.repository())) {
            return Some(TrustCause::Caller { found, called: workflow.repository().to_owned() });
        }
        let path = wanted.strip_prefix("https://").unwrap_or(wanted);
        let (host, rest) = path.split_once('/')?;
        (host.contains('.') && self.fits(rest, found)).then_some(TrustCause::Host { found, host })
    }

    /// The context of the job is of another kind, or another of its kind.
    fn of_context(&self, wanted: &[Segment<'m>], found: &[Segment<'m>]) -> Option<TrustCause<'m>> {
        let contexts = |segments: &[Segment<'m>]| -> Vec<(&'m str, &'m str)> {
            let one = |segment: &Segment<'m>| match segment.kind {
                Kind::Context(label) => Some((label, segment.value)),
                _ => None,
            };
            segments.iter().filter_map(one).collect()
        };
        let (wanted, found) = (contexts(wanted), contexts(found));
        let (&[(label, pattern), ref more @ ..], &[(own, value)]) = (wanted.as_slice(), found.as_slice())
        else {
            return None;
        };
        let beside = label == "environment" && own != "pull_request" && pattern.contains("ref:");
        if !more.is_empty() || beside {
            return Some(TrustCause::InventedShape);
        }
        Some(match (label, own) {
            ("ref" | "pull_request", "environment") => {
                TrustCause::EnvironmentForContext { environment: value, wanted: label }
            }
            ("environment", "ref" | "pull_request") => TrustCause::EnvironmentMissing { found: own },
            ("environment", _) if self.fits(&pattern.replace(':', "%3A"), value) => TrustCause::EscapedColon,
            ("environment", _) if !self.fits(pattern, value) => {
                TrustCause::OtherEnvironment { wanted: pattern, found: value }
            }
            ("ref", "pull_request") => TrustCause::PullRequestForRef,
            ("pull_request", "ref") => TrustCause::RefForPullRequest { found: value },
            ("ref", _) if !self.fits(pattern, value) => of_ref(pattern, value),
            _ => return None,
        })
    }

    /// The workflow that the subject names is another, or at another ref.
    fn of_shared_workflow(&self, wanted: &[Segment<'m>], found: &[Segment<'m>]) -> Option<TrustCause<'m>> {
        let of = |segments: &[Segment<'m>]| {
            let named = |one: &&Segment<'m>| one.kind == Kind::Claim("job_workflow_ref");
            segments.iter().find(named).map(|one| one.value)
        };
        let (wanted, found) = (of(wanted)?, of(found)?);
        if self.fits(wanted, found) { None } else { self.of_workflow(false, wanted, found) }
    }

    /// Two values of `job_workflow_ref`, as a key of its own or within a subject.
    fn of_workflow(&self, by_key: bool, wanted: &'m str, found: &str) -> Option<TrustCause<'m>> {
        let workflow = found.parse::<WorkflowRef>().ok()?;
        let (file, wanted_ref) = wanted.rsplit_once('@')?;
        let own_file = format!("{}/{}", workflow.repository(), workflow.path());
        if self.fits(file, &own_file) {
            let found = workflow.reference().to_owned();
            return Some(TrustCause::WorkflowAtOtherRef { wanted: wanted_ref, found, by_key });
        }
        if self.repository == Some(workflow.repository()) {
            let found = workflow.path().to_owned();
            return Some(TrustCause::NotThroughWorkflow { wanted: file, found, by_key });
        }
        by_key.then_some(TrustCause::OtherWorkflow { wanted: file, found: own_file })
    }
}

fn of_ref<'m>(wanted: &'m str, found: &'m str) -> TrustCause<'m> {
    if found.starts_with("refs/heads/gh-readonly-queue/") {
        return TrustCause::MergeQueue { found };
    }
    match (RefKind::of(wanted), RefKind::of(found)) {
        (Some(wanted), Some(kind)) if wanted != kind => TrustCause::OtherRefKind { wanted, kind, found },
        _ => TrustCause::OtherRef { wanted, found },
    }
}

/// The same segments in another order.
fn order<'m>(wanted: &[Segment<'m>], found: &[Segment<'m>]) -> Option<TrustCause<'m>> {
    let names = |segments: &[Segment<'m>]| -> Vec<&'m str> {
        segments.iter().map(|one| one.kind.name().unwrap_or("*")).collect()
    };
    let (wanted, found) = (names(wanted), names(found));
    let sorted = |names: &[&'m str]| {
        let mut names = names.to_vec();
        sort_by(&mut names, Ord::cmp);
        names
    };
    let same = wanted != found && sorted(&wanted) == sorted(&found);
    same.then_some(TrustCause::SegmentOrder { wanted, found })
}

/// One side has claims that the other lacks: the subject follows another template than the policy thinks.
fn template<'m>(wanted: &[Segment<'m>], found: &[Segment<'m>], like: bool) -> Option<TrustCause<'m>> {
    let lacking = |these: &[Segment<'m>], those: &[Segment<'m>]| -> Vec<&'m str> {
        let new = |one: &&Segment<'m>| {
            matches!(one.kind, Kind::Claim(_)) && those.iter().all(|known| known.kind != one.kind)
        };
        these.iter().filter(new).filter_map(|one| one.kind.name()).collect()
    };
    let missing = lacking(wanted, found);
    if !missing.is_empty() {
        return Some(TrustCause::NotInTemplate { claims: missing });
    }
    let open = like && wanted.iter().any(|one| one.kind == Kind::Any || one.value.ends_with('*'));
    let more = lacking(found, wanted);
    (!open && !more.is_empty()).then_some(TrustCause::AddedByTemplate { claims: more })
}

impl TrustCause<'_> {
    /// Whether the shared workflow is called by its commit.
    pub(in crate::aws) fn is_by_commit(&self) -> bool {
        matches!(self, TrustCause::WorkflowAtOtherRef { found, .. } if is_commit(found))
    }
}

/// Why the principal of an Allow statement is not the token's provider.
pub(super) fn of_principal<'c>(
    statement: &'c Statement,
    element: &'c PrincipalElement,
    provider: &'c str,
) -> Option<TrustCause<'c>> {
    let named = &element.principals;
    let first = named.first()?;
    let of_aws = |one: &Principal| matches!(one, Principal::Aws(_) | Principal::Account(_));
    if named.iter().all(|one| matches!(one, Principal::Service(_))) {
        return Some(TrustCause::NotProvider { named: first, provider });
    }
    if named.iter().all(of_aws) {
        let covers = |name: &'static str| statement.action.value.covers(&Action::known("sts", name));
        if covers("assumerolewithwebidentity") || !covers("assumerole") {
            return Some(TrustCause::NotProvider { named: first, provider });
        }
        return Some(TrustCause::Chained { named: first, statement: statement.index + 1 });
    }
    let arns = || {
        named.iter().filter_map(|one| match one {
            Principal::Federated(arn) => Some(arn.as_str()),
            _ => None,
        })
    };
    let path = |arn: &'c str| arn.split_once(":oidc-provider/").map(|(_, path)| path);
    let own = path(provider)?;
    if let Some(named) = arns().find(|arn| path(arn) == Some(own)) {
        return Some(TrustCause::ProviderElsewhere { named });
    }
    if let Some(named) = arns().find(|arn| path(arn).is_some_and(|path| path.trim_end_matches('/') == own)) {
        return Some(TrustCause::ProviderWithSlash { named });
    }
    let named = arns().find(|arn| path(arn).is_some())?;
    Some(TrustCause::ProviderOfOtherIssuer { named, own })
}

/// Why the actions of an Allow statement do not cover the one that a token comes with.
pub(super) fn of_action(statement: &Statement) -> Option<TrustCause<'static>> {
    let trusts_provider = |one: &Principal| matches!(one, Principal::Federated(_));
    let named = statement.principal.iter().flat_map(|element| &element.value.principals);
    named.into_iter().any(trusts_provider).then_some(TrustCause::OtherAction)
}
