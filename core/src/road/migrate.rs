//! `plan_migration`: other subjects for an owner, over what people hold: its roles, and the jobs that assume them.

use std::rc::Rc;

use super::facts::RoadFacts;
use super::known::Known;
use super::report::RoadVerdict;
use super::roles::{self, Asked};
use super::scenarios::{self, Set};
use super::told::merged;
use super::trust::Door;
use super::{Step, Told, audience, parts};
use crate::analysis::{Owner, OwnerTemplate, SubjectForm, World};
use crate::error::Error;
use crate::make::{LockedJob, MigratedRole, MigrationReport, after, plan, renamed, then};
use crate::premise::{Grade, Premise};
use crate::read::{AssumedRole, AssumedVia, Documents, ReadRole, WorkflowJob};
use crate::text::quote;

/// Plans what has to happen to the roles of some documents so that an owner's tokens can get other subjects: with ids, by
/// another template, under another login; and says which jobs of the documents the change locks out, and in which runs.
///
/// `world` is as it is today, and names the owner of this `login`; `to` is the owner afterwards. The jobs are looked at where
/// the documents are of a repository of this owner, and that is told.
///
/// ```
/// use assumable::analysis::{Owner, SubjectForm, World};
/// use assumable::make::MigrationOutcome;
/// use assumable::read::{Documents, ReadOptions};
/// use assumable::road::plan_migration;
///
/// let policy = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
///     "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
///     "Action": "sts:AssumeRoleWithWebIdentity",
///     "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:octo-org/app:environment:production"}}}]}"#;
/// let documents = Documents::read([("deploy.json", policy)], ReadOptions::default())?;
/// let mut world = World::of([Owner::new("octo-org")]);
/// world.repository_ids = vec![("74".to_owned(), "octo-org/app".to_owned())];
/// let mut to = Owner::new("octo-org");
/// (to.id, to.form) = (Some("65".to_owned()), SubjectForm::Immutable);
/// let report = plan_migration(&documents, "octo-org", &to, &world)?;
/// assert_eq!(report.roles[0].outcome, MigrationOutcome::Planned);
/// # Ok::<(), assumable::Error>(())
/// ```
///
/// # Errors
/// What is wrong with the world or the owner; `ID_MISSING` where subjects will hold the id of the owner, which is not given.
pub fn plan_migration(
    documents: &Documents,
    login: &str,
    to: &Owner,
    world: &World,
) -> Result<MigrationReport, Error> {
    let mut report = plan(documents, login, to, world)?;
    if documents.inventory().jobs.is_empty() {
        return Ok(report);
    }
    let Some(from) = world.owners.iter().find(|owner| owner.login == login) else { return Ok(report) };
    let options = documents.options();
    let Some(repository) = &options.repository else {
        let text = "the jobs of the documents are not looked at: `repository` of the options is not given";
        report.premises.push(Premise::new(Grade::Assumed, text));
        return Ok(report);
    };
    if repository.split('/').next() != Some(login) {
        let text = format!(
            "the jobs of the documents keep their subjects: `{}` is not a repository of `{}`",
            quote(repository),
            quote(login)
        );
        report.premises.push(Premise::new(Grade::Given, text));
        return Ok(report);
    }
    let facts = |owner: &Owner, world: &World, repository: String| RoadFacts {
        repository_id: id_of(world, &repository),
        repository: Some(repository),
        default_branch: options.default_branch.clone(),
        account: options.account.clone(),
        owner_id: owner.id.clone(),
        immutable: match owner.form {
            SubjectForm::Immutable => Some(true),
            SubjectForm::Legacy => Some(false),
            SubjectForm::Either => None,
        },
        include_claim_keys: keys(owner),
        platform: world.platform,
        rcp: world.rcp.clone(),
        callable: Some(world.callable),
        ..RoadFacts::default()
    };
    let today = facts(from, world, repository.clone());
    let new_world = after(world, from, to);
    let new = facts(to, &new_world, renamed(repository, from, to));
    let change = Change {
        before: Known::new(documents, &today, Rc::default()),
        after: Known::new(documents, &new, Rc::default()),
        from,
        to,
    };
    for job in &documents.inventory().jobs {
        for (first, more) in parts::by_role(job) {
            for (job, assumed) in core::iter::once(first).chain(more) {
                change.job(&job, &assumed, &mut report.roles)?;
            }
        }
    }
    Ok(report)
}

fn id_of(world: &World, repository: &str) -> Option<String> {
    world.repository_ids.iter().find(|(_, name)| name == repository).map(|(id, _)| id.clone())
}

/// The keys of an owner's subjects, those of the default too: the documents' settings are not asked.
fn keys(owner: &Owner) -> Option<Vec<String>> {
    match &owner.template {
        OwnerTemplate::Keys(Some(keys)) => Some(keys.clone()),
        OwnerTemplate::Keys(None) => Some(vec!["repo".to_owned(), "context".to_owned()]),
        OwnerTemplate::Unknown => None,
    }
}

/// What is known of the jobs before the change and after it.
struct Change<'c> {
    before: Known<'c>,
    after: Known<'c>,
    from: &'c Owner,
    to: &'c Owner,
}

impl Change<'_> {
    /// Adds the runs of a job that a role lets in today and denies afterwards.
    fn job(&self, job: &WorkflowJob, assumed: &AssumedRole, roles: &mut [MigratedRole]) -> Result<(), Error> {
        // A role that another role assumes does not look at tokens.
        if matches!(assumed.via, AssumedVia::Chained | AssumedVia::Keys | AssumedVia::TokenFile) {
            return Ok(());
        }
        let asked = roles::of(assumed, &self.before);
        let Asked::One(role, _) = &asked else { return Ok(()) };
        let known = |one: &&mut MigratedRole| one.place == role.place && one.name == role.label();
        let Some(migrated) = roles.iter_mut().find(known) else { return Ok(()) };
        let arn = assumed.role.value.as_deref();
        let (Some(today), Some(then)) = (door(role, arn, &self.before), door(role, arn, &self.after)) else {
            return Ok(());
        };
        let step = Step {
            job,
            assumed,
            asked: &asked,
            door: Some(&today),
            known: &self.before,
            fault: None,
            chain: None,
        };
        let mut told = Vec::new();
        for set in scenarios::of_job(job, &self.before) {
            step.add(set, &mut told)?;
        }
        let audience = audience(assumed);
        let mut locked = Vec::new();
        for one in told.into_iter().filter(|one| one.answer.verdict == RoadVerdict::Allowed) {
            let set = self.then(&one.set);
            let answer = then.decide(&set, audience)?;
            if answer.verdict != RoadVerdict::Allowed || answer.is_mixed {
                locked.push((one, set));
            }
        }
        let first =
            locked.first().map(|(one, set)| (today.subject(&one.set, audience), then.subject(set, audience)));
        let (subject, subject_then) = first.unwrap_or_default();
        for scenario in merged(locked.into_iter().map(|(one, _)| one).collect::<Vec<Told>>()) {
            let place = assumed.place.clone();
            let mut found = LockedJob::new(&job.workflow, &job.job, scenario.runs, scenario.tokens, place);
            (found.subject, found.subject_then) = (subject.clone(), subject_then.clone());
            if !migrated.jobs.contains(&found) {
                migrated.jobs.push(found);
            }
        }
        Ok(())
    }

    /// The same runs, as their tokens will be.
    fn then(&self, set: &Set) -> Set {
        let own = set.own.iter().map(|(name, pattern)| (*name, renamed(pattern, self.from, self.to)));
        Set { class: then(&set.class, self.from, self.to), head: set.head, own: own.collect() }
    }
}

/// A role's side of the road; none where its trust policy cannot be asked.
fn door<'i>(role: &'i ReadRole, arn: Option<&str>, known: &'i Known<'i>) -> Option<Door<'i>> {
    Door::of(role, arn, known).ok().flatten()
}
