//! The policies around a request.

use crate::aws::condition::Test;
use crate::aws::condition::context::Key;
use crate::aws::layer::{Layer, PolicyText};
use crate::error::{Error, ErrorKind};
use crate::knowledge::ecr_actions::RegistryScope;
use crate::knowledge::quotas::Quota;

/// The policies around a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct AccessPolicies {
    /// The principal's identity policies. Omitted, it is not known whether they allow the request; what a resource policy
    /// leaves to them is assumed.
    pub identity: Layer,
    /// The resource's policies: for ECR the repository's, and the registry's as
    /// [`PolicyText::of_registry`] marks it. Omitted, they are taken as not attached in
    /// the principal's own account, and as not known in another one and for resources that only their own policy opens.
    pub resource: Layer,
    /// Whether `resource` holds a registry's policy only, and it is not known if the repository has one.
    pub repository_not_given: bool,
    /// The permissions boundary.
    pub boundary: Layer,
    /// The session policies passed when the role was assumed.
    pub session: Layer,
    /// Service control policies of the principal's organisation, level by level from the root down.
    pub scp: Vec<Layer>,
    /// Resource control policies of the resource's organisation.
    pub rcp: Layer,
    /// The scope of the registry's policy; the second, which is the default, where this is not known.
    pub registry_scope: Option<RegistryScope>,
    /// Whether documents that are longer than AWS stores are evaluated all the same.
    pub over_quota: bool,
}

impl AccessPolicies {
    /// Sets the principal's identity policies.
    #[must_use]
    pub fn with_identity(mut self, layer: Layer) -> Self {
        self.identity = layer;
        self
    }

    /// Sets the policies of the resource.
    #[must_use]
    pub fn with_resource(mut self, layer: Layer) -> Self {
        self.resource = layer;
        self
    }

    /// Sets whether the resource's layer holds a registry's policy only.
    #[must_use]
    pub fn with_repository_not_given(mut self, not_given: bool) -> Self {
        self.repository_not_given = not_given;
        self
    }

    /// Sets the permissions boundary.
    #[must_use]
    pub fn with_boundary(mut self, layer: Layer) -> Self {
        self.boundary = layer;
        self
    }

    /// Sets the session policies.
    #[must_use]
    pub fn with_session(mut self, layer: Layer) -> Self {
        self.session = layer;
        self
    }

    /// Sets the service control policies, level by level from the root down.
    #[must_use]
    pub fn with_scp(mut self, levels: Vec<Layer>) -> Self {
        self.scp = levels;
        self
    }

    /// Sets the resource control policies.
    #[must_use]
    pub fn with_rcp(mut self, layer: Layer) -> Self {
        self.rcp = layer;
        self
    }

    /// Sets the scope of the registry's policy.
    #[must_use]
    pub fn with_registry_scope(mut self, scope: RegistryScope) -> Self {
        self.registry_scope = Some(scope);
        self
    }

    /// Sets whether documents that are longer than AWS stores are evaluated all the same.
    #[must_use]
    pub fn with_over_quota(mut self, over_quota: bool) -> Self {
        self.over_quota = over_quota;
        self
    }
}

impl AccessPolicies {
    /// Every layer.
    pub(super) fn layers(&self) -> impl Iterator<Item = &Layer> {
        let own = [&self.identity, &self.resource, &self.boundary, &self.session];
        own.into_iter().chain(&self.scp).chain([&self.rcp])
    }

    /// Every condition key that a document asks for.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.layers().flat_map(Layer::keys)
    }

    /// Every condition test.
    pub(super) fn tests(&self) -> impl Iterator<Item = &Test> {
        self.layers().flat_map(Layer::tests)
    }

    /// Every document, in the order of the layers.
    pub(super) fn documents(&self) -> impl Iterator<Item = &PolicyText> {
        self.layers().flat_map(Layer::documents)
    }

    /// Refuses what no account stores, unless it is asked for.
    pub(super) fn within_quotas(&self, quota: Option<Quota>) -> Result<(), Error> {
        if self.over_quota {
            return Ok(());
        }
        let mut documents = self.documents();
        documents.try_for_each(|policy| policy.document.within(quota).map_err(|error| policy.fault(error)))
    }

    pub(super) fn resource_is_named(&self) -> Result<(), Error> {
        for policy in self.resource.documents() {
            if let Some(statement) = policy.document.statements.iter().find(|one| one.resource.is_none()) {
                let message = "a statement has no `Resource`, which only ECR's repository policies and trust policies go without";
                let error = Error::new(ErrorKind::PolicyInvalid, message)
                    .with_help("name the resource that the policy is attached to")
                    .at(statement.pointer())
                    .placed(statement.place);
                return Err(policy.fault(error));
            }
        }
        Ok(())
    }
}
