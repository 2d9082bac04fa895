//! May this principal push this image to ECR?

use super::access::{
    AccessPolicies, AccessPrincipal, AccessReason, AccessRequest, LayerReport, check_access,
};
use super::layer::{LayerName, NotExamined};
use super::logic::Verdict;
use super::need::Need;
use crate::error::{Error, ErrorKind};
use crate::image::ImageReference;
use crate::image::repository::{Grammar, check_ecr};
use crate::knowledge::ecr_actions::{On, PULL, PUSH};
use crate::premise::{Finding, Premise};

/// One call of a push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushAction {
    /// The action, such as `ecr:PutImage`.
    pub action: &'static str,
    /// The repository's ARN, or `*`.
    pub resource: String,
    /// Whether it is allowed.
    pub verdict: Verdict,
    /// Why.
    pub reason: AccessReason,
    /// The layer that decides a denial.
    pub layer: Option<LayerName>,
    /// The verdict in one sentence.
    pub message: String,
    /// Every layer.
    pub layers: Vec<LayerReport>,
}

/// The answer of [`check_push`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PushPermissions {
    /// Allowed when every call is.
    pub verdict: Verdict,
    /// The repository's ARN.
    pub repository: String,
    /// Every call, in order.
    pub actions: Vec<PushAction>,
    /// What the verdict rests on.
    pub premises: Vec<Premise>,
    /// What would settle an open verdict.
    pub needs: Vec<Need>,
    /// Odd things in the policies.
    pub findings: Vec<Finding>,
    /// Layers that were not given.
    pub not_examined: Vec<NotExamined>,
}

/// Checks every call that a push makes; with `pull` also those of reading back, as buildx does.
///
/// Nothing here looks at the tag: no condition key carries it, so no policy can.
///
/// # Errors
/// `IMAGE_INVALID`, with the path `/image`, for an image that is not in a private ECR registry, or whose repository ECR
/// cannot have; those of [`check_access`].
pub fn check_push(
    image: &ImageReference,
    principal: &AccessPrincipal,
    policies: &AccessPolicies,
    context: &[(String, Vec<String>)],
    pull: bool,
) -> Result<PushPermissions, Error> {
    let Some(repository) = image.ecr_repository() else {
        return Err(not_pushed(image).under("image"));
    };
    let arn = repository.arn();
    // The call that logs in names no repository, and goes to the same region.
    let region = ("aws:RequestedRegion".to_owned(), vec![repository.region().to_owned()]);
    let told = context.iter().any(|(key, _)| key.eq_ignore_ascii_case(&region.0));
    let context: Vec<&(String, Vec<String>)> = context.iter().chain((!told).then_some(&region)).collect();
    let mut actions = Vec::new();
    let mut verdict = Verdict::Allowed;
    let mut premises: Vec<Premise> = Vec::new();
    let (mut needs, mut findings): (Vec<Need>, Vec<Finding>) = (Vec::new(), Vec::new());
    let mut not_examined = Vec::new();
    for (action, on) in PUSH.into_iter().chain(PULL.into_iter().filter(|_| pull)) {
        let resource = match on {
            On::Everything => "*",
            On::Repository => &arn,
        };
        let context = context.iter().map(|(key, values)| (key.as_str(), values.clone()));
        let request = AccessRequest::new(Some(principal.clone()), action, resource, context)?;
        let access = check_access(&request, policies)?;
        verdict = verdict.and(access.verdict);
        join(&mut premises, access.premises);
        join(&mut needs, access.needs);
        join(&mut findings, access.findings);
        not_examined = access.not_examined;
        actions.push(PushAction {
            action,
            resource: resource.to_owned(),
            verdict: access.verdict,
            reason: access.reason,
            layer: access.layer,
            message: access.message,
            layers: access.layers,
        });
    }
    Ok(PushPermissions { verdict, repository: arn, actions, premises, needs, findings, not_examined })
}

/// Adds what an earlier call has not told.
fn join<T: PartialEq>(to: &mut Vec<T>, mut more: Vec<T>) {
    more.retain(|one| !to.contains(one));
    to.append(&mut more);
}

/// Why no push to ECR makes this image: another registry, or a repository that ECR refuses.
fn not_pushed(image: &ImageReference) -> Error {
    let private = image.ecr_registry().is_some_and(|registry| !registry.is_public());
    let name = image.repository().as_str();
    match check_ecr(name, Grammar::Current) {
        Err(fault) if private => {
            Error::new(ErrorKind::ImageInvalid, fault.message).with_found(name).with_help(fault.help)
        }
        _ => Error::new(ErrorKind::ImageInvalid, "the image is not in a private ECR registry")
            .with_found(image.original())
            .with_help("write it as `123456789012.dkr.ecr.us-east-1.amazonaws.com/name:tag`"),
    }
}
