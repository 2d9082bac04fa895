//! Shared identity providers, and what a trust policy must test to trust one (IAM User Guide, "Identity-provider controls
//! for shared OIDC providers", 2025-06).

/// A shared provider.
pub(crate) struct SharedProvider {
    /// Host and path as in the provider's ARN. GitHub's also stands for the issuers of single enterprises below it.
    pub(crate) provider: &'static str,
    /// Whether a path below it is the same provider.
    pub(crate) and_below: bool,
    /// What must be tested: a claim of the provider, or a key where it holds a colon.
    pub(crate) key: &'static str,
}

const fn row(provider: &'static str, key: &'static str) -> SharedProvider {
    SharedProvider { provider, and_below: false, key }
}

/// Every provider on the list.
pub(crate) const SHARED_PROVIDERS: &[SharedProvider] = &[
    SharedProvider { provider: "token.actions.githubusercontent.com", and_below: true, key: "sub" },
    row("vstoken.actions.githubusercontent.com", "sub"),
    row("oidc-configuration.audit-log.githubusercontent.com", "sub"),
    row("gitlab.com", "sub"),
    row("agent.buildkite.com", "sub"),
    row("app.terraform.io", "sub"),
    row("oidc.codefresh.io", "sub"),
    row("studio.datachain.ai/api", "sub"),
    row("scalr.io", "sub"),
    row("tokens.cloud.shisho.dev", "sub"),
    row("proidc.upbound.io", "sub"),
    row("cognito-identity.amazonaws.com", "aud"),
    row("api.pulumi.com/oidc", "aud"),
    row("sandboxes.cloud", "aud"),
    row("oidc.vercel.com", "aud"),
    row("sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d", "sts:RoleSessionName"),
];
