//! Why a test does not hold, in the words of what people meet: an environment in the place of a ref, ids in a subject, …
//!
//! Source: GitHub Docs, "OpenID Connect reference"; the public reports that `tests/vectors/aws/published-failures.jsonl`
//! names case by case.

use serde::Serialize;

use crate::aws::condition::{Comparison, Test};
use crate::aws::pattern::segments::{Kind, Segment, segments, without_ids};
use crate::aws::pattern::wildcard::Pattern;
use crate::aws::policy::{Action, Principal, PrincipalElement, Statement};
use crate::codes::{self, Code};
use crate::github::WorkflowRef;
use crate::names::is_commit;
use crate::text::quote;

/// Why a test does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Cause {
    /// Stable code.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub code: &'static Code,
    /// One sentence.
    pub message: String,
}

impl Cause {
    pub(super) fn new(code: &'static Code, message: impl Into<String>) -> Cause {
        Cause { code, message: message.into() }
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

impl Mismatch<'_> {
    /// The cause, for the key of this claim.
    pub(super) fn cause(&self, claim: &str) -> Option<Cause> {
        match claim {
            "sub" => self.of_subject(),
            "aud" => Some(self.of_audience()),
            "job_workflow_ref" => self.workflow(Some(codes::KEY_JWR_MISMATCH), self.pattern, self.value),
            "actor" => Some(Cause::new(
                codes::KEY_ACTOR_MISMATCH,
                format!("`{}` started this run, and the policy names somebody else", quote(self.value)),
            )),
            _ => self
                .literal_wildcard(codes::KEY_LITERAL_WILDCARD)
                .or_else(|| self.letter_case(codes::KEY_CASE)),
        }
    }

    fn like(&self) -> bool {
        self.test.operator.comparison == Comparison::StringLike
    }

    fn fits(&self, pattern: &str, value: &str) -> bool {
        if self.like() { Pattern::new(pattern).matches(value) } else { pattern == value }
    }

    fn of_audience(&self) -> Cause {
        if self.pattern.starts_with("repo:") {
            let message = "the policy tests the audience with the text of a subject: that belongs under the key of `sub`";
            return Cause::new(codes::KEY_WRONG_SUFFIX, message);
        }
        let message = format!(
            "the job asks for the audience `{}`, and the policy wants `{}`; the step that asks for the token chooses it",
            quote(self.value),
            quote(self.pattern)
        );
        Cause::new(codes::AUD_POLICY_MISMATCH, message)
    }

    fn literal_wildcard(&self, code: &'static Code) -> Option<Cause> {
        let wild = self.pattern.contains(['*', '?']) && !self.like();
        (wild && Pattern::new(self.pattern).matches(self.value)).then(|| {
            let message = format!(
                "`*` and `?` are characters like any other under `{}`, and the token's value has others in their place",
                self.test.name
            );
            Cause::new(code, message)
        })
    }

    fn letter_case(&self, code: &'static Code) -> Option<Cause> {
        let lower = |text: &str| text.to_ascii_lowercase();
        self.fits(&lower(self.pattern), &lower(self.value)).then(|| {
            let message = format!(
                "they differ only in upper and lower case, which `{}` tells apart; a token has names as GitHub stores them",
                self.test.name
            );
            Cause::new(code, message)
        })
    }

    fn of_subject(&self) -> Option<Cause> {
        if let Some(cause) =
            self.literal_wildcard(codes::SUB_LITERAL_WILDCARD).or_else(|| self.letter_case(codes::SUB_CASE))
        {
            return Some(cause);
        }
        let (wanted, found) = (segments(self.pattern), segments(self.value));
        let of_repository =
            |segments: &[Segment<'_>]| segments.iter().position(|one| one.kind == Kind::Repository);
        if let (Some(p), Some(v)) = (of_repository(&wanted), of_repository(&found)) {
            let (p, v) = (wanted.get(p)?, found.get(v)?);
            if !self.fits(p.value, v.value) {
                return self.repository(p.value, v.value);
            }
        }
        if let ([only], [_, next, ..]) = (wanted.as_slice(), found.as_slice())
            && only.kind == Kind::Repository
        {
            let rest = self.value.get(next.range.start..).unwrap_or("");
            let message = format!(
                "the policy's value ends after the repository; every default subject goes on, here with `{}`",
                quote(rest)
            );
            return Some(Cause::new(codes::SUB_NO_CONTEXT, message));
        }
        order(&wanted, &found)
            .or_else(|| self.context(&wanted, &found))
            .or_else(|| template(&wanted, &found, self.like()))
            .or_else(|| self.shared_workflow(&wanted, &found))
    }

    /// The repositories differ: by their ids, by a host, or they are two.
    fn repository(&self, wanted: &str, found: &str) -> Option<Cause> {
        if found.contains('@') && self.fits(wanted, &without_ids(found)) {
            let message = format!(
                "the subject names owner and repository with their ids, `{}`, as GitHub does for repositories created, renamed or \
                 transferred after 2026-07-15 and for those that opted in; the policy names them without",
                quote(found)
            );
            return Some(Cause::new(codes::SUB_IMMUTABLE_FORMAT, message));
        }
        if wanted.contains('@') && !found.contains('@') && self.fits(&without_ids(wanted), found) {
            let message = format!(
                "the policy names owner and repository with their ids, and the subject of this repository has none: `{}`",
                quote(found)
            );
            return Some(Cause::new(codes::SUB_IMMUTABLE_FORMAT, message));
        }
        let workflow = self.workflow.and_then(|workflow| workflow.parse::<WorkflowRef>().ok());
        if let Some(workflow) = workflow.filter(|workflow| self.fits(wanted, workflow.repository())) {
            let message = format!(
                "a subject names the repository that calls, `{}`, and not `{}`, which has the reusable workflow",
                quote(found),
                quote(workflow.repository())
            );
            return Some(Cause::new(codes::SUB_CALLER, message));
        }
        let path = wanted.strip_prefix("https://").unwrap_or(wanted);
        let (host, rest) = path.split_once('/')?;
        (host.contains('.') && self.fits(rest, found)).then(|| {
            let message = format!(
                "a subject names owner and repository only, `{}`, without the host `{}`",
                quote(found),
                quote(host)
            );
            Cause::new(codes::SUB_HOST_IN_REPO, message)
        })
    }

    /// The context of the job is of another kind, or another of its kind.
    fn context(&self, wanted: &[Segment<'_>], found: &[Segment<'_>]) -> Option<Cause> {
        let contexts = |segments: &[Segment<'_>]| -> Vec<(String, String)> {
            let one = |segment: &Segment<'_>| match segment.kind {
                Kind::Context(label) => Some((label.to_owned(), segment.value.to_owned())),
                _ => None,
            };
            segments.iter().filter_map(one).collect()
        };
        let (wanted, found) = (contexts(wanted), contexts(found));
        let ([(label, pattern), more @ ..], [(own, value)]) = (wanted.as_slice(), found.as_slice()) else {
            return None;
        };
        let value_shown = quote(value);
        if !more.is_empty() || (label == "environment" && own != "pull_request" && pattern.contains("ref:")) {
            let message = "the policy wants `environment:` and `ref:` in one subject; a default subject has no `ref:` part beside \
                           `environment:`";
            return Some(Cause::new(codes::SUB_INVENTED_SHAPE, message));
        }
        Some(match (label.as_str(), own.as_str()) {
            ("ref" | "pull_request", "environment") => Cause::new(
                codes::SUB_ENV_REPLACES_REF,
                format!(
                    "the job names the environment `{value_shown}`, which stands in its subject in the place of `{label}`"
                ),
            ),
            ("environment", "ref" | "pull_request") => Cause::new(
                codes::SUB_ENV_MISSING,
                format!(
                    "the policy wants an environment, and the job names none: its subject has `{own}` in that place"
                ),
            ),
            ("environment", _) if self.fits(&pattern.replace(':', "%3A"), value) => Cause::new(
                codes::SUB_ESCAPED_COLON,
                "GitHub writes a colon inside a value of a subject as `%3A`",
            ),
            ("environment", _) if !self.fits(pattern, value) => Cause::new(
                codes::SUB_ENV_NAME,
                format!(
                    "the job names the environment `{value_shown}`, and the policy wants `{}`",
                    quote(pattern)
                ),
            ),
            ("ref", "pull_request") => Cause::new(
                codes::SUB_PULL_REQUEST,
                "the subject of a pull request has `pull_request` in the place of the ref, and names no branch",
            ),
            ("pull_request", "ref") => Cause::new(
                codes::SUB_PULL_REQUEST,
                format!("the policy wants a pull request, and the job runs on the ref `{value_shown}`"),
            ),
            ("ref", _) if !self.fits(pattern, value) => self.reference(pattern, value),
            _ => return None,
        })
    }

    fn reference(&self, pattern: &str, value: &str) -> Cause {
        let kind = |text: &str| {
            let kinds =
                [("refs/heads/", "a branch"), ("refs/tags/", "a tag"), ("refs/pull/", "a pull request")];
            kinds.into_iter().find(|(start, _)| text.starts_with(start)).map(|(_, name)| name)
        };
        if value.starts_with("refs/heads/gh-readonly-queue/") {
            let message =
                format!("the run is of the merge queue, whose branch is temporary: `{}`", quote(value));
            return Cause::new(codes::SUB_MERGE_QUEUE, message);
        }
        match (kind(pattern), kind(value)) {
            (Some(wanted), Some(found)) if wanted != found => {
                let message =
                    format!("the job runs on {found}, `{}`, and the policy wants {wanted}", quote(value));
                Cause::new(codes::SUB_REF_KIND, message)
            }
            _ => {
                let message =
                    format!("the job runs on `{}`, and the policy wants `{}`", quote(value), quote(pattern));
                Cause::new(codes::SUB_BRANCH_MISMATCH, message)
            }
        }
    }

    /// The workflow that the subject names is another, or at another ref.
    fn shared_workflow(&self, wanted: &[Segment<'_>], found: &[Segment<'_>]) -> Option<Cause> {
        let of = |segments: &[Segment<'_>]| {
            let named = |one: &&Segment<'_>| one.kind == Kind::Claim("job_workflow_ref");
            segments.iter().find(named).map(|one| one.value.to_owned())
        };
        let (wanted, found) = (of(wanted)?, of(found)?);
        if self.fits(&wanted, &found) {
            return None;
        }
        self.workflow(None, &wanted, &found)
    }

    /// Two values of `job_workflow_ref`, as a key of its own with one code for all causes, or within a subject.
    fn workflow(&self, key: Option<&'static Code>, wanted: &str, found: &str) -> Option<Cause> {
        let workflow = found.parse::<WorkflowRef>().ok()?;
        let (file, reference) = wanted.rsplit_once('@')?;
        let own_file = format!("{}/{}", workflow.repository(), workflow.path());
        if self.fits(file, &own_file) {
            let (code, what) = if is_commit(workflow.reference()) {
                (codes::SUB_JWR_SHA, "by its commit")
            } else {
                (codes::SUB_JWR_REF, "at another ref")
            };
            let message = format!(
                "the job calls the shared workflow {what}, `{}`, and the policy wants it at `{}`",
                quote(workflow.reference()),
                quote(reference)
            );
            return Some(Cause::new(key.unwrap_or(code), message));
        }
        if self.repository == Some(workflow.repository()) {
            let message = format!(
                "the job is written in a workflow of its own repository, `{}`, and does not come through the shared workflow \
                 `{}`, which it has to call with `uses:`",
                quote(workflow.path()),
                quote(file)
            );
            return Some(Cause::new(key.unwrap_or(codes::SUB_JWR_DIRECT), message));
        }
        let message =
            format!("the job's workflow is `{}`, and the policy wants `{}`", quote(&own_file), quote(file));
        key.map(|code| Cause::new(code, message))
    }
}

/// The same segments in another order.
fn order(wanted: &[Segment<'_>], found: &[Segment<'_>]) -> Option<Cause> {
    let names = |segments: &[Segment<'_>]| -> Vec<String> {
        segments.iter().map(|one| one.kind.name().unwrap_or("*").to_owned()).collect()
    };
    let (wanted, found) = (names(wanted), names(found));
    let sorted = |names: &[String]| {
        let mut names = names.to_vec();
        names.sort_unstable();
        names
    };
    (wanted != found && sorted(&wanted) == sorted(&found)).then(|| {
        let message = format!(
            "a subject has its parts in the order of the template, {}, and the policy has {}",
            quote(&found.join(", ")),
            quote(&wanted.join(", "))
        );
        Cause::new(codes::SUB_KEY_ORDER, message)
    })
}

/// One side has claims that the other lacks: the subject follows another template than the policy thinks.
fn template(wanted: &[Segment<'_>], found: &[Segment<'_>], like: bool) -> Option<Cause> {
    let lacking = |these: &[Segment<'_>], those: &[Segment<'_>]| -> Vec<String> {
        let new = |one: &&Segment<'_>| {
            matches!(one.kind, Kind::Claim(_)) && those.iter().all(|known| known.kind != one.kind)
        };
        these
            .iter()
            .filter(new)
            .filter_map(|one| one.kind.name())
            .map(|name| format!("`{}`", quote(name)))
            .collect()
    };
    let missing = lacking(wanted, found);
    if !missing.is_empty() {
        let message = format!(
            "the policy wants {} in the subject, and the template in force prints no such part: the repository has to opt in to \
             it",
            missing.join(", ")
        );
        return Some(Cause::new(codes::SUB_CUSTOMIZATION_NOT_ACTIVE, message));
    }
    let open = like && wanted.iter().any(|one| one.kind == Kind::Any || one.value.ends_with('*'));
    let more = lacking(found, wanted);
    (!open && !more.is_empty()).then(|| {
        let message = format!("the subject follows a template of its own, which adds {}", more.join(", "));
        Cause::new(codes::SUB_CUSTOMIZED_TOKEN, message)
    })
}

/// Why the principal of an Allow statement is not the token's provider.
pub(super) fn of_principal(
    statement: &Statement,
    element: &PrincipalElement,
    provider: &str,
) -> Option<Cause> {
    let named = &element.principals;
    let first = named.first()?;
    let of_aws = |one: &Principal| matches!(one, Principal::Aws(_) | Principal::Account(_));
    if named.iter().all(of_aws) {
        let covers = |name: &'static str| statement.action.value.covers(&Action::known("sts", name));
        let who = first.describe();
        let who = quote(who.strip_prefix("AWS ").unwrap_or(&who));
        if covers("assumerolewithwebidentity") || !covers("assumerole") {
            let message = format!(
                "`{who}` is a principal of AWS, and a job with a token is none yet: its principal is `Federated`, `{provider}`"
            );
            return Some(Cause::new(codes::PRINCIPAL_NOT_PROVIDER, message));
        }
        let message = format!(
            "statement {} lets `{who}` in by `sts:AssumeRole`; a token does not come that way: assume that role first, and this one \
             from it (role chaining)",
            statement.index + 1
        );
        return Some(Cause::new(codes::CHAIN_FLAG_MISSING, message));
    }
    let arns = || {
        named.iter().filter_map(|one| match one {
            Principal::Federated(arn) => Some(arn.as_str()),
            _ => None,
        })
    };
    let path = |arn: &str| arn.split_once(":oidc-provider/").map(|(_, path)| path.to_owned());
    let own = path(provider)?;
    if let Some(arn) = arns().find(|arn| path(arn).as_deref() == Some(&own)) {
        let message = format!(
            "`{}` is a provider of another account or partition; STS looks for it in the role's account only",
            quote(arn)
        );
        return Some(Cause::new(codes::PROVIDER_ARN_WRONG_ACCOUNT, message));
    }
    if let Some(arn) = arns().find(|arn| path(arn).is_some_and(|path| path.trim_end_matches('/') == own)) {
        let message = format!("the ARN of a provider has no slash at its end, as `{}` has", quote(arn));
        return Some(Cause::new(codes::PROVIDER_ARN_MALFORMED, message));
    }
    let arn = arns().find(|arn| path(arn).is_some())?;
    let message =
        format!("`{}` is a provider of another issuer; this token's is `{}`", quote(arn), quote(&own));
    Some(Cause::new(codes::PRINCIPAL_OTHER_ISSUER, message))
}

/// Why the actions of an Allow statement do not cover the one that a token comes with.
pub(super) fn of_action(statement: &Statement) -> Option<Cause> {
    let trusts_provider = |one: &Principal| matches!(one, Principal::Federated(_));
    let named = statement.principal.iter().flat_map(|element| &element.value.principals);
    named.into_iter().any(trusts_provider).then(|| {
        let message =
            "a token comes by `sts:AssumeRoleWithWebIdentity`, and the statement allows another way in";
        Cause::new(codes::ACTION_NOT_WEB_IDENTITY, message)
    })
}
