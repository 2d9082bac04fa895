//! `plan_migration`: other subjects for an owner, without locking anybody out.
//!
//! Who gets in today is told as sets of tokens; the same sets, as the owner's tokens will be, have to get in afterwards. The
//! interim policy is proved to admit just these in both worlds, so that the change may happen at any time between the two.

use serde::Serialize;

use super::conditions::{Care, statements};
use super::intent::{Parts, split};
use super::json::{compact, document};
use super::means::Means;
use crate::analysis::{
    Class, Decided, Intent, Owner, OwnerTemplate, PolicyRelation, ProofOutcome, SubjectForm, TokenSet,
    WhoOutcome, World,
};
use crate::aws::TrustPolicy;
use crate::error::{Error, ErrorKind, PASS_LESS};
use crate::github::{
    ClaimValue, CustomizationCall, Issuer, IssuerPlatform, Platform, SubjectTemplate, customization_requests,
};
use crate::knowledge::quotas::{Length, QuotaOf};
use crate::limits::MAX_DOCUMENTS;
use crate::read::ReadJson;
use crate::text::quote;

/// What becomes of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MigrationOutcome {
    /// Its policy admits the same jobs afterwards: nothing is to be done.
    Unaffected,
    /// The change locks jobs out; `interim` and `last` are proved.
    Planned,
    /// The change may lock jobs out, and no policy is proved: `reason` says why.
    Unproved,
}

/// A role whose policy the change concerns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MigratedRole {
    /// Its name, as given.
    pub name: String,
    /// What becomes of it.
    pub outcome: MigrationOutcome,
    /// Why nothing is proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who gets in today, as their tokens will be, and is locked out by the change unless the policy changes first.
    pub locked_out: Vec<Class>,
    /// The policy to write before the change: it admits the same jobs before and after it, and nobody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interim: Option<ReadJson>,
    /// The characters of the interim policy that count against the quota.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interim_size: Option<usize>,
    /// The policy to write after the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<ReadJson>,
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MigrationStepKind {
    /// A policy is written.
    Policy,
    /// Something changes at GitHub.
    Change,
    /// Something is looked at before the next step.
    Check,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MigrationStep {
    /// What it is.
    pub kind: MigrationStepKind,
    /// What to do.
    pub text: String,
    /// The call of GitHub's REST API, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<CustomizationCall>,
}

/// The answer of `plan_migration`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "PlanMigrationResponse"))]
#[non_exhaustive]
pub struct MigrationReport {
    /// The roles, in the order given.
    pub roles: Vec<MigratedRole>,
    /// What to do, in order; nothing where a role is not proved.
    pub steps: Vec<MigrationStep>,
    /// How to go back at any time before the last policies are written.
    pub back: Vec<MigrationStep>,
}

/// A change of the subjects of an owner.
struct Change<'c> {
    from: &'c Owner,
    to: &'c Owner,
    before: World,
    after: World,
}

/// Plans what has to happen so that an owner's tokens can get other subjects: with ids, by another template, under another
/// login.
///
/// `world` is as it is today, and names the owner of this `login`; `to` is the owner afterwards.
///
/// ```
/// use assumable::analysis::{Owner, SubjectForm, World};
/// use assumable::make::{MigrationOutcome, plan_migration};
///
/// let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
///     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
///     "Action": "sts:AssumeRoleWithWebIdentity",
///     "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:octo-org/app:environment:production"}}}]}"#;
/// let mut world = World::of([Owner::new("octo-org")]);
/// world.repository_ids = vec![("74".to_owned(), "octo-org/app".to_owned())];
/// let mut to = Owner::new("octo-org");
/// (to.id, to.form) = (Some("65".to_owned()), SubjectForm::Immutable);
/// let report = plan_migration(&[("deploy".to_owned(), policy.to_owned())], "octo-org", &to, &world)?;
/// assert_eq!(report.roles[0].outcome, MigrationOutcome::Planned);
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// What is wrong with a policy, the world or the owner; `ID_MISSING` where subjects will hold an id that is not given.
pub fn plan_migration(
    policies: &[(String, String)],
    login: &str,
    to: &Owner,
    world: &World,
) -> Result<MigrationReport, Error> {
    world.check().map_err(|error| error.under("world"))?;
    if policies.len() > MAX_DOCUMENTS {
        let message =
            format!("there are {} policies, at most {MAX_DOCUMENTS} are planned for", policies.len());
        return Err(Error::new(ErrorKind::TooLarge, message).with_help(PASS_LESS).at("/policies"));
    }
    let Some(from) = world.owners.iter().find(|owner| owner.login == login) else {
        let message = format!("`{}` is not an owner of this world", quote(login));
        return Err(Error::new(ErrorKind::InvalidValue, message)
            .with_found(login)
            .with_help("list the owner as it is today under `owners` of the world")
            .at("/owner"));
    };
    let change = Change { from, to, before: world.clone(), after: after(world, from, to) };
    change.after.check().map_err(|error| error.under("to"))?;
    let mut roles = Vec::new();
    for (index, (name, text)) in policies.iter().enumerate() {
        let policy: TrustPolicy =
            text.parse().map_err(|error: Error| error.under(index).under("policies"))?;
        roles.push(change.role(name, &policy)?);
    }
    let steps = change.steps(&roles)?;
    let back = change.back(&roles)?;
    Ok(MigrationReport { roles, steps, back })
}

/// The world after the change.
fn after(world: &World, from: &Owner, to: &Owner) -> World {
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
fn renamed(pattern: &str, from: &Owner, to: &Owner) -> String {
    match pattern.strip_prefix(from.login.as_str()) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{}{rest}", to.login),
        _ => pattern.to_owned(),
    }
}

impl Change<'_> {
    fn role(&self, name: &str, policy: &TrustPolicy) -> Result<MigratedRole, Error> {
        let mut role = MigratedRole {
            name: name.to_owned(),
            outcome: MigrationOutcome::Unproved,
            reason: None,
            locked_out: Vec::new(),
            interim: None,
            interim_size: None,
            last: None,
        };
        let today = policy.who_can_assume(&self.before)?;
        let known = !today.more && today.classes.iter().all(|class| class.exact);
        if !known || !today.ground.unless.is_empty() {
            role.reason = Some("who gets in today is not known exactly".to_owned());
            return Ok(role);
        }
        if today.classes.is_empty() && today.outcome == WhoOutcome::Nobody {
            // Such as a role for another federation: it has to stay closed.
            let nobody = policy.prove(&Intent::default(), &self.after)?;
            if nobody.outcome == ProofOutcome::Holds {
                role.outcome = MigrationOutcome::Unaffected;
                return Ok(role);
            }
        }
        let today: Vec<Class> = today.classes.into_iter().map(|class| class.tokens).collect();
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
        match self.policies(policy, &today, &then)? {
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
        let named = ["repository", "repository_owner", "job_workflow_ref", "workflow_ref"];
        let mut class = class.clone();
        for (claim, patterns) in class.claims.iter_mut().chain(&mut class.not) {
            if named.contains(&claim.as_str()) {
                for pattern in patterns.iter_mut().flatten() {
                    *pattern = renamed(pattern, self.from, self.to);
                }
            }
        }
        class
    }

    /// The interim policy and the last, or why there are none.
    fn policies(
        &self,
        old: &TrustPolicy,
        today: &[Class],
        then: &[Class],
    ) -> Result<Result<(ClaimValue, ClaimValue), String>, Error> {
        let mut providers: Vec<&str> = old.federated().collect();
        providers.dedup();
        let [provider] = providers.as_slice() else {
            return Ok(Err("the policy names several identity providers".to_owned()));
        };
        let issuer = provider.split_once(":oidc-provider/").and_then(|(_, host)| host.parse::<Issuer>().ok());
        let Some(issuer) = issuer else {
            return Ok(Err("the policy does not name GitHub's identity provider".to_owned()));
        };
        let (written_today, written_then) = match (
            self.written(today, &self.before, &issuer, provider),
            self.written(then, &self.after, &issuer, provider),
        ) {
            (Ok(today), Ok(then)) => (today, then),
            (_, Err(error)) if error.kind() == ErrorKind::IdMissing => return Err(error.at("/world")),
            (Err(error), _) | (_, Err(error)) => return Ok(Err(error.to_string())),
        };
        let last = document(written_then.clone());
        let mut both = written_today;
        both.extend(
            written_then.into_iter().filter(|statement| !both.contains(statement)).collect::<Vec<_>>(),
        );
        let interim = document(both);
        let interim = super::shrink::merged(&interim);
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
        let mut out: Vec<MigrationStep> = write("interim").collect();
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
