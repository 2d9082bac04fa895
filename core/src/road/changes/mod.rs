//! Changes of the documents: what lets a job in that was denied, and what shuts out others.
//!
//! Every edit is made and the documents are read again before it is told: what they say then has to be what was meant.

mod access;
mod account;
mod chain;
mod control;
mod host;
mod judge;
mod naming;
mod op;
mod policy;
mod repair;
mod statement;
mod subjects;
mod texts;
mod workflow;
mod write;

use std::borrow::Cow;
use std::rc::Rc;

use access::Push;
use account::Around;
use chain::Chained;
use control::Control;
use judge::{Lock, Runs};
use naming::Names;
use texts::{TextEdit, Writer};
use workflow::Workflow;

use super::facts::RoadFacts;
use super::known::Known;
use super::memory::Memory;
use super::report::{ChangeSide, Road, RoadChange, RoadReport, RoadScenario, RoadStage, RoadVerdict};
use super::scenarios::{Set, own_claims};
use crate::analysis::Exposure;
use crate::codes::{self, Code, FixKind};
use crate::error::Error;
use crate::github::ClaimValue;
use crate::premise::{Edit, SourcePlace};
use crate::read::{AssumedRole, Documents, Inventory, ReadJson, ReadRole, Sites, WorkflowJob};
use crate::text::quote;

/// A road as it was asked for.
pub(super) struct Way<'i> {
    /// The job and its step, where the documents show them.
    pub(super) step: Option<(Cow<'i, WorkflowJob>, Cow<'i, AssumedRole>)>,
    /// The role, where the documents show one.
    pub(super) role: Option<&'i ReadRole>,
    /// The ARN that the job asks for.
    pub(super) asked: Option<String>,
    /// The audience that it asks for.
    pub(super) audience: String,
}

impl Way<'_> {
    /// The runs of a scenario.
    fn set(&self, scenario: &RoadScenario) -> Set {
        let own = self.step.as_ref().map(|(job, _)| own_claims(job)).unwrap_or_default();
        Set { class: scenario.tokens.clone(), head: scenario.head, own }
    }
}

/// A change that is not checked against the documents yet.
struct Draft {
    road: usize,
    code: &'static Code,
    kind: FixKind,
    side: ChangeSide,
    message: String,
    effect: String,
    question: Option<String>,
    /// What changes in the documents; nothing where none of them is the source.
    edits: Vec<TextEdit>,
    expected: Expected,
}

/// What the changed documents have to say.
enum Expected {
    /// A role has this trust policy.
    Policy { role: usize, document: ClaimValue },
    /// A role has this trust policy, and no run is stopped for this cause.
    Chain { role: usize, document: ClaimValue, cause: &'static Code },
    /// The image is not refused any more; without one: no run is stopped for this cause.
    Road { image: Option<String>, cause: &'static Code },
    /// The rules do not refuse the image any more, and fewer names in all.
    Names { image: String },
    /// There is a provider of GitHub's issuer, with this audience.
    Provider(String),
    /// The job calls this workflow, `owner/name/path@ref`.
    Calls(String),
    /// Nothing: a command makes the change.
    Command(String),
}

/// The most changes that are looked for in one report.
const MAX_DRAFTS: usize = 256;

/// Finds the changes of every road.
pub(super) fn add(
    documents: &Documents,
    ways: &[Way<'_>],
    known: &Known<'_>,
    report: &mut RoadReport,
) -> Result<(), Error> {
    let names = documents.texts().map(|(name, _)| name).collect();
    let texts: Vec<&str> = documents.texts().map(|(_, text)| text).collect();
    let are_terraform = documents.texts().map(|(name, _)| name.ends_with(".tf")).collect();
    let writer = Writer { names, texts, are_terraform };
    let mut drafts = drafts(ways, known, report, &writer)?;
    drafts.truncate(MAX_DRAFTS);
    drafts.iter_mut().flat_map(|draft| &mut draft.edits).for_each(|edit| writer.keep_line_ends(edit));
    let sites = Sites::new(documents.texts());
    let checked = checked(documents, &writer, &drafts, report, known)?;
    for (draft, holds) in drafts.into_iter().zip(checked) {
        let Some(change) = change(draft, holds, &writer, &sites, known) else { continue };
        let Some(road) = report.roads.get_mut(change.0) else { continue };
        if !road.changes.contains(&change.1) {
            road.changes.push(change.1);
        }
    }
    Ok(())
}

fn drafts(
    ways: &[Way<'_>],
    known: &Known<'_>,
    report: &RoadReport,
    writer: &Writer<'_>,
) -> Result<Vec<Draft>, Error> {
    let mut out = of_policies(ways, known, report, writer)?;
    for (number, (way, road)) in ways.iter().zip(&report.roads).enumerate() {
        let gets_in = road.scenarios.iter().any(|one| one.verdict == RoadVerdict::Allowed || past(one.stage));
        let around = Around { known, writer, road: number, role: way.role, audience: &way.audience };
        let policy = way.role.and_then(|role| role.trust_policy.as_ref());
        let texts = policy.map(|policy| op::all_texts(policy.document.value())).unwrap_or_default();
        let control = Control { known, writer, road: number };
        for scenario in &road.scenarios {
            let Some(cause) = scenario.cause.filter(|_| !past(scenario.stage)) else { continue };
            out.extend(around.changes(scenario, cause));
            out.extend(control.of_runs(cause, scenario.place.as_ref(), &way.set(scenario)));
            let Some((job, assumed)) = &way.step else { continue };
            out.extend(Chained { known, writer, road: number, job, assumed, role: way.role }.change(cause));
            let is_meant = gets_in && scenario.stage == Some(RoadStage::TrustPolicy);
            if !is_meant {
                let workflow = Workflow { job, assumed, number, writer, texts: &texts };
                out.extend(workflow.changes(cause));
            }
        }
        if let Some((job, _)) = &way.step {
            out.extend(Names { road, job, number, known, writer }.changes());
        }
        for image in &road.images {
            let (Some(role), Some(cause), RoadVerdict::Denied) = (way.role, image.cause, image.verdict)
            else {
                continue;
            };
            out.extend(control.of_image(cause, image));
            out.extend(
                Push { role, image, road: number, writer, repositories: &known.inventory.repositories }
                    .change(cause),
            );
        }
    }
    Ok(out)
}

/// The changes of trust policies.
fn of_policies(
    ways: &[Way<'_>],
    known: &Known<'_>,
    report: &RoadReport,
    writer: &Writer<'_>,
) -> Result<Vec<Draft>, Error> {
    let mut out = Vec::new();
    for (index, role) in known.inventory.roles.iter().enumerate() {
        let Some(policy) = &role.trust_policy else { continue };
        let is_own = |way: &&Way<'_>| way.role.is_some_and(|own| core::ptr::eq(own, role));
        let own: Vec<(usize, &Way<'_>)> = ways.iter().enumerate().filter(|(_, way)| is_own(way)).collect();
        let roads = || own.iter().filter_map(|(road, way)| Some((*road, *way, report.roads.get(*road)?)));
        let runs = |way: &Way<'_>, road: &Road, verdict: RoadVerdict| -> Vec<Runs> {
            let fitting = road.scenarios.iter().filter(|scenario| {
                scenario.verdict == verdict || past(scenario.stage) && verdict == RoadVerdict::Allowed
            });
            fitting.map(|scenario| Runs { set: way.set(scenario), audience: way.audience.clone() }).collect()
        };
        let keep: Vec<Runs> =
            roads().flat_map(|(_, way, road)| runs(way, road, RoadVerdict::Allowed)).collect();
        let open = roads().any(|(_, _, road)| {
            road.scenarios
                .iter()
                .any(|scenario| scenario.verdict == RoadVerdict::Undetermined && !past(scenario.stage))
        });
        let lock = Lock { role, asked: own.iter().find_map(|(_, way)| way.asked.as_deref()), known, keep };
        let mut narrowed = false;
        for (number, way, road) in roads() {
            let asked = policy::Asked {
                lock: &lock,
                document: policy.document.value(),
                road: number,
                role: index,
                writer,
            };
            let gets_in = !runs(way, road, RoadVerdict::Allowed).is_empty();
            for (cause, runs) in denied(way, road, gets_in) {
                if known.may_ask() {
                    out.extend(asked.for_all_denied(cause, &runs)?);
                }
            }
            let worst = road.dangers.iter().find(|danger| danger.severity <= Exposure::Medium);
            if let Some(danger) = worst
                && !narrowed
                && !open
                && known.may_ask()
            {
                narrowed = true;
                out.extend(asked.against_others(danger.code.unwrap_or(codes::UNSAFE_ANY_REPOSITORY))?);
            }
        }
    }
    Ok(out)
}

/// The runs that the policy or the provider denies by mistake, those of one cause at one place together.
fn denied(way: &Way<'_>, road: &Road, gets_in: bool) -> Vec<(&'static Code, Vec<Runs>)> {
    let mut out: Vec<(&'static Code, Option<&SourcePlace>, Vec<Runs>)> = Vec::new();
    for scenario in &road.scenarios {
        let runs = Runs { set: way.set(scenario), audience: way.audience.clone() };
        let (Some(cause), Some(RoadStage::TrustPolicy | RoadStage::Provider)) =
            (scenario.cause, scenario.stage)
        else {
            continue;
        };
        // Whether a tag or a branch is called is not known: either is the same workflow.
        let is_either = runs.set.patterns("job_workflow_ref").len() > 1;
        if scenario.verdict == RoadVerdict::Undetermined && is_either {
            out.push((cause, scenario.place.as_ref(), vec![runs]));
            continue;
        }
        if scenario.verdict != RoadVerdict::Denied {
            continue;
        }
        // What was observed shows one run of a job: the others are not known.
        let others = gets_in || road.job.is_none();
        // Of an environment that may be any nobody can say that it is meant.
        let any = Some("*".to_owned());
        if !repair::is_mistake(cause, others) || others && runs.set.patterns("environment").contains(&any) {
            continue;
        }
        let place = scenario.place.as_ref();
        match out.iter_mut().find(|(known, at, _)| *known == cause && *at == place) {
            Some((.., all)) => all.push(runs),
            None => out.push((cause, place, vec![runs])),
        }
    }
    out.into_iter().map(|(cause, _, runs)| (cause, runs)).collect()
}

/// Whether a stage is behind the trust policy: who is stopped there has assumed the role.
fn past(stage: Option<RoadStage>) -> bool {
    stage.is_some_and(|stage| stage > RoadStage::Session)
}

/// Whether the documents say what each draft means, once its edits are made.
fn checked(
    documents: &Documents,
    writer: &Writer<'_>,
    drafts: &[Draft],
    report: &RoadReport,
    known: &Known<'_>,
) -> Result<Vec<Holds>, Error> {
    let mut out: Vec<Holds> = drafts.iter().map(|_| Holds::No).collect();
    let mut open: Vec<usize> = (0..drafts.len())
        .filter(|index| drafts.get(*index).is_some_and(|draft| !draft.edits.is_empty()))
        .collect();
    // As many as do not touch the same text or the same role are looked at together.
    let mut batches: Vec<Vec<usize>> = Vec::new();
    while !open.is_empty() {
        let mut batch: Vec<usize> = Vec::new();
        open.retain(|index| {
            let free = drafts.get(*index).is_some_and(|draft| {
                batch.iter().filter_map(|other| drafts.get(*other)).all(|other| apart(draft, other))
            });
            if free {
                batch.push(*index);
            }
            !free
        });
        batches.push(batch);
    }
    batches.reverse();
    while let Some(batch) = batches.pop() {
        let edits = batch.iter().filter_map(|index| drafts.get(*index)).flat_map(|draft| &draft.edits);
        let changed = documents.with_texts(writer.texts_with(edits))?;
        let facts = &known.facts.of_documents(&changed);
        let mut roads = None;
        for index in &batch {
            let (Some(draft), Some(holds)) = (drafts.get(*index), out.get_mut(*index)) else { continue };
            if holds_in(&changed, &mut roads, draft, report, (facts, &known.memory))? {
                *holds = Holds::Yes;
            }
        }
        let others = others_changed(documents.inventory(), changed.inventory(), &batch, drafts);
        if let Some(other) = others {
            if let [index] = batch.as_slice() {
                if let Some(holds) = out.get_mut(*index) {
                    *holds = Holds::Shared(other);
                }
            } else {
                // One of them changes a role that it does not mean: each is looked at by itself.
                batches.extend(batch.into_iter().map(|index| vec![index]));
            }
        }
    }
    Ok(out)
}

/// Whether the documents say the same of a role, wherever it stands in them.
fn says_the_same(one: &ReadRole, other: &ReadRole) -> bool {
    let policies = |role: &ReadRole| -> Vec<ReadJson> {
        let permissions = role.permissions.iter().filter_map(|permission| permission.policy.as_ref());
        role.trust_policy.iter().chain(permissions).map(|policy| policy.document.clone()).collect()
    };
    one.address == other.address && policies(one) == policies(other)
}

/// The first role whose policy changes and that no draft means.
fn others_changed(before: &Inventory, after: &Inventory, batch: &[usize], drafts: &[Draft]) -> Option<usize> {
    let is_meant = |index: usize| {
        batch.iter().filter_map(|draft| drafts.get(*draft)).any(|draft| {
            match &draft.expected {
                Expected::Policy { role, .. } | Expected::Chain { role, .. } => *role == index,
                // What a role may do is meant to change; its number may too, where another resource comes first.
                Expected::Road { image, .. } => image.is_some(),
                Expected::Names { .. }
                | Expected::Provider(_)
                | Expected::Calls(_)
                | Expected::Command(_) => false,
            }
        })
    };
    before.roles.iter().enumerate().find_map(|(index, role)| {
        let same = after.roles.get(index).is_some_and(|changed| says_the_same(role, changed));
        (!same && !is_meant(index)).then_some(index)
    })
}

/// Whether the changed documents say what a draft means.
fn holds_in(
    changed: &Documents,
    roads: &mut Option<Vec<Road>>,
    draft: &Draft,
    report: &RoadReport,
    (facts, memory): (&RoadFacts, &Rc<Memory>),
) -> Result<bool, Error> {
    let inventory = changed.inventory();
    let (image, cause) = match &draft.expected {
        Expected::Policy { role, document } => {
            let read = inventory.roles.get(*role).and_then(|role| role.trust_policy.as_ref());
            return Ok(read.is_some_and(|policy| same(policy.document.value(), document)));
        }
        Expected::Chain { role, document, cause } => {
            let read = inventory.roles.get(*role).and_then(|role| role.trust_policy.as_ref());
            if !read.is_some_and(|policy| same(policy.document.value(), document)) {
                return Ok(false);
            }
            (&None, cause)
        }
        Expected::Road { image, cause } => (image, cause),
        Expected::Names { image } => (&Some(image.clone()), &draft.code),
        Expected::Provider(audience) => {
            return Ok(inventory.providers.iter().any(|provider| {
                let ids = provider.client_ids.iter().flatten();
                ids.filter_map(|id| id.value.as_deref()).any(|id| id == audience)
            }));
        }
        Expected::Calls(wanted) => {
            let before = report.roads.get(draft.road);
            let calls = |job: &WorkflowJob| {
                let called = job.called_workflow.as_ref()?;
                let (repository, reference) = (called.repository.as_ref()?, called.reference.as_ref()?);
                Some(format!("{repository}/{}@{reference}", called.path) == *wanted)
            };
            let same_workflow =
                |job: &&WorkflowJob| before.and_then(|road| road.workflow.as_ref()) == Some(&job.workflow);
            return Ok(inventory.jobs.iter().filter(same_workflow).any(|job| calls(job) == Some(true)));
        }
        Expected::Command(_) => return Ok(false),
    };
    let Some(before) = report.roads.get(draft.road) else { return Ok(false) };
    let of_settings;
    let roads: &[Road] = match roads {
        // What the changed settings say counts, not what was known before.
        _ if draft.side == ChangeSide::Settings => {
            let facts = RoadFacts { include_claim_keys: None, ..facts.clone() };
            of_settings = super::of_jobs(&Known::new(changed, &facts, Rc::clone(memory)))?.0;
            &of_settings
        }
        Some(roads) => roads,
        None => roads.insert(super::of_jobs(&Known::new(changed, facts, Rc::clone(memory)))?.0),
    };
    // The roads of a job stay in their order.
    let is_of_job = |road: &&Road| road.workflow == before.workflow && road.job == before.job;
    let number = report.roads.iter().take(draft.road).filter(is_of_job).count();
    let after = roads.iter().filter(is_of_job).nth(number);
    let Some(after) = after else { return Ok(false) };
    if matches!(draft.expected, Expected::Names { .. }) && naming::refused(after) >= naming::refused(before) {
        return Ok(false);
    }
    Ok(match image {
        None => after.scenarios.iter().all(|one| one.cause != Some(cause)),
        Some(name) => {
            after.images.iter().all(|image| image.name != *name || image.verdict != RoadVerdict::Denied)
        }
    })
}

/// Whether a draft holds once it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Yes,
    No,
    /// The text is also that of this other role.
    Shared(usize),
}

fn apart(one: &Draft, other: &Draft) -> bool {
    let same_target = match (&one.expected, &other.expected) {
        (
            Expected::Policy { role, .. } | Expected::Chain { role, .. },
            Expected::Policy { role: next, .. } | Expected::Chain { role: next, .. },
        ) => role == next,
        _ => one.road == other.road,
    };
    let touches = |edit: &TextEdit| {
        other.edits.iter().any(|known| {
            known.spot.document == edit.spot.document
                && known.spot.bytes.start <= edit.spot.bytes.end
                && edit.spot.bytes.start <= known.spot.bytes.end
        })
    };
    !same_target && !one.edits.iter().any(touches)
}

/// Whether two policies are one: the order of texts and whether one of them stands in a list does not matter.
fn same(one: &ClaimValue, other: &ClaimValue) -> bool {
    match (one, other) {
        (ClaimValue::Object(members), ClaimValue::Object(others)) => {
            members.len() == others.len()
                && members.iter().all(|(name, value)| {
                    others.iter().any(|(known, other)| known == name && same(value, other))
                })
        }
        (ClaimValue::List(items), ClaimValue::List(others))
            if items.iter().chain(others).any(|item| !matches!(item, ClaimValue::Text(_))) =>
        {
            items.len() == others.len() && items.iter().zip(others).all(|(one, other)| same(one, other))
        }
        (ClaimValue::List(_) | ClaimValue::Text(_), ClaimValue::List(_) | ClaimValue::Text(_)) => {
            let sorted = |value: &ClaimValue| {
                let mut texts = op::texts(value);
                texts.sort();
                texts.dedup();
                texts
            };
            sorted(one) == sorted(other)
        }
        (one, other) => one == other,
    }
}

fn change(
    draft: Draft,
    holds: Holds,
    writer: &Writer<'_>,
    sites: &Sites<'_>,
    known: &Known<'_>,
) -> Option<(usize, RoadChange)> {
    let edit = |edit: &TextEdit| Edit {
        place: sites.place(&edit.spot),
        old: writer.old(&edit.spot).to_owned(),
        text: edit.new.clone(),
    };
    let is_written = holds == Holds::Yes;
    let edits: Vec<Edit> = if is_written { draft.edits.iter().map(edit).collect() } else { Vec::new() };
    let mut question = draft.question;
    let command = match (holds, draft.expected) {
        (Holds::Yes, _) => None,
        (_, Expected::Command(command)) => Some(command),
        (Holds::Shared(other), _) => {
            let label = known.inventory.roles.get(other).and_then(super::label)?;
            question = Some(format!("the text is that of `{}` too: may both change?", quote(&label)));
            None
        }
        (Holds::No, Expected::Policy { role, document } | Expected::Chain { role, document, .. })
            if draft.edits.is_empty() =>
        {
            Some(command(known.inventory.roles.get(role)?, &document)?)
        }
        (Holds::No, _) => return None,
    };
    Some((
        draft.road,
        RoadChange {
            code: draft.code,
            kind: if is_written { draft.kind } else { FixKind::Judgement },
            side: draft.side,
            message: draft.message,
            effect: draft.effect,
            question,
            edits,
            command,
        },
    ))
}

/// The command that gives a role its policy, where no document is the source.
fn command(role: &ReadRole, document: &ClaimValue) -> Option<String> {
    let name = role.name.as_ref().and_then(|name| name.value.as_deref());
    let arn = role.arn.as_ref().and_then(|arn| arn.value.as_deref());
    let name = name.or_else(|| arn?.rsplit('/').next())?;
    let is_plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b));
    let policy = serde_json::to_string(document).ok()?.replace('\'', "'\\''");
    is_plain
        .then(|| format!("aws iam update-assume-role-policy --role-name {name} --policy-document '{policy}'"))
}
