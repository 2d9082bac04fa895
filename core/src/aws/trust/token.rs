//! A token that is ready to be evaluated: what STS found about it, and the request that it makes.

use super::keys;
use super::rejection::Rejection;
use crate::aws::condition::context::{Key, RequestContext, Values};
use crate::aws::layer::Layer;
use crate::aws::logic::Tri;
use crate::aws::pattern::segments::{Kind, segments, without_ids};
use crate::github::Issuer;
use crate::knowledge::questions::Question;
use crate::knowledge::sts::ClaimKey;
use crate::premise::Premise;

/// A token prepared for one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PreparedToken {
    /// Why STS rejects the token before it reads the trust policy.
    pub(super) rejections: Vec<Rejection>,
    /// The request through each provider that may be the role's: several where the role's account is not known and the
    /// policy names several.
    pub(super) requests: Vec<ProviderRequest>,
    pub(super) issuer: Issuer,
    /// What the provider's client IDs are compared with.
    pub(super) audience: Option<String>,
    pub(super) as_of: Option<String>,
    /// Whether the token asks for session tags.
    pub(super) tags: Tri,
    pub(super) source_identity: Tri,
    /// What leaves open whether STS rejects the token before it reads the policy.
    pub(super) doubts: Vec<Doubt>,
    pub(super) role: Option<String>,
    pub(super) rcp: Layer,
    pub(super) premises: Vec<Premise>,
}

/// Why it is not known whether STS accepts a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The token lists the roles it is for, and the role that is asked for is not known.
    RoleUnknown,
    /// AWS does not document what becomes of such a token.
    Question(&'static Question),
}

/// The request that the token makes through one identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ProviderRequest {
    /// The provider's ARN.
    pub(super) provider: String,
    pub(super) context: RequestContext,
}

impl PreparedToken {
    pub(super) fn is_rejected(&self) -> bool {
        !self.rejections.is_empty()
    }

    /// The value of a claim that is a condition key, where it is known.
    pub(super) fn claim(&self, claim: &str) -> Option<&str> {
        match self.requests.first()?.context.values(&Key::new(&self.issuer.condition_key(claim))) {
            Values::One(text) => Some(text),
            _ => None,
        }
    }

    /// `owner/name` of the repository that the job runs in, as its claims or its subject say.
    pub(super) fn repository(&self) -> Option<String> {
        self.claim("repository").map(str::to_owned).or_else(|| {
            let segments = segments(self.claim("sub")?);
            let own = segments.iter().find(|segment| segment.kind == Kind::Repository)?;
            Some(without_ids(own.value))
        })
    }

    /// Whether AWS fills the key of this claim for this issuer, on this day.
    pub(super) fn fills(&self, row: &ClaimKey<'_>) -> bool {
        keys::fills(&self.issuer, self.as_of.as_deref(), row)
    }
}
