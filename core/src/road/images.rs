//! What becomes of the images that a job pushes: the reference itself, and what the role may do in ECR.

use std::borrow::Cow;

use super::bounds::{self, Fillings};
use super::document::with_stars;
use super::known::Known;
use super::report::{RoadImage, RoadStage, RoadVerdict};
use super::trust::{SOME_ACCOUNT, place_of};
use super::{permissions, push};
use crate::aws::{
    AccessFailure, AccessPolicies, AccessPrincipal, AccessReason, Element, Layer, LayerName, PolicyKind,
    PushAction, PushClient, PushOptions, PushPermissions, Verdict, check_push,
};
use crate::codes::{self, Code};
use crate::error::Error;
use crate::github::ClaimValue;
use crate::image::ImageReference;
use crate::knowledge::ecr_actions::{LOGIN, On};
use crate::knowledge::push_calls;
use crate::limits::MAX_POLICY;
use crate::names::{AccountId, arn};
use crate::premise::SourcePlace;
use crate::read::{AssumedRole, PermissionKind, PushedImage, ReadJson, ReadPolicy, ReadRole, WorkflowJob};
use crate::text::quote;
use crate::tree::json;

/// The images of a job.
pub(super) fn of(
    job: &WorkflowJob,
    assumed: &AssumedRole,
    role: Option<&ReadRole>,
    known: &Known<'_>,
) -> Vec<RoadImage> {
    let pushes = Pushes { assumed, role, known };
    job.images.iter().map(|image| pushes.one(image)).collect()
}

struct Pushes<'p> {
    assumed: &'p AssumedRole,
    role: Option<&'p ReadRole>,
    known: &'p Known<'p>,
}

/// A document of a layer, with what it takes to find a place in it.
struct Written<'p> {
    policy: Cow<'p, ReadPolicy>,
    place: &'p SourcePlace,
}

impl Pushes<'_> {
    fn one(&self, image: &PushedImage) -> RoadImage {
        let unknown = || format!("⟦{}⟧", image.name.unknown.join(" | "));
        let part = image.name.value.clone().or_else(|| image.name.pattern.clone());
        let name = part.clone().unwrap_or_else(unknown);
        let told = RoadImage {
            name: name.clone(),
            verdict: RoadVerdict::Undetermined,
            // Of a name of which nothing is known no stage can be told.
            stage: part.is_some().then_some(RoadStage::EcrPermission),
            cause: None,
            message: None,
            place: Some(image.place.clone()),
            alignment: None,
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
        if let Some(message) = wrong_host(&reference) {
            return RoadImage {
                verdict: RoadVerdict::Denied,
                stage: Some(RoadStage::Push),
                cause: Some(codes::REGISTRY_HOST_WRONG),
                message: Some(message),
                place: Some(place()),
                ..told
            };
        }
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
            match permissions::policy(permission) {
                Some(policy) => documents.push(Written { policy, place: &permission.place }),
                None => is_whole &= permission.kind != PermissionKind::Managed,
            }
        }
        let Some(lower) = self.push(reference, &documents, false)? else {
            let need = format!(
                "nothing: `{}` is not a registry of ECR, and no role decides",
                quote(reference.registry())
            );
            return Ok(needed(&need));
        };
        if lower.verdict == Verdict::Allowed {
            return Ok(push::of(reference, told, self.known));
        }
        let upper = self.push(reference, &documents, true)?;
        let upper = upper.as_ref().unwrap_or(&lower);
        Ok(match upper.verdict {
            Verdict::Denied if is_whole => self.denied(reference, upper, &documents, role, told),
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
        let Some(region) = registry(reference) else { return Ok(None) };
        let facts = self.known.facts;
        let asked = self.assumed.role.value.as_deref().and_then(arn::parts);
        let account = asked.map(|parts| parts[4]).filter(|account| arn::is_account(account));
        let at = self.role.and_then(|role| facts.account_at(&role.place)).or(facts.account.as_ref());
        let account = account.or(at.map(AccountId::as_str)).unwrap_or(SOME_ACCOUNT);
        let fillings = Fillings { account, partition: "aws", region: Some(&region), provider: "" };
        let policies = documents.iter().map(|document| &*document.policy);
        let identity = bounds::layer(policies, PolicyKind::Identity, &fillings, is_upper)?;
        let name = self.role.and_then(|role| role.name.as_ref()).and_then(|name| name.value.as_deref());
        let asked_name = self.assumed.role.value.as_deref().and_then(|arn| arn.rsplit('/').next());
        let name = asked_name.or(name).unwrap_or("role");
        let principal: AccessPrincipal =
            format!("arn:aws:sts::{account}:assumed-role/{name}/GitHubActions").parse()?;
        let mut policies = AccessPolicies::default().with_identity(identity);
        if let Some(boundary) = self.role.and_then(|role| role.boundary_policy.as_ref()) {
            policies.boundary = bounds::layer([boundary], PolicyKind::Boundary, &fillings, is_upper)?;
        }
        if let Some(session) = session_policy(self.assumed) {
            policies.session = bounds::layer([&session], PolicyKind::Session, &fillings, is_upper)?;
        }
        policies.scp = facts.levels();
        policies.rcp = facts.rcp.clone();
        let own = push::repository(reference, self.known);
        policies.resource = match own.and_then(|repository| repository.policy.as_ref()) {
            Some(policy) => bounds::layer([policy], PolicyKind::Resource, &fillings, is_upper)?,
            // What defines a repository defines its policy too: this one has none.
            None if own.is_some_and(|repository| repository.address.is_some()) => Layer::Given(Vec::new()),
            None => Layer::Omitted,
        };
        check_push(reference, &principal, &policies, &PushOptions::default()).map(Some)
    }

    fn denied(
        &self,
        reference: &ImageReference,
        report: &PushPermissions,
        documents: &[Written<'_>],
        role: &ReadRole,
        told: RoadImage,
    ) -> RoadImage {
        // A call that the client may do without says less than one that it makes.
        let mut all = report.actions.iter().filter(|action| action.verdict == Verdict::Denied);
        let sure = all.clone().find(|action| action.depends_on.is_none());
        let denied = sure.or_else(|| all.next());
        let failure = denied.and_then(|action| nearest(action));
        let place = failure.and_then(|failure| self.place(reference, denied, failure, documents));
        let name = || role.name.as_ref().and_then(|name| name.place.clone());
        RoadImage {
            verdict: RoadVerdict::Denied,
            cause: denied.map(|action| cause(action, failure)),
            message: denied.map(|action| action.message.clone()),
            place: place.or_else(name).or_else(|| Some(role.place.clone())),
            alignment: failure.and_then(|failure| failure.alignment.clone()),
            ..told
        }
    }

    /// The place of a failure in one of the documents.
    fn place(
        &self,
        reference: &ImageReference,
        action: Option<&PushAction>,
        failure: &AccessFailure,
        documents: &[Written<'_>],
    ) -> Option<SourcePlace> {
        let within = |policy: &ReadPolicy| {
            let (_, pointer) = failure.pointer.as_deref()?.strip_prefix('#')?.split_once('/')?;
            place_of(&policy.places, &format!("/{pointer}"))
        };
        match failure.layer {
            // The policy of the repository is not among the role's.
            LayerName::Resource => {
                let repository = push::repository(reference, self.known)?;
                let policy = repository.policy.as_ref();
                return policy.and_then(within).or_else(|| Some(repository.place.clone()));
            }
            LayerName::Boundary => {
                let role = self.role?;
                let own = role.boundary.as_ref().and_then(|text| text.place.clone());
                return role.boundary_policy.as_ref().and_then(within).or(own);
            }
            LayerName::Session => {
                return self.assumed.inline_session_policy.as_ref().and_then(|text| text.place.clone());
            }
            _ => {}
        }
        let pointer = failure.pointer.as_deref()?;
        let Some((index, pointer)) = pointer.strip_prefix('#').and_then(|rest| rest.split_once('/')) else {
            return self.known.controls.place(pointer);
        };
        let document = documents.get(index.parse::<usize>().ok()?)?;
        let near = action.and_then(|action| misspelt(action, failure));
        let pointer = match near {
            Some(index) => format!("/{pointer}/{index}"),
            None => format!("/{pointer}"),
        };
        let found = place_of(&document.policy.places, &pointer);
        Some(found.unwrap_or_else(|| document.place.clone()))
    }
}

/// The failure of the statement that is meant: one that names the call misspelt, else one that allows others of a push.
fn nearest(action: &PushAction) -> Option<&AccessFailure> {
    let all = || action.failures.iter();
    let of_push = |failure: &AccessFailure| {
        failure.element == Element::Action
            && failure.expected.iter().filter(|name| is_of_push(name)).count() > 0
    };
    let first = action.failures.first()?;
    if first.element != Element::Action || first.cause.is_some() {
        return Some(first);
    }
    all()
        .find(|failure| misspelt(action, failure).is_some())
        .or_else(|| all().find(|failure| of_push(failure)))
        .or(Some(first))
}

/// Whether a call is one of those on a repository that a push makes.
fn is_of_push(name: &str) -> bool {
    push_calls::calls(PushClient::default(), true)
        .any(|call| call.on == On::Repository && call.action.eq_ignore_ascii_case(name))
}

/// How many letters of a call may be wrong.
const MISSPELT: usize = 3;

/// Which of the actions of a statement is the call, misspelt.
fn misspelt(action: &PushAction, failure: &AccessFailure) -> Option<usize> {
    if failure.element != Element::Action {
        return None;
    }
    let lower = action.action.to_ascii_lowercase();
    let near = |name: &String| {
        let name = name.to_ascii_lowercase();
        let known = is_of_push(&name);
        !known && strsim::damerau_levenshtein(&name, &lower) <= MISSPELT
    };
    failure.expected.iter().position(near)
}

/// The policy that the step passes on to its session.
fn session_policy(assumed: &AssumedRole) -> Option<ReadPolicy> {
    let text = assumed.inline_session_policy.as_ref()?.value.as_deref()?;
    let node = json::parse(text, MAX_POLICY).ok()?;
    Some(ReadPolicy::known(ReadJson::new(node.into())))
}

/// Whether a document that people change defines the role, with all that belongs to it.
fn is_defined(role: &ReadRole) -> bool {
    let is_source = |policy: &ReadPolicy| {
        !policy.places.is_empty() && matches!(policy.document.value(), ClaimValue::Object(_))
    };
    role.address.is_some() && role.trust_policy.as_ref().is_some_and(is_source)
}

/// The cause of a denied call.
fn cause(action: &PushAction, failure: Option<&AccessFailure>) -> &'static Code {
    match (failure.and_then(|failure| failure.cause.as_ref()), action.layer) {
        (_, Some(LayerName::Resource)) if action.reason == AccessReason::ImplicitDeny => {
            codes::ECR_CROSS_ACCOUNT
        }
        // Whatever the reason: it is allowed on `*` only, and the message says what stands there.
        (Some(cause), _) if cause.code == codes::ARN_FOR_STAR && action.action == LOGIN => {
            codes::ECR_NO_AUTH_TOKEN
        }
        (Some(cause), _) if cause.code == codes::ACTION_PULL_ONLY => codes::ECR_ACTION_MISSING,
        (Some(cause), _) => cause.code,
        (None, Some(LayerName::Scp)) => codes::SCP_BLOCKS,
        (None, Some(LayerName::Rcp)) => codes::RCP_BLOCKS,
        (None, Some(LayerName::Boundary)) => codes::BOUNDARY_BLOCKS,
        (None, Some(LayerName::Session)) => codes::SESSION_POLICY_BLOCKS,
        (None, _) if action.action == LOGIN => codes::ECR_NO_AUTH_TOKEN,
        (None, _) => codes::ECR_ACTION_MISSING,
    }
}

/// What is wrong with a host that is meant to be a registry of ECR.
fn wrong_host(reference: &ImageReference) -> Option<String> {
    let host = reference.registry();
    match reference.ecr_registry() {
        Some(registry) => {
            let mixed = registry.findings().into_iter().find(|finding| finding.code == codes::ECR_HOST_MIXED);
            mixed.filter(|finding| finding.message.contains("partition")).map(|finding| finding.message)
        }
        None if host.contains("amazonaws.com") => Some(format!(
            "`{}` is not a registry of ECR: that is `ACCOUNT.dkr.ecr.REGION.amazonaws.com`",
            quote(host)
        )),
        None => None,
    }
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
