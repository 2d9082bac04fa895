//! `guard_organization`: one policy for a whole organisation that keeps strangers' tokens out of every role.

mod policy;
mod print;
mod report;

pub use report::{GuardFiles, GuardKey, GuardReport, GuardedOutcome, GuardedRole, OtherFederation};

use std::collections::BTreeMap;

use self::policy::Guard;
use super::means::Means;
use super::others::of_github;
use super::roles::{self, Role, Trust};
use crate::analysis::{OutsidersOutcome, OutsidersReport, WitnessToken, World};
use crate::aws::{Layer, Provider};
use crate::codes;
use crate::error::{Error, ErrorKind};
use crate::github::{Issuer, IssuerPlatform, Platform};
use crate::limits::MAX_ROAD_STATES;
use crate::names::{AccountId, Partition};
use crate::premise::{Finding, Grade, Premise};
use crate::read::{Documents, ReadJson, ReadText};
use crate::text::quote;

/// What is guarded, and how the guard is stored.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GuardOptions {
    /// Who signs the tokens that are told apart.
    pub issuer: Issuer,
    /// The name of the policy.
    pub name: String,
    /// What it is attached to: the root, organisational units or accounts.
    pub targets: Vec<String>,
    /// The management account, which no resource control policy reaches.
    pub management_account: Option<AccountId>,
}

impl Default for GuardOptions {
    fn default() -> GuardOptions {
        GuardOptions {
            issuer: Issuer::default(),
            name: "github-owners".to_owned(),
            targets: Vec::new(),
            management_account: None,
        }
    }
}

/// What a role costs beside the states that its proofs take.
const STATES_OF_A_ROLE: usize = 1_000;

/// Writes a resource control policy that keeps out the tokens of one issuer that are not of the owners of the world, and says
/// what it does for each role of the documents.
///
/// The guard is proved to deny every token of anybody else and none of these owners, whatever a role says; every other
/// federation that the roles trust is put to it, and is not denied.
///
/// ```
/// use assumable::analysis::{Owner, World};
/// use assumable::make::{GuardOptions, GuardedOutcome, guard_organization};
/// use assumable::read::{Documents, ReadOptions};
///
/// let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
///     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
///     "Action": "sts:AssumeRoleWithWebIdentity",
///     "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org*"}}}]}"#;
/// let documents = Documents::read([("deploy.json", policy)], ReadOptions::default())?;
/// let report = guard_organization(&documents, &World::of([Owner::new("octo-org")]), &GuardOptions::default())?;
/// assert_eq!(report.roles[0].outcome, GuardedOutcome::KeptOut);
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// What is wrong with the world or the options; `INTENT_UNSAYABLE` where no guard is proved, `POLICY_OVER_QUOTA`.
pub fn guard_organization(
    documents: &Documents,
    world: &World,
    options: &GuardOptions,
) -> Result<GuardReport, Error> {
    world.check().map_err(|error| error.under("world"))?;
    if world.owners.is_empty() {
        return Err(Error::new(ErrorKind::InvalidValue, "no owner is named whose tokens may get in")
            .with_help("list your organisations under `owners` of the world")
            .at("/world/owners"));
    }
    let partition = world.partition.clone().map_or_else(|| "aws".parse(), Ok)?;
    let world = World {
        platform: Some(world.platform.unwrap_or(match options.issuer.platform() {
            IssuerPlatform::Ghes => Platform::Ghes(None),
            IssuerPlatform::GheCom => Platform::GheCom,
            _ => Platform::GithubCom,
        })),
        partition: Some(partition.clone()),
        audiences: audiences(documents, world, &options.issuer),
        ..world.clone()
    };
    let means =
        Means { issuer: &options.issuer, world: &world, platform: world.platform.unwrap_or_default() };
    let guard = policy::make(&means, &options.issuer.provider_arn(partition.as_str(), ANY_ACCOUNT))?;
    let files = print::files(&guard.value, options)?;
    let mut inventory =
        Inventory { guard: &guard, world: &world, options, partition, states: 0, known: BTreeMap::new() };
    let (mut roles, mut federations) = (Vec::new(), Vec::new());
    for role in roles::of(documents.inventory()) {
        if let Ok(trust) = &role.trust {
            inventory.federations(&role.name, trust, &mut federations)?;
        }
        roles.push(inventory.role(role)?);
    }
    let text = "resource control policies do not reach the roles of the management account, nor service-linked roles";
    let source = "AWS Organizations User Guide, Resource control policies";
    let mut premises = vec![Premise::sourced(Grade::Documented, text, source)];
    premises.extend(guard.ground.premises);
    Ok(GuardReport {
        by: guard.by,
        policy: ReadJson::new(guard.value),
        size: guard.size,
        quota: guard.quota,
        roles,
        federations,
        files,
        premises,
        assumptions: guard.ground.assumptions,
        findings: by_name(guard.by, &world).into_iter().collect(),
    })
}

/// The account of a provider where none is known.
const ANY_ACCOUNT: &str = "123456789012";

/// The audiences that the providers of this issuer take, where the documents tell them of each; any where they do not.
fn audiences(documents: &Documents, world: &World, issuer: &Issuer) -> Vec<String> {
    if !world.audiences.is_empty() {
        return world.audiences.clone();
    }
    let url = issuer.url();
    let mut out = Vec::new();
    for provider in &documents.inventory().providers {
        match provider.url.as_ref().and_then(|url| url.value.as_deref()) {
            Some(known) if known == url => {}
            Some(_) => continue,
            None => return Vec::new(),
        }
        let all: Option<Vec<String>> = provider
            .client_ids
            .as_ref()
            .and_then(|ids| ids.iter().map(|id: &ReadText| id.value.clone()).collect());
        let Some(ids) = all else { return Vec::new() };
        out.extend(ids);
    }
    crate::sort::sort_and_dedup(&mut out);
    out
}

/// A guard by name holds only as long as the names are ours.
fn by_name(by: GuardKey, world: &World) -> Option<Finding> {
    let owner = world.owners.iter().find(|owner| owner.id.is_none());
    let owner = owner.or_else(|| world.owners.first()).filter(|_| by != GuardKey::RepositoryOwnerId)?;
    let message = format!(
        "the guard knows `{}` by its login: whoever takes the login over, once it is given up, gets in",
        quote(&owner.login)
    );
    Some(Finding::new(codes::GUARD_BY_NAME, message))
}

/// The roles, one after the other.
struct Inventory<'g> {
    guard: &'g Guard,
    world: &'g World,
    options: &'g GuardOptions,
    partition: Partition,
    /// The states that the proofs took.
    states: usize,
    /// What was found for a policy; roles of one module have the same.
    known: BTreeMap<String, Found>,
}

/// What is found for a trust policy.
type Found = (GuardedOutcome, Option<String>, Option<WitnessToken>);

impl Inventory<'_> {
    fn role(&mut self, role: Role) -> Result<GuardedRole, Error> {
        let Role { name, place, trust } = role;
        let (outcome, reason, stranger) = match trust {
            Err(why) => (GuardedOutcome::Unread, Some(why), None),
            Ok(trust) => match self.known.get(&trust.text) {
                Some(found) => found.clone(),
                None => {
                    let found = self.found(&trust)?;
                    self.known.insert(trust.text, found.clone());
                    found
                }
            },
        };
        Ok(GuardedRole { name, outcome, reason, stranger, place })
    }

    fn found(&mut self, trust: &Trust) -> Result<Found, Error> {
        if self.states > MAX_ROAD_STATES {
            let why = "the proofs of the roles before it took all states that are counted".to_owned();
            return Ok((GuardedOutcome::Unproved, Some(why), None));
        }
        self.states += STATES_OF_A_ROLE;
        let issuers: Vec<(Issuer, &str)> = trust.policy.federated().filter_map(of_github).collect();
        let ours = issuers.iter().find(|(issuer, _)| *issuer == self.options.issuer);
        let account = ours.or_else(|| issuers.first()).map_or(ANY_ACCOUNT, |(_, account)| account);
        let today = self.outsiders(trust, account, self.world.rcp.clone())?;
        let other = issuers.iter().find(|(issuer, _)| *issuer != self.options.issuer);
        if let Some((other, _)) = other {
            let why =
                format!("it trusts `{}`, an issuer that this guard does not look at", quote(&other.url()));
            return Ok((GuardedOutcome::OutOfReach, Some(why), today.witness));
        }
        let is_master = |account: &AccountId| ours.is_some_and(|(_, own)| *own == account.as_str());
        if self.options.management_account.as_ref().is_some_and(is_master) {
            let why = "it is in the management account, which no resource control policy reaches".to_owned();
            return Ok((GuardedOutcome::OutOfReach, Some(why), today.witness));
        }
        if ours.is_none() && today.outcome == OutsidersOutcome::None {
            return Ok((GuardedOutcome::NotConcerned, None, None));
        }
        let mut both = self.world.rcp.documents().to_vec();
        both.push(self.guard.text.clone());
        let then = self.outsiders(trust, account, Layer::Given(both))?;
        Ok(match (today.outcome, then.outcome) {
            (OutsidersOutcome::None, OutsidersOutcome::None) => (GuardedOutcome::Closed, None, None),
            (_, OutsidersOutcome::None) => {
                let open = today.outcome != OutsidersOutcome::Some;
                let why = open.then(|| "whether strangers get in today is not known".to_owned());
                (GuardedOutcome::KeptOut, why, today.witness)
            }
            (_, OutsidersOutcome::GaveUp) => {
                let why = "the proof for this role takes more states than are counted; the guard denies strangers whatever a \
                           role says";
                (GuardedOutcome::Unproved, Some(why.to_owned()), today.witness)
            }
            _ => {
                let token = then.witness.map_or_else(|| "strangers".to_owned(), |token| token.text);
                let why = format!("it is not proved to keep out {token}");
                (GuardedOutcome::Unproved, Some(why), today.witness)
            }
        })
    }

    /// Which strangers get in through the provider of one account, under these control policies.
    fn outsiders(&mut self, trust: &Trust, account: &str, rcp: Layer) -> Result<OutsidersReport, Error> {
        let arn = self.options.issuer.provider_arn(self.partition.as_str(), account);
        let mut provider = Provider::new(arn.parse()?);
        if !self.world.audiences.is_empty() {
            provider = provider.with_client_ids(self.world.audiences.clone());
        }
        let world = World { provider: Some(provider), rcp, ..self.world.clone() };
        let report = trust.policy.outsiders(&world)?;
        self.states += report.ground.states;
        Ok(report)
    }

    /// The other federations that a role trusts: the guard has to leave them as they are.
    fn federations(&self, name: &str, trust: &Trust, out: &mut Vec<OtherFederation>) -> Result<(), Error> {
        for principal in trust.policy.federated() {
            if of_github(principal).is_some_and(|(issuer, _)| issuer == self.options.issuer) {
                continue;
            }
            if let Some(known) = out.iter_mut().find(|known| known.principal == principal) {
                if known.roles.last().is_none_or(|last| last != name) {
                    known.roles.push(name.to_owned());
                }
                continue;
            }
            if !self.guard.leaves(principal) {
                let message = format!("the guard that was made denies `{}`", quote(principal));
                return Err(Error::new(ErrorKind::Internal, message).with_help("report this as a defect"));
            }
            out.push(OtherFederation { principal: principal.to_owned(), roles: vec![name.to_owned()] });
        }
        Ok(())
    }
}
