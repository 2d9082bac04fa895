//! Policies that are written and proved: `make`, `shrink`, `migrate` and `guard`.

mod arguments;

use assumable::analysis::{Intent, OwnerTemplate, SubjectForm, World};
use assumable::contract::intent_file;
use assumable::github::Issuer;
use assumable::make::{
    GuardOptions, GuardReport, GuardedOutcome, MakeOptions, MakeOutcome, MigrationOutcome, MigrationReport,
    ShrinkOutcome, guard_organization, make_policies, shrink_policy,
};
use assumable::render::{
    guard_markdown, guard_text, json, make_markdown, make_text, migration_markdown, migration_text,
    shrink_markdown, shrink_text,
};
use assumable::road::plan_migration;

use arguments::{FilesFormat, MadeFormat};
pub(crate) use arguments::{Guard, Make, Migrate, Shrink};

use super::arguments::PageFormat;
use super::exact::{Ends, class, owner, read_options};
use super::outcome::{Code, Refused};
use super::source::{documents, text};
use super::{Streams, repository};

/// `make`: the policies of an intent.
pub(crate) fn make(make: &Make, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let (intent, options, from) = asked(make, streams)?;
    let report = make_policies(&intent, &options).map_err(|error| Refused::of(&error, &from))?;
    let code = if report.outcome == MakeOutcome::Exact { Code::Nothing } else { Code::Found };
    let files = report.files.first();
    let written = match make.format {
        FilesFormat::Json => json(&report),
        FilesFormat::Policy => json(&report.trust_policy),
        FilesFormat::Terraform => files.map(|files| files.terraform.clone()).unwrap_or_default(),
        FilesFormat::Cloudformation => match files.and_then(|files| files.cloudformation.clone()) {
            Some(template) => template + "\n",
            None => return Err(no_template()),
        },
        FilesFormat::Text => make_text(&report, streams.text_options(None)),
        FilesFormat::Markdown => make_markdown(&report),
    };
    streams.write(written.as_bytes())?;
    Ok(code)
}

/// What is asked for: the file, and what is written beside it; and where that is.
fn asked(make: &Make, streams: &mut Streams<'_>) -> Result<(Intent, MakeOptions, String), Refused> {
    let given = match &make.intent {
        None => None,
        Some(path) => {
            let file = text(path, streams)?;
            let read = intent_file(&file.text).map_err(|error| Refused::of(&error, &file.name))?;
            Some((read, file.name))
        }
    };
    let account =
        make.asked.account.as_ref().map(|id| id.parse().map_err(|error| Refused::of(&error, "--account")));
    let account = account.transpose()?;
    let has_file = given.is_some();
    let (mut intent, mut options, from) = match (given, account) {
        (Some(((intent, mut options), from)), account) => {
            options.account = account.unwrap_or(options.account);
            (intent, options, from)
        }
        (None, Some(account)) => (Intent::default(), MakeOptions::new(account), "make".to_owned()),
        (None, None) => {
            return Err(Refused::new(
                "--account",
                "the account of the role is not given",
                "write `--account 123456789012`",
            ));
        }
    };
    for text in &make.only {
        intent.only.classes.push(class(text)?);
    }
    // A file says itself who is ours.
    if !has_file || !make.asked.owner.is_empty() {
        options.world.owners = make.asked.world(streams)?.owners;
    }
    options.world.repository_ids.extend(repository_ids(&make.repository_id)?);
    if let Some(issuer) = issuer(make.issuer.as_deref())? {
        options.issuer = issuer;
    }
    if let Some(name) = &make.role_name {
        options.role_name.clone_from(name);
    }
    options.provider_exists |= make.provider_exists;
    options.repositories.extend(make.push.iter().cloned());
    options.repositories_exist |= make.repositories_exist;
    options.region = make.region.clone().or(options.region);
    options.pull |= make.pull;
    options.mutable_tags.extend(make.mutable_tag.iter().cloned());
    if let Some(path) = &make.naming {
        let rules = text(path, streams)?;
        options.naming = Some(rules.text.parse().map_err(|error| Refused::of(&error, &rules.name))?);
    }
    options.quota = make.quota.or(options.quota);
    options.change_template |= make.change_template;
    Ok((intent, options, from))
}

/// `shrink`: a trust policy that fits its quota.
pub(crate) fn shrink(shrink: &Shrink, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let policy = text(&shrink.policy, streams)?;
    let world = shrink.asked.world(streams)?;
    let report = shrink_policy(&policy.text, shrink.limit, &world).map_err(|error| {
        Refused::of(&error, if error.path() == "/limit" { "--limit" } else { &policy.name })
    })?;
    let code = if report.outcome == ShrinkOutcome::TooLong { Code::Found } else { Code::Nothing };
    let written = match shrink.format {
        MadeFormat::Json => json(&report),
        MadeFormat::Policy => json(&report.policy),
        MadeFormat::Text => shrink_text(&policy.name, &report, streams.text_options(None)),
        MadeFormat::Markdown => shrink_markdown(&policy.name, &report),
    };
    streams.write(written.as_bytes())?;
    Ok(code)
}

/// `migrate`: what other subjects of an owner do to roles, and to the jobs that assume them.
pub(crate) fn migrate(migrate: &Migrate, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let mut options = read_options(migrate.account.as_deref(), &migrate.var)?;
    let git = repository::root(&streams.folder).map(|root| repository::read(&root)).unwrap_or_default();
    options.repository = migrate.repository.clone().or(git.name);
    options.default_branch = git.default_branch;
    let documents = documents(&migrate.source, options, streams)?;
    let form = |immutable: bool| if immutable { SubjectForm::Immutable } else { SubjectForm::Legacy };
    let mut from = owner(&migrate.owner);
    from.form = form(migrate.immutable);
    let mut to = from.clone();
    to.form = migrate.to_immutable.map_or(from.form, form);
    if !migrate.to_keys.is_empty() {
        to.template = OwnerTemplate::Keys(Some(migrate.to_keys.clone()));
    }
    if let Some(login) = &migrate.to_login {
        to.login.clone_from(login);
    }
    let login = from.login.clone();
    let mut world = World::of([from]);
    world.repository_ids = repository_ids(&migrate.repository_id)?;
    let report =
        plan_migration(&documents, &login, &to, &world).map_err(|error| Refused::of(&error, "migrate"))?;
    let written = match migrate.shown.format {
        PageFormat::Json => json(&report),
        PageFormat::Text => migration_text(&report, streams.text_options(migrate.shown.width)),
        PageFormat::Markdown => migration_markdown(&report),
    };
    streams.write(written.as_bytes())?;
    Ok(end_of_migration(&report))
}

fn end_of_migration(report: &MigrationReport) -> Code {
    let mut ends = Ends(Code::Nothing);
    for role in &report.roles {
        ends.add(match role.outcome {
            MigrationOutcome::Unaffected => Code::Nothing,
            MigrationOutcome::Planned => Code::Found,
            _ => Code::Open,
        });
    }
    ends.0
}

/// `guard`: one policy that keeps strangers out of every role.
pub(crate) fn guard(guard: &Guard, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let documents = documents(&guard.source, guard.asked.options()?, streams)?;
    let world = guard.asked.world(streams)?;
    let mut options = GuardOptions::default();
    if let Some(issuer) = issuer(guard.issuer.as_deref())? {
        options.issuer = issuer;
    }
    if let Some(name) = &guard.name {
        options.name.clone_from(name);
    }
    options.targets.clone_from(&guard.target);
    if let Some(id) = &guard.management_account {
        let account = id.parse().map_err(|error| Refused::of(&error, "--management-account"))?;
        options.management_account = Some(account);
    }
    let report =
        guard_organization(&documents, &world, &options).map_err(|error| Refused::of(&error, "guard"))?;
    let code = end_of_guard(&report);
    let written = match guard.format {
        FilesFormat::Json => json(&report),
        FilesFormat::Policy => json(&report.policy),
        FilesFormat::Terraform => report.files.terraform,
        FilesFormat::Cloudformation => report.files.cloudformation + "\n",
        FilesFormat::Text => guard_text(&report, streams.text_options(None)),
        FilesFormat::Markdown => guard_markdown(&report),
    };
    streams.write(written.as_bytes())?;
    Ok(code)
}

fn end_of_guard(report: &GuardReport) -> Code {
    let mut ends = Ends(Code::Nothing);
    for role in &report.roles {
        ends.add(match role.outcome {
            GuardedOutcome::KeptOut | GuardedOutcome::OutOfReach => Code::Found,
            GuardedOutcome::Closed | GuardedOutcome::NotConcerned => Code::Nothing,
            _ => Code::Open,
        });
    }
    ends.0
}

fn issuer(text: Option<&str>) -> Result<Option<Issuer>, Refused> {
    text.map(|text| text.parse().map_err(|error| Refused::of(&error, "--issuer"))).transpose()
}

/// `octo-org/app=74`, each the id with its repository.
fn repository_ids(texts: &[String]) -> Result<Vec<(String, String)>, Refused> {
    let one = |text: &String| {
        let (name, id) = text.split_once('=')?;
        Some((id.to_owned(), name.to_owned()))
    };
    let all: Option<Vec<(String, String)>> = texts.iter().map(one).collect();
    all.ok_or_else(|| {
        let help = "write `--repository-id octo-org/app=74`";
        Refused::new("--repository-id", "an id has no repository", help)
    })
}

fn no_template() -> Refused {
    let help = "write it with `--format terraform`";
    Refused::new("--format", "CloudFormation cannot change what is there already", help)
}
