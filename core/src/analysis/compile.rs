//! What a question is made of: the issuers and owners that the policies name, and the policies as formulas.

use super::formula::{Atoms, Policy, View};
use super::shape::{CLAIMS_IN_ORDER, SESSION};
use super::shapes::{Maker, Observed};
use super::world::{Owner, OwnerTemplate, SubjectForm, World};
use crate::aws::{TrustOptions, TrustPolicy};
use crate::github::{Issuer, IssuerPlatform, Platform};
use crate::knowledge::issuers::SERVER_PATH;
use crate::names::arn::Arn;

/// What decides which keys a request has: the issuer, and whether there are an environment and an enterprise.
pub(super) type Key = (Issuer, bool, bool);

/// The world with the owners that the policies name, where it names none.
pub(super) fn with_owners(world: &World, policies: &[&TrustPolicy]) -> World {
    let mut world = world.clone();
    if !world.owners.is_empty() {
        return world;
    }
    let values = policies.iter().flat_map(|policy| policy.values_of("sub"));
    for value in values {
        let Some((login, _)) = value.strip_prefix("repo:").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        let login = login.split('@').next().unwrap_or(login);
        let known = world.owners.iter().any(|owner| owner.login.eq_ignore_ascii_case(login));
        if !known
            && crate::names::check_owner(login).is_ok()
            && world.owners.len() < crate::limits::MAX_CLASSES
        {
            world.owners.push(Owner {
                template: OwnerTemplate::Unknown,
                form: SubjectForm::Either,
                ..Owner::new(login)
            });
        }
    }
    world
}

/// The issuers whose tokens are looked at: that of the provider; else those of GitHub's that the policies name.
pub(super) fn issuers(policies: &[&TrustPolicy], world: &World) -> Vec<Issuer> {
    let of = |arn: &str| -> Option<Issuer> {
        let arn: Arn = arn.parse().ok()?;
        arn.resource().strip_prefix("oidc-provider/")?.parse().ok()
    };
    if let Some(provider) = &world.provider {
        return of(provider.arn.as_str()).into_iter().collect();
    }
    let mut out: Vec<Issuer> = Vec::new();
    for issuer in policies.iter().flat_map(|policy| policy.federated()).filter_map(of) {
        let ours = match world.platform {
            None => issuer.platform() != IssuerPlatform::Other,
            Some(Platform::GithubCom) => issuer.platform() == IssuerPlatform::GithubCom,
            Some(Platform::GheCom) => issuer.platform() == IssuerPlatform::GheCom,
            Some(Platform::Ghes(_)) => issuer.path() == Some(SERVER_PATH),
        };
        if ours && !out.contains(&issuer) {
            out.push(issuer);
        }
    }
    if out.is_empty() {
        out.push(Issuer::default());
    }
    out
}

pub(super) fn compile(
    policies: &[&TrustPolicy],
    world: &World,
    options: &TrustOptions,
    (issuer, environment, enterprise): &Key,
    atoms: &mut Atoms,
) -> Vec<Policy> {
    let observed = Observed::default();
    let maker = Maker { world, issuer, observed: &observed, properties: &[] };
    let outline = maker.outline(*environment, *enterprise);
    let mut claims = outline.sample_claims(&[]);
    claims.set("sub", "repo:octo-org/app:pull_request".into());
    if let Some(audience) = world.provider.as_ref().and_then(|provider| provider.client_ids.as_ref()?.first())
    {
        claims.set("aud", audience.as_str().into());
    }
    let is_text = |claim: &str| {
        CLAIMS_IN_ORDER.contains(&claim) && outline.claim(claim, &[]).is_some() || claim == "sub"
    };
    let view = View {
        prefix: issuer.condition_key("").to_ascii_lowercase(),
        is_text: &is_text,
        free_session: options.role_session_name.is_none()
            && !options.context.iter().any(|(key, _)| key.eq_ignore_ascii_case(SESSION)),
    };
    policies
        .iter()
        .map(|policy| {
            let (rules_by_provider, _) = policy.rules_by_provider(&claims, options);
            Policy::new(&rules_by_provider, options.rcp_unknown(), &view, atoms)
        })
        .collect()
}

/// The options of `check_trust` in a world.
pub(super) fn options(world: &World) -> TrustOptions {
    TrustOptions {
        role_session_name: world.role_session_name.clone(),
        provider: world.provider.clone(),
        context: world.context.clone(),
        partition: world.partition.clone(),
        rcp: world.rcp.clone(),
        as_of: world.as_of.clone(),
        ..TrustOptions::default()
    }
}
