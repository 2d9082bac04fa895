//! The road of each job: from its runs over the token, the provider, the trust policy and the permissions to the image
//! names that it may push.

mod answer;
mod beyond;
mod bounds;
mod candidate;
mod causes;
mod chain;
mod changes;
mod compare;
mod controls;
mod dangers;
mod divide;
mod document;
mod facts;
mod images;
mod known;
mod memory;
mod migrate;
mod naming;
mod observed;
mod parts;
mod permissions;
mod push;
mod remarks;
mod report;
mod roles;
mod runs;
mod scenarios;
mod token;
mod told;
mod trust;
mod undocumented;

pub use crate::read::PullRequestHead;
pub use compare::{DocumentsComparison, RoleComparison, RoleRelation, compare_documents};
pub use facts::{AskedRun, ControlDocument, RoadFacts};
pub use migrate::plan_migration;
pub use report::{
    ChangeSide, Road, RoadCall, RoadChange, RoadDanger, RoadFault, RoadImage, RoadReport, RoadScenario,
    RoadStage, RoadVerdict,
};

use std::borrow::Cow;
use std::rc::Rc;

use chain::Chain;
use changes::Way;
use known::{Known, add_premises};
use parts::Part;
use roles::Asked;
use scenarios::Set;
use told::{Told, merged};
use trust::{Answer, Door, place_of};

use crate::codes;
use crate::error::Error;
use crate::github::{Claims, Issuer};
use crate::premise::{Grade, Premise, SourcePlace};
use crate::read::{AssumedRole, AssumedVia, Documents, ReadRole, ReadText, WorkflowJob};
use crate::text::quote;

/// Explains what the documents say together.
///
/// # Errors
/// What is wrong with the facts.
pub fn explain(documents: &Documents, facts: &RoadFacts) -> Result<RoadReport, Error> {
    let inventory = documents.inventory();
    let known = Known::new(documents, facts, Rc::default());
    known.world.check().map_err(|error| error.at("/facts"))?;
    let (mut roads, mut ways) = of_jobs(&known)?;
    for token in &inventory.tokens {
        if let Some(road) = observed::of_token(token, &known) {
            roads.push(road);
            ways.push(Way::of_claims(&token.claims, inventory.roles.first(), None));
        }
    }
    let mut findings = Vec::new();
    for event in &inventory.events {
        let (road, finding) = observed::of_event(event, &known);
        findings.extend(finding);
        if let Some(road) = road {
            roads.push(road);
            let role = event.role.as_deref().and_then(|arn| roles::named(arn, inventory));
            ways.push(Way::of_claims(&event.claims, role, event.role.as_deref()));
        }
    }
    // What contradicts the documents is said first.
    findings.extend(remarks::of(&known, &roads));
    let steps = ways.iter().filter_map(|way| way.step.as_ref());
    findings
        .extend(steps.filter_map(|(_, assumed)| remarks::ambiguous(assumed, &roles::of(assumed, &known))));
    findings.extend(beyond::of(&ways, &roads));
    let mut report = RoadReport { roads, unresolved: inventory.unresolved.clone(), findings };
    changes::add(documents, &ways, &known, &mut report)?;
    Ok(report)
}

/// The roads of the jobs, each with what was asked for.
fn of_jobs<'i>(known: &Known<'i>) -> Result<(Vec<Road>, Vec<Way<'i>>), Error> {
    let (mut roads, mut ways) = (Vec::new(), Vec::new());
    let is_asked = |job: &&WorkflowJob| known.facts.run.as_ref().is_none_or(|run| run.is_of(&job.job));
    for job in known.inventory.jobs.iter().filter(is_asked) {
        for (first, more) in parts::by_role(job) {
            roads.push(road(&first, &more, known)?);
            ways.push(Way::of_step(first.0, first.1, known));
        }
        if job.roles.is_empty() {
            for action in &job.unread_actions {
                roads.push(candidate::road(job, action, known));
                ways.push(Way::unknown());
            }
        }
    }
    Ok((roads, ways))
}

impl<'i> Way<'i> {
    fn of_step(job: Cow<'i, WorkflowJob>, assumed: Cow<'i, AssumedRole>, known: &Known<'i>) -> Way<'i> {
        let role = match roles::of(&assumed, known) {
            Asked::One(role, _) => Some(role),
            _ => None,
        };
        let (asked, audience) = (assumed.role.value.clone(), audience(&assumed).to_owned());
        Way { step: Some((job, assumed)), role, asked, audience }
    }

    fn of_claims(claims: &Claims, role: Option<&'i ReadRole>, asked: Option<&str>) -> Way<'i> {
        let audience = claims.text("aud").or_else(|| Issuer::sts_audience("aws")).unwrap_or_default();
        Way { step: None, role, asked: asked.map(str::to_owned), audience: audience.to_owned() }
    }

    fn unknown() -> Way<'i> {
        Way { step: None, role: None, asked: None, audience: String::new() }
    }
}

/// The audience that a step asks for.
fn audience(assumed: &AssumedRole) -> &str {
    let audience = assumed.audience.as_ref().and_then(|audience| audience.value.as_deref());
    audience.or_else(|| Issuer::sts_audience("aws")).unwrap_or("sts.amazonaws.com")
}

fn road(first: &Part<'_>, more: &[Part<'_>], known: &Known<'_>) -> Result<Road, Error> {
    let (job, assumed) = (&*first.0, &*first.1);
    let asked = roles::of(assumed, known);
    let text = assumed.role.value.clone().or_else(|| assumed.role.pattern.clone());
    let role = match &asked {
        Asked::One(role, _) => Some(*role),
        _ => None,
    };
    let mut assumed_premises = Vec::new();
    if let Asked::One(role, true) = &asked {
        let name = role.name.as_ref().and_then(|name| name.value.as_deref()).unwrap_or("the role");
        let message = format!("the role that the job asks for is `{name}` of the documents");
        assumed_premises.push(Premise::new(Grade::Assumed, message));
    }
    let door = match role.filter(|_| matches!(asked, Asked::One(..))) {
        Some(role) => Door::of(role, assumed.role.value.as_deref(), known),
        None => Ok(None),
    };
    let (door, fault) = match door {
        Ok(door) => (door, None),
        Err(error) => (None, Some(error)),
    };
    let chain = Chain::of(job, assumed, role, known)?;
    let (mut told, mut images) = (Vec::new(), Vec::new());
    for (job, assumed) in core::iter::once(first).chain(more) {
        let step = Step {
            job,
            assumed,
            asked: &asked,
            door: door.as_ref(),
            known,
            fault: fault.as_ref(),
            chain: chain.as_ref(),
        };
        let (own, pushed) = step.told(role)?;
        told.extend(own);
        images.extend(pushed);
    }
    // The same name in several parts of the runs is one.
    let mut once: Vec<RoadImage> = Vec::new();
    for image in images {
        if more.is_empty() || !once.contains(&image) {
            once.push(image);
        }
    }
    let images = once;
    if let Some(door) = &door {
        add_premises(&mut assumed_premises, &door.premises());
    }
    let scenarios = merged(told);
    let mut dangers = door.as_ref().map(|door| dangers::of_road(door, job, &scenarios)).unwrap_or_default();
    if let (Asked::Unknown, Some(only)) = (&asked, candidate::only_role(known)) {
        let door = Door::of(only, None, known).ok().flatten();
        dangers = door.as_ref().map(dangers::of).unwrap_or_default();
        let name = label(only).unwrap_or_default();
        let message = format!(
            "if the job assumes a role of the documents, it is `{name}`: the only one that trusts tokens"
        );
        assumed_premises.push(Premise::new(Grade::Assumed, message));
    }
    Ok(Road {
        workflow: Some(job.workflow.clone()),
        job: Some(job.job.clone()),
        role: role.and_then(label).or(text),
        role_place: role.map(|role| role.place.clone()),
        scenarios,
        calls: chain.map(|chain| chain.calls).unwrap_or_default(),
        images,
        dangers,
        changes: Vec::new(),
        assumed: assumed_premises,
    })
}

/// Runs that get in and may push none of their images are stopped there.
fn stopped_by_images(told: &mut [Told], images: &[RoadImage]) {
    let Some(first) = images.first() else { return };
    if images.iter().any(|image| image.verdict != RoadVerdict::Denied) {
        return;
    }
    for one in told.iter_mut().filter(|one| one.answer.verdict == RoadVerdict::Allowed) {
        one.answer.verdict = RoadVerdict::Denied;
        one.answer.stage = first.stage;
        one.answer.cause = first.cause;
        one.answer.message.clone_from(&first.message);
        one.place.clone_from(&first.place);
    }
}

/// What a role is called in the documents.
fn label(role: &ReadRole) -> Option<String> {
    let text = |text: &Option<ReadText>| text.as_ref().and_then(|text| text.value.clone());
    role.address.clone().or_else(|| text(&role.arn)).or_else(|| text(&role.name))
}

/// A step that assumes a role.
struct Step<'s, 'i> {
    job: &'s WorkflowJob,
    assumed: &'s AssumedRole,
    asked: &'s Asked<'i>,
    door: Option<&'s Door<'i>>,
    known: &'s Known<'i>,
    /// Why AWS would not store the trust policy of the documents.
    fault: Option<&'s Error>,
    /// For a role that another role assumes.
    chain: Option<&'s Chain<'s, 'i>>,
}

/// How often one set is divided.
const MAX_PARTS: usize = 24;

impl Step<'_, '_> {
    /// What becomes of the runs of the job, and of what they push.
    fn told(&self, role: Option<&ReadRole>) -> Result<(Vec<Told>, Vec<RoadImage>), Error> {
        let (job, known) = (self.job, self.known);
        let mut told = Vec::new();
        for set in scenarios::of_job(job, known) {
            self.add(set, &mut told)?;
        }
        let images = images::of(job, self.assumed, role, known);
        let Some(rules) = &known.rules else {
            stopped_by_images(&mut told, &images);
            return Ok((told, images));
        };
        let mut told: Vec<Told> = told.into_iter().flat_map(Told::by_refs).collect();
        let of_set = |one: &Told| naming::of_set(rules, &one.set, job, &images, known);
        let all: Vec<Vec<RoadImage>> = told.iter().map(of_set).collect();
        for (one, own) in told.iter_mut().zip(&all) {
            stopped_by_images(core::slice::from_mut(one), own);
            one.names = own.iter().map(|image| (image.name.clone(), image.cause)).collect();
        }
        Ok((told, naming::together(all)))
    }

    /// Adds what becomes of a set, in as many parts as the policy makes of it.
    fn add(&self, set: Set, told: &mut Vec<Told>) -> Result<(), Error> {
        let mut open = vec![set];
        let mut parts = 0;
        while let Some(set) = open.pop() {
            parts += 1;
            let mut found = self.one(&set)?;
            if found.answer.is_mixed && self.depends_on_form(&set)? {
                found.answer = Answer::open(found.answer.stage, vec![form(self.known)]);
            }
            if found.answer.is_mixed {
                let division = if parts < MAX_PARTS { self.division(&set)? } else { None };
                if let Some((fits, rest)) = division {
                    open.push(rest);
                    open.push(fits);
                    continue;
                }
                found.answer.verdict = RoadVerdict::Undetermined;
                found.answer.needs = vec![mixed(&set)];
            }
            // Kinds of runs that are denied may be so for reasons of their own.
            if found.answer.verdict == RoadVerdict::Denied
                && parts < MAX_PARTS
                && let Some((first, rest)) = divide::by_pattern(&set)
            {
                open.push(rest);
                open.push(first);
                continue;
            }
            told.push(found);
        }
        Ok(())
    }

    fn depends_on_form(&self, set: &Set) -> Result<bool, Error> {
        self.door.map_or(Ok(false), |door| door.depends_on_form(set, self.audience()))
    }

    /// The first division of which one part is decided.
    fn division(&self, set: &Set) -> Result<Option<(Set, Set)>, Error> {
        let Some(door) = self.door else { return Ok(None) };
        for (fits, rest) in divide::divisions(set, &door.texts()) {
            let answer = door.decide(&fits, self.audience())?;
            if !answer.is_mixed && answer.verdict != RoadVerdict::Undetermined {
                return Ok(Some((fits, rest)));
            }
        }
        Ok(None)
    }

    fn audience(&self) -> &str {
        audience(self.assumed)
    }

    fn one(&self, set: &Set) -> Result<Told, Error> {
        if let Some((answer, place)) = token::request(self.job, set, self.known) {
            return Ok(Told::new(set, answer, place));
        }
        if let Some(line) = self.known.refused_provider {
            let answer = Answer {
                verdict: RoadVerdict::Denied,
                cause: Some(codes::PROVIDER_MISSING),
                message: Some(line.message.clone()),
                ..Answer::open(Some(RoadStage::Provider), Vec::new())
            };
            return Ok(Told::new(set, answer, Some(line.place.clone())));
        }
        let (answer, place) = self.at_role(set)?;
        let behind = self.door.map(|door| door.behind(&answer)).unwrap_or_default();
        Ok(Told { behind, ..Told::new(set, answer, place) })
    }

    fn at_role(&self, set: &Set) -> Result<(Answer, Option<SourcePlace>), Error> {
        let step = || Some(self.assumed.place.clone());
        if let Some(answer) = token::session_name(self.assumed) {
            return Ok((answer, self.assumed.session_name.place.clone().or_else(step)));
        }
        if matches!(self.assumed.via, AssumedVia::Keys | AssumedVia::TokenFile) {
            let answer = Answer {
                cause: Some(codes::CREDENTIALS_NOT_OIDC),
                ..Answer::open(Some(RoadStage::TokenRequest), Vec::new())
            };
            return Ok((answer, step()));
        }
        if self.assumed.via == AssumedVia::Chained {
            return self.chained(set);
        }
        match (self.asked, self.door) {
            (Asked::One(..), Some(door)) => {
                let answer = self.with_environment(door.decide(set, self.audience())?, set);
                if answer.verdict == RoadVerdict::Allowed && !answer.is_mixed {
                    return Ok(self.session(answer));
                }
                let place = answer.stage.map(|_| self.place(door, &answer));
                Ok((answer, place))
            }
            (Asked::Other(why, place), _) => {
                let answer = Answer {
                    verdict: RoadVerdict::Denied,
                    cause: Some(codes::ROLE_NOT_FOUND),
                    message: Some((*why).to_owned()),
                    ..Answer::open(Some(RoadStage::TrustPolicy), Vec::new())
                };
                Ok((answer, place.clone().or_else(step)))
            }
            (Asked::Several(roles), _) => {
                let named =
                    |role: &&ReadRole| Some(format!("{} ({})", label(role)?, told_place(&role.place)));
                let names: Vec<String> = roles.iter().filter_map(named).collect();
                let need = format!("which role is meant: {}?", names.join(", "));
                Ok((Answer::open(Some(RoadStage::TrustPolicy), vec![need]), step()))
            }
            (Asked::Unknown, _) => {
                let needs =
                    self.assumed.role.unknown.iter().map(|name| format!("which role is behind `{name}`?"));
                Ok((Answer::open(None, needs.collect()), None))
            }
            _ if self.fault.is_some() => {
                let message =
                    self.fault.map(|error| format!("AWS does not store this trust policy: {error}"));
                let answer = Answer {
                    message,
                    ..Answer::open(
                        Some(RoadStage::TrustPolicy),
                        vec!["a trust policy that AWS stores".to_owned()],
                    )
                };
                let role = match self.asked {
                    Asked::One(role, _) => Some(role.place.clone()),
                    _ => None,
                };
                Ok((answer, role))
            }
            _ => {
                let need = "the trust policy of the role".to_owned();
                let named = match self.asked {
                    Asked::One(role, _) => role.trust_policy.as_ref(),
                    _ => None,
                };
                let place = named.and_then(|policy| place_of(&policy.places, ""));
                Ok((Answer::open(Some(RoadStage::TrustPolicy), vec![need]), place.or_else(step)))
            }
        }
    }

    /// Names the environment of the job as the cause where it is written and comes out empty.
    fn with_environment(&self, answer: Answer, set: &Set) -> Answer {
        let written = self.job.environment.as_ref().and_then(|environment| environment.place.clone());
        let none = set.patterns("environment").iter().all(Option::is_none);
        let Some(place) = self.job.empty_environment.clone().or(written).filter(|_| none) else {
            return answer;
        };
        if answer.cause != Some(codes::SUB_ENV_MISSING) {
            return answer;
        }
        let message = "the policy wants an environment, and that of the job comes out empty in these runs: this is none";
        Answer {
            cause: Some(codes::SUB_ENV_EMPTY),
            message: Some(message.to_owned()),
            place: Some(place),
            ..answer
        }
    }

    /// Whether runs that get in have the session that they ask for.
    fn session(&self, allowed: Answer) -> (Answer, Option<SourcePlace>) {
        let role = match self.asked {
            Asked::One(role, _) => Some(*role),
            _ => None,
        };
        let place = self.assumed.duration.as_ref().and_then(|duration| duration.place.clone());
        match token::session_duration(self.assumed, role) {
            Some(denied) => (denied, place.or_else(|| Some(self.assumed.place.clone()))),
            None => (allowed, None),
        }
    }

    /// What becomes of a set at a role that another role assumes: it has to have that one first.
    fn chained(&self, set: &Set) -> Result<(Answer, Option<SourcePlace>), Error> {
        let step = || Some(self.assumed.place.clone());
        let Some(chain) = self.chain else {
            let need = "the role that is assumed before: no step before assumes one".to_owned();
            return Ok((Answer::open(Some(RoadStage::Session), vec![need]), step()));
        };
        let before = Step {
            assumed: chain.before,
            asked: &chain.asked,
            door: chain.door.as_ref(),
            fault: None,
            chain: None,
            ..*self
        };
        let told = before.one(set)?;
        if told.answer.verdict != RoadVerdict::Allowed || told.answer.is_mixed {
            return Ok((told.answer, told.place));
        }
        let (answer, place) = chain.answer();
        if answer.verdict == RoadVerdict::Allowed {
            return Ok(self.session(answer));
        }
        Ok((answer, place.or_else(step)))
    }

    /// Where the cause is in the user's files: where it would be changed.
    fn place(&self, door: &Door<'_>, answer: &Answer) -> SourcePlace {
        let environment = self.job.environment.as_ref().and_then(|environment| environment.place.clone());
        let settings = self.known.settings.map(|settings| settings.place.clone());
        let own = match answer.cause {
            _ if answer.stage == Some(RoadStage::Provider) && answer.pointer.is_none() => {
                door.provider_place(answer.cause)
            }
            Some(cause) if cause == codes::SUB_ENV_REPLACES_REF => environment,
            Some(cause) if cause == codes::SUB_CUSTOMIZED_TOKEN => settings,
            _ => None,
        };
        let own = answer.place.clone().or(own);
        own.unwrap_or_else(|| door.place(answer.pointer.as_deref().unwrap_or("")))
    }
}

/// A document and a line.
fn told_place(place: &SourcePlace) -> String {
    let document = place.document.as_deref().unwrap_or("");
    place.line.map_or_else(|| document.to_owned(), |line| format!("{document}:{line}"))
}

/// What is asked where only the form of the subjects decides.
fn form(known: &Known<'_>) -> String {
    let repository = known.facts.repository.as_deref().map_or_else(|| "OWNER/NAME".to_owned(), quote);
    format!(
        "whether subjects of the repository have ids (`immutable`): `GET /repos/{repository}/actions/oidc/customization/sub` shows it"
    )
}

/// What would settle the answer for a set of which some get in.
fn mixed(set: &Set) -> String {
    match set.patterns("job_workflow_ref") {
        [Some(one), Some(other), ..] => format!("is the called workflow at `{one}` or at `{other}`?"),
        _ => "which of these runs is meant? Some get in, and others do not".to_owned(),
    }
}
