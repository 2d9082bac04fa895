//! May this principal push this image to ECR?

mod around;
mod report;
mod target;

pub use report::{PushAction, PushPermissions};
use target::Target;

use super::access::{AccessPolicies, AccessPrincipal, AccessRequest, check_access};
use super::logic::Verdict;
use super::need::{Need, joined};
use crate::error::Error;
use crate::image::ImageReference;
use crate::knowledge::ecr_actions::{BEARER_TOKEN, On};
use crate::knowledge::push_calls::{self, Call, Made, PUBLIC_PUSH, PUBLIC_SERVICE};
pub use crate::knowledge::push_clients::PushClient;
use crate::names::AccountId;

/// What is known of a push besides its policies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PushOptions {
    /// What pushes; where this is not known, all that AWS lists for a push is asked for.
    pub client: PushClient,
    /// Whether layers are read as well: a registry cache, or an image that is copied.
    pub pull: bool,
    /// Whether the repository is there; assumed where this is not known.
    pub repository: Option<RepositoryState>,
    /// The account of a registry of ECR Public, whose alias does not show it; that of the principal where this is not known.
    pub registry_account: Option<AccountId>,
    /// Condition keys and their values.
    pub context: Vec<(String, Option<Vec<String>>)>,
}

impl PushOptions {
    /// Sets what pushes.
    #[must_use]
    pub fn with_client(mut self, client: PushClient) -> Self {
        self.client = client;
        self
    }

    /// Sets whether layers are read as well.
    #[must_use]
    pub fn with_pull(mut self, pull: bool) -> Self {
        self.pull = pull;
        self
    }

    /// Sets whether the repository is there.
    #[must_use]
    pub fn with_repository(mut self, state: RepositoryState) -> Self {
        self.repository = Some(state);
        self
    }

    /// Sets the account of a registry of ECR Public.
    #[must_use]
    pub fn with_registry_account(mut self, account: AccountId) -> Self {
        self.registry_account = Some(account);
        self
    }

    /// Sets the condition keys and their values; `None` for a key that the request lacks.
    #[must_use]
    pub fn with_context(mut self, context: Vec<(String, Option<Vec<String>>)>) -> Self {
        self.context = context;
        self
    }
}

/// Whether a repository is there when an image is pushed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RepositoryState {
    /// It exists.
    Exists,
    /// It does not, and a repository creation template of the registry creates it when an image is pushed to it.
    CreatedOnPush,
    /// It does not, and nothing creates it: the push fails.
    Missing,
}

/// Checks every call that a push makes.
///
/// Nothing here looks at the tag: no condition key carries it, so no policy can.
///
/// # Errors
/// `IMAGE_INVALID`, with the path `/image`, for an image that is not in a registry of ECR, or whose repository ECR cannot
/// have; `INVALID_VALUE` for a registry of ECR Public whose account is not known; those of [`check_access`].
pub fn check_push(
    image: &ImageReference,
    principal: &AccessPrincipal,
    policies: &AccessPolicies,
    options: &PushOptions,
) -> Result<PushPermissions, Error> {
    let target = Target::of(image, principal, options)?;
    let mut report = PushPermissions::of(target.arn());
    around::before(image, &target, options, &mut report);
    let mut needs = Vec::new();
    for call in calls(&target, options) {
        needs.push(add(call, &target, principal, policies, options, &mut report)?);
    }
    report.needs = joined(&needs);
    around::after(options, &mut report);
    Ok(report)
}

/// The calls, in the order in which a client makes them.
fn calls(target: &Target, options: &PushOptions) -> Vec<Call> {
    if target.is_public() {
        PUBLIC_PUSH.to_vec()
    } else {
        push_calls::calls(options.client, options.pull).collect()
    }
}

/// Asks for one call, and adds what it comes to; gives what it counts for the push, and what would settle that.
fn add(
    call: Call,
    target: &Target,
    principal: &AccessPrincipal,
    policies: &AccessPolicies,
    options: &PushOptions,
    report: &mut PushPermissions,
) -> Result<(Verdict, Vec<Need>), Error> {
    let resource = match call.on {
        On::Everything => "*",
        On::Repository | On::Registry => target.arn(),
    };
    // The call that logs in names no repository, and goes to the same region.
    let mut own = vec![("aws:RequestedRegion", target.region())];
    if call.action == BEARER_TOKEN {
        own.push(("sts:AWSServiceName", PUBLIC_SERVICE));
    }
    own.retain(|(key, _)| !options.context.iter().any(|(given, _)| given.eq_ignore_ascii_case(key)));
    let own = own.into_iter().map(|(key, value)| (key, Some(vec![value.to_owned()])));
    let given = options.context.iter().map(|(key, values)| (key.as_str(), values.clone()));
    let request = AccessRequest::new(Some(principal.clone()), call.action, resource, given.chain(own))?;
    let mut access = check_access(&request, policies)?;
    let (counts, depends_on) = match call.made {
        Made::Always => (access.verdict, None),
        Made::Depends(_) if access.verdict == Verdict::Allowed => (Verdict::Allowed, None),
        Made::Depends(on) => {
            let message = format!("it is not known {on}");
            let client = Need { option: Some("client".to_owned()), ..Need::new(message) };
            let own = access.needs.into_iter().map(Need::at_most_open);
            access.needs = core::iter::once(client).chain(own).collect();
            (Verdict::Undetermined, Some(on))
        }
    };
    report.verdict = report.verdict.and(counts);
    join(&mut report.premises, access.premises);
    join(&mut report.findings, access.findings);
    join(&mut report.not_examined, access.not_examined);
    report.actions.push(PushAction {
        action: call.action,
        resource: resource.to_owned(),
        verdict: access.verdict,
        reason: access.reason,
        layer: access.layer,
        message: access.message,
        depends_on,
        failures: access.failures,
        layers: access.layers,
    });
    Ok((counts, access.needs))
}

/// Adds what an earlier call has not said.
fn join<T: PartialEq>(to: &mut Vec<T>, mut more: Vec<T>) {
    more.retain(|one| !to.contains(one));
    to.append(&mut more);
}
