//! Policies that are written and proved: `make`, `shrink`, `migrate` and `guard`.

use assumable::analysis::{Class, Intent, OwnerTemplate, SubjectForm, World};
use assumable::github::Issuer;
use assumable::make::{
    GuardOptions, GuardedOutcome, MakeOptions, MakeOutcome, MigrationOutcome, ShrinkOutcome,
    guard_organization, make_policies, plan_migration, shrink_policy,
};
use assumable::render::{Sheet, TextOptions, Tone, json};

use super::Streams;
use super::arguments::{AnswerFormat, FilesFormat, Guard, MadeFormat, Make, Migrate, Shrink};
use super::exact::{Ends, class, notes, owner, read_options};
use super::outcome::{Code, Refused};
use super::source::{documents, roles, text};

/// `make`: the policies of an intent.
pub(crate) fn make(make: &Make, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let intent = make.only.iter().map(|text| class(text)).collect::<Result<Vec<Class>, Refused>>()?;
    let Some(account) = &make.asked.account else {
        return Err(Refused::new(
            "--account",
            "the account of the role is not given",
            "write `--account 123456789012`",
        ));
    };
    let account = account.parse().map_err(|error| Refused::of(&error, "--account"))?;
    let mut options = MakeOptions::new(account);
    options.world = make.asked.world(streams)?;
    options.world.repository_ids = repository_ids(&make.repository_id)?;
    if let Some(issuer) = issuer(make.issuer.as_deref())? {
        options.issuer = issuer;
    }
    if let Some(name) = &make.role_name {
        options.role_name.clone_from(name);
    }
    options.provider_exists = make.provider_exists;
    options.repositories.clone_from(&make.push);
    options.repositories_exist = make.repositories_exist;
    options.region.clone_from(&make.region);
    options.pull = make.pull;
    options.mutable_tags.clone_from(&make.mutable_tag);
    options.quota = make.quota;
    options.change_template = make.change_template;
    let report =
        make_policies(&Intent::only(intent), &options).map_err(|error| Refused::of(&error, "make"))?;
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
        FilesFormat::Text => {
            let mut sheet = sheet(streams);
            sheet.heading(&report.role.arn);
            match report.outcome {
                MakeOutcome::Exact => {
                    sheet.entry(
                        Tone::Good,
                        "exact",
                        &["the policy lets in all of these tokens and nobody else"],
                    );
                }
                _ => {
                    let unsaid = format!("no policy can test: {}", report.unsaid.join(", "));
                    sheet.entry(
                        Tone::Bad,
                        "nearest",
                        &["the policy lets in all of these tokens, and more", &unsaid],
                    );
                }
            }
            if let Some(token) = &report.beyond {
                sheet.entry(Tone::Bad, "beyond", &[format!("lets in: {}", token.text)]);
            }
            sheet.entry(Tone::Plain, "size", &[of(report.size, report.quota)]);
            for call in &report.requests {
                let text = format!("{} {}", call.method, call.path);
                sheet.entry(Tone::Open, "first", &[text.as_str(), call.effect]);
            }
            notes(&report.findings, &report.premises, &mut sheet);
            with_policy(sheet, &json(&report.trust_policy))
        }
    };
    streams.write(written.as_bytes())?;
    Ok(code)
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
        MadeFormat::Text => {
            let mut sheet = sheet(streams);
            sheet.heading(&policy.name);
            let size = of(report.size, report.limit);
            match report.outcome {
                ShrinkOutcome::Fits => sheet.entry(Tone::Good, "fits", &["as it is", &size]),
                ShrinkOutcome::Shrunk => {
                    let text = format!("from {} characters, and admits the same tokens", report.before);
                    sheet.entry(Tone::Good, "shrunk", &[&size, &text]);
                }
                _ => {
                    let text =
                        format!("{} characters too many: no equal policy is found that fits", report.over_by);
                    sheet.entry(Tone::Bad, "too long", &[&size, &text]);
                }
            }
            for step in &report.steps {
                sheet.entry(Tone::Plain, "step", &[format!("{}: {} characters less", step.done, step.saved)]);
            }
            if !report.roles.is_empty() {
                let text = format!("over {} roles it fits: see `--format json`", report.roles.len());
                sheet.entry(Tone::Open, "split", &[text]);
            }
            notes(&[], &report.premises, &mut sheet);
            with_policy(sheet, &json(&report.policy))
        }
    };
    streams.write(written.as_bytes())?;
    Ok(code)
}

/// `migrate`: what other subjects of an owner do to roles.
pub(crate) fn migrate(migrate: &Migrate, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let options = read_options(migrate.account.as_deref(), &migrate.var)?;
    let roles = roles(&migrate.source, options, streams)?;
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
    let policies: Vec<(String, String)> =
        roles.known.iter().map(|role| (role.name.clone(), role.text.clone())).collect();
    let report =
        plan_migration(&policies, &login, &to, &world).map_err(|error| Refused::of(&error, "migrate"))?;
    let mut ends = Ends::of(&roles);
    let mut sheet = Sheet::new(migrate.shown.text(streams));
    let mut policies_shown = String::new();
    for role in &report.roles {
        sheet.gap();
        sheet.heading(&role.name);
        match role.outcome {
            MigrationOutcome::Unaffected => {
                sheet.entry(Tone::Good, "same", &["the same jobs get in afterwards"]);
            }
            MigrationOutcome::Planned => {
                ends.add(Code::Found);
                sheet.entry(
                    Tone::Bad,
                    "locks out",
                    &["jobs that get in today, unless the policy changes first"],
                );
                for (what, policy) in [("before", &role.interim), ("after", &role.last)] {
                    let policy = policy.as_ref().map(json).unwrap_or_default();
                    policies_shown.push_str(&format!("\n{}, {what} the change:\n{policy}", role.name));
                }
            }
            _ => {
                ends.add(Code::Open);
                sheet.entry(Tone::Open, "not known", &[role.reason.as_deref().unwrap_or_default()]);
            }
        }
    }
    for (title, steps) in [("steps", &report.steps), ("to go back", &report.back)] {
        if steps.is_empty() {
            continue;
        }
        sheet.gap();
        sheet.heading(title);
        for (index, step) in steps.iter().enumerate() {
            let call = step.request.as_ref().map(|call| format!("{} {}", call.method, call.path));
            let lines: Vec<String> = core::iter::once(step.text.clone()).chain(call).collect();
            sheet.entry(Tone::Plain, &(index + 1).to_string(), &lines);
        }
    }
    unknown(&roles.open, &mut sheet);
    let written = match migrate.shown.format {
        AnswerFormat::Json => json(&report),
        AnswerFormat::Text => sheet.into_text() + &policies_shown,
    };
    streams.write(written.as_bytes())?;
    Ok(ends.0)
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
    let mut ends = Ends(Code::Nothing);
    let mut sheet = sheet(streams);
    for role in &report.roles {
        let (code, tone, label, text) = match role.outcome {
            GuardedOutcome::KeptOut => {
                (Code::Found, Tone::Bad, "kept out", "strangers get in today, and none does with the guard")
            }
            GuardedOutcome::Closed => (Code::Nothing, Tone::Good, "closed", "no stranger gets in"),
            GuardedOutcome::NotConcerned => {
                (Code::Nothing, Tone::Quiet, "others", "no token of this issuer gets in")
            }
            GuardedOutcome::OutOfReach => {
                (Code::Found, Tone::Bad, "open", "the guard does not close this role")
            }
            _ => (Code::Open, Tone::Open, "not known", "whether the guard closes this role"),
        };
        ends.add(code);
        let example = role.stranger.as_ref().map(|token| format!("example: {}", token.text));
        let lines = [Some(text.to_owned()), role.reason.clone(), example];
        sheet.gap();
        sheet.heading(&role.name);
        sheet.entry(tone, label, &lines.into_iter().flatten().collect::<Vec<String>>());
    }
    sheet.gap();
    sheet.heading("the guard");
    sheet.entry(Tone::Plain, "size", &[of(report.size, report.quota)]);
    for other in &report.federations {
        let text = format!("{}, which {} trusts", other.principal, other.roles.join(", "));
        sheet.entry(Tone::Good, "leaves", &[text]);
    }
    notes(&report.findings, &report.premises, &mut sheet);
    let written = match guard.format {
        FilesFormat::Json => json(&report),
        FilesFormat::Policy => json(&report.policy),
        FilesFormat::Terraform => report.files.terraform,
        FilesFormat::Cloudformation => report.files.cloudformation + "\n",
        FilesFormat::Text => with_policy(sheet, &json(&report.policy)),
    };
    streams.write(written.as_bytes())?;
    Ok(ends.0)
}

fn sheet(streams: &Streams<'_>) -> Sheet {
    let width = streams.width.unwrap_or(TextOptions::default().width);
    Sheet::new(TextOptions::new(width, streams.output_styled))
}

/// What is told, and under it the policy as it is stored.
fn with_policy(mut sheet: Sheet, policy: &str) -> String {
    sheet.gap();
    sheet.into_text() + policy
}

fn of(size: usize, quota: usize) -> String {
    format!("{size} of {quota} characters")
}

fn unknown(open: &[String], sheet: &mut Sheet) {
    for text in open {
        sheet.gap();
        sheet.entry(Tone::Open, "not known", &[text]);
    }
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
