//! The known causes in sentences, each with its code.

use crate::aws::cause::Cause;
use crate::aws::trust::cause::{RefKind, TrustCause};
use crate::codes::{self, Code};
use crate::text::quote;

impl TrustCause<'_> {
    /// As a report carries it.
    pub(in crate::aws) fn worded(&self) -> Cause {
        Cause::new(self.code(), self.sentence())
    }

    fn code(&self) -> &'static Code {
        match self {
            TrustCause::OtherActor { .. } => codes::KEY_ACTOR_MISMATCH,
            TrustCause::SubjectUnderAudience => codes::KEY_WRONG_SUFFIX,
            TrustCause::OtherAudience { .. } => codes::AUD_POLICY_MISMATCH,
            TrustCause::LiteralWildcard { subject: true, .. } => codes::SUB_LITERAL_WILDCARD,
            TrustCause::LiteralWildcard { .. } => codes::KEY_LITERAL_WILDCARD,
            TrustCause::LetterCase { subject: true, .. } => codes::SUB_CASE,
            TrustCause::LetterCase { .. } => codes::KEY_CASE,
            TrustCause::NoContext { .. } => codes::SUB_NO_CONTEXT,
            TrustCause::IdsInSubject { .. } | TrustCause::IdsInPolicy { .. } => codes::SUB_IMMUTABLE_FORMAT,
            TrustCause::Caller { .. } => codes::SUB_CALLER,
            TrustCause::Host { .. } => codes::SUB_HOST_IN_REPO,
            TrustCause::InventedShape => codes::SUB_INVENTED_SHAPE,
            TrustCause::EnvironmentForContext { .. } => codes::SUB_ENV_REPLACES_REF,
            TrustCause::EnvironmentMissing { .. } => codes::SUB_ENV_MISSING,
            TrustCause::EscapedColon => codes::SUB_ESCAPED_COLON,
            TrustCause::OtherEnvironment { .. } => codes::SUB_ENV_NAME,
            TrustCause::PullRequestForRef | TrustCause::RefForPullRequest { .. } => codes::SUB_PULL_REQUEST,
            TrustCause::MergeQueue { .. } => codes::SUB_MERGE_QUEUE,
            TrustCause::OtherRefKind { .. } => codes::SUB_REF_KIND,
            TrustCause::OtherRef { .. } => codes::SUB_BRANCH_MISMATCH,
            TrustCause::WorkflowAtOtherRef { .. } if self.is_by_commit() => codes::SUB_JWR_SHA,
            TrustCause::WorkflowAtOtherRef { by_key: true, .. }
            | TrustCause::NotThroughWorkflow { by_key: true, .. }
            | TrustCause::OtherWorkflow { .. } => codes::KEY_JWR_MISMATCH,
            TrustCause::WorkflowAtOtherRef { .. } => codes::SUB_JWR_REF,
            TrustCause::NotThroughWorkflow { .. } => codes::SUB_JWR_DIRECT,
            TrustCause::SegmentOrder { .. } => codes::SUB_KEY_ORDER,
            TrustCause::NotInTemplate { .. } => codes::SUB_CUSTOMIZATION_NOT_ACTIVE,
            TrustCause::AddedByTemplate { .. } => codes::SUB_CUSTOMIZED_TOKEN,
            TrustCause::NotProvider { .. } => codes::PRINCIPAL_NOT_PROVIDER,
            TrustCause::Chained { .. } => codes::CHAIN_FLAG_MISSING,
            TrustCause::ProviderElsewhere { .. } => codes::PROVIDER_ARN_WRONG_ACCOUNT,
            TrustCause::ProviderWithSlash { .. } => codes::PROVIDER_ARN_MALFORMED,
            TrustCause::ProviderOfOtherIssuer { .. } => codes::PRINCIPAL_OTHER_ISSUER,
            TrustCause::OtherAction => codes::ACTION_NOT_WEB_IDENTITY,
            TrustCause::NoEnvironment => codes::KEY_ENVIRONMENT_ABSENT,
            TrustCause::KeyWithoutIssuer { .. } => codes::KEY_PREFIX_MISSING,
            TrustCause::KeyOfOtherIssuer { .. } => codes::KEY_PREFIX_WRONG,
        }
    }

    #[expect(clippy::too_many_lines, reason = "one sentence for each cause")]
    fn sentence(&self) -> String {
        match self {
            TrustCause::OtherActor { found } => {
                format!("`{}` started this run, and the policy names somebody else", quote(found))
            }
            TrustCause::SubjectUnderAudience => {
                "the policy tests the audience with the text of a subject: that belongs under the key of `sub`".to_owned()
            }
            TrustCause::OtherAudience { wanted, found } => format!(
                "the job asks for the audience `{}`, and the policy wants `{}`; the step that asks for the token chooses it",
                quote(found),
                quote(wanted)
            ),
            TrustCause::LiteralWildcard { test, .. } => format!(
                "`*` and `?` are characters like any other under `{}`, and the token's value has others in their place",
                test.name
            ),
            TrustCause::LetterCase { test, .. } => format!(
                "they differ only in upper and lower case, which `{}` tells apart; a token has names as GitHub stores them",
                test.name
            ),
            TrustCause::NoContext { rest } => format!(
                "the policy's value ends after the repository; every default subject goes on, here with `{}`",
                quote(rest)
            ),
            TrustCause::IdsInSubject { found } => format!(
                "the subject names owner and repository with their ids, `{}`, as GitHub does for repositories created, renamed or \
                 transferred after 2026-07-15 and for those that opted in; the policy names them without",
                quote(found)
            ),
            TrustCause::IdsInPolicy { found } => format!(
                "the policy names owner and repository with their ids, and the subject of this repository has none: `{}`",
                quote(found)
            ),
            TrustCause::Caller { found, called } => format!(
                "a subject names the repository that calls, `{}`, and not `{}`, which has the reusable workflow",
                quote(found),
                quote(called)
            ),
            TrustCause::Host { found, host } => format!(
                "a subject names owner and repository only, `{}`, without the host `{}`",
                quote(found),
                quote(host)
            ),
            TrustCause::InventedShape => {
                "the policy wants `environment:` and `ref:` in one subject; a default subject has no `ref:` part beside \
                 `environment:`"
                    .to_owned()
            }
            TrustCause::EnvironmentForContext { environment, wanted } => format!(
                "the job names the environment `{}`, which stands in its subject in the place of `{wanted}`",
                quote(environment)
            ),
            TrustCause::EnvironmentMissing { found } => format!(
                "the policy wants an environment, and the job names none: its subject has `{found}` in that place"
            ),
            TrustCause::EscapedColon => {
                "GitHub writes a colon inside a value of a subject as `%3A`".to_owned()
            }
            TrustCause::OtherEnvironment { wanted, found } => format!(
                "the job names the environment `{}`, and the policy wants `{}`",
                quote(found),
                quote(wanted)
            ),
            TrustCause::PullRequestForRef => {
                "the subject of a pull request has `pull_request` in the place of the ref, and names no branch".to_owned()
            }
            TrustCause::RefForPullRequest { found } => {
                format!("the policy wants a pull request, and the job runs on the ref `{}`", quote(found))
            }
            TrustCause::MergeQueue { found } => {
                format!("the run is of the merge queue, whose branch is temporary: `{}`", quote(found))
            }
            TrustCause::OtherRefKind { wanted, kind, found } => format!(
                "the job runs on {}, `{}`, and the policy wants {}",
                of_kind(*kind),
                quote(found),
                of_kind(*wanted)
            ),
            TrustCause::OtherRef { wanted, found } => {
                format!("the job runs on `{}`, and the policy wants `{}`", quote(found), quote(wanted))
            }
            TrustCause::WorkflowAtOtherRef { wanted, found, .. } => format!(
                "the job calls the shared workflow {}, `{}`, and the policy wants it at `{}`",
                if self.is_by_commit() { "by its commit" } else { "at another ref" },
                quote(found),
                quote(wanted)
            ),
            TrustCause::NotThroughWorkflow { wanted, found, .. } => format!(
                "the job is written in a workflow of its own repository, `{}`, and does not come through the shared workflow \
                 `{}`, which it has to call with `uses:`",
                quote(found),
                quote(wanted)
            ),
            TrustCause::OtherWorkflow { wanted, found } => {
                format!("the job's workflow is `{}`, and the policy wants `{}`", quote(found), quote(wanted))
            }
            TrustCause::SegmentOrder { wanted, found } => format!(
                "a subject has its parts in the order of the template, {}, and the policy has {}",
                quote(&found.join(", ")),
                quote(&wanted.join(", "))
            ),
            TrustCause::NotInTemplate { claims } => format!(
                "the policy wants {} in the subject, and the template in force prints no such part: the repository has to opt in to \
                 it",
                listed(claims)
            ),
            TrustCause::AddedByTemplate { claims } => {
                format!("the subject follows a template of its own, which adds {}", listed(claims))
            }
            TrustCause::NotProvider { named, provider } => format!(
                "`{}` is a principal of AWS, and a job with a token is not one yet: its principal is `Federated`, `{provider}`",
                quote(named.text())
            ),
            TrustCause::Chained { named, statement } => format!(
                "statement {statement} lets `{}` in by `sts:AssumeRole`; a token does not come that way: assume that role first, \
                 and this one from it (role chaining)",
                quote(named.text())
            ),
            TrustCause::ProviderElsewhere { named } => format!(
                "`{}` is a provider of another account or partition; STS looks for it in the role's account only",
                quote(named)
            ),
            TrustCause::ProviderWithSlash { named } => {
                format!("the ARN of a provider has no slash at its end, as `{}` has", quote(named))
            }
            TrustCause::ProviderOfOtherIssuer { named, own } => {
                format!("`{}` is a provider of another issuer; this token's is `{}`", quote(named), quote(own))
            }
            TrustCause::OtherAction => {
                "a token comes by `sts:AssumeRoleWithWebIdentity`, and the statement allows another way in".to_owned()
            }
            TrustCause::NoEnvironment => {
                "the policy tests the environment, and the job names none, so its token has no such claim".to_owned()
            }
            TrustCause::KeyWithoutIssuer { prefix, key } => {
                format!("a key has the issuer before it: `{prefix}{}`", quote(key))
            }
            TrustCause::KeyOfOtherIssuer { prefix, claim } => {
                format!("the key is that of another issuer; of this token's it is `{prefix}{}`", quote(claim))
            }
        }
    }
}

fn of_kind(kind: RefKind) -> &'static str {
    match kind {
        RefKind::Branch => "a branch",
        RefKind::Tag => "a tag",
        RefKind::PullRequest => "a pull request",
    }
}

/// Names in backticks, one behind the other.
fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{}`", quote(name))).collect();
    names.join(", ")
}
