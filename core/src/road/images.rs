//! What becomes of the images that a job pushes: the reference itself, and what the role may do in ECR.

use super::bounds::{self, Fillings};
use super::facts::RoadFacts;
use super::known::Known;
use super::report::{RoadImage, RoadStage, RoadVerdict};
use super::scenarios::with_stars;
use super::trust::{SOME_ACCOUNT, place_of};
use crate::aws::{
    AccessFailure, AccessPolicies, AccessPrincipal, Layer, LayerName, PolicyKind, PolicyText, PushAction,
    PushOptions, PushPermissions, Verdict, check_push,
};
use crate::codes::{self, Code};
use crate::error::Error;
use crate::image::ImageReference;
use crate::names::{AccountId, arn};
use crate::premise::SourcePlace;
use crate::read::{AssumedRole, Inventory, PermissionKind, PushedImage, ReadPolicy, ReadRole, WorkflowJob};

/// The images of a job.
pub(super) fn of(
    job: &WorkflowJob,
    assumed: &AssumedRole,
    role: Option<&ReadRole>,
    known: &Known<'_>,
) -> Vec<RoadImage> {
    let pushes = Pushes { assumed, role, inventory: known.inventory, facts: known.facts };
    job.images.iter().map(|image| pushes.one(image)).collect()
}

struct Pushes<'p> {
    assumed: &'p AssumedRole,
    role: Option<&'p ReadRole>,
    inventory: &'p Inventory,
    facts: &'p RoadFacts,
}

/// A document of a layer, with what it takes to find a place in it.
struct Written<'p> {
    policy: &'p ReadPolicy,
    place: &'p SourcePlace,
}

impl Pushes<'_> {
    fn one(&self, image: &PushedImage) -> RoadImage {
        let unknown = || format!("⟦{}⟧", image.name.unknown.join(" | "));
        let name = image.name.value.clone().or_else(|| image.name.pattern.clone()).unwrap_or_else(unknown);
        let told = RoadImage {
            name: name.clone(),
            verdict: RoadVerdict::Undetermined,
            stage: Some(RoadStage::EcrPermission),
            cause: None,
            message: None,
            place: Some(image.place.clone()),
            needs: Vec::new(),
        };
        let place = || image.name.place.clone().unwrap_or_else(|| image.place.clone());
        let (repository, tag) = split(&name);
        if repository.contains(|c: char| c.is_ascii_uppercase()) && !repository.contains('⟦') {
            return RoadImage {
                verdict: RoadVerdict::Denied,
                stage: Some(RoadStage::Push),
                cause: Some(codes::IMAGE_UPPERCASE),
                message: Some("an image name is lower case: the client refuses this one".to_owned()),
                place: Some(place()),
                ..told
            };
        }
        if repository.is_empty() || repository.contains('⟦') {
            let needs = image.name.unknown.iter().map(|name| format!("what is `{name}`?")).collect();
            return RoadImage { needs, ..told };
        }
        // No policy sees the tag.
        let tag = with_stars(tag).replace('*', "x");
        let Ok(reference) =
            format!("{repository}:{}", if tag.is_empty() { "x" } else { &tag }).parse::<ImageReference>()
        else {
            return RoadImage { needs: vec!["a name that is an image reference".to_owned()], ..told };
        };
        let refused = |error: Error| RoadImage {
            needs: vec![format!("policies that AWS stores: {error}")],
            ..told.clone()
        };
        self.pushed(&reference, told.clone()).unwrap_or_else(refused)
    }

    fn pushed(&self, reference: &ImageReference, told: RoadImage) -> Result<RoadImage, Error> {
        let needed = |need: &str| RoadImage { needs: vec![need.to_owned()], ..told.clone() };
        let Some(role) = self.role else { return Ok(needed("the role behind the ARN")) };
        // What has an address is defined with all that it may do; an answer or a policy by itself is not.
        if role.permissions.is_empty() && !is_defined(role) {
            return Ok(needed("the permissions of the role"));
        }
        let mut documents = Vec::new();
        let mut is_whole = true;
        for permission in &role.permissions {
            match &permission.policy {
                Some(policy) => documents.push(Written { policy, place: &permission.place }),
                None => is_whole &= permission.kind != PermissionKind::Managed,
            }
        }
        let Some(lower) = self.push(reference, &documents, false)? else {
            return Ok(needed("an image in a registry of ECR"));
        };
        if lower.verdict == Verdict::Allowed {
            return Ok(RoadImage { verdict: RoadVerdict::Allowed, stage: None, place: None, ..told });
        }
        let upper = self.push(reference, &documents, true)?;
        let upper = upper.as_ref().unwrap_or(&lower);
        Ok(match upper.verdict {
            Verdict::Denied if is_whole => self.denied(upper, &documents, role, told),
            _ if !is_whole => needed("the managed policies of the role"),
            _ => {
                let needs = upper.needs.iter().map(|need| need.message.clone()).collect();
                RoadImage { needs, ..told }
            }
        })
    }

    /// Asks for a push, with the policies from below or from above.
    fn push(
        &self,
        reference: &ImageReference,
        documents: &[Written<'_>],
        is_upper: bool,
    ) -> Result<Option<PushPermissions>, Error> {
        let Some(parts) = registry(reference) else { return Ok(None) };
        let asked = self.assumed.role.value.as_deref().and_then(arn::parts);
        let account = asked.map(|parts| parts[4]).filter(|account| arn::is_account(account));
        let known = self.facts.account.as_ref().map(AccountId::as_str);
        let account = account.or(known).unwrap_or(SOME_ACCOUNT);
        let fillings = Fillings { account, partition: "aws", region: Some(&parts), provider: "" };
        let mut layer = Vec::new();
        for (index, document) in documents.iter().enumerate() {
            let Some(bounds) = bounds::bounds(document.policy, &fillings) else { continue };
            let text = bounds.upper.as_ref().filter(|_| is_upper).unwrap_or(&bounds.lower);
            layer.push(PolicyText::read(text, PolicyKind::Identity)?.named(format!("#{index}")));
        }
        let name = self.role.and_then(|role| role.name.as_ref()).and_then(|name| name.value.as_deref());
        let asked_name = self.assumed.role.value.as_deref().and_then(|arn| arn.rsplit('/').next());
        let name = asked_name.or(name).unwrap_or("role");
        let principal: AccessPrincipal =
            format!("arn:aws:sts::{account}:assumed-role/{name}/GitHubActions").parse()?;
        let mut policies = AccessPolicies::default().with_identity(Layer::Given(layer));
        policies.scp.clone_from(&self.facts.scp);
        policies.rcp = self.facts.rcp.clone();
        if let Some(policy) = self.repository_policy(reference) {
            let bounds = bounds::bounds(policy, &fillings);
            if let Some(bounds) = bounds {
                let text = bounds.upper.as_ref().filter(|_| is_upper).unwrap_or(&bounds.lower);
                let document = PolicyText::read(text, PolicyKind::Resource)?;
                policies = policies.with_resource(Layer::Given(vec![document]));
            }
        }
        check_push(reference, &principal, &policies, &PushOptions::default()).map(Some)
    }

    fn repository_policy(&self, reference: &ImageReference) -> Option<&ReadPolicy> {
        let name = reference.repository().as_str();
        let found = self.inventory.repositories.iter().find(|repository| {
            repository.name.as_ref().and_then(|name| name.value.as_deref()) == Some(name)
        })?;
        found.policy.as_ref()
    }

    fn denied(
        &self,
        report: &PushPermissions,
        documents: &[Written<'_>],
        role: &ReadRole,
        told: RoadImage,
    ) -> RoadImage {
        let denied = report.actions.iter().find(|action| action.verdict == Verdict::Denied);
        let failure = denied.and_then(|action| action.failures.first());
        let cause = denied.map(|action| cause(action, failure));
        let place =
            failure.and_then(|failure| self::place(failure, documents)).or_else(|| Some(role.place.clone()));
        RoadImage {
            verdict: RoadVerdict::Denied,
            cause,
            message: denied.map(|action| action.message.clone()),
            place,
            ..told
        }
    }
}

/// Whether a document that people change defines the role, with all that belongs to it.
fn is_defined(role: &ReadRole) -> bool {
    role.address.is_some() && role.trust_policy.as_ref().is_some_and(|policy| !policy.places.is_empty())
}

/// The cause of a denied call.
fn cause(action: &PushAction, failure: Option<&AccessFailure>) -> &'static Code {
    match (failure.and_then(|failure| failure.cause.as_ref()), action.layer) {
        (Some(cause), _) => cause.code,
        (None, Some(LayerName::Scp)) => codes::SCP_BLOCKS,
        (None, Some(LayerName::Rcp)) => codes::RCP_BLOCKS,
        (None, Some(LayerName::Boundary)) => codes::BOUNDARY_BLOCKS,
        (None, Some(LayerName::Session)) => codes::SESSION_POLICY_BLOCKS,
        (None, _) if action.action == "ecr:GetAuthorizationToken" => codes::ECR_NO_AUTH_TOKEN,
        (None, _) => codes::ECR_ACTION_MISSING,
    }
}

/// The place of a failure in one of the documents.
fn place(failure: &AccessFailure, documents: &[Written<'_>]) -> Option<SourcePlace> {
    let (index, pointer) = failure.pointer.as_deref()?.strip_prefix('#')?.split_once('/')?;
    let document = documents.get(index.parse::<usize>().ok()?)?;
    let found = place_of(&document.policy.places, &format!("/{pointer}"));
    Some(found.unwrap_or_else(|| document.place.clone()))
}

/// The region of a registry of ECR.
fn registry(reference: &ImageReference) -> Option<String> {
    let host = reference.ecr_registry()?;
    host.region().map(str::to_owned)
}

/// The repository and the tag of a name with holes.
fn split(name: &str) -> (&str, &str) {
    let name = name.split_once('@').map_or(name, |(name, _)| name);
    match name.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => (repository, tag),
        _ => (name, ""),
    }
}
