//! `plan_migration`: other subjects for an owner, without locking anybody out.
//!
//! Who gets in today is told as sets of tokens; the same sets, as the owner's tokens will be, have to get in afterwards. The
//! interim policy is proved to admit just these in both worlds, so that the change may happen at any time between the two.

mod report;
mod today;

pub use report::{
    LockedJob, MigratedRole, MigrationOutcome, MigrationReport, MigrationStep, MigrationStepKind,
};

use std::collections::BTreeMap;

use super::conditions::{Care, statements};
use super::intent::{Parts, split};
use super::json::{compact, document};
use super::means::Means;
use super::others::{self, of_github};
use super::roles::{self, Trust};
use crate::analysis::{
    Class, Decided, Intent, Owner, OwnerTemplate, PolicyRelation, ProofOutcome, SubjectForm, TokenSet, World,
};
use crate::aws::TrustPolicy;
use crate::error::{Error, ErrorKind};
use crate::github::{ClaimValue, Issuer, IssuerPlatform, Platform, SubjectTemplate, customization_requests};
use crate::knowledge::quotas::{Length, QuotaOf};
use crate::limits::{MAX_POLICY, MAX_ROAD_STATES};
use crate::premise::SourcePlace;
use crate::read::{Documents, ReadJson};
use crate::text::quote;
use crate::tree::json;

/// What a role costs beside the states that its proofs take.
const STATES_OF_A_ROLE: usize = 1_000;

/// A change of the subjects of an owner.
struct Change<'c> {
    from: &'c Owner,
    to: &'c Owner,
    before: World,
    after: World,
}

/// Plans what has to happen to the roles of some documents so that an owner's tokens can get other subjects: with ids, by
/// another template, under another login.
///
/// `world` is as it is today, and names the owner of this `login`; `to` is the owner afterwards. The jobs of the documents
/// are not looked at: [`plan_migration`](crate::road::plan_migration) adds them.
///
/// # Errors
/// What is wrong with the world or the owner; `ID_MISSING` where subjects will hold the id of the owner, which is not given.
pub(crate) fn plan(
    documents: &Documents,
    login: &str,
    to: &Owner,
    world: &World,
) -> Result<MigrationReport, Error> {
    world.check().map_err(|error| error.under("world"))?;
    let Some(from) = world.owners.iter().find(|owner| owner.login == login) else {
        let message = format!("`{}` is not an owner of this world", quote(login));
        return Err(Error::new(ErrorKind::InvalidValue, message)
            .with_found(login)
            .with_help("list the owner as it is today under `owners` of the world")
            .at("/owner"));
    };
    let change = Change { from, to, before: world.clone(), after: after(world, from, to) };
    change.after.check().map_err(|error| error.under("to"))?;
    let mut planned = Planned { change, states: 0, known: BTreeMap::new() };
    let mut roles = Vec::new();
    for role in roles::of(documents.inventory()) {
        let (name, place) = (role.name, role.place);
        roles.push(match role.trust {
            Err(why) => MigratedRole { reason: Some(why), ..blank(name, place, MigrationOutcome::Unread) },
            Ok(trust) => MigratedRole { name, place, ..planned.role(&trust)? },
        });
    }
    let Planned { change, .. } = planned;
    let steps = change.steps(&roles)?;
    let back = change.back(&roles)?;
    Ok(MigrationReport { roles, steps, back, premises: Vec::new() })
}

/// A role of which nothing more is said.
fn blank(name: String, place: SourcePlace, outcome: MigrationOutcome) -> MigratedRole {
    MigratedRole {
        name,
        place,
        outcome,
        reason: None,
        locked_out: Vec::new(),
        jobs: Vec::new(),
        interim: None,
        interim_size: None,
        last: None,
    }
}

/// The roles, one after the other.
struct Planned<'c> {
    change: Change<'c>,
    /// The states that the proofs took.
    states: usize,
    /// What was found for a policy; roles of one module have the same.
    known: BTreeMap<String, MigratedRole>,
}

impl Planned<'_> {
    fn role(&mut self, trust: &Trust) -> Result<MigratedRole, Error> {
        if let Some(known) = self.known.get(&trust.text) {
            return Ok(known.clone());
        }
        if self.states > MAX_ROAD_STATES {
            let why = "the proofs of the roles before it took all states that are counted".to_owned();
            let blank = blank(String::new(), SourcePlace::default(), MigrationOutcome::Unproved);
            return Ok(MigratedRole { reason: Some(why), ..blank });
        }
        let role = self.change.role(trust, &mut self.states)?;
        self.known.insert(trust.text.clone(), role.clone());
        Ok(role)
    }
}

/// The world after the change.
pub(crate) fn after(world: &World, from: &Owner, to: &Owner) -> World {
    let mut after = world.clone();
    for owner in after.owners.iter_mut().filter(|owner| owner.login == from.login) {
        *owner = to.clone();
    }
    for (_, repository) in &mut after.repository_ids {
        *repository = renamed(repository, from, to);
    }
    after
}

/// A pattern of a claim that begins with the login, with the new one.
pub(crate) fn renamed(pattern: &str, from: &Owner, to: &Owner) -> String {
    match pattern.strip_prefix(from.login.as_str()) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{}{rest}", to.login),
        _ => pattern.to_owned(),
    }
}

/// The same tokens, as they will be.
pub(crate) fn then(class: &Class, from: &Owner, to: &Owner) -> Class {
    let named = ["repository", "repository_owner", "job_workflow_ref", "workflow_ref"];
    let mut class = class.clone();
    for (claim, patterns) in class.claims.iter_mut().chain(&mut class.not) {
        if named.contains(&claim.as_str()) {
            for pattern in patterns.iter_mut().flatten() {
                *pattern = renamed(pattern, from, to);
            }
        }
    }
    class
}

impl Change<'_> {
    /// What becomes of a role with this policy; its name and place are not known here.
    fn role(&self, trust: &Trust, states: &mut usize) -> Result<MigratedRole, Error> {
        let policy = &trust.policy;
        let mut role = blank(String::new(), SourcePlace::default(), MigrationOutcome::Unproved);
        let Some(today) = today::classes(trust, &self.before, states)? else {
            role.reason = Some("who gets in today is not known exactly".to_owned());
            return Ok(role);
        };
        if today.is_empty() {
            // Such as a role for another federation: it has to stay closed.
            let nobody = policy.prove(&Intent::default(), &self.after)?;
            if nobody.outcome == ProofOutcome::Holds {
                role.outcome = MigrationOutcome::Unaffected;
                return Ok(role);
            }
        }
        let then: Vec<Class> = today.iter().map(|class| self.then(class)).collect();
        for class in &then {
            let decided = policy.decide_set(&core::iter::once(class.clone()).collect(), &self.after)?;
            if decided.outcome != Decided::Always && !decided.empty {
                role.locked_out.push(class.clone());
            }
        }
        if role.locked_out.is_empty() && only(policy, &then, &self.after)?.is_ok() {
            role.outcome = MigrationOutcome::Unaffected;
            return Ok(role);
        }
        match self.policies(trust, &today, &then)? {
            Ok((interim, last)) => {
                role.outcome = MigrationOutcome::Planned;
                role.interim_size = Some(QuotaOf::Trust.quota().counted(Length::of(&compact(&interim))));
                role.interim = Some(ReadJson::new(interim));
                role.last = Some(ReadJson::new(last));
            }
            Err(reason) => role.reason = Some(reason),
        }
        Ok(role)
    }

    /// The same jobs, as their tokens will be.
    fn then(&self, class: &Class) -> Class {
        then(class, self.from, self.to)
    }

    /// The interim policy and the last, or why there are none.
    fn policies(
        &self,
        trust: &Trust,
        today: &[Class],
        then: &[Class],
    ) -> Result<Result<(ClaimValue, ClaimValue), String>, Error> {
        let old = &trust.policy;
        let value: ClaimValue = json::parse(&trust.text, MAX_POLICY)?.into();
        // What is for others stays as it is.
        let others = others::statements(&value);
        let mut providers: Vec<(&str, Issuer)> = Vec::new();
        for principal in old.federated() {
            match of_github(principal) {
                Some((issuer, _)) if providers.iter().all(|(known, _)| *known != principal) => {
                    providers.push((principal, issuer));
                }
                _ => {}
            }
        }
        let (provider, issuer) = match providers.as_slice() {
            [one] => one,
            [] => return Ok(Err("the policy does not name GitHub's identity provider".to_owned())),
            _ => return Ok(Err("the policy names several of GitHub's identity providers".to_owned())),
        };
        let (written_today, written_then) = match (
            self.written(today, &self.before, issuer, provider),
            self.written(then, &self.after, issuer, provider),
        ) {
            (Ok(today), Ok(then)) => (today, then),
            // Without the id of the owner no role can be planned for.
            (_, Err(error)) if error.kind() == ErrorKind::IdMissing && is_owner(&error) => {
                return Err(error.at("/to"));
            }
            (Err(error), _) | (_, Err(error)) => return Ok(Err(format!("{error}: {}", error.help()))),
        };
        let with_others = |mut statements: Vec<ClaimValue>| {
            statements.extend(others.iter().cloned());
            document(statements)
        };
        let last = with_others(written_then.clone());
        let mut both = written_today;
        both.extend(
            written_then.into_iter().filter(|statement| !both.contains(statement)).collect::<Vec<_>>(),
        );
        let interim = super::shrink::merged(&with_others(both));
        let read = |value: &ClaimValue| compact(value).parse::<TrustPolicy>();
        let (interim_policy, last_policy) = (read(&interim)?, read(&last)?);
        let same = old.compare(&interim_policy, &self.before)?;
        if same.relation != PolicyRelation::Equal {
            let token = same.lost.or(same.gained).map(|token| format!(": they differ in {}", token.text));
            let message = "no interim policy is proved to admit just who gets in today";
            return Ok(Err(format!("{message}{}", token.unwrap_or_default())));
        }
        for (policy, what) in [(&interim_policy, "interim"), (&last_policy, "last")] {
            if let Err(why) = only(policy, then, &self.after)? {
                return Ok(Err(format!("after the change the {what} policy {why}")));
            }
        }
        Ok(Ok((interim, last)))
    }

    /// The statements that admit some classes in a world.
    fn written(
        &self,
        classes: &[Class],
        world: &World,
        issuer: &Issuer,
        provider: &str,
    ) -> Result<Vec<ClaimValue>, Error> {
        let platform = world.platform.unwrap_or(match issuer.platform() {
            IssuerPlatform::Ghes => Platform::Ghes(None),
            IssuerPlatform::GheCom => Platform::GheCom,
            _ => Platform::GithubCom,
        });
        let means = Means { issuer, world, platform };
        let mut parts = Parts::default();
        for class in classes {
            split(class, &means, &mut parts)?;
        }
        statements(&parts.all, &means, Care::Short, provider, world.audiences.first().map(String::as_str))
    }

    fn steps(&self, roles: &[MigratedRole]) -> Result<Vec<MigrationStep>, Error> {
        if roles.iter().any(|role| role.outcome == MigrationOutcome::Unproved) {
            return Ok(Vec::new());
        }
        let planned = || roles.iter().filter(|role| role.outcome == MigrationOutcome::Planned);
        let write = |what: &str| {
            let what = what.to_owned();
            planned().map(move |role| MigrationStep {
                kind: MigrationStepKind::Policy,
                text: format!("write the {what} policy of `{}`", quote(&role.name)),
                request: None,
            })
        };
        let check = |text: &str| MigrationStep {
            kind: MigrationStepKind::Check,
            text: text.to_owned(),
            request: None,
        };
        let unread = roles.iter().filter(|role| role.outcome == MigrationOutcome::Unread);
        let look = |role: &MigratedRole| {
            check(&format!(
                "look at `{}` by hand: {}, so that it is not known whether the change locks its jobs out",
                quote(&role.name),
                role.reason.as_deref().unwrap_or_default()
            ))
        };
        let mut out: Vec<MigrationStep> = unread.map(look).collect();
        out.extend(planned().filter_map(|role| too_long(role).map(|text| check(&text))));
        out.extend(write("interim"));
        out.push(check("start each workflow once: every job still assumes its role"));
        out.extend(self.changes(self.to, self.from)?);
        out.push(check(
            "start each workflow again, and look at `userIdentity.userName` of its `AssumeRoleWithWebIdentity` events in \
             CloudTrail: no subject has the old form",
        ));
        out.extend(write("last"));
        Ok(out)
    }

    fn back(&self, roles: &[MigratedRole]) -> Result<Vec<MigrationStep>, Error> {
        if roles.iter().any(|role| role.outcome == MigrationOutcome::Unproved) {
            return Ok(Vec::new());
        }
        let mut out = self.changes(self.from, self.to)?;
        out.push(MigrationStep {
            kind: MigrationStepKind::Policy,
            text: "write the policies as they were, once no subject has the new form".to_owned(),
            request: None,
        });
        Ok(out)
    }

    /// What makes an owner so, from what it is.
    fn changes(&self, so: &Owner, from: &Owner) -> Result<Vec<MigrationStep>, Error> {
        let step = |text: String, request| MigrationStep { kind: MigrationStepKind::Change, text, request };
        let mut out = Vec::new();
        if so.login != from.login {
            let text = format!("rename `{}` to `{}` in its settings", quote(&from.login), quote(&so.login));
            out.push(step(text, None));
        }
        if so.form != from.form || so.template != from.template {
            let template = match &so.template {
                OwnerTemplate::Keys(Some(keys)) => SubjectTemplate::new(keys.iter().cloned())?,
                _ => SubjectTemplate::default(),
            };
            let template = template.with_immutable(so.form == SubjectForm::Immutable);
            let mut repositories: Vec<Option<&str>> =
                so.repositories.iter().map(|name| Some(name.as_str())).collect();
            if repositories.is_empty() {
                repositories.push(None);
            }
            for repository in repositories {
                for request in customization_requests(&template, &so.login, repository)?.requests {
                    let one = step(request.effect.to_owned(), Some(request));
                    if !out.contains(&one) {
                        out.push(one);
                    }
                }
            }
        }
        Ok(out)
    }
}

/// What to see to where the interim policy is longer than accounts take without more.
fn too_long(role: &MigratedRole) -> Option<String> {
    let size = role.interim_size.filter(|size| *size > QuotaOf::Trust.quota().usual)?;
    let name = quote(&role.name);
    Some(format!(
        "see that the account's quota for trust policies is {size} characters or more: the interim policy of `{name}` has that many"
    ))
}

/// Whether an id is missing that is an owner's, and not a repository's.
fn is_owner(error: &Error) -> bool {
    error.found().is_some_and(|found| !found.contains('/'))
}

/// Whether a policy admits all tokens of these classes, and nobody else; else what it does in place of that.
fn only(policy: &TrustPolicy, classes: &[Class], world: &World) -> Result<Result<(), String>, Error> {
    let set: TokenSet = classes.iter().cloned().collect();
    let decided = policy.decide_set(&set, world)?;
    if decided.outcome != Decided::Always {
        let token = decided.refused.map_or_else(|| "some of these jobs".to_owned(), |token| token.text);
        return Ok(Err(format!("is not proved to let in {token}")));
    }
    let nobody_else = policy.prove(&Intent { only: set }, world)?;
    if nobody_else.outcome != ProofOutcome::Holds {
        let token = nobody_else.counterexample.map_or_else(|| "others".to_owned(), |token| token.text);
        return Ok(Err(format!("is not proved to keep out {token}")));
    }
    Ok(Ok(()))
}
