//! One role of a set.

use crate::aws::layer::Layer;
use crate::aws::trust::{Provider, TrustOptions, TrustPolicy};
use crate::names::RoleArn;

/// A role of a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRole {
    pub(super) policy: TrustPolicy,
    pub(super) options: TrustOptions,
}

impl SetRole {
    /// A role with its trust policy.
    #[must_use]
    pub fn new(arn: RoleArn, policy: TrustPolicy) -> SetRole {
        SetRole { policy, options: TrustOptions::default().with_role_arn(arn) }
    }

    /// Sets the identity provider of the role's account.
    #[must_use]
    pub fn with_provider(mut self, provider: Provider) -> SetRole {
        self.options.provider = Some(provider);
        self
    }

    /// Sets the resource control policies of the role's organisation.
    #[must_use]
    pub fn with_rcp(mut self, layer: Layer) -> SetRole {
        self.options.rcp = layer;
        self
    }

    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> Option<&RoleArn> {
        self.options.role_arn.as_ref()
    }

    /// Its trust policy.
    #[must_use]
    pub fn policy(&self) -> &TrustPolicy {
        &self.policy
    }

    /// The role with what the options say of all roles.
    pub(super) fn among(self, options: &TrustOptions) -> SetRole {
        let TrustOptions { role_arn, provider, rcp, .. } = self.options;
        SetRole { policy: self.policy, options: TrustOptions { role_arn, provider, rcp, ..options.clone() } }
    }
}
