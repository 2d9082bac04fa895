//! What a condition key is to a token: whether AWS fills it, and why not.

use super::keys;
use super::token::{PreparedToken, ProviderRequest};
use crate::aws::condition::{Test, Why};
use crate::github::IssuerPlatform;
use crate::knowledge::sts::{ClaimKey, claim_keys, is_of_every_provider};

/// What a condition key is to a token.
#[derive(Clone, Copy)]
pub(in crate::aws) enum Standing<'k> {
    /// AWS fills it from this claim.
    Filled(&'static ClaimKey<'static>),
    /// AWS fills it from this claim, but not yet on the day that is asked about.
    FilledLater(&'static ClaimKey<'static>),
    /// AWS fills few keys of an Enterprise Server, and not this one.
    NotOfServer,
    /// AWS has no key for this claim.
    NotAKey(&'k str),
    /// It belongs to another issuer; `prefix` is what this token's keys start with.
    OtherIssuer { key: &'k str, prefix: &'k str },
    /// No request with a token has it, for this reason.
    Never { key: &'k str, why: &'static str },
    /// There is nothing to say of it.
    Usual,
}

impl<'k> Standing<'k> {
    /// Of the key of a test; `own` is the claim that it is of, for a key of the token's issuer, and `prefix` what such keys
    /// start with.
    pub(super) fn of(
        token: &PreparedToken,
        request: &ProviderRequest,
        test: &'k Test,
        why: Why<'_>,
        own: Option<&'k str>,
        prefix: &'k str,
    ) -> Standing<'k> {
        let missing = matches!(why, Why::Missing);
        let Some(claim) = own else {
            let key = test.key.written.as_str();
            return match keys::never(&test.key) {
                _ if !missing => Standing::Usual,
                _ if of_some_issuer(&test.key.lower) => Standing::OtherIssuer { key, prefix },
                Some(why) => Standing::Never { key, why },
                None => Standing::Usual,
            };
        };
        let platform = token.issuer.platform();
        match claim_keys().iter().find(|row| row.claim == claim) {
            Some(row) if platform != IssuerPlatform::Other && !token.fills(row) => {
                if platform == IssuerPlatform::Ghes {
                    Standing::NotOfServer
                } else {
                    Standing::FilledLater(row)
                }
            }
            // Elsewhere AWS documents nothing of these keys.
            Some(_) if !request.provider.starts_with("arn:aws:") => Standing::Usual,
            Some(row) if token.fills(row) => Standing::Filled(row),
            None if missing && !is_of_every_provider(claim) => Standing::NotAKey(claim),
            Some(_) | None => Standing::Usual,
        }
    }

    /// Whether AWS never fills the key, so that a test of it has one answer for every token.
    pub(super) fn is_never_filled(self) -> bool {
        !matches!(self, Standing::Filled(_) | Standing::Usual)
    }
}

/// Whether a key starts with the host of an identity provider, or with nothing at all, as no key does.
pub(super) fn of_some_issuer(key: &str) -> bool {
    key.split_once(':').is_none_or(|(prefix, _)| prefix.contains('.'))
}
