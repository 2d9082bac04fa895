//! The resource control policy that lets in our tokens alone, and its proof.

use super::report::GuardKey;
use crate::analysis::{Class, Decided, Ground, OutsidersOutcome, TokenSet, World};
use crate::aws::logic::Tri;
use crate::aws::{
    CreateOptions, CreateOutcome, Layer, PolicyKind, PolicyText, Provider, StoredAs, TrustPolicy,
    check_create,
};
use crate::error::{Error, ErrorKind};
use crate::github::ClaimValue;
use crate::make::intent::{Context, Part};
use crate::make::json::{compact, document, object, text, texts};
use crate::make::means::Means;
use crate::make::subjects;

/// The Sid of its statement.
const SID: &str = "KeepStrangersOut";

/// A guard that is proved.
pub(super) struct Guard {
    pub(super) by: GuardKey,
    pub(super) value: ClaimValue,
    pub(super) text: PolicyText,
    pub(super) size: usize,
    pub(super) quota: usize,
    pub(super) ground: Ground,
}

/// The first guard that is proved, the surest first.
pub(super) fn make(means: &Means<'_>, provider: &str) -> Result<Guard, Error> {
    let mut failed: Option<Error> = None;
    for by in [GuardKey::RepositoryOwnerId, GuardKey::Repository, GuardKey::Sub] {
        let (key, patterns) = match patterns(by, means) {
            Ok(Some(found)) => found,
            Ok(None) => continue,
            Err(error) => {
                failed = Some(failed.unwrap_or(error));
                continue;
            }
        };
        let value = statement(by, key, &patterns, means);
        match proved(by, value, means, provider)? {
            Ok(guard) => return Ok(guard),
            Err(error) => failed = Some(failed.unwrap_or(error)),
        }
    }
    Err(failed.unwrap_or_else(|| unsayable("AWS fills no key from the tokens of this issuer")))
}

fn unsayable(why: &str) -> Error {
    Error::new(ErrorKind::IntentUnsayable, format!("no guard is proved to let in our tokens alone: {why}"))
        .with_help("give the `id` and the template of each owner under `owners` of the world")
        .at("/world/owners")
}

/// The claim that a guard tests, and the values that are ours; `None` where it cannot be told by that.
fn patterns(by: GuardKey, means: &Means<'_>) -> Result<Option<(&'static str, Vec<String>)>, Error> {
    let owners = &means.world.owners;
    Ok(match by {
        GuardKey::RepositoryOwnerId if means.has_key("repository_owner_id") => {
            let ids: Option<Vec<String>> = owners.iter().map(|owner| owner.id.clone()).collect();
            ids.map(|ids| ("repository_owner_id", ids))
        }
        GuardKey::Repository if means.has_key("repository") => {
            let logins = owners.iter().map(|owner| format!("{}/*", owner.login));
            Some(("repository", logins.collect()))
        }
        GuardKey::Sub => {
            let mut all = Vec::new();
            for owner in owners {
                let part = Part {
                    login: owner.login.clone(),
                    context: Context::Any,
                    repositories: vec![format!("{}/*", owner.login)],
                    claims: Vec::new(),
                    not: Vec::new(),
                };
                all.extend(subjects::of(&part, means)?);
            }
            Some(("sub", all))
        }
        _ => None,
    })
}

/// Denies the tokens of one issuer that are not ours. Every token has `sub`: a request that lacks the key comes through another
/// provider, and a negated test alone would deny that too.
fn statement(by: GuardKey, claim: &str, patterns: &[String], means: &Means<'_>) -> ClaimValue {
    let key = |claim: &str| means.issuer.condition_key(claim);
    let operator = if by == GuardKey::RepositoryOwnerId { "StringNotEquals" } else { "StringNotLike" };
    document(vec![object([
        ("Sid", text(SID)),
        ("Effect", text("Deny")),
        ("Principal", text("*")),
        ("Action", text("sts:AssumeRoleWithWebIdentity")),
        ("Resource", text("*")),
        (
            "Condition",
            object([
                ("Null", object([(key("sub"), text("false"))])),
                (operator, object([(key(claim), texts(patterns))])),
            ]),
        ),
    ])])
}

/// Proves a guard by a role that lets in every token of the issuer: behind the guard that is ours, all of them, and nobody else.
fn proved(
    by: GuardKey,
    value: ClaimValue,
    means: &Means<'_>,
    provider: &str,
) -> Result<Result<Guard, Error>, Error> {
    let written = compact(&value);
    let report = check_create(&written, &CreateOptions::default().with_stored_as(StoredAs::ResourceControl))?;
    if report.outcome != CreateOutcome::Accepted {
        let reason = report.reasons.first().map_or("", |reason| reason.message.as_str());
        let message = format!("AWS does not store the guard of so many owners: {reason}");
        return Ok(Err(Error::new(ErrorKind::PolicyOverQuota, message)
            .with_found(&report.size.to_string())
            .with_help("give the `id` of every owner, which is shorter than its login, or name fewer owners")
            .at("/world/owners")));
    }
    let text = PolicyText::read(&written, PolicyKind::ResourceControl)?;
    let world = World {
        rcp: Layer::Given(vec![text.clone()]),
        provider: Some(Provider::new(provider.parse()?)),
        audiences: Vec::new(),
        ..means.world.clone()
    };
    let outsiders = open(provider)?.outsiders(&world)?;
    if outsiders.outcome != OutsidersOutcome::None {
        let token = outsiders.witness.map_or_else(|| "others".to_owned(), |token| token.text);
        return Ok(Err(unsayable(&format!("it is not proved to keep out {token}"))));
    }
    let ours: TokenSet = world.owners.iter().map(|owner| ours(owner, world.recycled)).collect();
    let decided = open(provider)?.decide_set(&ours, &world)?;
    if decided.outcome != Decided::Always {
        let token = decided.refused.map_or_else(|| "all of ours".to_owned(), |token| token.text);
        return Ok(Err(unsayable(&format!("it is not proved to let in {token}"))));
    }
    let mut ground = decided.ground;
    ground.premises.extend(outsiders.ground.premises);
    ground.assumptions.extend(outsiders.ground.assumptions);
    crate::sort::sort_and_dedup(&mut ground.assumptions);
    let mut premises = Vec::new();
    ground.premises.retain(|premise| {
        let new = !premises.contains(premise);
        premises.push(premise.clone());
        new
    });
    Ok(Ok(Guard { by, value, text, size: report.size, quota: report.quota, ground }))
}

/// A role that lets in every token of the provider.
fn open(provider: &str) -> Result<TrustPolicy, Error> {
    let value = document(vec![object([
        ("Effect", text("Allow")),
        ("Principal", object([("Federated", text(provider))])),
        ("Action", text("sts:AssumeRoleWithWebIdentity")),
    ])]);
    compact(&value).parse()
}

/// All tokens of an owner.
fn ours(owner: &crate::analysis::Owner, recycled: bool) -> Class {
    let mut claims = vec![("repository_owner", owner.login.clone())];
    claims.extend(owner.id.clone().filter(|_| recycled).map(|id| ("repository_owner_id", id)));
    Class::new(claims)
}

impl Guard {
    /// Whether it leaves who comes through another principal alone, whatever call of STS that is.
    pub(super) fn leaves(&self, principal: &str) -> bool {
        let host = principal.split_once(":oidc-provider/").map_or(principal, |(_, host)| host);
        let keys =
            [format!("{host}:sub"), format!("{host}:aud"), "saml:sub".to_owned(), "saml:aud".to_owned()];
        let calls = ["assumerole", "assumerolewithsaml", "assumerolewithwebidentity"];
        calls.into_iter().all(|call| {
            let keys = keys.iter().map(|key| (key.as_str(), vec!["x".to_owned()]));
            self.text.denies(call, keys) == Tri::No
        })
    }
}
