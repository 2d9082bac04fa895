//! Questions about every token that GitHub can mint: `who`, `prove` and `diff`.

use assumable::analysis::{Class, Exposure, Intent, Owner, ProofOutcome, SubjectForm, WhoOutcome, World};
use assumable::read::ReadOptions;
use assumable::render::{RoleAnswer, answers_markdown, answers_text, json};
use assumable::road::{RoleComparison, RoleRelation, compare_documents};
use serde::Serialize;

use super::arguments::{Asked, Diff, PageFormat, PageShown, Prove, Who};
use super::outcome::{Code, Refused};
use super::source::{Role, Roles, documents, roles};
use super::{Streams, repository};

/// The answer about one role, as a program reads it.
#[derive(Serialize)]
struct Answer<'r, T: Serialize> {
    role: &'r str,
    answer: T,
}

/// `who`: who can assume the roles.
pub(crate) fn who(who: &Who, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let roles = chosen(roles(&who.source, who.asked.options()?, streams)?, who.role.as_deref())?;
    let world = who.asked.world(streams)?;
    let mut ends = Ends::of(&roles);
    let mut answers = Vec::new();
    for role in &roles.known {
        let report = role.policy.who_can_assume(&world).map_err(|error| Refused::of(&error, &role.name))?;
        ends.add(if report.classes.iter().any(|class| class.severity <= Exposure::Medium) {
            Code::Found
        } else if matches!(report.outcome, WhoOutcome::Somebody | WhoOutcome::Nobody) {
            Code::Nothing
        } else {
            Code::Open
        });
        answers.push(Answer { role: &role.name, answer: report });
    }
    finish(&who.shown, &roles, &answers, |answer| RoleAnswer::Who(answer.role, &answer.answer), streams)?;
    Ok(ends.0)
}

/// `prove`: whether nobody but these can assume the roles.
pub(crate) fn prove(prove: &Prove, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let intent =
        Intent::only(prove.only.iter().map(|text| class(text)).collect::<Result<Vec<Class>, Refused>>()?);
    let roles = chosen(roles(&prove.source, prove.asked.options()?, streams)?, prove.role.as_deref())?;
    let world = prove.asked.world(streams)?;
    let mut ends = Ends::of(&roles);
    let mut answers = Vec::new();
    for role in &roles.known {
        let report = role.policy.prove(&intent, &world).map_err(|error| Refused::of(&error, "--only"))?;
        ends.add(match report.outcome {
            ProofOutcome::Holds => Code::Nothing,
            ProofOutcome::Fails => Code::Found,
            _ => Code::Open,
        });
        answers.push(Answer { role: &role.name, answer: report });
    }
    finish(&prove.shown, &roles, &answers, |answer| RoleAnswer::Proof(answer.role, &answer.answer), streams)?;
    Ok(ends.0)
}

/// `diff`: what the new policies let in that the old ones do not.
pub(crate) fn diff(diff: &Diff, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let old = documents(&diff.old, diff.asked.options()?, streams)?;
    let new = documents(&diff.new, diff.asked.options()?, streams)?;
    let world = diff.asked.world(streams)?;
    let report = compare_documents(&old, &new, &world).map_err(|error| Refused::of(&error, "--owner"))?;
    let names = || report.roles.iter().map(|role| role.role.as_str());
    if let Some(name) = &diff.role
        && !names().any(|known| is_named(known, name))
    {
        return Err(unknown_role(name, names()));
    }
    let is_asked = |role: &&RoleComparison| diff.role.as_ref().is_none_or(|name| is_named(&role.role, name));
    let roles: Vec<&RoleComparison> = report.roles.iter().filter(is_asked).collect();
    finish(&diff.shown, &Roles::default(), &roles, |role| RoleAnswer::Change(role), streams)?;
    let mut ends = Ends(Code::Nothing);
    for role in &roles {
        ends.add(end_of(role.relation));
    }
    Ok(ends.0)
}

fn end_of(relation: RoleRelation) -> Code {
    match relation {
        RoleRelation::Wider | RoleRelation::Incomparable => Code::Found,
        RoleRelation::Equal | RoleRelation::Narrower | RoleRelation::New | RoleRelation::Gone => {
            Code::Nothing
        }
        _ => Code::Open,
    }
}

/// How documents are read, of which an account and variables are known.
pub(crate) fn read_options(account: Option<&str>, var: &[String]) -> Result<ReadOptions, Refused> {
    let mut options = ReadOptions::default();
    if let Some(id) = account {
        options.account = Some(id.parse().map_err(|error| Refused::of(&error, "--account"))?);
    }
    options.values.extend(super::known::values(var)?);
    Ok(options)
}

/// The worst end of several: something found, else something open.
pub(crate) struct Ends(pub(crate) Code);

impl Ends {
    pub(crate) fn of(roles: &Roles) -> Ends {
        Ends(if roles.open.is_empty() { Code::Nothing } else { Code::Open })
    }

    pub(crate) fn add(&mut self, code: Code) {
        self.0 = match (self.0, code) {
            (Code::Found, _) | (_, Code::Found) => Code::Found,
            (Code::Open, _) | (_, Code::Open) => Code::Open,
            _ => Code::Nothing,
        };
    }
}

/// The role that is asked about, by its name or the end of it; all where none is named.
fn chosen(roles: Roles, name: Option<&str>) -> Result<Roles, Refused> {
    let Some(name) = name else { return Ok(roles) };
    let all: Vec<String> = roles.known.iter().map(|role| role.name.clone()).collect();
    let known: Vec<Role> = roles.known.into_iter().filter(|role| is_named(&role.name, name)).collect();
    let open: Vec<String> = roles.open.into_iter().filter(|text| text.contains(name)).collect();
    if known.is_empty() && open.is_empty() {
        return Err(unknown_role(name, all.iter().map(String::as_str)));
    }
    Ok(Roles { known, open })
}

fn is_named(known: &str, name: &str) -> bool {
    known == name || known.rsplit(['.', '/']).next() == Some(name)
}

fn unknown_role<'r>(name: &str, known: impl Iterator<Item = &'r str>) -> Refused {
    let help = format!("known: {}", known.collect::<Vec<&str>>().join(", "));
    Refused::new("--role", format!("no role is named `{name}`"), &help)
}

/// `repository=octo-org/app,ref=refs/heads/main`, as a class of tokens.
pub(crate) fn class(text: &str) -> Result<Class, Refused> {
    let claims: Option<Vec<(&str, &str)>> = text.split(',').map(|claim| claim.split_once('=')).collect();
    claims.map(Class::new).ok_or_else(|| {
        let help = "write `--only repository=octo-org/app,ref=refs/heads/main`";
        Refused::new("--only", format!("`{text}` is not a list of claims with values"), help)
    })
}

fn finish<T: Serialize>(
    shown: &PageShown,
    roles: &Roles,
    answers: &[T],
    told: impl for<'t> Fn(&'t T) -> RoleAnswer<'t>,
    streams: &mut Streams<'_>,
) -> Result<(), Refused> {
    let told: Vec<RoleAnswer<'_>> = answers.iter().map(told).collect();
    let written = match shown.format {
        PageFormat::Text => answers_text(&told, &roles.open, streams.text_options(shown.width)),
        PageFormat::Json => json(&answers),
        PageFormat::Markdown => answers_markdown(&told, &roles.open),
    };
    streams.write(written.as_bytes())
}

/// `octo-org`, or `octo-org=65` with its id.
pub(crate) fn owner(text: &str) -> Owner {
    let (login, id) = text.split_once('=').map_or((text, None), |(login, id)| (login, Some(id.to_owned())));
    let mut owner = Owner::new(login);
    owner.id = id;
    owner
}

impl Asked {
    /// How documents are read.
    pub(crate) fn options(&self) -> Result<ReadOptions, Refused> {
        read_options(self.account.as_deref(), &self.var)
    }

    /// Who is ours: those that are named, else the owner of the repository around the folder, else those of the policy.
    pub(crate) fn world(&self, streams: &Streams<'_>) -> Result<World, Refused> {
        let mut logins = self.owner.clone();
        if logins.is_empty() {
            let git =
                repository::root(&streams.folder).map(|root| repository::read(&root)).unwrap_or_default();
            logins.extend(
                git.name.as_deref().and_then(|name| name.split_once('/')).map(|(owner, _)| owner.to_owned()),
            );
        }
        let form = match self.immutable {
            Some(true) => SubjectForm::Immutable,
            Some(false) => SubjectForm::Legacy,
            None => SubjectForm::Either,
        };
        let owner = |text: String| {
            let mut owner = owner(&text);
            owner.form = form;
            owner
        };
        let world = World::of(logins.into_iter().map(owner));
        world.check().map_err(|error| Refused::of(&error, "--owner"))?;
        Ok(world)
    }
}
