//! Shared identity providers, and what a trust policy must test to trust one (IAM User Guide, "Identity-provider controls
//! for shared OIDC providers", 2025-06).

use super::list::List;
use super::row::row;
use super::shelf::Shelf;

row! {
    /// A shared provider.
    SharedProvider<'a> {
        /// Host and path as in the provider's ARN. GitHub's also stands for the issuers of single enterprises below it.
        provider: &'a str,
        /// Whether a path below it is the same provider.
        and_below: bool,
        /// Of which one must be tested: claims of the provider, or keys where they hold a colon. The documented one first.
        keys: List<'a, &'a str>,
    }

    fn fault(&self) -> Option<&'static str> {
        self.keys.is_empty().then_some("give at least one key")
    }
}

const fn row(provider: &'static str, keys: &'static [&'static str]) -> SharedProvider<'static> {
    SharedProvider { provider, and_below: false, keys: List::Fixed(keys) }
}

/// The message of `CreateRole` names `sub` and `job_workflow_ref`; the page names only `sub`.
pub(crate) const WORKFLOW_KEY_SOURCE: &str = "the message of iam:CreateRole (Dashtid/subvectors, observations/2026-08-31/create-role-no-condition.json)";
/// `["repo:acme/x", "*"]` was stored, `["*", "repo:acme/x"]` was not.
pub(crate) const FIRST_VALUE_SOURCE: &str =
    "iam:CreateRole (Dashtid/subvectors, observations/2026-08-31 and 2026-09-01)";

/// Every provider on the list.
pub(crate) fn rows() -> &'static [SharedProvider<'static>] {
    IDENTITY_PROVIDERS.rows()
}

pub(super) const ROWS: &[SharedProvider<'static>] = &[
    SharedProvider {
        provider: "token.actions.githubusercontent.com",
        and_below: true,
        keys: List::Fixed(&["sub", "job_workflow_ref"]),
    },
    row("vstoken.actions.githubusercontent.com", &["sub"]),
    row("oidc-configuration.audit-log.githubusercontent.com", &["sub"]),
    row("gitlab.com", &["sub"]),
    row("agent.buildkite.com", &["sub"]),
    row("app.terraform.io", &["sub"]),
    row("oidc.codefresh.io", &["sub"]),
    row("studio.datachain.ai/api", &["sub"]),
    row("scalr.io", &["sub"]),
    row("tokens.cloud.shisho.dev", &["sub"]),
    row("proidc.upbound.io", &["sub"]),
    row("cognito-identity.amazonaws.com", &["aud"]),
    row("api.pulumi.com/oidc", &["aud"]),
    row("sandboxes.cloud", &["aud"]),
    row("oidc.vercel.com", &["aud"]),
    row("sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d", &["sts:RoleSessionName"]),
];

pub(super) static IDENTITY_PROVIDERS: Shelf<SharedProvider<'static>> = Shelf::new(ROWS);
