//! Questions about every token that GitHub can mint: `who`, `prove` and `diff`.

use assumable::analysis::{
    Class, Exposure, Ground, Intent, Owner, ProofOutcome, SubjectForm, WhoOutcome, World,
};
use assumable::codes::Severity;
use assumable::premise::{Finding, Premise};
use assumable::read::ReadOptions;
use assumable::render::{Sheet, TextOptions, Tone, json};
use assumable::road::{RoleComparison, RoleRelation, compare_documents};
use serde::Serialize;

use super::arguments::{AnswerFormat, AnswerShown, Asked, Diff, Prove, Who};
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
    let (mut sheet, mut answers) = (Sheet::new(who.shown.text(streams)), Vec::new());
    for role in &roles.known {
        let report = role.policy.who_can_assume(&world).map_err(|error| Refused::of(&error, &role.name))?;
        sheet.gap();
        sheet.heading(&role.name);
        match report.outcome {
            WhoOutcome::Somebody => {}
            WhoOutcome::Nobody => sheet.entry(Tone::Good, "nobody", &["no token gets in"]),
            _ => sheet.entry(Tone::Open, "not known", &["whether anybody gets in"]),
        }
        ends.add(if report.classes.iter().any(|class| class.severity <= Exposure::Medium) {
            Code::Found
        } else if matches!(report.outcome, WhoOutcome::Somebody | WhoOutcome::Nobody) {
            Code::Nothing
        } else {
            Code::Open
        });
        for class in &report.classes {
            let tone = if class.severity <= Exposure::Medium { Tone::Bad } else { Tone::Plain };
            let example = format!("example: {}", class.witness.text);
            sheet.entry(tone, class.severity.as_str(), &[class.text.as_str(), &example]);
        }
        if report.more {
            sheet.entry(Tone::Open, "more", &["there are others than these"]);
        }
        ground(&report.ground, &mut sheet);
        answers.push(Answer { role: &role.name, answer: report });
    }
    finish(&who.shown, &roles, sheet, &answers, streams)?;
    Ok(ends.0)
}

/// `prove`: whether nobody but these can assume the roles.
pub(crate) fn prove(prove: &Prove, streams: &mut Streams<'_>) -> Result<Code, Refused> {
    let intent =
        Intent::only(prove.only.iter().map(|text| class(text)).collect::<Result<Vec<Class>, Refused>>()?);
    let roles = chosen(roles(&prove.source, prove.asked.options()?, streams)?, prove.role.as_deref())?;
    let world = prove.asked.world(streams)?;
    let mut ends = Ends::of(&roles);
    let (mut sheet, mut answers) = (Sheet::new(prove.shown.text(streams)), Vec::new());
    for role in &roles.known {
        let report = role.policy.prove(&intent, &world).map_err(|error| Refused::of(&error, "--only"))?;
        sheet.gap();
        sheet.heading(&role.name);
        let witness = report.counterexample.as_ref().map(|token| format!("example: {}", token.text));
        let witness: Vec<String> = witness.into_iter().collect();
        let (code, tone, label, text) = match report.outcome {
            ProofOutcome::Holds if report.vacuous => {
                (Code::Nothing, Tone::Open, "holds", "nobody gets in at all, not even those who are meant")
            }
            ProofOutcome::Holds => (Code::Nothing, Tone::Good, "holds", "nobody else gets in"),
            ProofOutcome::Fails => (Code::Found, Tone::Bad, "fails", "somebody else gets in"),
            _ => (Code::Open, Tone::Open, "not known", "whether somebody else gets in"),
        };
        ends.add(code);
        sheet.entry(tone, label, &[&[text.to_owned()], witness.as_slice()].concat());
        ground(&report.ground, &mut sheet);
        answers.push(Answer { role: &role.name, answer: report });
    }
    finish(&prove.shown, &roles, sheet, &answers, streams)?;
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
    if diff.shown.format == AnswerFormat::Json {
        streams.write(json(&roles).as_bytes())?;
    } else {
        let mut sheet = Sheet::new(diff.shown.text(streams));
        for role in &roles {
            compared(role, &mut sheet);
        }
        streams.write(sheet.into_text().as_bytes())?;
    }
    let mut ends = Ends(Code::Nothing);
    for role in &roles {
        ends.add(end_of(role.relation));
    }
    Ok(ends.0)
}

fn compared(role: &RoleComparison, sheet: &mut Sheet) {
    sheet.gap();
    sheet.heading(&role.role);
    let (tone, label) = match role.relation {
        RoleRelation::Equal => (Tone::Good, "equal"),
        RoleRelation::Narrower => (Tone::Good, "narrower"),
        RoleRelation::Wider => (Tone::Bad, "wider"),
        RoleRelation::Incomparable => (Tone::Bad, "differs"),
        RoleRelation::New => (Tone::Plain, "new"),
        RoleRelation::Gone => (Tone::Plain, "gone"),
        _ => (Tone::Open, "not known"),
    };
    let gained = role.gained.as_ref().map(|token| format!("lets in: {}", token.text));
    let lost = role.lost.as_ref().map(|token| format!("locks out: {}", token.text));
    let lines: Vec<String> = [Some(role.message.clone()), gained, lost].into_iter().flatten().collect();
    sheet.entry(tone, label, &lines);
    ground(&role.ground, sheet);
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

fn ground(ground: &Ground, sheet: &mut Sheet) {
    for need in &ground.unless {
        sheet.entry(Tone::Open, "unless", &[need.message.as_str()]);
    }
    notes(&ground.findings, &ground.premises, sheet);
}

/// What is worth knowing, and what an answer rests on.
pub(crate) fn notes(findings: &[Finding], premises: &[Premise], sheet: &mut Sheet) {
    for finding in findings {
        let tone = if finding.severity == Severity::Info { Tone::Quiet } else { Tone::Open };
        sheet.entry(tone, "finding", &[format!("{} {}", finding.message, finding.code)]);
    }
    let assumed: Vec<String> = premises.iter().map(ToString::to_string).collect();
    if !assumed.is_empty() {
        sheet.entry(Tone::Quiet, "assumed", &[assumed.join(" · ")]);
    }
}

fn finish<T: Serialize>(
    shown: &AnswerShown,
    roles: &Roles,
    mut sheet: Sheet,
    answers: &[T],
    streams: &mut Streams<'_>,
) -> Result<(), Refused> {
    if shown.format == AnswerFormat::Json {
        return streams.write(json(&answers).as_bytes());
    }
    if !roles.open.is_empty() {
        sheet.gap();
    }
    for open in &roles.open {
        sheet.entry(Tone::Open, "not known", &[open]);
    }
    streams.write(sheet.into_text().as_bytes())
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

impl AnswerShown {
    /// How wide a text is, and whether it has colours.
    pub(crate) fn text(&self, streams: &Streams<'_>) -> TextOptions {
        let width = self.width.or(streams.width).unwrap_or(TextOptions::default().width);
        TextOptions::new(width, streams.output_styled)
    }
}
